"""Minutes from Word: what goes where, what could not be placed, and that nothing is lost between the two."""

import datetime
import io
import re
import zipfile
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.shared import Inches
from PIL import Image

from governance.foundation.deeds import Refused
from governance.foundation.richtext import as_text
from meetings.minutes.word_import import OPENING, OUT, Choices, PlacedAlready, opened, place, read_minutes, sealed
from meetings.minutes.word_import.outcomes import action_in, day_said, decision_in
from meetings.minutes.word_import.people import Directory
from meetings.models import Action, Attendance, Decision, Minutes, MinutesEntry
from tests import make
from tests.make_meetings import make_item, make_meeting
from tests.meetings.word import word_file
from tests.refusing import refusal

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def meeting(cast):
    """A meeting of the board with an agenda of five items."""
    meeting = make_meeting(cast.board, DAY, agenda="published")
    make_item(meeting, "Apologies for absence", kind="apologies")
    make_item(meeting, "Minutes of the last meeting", kind="minutes")
    make_item(meeting, "Street lighting plan")
    make_item(meeting, "Street lighting budget", label="3a")
    make_item(meeting, "Any other business", kind="other business")
    return meeting


def read(cast, meeting, *paragraphs):
    return read_minutes(word_file(*paragraphs), meeting, by=cast.administrator)


def sorted_out(preview, meeting):
    """For each passage the position of its item (None: not placed) and its words."""
    positions = {item.pk: item.position for item in meeting.items.all()}
    return [(positions.get(each.item), as_text("".join(each.html))) for each in preview.passages]


PLAN = ("3.1 Tom Ferris presented the plan.", "Discussion", "Members liked it.", "It is bright.")
ACTION = "ACTION: Tom Ferris – write to the suppliers by 3 April"
WHOLE = (
    ("Title", "Minutes of the Leadership Board"),
    "Held at the Town Hall, Brackwater",
    "Present: Ida Marlow (Chair), Tom Ferris; Bob Unknown",
    "Apologies: Owen Lark",
    ("Heading 1", "1. Apologies for absence"),
    "Apologies were received from Owen Lark.",
    ("bold", "Item 2: Minutes of last meeting"),
    "The minutes were agreed.",
    "3. Street lighting plan",
    "3.1 Tom Ferris presented the plan.",
    ("bold", "Discussion"),
    "Members liked it.",
    ("List Bullet", "It is bright."),
    "RESOLVED that the plan be approved.",
    ACTION,
    "3a Street lighting budget",
    "Noted.",
    ("Heading 1", "7. A visit that nobody planned"),
    "The mayor came by.",
    ("Heading 1", "AOB"),
    "There was none.",
)


def test_a_whole_document_finds_its_places(cast, meeting):
    preview = read(cast, meeting, *WHOLE)

    assert sorted_out(preview, meeting) == [
        (None, "Held at the Town Hall, Brackwater"),
        (None, "Present: Bob Unknown"),
        (1, "Apologies were received from Owen Lark."),
        (2, "The minutes were agreed."),
        (
            3,
            "\n".join([*PLAN, "RESOLVED that the plan be approved.", ACTION]),
        ),
        (4, "Noted."),
        (None, "The mayor came by."),
        (5, "There was none."),
    ]
    assert [(each.name, each.how) for each in preview.attendees] == [
        ("Ida Marlow", "present"),
        ("Tom Ferris", "present"),
        ("Owen Lark", "apologies"),
    ]
    assert [each.text for each in preview.decisions] == ["The plan be approved."]
    (action,) = preview.actions
    assert (action.text, action.owner_name, action.due) == ("Write to the suppliers.", "Tom Ferris", "2026-04-03")


def test_every_paragraph_is_somewhere(cast, meeting):
    preview = read(cast, meeting, *WHOLE)

    said = " ".join(as_text(piece) if "<" in piece else piece for piece in preview.everything())
    for paragraph in WHOLE:
        text = paragraph[1] if isinstance(paragraph, tuple) else paragraph
        for part in re.split(r"^Present: |^Apologies: |[,;] ", text):
            assert part in said


def test_what_was_agreed_is_written_and_the_rest_is_not(cast, meeting):
    preview = read(cast, meeting, *WHOLE)
    numbers = [number for number, _ in preview.unplaced]
    items = list(meeting.items.in_order())
    places = dict(zip(numbers, [OPENING, OUT, items[4].pk], strict=True))

    minutes = place(
        meeting, preview, Choices(places, attendees={0, 1, 2}, decisions={0}, actions={0}), by=cast.administrator
    )

    texts = {entry.item_id: entry.text for entry in minutes.entries.all()}
    assert texts[None] == "<h2>Minutes of the Leadership Board</h2><p>Held at the Town Hall, Brackwater</p>"
    assert texts[items[0].pk] == "<p>Apologies were received from Owen Lark.</p>"
    assert "<ul><li>It is bright.</li></ul>" in texts[items[2].pk]
    assert texts[items[4].pk] == (
        "<h2>7. A visit that nobody planned</h2><p>The mayor came by.</p><p>There was none.</p>"
    )
    assert not any("Unknown" in text for text in texts.values())
    assert {(a.person.name, a.how) for a in Attendance.objects.all()} == {
        ("Ida Marlow", "present"),
        ("Tom Ferris", "present"),
        ("Owen Lark", "apologies"),
    }
    decision, action = Decision.objects.get(), Action.objects.get()
    assert (decision.item, decision.state) == (items[2], "draft")
    assert (action.owner, action.due, action.item) == (cast.member_person, datetime.date(2026, 4, 3), items[2])


def test_importing_twice_writes_the_text_once_and_keeps_what_stands(cast, meeting):
    paragraphs = ("1. Apologies for absence", "There were none.")
    place(meeting, read(cast, meeting, *paragraphs), Choices(), by=cast.administrator)
    place(meeting, read(cast, meeting, *paragraphs, "Nobody was late."), Choices(), by=cast.administrator)

    assert MinutesEntry.objects.get().text == "<p>There were none.</p><p>There were none.</p><p>Nobody was late.</p>"


def test_a_passage_without_a_place_is_refused_and_nothing_is_written(cast, meeting):
    preview = read(cast, meeting, *WHOLE)
    for places, sentence in (
        ({}, "Say of each passage that could not be placed where it goes, or that it is left out."),
        ({number: 987_654 for number, _ in preview.unplaced}, "no longer on the agenda"),
    ):
        choices = Choices(places, attendees={0}, decisions={0})
        assert sentence in refusal(place, meeting, preview, choices, by=cast.administrator)


def test_a_refusal_at_the_end_takes_everything_back(cast, meeting):
    preview = read(cast, meeting, "3. Street lighting plan", "RESOLVED that it be so.")
    with (
        mock.patch("meetings.minutes.word_import.placing.decide", side_effect=Refused("No.")),
        pytest.raises(Refused, match="No."),
    ):
        place(meeting, preview, Choices(decisions={0}), by=cast.administrator)

    assert not Minutes.objects.exists()


def test_only_an_editor_places_and_only_for_the_meeting_that_was_read_for(cast, meeting):
    preview = read(cast, meeting, "3. Street lighting plan", "Noted.")
    with pytest.raises(Refused, match="not appointed"):
        place(meeting, preview, Choices(), by=cast.secretary)
    with pytest.raises(Refused, match="read for another meeting"):
        place(make_meeting(cast.board, "2026-04-02"), preview, Choices(), by=cast.administrator)


def test_a_preview_survives_sealing_for_its_reader_and_meeting_alone(cast, meeting):
    preview = read(cast, meeting, *WHOLE)
    text = sealed(preview, cast.officer)

    assert opened(text, meeting, cast.officer) == preview
    assert opened(text, meeting, cast.secretary) is None
    assert opened(text, make_meeting(cast.board, "2026-04-02"), cast.officer) is None
    assert opened(text[:-2], meeting, cast.officer) is None


@pytest.mark.parametrize(
    ("line", "position"),
    [
        ("3", None),
        ("Item 3", 3),
        ("Agenda item 3:", 3),
        ("3) Street lighting plan", 3),
        ("STREET LIGHTING PLAN", 3),
        ("Street lightning plan", 3),
        ("3a. Street lighting budget", 4),
        ("4. Street lighting budget", 4),  # renumbered by the writer: the title tells
        ("3. Minutes of the last meeting", 2),
        ("Any other business (AOB)", 5),
        ("The street lighting plan was then discussed at length by all who were there", None),
        ("2010 was a good year", None),
    ],
)
def test_headings_are_recognised_by_label_and_title(cast, meeting, line, position):
    preview = read(cast, meeting, line, "What was said.")

    assert sorted_out(preview, meeting)[-1][0] == position


@pytest.mark.parametrize("style", ["bold", "Heading 2"])
def test_a_marked_heading_with_the_items_number_and_some_of_its_title_is_enough(cast, meeting, style):
    preview = read(cast, meeting, (style, "3. The lighting"), "What was said.")

    assert sorted_out(preview, meeting) == [(3, "What was said.")]


@pytest.mark.parametrize("line", [("bold", "3. Lamps"), ("Heading 2", "3. Lamps"), "Item 3: Lamps"])
def test_a_number_with_another_title_is_not_placed_and_nothing_of_it_is_lost(cast, meeting, line):
    preview = read(cast, meeting, "2.1 Agreed.", line, "What was said.")

    assert sorted_out(preview, meeting) == [(2, "2.1 Agreed."), (None, "What was said.")]
    (_, passage) = preview.unplaced[0]
    assert "Lamps" in as_text(passage.text_for(None))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3. Street lighting plan", "Noted."),
        ("3. STREET LIGHTING PLAN:", "Noted."),
        ("3. Street lighting plan (Tom Ferris)", "3. Street lighting plan (Tom Ferris)\nNoted."),
        ("3. Street lighting plan 2027", "3. Street lighting plan 2027\nNoted."),
        ("5. AOB", "Noted."),
        ("1. Apologies", "Noted."),
    ],
)
def test_a_heading_is_dropped_only_where_the_title_of_the_item_says_all_of_it(cast, meeting, line, said):
    preview = read(cast, meeting, ("bold", line), "Noted.")

    (passage,) = preview.passages
    assert as_text(passage.text_for(passage.item)) == said


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("Present: Ida Marlow (Chair), Tom Ferris (from item 4)", ["Present: Tom Ferris (from item 4)"]),
        ("Present: Ida Marlow until 3pm; Tom Ferris", ["Present: Ida Marlow until 3pm"]),
        ("Apologies: Tom Ferris (represented by Owen Lark)", ["Apologies: Tom Ferris (represented by Owen Lark)"]),
        ("Present: Cllr I. Marlow (Leader of the council), T Ferris, Director of place", []),
    ],
)
def test_what_stands_beside_a_name_and_is_not_understood_is_listed(cast, meeting, line, listed):
    preview = read(cast, meeting, line, "3. Street lighting plan", "Noted.")

    assert [text for where, text in sorted_out(preview, meeting) if where is None] == listed
    assert {each.name for each in preview.attendees} <= {"Ida Marlow", "Tom Ferris"}
    assert "Tom Ferris" in {each.name for each in preview.attendees}


def test_one_reading_of_a_file_is_put_in_once(cast, meeting):
    preview = read(cast, meeting, "3. Street lighting plan", "RESOLVED that it be so.", "ACTION: Tom Ferris to pay")
    choices = Choices(decisions={0}, actions={0})
    place(meeting, preview, choices, by=cast.administrator)

    with pytest.raises(PlacedAlready, match="nothing was recorded twice"):
        place(meeting, preview, choices, by=cast.administrator)

    assert (Decision.objects.count(), Action.objects.count()) == (1, 1)
    again = read(cast, meeting, "3. Street lighting plan", "RESOLVED that it be so, too.")
    place(meeting, again, Choices(decisions={0}), by=cast.administrator)
    assert Decision.objects.count() == 2


def test_numbered_paragraphs_alone_find_their_items(cast, meeting):
    preview = read(cast, meeting, "2.1 The minutes were agreed.", "Indeed.", "3.1 Tom spoke.", "3.2 Ida answered.")

    assert sorted_out(preview, meeting) == [
        (2, "2.1 The minutes were agreed.\nIndeed."),
        (3, "3.1 Tom spoke.\n3.2 Ida answered."),
    ]


def test_items_in_numbered_lists_and_in_tables_are_taken_apart(cast, meeting):
    in_list = read(cast, meeting, ("List Number", "Street lighting plan"), "Approved.", ("List Number", "AOB"), "None.")
    rows = [("Street lighting plan", "Approved."), ("Any other business", "None.")]
    in_table = read(cast, meeting, ("table", rows))

    assert sorted_out(in_list, meeting) == sorted_out(in_table, meeting) == [(3, "Approved."), (5, "None.")]


def test_a_table_that_is_part_of_what_was_said_stays_one(cast, meeting):
    preview = read(cast, meeting, "3. Street lighting plan", ("table", [("Lamps", "7"), ("Posts", "8")]))

    assert "<table>" in preview.passages[0].html[0]


def test_lists_of_names_in_lines_and_tables_with_posts_and_substitutes(cast, meeting):
    ann = make.make_person("Ann Vale", kept_by=cast.partnership, organisation=cast.trust)
    preview = read(
        cast,
        meeting,
        ("bold", "Present"),
        "Cllr Marlow, Leader of the council (in the chair)",
        ("table", [("Ann Vale (for Tom Ferris)", "Marsh Health Trust"), ("Jo Pike", "Nowhere")]),
        ("bold", "In attendance:"),
        "Una Byrd",
        "Apologies for absence were received from T. Ferris and Una Byrd",
        "3. Street lighting plan",
        "Noted.",
    )

    assert [(each.name, each.how, each.stands_in_for) for each in preview.attendees] == [
        ("Ida Marlow", "present", None),
        ("Ann Vale", "substitute", cast.member_person.pk),
        ("Una Byrd", "in attendance", None),
        ("Tom Ferris", "apologies", None),
    ]
    assert [text for where, text in sorted_out(preview, meeting) if where is None] == [
        "Present: Jo Pike",
        "Present: Nowhere",
    ]
    place(
        meeting,
        preview,
        Choices(dict.fromkeys([n for n, _ in preview.unplaced], OUT), attendees={0, 1, 2, 3}),
        by=cast.administrator,
    )
    assert Attendance.objects.get(person=ann).stands_in_for == cast.member_person


def test_apologies_under_their_item_are_proposed(cast, meeting):
    preview = read(cast, meeting, "1. Apologies for absence", "Tom Ferris and Owen Lark sent their apologies.")

    assert [(each.name, each.how) for each in preview.attendees] == [
        ("Tom Ferris", "apologies"),
        ("Owen Lark", "apologies"),
    ]
    assert sorted_out(preview, meeting) == [(1, "Tom Ferris and Owen Lark sent their apologies.")]


def test_somebody_with_the_same_surname_is_not_guessed(cast):
    one, other = (make.make_person(f"{name} Marlow", kept_by=cast.partnership) for name in ("Ida", "Ivan"))
    directory = Directory([one, other])

    assert directory.who("Cllr Marlow") is None
    assert directory.who("I Marlow") is None
    assert directory.who("the marlow") is None
    assert directory.who("Cllr. Ivan Marlow") == other


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("RESOLVED: That the plan be approved.", "The plan be approved."),
        ("RESOLVED that the plan be approved", "The plan be approved."),
        ("AGREED to wait until May", "To wait until May."),
        ("Decision: approve it", "Approve it."),
        ("Agreed – all three bids.", "All three bids."),
        ("It was unanimously agreed that it be sent.", "It be sent."),
        ("It was AGREED: it be sent", "It be sent."),
        ("The board agreed that tea was needed.", None),
        ("Agreed minutes are on the site.", None),
        ("Decisions were hard.", None),
        ("RESOLVED", None),
    ],
)
def test_decisions_are_recognised(line, text):
    found = decision_in(line, 0)

    assert (found.text if found else None) == text


@pytest.mark.parametrize(
    ("line", "what", "whom_and_when"),
    [
        ("ACTION: Tom Ferris – write to all by 3 April 2026", "Write to all.", ("Tom Ferris", "2026-04-03", "")),
        ("ACTION: Tom Ferris to write to all by 3rd March.", "Write to all.", ("Tom Ferris", "2027-03-03", "")),
        ("Action 4: T Ferris: write to all (by 03/06/2026)", "Write to all.", ("Tom Ferris", "2026-06-03", "")),
        ("Action: write to all (Tom Ferris)", "Write to all.", ("Tom Ferris", "", "")),
        ("ACTION - write to all by the next meeting", "Write to all.", ("", "", "the next meeting")),
        ("ACTION: write to all by end of June 2026", "Write to all.", ("", "", "end of June 2026")),
        ("ACTION: walk by the river", "Walk by the river.", ("", "", "")),
        ("ACTION: Bob Unknown – write to all", "Bob Unknown – write to all.", ("", "", "")),
        ("ACTION: Tom Ferris to meet by 31 February", "Meet by 31 February.", ("Tom Ferris", "", "")),
        ("Actions speak louder than words", None, None),
        ("Action was taken.", None, None),
    ],
)
def test_actions_are_recognised_with_whom_and_by_when(cast, line, what, whom_and_when):
    found = action_in(line, 0, Directory([cast.member_person]), DAY)

    assert (found.text if found else None) == what
    assert ((found.owner_name, found.due, found.due_as_said) if found else None) == whom_and_when


def test_a_day_without_a_year_is_the_next_one():
    assert day_said("5 March", DAY) == DAY
    assert day_said("Wednesday 4th March", DAY) == datetime.date(2027, 3, 4)
    assert day_said("29 February", DAY) is None


def test_pictures_margin_notes_and_script_do_not_come_along(cast, meeting):
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    picture.seek(0)
    document = Document()
    document.add_paragraph("3. Street lighting plan")
    paragraph = document.add_paragraph("<script>alert(1)</script> & so on")
    paragraph.add_run().add_picture(picture, width=Inches(1))
    document.add_comment(paragraph.runs, text="Between us: nonsense.", author="Sal")
    content = io.BytesIO()
    document.save(content)
    preview = read_minutes(SimpleUploadedFile("m.docx", content.getvalue()), meeting, by=cast.administrator)

    (html,) = preview.passages[0].html
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on[Picture]</p>"
    assert "nonsense" not in str(preview)
    assert preview.notes[0].startswith("1 picture could not be taken over")


def with_part(name, content):
    """A Word file with one more part in it."""
    source = word_file("3. Street lighting plan").read()
    changed = io.BytesIO(source)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr(name, content)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"", "This file is empty"),
        (lambda: b"<html><body>Minutes</body></html>", "This is no Word file: save the minutes as .docx"),
        (lambda: b"%PDF-1.7\n", "This is no Word file: save the minutes as .docx"),
        (lambda: b"PK and nothing else", "This is no Word file: save the minutes as .docx"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old kind"),
        (lambda: with_part("word/vbaProject.bin", b"x"), "holds macros"),
        (lambda: word_file("3. Street lighting plan").read()[:-400], "could not be read: open it in Word"),
        (lambda: word_file().read(), "has no text"),
    ],
)
def test_what_is_no_sound_word_file_is_refused_in_a_sentence(cast, meeting, content, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        read_minutes(SimpleUploadedFile("minutes.docx", content()), meeting, by=cast.administrator)

    assert "PDF" not in refusal.value.sentence  # only .docx is taken


def test_a_file_of_eleven_megabytes_is_refused_unread(cast, meeting):
    file = SimpleUploadedFile("minutes.docx", b"PK" + b"0" * 11 * 1024 * 1024)
    with pytest.raises(Refused, match="larger than 10 MB"):
        read_minutes(file, meeting, by=cast.administrator)
