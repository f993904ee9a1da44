"""The page of a body's attendance."""

import datetime
import re

from django.urls import reverse

from meetings.views.attendance_figures import year_before
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_attendance, make_meeting, make_minutes

LAST_MONTH = make.today() - datetime.timedelta(days=30)


def page(client, body, query=""):
    return client.get(reverse("meetings:attendance", args=[body.slug]) + query)


def test_the_page_tells_counts_with_reasons_and_no_percentage(client, cast):
    meeting = make_meeting(cast.board, LAST_MONTH, status="held")
    make_minutes(meeting, "published")
    make_attendance(meeting, cast.chair_person)
    make_attendance(meeting, cast.member_person, "apologies")
    make_meeting(cast.board, LAST_MONTH, status="cancelled")
    response = page(client, cast.board)
    text = words(response)

    assert "1 meeting with published attendance, 1 cancelled and not counted." in text
    assert "Ida Marlow Brackwater Council Expected at 1 meeting: present at 1." in text
    assert "Tom Ferris Brackwater Council Expected at 1 meeting: apologies for 1." in text
    assert "Marsh Health Trust Expected at 1 meeting: nothing recorded for 1." in text
    assert "Partner organisations Up to 2 places empty at 1 meeting." in text
    assert "%" not in text
    assert len(re.findall("<h1", response.content.decode())) == 1


def test_drafts_show_nothing_to_the_public_and_the_day_narrows_the_year(client, cast):
    meeting = make_meeting(cast.board, LAST_MONTH, status="held")
    make_minutes(meeting, "draft")
    make_attendance(meeting, cast.chair_person, "absent")

    text = words(page(client, cast.board))
    assert "0 meetings with published attendance, 1 whose attendance is not published." in text
    assert "Ida Marlow" not in text
    client.force_login(cast.officer)
    assert "Ida Marlow" in words(page(client, cast.board))
    assert "Ida Marlow" not in words(page(client, cast.board, f"?on={LAST_MONTH - datetime.timedelta(days=1)}"))


def test_the_number_of_queries_is_fixed(client, cast, django_assert_num_queries):
    for number in range(1, 4):
        meeting = make_meeting(cast.board, LAST_MONTH - datetime.timedelta(days=number), status="held")
        make_minutes(meeting, "published")
        for person in (cast.chair_person, cast.member_person):
            make_attendance(meeting, person)
        with django_assert_num_queries(10):
            page(client, cast.board)
        make.make_membership(make.make_seat(cast.board))


def test_a_year_ends_with_its_day():
    assert year_before(datetime.date(2026, 3, 5)) == datetime.date(2025, 3, 6)
    assert year_before(datetime.date(2025, 12, 31)) == datetime.date(2025, 1, 1)
    assert year_before(datetime.date(2024, 2, 28)) == datetime.date(2023, 2, 28)
