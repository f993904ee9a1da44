"""Priorities: the tree of themes, outcomes and priorities, with their names, leads and partners over time."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.models import Body, BodyPeriod, Organisation, Person
from priorities.models.areas import Area
from priorities.models.strategies import Strategy


class PriorityQuerySet(PublishableQuerySet, ScopedQuerySet):
    """Words about priorities."""

    def in_order(self) -> Self:
        """As they are numbered in the strategy."""
        return self.order_by("position", "pk")

    def in_force(self, day: datetime.date) -> Self:
        """Published ones that exist on `day`, of strategies that are in force then or are followed by such one.

        So they go on under the strategy that follows, until they end or are withdrawn.
        """
        named = PriorityName.objects.in_force(day).filter(priority=models.OuterRef("pk"))
        return self.published().filter(models.Exists(named), strategy__in=Strategy.objects.published().going_on(day))

    def of_strategy(self, strategy: Strategy) -> Self:
        """Those of the strategy, and of the strategies that it follows. 1 query for each of these."""
        return self.filter(strategy__in=strategy.line())

    def led_by(self, body: Body, day: datetime.date) -> Self:
        """Those that the body leads on `day`."""
        leads = PriorityLead.objects.leading_on(day).filter(body=body)
        return self.filter(pk__in=leads.values("priority"))

    def in_pipeline(self) -> Self:
        """Those that wait to enter a plan (item 194)."""
        return self.filter(in_pipeline=True)

    def for_page(self) -> Self:
        """With the strategy and what stands above."""
        return self.select_related("strategy", "strategy__body", "strategy__body__partnership", "parent")


class Priority(Publishable, Scoped):
    """One node of a strategy's tree; its name, lead and partners are dated rows (items 8 to 11, 190, 194, 241 to 243).

    `name` is the name of today: only `prioritising` writes it, with the dated names.
    """

    class Level(models.TextChoices):
        """What sort of node; a level never stands under a lower one."""

        THEME = "theme", "Theme"
        OUTCOME = "outcome", "Outcome"
        PRIORITY = "priority", "Priority"
        OBJECTIVE = "objective", "Objective"

    RANK = {Level.THEME: 0, Level.OUTCOME: 1, Level.PRIORITY: 2, Level.OBJECTIVE: 3}

    BODY = "strategy__body"

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="priorities")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name="stands under"
    )
    slug = models.SlugField(max_length=80, unique=True)
    level = models.CharField(max_length=12, choices=Level, default=Level.PRIORITY)
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=12, blank=True, help_text="As printed, such as 3 or P1; may stay empty.")
    name = models.CharField(max_length=160, editable=False)
    summary = models.TextField(blank=True, help_text="What it is about, in plain words.")
    why_qualifies = models.TextField("why it qualifies as a priority", blank=True)
    how_measured = models.TextField("how it will be measured", blank=True)
    in_pipeline = models.BooleanField(
        "waits to enter a plan", default=False, help_text="One of the next priorities, not yet in a delivery plan."
    )
    may_enter_on = models.DateField("can enter the plan on", null=True, blank=True)
    may_enter_as_said = models.CharField(
        max_length=80, blank=True, help_text="Where it was said less exactly than a day."
    )

    objects = PriorityQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "priorities"

    def __str__(self) -> str:
        return self.name or self.slug

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Published priorities of published strategies."""
        return models.Q(state=State.PUBLISHED, strategy__state=State.PUBLISHED)

    def clean(self) -> None:
        """What stands above is of the same strategy, or of one that it follows, and of a higher level."""
        if self.parent is None:
            return
        if self.parent.strategy_id != self.strategy_id and self.parent.strategy not in self.strategy.line():
            raise ValidationError({"parent": "A priority stands under one of the same strategy."})
        if self.RANK[self.Level(self.parent.level)] >= self.RANK[self.Level(self.level)]:
            level, above = self.get_level_display().lower(), self.parent.get_level_display().lower()
            raise ValidationError({"parent": f"This {level} cannot stand under that {above}: choose a higher level."})


class OfPriorityQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about the dated rows of priorities."""


class PriorityLeadQuerySet(OfPriorityQuerySet):
    """Words about lead bodies."""

    def leading_on(self, day: datetime.date) -> Self:
        """Those of `day` whose body exists then: one that has ended leads nothing."""
        return self.in_force(day).filter(
            models.Exists(BodyPeriod.objects.in_force(day).filter(body=models.OuterRef("body")))
        )


class BelongsToPriorityQuerySet(ScopedQuerySet):
    """Words about what belongs to a priority."""


class BelongsToPriority(Scoped):
    """What belongs to a priority, and is read by whoever reads that."""

    BODY = "priority__strategy__body"

    class Meta:
        abstract = True

    @classmethod
    def public_q(cls) -> models.Q | None:
        """What belongs to published priorities."""
        return models.Q(priority__state=State.PUBLISHED, priority__strategy__state=State.PUBLISHED)


class OfPriority(Dated, BelongsToPriority):
    """A dated row of a priority."""

    class Meta(Dated.Meta):
        abstract = True


class PriorityName(OfPriority):
    """What a priority was called for a span of days: the trail of its names."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=160)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it got this name, as the public may read it.")

    objects = OfPriorityQuerySet.as_manager()
    history = audited()

    class Meta(OfPriority.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["priority"],
                name="priorities_name_no_overlap",
                message="The priority has another name on those days.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriorityLead(OfPriority):
    """The one body that leads a priority for a span of days (item 243)."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="leads")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="priorities_led")

    objects = PriorityLeadQuerySet.as_manager()
    history = audited()

    class Meta(OfPriority.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["priority"],
                name="priorities_lead_no_overlap",
                message="The priority has another lead body on those days: a priority has one lead at a time.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} leads {self.priority}"


class PriorityOfficer(OfPriority):
    """The lead officer of a priority for a span of days (item 190)."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="officers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="priorities_led")

    objects = OfPriorityQuerySet.as_manager()
    history = audited()

    class Meta(OfPriority.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["priority"],
                name="priorities_officer_no_overlap",
                message="The priority has another lead officer on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} is lead officer of {self.priority}"


class PriorityPartner(OfPriority):
    """A body or an organisation that takes part in a priority for a span of days."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="partners")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="priorities_supported")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="priorities_supported"
    )
    part = models.CharField("what it does for it", max_length=200, blank=True)
    in_own_plan = models.CharField(
        "in its own business plan", max_length=200, blank=True, help_text="Where the partner's own plan says so (149)."
    )

    objects = OfPriorityQuerySet.as_manager()
    history = audited()

    class Meta(OfPriority.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(body__isnull=False, organisation__isnull=True)
                | models.Q(body__isnull=True, organisation__isnull=False),
                name="priorities_partner_is_one_of_two",
                violation_error_message="A partner is either a body or an organisation: choose one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body or self.organisation} is a partner of {self.priority}"


class PriorityIssue(BelongsToPriority):
    """An issue to be addressed under a priority (item 9)."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="issues")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)

    objects = BelongsToPriorityQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class PriorityArea(BelongsToPriority):
    """A place at which a priority is targeted, and to what purpose (item 13)."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="targeted")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="targeted_by")
    purpose = models.CharField(max_length=200, blank=True, help_text="Such as “for economic activity”.")

    objects = BelongsToPriorityQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["area__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "area"],
                name="priorities_priority_area_once",
                violation_error_message="The priority is targeted at that area already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.priority}: {self.area}"
