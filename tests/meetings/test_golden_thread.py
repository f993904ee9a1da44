"""The golden thread: every link forward and back, the gaps of a seeded data set, and nothing unpublished in either."""

import datetime
import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from governance.foundation.dated import end_of_day
from governance.foundation.deeds import write
from governance.foundation.publication import State
from meetings.models import Meeting
from meetings.thread.golden_thread import day_of
from meetings.thread.thread_gaps import months_before
from priorities.models import CardStep, Status
from priorities.report_cards.card_content import content_of
from priorities.strategies.adopting import adopt_strategy, end_strategy
from tests import make
from tests.make_meetings import make_action, make_decision, make_item, make_meeting, make_minutes
from tests.make_priorities import (
    make_card,
    make_framework,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_update,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
ON = f"on={DAY}"
A_DAY = datetime.timedelta(days=1)
TOLD = {"accepted_at": end_of_day(DAY - 2 * A_DAY)}
"""When the updates were accepted."""

MARK = "Zyxmarrow"
"""Stands in all that is not published."""

LINK = re.compile(r'href="([^"]+)"')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
GAP = re.compile(r'<ul class="portal-thread__list" data-gap="([a-z]+)">(.*?)\n</ul>', re.DOTALL)


@dataclass
class Seed:
    """A strategy with outcomes and priorities, a plan with actions, and meetings that spoke of some of them."""

    strategy: Any
    homes: Any
    """A priority with everything on its thread."""
    discussed: Any
    silent: Any
    red: Any
    meeting: Meeting
    item: Any
    decision: Any
    action: Any
    card: Any
    plan: Any


@pytest.fixture
def seed(cast) -> Seed:
    """The thread of “Fewer empty homes” whole, and one gap or more of each kind, as of DAY."""
    strategy = make_strategy(cast.partnership, "Brackwater 2030")
    theme = make_priority(strategy, "Places", level="theme")
    living = make_priority(strategy, "Good homes for all", level="outcome", parent=theme)
    make_priority(strategy, "Clean air", level="outcome", parent=theme)
    homes = make_priority(strategy, "Fewer empty homes", parent=living, lead=cast.health)
    roads = make_priority(strategy, "Better roads", parent=theme)
    framework = make_framework(cast.board)
    autumn = make_period(framework, "2025-10-01", "2026-01-01", name="Autumn")
    winter = make_period(framework, "2026-01-01", "2026-03-01", name="Winter")
    plan = make_plan(cast.health, "Homes plan", framework=framework)
    version = make_version(plan)
    facts = {"priority": homes}
    discussed = make_plan_action(version, "Survey the flats.", **facts)
    silent = make_plan_action(version, "Write to owners.", **facts)
    red = make_plan_action(version, "Mend the bridge.", priority=roads)
    answered = make_plan_action(version, "Mend the tunnel.", priority=roads)
    complete = make_plan_action(version, "Count the potholes.", priority=roads)
    make_plan_action(version, "Serve nothing.")
    publish(version)
    make_update(discussed, winter, Status.GREEN, **TOLD)
    make_update(red, autumn, Status.GREEN, **TOLD)
    make_update(red, winter, Status.RED, **TOLD)
    make_update(answered, autumn, Status.RED, **TOLD)
    make_update(complete, winter, Status.COMPLETE, **TOLD)
    meeting = make_meeting(cast.health, DAY - 20 * A_DAY, status="held", agenda=State.PUBLISHED)
    item = make_item(meeting, "Empty flats", priority=homes, label="1")
    make_item(meeting, "Parking", label="2")
    make_item(meeting, "The room", label="3", serves_none_because="It is housekeeping.")
    make_item(meeting, "Apologies", label="4", kind="apologies")
    make_minutes(meeting, "published")
    decision = make_decision(meeting, "To survey every flat.", item=item, plan_action=discussed)
    action = make_action(meeting, "Hire two surveyors.", item=item, decision=decision, plan_action=discussed)
    make_decision(meeting, "To paint the hall.")
    make_decision(meeting, "Noted the weather.", outcome="noted")
    make_decision(meeting, "To mend the tunnel by May.", plan_action=answered)
    early = make_meeting(cast.health, DAY - 300 * A_DAY, status="held", agenda=State.PUBLISHED)
    make_item(early, "Old parking", label="1")
    make_decision(early, "To think of the bridge.", plan_action=red)
    card = make_card(cast.health, priority=homes, starts=make.day("2025-04-01"), ends=make.day("2026-04-01"))
    card.content = {"said": "All."}
    make.written_apart(CardStep(card=publish(card), level=1, body=cast.board, accepted_on=DAY - 10 * A_DAY))
    return Seed(strategy, homes, discussed, silent, red, meeting, item, decision, action, card, plan)


def body_of(response) -> str:
    assert response.status_code == 200, response
    found = MAIN.search(response.content.decode())
    assert found
    return html.unescape(found[0])


def links_on(client: Client, address: str) -> set[str]:
    """Where a page leads to, without the place on a page."""
    return {link.partition("#")[0] for link in LINK.findall(body_of(client.get(address)))}


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split()).replace(" ,", ",")


# The thread ------------------------------------------------------------------------------------------------------


def test_a_priority_shows_all_that_hangs_on_it(client, seed):
    page = words(body_of(client.get(f"/thread/?{ON}&priority={seed.homes.slug}")))

    for said in (
        "1 priority on 5 March 2026.",
        "Priority of Brackwater 2030 Fewer empty homes",
        "Theme: Places Outcome: Good homes for all",
        "led by Health",
        "A1: Survey the flats. Green Homes plan, Winter",
        "A2: Write to owners. No update Homes plan, Winter",
        "Decision 2026/1 of Health, 13 February 2026: To survey every flat.",
        "Action 2026/1 of Health: Hire two surveyors. (open)",
        "1. Empty flats Health, 13 February 2026; what the minutes say",
        f"{seed.card.title}, 2011/12",
    ):
        assert said in page, (said, page)
    assert "Mend the bridge" not in page


def test_every_link_leads_forward_and_back(client, seed):
    thread = f"/thread/?priority={seed.homes.slug}"
    meeting, decision = seed.meeting, seed.decision
    at = f"/meetings/health/{meeting.date_in_address}/"
    pages = {
        "priority": f"/priorities/{seed.homes.slug}/",
        "plan": f"/plans/{seed.plan.slug}/",
        "meeting": at,
        "minutes": f"{at}minutes/{seed.item.pk}/",
        "decision": f"/decisions/health/2026/{decision.number}/",
        "action": f"/actions/health/2026/{seed.action.number}/",
        "card": f"/report-cards/{seed.card.slug}/{seed.card.period_slug}/",
    }
    both_ways = [
        ("thread", "meeting"),
        ("thread", "decision"),
        ("thread", "action"),
        ("decision", "action"),
        ("decision", "meeting"),
    ]
    on_the_way = {name: links_on(client, page) for name, page in {"thread": thread, **pages}.items() if name in MINE}
    pages["thread"] = thread

    assert set(pages.values()) - {thread} <= on_the_way["thread"]
    for one, other in both_ways:
        assert pages[other] in on_the_way[one], (one, other)
        if (one, other) != ("decision", "meeting"):
            assert pages[one] in on_the_way[other], (other, one)
    assert pages["decision"] in on_the_way["minutes"]
    assert pages["plan"] in on_the_way["decision"] & on_the_way["action"]
    assert pages["priority"] in on_the_way["meeting"]


def test_a_card_about_the_work_of_a_plan_hangs_on_the_priorities_that_the_plan_names_and_leads_back(client, cast, seed):
    whole = make_priority(seed.strategy, "Kinder landlords", lead=cast.health)
    by_section = make_priority(seed.strategy, "Warm rooms", lead=cast.health)
    other = make_priority(seed.strategy, "Quiet streets", lead=cast.health)
    plan = make_plan(cast.jobs, "Landlords plan")
    version = make_version(plan)
    version.priorities.add(whole)
    section = version.sections.get()
    section.priority = by_section
    write(section, by=None)
    make_plan_action(version, "Mend a roof.", priority=seed.homes)
    publish(version)
    days = {"starts": make.day("2025-04-01"), "ends": make.day("2026-04-01")}
    card = make_card(cast.jobs, plan=plan, title="How we let", **days)
    card.content = content_of(card, DAY, indicators=[])
    make.written_apart(CardStep(card=publish(card), level=1, body=cast.board, accepted_on=DAY))
    make_card(cast.jobs, plan=plan, title=f"{MARK} card", **days)

    card_at = f"/report-cards/{card.slug}/{card.period_slug}/"
    back = links_on(client, f"{card_at}?{ON}")
    for each in (whole, by_section, seed.homes):
        thread = f"/thread/?{ON}&priority={each.slug}"
        page = body_of(client.get(thread))
        assert "How we let, 2011/12</a>: how well <a" in page
        assert f"/plans/{plan.slug}/?{ON}" in links_on(client, thread)
        assert f"{card_at}?{ON}" in links_on(client, thread)
        assert thread in back
        assert MARK not in page
    assert "No report card" in body_of(client.get(f"/thread/?{ON}&priority={other.slug}"))
    assert not [link for link in back if other.slug in link]
    assert "How we let" not in body_of(client.get(f"/thread/?on={DAY - A_DAY}&priority={whole.slug}"))


MINE = ("thread", "meeting", "minutes", "decision", "action")
"""The pages of this wing; those of the other lead back by the panels below."""


def panel(tag: str, **facts) -> str:
    request = RequestFactory().get("/")
    request.day, request.user, request.day_is_chosen = DAY, None, False
    markup = Template(f"{{% load thread decisions %}}{{% {tag} %}}").render(Context({"request": request, **facts}))
    return html.unescape(markup)


def test_the_panels_lead_from_a_priority_and_a_plan_to_the_meetings(seed, django_assert_num_queries):
    with django_assert_num_queries(1):
        items = panel("items_on priority", priority=seed.homes)
    with django_assert_num_queries(1):
        plan = panel("outcomes_of_plan plan", plan=seed.plan)

    assert f'href="/meetings/health/{seed.meeting.date_in_address}/#item-{seed.item.pk}"' in items
    assert f'href="/thread/?priority={seed.homes.slug}"' in items
    assert re.findall(r"([A-Z]\d): <a", plan) == ["A4", "A1", "A1", "A3"]


def test_a_decision_counts_for_an_action_in_later_versions_of_its_plan(client, cast, seed):
    later = make_version(seed.plan, on=DAY - 2 * A_DAY)
    make_plan_action(later, "Survey the flats twice.", priority=seed.homes, lineage=seed.discussed.lineage)
    former = seed.plan.versions.get(number=1)
    former.ends = DAY - 2 * A_DAY
    make.written_apart(former)
    publish(later)

    page = words(body_of(client.get(f"/thread/?{ON}&priority={seed.homes.slug}")))

    assert "A1: Survey the flats twice. Green Homes plan, Winter Decision 2026/1" in page
    assert "Write to owners" not in page


@pytest.mark.parametrize(("on", "there"), [(-21, False), (-20, True), (-19, True)], ids=["before", "on", "after"])
def test_a_meeting_is_on_the_thread_from_its_day(client, seed, on, there):
    page = body_of(client.get(f"/thread/?on={DAY + on * A_DAY}&priority={seed.homes.slug}"))

    assert ("Empty flats" in page) == there
    assert ("To survey every flat." in page) == there
    assert ("Hire two surveyors." in page) == there


def test_the_thread_is_narrowed_to_a_strategy_or_to_what_stands_under_a_priority(client, cast, seed):
    make_priority(make_strategy(cast.partnership, "Other strategy"), "Fewer floods")

    def shown(query):
        page = body_of(client.get(f"/thread/?{query}"))
        return re.findall(r'<h2 class="govuk-heading-m" id="thread-[^"]+"><span[^>]*>[^<]*</span>([^<]+)</h2>', page)

    everything = ["Good homes for all", "Fewer empty homes", "Clean air", "Better roads", "Fewer floods"]
    assert shown(ON) == everything
    assert shown(f"{ON}&strategy={seed.strategy.slug}") == everything[:4]
    assert shown(f"{ON}&priority={seed.homes.parent.slug}") == everything[:2]
    assert shown(f"{ON}&priority=nothing") == everything
    assert "Choose a priority from the list." in body_of(client.get(f"/thread/?{ON}&priority=nothing"))


def test_a_priority_that_is_over_is_found_on_its_last_day(client, seed):
    name = seed.homes.names.get()
    name.ends = DAY
    make.written_apart(name)

    page = body_of(client.get(f"/thread/?{ON}&priority={seed.homes.slug}"))

    assert "“Fewer empty homes” is not among the priorities of 5 March 2026." in page
    assert f'href="/thread/?on={DAY - A_DAY}&priority={seed.homes.slug}"' in page
    assert "Fewer empty homes" in body_of(client.get(f"/thread/?on={DAY - A_DAY}&priority={seed.homes.slug}"))


def test_ten_priorities_stand_on_a_page(client, seed):
    for number in range(8):
        make_priority(seed.strategy, f"More {number}")

    first, second = (body_of(client.get(f"/thread/?{ON}&page={number}")) for number in (1, 2))

    assert (first.count("portal-thread__steps"), second.count("portal-thread__steps")) == (10, 2)
    assert "Page 1 of 2" in first


def test_an_action_stands_on_the_thread_as_on_its_plan_and_no_update_is_never_green(client, seed):
    spring = make_period(seed.plan.framework, "2026-03-01", "2026-03-03", name="Spring")

    page = words(body_of(client.get(f"/thread/?{ON}&strategy={seed.strategy.slug}")))
    assert "A1: Survey the flats. No update Homes plan, Spring" in page
    assert "A5: Count the potholes. Complete Homes plan, Spring" in page
    assert "Green" not in page

    make_update(seed.discussed, spring, Status.AMBER, reason="Rain.", accepted_at=end_of_day(DAY))
    told = [body_of(client.get(f"/thread/?on={day}&priority={seed.homes.slug}")) for day in (DAY - A_DAY, DAY)]
    assert ["Amber" in page for page in told] == [False, True]


def test_a_strategy_that_follows_has_the_thread_of_what_it_carries_on(client, cast, seed):
    draft = make_strategy(
        cast.partnership, "Brackwater 2040", slug="brackwater-2040", state="draft", follows=seed.strategy
    )
    adopt_strategy(draft, on=DAY, by=cast.officer)

    page = body_of(client.get(f"/thread/?{ON}&strategy=brackwater-2040"))

    assert "Survey the flats." in page
    assert "To survey every flat." in page
    assert day_of(seed.homes.slug, DAY + A_DAY, None) == (seed.homes, make.FIRST)
    assert "There is no priority" not in body_of(client.get(f"/thread/gaps/?{ON}&strategy=brackwater-2040"))


def test_a_strategy_without_priorities_has_an_empty_thread_and_not_that_of_others(client, cast, seed):
    make_strategy(cast.partnership, "Empty", slug="empty")

    page = body_of(client.get(f"/thread/?{ON}&strategy=empty"))

    assert "There is no priority on 5 March 2026 of that kind." in page
    assert "Survey the flats." not in page


def test_the_thread_of_a_priority_whose_strategy_ended_is_found_on_its_last_day(client, cast, seed):
    end_strategy(seed.strategy, on=DAY, by=cast.officer, reason="Done.")

    assert "Survey the flats." not in body_of(client.get(f"/thread/?{ON}"))
    assert day_of(seed.homes.slug, DAY, None) == (seed.homes, DAY - A_DAY)


def test_an_action_that_names_no_priority_hangs_on_the_only_one_that_its_plan_is_for(client, cast, seed):
    version = make_version(make_plan(cast.health, "Roofs plan"))
    version.priorities.set([seed.homes])
    make_plan_action(version, "Mend a roof.")
    publish(version)

    assert "Mend a roof." in body_of(client.get(f"/thread/?{ON}&priority={seed.homes.slug}"))
    version.priorities.through.objects.bulk_create(
        [version.priorities.through(planversion=version, priority=seed.homes.parent)]
    )
    assert "Mend a roof." not in body_of(client.get(f"/thread/?{ON}&priority={seed.homes.slug}"))


# The gaps --------------------------------------------------------------------------------------------------------


def gaps(client, query=ON) -> dict[str, list[str]]:
    """By kind, the words of each gap on the page."""
    page = body_of(client.get(f"/thread/gaps/?{query}"))
    found = {
        kind: [words(row) for row in re.findall(r"<li>(.*?)</li>", rows, re.DOTALL)] for kind, rows in GAP.findall(page)
    }
    return {kind: found.get(kind, []) for kind in ("outcomes", "actions", "items", "decisions", "red")}


SEEDED = {
    "outcomes": ["Clean air, outcome of Brackwater 2030"],
    "actions": [
        "A2: Write to owners. No update Homes plan, Winter Never discussed",
        "A3: Mend the bridge. Red Homes plan, Winter Last discussed on 9 May 2025",
        "A6: Serve nothing. No update Homes plan, Winter Never discussed",
    ],
    "items": ["2. Parking Health, 13 February 2026; what the minutes say of Parking"],
    "decisions": [
        "Decision 2026/4 of Health, 13 February 2026: To mend the tunnel by May.",
        "Decision 2026/2 of Health, 13 February 2026: To paint the hall.",
    ],
    "red": ["A3: Mend the bridge. Red Homes plan, Winter"],
}
"""Made by hand from `seed`."""


def test_the_gaps_are_those_of_the_list_made_by_hand(client, seed):
    assert gaps(client) == SEEDED


def test_each_gap_of_a_kind_leads_on_and_each_kind_has_a_page(client, seed):
    page = links_on(client, f"/thread/gaps/?{ON}")
    assert f"/plans/{seed.plan.slug}/?{ON}" in page
    assert f"/meetings/health/{seed.meeting.date_in_address}/?{ON}" in page
    assert f"/decisions/health/2026/2/?{ON}" in page

    for kind, rows in SEEDED.items():
        assert gaps(client, f"{ON}&kind={kind}")[kind] == rows
    assert client.get(f"/thread/gaps/?{ON}&kind=other").status_code == 404


@pytest.mark.parametrize(("months", "old"), [(9, False), (12, True)])
def test_more_months_show_what_was_left_undone_longer_ago(client, seed, months, old):
    found = gaps(client, f"{ON}&months={months}")

    assert any("Old parking" in row for row in found["items"]) == old
    assert any("Mend the bridge" in row for row in found["actions"]) != old
    assert "Choose a number of months" in body_of(client.get(f"/thread/gaps/?{ON}&months=1000"))


@pytest.mark.parametrize(("back", "gap"), [(-1, False), (0, False), (1, True)], ids=["after", "on", "before"])
def test_an_action_counts_as_discussed_from_the_first_day_of_the_months(client, cast, seed, back, gap):
    meeting = make_meeting(cast.health, months_before(DAY, 6) - back * A_DAY, status="held")
    make_action(meeting, "Print the letter.", plan_action=seed.silent)

    assert any("Write to owners" in row for row in gaps(client)["actions"]) == gap


@pytest.mark.parametrize(("back", "gap"), [(-1, False), (0, False), (1, True)], ids=["after", "on", "before"])
def test_an_action_new_to_its_plan_still_has_time(client, cast, seed, back, gap):
    version = make_version(make_plan(cast.health, "New plan"), on=months_before(DAY, 6) - back * A_DAY)
    make_plan_action(version, "Begin afresh.")
    publish(version)

    assert any("Begin afresh" in row for row in gaps(client)["actions"]) == gap


def test_a_meeting_that_adopts_a_plan_has_discussed_its_actions(client, seed):
    make_decision(seed.meeting, "The plan is adopted.", adopts_plan=seed.plan.versions.get())

    assert gaps(client)["actions"] == []
    assert not any("adopted" in row for row in gaps(client)["decisions"])


@pytest.mark.parametrize(("on", "gap"), [("2025-12-31", True), ("2026-01-01", False), ("2026-01-02", False)])
def test_a_red_action_is_answered_by_a_decision_since_its_period_began(client, cast, seed, on, gap):
    make_decision(make_meeting(cast.health, on, status="held"), "To hire divers.", plan_action=seed.red)

    assert bool(gaps(client)["red"]) == gap


def test_gaps_are_narrowed_to_a_strategy(client, cast, seed):
    other = make_strategy(cast.partnership, "Other strategy")
    make_priority(other, "No floods", level="outcome")

    assert gaps(client, f"{ON}&strategy={other.slug}")["outcomes"] == ["No floods, outcome of Other strategy"]
    found = gaps(client, f"{ON}&strategy={seed.strategy.slug}")
    assert found["outcomes"] == SEEDED["outcomes"]
    assert found["actions"] == SEEDED["actions"][:2], "What serves no priority is no strategy's."


def test_a_red_action_of_which_nothing_was_said_since_stays_a_gap(client, seed):
    make_period(seed.plan.framework, "2026-03-01", "2026-03-03", name="Spring")

    assert gaps(client)["red"] == ["A3: Mend the bridge. No update Homes plan, Spring Last reported as red, for Winter"]


def test_a_strategy_without_outcomes_is_asked_at_the_top_of_its_tree(client, cast, seed):
    other = make_strategy(cast.partnership, "County strategy")
    make_priority(other, "Homes", level="objective")
    waits = make_priority(other, "Wait", level="objective")
    make_priority(other, "Trees", level="objective", parent=make_priority(other, "Shade"))
    make_priority(other, "Empty theme", level="theme")
    waits.in_pipeline = True
    make.written_apart(waits)

    assert sorted(gaps(client, f"{ON}&strategy={other.slug}")["outcomes"]) == [
        "Empty theme, theme of County strategy",
        "Homes, objective of County strategy",
        "Shade, priority of County strategy",
    ]


@pytest.mark.parametrize("tie", ["strategy", "priorities"])
def test_the_gaps_of_a_strategy_count_actions_of_its_plans_that_name_no_priority(client, cast, seed, tie):
    other = make_strategy(cast.partnership, "County strategy")
    named = [make_priority(other, "Homes", level="objective"), make_priority(other, "Work", level="objective")]
    plan = make_plan(cast.health, "County plan", framework=seed.plan.framework)
    version = make_version(plan)
    if tie == "strategy":
        plan.strategy = other
        make.written_apart(plan)
    else:
        version.priorities.set(named)
    action = make_plan_action(version, "Say what is to be better.")
    publish(version)
    make_update(action, seed.plan.framework.periods.get(name="Winter"), Status.RED, **TOLD)

    found = gaps(client, f"{ON}&strategy={other.slug}")

    assert [len(found[kind]) for kind in ("outcomes", "actions", "red")] == [2, 1, 1]
    assert not any("Say what" in row for row in gaps(client, f"{ON}&strategy={seed.strategy.slug}")["actions"])


def test_no_gap_is_no_good_news_where_nothing_was_looked_at(client, cast, seed):
    empty = make_strategy(make.make_partnership("elsewhere"), "Empty strategy")
    theme = make_priority(empty, "Places", level="theme")
    make_priority(empty, "Paths", parent=theme, in_pipeline=True)

    page = words(body_of(client.get(f"/thread/gaps/?{ON}&strategy={empty.slug}")))

    assert "Every outcome or priority has an action in a plan in force, or waits to enter one." in page
    for said in (
        "No plan in force has an action that is not complete.",
        "No meeting had an item of business in that time.",
        "No meeting approved anything in that time.",
        "No planned action is red, or was when last reported.",
    ):
        assert said in page


def test_months_are_counted_back_to_the_last_day_of_shorter_ones():
    assert months_before(datetime.date(2026, 3, 5), 6) == datetime.date(2025, 9, 5)
    assert months_before(datetime.date(2026, 8, 31), 6) == datetime.date(2026, 2, 28)
    assert months_before(datetime.date(2024, 8, 30), 6) == datetime.date(2024, 2, 29)
    assert months_before(datetime.date(2026, 1, 15), 13) == datetime.date(2024, 12, 15)


# What is not published -------------------------------------------------------------------------------------------


def hide(cast, seed):
    """Hang something unpublished on every step."""
    draft = make_priority(seed.strategy, f"{MARK} priority", state=State.DRAFT)
    make_priority(seed.strategy, f"{MARK} outcome", level="outcome", state=State.DRAFT)
    make_priority(make_strategy(cast.partnership, f"{MARK} strategy", state=State.DRAFT), f"{MARK} in a draft")
    drafted = make_version(make_plan(cast.health, f"{MARK} plan"), on=DAY - 900 * A_DAY)
    make_plan_action(drafted, f"{MARK} planned.", priority=seed.homes)
    meeting = seed.meeting
    secret = make_item(meeting, f"{MARK} item", restricted=True, priority=seed.homes, label="5")
    make_item(make_meeting(cast.health, DAY - A_DAY), f"{MARK} on a draft agenda", priority=seed.homes)
    make_decision(meeting, f"{MARK} drafted.", state=State.DRAFT, plan_action=seed.silent, item=seed.item)
    make_decision(meeting, f"{MARK} in private.", item=secret, plan_action=seed.silent)
    make_decision(meeting, f"{MARK} in private too.", item=secret, plan_action=seed.red)
    make_action(meeting, f"{MARK} drafted.", state=State.DRAFT, plan_action=seed.silent, item=seed.item)
    make_action(meeting, f"{MARK} in private.", item=secret, plan_action=seed.silent)
    make_action(meeting, f"{MARK} follows.", item=secret, decision=meeting.decisions.with_reference("2026/2").get())
    make_card(cast.health, priority=seed.homes, title=f"{MARK} card")
    make_plan_action(drafted, f"{MARK} too.", priority=draft)


def test_nothing_unpublished_shows_or_counts(client, cast, seed):
    addresses = ["/thread/", "/thread/gaps/", *(f"/thread/gaps/?kind={kind}" for kind in SEEDED)]
    addresses = [f"{address}{'&' if '?' in address else '?'}{ON}" for address in addresses]
    addresses += [f"/thread/?{ON}&priority={seed.homes.slug}", *(address.replace(ON, "") for address in addresses)]
    before = {address: body_of(client.get(address)) for address in addresses}

    hide(cast, seed)

    for address, said in before.items():
        assert body_of(client.get(address)) == said, address
    assert MARK not in panel("items_on priority", priority=seed.homes)
    assert MARK not in panel("outcomes_of_plan plan", plan=seed.plan)


def test_an_item_that_serves_a_draft_looks_like_one_that_serves_nothing(client, cast, seed):
    draft = make_priority(seed.strategy, f"{MARK} priority", state=State.DRAFT)
    make_item(seed.meeting, "Sewers", label="6", priority=draft)
    for user in (None, cast.secretary):
        if user:
            client.force_login(user)
        assert any("Sewers" in row for row in gaps(client)["items"])


def test_members_follow_the_thread_through_restricted_items(client, cast, seed):
    hide(cast, seed)
    client.force_login(cast.secretary)

    page = body_of(client.get(f"/thread/?{ON}&priority={seed.homes.slug}"))

    assert f"{MARK} item" in page
    assert f"{MARK} in private." in page
    assert f"{MARK} drafted." not in page
    assert f"{MARK} planned." not in page


@pytest.mark.parametrize("times", [1, 3])
def test_both_pages_take_the_same_queries_for_one_and_for_three_of_everything(
    client, cast, seed, times, django_assert_num_queries
):
    for number in range(times - 1):
        more = make_priority(seed.strategy, f"More {number}", lead=cast.jobs)
        make_priority(seed.strategy, f"Outcome {number}", level="outcome")
        version = make_version(make_plan(cast.jobs, f"Plan {number}", framework=seed.plan.framework))
        action = make_plan_action(version, "Do more.", priority=more)
        publish(version)
        make_update(action, seed.plan.framework.periods.last(), Status.RED)
        meeting = make_meeting(cast.jobs, DAY - A_DAY, status="held", agenda=State.PUBLISHED)
        item = make_item(meeting, f"Item {number}", priority=more, label="1")
        make_item(meeting, f"Untied {number}", label="2")
        make_decision(meeting, item=item, plan_action=action)
        make_action(meeting, item=item, plan_action=action)
    with django_assert_num_queries(10):
        client.get(f"/thread/?{ON}")
    with django_assert_num_queries(13):
        client.get(f"/thread/gaps/?{ON}")
