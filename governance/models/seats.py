"""Seats: dated places on a body, as the papers write them."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet
from governance.models.bodies import Body
from governance.models.kinds import BodyKind
from governance.models.organisations import Organisation, Sector
from governance.models.people import Grade


class SeatQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about seats."""

    def chairs(self) -> Self:
        """Seats whose holder takes the chair."""
        return self.filter(role=Seat.Role.CHAIR)

    def for_page(self) -> Self:
        """With all that a line of the membership list names."""
        return self.select_related("body", "of_body", "of_kind", "on_behalf_of").prefetch_related("shared_between")


class Seat(Dated, Scoped):
    """A line of a body's membership list (beyond 3.7). A vacancy is the absence of a holder, never a record."""

    class Kind(models.TextChoices):
        """How the holder comes to the seat."""

        POST = "post", "By post held"
        DERIVED = "derived", "Chair of another body"
        NOMINATED = "nominated", "Nominated by a body"
        SECTOR = "sector", "For a sector"
        COMMUNITY = "community", "For the community"
        SHARED = "shared", "Shared and held in turn"
        CONDITIONAL = "conditional", "Only on a condition"
        TO_BE_AGREED = "to be agreed", "To be agreed"

    class Role(models.TextChoices):
        """What the holder is at the table (item 67)."""

        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice chair", "Vice chair"
        MEMBER = "member", "Member"
        IN_ATTENDANCE = "in attendance", "In attendance"
        OBSERVER = "observer", "Observer"
        SECRETARIAT = "secretariat", "Secretariat"

    NOT_MEMBERS = (Role.IN_ATTENDANCE, Role.OBSERVER, Role.SECRETARIAT)

    BODY = "body"

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    order = models.PositiveSmallIntegerField(default=0, help_text="Place in the membership list.")
    title = models.CharField(max_length=160, help_text="As the membership list says it.")
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.POST)
    role = models.CharField(max_length=14, choices=Role, default=Role.MEMBER)
    low = models.PositiveSmallIntegerField("places, at least", default=1)
    high = models.PositiveSmallIntegerField(
        "places, at most", null=True, blank=True, default=1, help_text="Empty: as many as there are."
    )
    of_body = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats_elsewhere",
        verbose_name="from body",
        help_text="Derived: whose chair sits here. Nominated: which body nominates.",
    )
    of_kind = models.ForeignKey(
        BodyKind,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats_elsewhere",
        verbose_name="from every body of a kind",
        help_text="Instead of one body: every body of this kind in the partnership; the places are for each of them.",
    )
    sector = models.CharField(max_length=12, choices=Sector, blank=True)
    community_low = models.PositiveSmallIntegerField(
        "community representatives, at least", default=0, help_text="How many of the places (for each body)."
    )
    on_behalf_of = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="seats_for"
    )
    shared_between = models.ManyToManyField(
        Organisation, blank=True, related_name="shared_seats", help_text="The organisations that hold it in turn."
    )
    condition = models.CharField(max_length=200, blank=True, help_text="When the seat applies.")
    voting = models.BooleanField(default=True)
    substitute_allowed = models.BooleanField(default=False, help_text="“Or appropriate representative”.")
    grade_floor = models.PositiveSmallIntegerField("least grade of a substitute", choices=Grade, null=True, blank=True)
    how_appointed = models.CharField(max_length=200, blank=True, help_text="The appointing route.")
    duties = models.CharField(
        "reports to and informs", max_length=300, blank=True, help_text="Connectivity: up, down and sideways."
    )
    note = models.TextField("officers’ note", blank=True, help_text="Never shown to the public.")

    objects = SeatQuerySet.as_manager()
    history = audited(m2m_fields=[shared_between])

    class Meta(Dated.Meta):
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_member_seat(self) -> bool:
        """Whether its holders count as members, unlike those in attendance."""
        return self.role not in self.NOT_MEMBERS

    def clean(self) -> None:
        """Each kind of seat says what it needs."""
        if self.high is not None and self.low > self.high:
            raise ValidationError("The least number of places is more than the greatest.")
        if self.community_low and self.high is not None and self.community_low > self.high:
            raise ValidationError("More community representatives are asked for than there are places.")
        if self.grade_floor and not self.substitute_allowed:
            raise ValidationError("A least grade of substitute means nothing where no substitute is allowed.")
        if missing := self._what_is_missing():
            raise ValidationError(missing)

    def _what_is_missing(self) -> str:  # noqa: PLR0911 - a sentence a rule
        named = (self.of_body_id is not None) + (self.of_kind_id is not None)
        if self.kind == self.Kind.DERIVED and named != 1:
            return "Say whose chair sits here: one body, or every body of a kind."
        if self.kind == self.Kind.NOMINATED and named != 1:
            return "Say who nominates: one body, or every body of a kind."
        if self.kind not in (self.Kind.DERIVED, self.Kind.NOMINATED) and named:
            return "Only a derived or nominated seat comes from another body."
        if self.kind == self.Kind.DERIVED and self.of_body_id == self.body_id:
            return "A body’s own chair has a seat of its own; choose another body."
        if self.kind == self.Kind.SECTOR and not self.sector:
            return "Say which sector the seat speaks for."
        if self.kind == self.Kind.CONDITIONAL and not self.condition:
            return "Say on which condition the seat applies."
        return ""
