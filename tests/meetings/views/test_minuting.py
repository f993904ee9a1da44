"""The minuting page: two secretaries at once, nothing lost; decisions, actions and people captured beside the text."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.minutes.minuting import begin_minutes, check_minutes, write_entry
from meetings.models import Action, Attendance, Decision, Declaration, Minutes, MinutesEntry
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_decision, make_item, make_meeting

PAGE = "/meetings/health/2026-03-05/minuting/"
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    """A meeting of Health with two items."""
    meeting = make_meeting(cast.health, "2026-03-05")
    make_item(meeting, "The plan")
    make_item(meeting, "The budget")
    return meeting


@pytest.fixture
def minutes(cast, meeting):
    """Its minutes, begun."""
    return begin_minutes(meeting, by=cast.secretary)


@pytest.fixture
def desk(cast, client):
    """The secretary's browser."""
    client.force_login(cast.secretary)
    return client


def item(meeting, number):
    return list(meeting.items.in_order())[number]


def sent(meeting, number=0, **data):
    return {"item": item(meeting, number).pk, "revision": 0, "do": "save", **data}


def test_editors_of_the_body_alone_find_the_page(cast, minutes, client):
    for name in ("secretary", "officer", "administrator", "chair", "member", "former_member", "visitor"):
        client.logout()
        if name != "visitor":
            client.force_login(getattr(cast, name))
        expected = 200 if name in ("secretary", "officer", "administrator") else 404
        assert client.get(PAGE).status_code == expected, name
        assert client.post(PAGE, {"do": "begin"}).status_code in ((302,) if expected == 200 else (404,)), name


def test_looking_begins_nothing_and_pressing_does(cast, meeting, desk):
    assert "not begun yet" in words(desk.get(PAGE))
    assert not Minutes.objects.exists()

    desk.post(PAGE, {"do": "begin"})

    assert Minutes.objects.get().meeting == meeting
    assert "1. The plan" in words(desk.get(PAGE))


@pytest.mark.parametrize("status", ["proposed", "cancelled"])
def test_meetings_that_are_proposed_or_cancelled_are_not_minuted(cast, desk, status):
    make_meeting(cast.health, "2026-04-05", status=status)

    assert desk.get("/meetings/health/2026-04-05/minuting/").status_code == 404


def test_saving_and_going_on_works_without_a_script(cast, meeting, minutes, desk):
    response = desk.post(PAGE, sent(meeting, text="It was **agreed**.\n\n- one\n- two", do="next"))

    assert response["Location"] == f"{PAGE}?item={item(meeting, 1).pk}"
    entry = MinutesEntry.objects.get()
    assert entry.text == "<p>It was <strong>agreed</strong>.</p><ul><li>one</li><li>two</li></ul>"
    assert entry.history.first().history_user == cast.secretary
    shown = desk.get(f"{PAGE}?item={item(meeting, 0).pk}")
    assert "It was **agreed**.\n\n- one\n- two</textarea>" in shown.content.decode()
    assert "1 of 2 written" in words(shown)


def test_the_opening_is_written_before_the_first_item(cast, meeting, minutes, desk):
    desk.post(PAGE, {"item": 0, "revision": 0, "do": "save", "text": "Welcome."})

    assert MinutesEntry.objects.get().item is None


def test_two_secretaries_the_second_is_refused_with_both_texts_side_by_side(cast, meeting, minutes, desk, client):
    other = make.make_user("other")
    make.make_appointment(other, "secretary", cast.health)
    second = type(client)()
    second.force_login(other)
    address = f"{PAGE}?item={item(meeting, 0).pk}"
    desk.get(address)
    second.get(address)
    assert desk.post(PAGE, sent(meeting, text="Mine was first.")).status_code == 302

    refused = second.post(PAGE, sent(meeting, text="Theirs came later."))

    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody else saved this entry while you were writing" in words(refused)
    assert "<p>Mine was first.</p>" in html.partition("data-saved")[2].partition("data-yours")[0]
    assert "<p>Theirs came later.</p>" in html.partition("data-yours")[2]
    assert "Theirs came later.</textarea>" in html
    assert MinutesEntry.objects.get().text == "<p>Mine was first.</p>"
    assert MinutesEntry.history.count() == 1

    again = second.post(PAGE, sent(meeting, revision=1, text="Mine was first. Theirs came later."))
    assert 'name="revision" value="1"' in html
    assert again.status_code == 302
    assert MinutesEntry.objects.get().text == "<p>Mine was first. Theirs came later.</p>"


def test_a_script_is_told_of_the_conflict_with_both_texts(cast, meeting, minutes, desk):
    write_entry(minutes, item(meeting, 0), text="<p>Mine.</p>", revision=0, by=cast.officer)

    refused = desk.post(PAGE, sent(meeting, text="Theirs."), headers=JSON)

    said = refused.json()
    assert (refused.status_code, said["revision"]) == (409, 1)
    assert "<p>Mine.</p>" in said["html"]
    assert "<p>Theirs.</p>" in said["html"]


def test_a_refused_decision_keeps_the_text_and_saves_nothing(cast, meeting, minutes, desk):
    refused = desk.post(PAGE, sent(meeting, text="It was said.", do="decision", decision_text=""))

    assert refused.status_code == 422
    assert "Say what was decided" in words(refused)
    assert "It was said.</textarea>" in refused.content.decode()
    assert not MinutesEntry.objects.exists()
    assert not Decision.objects.exists()


def test_a_decision_and_an_action_are_captured_under_the_item_and_the_text_is_saved_with_them(
    cast, meeting, minutes, desk
):
    person = cast.health_chair_person
    decided = sent(
        meeting, 1, text="It was said.", do="decision", decision_text="The budget is set.", decision_outcome="approved"
    )
    asked = sent(
        meeting,
        1,
        revision=1,
        text="It was said.",
        do="action",
        action_what="Print it",
        action_owner=f"person:{person.pk}",
        action_due="2026-04-01",
    )

    one, two = desk.post(PAGE, decided, headers=JSON), desk.post(PAGE, asked, headers=JSON)

    assert (one.json()["revision"], two.json()["revision"]) == (1, 1)
    assert one.json()["words"] == "Decision 2026/1, approved: The budget is set."
    decision, action = Decision.objects.get(), Action.objects.get()
    assert (decision.item, decision.is_draft, decision.text) == (item(meeting, 1), True, "The budget is set.")
    assert (action.item, action.owner, action.what) == (item(meeting, 1), person, "Print it")
    assert action.due.isoformat() == "2026-04-01"
    assert "Action 2026/1, for Owen Lark: Print it" in words(desk.get(f"{PAGE}?item={item(meeting, 1).pk}"))


def test_a_forged_owner_is_refused(cast, meeting, minutes, desk):
    stranger = make.make_person(kept_by=cast.jobs)
    asked = sent(meeting, do="action", action_what="Print it", action_owner=f"person:{stranger.pk}")

    assert desk.post(PAGE, asked, headers=JSON).status_code == 422
    assert not Action.objects.exists()


def test_who_is_here_is_recorded_with_late_and_early(cast, meeting, minutes, desk):
    person = cast.health_chair_person
    desk.post(PAGE, sent(meeting, 1, do="attendance", **{f"here_{person.pk}": "arrives"}))
    row = Attendance.objects.get()
    assert (row.how, row.arrived_at, row.left_at) == ("present", item(meeting, 1), None)

    late = {f"here_{person.pk}": "leaves", f"was_{person.pk}": f"present.{item(meeting, 1).pk}.0"}
    desk.post(PAGE, sent(meeting, 1, do="attendance", **late))
    row.refresh_from_db()
    assert (row.arrived_at, row.left_at) == (item(meeting, 1), item(meeting, 1))

    gone = {
        f"here_{person.pk}": "apologies",
        f"was_{person.pk}": f"present.{item(meeting, 1).pk}.{item(meeting, 1).pk}",
    }
    desk.post(PAGE, sent(meeting, 1, do="attendance", **gone))
    row.refresh_from_db()
    assert (row.how, row.arrived_at, row.left_at) == ("apologies", None, None)


def test_a_declaration_is_recorded_under_the_item_and_taken_back(cast, meeting, minutes, desk):
    person = cast.health_chair_person
    said = {"declaration_person": f"person:{person.pk}", "declaration_interest": "A trustee", "declaration_left": "on"}
    early = desk.post(PAGE, sent(meeting, do="declaration", **said), headers=JSON)
    assert (early.status_code, "not recorded as being there" in early.json()["sentence"]) == (422, True)
    desk.post(PAGE, sent(meeting, do="attendance", **{f"here_{person.pk}": "present"}))

    done = desk.post(PAGE, sent(meeting, do="declaration", text="Said.", **said), headers=JSON)

    row = Declaration.objects.get()
    assert "<li>Owen Lark: A trustee (left the room) <button" in done.json()["html"]
    assert f'value="withdraw-{row.pk}"' in done.json()["html"]
    assert (row.person, row.item, row.left_the_room) == (person, item(meeting, 0), True)
    desk.post(PAGE, sent(meeting, do=f"withdraw-{row.pk}"))
    assert not Declaration.objects.exists()
    for key in (row.pk, "x", "9" * 30):
        assert desk.post(PAGE, sent(meeting, do=f"withdraw-{key}")).status_code == 422


def test_an_entry_that_cannot_be_typed_is_shown_and_never_flattened(cast, meeting, minutes, desk):
    table = "<table><tbody><tr><td>One cell</td></tr></tbody></table>"
    write_entry(minutes, item(meeting, 0), text=table, revision=0, by=cast.secretary)

    html = desk.get(PAGE).content.decode()
    desk.post(PAGE, sent(meeting, do="decision", decision_text="So be it.", decision_outcome="noted"))

    assert "cannot be typed here" in html
    assert 'name="text"' not in html
    assert "One cell" in MinutesEntry.objects.get().text
    assert "<table>" in MinutesEntry.objects.get().text
    assert Decision.objects.get().text == "So be it."


@pytest.mark.parametrize("item_key", ["9" * 25, "x", "-1", "99999999"])
def test_strange_items_are_not_found(cast, minutes, desk, item_key):
    assert desk.get(f"{PAGE}?item={item_key}").status_code == 404
    assert desk.post(PAGE, {"item": item_key, "text": "Lost?", "do": "save"}).status_code == 404


def test_an_item_that_was_withdrawn_stands_on_the_page_while_something_is_written_under_it(meeting, minutes, desk):
    entry, decision, nothing = (
        make_item(meeting, name, withdrawn_reason="Off.") for name in ("Spoken of", "Decided", "Off")
    )
    make.written_apart(MinutesEntry(minutes=minutes, item=entry, text="<p>Said.</p>"))
    make_decision(meeting, item=decision, state="draft")

    assert [desk.get(f"{PAGE}?item={each.pk}").status_code for each in (entry, decision, nothing)] == [200, 200, 404]
    assert "4. Decided" in words(desk.get(PAGE))


def test_checked_minutes_are_not_written_and_the_page_says_where_to_go(cast, meeting, minutes, desk):
    write_entry(minutes, item(meeting, 0), text="<p>Said.</p>", revision=0, by=cast.secretary)
    check_minutes(minutes, by=cast.officer)

    assert "The chair has checked these minutes" in words(desk.get(PAGE))
    refused = desk.post(PAGE, sent(meeting, text="More.", revision=1), headers=JSON)
    assert (refused.status_code, "send them back" in refused.json()["sentence"]) == (422, True)
    assert MinutesEntry.objects.get().text == "<p>Said.</p>"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions_whatever_its_length(cast, minutes, desk, rows):
    for number in range(rows):
        write_entry(minutes, make_item(minutes.meeting), text=f"<p>{number}</p>", revision=0, by=cast.secretary)
        seat = make.make_seat(cast.health)
        make.make_membership(seat, make.make_person(kept_by=cast.health, organisation=cast.council))

    with CaptureQueriesContext(connection) as asked:
        desk.get(PAGE)

    assert len(asked) == 27


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_wins_and_the_other_is_told(cast, meeting, minutes, desk, client):
    if connection.vendor == "sqlite":
        pytest.skip("The tests’ database in memory has no two writers; a file’s transactions stand in line.")
    other = type(client)()
    other.force_login(cast.secretary)
    start, answers = threading.Barrier(2), []

    def save(browser, text):
        start.wait()
        try:
            answers.append(browser.post(PAGE, sent_once | {"text": text}, headers=JSON).status_code)
        finally:
            connection.close()

    sent_once = sent(meeting)
    threads = [threading.Thread(target=save, args=pair) for pair in ((desk, "One."), (other, "Two."))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409]
    assert MinutesEntry.history.count() == 1
