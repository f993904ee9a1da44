"""The minuting page's form sent twice: one record, one number, and a word that it is recorded already."""

import re

import pytest
from django.contrib.messages import get_messages

from meetings.attendance.attending import record
from meetings.decisions.deciding import drop
from meetings.models import Action, Decision, Declaration
from tests.governance.views.reading import words
from tests.meetings.views.test_minuting import JSON, PAGE, desk, item, meeting, minutes  # noqa: F401  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("minutes")]


def read(desk):  # noqa: F811
    """What a page that was just read sends along."""
    return re.search(r'name="read_at" value="([^"]*)"', desk.get(PAGE).content.decode())[1]


def form(cast, meeting, what, **facts):  # noqa: F811
    owner = f"person:{cast.health_chair_person.pk}"
    return {
        "decision": {"decision_text": "The plan is agreed.", "decision_outcome": "approved"},
        "action": {"action_what": "Print it", "action_owner": owner, "action_due": "2026-04-01"},
        "declaration": {"declaration_person": owner, "declaration_interest": "Owns a shop."},
    }[what] | {"item": item(meeting, 0).pk, "revision": 0, "do": what, **facts}


CAPTURED = [
    ("decision", Decision, "Decision 2026/1 is captured already."),
    ("action", Action, "Action 2026/1 is captured already."),
    ("declaration", Declaration, "The declaration is recorded already."),
]


@pytest.mark.parametrize("captured", CAPTURED)
def test_the_same_form_twice_is_one_record(cast, meeting, desk, captured):  # noqa: F811
    what, model, sentence = captured
    record(meeting, cast.health_chair_person, how="present", by=cast.officer)
    data = form(cast, meeting, what, read_at=read(desk))
    desk.post(PAGE, data)

    again = desk.post(PAGE, data)
    by_script = desk.post(PAGE, data, headers=JSON).json()

    assert model.objects.count() == 1
    assert again.status_code == 302
    assert sentence in [str(each) for each in get_messages(again.wsgi_request)]
    assert by_script["sentence"] == sentence
    assert "added" not in by_script
    assert sentence in words(desk.get(PAGE))


@pytest.mark.parametrize(
    "other",
    [
        {"decision_text": "The plan is dropped."},
        {"decision_outcome": "noted"},
        {"item": "second"},
        {"read_at": "anew"},
        {"read_at": "nonsense"},
        {"read_at": "2026-99-99T00:00:00+00:00"},
    ],
)
def test_what_differs_or_is_sent_from_a_page_read_anew_is_another_record(cast, meeting, desk, other):  # noqa: F811
    data = form(cast, meeting, "decision", read_at=read(desk))
    desk.post(PAGE, data)
    if other.get("item"):
        other = {"item": item(meeting, 1).pk}
    if other.get("read_at") == "anew":
        other = {"read_at": read(desk)}

    desk.post(PAGE, data | other)

    assert Decision.objects.count() == 2


def test_what_another_secretary_captured_or_what_was_dropped_is_another_record(cast, meeting, desk, client):  # noqa: F811
    data = form(cast, meeting, "decision", read_at=read(desk))
    second = type(client)()
    second.force_login(cast.officer)
    second.post(PAGE, data)

    desk.post(PAGE, data)
    assert Decision.objects.count() == 2
    drop(Decision.objects.get(number=2), by=cast.officer)
    desk.post(PAGE, data)

    assert Decision.objects.count() == 3


def test_a_page_that_says_nothing_of_when_it_was_read_captures_as_ever(cast, meeting, desk):  # noqa: F811
    for _ in range(2):
        desk.post(PAGE, form(cast, meeting, "decision"))

    assert Decision.objects.count() == 2
