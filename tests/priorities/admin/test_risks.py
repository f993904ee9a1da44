"""Registers of risks and assessments on the officers' site: each deed through its page, and who may come near."""

import datetime

import pytest

from priorities.models import Assessment, AssessmentIssue, IssueAnswer, Mitigation, Risk
from priorities.registers.assessing import add_theme
from tests.governance.admin.conftest import administrator, officer, secretary, world  # noqa: F401  # the fixtures
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.test_body_deeds import do
from tests.make_priorities import (
    make_assessment,
    make_issue,
    make_plan,
    make_plan_action,
    make_risk,
    make_version,
    publish,
)

pytestmark = pytest.mark.django_db


def page(record, deed=""):
    at = f"/admin/priorities/{record._meta.model_name}/{record.pk}/"
    return f"{at}deed/{deed}/" if deed else f"{at}change/"


def buttons(client, record):
    found = client.get(page(record)).context["deeds"]
    return {address.split("/")[-2] for group in found.values() for address, _ in group}


# Risks --------------------------------------------------------------------------------------------------------


def test_a_risk_is_raised_judged_worked_on_published_and_closed(world, secretary):  # noqa: F811
    health = world.cast.health
    response = do(
        secretary, "/admin/priorities/risk/add/", body=health.pk, kind="risk", title="Ice", on="1 April 2010",
        likelihood="4", impact="5", cause="Frost.",
    )  # fmt: skip
    risk = Risk.objects.get()
    assert response["Location"] == page(risk)
    assert (risk.body, risk.number, risk.state, risk.cause) == (health, 1, "draft", "Frost.")
    assert buttons(secretary, risk) == {"score", "review", "close", "link", "mitigation", "publish"}

    do(secretary, page(risk, "score"), on="1 May 2010", likelihood="1", impact="5", note="Gritted.")
    do(secretary, page(risk, "mitigation"), text="Buy grit.", due="1 June 2010")
    do(secretary, page(risk, "done"), mitigation=Mitigation.objects.get().pk, on="2 June 2010")
    do(secretary, page(risk, "review"), on="3 June 2010", next_review="3 September 2010")
    do(secretary, page(risk, "publish"))
    shown = secretary.get(page(risk)).content.decode()
    assert "5, medium" in shown
    assert "Buy grit." in shown
    do(secretary, page(risk, "close"), on="4 June 2010", because="Spring has come.")

    risk.refresh_from_db()
    assert (risk.state, str(risk.closed_on), str(risk.review_due)) == ("published", "2010-06-04", "2010-09-03")
    assert [score.score for score in risk.scores.all()] == [20, 5]
    assert buttons(secretary, risk) == {"withdraw"}
    assert 'name="_save"' not in secretary.get(page(risk)).content.decode()
    do(secretary, page(risk, "withdraw"), reason="It names a tenant.")
    risk.refresh_from_db()
    assert risk.state == "withdrawn"


def test_the_words_of_a_line_are_changed_by_form_and_nothing_else(world, secretary):  # noqa: F811
    risk = make_risk(world.cast.health, "Ice")

    do(secretary, page(risk), title="Ice and snow", number="9", state="draft", raised_on="2001-01-01")

    risk.refresh_from_db()
    assert (risk.title, risk.number, risk.state, risk.raised_on) == (
        "Ice and snow",
        1,
        "published",
        datetime.date(2010, 4, 1),
    )


def test_a_refusal_stands_above_the_form_and_what_was_typed_stays(world, secretary):  # noqa: F811
    risk = make_risk(world.cast.health, "Ice")

    response = do(secretary, page(risk, "close"), on="1 January 2010", because="Too early.")

    assert "It was judged on 1 April 2010, so it was open then" in errors_of(response)
    assert "Too early." in response.content.decode()
    risk.refresh_from_db()
    assert risk.closed_on is None


def test_a_risk_is_linked_to_an_action_of_its_partnership(world, officer):  # noqa: F811
    version = make_version(plan := make_plan(world.cast.health, "Winter plan"))
    action = make_plan_action(version, "Grit.")
    publish(version)
    foreign = make_plan_action(make_version(make_plan(world.theme, "Their plan")))
    risk = make_risk(world.cast.health)
    shown = officer.get(page(risk, "link")).content.decode()
    assert "A1: Grit." in shown
    assert "Their plan" not in shown

    do(officer, page(risk, "link"), action=action.pk)
    refused = do(officer, page(risk, "link"), action=foreign.pk)

    risk.refresh_from_db()
    assert (risk.plan, risk.action) == (plan, action)
    assert "Select a valid choice" in errors_of(refused)


def test_nobody_raises_a_risk_for_a_body_that_is_not_theirs(world, secretary):  # noqa: F811
    response = do(
        secretary, "/admin/priorities/risk/add/", body=world.cast.jobs.pk, title="x", on="1 April 2010",
        likelihood="1", impact="1",
    )  # fmt: skip

    assert errors_of(response)
    assert not Risk.objects.exists()


def test_somebody_elses_records_look_as_though_they_were_not_there(world, secretary):  # noqa: F811
    risk, review = make_risk(world.cast.jobs, "Quorvex"), make_assessment(world.cast.jobs, "Quorvex")

    for record in (risk, review):
        listed = secretary.get(f"/admin/priorities/{record._meta.model_name}/").content.decode()
        assert "Quorvex" not in listed
        for address in (page(record), page(record, "publish"), page(record, "withdraw")):
            assert "Quorvex" not in secretary.get(address, follow=True).content.decode()
            secretary.post(address, {"reason": "x"})
        record.refresh_from_db()
        assert record.state == "published"


# Assessments --------------------------------------------------------------------------------------------------


def test_a_review_is_entered_by_forms_with_its_themes_and_what_it_found(world, officer):  # noqa: F811
    root = world.cast.partnership
    add = "/admin/priorities/assessment/add/"
    response = do(
        officer, add, title="Area assessment", slug="caa", body=root.pk, kind="area", received_on="15 October 2009",
        **{"themes-0-position": "1", "themes-0-name": "People"},
    )  # fmt: skip
    review = Assessment.objects.get()
    assert response.status_code == 302
    people = review.themes.get()

    form = filled(officer.get(page(review)))
    form |= {
        "themes-TOTAL_FORMS": "2", "themes-1-assessment": review.pk, "themes-1-position": "2",
        "themes-1-name": "Fewer falls", "themes-1-parent": people.pk,
        "issues-TOTAL_FORMS": "1", "issues-0-assessment": review.pk, "issues-0-position": "1",
        "issues-0-kind": "issue", "issues-0-theme": people.pk, "issues-0-text": "Falls.",
        "issues-0-organisations": [world.cast.trust.pk],
    }  # fmt: skip
    assert officer.post(page(review), form).status_code == 302

    issue = AssessmentIssue.objects.get()
    assert (issue.theme, issue.text, list(issue.organisations.all())) == (people, "Falls.", [world.cast.trust])
    assert [(theme.name, theme.parent) for theme in review.themes.all()] == [("People", None), ("Fewer falls", people)]
    assert review.history.latest().history_user == world.users["officer"]


def test_a_theme_of_another_review_is_not_taken(world, officer):  # noqa: F811
    review, other = make_assessment(world.cast.partnership), make_assessment(world.cast.partnership)
    make_issue(review, "Falls.")
    form = filled(officer.get(page(other)))
    theme = {"themes-TOTAL_FORMS": "1", "themes-0-assessment": other.pk, "themes-0-name": "Places"}
    officer.post(page(other), form | theme | {"themes-0-position": "1"})
    foreign = other.themes.get()

    response = do(officer, page(review), **{"issues-0-theme": foreign.pk})

    assert "Select a valid choice" in errors_of(response)
    assert AssessmentIssue.objects.get().theme is None


def test_what_a_review_found_is_changed_on_its_page_under_the_same_rules(world, officer):  # noqa: F811
    review = make_assessment(world.cast.partnership, "Area assessment", state="draft")
    issue = make_issue(review, "Falls.")
    by = {"by": world.users["officer"]}
    people, places = (add_theme(review, name=name, **by) for name in ("People", "Places"))
    falls = add_theme(review, name="Fewer falls", parent=people, **by)
    do(
        officer, page(review), title="Peer review", why="Misread.",
        **{"issues-0-response": " Agreed. ", "issues-0-theme": falls.pk, "themes-2-parent": places.pk},
    )  # fmt: skip

    issue.refresh_from_db()
    falls.refresh_from_db()
    review.refresh_from_db()
    assert (issue.response, issue.theme, falls.parent, review.title) == ("Agreed.", falls, places, "Peer review")
    for row in (issue, falls, review):
        said = row.history.latest()
        assert (said.history_user, said.history_change_reason) == (world.users["officer"], "Misread.")

    refused = do(officer, page(review), title="Nothing of this", **{"themes-1-parent": people.pk})
    assert "“Places” has outcomes of its own: leave it a theme." in errors_of(refused)
    review.refresh_from_db()
    assert review.title == "Peer review"


def test_an_issue_is_answered_by_an_action_and_the_answer_taken_back(world, officer):  # noqa: F811
    review = make_assessment(world.cast.partnership, state="draft")
    assert buttons(officer, review) == {"publish"}
    issue = make_issue(review, "Falls.")
    version = make_version(make_plan(world.cast.health, "Winter plan"))
    action = make_plan_action(version, "Grit.")
    assert buttons(officer, review) == {"publish", "answer"}

    do(officer, page(review, "answer"), issue=issue.pk, action=action.pk, note="In part.")
    again = do(officer, page(review, "answer"), issue=issue.pk, action=action.pk)

    answer = IssueAnswer.objects.get()
    assert (answer.issue, answer.action, answer.note) == (issue, action, "In part.")
    assert "That action answers the issue already." in errors_of(again)
    assert "Falls.: action A1 of Winter plan" in officer.get(page(review)).content.decode()
    assert "1 of 1" in officer.get("/admin/priorities/assessment/").content.decode()
    do(officer, page(review, "withdraw-answer"), answer=answer.pk, reason="A mistake.")
    assert not IssueAnswer.objects.exists()


def test_a_review_is_published_and_withdrawn(world, officer):  # noqa: F811
    review = make_assessment(world.cast.partnership, state="draft")
    refused = do(officer, page(review, "publish"))
    assert "nothing that it found is entered" in errors_of(refused)
    make_issue(review)

    do(officer, page(review, "publish"))
    review.refresh_from_db()
    assert review.state == "published"
    do(officer, page(review, "withdraw"), reason="It names a child.")
    review.refresh_from_db()
    assert review.state == "withdrawn"


def test_the_lists_cost_the_same_for_few_and_many(world, officer, django_assert_num_queries):  # noqa: F811
    def costs(model):
        with django_assert_num_queries(NUMBERS[model]):
            officer.get(f"/admin/priorities/{model}/")

    for times in (1, 3):
        for _ in range(times):
            make_risk(world.cast.health)
            make_issue(make_assessment(world.cast.partnership))
        for model in NUMBERS:
            costs(model)


NUMBERS = {"risk": 8, "assessment": 8}
