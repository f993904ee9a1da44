"""Draws the structure of a partnership as SVG, for the page and for paper; knows boxes and lines, no records."""

from governance.diagram.drawing import LARGEST, Drawing, draw
from governance.diagram.paper import Paper
from governance.diagram.parts import Box, Dotted, Line, Rectangle

__all__ = ["LARGEST", "Box", "Dotted", "Drawing", "Line", "Paper", "Rectangle", "draw"]
