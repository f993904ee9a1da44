"""Indicators: their figures, whether it gets better, how gaps move, and the curve."""
