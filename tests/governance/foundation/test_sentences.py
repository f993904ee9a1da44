import datetime
from pathlib import Path

import pytest

from governance.foundation.sentences import as_sentence, counted, day_as_said, listed, plain_day

HOUSE = Path(__file__).parents[3]
FLOORS = ("governance", "priorities", "meetings", "partnership")


def test_a_day_is_said_without_a_nought_before_it():
    assert plain_day(datetime.date(2009, 3, 5)) == "5 March 2009"


def test_a_day_is_said_as_the_source_says_it_or_else_plainly():
    assert day_as_said(datetime.date(2009, 3, 5), "early spring") == "early spring"
    assert day_as_said(datetime.date(2009, 3, 5), "") == "5 March 2009"
    assert day_as_said(None, "") == ""


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 actions"), (1, "1 action"), (2, "2 actions"), (1200, "1,200 actions")]
)
def test_a_number_is_said_with_its_noun(number, words):
    assert counted(number, "action") == words


def test_a_plural_that_takes_more_than_an_s_is_named():
    assert [counted(number, "body", "bodies") for number in (1, 2)] == ["1 body", "2 bodies"]


@pytest.mark.parametrize(
    ("typed", "said"), [(" it rained in ", "It rained in."), ("Why?", "Why?"), ("No. 9", "No. 9."), ("  ", "")]
)
def test_what_was_typed_becomes_a_sentence(typed, said):
    assert as_sentence(typed) == said


def test_a_list_ends_with_and():
    assert [listed("abc"[:length]) for length in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_days_are_put_into_words_in_one_place():
    sources = [file for floor in FLOORS for file in (HOUSE / floor).rglob("*.py") if "migrations" not in file.parts]
    found = [file.name for file in sources if any(words in file.read_text() for words in ("j F Y", ":%B %Y"))]
    assert found == ["sentences.py"]
