"""Bad input: each refused with one sentence that says what to do, and nothing written."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from governance.models import BodyPeriod, Membership
from governance.restructuring import Newcomer, change_kind, describe, end, establish, link, merge, move, rename
from governance.seats.seating import appoint
from tests import make
from tests.cast import RESTRUCTURED
from tests.refusing import nothing_written, refused

EVE = RESTRUCTURED - datetime.timedelta(days=1)
LONG_AGO = make.day("1999-12-31")


def second_period(cast):
    return BodyPeriod(
        body=cast.health,
        partnership=cast.partnership,
        parent=cast.board,
        name="Health again",
        kind=make.kind("thematic-partnership"),
        starts=EVE,
        ends=RESTRUCTURED,
    )


BAD = {
    "a parent cycle": (
        lambda c, how: move(c.jobs, to=c.culture, **how),
        "Jobs and Skills cannot report to Culture Forum, which itself reports to Jobs and Skills: choose another body.",
    ),
    "a body under itself": (
        lambda c, how: move(c.health, to=c.health, **how),
        "Health is a thematic partnership, which may not report to a thematic partnership: choose another body or kind.",
    ),
    "overlapping periods": (
        lambda c, how: make.written_apart(second_period(c)),
        "The body already has a period on those days: end that one first.",
    ),
    "a holder outside the seat's period": (
        lambda c, how: appoint(c.member_seat, c.former_person, on=LONG_AGO, by=how["by"]),
        "“Partner organisations” is in force since 1 April 2008: choose days inside that.",
    ),
    "a link that ends before it starts": (
        lambda c, how: link(c.health, c.jobs, type="advises", until=how["on"], **how),
        "The end comes before the start: give a last day on or after the first day.",
    ),
    "an unknown kind": (
        lambda c, how: change_kind(c.culture, kind="club", **how),
        "That kind of body is not known: choose one from the list, or add it there first.",
    ),
    "a new body of an unknown kind": (
        lambda c, how: establish(Newcomer("club", "Club", None, parent=c.board), **how),
        "That kind of body is not known: choose one from the list, or add it there first.",
    ),
    "a body ended with children": (
        lambda c, how: end(c.health, **how),
        "Health Data Group still reports to Health: move or end it first.",
    ),
    "a body ended with a function that has no home": (
        lambda c, how: end(c.safer_and_stronger, **how),
        "Say where “Street lighting plan” goes when Safer and Stronger ends, or that it stops.",
    ),
    "a body ended before it began": (
        lambda c, how: end(c.safer_and_stronger, on=RESTRUCTURED, by=how["by"]),
        "Safer and Stronger does not exist on 31 March 2020: choose a day in its life.",
    ),
    "a change of what is no more": (
        lambda c, how: rename(c.safer_streets, name="Safest Streets", **how),
        f"Safer Streets does not exist on {make.today().day} {make.today():%B %Y}: choose a day in its life.",
    ),
    "a merger that leaves a function without a home": (
        lambda c, how: merge(
            [c.safer_and_stronger, c.jobs],
            into=Newcomer("all", "All", make.kind("thematic-partnership"), parent=c.board),
            **how,
        ),
        "Say where “Street lighting plan” goes when Safer and Stronger ends, or that it stops.",
    ),
    "an empty name": (
        lambda c, how: rename(c.board, name="", **how),
        "Name: This field cannot be blank.",
    ),
    "a standing that is none": (
        lambda c, how: describe(c.board, standing="dormant", **how),
        "Standing: Value 'dormant' is not a valid choice.",
    ),
    "an accountable body without a parent": (
        lambda c, how: move(c.culture, to=None, **how),
        "Culture Forum is accountable, so it needs a body to report to; choose one, or mark it not accountable.",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_and_nothing_is_written(cast, what):
    attempt, sentence = BAD[what]
    with refused(sentence):
        attempt(cast, {"on": make.today(), "by": cast.administrator})


def test_the_forms_say_the_same_before_the_database_is_asked(cast):
    with nothing_written():
        period = second_period(cast)
        with pytest.raises(ValidationError, match="The body already has a period on those days: end that one first."):
            period.full_clean()
        late = Membership(seat=cast.member_seat, person=cast.former_person, starts=RESTRUCTURED, place=1)
        with pytest.raises(ValidationError, match="Somebody else holds that place on those days"):
            late.full_clean()
        backwards = Membership(seat=cast.member_seat, person=cast.chair_person, place=3, starts=RESTRUCTURED, ends=EVE)
        with pytest.raises(ValidationError, match="The end comes before the start"):
            backwards.full_clean()
