"""The exceptions item: it comes with the monitoring of plans, fills itself, and says what is still to be made."""

import datetime

import pytest
from django.urls import reverse

from governance.foundation.publication import State
from governance.models import Link
from meetings.agendas.agenda_reading import lines_for
from meetings.agendas.agenda_setting import attach_report, begin, change_item, publish_agenda, refresh_standing
from meetings.agendas.exceptions import owed_at
from meetings.models import AgendaItem
from priorities.models import PerformanceReport
from priorities.plans.planning import take_over
from tests import make
from tests.governance.admin.filling import filled
from tests.make_meetings import make_item, make_meeting, make_minutes
from tests.make_priorities import make_framework, make_period, make_plan, make_plan_action, make_version, publish
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def framework(cast):
    """The board's, with the quarter to the end of 2025 and the one that follows."""
    framework = make_framework(cast.board)
    make_period(framework, "2025-10-01", "2026-01-01", name="Quarter 3", slug="q3")
    make_period(framework, "2026-01-01", "2026-04-01", name="Quarter 4", slug="q4")
    return framework


@pytest.fixture
def plan(cast, framework):
    """A published plan of Health that reports by it."""
    return published_plan(cast.health, "Health plan", framework)


def published_plan(body, title, framework, **facts):
    plan = make_plan(body, title, framework=framework, **facts)
    version = make_version(plan)
    make_plan_action(version)
    publish(version)
    return plan


def tasked_plan(cast, framework):
    """A published plan of Health with a task that Jobs and Skills set."""
    version = make_version(make_plan(cast.health, "Health plan", framework=framework))
    make_plan_action(version, tasked_by=cast.jobs)
    return publish(version).plan


def make_report(body, period, plan=None, *, state=State.DRAFT, number=1):
    """A report with nothing to say."""
    report = PerformanceReport(
        body=body, plan=plan, period=period, number=number, content={"said": "Nothing."}, sha256="0" * 64
    )
    make.written_apart(report)
    return publish(report) if state == State.PUBLISHED else report


def period(framework, slug="q3"):
    return framework.periods.get(slug=slug)


def the_item(meeting):
    return meeting.items.filter(kind=AgendaItem.Kind.EXCEPTIONS).first()


def called(cast, body=None, on=DAY, **facts):
    meeting = make_meeting(body or cast.health, on, **facts)
    begin(meeting, by=cast.administrator)
    return meeting


def test_the_item_comes_by_itself_where_the_body_monitors_a_plan_and_a_period_has_ended(cast, plan):
    meeting = called(cast)

    item = the_item(meeting)
    assert (item.title, item.asked, item.report) == ("Exceptions", "discuss", None)
    kinds = list(meeting.items.in_order().values_list("kind", flat=True))
    assert kinds.index("exceptions") < kinds.index("other business")
    assert the_item(called(cast, cast.jobs)) is None


@pytest.mark.parametrize(
    ("on", "comes"), [("2025-12-31", False), ("2026-01-01", True), ("2026-01-02", True)], ids=["before", "on", "after"]
)
def test_the_item_comes_from_the_first_day_after_the_period(cast, plan, on, comes):
    assert (the_item(called(cast, on=on)) is not None) == comes


@pytest.mark.parametrize(("when", "mover"), [(DAY - A_DAY, "board"), (DAY, "board"), (DAY + A_DAY, "health")])
def test_the_item_goes_with_the_body_that_monitors_the_plan_on_the_day(cast, plan, when, mover):
    take_over(plan, "monitor", cast.board, on=when, by=cast.administrator)

    for name in ("health", "board"):
        assert (the_item(called(cast, getattr(cast, name))) is not None) == (name == mover)


def test_a_plan_that_was_never_published_and_one_without_periods_ask_for_nothing(cast, framework):
    make_version(make_plan(cast.health, framework=framework))
    published_plan(cast.health, "No framework", None)
    published_plan(cast.health, "No period", make_framework(cast.board))

    assert owed_at(make_meeting(cast.health, DAY)) == []


@pytest.mark.parametrize("through", ["tasked", "line"])
def test_a_body_hears_of_tasks_that_are_reported_through_it_and_of_its_own_report_alone(
    cast, framework, through, django_assert_max_num_queries
):
    plan = tasked_plan(cast, framework)
    hears = cast.jobs if through == "tasked" else cast.board
    if through == "line":
        make.make_link(cast.jobs, cast.health, type=Link.Type.MAY_TASK, reported_through=cast.board)
    make_report(cast.health, period(framework), plan)
    meeting = called(cast, hears)

    with django_assert_max_num_queries(6):
        (owed,) = owed_at(meeting)
    assert (owed.plans, owed.tasked, owed.made, owed.in_words) == ((), (plan,), (), "tasks in Health plan")
    assert the_item(meeting).report is None
    own = make_report(hears, period(framework))
    refresh_standing(meeting, by=cast.administrator)
    assert the_item(meeting).report == own
    assert owed_at(called(cast, cast.culture)) == []


def test_the_secretary_makes_the_report_on_tasks_with_one_button(cast, client, framework):
    tasked_plan(cast, framework)
    item = the_item(called(cast, cast.jobs))
    client.force_login(cast.officer)
    page = client.get(reverse("admin:meetings_agendaitem_change", args=[item.pk]))
    assert "No report has been made for Quarter 3 (tasks in Health plan)." in page.content.decode()

    deed = reverse("admin:meetings_agendaitem_deed", args=[item.pk, "make-report"])
    client.post(deed, filled(client.get(deed)), follow=True)

    item.refresh_from_db()
    assert (item.report.plan, item.report.body, item.report.period) == (None, cast.jobs, period(framework))


def test_the_item_takes_the_newest_report_and_a_newer_one_as_it_is_made(cast, plan, framework):
    first = make_report(cast.health, period(framework), plan)
    make_report(cast.jobs, period(framework))
    meeting = called(cast)
    assert the_item(meeting).report == first

    again = make_report(cast.health, period(framework), plan, number=2)
    refresh_standing(meeting, by=cast.secretary)
    assert the_item(meeting).report == again

    whole = make_report(cast.health, period(framework))
    refresh_standing(meeting, by=cast.secretary)
    assert the_item(meeting).report == again, "A report of another kind for the same period is the officer's to choose."
    change_item(the_item(meeting), report=whole, by=cast.secretary)
    refresh_standing(meeting, by=cast.secretary)
    assert the_item(meeting).report == whole


def test_a_report_that_was_taken_back_makes_way(cast, plan, framework):
    first = make_report(cast.health, period(framework), plan)
    meeting = called(cast)
    first.state = State.WITHDRAWN
    make.written_apart(first)
    second = make_report(cast.health, period(framework), plan, number=2)

    refresh_standing(meeting, by=cast.secretary)

    assert the_item(meeting).report == second


def test_the_public_sees_the_report_only_once_it_is_published(cast, client, plan, framework):
    report = make_report(cast.health, period(framework), plan)
    meeting = called(cast, agenda=State.DRAFT)
    publish_agenda(meeting, by=cast.officer, on=DAY - 20 * A_DAY)
    shown = {user: [line.report for line in lines_for(meeting, getattr(cast, user)) if line.report] for user in USERS}
    assert shown == {"visitor": [], "member": [], "secretary": [report], "officer": [report]}
    page = "/meetings/health/2026-03-05/"
    assert "Health plan, Quarter 3" not in client.get(page).content.decode()

    publish(report)

    said = client.get(page).content.decode()
    assert '<a class="govuk-link" href="/plans/' in said
    assert "Health plan, Quarter 3</a>" in said


USERS = ("visitor", "member", "secretary", "officer")


def test_only_an_exceptions_item_deals_with_a_report_and_only_with_one_of_the_partnership(cast, plan, framework):
    meeting = called(cast)
    report = make_report(cast.health, period(framework), plan)
    other = make.make_partnership("elsewhere", "Elsewhere Partnership")
    strange = make_report(other, make_period(make_framework(other), "2025-10-01", "2026-01-01"))

    flu = make_item(meeting, "Flu")
    with refused("A performance report is dealt with under the item “Exceptions”: choose that item."):
        change_item(flu, report=report, by=cast.secretary)
    with refused(f"“{strange}” is another partnership’s report: choose one of this partnership."):
        attach_report(the_item(meeting), strange, by=cast.secretary)


def test_a_report_is_attached_after_publication_and_the_agenda_says_that_it_changed(cast, plan, framework):
    meeting = called(cast)
    publish_agenda(meeting, by=cast.officer, on=DAY - 20 * A_DAY)
    report = make_report(cast.health, period(framework), plan)

    attach_report(the_item(meeting), report, by=cast.secretary)

    assert the_item(meeting).report == report
    meeting.agenda.refresh_from_db()
    assert meeting.agenda.changed_at is not None
    make_minutes(meeting, "published")
    with refused("The minutes of this meeting are published, so its agenda stays as it is."):
        attach_report(the_item(meeting), report, by=cast.secretary)


def test_the_secretary_reads_that_no_report_is_made_and_makes_it_with_one_button(cast, client, plan, framework):
    meeting = called(cast)
    item = the_item(meeting)
    client.force_login(cast.secretary)
    page = client.get(reverse("admin:meetings_agendaitem_change", args=[item.pk]))
    assert "No report has been made for Quarter 3 (Health plan)." in page.content.decode()

    deed = reverse("admin:meetings_agendaitem_deed", args=[item.pk, "make-report"])
    client.post(deed, filled(client.get(deed)), follow=True)

    item.refresh_from_db()
    assert (item.report.plan, item.report.period, item.report.state) == (plan, period(framework), "draft")
    page = client.get(reverse("admin:meetings_agendaitem_change", args=[item.pk]))
    assert "No report has been made" not in page.content.decode()


def test_no_report_is_asked_for_once_the_minutes_are_checked(cast, client, plan, framework):
    item = the_item(called(cast))
    make_minutes(item.meeting, "checked")
    client.force_login(cast.secretary)

    page = client.get(reverse("admin:meetings_agendaitem_change", args=[item.pk]))
    assert "No report has been made" not in page.content.decode()
    assert client.get(reverse("admin:meetings_agendaitem_deed", args=[item.pk, "make-report"])).status_code == 302


def test_a_body_with_two_plans_is_offered_one_report_on_all_of_them_first(cast, client, plan, framework):
    published_plan(cast.health, "Second plan", framework)
    item = the_item(called(cast))
    client.force_login(cast.secretary)

    page = client.get(reverse("admin:meetings_agendaitem_deed", args=[item.pk, "make-report"]))

    said = [words for _, words in page.context["form"].fields["about"].choices]
    assert said == ["Quarter 3: all that Health answers for", "Quarter 3: Health plan", "Quarter 3: Second plan"]
