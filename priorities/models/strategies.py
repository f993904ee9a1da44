"""Strategies: the partnership's longest view, approved at a meeting, with a chapter for each area."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models.expressions import RawSQL

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet
from governance.foundation.deeds import Refused
from governance.foundation.publication import Publishable, PublishableQuerySet, State
from governance.foundation.richtext import RichTextField
from governance.models import Body
from priorities.models.areas import Area

GOING_ON = """
WITH RECURSIVE going_on(id, follows_id) AS (
    SELECT id, follows_id FROM priorities_strategy
        WHERE state = 'published' AND starts <= %s AND (ends IS NULL OR ends > %s)
    UNION
    SELECT former.id, former.follows_id FROM priorities_strategy AS former
        JOIN going_on ON former.id = going_on.follows_id
)
SELECT id FROM going_on
"""
"""The keys of the published strategies in force on a day, and of all that these follow, however long ago."""


class StrategyQuerySet(DatedQuerySet, PublishableQuerySet, ScopedQuerySet):
    """Words about strategies."""

    def going_on(self, day: datetime.date) -> Self:
        """Those whose priorities count on `day`: published and in force, or followed, through others too, by such one."""
        said = day.isoformat()
        return self.filter(pk__in=RawSQL(GOING_ON, [said, said]))  # noqa: S611 - no text of ours or theirs in it

    def for_page(self) -> Self:
        """With its body and who approved it."""
        return self.select_related("body", "body__partnership", "approved_by")


class Strategy(Dated, Publishable, Scoped):
    """A strategy with its horizon; a published one changes no more: the next one follows it.

    Items 121, 134 and 241; `impact_advice` is item 12.
    """

    class Kind(models.TextChoices):
        """What sort of strategy."""

        COMMUNITY = "community", "Sustainable Community Strategy"
        PRIORITIES = "priorities", "Statement of Priorities"
        OUTCOMES = "outcomes", "Outcomes Improvement Plan"
        OTHER = "other", "Strategy"

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="strategies", help_text="Whose it is.")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COMMUNITY)
    title = models.CharField(max_length=160)
    starts = models.DateField(  # type: ignore[assignment]  # a draft may have no day yet
        "in force from", null=True, blank=True
    )
    horizon = models.PositiveSmallIntegerField(
        "looks ahead to the year", null=True, blank=True, help_text="For example 2026."
    )
    summary = RichTextField(blank=True)
    what_qualifies = models.TextField("what qualifies as a priority", blank=True, help_text="The published definition.")
    impact_advice = models.TextField(
        "advice on community impact", blank=True, help_text="What community representatives advised."
    )
    impact_advice_by = models.CharField("advice given by", max_length=200, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    approved_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="strategies_approved"
    )
    approved_at = models.CharField(max_length=200, blank=True, help_text="The meeting that approved it, with its date.")

    objects = StrategyQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["title", "pk"]
        verbose_name_plural = "strategies"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(starts__isnull=False),
                name="priorities_strategy_has_a_day",
                violation_error_message="Say from which day the strategy is in force.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def line(self) -> list["Strategy"]:
        """Itself and all that it follows, the latest first. 1 query for each that it follows."""
        found = [self]
        while (former := found[-1].follows) is not None and former not in found:
            found.append(former)
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; the text of what is published never changes."""
        said = ("summary", "what_qualifies", "impact_advice", "impact_advice_by")
        before = Strategy.objects.filter(pk=self.pk).exclude(state=State.DRAFT).values_list(*said)
        if self.pk and (text := before.first()) is not None and text != tuple(getattr(self, name) for name in said):
            raise Refused("A published strategy never changes: draft the one that follows it instead.")
        super().save(*args, **kwargs)


class StrategyChapterQuerySet(ScopedQuerySet):
    """Words about chapters."""


class StrategyChapter(Scoped):
    """The chapter of a strategy for one area: its local priorities and targets come from the whole (item 121)."""

    BODY = "strategy__body"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="chapters")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="chapters")
    body = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="chapters",
        help_text="The body of that area that answers for the chapter.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=160)
    text = RichTextField(blank=True)

    objects = StrategyChapterQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "area"],
                name="priorities_chapter_one_for_an_area",
                violation_error_message="The strategy has a chapter for that area already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Chapters of published strategies."""
        return models.Q(strategy__state=State.PUBLISHED)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, on any road; a chapter of a published strategy never changes."""
        if not self.strategy.is_draft:
            raise Refused("A published strategy never changes: draft the one that follows it instead.")
        super().save(*args, **kwargs)
