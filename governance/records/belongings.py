"""Checks of what belongs to bodies: seats, holders, links, functions and terms stay inside the lives they hang on."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import Model

from governance.foundation.dated import NoOverlap, Span, span_in_words
from governance.foundation.wording import field_of
from governance.models import CompositionRule, Function, Link, Membership, Seat, Substitution, TermsOfReference
from governance.records.lives import Lives


def no_two_rows_share_a_day(lives: Lives) -> Iterator[str]:
    """What the database refuses by constraint: two periods, holders or links at once where one may be."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, NoOverlap):
                yield from _overlaps(model, constraint)


def _overlaps(model: type[Model], constraint: NoOverlap) -> Iterator[str]:
    columns = [field_of(model, name).attname for name in constraint.fields]
    rows = model._base_manager.filter(starts__isnull=False, **constraint.only)
    # PostgreSQL leaves rows with an empty key alone, and SQLite's triggers do the same.
    rows = rows.filter(**{f"{column}__isnull": False for column in columns})
    found = rows.order_by(*columns, "starts").values_list(*columns, "starts", "ends", "pk").iterator()
    for before, after in pairwise(found):
        *key, _, ends, number = before
        *other, starts, _, second = after
        if key == other and (ends is None or starts < ends):
            yield (
                f"{str(model._meta.verbose_name).capitalize()} {number} and {second} are in force on the same days: "
                f"{constraint.get_violation_error_message()}"
            )


def seats_stay_inside_the_body(lives: Lives) -> Iterator[str]:
    """A seat exists only while its body does."""
    yield from _inside(Seat.objects.all(), lives, "body")


def rules_stay_inside_the_body(lives: Lives) -> Iterator[str]:
    """A rule about the members of a body binds only while the body exists."""
    yield from _inside(CompositionRule.objects.all(), lives, "body")


def functions_stay_inside_the_body(lives: Lives) -> Iterator[str]:
    """A body does something only while it exists: none that has ended leaves a function in force."""
    yield from _inside(Function.objects.all(), lives, "body")


def links_stay_inside_both_bodies(lives: Lives) -> Iterator[str]:
    """A dotted line joins two bodies, and is reported through a third, that exist on all its days."""
    yield from _inside(Link.objects.for_page(), lives, "source", "target", "reported_through")


def terms_stay_inside_the_body(lives: Lives) -> Iterator[str]:
    """Signed terms are in force only while their body exists."""
    yield from _inside(TermsOfReference.objects.published().select_related("body"), lives, "body")


def _inside(rows: Any, lives: Lives, *fields: str) -> Iterator[str]:
    for row in rows.iterator():
        for field in fields:
            body = getattr(row, f"{field}_id")
            if body is not None and not lives.covers(body, row.span):
                what = str(row._meta.verbose_name).capitalize()
                yield (
                    f"{what} “{row}” is in force {span_in_words(row.span)}, but {lives.name(body)} does not exist "
                    "on all those days."
                )


def holders_stay_inside_their_seats(lives: Lives) -> Iterator[str]:
    """A holder has one of the seat's places on days of the seat; a derived seat has no holder of its own."""
    for held in Membership.objects.select_related("seat", "person").iterator():
        where = f"{held.person} holds “{held.seat}” of {lives.name(held.seat.body_id)}"
        seat = held.seat
        if not seat.span.covers(held.span):
            yield f"{where} {span_in_words(held.span)}, but the seat is in force {span_in_words(seat.span)}."
        if seat.kind == Seat.Kind.DERIVED:
            yield f"{where}, which follows another body’s chair by itself."
        elif seat.high is not None and seat.of_kind_id is None and held.place > seat.high:
            yield f"{where} in place {held.place}, but the seat has {seat.high}."


def substitutes_stand_in_for_holders(lives: Lives) -> Iterator[str]:
    """A substitute stands in on days of the seat, and for somebody who holds it then."""
    holders: dict[tuple[int, int], list[Span]] = {}
    for seat, person, starts, ends in Membership.objects.values_list("seat", "person", "starts", "ends"):
        holders.setdefault((seat, person), []).append(Span(starts, ends))
    for row in Substitution.objects.select_related("seat", "person", "stands_in_for").iterator():
        where = f"{row.person} stands in for {row.stands_in_for} on “{row.seat}” {span_in_words(row.span)}"
        if not row.seat.span.covers(row.span):
            yield f"{where}, but the seat is in force {span_in_words(row.seat.span)}."
        held = holders.get((row.seat_id, row.stands_in_for_id), [])
        if row.seat.kind != Seat.Kind.DERIVED and not any(span.covers(row.span) for span in held):
            yield f"{where}, who does not hold it on all those days."
