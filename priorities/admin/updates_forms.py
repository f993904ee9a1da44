"""Deeds about updates: record one, accept or turn down what a lead handed in; and milestones that were reached."""

import datetime
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AdminURLFieldWidget
from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.dated import in_force_q
from governance.foundation.deed_forms import DayField, DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.foundation.sentences import plain_day
from governance.models import Body
from priorities.models import Milestone, MilestoneReached, PlanAction, ReportingPeriod, Status, Update
from priorities.sheets.number_fields import MoneyField
from priorities.updates.progress import updates_for
from priorities.updates.update_checks import LONGEST, Said, Seen
from priorities.updates.updating import (
    accept_update,
    reach_milestone,
    record_update,
    turn_down_update,
    unreach_milestone,
)

CHOOSE = [("", "Choose…")]
ANSWER = "A red needs it, and what is late and has not started."
SHOWN = "priorities.updates.shown"
WORDS = 80


def editable_actions(user: Any) -> list[PlanAction]:
    """The actions of plans in force today that the user may record updates of, plan by plan."""
    published = PlanAction.objects.filter(section__version__state=State.PUBLISHED).filter(
        in_force_q(today(), "section__version__")
    )
    rows = published.editable_by(user).select_related("section__version__plan")
    return list(rows.order_by("section__version__plan__title", "section__position", "section", "position", "pk"))


def by_plan(rows: Iterable[tuple[Any, int, str]]) -> list[Any]:
    """Choices in groups: rows of plan, key and words."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for plan, key, words in rows:
        groups.setdefault(str(plan), []).append((key, words if len(words) <= WORDS else f"{words[: WORDS - 1]}…"))
    return [*CHOOSE, *groups.items()]


def long_text(label: str, **options: Any) -> forms.CharField:
    """A field for several lines."""
    widget = AdminTextareaWidget(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=widget, **options)


class RecordForm(DeedForm):
    """Record an update."""

    slug, verb, press = "record", "Record an update…", "Record it"
    lead = "It counts at once, and the public reads it. A later update for the same period takes its place."
    SAID = tuple(Said.__dataclass_fields__)

    action = forms.TypedChoiceField(label="Action", coerce=int)
    period = forms.ModelChoiceField(queryset=ReportingPeriod.objects.none(), label="Period", empty_label="Choose…")
    status = forms.ChoiceField(label="How it stands", choices=Status.choices, widget=forms.RadioSelect)
    direction = forms.ChoiceField(label="Which way it is going", choices=Update.Direction.choices)
    text = long_text("What happened")
    reason = long_text("Why it stands so", help_text=ANSWER)
    remedy = long_text("What will be done about it", help_text=ANSWER)
    tried = long_text("What was tried before")
    approved_by = BodyField(
        label="Approved by", required=False, help_text="A body that owns or monitors the plan, or sets its framework."
    )
    approved_at = forms.CharField(
        label="Approved at",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="The meeting, with its date.",
    )
    expected_on = DayField(label="Now expected on", required=False)
    spend = MoneyField(label="Spent so far, in pounds", required=False, widget=AdminTextInputWidget)
    won = MoneyField(label="Won from bids so far, in pounds", required=False, widget=AdminTextInputWidget)
    evidence = forms.URLField(
        label="Web address that shows it", required=False, assume_scheme="https", widget=AdminURLFieldWidget
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    reported_by = forms.CharField(label="Who says so", max_length=160, required=False, widget=AdminTextInputWidget)

    def arrange(self) -> None:
        """The actions in force of the plans that the user edits, and the periods that have begun."""
        fields: Any = self.fields
        self.offered = {action.pk: action for action in editable_actions(self.user)}
        fields["action"].choices = by_plan(
            (each.section.version.plan, each.pk, str(each)) for each in self.offered.values()
        )
        frameworks = {each.section.version.plan.framework_id for each in self.offered.values()}
        periods = ReportingPeriod.objects.filter(framework__in=frameworks - {None}, starts__lte=today())
        fields["period"].queryset = periods.select_related("framework").order_by("framework__name", "-starts")
        several = len(frameworks - {None}) > 1
        fields["period"].label_from_instance = lambda each: f"{each.framework}: {each}" if several else str(each)
        fields["approved_by"].offer(alive(Body.objects.all(), today()), today(), empty="–")
        fields["direction"].initial = Update.Direction.STEADY
        self.initial["shown"] = _now()

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Record an update"

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """What, how it stands, the answer to it, and the rest."""
        return [
            (None, {"fields": ["action", "period", "status", "direction", "text", "shown"]}),
            ("If it is amber, red or reprogrammed", {"fields": ["reason", "remedy", "tried", "expected_on"]}),
            ("If it was reprogrammed", {"fields": ["approved_by", "approved_at"]}),
            ("More", {"fields": ["spend", "won", "evidence", "reported_by"]}),
        ]

    def act(self) -> Done:
        """Record it."""
        to = self.cleaned_data
        said = {name: to[name] for name in self.SAID}
        action = self.offered[to["action"]]
        seen, who = self._seen(action, to["period"]), to["reported_by"]
        try:
            update = record_update(action, to["period"], by=self.user, reported_by=who, seen=seen, **said)
        except Refused:
            data = cast("QueryDict", self.data).copy()
            data["shown"] = _now()  # the next time, what the refusal told was seen
            self.data = data
            raise
        return Done(update, f"{update} was recorded.")

    def _seen(self, action: PlanAction, period: ReportingPeriod) -> Seen:
        """What counted for that action and period when the page was shown."""
        try:
            shown = datetime.datetime.fromisoformat(signing.loads(self.cleaned_data["shown"], salt=SHOWN))
        except signing.BadSignature:
            return Seen(None)
        counted = updates_for([action.lineage], period, known_at=shown).get(action.lineage)
        return Seen(counted.pk if counted else None)


def _now() -> str:
    """This moment, for a hidden field."""
    return signing.dumps(timezone.now().isoformat(), salt=SHOWN)


class OfWaiting(DeedForm):
    """A deed about an update that waits."""

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """While it waits."""
        return subject.accepted_at is None and subject.turned_down_at is None


class AcceptForm(OfWaiting):
    """Accept it, and record the milestones that it names."""

    slug, verb, press = "accept", "Accept…", "Accept it"
    lead = "It then counts, and the public reads it."

    def arrange(self) -> None:
        """A day for each milestone of the action that was not reached yet; it needs no reason."""
        del self.fields["reason"]
        milestones = Milestone.objects.filter(action=self.subject.action_id).in_order()
        there = set(MilestoneReached.objects.filter(lineage__in=milestones.values("lineage")).values_list("lineage", flat=True))  # fmt: skip
        self.steps = {f"step{each.pk}": each for each in milestones if each.lineage not in there}
        for name, milestone in self.steps.items():
            self.fields[name] = DayField(label=f"Reached: {milestone}", required=False)

    def act(self) -> Done:
        """Accept it."""
        update = accept_update(self.subject, by=self.user)
        for name, milestone in self.steps.items():
            if day := self.cleaned_data.get(name):
                reach_milestone(milestone, on=day, by=self.user)
        return Done(update, f"{update} was accepted.")


class TurnDownForm(OfWaiting):
    """Turn it down."""

    slug, verb, press = "turn-down", "Turn down…", "Turn it down"
    lead = "It never counts; the history keeps it, with the reason. Nobody is told: tell the lead yourself."

    def act(self) -> Done:
        """Turn it down."""
        update = turn_down_update(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(update, f"{update} was turned down.")


class ReachForm(DeedForm):
    """Record that a milestone was reached."""

    slug, verb, press = "reach", "Record a milestone…", "Record it"

    milestone = forms.TypedChoiceField(label="Milestone", coerce=int)
    on = DayField(label="Reached on")
    note = forms.CharField(label="Note", max_length=200, required=False, widget=AdminTextInputWidget)

    def arrange(self) -> None:
        """Those of the plans in force that the user edits which were not reached yet."""
        fields: Any = self.fields
        actions = {action.pk: action for action in editable_actions(self.user)}
        rows = Milestone.objects.filter(action__in=actions).exclude(
            lineage__in=MilestoneReached.objects.values("lineage")
        )
        self.offered = {each.pk: each for each in rows.order_by("action__position", "position", "pk")}
        ordered = sorted(self.offered.values(), key=lambda each: list(actions).index(each.action_id))
        fields["milestone"].choices = by_plan(
            (
                actions[each.action_id].section.version.plan,
                each.pk,
                f"{actions[each.action_id].reference}: {each}",
            )
            for each in ordered
        )
        self.order_fields(["milestone", "on", "note", "reason"])

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Record a milestone"

    def prefilled(self) -> dict[str, Any]:
        """Today."""
        return {"on": today()}

    def act(self) -> Done:
        """Record it."""
        to = self.cleaned_data
        milestone = self.offered[to["milestone"]]
        row = reach_milestone(milestone, on=to["on"], by=self.user, note=to["note"], reason=to["reason"])
        return Done(row, f"“{milestone}” was reached on {plain_day(row.day)}.")


class TakeBackForm(DeedForm):
    """Take back that it was reached."""

    slug, verb, press = "take-back", "Take back…", "Take it back"
    lead = "The milestone then counts as not reached. The history keeps both, with the reason."

    def act(self) -> Done:
        """Take it back."""
        milestone = unreach_milestone(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(None, f"“{milestone}” counts as not reached.")
