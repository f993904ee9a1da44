"""Words typed without an editor become clean rich text and come back as they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.foundation.richtext import clean
from meetings.minutes.plain_writing import as_html, as_words, can_be_typed

TYPED = [
    ("", ""),
    ("One line", "<p>One line</p>"),
    ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    ("The board:\n- a\nAnd so on", "<p>The board:</p><ul><li>a</li></ul><p>And so on</p>"),
    ("# Next steps\n\nDo it", "<h2>Next steps</h2><p>Do it</p>"),
    ("It was **agreed** so", "<p>It was <strong>agreed</strong> so</p>"),
    ("<script>alert(1)</script> & more", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>"),
    ("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>"),
]


@pytest.mark.parametrize(("typed", "html"), TYPED)
def test_what_is_typed_becomes_clean_html(typed, html):
    assert as_html(typed) == html
    assert clean(html) == html


@pytest.mark.parametrize(("typed", "html"), TYPED)
def test_what_was_typed_can_be_typed_again(typed, html):
    assert can_be_typed(html)


@given(st.text(alphabet="ab *-#1.<&•\n", max_size=60))
def test_whatever_is_typed_keeps_its_words_and_can_be_typed_again_or_says_so(typed):
    html = as_html(typed)

    assert clean(html) == html
    assert not can_be_typed(html) or as_html(as_words(html)) == html
    letters = [each for each in typed if each in "ab"]
    assert [each for each in as_words(html) if each in "ab"] == letters


@pytest.mark.parametrize(
    "html",
    [
        "<p>An <em>italic</em> word</p>",
        '<p><a href="https://example.org/">A link</a></p>',
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<h3>Lower heading</h3>",
        "<p>- no list</p>",
        '<ol start="3"><li>c</li></ol>',
    ],
)
def test_what_cannot_be_typed_says_so_and_keeps_its_words(html):
    assert not can_be_typed(clean(html))
    assert as_words(html)
