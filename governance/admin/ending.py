"""Ending a body, and what every deed shares after which bodies exist no longer: homes for what they did."""

from typing import Any

from django import forms
from django.utils.html import escape

from governance.admin.body_forms import BodyDeed
from governance.admin.choices import Choice, body_choices
from governance.admin.homes import IT_STOPS, chosen_homes, functions_of, home_field, home_name
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import Done, LastDay
from governance.models import Body, BodyPeriod, Function
from governance.restructuring import end, hanging_on, kept_back, left_by

RESTRUCTURE = "Restructure"
HOMES = "Who does what they did"
HOMES_LEAD = "Each function needs a home, or an explicit “It stops”."
LEFT = "What would be left without it"


class HomesDeed(BodyDeed):
    """A deed after which some bodies exist no longer: it asks for a home for each of their functions."""

    group = RESTRUCTURE

    def ending(self) -> list[Body]:
        """The bodies that will have ended."""
        raise NotImplementedError

    def home_choices(self) -> list[Choice]:
        """Who may do it from then on."""
        raise NotImplementedError

    def arrange(self) -> None:
        """A select for each function of the bodies that end."""
        bodies = self.ending()
        self.functions: list[Function] = functions_of(bodies, self.day)
        choices = [*self.home_choices(), IT_STOPS] if self.functions else []
        for function in self.functions:
            self.fields[home_name(function)] = home_field(function, choices, with_body=len(bodies) > 1)
        self.kept_back = [(body, words) for body in bodies if (words := kept_back(hanging_on(body, self.day)))]
        if self.kept_back:
            self.fields["anyway"] = forms.BooleanField(
                label="End it all the same" if len(bodies) == 1 else "End them all the same",
                required=False,
                help_text="The history names what is left without a lead, an owner or a monitor.",
            )

    def homes(self) -> dict[Function, Any]:
        """What was chosen."""
        return chosen_homes(self.functions, self.cleaned_data)

    def told(self) -> dict[str, Any]:
        """What every such deed takes: by whom, the homes, and whether to end what others hang on."""
        to = self.cleaned_data
        return {
            "on": to["on"],
            "by": self.user,
            "homes": self.homes(),
            "reason": to["reason"],
            "anyway": to.get("anyway", False),
        }

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The deed, then the homes, then the day and the reason."""
        homes = [home_name(function) for function in self.functions]
        first = [name for name in self.fields if name not in {"version", "anyway", *homes, *self.last_fields}]
        found: list[tuple[str | None, dict[str, Any]]] = [(None, {"fields": first})] if first else []
        if homes:
            found.append((HOMES, {"fields": homes, "description": HOMES_LEAD}))
        if self.kept_back:
            lead = " ".join(f"{body} {words}." for body, words in self.kept_back)
            lead += " Give each to another body first, from the day after the last."
            # Django’s template takes a description for HTML
            found.append((LEFT, {"fields": ["anyway"], "description": escape(lead)}))
        return [*found, ("When and why", {"fields": list(self.last_fields)})]

    def others(self) -> list[Choice]:
        """Every body that the user edits but for those that end, in today's order."""
        return body_choices(self.edited_bodies().exclude(pk__in=[body.pk for body in self.ending()]), today())


class EndForm(HomesDeed):
    """End the body."""

    slug, verb, press = "end", "End…", "End the body"
    lead = (
        "Its seats, holders, links and terms end with it. Bodies that still report to it must be moved or ended first."
    )

    on = LastDay(help_text="The last day on which the body exists.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while no end is known."""
        open_ended = BodyPeriod.objects.filter(body=subject, ends__isnull=True)
        return super().applies(subject, request) and open_ended.exists()

    def ending(self) -> list[Body]:
        """The body itself."""
        return [self.subject]

    def home_choices(self) -> list[Choice]:
        """Any other body that the user edits."""
        return self.others()

    def act(self) -> Done:
        """End it."""
        body = end(self.subject, **self.told())
        return Done(body, f"{body} has ended.", left_by([body], self.cleaned_data["on"]))


def unaccountable(parent: Body | None, kind: Any) -> dict[str, Any]:
    """A body without a parent that its kind would make accountable is not: it stands beside the tree."""
    return {"accountable": False} if parent is None and not kind.may_stand_alone else {}
