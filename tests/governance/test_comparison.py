import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.foundation.comparison import compare, summary
from governance.foundation.richtext import as_text, clean
from tests.governance.foundation import policy
from tests.governance.foundation.payloads import HOSTILE

WORDS = st.lists(
    st.sampled_from(["the", "board", "meets", "yearly", "(a)", "don't", "•", "o", "Table:", "1.", ","]),
    min_size=1,
    max_size=6,
)
INLINE = st.builds(
    lambda words, mark, glue: glue.join(words) if not mark else f"<{mark}>{glue.join(words)}</{mark.split()[0]}>",
    WORDS,
    st.sampled_from(["", "", "b", "em", "a href='/x/'", "ins", "del"]),
    st.sampled_from([" ", " ", "", "<br>"]),
)
LINE = st.lists(INLINE, min_size=1, max_size=3).map("".join)
ITEMS = st.lists(LINE, min_size=1, max_size=4)
BLOCK = st.one_of(
    LINE.map(lambda line: f"<p>{line}</p>"),
    LINE.map(lambda line: f"<h3>{line}</h3>"),
    ITEMS.map(lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"),
    ITEMS.map(lambda items: "<ol><li>x" + "".join(f"<ul><li>{item}</li></ul>" for item in items) + "</li></ol>"),
    ITEMS.map(lambda items: "<dl>" + "".join(f"<dt>x</dt><dd>{item}</dd>" for item in items) + "</dl>"),
    LINE.map(lambda line: f"<blockquote>{line}</blockquote><hr>"),
    st.lists(st.lists(LINE, min_size=2, max_size=3), min_size=1, max_size=3).map(
        lambda rows: (
            "<table><caption>x y</caption>"
            + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
            + "</table>"
        )
    ),
)
TEXT = st.lists(BLOCK, max_size=5).map("".join)


def without(html, tag):
    """The words of `html` when every element of this tag is taken away with its content."""
    return as_text(re.sub(rf"<{tag}>.*?</{tag}>", "", html)).split("\n")


def words_alone(html):
    """The words of `html`; what it says of its own edits is no part of a comparison."""
    return as_text(clean(re.sub("</?(ins|del)>", "", html))).split("\n")


@given(TEXT, TEXT)
def test_each_text_comes_back_when_the_marks_of_the_other_are_taken_away(old, new):
    compared = compare(old, new)
    assert without(compared, "ins") == words_alone(old)
    assert without(compared, "del") == words_alone(new)


@given(TEXT, TEXT)
def test_a_comparison_is_clean_and_validly_nested(old, new):
    compared = compare(old, new)
    assert policy.faults_of(compared) == []
    assert clean(str(compared)) == compared


@given(TEXT)
def test_a_text_compared_with_itself_has_no_marks(text):
    compared = compare(text, text)
    assert "<ins>" not in compared
    assert "<del>" not in compared
    assert summary(text, text) == (0, 0)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_comes_through_a_comparison(html):
    assert policy.faults_of(compare(html, "<p>good</p>")) == []
    assert policy.faults_of(compare("<p>good</p>", html)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "<p>It meets every two years.</p>",
            "<p>It meets every year.</p>",
            "<p>It meets every <del>two years</del><ins>year</ins>.</p>",
        ),
        ("<p>a</p>", "<p>a</p><p>b</p>", "<p>a</p><p><ins>b</ins></p>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li></ul>", "<ul><li>a</li><li><del>b</del></li></ul>"),
        ("<p>the same</p>", "<h3>the same</h3>", "<p><del>the same</del></p><h3><ins>the same</ins></h3>"),
        ("<p>a b</p>", "<p>a <b>b</b></p>", "<p>a <b>b</b></p>"),
        ("<p>Redcar.</p>", "<p>Redcar town</p>", "<p>Redcar<ins> </ins><del>. </del><ins>town</ins></p>"),
    ],
)
def test_the_words_that_changed_are_marked_and_no_others(old, new, expected):
    assert compare(old, new) == expected


def test_a_table_with_the_same_columns_is_compared_row_by_row():
    old = "<table><tr><th>Seat</th><th>n</th></tr><tr><td>Chair</td><td>1</td></tr></table>"
    new = old.replace("<td>1</td></tr>", "<td>2</td></tr><tr><td>Clerk</td><td>1</td></tr>")
    compared = compare(old, new)
    assert compared.count("<table>") == 1
    assert "<td>Chair</td>" in compared
    assert "<td><ins>Clerk</ins></td>" in compared


def test_a_table_that_gains_a_column_is_replaced_so_that_its_grid_stays_whole():
    old = "<table><tr><td>a</td><td>b</td></tr></table>"
    compared = compare(old, old.replace("</tr>", "<td>c</td></tr>"))
    assert compared.count("<table>") == 2


def test_the_summary_counts_words():
    assert summary("<p>one two three</p>", "<p>one 2 three four</p>") == (2, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 10_000, "a b " * 5_000),
        ("a b " * 5_000, "b a " * 5_000),
        (" ".join(f"w{n}" for n in range(10_000)), " ".join(f"w{n * 7919 % 10_000}" for n in range(10_000))),
        ("<p>same words</p>" * 1_500, "<p>same words</p><p>other words</p>" * 750),
        (
            "<ul>" + "".join(f"<li>item {n} of many</li>" for n in range(1_500)) + "</ul>",
            "<ul>" + "".join(f"<li>item {n + 3} of many</li>" for n in range(1_500)) + "</ul>",
        ),
    ],
)
def test_ten_thousand_words_are_compared_in_a_second(old, new):
    started = time.process_time()
    compare(old, new)
    assert time.process_time() - started < 2  # a second on a quiet machine
