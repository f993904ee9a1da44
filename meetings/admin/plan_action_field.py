"""The field in which an officer says which planned action a decision, or an action of the log, is about."""

from itertools import groupby
from typing import Any

from django import forms

from governance.admin.officer_admin import today
from priorities.models import PlanAction, PlanVersion

LONGEST = 90
"""Letters of an action's text that a choice shows."""


def plan_action_field(user: Any, *, now: int | None = None, **options: Any) -> forms.ModelChoiceField:
    """Actions of the published plans in force today that `user` may read, by plan; and the one that is chosen `now`."""
    current = PlanVersion.objects.current_on(today())
    readable = PlanAction.objects.visible_to(user)
    rows = readable.filter(section__version__in=current)
    rows = rows | readable.filter(pk=now) if now else rows
    rows = rows.select_related("section__version__plan").order_by(
        "section__version__plan__title",
        "section__version__plan",
        "section__position",
        "section",
        "position",
        "pk",
    )
    field: Any = forms.ModelChoiceField(
        label="About the planned action", queryset=rows, required=False, empty_label="–", **options
    )
    plans = groupby(rows, key=lambda action: action.section.version.plan)
    grouped = [(str(plan), [(action.pk, _short(action)) for action in actions]) for plan, actions in plans]
    field.choices = [("", "–"), *grouped]
    return field


def _short(action: PlanAction) -> str:
    words = f"{action.reference}: {action.what}"
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
