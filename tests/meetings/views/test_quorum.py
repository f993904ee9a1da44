"""What the page of minutes says of the quorum."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from tests import make
from tests.make_meetings import make_attendance, make_item, make_meeting, make_minutes

TAG = Template("{% load quorum %}{% quorum meeting %}")


@pytest.fixture
def meeting(cast):
    """A meeting of the board with one member there for both items, and one for the first alone."""
    meeting = make_meeting(cast.board, datetime.date(2026, 3, 5), agenda="published", status="held")
    items = [make_item(meeting), make_item(meeting)]
    make_attendance(meeting, cast.chair_person)
    make_attendance(meeting, cast.member_person, left_at=items[0])
    return meeting


def said(meeting, user):
    request = RequestFactory().get("/")
    request.user = user
    return " ".join(TAG.render(Context({"request": request, "meeting": meeting})).split())


def test_the_public_reads_one_sentence_once_the_minutes_are_public(cast, meeting):
    assert said(meeting, AnonymousUser()) == ""
    make.make_rule(cast.board, "quorum", low=2)
    make.make_rule(cast.board, "organisation", organisation=cast.trust)
    assert said(meeting, AnonymousUser()) == ""
    make_minutes(meeting, "published")

    text = said(meeting, AnonymousUser())
    assert text == (
        '<p class="govuk-body">The meeting of Leadership Board was not quorate throughout: 1 to 2 members there, of at '
        "least 2 members that it needs; item 2 lacked 1 more member.</p>"
    )


def test_editors_see_it_item_by_item_and_the_rules_by_those_in_the_room(cast, meeting):
    make.make_rule(cast.board, "quorum", low=2)
    make.make_rule(cast.board, "organisation", organisation=cast.trust)
    text = said(meeting, cast.officer)

    assert "1. Item 1: 2 there, quorate" in text
    assert "2. Item 2: 1 there, <strong>not quorate</strong>, lacks 1 more member" in text
    assert "Marsh Health Trust has no member." in text
    assert "3 members on the day; 2 needed" in text


def test_without_a_rule_editors_are_told_and_it_costs_little(cast, meeting, django_assert_num_queries):
    make_minutes(meeting, "published")
    assert "No quorum of Leadership Board is laid down for that day." in said(meeting, cast.officer)
    with django_assert_num_queries(2):
        assert said(meeting, AnonymousUser()) == ""
