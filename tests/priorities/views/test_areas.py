"""Pages of areas: what each takes in, what is aimed at it, and which plans name it."""

import datetime

import pytest

from priorities.models import PriorityArea, StrategyChapter
from priorities.strategies.placing import define_area
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_area,
    make_indicator,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_value,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def county(cast):
    return make_area(cast.partnership, "Brackshire", slug="brackshire", kind="county", code="E10000099")


@pytest.fixture
def north(cast, county):
    return make_area(cast.partnership, "North", slug="north", parent=county)


@pytest.fixture
def mill(cast, north):
    return make_area(cast.partnership, "Millgate", slug="millgate", kind="ward", parent=north)


def plan_for(body, title, areas_of_actions, *, draft=False):
    """A plan with one action for each list of areas."""
    version = make_version(make_plan(body, title))
    for areas in areas_of_actions:
        make_plan_action(version).areas.set(areas)
    return version if draft else publish(version)


def said(client, address, on=None):
    return words(client.get(f"{address}?on={on}" if on else address))


def test_areas_stand_as_a_tree_with_a_table_of_actions_and_the_holes_in_words(cast, client, county, north, mill):
    make_area(cast.partnership, "South", slug="south", parent=county)
    plan_for(cast.health, "Health plan", [[mill, north], [mill], []])
    plan_for(cast.jobs, "Work plan", [[county]])
    plan_for(cast.jobs, "Hidden plan", [[county]], draft=True)

    page = said(client, "/areas/")

    assert "Brackwater Partnership Brackshire County, E10000099 North District or borough Millgate Ward South" in page
    assert (
        "Area Health plan Work plan Brackshire 2 actions in its parts 1 action North 1 action and 1 in its parts "
        "No action Millgate 2 actions No action South No action No action No plan names South. "
        "Health plan: 1 of 3 actions names no area" in page
    )
    assert "Hidden" not in page


def test_the_table_is_of_the_plans_in_force_on_the_day(cast, client, county):
    assert "No plan of the partnership is in force." in said(client, "/areas/")
    plan_for(cast.health, "Health plan", [[county]])

    assert "Each area is named by some plan." in said(client, "/areas/")
    assert "No plan of the partnership was in force on 31 March 2008." in said(client, "/areas/", "2008-03-31")


def test_without_areas_the_page_says_so(client, cast):
    assert "No areas are recorded yet." in said(client, "/areas/")


@pytest.mark.parametrize(
    ("days", "parts"),
    [
        (-11, ("It was not defined more closely on 21 March 2010.", "Defined later All villages. From 22 March 2010")),
        (-1, ("What it takes in All villages.", "Defined later Two villages. Since 1 April 2010: Task group")),
        (0, ("What it takes in Two villages.", "Defined earlier All villages. From 22 March 2010 to 31 March 2010")),
        (1, ("What it takes in Two villages.", "Defined earlier All villages. From 22 March 2010 to 31 March 2010")),
    ],
)
def test_an_area_is_defined_as_on_the_day_beside_its_earlier_and_later_definitions(cast, client, north, days, parts):
    define_area(north, text="All villages.", on=DAY - 10 * A_DAY, by=cast.officer)
    define_area(north, text="Two villages.", on=DAY, by=cast.officer, source="Task group")

    page = said(client, "/areas/north/", DAY + days * A_DAY)

    assert all(part in page for part in parts)


def test_an_area_shows_all_that_is_aimed_at_it(cast, client, county, north, mill):
    strategy = make_strategy(cast.board, "Towards 2026", state="draft")
    make.written_apart(StrategyChapter(strategy=strategy, area=north, title="The north"))
    publish(strategy)
    for name, facts in (("Buses", {}), ("Hidden buses", {"state": "draft"})):
        priority = make_priority(strategy, name, **facts)
        make.written_apart(PriorityArea(priority=priority, area=north, purpose="for workers"))
    plan_for(cast.health, "Health plan", [[north], [mill]])
    plan_for(cast.health, "Hidden plan", [[north]], draft=True)
    make_indicator(cast.health, "Bus trips", area=north)
    by_part = make_indicator(cast.health, "Car trips", area=county)
    make_value(by_part, "2010-01-01", "2011-01-01", 5, area=north)
    make_indicator(cast.health, "Hidden trips", area=north, state="draft")

    page = client.get("/areas/north/")

    assert crumbs(page) == [("/priorities/", "Priorities"), ("/areas/", "Areas"), ("/areas/brackshire/", "Brackshire")]
    assert (
        "Priorities aimed at it Buses, for workers Actions planned for it Health plan A1: Do thing number 1. "
        "And 1 action for its parts "
        "Chapters of strategies The north, in Towards 2026 Indicators Bus trips. No figure yet. "
        "Car trips. Nothing to compare with yet: 5.0 in 2010 is the first figure. Its parts Millgate Ward"
        in words(page)
    )
    assert "Hidden" not in page.content.decode()
    before = said(client, "/areas/north/", "2008-03-31")
    assert "Buses" not in before
    assert "Chapters" not in before
    assert "No plan in force on 31 March 2008 names it." in before


def test_an_area_says_of_each_indicator_its_latest_figure_its_target_and_its_gap(cast, client, county, north):
    drivers = make_indicator(cast.health, "Drivers", area=county, better="down", unit="%")
    for area, numbers in ((county, (20, 18)), (north, (26, 22))):
        for year, number in zip((2008, 2009), numbers, strict=True):
            make_value(drivers, f"{year}-01-01", f"{year + 1}-01-01", number, area=area)
    make_value(drivers, "2010-01-01", "2011-01-01", 20, area=north, series="target")
    aimed = make_indicator(cast.health, "Walkers", area=county)
    make_value(aimed, "2012-01-01", "2013-01-01", 7, area=north, series="target")

    page = said(client, "/areas/north/", DAY)

    assert (
        "Indicators Drivers. Getting better: it fell from 26.0% in 2008 to 22.0% in 2009. "
        "The target for 2010 is 20.0%: 2.0 points to go. 4.0 points behind Brackshire. "
        "The gap narrows by 2.0 points (since 2008). Walkers. No figure yet. The target for 2012 is 7.0."
    ) in page
    assert "22.0" not in said(client, "/areas/north/", "2009-12-31")


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, north, times):
    strategy = make_strategy(cast.board)
    for number in range(times):
        part = make_area(cast.partnership, parent=north)
        make.written_apart(PriorityArea(priority=make_priority(strategy), area=north))
        plan_for(cast.health, f"Plan {number}", [[north, part]] * times)
        make_value(make_indicator(cast.health, area=north), "2009-01-01", "2010-01-01", 5)
        define_area(north, text=f"Text {number}", on=DAY + number * A_DAY, by=cast.officer)

    with django_assert_num_queries(4):
        client.get("/areas/")
    with django_assert_num_queries(10):
        client.get("/areas/north/")
