"""Papers as they go out: pages, downloads, revisions; and who gets them."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from meetings.models import Paper, PaperRevision
from meetings.papers.paperwork import hand_in, pin, restrict, revise
from tests import make
from tests.governance.views.reading import words
from tests.make_meetings import make_item, make_meeting, make_paper, sit
from tests.meetings.files import a_pdf, a_word_file, uploaded

pytestmark = pytest.mark.django_db

QUERIES_OF_A_FILE, QUERIES_OF_A_TEXT = 4, 8
SECRET = "Vexquorsecret"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private store of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def meeting(cast):
    """A meeting of Health whose agenda is published."""
    return make_meeting(cast.health, agenda="published")


@pytest.fixture
def item(meeting):
    """An open item of it."""
    return make_item(meeting, "Budget")


def address(paper: Paper, number: int | None = None) -> str:
    meeting = paper.item.meeting
    base = f"/meetings/{meeting.body.slug}/{meeting.date_in_address}/papers/{paper.key}/"
    return base if number is None else f"{base}{number}/"


def a_file_paper(cast, item, content: bytes | None = None, name: str = "Budget 2026.pdf", **facts) -> Paper:
    facts = {"title": "Budget", "late_reason": "Figures came today.", **facts}
    return hand_in(item, by=cast.secretary, file=uploaded(content or a_pdf(), name), **facts)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def member(cast):
    """Somebody who sits on Health."""
    person = make.make_person("Nell Ashby", kept_by=cast.health)
    sit(cast.health, person, title="Residents")
    return make.make_user("nell", person=person)


# Downloads -------------------------------------------------------------------------------------------------------


def test_a_file_is_downloaded_as_it_was_handed_in(cast, item, client):
    content = a_pdf(pages=2)
    paper = a_file_paper(cast, item, content, "Zoë’s budget.pdf")

    response = client.get(address(paper))

    assert body_of(response) == content
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Zo%C3%AB%E2%80%99s%20budget.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_the_type_is_that_of_the_content_whatever_the_name_said(cast, item, client):
    paper = a_file_paper(cast, item, a_word_file(), "report.html")

    response = client.get(address(paper))

    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["Content-Disposition"] == 'attachment; filename="report.docx"'


def test_whoever_has_the_bytes_is_told_so(cast, item, client):
    paper = a_file_paper(cast, item)
    etag = client.get(address(paper))["ETag"]

    again = client.get(address(paper), headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert etag == f'"{paper.pinned.sha256}"'
    head = client.head(address(paper))
    assert (head.status_code, head["Content-Length"]) == (200, str(paper.pinned.size))


def test_what_is_public_is_asked_for_again_and_what_is_restricted_is_never_kept(cast, item, client, member):
    paper = a_file_paper(cast, item)
    assert client.get(address(paper))["Cache-Control"] == "no-cache"

    restrict(paper, by=cast.secretary)

    response = signed_in(member).get(address(paper))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "Cookie" in response["Vary"]


def test_a_reader_who_may_no_longer_read_is_not_told_that_nothing_changed(cast, item, client):
    paper = a_file_paper(cast, item)
    etag = client.get(address(paper))["ETag"]

    restrict(paper, by=cast.secretary)

    assert client.get(address(paper), headers={"If-None-Match": etag}).status_code == 404


def test_a_file_that_the_store_has_lost_is_not_found(cast, item, client, caplog):
    paper = a_file_paper(cast, item)
    Path(settings.MEDIA_ROOT, paper.pinned.file.name).unlink()

    assert client.get(address(paper)).status_code == 404
    assert "is not in the store" in caplog.text


def test_a_paper_can_only_be_read(cast, item, client):
    assert client.post(address(a_file_paper(cast, item))).status_code == 405


# Pages -----------------------------------------------------------------------------------------------------------


def test_a_text_is_a_page(cast, item, client):
    paper = hand_in(
        item,
        title="A forum",
        by=cast.secretary,
        text="<h2>Why</h2><p>People ask.</p>",
        author="Sal Penhale",
        purpose="To agree a forum.",
        recommendation="Agree it.",
        late_reason="It was asked for today.",
    )

    response = client.get(address(paper))

    said = words(response)
    for part in ("A forum", "Sal Penhale", "To agree a forum.", "Agree it.", "It was asked for today.", "People ask."):
        assert part in said
    assert response.content.decode().count("<h1") == 1
    assert "<h2>Why</h2>" in response.content.decode()
    assert "Every revision" not in said


def test_every_revision_stays_readable_at_its_own_address(cast, item, client):
    paper = hand_in(item, title="Forum", by=cast.secretary, text="<p>First words.</p>", late_reason="Late.")
    revise(paper, by=cast.secretary, text="<p>Second words.</p>", late_reason="A slip.")
    revise(paper, by=cast.secretary, file=uploaded(a_pdf(), "third.pdf"), late_reason="With figures.")

    first, second, now = (client.get(address(paper, number)) for number in (1, 2, None))

    assert "First words." in words(first)
    assert "This is revision 1 of" in words(first)
    assert f'href="{address(paper, 2)}"' in first.content.decode()
    assert f'href="{address(paper, 3)}"' in first.content.decode()
    assert "Second words." in words(second)
    assert "A slip." in words(second)
    assert now["Content-Type"] == "application/pdf"
    assert client.get(address(paper, 4)).status_code == 404


def test_a_day_is_named_beside_each_revision(cast, item, client):
    paper = make_paper(item, text="<p>One.</p>")
    day = timezone.make_aware(datetime.datetime(2026, 3, 4, 9))
    second = PaperRevision(paper=paper, number=2, text="<p>Two.</p>", handed_in_at=day)
    second.save()
    paper.pinned = second
    paper.save()

    assert "Revision 2 of 4 March 2026: this one" in words(client.get(address(paper)))


def test_a_revision_that_is_not_pinned_yet_is_for_editors(cast, meeting):
    agenda = meeting.agenda
    agenda.published_at = None
    agenda.save()
    paper = hand_in(make_item(meeting), title="Forum", by=cast.secretary, text="<p>First.</p>")
    revise(paper, by=cast.secretary, text=f"<p>{SECRET}</p>", pin=False)

    public, editor = Client(), signed_in(cast.secretary)

    assert public.get(address(paper, 2)).status_code == 404
    assert SECRET not in public.get(address(paper)).content.decode()
    assert "Revision 2" not in words(public.get(address(paper)))
    assert SECRET in words(editor.get(address(paper, 2)))
    pin(paper.revisions.get(number=2), by=cast.secretary)
    assert SECRET in words(public.get(address(paper)))
    assert "First." in words(public.get(address(paper, 1)))


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_number_of_queries_is_fixed(cast, item, client, how_many, django_assert_num_queries):
    file, text = a_file_paper(cast, item), make_paper(item)
    for number in range(2, how_many + 1):
        revise(file, by=cast.secretary, file=uploaded(a_pdf(f"again {number}")), late_reason="Late.")
        revise(text, by=cast.secretary, text=f"<p>{number}</p>", late_reason="Late.")
    with django_assert_num_queries(QUERIES_OF_A_FILE):
        client.get(address(file))
    with django_assert_num_queries(QUERIES_OF_A_TEXT):
        client.get(address(text))


# Who gets them ---------------------------------------------------------------------------------------------------


def places(cast):
    """Papers in each place where the public may not look: each with the words for the test's message."""
    draft = make_meeting(cast.health, "2026-04-02")
    published = make_meeting(cast.health, "2026-04-09", agenda="published")
    proposed = make_meeting(cast.health, "2026-04-16", status="proposed")
    closed = make_item(published, restricted=True)
    return {
        "of a draft agenda": a_file_paper(cast, make_item(draft)),
        "a text of a draft agenda": make_paper(make_item(draft)),
        "of a proposal": a_file_paper(cast, make_item(proposed)),
        "under a restricted item": a_file_paper(cast, closed),
        "a text under a restricted item": make_paper(closed),
        "restricted itself": a_file_paper(cast, make_item(published), restricted=True),
    }


MEMBERS_TOO = {"under a restricted item", "a text under a restricted item", "restricted itself"}


def test_each_paper_is_given_to_those_who_may_read_it_and_is_not_there_for_others(cast, member):
    papers = places(cast)
    nobody = Client().get("/meetings/health/2026-04-09/papers/987654321/").content.decode()
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)
    for name, paper in papers.items():
        for number in (None, 1):
            where = address(paper, number)
            assert signed_in(cast.secretary).get(where).status_code == 200, name
            assert signed_in(cast.officer).get(where).status_code == 200, name
            assert (signed_in(member).get(where).status_code == 200) == (name in MEMBERS_TOO), name
            for stranger in (Client(), signed_in(cast.member), signed_in(cast.former_member), signed_in(outsider)):
                response = stranger.get(where)
                assert response.status_code == 404, name
                assert paper.title not in response.content.decode()
            said = Client().get(where).content.decode()
            assert said.replace(where, "") == nobody.replace("/meetings/health/2026-04-09/papers/987654321/", "")


def test_members_of_a_body_that_joins_read_what_is_restricted(cast):
    joint = make_meeting(cast.jobs, with_bodies=[cast.board], agenda="published")
    paper = make_paper(make_item(joint, restricted=True))

    assert signed_in(cast.member).get(address(paper)).status_code == 200


def test_a_paper_is_only_at_the_address_of_its_own_meeting(cast, item, client):
    paper = make_paper(item)
    make_meeting(cast.health, "2026-05-05", agenda="published")
    make_meeting(cast.jobs, agenda="published")

    assert client.get(address(paper)).status_code == 200
    for wrong in (
        f"/meetings/health/2026-05-05/papers/{paper.key}/",
        f"/meetings/jobs-and-skills/2026-03-05/papers/{paper.key}/",
        f"/meetings/health/2026-03-05/papers/{10**30}/",
        f"/meetings/health/2026-03-05/papers/{paper.key}/{10**30}/",
        f"/meetings/health/2026-03-05/papers/{paper.key}/0/",
        f"/meetings/health/2026-02-30/papers/{paper.key}/",
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_the_store_itself_has_no_address(cast, item):
    paper = a_file_paper(cast, item)
    name = paper.pinned.file.name
    client = signed_in(make.an_administrator())

    assert paper.pinned.file.url == ""
    for start in ("/", "/media/", "/private/", "/static/", "/var/private/", "/static/../private/"):
        assert client.get(f"{start}{name}").status_code == 404
