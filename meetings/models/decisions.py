"""Decisions: numbered for each body and year, with their outcome and what they adopt."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.audited import audited
from governance.foundation.publication import Publishable, PublishableQuerySet
from governance.models import Body, DocumentVersion, TermsOfReference
from meetings.models.agendas import AgendaItem
from meetings.models.confidence import Confidential, ConfidentialQuerySet
from meetings.models.meetings import Meeting
from meetings.models.numbered import Numbered, NumberedQuerySet
from priorities.models import CardStep, Handover, PlanAction, PlanVersion, Strategy


class DecisionQuerySet(PublishableQuerySet, ConfidentialQuerySet, NumberedQuerySet):
    """Words about decisions."""

    def latest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-year", "-meeting__day", "numbered_apart", "-number")

    def for_page(self) -> Self:
        """With the body, the meeting, the item and what was adopted."""
        return self.select_related(
            "body",
            "meeting",
            "meeting__body",
            "item",
            "adopts_terms",
            "adopts_terms__body",
            "adopts_document__document",
        )


class Decision(Numbered, Publishable, Confidential):
    """What a body decided at a meeting. It never changes once published; a later decision may replace it."""

    class Outcome(models.TextChoices):
        """What became of the proposal."""

        APPROVED = "approved", "Approved"
        AMENDED = "amended", "Approved as amended"
        DEFERRED = "deferred", "Deferred"
        NOTED = "noted", "Noted"
        REJECTED = "rejected", "Rejected"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField(help_text="What was decided, in words that stand alone.")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.APPROVED)
    takes_effect = models.DateField(null=True, blank=True, help_text="Empty: on the day of the meeting.")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    adopts_terms = models.OneToOneField(
        TermsOfReference, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="adopted_by"
    )
    adopts_document = models.OneToOneField(
        DocumentVersion, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="adopted_by"
    )
    adopts_strategy = models.OneToOneField(
        Strategy, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="adopted_by"
    )
    adopts_plan = models.OneToOneField(
        PlanVersion, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="adopted_by"
    )
    confident_in = models.OneToOneField(
        Handover, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="decided_by",
        help_text="The handover of which it says that the body is confident.",
    )  # fmt: skip
    accepts_card = models.OneToOneField(
        CardStep, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="accepted_by"
    )
    plan_action = models.ForeignKey(
        PlanAction, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions",
        help_text="The planned action that it is about, such as one that is red.",
    )  # fmt: skip

    objects = DecisionQuerySet.as_manager()
    history = audited()

    def __str__(self) -> str:
        return f"Decision {self.reference}"

    def clean(self) -> None:
        """The item is one of the meeting, the meeting one of the body."""
        if self.item_id and self.item.meeting_id != self.meeting_id:  # type: ignore[union-attr]  # its key says so
            raise ValidationError("That item belongs to another meeting.")
