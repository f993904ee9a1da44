"""The panels of the minuting page: two secretaries record who is here, and nothing half captured is lost."""

import pytest

from meetings.attendance.attending import record
from meetings.models import Action, Attendance, Decision, MinutesEntry
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_minutes, sit

PAGE = "/meetings/health/2026-03-05/minuting/"
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    """A meeting of Health with two items, its minutes begun, and two members: Casey Reed and Robin Vale."""
    meeting = make_meeting(cast.health, "2026-03-05")
    make_item(meeting, "The plan")
    make_item(meeting, "The budget")
    make_minutes(meeting, text="")
    return meeting


@pytest.fixture
def casey(cast, meeting):
    """A member."""
    return member_of(cast.health, "Casey Reed")


@pytest.fixture
def robin(cast, meeting):
    """Another."""
    return member_of(cast.health, "Robin Vale")


@pytest.fixture
def desk(cast, client):
    """The secretary's browser."""
    client.force_login(cast.secretary)
    return client


def member_of(body, name):
    person = make.make_person(name, kept_by=body)
    sit(body, person)
    return person


def sent(meeting, **data):
    entry = MinutesEntry.objects.filter(item=meeting.items.in_order()[0]).first()
    return {"item": meeting.items.in_order()[0].pk, "revision": entry.revision, "text": "", "do": "attendance", **data}


def here(lines, **more):
    """What the panel sends of some people: what stood there when the page was read, then what was chosen."""
    rows = {}
    for person, mark, how in lines:
        rows |= {f"was_{person.pk}": mark, f"here_{person.pk}": how}
    return rows | more


def recorded():
    return {row.person.name: row.how for row in Attendance.objects.select_related("person")}


def option(html, person, value):
    """The mark-up of a choice of one person."""
    of_person = html.partition(f'name="here_{person.pk}"')[2].partition("</select>")[0]
    return of_person.partition(f'<option value="{value}"')[2].partition(">")[0]


# Two secretaries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, JSON])
def test_an_older_page_leaves_what_somebody_else_recorded_since(cast, desk, casey, robin, headers):
    meeting = cast.health.meetings.get()
    record(meeting, casey, how="apologies", by=cast.officer)
    record(meeting, casey, how="present", by=cast.officer)

    older = here([(casey, "apologies.0.0", "apologies"), (robin, "", "present")])
    answer = desk.post(PAGE, sent(meeting, **older), headers=headers)

    assert answer.status_code in (200, 302)
    assert recorded() == {"Casey Reed": "present", "Robin Vale": "present"}


def test_of_two_who_record_the_same_person_the_second_is_refused_and_sees_both(cast, meeting, desk, casey, robin):
    record(meeting, casey, how="present", by=cast.officer)

    chosen = here([(casey, "", "apologies"), (robin, "", "present")], text="Kept.")
    refused = desk.post(PAGE, sent(meeting, **chosen))

    said, html = words(refused), refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody else changed how Casey Reed is recorded while you were choosing" in said
    assert "Recorded by somebody else: Present. Chosen by you: Apologies." in said
    assert recorded() == {"Casey Reed": "present"}
    assert (option(html, casey, "apologies"), option(html, robin, "present")) == (" selected", " selected")
    assert "Kept.</textarea>" in html

    assert f'name="was_{casey.pk}" value="present.0.0"' in html
    again = here([(casey, "present.0.0", "apologies"), (robin, "", "present")])
    assert desk.post(PAGE, sent(meeting, **again)).status_code == 302
    assert recorded() == {"Casey Reed": "apologies", "Robin Vale": "present"}


def test_a_script_is_told_of_the_other_secretary_with_the_panel_as_it_is_now(cast, meeting, desk, casey):
    record(meeting, casey, how="present", by=cast.officer)

    refused = desk.post(PAGE, sent(meeting, **here([(casey, "", "absent")])), headers=JSON)

    assert refused.status_code == 409
    assert "Casey Reed is recorded" in refused.json()["sentence"]
    assert "Recorded by somebody else: Present. Chosen by you: Absent." in refused.json()["here"]


def test_both_may_record_the_same(cast, meeting, desk, casey):
    record(meeting, casey, how="present", by=cast.officer)

    assert desk.post(PAGE, sent(meeting, **here([(casey, "", "present")]))).status_code == 302
    assert Attendance.history.count() == 1


def test_not_recorded_takes_back_what_was(cast, meeting, desk, casey):
    record(meeting, casey, how="present", by=cast.officer)

    desk.post(PAGE, sent(meeting, **here([(casey, "present.0.0", "")])))

    assert recorded() == {}


@pytest.mark.parametrize("mark", ["x", "x.1.2", "substitute.9.9", "."])
def test_a_forged_mark_is_only_an_older_page(cast, meeting, desk, casey, mark):
    record(meeting, casey, how="present", by=cast.officer)

    assert desk.post(PAGE, sent(meeting, **here([(casey, mark, "absent")]))).status_code == 409
    assert recorded() == {"Casey Reed": "present"}


# Nothing half captured is lost -------------------------------------------------------------------------------------------

HALF = {"decision_text": "Agreed so f", "decision_outcome": "approved"}


@pytest.mark.parametrize("button", ["next", "previous"])
def test_nobody_moves_on_while_a_panel_holds_something_and_the_text_is_saved(meeting, desk, casey, button):
    answer = desk.post(PAGE, sent(meeting, do=button, **here([(casey, "", "present")], text="It was said."), **HALF))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Record or clear the decision and who is here first: that is not recorded yet." in words(answer)
    assert MinutesEntry.objects.get(item=meeting.items.in_order()[0]).text == "<p>It was said.</p>"
    assert "Agreed so f</textarea>" in html
    assert option(html, casey, "present") == " selected"
    assert 'name="revision" value="2"' in html


def test_saving_keeps_what_stands_in_the_panels(meeting, desk, casey):
    answer = desk.post(PAGE, sent(meeting, do="save", **here([(casey, "", "present")], text="Said."), **HALF))

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Agreed so f</textarea>" in html
    assert option(html, casey, "present") == " selected"


def test_a_refused_action_loses_nothing_of_the_other_panels(meeting, desk, casey):
    asked = {"action_what": "Print it", "action_owner": ""}
    answer = desk.post(PAGE, sent(meeting, do="action", **here([(casey, "", "present")]), **asked, **HALF))

    html = answer.content.decode()
    assert (answer.status_code, "Choose who is to do it." in words(answer)) == (422, True)
    assert option(html, casey, "present") == " selected"
    assert "Agreed so f</textarea>" in html
    assert 'value="Print it"' in html
    assert (Action.objects.count(), Attendance.objects.count()) == (0, 0)


def test_capturing_one_keeps_the_other_and_what_was_captured_is_gone_from_its_panel(meeting, desk):
    answer = desk.post(PAGE, sent(meeting, do="decision", action_what="Print it", **HALF))

    html = answer.content.decode()
    assert (answer.status_code, Decision.objects.get().text) == (200, "Agreed so f")
    assert 'value="Print it"' in html
    assert "Agreed so f</textarea>" not in html


def test_clearing_a_panel_lets_the_secretary_move_on(meeting, desk, casey):
    cleared = desk.post(PAGE, sent(meeting, do="clear-decision", **here([(casey, "", "present")]), **HALF))
    assert "Agreed so f" not in cleared.content.decode()
    assert option(cleared.content.decode(), casey, "present") == " selected"

    cleared = desk.post(PAGE, sent(meeting, do="clear-attendance", **here([(casey, "", "present")])))
    assert cleared.status_code == 302
    assert (Decision.objects.count(), Attendance.objects.count()) == (0, 0)
