"""Numbering: the open series, the restricted one, and drafts that move from one to the other."""

import datetime
import json
import os
import subprocess
import sys

import pytest

from meetings.actions.acting import amend_action, publish_actions, raise_action
from meetings.agendas.agenda_setting import restrict_item, unrestrict_item
from meetings.decisions.deciding import amend, decide, drop, publish_decisions
from meetings.minutes.minuting import send_back
from meetings.models import Decision
from tests import make_meetings
from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def meeting(cast):
    return make_meetings.make_meeting(cast.health, DAY, status="held")


@pytest.fixture
def known(meeting):
    """An open item."""
    return make_meetings.make_item(meeting, "The plan")


@pytest.fixture
def secret(meeting):
    """A restricted item."""
    return make_meetings.make_item(meeting, "Ada Thorne’s case", restricted=True)


class Decisions:
    """Decisions, recorded and changed as actions are."""

    def __init__(self, by):
        self.by = by

    def record(self, meeting, item=None):
        return decide(meeting, text="To act.", outcome="approved", by=self.by, item=item)

    def amend(self, draft, **facts):
        return amend(draft, by=self.by, **facts)

    def publish(self, meeting):
        return publish_decisions(meeting, by=self.by)


class Actions(Decisions):
    """The same of actions."""

    def record(self, meeting, item=None):
        return raise_action(meeting.body, what="Act", by=self.by, meeting=meeting, item=item, owner_body=meeting.body)

    def amend(self, draft, **facts):
        return amend_action(draft, by=self.by, **facts)

    def publish(self, meeting):
        return publish_actions(meeting, by=self.by)


@pytest.fixture(params=[Decisions, Actions])
def these(request, cast):
    return request.param(cast.administrator)


def restrict(item, by):
    return restrict_item(item, reason="It names a person.", public_title="A personal matter", by=by, why="A slip.")


def number_of(record):
    record.refresh_from_db()
    return record.reference


def check(meeting):
    """Minutes of the meeting, checked by the chair, so that members read the drafts beside them."""
    return make_meetings.make_minutes(meeting, "checked")


# Two series ---------------------------------------------------------------------------------------------------


def test_what_is_recorded_under_restricted_items_leaves_no_hole_in_the_open_numbers(these, meeting, known, secret):
    items = (known, secret, None, secret, known)

    numbers = [these.record(meeting, item).reference for item in items]

    assert numbers == ["2026/1", "2026/R1", "2026/2", "2026/R2", "2026/3"]


def test_each_body_and_year_has_a_restricted_series_of_its_own(these, cast, meeting, secret):
    later = make_meetings.make_meeting(cast.health, "2027-03-05")
    elsewhere = make_meetings.make_meeting(cast.jobs, DAY)
    items = [secret, *(make_meetings.make_item(each, restricted=True) for each in (later, elsewhere)), secret]

    numbers = [these.record(item.meeting, item).reference for item in items]

    assert numbers == ["2026/R1", "2027/R1", "2026/R1", "2026/R2"]


def test_an_action_of_a_restricted_decision_is_numbered_among_the_restricted_ones(cast, meeting, secret):
    decision = make_meetings.make_decision(meeting, item=secret)

    action = raise_action(cast.health, what="Act", by=cast.secretary, decision=decision, owner_body=cast.health)

    assert action.reference == "2026/R1"


def test_the_item_counts_as_it_is_and_not_as_it_was_when_the_officer_read_it(these, meeting, known):
    restrict(type(known).objects.get(pk=known.pk), these.by)

    assert not known.restricted
    assert these.record(meeting, known).reference == "2026/R1"


def test_a_record_is_found_by_its_reference(meeting, known, secret):
    rows = [make_meetings.make_decision(meeting, item=item) for item in (known, secret, known)]

    assert [Decision.objects.with_reference(each).get() for each in ("2026/1", "2026/R1", "2026/2")] == rows
    assert not Decision.objects.with_reference("2026/R2").exists()
    assert list(Decision.objects.by_number()) == [rows[0], rows[2], rows[1]]


# Drafts that move ---------------------------------------------------------------------------------------------


def test_a_draft_that_is_amended_to_the_other_kind_of_item_takes_the_next_number_there(these, meeting, known, secret):
    these.record(meeting, secret)
    draft = these.record(meeting, known)

    assert these.amend(draft, item=secret).reference == "2026/R2"
    assert these.amend(draft, item=None).reference == "2026/1"
    assert these.amend(draft, item=known).reference == "2026/1"


def test_drafts_move_when_their_item_is_restricted_and_when_it_is_opened_with_a_trace_for_editors(
    these, meeting, known
):
    drafts = [these.record(meeting, item) for item in (known, None, known)]

    restrict(known, these.by)
    assert [number_of(each) for each in drafts] == ["2026/R1", "2026/2", "2026/R2"]
    kept = drafts[0].history.first()
    assert (kept.history_user, kept.history_change_reason, kept.number) == (these.by, "A slip.", 1)
    assert drafts[1].history.count() == 1

    unrestrict_item(known, by=these.by)
    assert [number_of(each) for each in drafts] == ["2026/3", "2026/2", "2026/4"]


def test_a_published_reference_never_changes_whatever_becomes_of_the_item(these, meeting, known, secret):
    open_one, hidden = these.record(meeting, known), these.record(meeting, secret)
    these.publish(meeting)

    restrict(known, these.by)
    unrestrict_item(secret, by=these.by)

    assert (number_of(open_one), number_of(hidden)) == ("2026/1", "2026/R1")
    assert these.record(meeting, known).reference == "2026/R2"
    assert these.record(meeting, secret).reference == "2026/2"


def test_a_dropped_draft_keeps_its_number(cast, meeting, known):
    dropped = drop(decide(meeting, text="To act.", outcome="noted", by=cast.secretary, item=known), by=cast.secretary)

    restrict(known, cast.secretary)

    assert number_of(dropped) == "2026/1"


def test_actions_of_all_the_bodies_that_met_move_with_the_item_whoever_restricts_it(cast):
    joint = make_meetings.make_meeting(cast.health, DAY, with_bodies=[cast.jobs])
    item = make_meetings.make_item(joint)
    how = {"what": "Act", "by": cast.officer, "meeting": joint, "item": item, "owner_organisation": cast.trust}
    drafts = [raise_action(body, **how) for body in (cast.health, cast.jobs)]

    restrict(item, cast.secretary)

    assert [number_of(each) for each in drafts] == ["2026/R1", "2026/R1"]


# The number that is left --------------------------------------------------------------------------------------


def test_the_last_open_number_is_given_again_while_only_editors_have_read_it(these, meeting, known, secret):
    these.record(meeting, known)
    these.amend(these.record(meeting, known), item=secret)

    assert these.record(meeting, known).reference == "2026/2"


def test_a_number_with_later_ones_after_it_stays_a_hole_as_a_dropped_draft_leaves_one(these, meeting, known, secret):
    draft = these.record(meeting, known)
    these.record(meeting, known)

    assert these.amend(draft, item=secret).reference == "2026/R1"
    assert these.record(meeting, known).reference == "2026/3"
    assert these.amend(draft, item=known).reference == "2026/4"


def test_a_number_by_which_members_could_read_a_draft_is_kept_for_it(these, meeting, known, secret):
    draft = these.record(meeting, known)
    send_back(check(meeting), by=these.by)

    these.amend(draft, item=secret)
    another = these.record(meeting, known)

    assert (number_of(draft), another.reference) == ("2026/R1", "2026/2")
    assert these.amend(draft, item=known).reference == "2026/1"
    assert these.record(meeting, secret).reference == "2026/R2"
    assert these.amend(draft, item=secret).reference == "2026/R1"


def test_a_number_left_before_the_minutes_were_checked_is_free(these, meeting, known, secret):
    these.amend(these.record(meeting, known), item=secret)
    send_back(check(meeting), by=these.by)

    assert these.record(meeting, known).reference == "2026/1"


# Records from before ------------------------------------------------------------------------------------------


def test_the_migration_moves_drafts_and_leaves_what_was_published(address, project):  # noqa: F811
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.meetings.numbers_before"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    for name in ("decision", "action"):
        assert told[name] == {
            "published, open": ["2026/1", None],
            "published, restricted": ["2026/2", None],
            "draft, restricted": ["2026/R1", 3],
            "dropped, restricted": ["2026/4", None],
            "draft, open": ["2026/5", None],
            "second draft, restricted": ["2026/R2", 6],
        }
    assert told["faults"] == []
    assert told["back"] == "There is a decision with an R in its number: this migration cannot be undone."
