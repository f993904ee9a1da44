"""Links that carry the chosen day on, so that a walk through the past stays in the past."""

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_tag
from django.utils.html import escape
from django.utils.safestring import SafeString

from partnership.day import PARAMETER

register = template.Library()


class DayUrlNode(URLNode):
    """A ``{% url %}`` whose address carries the chosen day."""

    def render(self, context: Context) -> str:
        """Return the address, or keep it in the context where the tag ends in ``as name``."""
        escaping, context.autoescape = context.autoescape, False
        try:
            address = super().render(context)
        finally:
            context.autoescape = escaping
        if self.asvar:
            context[self.asvar] = on_day(context, context[self.asvar])
            return ""
        return on_day(context, address)


@register.tag
def day_url(parser: Parser, token: Token) -> DayUrlNode:
    """Write ``{% day_url 'governance:body' slug %}`` as you would ``{% url %}``; the day travels with it."""
    node = url_tag(parser, token)
    return DayUrlNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag(takes_context=True)
def on_day(context: Context, address: str) -> SafeString:
    """Return an address that is already made, such as a breadcrumb’s, with the chosen day added."""
    path, hash_mark, fragment = str(address).partition("#")
    request = context.get("request")  # asked itself: a template may call something else `day`
    if address and request is not None and getattr(request, "day_is_chosen", False):
        path += f"{'&' if '?' in path else '?'}{PARAMETER}={request.day.isoformat()}"
    return escape(f"{path}{hash_mark}{fragment}")


@register.filter
def is_above(address: str, path: str) -> bool:
    """Return whether a page stands at or under an address, so that the menu can mark its entry."""
    return str(path).startswith(str(address))
