"""Links that carry the chosen day on, so that a walk through the past stays in the past."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import url as url_tag
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from partnership.day import PARAMETER

register = template.Library()


class DayUrlNode(template.Node):
    """An address made by ``{% url %}``, with the chosen day added."""

    def __init__(self, address: template.Node, keep_as: str | None) -> None:
        self.address = address
        self.keep_as = keep_as

    def render(self, context: Context) -> SafeString:
        """Return the address, or keep it in the context under ``keep_as``."""
        made = on_day(context, self.address.render(context))
        if self.keep_as is None:
            return made
        context[self.keep_as] = made
        return mark_safe("")


@register.tag
def day_url(parser: Parser, token: Token) -> DayUrlNode:
    """Write ``{% day_url 'governance:body' slug %}`` as you would ``{% url %}``; the day travels with it."""
    node = url_tag(parser, token)
    keep_as, node.asvar = node.asvar, None
    return DayUrlNode(node, keep_as)


@register.simple_tag(takes_context=True)
def on_day(context: Context, address: str) -> SafeString:
    """Return an address that is already made, ``body.get_absolute_url`` say, with the chosen day added."""
    safe = conditional_escape(address)
    if not context.get("day_is_chosen"):
        return safe
    path, hash_mark, fragment = safe.partition("#")
    join = "&amp;" if "?" in path else "?"
    return mark_safe(f"{path}{join}{PARAMETER}={context['day'].isoformat()}{hash_mark}{fragment}")


@register.filter
def is_above(address: str, path: str) -> bool:
    """Return whether a page stands at or under an address, so that the menu can mark its entry."""
    return str(path).startswith(str(address))
