"""The deeds that hand in, revise, describe, restrict, order and take back papers."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction

from governance.foundation.deeds import Refused, strike
from meetings.agendas.agenda_setting.restricting import Found
from meetings.models import Agenda, AgendaItem, Paper, PaperRevision
from meetings.papers.paperwork import (
    describe,
    hand_in,
    hand_in_all,
    order_papers,
    pin,
    release,
    remove,
    restrict,
    revise,
)
from tests.make_meetings import make_item, make_meeting, make_minutes, make_paper
from tests.meetings.files import a_pdf, a_picture, an_office_file, uploaded
from tests.refusing import refused

pytestmark = pytest.mark.django_db

TEXT = "<p>We propose a forum.</p>"


@pytest.fixture
def item(cast):
    """An item of an agenda that is being drafted."""
    return make_item(make_meeting(cast.health))


@pytest.fixture
def published_item(cast):
    """An item of a published agenda."""
    return make_item(make_meeting(cast.health, agenda="published"))


def stored() -> set[Path]:
    """The private files that there are."""
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private store of the test's own."""
    settings.MEDIA_ROOT = tmp_path


# Handing in ------------------------------------------------------------------------------------------------------


def test_a_file_is_handed_in_with_all_that_is_known_of_it(cast, item):
    content = a_pdf(pages=2)

    paper = hand_in(
        item,
        title=" Budget ",
        by=cast.secretary,
        file=uploaded(content, "../Budget 2026.PDF"),
        author="Sal Penhale",
        purpose="To set the budget.",
        recommendation="Agree it.",
    )

    paper.refresh_from_db()
    revision = paper.pinned
    assert (paper.title, paper.author, paper.purpose, paper.recommendation, paper.late_reason) == (
        "Budget",
        "Sal Penhale",
        "To set the budget.",
        "Agree it.",
        "",
    )
    assert (revision.number, revision.pages, revision.size) == (1, 2, len(content))
    assert revision.sha256 == hashlib.sha256(content).hexdigest()
    assert (revision.file_name, revision.content_type) == ("Budget 2026.pdf", "application/pdf")
    assert revision.in_words.startswith("PDF, ")
    assert revision.in_words.endswith(", 2 pages")
    with revision.file.open() as file:
        assert file.read() == content


def test_a_file_is_stored_under_a_name_that_says_nothing(cast, item):
    paper = hand_in(item, title="Budget", by=cast.secretary, file=uploaded(a_pdf(), "Budget 2026.pdf"))

    name = Path(paper.pinned.file.name).name
    assert "budget" not in paper.pinned.file.name.lower()
    assert len(name) == 32 + len(".pdf")
    assert paper.pinned.file.url == ""
    assert (Path(settings.MEDIA_ROOT) / paper.pinned.file.name).stat().st_mode & 0o777 == 0o600


def test_a_picture_is_kept_as_it_was_redrawn(cast, item):
    file = uploaded(a_picture("JPEG", secret="3 Mill Lane"), "map.jpeg")

    revision = hand_in(item, title="Map", by=cast.secretary, file=file).pinned

    with revision.file.open() as kept:
        content = kept.read()
    assert b"3 Mill Lane" not in content
    assert (revision.size, revision.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert revision.file_name == "map.jpg"


def test_a_text_is_handed_in_clean(cast, item):
    paper = hand_in(item, title="Forum", by=cast.secretary, text=TEXT + "<script>alert(1)</script>")

    paper.refresh_from_db()
    assert paper.pinned.text == TEXT
    assert (paper.pinned.is_text, paper.pinned.in_words) == (True, "")
    assert stored() == set()


def test_papers_stand_in_the_order_in_which_they_came(cast, item):
    first, second = (hand_in(item, title=name, by=cast.secretary, text=TEXT) for name in ("First", "Second"))

    assert [first.position, second.position] == [1, 2]


def test_a_paper_may_wait_before_it_is_pinned(cast, item):
    paper = hand_in(item, title="Early", by=cast.secretary, text=TEXT, pin=False)
    assert paper.pinned is None

    pin(paper.revisions.get(), by=cast.secretary)

    paper.refresh_from_db()
    assert paper.pinned.number == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose a file, or write the paper in the editor"),
        ({"text": "<p> </p>"}, "Choose a file, or write the paper in the editor"),
        ({"text": TEXT, "file": True}, "one of the two"),
        ({"text": "x" * 600_000}, "too long"),
        ({"text": TEXT, "title": "  "}, "Title"),
        ({"text": TEXT, "title": "x" * 201}, "Title"),
    ],
)
def test_what_is_no_paper_is_refused_with_nothing_written(cast, item, given, words):
    given = {"title": "Paper", **given}
    if given.get("file"):
        given["file"] = uploaded(a_pdf())

    with pytest.raises(Refused, match=words):
        hand_in(item, by=cast.secretary, **given)

    assert (Paper.objects.count(), PaperRevision.objects.count(), stored()) == (0, 0, set())


BAD = {
    "a web page": (
        lambda: uploaded(b"<!doctype html><html></html>", "agenda.pdf"),
        "This file is a web page, whatever its name says: open it in a browser, print it as a PDF and hand that in.",
    ),
    "macros": (
        lambda: uploaded(an_office_file("docx", members={"word/vbaProject.bin": b"\0"}), "minutes.docx"),
        "This file holds macros, which are programs: save it without them, as .docx, .xlsx or .pptx, or as a PDF.",
    ),
    "500 MiB": (
        lambda: of_size(500 * 1024 * 1024),
        "This file is larger than 50 MB: make it smaller, or hand it in as several papers.",
    ),
}


def of_size(size: int) -> File:
    file = File(open("/dev/zero", "rb"), "huge.pdf")  # noqa: SIM115, PTH123 - closed with the test
    file.size = size
    return file


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_one_sentence_and_nothing_written(cast, item, name):
    make, sentence = BAD[name]

    with make() as file, refused(sentence):
        hand_in(item, title="Paper", by=cast.secretary, file=file)

    assert stored() == set()


def test_whoever_does_not_edit_the_body_is_refused_before_the_file_is_read(cast, item, monkeypatch):
    monkeypatch.setattr("meetings.papers.handed_in.examine", lambda file: pytest.fail("the file was read"))
    for somebody in (cast.member, cast.chair, cast.visitor):
        with pytest.raises(Refused, match="not appointed to edit"):
            hand_in(item, title="Paper", by=somebody, file=uploaded(a_pdf()))

    assert stored() == set()


def test_an_item_that_was_taken_off_takes_no_more_papers(cast):
    item = make_item(make_meeting(cast.health, agenda="published"), withdrawn_reason="Not ready.")

    with pytest.raises(Refused, match="taken off the agenda"):
        hand_in(item, title="Paper", by=cast.secretary, text=TEXT, late_reason="Late.")


def test_an_item_that_is_gone_leaves_no_file_behind(cast, item):
    stale = AgendaItem.objects.get(pk=item.pk)
    strike(item, by=None)

    with pytest.raises(Refused, match="no longer on the agenda"):
        hand_in(stale, title="Paper", by=cast.secretary, file=uploaded(a_pdf()))

    assert stored() == set()


def test_a_crash_between_the_rows_leaves_neither_row_nor_file(cast, item, monkeypatch):
    def fall(*args, **kwargs):
        raise RuntimeError("the power went")

    monkeypatch.setattr(PaperRevision, "save", fall)
    with pytest.raises(RuntimeError):
        hand_in(item, title="Paper", by=cast.secretary, file=uploaded(a_pdf()))

    assert (Paper.objects.count(), Paper.history.count(), stored()) == (0, 0, set())


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_file_is_looked_through(cast, item, monkeypatch):
    from meetings.papers import handed_in  # noqa: PLC0415 - to see its own `examine`

    seen = []
    looked = handed_in.examine
    monkeypatch.setattr(handed_in, "examine", lambda file: (seen.append(connection.in_atomic_block), looked(file))[1])

    hand_in(item, title="Paper", by=cast.secretary, file=uploaded(a_pdf()))

    assert seen == [False]


# Revising ----------------------------------------------------------------------------------------------------------


def test_a_revision_is_pinned_and_the_one_before_it_stays(cast, item):
    paper = hand_in(item, title="Budget", by=cast.secretary, file=uploaded(a_pdf("old")))

    second = revise(paper, by=cast.secretary, file=uploaded(a_pdf("new")))

    paper = Paper.objects.for_page().get(pk=paper.pk)
    assert (second.number, paper.pinned) == (2, second)
    assert [each.number for each in paper.former] == [1]
    assert len(stored()) == 2


def test_a_file_may_follow_a_text(cast, item):
    paper = hand_in(item, title="Forum", by=cast.secretary, text=TEXT)

    assert not revise(paper, by=cast.secretary, file=uploaded(a_pdf())).is_text


def test_the_same_again_is_no_revision(cast, item):
    content = a_pdf()
    paper = hand_in(item, title="Budget", by=cast.secretary, file=uploaded(content))
    text = hand_in(item, title="Forum", by=cast.secretary, text=TEXT)

    with pytest.raises(Refused, match="the same as revision 1"):
        revise(paper, by=cast.secretary, file=uploaded(content))
    with pytest.raises(Refused, match="the same as revision 1"):
        revise(text, by=cast.secretary, text=TEXT)

    assert len(stored()) == 1


def test_a_revision_never_changes(cast, item):
    revision = hand_in(item, title="Forum", by=cast.secretary, text=TEXT).pinned
    revision.text = "<p>Something else.</p>"

    with pytest.raises(Refused, match="never changes"):
        revision.save()


def test_a_bad_revision_leaves_the_paper_as_it_is(cast, item):
    paper = hand_in(item, title="Budget", by=cast.secretary, file=uploaded(a_pdf()))
    before = stored()

    with pytest.raises(Refused, match="is a web page"):
        revise(paper, by=cast.secretary, file=uploaded(b"<html></html>"))

    assert (PaperRevision.objects.count(), stored()) == (1, before)


# Late --------------------------------------------------------------------------------------------------------------


def test_before_publication_nothing_is_late(cast, item):
    paper = hand_in(item, title="Forum", by=cast.secretary, text=TEXT, late_reason="I was ill.")

    assert paper.late_reason == ""


def test_after_publication_a_paper_and_a_revision_say_why_they_are_late(cast, published_item):
    with pytest.raises(Refused, match="say why this comes late"):
        hand_in(published_item, title="Late", by=cast.secretary, file=uploaded(a_pdf()))
    assert stored() == set()
    paper = hand_in(published_item, title="Late", by=cast.secretary, text=TEXT, late_reason=" Figures came today. ")
    with pytest.raises(Refused, match="say why this comes late"):
        revise(paper, by=cast.secretary, text="<p>Again.</p>", late_reason="  ")
    second = revise(paper, by=cast.secretary, text="<p>Again.</p>", late_reason="A figure was wrong.")

    assert paper.late_reason == "Figures came today."
    assert second.late_reason == "A figure was wrong."


def test_an_agenda_that_was_withdrawn_was_still_read(cast, published_item):
    agenda = Agenda.objects.get(meeting=published_item.meeting)
    agenda.state = "withdrawn"
    agenda.save()

    with pytest.raises(Refused, match="say why this comes late"):
        hand_in(published_item, title="Late", by=cast.secretary, text=TEXT)


# Describing, restricting, ordering ---------------------------------------------------------------------------------


def test_a_paper_is_described_otherwise_while_the_agenda_is_a_draft(cast, item):
    paper = make_paper(item, "Budjet")

    describe(paper, by=cast.secretary, title=" Budget ", author="Sal Penhale", reason="A slip.")

    paper.refresh_from_db()
    assert (paper.title, paper.author) == ("Budget", "Sal Penhale")
    assert (paper.history.first().history_user, paper.history.first().history_change_reason) == (
        cast.secretary,
        "A slip.",
    )


def test_what_was_read_is_not_described_otherwise(cast, published_item):
    paper = make_paper(published_item, "Budget")

    with pytest.raises(Refused, match="hand in a revision instead"):
        describe(paper, by=cast.secretary, title="Another")

    paper.refresh_from_db()
    assert paper.title == "Budget"
    with pytest.raises(TypeError):
        describe(paper, by=cast.secretary, restricted=True)


def test_a_paper_is_restricted_and_released_at_any_time(cast, published_item):
    paper = make_paper(published_item)
    rows = Paper.objects.filter(pk=paper.pk)
    assert rows.visible_to(cast.visitor).exists()

    restrict(paper, by=cast.secretary, reason="It names somebody.")

    assert not rows.visible_to(cast.visitor).exists()
    assert not PaperRevision.objects.visible_to(cast.visitor).filter(paper=paper).exists()
    with pytest.raises(Refused, match="restricted already"):
        restrict(paper, by=cast.secretary)
    release(paper, by=cast.secretary)
    assert rows.visible_to(cast.visitor).exists()
    with pytest.raises(Refused, match="not restricted"):
        release(paper, by=cast.secretary)


def test_papers_are_put_in_order(cast, item):
    papers = [make_paper(item, name) for name in "abc"]

    order_papers(item, [papers[2], papers[0], papers[1]], by=cast.secretary)

    assert [paper.title for paper in Paper.objects.filter(item=item).in_order()] == ["c", "a", "b"]
    with pytest.raises(Refused, match="changed meanwhile"):
        order_papers(item, papers[:2], by=cast.secretary)


def test_another_revision_is_pinned_only_before_publication(cast, item):
    paper = hand_in(item, title="Forum", by=cast.secretary, text=TEXT)
    revise(paper, by=cast.secretary, text="<p>Again.</p>")
    first = paper.revisions.get(number=1)

    pin(first, by=cast.secretary)

    paper.refresh_from_db()
    assert paper.pinned == first
    with pytest.raises(Refused, match="is the one that is pinned"):
        pin(first, by=cast.secretary)
    Agenda.objects.get(meeting=item.meeting)
    agenda = Agenda.objects.get(meeting=item.meeting)
    agenda.state, agenda.published_at = "published", agenda.meeting.changed_at
    agenda.save()
    with pytest.raises(Refused, match="hand in the revision that is to stand"):
        pin(paper.revisions.get(number=2), by=cast.secretary)


# Taking back -------------------------------------------------------------------------------------------------------


def test_a_paper_is_taken_back_with_its_files(cast, item, django_capture_on_commit_callbacks):
    paper = hand_in(item, title="Budget", by=cast.secretary, file=uploaded(a_pdf("one")))
    revise(paper, by=cast.secretary, file=uploaded(a_pdf("two")))
    assert len(stored()) == 2

    with django_capture_on_commit_callbacks(execute=True):
        remove(paper, by=cast.secretary, reason="Not for this meeting.")

    assert (Paper.objects.count(), PaperRevision.objects.count(), stored()) == (0, 0, set())
    assert Paper.history.first().history_change_reason == "Not for this meeting."


@pytest.mark.django_db(transaction=True)
def test_a_removal_that_fails_leaves_the_file(cast, item):
    paper = hand_in(item, title="Budget", by=cast.secretary, file=uploaded(a_pdf()))
    before = stored()

    def cut_short():
        with transaction.atomic():
            remove(paper, by=cast.secretary)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        cut_short()

    assert Paper.objects.count() == 1
    assert stored() == before
    remove(paper, by=cast.secretary)
    assert stored() == set()


def test_files_go_with_their_item(cast, item, django_capture_on_commit_callbacks):
    hand_in(item, title="Budget", by=cast.secretary, file=uploaded(a_pdf()))

    with django_capture_on_commit_callbacks(execute=True):
        strike(item, by=None)

    assert (PaperRevision.objects.count(), stored()) == (0, set())


def test_a_published_paper_is_not_taken_back(cast, published_item):
    paper = make_paper(published_item)

    with pytest.raises(Refused, match="this paper stays"):
        remove(paper, by=cast.secretary)

    assert Paper.objects.filter(pk=paper.pk).exists()


def test_a_paper_that_was_taken_back_meanwhile_is_told_so(cast, item):
    paper = make_paper(item)
    stale = Paper.objects.get(pk=paper.pk)
    remove(paper, by=cast.secretary)

    for deed in (restrict, release, describe, remove):
        with pytest.raises(Refused, match="was taken back"):
            deed(stale, by=cast.secretary)


def test_every_deed_asks_for_the_right(cast, item):
    paper = make_paper(item)
    revision = paper.revisions.get()
    for call in (
        lambda: revise(paper, by=cast.member, text=TEXT),
        lambda: describe(paper, by=cast.member, title="x"),
        lambda: restrict(paper, by=cast.member),
        lambda: release(paper, by=cast.member),
        lambda: pin(revision, by=cast.member),
        lambda: order_papers(item, [paper], by=cast.member),
        lambda: remove(paper, by=cast.member),
    ):
        with pytest.raises(Refused, match="not appointed to edit"):
            call()


# Public at once ----------------------------------------------------------------------------------------------------

PRIVATE = "<p>DRAFT Ring Jane on 07911 123456.</p>"
LATE = {"late_reason": "Figures came today."}


def codes_of(refused) -> list[str]:
    """The codes of all that blocks."""
    return [finding.code for finding in refused.value.findings if finding.blocks]


def agenda_of(item) -> Agenda:
    return Agenda.objects.get(meeting=item.meeting)


def test_a_late_paper_is_looked_through_before_everybody_reads_it(cast, published_item):
    with pytest.raises(Found, match="telephone number 07911 123456") as refused:
        hand_in(published_item, title="Ring", by=cast.secretary, text=PRIVATE, **LATE)
    assert (Paper.objects.count(), agenda_of(published_item).changed_at) == (0, None)
    despite = codes_of(refused)
    with pytest.raises(Found, match="Say why"):
        hand_in(published_item, title="Ring", by=cast.secretary, text=PRIVATE, despite=despite, **LATE)

    paper = hand_in(
        published_item, title="Ring", by=cast.secretary, text=PRIVATE, despite=despite, reason="She agreed.", **LATE
    )

    assert Paper.objects.visible_to(cast.visitor).get() == paper
    assert "She agreed." in paper.history.values_list("history_change_reason", flat=True)


def test_the_words_of_a_late_file_are_looked_through(cast, published_item):
    file = uploaded(a_pdf("Write to jane.smith@gmail.com"), "Ring.pdf")

    with pytest.raises(Found, match="jane.smith@gmail.com"):
        hand_in(published_item, title="Ring", by=cast.secretary, file=file, **LATE)

    assert (Paper.objects.count(), stored()) == (0, set())


def test_a_late_revision_is_looked_through_before_everybody_reads_it(cast, published_item):
    paper = make_paper(published_item)

    with pytest.raises(Found, match="telephone number 07911 123456") as refused:
        revise(paper, by=cast.secretary, text=PRIVATE, **LATE)
    assert paper.revisions.count() == 1
    revise(paper, by=cast.secretary, text=PRIVATE, despite=codes_of(refused), reason="She agreed.", **LATE)

    paper.refresh_from_db()
    assert paper.pinned.number == 2


def test_a_paper_is_looked_through_before_it_is_opened_to_all(cast, published_item):
    paper = make_paper(published_item, "Ring", text=PRIVATE, restricted=True)

    with pytest.raises(Found, match="telephone number 07911 123456") as refused:
        release(paper, by=cast.secretary)
    assert not Paper.objects.visible_to(cast.visitor).exists()
    release(paper, by=cast.secretary, despite=codes_of(refused), reason="She agreed.")

    assert Paper.objects.visible_to(cast.visitor).exists()


def test_a_paper_that_names_itself_may_be_opened(cast, published_item):
    paper = make_paper(published_item, "Flu plan", text="<p>The flu plan.</p>", restricted=True)

    release(paper, by=cast.secretary)

    assert Paper.objects.visible_to(cast.visitor).exists()


def test_a_late_paper_that_names_something_restricted_is_found(cast, published_item):
    make_paper(published_item, "Case of the Smiths", restricted=True)

    with pytest.raises(Found, match="names “Case of the Smiths”, which is restricted"):
        hand_in(published_item, title="Plan", by=cast.secretary, text="<p>See Case of the Smiths.</p>", **LATE)


def test_what_the_public_does_not_read_may_say_what_it_likes(cast, published_item, item):
    hidden = make_item(published_item.meeting, "Grievance", restricted=True)

    hand_in(item, title="Draft", by=cast.secretary, text=PRIVATE)
    hand_in(published_item, title="Ring", by=cast.secretary, text=PRIVATE, restricted=True, **LATE)
    hand_in(hidden, title="Ring", by=cast.secretary, text=PRIVATE, **LATE)

    assert not Paper.objects.visible_to(cast.visitor).exists()
    assert agenda_of(published_item).changed_at is None


@pytest.mark.parametrize("deed", ["hand in", "revise", "release", "restrict"])
def test_the_agenda_says_that_it_changed_when_its_papers_did(cast, published_item, deed):
    paper = make_paper(published_item, restricted=deed == "release")
    deeds = {
        "hand in": lambda: hand_in(published_item, title="Late", by=cast.secretary, text=TEXT, **LATE),
        "revise": lambda: revise(paper, by=cast.secretary, text=TEXT, **LATE),
        "release": lambda: release(paper, by=cast.secretary),
        "restrict": lambda: restrict(paper, by=cast.secretary),
    }
    assert agenda_of(published_item).changed_at is None

    deeds[deed]()

    assert agenda_of(published_item).changed_at is not None


def test_nothing_more_comes_to_a_meeting_whose_minutes_are_published(cast, published_item):
    paper = make_paper(published_item)
    make_minutes(published_item.meeting, "published")

    with pytest.raises(Refused, match="minutes of this meeting are published"):
        hand_in(published_item, title="Late", by=cast.secretary, text=TEXT, **LATE)
    with pytest.raises(Refused, match="minutes of this meeting are published"):
        revise(paper, by=cast.secretary, text=TEXT, **LATE)

    assert PaperRevision.objects.count() == 1


def test_a_paper_may_be_opened_once_the_minutes_are_published_as_an_item_may(cast, published_item):
    paper = make_paper(published_item, restricted=True)
    make_minutes(published_item.meeting, "published")

    release(paper, by=cast.secretary)

    assert Paper.objects.visible_to(cast.visitor).exists()


@pytest.mark.django_db(transaction=True)
def test_an_agenda_published_while_a_paper_is_handed_in_does_not_take_it_unread(cast, item, monkeypatch):
    from meetings.papers import paperwork  # noqa: PLC0415 - to see its own `look_through`

    looked = paperwork.look_through

    def meanwhile(*args, **kwargs):
        look = looked(*args, **kwargs)
        agenda = agenda_of(item)
        agenda.state, agenda.published_at = "published", agenda.meeting.changed_at
        agenda.save()
        return look

    monkeypatch.setattr(paperwork, "look_through", meanwhile)

    with pytest.raises(Refused, match="changed while the paper was being checked"):
        hand_in(item, title="Ring", by=cast.secretary, text=PRIVATE, **LATE)

    assert Paper.objects.count() == 0


def test_several_papers_are_handed_in_all_or_none(cast, published_item):
    given = [
        ("One", uploaded(a_pdf("All is well."), "One.pdf")),
        ("Two", uploaded(a_pdf("Ring 07911 123456"), "Two.pdf")),
    ]

    with pytest.raises(Found, match="paper “Two” holds the telephone number"):
        hand_in_all(published_item, given, by=cast.secretary, **LATE)

    assert (Paper.objects.count(), stored()) == (0, set())
