"""Deciding: numbers, drafts, publication."""

import datetime

import pytest

from meetings.announcing import News, published
from meetings.decisions.deciding import amend, decide, drop, publish_decisions
from meetings.models import Decision
from tests import make, make_meetings
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast):
    """A meeting of Health on DAY, at the Guildhall."""
    return make_meetings.make_meeting(cast.health, DAY, place="Guildhall", status="held")


@pytest.fixture
def told():
    """What was announced while the test ran."""
    heard = []

    def listen(**said):
        heard.append((said["what"], said["meeting"]))

    published.connect(listen)
    yield heard
    published.disconnect(listen)


def approve(meeting, by, text="To open the clinic.", **facts):
    return decide(meeting, text=text, outcome="approved", by=by, **facts)


def test_decisions_are_numbered_for_each_body_and_year(cast, meeting):
    later = make_meetings.make_meeting(cast.health, "2027-03-05")
    elsewhere = make_meetings.make_meeting(cast.jobs, DAY)

    numbers = [approve(each, cast.officer).reference for each in (meeting, meeting, later, elsewhere, meeting)]

    assert numbers == ["2026/1", "2026/2", "2027/1", "2026/1", "2026/3"]


def test_the_number_of_a_dropped_draft_is_never_given_again(cast, meeting):
    approve(meeting, cast.secretary)
    drop(approve(meeting, cast.secretary), by=cast.secretary, reason="Written twice.")

    assert approve(meeting, cast.secretary).reference == "2026/3"
    assert not Decision.objects.visible_to(cast.visitor).exists()


def test_a_draft_is_private_until_the_meetings_decisions_are_published(cast, meeting, told):
    one, two = approve(meeting, cast.secretary), approve(meeting, cast.secretary, "To close the other.")
    assert not Decision.objects.visible_to(cast.visitor).exists()

    done = publish_decisions(meeting, by=cast.secretary)

    assert done == [one, two]
    assert list(Decision.objects.visible_to(cast.visitor).order_by("number")) == [one, two]
    assert told == [(News.DECISIONS, meeting)]


def test_a_second_publication_publishes_what_is_new_and_without_a_draft_tells_nothing(cast, meeting, told):
    approve(meeting, cast.secretary)
    publish_decisions(meeting, by=cast.secretary)

    assert publish_decisions(meeting, by=cast.secretary) == []
    assert len(told) == 1


def test_decisions_under_restricted_items_alone_are_not_announced(cast, meeting, told):
    item = make_meetings.make_item(meeting, restricted=True)
    approve(meeting, cast.secretary, item=item)
    assert len(publish_decisions(meeting, by=cast.secretary)) == 1
    assert told == []

    approve(meeting, cast.secretary)
    publish_decisions(meeting, by=cast.secretary)
    assert len(told) == 1


def test_a_restricted_decision_is_for_members_of_the_meetings_bodies(cast, meeting):
    item = make_meetings.make_item(meeting, restricted=True)
    decision = make_meetings.make_decision(meeting, item=item)
    sitting = make.make_user("sitting", person=cast.health_chair_person)

    readers = [cast.visitor, cast.member, cast.former_member, sitting, cast.secretary, cast.officer]

    found = [decision in Decision.objects.visible_to(user) for user in readers]
    assert found == [False, False, False, True, True, True]


def test_a_draft_may_be_amended_and_what_is_published_may_not(cast, meeting):
    decision = approve(meeting, cast.secretary)
    amended = amend(decision, by=cast.secretary, text="To open two clinics. ", outcome="amended", reason="Misheard.")
    assert (amended.text, amended.outcome) == ("To open two clinics.", "amended")
    assert amended.history.first().history_change_reason == "Misheard."
    publish_decisions(meeting, by=cast.secretary)

    sentence = "Decision 2026/1 is published and never changes: record another that replaces it."
    with refused(sentence):
        amend(decision, by=cast.secretary, text="To open three.")
    with refused("Decision 2026/1 is no draft, so it cannot be dropped."):
        drop(decision, by=cast.secretary)


def test_a_misspelt_fact_is_a_mistake_of_the_program(cast, meeting):
    decision = approve(meeting, cast.secretary)
    with pytest.raises(TypeError):
        amend(decision, by=cast.secretary, state="published")


def test_who_does_not_edit_the_body_decides_nothing(cast, meeting):
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)
    draft = approve(meeting, cast.secretary)

    sentence = "You are not appointed to edit Health; ask its partnership officer."
    for user in (outsider, cast.member, cast.visitor, None):
        with refused(sentence):
            approve(meeting, user)
        with refused(sentence):
            publish_decisions(meeting, by=user)
        with refused(sentence):
            amend(draft, by=user, text="Mine.")
        with refused(sentence):
            drop(draft, by=user)


def test_bad_facts_are_refused_with_one_sentence_each(cast, meeting):
    other = make_meetings.make_meeting(cast.health, DAY + A_DAY)
    foreign = make_meetings.make_item(other)
    draft = make_meetings.make_decision(meeting, state="draft")
    later = make_meetings.make_decision(other)
    proposed = make_meetings.make_meeting(cast.health, "2026-04-05", status="proposed")
    cancelled = make_meetings.make_meeting(cast.health, "2026-05-05", status="cancelled")

    with refused("Say what was decided, in words that stand alone."):
        approve(meeting, cast.secretary, "  ")
    with refused("Choose what became of the proposal."):
        decide(meeting, text="To act.", outcome="shouted", by=cast.secretary)
    with refused("That item belongs to another meeting."):
        approve(meeting, cast.secretary, item=foreign)
    for former in (draft, later):
        with refused("A decision replaces an earlier one that is published: choose one of those."):
            approve(meeting, cast.secretary, replaces=former)
    with refused("The meeting is only proposed: confirm it first."):
        approve(proposed, cast.secretary)
    with refused("The meeting was cancelled, so there is nothing to record of it."):
        approve(cancelled, cast.secretary)


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (1, True)])
def test_a_decision_takes_effect_on_the_day_of_the_meeting_or_later(cast, meeting, days, may):
    on = DAY + days * A_DAY
    if may:
        assert approve(meeting, cast.secretary, takes_effect=on).takes_effect == on
    else:
        with refused("A decision cannot take effect before the meeting: choose a later day."):
            approve(meeting, cast.secretary, takes_effect=on)


@pytest.mark.parametrize(("days", "may"), [(-1, True), (0, True), (1, False)])
def test_decisions_are_published_on_the_day_of_the_meeting_or_later(cast, days, may):
    meeting = make_meetings.make_meeting(cast.health, make.today() + days * A_DAY)
    approve(meeting, cast.secretary)
    if may:
        assert len(publish_decisions(meeting, by=cast.secretary)) == 1
    else:
        with refused("The meeting is still to come: publish its decisions on its day or later."):
            publish_decisions(meeting, by=cast.secretary)
