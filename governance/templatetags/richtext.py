"""Officers' text in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from governance.foundation.richtext import shown

register = template.Library()


@register.filter
def richtext(value: str | None, top: int = 3) -> SafeString:
    """`{{ section.text|richtext }}`: sanitised again and safe; its headings start at h`top` (h3 unless told)."""
    return mark_safe(shown(value or "", top))  # noqa: S308 - sanitised in this very call
