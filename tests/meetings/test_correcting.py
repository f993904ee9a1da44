"""Correcting what the public has read: the text of an entry, and who was there; visibly, whole, and for ever."""

import datetime

import pytest
from django.db import transaction
from django.utils.html import strip_tags

from governance.foundation.dated import Span
from governance.foundation.deeds import Refused
from meetings.attendance.attendance_figures import figures_of
from meetings.attendance.attending import Entry, record
from meetings.attendance.quorum import said_of
from meetings.minutes.correcting import correct, correct_attendance
from meetings.models import Attendance, Correction, Minutes, MinutesEntry
from tests import make
from tests.make_meetings import make_attendance, make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
ONE = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast):
    """A meeting of the board on 5 March 2026 with one item."""
    meeting = make_meeting(cast.board, DAY, starts_at=datetime.time(14))
    make_item(meeting, "The plan")
    return meeting


def written(meeting, stage="draft"):
    """Its minutes, with one entry, published on the day of the meeting if they are."""
    return make_minutes(meeting, stage, text="<p>What was said.</p>", published_on=DAY)


def entry_of(minutes):
    return MinutesEntry.objects.get(minutes=minutes)


# The text of an entry --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["published", "approved"])
def test_a_correction_keeps_before_and_after_and_why(cast, meeting, stage):
    entry = entry_of(written(meeting, stage))
    at = make_meeting(cast.board, "2026-04-02", status="held")

    row = correct(entry, text="<p>What was meant.</p>", reason="Misheard.", by=cast.officer, on=at.day, agreed_at=at)

    revision = entry.revision
    entry.refresh_from_db()
    assert (row.before, row.after) == ("<p>What was said.</p>", "<p>What was meant.</p>")
    assert (row.minutes, row.entry) == (entry.minutes, entry)
    assert (row.reason, row.made_on, row.agreed_at) == ("Misheard.", at.day, at)
    assert (entry.text, entry.revision) == ("<p>What was meant.</p>", revision + 1)
    assert entry.history.first().history_change_reason == "Misheard."


def test_a_correction_needs_a_reason_a_change_a_day_and_published_minutes(cast, meeting):
    entry = entry_of(written(meeting, "published"))
    good = {"text": "<p>New.</p>", "reason": "Misheard.", "by": cast.officer, "on": make.today()}
    earlier = make_meeting(cast.board, "2026-03-04", status="held")
    refused = [
        ({"reason": " "}, "Say why"),
        ({"text": entry.text}, "the same as the old one"),
        ({"on": DAY - datetime.timedelta(days=1)}, "lies after the meeting"),
        ({"on": make.today() + datetime.timedelta(days=1)}, "not in the future"),
        ({"by": cast.secretary}, "not appointed"),
        ({"agreed_at": earlier}, "came before"),
    ]
    for facts, sentence in refused:
        with pytest.raises(Refused, match=sentence):
            correct(entry, **{**good, **facts})
    draft = make_meeting(cast.board, "2026-04-02")
    make_item(draft)
    with pytest.raises(Refused, match="change the draft itself"):
        correct(entry_of(written(draft)), **good)
    assert not Correction.objects.exists()
    entry.refresh_from_db()
    assert entry.text == "<p>What was said.</p>"


def test_a_correction_stands_for_ever(cast, meeting):
    entry = entry_of(written(meeting, "published"))
    row = correct(entry, text="<p>New.</p>", reason="Misheard.", by=cast.officer, on=make.today())

    row.reason = "Something else."
    for road in (row.save, row.delete):
        with pytest.raises(Refused):
            road()
    with pytest.raises(TypeError):
        Correction.objects.all().delete()
    entry.text = "<p>Seized.</p>"
    with pytest.raises(Refused):
        entry.save()
    assert Correction.objects.get().reason == "Misheard."


# Who was there ---------------------------------------------------------------------------------------------


@pytest.fixture
def forum(cast):
    """Published minutes of the Culture Forum, by the names of its members: Ann and Ben came, Cat did not.

    Two of the three make a quorum. Rex, who holds no seat, was in attendance. They were published on the same day.
    """
    seat = make.make_seat(cast.culture, "Members", low=3, high=3, substitute_allowed=True)
    people = {name: make.make_person(name, kept_by=cast.partnership) for name in ("Ann", "Ben", "Cat", "Rex")}
    for name in ("Ann", "Ben", "Cat"):
        make.make_membership(seat, people[name])
    make.make_rule(cast.culture, "quorum", low=2)
    meeting = make_meeting(cast.culture, DAY, status="held")
    make_item(meeting, "The plan")
    for name, how in (("Ann", "present"), ("Ben", "present"), ("Cat", "absent"), ("Rex", "in attendance")):
        record(meeting, people[name], how=how, by=cast.officer)
    minutes = make_minutes(meeting, "published", published_on=DAY)
    minutes.quorum_said = said_of(meeting)
    make.written_apart(minutes)
    return minutes, people


def good(cast, **facts):
    return {"reason": "The message came late.", "by": cast.officer, "on": DAY + ONE, **facts}


def ways():
    return dict(Attendance.objects.values_list("person__name", "how"))


def figures(cast):
    found = figures_of(cast.culture, Span(DAY, None), today=make.today(), user=cast.visitor)
    return {figure.person.name: figure.in_words for figure in found.people}


@pytest.mark.parametrize("stage", ["published", "approved"])
def test_who_was_there_is_corrected_in_words_with_the_reason(cast, forum, stage):
    minutes, people = forum
    minutes.stage = stage
    make.written_apart(minutes)
    at = make_meeting(cast.culture, DAY + ONE, status="held")

    row = correct_attendance(minutes, [Entry(people["Cat"], "apologies")], **good(cast, agreed_at=at))

    there = "<h3>Present</h3><ul><li>Ann</li><li>Ben</li></ul><h3>In attendance</h3><ul><li>Rex</li></ul>"
    quorum = "<p>The meeting of Culture Forum was quorate: 2 members there, of at least 2 members that it needs.</p>"
    assert row.before == f"{there}<h3>Absent</h3><ul><li>Cat</li></ul>{quorum}"
    assert row.after == f"{there}<h3>Apologies</h3><ul><li>Cat</li></ul>{quorum}"
    assert (row.minutes, row.entry, row.agreed_at) == (minutes, None, at)
    assert (row.reason, row.made_on) == ("The message came late.", DAY + ONE)
    assert ways() == {"Ann": "present", "Ben": "present", "Cat": "apologies", "Rex": "in attendance"}


def test_the_quorum_and_the_figures_follow(cast, forum):
    minutes, people = forum
    assert figures(cast)["Ben"] == "Expected at 1 meeting: present at 1."

    row = correct_attendance(minutes, [Entry(people["Ben"], "apologies")], **good(cast))

    lacking = "1 member there, of at least 2 members that it needs"
    minutes.refresh_from_db()
    assert lacking in minutes.quorum_said
    assert lacking in row.after
    assert lacking not in row.before
    assert figures(cast)["Ben"] == "Expected at 1 meeting: apologies for 1."


def test_somebody_who_was_not_there_is_taken_out_and_somebody_forgotten_put_in(cast, forum):
    minutes, people = forum
    guest = make.make_person("Sue <Holm>", kept_by=cast.partnership)

    row = correct_attendance(minutes, [Entry(guest, "in attendance")], taken_out=[people["Rex"]], **good(cast))

    assert "<ul><li>Rex</li></ul>" in row.before
    assert "<ul><li>Sue &lt;Holm&gt;</li></ul>" in row.after
    assert "Rex" not in row.after
    assert ways() == {"Ann": "present", "Ben": "present", "Cat": "absent", "Sue <Holm>": "in attendance"}


def test_when_nobody_is_left_the_minutes_say_so(cast, forum):
    minutes, people = forum

    row = correct_attendance(minutes, [], taken_out=people.values(), **good(cast))

    assert row.after == "<p>Nobody’s attendance is recorded.</p>"
    assert figures(cast) == {}


def test_a_substitute_and_the_member_change_places_in_one_correction_whatever_the_order(cast, forum):
    minutes, people = forum
    swap = [Entry(people["Cat"], "apologies"), Entry(people["Rex"], "substitute", stands_in_for=people["Cat"])]
    back = [Entry(people["Cat"], "present"), Entry(people["Rex"], "in attendance")]

    row = correct_attendance(minutes, reversed(swap), **good(cast))
    assert "<h3>Substitutes</h3><ul><li>Rex (for Cat)</li></ul>" in row.after
    assert "3 members there" in row.after
    row = correct_attendance(minutes, back, **good(cast))

    assert ways() == {"Ann": "present", "Ben": "present", "Cat": "present", "Rex": "in attendance"}
    assert "<h3>Substitutes</h3>" in row.before


def test_the_audit_says_who_corrected_it_and_why(cast, forum):
    minutes, people = forum
    entries = [Entry(people["Cat"], "apologies")]

    correct_attendance(minutes, entries, taken_out=[people["Rex"]], **good(cast))

    told = {row.person.name: row for row in Attendance.history.order_by("history_id")}
    assert [(told[name].history_type, told[name].history_user) for name in ("Cat", "Rex")] == [
        ("~", cast.officer),
        ("-", cast.officer),
    ]
    why = {told["Cat"].history_change_reason, told["Rex"].history_change_reason}
    assert why == {Minutes.history.first().history_change_reason} == {"The message came late."}
    assert Attendance.history.filter(person=people["Ann"]).count() == 1


REFUSED = [
    ({"reason": " "}, "Say why you correct the minutes; the public reads it."),
    ({"by": "secretary"}, "You are not appointed to edit Culture Forum; ask its partnership officer."),
    ({"agreed_at": -1}, "That meeting came before this one: choose a later one."),
    ({"agreed_at": 0}, "A meeting does not agree its own minutes: choose a later one."),
    ({"how": "absent"}, "Nobody’s attendance is changed: change it, or leave it."),
    ({"who": "Rex"}, "Rex held no seat here on the day of the meeting: record them as in attendance."),
    ({"how": "lost"}, "Say how they were there: present, apologies, absent, substitute or in attendance."),
    ({"who": "Ann", "how": "in attendance"}, "Ann is a member here: record them as present, with apologies or absent."),
]


@pytest.mark.parametrize(("facts", "sentence"), REFUSED)
def test_a_correction_of_who_was_there_is_refused_in_one_sentence_and_nothing_is_written(cast, forum, facts, sentence):
    minutes, people = forum
    facts = {"who": "Cat", "how": "apologies", **facts}
    who, how = facts.pop("who"), facts.pop("how")
    if "by" in facts:
        facts["by"] = getattr(cast, facts["by"])
    if "agreed_at" in facts:
        earlier = make_meeting(cast.culture, DAY - ONE, status="held")
        facts["agreed_at"] = minutes.meeting if facts["agreed_at"] == 0 else earlier
    before, audit = ways(), Attendance.history.count()
    alongside = [Entry(people["Ben"], "apologies")] if who == "Rex" else []

    with pytest.raises(Refused) as refusal:
        correct_attendance(minutes, [*alongside, Entry(people[who], how)], **good(cast, **facts))

    assert refusal.value.sentence == sentence
    assert (ways(), Attendance.history.count()) == (before, audit)
    assert not Correction.objects.exists()
    assert Minutes.objects.get().quorum_said == minutes.quorum_said


@pytest.mark.parametrize("stage", ["draft", "checked"])
def test_who_was_there_is_corrected_only_once_the_minutes_are_published(cast, forum, stage):
    minutes, people = forum
    minutes.stage = stage
    make.written_apart(minutes)

    with pytest.raises(Refused, match="^These minutes are not published: change the draft itself.$"):
        correct_attendance(minutes, [Entry(people["Cat"], "apologies")], **good(cast))
    assert ways()["Cat"] == "absent"


def test_what_nobody_would_read_is_no_correction(cast, forum):
    minutes, people = forum
    make_attendance(
        minutes.meeting,
        make.make_person("Sue", kept_by=cast.partnership),
        "substitute",
        grade=3,
        stands_in_for=people["Cat"],
        substitute_allowed=True,
        seat=cast.culture.seats.get(title="Members"),
    )
    sue = Attendance.objects.get(person__name="Sue").person
    minutes.quorum_said = said_of(minutes.meeting)
    make.written_apart(minutes)

    with pytest.raises(Refused, match="^The minutes would say the same as before: change what they say of somebody"):
        correct_attendance(minutes, [Entry(sue, "substitute", stands_in_for=people["Cat"], grade=4)], **good(cast))
    assert Attendance.objects.get(person=sue).grade == 3


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (DAY - ONE, "lies after the meeting"),
        (DAY, None),
        (DAY + ONE, None),
        (make.today() - ONE, None),
        (make.today(), None),
        (make.today() + ONE, "not in the future"),
    ],
)
def test_the_day_of_a_correction_lies_between_the_meeting_and_today(cast, forum, on, sentence):
    minutes, people = forum
    facts = good(cast, on=on)
    entry = MinutesEntry.objects.get(minutes=minutes)

    if sentence:
        with pytest.raises(Refused, match=sentence):
            correct_attendance(minutes, [Entry(people["Cat"], "apologies")], **facts)
        with pytest.raises(Refused, match=sentence):
            correct(entry, text="<p>New.</p>", **facts)
        assert not Correction.objects.exists()
        return
    assert correct_attendance(minutes, [Entry(people["Cat"], "apologies")], **facts).made_on == on
    assert correct(entry, text="<p>New.</p>", **facts).made_on == on


WEEK = datetime.timedelta(days=7)
PUBLISHED = "These minutes were published on 12 March 2026: give that day, or one after it."
AGREED = "The meeting that agreed it was on 19 March 2026: give that day, or one after it."


@pytest.mark.parametrize(
    ("on", "agreed", "sentence"),
    [
        (DAY + WEEK - ONE, False, PUBLISHED),
        (DAY + WEEK, False, None),
        (DAY + WEEK + ONE, False, None),
        (DAY + 2 * WEEK - ONE, True, AGREED),
        (DAY + 2 * WEEK, True, None),
        (DAY + 2 * WEEK + ONE, True, None),
    ],
)
def test_nothing_is_corrected_before_it_was_published_or_agreed(cast, meeting, on, agreed, sentence):
    minutes = make_minutes(meeting, "published", published_on=DAY + WEEK)
    at = make_meeting(cast.board, DAY + 2 * WEEK, status="held") if agreed else None
    facts = {"text": "<p>New.</p>", "reason": "Misheard.", "by": cast.officer, "on": on, "agreed_at": at}

    if sentence:
        with pytest.raises(Refused) as refusal:
            correct(entry_of(minutes), **facts)
        assert refusal.value.sentence == sentence
        assert not Correction.objects.exists()
        return
    assert correct(entry_of(minutes), **facts).made_on == on


def test_a_failure_in_the_middle_leaves_everything_as_it_was(cast, forum, monkeypatch):
    minutes, people = forum
    before = ways()

    def break_off(*_):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr("meetings.minutes.correcting.said_of", break_off)
    with pytest.raises(RuntimeError), transaction.atomic():
        correct_attendance(minutes, [Entry(people["Cat"], "apologies")], taken_out=[people["Rex"]], **good(cast))

    assert ways() == before
    assert not Correction.objects.exists()


def test_the_register_of_published_minutes_opens_on_no_other_road(cast, forum):
    minutes, people = forum
    correct_attendance(minutes, [Entry(people["Cat"], "apologies")], **good(cast))

    with pytest.raises(Refused, match="correct them visibly"):
        record(minutes.meeting, people["Cat"], how="present", by=cast.officer)
    assert ways()["Cat"] == "apologies"


def test_somebody_with_two_seats_stays_on_the_one_that_they_were_recorded_for(cast, forum):
    minutes, people = forum
    second = make.make_seat(cast.culture, "Treasurer", order=9)
    make.make_membership(second, people["Cat"])
    row = Attendance.objects.get(person=people["Cat"])
    row.seat = second
    make.written_apart(row)

    correct_attendance(minutes, [Entry(people["Cat"], "present")], **good(cast))

    row.refresh_from_db()
    assert (row.how, row.seat) == ("present", second)


def test_two_corrections_tell_one_after_the_other_what_was_said(cast, forum):
    minutes, people = forum
    first = correct_attendance(minutes, [Entry(people["Cat"], "apologies")], **good(cast))
    second = correct_attendance(minutes, [Entry(people["Cat"], "present")], **good(cast))

    assert second.before == first.after
    assert "Present Ann Ben Cat" in " ".join(strip_tags(second.after.replace("<", " <")).split())
