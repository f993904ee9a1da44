"""Calendar files, read by two parsers: the library's, and a strict one written from the standard."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from icalendar import Calendar

from meetings.calendars.diary import entries
from meetings.calendars.ical import calendar_of
from meetings.models import Meeting
from meetings.schedules.scheduling import cancel, describe, mark_held, reschedule, schedule
from tests.make_meetings import make_item, make_meeting, make_paper
from tests.meetings.calendar_reader import events_in, read

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SOURCE = "https://portal.example/meetings.ics"


def written(meetings=None, name="Meetings"):
    rows = Meeting.objects.all() if meetings is None else meetings
    return calendar_of(name, SOURCE, entries(rows.called().earliest_first(), AnonymousUser()))


def only_event():
    (event,) = events_in(written())
    return event


def call(cast, **facts):
    facts = {"day": datetime.date(2026, 3, 5), "starts_at": datetime.time(10), "place": "Town Hall", **facts}
    return schedule(cast.health, **{"by": cast.secretary, **facts})


def test_a_meeting_is_written_whole(cast, settings):
    settings.BASE_URL = "https://portal.example"
    meeting = call(cast, ends_at=datetime.time(12), public_may_attend=True, kind="annual")

    event = only_event()

    assert event.text("UID") == f"meeting-{meeting.pk}@portal.example"
    assert event.text("SUMMARY") == "Health"
    assert event.when("DTSTART") == datetime.datetime(2026, 3, 5, 10, tzinfo=LONDON)
    assert event.when("DTEND") == datetime.datetime(2026, 3, 5, 12, tzinfo=LONDON)
    assert event.text("LOCATION") == "Town Hall"
    assert (event.text("STATUS"), event.text("SEQUENCE"), event.text("TRANSP")) == ("CONFIRMED", "0", "OPAQUE")
    assert event.text("CATEGORIES") == "Health"
    assert event.text("URL") == "https://portal.example/meetings/health/2026-03-05/"
    assert event.text("DESCRIPTION") == (
        "Annual general meeting\nThe public may attend.\n"
        "Agenda, papers and minutes: https://portal.example/meetings/health/2026-03-05/"
    )


def test_the_library_reads_the_same(cast):
    call(cast, ends_at=datetime.time(12))
    call(cast, day=datetime.date(2026, 7, 1), starts_at=None)

    content = written(name="Meetings; all, and more")

    strict = [(e.text("UID"), e.when("DTSTART"), e.text("SUMMARY"), e.text("SEQUENCE")) for e in events_in(content)]
    calendar = Calendar.from_ical(content)
    loose = [
        (str(e["uid"]), e.decoded("dtstart"), str(e["summary"]), str(e["sequence"])) for e in calendar.walk("VEVENT")
    ]
    assert strict == loose
    assert str(calendar["x-wr-calname"]) == read(content).text("X-WR-CALNAME") == "Meetings; all, and more"
    assert calendar.errors == []
    assert read(content).one("REFRESH-INTERVAL").value == "PT6H"
    assert read(content).one("SOURCE").value == SOURCE


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        ("2009-03-28", 0),
        ("2009-03-30", 1),
        ("2009-10-24", 1),
        ("2009-10-26", 0),
        ("2026-03-28", 0),
        ("2026-03-30", 1),
    ],
)
def test_summer_time_is_told_by_the_calendar_itself(cast, day, offset):
    make_meeting(cast.health, day)

    calendar = read(written())

    assert only_event().when("DTSTART").utcoffset() == datetime.timedelta(hours=offset)
    (zone,) = [part for part in calendar.parts if part.name == "VTIMEZONE"]
    told = Calendar.from_ical(written()).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
    moment = datetime.datetime.fromisoformat(f"{day}T10:00")
    assert told.utcoffset(moment) == datetime.timedelta(hours=offset)
    assert zone.text("TZID") == "Europe/London"


def test_a_meeting_of_which_only_the_day_is_known_takes_the_day(cast):
    call(cast, starts_at=None)

    event = only_event()

    assert (event.when("DTSTART"), event.when("DTEND")) == (datetime.date(2026, 3, 5), datetime.date(2026, 3, 6))
    assert not isinstance(event.when("DTSTART"), datetime.datetime)


def test_without_an_end_none_is_invented(cast):
    call(cast)

    assert "DTEND" not in only_event().properties


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence(cast):
    meeting = call(cast)
    before = only_event()

    reschedule(
        meeting,
        day=datetime.date(2026, 4, 2),
        by=cast.secretary,
        starts_at=datetime.time(14),
        ends_at=None,
        place="Library",
        reason="The hall is flooded.",
    )

    after = only_event()
    assert after.text("UID") == before.text("UID")
    assert after.text("URL") == before.text("URL")
    assert (before.text("SEQUENCE"), after.text("SEQUENCE")) == ("0", "1")
    assert after.when("DTSTART") == datetime.datetime(2026, 4, 2, 14, tzinfo=LONDON)
    assert after.text("LOCATION") == "Library"
    assert after.when("LAST-MODIFIED") >= before.when("LAST-MODIFIED")
    assert "first called for 5 March 2026" in after.text("DESCRIPTION")
    assert "Why it was moved: The hall is flooded." in after.text("DESCRIPTION")


def test_a_cancelled_meeting_stays_in_the_calendar_and_frees_the_time(cast):
    meeting = call(cast)
    uid = only_event().text("UID")

    cancel(meeting, by=cast.secretary, reason="Snow")

    event = only_event()
    assert (event.text("UID"), event.text("STATUS"), event.text("SEQUENCE")) == (uid, "CANCELLED", "1")
    assert event.text("TRANSP") == "TRANSPARENT"
    assert event.text("SUMMARY") == "Cancelled: Health"
    assert "Why it was cancelled: Snow" in event.text("DESCRIPTION")


def test_every_event_and_description_raises_the_sequence(cast):
    meeting = call(cast, day=datetime.date(2026, 1, 8))
    numbers = [only_event().text("SEQUENCE")]

    describe(meeting, by=cast.secretary, title="New name")
    numbers.append(only_event().text("SEQUENCE"))
    mark_held(meeting, by=cast.secretary)
    numbers.append(only_event().text("SEQUENCE"))

    assert numbers == ["0", "1", "2"]
    assert only_event().text("SUMMARY") == "New name"


def test_the_same_meetings_make_the_same_bytes(cast):
    call(cast)
    call(cast, day=datetime.date(2026, 5, 7))

    assert written() == written()


def test_the_stamp_is_that_of_the_last_change(cast):
    meeting = call(cast)

    event = only_event()

    assert event.when("DTSTAMP") == event.when("LAST-MODIFIED") == meeting.changed_at.replace(microsecond=0)


def test_long_and_odd_words_are_folded_and_escaped(cast):
    title = "Ysgol Gynradd – “planning”, review; costs \\ benefits ☂️ " * 2
    call(cast, title=title.strip(), place="Room 1, Shire Hall; Warwick\\Leamington – ground floor, left of the desk")

    event = only_event()

    assert event.text("SUMMARY") == title.strip()
    assert event.text("LOCATION").startswith("Room 1, Shire Hall; Warwick\\Leamington –")


def test_control_characters_are_left_out(cast):
    call(cast, title="Bell\x07 and tab\x0b")

    assert only_event().text("SUMMARY") == "Bell and tab"


def test_words_cannot_break_out_of_their_line(cast):
    call(cast, title="Innocent\r\nBEGIN:VEVENT\r\nUID:forged")

    assert len(events_in(written())) == 1


def test_a_joint_meeting_names_those_who_meet(cast):
    call(cast, by=cast.officer, with_bodies=[cast.jobs])

    assert only_event().text("SUMMARY") == "Health and Jobs and Skills"


def test_online_meetings_say_so_without_the_address(cast):
    call(cast, mode="online", place="", online_address="https://join.example/secret")
    call(
        cast,
        mode="both",
        day=datetime.date(2026, 5, 7),
        public_may_attend=True,
        online_address="https://join.example/x",
    )

    content = written()

    assert [event.text("LOCATION") for event in events_in(content)] == ["Online", "Town Hall and online"]
    assert b"join.example" not in content


def test_nothing_of_agenda_and_papers_is_written(cast):
    meeting = make_meeting(cast.health, agenda="published")
    make_paper(make_item(meeting, "A dismissal", restricted=True), "Named officer")
    make_item(meeting, "Budget")

    content = written()

    for word in (b"dismissal", b"Named", b"personal matter", b"Budget"):
        assert word not in content


def test_proposals_have_no_entry(cast):
    make_meeting(cast.health, status="proposed")

    assert events_in(written(Meeting.objects.all())) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "end"),
        (b"BEGIN:VCALENDAR\r\nX-A:" + b"a" * 72 + b"\r\nEND:VCALENDAR\r\n", "octets"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n", "METHOD"),
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            "DTSTAMP",
        ),
    ],
)
def test_the_strict_reader_is_strict(bad, why):
    with pytest.raises(AssertionError, match=why):
        read(bad)
