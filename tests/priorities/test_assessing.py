"""Assessments: the deeds, what they refuse, and which issue is answered on a day (items 135, 169 to 177)."""

import datetime

import pytest

from governance.foundation.deeds import Refused, write
from governance.models import Body
from priorities.models import Assessment, AssessmentIssue, AssessmentTheme, IssueAnswer, PlanAction
from priorities.registers.assessing import (
    add_issue,
    add_theme,
    amend_assessment,
    amend_issue,
    amend_theme,
    answer_issue,
    publish_assessment,
    record_assessment,
    withdraw_answer,
    withdraw_assessment,
)
from priorities.registers.assessment_reading import findings_of, recurring, tallies
from tests import make
from tests.make_priorities import (
    make_area,
    make_assessment,
    make_issue,
    make_plan,
    make_plan_action,
    make_version,
    publish,
)
from tests.refusing import refusal

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def assessment(cast):
    return make_assessment(cast.partnership, "Area assessment 2009")


@pytest.fixture
def by(cast):
    return {"by": cast.officer}


def standings(assessment, day=DAY):
    return [line.standing.label for line in findings_of(assessment, day, None).lines]


def followed(version, starts):
    """The version after `version`, a draft with the same actions."""
    following = make_version(version.plan, on=starts)
    section = following.sections.get()
    for action in PlanAction.objects.filter(section__version=version):
        write(PlanAction(section=section, lineage=action.lineage, ref=f"N{action.ref}", what=action.what), by=None)
    return following


# Deeds --------------------------------------------------------------------------------------------------------


def test_a_review_is_recorded_theme_by_theme_and_published(cast, by):
    area = make_area(cast.partnership, "Northmarsh")
    review = record_assessment(
        cast.partnership, slug="caa", title="Area assessment", kind="area", assessor="The inspectorates",
        received_on=datetime.date(2009, 10, 15), coordinated_by=cast.board, **by,
    )  # fmt: skip
    people = add_theme(review, name=" People ", **by)
    falls = add_theme(review, name="Fewer falls", parent=people, **by)
    issue = add_issue(review, text="Falls.", theme=falls, organisations=[cast.trust], areas=[area], **by)
    add_issue(review, text="Neighbourhood policing.", kind="works well", **by)

    publish_assessment(review, **by)

    review.refresh_from_db()
    assert (review.state, review.coordinated_by) == ("published", cast.board)
    assert [(theme.position, theme.name, theme.parent) for theme in review.themes.all()] == [
        (1, "People", None),
        (2, "Fewer falls", people),
    ]
    assert (list(issue.organisations.all()), list(issue.areas.all())) == ([cast.trust], [area])
    assert [each.position for each in review.issues.all()] == [1, 2]


def test_a_finding_names_areas_of_the_partnership_that_was_reviewed(cast, by, assessment):
    ours, theirs = make_area(cast.partnership, "Ash"), make_area(make.make_partnership("other", "Other"), "Elm")
    issue = add_issue(assessment, text="Falls.", areas=[ours], **by)

    sentence = "“Elm” is an area of another partnership: choose one of this partnership."
    assert refusal(add_issue, assessment, text="Falls.", areas=[ours, theirs], **by) == sentence
    assert refusal(amend_issue, issue, areas=[theirs], **by) == sentence
    assert list(amend_issue(issue, areas=[], **by).areas.all()) == []


def test_themes_go_two_deep_and_stay_in_their_assessment(cast, by, assessment):
    other = make_assessment(cast.partnership)
    foreign = add_theme(other, name="People", **by)
    theme = add_theme(assessment, name="Places", **by)
    outcome = add_theme(assessment, name="Clean air", parent=theme, **by)

    for deed, sentence in (
        (lambda: add_theme(assessment, name=" ", **by), "Give the theme a name."),
        (
            lambda: add_theme(assessment, name="x", parent=foreign, **by),
            "“People” is a theme of another assessment: choose one of this one.",
        ),
        (
            lambda: add_theme(assessment, name="x", parent=outcome, **by),
            "“Clean air” is an outcome itself: choose the theme above it.",
        ),
        (lambda: add_issue(assessment, text=" ", **by), "Say what the review found."),
        (
            lambda: add_issue(assessment, text="x", theme=foreign, **by),
            "“People” is a theme of another assessment: choose one of this one.",
        ),
        (lambda: add_issue(assessment, text="x", kind="praise", **by), "Kind: Value 'praise' is not a valid choice."),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.sentence == sentence
    assert AssessmentTheme.objects.count() == 3
    assert not AssessmentIssue.objects.exists()


def test_the_body_is_locked_before_its_review_is_recorded(cast, monkeypatch):
    rows = type(Body.objects.all())
    asked, body_of = [], rows.locked
    monkeypatch.setattr(rows, "locked", lambda self, key: asked.append(key) or body_of(self, key))

    with pytest.raises(Refused, match="You are not appointed to edit Jobs and Skills"):
        record_assessment(cast.jobs, slug="x", title="x", kind="area", by=cast.secretary)

    assert asked == [cast.jobs.pk]
    assert not Assessment.objects.exists()


def test_an_unknown_fact_is_a_mistake_of_the_caller(cast, by):
    with pytest.raises(TypeError, match="called"):
        record_assessment(cast.partnership, slug="x", title="x", kind="area", grade="good", **by)


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_what_it_found_waits_for_the_day_on_which_the_assessor_makes_it_public(cast, by, days, refused):
    draft = make_assessment(cast.partnership, state="draft", made_public_on=make.today() + days * A_DAY)
    make_issue(draft)

    if refused:
        with pytest.raises(Refused, match="The assessor makes it public on .*: publish it on that day or later"):
            publish_assessment(draft, **by)
    else:
        publish_assessment(draft, **by)
    assert Assessment.objects.published().exists() is not refused


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, True), (1, False)])
def test_a_review_to_come_is_published_for_the_calendar_but_a_received_one_says_what_it_found(cast, by, days, refused):
    draft = make_assessment(cast.partnership, state="draft", received_on=make.today() + days * A_DAY)

    if refused:
        with pytest.raises(Refused, match="nothing that it found is entered: enter that first"):
            publish_assessment(draft, **by)
    else:
        publish_assessment(draft, **by)


def test_what_is_withdrawn_says_why(by, assessment):
    with pytest.raises(Refused, match="Say why"):
        withdraw_assessment(assessment, reason=" ", **by)
    withdraw_assessment(assessment, reason="It names a child.", **by)
    assert not Assessment.objects.published().exists()


def test_what_needs_no_answer_and_what_cannot_give_one_is_refused(cast, by, assessment):
    issue, praise = make_issue(assessment), make_issue(assessment, kind="works well")
    version = make_version(make_plan(cast.health))
    action = make_plan_action(version)
    elsewhere = make_plan_action(make_version(make_plan(make.make_partnership())))
    answer_issue(issue, action, note="In part.", **by)
    publish(version)
    again = PlanAction.objects.get(section__version=followed(version, "2011-04-01"))

    for subject, given, sentence in (
        (praise, action, "What works well needs no answer: choose an area for improvement."),
        (issue, elsewhere, "That action stands in another partnership’s plan: choose one of this partnership."),
        (issue, action, "That action answers the issue already."),
        (issue, again, "That action answers the issue already."),
    ):
        with pytest.raises(Refused) as refusal:
            answer_issue(subject, given, **by)
        assert refusal.value.sentence == sentence
    assert [(row.action, row.note) for row in IssueAnswer.objects.all()] == [(action, "In part.")]


@pytest.mark.parametrize("who", ["visitor", "member", "chair", "secretary"])
def test_only_editors_of_the_body_that_was_assessed_record_it(cast, assessment, who):
    by = {"by": getattr(cast, who)}
    issue, theme = make_issue(assessment), add_theme(assessment, name="People", by=cast.officer)
    action = make_plan_action(make_version(make_plan(cast.health)))
    answer = answer_issue(issue, action, by=cast.officer)
    for deed in (
        lambda: record_assessment(cast.partnership, slug="x", title="x", kind="area", **by),
        lambda: add_theme(assessment, name="x", **by),
        lambda: add_issue(assessment, text="x", **by),
        lambda: amend_issue(issue, response="x", **by),
        lambda: amend_theme(theme, name="x", **by),
        lambda: amend_assessment(assessment, title="x", **by),
        lambda: answer_issue(issue, action, **by),
        lambda: withdraw_answer(answer, **by),
        lambda: publish_assessment(assessment, **by),
        lambda: withdraw_assessment(assessment, reason="x", **by),
    ):
        with pytest.raises(Refused, match="You are not appointed to edit Brackwater Partnership"):
            deed()


# What answers an issue on a day -------------------------------------------------------------------------------


def test_an_answer_counts_from_the_day_its_plan_is_in_force_and_follows_the_action(cast, by, assessment):
    issue = make_issue(assessment)
    version = make_version(make_plan(cast.health), on=DAY)
    answer_issue(issue, make_plan_action(version), **by)
    assert standings(assessment) == ["Open"]

    publish(version)
    assert [standings(assessment, DAY + n * A_DAY) for n in (-1, 0, 1)] == [
        ["Open"],
        ["Answered by a plan"],
        ["Answered by a plan"],
    ]
    changed = DAY + 365 * A_DAY
    following = followed(version, changed)
    version.ends = changed
    write(version, by=None)
    publish(following)
    for day, reference in ((changed - A_DAY, "A1"), (changed, "NA1")):
        (line,) = findings_of(assessment, day, None).lines
        assert [(action.reference, action.section.version.number) for action, _ in line.actions] == [
            (reference, 1 if reference == "A1" else 2)
        ]
    following.ends = changed + A_DAY
    write(following, by=None)
    assert standings(assessment, changed + A_DAY) == ["Open"]


def test_an_answer_is_taken_back(cast, by, assessment):
    version = make_version(make_plan(cast.health))
    answer = answer_issue(make_issue(assessment), make_plan_action(version), **by)
    publish(version)

    withdraw_answer(answer, reason="A mistake.", **by)

    assert standings(assessment) == ["Open"]
    assert IssueAnswer.history.filter(history_type="-").get().history_change_reason == "A mistake."


def test_what_was_under_way_already_is_neither_open_nor_planned(cast, by, assessment):
    make_issue(assessment)
    make_issue(assessment, under_way="The falls clinic of 2008.")
    both = make_issue(assessment, under_way="A pilot.")
    make_issue(assessment, kind="recommendation")
    version = make_version(make_plan(cast.health))
    answer_issue(both, make_plan_action(version), **by)
    publish(version)

    findings = findings_of(assessment, DAY, None)

    tally = findings.tally
    assert (tally.every, tally.open, tally.under_way, tally.planned) == (3, 1, 1, 1)
    assert tallies([assessment], DAY) == {assessment.pk: tally}
    assert [line.issue.position for line in findings.open] == [1]
    assert len(findings.recommendations) == 1


def test_a_recommendation_bears_its_response(by, assessment):
    issue = make_issue(assessment, kind="recommendation")
    amend_issue(issue, response=" Agreed by the board. ", **by)
    assert AssessmentIssue.objects.get().response == "Agreed by the board."


def test_what_was_entered_is_amended_by_the_same_rules(cast, by, assessment):
    theme, other = add_theme(assessment, name="People", **by), add_theme(assessment, name="Places", **by)
    foreign, elsewhere = add_theme(make_assessment(cast.partnership), name="Roads", **by), make.make_partnership()
    below = add_theme(assessment, name="Fewer falls", parent=theme, **by)
    issue = add_issue(assessment, text="Falls.", theme=below, organisations=[cast.trust], **by)
    for deed, sentence in (
        (lambda: amend_theme(below, parent=foreign, **by), "“Roads” is a theme of another assessment: choose one of"),
        (lambda: amend_theme(other, parent=below, **by), "“Fewer falls” is an outcome itself: choose the theme above"),
        (lambda: amend_theme(theme, parent=other, **by), "“People” has outcomes of its own: leave it a theme."),
        (lambda: amend_theme(theme, name=" ", **by), "Give the theme a name."),
        (lambda: amend_issue(issue, theme=foreign, **by), "“Roads” is a theme of another assessment: choose one of"),
        (lambda: amend_issue(issue, text=" ", organisations=[], **by), "Say what the review found."),
        (
            lambda: amend_assessment(assessment, body=elsewhere, title="x", **by),
            "You are not appointed to edit",
        ),
    ):
        assert sentence in refusal(deed)
    for deed in (amend_theme, amend_issue, amend_assessment):
        with pytest.raises(TypeError, match="grade"):
            deed({amend_theme: theme, amend_issue: issue}.get(deed, assessment), grade="good", **by)

    amend_theme(below, parent=other, position=1, **by)
    amended = amend_issue(issue, text=" Falls at home. ", organisations=[cast.council], reason="Misread.", **by)
    amend_assessment(assessment, title="Peer review", **by)

    below.refresh_from_db()
    assert (below.parent, below.position, amended.text) == (other, 1, "Falls at home.")
    assert list(amended.organisations.all()) == [cast.council]
    assert amended.history.latest().history_change_reason == "Misread."
    assert Assessment.objects.get(pk=assessment.pk).title == "Peer review"


def test_themes_recur_by_name_whatever_the_case(cast, by):
    one, two, three, draft = (
        make_assessment(cast.partnership, title, slug=title.lower(), state=state)
        for title, state in (("One", "published"), ("Two", "published"), ("Three", "published"), ("Four", "draft"))
    )
    later = make_assessment(cast.partnership, "Later", received_on=DAY + 10 * A_DAY)
    for review, names in (
        (one, ("Alcohol", "Housing")),
        (two, ("alcohol ", "Roads")),
        (three, ("ALCOHOL", "Roads")),
        (draft, ("Housing",)),
        (later, ("Housing",)),
    ):
        for name in names:
            add_theme(review, name=name, **by)

    assert [(each.name, [title for _, title in each.assessments]) for each in recurring(DAY, None)] == [
        ("Alcohol", ["One", "Three", "Two"]),
        ("Roads", ["Three", "Two"]),
    ]
    assert "Housing" in {each.name for each in recurring(DAY + 10 * A_DAY, None)}
