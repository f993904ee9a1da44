"""The pages of one body: what it is, who sits on it, what became of it."""

from typing import Any

from django.views.generic import TemplateView

from governance.bodies.life import Tense
from governance.bodies.portrait import portrait_of
from governance.bodies.timeline import by_year, timeline_of
from governance.composition import Composition, composition_of
from governance.foundation.sentences import counted
from governance.seats.places import totals_of
from governance.seats.roll import roll_on
from governance.seats.seat_words import seat_lines
from governance.views.pages import OfBody


class BodyPage(OfBody, TemplateView):
    """A body on the day; before its life a notice, after it what it was on its last day and what followed."""

    template_name = "governance/body_detail.html"
    with_body_crumb = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the portrait (3 queries for any page of a body, 7 to 9 for the portrait)."""
        parent = self.line[-1] if self.line else None
        portrait = portrait_of(self.body, self.life, self.request.user)
        contact = self.life.tense == Tense.PRESENT and self._contact_may_be_shown()
        return super().get_context_data(
            portrait=portrait,
            parent=parent,
            shows_contact=contact,
            past_its_date=self.life.period.is_past_its_date(self.life.shown_day),
            meeting_length=length_in_words(self.life.period.meeting_minutes),
            **kwargs,
        )

    def _contact_may_be_shown(self) -> bool:
        """Whether somebody has agreed, by today, that the contact of this period is published (item 206)."""
        period = self.life.period
        since = period.contact_public_since
        return period.contact_is_public and since is not None and since <= self.request.today


class MembersPage(OfBody, TemplateView):
    """Seats in their order, with who holds each on the day and what is vacant."""

    template_name = "governance/body_members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the membership list, members apart from those in attendance, and the rules about it."""
        day = self.life.shown_day
        to_come = self.life.tense == Tense.TO_COME
        lines = [] if to_come else roll_on(self.body, day)
        shown = seat_lines(lines, day)
        return super().get_context_data(
            members=[line for line in shown if line.seat.is_member_seat],
            attending=[line for line in shown if not line.seat.is_member_seat],
            totals=totals_of(lines),
            composition=Composition() if to_come else composition_of(self.body, day, lines),
            **kwargs,
        )


class HistoryPage(OfBody, TemplateView):
    """The body's life, event by event, up to the day; what is planned stands apart."""

    template_name = "governance/body_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the events up to the day by year, and those to come as seen from today or from a later day."""
        events = timeline_of(self.body, self.life, self.request.user)
        today = self.request.today
        to_come = [event for event in events if event.day > self.day]
        return super().get_context_data(
            years=by_year(event for event in events if event.day <= self.day),
            planned=by_year(to_come)[::-1] if self.day >= today else [],
            has_later=bool(to_come) and self.day < today,
            **kwargs,
        )


def length_in_words(minutes: int | None) -> str:
    """“2 hours”, “1 hour 30 minutes”; an empty string where the length is not known."""
    hours, rest = divmod(minutes or 0, 60)
    parts = [counted(number, unit) for number, unit in ((hours, "hour"), (rest, "minute")) if number]
    return " ".join(parts)
