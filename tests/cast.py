"""A small cast whose relations never vary, in a small partnership with one restructuring in its past.

Ask for the fixture `cast`. Everybody is invented. The restructuring on RESTRUCTURED renamed the Partnership Board,
moved the Culture Forum from the board to Jobs and Skills, and merged two theme groups into one.

    Brackwater Partnership
      Leadership Board ("Partnership Board" before)      chair: Ida Marlow; member: Tom Ferris; formerly Una Byrd
        Health                                           chair: Owen Lark; secretary: Sal Penhale
          Health Data Group
        Jobs and Skills
          Culture Forum (under the board before)
        Safer and Stronger (Safer Streets and Stronger Communities before)
    beside it: Evidence Group, a reference group that advises the board
"""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from governance.foundation.access import Role
from governance.models import Body, Membership, Organisation, Person, Seat
from governance.restructuring import SUCCESSOR, Newcomer, merge, move, rename
from tests import make

BEGAN = make.FIRST
RESTRUCTURED = datetime.date(2020, 4, 1)
DAY_BEFORE = RESTRUCTURED - datetime.timedelta(days=1)
REASON = "The governance review of 2020."


@dataclass
class Cast:
    """The bodies, the accounts and the people. An account's person is `<name>_person`."""

    administrator: Any
    officer: Any
    """Officer of the partnership."""
    secretary: Any
    """Secretary of Health, and so of the Health Data Group under it."""
    chair: Any
    """Chairs the Leadership Board."""
    member: Any
    """Sits on the Leadership Board."""
    former_member: Any
    """Sat on the Leadership Board until a year ago."""
    visitor: AnonymousUser
    """The public."""

    partnership: Body
    board: Body
    health: Body
    health_data: Body
    jobs: Body
    culture: Body
    safer_streets: Body
    stronger_communities: Body
    safer_and_stronger: Body
    evidence: Body

    council: Organisation
    trust: Organisation

    chair_person: Person
    member_person: Person
    former_person: Person
    health_chair_person: Person

    chair_seat: Seat
    member_seat: Seat
    """Three places on the board, of which one is filled and two are vacant today."""
    health_seat: Seat
    """The board's derived seat for the chair of Health."""
    former_membership: Membership
    left_on: datetime.date
    """The first day on which the former member was no longer a member: a year ago."""


def assemble() -> Cast:
    """Make the partnership and its people through the deeds."""
    bodies = _bodies()
    board, health = bodies["board"], bodies["health"]
    root = bodies["partnership"]
    council = make.make_organisation("Brackwater Council", kept_by=root, slug="brackwater-council")
    trust = make.make_organisation("Marsh Health Trust", kept_by=root, sector="health", slug="marsh-health-trust")
    ida = _person("Ida Marlow", root, council, post="Leader of the council", grade=5)
    tom = _person("Tom Ferris", root, council, post="Director of place", grade=4)
    una = _person("Una Byrd", root, trust, post="Director of care", grade=4)
    owen = _person("Owen Lark", root, trust, post="Chief executive", grade=5)

    chair_seat = make.make_seat(board, "Chair", role=Seat.Role.CHAIR, order=1)
    member_seat = make.make_seat(board, "Partner organisations", low=3, high=3, order=2, substitute_allowed=True)
    health_seat = make.make_seat(board, "Chair of Health", kind=Seat.Kind.DERIVED, of_body=health, order=3)
    left_on = make.today() - datetime.timedelta(days=365)
    make.make_membership(chair_seat, ida)
    make.make_membership(member_seat, tom)
    former = make.make_membership(member_seat, una, until=left_on)
    make.make_membership(make.make_seat(health, "Chair", role=Seat.Role.CHAIR, order=1), owen)
    return Cast(
        administrator=make.an_administrator(),
        officer=_appointed("officer", Role.OFFICER, root),
        secretary=_appointed("secretary", Role.SECRETARY, health),
        chair=make.make_user("chair", person=ida),
        member=make.make_user("member", person=tom),
        former_member=make.make_user("former-member", person=una),
        visitor=AnonymousUser(),
        council=council,
        trust=trust,
        chair_person=ida,
        member_person=tom,
        former_person=una,
        health_chair_person=owen,
        chair_seat=chair_seat,
        member_seat=member_seat,
        health_seat=health_seat,
        former_membership=former,
        left_on=left_on,
        **bodies,
    )


def _bodies() -> dict[str, Body]:
    theme = {"kind": "thematic-partnership"}
    root = make.make_partnership("brackwater", "Brackwater Partnership")
    board = make.make_body("board", "Partnership Board", parent=root)
    bodies = {
        "partnership": root,
        "board": board,
        "health": (health := make.make_body("health", "Health", parent=board, **theme)),
        "health_data": make.make_body("health-data-group", "Health Data Group", parent=health, kind="sub-group"),
        "jobs": make.make_body("jobs-and-skills", "Jobs and Skills", parent=board, **theme),
        "culture": make.make_body("culture-forum", "Culture Forum", parent=board, kind="forum"),
        "safer_streets": make.make_body("safer-streets", "Safer Streets", parent=board, **theme),
        "stronger_communities": make.make_body("stronger-communities", "Stronger Communities", parent=board, **theme),
        "evidence": make.make_body("evidence-group", "Evidence Group", partnership=root, kind="reference-group"),
    }
    make.make_link(bodies["evidence"], board)
    function = make.make_function(bodies["safer_streets"], "Street lighting plan")
    by = {"by": make.an_administrator(), "on": RESTRUCTURED, "reason": REASON}
    rename(board, name="Leadership Board", **by)
    move(bodies["culture"], to=bodies["jobs"], **by)
    new = Newcomer("safer-and-stronger", "Safer and Stronger", make.kind("thematic-partnership"), parent=board)
    merging = [bodies["safer_streets"], bodies["stronger_communities"]]
    bodies["safer_and_stronger"] = merge(merging, into=new, homes={function: SUCCESSOR}, **by)
    return {name: Body.objects.get(pk=body.pk) for name, body in bodies.items()}


def _person(name: str, root: Body, organisation: Organisation, **facts: Any) -> Person:
    slug = name.lower().replace(" ", "-")
    return make.make_person(name, kept_by=root, organisation=organisation, slug=slug, **facts)


def _appointed(username: str, role: str, body: Body) -> Any:
    user = make.make_user(username)
    make.make_appointment(user, role, body)
    return user


@pytest.fixture
def cast(db: Any) -> Cast:
    """The cast in their partnership."""
    return assemble()
