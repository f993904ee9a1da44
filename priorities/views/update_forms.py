"""The small form for one action on the page of updates: filled in or left alone, and then nothing is said of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.foundation.deed_forms import DAY_ERRORS, DAY_FORMATS
from governance.foundation.sentences import plain_day
from governance.models import Body
from priorities.models import Status, Update
from priorities.sheets.number_fields import MoneyField
from priorities.updates.leading import Led
from priorities.updates.update_checks import LONGEST, Said, Seen, said_again

ANSWERED = frozenset({Status.AMBER, Status.RED, Status.REPROGRAMMED, Status.NOT_STARTED})
"""Where a reason and a remedy are asked for; with another status they are left out, for the form hides them."""

LONGEST_KEY = 18
"""Digits of a key that every database takes."""

ANSWER = "A red needs it, and what is late and has not started."


def lines(label: str, *, rows: int = 2, help_text: str = "") -> forms.CharField:
    """A field for several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, required=False, widget=widget)


class DayField(forms.DateField):
    """A day, with the browser's own calendar where it has one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=DAY_FORMATS, error_messages=DAY_ERRORS, required=False, **kwargs)


class UpdateForm(forms.Form):
    """What a lead says of one action for one period."""

    use_required_attribute = False

    same = forms.BooleanField(required=False)
    status = forms.ChoiceField(
        label="How does it stand?",
        choices=Status.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the six ways in which it can stand."},
    )
    direction = forms.ChoiceField(
        label="Which way is it going?",
        choices=Update.Direction.choices,
        required=False,
        initial=Update.Direction.STEADY,
        error_messages={"invalid_choice": "Choose which way it is going."},
    )
    text = lines("What happened?", rows=3)
    reason = lines("Why does it stand so?", help_text=ANSWER)
    remedy = lines("What will be done about it?", help_text=ANSWER)
    tried = lines("What was tried before?")
    approved_by = forms.ChoiceField(
        label="Which body approved that it was reprogrammed?",
        required=False,
        error_messages={"invalid_choice": "Choose the body from the list."},
    )
    approved_at = forms.CharField(label="At which meeting?", max_length=200, required=False, help_text="With its date.")
    expected_on = DayField(label="Expected to be complete on")
    spend = MoneyField(
        label="Spent so far, in pounds",
        required=False,
        min_value=0,
        error_messages={"min_value": "Nobody spends less than nothing: correct the sum."},
    )
    won = MoneyField(
        label="Won from bids so far, in pounds",
        required=False,
        min_value=0,
        error_messages={"min_value": "Nobody wins less than nothing: correct the sum."},
    )
    evidence = forms.URLField(
        label="Web address that shows it",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Write the address like https://www.example.org/page."},
    )

    def __init__(self, data: Any = None, *, led: Led, bodies: Sequence[Body]) -> None:
        super().__init__(data, prefix=f"a{led.action.pk}-p{led.period.pk}", label_suffix="")
        self.led, self._bodies = led, {str(body.pk): body for body in bodies}
        fields: Any = self.fields
        fields["approved_by"].choices = [("", "Choose…"), *((key, body.name) for key, body in self._bodies.items())]
        ticked = bool(self.data.get(self.add_prefix("same")))
        if led.before is None or (led.update is not None and not ticked):  # what stands already needs no tick
            del self.fields["same"]
        else:
            fields["same"].label = f"Nothing changed since {led.before.period}"
        self.steps = {f"step{step.milestone.pk}": step.milestone for step in led.steps if step.reached is None}
        for name, milestone in self.steps.items():
            self.fields[name] = DayField(label=f"Reached: {milestone}")

    def clean(self) -> dict[str, Any]:
        """What the status needs; of the two ways to say it, only one."""
        given: dict[str, Any] = self.cleaned_data
        told = [name for name in self.changed_data if name not in self.steps and name != "same"]
        if given.get("same"):
            if told:
                self.add_error("same", "Either tick that nothing changed, or fill in the update: not both.")
            elif self._key("before") != self.led.line.before:
                self.add_error("same", self._overtaken())
            return given
        status = given.get("status")
        if told and not status and "status" not in self.errors:
            self.add_error("status", "Choose how it stands.")
        if status == Status.RED:
            self._need("reason", "Say why the action is red.")
            self._need("remedy", "Say what will be done about it: a red needs a remedy.")
        if status == Status.REPROGRAMMED:
            self._need("approved_by", "Choose the body that approved that the action was reprogrammed.")
            self._need("approved_at", "Say at which meeting it was approved, with its date.")
            self._need("expected_on", "Say on which day it is expected to be complete now.")
        return given

    def _need(self, name: str, sentence: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(sentence))

    def _key(self, name: str) -> int | None:
        """The key of an update that the page sent along; 0, which no update has, for nonsense."""
        sent = self.data.get(self.add_prefix(name)) or ""
        if not sent:
            return None
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= LONGEST_KEY else 0

    def _overtaken(self) -> str:
        """That the update which was to be said again is no longer the one that counts, with both states."""
        now = self.led.before
        assert now is not None  # noqa: S101 - without it nothing is ticked
        rows = Update.objects.filter(action__lineage=self.led.action.lineage, pk=self._key("before") or 0)
        shown = rows.select_related("period").first()
        was = f"{shown.period} was {shown.get_status_display().lower()} when the page was shown, and " if shown else ""
        sentence = f"{was}{now.period} is {now.get_status_display().lower()} now: look again."
        return sentence[:1].upper() + sentence[1:]

    @property
    def seen(self) -> Seen:
        """What counted for the period when the page was shown."""
        return Seen(self._key("seen"))

    @property
    def tells(self) -> bool:
        """Whether it says how the action stands, and not only which milestones were reached."""
        return bool(self.cleaned_data.get("same") or self.cleaned_data.get("status"))

    @property
    def milestone_fields(self) -> list[Any]:
        """The fields of the milestones that were not reached yet."""
        return [self[name] for name in self.steps]

    def reached(self) -> list[tuple[Any, Any]]:
        """The milestones that were reached, each with its day."""
        return [(each, self.cleaned_data[name]) for name, each in self.steps.items() if self.cleaned_data.get(name)]

    def said(self) -> Said:
        """What is said, for the deeds."""
        given = self.cleaned_data
        if given.get("same") and self.led.before is not None:
            return said_again(self.led.before)
        told = {name: given[name] for name in Said.__dataclass_fields__}
        told["direction"] = told["direction"] or Update.Direction.STEADY
        told["approved_by"] = self._bodies.get(told["approved_by"])
        if told["status"] not in ANSWERED:
            told |= {"reason": "", "remedy": "", "tried": ""}
        if told["status"] != Status.REPROGRAMMED:
            told |= {"approved_by": None, "approved_at": ""}
        return Said(**told)

    def said_with_milestones(self) -> Said:
        """The same, with the milestones reached in its text: an editor who accepts it records them."""
        said = self.said()
        steps = [f"Reached on {plain_day(day)}: {milestone}." for milestone, day in self.reached()]
        return Said(**{**said.facts(), "text": "\n".join([*filter(None, [said.text]), *steps])})

    def blame(self, sentence: str) -> None:
        """Show why a deed refused, at the field that says how the action stands."""
        self.add_error("same" if self.cleaned_data.get("same") else "status", sentence)

    def faults(self) -> list[tuple[str, str]]:
        """Every error: the id of its field's first input, and its sentence beginning with the action."""
        ref = self.led.action.reference
        found = []
        for name, errors in self.errors.items():
            field = self[name]
            anchor = f"{field.auto_id}_0" if field.widget_type == "radioselect" else field.auto_id
            found += [(anchor, each if each.startswith(ref) else f"{ref}: {each}") for each in map(str, errors)]
        return found
