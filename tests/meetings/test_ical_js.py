"""Calendar files as a second published parser, ical.js, reads them: every feed loads and says what was written."""

import datetime
import json
import os
import shutil
import subprocess

import pytest
from django.urls import reverse
from icalendar import Calendar

from meetings.calendars.personal_calendars import calendar_for, token_of
from meetings.schedules.scheduling import cancel, reschedule
from tests.make_meetings import make_item, make_meeting, make_paper, sit

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)

SCRIPT = """
import ICAL from 'ical.js';
import { readFileSync } from 'node:fs';
const read = (file) => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, 'utf-8')));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) {
    ICAL.TimezoneService.register(zone);
  }
  return calendar.getAllSubcomponents('vevent').map((part) => {
    const event = new ICAL.Event(part);
    return {
      uid: event.uid,
      summary: event.summary,
      sequence: event.sequence,
      status: part.getFirstPropertyValue('status'),
      starts: event.startDate.toJSDate().toISOString(),
      ends: event.endDate.toJSDate().toISOString(),
      wholeDay: event.startDate.isDate,
    };
  });
};
console.log(JSON.stringify(process.argv.slice(1).map(read)));
"""


@pytest.fixture
def read(project, tmp_path):
    """What ical.js finds in some files: for each a list of events."""
    if shutil.which("node") is None or not (project / "node_modules/ical.js").exists():
        missing = "The second calendar parser needs Node and the npm packages: run “make prepare”."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)

    def read_all(*contents: bytes):
        files = [tmp_path / f"{number}.ics" for number, _ in enumerate(contents)]
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        done = subprocess.run(
            ["node", "--input-type=module", "-e", SCRIPT, "--", *map(str, files)],
            cwd=project,
            env={**os.environ, "TZ": "Europe/London"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read_all


@pytest.fixture
def feeds(cast, client):
    """By its kind, the file of all, of a body, of a person, and of one meeting."""
    make_item(make_meeting(cast.health, DAY, place="Town Hall, Ämmer Street; side door", agenda="published"))
    summer = make_meeting(cast.health, "2026-07-02", ends_at=datetime.time(12), title="Länge " * 20)
    reschedule(
        summer,
        day=datetime.date(2026, 7, 9),
        starts_at=datetime.time(14),
        ends_at=datetime.time(16),
        place="",
        by=cast.secretary,
        reason="Heat, and “noise”",
    )
    cancel(make_meeting(cast.health, "2026-04-02"), by=cast.secretary, reason="Snow")
    make_paper(make_item(make_meeting(cast.health, "2026-05-07", starts_at=None), "Flu"))
    make_meeting(cast.jobs, DAY, with_bodies=[cast.health])
    make_meeting(cast.board, DAY)
    sit(cast.health, cast.member_person)
    token = token_of(calendar_for(cast.member_person, by=cast.member))
    addresses = {
        "all": "/meetings.ics",
        "body": "/meetings/health.ics",
        "person": reverse("meetings:person-calendar", args=[token]),
        "meeting": "/meetings/health/2026-07-02.ics",
    }
    return {kind: client.get(address, {"on": DAY}).content for kind, address in addresses.items()}


def test_every_feed_loads_and_both_parsers_find_the_same_events(feeds, read):
    found = dict(zip(feeds, read(*feeds.values()), strict=True))

    assert {kind: len(events) for kind, events in found.items()} == {"all": 6, "body": 5, "person": 6, "meeting": 1}
    for kind, content in feeds.items():
        other = [
            (str(each["UID"]), str(each["SUMMARY"]), int(each["SEQUENCE"]), str(each["STATUS"]))
            for each in Calendar.from_ical(content).walk("VEVENT")
        ]
        assert [(each["uid"], each["summary"], each["sequence"], each["status"]) for each in found[kind]] == other


def test_times_are_those_of_london_in_winter_and_in_summer(feeds, read):
    (events,) = read(feeds["body"])
    by_start = {each["starts"]: each for each in events}

    assert "2026-03-05T10:00:00.000Z" in by_start
    moved = by_start["2026-07-09T13:00:00.000Z"]
    assert (moved["ends"], moved["sequence"]) == ("2026-07-09T15:00:00.000Z", 1)


def test_a_cancelled_meeting_stays_and_one_without_a_time_takes_the_day(feeds, read):
    (events,) = read(feeds["body"])

    assert [each["status"] for each in events].count("CANCELLED") == 1
    assert [each["wholeDay"] for each in events].count(True) == 1


def test_a_file_that_is_cut_off_does_not_load(feeds, read):
    with pytest.raises(AssertionError, match="ParserError"):
        read(feeds["all"][:-40])
