"""Pages of strategies and priorities: who leads what on a day, and how plans carry it out."""

import datetime
import re

import pytest
from django.utils.formats import date_format

from governance.restructuring import end
from priorities.models import CardStep, Priority, PriorityArea, PriorityIssue, Strategy, StrategyChapter
from priorities.strategies.adopting import adopt_strategy, end_strategy
from priorities.strategies.approaching import become_approach
from priorities.strategies.prioritising import add_partner, appoint_lead, appoint_officer, end_priority, rename_priority
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_area,
    make_card,
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
DAYS = pytest.mark.parametrize("days", [-1, 0, 1])


@pytest.fixture
def strategy(cast):
    return make_strategy(
        cast.board,
        "Towards 2026",
        slug="towards-2026",
        horizon=2026,
        what_qualifies="Where working together adds most.",
        approved_by=cast.board,
        approved_at="Annual meeting, 29 June 2009",
    )


@pytest.fixture
def people(strategy):
    return make_priority(strategy, "People", slug="people", level="theme")


@pytest.fixture
def clean_air(cast, strategy, people):
    return make_priority(
        strategy,
        "Clean air",
        slug="clean-air",
        label="P1",
        parent=people,
        lead=cast.health,
        why_qualifies="Nobody cleans it alone.",
        how_measured="By the monitors.",
        summary="Air that nobody falls ill of.",
    )


def page(client, address):
    return words(client.get(address))


def test_priorities_go_on_under_the_strategy_that_follows_theirs(client, cast, strategy, clean_air):
    draft = make_strategy(cast.board, "Towards 2036", slug="towards-2036", state="draft", follows=strategy)
    adopt_strategy(draft, on=DAY, by=cast.officer)

    listed = page(client, "/priorities/?partnership=brackwater")
    assert "Towards 2036" in listed
    assert "Clean air Led by Health" in listed
    assert "Clean air" in page(client, "/strategies/towards-2036/")
    assert "Clean air" in page(client, "/")
    own = page(client, "/priorities/clean-air/")
    assert "Priority P1 of Towards 2036" in own
    assert "Strategy Towards 2036. It goes on from Towards 2026" in own
    before = page(client, "/priorities/clean-air/?on=2010-03-31")
    assert "Strategy Towards 2026, to 2026" in before
    assert "It goes on from" not in before


@DAYS
def test_a_priority_says_that_its_strategy_is_over_and_none_follows_it(client, cast, strategy, clean_air, days):
    end_strategy(strategy, on=DAY, by=cast.officer, reason="The partnership starts afresh.")
    day = DAY + days * A_DAY

    own = page(client, f"/priorities/clean-air/?on={day}")

    said = "Its strategy ended on 31 March 2010, and none that follows it was in force"
    assert (said in own) is (days >= 0)
    assert ("Clean air" in page(client, f"/priorities/?on={day}")) is (days < 0)


@DAYS
def test_a_body_that_has_ended_leads_no_more_and_the_pages_say_since_when(client, cast, clean_air, days):
    end(cast.health_data, on=DAY, by=cast.officer)
    end(cast.health, on=DAY, by=cast.officer, anyway=True)
    day = DAY + days * A_DAY

    own, listed = (page(client, f"{address}?on={day}") for address in ("/priorities/clean-air/", "/priorities/"))

    assert ("Lead body Health, from 1 April 2008" in own, "Led by Health" in listed) == (days < 0, days < 0)
    assert ("No lead since 1 April 2010" in own) is (days >= 0)
    assert ("No lead body since 1 April 2010" in listed) is (days >= 0)
    assert ("Who led it before Health, from 1 April 2008 to 31 March 2010" in own) is (days >= 0)
    assert list(Priority.objects.led_by(cast.health, day)) == ([clean_air] if days < 0 else [])


def test_a_lead_officer_without_a_public_seat_is_not_named(client, cast, clean_air):
    stranger = make.make_person("Greta Holm", kept_by=cast.health, slug="greta-holm")
    appoint_officer(clean_air, stranger, on=DAY, by=cast.officer)

    assert "Lead officer An officer who is not named" in page(client, "/priorities/clean-air/")
    assert "Greta" not in page(client, "/priorities/clean-air/")
    client.force_login(cast.officer)
    assert "Lead officer Greta Holm" in page(client, "/priorities/clean-air/")


def test_what_the_community_advised_on_a_strategy_is_told(client, cast):
    make_strategy(
        cast.board, "Advised", slug="advised", impact_advice="Tell the villages.", impact_advice_by="Forum of 2009"
    )

    assert "What the community advised Tell the villages. Forum of 2009" in page(client, "/strategies/advised/")


def plan_for(body, title, *, whole=(), number=1, draft=False, **facts):
    """A plan of `body` with a version for the priorities `whole`, and `number` actions that bear `facts`."""
    version = make_version(make_plan(body, title, slug=title.lower().replace(" ", "-")))
    version.priorities.set(whole)
    for _ in range(number):
        make_plan_action(version, **facts)
    return version if draft else publish(version)


def said(client, address, on=None):
    return words(client.get(f"{address}?on={on}" if on else address))


# The list -----------------------------------------------------------------------------------------------------


def test_the_list_shows_each_strategys_tree_with_who_leads(client, clean_air):
    page = client.get("/priorities/")

    assert "Brackwater Partnership Towards 2026 Sustainable Community Strategy of Leadership Board, to 2026" in words(
        page
    )
    assert "Theme People Priority P1 Clean air Led by Health" in words(page)
    assert 'href="/priorities/clean-air/"' in page.content.decode()


def test_lead_bodies_of_the_same_name_stand_under_their_partnerships(cast, client, clean_air):
    assert "<optgroup" not in client.get("/priorities/").content.decode()
    elsewhere = make.make_partnership("elsewhere", "Elsewhere Partnership")
    other = make.make_body("elsewhere-health", "Health", partnership=elsewhere)
    make_priority(make_strategy(elsewhere), lead=other)

    page = client.get("/priorities/").content.decode()

    groups = re.findall(r'<optgroup label="([^"]+)">\s*<option value="([^"]+)">Health<', page)
    assert groups == [("Brackwater Partnership", "health"), ("Elsewhere Partnership", "elsewhere-health")]


@DAYS
def test_the_list_names_priorities_and_leads_as_on_the_day(cast, client, clean_air, days):
    rename_priority(clean_air, name="Fresh air", on=DAY, by=cast.officer, reason="Friendlier.")
    appoint_lead(clean_air, cast.jobs, on=DAY, by=cast.officer)

    page = said(client, "/priorities/", DAY + days * A_DAY)

    assert ("P1 Clean air Led by Health" in page) == (days < 0)
    assert ("P1 Fresh air Led by Jobs and Skills" in page) == (days >= 0)


@DAYS
def test_a_priority_that_ended_and_a_strategy_not_in_force_leave_the_list(cast, client, strategy, people, days):
    make_strategy(cast.board, "Coming", on=DAY)
    end_priority(people, on=DAY, by=cast.officer, reason="Done.")

    page = said(client, "/priorities/", DAY + days * A_DAY)

    assert ("Theme People" in page) == (days < 0)
    assert ("Coming" in page) == (days >= 0)
    assert "No strategy was in force on 31 March 2008." in said(client, "/priorities/", "2008-03-31")


def test_a_body_bears_its_name_of_the_day(cast, client, strategy):
    make_priority(strategy, "Fair pay", lead=cast.board)

    assert "Led by Partnership Board" in said(client, "/priorities/", "2020-03-31")
    assert "Led by Leadership Board" in said(client, "/priorities/", "2020-04-01")


def test_a_reader_narrows_the_list_by_lead_and_by_partnership(cast, client, strategy, clean_air):
    make_priority(strategy, "Fair pay", lead=cast.jobs)
    page = client.get("/priorities/")
    assert 'name="partnership"' not in page.content.decode()
    make_priority(make_strategy(make.make_partnership("elsewhere", "Elsewhere Partnership"), "Theirs"), "Trams")

    narrowed = client.get("/priorities/?lead=health")

    assert "Clean air" in words(narrowed)
    assert "Theme People" in words(narrowed)
    assert "Fair pay" not in words(narrowed)
    assert "Trams" not in words(narrowed)
    assert '<meta name="robots" content="noindex">' in narrowed.content.decode()
    theirs = said(client, "/priorities/?partnership=elsewhere")
    assert "Trams" in theirs
    assert "Clean air" not in theirs
    assert "No priority matches what you look for. Show every priority" in said(
        client, "/priorities/?partnership=elsewhere&lead=health"
    )
    wrong = said(client, "/priorities/?lead=nobody")
    assert "Choose a lead body from the list." in wrong
    assert "Fair pay" in wrong


# A priority ---------------------------------------------------------------------------------------------------


def test_the_page_says_why_it_is_one_who_leads_and_where_it_is_aimed(cast, client, clean_air):
    appoint_officer(clean_air, cast.member_person, on=DAY, by=cast.officer)
    add_partner(
        clean_air, on=DAY, by=cast.officer, organisation=cast.trust, part="Runs the clinics", in_own_plan="Aim 3"
    )
    add_partner(clean_air, on=DAY, by=cast.officer, body=cast.culture)
    make.written_apart(PriorityIssue(priority=clean_air, position=1, text="Lorries in the centre"))
    area = make_area(cast.partnership, "Millgate", slug="millgate")
    make.written_apart(PriorityArea(priority=clean_air, area=area, purpose="for schools"))

    page = client.get("/priorities/clean-air/")

    assert crumbs(page) == [
        ("/priorities/", "Priorities"),
        ("/strategies/towards-2026/", "Towards 2026"),
        ("/priorities/people/", "People"),
    ]
    assert words(page).startswith(
        "Priority P1 of Towards 2026 Clean air Air that nobody falls ill of. Lead body Health, since 1 April 2008 "
        "Lead officer Tom Ferris Partners Culture Forum Marsh Health Trust: Runs the clinics "
        "(in its own plan: Aim 3) Strategy Towards 2026, to 2026 Issues to be addressed Lorries in the centre "
        "Why it is a priority Nobody cleans it alone. What qualifies as a priority Where working together adds most. "
        "Where it is aimed Millgate, for schools"
    )
    assert "How it is measured By the monitors." in words(page)


def test_the_trail_of_names_shows_dates_and_reasons_up_to_the_day(cast, client, clean_air):
    assert "Its names" not in said(client, "/priorities/clean-air/")
    rename_priority(clean_air, name="Fresh air", on=DAY, by=cast.officer, reason="Advice of the development day.")
    appoint_lead(clean_air, cast.jobs, on=DAY, by=cast.officer)

    page = said(client, "/priorities/clean-air/")

    assert (
        "Its names Fresh air Since 1 April 2010. Advice of the development day. "
        "Clean air From 1 April 2008 to 31 March 2010 "
        "Who led it before Health, from 1 April 2008 to 31 March 2010" in page
    )
    before = said(client, "/priorities/clean-air/", DAY - A_DAY)
    assert "Fresh air" not in before
    assert "Its names" not in before
    assert "Who led it before" not in before


def test_before_it_began_and_after_it_ended_the_page_says_so(cast, client, strategy, clean_air):
    end_priority(clean_air, on=DAY, by=cast.officer, reason="Done.")

    assert "It begins on 1 April 2008. Air that" in said(client, "/priorities/clean-air/", "2008-03-31")
    assert "It ended on" not in said(client, "/priorities/clean-air/", DAY - A_DAY)
    assert "It ended on 31 March 2010." in said(client, "/priorities/clean-air/", DAY)
    assert "Lead body" not in said(client, "/priorities/clean-air/", DAY)
    assert "No plan in force" not in said(client, "/priorities/clean-air/", DAY)


def test_the_page_leads_to_the_approach_that_it_became(cast, client, strategy):
    stronger = make_priority(strategy, "Stronger", slug="stronger", lead=cast.health)
    become_approach(stronger, slug="stronger", on=DAY, by=cast.officer, reason="It runs through all.")

    after = client.get("/priorities/stronger/")

    assert "It ended on 31 March 2010. Since 1 April 2010 it is an approach that every plan takes: Stronger." in words(
        after
    )
    assert 'href="/approaches/stronger/"' in after.content.decode()
    assert "approach" not in said(client, "/priorities/stronger/", DAY - A_DAY).replace("Approaches", "")


def test_the_page_counts_the_actions_for_it_in_the_plans_in_force(cast, client, strategy, clean_air):
    other = make_priority(strategy, "Fair pay")
    plan_for(cast.health, "Health plan", whole=[clean_air], number=3)
    plan_for(cast.jobs, "Joint plan", whole=[clean_air, other], number=2)
    plan_for(cast.jobs, "Work plan", priority=clean_air)
    plan_for(cast.jobs, "Hidden plan", whole=[clean_air], draft=True)

    page = said(client, "/priorities/clean-air/")

    assert (
        "Plans that carry it out Health plan 3 actions for it. Delivery plan of Health "
        "Joint plan No action is for it alone. Delivery plan of Jobs and Skills "
        "Work plan 1 action for it. Delivery plan of Jobs and Skills" in page
    )
    assert "Hidden" not in page
    assert "Plans that carry it out" not in said(client, "/priorities/clean-air/", "2008-03-31")


def test_the_page_shows_what_the_community_advised_on_its_plans(cast, client, clean_air):
    version = plan_for(cast.health, "Health plan", whole=[clean_air], draft=True)
    version.impact_advice, version.impact_advice_by = "Mind the night shift.", "Two community members"
    publish(make.written_apart(version))

    assert "What the community advised Mind the night shift. Two community members, on Health plan" in said(
        client, "/priorities/clean-air/"
    )


def test_the_page_lists_population_indicators_and_accepted_cards(cast, client, clean_air):
    area = make_area(cast.partnership, "Brackwater")
    make_indicator(cast.health, "Days of clean air", priority=clean_air, area=area)
    make_indicator(cast.health, "Secret days", priority=clean_air, area=area, state="draft")
    card = make_card(cast.health, priority=clean_air, title="Air card")
    make_card(cast.health, priority=clean_air, title="Secret card")
    make.written_apart(CardStep(card=card, level=1, body=cast.board, accepted_on=datetime.date(2012, 5, 1)))
    publish(card)

    page = said(client, "/priorities/clean-air/")

    assert "Days of clean air, Brackwater Report cards Air card, 2011/12" in page
    assert "Secret" not in page
    assert "Air card" not in said(client, "/priorities/clean-air/", "2012-04-30")
    assert "Air card" in said(client, "/priorities/clean-air/", "2012-05-01")


def test_a_priority_that_waits_says_when_it_can_enter_a_plan(client, strategy):
    for slug, facts in (
        ("a", {"may_enter_on": DAY}),
        ("b", {"may_enter_on": DAY, "may_enter_as_said": "spring 2010"}),
        ("c", {}),
    ):
        make_priority(strategy, slug, slug=slug, in_pipeline=True, **facts)

    found = [said(client, f"/priorities/{slug}/").partition("Waits to enter a plan ")[2] for slug in "abc"]

    assert [
        words.startswith(each)
        for words, each in zip(found, ("From 1 April 2010", "spring 2010", "The day is not set yet"), strict=True)
    ] == [True, True, True]


# A strategy ---------------------------------------------------------------------------------------------------


def test_a_strategy_says_how_far_it_looks_and_who_approved_it(cast, client, strategy):
    later = make_strategy(cast.board, "Towards 2036", on=DAY, follows=strategy)
    strategy.ends = DAY
    make.written_apart(strategy)

    page = said(client, "/strategies/towards-2026/", DAY)

    assert (
        "In force From 1 April 2008 to 31 March 2010 No longer in force Looks ahead to 2026 "
        "Approved by Partnership Board: Annual meeting, 29 June 2009 Body Partnership Board "
        "Followed by Towards 2036, from 1 April 2010 What qualifies as a priority Where working" in page
    )
    assert "Follows Towards 2026" in said(client, f"/strategies/{later.slug}/")
    assert "No longer in force" not in said(client, "/strategies/towards-2026/", DAY - A_DAY)


def test_a_strategy_says_which_priorities_have_a_plan_and_which_have_none(cast, client, strategy, people, clean_air):
    make_priority(strategy, "Buses", parent=clean_air, level="objective")
    make_priority(strategy, "Old age", slug="old-age", parent=people)
    make_priority(strategy, "Fair pay", slug="fair-pay", parent=people)
    make_priority(strategy, "Parks", in_pipeline=True, may_enter_as_said="autumn 2011")
    plan_for(cast.health, "Health plan", whole=[clean_air], number=3)

    page = said(client, "/strategies/towards-2026/")

    assert "Of 5 priorities and objectives, 2 have a plan in force. No plan covers Old age or Fair pay." in page
    assert "Clean air Led by Health Plan: Health plan, 3 actions" in page
    assert "Buses Through the plan for what it stands under" in page
    assert "Priority Old age No plan" in page
    assert "Parks Waits to enter a plan: autumn 2011" in page
    assert "What comes next Priorities that wait to enter a plan Priority Can enter a plan Parks autumn 2011" in page


@pytest.mark.parametrize(("days", "over"), [(-1, False), (0, False), (1, True)])
def test_a_strategy_counts_plans_whose_time_is_over_apart(cast, client, clean_air, days, over):
    strategy, people = clean_air.strategy, clean_air.parent
    make_priority(strategy, "Buses", parent=clean_air, level="objective")
    pay = make_priority(strategy, "Fair pay", slug="fair-pay", parent=people)
    make_priority(strategy, "Old age", parent=people)
    for title, whole in (("Health plan", clean_air), ("First pay plan", pay), ("Second pay plan", pay)):
        version = plan_for(cast.health, title, whole=[whole], draft=True)
        version.covers_from = DAY - A_DAY
        version.covers_until = DAY + 9 * A_DAY if title.startswith("Second") else DAY
        publish(version)
    version.plan.strategy = strategy
    make.written_apart(version.plan)
    on = DAY + days * A_DAY

    page = said(client, "/strategies/towards-2026/", on)

    carried = "1 has a plan in force on 2 April 2010. 2 have only plans whose time is over."
    carried = carried if over else f"3 have a plan in force on {date_format(on, 'j F Y')}."
    ended = "Its time ended on 1 April 2010." if over else ""
    assert f"Of 4 priorities and objectives, {carried} No plan covers Old age." in page
    assert f"Plan: Health plan, 1 action{f'. {ended}' if over else ''} Objective Buses Through" in page
    assert f"Plan: First pay plan, 1 action{f'. {ended}' if over else ''} Plan: Second pay plan, 1 action " in page
    assert "Plans made for this strategy Second pay plan, delivery plan of Health " in f"{page} "
    assert said(client, "/priorities/fair-pay/", on).count("Its time ended on 1 April 2010.") == over


def test_a_strategy_names_the_plans_that_were_made_for_it(cast, client, strategy):
    plan = make_plan(cast.health, "Improvement plan", strategy=strategy, kind="improvement")
    version = make_version(plan)
    assert "Plans made for" not in said(client, "/strategies/towards-2026/")
    publish(version)

    page = said(client, "/strategies/towards-2026/")

    assert "Plans made for this strategy Improvement plan, improvement plan of Health" in page


def test_a_strategy_has_a_chapter_for_each_area_with_what_is_aimed_at_it(cast, client):
    draft = make_strategy(cast.board, "County", slug="county", state="draft")
    area = make_area(cast.partnership, "North", slug="north")
    make.written_apart(
        StrategyChapter(strategy=draft, area=area, body=cast.jobs, title="The north", text="<p>More buses.</p>")
    )
    publish(draft)
    trams = make_priority(draft, "Trams")
    make.written_apart(PriorityArea(priority=trams, area=area, purpose="for workers"))
    hidden = make_priority(draft, "Hidden trams", state="draft")
    make.written_apart(PriorityArea(priority=hidden, area=area))

    page = said(client, "/strategies/county/")

    assert (
        "Chapters The north For North. Jobs and Skills answers for it. More buses. "
        "Priorities aimed at it: Trams, for workers" in page
    )
    assert "Hidden" not in page
    assert "leads on:" not in page
    assert "is doing:" not in page
    assert "Plan of" not in page


def test_a_chapter_tells_what_its_body_leads_the_figures_of_its_area_and_the_plans_of_its_body(cast, client):
    chaptered(cast, 1)
    county = Strategy.objects.get(slug="county")
    make_priority(county, "Buses", lead=cast.jobs)
    make_priority(county, "Hidden buses", lead=cast.jobs, state="draft")
    make_priority(county, "Old age", lead=cast.health)
    plan_for(cast.jobs, "Hidden plan", draft=True)
    plan_for(cast.health, "Health plan")

    page = client.get(f"/strategies/county/?on={DAY}")

    assert (
        "Jobs and Skills leads on: Buses How North 0 was doing: Trips 0. "
        "Nothing to compare with yet: 5.0 in 2009 is the first figure. The target for 2010 is 6.0: 1.0 to go. "
        "2.0 behind Brackshire. Plan of Jobs and Skills: Work plan 0" in words(page)
    )
    assert "Hidden" not in words(page)
    assert 'href="/plans/work-plan-0/' in page.content.decode()


@pytest.mark.parametrize("times", [1, 3])
def test_a_strategy_costs_the_same_for_few_chapters_and_many(cast, client, django_assert_num_queries, times):
    chaptered(cast, times)

    with django_assert_num_queries(12):
        client.get("/strategies/county/")


def chaptered(cast, times):
    """A strategy with chapters, each with an indicator of its area, beside the county’s, and a plan of its body."""
    draft = make_strategy(cast.board, "County", slug="county", state="draft")
    whole = make_area(cast.partnership, "Brackshire")
    for number in range(times):
        area = make_area(cast.partnership, f"North {number}", parent=whole)
        title = f"The north {number}"
        make.written_apart(StrategyChapter(strategy=draft, area=area, body=cast.jobs, title=title, position=number))
        indicator = make_indicator(cast.health, f"Trips {number}", area=whole)
        for where, amount in ((whole, 7), (area, 5)):
            make_value(indicator, "2009-01-01", "2010-01-01", amount, area=where)
        make_value(indicator, "2010-01-01", "2011-01-01", 6, area=area, series="target")
        plan_for(cast.jobs, f"Work plan {number}")
    publish(draft)


# Secrets and costs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", ["visitor", "member", "former_member", "secretary"])
def test_what_is_not_published_shows_nowhere(cast, client, strategy, people, viewer):
    make_priority(strategy, "Quorvex draft", slug="draft", parent=people, lead=cast.jobs, state="draft")
    withdrawn = make_priority(strategy, "Quorvex withdrawn", slug="withdrawn", parent=people)
    withdrawn.state = "withdrawn"
    make.written_apart(withdrawn)
    unready = make_strategy(cast.board, "Quorvex strategy", slug="unready", state="draft", follows=strategy)
    make_priority(unready, "Quorvex inside", slug="inside")
    if viewer != "visitor":
        client.force_login(getattr(cast, viewer))

    for address in ("/priorities/", "/priorities/people/", "/strategies/towards-2026/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Quorvex" not in page.content.decode(), address
    assert "Jobs and Skills" not in client.get("/priorities/").content.decode()
    for address in ("/priorities/draft/", "/priorities/withdrawn/", "/priorities/inside/", "/strategies/unready/"):
        assert client.get(address).status_code == 404, address


def test_editors_see_drafts_on_their_own_pages_marked_as_such(cast, client, strategy):
    make_priority(strategy, "Early", slug="early", state="draft")
    make_strategy(cast.board, "Unready", slug="unready", state="draft")
    client.force_login(cast.officer)

    assert "This is a draft. Only people who edit the records of Leadership Board can see it." in said(
        client, "/priorities/early/"
    )
    assert "This is a draft." in said(client, "/strategies/unready/")
    assert "Early" not in said(client, "/priorities/")
    assert "Edit in the admin" in said(client, "/priorities/early/")


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, people, times):
    strategy = people.strategy
    for _ in range(times):
        make_strategy(cast.jobs)
        parent = make_priority(strategy, level="outcome", parent=people, lead=cast.jobs)
        priority = make_priority(strategy, parent=parent, slug=f"p-{_}", lead=cast.health)
    for number in range(times):
        area = make_area(cast.partnership)
        make_priority(strategy, parent=priority, level="objective", lead=cast.health, in_pipeline=True)
        rename_priority(priority, name=f"Name {number}", on=DAY + number * A_DAY, by=cast.officer, reason="So.")
        add_partner(priority, on=DAY, by=cast.officer, organisation=make.make_organisation(kept_by=cast.partnership))
        make.written_apart(PriorityIssue(priority=priority, text="Lorries"))
        make.written_apart(PriorityArea(priority=priority, area=area))
        make_indicator(cast.health, priority=priority, area=area)
        plan_for(cast.health, f"Plan {number}", whole=[priority], number=times)
    appoint_officer(priority, cast.member_person, on=DAY, by=cast.officer)

    with django_assert_num_queries(2):
        client.get("/priorities/")
    with django_assert_num_queries(19):
        client.get(f"/priorities/{priority.slug}/")
    with django_assert_num_queries(8):
        client.get("/strategies/towards-2026/")


def test_a_priority_without_lead_plan_or_indicator_says_so(client, strategy):
    make_priority(strategy, "Lone", slug="lone")

    page = said(client, "/priorities/lone/", DAY)

    assert "Lead body None on 1 April 2010" in page
    assert "No plan in force on 1 April 2010 names it." in page
    assert "No indicator tells yet whether people are better off." in page
    assert "Lone No lead body then" in said(client, "/priorities/", DAY)
