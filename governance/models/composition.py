"""Composition rules: who must sit on a body, how many, and how many make a quorum."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.foundation.publication import State
from governance.foundation.wording import field_of
from governance.models.bodies import Body
from governance.models.kinds import BodyKind
from governance.models.organisations import Organisation, Sector
from governance.models.people import Grade
from governance.models.seats import Seat
from governance.models.terms import TermsSection


class RuleQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about composition rules."""

    def quorums(self) -> Self:
        """Rules that say how many members a meeting needs."""
        return self.filter(kind=CompositionRule.Kind.QUORUM)

    def for_page(self) -> Self:
        """With all that a rule names."""
        named = ("body", "organisation", "other_body", "of_kind", "section", "section__terms", "section__terms__body")
        return self.select_related(*named).prefetch_related(
            models.Prefetch("categories", CompositionCategory.objects.select_related("organisation", "seat"))
        )


class CompositionRule(Dated, Scoped):
    """One rule about the members of a body, as its terms say it (items 60, 61, 62, 101, 115, 225, 226; beyond 3.6)."""

    class Kind(models.TextChoices):
        """What the rule asks for."""

        SIZE = "size", "Number of members"
        CATEGORY = "category", "Members of a category"
        ORGANISATION = "organisation", "An organisation has a member"
        WHOLE_BODY = "whole body", "All members of another body are members"
        PER_CHILD = "per child", "Members from each body of a kind"
        ONE_EACH = "one each", "One seat for each organisation"
        CHAIR = "chair", "The chair is a member"
        GRADE = "grade", "Least grade of members"
        QUORUM = "quorum", "Quorum"

    BODY = "body"
    WITH_CATEGORIES = (Kind.CATEGORY, Kind.PER_CHILD, Kind.GRADE, Kind.QUORUM)

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="composition_rules")
    kind = models.CharField(max_length=12, choices=Kind)
    hard = models.BooleanField(
        "must hold", default=True, help_text="Untick for a rule that only ought to hold, such as “manageable size”."
    )
    low = models.PositiveSmallIntegerField(
        "at least", null=True, blank=True, help_text="Size, quorum: members. Organisation, bodies of a kind: from each."
    )
    high = models.PositiveSmallIntegerField("at most", null=True, blank=True, help_text="Only for the size.")
    share_top = models.PositiveSmallIntegerField(
        "share of the members", null=True, blank=True, help_text="Quorum: the 1 of “1 in 3”, of a third."
    )
    share_bottom = models.PositiveSmallIntegerField("in", null=True, blank=True, help_text="The 3 of “1 in 3”.")
    more_than = models.BooleanField(
        "more than that share", default=False, help_text="For “more than half”; else the share itself is enough."
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="composition_rules"
    )
    other_body = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="composition_rules_elsewhere",
        help_text="Whose members are all members here; or of which the chair must be a member (empty: of this body).",
    )
    of_kind = models.ForeignKey(
        BodyKind,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="composition_rules",
        verbose_name="each body of the kind",
        help_text="In the whole partnership. Empty: each body that reports to this one.",
    )
    grade = models.PositiveSmallIntegerField("least grade", choices=Grade, null=True, blank=True)
    doubling = models.BooleanField(
        "people may count twice",
        default=False,
        help_text="Whether who sits here for an organisation, a sector or a body may also count for another such rule.",
    )
    text = models.CharField("the rule as the terms say it", max_length=400, blank=True)
    section = models.ForeignKey(
        TermsSection,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="composition_rules",
        verbose_name="section of the terms",
        limit_choices_to={"terms__state": State.PUBLISHED},
        help_text="Of signed terms of this body.",
    )

    objects = RuleQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        verbose_name = "composition rule"
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["body"],
                only={"kind": "quorum"},
                name="governance_rule_one_quorum",
                message="Another quorum is laid down for those days: end that one first.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.get_kind_display()

    def clean(self) -> None:
        """Each kind of rule says what it needs, and nothing else."""
        if missing := _what_is_missing(self) or _what_is_odd(self):
            raise ValidationError(missing)
        if self.section_id and self.section is not None:
            terms = self.section.terms
            if terms.body_id != self.body_id or not terms.is_published:
                raise ValidationError({"section": "Choose a section of signed terms of this body."})

    def needed(self, members: int) -> int:
        """Of a quorum: how many of `members` members a meeting needs. A share is rounded up."""
        number = self.low or 0
        if self.share_top and self.share_bottom:
            whole, rest = divmod(members * self.share_top, self.share_bottom)
            number = max(number, whole + (1 if rest or self.more_than else 0))
        return number


def _what_is_missing(rule: CompositionRule) -> str:
    kinds = CompositionRule.Kind
    needs: dict[str, tuple[Any, str]] = {
        kinds.SIZE: (rule.low is not None or rule.high is not None, "Say how many members, at least or at most."),
        kinds.ORGANISATION: (rule.organisation_id, "Say which organisation has a member."),
        kinds.WHOLE_BODY: (rule.other_body_id, "Say whose members are all members."),
        kinds.PER_CHILD: (rule.low, "Say how many members come from each body, at least."),
        kinds.GRADE: (rule.grade, "Say the least grade."),
        kinds.QUORUM: (rule.low or rule.share_top, "Say how many members make a quorum, as a number or as a share."),
    }
    holds, sentence = needs.get(rule.kind, (True, ""))
    return "" if holds else sentence


def _what_is_odd(rule: CompositionRule) -> str:
    if rule.low is not None and rule.high is not None and rule.low > rule.high:
        return "The least number is more than the greatest."
    if (rule.share_top is None) != (rule.share_bottom is None):
        return "A share has two numbers: write a third as 1 in 3."
    if rule.share_bottom is not None and not 0 < (rule.share_top or 0) <= rule.share_bottom:
        return "A share is more than nothing and at most the whole: write a third as 1 in 3."
    if rule.more_than and not (rule.share_top and rule.share_top < (rule.share_bottom or 0)):
        return "“More than” needs a share that is less than the whole."
    if rule.kind == CompositionRule.Kind.WHOLE_BODY and rule.other_body_id == rule.body_id:
        return "The members of a body are its members anyway: choose another body."
    return _what_another_kind_says(rule)


def _what_another_kind_says(rule: CompositionRule) -> str:
    kinds = CompositionRule.Kind
    said = {
        "low": (rule.low is not None, {kinds.SIZE, kinds.ORGANISATION, kinds.PER_CHILD, kinds.QUORUM}),
        "high": (rule.high is not None, {kinds.SIZE}),
        "share_top": (rule.share_top is not None, {kinds.QUORUM}),
        "organisation": (rule.organisation_id, {kinds.ORGANISATION}),
        "other_body": (rule.other_body_id, {kinds.WHOLE_BODY, kinds.CHAIR}),
        "of_kind": (rule.of_kind_id, {kinds.PER_CHILD}),
        "grade": (rule.grade, {kinds.GRADE}),
    }
    for name, (given, meant_for) in said.items():
        if given and rule.kind not in meant_for:
            label = field_of(CompositionRule, name).verbose_name
            return f"“{rule.get_kind_display()}” says nothing of “{label}”: leave that empty."
    return ""


class CategoryQuerySet(ScopedQuerySet):
    """Words about categories."""


class CompositionCategory(Scoped):
    """A category of members that a rule names, and how many it asks for at least.

    For a quorum: how many of them must be there. For bodies of a kind: how many of each body's members. For a grade:
    whom the rule binds (without a category, everybody).
    """

    class Of(models.TextChoices):
        """By what people are told apart."""

        SECTOR = "sector", "Sector"
        ORGANISATION = "organisation", "Organisation"
        COMMUNITY = "community", "Speaks for the community"
        ROLE = "role", "Role at the table"
        SEAT_KIND = "seat kind", "Kind of seat"
        SEAT = "seat", "Line of the membership list"
        GRADE = "grade", "Grade, or above"

    BODY = "rule__body"
    NEEDS = {
        Of.SECTOR: "sector",
        Of.ORGANISATION: "organisation",
        Of.ROLE: "role",
        Of.SEAT_KIND: "seat_kind",
        Of.SEAT: "seat",
        Of.GRADE: "grade",
    }
    """For each way of telling people apart the field that it reads."""

    rule = models.ForeignKey(CompositionRule, on_delete=models.CASCADE, related_name="categories")
    least = models.PositiveSmallIntegerField("at least", default=1)
    of = models.CharField("category by", max_length=12, choices=Of)
    sector = models.CharField(max_length=12, choices=Sector, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="composition_categories"
    )
    role = models.CharField(max_length=14, choices=Seat.Role, blank=True)
    seat_kind = models.CharField("kind of seat", max_length=14, choices=Seat.Kind, blank=True)
    seat = models.ForeignKey(
        Seat,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="composition_categories",
        verbose_name="line of the membership list",
    )
    grade = models.PositiveSmallIntegerField(choices=Grade, null=True, blank=True)
    words = models.CharField(
        "as the terms call them", max_length=80, blank=True, help_text="In the singular: “councillor”, “NHS member”."
    )

    objects = CategoryQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]
        verbose_name = "category"
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.words or self.get_of_display()

    def clean(self) -> None:
        """A category names what it tells people apart by, and nothing else; its line is one of the same body."""
        if self.rule_id and self.rule.kind not in CompositionRule.WITH_CATEGORIES:
            raise ValidationError(f"“{self.rule.get_kind_display()}” needs no category.")
        wanted = self.NEEDS.get(self.Of(self.of))
        for name in self.NEEDS.values():
            value = getattr(self, name)
            if name == wanted and not value:
                raise ValidationError(f"Say which {field_of(type(self), name).verbose_name} the category means.")
            if name != wanted and value:
                raise ValidationError(f"A category by “{self.get_of_display()}” names nothing else: leave it empty.")
        if not self.least:
            raise ValidationError("A category asks for at least 1.")
        if self.seat_id and self.seat is not None and self.rule_id and self.seat.body_id != self.rule.body_id:
            raise ValidationError("Choose a line of this body’s own membership list.")
