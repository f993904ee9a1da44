"""Declarations of interest in published minutes: corrected for all to see, and never told against the register."""

import datetime
import io

import pytest
from pypdf import PdfReader

from governance.foundation.deeds import Refused
from meetings.attendance.attending import Entry, forget, record
from meetings.attendance.declaring import Declared, declare
from meetings.attendance.quorum import said_of
from meetings.minutes.correcting import correct_attendance, correct_declarations
from meetings.models import Correction, Declaration
from tests import make
from tests.governance.admin.test_body_deeds import do
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
PAGE = "/meetings/culture-forum/2026-03-05/minutes/"
PDF = "/meetings/culture-forum/2026-03-05/minutes.pdf"
SECRET = "Quillfeather"


@pytest.fixture
def people(cast):
    """Ann and Ben are members of the Culture Forum, and a quorum of two; Rex, who holds no seat, was in attendance."""
    seat = make.make_seat(cast.culture, "Members", low=2, high=2)
    people = {name: make.make_person(name, kept_by=cast.partnership) for name in ("Ann", "Ben", "Rex")}
    for name in ("Ann", "Ben"):
        make.make_membership(seat, people[name])
    make.make_rule(cast.culture, "quorum", low=2)
    return people


@pytest.fixture
def meeting(cast, people):
    """They met over an open and a restricted item."""
    meeting = make_meeting(cast.culture, DAY, status="held", agenda="published")
    make_item(meeting, "The plan")
    make_item(meeting, f"{SECRET} contract", restricted=True)
    for name, how in (("Ann", "present"), ("Ben", "present"), ("Rex", "in attendance")):
        record(meeting, people[name], how=how, by=cast.officer)
    return meeting


@pytest.fixture
def minutes(cast, meeting, people):
    """Published minutes, by which Ann declared that she owns a shop."""
    declare(meeting, people["Ann"], interest="Owns a shop", item=meeting.items.first(), by=cast.officer)
    minutes = make_minutes(meeting, "published", published_on=DAY)
    minutes.quorum_said = said_of(meeting)
    return make.written_apart(minutes)


def good(cast, **facts):
    return {"reason": "The list was lost.", "by": cast.officer, "on": DAY, **facts}


def declared():
    rows = Declaration.objects.order_by("pk").values_list("person__name", "interest", "item__title", "left_the_room")
    return list(rows)


def test_a_declaration_is_changed_and_another_added_under_the_same_item(cast, minutes, people):
    item, row = minutes.meeting.items.first(), Declaration.objects.get()
    changed = Declared(people["Ann"], "Rents a shop", item, declaration=row)

    (made,) = correct_declarations(minutes, [changed, Declared(people["Rex"], "A cousin.", item)], **good(cast))

    assert made.before == "<p>Ann declared an interest: Owns a shop.</p>"
    assert made.after == "<p>Ann declared an interest: Rents a shop.</p><p>Rex declared an interest: A cousin.</p>"
    assert (made.item, made.entry, made.reason, made.made_on) == (item, None, "The list was lost.", DAY)
    assert declared() == [("Ann", "Rents a shop", "The plan", False), ("Rex", "A cousin.", "The plan", False)]
    audit = row.history.first()
    assert (audit.history_user, audit.history_change_reason) == (cast.officer, "The list was lost.")


def test_a_declaration_is_taken_out(cast, minutes):
    (made,) = correct_declarations(minutes, [], taken_out=[Declaration.objects.get()], **good(cast))

    assert made.after == "<p>No interest is declared.</p>"
    assert declared() == []


def test_the_page_and_the_pdf_show_the_correction_under_its_item(cast, minutes, people, client):
    item = minutes.meeting.items.first()
    correct_declarations(minutes, [Declared(people["Rex"], "A cousin.", item)], **good(cast))

    response = client.get(PAGE)
    said = words(response)

    assert "Rex declared an interest: A cousin." in said[: said.index("Corrections These")]
    shown = said.index("Corrected on 5 March 2026: The list was lost.")
    assert said.rindex("1. The plan", 0, shown) < shown < said.rindex("2. ")
    assert "Item 1, 5 March 2026 The list was lost." in said
    assert "<ins>Rex declared an interest: A cousin.</ins>" in response.content.decode()
    text = "".join(part.extract_text() for part in PdfReader(io.BytesIO(client.get(PDF).content)).pages)
    assert "The list was lost." in text


def test_what_was_declared_in_a_restricted_item_stays_hidden_with_its_correction(cast, minutes, people, client):
    hidden = minutes.meeting.items.last()
    (made,) = correct_declarations(
        minutes, [Declared(people["Rex"], f"{SECRET} is a cousin.", hidden)], **good(cast, reason=f"{SECRET} said so.")
    )

    assert made.item == hidden
    assert SECRET not in client.get(PAGE).content.decode()
    assert not Correction.objects.visible_to(cast.visitor).exists()
    client.force_login(cast.officer)
    assert f"Item 2, 5 March 2026 {SECRET} said so." in words(client.get(PAGE))


def test_one_correction_is_made_for_each_item_and_one_for_none(cast, minutes, people):
    first, hidden = minutes.meeting.items.in_order()
    new = [Declared(people["Rex"], "One.", None), Declared(people["Ben"], "Two.", hidden)]

    made = correct_declarations(minutes, new, taken_out=[Declaration.objects.get()], **good(cast))

    assert [row.item for row in made] == [None, first, hidden]
    assert made[0].after == "<h3>Declarations of interest</h3><p>Rex declared an interest: One.</p>"
    assert "Two." not in made[0].after + made[1].after


def test_the_quorum_follows_who_left_the_room(cast, minutes, people):
    row = Declaration.objects.get()
    changed = Declared(people["Ann"], "Owns a shop", row.item, left_the_room=True, declaration=row)
    hidden = Declared(people["Ben"], "A cousin.", minutes.meeting.items.last())

    made, restricted = correct_declarations(minutes, [changed, hidden], **good(cast))

    minutes.refresh_from_db()
    assert "was not quorate: 1 member there" in minutes.quorum_said
    assert "was quorate: 2 members there" in made.before
    assert minutes.quorum_said in made.after
    assert "quorate" not in restricted.after


REFUSED = [
    ({"reason": " "}, "Say why you correct the minutes; the public reads it."),
    ({"by": "secretary"}, "You are not appointed to edit Culture Forum; ask its partnership officer."),
    ({"interest": " "}, "Say which interest was declared."),
    ({"who": "Cat"}, "Cat is not recorded as being there: record the attendance first."),
    ({"interest": ""}, "Say which interest was declared."),
]


@pytest.mark.parametrize(("facts", "sentence"), REFUSED)
def test_a_correction_of_declarations_is_refused_in_one_sentence_and_nothing_is_written(
    cast, minutes, people, facts, sentence
):
    people["Cat"] = make.make_person("Cat", kept_by=cast.partnership)
    facts = {"who": "Rex", "interest": "A cousin.", **facts}
    new = Declared(people[facts.pop("who")], facts.pop("interest"))
    if "by" in facts:
        facts["by"] = getattr(cast, facts["by"])

    with pytest.raises(Refused) as refusal:
        correct_declarations(minutes, [Declared(people["Ben"], "Fine."), new], **good(cast, **facts))

    assert refusal.value.sentence == sentence
    assert declared() == [("Ann", "Owns a shop", "The plan", False)]
    assert not Correction.objects.exists()


def test_what_changes_nothing_is_no_correction_and_what_is_gone_is_not_changed(cast, minutes, people):
    row = Declaration.objects.get()
    same = Declared(people["Ann"], "Owns a shop", row.item, declaration=row)
    with pytest.raises(Refused, match="^No declaration is changed: change one, or leave it.$"):
        correct_declarations(minutes, [same], **good(cast))
    assert row.history.count() == 1
    correct_declarations(minutes, [], taken_out=[row], **good(cast))
    with pytest.raises(Refused, match="^That declaration is not recorded any more.$"):
        correct_declarations(minutes, [same], **good(cast))


@pytest.mark.parametrize("stage", ["draft", "checked"])
def test_only_published_declarations_are_corrected(cast, minutes, people, stage):
    minutes.stage = stage
    make.written_apart(minutes)
    with pytest.raises(Refused, match="^These minutes are not published"):
        correct_declarations(minutes, [Declared(people["Rex"], "A cousin.")], **good(cast))


# The register does not contradict them ---------------------------------------------------------------------


@pytest.mark.parametrize("how", ["apologies", "absent", None])
def test_nobody_who_declared_an_interest_was_away(cast, meeting, people, how):
    declare(meeting, people["Ann"], interest="Owns a shop", by=cast.officer)
    row = meeting.attendances.get(person=people["Ann"])

    with pytest.raises(Refused) as refusal:
        record(meeting, people["Ann"], how=how, by=cast.officer) if how else forget(row, by=cast.officer)

    assert refusal.value.sentence == (
        "Ann declared an interest at this meeting, so they were there: take the declaration back first."
    )
    row.refresh_from_db()
    assert row.how == "present"


@pytest.mark.parametrize("how", ["apologies", None])
def test_nor_does_a_correction_say_that_they_were(cast, minutes, people, how):
    lines = {"entries": [Entry(people["Ann"], how)]} if how else {"entries": [], "taken_out": [people["Ann"]]}

    with pytest.raises(Refused, match="so they were there: correct the declarations first"):
        correct_attendance(minutes, **lines, **good(cast))
    correct_declarations(minutes, [], taken_out=[Declaration.objects.get()], **good(cast))
    correct_attendance(minutes, **lines, **good(cast))

    assert minutes.meeting.attendances.filter(person=people["Ann"], how="present").count() == 0


# The officers' site ----------------------------------------------------------------------------------------


def test_declarations_are_corrected_on_a_page_with_a_line_for_each(cast, minutes, people, client):
    client.force_login(cast.officer)
    row, hidden = Declaration.objects.get(), minutes.meeting.items.last()
    address = f"/admin/meetings/minutes/{minutes.pk}/deed/correct-declarations/"
    assert address in client.get(f"/admin/meetings/minutes/{minutes.pk}/change/").content.decode()
    said = {
        f"interest_{row.pk}": "Rents a shop",
        "person": people["Rex"].pk,
        "item": hidden.pk,
        "interest": "A cousin.",
    }

    do(client, address, **said, left="on", reason="The list was lost.")

    assert declared() == [
        ("Ann", "Rents a shop", "The plan", False),
        ("Rex", "A cousin.", f"{SECRET} contract", True),
    ]
    assert Correction.objects.count() == 2
    do(client, address, **{f"gone_{row.pk}": "on"}, reason="She owns none.")
    assert [name for name, *_ in declared()] == ["Rex"]
    refused = do(client, address, interest="Something.", reason="More.")
    assert "Choose who declared it." in words(refused)
