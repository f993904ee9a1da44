"""Planned actions to choose from: those of versions in force or in draft, under the titles of their plans."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from governance.admin.officer_admin import today
from governance.foundation.publication import State
from priorities.models import PlanAction


def offered_actions(user: Any) -> QuerySet[PlanAction]:
    """Actions that the user may read, of the versions that are not over, plan by plan."""
    rows = PlanAction.objects.visible_to(user).filter(section__version__state__in=(State.PUBLISHED, State.DRAFT))
    rows = rows.filter(Q(section__version__ends__isnull=True) | Q(section__version__ends__gt=today()))
    rows = rows.select_related("section__version__plan__body")
    plan = "section__version__plan__"
    return rows.order_by(
        f"{plan}title", f"{plan}pk", "-section__version__number", "section__position", "position", "pk"
    )


def action_in_words(action: PlanAction) -> str:
    """Its reference and what is to be done; whether it stands in a draft."""
    words = action.what if len(action.what) <= 80 else f"{action.what[:79]}…"
    return f"{action.reference}: {words}{' (draft)' if action.section.version.is_draft else ''}"


class ActionField(forms.ModelChoiceField):
    """A choice of an action, grouped by plan; an action that stands in several versions is offered once."""

    def offer(self, actions: QuerySet[PlanAction]) -> None:
        """Offer these."""
        self.queryset = actions
        seen: set[Any] = set()
        unique = []
        for action in sorted(actions, key=lambda each: each.section.version.is_draft):
            if action.lineage not in seen:
                seen.add(action.lineage)
                unique.append(action)
        unique.sort(key=lambda each: (each.section.version.plan.title, each.section.version.plan_id))
        grouped = groupby(unique, key=lambda each: each.section.version.plan)
        self.choices = [
            ("", "Choose…" if self.required else "–"),
            *((plan.title, [(each.pk, action_in_words(each)) for each in rows]) for plan, rows in grouped),
        ]
