"""Minutes on their way: drafted, checked by the chair, published, approved later; and what never changes again."""

import datetime

import pytest
from django.db import transaction

from governance.foundation.deeds import Refused, strike, write
from meetings.announcing import News, published
from meetings.minutes.minuting import (
    Overtaken,
    approve_minutes,
    begin_minutes,
    check_minutes,
    publish_minutes,
    send_back,
    write_entry,
)
from meetings.models import Action, Decision, Minutes, MinutesEntry
from tests import make
from tests.make_meetings import make_action, make_decision, make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def meeting(cast):
    """A meeting of the board on 5 March 2026 with one item."""
    meeting = make_meeting(cast.board, DAY, starts_at=datetime.time(14))
    make_item(meeting, "The plan")
    return meeting


def written(meeting, stage="draft"):
    """Its minutes, with one entry."""
    return make_minutes(meeting, stage, text="<p>What was said.</p>")


def entry_of(minutes):
    return MinutesEntry.objects.get(minutes=minutes)


def test_minutes_are_begun_once_for_a_meeting_that_was_called(cast, meeting):
    minutes = begin_minutes(meeting, by=cast.officer)

    assert (minutes.stage, minutes.meeting) == ("draft", meeting)
    assert begin_minutes(meeting, by=cast.officer) == minutes
    for status, sentence in (("proposed", "only proposed"), ("cancelled", "was cancelled")):
        with pytest.raises(Refused, match=sentence):
            begin_minutes(make_meeting(cast.board, status=status), by=cast.officer)
    with pytest.raises(Refused, match="not appointed to edit"):
        begin_minutes(meeting, by=cast.secretary)
    assert Minutes.objects.count() == 1


def test_an_entry_is_written_with_its_revision_raised_and_its_text_cleaned(cast, meeting):
    minutes, item = begin_minutes(meeting, by=cast.officer), meeting.items.get()

    first = write_entry(minutes, item, text="<p>One<script>x</script></p>", revision=0, by=cast.officer)
    second = write_entry(minutes, item, text="<p>Two</p>", revision=first.revision, by=cast.officer)
    opening = write_entry(minutes, None, text="<p>Welcome.</p>", revision=0, by=cast.officer)

    assert (first.text, first.revision) == ("<p>One</p>", 1)
    assert (second.text, second.revision) == ("<p>Two</p>", 2)
    assert (opening.item, opening.revision) == (None, 1)
    assert MinutesEntry.objects.count() == 2


def test_a_stale_revision_is_refused_with_both_texts_and_nothing_is_written(cast, meeting):
    minutes, item = begin_minutes(meeting, by=cast.officer), meeting.items.get()
    first = write_entry(minutes, item, text="<p>Mine.</p>", revision=0, by=cast.officer)

    with pytest.raises(Overtaken) as refusal:
        write_entry(minutes, item, text="<p>Theirs.</p>", revision=0, by=cast.administrator)

    said = refusal.value
    assert (said.saved, said.yours, said.revision) == ("<p>Mine.</p>", "<p>Theirs.</p>", first.revision)
    assert entry_of(minutes).text == "<p>Mine.</p>"
    assert MinutesEntry.history.count() == 1
    again = write_entry(minutes, item, text=said.yours, revision=said.revision, by=cast.administrator)
    assert again.text == "<p>Theirs.</p>"


def test_the_same_text_twice_is_written_once_even_from_a_stale_page(cast, meeting):
    minutes, item = begin_minutes(meeting, by=cast.officer), meeting.items.get()
    write_entry(minutes, item, text="<p>Same.</p>", revision=0, by=cast.officer)

    assert write_entry(minutes, item, text="<p>Same.</p>", revision=0, by=cast.officer).revision == 1
    assert MinutesEntry.history.count() == 1


def test_an_entry_of_another_meetings_item_is_refused(cast, meeting):
    minutes = begin_minutes(meeting, by=cast.officer)
    elsewhere = make_item(make_meeting(cast.board, "2026-04-05"))

    with pytest.raises(Refused, match="That item belongs to another meeting"):
        write_entry(minutes, elsewhere, text="<p>Lost.</p>", revision=0, by=cast.officer)
    with pytest.raises(Refused, match="not appointed to edit"):
        write_entry(minutes, meeting.items.get(), text="<p>No.</p>", revision=0, by=cast.secretary)
    with pytest.raises(Refused, match="too long"):
        write_entry(minutes, meeting.items.get(), text="x" * 500_001, revision=0, by=cast.officer)
    assert not MinutesEntry.objects.exists()


def test_the_chair_or_an_officer_who_records_it_checks_the_minutes_and_nobody_else(cast):
    meeting = make_meeting(cast.health, DAY)
    make_item(meeting)
    minutes = written(meeting)
    for user in (cast.secretary, cast.chair, cast.member, cast.visitor):
        with pytest.raises(Refused, match="Only the chair of Health"):
            check_minutes(minutes, by=user)

    checked = check_minutes(minutes, by=cast.officer)
    assert (checked.stage, checked.checked_by, checked.checked_on) == (
        "checked",
        cast.health_chair_person,
        make.today(),
    )


def test_the_chair_checks_with_their_own_account(cast, meeting):
    checked = check_minutes(written(meeting), by=cast.chair)

    assert (checked.stage, checked.checked_by) == ("checked", cast.chair_person)
    assert Minutes.history.first().history_user == cast.chair


def test_a_chair_is_named_where_there_is_none_to_take(cast):
    meeting = make_meeting(cast.jobs, DAY)
    make_item(meeting)
    minutes = written(meeting)

    with pytest.raises(Refused, match="Say which chair of Jobs and Skills"):
        check_minutes(minutes, by=cast.officer)
    with pytest.raises(Refused, match="Say which chair of Jobs and Skills"):
        check_minutes(minutes, by=cast.officer, chair=cast.member_person)


def test_empty_minutes_are_not_checked_and_checked_ones_not_twice(cast, meeting):
    empty = begin_minutes(meeting, by=cast.officer)
    with pytest.raises(Refused, match="The minutes are empty"):
        check_minutes(empty, by=cast.officer)
    write_entry(empty, None, text="<p>Said.</p>", revision=0, by=cast.officer)
    check_minutes(empty, by=cast.officer)
    with pytest.raises(Refused, match="past that"):
        check_minutes(empty, by=cast.officer)


def test_checked_minutes_go_back_to_the_draft_and_can_be_written_again(cast, meeting):
    minutes = check_minutes(written(meeting), by=cast.chair)
    item = meeting.items.get()
    with pytest.raises(Refused, match="send them back before you change them"):
        write_entry(minutes, item, text="<p>Late.</p>", revision=1, by=cast.officer)
    with pytest.raises(Refused, match="not appointed"):
        send_back(minutes, by=cast.member)

    back = send_back(minutes, by=cast.chair, reason="A name is wrong.")

    assert (back.stage, back.checked_by, back.checked_on) == ("draft", None, None)
    write_entry(back, item, text="<p>Late.</p>", revision=entry_of(back).revision, by=cast.officer)
    with pytest.raises(Refused, match="go back to the draft"):
        send_back(back, by=cast.officer)


def test_publishing_marks_the_meeting_held_publishes_what_it_decided_and_tells(cast, meeting):
    minutes = check_minutes(written(meeting), by=cast.chair)
    make_decision(meeting, state="draft")
    make_action(meeting, state="draft")
    told = []

    def hear(what, meeting, record, **_):
        told.append((what, meeting.pk, record.pk))

    published.connect(hear)
    try:
        publish_minutes(minutes, by=cast.officer)
    finally:
        published.disconnect(hear)

    meeting.refresh_from_db()
    minutes.refresh_from_db()
    assert (meeting.status, minutes.stage, minutes.published_at is None) == ("held", "published", False)
    assert Decision.objects.get().is_published
    assert Action.objects.get().is_published
    assert (News.MINUTES, meeting.pk, minutes.pk) in told


def test_publishing_fixes_the_labels_of_an_agenda_that_nobody_published(cast, meeting):
    make_item(meeting, "The part", label="1a")
    make_item(meeting, "The budget")
    minutes = check_minutes(written(meeting), by=cast.chair)

    publish_minutes(minutes, by=cast.officer)

    assert list(meeting.items.in_order().values_list("label", flat=True)) == ["1", "1a", "2"]


def test_publishing_needs_the_chairs_check_and_the_right_and_a_day_that_has_come(cast, meeting):
    minutes = written(meeting)
    with pytest.raises(Refused, match="The chair has not checked"):
        publish_minutes(minutes, by=cast.officer)
    check_minutes(minutes, by=cast.chair)
    with pytest.raises(Refused, match="not appointed"):
        publish_minutes(minutes, by=cast.chair)
    publish_minutes(minutes, by=cast.officer)
    with pytest.raises(Refused, match="published already"):
        publish_minutes(minutes, by=cast.officer)


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, False), (1, True)])
def test_minutes_of_a_meeting_to_come_are_neither_checked_nor_published(cast, days, refused):
    meeting = make_meeting(cast.board, make.today() + datetime.timedelta(days=days))
    make_item(meeting)
    minutes = written(meeting)

    if refused:
        with pytest.raises(Refused, match="still to come: let the chair check its minutes afterwards"):
            check_minutes(minutes, by=cast.chair)
        minutes.stage = "checked"
        make.written_apart(minutes)
        with pytest.raises(Refused, match="still to come: publish its minutes afterwards"):
            publish_minutes(minutes, by=cast.officer)
        assert Minutes.objects.get().stage == "checked"
        return
    check_minutes(minutes, by=cast.chair)
    assert publish_minutes(minutes, by=cast.officer).stage == "published"


def test_a_failure_while_publishing_leaves_everything_as_it_was(cast, meeting):
    minutes = check_minutes(written(meeting), by=cast.chair)
    make_decision(meeting, state="draft")

    def break_off(**_):
        raise RuntimeError("The listener failed.")

    published.connect(break_off)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            publish_minutes(minutes, by=cast.officer)
    finally:
        published.disconnect(break_off)

    meeting.refresh_from_db()
    minutes.refresh_from_db()
    assert (meeting.status, minutes.stage) == ("scheduled", "checked")
    assert Decision.objects.get().is_draft


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        ("2026-03-04", 14, "came before this one"),
        ("2026-03-05", 13, "came before this one"),
        ("2026-03-05", 14, None),
        ("2026-03-05", 15, None),
        ("2026-03-06", 9, None),
    ],
)
def test_minutes_are_approved_at_a_later_meeting(cast, meeting, day, hour, sentence):
    minutes = written(meeting, "published")
    at = make_meeting(cast.board, day, status="held", starts_at=datetime.time(hour))

    if sentence:
        with pytest.raises(Refused, match=sentence):
            approve_minutes(minutes, at=at, by=cast.officer)
        assert Minutes.objects.get().stage == "published"
        return
    approved = approve_minutes(minutes, at=at, by=cast.officer)
    assert (approved.stage, approved.approved_at, approved.approved_on) == ("approved", at, at.day)


def test_only_a_held_meeting_of_the_same_lead_body_approves(cast, meeting):
    minutes = written(meeting, "published")
    refused = [
        (meeting, "its own minutes"),
        (make_meeting(cast.health, "2026-04-02", status="held", with_bodies=[cast.board]), "of another body"),
        (make_meeting(cast.board, "2026-04-02"), "not marked as held"),
        (make_meeting(cast.board, "2026-04-03", status="cancelled"), "not marked as held"),
    ]
    for at, sentence in refused:
        with pytest.raises(Refused, match=sentence):
            approve_minutes(minutes, at=at, by=cast.officer)
    with pytest.raises(Refused, match="not appointed"):
        approve_minutes(minutes, at=make_meeting(cast.board, "2026-04-04", status="held"), by=cast.chair)


def test_a_draft_is_not_approved_and_approved_minutes_not_again(cast, meeting):
    at = make_meeting(cast.board, "2026-04-02", status="held")
    minutes = written(meeting)
    with pytest.raises(Refused, match="Publish the minutes first"):
        approve_minutes(minutes, at=at, by=cast.officer)
    check_minutes(minutes, by=cast.chair)
    publish_minutes(minutes, by=cast.officer)
    approve_minutes(minutes, at=at, by=cast.officer)
    with pytest.raises(Refused, match="approved already"):
        approve_minutes(minutes, at=at, by=cast.officer)


@pytest.mark.parametrize("stage", ["checked", "published", "approved"])
def test_what_is_past_the_draft_changes_on_no_other_road(cast, meeting, stage):
    minutes = written(meeting, stage)
    entry = entry_of(minutes)
    entry.text = "<p>Seized.</p>"
    roads = [
        lambda: write(entry, by=cast.administrator),
        entry.save,
        lambda: write_entry(minutes, entry.item, text="<p>Seized.</p>", revision=1, by=cast.administrator),
        lambda: write(MinutesEntry(minutes=minutes, text="<p>More.</p>"), by=None),
        lambda: strike(entry, by=None),
        lambda: strike(minutes, by=None),
    ]
    for road in roads:
        with pytest.raises(Refused), transaction.atomic():
            road()
    bulk = [
        lambda: MinutesEntry.objects.all().update(text="<p>Seized.</p>"),
        lambda: MinutesEntry.objects.all().delete(),
        lambda: Minutes.objects.all().delete(),
        lambda: MinutesEntry.objects.bulk_create([MinutesEntry(minutes=minutes)]),
    ]
    for road in bulk:
        with pytest.raises(TypeError):
            road()

    assert MinutesEntry.objects.get().text == "<p>What was said.</p>"


def test_a_draft_and_its_entries_can_be_given_up(cast, meeting):
    minutes = written(meeting)

    strike(entry_of(minutes), by=cast.officer)
    strike(minutes, by=cast.officer)

    assert not Minutes.objects.exists()
