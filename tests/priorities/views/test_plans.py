"""Pages of delivery plans: the list, the plan in force, its filters and pages, its versions, its files, and leaks."""

import datetime
import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from governance.foundation.deeds import write
from priorities.models import (
    CardStep,
    IssueAnswer,
    Milestone,
    MilestoneReached,
    PlanApproach,
    PlanSection,
    Status,
)
from priorities.plans import plan_filtering
from priorities.plans.plan_reading import read_version
from priorities.plans.planning import amend_plan
from priorities.reports.reporting import make_report, publish_report
from tests import make
from tests.governance.views.reading import crumbs, words
from tests.make_priorities import (
    make_approach,
    make_area,
    make_assessment,
    make_card,
    make_framework,
    make_handover,
    make_issue,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_risk,
    make_strategy,
    make_update,
    make_version,
    publish,
)
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

HEALTH = "/plans/health-plan/"
QUERIES, VERSION_QUERIES, LIST_QUERIES = 15, 14, 9


def small_plan(cast, **facts):
    """A plan of Health in force, with one action that bears the facts."""
    version = make_version(make_plan(cast.health, "Small plan", slug="small-plan"))
    make_plan_action(version, **facts)
    return publish(version).plan


def test_a_lead_officer_whom_the_public_may_not_know_is_not_named(client, cast):
    stranger = make.make_person("Greta Holm", kept_by=cast.health, slug="greta-holm")
    version = small_plan(cast, lead_officer=stranger).versions.get()

    read = read_version(version, datetime.date(2010, 4, 1), None)
    printed = render_to_string("priorities/_plan_action.print.html", {"read": read.actions[0]})
    public = client.get("/plans/small-plan/")

    assert "An officer who is not named" in words(public)
    assert "Greta" not in public.content.decode() + printed
    client.force_login(cast.secretary)
    assert "Greta Holm" in words(client.get("/plans/small-plan/"))


def test_beside_a_body_an_officer_whom_the_public_may_not_know_goes_unsaid(client, cast):
    stranger = make.make_person("Greta Holm", kept_by=cast.health, slug="greta-holm")
    small_plan(cast, lead_officer=stranger, lead_body=cast.jobs)

    public = words(client.get("/plans/small-plan/"))

    assert "Jobs and Skills" in public
    assert "not named" not in public


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_plan_says_when_it_is_to_be_reviewed_or_that_its_review_is_overdue(client, cast, days):
    due = datetime.date(2011, 4, 1)
    amend_plan(small_plan(cast), review_due=due, by=cast.secretary)
    on = due + datetime.timedelta(days=days)

    page, listed = (words(client.get(f"{address}?on={on}")) for address in ("/plans/small-plan/", "/plans/"))

    overdue = "Review overdue since 1 April 2011"
    assert (overdue in page, overdue in listed) == (days > 0, days > 0)
    assert ("To be reviewed by 1 April 2011" in page) is (days <= 0)


@pytest.fixture
def filled(cast):
    """A plan of Health with everything that a plan may have: two sections, bullets, states, milestones, money."""
    framework = make_framework(cast.board, name="Board’s framework")
    period = make_period(framework, "2010-04-01", "2010-07-01", name="Quarter 1")
    strategy = make_strategy(cast.board, "Long view")
    priority = make_priority(strategy, "Healthy lives")
    plan = make_plan(
        cast.health, "Health plan", monitor=cast.board, framework=framework, strategy=strategy, slug="health-plan"
    )
    version = make_version(
        plan, introduction="<p>Why we plan.</p>", adopted_at="Board, 3 March 2010", impact_advice="Mind the hills."
    )
    version.priorities.add(priority)
    section = version.sections.get()
    section.key_characteristics = "• Partners agree\n\n- Money follows"
    section.priority = priority
    write(section, by=None)
    facts = {"area_for_improvement": "Managing performance", "ref": "A1"}
    first = make_plan_action(
        version, "Write the framework.", lead_body=cast.health, measure="Reports come", due=datetime.date(2010, 11, 30),
        due_as_said="November 2010", budget=Decimal(1000), resources="A bid to the trust", priority=priority, **facts
    )  # fmt: skip
    first.partner_bodies.add(cast.jobs)
    first.approaches.add(make_approach(cast.partnership, "Closing gaps"))
    first.areas.add(make_area(cast.partnership, "Riverside"))
    make_plan_action(version, "Teach it.", bullet=2, due_as_said="Ongoing", lead_body=cast.health_data, **facts)
    second = write(PlanSection(version=version, position=2, letter="B", heading="Money"), by=None)
    third = make_plan_action(version, "Count it.", section=second, lead_organisation=cast.trust)
    step = write(Milestone(action=first, text="First draft", due=datetime.date(2010, 5, 1)), by=None)
    write(Milestone(action=first, text="Last draft", due_as_said="the autumn", position=2), by=None)
    write(PlanApproach(version=version, approach=first.approaches.get(), how="By asking who loses."), by=None)
    publish(version)
    write(MilestoneReached(milestone=step, lineage=step.lineage, day=datetime.date(2010, 5, 3)), by=None)
    accepted = datetime.datetime(2010, 3, 31, 9, tzinfo=datetime.UTC)
    facts = {"spend": Decimal(1200), "text": "The draft was lost.", "accepted_at": accepted}
    make_update(first, period, Status.RED, **facts)
    make_risk(cast.health, plan=plan)
    make_risk(cast.health, action=third)
    return plan


def said(client, address, on="2010-06-01"):
    """The words of a page on a day."""
    response = client.get(f"{address}{'&' if '?' in address else '?'}on={on}")
    assert response.status_code == 200, address
    return words(response)


def test_the_plan_page_tells_who_answers_for_it_and_all_that_stands_in_it(client, filled):
    text = said(client, "/plans/health-plan/")

    assert "Delivery plan of Health Health plan" in text
    for fact in (
        "Owned by Health Monitored by Partnership Board",
        "Adopted at Board, 3 March 2010",
        "Strategy Long view",
        "Priorities Healthy lives",
        "Board’s framework, which Partnership Board sets",
        "Open risks 2 on a register. Register of Health",
        "Why we plan.",
        "Mind the hills.",
        "Closing gaps By asking who loses.",
        "What good looks like: Partners agree Money follows",
        "A1: Managing performance",
        "A1.2 Teach it.",
        "By when Ongoing",
        "By when November 2010",
        "First draft, 1 May 2010: reached on 3 May 2010",
        "Last draft, the autumn: not reached",
        "Led by Health With Jobs and Skills",
        "Resources and bids: A bid to the trust",
        "Budget £1,000, spent £1,200",
        "More is spent than was budgeted.",
        "Reported: The draft was lost.",
        "In: Riverside",
    ):
        assert fact in text, fact
    assert "How it stands: Quarter 1 3 actions: 1 red, 2 no update." in text


def test_what_was_won_from_bids_is_told_where_anybody_told_it(client, filled):
    assert "Won from bids" not in said(client, "/plans/health-plan/")
    action = filled.versions.get().sections.first().actions.in_order()[1]
    told_at = datetime.datetime(2010, 5, 31, 9, tzinfo=datetime.UTC)
    make_update(action, filled.framework.periods.get(), won=Decimal(12500), accepted_at=told_at)

    text = said(client, "/plans/health-plan/")
    assert "Won from bids £12,500.00 1 of 3 actions" in text
    assert "Won from bids £12,500 " in text
    printed = render_to_string("priorities/_plan_action.print.html", {"read": read_of(filled, action)})
    assert "Won from bids £12,500." in printed


def read_of(plan, action):
    """The action as the pages of its plan show it."""
    reads = read_version(plan.versions.get(), datetime.date(2010, 6, 1), None).actions
    return next(read for read in reads if read.action == action)


def test_what_is_left_open_is_said_of_each_action_and_summed_up(client, filled):
    text = said(client, "/plans/health-plan/")

    assert "2 of 3 actions have no measure 1 of 3 actions has no date 2 of 3 actions involve one theme only" in text
    assert "No measure One theme only" in text


def test_no_update_is_never_green(client, filled):
    html = client.get("/plans/health-plan/?on=2010-06-01").content.decode()

    assert html.count(">No update</strong>") == 2
    assert 'govuk-tag--green">No update' not in html


@pytest.mark.parametrize(
    ("on", "shown"), [("2010-05-02", "not reached"), ("2010-05-03", "reached on"), ("2010-05-04", "reached on")]
)
def test_a_milestone_is_reached_from_its_day_on(client, filled, on, shown):
    assert f"First draft, 1 May 2010: {shown}" in said(client, "/plans/health-plan/", on)


def test_before_the_first_period_nothing_is_reported(client, filled):
    text = said(client, "/plans/health-plan/", "2010-03-31")

    assert "No reporting period had begun" in text
    assert "3 actions: 3 no update." in text


@pytest.mark.parametrize(("on", "words"), [("2010-07-29", True), ("2010-07-30", True), ("2010-07-31", False)])
def test_as_long_as_updates_are_in_time_page_and_list_say_by_when(client, filled, on, words):
    period = filled.framework.periods.get()
    period.updates_due = datetime.date(2010, 7, 30)
    write(period, by=None)

    assert ("How it stands: Quarter 1 Updates for it were due by 30 July 2010." in said(client, HEALTH, on)) == words
    assert ("2 no update. Updates were due by 30 July 2010." in said(client, "/plans/", on)) == words
    due = make.today() + datetime.timedelta(days=1)
    period.updates_due = due
    write(period, by=None)
    assert f"Updates for it are due by {due.day} {due:%B %Y}." in said(client, HEALTH, make.today())


def test_a_page_of_the_past_tells_nothing_that_was_accepted_later(client, filled):
    first = filled.versions.get().sections.in_order()[0].actions.get(bullet=1)
    later = datetime.datetime(2010, 7, 1, 9, tzinfo=datetime.UTC)
    make_update(first, filled.framework.periods.get(), spend=Decimal(1300), text="Found again.", accepted_at=later)

    for on, counts, texts in (
        ("2010-06-30", "3 actions: 1 red, 2 no update.", ("The draft was lost.", "spent £1,200")),
        ("2010-07-01", "3 actions: 1 green, 2 no update.", ("Found again.", "spent £1,300")),
    ):
        page = said(client, HEALTH, on)
        assert f"How it stands: Quarter 1 {counts}" in page
        assert all(text in page for text in texts)
        assert f"Quarter 1: {counts}" in said(client, "/plans/", on)


@pytest.mark.parametrize(("on", "there"), [("2010-07-13", False), ("2010-07-14", True), ("2010-07-15", True)])
def test_the_page_leads_to_the_latest_report_that_the_public_could_read_on_the_day(client, cast, filled, on, there):
    moment = datetime.datetime(2010, 7, 14, 9, tzinfo=datetime.UTC)
    administrator = make.an_administrator()
    report = make_report(filled.framework.periods.get(), by=administrator, plan=filled, at=moment)
    publish_report(report, by=administrator, at=moment)

    assert ("Exception report, Quarter 1" in said(client, HEALTH, on)) == there


@pytest.mark.parametrize(("on", "over"), [("2010-09-29", False), ("2010-09-30", False), ("2010-10-01", True)])
def test_a_plan_whose_time_is_over_says_so_on_its_page_and_in_the_list(client, cast, on, over):
    days = {"covers_from": datetime.date(2009, 10, 1), "covers_until": datetime.date(2010, 9, 30)}
    publish(make_version(make_plan(cast.health, slug="health-plan"), **days))
    words = "Its time ended on 30 September 2010."

    page = said(client, HEALTH, on)
    assert "Covers 1 October 2009 to 30 September 2010" in page
    assert (words in page) == (words in said(client, "/plans/", on)) == over
    assert ("Version 1 Time over" if over else "Version 1 In force") in page
    assert "Version 1 In force" in said(client, HEALTH, "2009-10-01")


def name_apart(related, *records):
    """Let a published version, or what stands in it, name these: no road of the portal leads there any more."""
    ends = related.source_field_name, related.target_field_name
    rows = [related.through(**dict(zip(ends, (related.instance, each), strict=True))) for each in records]
    related.through.objects.bulk_create(rows)


def test_links_in_a_list_stand_right_before_their_commas_and_full_stops(client, cast, filled):
    first = filled.versions.get().sections.in_order()[0].actions.get(bullet=1)
    name_apart(first.partner_bodies, cast.evidence)
    name_apart(first.partners, cast.trust)
    name_apart(first.approaches, make_approach(cast.partnership, "Listening"))
    name_apart(first.areas, make_area(cast.partnership, "Hills"))
    name_apart(filled.versions.get().priorities, make_priority(filled.strategy, "Long lives"))
    make_handover(filled, cast.jobs, on="2010-05-01")

    pages = [client.get(f"{address}?on=2010-06-01").content.decode() for address in (HEALTH, "/plans/")]
    for html in pages:
        assert re.findall(r"[^>]{0,9}</a>\s+[,.;:][^<]{0,9}", html) == []
    assert "Jobs and Skills</a>, <a" in pages[0]
    assert "Healthy lives</a>, <a" in pages[0]
    assert "Partnership Board</a>. <a" in pages[0]


def test_when_an_action_begins_is_said_once(client, cast):
    version = make_version(make_plan(cast.health, slug="health-plan"))
    make_plan_action(version, starts_on=datetime.date(2009, 11, 4), due_as_said="4 November onwards")
    publish(version)

    assert "By when 4 November onwards (2009) Measure" in said(client, HEALTH)


@pytest.mark.parametrize(("on", "there"), [("2008-03-31", False), ("2008-04-01", True), ("2008-04-02", True)])
def test_the_plan_is_there_from_the_first_day_of_its_first_version(client, filled, on, there):
    text = said(client, "/plans/health-plan/", on)

    assert ("Write the framework." in text) == there
    assert ("No version was in force on 31 March 2008." in text) != there
    assert ("Health plan" in said(client, "/plans/", on)) == there
    for end in ("pdf", "xlsx"):
        if not there:
            assert client.get(f"/plans/health-plan.{end}?on={on}").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=red", {"Write the framework."}),
        ("state=no+update", {"Teach it.", "Count it."}),
        ("flag=no-date", {"Count it."}),
        ("flag=one-theme", {"Teach it.", "Count it."}),
        ("lead=organisation:marsh-health-trust", {"Count it."}),
        ("lead=body:health&state=red", {"Write the framework."}),
        ("state=red&flag=no-date", set()),
        ("state=blue&lead=body:nobody", {"Write the framework.", "Teach it.", "Count it."}),
    ],
)
def test_filters_narrow_the_actions_and_nothing_else(client, filled, query, shown):
    html = client.get(f"/plans/health-plan/?{query}&on=2010-06-01").content.decode()
    cells = re.findall(r'govuk-table__cell"><p>([^<]*)</p>', html)

    assert set(cells) == shown
    assert "3 actions: 1 red, 2 no update." in " ".join(html.split())
    if "blue" in query:
        assert html.count("Choose an answer from the list.") >= 2
    if not shown:
        assert "No action matches what you look for." in html


def test_a_long_plan_comes_in_pages_that_cut_no_row(client, cast, monkeypatch):
    monkeypatch.setattr(plan_filtering.in_pages, "__defaults__", (4,))
    version = make_version(make_plan(cast.health, slug="long"))
    for number in (1, 2, 3):
        for bullet in (1, 2):
            make_plan_action(version, f"Do {number}.{bullet}", ref=f"A{number}", bullet=bullet, position=number)
    other = write(PlanSection(version=version, position=2, letter="B", heading="Other"), by=None)
    make_plan_action(version, "Do more", section=other)
    publish(version)

    first, second = said(client, "/plans/long/"), said(client, "/plans/long/?page=2")

    assert "A2.2" in first
    assert "A3.2" not in first.partition("Timeline")[0]
    assert "A3.2" in second.partition("Timeline")[0]
    assert "A2.2" not in second.partition("Timeline")[0]
    assert "Page 1 of 2" in first
    html = client.get("/plans/long/").content.decode()
    assert 'href="?page=2#section-2"' in html
    assert 'href="#section-1"' in html
    for odd in ("0", "9", "x", "９", "-1", "9" * 30):
        assert client.get(f"/plans/long/?page={odd}").status_code == 200


def test_the_list_tells_owner_monitor_states_and_what_is_open(client, filled):
    text = said(client, "/plans/")

    assert "Brackwater Partnership Health plan Delivery plan" in text
    assert "Owned by Health, monitored by Partnership Board." in text
    assert "Quarter 1: 3 actions: 1 red, 2 no update." in text
    assert "Left open: 2 of 3 actions have no measure; 1 of 3 actions has no date;" in text


def test_an_old_version_is_shown_as_on_its_last_day_and_the_way_back_leads_to_the_plan(client, cast, filled):
    old = filled.versions.get()
    old.ends = datetime.date(2010, 9, 1)
    write(old, by=None)
    new = make_version(filled, on="2010-09-01")
    make_plan_action(new, "Begin anew.")
    publish(new)

    text = said(client, "/plans/health-plan/versions/1/", "2011-01-01")
    assert "Version 1 No longer in force As it stood on 31 August 2010, the last day" in text
    assert "Write the framework." in text
    response = client.get("/plans/health-plan/versions/1/")
    assert crumbs(response) == [("/plans/", "Delivery plans"), ("/plans/health-plan/", "Health plan")]
    assert "Begin anew." in said(client, "/plans/health-plan/", "2010-09-01")
    assert "Begin anew." not in said(client, "/plans/health-plan/", "2010-08-31")
    assert "Not yet in force" in said(client, "/plans/health-plan/versions/2/", "2010-08-31")
    assert client.get("/plans/health-plan/versions/3/").status_code == 404


def test_nothing_unpublished_shows(client, cast, filled):
    make_plan(cast.health, "Quorvex plan", slug="quorvex")
    secret = make_version(filled, introduction="<p>Quorvex</p>", on="2010-05-01")
    make_plan_action(secret, "Quorvex action")
    other = make_version(make_plan(cast.jobs, "Quorvex other", slug="other", part_of=None))
    make_plan_action(other, "Quorvex too")
    hidden = make_priority(make_strategy(cast.board, "Quorvex strategy", state="draft"), "Quorvex priority")
    drafted = make_priority(make_strategy(cast.board), "Quorvex drafted", state="draft")
    version = filled.versions.get(number=1)
    name_apart(version.priorities, hidden, drafted)
    make_risk(cast.health, "Quorvex risk", plan=filled, state="draft")
    filled.strategy = hidden.strategy
    filled.part_of = other.plan
    write(filled, by=None)
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)

    for user in (None, cast.member):
        if user:
            client.force_login(user)
        for address in ("/plans/", "/plans/health-plan/", "/plans/health-plan/versions/1/"):
            assert "Quorvex" not in client.get(f"{address}?on=2010-06-01").content.decode(), (user, address)
        assert "2 on a register" in said(client, "/plans/health-plan/")
        for address in ("/plans/quorvex/", "/plans/other/", "/plans/health-plan/versions/2/", "/plans/other.pdf"):
            assert client.get(address).status_code == 404, address
    assert b"Quorvex" not in client.get("/plans/health-plan.xlsx?on=2010-06-01").content


def test_editors_read_drafts_on_pages_of_their_own(client, cast, filled):
    draft = make_version(filled, on="2010-05-01")
    make_plan_action(draft, "Not yet said.")
    client.force_login(cast.secretary)

    response = client.get("/plans/health-plan/versions/2/")
    assert "Version 2 Draft Not in force. Only people who edit this plan can see it." in words(response)
    assert response["Cache-Control"] == "private"
    assert "Draft of version 2" in said(client, "/plans/health-plan/")
    assert "Not yet said." not in said(client, "/plans/health-plan/")
    assert "Edit in the admin" in said(client, "/plans/health-plan/")


def test_an_integrated_plan_names_its_parts_and_they_name_it(client, cast, filled):
    whole = make_plan(cast.board, "Whole", slug="whole", kind="integrated")
    version = make_version(whole, on="2010-05-01")
    make_plan_action(version)
    publish(version)
    filled.part_of = whole
    write(filled, by=None)

    assert "Its parts Health plan" in said(client, "/plans/whole/")
    assert "Part of Whole" in said(client, "/plans/health-plan/")
    assert "Part of" not in said(client, "/plans/health-plan/", "2010-04-30")


def accepted_card(plan, by, on="2010-05-10", **facts):
    """A published card about the work of the plan, accepted on a day."""
    card = make_card(plan.body, plan=plan, **facts)
    card.content = {"said": "All."}
    make.written_apart(CardStep(card=publish(card), level=1, body=by, accepted_on=make.day(on)))
    return card


def answer(action, assessment, text="Work apart."):
    """An issue of the assessment that the action answers."""
    issue = make_issue(assessment, text)
    make.written_apart(IssueAnswer(issue=issue, action=action))
    return issue


@pytest.mark.parametrize(("on", "there"), [("2010-05-09", False), ("2010-05-10", True), ("2010-05-11", True)])
def test_the_plan_page_names_the_report_cards_about_its_work_once_they_are_accepted(client, cast, filled, on, there):
    accepted_card(filled, cast.board, title="How we work", slug="work")
    accepted_card(filled, cast.board, title="How we work", slug="work", period_slug="later", period="2012/13",
                  starts=make.day("2012-04-01"), ends=make.day("2013-04-01"))  # fmt: skip
    make_card(cast.health, plan=filled, title="Quorvex card")
    make_card(cast.health, plan=make_plan(cast.health, slug="other"), title="Another’s card")

    page = said(client, HEALTH, on)
    assert ("Report cards How we work, 2012/13 How we work, 2011/12" in page) == there
    assert "Quorvex" not in page
    assert "Another’s card" not in page
    if there:
        assert f'href="/report-cards/work/2011-12/?on={on}"' in client.get(f"{HEALTH}?on={on}").content.decode()


def test_an_action_leads_to_the_issues_that_it_answers_and_they_lead_back(client, cast, filled):
    old = filled.versions.get()
    first = old.sections.in_order()[0].actions.get(bullet=1)
    assessment = make_assessment(cast.partnership, received_on=make.day("2010-05-01"), slug="area-2010")
    issue = answer(first, assessment, "Partners work apart.")
    answer(first, make_assessment(cast.partnership, state="draft"), "Quorvex")
    old.ends = datetime.date(2010, 9, 1)
    write(old, by=None)
    new = make_version(filled, on="2010-09-01")
    make_plan_action(new, "Never mind.")
    again = make_plan_action(new, "Write it again.", lineage=first.lineage)
    publish(new)

    for on, action in (("2010-05-01", first), ("2010-09-01", again)):
        page = client.get(f"{HEALTH}?on={on}").content.decode()
        row = page.partition(f'id="action-{action.pk}"')[2].partition("</tr>")[0]
        assert f'Answers: <a class="govuk-link" href="/assessments/area-2010/?on={on}#issue-{issue.pk}">' in row
        assert page.count("Answers:") == 1
        assert "Quorvex" not in page
        back = client.get(f"/assessments/area-2010/?on={on}").content.decode()
        assert f'href="{HEALTH}?on={on}#action-{action.pk}"' in back
        assert f'id="issue-{issue.pk}"' in back
    assert "Answers:" not in said(client, HEALTH, "2010-04-30")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_plan_page_asks_the_same_number_of_queries_whatever_its_length(
    client, cast, filled, django_assert_num_queries, rows
):
    version = make_version(make_plan(cast.jobs, slug="long", framework=filled.framework))
    period = filled.framework.periods.get()
    actions = []
    for number in range(rows):
        action = make_plan_action(
            version, lead_body=cast.jobs, same_as=filled.versions.get().sections.first().actions.first()
        )
        action.partner_bodies.add(cast.health)
        action.partners.add(cast.trust)
        write(Milestone(action=action, text=f"Step {number}"), by=None)
        actions.append(action)
        accepted_card(version.plan, cast.board)
    publish(version)
    for action in actions:
        answer(action, make_assessment(cast.partnership))
    for action in actions:
        make_update(action, period)

    for address, queries in (("/plans/long/", QUERIES), ("/plans/long/versions/1/", VERSION_QUERIES)):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same_number_of_queries_whatever_its_length(
    client, cast, filled, django_assert_num_queries, more
):
    for _ in range(more):
        version = make_version(make_plan(cast.jobs, framework=filled.framework))
        make_plan_action(version, lead_body=cast.jobs)
        publish(version)

    with django_assert_num_queries(LIST_QUERIES):
        assert client.get("/plans/").status_code == 200


def test_the_pdf_is_the_whole_plan_and_passes_the_accessibility_check(client, filled):
    response = client.get("/plans/health-plan.pdf?on=2010-06-01")

    assert response["Content-Type"] == "application/pdf"
    assert "plan-health-plan.pdf" in response["Content-Disposition"]
    assert response.content == client.get("/plans/health-plan.pdf?on=2010-06-01").content
    assert pdf_ua_faults(response.content) == []


def test_the_spreadsheet_is_sent_as_a_file(client, filled):
    response = client.get("/plans/health-plan.xlsx?on=2010-06-01")

    assert response["Content-Disposition"] == 'attachment; filename="plan-health-plan-version-1.xlsx"'
    assert response.content.startswith(b"PK")
