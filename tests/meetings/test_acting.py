"""Acting: raising, amending, publishing, reporting on, closing and reopening actions."""

import datetime

import pytest

from governance.foundation.waiting import MOST_WAITING, TooManyWaiting
from meetings.actions.acting import (
    accept_report,
    amend_action,
    close_action,
    drop_draft,
    publish_action,
    publish_actions,
    raise_action,
    refuse_report,
    reopen,
    report_progress,
)
from meetings.models import Action, ProgressReport
from tests import make, make_meetings
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def open_actions(body, day):
    """The published actions of `body` that were open on `day`, the soonest due first."""
    return Action.objects.filter(body=body).published().open_on(day).soonest_first()


DAY = datetime.date(2026, 3, 5)
DUE = datetime.date(2026, 4, 30)
A_DAY = datetime.timedelta(days=1)
NOT_APPOINTED = "You are not appointed to edit Health; ask its partnership officer."


@pytest.fixture
def meeting(cast):
    return make_meetings.make_meeting(cast.health, DAY, status="held")


@pytest.fixture
def action(cast, meeting):
    """A published action that Tom Ferris is to do by DUE."""
    return make_meetings.make_action(meeting, "Open the clinic", owner=cast.member_person, due=DUE)


def say(action, by, text="The lease is signed.", **facts):
    return report_progress(action, text=text, by=by, **{"day": DAY, "reported_by": "Tom Ferris", **facts})


def test_actions_are_numbered_for_each_body_and_year_with_or_without_a_meeting(cast, meeting):
    year = make.today().year
    made = [
        raise_action(cast.health, what="One", by=cast.secretary, meeting=meeting, owner_body=cast.health),
        raise_action(cast.health, what="Two", by=cast.secretary, owner=cast.member_person),
        raise_action(cast.health_data, what="Three", by=cast.secretary, owner_organisation=cast.trust),
    ]

    assert [each.number for each in made if each.year == year and each.body == cast.health] == (
        [1, 2] if meeting.day.year == year else [1]
    )
    assert made[0].raised_on == DAY
    assert made[1].raised_on == made[2].raised_on == make.today()
    assert made[2].reference == f"{year}/1"


def test_an_action_of_a_decision_belongs_to_its_meeting_and_item(cast, meeting):
    item = make_meetings.make_item(meeting, restricted=True)
    decision = make_meetings.make_decision(meeting, item=item)

    action = raise_action(cast.health, what="Tell them", by=cast.secretary, decision=decision, owner_body=cast.health)
    publish_action(action, by=cast.secretary)

    assert (action.meeting, action.item) == (meeting, item)
    assert not Action.objects.visible_to(cast.visitor).exists()


def test_each_body_of_a_joint_meeting_may_raise_actions_and_no_other(cast):
    joint = make_meetings.make_meeting(cast.health, DAY, with_bodies=[cast.jobs])
    how = {"what": "Meet again", "by": cast.officer, "meeting": joint, "owner_organisation": cast.trust}

    assert raise_action(cast.jobs, **how).body == cast.jobs
    with refused("Culture Forum was not at that meeting: choose a meeting of its own."):
        raise_action(cast.culture, **how)


def test_bad_facts_are_refused_with_one_sentence_each(cast, meeting):
    other = make_meetings.make_meeting(cast.health, DAY + A_DAY)
    one, two = make_meetings.make_item(meeting), make_meetings.make_item(meeting)
    decision, itemless = make_meetings.make_decision(meeting, item=one), make_meetings.make_decision(meeting)
    how = {"what": "Act", "by": cast.secretary, "owner_body": cast.health}

    with refused("Say what is to be done."):
        raise_action(cast.health, **{**how, "what": " "})
    with refused("Say who is to do it: a person, an organisation or a body."):
        raise_action(cast.health, **{**how, "owner_body": None})
    with refused("That item belongs to another meeting."):
        raise_action(cast.health, meeting=other, item=one, **how)
    with refused("That decision was taken at another meeting."):
        raise_action(cast.health, meeting=other, decision=itemless, **how)
    with refused("That decision was taken under another item."):
        raise_action(cast.health, decision=decision, item=two, **how)
    with refused("The action would be due before it was raised: choose a later day."):
        raise_action(cast.health, meeting=meeting, due=DAY - A_DAY, **how)
    assert raise_action(cast.health, meeting=meeting, due=DAY, **how).due == DAY


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("proposed", "The meeting is only proposed: confirm it first."),
        ("cancelled", "The meeting was cancelled, so there is nothing to record of it."),
    ],
)
def test_nothing_is_raised_at_a_meeting_that_does_not_take_place(cast, status, sentence):
    meeting = make_meetings.make_meeting(cast.health, DAY, status=status)
    with refused(sentence):
        raise_action(cast.health, what="Act", by=cast.secretary, meeting=meeting, owner_body=cast.health)


def test_who_does_not_edit_the_body_does_nothing_to_its_log(cast, meeting, action):
    draft = make_meetings.make_action(meeting, state="draft")
    report = say(action, cast.member)
    for user in (cast.member, cast.visitor, None):
        with refused(NOT_APPOINTED):
            raise_action(cast.health, what="Act", by=user, owner_body=cast.health)
        with refused(NOT_APPOINTED):
            amend_action(action, by=user, due=DUE, reason="Mine.")
        with refused(NOT_APPOINTED):
            publish_action(draft, by=user)
        with refused(NOT_APPOINTED):
            publish_actions(meeting, by=user)
        with refused(NOT_APPOINTED):
            drop_draft(draft, by=user)
        with refused(NOT_APPOINTED):
            accept_report(report, by=user)
        with refused(NOT_APPOINTED):
            refuse_report(report, by=user, reason="No.")
        with refused(NOT_APPOINTED):
            close_action(action, result="done", closing_text="Done.", by=user, on=DAY)
        with refused(NOT_APPOINTED):
            reopen(action, by=user, reason="No.")


def test_drafts_of_a_meeting_are_published_together(cast, meeting):
    drafts = [make_meetings.make_action(meeting, state="draft") for _ in range(2)]
    dropped = drop_draft(make_meetings.make_action(meeting, state="draft"), by=cast.secretary)

    assert publish_actions(meeting, by=cast.secretary) == drafts
    assert set(Action.objects.visible_to(cast.visitor)) == set(drafts)
    assert dropped.number == 3
    with refused("Action 2026/1 is published: close it as dropped and say why."):
        drop_draft(drafts[0], by=cast.secretary)


def test_a_published_action_changes_only_its_owner_and_due_day_and_says_so(cast, action):
    with refused("Action 2026/1 is published: only its owner and its due day may change. Drop it and raise another."):
        amend_action(action, by=cast.secretary, what="Close the clinic", reason="Misheard.")
    with refused("Say why the owner or the due day changes; the public reads it."):
        amend_action(action, by=cast.secretary, due=DUE + A_DAY)

    amend_action(action, by=cast.secretary, owner=cast.chair_person, due=DUE + A_DAY, reason="Tom is on leave.")

    said = ProgressReport.objects.visible_to(cast.visitor).get()
    assert said.text == (
        "Owner changed from “Tom Ferris” to “Ida Marlow”. Due changed from “30 April 2026” to “1 May 2026”. Tom is on leave."
    )
    assert (said.reported_by, said.day) == ("Health", make.today())


def test_a_draft_changes_without_a_trace_for_the_public(cast, meeting):
    draft = make_meetings.make_action(meeting, state="draft")
    amend_action(draft, by=cast.secretary, what="Something else", due=DUE)

    draft.refresh_from_db()
    assert (draft.what, draft.due) == ("Something else", DUE)
    assert not draft.reports.exists()


# Progress -----------------------------------------------------------------------------------------------------


def test_what_an_editor_reports_is_public_at_once_and_what_the_owner_says_waits(cast, action):
    mine = say(action, cast.secretary, "Spoken to the landlord.", reported_by="Sal Penhale")
    theirs = say(action, cast.member)

    assert (mine.accepted, theirs.accepted) == (True, False)
    assert list(ProgressReport.objects.visible_to(cast.visitor)) == [mine]
    accept_report(theirs, by=cast.secretary)
    assert list(ProgressReport.objects.visible_to(cast.visitor)) == [mine, theirs]
    with refused("That report is accepted already."):
        accept_report(theirs, by=cast.secretary)
    with refused("That report is accepted and public: add another that puts it right."):
        refuse_report(theirs, by=cast.secretary, reason="Wrong.")


def test_members_of_the_body_read_accepted_reports_of_restricted_actions(cast, meeting):
    item = make_meetings.make_item(meeting, restricted=True)
    action = make_meetings.make_action(meeting, item=item)
    report = say(action, cast.secretary)
    sitting = make.make_user("sitting", person=cast.health_chair_person)

    readers = (cast.visitor, cast.member, sitting, cast.secretary)
    assert [report in ProgressReport.objects.visible_to(each) for each in readers] == [False, False, True, True]


def test_those_who_act_for_the_owner_report_and_others_do_not(cast, meeting):
    mine = make_meetings.make_action(meeting, owner=cast.member_person)
    councils = make_meetings.make_action(meeting, owner_organisation=cast.council)
    boards = make_meetings.make_action(meeting, owner_body=cast.board)
    may = {
        (user.username, which.number): True
        for user, which in ((cast.member, mine), (cast.member, councils), (cast.chair, councils), (cast.chair, boards))
    }
    for user in (cast.member, cast.chair, cast.former_member):
        for action in (mine, councils, boards):
            if may.get((user.username, action.number)):
                assert say(action, user, f"By {user}").accepted is False
            else:
                with refused(f"Only the owner of {action}, or an editor of Health, reports on it."):
                    say(action, user)


def test_who_was_the_owner_when_the_page_was_opened_and_is_no_more_does_not_report(cast, meeting):
    as_opened = make_meetings.make_action(meeting, owner=cast.member_person)
    amend_action(as_opened, owner=None, owner_body=cast.health, by=cast.secretary, reason="Tom is ill.")

    assert as_opened.owner == cast.member_person
    with refused(f"Only the owner of {as_opened}, or an editor of Health, reports on it."):
        say(as_opened, cast.member)


def test_the_same_words_sent_twice_are_one_report(cast, action):
    one, two = say(action, cast.member), say(action, cast.member)

    assert one == two
    assert action.reports.count() == 1


def test_a_link_fills_no_more_than_so_many_waiting_places(cast, action):
    for number in range(MOST_WAITING):
        say(action, None, f"Step {number}", by_link=True)
    with pytest.raises(TooManyWaiting):
        say(action, None, "One more", by_link=True)
    accept_report(action.reports.first(), by=cast.secretary)

    assert say(action, None, "One more", by_link=True).accepted is False


@pytest.mark.parametrize(("on", "may"), [(DAY - A_DAY, False), (DAY, True), (DAY + A_DAY, True)])
def test_a_report_is_of_a_day_after_the_action_was_raised(cast, action, on, may):
    if may:
        assert say(action, cast.member, day=on).day == on
    else:
        with refused("Choose a day between the one on which the action was raised and today."):
            say(action, cast.member, day=on)


def test_no_report_is_of_a_day_to_come_or_empty_or_of_what_is_not_open(cast, meeting, action):
    with refused("Choose a day between the one on which the action was raised and today."):
        say(action, cast.member, day=make.today() + A_DAY)
    with refused("Say how the action goes on."):
        say(action, cast.member, "  ")
    draft = make_meetings.make_action(meeting, state="draft", owner=cast.member_person)
    with refused("Action 2026/2 is not published, so there is nothing to report on yet."):
        say(draft, cast.member)
    close_action(action, result="done", closing_text="Open.", by=cast.secretary, on=DAY)
    with refused("Action 2026/1 is closed: open it again first."):
        say(action, cast.member)


def test_a_refused_report_goes_and_the_audit_keeps_it(cast, action):
    report = say(action, cast.member)
    with refused("Say why the report is not accepted."):
        refuse_report(report, by=cast.secretary, reason=" ")

    assert refuse_report(report, by=cast.secretary, reason="Names a patient.") == action
    kept = ProgressReport.history.filter(id=report.pk).first()
    assert (kept.history_type, kept.history_change_reason, kept.text) == ("-", "Names a patient.", report.text)
    with refused("That report is no longer there."):
        accept_report(report, by=cast.secretary)


# Closing ------------------------------------------------------------------------------------------------------


def test_an_action_closes_with_what_came_of_it(cast, action):
    with refused("Say what came of it; the public reads it."):
        close_action(action, result="done", closing_text=" ", by=cast.secretary, on=DAY)
    with refused("Say whether it was done or dropped."):
        close_action(action, result="", closing_text="Open.", by=cast.secretary, on=DAY)
    with refused("Choose a day between the one on which the action was raised and today."):
        close_action(action, result="done", closing_text="Open.", by=cast.secretary, on=make.today() + A_DAY)

    closed = close_action(
        action, result="done", closing_text="Open.", by=cast.secretary, on=DUE, evidence="https://example.org/clinic"
    )

    assert (closed.result, closed.closed_on, closed.evidence) == ("done", DUE, "https://example.org/clinic")
    with refused("Action 2026/1 is closed: open it again first."):
        close_action(action, result="done", closing_text="Open.", by=cast.secretary, on=DUE)


def test_an_address_that_a_browser_would_run_is_no_evidence(cast, action):
    with refused("Evidence: Enter a valid URL."):
        close_action(
            action, result="done", closing_text="Open.", by=cast.secretary, on=DUE, evidence="javascript:alert(1)"
        )


def test_a_draft_is_not_closed(cast, meeting):
    draft = make_meetings.make_action(meeting, state="draft")
    with refused("Action 2026/1 is not published: publish it before it is closed."):
        close_action(draft, result="done", closing_text="Done.", by=cast.secretary, on=DAY)


def test_a_reopened_action_says_how_it_had_been_closed(cast, action):
    with refused("Action 2026/1 is open."):
        reopen(action, by=cast.secretary, reason="No.")
    close_action(action, result="done", closing_text="The clinic is open.", by=cast.secretary, on=DUE)
    with refused("Say why it is opened again; the public reads it."):
        reopen(action, by=cast.secretary, reason="")

    again = reopen(action, by=cast.secretary, reason="It shut after a week.")

    assert (again.result, again.closed_on, again.closing_text) == ("", None, "")
    said = ProgressReport.objects.visible_to(cast.visitor).get().text
    assert said == ("Opened again. It shut after a week. It was closed as done on 30 April 2026: The clinic is open.")


@pytest.mark.parametrize(
    ("on", "open_", "overdue"),
    [
        (DAY - A_DAY, False, False),
        (DAY, True, False),
        (DUE, True, False),
        (DUE + A_DAY, True, True),
        (DUE + 9 * A_DAY, True, True),
        (DUE + 10 * A_DAY, False, False),
        (DUE + 11 * A_DAY, False, False),
    ],
)
def test_an_action_is_open_from_the_day_it_was_raised_to_the_day_before_it_closed(cast, action, on, open_, overdue):
    close_action(action, result="done", closing_text="Open.", by=cast.secretary, on=DUE + 10 * A_DAY)

    assert (action in open_actions(cast.health, on)) == open_
    assert (action in Action.objects.overdue_on(on)) == overdue
    action.refresh_from_db()
    assert (on >= DAY and action.is_overdue(on)) == overdue


def test_open_actions_come_soonest_due_first_without_drafts_and_other_bodies(cast, meeting):
    late = make_meetings.make_action(meeting, due=DUE + A_DAY)
    never = make_meetings.make_action(meeting)
    soon = make_meetings.make_action(meeting, due=DUE)
    make_meetings.make_action(meeting, state="draft")
    make_meetings.make_action(make_meetings.make_meeting(cast.jobs, DAY))

    assert list(open_actions(cast.health, DAY)) == [soon, late, never]
