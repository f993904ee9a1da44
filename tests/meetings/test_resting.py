"""What rests on a decision: it can then neither be dropped nor decide otherwise, and the records are judged by it."""

import datetime

import pytest

from governance.foundation.publication import State
from governance.records import faults
from governance.records.lives import Lives
from meetings.decisions.adopting import adopt_document, adopt_plan, adopt_strategy, adopt_terms, hindrance
from meetings.decisions.brought_about import ADOPTING, resting_on
from meetings.decisions.deciding import amend, decide, drop
from meetings.decisions.endorsing import accept_card_by, declare_confidence
from meetings.models import Decision
from meetings.records import decisions_brought_about_what_stands
from tests import make
from tests.make_meetings import make_decision, make_meeting
from tests.make_priorities import (
    make_card,
    make_handover,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_version,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
A_DAY = datetime.timedelta(days=1)


def sign_terms(cast, decision):
    how = {"by": cast.officer, "chair": cast.health_chair_person, "printer": make.plain_pdf}
    return adopt_terms(decision, make.make_terms(cast.health), **how)


def publish_document(cast, decision):
    version = make.make_document_version(make.make_document(cast.health, "Compact"), state=State.DRAFT)
    return adopt_document(decision, version, by=cast.officer)


def publish_strategy(cast, decision):
    return adopt_strategy(decision, make_strategy(cast.partnership, state=State.DRAFT), by=cast.officer)


def publish_plan(cast, decision):
    version = make_version(make_plan(cast.health, "Homes plan"))
    make_plan_action(version, "Survey the flats.")
    return adopt_plan(decision, version, by=cast.officer)


def trust(cast, decision):
    handover = make_handover(make_plan(cast.health, "Homes plan"), cast.jobs, on=DAY - A_DAY)
    return declare_confidence(decision, handover, by=cast.officer)


def accept(cast, decision):
    priority = make_priority(make_strategy(cast.partnership), "Fewer empty homes")
    period = {"starts": make.day("2024-04-01"), "ends": make.day("2025-04-01")}
    card = make_card(cast.health_data, priority=priority, title="Empty homes", story="It fell.", **period)
    return accept_card_by(decision, card, by=cast.officer)


DEEDS = {
    "adopts_terms": sign_terms,
    "adopts_document": publish_document,
    "adopts_strategy": publish_strategy,
    "adopts_plan": publish_plan,
    "confident_in": trust,
    "accepts_card": accept,
}
every_kind = pytest.mark.parametrize("name", DEEDS)


@pytest.fixture
def decision(cast):
    """An approval of Health, drafted, which takes effect on the day after the meeting."""
    meeting = make_meeting(cast.health, DAY, place="Guildhall", status="held")
    return decide(meeting, text="It is agreed.", outcome="approved", takes_effect=DAY + A_DAY, by=cast.officer)


def raw(decision, **facts):
    """Change the decision past every deed of ours."""
    Decision._base_manager.filter(pk=decision.pk).update(**facts)


def told():
    """What the checks say of decisions."""
    return [sentence for sentence in faults() if sentence.startswith("Decision 2026/1 of Health")]


def test_every_kind_is_tried_here():
    assert tuple(DEEDS) == ADOPTING


@every_kind
def test_a_draft_on_which_something_rests_is_not_dropped(cast, decision, name):
    rests = DEEDS[name](cast, decision)

    with refused(f"“{rests}” rests on Decision 2026/1, so the decision cannot be dropped."):
        drop(decision, by=cast.officer)


@every_kind
@pytest.mark.parametrize("facts", [{"outcome": "rejected"}, {"outcome": "amended"}, {"takes_effect": None}])
def test_a_draft_on_which_something_rests_decides_nothing_else_on_no_other_day(cast, decision, name, facts):
    rests = DEEDS[name](cast, decision)

    words = "so its outcome and the day on which it takes effect cannot change."
    with refused(f"“{rests}” rests on Decision 2026/1, {words}"):
        amend(decision, by=cast.officer, **facts)


@every_kind
def test_its_words_may_still_be_put_better(cast, decision, name):
    DEEDS[name](cast, decision)

    same = {"outcome": "approved", "takes_effect": DAY + A_DAY}
    amended = amend(decision, text="It is agreed as tabled.", by=cast.officer, **same)

    assert amended.text == "It is agreed as tabled."


@every_kind
def test_a_decision_on_which_something_rests_brings_nothing_else_about(cast, decision, name):
    assert (resting_on(decision), hindrance(decision)) == ("", "")

    DEEDS[name](cast, decision)

    decision.refresh_from_db()
    assert resting_on(decision) == name
    assert hindrance(decision) == "Decision 2026/1 adopts something already: record a decision for each."


@every_kind
def test_a_decision_that_was_dropped_or_approves_nothing_with_something_resting_on_it_is_told(cast, decision, name):
    rests = DEEDS[name](cast, decision)
    assert told() == []

    raw(decision, state=State.WITHDRAWN, outcome="rejected")

    assert told() == [
        f"Decision 2026/1 of Health (health) was dropped, and “{rests}” rests on it.",
        f"Decision 2026/1 of Health (health) approved nothing, and “{rests}” rests on it.",
    ]


@pytest.mark.parametrize("name", ["adopts_terms", "adopts_document", "adopts_strategy", "adopts_plan", "accepts_card"])
def test_a_decision_that_adopted_what_is_still_a_draft_is_told(cast, decision, name):
    rests = DEEDS[name](cast, decision)
    drafted = rests.card if name == "accepts_card" else rests

    type(drafted)._base_manager.filter(pk=drafted.pk).update(state=State.DRAFT)

    assert told() == [f"Decision 2026/1 of Health (health) adopted “{rests}”, which is still a draft."]


def test_a_confidence_of_which_the_handover_says_nothing_is_told(cast, decision):
    handover = make_handover(make_plan(cast.health, "Homes plan"), cast.jobs)

    raw(decision, confident_in=handover)

    assert told() == [f"Decision 2026/1 of Health (health) is confident in “{handover}”, which says nothing of it."]


def test_all_decisions_are_judged_in_one_query(cast, decision, django_assert_num_queries):
    for name, deed in DEEDS.items():
        deed(cast, decision if name == "adopts_terms" else make_decision(decision.meeting))

    lives = Lives()
    with django_assert_num_queries(1):
        assert list(decisions_brought_about_what_stands(lives)) == []
