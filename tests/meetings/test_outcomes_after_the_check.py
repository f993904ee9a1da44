"""Decisions and actions once the chair has checked the minutes, and once everybody has read these."""

import datetime
import importlib

import pytest
from django.apps import apps
from django.db import connection

from meetings.actions.acting import amend_action, drop_draft, publish_action, publish_actions, raise_action
from meetings.decisions.deciding import amend, decide, drop, publish_decisions
from meetings.minutes.minuting import approve_minutes, check_minutes, publish_minutes, send_back
from meetings.models import Action, Decision, Minutes
from tests import make, make_meetings
from tests.governance.views.reading import words
from tests.refusing import refused

pytestmark = pytest.mark.django_db

PAGE = "/meetings/board/2026-03-05/minutes/"
CHECKED = "The chair has checked the minutes of that meeting: send them back before you change them."
DUE = datetime.date(2026, 5, 1)


@pytest.fixture
def meeting(cast):
    """A meeting of the board with one item."""
    meeting = make_meetings.make_meeting(cast.board, "2026-03-05", status="held")
    make_meetings.make_item(meeting, "The plan")
    return meeting


@pytest.fixture
def minutes(cast, meeting):
    """Its minutes, which the chair has checked, with a drafted decision and a drafted action."""
    item = meeting.items.get()
    decide(meeting, text="The plan is agreed.", outcome="approved", item=item, by=cast.officer)
    raise_action(
        cast.board, what="Print it", meeting=meeting, item=item, owner=cast.member_person, due=DUE, by=cast.officer
    )
    return check_minutes(make_meetings.make_minutes(meeting), by=cast.officer)


def decide_more(cast, meeting, text="The budget is agreed."):
    return decide(meeting, text=text, outcome="approved", item=meeting.items.get(), by=cast.officer)


def raise_more(cast, meeting):
    facts = {"meeting": meeting, "item": meeting.items.get(), "owner": cast.chair_person}
    return raise_action(cast.board, what="Pay the printer", by=cast.officer, **facts)


def page(client):
    return words(client.get(PAGE))


def test_what_the_chair_has_checked_takes_no_more_drafts_and_changes_none(cast, meeting, minutes):
    decision, action = Decision.objects.get(), Action.objects.get()
    for deed in (
        lambda: decide_more(cast, meeting),
        lambda: amend(decision, text="Something else.", by=cast.officer),
        lambda: drop(decision, by=cast.officer),
        lambda: raise_more(cast, meeting),
        lambda: amend_action(action, what="Burn it", by=cast.officer),
        lambda: drop_draft(action, by=cast.officer),
    ):
        with refused(CHECKED):
            deed()

    send_back(minutes, by=cast.officer)

    assert decide_more(cast, meeting).reference == "2026/2"


def test_what_was_recorded_before_is_no_addition(cast, meeting, minutes, client):
    publish_minutes(minutes, by=cast.officer)

    said = page(client)
    assert "Decision 2026/1: approved The plan is agreed. Action 2026/1 Print it For Tom Ferris, due 1 May 2026" in said
    assert "after these minutes were published" not in said


def test_what_comes_after_publication_stands_apart_with_its_day(cast, meeting, minutes, client):
    publish_minutes(minutes, by=cast.officer)
    later = make_meetings.make_meeting(cast.board, "2026-04-02", status="held")
    approve_minutes(Minutes.objects.get(), at=later, by=cast.officer)
    decide_more(cast, meeting)
    action = raise_more(cast, meeting)
    publish_decisions(meeting, by=cast.officer)
    publish_action(action, by=cast.officer)

    said = page(client)

    added = f"Added on {make.today():%-d %B %Y} after these minutes were published"
    before, _, after = said.partition(f"{added} Decision 2026/2: approved The budget is agreed.")
    assert "The plan is agreed." in before
    assert "Print it" in before
    assert f"{added} Action 2026/2 Pay the printer For Ida Marlow" in after


def test_an_editor_reads_of_a_draft_that_it_is_later_than_the_minutes(cast, meeting, minutes, client):
    publish_minutes(minutes, by=cast.officer)
    decide_more(cast, meeting)
    assert "budget" not in page(client)

    client.force_login(cast.officer)

    said = "Drafted after these minutes were published Decision 2026/2: approved (not published yet)"
    assert said in page(client)


def test_published_minutes_keep_who_does_an_action_and_by_when(cast, meeting, minutes, client):
    publish_minutes(minutes, by=cast.officer)
    action = Action.objects.get()

    amend_action(action, owner=cast.chair_person, due=datetime.date(2026, 6, 1), reason="Tom is away.", by=cast.officer)

    said = page(client)
    assert "Print it For Tom Ferris, due 1 May 2026 This has changed since: how it stands now" in said
    assert "1 June 2026" not in said
    assert "For Ida Marlow" not in said


def test_minutes_say_what_became_of_an_action_until_they_are_published(cast, meeting, minutes, client):
    action = publish_action(Action.objects.get(), by=cast.officer)
    amend_action(action, due=datetime.date(2026, 6, 1), reason="Misheard.", by=cast.officer)
    client.force_login(cast.officer)
    assert "due 1 June 2026" in page(client)

    publish_minutes(minutes, by=cast.officer)
    amend_action(action, due=datetime.date(2026, 7, 1), reason="Not yet.", by=cast.officer)

    assert "Print it For Tom Ferris, due 1 June 2026 This has changed since" in page(client)


def test_an_action_added_later_keeps_what_it_said_when_it_was_published(cast, meeting, minutes, client):
    publish_minutes(minutes, by=cast.officer)
    action = publish_action(raise_more(cast, meeting), by=cast.officer)
    kept = Action.objects.get(number=1).as_minuted
    amend_action(Action.objects.get(number=1), due=datetime.date(2026, 6, 1), reason="Later.", by=cast.officer)
    publish_actions(meeting, by=cast.officer)

    action.refresh_from_db()
    assert action.as_minuted == "For Ida Marlow"
    assert Action.objects.get(number=1).as_minuted == kept == "For Tom Ferris, due 1 May 2026"


def test_the_lead_publishes_the_minutes_with_the_actions_of_every_body_that_met(cast):
    joint = make_meetings.make_meeting(cast.health, "2026-03-05", status="held", with_bodies=[cast.jobs])
    make_meetings.make_item(joint)
    raise_action(cast.jobs, what="Meet again", meeting=joint, owner_body=cast.jobs, by=cast.officer)
    minutes = check_minutes(make_meetings.make_minutes(joint), by=cast.officer, chair=cast.health_chair_person)
    with refused("You are not appointed to edit Jobs and Skills; ask its partnership officer."):
        publish_action(Action.objects.get(), by=cast.secretary)

    publish_minutes(minutes, by=cast.secretary)

    assert Action.objects.visible_to(cast.visitor).get().what == "Meet again"


def test_actions_from_before_are_given_the_words_that_their_minutes_had(cast, meeting, minutes):
    earlier = minutes.checked_on
    publish_minutes(minutes, by=cast.officer)
    action, decision = Action.objects.get(), Decision.objects.get()
    amend_action(action, due=datetime.date(2026, 6, 1), reason="Tom is away.", by=cast.officer)
    make.written_apart(action_without_words(action))
    minutes.refresh_from_db()
    minutes.published_at = decision.published_at - datetime.timedelta(seconds=1)
    make.written_apart(minutes)
    migration = importlib.import_module("meetings.migrations.0005_actions_as_minuted")

    migration.say_what_minutes_said(apps, connection.schema_editor())

    action.refresh_from_db()
    minutes.refresh_from_db()
    assert (action.as_minuted, action.due) == ("For Tom Ferris, due 1 May 2026", datetime.date(2026, 6, 1))
    assert minutes.published_at == max(action.published_at, decision.published_at)
    assert (minutes.stage, minutes.checked_on) == ("published", earlier)


def action_without_words(action):
    """The action as it was before minutes kept its words."""
    action.refresh_from_db()
    action.as_minuted = ""
    return action
