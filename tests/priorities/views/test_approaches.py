"""Pages of approaches: what each plan says of them, and the holes."""

import datetime

import pytest

from priorities.models import PlanApproach
from priorities.strategies.approaching import become_approach
from priorities.strategies.prioritising import rename_priority
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_approach,
    make_area,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def gaps(cast):
    return make_approach(cast.partnership, "Narrowing the gaps", slug="gaps")


@pytest.fixture
def families(cast):
    return make_approach(cast.partnership, "Families", slug="families", scope_note="All families, young and old.")


def plan_for(body, title, *, says=None, actions=(), draft=False, **facts):
    """A plan that applies approaches in words, and with one action for each list of approaches."""
    version = make_version(make_plan(body, title), **facts)
    for approach, how in (says or {}).items():
        make.written_apart(PlanApproach(version=version, approach=approach, how=how))
    for approaches in actions:
        make_plan_action(version).approaches.set(approaches)
    return version if draft else publish(version)


def said(client, address, on=None):
    return words(client.get(f"{address}?on={on}" if on else address))


def test_the_table_shows_what_each_plan_says_and_the_holes_in_words(cast, client, gaps, families):
    make_approach(cast.partnership, "Sustainability", implicit=True)
    plan_for(cast.health, "Health plan", says={gaps: "Clinics first."}, actions=[[gaps], [gaps, families]])
    plan_for(cast.jobs, "Work plan", actions=[[]])
    plan_for(cast.jobs, "Hidden plan", actions=[[gaps]], draft=True)

    page = said(client, "/approaches/")

    assert (
        "Narrowing the gaps Families All families, young and old. Sustainability implicit in every plan"
        in page.replace(" What every", "")
    )
    assert (
        "Plan Narrowing the gaps Families Sustainability "
        "Health plan Said in words; 2 actions 1 action Implicit "
        "Work plan Nothing said Nothing said Implicit "
        "What is missing Work plan says nothing of Narrowing the gaps and Families" in page
    )
    assert "Hidden" not in page


def test_a_plan_whose_time_is_over_is_marked_in_both_tables(cast, client, gaps):
    make_area(cast.partnership)
    plan_for(cast.health, "Old plan", covers_from=DAY - 99 * A_DAY, covers_until=DAY - A_DAY)

    ended = "Old plan Its time ended on 31 March 2010"
    for address in ("/approaches/", "/areas/"):
        assert ended in said(client, address, on=DAY)
        assert ended not in said(client, address, on=DAY - A_DAY)


def test_without_holes_or_plans_or_approaches_the_page_says_so(cast, client):
    assert "No approach is in force." in said(client, "/approaches/")
    make_approach(cast.partnership, "Sustainability", implicit=True)
    assert "No plan of the partnership is in force." in said(client, "/approaches/")
    plan_for(cast.health, "Health plan")
    assert "What is missing Nothing: every plan says how it takes each approach." in said(client, "/approaches/")


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_table_is_of_the_approaches_and_versions_of_the_day(cast, client, gaps, days):
    make_approach(cast.partnership, "Families", on=DAY)
    version = plan_for(cast.health, "Health plan", says={gaps: "Clinics first."})
    version.ends = DAY
    make.written_apart(version)
    second = make_version(version.plan, on=DAY)
    publish(second)

    page = said(client, "/approaches/", DAY + days * A_DAY)

    assert ("Health plan Said in words What is missing Nothing" in page) == (days < 0)
    assert ("Health plan says nothing of Narrowing the gaps and Families" in page) == (days >= 0)


def test_plans_of_another_partnership_have_no_row(cast, client, gaps):
    plan_for(make.make_partnership("elsewhere", "Elsewhere Partnership"), "Their plan")
    plan_for(cast.health, "Our plan")

    page = said(client, "/approaches/")

    assert "Our plan says nothing of Narrowing the gaps" in page
    assert "Their plan" not in page
    assert "Their plan" not in said(client, "/approaches/gaps/")


def test_an_approach_tells_how_each_plan_applies_it(cast, client, families):
    plan_for(cast.health, "Health plan", says={families: "Midwives call."}, actions=[[families]])
    plan_for(cast.jobs, "Work plan", actions=[[families], [families]])
    plan_for(cast.culture, "Arts plan")
    plan_for(cast.culture, "Hidden plan", says={families: "Secret."}, draft=True)

    page = client.get("/approaches/families/")

    assert crumbs(page) == [("/priorities/", "Priorities"), ("/approaches/", "Approaches")]
    assert words(page) == (
        "Approach of Brackwater Partnership Families For whom All families, young and old. "
        "In plans Each plan says how it applies it In force Since 1 April 2008 How each plan applies it "
        "Arts plan of Culture Forum Nothing said "
        "Health plan of Health Midwives call. 1 action applies it "
        "Work plan of Jobs and Skills 2 actions apply it"
    )


def test_an_approach_names_the_priority_that_it_was(cast, client):
    stronger = make_priority(make_strategy(cast.board), "Strong", slug="stronger")
    rename_priority(stronger, name="Stronger", on=DAY - A_DAY, by=cast.officer, reason="Plainer.")
    become_approach(stronger, slug="stronger", on=DAY, by=cast.officer, reason="It runs through all.", implicit=True)

    page = said(client, "/approaches/stronger/", DAY)
    assert "Implicit: it runs through every plan, without an action for each" in page
    assert "What it was before The priority Stronger" in page
    assert "It becomes an approach on 1 April 2010." in said(client, "/approaches/stronger/", DAY - A_DAY)
    stronger.refresh_from_db()
    stronger.state = "withdrawn"
    make.written_apart(stronger)
    assert "What it was before" not in said(client, "/approaches/stronger/")


def test_an_approach_that_is_over_says_so(cast, client, gaps):
    gaps.ends = DAY
    make.written_apart(gaps)

    assert "It was an approach from 1 April 2008 to 31 March 2010." in said(client, "/approaches/gaps/", DAY)
    assert "It was an approach" not in said(client, "/approaches/gaps/", DAY - A_DAY)
    assert "How each plan applies it" not in said(client, "/approaches/gaps/", DAY)


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, gaps, times):
    for number in range(times):
        other = make_approach(cast.partnership)
        plan_for(cast.health, f"Plan {number}", says={gaps: "So.", other: "So."}, actions=[[gaps, other]] * times)

    with django_assert_num_queries(4):
        client.get("/approaches/")
    with django_assert_num_queries(5):
        client.get("/approaches/gaps/")
