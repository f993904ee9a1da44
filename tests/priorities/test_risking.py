"""Registers of risks: the deeds, what they refuse, and how a register reads on a day (items 164 to 166)."""

import datetime

import pytest

from governance.foundation.deeds import Refused
from priorities.models import Mitigation, Risk, RiskScore
from priorities.registers.risk_reading import Level, level_of, lines, matrix_of, registers, risks_until
from priorities.registers.risking import (
    add_mitigation,
    close_risk,
    finish_mitigation,
    link_risk,
    publish_risk,
    raise_risk,
    review_risk,
    score_risk,
    withdraw_risk,
)
from tests import make
from tests.make_priorities import make_plan, make_plan_action, make_risk, make_version

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def risk(cast):
    """A published risk of Health, possible and of large impact."""
    return make_risk(cast.health, "The pool may close")


def line_of(risk, day):
    return next(line for line in lines(risks_until(day, None), day) if line.risk.pk == risk.pk)


# Deeds --------------------------------------------------------------------------------------------------------


def test_a_risk_gets_the_next_number_of_its_body_and_a_first_score(cast):
    by = {"by": cast.secretary, "on": DAY, "likelihood": 4, "impact": 5}
    one = raise_risk(cast.health, title="Flood", **by)
    two = raise_risk(cast.health, title="A new clinic", kind="opportunity", note="At the away day.", **by)
    other = raise_risk(cast.jobs, title="Strike", **{**by, "by": cast.officer})

    assert [(risk.number, risk.state, risk.kind) for risk in (one, two, other)] == [
        (1, "draft", "risk"),
        (2, "draft", "opportunity"),
        (1, "draft", "risk"),
    ]
    score = RiskScore.objects.get(risk=two)
    assert (score.day, score.score, score.note) == (DAY, 20, "At the away day.")


def test_a_risk_may_name_the_action_of_a_plan_whose_plan_it_then_names(cast):
    version = make_version(plan := make_plan(cast.health))
    action = make_plan_action(version)
    by = {"by": cast.secretary, "on": DAY, "title": "Flood", "likelihood": 1, "impact": 1}

    risk = raise_risk(cast.health, action=action, **by)

    assert (risk.plan, risk.action) == (plan, action)
    with pytest.raises(Refused, match="^The action stands in another plan: choose the plan that it stands in, or none"):
        raise_risk(cast.health, action=action, plan=make_plan(cast.board), **by)
    elsewhere = make_plan(make.make_partnership())
    with pytest.raises(Refused, match="belongs to another partnership: choose a plan of this one"):
        raise_risk(cast.health, plan=elsewhere, **by)
    assert Risk.objects.count() == 1


def test_a_link_is_changed_and_taken_away(cast, risk):
    action = make_plan_action(make_version(plan := make_plan(cast.health)))

    linked = link_risk(risk, by=cast.secretary, action=action)
    assert (linked.plan, linked.action) == (plan, action)
    with pytest.raises(Refused, match="The action stands in another plan"):
        link_risk(risk, by=cast.secretary, plan=make_plan(cast.board), action=action)
    assert Risk.objects.get(pk=risk.pk).action == action
    free = link_risk(risk, by=cast.secretary)
    assert (free.plan, free.action) == (None, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "  "}, "Say in a few words what may happen."),
        ({"likelihood": 0}, "Likelihood and impact are judged from 1 to 5."),
        ({"impact": 6}, "Likelihood and impact are judged from 1 to 5."),
        ({"review_due": DAY}, "The next review comes after 1 April 2010: choose a later day."),
        ({"kind": "hazard"}, "Kind: Value 'hazard' is not a valid choice."),
        ({"title": "x" * 201}, "Title: Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_what_makes_no_sense_is_refused_with_one_sentence_and_writes_nothing(cast, changes, sentence):
    facts = {"title": "Flood", "likelihood": 3, "impact": 3, **changes}
    with pytest.raises(Refused) as refusal:
        raise_risk(cast.health, by=cast.secretary, on=DAY, **facts)

    assert refusal.value.sentence == sentence
    assert not Risk.objects.exists()
    assert not RiskScore.objects.exists()


def test_an_unknown_fact_is_a_mistake_of_the_caller(cast):
    with pytest.raises(TypeError, match="called"):
        raise_risk(cast.health, by=cast.secretary, on=DAY, title="x", likelihood=1, impact=1, colour="red")


def test_scores_are_only_added_and_the_last_recorded_of_a_day_counts(cast, risk):
    for likelihood in (5, 4):
        score_risk(risk, on=DAY + A_DAY, by=cast.secretary, likelihood=likelihood, impact=4, note="Heating failed.")

    assert [score.score for score in risk.scores.all()] == [12, 20, 16]
    before, on, after = (line_of(risk, DAY + n * A_DAY) for n in (0, 1, 2))
    assert [line.score for line in (before, on, after)] == [12, 16, 16]
    assert (before.level, on.level) == (Level.HIGH, Level.VERY_HIGH)
    assert (before.trend, on.trend) == ("", "down from 20")


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_it_is_not_judged_before_it_was_raised(cast, risk, days, refused):
    to = {"on": DAY + days * A_DAY, "by": cast.secretary, "likelihood": 1, "impact": 1}
    if refused:
        with pytest.raises(Refused, match="put on the register on 1 April 2010: choose that day or a later one"):
            score_risk(risk, **to)
    else:
        score_risk(risk, **to)
    assert risk.scores.count() == (1 if refused else 2)


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_nothing_is_recorded_for_a_day_to_come(cast, risk, days, refused):
    on = make.today() + days * A_DAY
    by = {"on": on, "by": cast.secretary}
    row = add_mitigation(risk, by=cast.secretary, text="Mend the roof.")
    for deed in (
        lambda: score_risk(risk, likelihood=1, impact=1, **by),
        lambda: review_risk(risk, next_review=None, **by),
        lambda: finish_mitigation(row, **by),
        lambda: close_risk(risk, because="It passed.", **by),
    ):
        if refused:
            with pytest.raises(Refused, match="That day is still to come"):
                deed()
        else:
            deed()


def test_mitigations_stand_in_order_and_are_finished_once(cast, risk):
    one = add_mitigation(risk, by=cast.secretary, text=" Mend the roof. ", owner=cast.member_person, due=DAY)
    two = add_mitigation(risk, by=cast.secretary, text="Buy pumps.")

    finish_mitigation(one, on=DAY + A_DAY, by=cast.secretary)

    assert [(row.position, row.text) for row in risk.mitigations.all()] == [(1, "Mend the roof."), (2, "Buy pumps.")]
    assert Mitigation.objects.get(pk=one.pk).done_on == DAY + A_DAY
    with pytest.raises(Refused, match="That was done on 2 April 2010 already"):
        finish_mitigation(one, on=DAY, by=cast.secretary)
    with pytest.raises(Refused, match="put on the register on 1 April 2010"):
        finish_mitigation(two, on=DAY - A_DAY, by=cast.secretary)
    with pytest.raises(Refused, match="Say what is done about it"):
        add_mitigation(risk, by=cast.secretary, text=" ")


@pytest.mark.parametrize(("days", "overdue"), [(-1, False), (0, False), (1, True)])
def test_a_review_is_overdue_from_the_day_after_it_was_due(cast, risk, days, overdue):
    due = DAY + 30 * A_DAY
    reviewed = review_risk(risk, on=DAY, next_review=due, by=cast.secretary, reason="No change.")

    assert line_of(risk, due + days * A_DAY).review_overdue is overdue
    assert reviewed.history.latest().history_change_reason == "Reviewed on 1 April 2010. No change."
    with pytest.raises(Refused, match="The next review comes after 1 April 2010: choose a later day"):
        review_risk(risk, on=DAY, next_review=DAY, by=cast.secretary)


def test_a_closed_risk_rests(cast, risk):
    score_risk(risk, on=DAY + 2 * A_DAY, by=cast.secretary, likelihood=1, impact=1)
    with pytest.raises(Refused, match="judged on 3 April 2010, so it was open then"):
        close_risk(risk, on=DAY + A_DAY, because="It passed.", by=cast.secretary)
    with pytest.raises(Refused, match="Say why it is closed"):
        close_risk(risk, on=DAY + 3 * A_DAY, because=" ", by=cast.secretary)

    row = add_mitigation(risk, by=cast.secretary, text="Mend the roof.")
    close_risk(risk, on=DAY + 3 * A_DAY, because="The roof is mended.", by=cast.secretary)

    assert [line_of(risk, DAY + n * A_DAY).is_closed for n in (2, 3, 4)] == [False, True, True]
    for deed in (
        lambda: close_risk(risk, on=DAY + 4 * A_DAY, because="Again.", by=cast.secretary),
        lambda: score_risk(risk, on=DAY + 4 * A_DAY, likelihood=1, impact=1, by=cast.secretary),
        lambda: add_mitigation(risk, text="More.", by=cast.secretary),
        lambda: finish_mitigation(row, on=DAY + 4 * A_DAY, by=cast.secretary),
        lambda: review_risk(risk, on=DAY + 4 * A_DAY, next_review=None, by=cast.secretary),
        lambda: link_risk(risk, by=cast.secretary),
    ):
        with pytest.raises(Refused, match=r"It was closed on 4 April 2010: raise a new one if it has come back\."):
            deed()


def test_drafts_are_published_and_what_is_published_may_be_withdrawn(cast):
    draft = make_risk(cast.health, state="draft")
    assert not lines(risks_until(DAY, cast.secretary), DAY)

    publish_risk(draft, by=cast.secretary)
    assert len(lines(risks_until(DAY, None), DAY)) == 1
    with pytest.raises(Refused, match="is published, so it cannot become published"):
        publish_risk(draft, by=cast.secretary)
    with pytest.raises(Refused, match="Say why the public is no longer to read it"):
        withdraw_risk(draft, by=cast.secretary, reason="")
    withdraw_risk(draft, by=cast.secretary, reason="It names a tenant.")
    assert not lines(risks_until(DAY, None), DAY)


@pytest.mark.parametrize("who", ["visitor", "member", "chair", "former_member"])
def test_only_editors_of_the_body_keep_its_register(cast, risk, who):
    by = getattr(cast, who)
    row = add_mitigation(risk, by=cast.secretary, text="Mend the roof.")
    for deed in (
        lambda: raise_risk(cast.health, by=by, on=DAY, title="x", likelihood=1, impact=1),
        lambda: score_risk(risk, on=DAY, by=by, likelihood=1, impact=1),
        lambda: add_mitigation(risk, by=by, text="x"),
        lambda: finish_mitigation(row, on=DAY, by=by),
        lambda: review_risk(risk, on=DAY, next_review=None, by=by),
        lambda: close_risk(risk, on=DAY, because="x", by=by),
        lambda: link_risk(risk, by=by),
        lambda: publish_risk(risk, by=by),
        lambda: withdraw_risk(risk, by=by, reason="x"),
    ):
        with pytest.raises(Refused, match="You are not appointed to edit Health"):
            deed()
    assert (Risk.objects.count(), RiskScore.objects.count(), Mitigation.objects.count()) == (1, 1, 1)


# Reading ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "level"),
    [(1, "Low"), (4, "Low"), (5, "Medium"), (9, "Medium"), (10, "High"), (14, "High"), (15, "Very high")]
    + [(16, "Very high"), (25, "Very high")],
)
def test_each_score_has_a_level_in_words(score, level):
    assert level_of(score).label == level


def test_the_matrix_holds_every_open_line_once_where_it_was_judged(cast):
    for score in ((5, 5), (5, 5), (1, 2)):
        make_risk(cast.health, score=score)
    close_risk(make_risk(cast.health, score=(3, 3)), on=DAY, because="It passed.", by=cast.secretary)

    rows = matrix_of(lines(risks_until(DAY, None), DAY))

    assert [row.likelihood for row in rows] == [5, 4, 3, 2, 1]
    assert [cell.impact for cell in rows[0].cells] == [1, 2, 3, 4, 5]
    held = {(c.likelihood, c.impact): [line.risk.number for line in c.lines] for row in rows for c in row.cells}
    assert {place: numbers for place, numbers in held.items() if numbers} == {(5, 5): [1, 2], (1, 2): [3]}


def test_a_register_counts_its_risks_by_level_and_its_opportunities_apart(cast):
    make_risk(cast.health, score=(5, 5), review_due=DAY + A_DAY)
    make_risk(cast.health, score=(2, 2))
    make_risk(cast.health, kind="opportunity", score=(5, 5))
    make_risk(cast.board, "Later", raised_on=DAY + 10 * A_DAY)

    day = DAY + 2 * A_DAY
    (register,) = registers(lines(risks_until(day, None), day))

    assert (register.name, register.partnership) == ("Health", "Brackwater Partnership")
    assert register.levels == [("Very high", 1), ("High", 0), ("Medium", 0), ("Low", 1)]
    assert (register.opportunities, register.overdue) == (1, 1)
    assert [line.score for line in register.lines] == [25, 25, 4]


def test_reading_costs_two_queries_however_many_lines(cast, django_assert_num_queries):
    for times in (1, 3):
        for _ in range(times):
            make_risk(cast.health)
        with django_assert_num_queries(2):
            registers(lines(risks_until(DAY, None), DAY))
