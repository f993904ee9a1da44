"""Seating: the deeds that put people into seats, let them go, and let others stand in."""

import datetime
from typing import Any

from django.db import transaction

from governance.foundation.access import is_officer_of, require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, strike, write
from governance.models import Body, Membership, Organisation, Person, Seat, Substitution


@transaction.atomic
def appoint(
    seat: Seat,
    person: Person,
    *,
    on: datetime.date,
    by: Any,
    until: datetime.date | None = None,
    on_behalf_of: Organisation | None = None,
    jointly_with: Organisation | None = None,
    nominated_by: Body | None = None,
    for_community: bool = False,
    how: str = "",
    meeting: str = "",
    dates_as_said: str = "",
    reason: str = "",
) -> Membership:
    """Put `person` into the first free place of `seat` from `on`, up to but without `until`.

    Without `until` the holder stays as long as the seat. `on_behalf_of` defaults to the person's organisation,
    `nominated_by` to the body that nominates for the seat. Raises Refused for a full seat, a derived seat, days
    outside the seat's, or a body that may not nominate.
    """
    seat = _locked(seat, by)
    _check_own_chair(seat, person, by)
    if not seat.span.holds(on):
        raise Refused(f"“{seat}” is in force {seat.dates_in_words}: choose days inside that.")
    ends = until or seat.ends
    if seat.kind == Seat.Kind.NOMINATED and nominated_by is None:
        nominated_by = seat.of_body
    _check_nomination(seat, nominated_by, Span(on, ends))
    membership = Membership(
        seat=seat,
        place=_free_place(seat, Span(on, ends)),
        person=person,
        on_behalf_of=on_behalf_of or person.organisation,
        jointly_with=jointly_with,
        nominated_by=nominated_by,
        for_community=for_community,
        how_appointed=how or seat.how_appointed,
        appointed_at=meeting,
        starts=on,
        ends=ends,
        dates_as_said=dates_as_said,
    )
    return write(membership, by=by, why=reason)


@transaction.atomic
def step_down(membership: Membership, *, on: datetime.date, by: Any, reason: str = "") -> Membership:
    """Let a holder go: `on` is the first day on which the place is empty."""
    seat = _locked(membership.seat, by)
    membership = Membership.objects.select_related("seat", "person").get(pk=membership.pk)
    if membership.ends is not None and membership.ends <= on:
        raise Refused(f"{membership.person} already leaves “{seat}” {membership.dates_in_words}.")
    if on <= membership.starts:
        raise Refused(f"{membership.person} only takes “{seat}” {membership.dates_in_words}: choose a later day.")
    for row in Substitution.objects.filter(seat=seat, stands_in_for=membership.person).meeting(Span(on)):
        if row.starts >= on:
            strike(row, by=by, why=reason)
            continue
        row.ends = on
        write(row, by=by, why=reason)
    membership.ends = on
    return write(membership, by=by, why=reason)


@transaction.atomic
def substitute(
    seat: Seat,
    *,
    stands_in_for: Person,
    person: Person,
    on: datetime.date,
    by: Any,
    until: datetime.date | None = None,
    reason: str = "",
) -> Substitution:
    """Let `person` sit in for the holder from `on`, up to but without `until`, where the seat allows it (item 221)."""
    seat = _locked(seat, by)
    if seat.kind != Seat.Kind.DERIVED:
        held = Membership.objects.filter(seat=seat, person=stands_in_for).in_force(on).first()
        if held is None:
            raise Refused(f"{stands_in_for} does not hold “{seat}” on that day: choose its holder.")
        until = until or held.ends
    row = Substitution(seat=seat, stands_in_for=stands_in_for, person=person, starts=on, ends=until or seat.ends)
    return write(row, by=by, why=reason)


def _check_own_chair(seat: Seat, person: Person, by: Any) -> None:
    """A chair signs terms of reference off, so a secretary may not make a chair of themselves."""
    own = person.account_id is not None and person.account_id == by.pk
    if own and seat.role == Seat.Role.CHAIR and not is_officer_of(by, seat.body.partnership_id):
        raise Refused("You cannot put yourself in the chair: ask an officer of the partnership.")


def _locked(seat: Seat, by: Any) -> Seat:
    """The seat, read again under its body's and its own row lock, once the right is checked."""
    body = Body.objects.locked(seat.body_id)
    require_edit(by, body)
    return Seat.objects.select_for_update(no_key=True, of=("self",)).select_related("body", "of_body").get(pk=seat.pk)


def _free_place(seat: Seat, span: Span) -> int:
    taken = set(Membership.objects.filter(seat=seat).meeting(span).values_list("place", flat=True))
    if (seat.of_kind_id and seat.kind == Seat.Kind.NOMINATED) or seat.high is None:
        return next(place for place in range(1, len(taken) + 2) if place not in taken)
    for place in range(1, seat.high + 1):
        if place not in taken:
            return place
    only = "The one place" if seat.high == 1 else f"Each of the {seat.high} places"
    raise Refused(f"{only} of “{seat}” is held on those days: let somebody step down first.")


def _check_nomination(seat: Seat, nominator: Body | None, span: Span) -> None:
    if seat.kind != Seat.Kind.NOMINATED:
        return
    if nominator is None:
        raise Refused(f"Say which body nominates for “{seat}”.")
    if seat.of_kind is None:
        if nominator.pk != seat.of_body_id:
            raise Refused(f"{nominator} does not nominate for “{seat}”: that is for {seat.of_body}.")
        return
    if not nominator.period_on(span.starts).filter(kind=seat.of_kind, partnership=seat.body.partnership_id).exists():
        raise Refused(
            f"{nominator} does not nominate for “{seat}” on that day: choose one of its {seat.of_kind.plural}."
        )
    if seat.high is not None and _most_at_once(seat, nominator, span) >= seat.high:
        raise Refused(f"{nominator} already has its {seat.high} on “{seat}”: let one step down first.")


def _most_at_once(seat: Seat, nominator: Body, span: Span) -> int:
    """How many that the body nominated hold places of the seat on the fullest day of `span`."""
    rows = Membership.objects.filter(seat=seat, nominated_by=nominator).meeting(span).values_list("starts", "ends")
    held = [Span(*row) for row in rows]
    days = [span.starts, *(row.starts for row in held if span.holds(row.starts))]
    return max(sum(row.holds(day) for row in held) for day in days)
