"""Placing: what an area takes in, said anew from a day on."""

import datetime

import pytest

from priorities.models import AreaDefinition
from priorities.strategies.placing import define_area
from tests.make_priorities import make_area
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


def test_a_finer_definition_leaves_the_former_as_it_was(cast):
    area = make_area(cast.partnership, "Rural areas")
    define_area(area, text="All villages.", on=DAY - 10 * A_DAY, by=cast.officer)

    define_area(area, text="Lapton and Cubley.", on=DAY, by=cast.officer, source="Task group, March 2010")

    found = [AreaDefinition.objects.in_force(DAY + days * A_DAY).get().text for days in (-1, 0, 1)]
    assert found == ["All villages.", "Lapton and Cubley.", "Lapton and Cubley."]
    assert area.definitions.last().source == "Task group, March 2010"


def test_a_definition_says_something_new_from_a_later_day(cast):
    area = make_area(cast.partnership, "Rural areas")
    define_area(area, text="All villages.", on=DAY, by=cast.officer)

    with refused("Say what the area takes in."):
        define_area(area, text=" ", on=DAY + A_DAY, by=cast.officer)
    with refused("Rural areas is defined in those words already."):
        define_area(area, text="All villages. ", on=DAY + A_DAY, by=cast.officer)
    for day in (DAY - A_DAY, DAY):
        with refused("Rural areas is defined otherwise from 1 April 2010: choose a day after that."):
            define_area(area, text="Three villages.", on=day, by=cast.officer)
    with refused("You are not appointed to edit Brackwater Partnership; ask its partnership officer."):
        define_area(area, text="Three villages.", on=DAY + A_DAY, by=cast.secretary)
    define_area(area, text="Three villages.", on=DAY + A_DAY, by=cast.officer)
