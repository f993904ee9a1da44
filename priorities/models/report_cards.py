"""Report cards: how an outcome or a service is doing, carried up the reporting line level by level (items 244 to 246)."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.deeds import Refused
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body, Organisation
from priorities.models.indicators import Accountability, Indicator
from priorities.models.plans import DeliveryPlan
from priorities.models.priorities import Priority


class ReportCardQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about report cards."""

    def latest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-starts", "-pk")

    def for_page(self) -> Self:
        """With what it is about and who wrote it."""
        return self.select_related("body", "body__partnership", "priority", "priority__strategy", "plan")


class ReportCard(Publishable, Scoped):
    """A card of Outcome Based Accountability for one priority, or for the work of one plan, and a period.

    It is frozen when the body one level up the reporting line accepts it at a meeting: `content` then holds all that
    its page says, curves included. `slug` and `period_slug` make its address.
    """

    BODY = "body"

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="report_cards", help_text="The body that writes it."
    )
    slug = models.SlugField(max_length=80, help_text="The first part of its address: the same for each period.")
    period_slug = models.SlugField("period in the address", max_length=40)
    title = models.CharField(max_length=200)
    accountability = models.CharField(max_length=12, choices=Accountability)
    priority = models.ForeignKey(Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="report_cards")
    plan = models.ForeignKey(DeliveryPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="report_cards")
    period = models.CharField(max_length=80, help_text="As it is shown, such as “April to September 2011”.")
    starts = models.DateField("period from")
    ends = models.DateField("first day after the period")
    story = models.TextField("the story behind the curve", blank=True)
    new_factors = models.TextField("new information on what influences it", blank=True)
    partners = models.TextField("who is involved", blank=True)
    what_works = models.TextField("what works", blank=True)
    proposals = models.TextField("what we propose to do", blank=True)
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="report_cards")
    content = models.JSONField(null=True, blank=True, editable=False, help_text="All that it says, once frozen.")

    objects = ReportCardQuerySet.as_manager()
    history = audited(m2m_fields=[indicators])

    class Meta:
        ordering = ["-starts", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "period_slug"],
                name="priorities_card_one_address_each",
                violation_error_message="There is a report card with that address and period already.",
            ),
            models.CheckConstraint(
                condition=models.Q(accountability="population", priority__isnull=False, plan__isnull=True)
                | models.Q(accountability="performance", priority__isnull=True, plan__isnull=False),
                name="priorities_card_kinds_never_mixed",
                violation_error_message="A card is about the population and a priority, or about performance and a plan.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")),
                name="priorities_card_ends_after_start",
                violation_error_message="The period ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period}"

    def clean(self) -> None:
        """A card is of one kind."""
        population = self.accountability == Accountability.POPULATION
        if population and (self.priority_id is None or self.plan_id is not None):
            raise ValidationError("A card of population accountability is about a priority: name it, and no plan.")
        if not population and (self.plan_id is None or self.priority_id is not None):
            raise ValidationError("A card of performance accountability is about a plan: name it, and no priority.")

    @property
    def is_frozen(self) -> bool:
        """Whether it was accepted, so that it changes no more."""
        return self.content is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; a frozen card never changes."""
        before = ReportCard.objects.filter(pk=self.pk).values_list("content", flat=True).first() if self.pk else None
        if before is not None and before != self.content:
            raise Refused("An accepted report card never changes: write the one for the next period instead.")
        super().save(*args, **kwargs)


class CardPartner(Scoped):
    """An organisation or a body that is involved, so that its page can name the card."""

    BODY = "card__body"

    card = models.ForeignKey(ReportCard, on_delete=models.CASCADE, related_name="involved")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="cards_involved")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cards_involved"
    )

    objects = ScopedQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(body__isnull=False, organisation__isnull=True)
                | models.Q(body__isnull=True, organisation__isnull=False),
                name="priorities_cardpartner_is_one_of_two",
                violation_error_message="Who is involved is either a body or an organisation: choose one.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body or self.organisation}: {self.card}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Those of published cards."""
        return models.Q(card__state=State.PUBLISHED)


class CardStepQuerySet(ScopedQuerySet):
    """Words about steps."""

    def in_order(self) -> Self:
        """From the bottom of the reporting line upwards."""
        return self.order_by("level", "pk")


class CardStep(Scoped):
    """That a card was accepted at one level of the reporting line, counted from 1 above the body that wrote it."""

    BODY = "card__body"

    card = models.ForeignKey(ReportCard, on_delete=models.CASCADE, related_name="steps")
    level = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="cards_accepted")
    accepted_on = models.DateField()
    accepted_at = models.CharField(max_length=200, blank=True, help_text="The meeting, with its date.")

    objects = CardStepQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["level", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "level"],
                name="priorities_cardstep_once_a_level",
                violation_error_message="The card was accepted at that level already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.card} accepted by {self.body}"

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Steps of published cards."""
        return models.Q(card__state=State.PUBLISHED)
