"""Memberships: who holds which seat, from which day, for whom; and who stands in."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from governance.foundation.access import Scoped, ScopedQuerySet
from governance.foundation.audited import audited
from governance.foundation.dated import Dated, DatedQuerySet, NoOverlap
from governance.models.bodies import Body
from governance.models.organisations import Organisation
from governance.models.people import Person
from governance.models.seats import Seat


class MembershipQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about memberships."""

    def for_page(self) -> Self:
        """With the person, their organisation and the seat."""
        return self.select_related(
            "person", "person__organisation", "on_behalf_of", "jointly_with", "nominated_by", "seat", "seat__body"
        )


class Membership(Dated, Scoped):
    """The holder of one place of a seat for a span of days (item 100, 109)."""

    BODY = "seat__body"

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="memberships")
    place = models.PositiveSmallIntegerField(default=1, help_text="Which of the seat’s places, counted from 1.")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    on_behalf_of = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    jointly_with = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="joint_memberships",
        help_text="A second organisation that the holder serves jointly.",
    )
    nominated_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations", help_text="Where a body did."
    )
    for_community = models.BooleanField("speaks for the community", default=False)
    how_appointed = models.CharField(max_length=200, blank=True)
    appointed_at = models.CharField(max_length=200, blank=True, help_text="The meeting that appointed, with its date.")

    objects = MembershipQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["seat", "place"],
                name="governance_membership_no_overlap",
                message="Somebody else holds that place on those days: let them step down first.",
            ),
            NoOverlap(
                fields=["seat", "person"],
                name="governance_membership_one_place_each",
                message="That person already holds a place of this seat on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"

    def clean(self) -> None:
        """A holder stays inside the seat's days, its places, and its kind."""
        if self.seat_id is None or self.starts is None:
            return
        if self.seat.kind == Seat.Kind.DERIVED:
            raise ValidationError("This seat follows another body’s chair by itself: appoint the chair there.")
        if not self.seat.span.covers(self.span):
            raise ValidationError(
                f"The seat is in force {self.seat.dates_in_words}: choose days inside that, or change the seat first."
            )
        if self.place < 1:
            raise ValidationError("Places are counted from 1.")


class SubstitutionQuerySet(DatedQuerySet, ScopedQuerySet):
    """Words about substitutions."""

    def for_page(self) -> Self:
        """With both people."""
        return self.select_related("person", "person__organisation", "stands_in_for", "seat")


class Substitution(Dated, Scoped):
    """Somebody who sits in for the holder of a seat that allows it (items 97, 221)."""

    BODY = "seat__body"

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="substitutions")
    stands_in_for = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="substitutions_received")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="substitutions")

    objects = SubstitutionQuerySet.as_manager()
    history = audited()

    class Meta(Dated.Meta):
        ordering = ["starts", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["seat", "stands_in_for"],
                name="governance_substitution_no_overlap",
                message="Somebody else stands in on those days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.stands_in_for}"

    def clean(self) -> None:
        """The seat must allow it, and the grade must be high enough."""
        if self.seat_id is None or self.person_id is None or self.starts is None:
            return
        if not self.seat.substitute_allowed:
            raise ValidationError(f"“{self.seat}” allows no substitute; the holder attends in person.")
        if self.person_id == self.stands_in_for_id:
            raise ValidationError("Nobody stands in for themselves.")
        if not self.seat.span.covers(self.span):
            raise ValidationError(f"The seat is in force {self.seat.dates_in_words}: choose days inside that.")
        floor = self.seat.grade_floor
        if floor and (self.person.grade is None or self.person.grade < floor):
            raise ValidationError(
                f"A substitute for “{self.seat}” must be at least {self.seat.get_grade_floor_display().lower()}; "
                f"{self.person} is {(self.person.get_grade_display() or 'of no recorded grade').lower()}."
            )
