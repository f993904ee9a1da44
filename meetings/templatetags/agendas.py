"""Small questions about an agenda's lines, for templates."""

from collections.abc import Iterable

from django import template

from meetings.agendas.agenda_reading import Line

register = template.Library()


@register.filter
def have_papers(lines: Iterable[Line]) -> bool:
    """`{% if lines|have_papers %}`: whether the reader may read any paper at all."""
    return any(line.papers for line in lines)


@register.filter
def hold_restricted(lines: Iterable[Line]) -> bool:
    """`{% if lines|hold_restricted %}`: whether the reader sees more than the public does."""
    rows = list(lines)
    return any(line.item and line.item.restricted for line in rows) or any(
        paper.is_for_members for line in rows for paper in line.papers
    )
