"""How are we doing: what the panels on other pages say in words, only what is public, at a fixed cost."""

import datetime

import pytest

from governance.foundation.dated import end_of_day
from governance.foundation.deeds import write
from priorities import doing
from priorities.doing import is_it_getting_better
from priorities.doing_parts import states_in_words
from priorities.models import PerformanceReport, PlanAction, PriorityOfficer, PriorityPartner
from tests import make
from tests.governance.views.reading import words
from tests.make_priorities import (
    make_card,
    make_framework,
    make_indicator,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_risk,
    make_strategy,
    make_update,
    make_value,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2012, 6, 1)
TOLD = end_of_day(datetime.date(2012, 4, 20))
ON = f"?on={DAY}"
HIDDEN = "Quorvex"


@pytest.fixture
def framework(cast):
    return make_framework(cast.partnership)


@pytest.fixture
def period(framework):
    return make_period(framework, "2012-01-01", "2012-04-01", name="Quarter 4")


@pytest.fixture
def strategy(cast):
    return make_strategy(cast.partnership, "Better lives")


def measured(body, priority, before, after, **facts):
    """An indicator with a figure for each of two years."""
    indicator = make_indicator(body, facts.pop("name", ""), priority=priority, **facts)
    make_value(indicator, "2010-04-01", "2011-04-01", before, period="2010/11")
    make_value(indicator, "2011-04-01", "2012-04-01", after, period="2011/12")
    return indicator


def planned(body, framework, title, statuses=(), period=None, **facts):
    """A published plan with an action for each status; None: no update."""
    plan = make_plan(body, title, framework=framework)
    version = make_version(plan)
    actions = [make_plan_action(version, **facts) for _ in statuses]
    publish(version)
    for action, status in zip(actions, statuses, strict=True):
        if status:
            make_update(action, period, status, accepted_at=TOLD)
    return plan


def report(body, period, **facts):
    return publish(
        write(PerformanceReport(body=body, period=period, content={"plans": []}, sha256="0" * 64, **facts), by=None)
    )


# What they say ------------------------------------------------------------------------------------------------


def test_a_body_says_what_it_leads_and_how_that_goes(cast, client, framework, period, strategy):
    priority = make_priority(strategy, "Fewer falls", lead=cast.health)
    measured(cast.health, priority, 10, 12, name="Falls", better="down")
    measured(cast.jobs, priority, 10, 12, name="Walks")
    planned(cast.health, framework, "Falls plan", ("green", "green", "red", None), period)
    make_risk(cast.health, "The pool may close", score=(5, 4))
    make_risk(cast.health, "Ice", score=(1, 1))
    former = make_period(framework, "2011-10-01", "2012-01-01", name="Quarter 3")
    report(cast.health, former)
    publish(make_card(cast.health, priority=priority, title="Falls card"))

    page = client.get(f"/bodies/health/{ON}")
    said = words(page)

    assert "How it was doing on 1 June 2012 It leads on 1 priority: Fewer falls It answers for 1 plan:" in said
    assert "Owns Falls plan: 4 actions in Quarter 4, 2 green, 1 red, 1 without an update." in said
    assert "1 indicator is getting better and 1 is getting worse." in said
    assert "Falls. Getting worse: it rose from 10.0 in 2010/11 to 12.0 in 2011/12." in said
    assert "Walks." not in said
    assert "2 open risks, of which 1 is very high: The pool may close." in said
    assert "Its latest performance report, Quarter 3 Its latest report card, Falls card" in said
    shown = page.content.decode()
    for address in ("/priorities/", "/plans/", "/indicators/", "/risks/health/1/", "/report-cards/"):
        assert f'href="{address}' in shown
    assert f'href="/bodies/health/performance/{former.slug}/{ON}"' in shown


def test_what_was_complete_before_is_counted_as_complete(cast, client, framework, period):
    former = make_period(framework, "2011-10-01", "2012-01-01", name="Quarter 3")
    planned(cast.health, framework, "Falls plan", ("complete", "green", None), former)

    said = words(client.get(f"/bodies/health/{ON}"))

    assert "Owns Falls plan: 3 actions in Quarter 4, 1 complete, 2 without an update." in said


def test_a_body_that_only_monitors_a_plan_says_so(cast, client, framework):
    plan = make_plan(cast.jobs, "Skills plan", framework=framework, monitor=cast.health)
    publish(make_version(plan))

    assert "It answers for 1 plan: Monitors Skills plan: no actions." in words(client.get(f"/bodies/health/{ON}"))
    assert "Owns Skills plan" in words(client.get(f"/bodies/jobs-and-skills/{ON}"))


def test_a_body_with_nothing_says_nothing(cast, client):
    assert "doing" not in words(client.get("/bodies/health/"))


def test_an_organisation_says_where_it_is_a_partner_and_what_it_leads(cast, client, framework, period, strategy):
    priority = make_priority(strategy, "Fewer falls")
    write(PriorityPartner(priority=priority, organisation=cast.trust, starts=make.FIRST), by=None)
    planned(cast.health, framework, "Falls plan", ("amber", None), period, lead_organisation=cast.trust)

    said = words(client.get(f"/organisations/marsh-health-trust/{ON}"))

    assert "Part in priorities and plans on 1 June 2012 Partner in 1 priority: Fewer falls" in said
    assert "Leads 2 planned actions: Falls plan: 2 actions in Quarter 4, 1 amber, 1 without an update." in said
    assert "Part in priorities" not in words(client.get(f"/organisations/brackwater-council/{ON}"))


def test_an_organisation_says_in_which_actions_of_others_it_takes_part(cast, client, framework, period):
    plan = planned(cast.health, framework, "Falls plan", ("amber", "red", None), period)
    first, second, _ = PlanAction.objects.filter(section__version__plan=plan).order_by("pk")
    for action in (first, second):
        name_apart(action.partners, cast.trust)
    hidden = make_plan_action(make_version(make_plan(cast.health, HIDDEN, framework=framework)))
    hidden.partners.add(cast.trust)
    own = planned(cast.health, framework, "Own plan", ("green",), period, lead_organisation=cast.trust)
    name_apart(PlanAction.objects.get(section__version__plan=own).partners, cast.trust)

    page = client.get(f"/organisations/marsh-health-trust/{ON}")
    said = words(page)

    assert "Leads 1 planned action: Own plan: 1 action in Quarter 4, 1 green." in said
    assert "Takes part in 2 planned actions: Falls plan: 2 actions in Quarter 4, 1 amber, 1 red." in said
    assert f'href="/plans/{plan.slug}/{ON}"' in page.content.decode()
    assert HIDDEN not in said
    assert "Takes part" not in words(client.get(f"/organisations/brackwater-council/{ON}"))


def test_a_body_says_in_which_actions_of_others_it_is_a_partner_or_set_the_task(cast, client, framework, period):
    plan = planned(cast.jobs, framework, "Skills plan", ("amber", "red", "green"), period, lead_body=cast.jobs)
    first, *_ = PlanAction.objects.filter(section__version__plan=plan).order_by("pk")
    name_apart(first.partner_bodies, cast.health)
    tasks = {"lead_body": cast.jobs, "tasked_by": cast.health}
    planned(cast.jobs, framework, "Task plan", ("green",), period, **tasks)
    planned(cast.jobs, framework, "Own task", ("green",), period, lead_body=cast.health, tasked_by=cast.health)

    said = words(client.get(f"/bodies/health/{ON}"))

    assert "It leads 1 planned action: Own task: 1 action in Quarter 4, 1 green." in said
    assert (
        "It takes part in 2 planned actions: Skills plan: 1 action in Quarter 4, 1 amber. "
        "Task plan: 1 action in Quarter 4, 1 green." in said
    )
    assert "takes part" not in words(client.get(f"/bodies/jobs-and-skills/{ON}"))


def name_apart(related, record):
    """Let an action of a published plan name the record: no road of the portal leads there any more."""
    ends = {related.source_field_name: related.instance, related.target_field_name: record}
    related.through.objects.create(**ends)


def test_a_person_says_what_they_lead(cast, client, framework, period, strategy):
    priority = make_priority(strategy, "Fewer falls")
    write(PriorityOfficer(priority=priority, person=cast.member_person, starts=make.FIRST), by=None)
    planned(cast.health, framework, "Falls plan", ("complete",), period, lead_officer=cast.member_person)

    said = words(client.get(f"/people/tom-ferris/{ON}"))

    assert "Lead officer of 1 priority: Fewer falls Leads 1 planned action:" in said
    assert "Falls plan: 1 action in Quarter 4, 1 complete." in said


def test_the_front_page_says_of_each_priority_whether_it_gets_better_and_who_leads_it(cast, client, strategy):
    theme = make_priority(strategy, "Healthier", level="theme", lead=cast.health)
    outcome = make_priority(strategy, "Fewer falls", level="outcome", parent=theme)
    make_priority(strategy, "Safer", level="theme", lead=cast.jobs)
    measured(cast.health, outcome, 10, 8, better="down")

    said = words(client.get(f"/{ON}"))

    assert (
        "Was it getting better? What got worse comes first. Healthier 1 indicator is getting better. Led by Health"
        in said
    )
    assert "Safer No figures are published for it yet. Led by Jobs and Skills" in said
    assert "Fewer falls" not in said
    assert "All priorities" in said
    assert "Is it getting better?" in words(client.get("/"))


@pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (1, True)])
def test_a_priority_is_on_the_front_page_from_its_first_day(cast, client, strategy, days, shown):
    first = datetime.date(2012, 4, 1)
    make_priority(strategy, "Fewer falls", on=first)

    said = words(client.get(f"/?on={first + datetime.timedelta(days=days)}"))

    assert ("Fewer falls" in said) is shown


def test_without_leads_the_front_page_names_the_top_of_the_tree(cast, strategy):
    theme = make_priority(strategy, "Healthier", level="theme")
    make_priority(strategy, "Fewer falls", level="outcome", parent=theme)

    (found,) = is_it_getting_better(DAY)

    assert [(each.name, each.lead) for each in found.priorities] == [("Healthier", None)]
    assert (found.name, found.more) == ("Brackwater Partnership", 0)


def test_what_gets_worse_is_on_the_front_page_first_and_what_has_no_room_is_counted_and_linked(cast, client, strategy):
    make_priority(strategy, "No figures", lead=cast.health)
    for number in range(8):
        measured(cast.health, make_priority(strategy, f"Rising {number}", lead=cast.health), 1, 2)
    measured(cast.health, make_priority(strategy, "Level", lead=cast.health), 2, 2)
    measured(cast.health, make_priority(strategy, "Falling", lead=cast.health), 2, 1)

    (found,) = is_it_getting_better(DAY)
    page = client.get(f"/{ON}")

    assert [each.name for each in found.priorities] == [
        "Falling",
        "Level",
        *(f"Rising {number}" for number in range(6)),
    ]
    assert "What got worse comes first. Falling 1 indicator is getting worse." in words(page)
    assert "And 3 more priorities of Brackwater Partnership" in words(page)
    assert f'href="/priorities/?partnership={cast.partnership.slug}&amp;on={DAY}"' in page.content.decode()


def test_a_front_page_with_room_for_all_speaks_of_no_more(cast, client, strategy):
    for number in range(8):
        make_priority(strategy, f"Aim {number}", lead=cast.health)

    said = words(client.get(f"/{ON}"))

    assert "Aim 7" in said
    assert "more priorit" not in said


def test_states_are_told_in_the_order_of_the_traffic_light():
    assert states_in_words(["red", "", "green", "green", "not started"]) == (
        "2 green, 1 red, 1 not started, 1 without an update"
    )


# What is not public -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", ["visitor", "officer"])
def test_nothing_unpublished_stands_in_a_panel_whoever_reads_it(cast, client, period, strategy, viewer):
    hidden = make_priority(strategy, HIDDEN, lead=cast.health, state="draft")
    in_draft = make_priority(make_strategy(cast.partnership, HIDDEN, state="draft"), HIDDEN, lead=cast.health)
    for priority in (hidden, in_draft):
        write(PriorityPartner(priority=priority, organisation=cast.trust, starts=make.FIRST), by=None)
        write(PriorityOfficer(priority=priority, person=cast.member_person, starts=make.FIRST), by=None)
    plan = make_plan(cast.health, HIDDEN, framework=period.framework)
    leads = {"lead_organisation": cast.trust, "lead_officer": cast.member_person, "lead_body": cast.health}
    make_plan_action(make_version(plan), HIDDEN, **leads)
    measured(cast.health, None, 1, 2, name=HIDDEN, state="draft")
    make_risk(cast.health, HIDDEN, state="draft", score=(5, 5))
    make_card(cast.health, priority=hidden, title=HIDDEN)
    write(PerformanceReport(body=cast.health, period=period, content={"plans": []}, sha256="0" * 64), by=None)
    if viewer == "officer":
        client.force_login(cast.officer)

    for address in ("/", "/bodies/health/", "/organisations/marsh-health-trust/", "/people/tom-ferris/"):
        said = words(client.get(f"{address}{ON}"))
        assert HIDDEN not in said
        assert "doing" not in said
        assert "Part in priorities" not in said
        assert "is getting better" not in said


# Numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_the_panels_cost_the_same_for_few_and_many(cast, period, strategy, django_assert_num_queries, times):
    leads = {"lead_organisation": cast.trust, "lead_officer": cast.member_person, "lead_body": cast.health}
    for _ in range(times):
        priority = make_priority(strategy, lead=cast.health)
        write(PriorityPartner(priority=priority, organisation=cast.trust, starts=make.FIRST), by=None)
        write(PriorityOfficer(priority=priority, person=cast.member_person, starts=make.FIRST), by=None)
        measured(cast.health, priority, 1, 2)
        planned(cast.health, period.framework, "", ("green",) * times, period, priority=priority, **leads)
        make_risk(cast.health)
        publish(make_card(cast.health, priority=priority))
        report(cast.health, period, number=len(PerformanceReport.objects.all()) + 1)

    with django_assert_num_queries(9):
        assert doing.doing_of_body(cast.health, DAY).led
    with django_assert_num_queries(4):
        assert doing.doing_of_organisation(cast.trust, DAY)
    with django_assert_num_queries(4):
        assert doing.doing_of_person(cast.member_person, DAY)
    with django_assert_num_queries(6):
        assert doing.doing_of_priority(priority, DAY).measures
    with django_assert_num_queries(4):
        assert doing.plans_watched([cast.health], DAY, DAY)
    with django_assert_num_queries(5):
        assert doing.is_it_getting_better(DAY)
