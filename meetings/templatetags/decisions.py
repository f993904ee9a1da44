"""Panels about decisions: by which decision terms or a document were adopted."""

from typing import Any

from django import template
from django.template.context import Context

from governance.models import TermsOfReference
from meetings.models import Decision

register = template.Library()


@register.inclusion_tag("meetings/_adopted_by.html", takes_context=True)
def adopted_by(context: Context, adopted: Any) -> dict[str, Any]:
    """Write `{% adopted_by terms %}` in a summary list: a row that leads to the decision, or nothing. 1 query.

    `adopted` is a version of terms or of a document, or None. A decision that the user may not read is not named.
    """
    if adopted is None:
        return {}
    request = context["request"]
    field = "adopts_terms" if isinstance(adopted, TermsOfReference) else "adopts_document"
    decisions = Decision.objects.visible_to(request.user).select_related("body", "meeting")
    return {"decision": decisions.filter(**{field: adopted}).first(), "request": request}
