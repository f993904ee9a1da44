"""An agenda as each reader sees it: labels, neutral titles, the clock, presenters, papers."""

import datetime

import pytest

from governance.foundation.publication import State
from meetings.agendas.agenda_labels import labels_of
from meetings.agendas.agenda_reading import clock, lines_for
from meetings.models import AgendaItem, Meeting
from tests.make import make_appointment, make_person, make_user
from tests.make_meetings import make_item, make_meeting, make_paper, sit

pytestmark = pytest.mark.django_db

SECRET = "The case of Ada Thorne"


@pytest.fixture
def meeting(cast):
    """A published agenda of Health with an open item and a restricted one, each with a paper."""
    meeting = make_meeting(cast.health, "2026-03-05", agenda=State.PUBLISHED)
    flu = make_item(
        meeting,
        "Flu plan",
        label="1",
        text="<p>As agreed.</p>",
        asked="decide",
        minutes_planned=20,
        presenter=cast.health_chair_person,
        serves_none_because="It is housekeeping.",
    )
    case = make_item(
        meeting,
        SECRET,
        label="2",
        restricted=True,
        text="<p>Private.</p>",
        minutes_planned=15,
        presenter_name="Mel Stone",
        asked="agree",
        serves_none_because="It is private.",
    )
    make_item(meeting, "Any other business", label="3", kind="other business")
    make_paper(flu, "Flu paper")
    make_paper(flu, "Costs of the flu plan", restricted=True)
    make_paper(case, "Case notes")
    return meeting


def seen_by(meeting, user):
    return [(line.label, line.title, [paper.title for paper in line.papers]) for line in lines_for(meeting, user)]


PUBLIC = [
    ("1", "Flu plan", ["Flu paper"]),
    ("2", "A personal matter", []),
    ("3", "Any other business", []),
]
WHOLE = [
    ("1", "Flu plan", ["Flu paper", "Costs of the flu plan"]),
    ("2", SECRET, ["Case notes"]),
    ("3", "Any other business", []),
]


@pytest.mark.parametrize("who", ["visitor", "member", "former_member"])
def test_the_public_reads_the_neutral_title_and_no_papers_of_a_restricted_item(cast, meeting, who):
    assert seen_by(meeting, getattr(cast, who)) == PUBLIC


def test_nothing_else_is_told_of_a_restricted_item(cast, meeting):
    line = lines_for(meeting, cast.visitor)[1]

    assert line.is_hidden
    assert line.reason == "Names a person."
    assert (line.item, line.time, line.presenter, line.asked, line.papers) == (None, "", "", "", [])
    assert SECRET not in repr(line)
    assert "Mel Stone" not in repr(line)


def test_what_the_reader_may_not_read_is_not_fetched(cast, meeting, django_assert_num_queries):
    with django_assert_num_queries(4) as asked:
        lines_for(meeting, cast.visitor)

    hidden = asked.captured_queries[1]["sql"]
    assert '"meetings_agendaitem"."public_title"' in hidden
    assert '"meetings_agendaitem"."title"' not in hidden
    assert '"meetings_agendaitem"."text"' not in hidden


def test_a_member_of_the_body_and_its_editors_read_everything(cast, meeting):
    member = make_user("health-member", person=make_person("Lee Sand", kept_by=cast.health))
    sit(cast.health, member.person)

    for user in (member, cast.secretary, cast.officer, cast.administrator):
        assert seen_by(meeting, user) == WHOLE


def test_a_member_of_a_joint_body_reads_everything_and_another_bodys_secretary_does_not(cast, meeting):
    meeting.with_bodies.set([cast.board])
    outsider = make_user("outsider")
    make_appointment(outsider, "secretary", cast.jobs)

    assert seen_by(meeting, cast.member) == WHOLE
    assert seen_by(meeting, outsider) == PUBLIC


def test_a_draft_is_for_its_editors_alone(cast):
    meeting = make_meeting(cast.health)
    make_item(meeting, "Flu plan")
    make_item(meeting, SECRET, restricted=True)
    member = make_user("health-member", person=make_person("Lee Sand", kept_by=cast.health))
    sit(cast.health, member.person)

    for user in (cast.visitor, cast.member, member):
        assert lines_for(meeting, user) == []
    assert seen_by(meeting, cast.secretary) == [("1", "Flu plan", []), ("2", SECRET, [])]


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.PUBLISHED])
def test_neither_a_withdrawn_agenda_nor_that_of_a_proposal_is_public(cast, meeting, state):
    if state == State.PUBLISHED:
        meeting.status = Meeting.Status.PROPOSED
        meeting.save()
    meeting.agenda.state = state
    meeting.agenda.save()

    assert lines_for(meeting, cast.visitor) == []


def test_a_line_says_who_presents_it_what_is_asked_and_why_it_serves_no_priority(cast, meeting):
    line = lines_for(meeting, cast.visitor)[0]

    assert (line.presenter, line.presenter_slug, line.asked) == ("Owen Lark", "owen-lark", "To decide")
    assert line.item.serves_none_because == "It is housekeeping."


def test_a_presenter_who_has_no_page_is_named_without_a_link(cast, meeting):
    guest = make_person("Gus Hill", kept_by=cast.health)
    make_item(meeting, presenter=guest)

    line = lines_for(meeting, cast.visitor)[-1]

    assert (line.presenter, line.presenter_slug) == ("Gus Hill", "")


def test_late_and_withdrawn_items_say_so_even_when_they_are_restricted(cast, meeting):
    make_item(meeting, SECRET, restricted=True, late_reason="It came late.", withdrawn_reason="It was settled.")

    line = lines_for(meeting, cast.visitor)[-1]

    assert line.is_hidden
    assert (line.late_reason, line.withdrawn_reason) == ("It came late.", "It was settled.")


# The clock -----------------------------------------------------------------------------------------------------------


def times(starts_at, *planned, withdrawn=()) -> list[str]:
    items = [
        AgendaItem(pk=number, minutes_planned=minutes, withdrawn_reason="Off." if number in withdrawn else "")
        for number, minutes in enumerate(planned)
    ]
    found = clock(starts_at, items)
    return [f"{found[item.pk]:%H:%M}" if found[item.pk] else "-" for item in items]


def test_each_item_begins_when_those_before_it_have_taken_their_minutes():
    assert times(datetime.time(9, 45), 5, 0, 70, 10) == ["09:45", "09:50", "09:50", "11:00"]


def test_from_an_item_without_minutes_on_the_clock_is_not_known():
    assert times(datetime.time(10), 5, None, 20, 20) == ["10:00", "10:05", "-", "-"]


def test_a_withdrawn_item_takes_no_time():
    assert times(datetime.time(10), 5, 30, 20, withdrawn={1}) == ["10:00", "-", "10:05"]


def test_without_a_beginning_there_is_no_clock():
    assert times(None, 5, 5) == ["-", "-"]


def test_a_long_evening_goes_past_midnight():
    assert times(datetime.time(23, 30), 45, 5) == ["23:30", "00:15"]


def test_the_time_of_a_restricted_item_moves_the_clock_of_the_next(cast, meeting):
    assert [line.time for line in lines_for(meeting, cast.visitor)] == ["10am", "", "10:35am"]
    assert [line.time for line in lines_for(meeting, cast.secretary)] == ["10am", "10:20am", "10:35am"]


# Labels --------------------------------------------------------------------------------------------------------------


def labels(*rows) -> list[str]:
    items = [AgendaItem(pk=number, label=label, late_reason=late) for number, (label, late) in enumerate(rows)]
    return list(labels_of(items).values())


def test_items_are_numbered_around_labels_of_their_own():
    assert labels(("", ""), ("1a", ""), ("", ""), ("7", ""), ("", "")) == ["1", "1a", "2", "7", "8"]


def test_late_items_take_the_next_free_letter():
    rows = (("1", ""), ("1a", ""), ("", "Late."), ("", "Late."), ("2", ""), ("", "Late."))

    assert labels(*rows) == ["1", "1a", "1b", "1c", "2", "2a"]


def test_a_late_item_before_every_other_and_many_of_them_have_labels_too():
    found = labels(*[("", "Late.")] * 28)

    assert found[:2] + found[25:] == ["0a", "0b", "0z", "0aa", "0ab"]


# Queries -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 12])
def test_the_number_of_queries_does_not_depend_on_the_number_of_items(cast, number, django_assert_num_queries):
    meeting = make_meeting(cast.health, agenda=State.PUBLISHED)
    for _ in range(number):
        make_paper(make_item(meeting, presenter=cast.chair_person))
        make_item(meeting, restricted=True)
    meeting = Meeting.objects.get(pk=meeting.pk)

    with django_assert_num_queries(4):  # items, closed items, papers, their revisions
        lines = lines_for(meeting, cast.visitor)

    assert len(lines) == 2 * number
