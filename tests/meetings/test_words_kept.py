"""Words kept: published minutes call people what they were called, whatever their records say later."""

import datetime

import pytest

from governance.foundation.dated import Span
from meetings.attendance.attendance_figures import figures_of
from meetings.attendance.attending import Entry, record
from meetings.attendance.declaring import declare
from meetings.minutes.correcting import correct_attendance
from meetings.minutes.minuting import publish_minutes
from meetings.models import Attendance
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
PAGE = "/meetings/culture-forum/2026-03-05/minutes/"
THEN = "Avery Sample, Librarian, Brackwater Council"
NOW = "Avery Stone, Director, Marsh Health Trust"


@pytest.fixture
def minutes(cast):
    """Checked minutes of the Culture Forum: Avery of the council came, Bo stood in for Cat, Rex was in attendance."""
    seat = make.make_seat(cast.culture, "Members", low=3, high=3, substitute_allowed=True)
    council = {"kept_by": cast.partnership, "organisation": cast.council}
    avery, cat = (
        make.make_person(name, **council, post=post) for name, post in (("Avery Sample", "Librarian"), ("Cat", ""))
    )
    for person in (avery, cat):
        row = make.make_membership(seat, person)
        row.on_behalf_of = None
        make.written_apart(row)
    meeting = make_meeting(cast.culture, DAY, status="held")
    item = make_item(meeting, "The plan")
    record(meeting, avery, how="present", by=cast.officer)
    record(meeting, cat, how="apologies", by=cast.officer)
    record(
        meeting, make.make_person("Bo", kept_by=cast.partnership), how="substitute", stands_in_for=cat, by=cast.officer
    )
    rex = make.make_person("Rex", kept_by=cast.partnership, post="Clerk")
    record(meeting, rex, how="in attendance", note="Auditor", by=cast.officer)
    declare(meeting, avery, interest="Owns a shop.", item=item, by=cast.officer)
    return make_minutes(meeting, "checked")


def move_on(cast):
    """A year later Avery has another name, post and employer, Cat another name, Rex another post."""
    changes = {
        "Avery Sample": {"name": "Avery Stone", "post": "Director", "organisation": cast.trust},
        "Cat": {"name": "Cat Marsh"},
        "Rex": {"post": "Mayor"},
    }
    for row in Attendance.objects.filter(person__name__in=changes):
        for name, value in changes[row.person.name].items():
            setattr(row.person, name, value)
        make.written_apart(row.person)


def organisations(cast):
    found = figures_of(cast.culture, Span(DAY, None), today=make.today(), user=cast.visitor)
    return {each.name: each.in_words for each in found.organisations}, [each.name for each in found.people]


def test_published_minutes_say_what_people_were_called_then(cast, minutes, client):
    publish_minutes(minutes, by=cast.officer)
    move_on(cast)

    said = words(client.get(PAGE))

    assert f"Present {THEN}" in said
    assert "Avery Sample declared an interest: Owns a shop." in said
    assert "Substitutes Bo (for Cat)" in said
    assert "In attendance Rex, Auditor" in said
    for later in ("Stone", "Director", "Marsh", "Mayor"):
        assert later not in said


def test_until_they_are_published_minutes_follow_the_records(cast, minutes, client):
    move_on(cast)
    client.force_login(cast.officer)
    assert f"Present {NOW}" in words(client.get(PAGE))

    publish_minutes(minutes, by=cast.officer)

    client.logout()
    assert f"Present {NOW}" in words(client.get(PAGE))


def test_what_is_kept_stands_in_the_audit(cast, minutes):
    publish_minutes(minutes, by=cast.officer, reason="All is well.")

    row = Attendance.history.filter(person__name="Avery Sample").first()
    assert (row.name_said, row.post_said, row.came_for) == ("Avery Sample", "Librarian", cast.council)
    assert (row.history_user, row.history_change_reason) == (cast.officer, "All is well.")


def test_figures_count_the_organisation_for_which_somebody_came(cast, minutes):
    publish_minutes(minutes, by=cast.officer)
    move_on(cast)

    counted, names = organisations(cast)

    assert counted == {"Brackwater Council": "Expected at 1 meeting: present at 1."}
    assert names == ["Avery Sample", "Cat"]


def test_a_member_is_there_for_the_organisation_that_sent_them(cast, minutes):
    seat = cast.culture.seats.get(title="Members")
    row = seat.memberships.get(person__name="Avery Sample")
    row.on_behalf_of = cast.trust
    make.written_apart(row)

    publish_minutes(minutes, by=cast.officer)

    assert Attendance.objects.get(person__name="Avery Sample").came_for == cast.trust


def test_a_correction_keeps_the_words_of_old_lines_and_takes_those_of_new_ones(cast, minutes):
    publish_minutes(minutes, by=cast.officer)
    move_on(cast)
    cat = Attendance.objects.get(person__name="Cat Marsh").person
    sue = make.make_person("Sue", kept_by=cast.partnership, post="Planner", organisation=cast.trust)
    facts = {"reason": "The list was wrong.", "by": cast.officer, "on": make.today()}

    row = correct_attendance(minutes, [Entry(cat, "absent"), Entry(sue, "in attendance")], **facts)

    assert "<h3>Absent</h3><ul><li>Cat, Brackwater Council</li></ul>" in row.after
    assert f"<li>{THEN}</li>" in row.after
    assert "Sue, Planner, Marsh Health Trust" in row.after
    sue.post = "Mayor"
    make.written_apart(sue)
    assert Attendance.objects.get(person=sue).post_said == "Planner"
