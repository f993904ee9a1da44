"""Papers on the officers' site: handed in, described, revised, ordered, restricted, taken back."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from meetings.models import Paper, PaperRevision
from tests import make
from tests.governance.admin.filling import errors_of, filled
from tests.governance.admin.world import build
from tests.make_meetings import make_item, make_meeting, make_paper
from tests.meetings.files import a_pdf, a_picture, an_office_file, uploaded

ADD = "/admin/meetings/paper/add/"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private store of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world(db):
    """Two partnerships and everybody."""
    return build()


@pytest.fixture
def secretary(world):
    """The browser of the secretary of Health."""
    return world.client("secretary")


@pytest.fixture
def item(world):
    """An item of an agenda of Health that is being drafted."""
    return make_item(make_meeting(world.cast.health, make.today() + datetime.timedelta(days=30)), "Flu plan")


@pytest.fixture
def published_item(world):
    """An item of a published agenda of Health."""
    return make_item(make_meeting(world.cast.health, agenda="published"), "Budget")


def address(paper, page="change", *args) -> str:
    return reverse(f"admin:meetings_paper_{page}", args=[paper.pk, *args])


def hand_in(client, where, **given):
    page = client.get(f"{ADD}?item={where.pk}")
    return client.post(ADD, filled(page, **{"papers": None, **given}), follow=True)


def do(client, paper, slug, **given):
    page = client.get(address(paper, "deed", slug))
    assert page.status_code == 200
    return client.post(address(paper, "deed", slug), filled(page, **given), follow=True)


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


# Handing in ------------------------------------------------------------------------------------------------------


def test_a_file_is_handed_in_under_its_own_name(secretary, item):
    answer = hand_in(secretary, item, papers=[uploaded(a_pdf(), "Flu_plan 2026.pdf")], author="Sal Penhale")

    paper = Paper.objects.get()
    assert (paper.item, paper.title, paper.author) == (item, "Flu plan 2026", "Sal Penhale")
    assert paper.pinned.file_name == "Flu_plan 2026.pdf"
    assert paper.history.first().history_user.username == "secretary"
    assert "“Flu plan 2026” was handed in." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == address(paper)


def test_the_form_carries_files_and_names_the_item(secretary, item):
    page = secretary.get(f"{ADD}?item={item.pk}").content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert "Flu plan" in page
    assert "multiple" in page
    assert secretary.get(f"{ADD}?item=abc").status_code == 200


def test_several_files_become_several_papers(secretary, item):
    files = [uploaded(a_pdf(), "One.pdf"), uploaded(a_picture(), "Two.png")]

    answer = hand_in(secretary, item, papers=files)

    assert [paper.title for paper in Paper.objects.in_order()] == ["One", "Two"]
    assert "2 papers were handed in." in answer.content.decode()


def test_one_bad_file_among_several_refuses_all_and_is_named(secretary, item):
    macros = an_office_file("docx", members={"word/vbaProject.bin": b"\0"})
    files = [uploaded(a_pdf(), "One.pdf"), uploaded(macros, "Two.docx")]

    answer = hand_in(secretary, item, papers=files)

    assert "Two.docx was refused, and with it all. This file holds macros" in errors_of(answer)
    assert (Paper.objects.count(), stored()) == (0, [])


def test_a_text_is_handed_in(secretary, item):
    hand_in(secretary, item, title="Forum", text="<p>We propose a forum.</p>", restricted="on")

    paper = Paper.objects.get()
    assert (paper.title, paper.pinned.text, paper.restricted) == ("Forum", "<p>We propose a forum.</p>", True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose a file, or write the paper in the editor"),
        ({"title": "x", "text": "<p>y</p>", "papers": True}, "one of the two"),
        ({"title": "Web page", "papers": b"<!doctype html><html></html>"}, "This file is a web page"),
        ({"title": "Nothing", "papers": b""}, "This file is empty"),
    ],
)
def test_what_is_no_paper_stays_in_the_form_with_one_sentence(secretary, item, given, words):
    if "papers" in given:
        content = given["papers"] if isinstance(given["papers"], bytes) else a_pdf()
        given = {**given, "papers": [uploaded(content, "x.pdf")]}

    answer = hand_in(secretary, item, **given)

    assert words in errors_of(answer)
    assert f'value="{given["title"]}"' in answer.content.decode() if "title" in given else True
    assert (Paper.objects.count(), stored()) == (0, [])


def test_a_late_paper_needs_its_reason(secretary, published_item):
    answer = hand_in(secretary, published_item, title="Late", text="<p>x</p>")
    assert "say why this comes late" in errors_of(answer)

    hand_in(secretary, published_item, title="Late", text="<p>x</p>", late_reason="Figures came today.")

    assert Paper.objects.get().late_reason == "Figures came today."


PRIVATE = "Ring Jane on 07911 123456."


def boxes(answer) -> dict[str, str]:
    """Every box that the checks gave, ticked."""
    return {name: "on" for name in answer.context["form"].fields if name.startswith("despite_")}


def test_a_late_paper_in_which_something_is_found_stays_in_the_form_until_somebody_answers_for_it(
    world, secretary, published_item
):
    given = {"title": "Ring", "text": f"<p>DRAFT {PRIVATE}</p>", "late_reason": "Figures came today."}

    answer = hand_in(secretary, published_item, **given)

    assert Paper.objects.count() == 0
    page = answer.content.decode()
    assert "Go on all the same: Item new, paper “Ring” holds the telephone number 07911 123456" in page
    assert "<li>Item new, paper “Ring” is marked DRAFT.</li>" in page
    assert all(words in page for words in ('value="Ring"', PRIVATE, 'value="Figures came today."'))
    answer = secretary.post(ADD, filled(answer, papers=None, **boxes(answer)), follow=True)
    assert "Say why" in errors_of(answer)
    ticked = filled(answer, papers=None, **boxes(answer), reason="She agreed.")
    answer = secretary.post(ADD, ticked, follow=True)
    assert Paper.objects.visible_to(world.cast.visitor).get().title == "Ring"
    assert "“Ring” was handed in. Item new, paper “Ring” is marked DRAFT." in answer.content.decode()


def test_a_file_in_which_something_is_found_need_not_be_chosen_again(secretary, published_item):
    file = uploaded(a_pdf(PRIVATE), "Ring_list.pdf")

    answer = hand_in(secretary, published_item, papers=[file], late_reason="Figures came today.")

    assert "Chosen already: Ring_list.pdf." in answer.content.decode()
    assert len(stored()) == 1
    secretary.post(ADD, filled(answer, papers=None, **boxes(answer), reason="She agreed."), follow=True)
    paper = Paper.objects.get()
    assert (paper.title, paper.pinned.file_name) == ("Ring list", "Ring_list.pdf")
    assert [path.parts[-4] for path in stored()] == ["papers"]


def test_a_file_chosen_anew_stands_in_for_the_one_that_waits(secretary, published_item):
    late = {"late_reason": "Figures came today."}
    answer = hand_in(secretary, published_item, papers=[uploaded(a_pdf(PRIVATE), "Ring.pdf")], **late)

    secretary.post(ADD, filled(answer, papers=[uploaded(a_pdf("All is well."), "Well.pdf")]), follow=True)

    assert Paper.objects.get().pinned.file_name == "Well.pdf"
    assert len(stored()) == 1


def test_a_file_that_lacks_its_reason_need_not_be_chosen_again(secretary, published_item):
    answer = hand_in(secretary, published_item, papers=[uploaded(a_pdf(), "Plan.pdf")])
    assert "say why this comes late" in errors_of(answer)

    secretary.post(ADD, filled(answer, papers=None, late_reason="Figures came today."), follow=True)

    assert Paper.objects.get().pinned.file_name == "Plan.pdf"


def test_a_waiting_file_is_of_no_use_to_anybody_else(world, secretary, published_item):
    answer = hand_in(secretary, published_item, papers=[uploaded(a_pdf(PRIVATE), "Ring.pdf")], late_reason="Late.")

    given = filled(answer, papers=None, **boxes(answer), reason="She agreed.")
    answer = world.client("officer").post(ADD, given, follow=True)

    assert "choose them again" in errors_of(answer)
    assert Paper.objects.count() == 0


@pytest.mark.parametrize("slug", ["revise", "release"])
def test_what_is_found_in_a_revision_or_an_opened_paper_is_answered_for(world, secretary, published_item, slug):
    paper = make_paper(published_item, text=f"<p>{PRIVATE}</p>", restricted=slug == "release")
    given = {"text": f"<p>Again: {PRIVATE}</p>", "late_reason": "A slip.", "file": None} if slug == "revise" else {}

    answer = do(secretary, paper, slug, **given)
    assert "Go on all the same: Item new, paper" in answer.content.decode()
    kept = filled(answer, **boxes(answer), reason="She agreed.", **({"file": None} if slug == "revise" else {}))
    secretary.post(address(paper, "deed", slug), kept, follow=True)

    paper.refresh_from_db()
    assert (paper.restricted, paper.pinned.number) == (False, 2 if slug == "revise" else 1)
    assert paper.history.first().history_change_reason == "She agreed."


def test_nobody_hands_in_for_an_item_that_they_do_not_edit(world, secretary):
    foreign = make_item(make_meeting(world.cast.jobs))

    answer = hand_in(secretary, foreign, title="Mine", text="<p>x</p>", item=foreign.pk)

    assert "item" in answer.context["adminform"].form.errors
    assert Paper.objects.count() == 0


# Afterwards --------------------------------------------------------------------------------------------------------


def test_a_draft_paper_is_described_otherwise_by_its_deed(secretary, item):
    paper = make_paper(item, "Budjet")
    page = secretary.get(address(paper))

    secretary.post(address(paper), filled(page, title="Budget", why="A slip."))

    paper.refresh_from_db()
    assert paper.title == "Budget"
    assert paper.history.first().history_change_reason == "A slip."


def test_a_published_paper_is_only_shown(secretary, published_item):
    paper = make_paper(published_item, "Budget")

    page = secretary.get(address(paper)).content.decode()

    assert 'name="_save"' not in page
    assert "Take back" not in page
    assert "Choose revision" not in page
    assert "Revise…" in page


def test_a_revision_is_handed_in_and_listed(secretary, item):
    paper = make_paper(item, text="<p>First.</p>")
    page = secretary.get(address(paper, "deed", "revise"))
    assert "First." in page.content.decode()

    do(secretary, paper, "revise", file=uploaded(a_pdf(), "second.pdf"))

    paper.refresh_from_db()
    assert (paper.pinned.number, paper.pinned.file_name, paper.pinned.text) == (2, "second.pdf", "")
    page = secretary.get(address(paper)).content.decode()
    assert "second.pdf (PDF, " in page
    assert reverse("meetings:paper-revision", args=["health", item.meeting.date_in_address, paper.key, 1]) in page


def test_an_unchanged_text_is_no_revision(secretary, item):
    paper = make_paper(item, text="<p>First.</p>")

    answer = do(secretary, paper, "revise", file=None)

    assert "the same as revision 1" in errors_of(answer)
    assert PaperRevision.objects.count() == 1


def test_another_revision_is_chosen_while_the_agenda_is_a_draft(secretary, item):
    paper = make_paper(item, text="<p>First.</p>")
    do(secretary, paper, "revise", file=None, text="<p>Second.</p>")

    do(secretary, paper, "pin", revision=paper.revisions.get(number=1).pk)

    paper.refresh_from_db()
    assert paper.pinned.number == 1


def test_papers_are_restricted_and_opened_again(secretary, published_item):
    paper = make_paper(published_item)

    do(secretary, paper, "restrict", reason="It names somebody.")
    paper.refresh_from_db()
    assert paper.restricted
    do(secretary, paper, "release")

    paper.refresh_from_db()
    assert not paper.restricted


def test_a_paper_is_put_elsewhere_among_its_fellows(secretary, item):
    first, second, third = (make_paper(item, name, position=place) for place, name in enumerate("abc", 1))

    do(secretary, third, "order", after=first.pk)
    assert [paper.title for paper in Paper.objects.in_order()] == ["a", "c", "b"]
    do(secretary, second, "order", after="")

    assert [paper.title for paper in Paper.objects.in_order()] == ["b", "a", "c"]


def test_a_paper_is_taken_back(secretary, item):
    paper = make_paper(item)

    answer = do(secretary, paper, "remove", reason="Not for this meeting.")

    assert Paper.objects.count() == 0
    assert "was taken back" in answer.content.decode()


def test_the_list_says_how_each_paper_stands(secretary, item):
    make_paper(item, "Plan", restricted=True)

    page = secretary.get(reverse("admin:meetings_paper_changelist")).content.decode()

    assert "Plan" in page
    assert "Flu plan" in page
