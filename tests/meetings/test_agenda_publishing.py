"""Publishing an agenda, and what may still happen to it afterwards."""

import datetime
from contextlib import contextmanager

import pytest
from django.utils import timezone

from governance.foundation.publication import State
from meetings import announcing
from meetings.agendas.agenda_setting import add_late_item, begin, publish_agenda, withdraw_item
from meetings.agendas.agenda_setting import publishing as publishing_module
from meetings.announcing import News
from meetings.models import Agenda, AgendaItem, Declaration, Meeting
from tests.make import written_apart
from tests.make_meetings import make_action, make_attendance, make_decision, make_item, make_meeting, make_minutes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

IN_TIME = datetime.date(2026, 2, 20)
DRAFT = "This agenda is not published yet: {}"


@contextmanager
def heard():
    """What is announced meanwhile."""
    news = []

    def listen(sender, what, meeting, record, **rest):
        news.append((what, meeting.pk, record))

    announcing.published.connect(listen)
    try:
        yield news
    finally:
        announcing.published.disconnect(listen)


@pytest.fixture
def meeting(cast):
    """A meeting of Health with two items of business."""
    meeting = make_meeting(cast.health, "2026-03-05")
    make_item(meeting, "Flu plan")
    make_item(meeting, "Budget")
    return meeting


@pytest.fixture
def published(cast, meeting):
    """The same, with its agenda published in time."""
    begin(meeting, by=cast.secretary)
    publish_agenda(meeting, by=cast.secretary, on=IN_TIME)
    return Meeting.objects.get(pk=meeting.pk)


def labels(meeting) -> dict[str, str]:
    return dict(meeting.items.in_order().values_list("title", "label"))


# Publishing ------------------------------------------------------------------------------------------------------


def test_publishing_shows_the_agenda_and_tells_those_who_follow(cast, meeting):
    with heard() as news:
        agenda = publish_agenda(meeting, by=cast.secretary, on=IN_TIME, reason="In time.")

    agenda.refresh_from_db()
    assert agenda.is_published
    assert timezone.now() - agenda.published_at < datetime.timedelta(minutes=1)
    assert news == [(News.AGENDA, meeting.pk, agenda)]
    assert agenda.history.first().history_change_reason == "In time."
    assert AgendaItem.objects.visible_to(cast.visitor).filter(title="Budget").exists()


def test_publishing_brings_the_standing_items_up_to_date_and_fixes_the_labels(cast, meeting):
    earlier = make_meeting(cast.health, "2026-01-08", status="held")
    make_action(earlier)
    make_item(meeting, "Part of the budget", label="9a")

    publish_agenda(meeting, by=cast.secretary, on=IN_TIME)

    assert labels(meeting) == {
        "Apologies for absence": "1",
        "Declarations of interest": "2",
        "Minutes of the meeting held on 8 January 2026": "3",
        "Matters arising": "4",
        "Open actions": "5",
        "Flu plan": "6",
        "Budget": "7",
        "Part of the budget": "9a",
        "Any other business": "8",
        "Date of the next meeting": "9",
    }


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("proposed", "This meeting is only proposed: confirm it, then publish its agenda."),
        ("cancelled", "This meeting is cancelled, so its agenda is not published."),
    ],
)
def test_the_agenda_of_a_meeting_that_is_not_on_is_not_published(cast, status, sentence):
    meeting = make_meeting(cast.health, "2026-03-05", status=status)
    make_item(meeting)
    with heard() as news, refused(sentence):
        publish_agenda(meeting, by=cast.secretary, on=IN_TIME)
    assert news == []


def test_an_empty_agenda_is_not_published(cast):
    meeting = make_meeting(cast.health, "2026-03-05")
    with refused("There is nothing on this agenda: add an item first."):
        publish_agenda(meeting, by=cast.secretary, on=IN_TIME)


def test_an_agenda_is_published_once(cast, published):
    with heard() as news, refused("This agenda is published already."):
        publish_agenda(published, by=cast.secretary, on=IN_TIME)
    assert news == []


@pytest.mark.parametrize("who", ["chair", "member", "visitor"])
def test_only_its_editors_publish_it(cast, meeting, who):
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        publish_agenda(meeting, by=getattr(cast, who), on=IN_TIME)


LATE = (
    "There would be 4 clear days between publication and the meeting, and there should be 5: "
    "27 February 2026 was the last day for it."
)


@pytest.mark.parametrize(("day", "in_time"), [(26, True), (27, True), (28, False)])
def test_an_agenda_is_published_five_clear_days_before(cast, meeting, day, in_time):
    on = datetime.date(2026, 2, day)
    if in_time:
        assert publish_agenda(meeting, by=cast.secretary, on=on).is_published
    else:
        with refused(LATE):
            publish_agenda(meeting, by=cast.secretary, on=on)


def test_a_check_is_overruled_with_a_reason_and_only_by_name(cast, meeting):
    on = datetime.date(2026, 2, 28)
    with refused("Say why it is published although the checks found something."):
        publish_agenda(meeting, by=cast.secretary, on=on, despite=["clear-days"])
    with refused(LATE):
        publish_agenda(meeting, by=cast.secretary, on=on, despite=["something-else"], reason="Urgent.")

    agenda = publish_agenda(meeting, by=cast.secretary, on=on, despite=["clear-days"], reason="The flood.")

    assert agenda.history.first().history_change_reason == "The flood."


def test_each_check_that_stands_in_the_way_is_counted(cast, meeting):
    make_item(meeting, "Contacts", text="<p>jo@example.org, 07700 900123</p>")
    with refused(
        "Item 3 holds the e-mail address jo@example.org, which nobody has agreed to publish: "
        "take it out, or record consent. (1 more to see to.)"
    ):
        publish_agenda(meeting, by=cast.secretary, on=IN_TIME)


def test_items_with_one_label_are_not_published_nor_those_that_would_come_to_have_one(cast, meeting):
    item = make_item(meeting, "Storm", label="1")
    with refused("More than one item has the label 1: give each its own."):
        publish_agenda(meeting, by=cast.secretary, on=IN_TIME, reason="All the same.")
    item.label = "3"
    written_apart(item)
    with refused("More than one item would have the label 3: give each its own."):
        publish_agenda(meeting, by=cast.secretary, on=IN_TIME)  # two standing items come first, so Flu plan is 3 too


def test_a_late_item_takes_no_label_that_is_there(cast, published):
    with refused("Another item has the label 4: choose one that is free."):
        add_late_item(published, title="Flood", reason="It rained.", label="4", by=cast.secretary)


def test_nothing_is_published_when_the_agenda_changes_while_it_is_checked(cast, meeting, monkeypatch):
    monkeypatch.setattr(publishing_module, "checks", lambda meeting, on: make_item(meeting, "Slipped in") and [])

    with pytest.raises(publishing_module.Refused, match="The agenda changed while it was being checked"):
        publish_agenda(meeting, by=cast.secretary, on=IN_TIME)

    assert Agenda.objects.get(meeting=meeting).is_draft


# Afterwards ------------------------------------------------------------------------------------------------------


def test_a_late_item_stands_after_the_last_business_and_moves_no_label(cast, published):
    before = labels(published)

    first = add_late_item(published, title="Flood", reason="It rained on 2 March.", by=cast.secretary, asked="decide")
    second = add_late_item(published, title="Storm", reason="It blew.", by=cast.secretary)

    assert (first.label, second.label) == ("4a", "4b")
    assert labels(published) == before | {"Flood": "4a", "Storm": "4b"}
    assert list(labels(published))[3:7] == ["Budget", "Flood", "Storm", "Any other business"]
    assert Agenda.objects.get(meeting=published).changed_at is not None


def test_a_late_item_may_be_restricted(cast, published):
    facts = {"restricted": True, "restriction_reason": "It names a person.", "public_title": "A personal matter"}
    item = add_late_item(published, title="Ada Thorne", reason="It came late.", by=cast.secretary, **facts)

    assert not AgendaItem.objects.visible_to(cast.visitor).filter(pk=item.pk).exists()


def test_a_late_item_says_why_and_is_checked_for_its_words(cast, published):
    with refused("Say why the item comes late; the public reads it."):
        add_late_item(published, title="Flood", reason=" ", by=cast.secretary)
    with refused(
        "The item holds the telephone number 07700 900123, which nobody has agreed to publish: "
        "take it out, or record consent."
    ):
        add_late_item(published, title="Flood", reason="Ring 07700 900123.", by=cast.secretary)


def test_a_draft_has_no_late_items_and_withdraws_nothing(cast, meeting):
    item = meeting.items.first()
    with refused(DRAFT.format("add an ordinary item.")):
        add_late_item(meeting, title="Flood", reason="Late.", by=cast.secretary)
    with refused(DRAFT.format("remove the item instead.")):
        withdraw_item(item, reason="Not ready.", by=cast.secretary)


def test_a_withdrawn_item_keeps_its_place_and_says_why(cast, published):
    item = published.items.get(title="Flu plan")
    before = labels(published)

    withdraw_item(item, reason="The figures are not ready.", by=cast.secretary, why="Asked for by the director.")

    item.refresh_from_db()
    assert item.withdrawn_reason == "The figures are not ready."
    assert item.history.first().history_change_reason == "Asked for by the director."
    assert labels(published) == before
    assert Agenda.objects.get(meeting=published).changed_at is not None
    with refused("This item is withdrawn already."):
        withdraw_item(item, reason="Again.", by=cast.secretary)


def test_an_item_is_withdrawn_with_a_reason(cast, published):
    item = published.items.first()
    with refused("Say why the item is withdrawn; the public reads it."):
        withdraw_item(item, reason=" ", by=cast.secretary)


def test_the_agenda_of_a_cancelled_meeting_stays_as_it_is(cast, published):
    published.status = "cancelled"
    published.save()
    item = published.items.first()
    for deed in (
        lambda: add_late_item(published, title="Flood", reason="Late.", by=cast.secretary),
        lambda: withdraw_item(item, reason="Off.", by=cast.secretary),
    ):
        with refused("This meeting is cancelled, so its agenda stays as it is."):
            deed()


MINUTED = {
    "checked": "The chair has checked the minutes of this meeting: send them back before you change its agenda.",
    "published": "The minutes of this meeting are published, so its agenda stays as it is.",
    "approved": "The minutes of this meeting are published, so its agenda stays as it is.",
}


@pytest.mark.parametrize("stage", ["draft", *MINUTED])
def test_the_agenda_stays_as_it_is_once_the_minutes_are_checked(cast, published, stage):
    make_minutes(published, stage)
    item = make_item(published, "Storm", label="7")
    if stage == "draft":
        assert withdraw_item(item, reason="Off.", by=cast.secretary).withdrawn_reason == "Off."
        return
    for deed in (
        lambda: add_late_item(published, title="Flood", reason="Late.", by=cast.secretary),
        lambda: withdraw_item(item, reason="Off.", by=cast.secretary),
    ):
        with refused(MINUTED[stage]):
            deed()


@pytest.mark.parametrize("record", [make_minutes, make_decision, make_action, "declaration", "arrival"])
def test_an_item_that_the_record_speaks_of_is_not_withdrawn(cast, published, record):
    item = published.items.get(title="Budget")
    if record == "declaration":
        written_apart(Declaration(meeting=published, person=cast.chair_person, item=item, interest="A farm."))
    elif record == "arrival":
        make_attendance(published, cast.member_person, arrived_at=item)
    else:
        record(published, **({} if record is make_minutes else {"item": item}))
    with refused("The record of the meeting speaks of this item, so it stays on the agenda."):
        withdraw_item(item, reason="Not ready.", by=cast.secretary)


@pytest.mark.parametrize(("stage", "there"), [("draft", True), ("checked", False), ("published", False)])
def test_an_agenda_that_is_published_after_the_minutes_has_the_items_that_they_name(cast, meeting, stage, there):
    make_minutes(meeting, stage)

    publish_agenda(meeting, by=cast.secretary, on=IN_TIME)

    assert ("Apologies for absence" in labels(meeting)) is there
    assert labels(meeting)["Flu plan"] == ("3" if there else "1")


def test_a_standing_item_that_was_minuted_stays_when_the_agenda_is_published(cast, meeting):
    action = make_action(make_meeting(cast.health, "2026-01-08", status="held"))
    begin(meeting, by=cast.secretary)
    item = meeting.items.get(kind=AgendaItem.Kind.ACTIONS)
    minutes = make_minutes(meeting)
    action.result, action.closed_on = "done", datetime.date(2026, 2, 1)
    written_apart(action)

    publish_agenda(meeting, by=cast.secretary, on=IN_TIME)

    assert meeting.items.filter(pk=item.pk).exists()
    assert minutes.entries.filter(item=item).exists()


@pytest.mark.parametrize("who", ["chair", "member", "visitor"])
def test_only_its_editors_change_it_afterwards(cast, published, who):
    item, by = published.items.first(), getattr(cast, who)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        withdraw_item(item, reason="Off.", by=by)
    with refused("You are not appointed to edit Health; ask its partnership officer."):
        add_late_item(published, title="Flood", reason="Late.", by=by)


def test_the_state_of_another_agenda_is_untouched(cast, published):
    other = make_meeting(cast.health, "2026-04-02")

    assert Agenda.objects.get(meeting=other).state == State.DRAFT
