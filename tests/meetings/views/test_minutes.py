"""The page of minutes, its parts and its PDF, as the public, members and editors read them."""

import io
import re

import pytest
from pypdf import PdfReader

from meetings.attendance.attending import Entry, record
from meetings.attendance.declaring import declare
from meetings.minutes.correcting import correct, correct_attendance
from meetings.minutes.minuting import approve_minutes
from meetings.models import Attendance, MinutesEntry
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import (
    make_action,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_minutes,
    sit,
)
from tests.verapdf.verapdf import pdf_ua_faults

pytestmark = pytest.mark.django_db

PAGE = "/meetings/board/2026-03-05/minutes/"
PDF = "/meetings/board/2026-03-05/minutes.pdf"
SECRET = "Quillfeather"


@pytest.fixture
def meeting(cast):
    """A meeting of the board with an open and a restricted item, and people at it."""
    meeting = make_meeting(cast.board, "2026-03-05", agenda="published", status="held", place="Town Hall")
    make_item(meeting, "The plan")
    make_item(meeting, f"{SECRET} contract", restricted=True, restriction_reason="Names a person")
    return meeting


def full(cast, meeting, stage="published"):
    """Its minutes, with everything that minutes can hold."""
    open_item, secret_item = meeting.items.in_order()
    record(meeting, cast.chair_person, how="present", left_at=open_item, by=cast.officer)
    record(meeting, cast.member_person, how="apologies", by=cast.officer)
    guest = make.make_person("Nan Holm", kept_by=cast.board, organisation=cast.trust, post="Auditor")
    stand_in = make.make_person("Rex Ford", kept_by=cast.board, organisation=cast.council)
    record(meeting, guest, how="in attendance", arrived_at=secret_item, by=cast.officer)
    record(meeting, stand_in, how="substitute", stands_in_for=cast.member_person, by=cast.officer)
    declare(meeting, cast.chair_person, interest="Owns a shop.", item=open_item, left_the_room=True, by=cast.officer)
    declare(meeting, guest, interest=f"{SECRET} is a cousin.", item=secret_item, by=cast.officer)
    make_decision(meeting, "The plan is agreed.", item=open_item)
    make_action(meeting, "Print the plan", item=open_item)
    make_decision(meeting, f"{SECRET} gets it.", item=secret_item)
    make_action(meeting, f"Tell {SECRET}", item=secret_item)
    minutes = make_minutes(meeting, "draft")
    for item, text in ((open_item, "<p>The plan was praised.</p>"), (secret_item, f"<p>{SECRET} was praised.</p>")):
        entry = MinutesEntry.objects.get(item=item)
        entry.text = text
        entry.save()
    minutes.stage = stage
    return make.written_apart(minutes)


def read_in(client, address):
    """The version that the chair's page takes for read."""
    return re.search(r'name="read" value="([^"]*)"', client.get(address).content.decode())[1]


def page(client, address=PAGE):
    response = client.get(address)
    assert response.status_code == 200, address
    return words(response)


def test_the_public_reads_who_was_there_what_was_said_decided_and_asked_for(cast, meeting, client):
    full(cast, meeting)

    said = page(client)

    for sentence in (
        "Draft minutes of 5 March 2026",
        "these minutes have not been approved yet",
        "Present Ida Marlow, Leader of the council, Brackwater Council (until item 1)",
        "Substitutes Rex Ford, Brackwater Council (for Tom Ferris)",
        "In attendance Nan Holm, Auditor, Marsh Health Trust (from item 2)",
        "Apologies Tom Ferris, Director of place, Brackwater Council",
        "1. The plan",
        "The plan was praised.",
        "Ida Marlow declared an interest: Owns a shop. They left the room for this item.",
        "Decision 2026/1: approved The plan is agreed.",
        "Action 2026/1 Print the plan For Leadership Board",
    ):
        assert sentence in said, sentence


def test_a_substitute_who_is_not_allowed_is_marked(cast, meeting, client):
    sit(cast.board, cast.former_person, substitute_allowed=False)
    other = make.make_person("Rex Ford", kept_by=cast.board)
    record(meeting, other, how="substitute", stands_in_for=cast.former_person, by=cast.officer)
    make_minutes(meeting, "published")

    assert "Rex Ford (for Una Byrd; not counted, for the seat does not allow this substitute)" in page(client)


@pytest.mark.parametrize("viewer", [None, "former_member", "secretary"])
def test_a_restricted_item_shows_label_neutral_title_and_reason_and_nothing_else(cast, meeting, client, viewer):
    full(cast, meeting)
    if viewer:
        client.force_login(getattr(cast, viewer))
    secret = meeting.items.get(restricted=True)

    for address in (PAGE, f"{PAGE}{secret.pk}/"):
        response = client.get(address)
        assert SECRET not in response.content.decode()
        assert "2. A personal matter" in words(response)
        assert "This item is restricted: Names a person" in words(response)
        assert "2026/2" not in words(response)
        assert "2026/R" not in words(response)
    pdf = client.get(PDF)
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "A personal matter" in text
    assert SECRET not in text
    assert SECRET.encode() not in pdf.content


@pytest.mark.parametrize("viewer", ["member", "officer"])
def test_members_and_editors_read_restricted_items_and_are_told(cast, meeting, client, viewer):
    full(cast, meeting)
    client.force_login(getattr(cast, viewer))

    response = client.get(PAGE)
    said = words(response)

    assert f"2. {SECRET} contract" in said
    assert f"{SECRET} was praised." in said
    assert "You also see restricted items. Do not pass them on." in said
    assert response["Cache-Control"] == "private"
    assert client.get(PDF)["Cache-Control"] == "private"


@pytest.mark.parametrize(
    ("stage", "readers"),
    [
        ("draft", {"officer", "chair"}),
        ("checked", {"officer", "chair", "member"}),
        ("published", {"officer", "chair", "member", "former_member", "visitor"}),
        ("approved", {"officer", "chair", "member", "former_member", "visitor"}),
    ],
)
def test_who_reads_the_minutes_depends_on_how_far_they_have_come(cast, meeting, client, stage, readers):
    minutes = full(cast, meeting, "draft")
    if stage == "approved":
        minutes.stage = "published"
        make.written_apart(minutes)
        approve_minutes(minutes, at=make_meeting(cast.board, "2026-04-02", status="held"), by=cast.officer)
    else:
        minutes.stage = stage
        make.written_apart(minutes)
    item = meeting.items.first()
    for name in ("officer", "chair", "member", "former_member", "visitor"):
        client.logout()
        if name != "visitor":
            client.force_login(getattr(cast, name))
        for address in (PAGE, PDF, f"{PAGE}{item.pk}/"):
            assert client.get(address).status_code == (200 if name in readers else 404), (name, address)
        if name in readers:
            assert "Ida Marlow" in page(client), name


def test_approved_minutes_say_where_and_lead_there(cast, meeting, client):
    minutes = full(cast, meeting)
    at = make_meeting(cast.board, "2026-04-02", status="held")
    approve_minutes(minutes, at=at, by=cast.officer)

    response = client.get(PAGE)

    assert "approved at the meeting of 2 April 2026." in words(response)
    assert 'href="/meetings/board/2026-04-02/"' in response.content.decode()
    assert "Draft" not in words(response)


def test_corrections_show_before_and_after_for_ever(cast, meeting, client):
    minutes = full(cast, meeting)
    at = make_meeting(cast.board, "2026-04-02", status="held")
    entry = minutes.entries.get(item__restricted=False)
    correct(entry, text="<p>The plan was queried.</p>", reason="Misheard.", by=cast.officer, on=at.day, agreed_at=at)
    secret = minutes.entries.get(item__restricted=True)
    correct(secret, text="<p>Nothing.</p>", reason=f"{SECRET} asked.", by=cast.officer, on=at.day)

    response = client.get(PAGE)
    html, said = response.content.decode(), words(response)

    assert "They were corrected after they were published." in said
    assert "<del>praised</del><ins>queried</ins>" in html
    assert "Item 1, 2 April 2026 Misheard. Agreed at the meeting of 2 April 2026" in said
    assert SECRET not in html
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(client.get(PDF).content)).pages)
    assert "Misheard." in text


def late(cast, meeting, **facts):
    """Who was there is corrected: Tom Ferris had sent apologies, and now was there from the restricted item on."""
    stand_in = Attendance.objects.get(how="substitute").person
    entries = [Entry(cast.member_person, "present", arrived_at=meeting.items.get(restricted=True))]
    given = {"reason": "The tram was late.", "by": cast.officer, "on": make.day("2026-04-02"), **facts}
    return correct_attendance(meeting.minutes, entries, taken_out=[stand_in], **given)


@pytest.mark.parametrize("viewer", [None, "member", "officer"])
def test_who_was_there_shows_that_it_was_corrected_and_how(cast, meeting, client, viewer):
    minutes = full(cast, meeting)
    at = make_meeting(cast.board, "2026-04-02", status="held")
    late(cast, meeting, agreed_at=at)
    entry = minutes.entries.get(item__restricted=False)
    correct(entry, text="<p>Queried.</p>", reason="Misheard.", by=cast.officer, on=make.today())
    if viewer:
        client.force_login(getattr(cast, viewer))

    response = client.get(PAGE)
    html, said = response.content.decode(), words(response)

    assert "They were corrected after they were published." in said
    assert "Tom Ferris, Director of place, Brackwater Council (from item 2)" in said
    assert "Corrected on 2 April 2026: The tram was late." in said[: said.index("Queried.")]
    listed = said[said.index("Corrections These minutes were changed") :]
    assert "Who was there, 2 April 2026 The tram was late. Agreed at the meeting of 2 April 2026. Present" in listed
    assert listed.index("Who was there, 2 April") < listed.index("Item 1, ")
    assert 'href="#attendance">Who was there</a>, 2 April 2026' in html
    assert 'href="#item-' in html
    assert html.count('id="attendance"') == 1
    assert "<li><del>Rex Ford, Brackwater Council (for Tom Ferris)</del></li>" in html
    assert "<ins>Tom Ferris, Director of place, Brackwater Council (from item 2)</ins>" in html
    assert (SECRET in html) == (viewer is not None)


def test_nothing_is_said_of_corrections_where_there_is_none(cast, meeting, client):
    full(cast, meeting)

    assert "Corrected on" not in page(client)
    assert "#corrections" not in client.get(PAGE).content.decode()


def test_the_page_of_an_item_says_that_who_was_there_was_corrected(cast, meeting, client):
    full(cast, meeting)
    late(cast, meeting)
    for item in meeting.items.all():
        response = client.get(f"{PAGE}{item.pk}/")
        assert "Who was there was corrected on 2 April 2026: The tram was late." in words(response)
        assert f'href="{PAGE}#attendance"' in response.content.decode()
        assert "<ins>Tom Ferris" not in response.content.decode()
        assert SECRET not in response.content.decode()


def test_a_corrected_attendance_is_printed_with_what_it_said_before(cast, meeting, client):
    full(cast, meeting)
    late(cast, meeting)

    content = client.get(PDF).content
    text = " ".join("".join(part.extract_text() for part in PdfReader(io.BytesIO(content)).pages).split())

    assert "Corrected on 2 April 2026, as told under Corrections: The tram was late." in text
    assert "Who was there, 2 April 2026 The tram was late." in text
    assert "Rex Ford, Brackwater Council (for Tom Ferris)" in text
    assert SECRET not in text
    assert pdf_ua_faults(content) == []


def test_each_item_has_an_address_that_lasts_and_a_strange_one_is_not_found(cast, meeting, client):
    full(cast, meeting)
    item, secret = meeting.items.in_order()
    elsewhere = make_item(make_meeting(cast.board, "2026-04-05"))

    said = page(client, f"{PAGE}{item.pk}/")

    assert "1. The plan" in said
    assert "The plan was praised." in said
    assert "After: 2. A personal matter" in said
    for key in (elsewhere.pk, 10**18):
        assert client.get(f"{PAGE}{key}/").status_code == 404
    assert f"{PAGE}{secret.pk}/" in client.get(PAGE).content.decode()


def test_minutes_lead_to_those_before_and_after_that_may_be_read(cast, meeting, client):
    full(cast, meeting)
    for day, stage in (("2026-01-05", "published"), ("2026-02-05", "draft"), ("2026-03-05", "published")):
        make_minutes(make_meeting(cast.board, day, status="held"), stage)
    make_minutes(make_meeting(cast.health, "2026-03-01", status="held"), "published")

    html = client.get(PAGE).content.decode()

    assert re.findall(r'href="([^"]*)" rel="(prev|next)"', html) == [
        ("/meetings/board/2026-01-05/minutes/", "prev"),
        ("/meetings/board/2026-03-05-2/minutes/", "next"),
    ]
    client.force_login(cast.officer)
    assert "/meetings/board/2026-02-05/minutes/" in client.get(PAGE).content.decode()


def test_absent_minutes_and_hidden_ones_look_alike(cast, meeting, client):
    full(cast, meeting, "checked")
    make_meeting(cast.board, "2026-04-05")

    hidden, absent = client.get(PAGE), client.get("/meetings/board/2026-04-05/minutes/")

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content.decode().replace(PAGE, "") == absent.content.decode().replace(
        "/meetings/board/2026-04-05/minutes/", ""
    )


def crowded(cast, items, people):
    """Published minutes of so many items, each with an entry, a decision and an action, and so many people."""
    meeting = make_meeting(cast.board, "2026-03-05", agenda="published", status="held", with_bodies=[cast.health])
    for number in range(items):
        item = make_item(meeting, f"Matter {number}")
        make_decision(meeting, item=item)
        make_action(meeting, item=item)
    for number in range(people):
        person = make.make_person(f"Person {number}", kept_by=cast.board, organisation=cast.council)
        make_attendance(meeting, person, "present", seat=sit(cast.board, person))
    return make_minutes(meeting, "published", text="<p>It was said at some length.</p>")


@pytest.mark.parametrize(("items", "people"), [(1, 1), (3, 3), (60, 40)])
def test_the_page_asks_twelve_questions_whatever_its_length(cast, client, items, people, django_assert_num_queries):
    crowded(cast, items, people)

    with django_assert_num_queries(12):
        client.get(PAGE)


@pytest.mark.parametrize("corrections", [1, 3])
def test_corrections_ask_no_more_questions(cast, client, corrections, django_assert_num_queries):
    minutes = crowded(cast, 60, 40)
    entry = minutes.entries.first()
    facts = {"reason": "Misheard.", "by": cast.officer, "on": make.today()}
    guest = make.make_person("Nan Holm", kept_by=cast.board)
    for number in range(corrections):
        correct(entry, text=f"<p>Better {number}.</p>", **facts)
        correct_attendance(minutes, [Entry(guest, "in attendance", note=f"Post {number}")], **facts)

    with django_assert_num_queries(12):
        said = page(client)
    assert said.count("Who was there, ") == said.count("Item 1, ") == corrections


def test_the_pdf_is_pdf_ua_and_the_same_bytes_each_time(cast, meeting, client):
    minutes = full(cast, meeting)
    entry = minutes.entries.get(item__restricted=False)
    correct(entry, text="<p>Queried.</p><ul><li>One</li></ul>", reason="Misheard.", by=cast.officer, on=make.today())

    first, second = client.get(PDF), client.get(PDF)

    assert first["Content-Type"] == "application/pdf"
    assert 'filename="minutes-board-2026-03-05.pdf"' in first["Content-Disposition"]
    assert first.content == second.content
    assert pdf_ua_faults(first.content) == []
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(first.content)).pages)
    for sentence in ("DRAFT", "The plan is agreed.", "Print the plan", "Nan Holm", "Town Hall"):
        assert sentence in text, sentence


def test_the_chair_checks_the_draft_on_a_page_of_their_own_and_can_send_it_back(cast, meeting, client):
    minutes = full(cast, meeting, "draft")
    address = f"{PAGE}check/"
    for name in ("officer", "member", "secretary", "visitor"):
        client.logout()
        if name != "visitor":
            client.force_login(getattr(cast, name))
        assert client.get(address).status_code == 404, name
        assert client.post(address, {"do": "check"}).status_code == 404, name
    client.force_login(cast.chair)
    way = re.search(f'href="({address}[^"]*)"', client.get(PAGE).content.decode())[1]

    assert client.post(address, {"do": "check", "read": read_in(client, way)})["Location"] == PAGE
    minutes.refresh_from_db()
    assert (minutes.stage, minutes.checked_by) == ("checked", cast.chair_person)
    again = client.post(address, {"do": "check"})
    assert (again.status_code, "past that" in words(again)) == (422, True)
    client.post(address, {"do": "send-back", "reason": "A name is wrong."})
    minutes.refresh_from_db()
    assert minutes.stage == "draft"
    assert minutes.history.first().history_change_reason == "A name is wrong."
