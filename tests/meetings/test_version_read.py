"""The chair checks the version that they read: whatever was changed since is shown before it counts as checked."""

import re

import pytest

from meetings.attendance.attending import forget
from meetings.attendance.declaring import withdraw_declaration
from meetings.decisions.deciding import amend
from meetings.minutes.minuting import write_entry
from tests import make
from tests.governance.views.reading import words
from tests.meetings.views.test_minutes import PAGE, full, meeting, read_in  # noqa: F401  # a fixture among them

pytestmark = pytest.mark.django_db


def change_entry(minutes, item):
    write_entry(minutes, item, text="<p>The plan was torn up.</p>", revision=2, by=make.an_administrator())


def change_decision(minutes, item):
    amend(minutes.meeting.decisions.get(item=item), text="The plan is dropped.", by=make.an_administrator())


def change_attendance(minutes, item):
    rex = minutes.meeting.attendances.get(person__name="Rex Ford")
    forget(rex, by=make.an_administrator())


def change_declaration(minutes, item):
    withdraw_declaration(minutes.meeting.declarations.get(item=item), by=make.an_administrator())


CHANGES = [
    (change_entry, "1. The plan As you read it The plan was praised. As it stands now The plan was torn up."),
    (change_decision, "gets it. As it stands now Decision 2026/1, approved: The plan is dropped."),
    (change_attendance, "Substitutes Rex Ford, Brackwater Council (for Tom Ferris)"),
    (change_declaration, "is a cousin. As it stands now Nan Holm:"),
]


@pytest.mark.parametrize(("change", "shown"), CHANGES)
def test_a_chair_checks_what_they_read_and_sees_what_was_changed_since(cast, meeting, client, change, shown):  # noqa: F811
    minutes = full(cast, meeting, "draft")
    for decision in meeting.decisions.all():
        decision.state = "draft"
        make.written_apart(decision)
    client.force_login(cast.chair)
    address = f"{PAGE}check/"
    way = re.search(f'href="({address}[^"]*)"', client.get(PAGE).content.decode())[1]
    read = read_in(client, way)

    change(minutes, meeting.items.get(restricted=False))
    refused = client.post(address, {"do": "check", "read": read})

    minutes.refresh_from_db()
    assert (refused.status_code, minutes.stage, minutes.checked_by) == (422, "draft", None)
    assert "These minutes were changed since you read them: read what changed, then check them again." in words(refused)
    assert shown in words(refused)
    assert shown in words(client.get(way))
    renewed = re.search(r'name="read" value="([^"]*)"', refused.content.decode())[1]
    assert client.post(address, {"do": "check", "read": renewed})["Location"] == PAGE


@pytest.mark.parametrize("read", ["", "forged"])
def test_nobody_checks_minutes_without_saying_which(cast, meeting, client, read):  # noqa: F811
    minutes = full(cast, meeting, "draft")
    client.force_login(cast.chair)

    refused = client.post(f"{PAGE}check/", {"do": "check", "read": read})

    minutes.refresh_from_db()
    assert (refused.status_code, minutes.stage) == (422, "draft")


def test_a_remark_changes_nothing_that_was_read(cast, meeting, client):  # noqa: F811
    minutes = full(cast, meeting, "draft")
    client.force_login(cast.chair)
    read = read_in(client, f"{PAGE}check/")
    client.post(f"{PAGE}check/", {"do": "remark", "reason": "A comma."})

    client.post(f"{PAGE}check/", {"do": "check", "read": read})

    minutes.refresh_from_db()
    assert minutes.stage == "checked"
