"""Files that wait while an officer reads what the checks found in them."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from governance.foundation.deeds import Refused
from meetings.papers.waiting_files import LASTS, keep_waiting, let_go, names_of_waiting, waiting_files
from tests.meetings.files import uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """A private store of the test's own."""
    settings.MEDIA_ROOT = tmp_path


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_files_wait_under_names_that_say_nothing(cast):
    sealed = keep_waiting([uploaded(b"words", "Smith.pdf")], cast.secretary)

    (file,) = waiting_files(sealed, cast.secretary)
    assert (file.name, file.size, file.read()) == ("Smith.pdf", 5, b"words")
    file.close()
    assert names_of_waiting(sealed, cast.secretary) == ["Smith.pdf"]
    assert "Smith" not in stored()[0].name


def test_only_whoever_chose_them_finds_them_again(cast):
    sealed = keep_waiting([uploaded(b"words", "Smith.pdf")], cast.secretary)

    with pytest.raises(Refused, match="choose them again"):
        waiting_files(sealed, cast.officer)
    let_go(sealed, cast.officer)

    assert names_of_waiting(sealed, cast.officer) == []
    assert len(stored()) == 1


def test_files_that_were_let_go_are_gone(cast):
    sealed = keep_waiting([uploaded(b"words", "Smith.pdf")], cast.secretary)

    let_go(sealed, cast.secretary)

    assert stored() == []
    with pytest.raises(Refused, match="choose them again"):
        waiting_files(sealed, cast.secretary)


@pytest.mark.parametrize(("seconds", "left"), [(-5, 1), (5, 2)])
def test_what_nobody_came_back_for_goes_when_the_next_file_comes(cast, seconds, left):
    keep_waiting([uploaded(b"old", "Old.pdf")], cast.secretary)
    (old,) = stored()
    moment = old.stat().st_mtime - LASTS.total_seconds() + seconds
    os.utime(old, (moment, moment))

    keep_waiting([uploaded(b"new", "New.pdf")], cast.officer)

    assert len(stored()) == left
