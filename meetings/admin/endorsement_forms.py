"""Deeds by which a decision says that a body is confident in a handover, or accepts a report card."""

from typing import Any

from governance.foundation.deed_forms import Done
from governance.foundation.publication import State
from meetings.admin.adoption_forms import Adopts
from meetings.decisions.endorsing import accept_card_by, declare_confidence
from priorities.models import Handover, ReportCard


class ConfidenceForm(Adopts):
    """Say by the decision that the body is confident to hand a plan over."""

    slug, verb, press, chosen = "confidence", "Declare confidence in a handover…", "Record it", "handover"
    lead = "The handover then names this decision. Monitoring passes once nothing else is missing."

    def rows(self) -> Any:
        """Those that wait for the word of a body that met."""
        waiting = Handover.objects.visible_to(self.user).waiting()
        waiting = waiting.filter(from_body__in=self.subject.meeting.body_keys)
        return waiting.select_related("plan", "from_body", "to_body").order_by("plan__title")

    def act(self) -> Done:
        """Record it."""
        handover = declare_confidence(self.subject, self.cleaned_data["handover"], **self.given())
        return Done(self.subject, f"{self.subject} now says that {handover.from_body} is confident.")


class AcceptCardForm(Adopts):
    """Accept a report card by the decision."""

    slug, verb, press, chosen = "accept-card", "Accept a report card…", "Accept it", "card"
    lead = "The first body that accepts a card freezes what it says and publishes it; then it goes one level up."

    def rows(self) -> Any:
        """Those of the partnership that this body has not accepted."""
        cards = ReportCard.objects.editable_by(self.user).exclude(state=State.WITHDRAWN)
        cards = cards.filter(body__partnership=self.subject.body.partnership_id).exclude(
            steps__body=self.subject.body_id
        )
        return cards.latest_first()

    def act(self) -> Done:
        """Accept it."""
        step = accept_card_by(self.subject, self.cleaned_data["card"], **self.given())
        return Done(self.subject, f"{step}.")
