"""Wide things in officers' text: each table scrolls in a frame of its own, so that no page scrolls sideways."""

import re
from html import unescape

from django import template
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_EDGE = re.compile(r"<(/?)table[^>]*>")
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)


@register.filter
def framed(html: str) -> SafeString:
    """`{{ section.text|richtext|framed }}`: every table in a labelled section that the keyboard can scroll.

    For web pages only, after `richtext`, whose tables are well nested. On paper there is nothing to scroll.
    """
    html = conditional_escape(html)
    out, start, depth, done = [], 0, 0, 0
    for edge in _EDGE.finditer(html):
        if not edge[1]:
            start = edge.start() if depth == 0 else start
            depth += 1
            continue
        depth -= 1
        if depth == 0:
            out += [html[done:start], _frame(html[start : edge.end()])]
            done = edge.end()
    return mark_safe("".join([*out, html[done:]]))  # noqa: S308 - the text was safe, and the frames are escaped


def _frame(table: str) -> str:
    caption = _CAPTION.search(table)
    label = " ".join(unescape(strip_tags(caption[1])).split()) if caption else ""
    return format_html(
        '<section class="portal-wide" tabindex="0" aria-label="{}">{}</section>',
        f"Table: {label}" if label else "Table",
        mark_safe(table),  # noqa: S308 - a piece of text that was safe
    )
