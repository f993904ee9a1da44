"""What the partnerships are for: strategies, plans, figures and what became of them, as the papers give them."""

import datetime

import pytest
from django.contrib.auth.models import User

from governance.models import Function, Person
from meetings.models import Action, Decision
from priorities.models import (
    Approach,
    Area,
    Assessment,
    AssessmentIssue,
    DeliveryPlan,
    Handover,
    Indicator,
    Milestone,
    MilestoneReached,
    PerformanceReport,
    PlanAction,
    PlanResponsibility,
    Priority,
    PriorityLead,
    ReportCard,
    Risk,
    Status,
    Strategy,
    Update,
)
from priorities.plans.responsibility import responsible_on
from priorities.updates.leading import actions_led, lines_for
from priorities.updates.progress import periods_on
from tests import make
from tests.partnership.test_example.looking import the

MONITOR = PlanResponsibility.Role.MONITOR


def names_on(strategy, day):
    """The names of its priorities on a day."""
    rows = Priority.objects.filter(strategy__slug=strategy)
    return [name.name for row in rows for name in row.names.in_force(make.day(day))]


def test_warwick_has_four_priorities_from_5_march_2009_and_stronger_became_an_approach():
    assert names_on("warwick-community-strategy", "2009-03-04")[-1] == "Stronger Communities"
    assert names_on("warwick-community-strategy", "2009-03-05") == [
        "Safer Communities",
        "Health and Wellbeing",
        "Housing and Social Environment",
        "Economy, Jobs and Recession Planning",
    ]
    stronger = Approach.objects.get(was_priority__slug="stronger-communities")
    assert (stronger.name, stronger.starts) == ("Engaging and Strengthening Communities", datetime.date(2009, 3, 5))


def test_warwicks_priorities_keep_the_names_that_they_had_before_the_development_day():
    trail = Priority.objects.get(slug="economy-jobs-and-recession-planning").names.earliest_first()
    assert [name.name for name in trail] == ["Economy", "Economy, Jobs and Recession Planning"]


def test_warwick_has_four_approaches_of_which_sustainability_is_implicit():
    approaches = Approach.objects.of_partnership(the("warwick")).in_order()
    assert [(each.slug, each.implicit) for each in approaches] == [
        ("narrowing-the-gaps", False),
        ("embedding-sustainability", True),
        ("working-with-families", False),
        ("engaging-and-strengthening-communities", False),
    ]


def test_the_rural_areas_are_defined_anew_and_the_old_definition_stays():
    before, after = Area.objects.get(slug="rural-areas").definitions.earliest_first()
    assert before.ends == after.starts == datetime.date(2009, 3, 5)
    assert all(place in after.text for place in ("Lapworth", "Cubbington", "Bishops Tachbrook"))


def test_monitoring_of_warwicks_plan_passed_to_the_theme_co_ordination_group():
    plan = DeliveryPlan.objects.get(slug="warwick-integrated-development-plan")
    day = datetime.date(2010, 9, 2)
    assert responsible_on(plan, MONITOR, day - datetime.timedelta(days=1)) == the("warwick-executive-group")
    assert responsible_on(plan, MONITOR, day) == the("warwick-theme-co-ordination-group")
    handover = Handover.objects.get(plan=plan)
    assert (handover.confident_on, handover.completed_on) == (day, day)
    function = Function.objects.in_force(day).get(title="Detailed monitoring of the delivery plan")
    assert function.body == the("warwick-theme-co-ordination-group")


def test_the_executive_group_said_by_a_decision_that_it_is_confident():
    decision = Decision.objects.get(body__slug="warwick-executive-group", year=2010, number=3)
    assert decision.confident_in == Handover.objects.get(plan__slug="warwick-integrated-development-plan")
    assert decision.meeting.day == decision.confident_in.completed_on
    assert decision.confident_in.confident_at == "Warwick Partnership Executive Group, 2 September 2010"


@pytest.mark.parametrize(
    ("body", "decision", "action"),
    [
        ("warwick-executive-group", "2010/1", "2010/1"),
        ("warwick-executive-group", "2010/2", "2010/2"),
        ("redcar-leadership-forum", "2012/3", "2012/2"),
        ("redcar-leadership-forum", "2012/4", "2012/3"),
    ],
)
def test_an_action_follows_from_the_decision_that_it_carries_out(body, decision, action):
    row = Action.objects.filter(body__slug=body).with_reference(action).get()
    assert row.decision == Decision.objects.filter(body__slug=body).with_reference(decision).get()
    assert row.item == row.decision.item


def test_milestones_say_what_the_updates_say():
    reached = dict(MilestoneReached.objects.values_list("milestone__text", "day"))
    for text, day in (("A thousand checks", "2010-10-29"), ("All three open", "2010-07-30")):
        assert reached[text] == make.day(day)
    assert {"Twenty homes let", "List of empty homes", "Doors open", "Twenty places promised"} <= set(reached)
    assert "Sixty homes let" not in reached, "There were forty-eight."
    complete = [update.action.lineage for update in Update.objects.accepted().filter(status=Status.COMPLETE)]
    left = Milestone.objects.filter(action__lineage__in=complete).exclude(text__in=reached)
    assert [str(milestone) for milestone in left] == []


@pytest.mark.parametrize(
    ("account", "asked"), [("member", {"1": True, "2": False}), ("chair", {"3": False, "4": False})]
)
def test_the_member_and_the_chair_lead_something_on_which_they_report_today(account, asked):
    person = Person.objects.get(account__username=account)
    actions = actions_led(make.today(), person=person)
    period = periods_on([actions[0].section.version.plan.framework_id], make.today()).popitem()[1]

    lines = lines_for(actions, period, make.today())

    assert make.today() - datetime.timedelta(days=93) < period.ends <= make.today()
    assert {line.action.ref: line.awaits for line in lines} == asked
    assert "invented" in actions[0].section.version.plan.title


def test_the_secretary_has_updates_to_read():
    secretary = User.objects.get(username="secretary")
    waiting = Update.objects.waiting().editable_by(secretary).order_by("action__ref")
    assert [(update.action.ref, update.reported_by) for update in waiting] == [
        ("2", "Taylor Template"),
        ("3", "Avery Sample"),
    ]


def test_warwickshires_plan_has_fourteen_refs_under_six_headings():
    plan = DeliveryPlan.objects.get(slug="warwickshire-improvement-plan")
    actions = PlanAction.objects.filter(section__version__plan=plan).order_by("section__position", "position")
    refs = list(dict.fromkeys(action.ref for action in actions))
    assert refs == ["A1", "A2", "B1", "B2", "C1", "C2", "C3", "D1", "D2", "E1", "E2", "F1", "F2", "F3"]
    sections = plan.versions.get().sections.in_order()
    assert [section.letter for section in sections] == list("ABCDEF")
    assert [bool(section.key_characteristics) for section in sections] == [True] * 5 + [False]


@pytest.mark.parametrize(
    ("ref", "said"),
    [("A1", "November 2009"), ("B1", "March 2010"), ("C1", "Ongoing"), ("C2", "November 2010"), ("E2", "March 2010")]
    + [("F1", "4 November onwards"), ("F2", "4 November onwards"), ("F3", "")],
)
def test_timescales_stand_as_the_paper_says_them(ref, said):
    actions = PlanAction.objects.filter(section__version__plan__slug="warwickshire-improvement-plan", ref=ref)
    assert {action.due_as_said for action in actions} == {said}


def test_the_area_assessment_has_three_themes_with_three_outcomes_each():
    themes = Assessment.objects.get(slug="caa-area-assessment-2009").themes.filter(parent=None)
    assert [(theme.name, theme.outcomes.count()) for theme in themes] == [
        ("Places", 3),
        ("People", 3),
        ("Prosperity", 3),
    ]


def test_the_self_assessment_has_nine_of_each():
    issues = Assessment.objects.get(slug="warwickshire-self-assessment-2009").issues
    assert issues.filter(kind=AssessmentIssue.Kind.WORKS_WELL).count() == 9
    assert issues.filter(kind=AssessmentIssue.Kind.STOP).count() == 9


def test_each_of_redcars_twelve_objectives_has_one_lead_on_any_day():
    objectives = Priority.objects.filter(
        strategy__slug="redcar-statement-of-priorities", level=Priority.Level.OBJECTIVE
    )
    assert objectives.count() == 12
    for day in map(make.day, ("2011-04-01", "2012-01-24", "2012-01-25")):
        leads = PriorityLead.objects.in_force(day).filter(priority__in=objectives)
        assert leads.count() == leads.values("priority").distinct().count() == 12


def test_redcars_card_was_accepted_by_the_leadership_forum_and_the_other_waits():
    accepted, waiting = ReportCard.objects.filter(body__slug="redcar-jobs-skills-and-enterprise").order_by(
        "-state", "pk"
    )
    assert accepted.is_frozen
    assert accepted.steps.get().body == the("redcar-leadership-forum")
    assert not waiting.is_frozen
    assert waiting.is_draft


def test_worcestershires_strategy_has_a_chapter_and_targets_for_each_of_six_districts():
    strategy = Strategy.objects.get(slug="worcestershire-strategy")
    assert strategy.chapters.count() == 6
    indicator = Indicator.objects.get(slug="affordable-homes-finished")
    targets = indicator.values.filter(series="target", area__kind="district", period="2010/11")
    total = indicator.values.get(series="target", area=indicator.area, period="2010/11")
    assert targets.count() == 6
    assert sum(each.number for each in targets) == total.number == 600


def test_the_78_actions_give_the_four_counts_of_the_report():
    report = PerformanceReport.objects.get(plan__slug="bromsgrove-improvement-plan")
    told = {part["status"]: (part["number"], part["percent"]) for part in report.content["counts"]["parts"]}
    counts = {status: number for status, (number, _) in told.items() if number}
    assert counts == {"green": 60, "amber": 3, "red": 3, "reprogrammed": 12}
    assert [told[each][1] for each in counts] == ["76.9", "3.85", "3.85", "15.4"]
    assert sum(counts.values()) == report.content["counts"]["total"] == 78


def test_every_figure_is_marked_as_invented_and_the_register_has_an_opportunity():
    assert not Indicator.objects.filter(invented=False).exists()
    assert Risk.objects.filter(kind=Risk.Kind.OPPORTUNITY).count() == 2
