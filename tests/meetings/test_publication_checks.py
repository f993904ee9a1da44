"""What is found before an agenda goes public, in records, texts and real files."""

import datetime
import io
import os

import docx
import pikepdf
import pytest
from django.core.files.base import ContentFile
from docx.oxml import OxmlElement
from docx.shared import Mm
from pypdf import PdfReader

from governance.foundation.deeds import write
from governance.foundation.printing import render_pdf
from governance.models import BodyPeriod
from governance.restructuring import describe
from meetings.agendas import publication_checks
from meetings.agendas.findings import Finding
from meetings.agendas.publication_checks import checks, clear_days, item_checks, what_is_checked
from meetings.models import AgendaItem, Paper, PaperRevision
from meetings.papers import file_words
from meetings.papers.file_checks import TYPES
from meetings.papers.file_words import words_of_file
from tests import make
from tests.make_meetings import make_item, make_meeting, make_paper
from tests.meetings.files import a_pdf, a_picture, a_word_file, an_office_file, blank_pdf, saved

pytestmark = pytest.mark.django_db

IN_TIME = datetime.date(2026, 2, 20)
PERSONAL = "{} holds the {} {}, which nobody has agreed to publish: take it out, or record consent."


@pytest.fixture
def meeting(cast):
    """A meeting of Health with an empty agenda."""
    return make_meeting(cast.health, "2026-03-05")


def found(meeting, on=IN_TIME) -> list[tuple[bool, str]]:
    return [(finding.blocks, finding.sentence) for finding in checks(meeting, on=on)]


def filed(item: AgendaItem, content: bytes, kind: str, title: str = "Paper", **facts) -> Paper:
    """A paper with a real file."""
    paper = make.written_apart(Paper(item=item, title=title, **facts))
    sha = os.urandom(32).hex()
    revision = PaperRevision(paper=paper, content_type=TYPES[kind], size=len(content), sha256=sha)
    revision.file.save(f"{sha}.{kind}", ContentFile(content), save=False)
    paper.pinned = make.written_apart(revision)
    return make.written_apart(paper)


def a_tagged_pdf(body: str = "<p>Words.</p>") -> bytes:
    """A PDF/UA as the portal itself prints."""
    return render_pdf(f"<!doctype html><html lang='en-GB'><title>Paper</title><body><h1>Paper</h1>{body}</html>")


# Clear days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "days"),
    [("2026-02-26", 6), ("2026-02-27", 5), ("2026-02-28", 4), ("2026-03-03", 1), ("2026-03-04", 0), ("2026-03-05", -1)],
)
def test_neither_the_day_of_publication_nor_that_of_the_meeting_is_a_clear_day(published, days):
    assert clear_days(datetime.date.fromisoformat(published), datetime.date(2026, 3, 5)) == days


def test_days_that_the_clocks_change_on_are_days_like_others():
    assert clear_days(datetime.date(2026, 3, 26), datetime.date(2026, 4, 1)) == 5


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2026-02-27", None),
        ("2026-02-28", "4 clear days"),
        ("2026-03-03", "one clear day"),
        ("2026-03-04", "no clear day"),
        ("2026-03-05", "no clear day"),
    ],
)
def test_an_agenda_that_comes_late_waits_for_a_reason(meeting, published, words):
    found_then = found(meeting, on=datetime.date.fromisoformat(published))

    expected = (
        f"There would be {words} between publication and the meeting, and there should be 5: "
        "27 February 2026 was the last day for it."
    )
    assert found_then == ([(True, expected)] if words else [])


def test_the_agenda_of_a_meeting_that_is_over_is_published_for_the_record(meeting):
    assert found(meeting, on=datetime.date(2026, 3, 6)) == [
        (False, "This meeting is over: its agenda is published for the record.")
    ]


# Personal data ---------------------------------------------------------------------------------------------------


def test_addresses_and_numbers_are_found_wherever_the_public_would_read_them(cast, meeting):
    meeting.agenda.introduction = "<p>Questions to intro@example.org.</p>"
    make.written_apart(meeting.agenda)
    item = make_item(
        meeting, "Flu plan", text="<p>Ring <strong>07700 900123</strong>.</p>", presenter_name="a@example.org"
    )
    make_paper(item, "Costs", text="<p>costs@example.org</p>", recommendation="Ask rec@example.org.")

    assert found(meeting) == [
        (True, PERSONAL.format("The introduction", "e-mail address", "intro@example.org")),
        (True, PERSONAL.format("Item 1", "e-mail address", "a@example.org")),
        (True, PERSONAL.format("Item 1, paper “Costs”", "e-mail address", "rec@example.org")),
        (True, PERSONAL.format("Item 1, paper “Costs”", "e-mail address", "costs@example.org")),
        (True, PERSONAL.format("Item 1", "telephone number", "07700 900123")),
    ]


def test_what_is_restricted_may_hold_what_it_likes(cast, meeting):
    open_item = make_item(meeting, "Flu plan")
    make_paper(open_item, "Costs", text="<p>costs@example.org</p>", restricted=True)
    closed = make_item(meeting, "Ada’s case", restricted=True, text="<p>ada@example.org</p>")
    make_paper(closed, "Notes", text="<p>07700 900123 [Jo] can you check</p>")

    assert found(meeting) == []


def test_the_words_that_the_public_reads_of_a_restricted_item_are_looked_at(cast, meeting):
    make_item(meeting, "Ada’s case", restricted=True, restriction_reason="Ask jo@example.org why.")

    assert found(meeting) == [(True, PERSONAL.format("Item 1", "e-mail address", "jo@example.org"))]


def test_contacts_that_somebody_agreed_to_publish_are_left_alone(cast, meeting):
    person = cast.health_chair_person
    person.email, person.phone, person.contact_public_since = "Owen@Example.org", "01632 960123", make.today()
    write(person, by=cast.officer)
    facts = {
        "contact_email": "health@example.org",
        "contact_phone": "+44 7700 900456",
        "contact_public_since": make.today(),
    }
    describe(cast.health, on=make.today(), by=cast.officer, reason="Agreed.", **facts)
    make_item(meeting, text="<p>owen@example.org, +44 (0)1632 960123, Health@example.org, 07700 900456</p>")

    assert found(meeting) == []


def test_contacts_without_consent_are_found_though_the_portal_knows_them(cast, meeting):
    person = cast.health_chair_person
    person.email = "owen@example.org"
    write(person, by=cast.officer)
    facts = {"contact_email": "health@example.org"}
    describe(cast.health, on=make.today(), by=cast.officer, reason="Not agreed.", **facts)
    make_item(meeting, text="<p>owen@example.org or health@example.org</p>")

    assert len(found(meeting)) == 2
    assert BodyPeriod.objects.filter(contact_email="health@example.org").exists()


def test_the_portals_own_contact_is_left_alone(meeting, settings):
    settings.PORTAL_CONTACT = "portal@example.org"
    make_item(meeting, text="<p>portal@example.org</p>")

    assert found(meeting) == []


# Notes, drafts, numbers, titles ----------------------------------------------------------------------------------


def test_notes_to_a_colleague_stop_it_and_marks_and_numbers_are_told(meeting):
    text = (
        "<p>DRAFT</p><p>[Jo] – you could consult on this by letter</p><p>1.1 One</p><p>1.1 Again</p>"
        "<p>1.2 Two, see paragraph 4.4</p>"
    )
    make_paper(make_item(meeting, label="6"), "Plan", text=text)

    where = "Item 6, paper “Plan”"
    assert found(meeting) == [
        (True, f"{where} holds what looks like a note to a colleague: [Jo] – you could consult on this by letter"),
        (False, f"{where} is marked DRAFT."),
        (False, f"{where} has more than one paragraph 1.1."),
        (False, f"{where} refers to paragraph 4.4, which is not there."),
    ]


def test_titles_of_restricted_items_and_papers_are_found_in_public_words(cast, meeting):
    item = make_item(meeting, "Estates", text="<p>See also the sale of MILL  HOUSE and the rent review.</p>")
    make_item(meeting, "The sale of Mill House", restricted=True)
    make_paper(item, "Rent review", restricted=True)

    assert found(meeting) == [
        (True, "Item 1 names “The sale of Mill House”, which is restricted: take the name out."),
        (True, "Item 1 names “Rent review”, which is restricted: take the name out."),
    ]


def test_a_neutral_title_that_is_not_neutral_cannot_be_overruled(cast, meeting):
    make_item(meeting, "Mill House", restricted=True, public_title="Property: Mill House")

    finding = checks(meeting, on=IN_TIME)[0]

    assert finding.blocks
    assert not finding.may_be_overruled
    assert finding.sentence == (
        "What the public reads instead of the restricted item “Mill House” says its title: give it a neutral one."
    )


def test_a_restricted_item_that_has_no_title_but_the_public_one_is_told_to_take_another(meeting):
    make_item(meeting, "A personal matter", restricted=True)

    blocks, sentence = found(meeting)[0]

    assert blocks
    assert sentence == (
        "The restricted item “A personal matter” has the same title for the public: give it a title of its own, "
        "which the public does not read, or change the public one."
    )


def test_a_neutral_title_that_is_not_neutral_stands_in_the_way_of_its_own_item_alone(meeting):
    bad = make_item(meeting, "Mill House", restricted=True, public_title="Property: Mill House")

    assert item_checks(AgendaItem(meeting=meeting, title="Flood", late_reason="It rained.")) == []
    assert item_checks(bad)[0].code == f"restricted-{bad.pk}"


@pytest.mark.parametrize(
    ("labels", "twice"),
    [(["4a", "4b"], None), (["4a", "4A"], "4a"), (["2", "2"], "2"), (["3", "1", ""], None), (["2", "1", ""], "2")],
)
def test_no_two_items_have_one_label(meeting, labels, twice):
    for label in labels:
        make_item(meeting, label=label)
    finding = checks(meeting, on=IN_TIME)

    assert [each.sentence for each in finding] == (
        [f"More than one item has the label {twice}: give each its own."] if twice else []
    )
    assert not any(each.may_be_overruled for each in finding)


def test_one_late_item_is_checked_against_the_titles_of_the_others(cast, meeting):
    make_item(meeting, "Mill House", restricted=True)
    late = AgendaItem(meeting=meeting, title="Rent of Mill House", late_reason="DRAFT")

    assert [finding.sentence for finding in item_checks(late)] == [
        "The item names “Mill House”, which is restricted: take the name out.",
        "The item is marked DRAFT.",
    ]


def test_the_code_of_a_finding_is_the_same_each_time_and_its_own(meeting):
    make_item(meeting, text="<p>a@example.org b@example.org</p>")

    codes = [finding.code for finding in checks(meeting, on=IN_TIME)]

    assert codes == [finding.code for finding in checks(meeting, on=IN_TIME)]
    assert len(set(codes)) == 2
    assert all(code.replace("-", "").isalnum() for code in codes)


# Files -----------------------------------------------------------------------------------------------------------


def test_a_pdf_is_read_for_its_words_and_its_structure(meeting):
    pdf = a_pdf("Write to jo@example.org")
    assert "jo@example.org" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    filed(make_item(meeting), pdf, "pdf")

    where = "Item 1, paper “Paper”"
    assert found(meeting) == [
        (True, PERSONAL.format(where, "e-mail address", "jo@example.org")),
        (False, f"{where} is a PDF without tags, which a screen reader cannot find its way through."),
    ]


def test_a_pdf_without_anything_says_neither_title_nor_language(meeting):
    filed(make_item(meeting), saved(blank_pdf()), "pdf")

    assert (False, "Item 1, paper “Paper” is a PDF that does not say its title or language.") in found(meeting)


def test_a_pdf_as_it_should_be_is_left_alone(meeting):
    filed(make_item(meeting), a_tagged_pdf(), "pdf")

    assert found(meeting) == []


def test_figures_without_alternative_text_in_a_pdf_are_counted(meeting):
    with pikepdf.open(io.BytesIO(a_tagged_pdf())) as pdf:
        tree = pdf.Root.StructTreeRoot
        figure = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure)
        said = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Figure, Alt=pikepdf.String("A map"))
        tree.K = pikepdf.Array([*(tree.K if isinstance(tree.K, pikepdf.Array) else [tree.K]), figure, figure, said])
        changed = saved(pdf)
    filed(make_item(meeting), changed, "pdf")

    assert found(meeting) == [(False, "Item 1, paper “Paper” has 2 pictures without alternative text.")]


def test_a_comment_on_a_pdf_stops_it_and_a_link_does_not(meeting):
    filed(make_item(meeting), a_tagged_pdf('<p><a href="https://example.org/">A link</a></p>'), "pdf", "Linked")
    assert found(meeting) == []
    with pikepdf.open(io.BytesIO(a_tagged_pdf())) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=pikepdf.String("Hm")
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])
        filed(make_item(meeting), saved(pdf), "pdf", "Noted")

    assert found(meeting) == [
        (True, "Item 2, paper “Noted” still holds 1 comment: take them out and hand the file in again.")
    ]


def word_file(write_into) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    write_into(document)
    document.save(out)
    return out.getvalue()


def with_tracked_changes(document) -> None:
    paragraph = document.add_paragraph("Kept. ")
    for tag, words in (("w:ins", "w:t"), ("w:del", "w:delText")):
        change, run, text = (OxmlElement(name) for name in (tag, "w:r", words))
        text.text = f"{tag} jo@example.org" if tag == "w:ins" else "gone@example.org"
        run.append(text)
        change.append(run)
        paragraph._p.append(change)


def test_tracked_changes_in_a_word_file_stop_it(meeting):
    filed(make_item(meeting), word_file(with_tracked_changes), "docx")

    assert found(meeting) == [
        (True, PERSONAL.format("Item 1, paper “Paper”", "e-mail address", "jo@example.org")),
        (True, "Item 1, paper “Paper” still holds 2 tracked changes: take them out and hand the file in again."),
    ]


def test_comments_in_a_word_file_stop_it(meeting):
    def comment(document):
        runs = document.add_paragraph("As agreed.").runs
        document.add_comment(runs, text="Is this so?", author="Jo", initials="J")

    filed(make_item(meeting), word_file(comment), "docx")

    assert found(meeting) == [
        (True, "Item 1, paper “Paper” still holds 1 comment: take them out and hand the file in again.")
    ]


def test_pictures_in_a_word_file_need_words(meeting):
    def picture(document):
        document.add_picture(io.BytesIO(a_picture()), width=Mm(20))
        described = document.add_picture(io.BytesIO(a_picture()), width=Mm(20))
        described._inline.docPr.set("descr", "A red field")

    filed(make_item(meeting), word_file(picture), "docx")

    assert found(meeting) == [(False, "Item 1, paper “Paper” has a picture without alternative text.")]


def test_a_word_file_is_read_paragraph_by_paragraph(meeting):
    def numbered(document):
        for line in ("1.1 One", "1.1 Again", "1.2 Two, see paragraph 1.2"):
            document.add_paragraph(line)
        document.add_table(1, 1).cell(0, 0).text = "[Jo] can you check this cell"

    filed(make_item(meeting), word_file(numbered), "docx")

    assert found(meeting) == [
        (True, "Item 1, paper “Paper” holds what looks like a note to a colleague: [Jo] can you check this cell"),
        (False, "Item 1, paper “Paper” has more than one paragraph 1.1."),
    ]


def test_a_sound_word_file_is_left_alone(meeting):
    filed(make_item(meeting), a_word_file(), "docx")

    assert found(meeting) == []


def test_a_picture_says_in_its_purpose_what_it_shows(meeting):
    filed(make_item(meeting), a_picture(), "png", "Map")
    filed(make_item(meeting), a_picture(), "png", "Plan", purpose="Shows the new clinic beside the school.")

    assert found(meeting) == [(False, "Item 1, paper “Map” is a picture: say in its purpose what it shows.")]


def test_a_file_that_cannot_be_read_is_named(meeting):
    item = make_item(meeting)
    filed(item, b"%PDF-1.7 and nothing more", "pdf", "Broken")
    filed(
        item,
        an_office_file("docx", members={"word/comments.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        "docx",
        "Odd",
    )
    gone = filed(item, a_pdf(), "pdf", "Gone")
    gone.pinned.file.storage.delete(gone.pinned.file.name)

    sentence = "Item 1, paper “{}” could not be looked through: look through it yourself."
    assert found(meeting) == [(False, sentence.format(title)) for title in ("Broken", "Odd", "Gone")]


def test_a_file_is_read_once_however_often_it_is_checked(meeting, monkeypatch):
    paper = filed(make_item(meeting), a_word_file("jo@example.org"), "docx")
    first = words_of_file(paper.pinned)
    monkeypatch.setattr(file_words, "ask_child", None)

    assert words_of_file(paper.pinned) == first
    assert "jo@example.org" in first.text


def test_a_pack_that_takes_too_long_is_read_in_several_looks(meeting, monkeypatch):
    item = make_item(meeting)
    filed(item, a_word_file("one@example.org"), "docx", "One")
    assert len(found(meeting)) == 1
    filed(item, a_word_file("two@example.org"), "docx", "Two")
    monkeypatch.setattr(publication_checks, "PATIENCE_SECONDS", -1)

    out_of_time = found(meeting)
    monkeypatch.undo()

    one, two = "Item 1, paper “One”", "Item 1, paper “Two”"
    assert out_of_time == [
        (True, PERSONAL.format(one, "e-mail address", "one@example.org")),
        (True, f"{two} is still to be looked through: open this page again in a moment."),
    ]
    assert (True, PERSONAL.format(two, "e-mail address", "two@example.org")) in found(meeting)


def test_a_text_is_not_read_as_a_file(meeting):
    paper = make_paper(make_item(meeting))

    assert not words_of_file(paper.pinned).unread


# The state of what is checked ------------------------------------------------------------------------------------


def test_every_change_of_what_is_checked_changes_its_state(cast, meeting):
    item = make_item(meeting)
    paper = make_paper(item)
    states = [what_is_checked(meeting)]

    def change(record, **facts):
        for name, value in facts.items():
            setattr(record, name, value)
        make.written_apart(record)
        states.append(what_is_checked(type(meeting).objects.get(pk=meeting.pk)))

    change(item, text="<p>New</p>")
    change(paper, recommendation="New")
    change(paper, pinned=make.written_apart(PaperRevision(paper=paper, number=2, text="<p>Two</p>")))
    change(meeting.agenda, introduction="<p>New</p>")
    change(meeting, day=datetime.date(2026, 3, 6))

    assert len({repr(state) for state in states}) == len(states)
    assert what_is_checked(meeting) == what_is_checked(meeting)
    assert Finding("a", "b") == Finding("a", "b")
