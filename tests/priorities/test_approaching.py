"""Approaching: approaches adopted and ended, and the priority that becomes one."""

import datetime

import pytest

from priorities.models import Approach
from priorities.strategies.approaching import adopt_approach, become_approach, end_approach
from tests import make
from tests.make_priorities import make_approach, make_priority, make_strategy
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


def adopt(cast, by=None, **facts):
    facts = {"slug": "families", "name": "Families", "on": DAY, **facts}
    return adopt_approach(facts.pop("partnership", cast.partnership), by=by or cast.officer, **facts)


def test_an_approach_is_adopted_from_a_day_with_its_scope_note(cast):
    adopt(cast, scope_note="All families, young and old.")
    last = adopt(cast, slug="sustainable", name="Sustainability", implicit=True)

    assert [Approach.objects.in_force(DAY + days * A_DAY).count() for days in (-1, 0, 1)] == [0, 2, 2]
    assert (last.position, last.implicit) == (2, True)
    assert Approach.objects.get(slug="families").scope_note == "All families, young and old."


def test_an_approach_is_of_a_partnership_and_has_a_name_and_an_address_of_its_own(cast):
    adopt(cast)
    with refused("Health is no partnership: approaches are those of a whole partnership."):
        adopt(cast, partnership=cast.health)
    with refused("Give the approach a name."):
        adopt(cast, name=" ")
    with refused("The address “families” belongs to another approach: choose another address."):
        adopt(cast, name="Others")
    with refused("Brackwater Partnership has the approach “Families” since 1 April 2010: choose another name."):
        adopt(cast, slug="again")
    with refused("Brackwater Partnership does not exist on that day: choose a day in its life."):
        adopt(cast, slug="early", name="Early", on=datetime.date(2008, 3, 31))
    with refused("You are not appointed to edit Brackwater Partnership; ask its partnership officer."):
        adopt(cast, cast.secretary, slug="theirs", name="Theirs")


def test_an_approach_ends_once_and_after_it_began(cast):
    approach = adopt(cast)
    with refused("Say why the approach ends."):
        end_approach(approach, on=DAY + A_DAY, by=cast.officer, reason="")
    with refused("Families is an approach since 1 April 2010: choose a later day."):
        end_approach(approach, on=DAY, by=cast.officer, reason="Done.")
    end_approach(approach, on=DAY + A_DAY, by=cast.officer, reason="Done.")
    with refused("Families ended on 1 April 2010 already."):
        end_approach(approach, on=DAY + 2 * A_DAY, by=cast.officer, reason="Done.")
    assert [Approach.objects.in_force(DAY + days * A_DAY).count() for days in (-1, 0, 1)] == [0, 1, 0]


def test_a_priority_becomes_an_approach_on_a_day_and_is_no_priority_from_then(cast):
    stronger = make_priority(make_strategy(cast.board), "Stronger", lead=cast.health)

    approach = become_approach(stronger, slug="stronger", on=DAY, by=cast.officer, reason="It runs through all.")

    assert (approach.name, approach.was_priority, approach.starts) == ("Stronger", stronger, DAY)
    assert approach.partnership == cast.partnership
    assert [stronger.names.in_force(DAY + days * A_DAY).exists() for days in (-1, 0, 1)] == [True, False, False]
    assert stronger.leads.get().ends == DAY


def test_a_priority_that_cannot_end_or_is_not_public_becomes_no_approach(cast):
    strategy = make_strategy(cast.board)
    draft = make_priority(strategy, "Hidden", state="draft")
    above = make_priority(strategy, "People", level="theme")
    make_priority(strategy, "Old people", parent=above)
    make_approach(cast.partnership, "People", slug="people")
    lone = make_priority(strategy, "Lone")

    with refused("Hidden is not published: publish it first, or adopt an approach of that name."):
        become_approach(draft, slug="hidden", on=DAY, by=cast.officer, reason="So be it.")
    with refused("Old people still stands under People: end that first."):
        become_approach(above, slug="people-2", on=DAY, by=cast.officer, reason="So be it.")
    with refused("The address “people” belongs to another approach: choose another address."):
        become_approach(lone, slug="people", on=DAY, by=cast.officer, reason="So be it.")
    clerk = make.make_user()
    make.make_appointment(clerk, "secretary", cast.board)
    with refused("You are not appointed to edit Brackwater Partnership; ask its partnership officer."):
        become_approach(lone, slug="lone", on=DAY, by=clerk, reason="So be it.")
    with pytest.raises(TypeError):
        become_approach(lone, slug="lone", on=DAY, by=cast.officer, reason="So be it.", state="published")
