"""Verbs about seats and who holds them."""

import datetime
from typing import Any

from governance.foundation.dated import ONE_DAY
from governance.foundation.deeds import write
from governance.models import Seat
from governance.seats import seating
from partnership.example import finding
from partnership.example.verbs.scene import Scene, known, listed

SEAT_FACTS = (
    *("kind", "role", "low", "high", "sector", "community_low", "condition", "voting"),
    *("substitute_allowed", "grade_floor", "how_appointed", "duties"),
)
"""What a step may say of a seat besides its title and where its holders come from."""

HOLDER_FACTS = ("for_community", "how", "meeting")


def seat(
    scene: Scene,
    slugs: str | list[str],
    *,
    title: str,
    of_body: str = "",
    of_kind: str = "",
    on_behalf_of: str = "",
    unlimited: bool = False,
    holders: list[str] | None = None,
    **facts: Any,
) -> None:
    """A body, or each of several, gets the next line of its membership list, and its first holders.

    Without `low` there is one place, without `high` there are as many as `low`; `unlimited` sets no most.
    """
    told = known(facts, SEAT_FACTS)
    told["high"] = None if unlimited else told.get("high", told.get("low") or 1)
    told["of_body"] = finding.body(of_body) if of_body else None
    told["of_kind"] = finding.kind(of_kind) if of_kind else None
    told["on_behalf_of"] = finding.organisation(on_behalf_of) if on_behalf_of else None
    for body in map(finding.body, listed(slugs)):
        order = body.seats.count() + 1
        row = Seat(body=body, title=title, order=order, starts=scene.on, dates_as_said=scene.dates_as_said, **told)
        write(row, by=scene.by, why=scene.reason)
        for holder in holders or ():
            appoint(scene, holder, body=body.slug, seat=title)


def close_seat(scene: Scene, slug: str, *, title: str) -> None:
    """A line of a membership list ends; that day is the first without it. Its holders stepped down before."""
    row = finding.seat(slug, title, scene.on - ONE_DAY)
    row.ends = scene.on
    write(row, by=scene.by, why=scene.reason)


def appoint(
    scene: Scene,
    slug: str,
    *,
    body: str,
    seat: str,
    on_behalf_of: str = "",
    jointly_with: str = "",
    nominated_by: str = "",
    until: datetime.date | None = None,
    **facts: Any,
) -> None:
    """Somebody takes the first free place of a seat."""
    seating.appoint(
        finding.seat(body, seat, scene.on),
        finding.person(slug),
        until=until,
        on_behalf_of=finding.organisation(on_behalf_of) if on_behalf_of else None,
        jointly_with=finding.organisation(jointly_with) if jointly_with else None,
        nominated_by=finding.body(nominated_by) if nominated_by else None,
        dates_as_said=scene.dates_as_said,
        **known(facts, HOLDER_FACTS),
        **scene.deed,
    )


def step_down(scene: Scene, slug: str, *, body: str, seat: str) -> None:
    """A holder goes; that day is the first on which the place is empty."""
    seating.step_down(finding.membership(body, seat, slug, scene.on - ONE_DAY), **scene.deed)


def stand_in(scene: Scene, slug: str, *, instead_of: str, body: str, seat: str) -> None:
    """Somebody sits in for the holder of a seat, for as long as the holder holds it."""
    seating.substitute(
        finding.seat(body, seat, scene.on),
        stands_in_for=finding.person(instead_of),
        person=finding.person(slug),
        **scene.deed,
    )
