"""What a killed upload leaves in the store goes a day later, and check_records tells of files and rows that are alone."""

import os
import signal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from meetings.papers.handed_in import kept_of
from meetings.papers.left_behind import LASTS, left_behind
from meetings.papers.paperwork import hand_in
from meetings.papers.waiting_files import keep_waiting
from tests.make_meetings import make_item, make_meeting
from tests.meetings.files import a_pdf, uploaded
from tests.meetings.test_records import told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private store of the test's own."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paper(cast):
    """A paper as old as the file that is left beside it, and named by its row."""
    paper = hand_in(make_item(make_meeting(cast.health)), title="Budget", by=cast.secretary, file=uploaded(a_pdf()))
    age(Path(settings.MEDIA_ROOT, paper.pinned.file.name), seconds=60)
    return paper


def papers() -> set[Path]:
    """The files that lie among the papers."""
    return {path for path in Path(settings.MEDIA_ROOT, "papers").rglob("*") if path.is_file()}


def age(file: Path, *, seconds: int) -> None:
    """Make a file so many seconds older than what is swept."""
    moment = file.stat().st_mtime - LASTS.total_seconds() - seconds
    os.utime(file, (moment, moment))


def killed_upload() -> Path:
    """The file that an upload leaves which is killed once the file is stored, and before any row is written."""
    before, child = papers(), os.fork()
    if child == 0:
        try:
            with kept_of(uploaded(a_pdf()), ""):
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    (left,) = papers() - before
    return left


@pytest.mark.parametrize(("seconds", "goes"), [(-60, False), (60, True)])
def test_what_a_killed_upload_left_goes_a_day_later_when_the_next_file_comes_to_wait(cast, paper, seconds, goes):
    (kept,), left = papers(), killed_upload()
    age(left, seconds=seconds)

    keep_waiting([uploaded(b"words", "Smith.pdf")], cast.secretary)

    assert papers() == ({kept} if goes else {kept, left})


@pytest.mark.parametrize(("seconds", "is_fault"), [(-60, False), (60, True)])
def test_what_a_killed_upload_left_is_told_a_day_later(paper, seconds, is_fault):
    left = killed_upload()
    age(left, seconds=seconds)

    name = left.relative_to(settings.MEDIA_ROOT)
    said = f"The file {name} lies in the store for more than a day, and no revision of a paper names it."
    assert told() == ([said] if is_fault else [])
    if is_fault:
        with pytest.raises(CommandError):
            call_command("check_records")


def test_a_revision_whose_file_is_gone_is_told(paper):
    name = paper.pinned.file.name
    Path(settings.MEDIA_ROOT, name).unlink()

    assert told() == [f"Revision 1 of “Budget” (paper {paper.key}): its file {name} is gone."]


def test_a_store_without_papers_is_asked_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert left_behind() == []
