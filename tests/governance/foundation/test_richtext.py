import time

import pytest
from django import forms
from django.apps import apps
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.template import Context, Template
from django_prose_editor.widgets import AdminProseEditorWidget
from hypothesis import given
from hypothesis import strategies as st

from governance.foundation.richtext import RichTextField, as_text, clean, shown
from governance.foundation.sanitiser import ATTRIBUTES, TAGS
from tests.governance.foundation import policy
from tests.governance.foundation.payloads import HOSTILE

PIECES = (
    *("words ", "<p>", "</p>", "<ul><li>", "</li></ul>", "<b>", "</b>", "<td>", "<table><tr>", "</table>", "<br>"),
    *("• one", "<h2>", "</h2>", "<a href='/x/'>", "</a>", "<dl><dt>", "<dd>", "<th>", "<hr>", "&nbsp;", "\n"),
    *("<div>", "<ins>", "<caption>", "<thead>", "<tr>", "o two", "<p>Table: y</p>", "<li>", "<blockquote>"),
)
SNIPPETS = st.sampled_from([*HOSTILE, *PIECES * 3])


def test_the_policy_is_the_one_agreed():
    assert set(TAGS) == policy.TAGS
    assert ATTRIBUTES == policy.ATTRIBUTES


def test_there_are_enough_hostile_texts():
    assert len(set(HOSTILE)) >= 110


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_survives_cleaning_nor_showing(html):
    assert policy.faults_of(clean(html)) == []
    assert policy.faults_of(shown(clean(html)).replace("h5", "h4").replace("h6", "h4")) == []


@pytest.mark.parametrize("html", HOSTILE)
def test_showing_alone_would_stop_a_text_that_reached_the_database_uncleaned(html):
    faults = policy.faults_of(shown(html).replace("h5", "h4").replace("h6", "h4"))
    assert [fault for fault in faults if " in " not in fault] == []


@given(st.lists(SNIPPETS, max_size=12).map("".join))
def test_cleaning_is_within_the_policy_validly_nested_and_changes_a_clean_text_no_more(html):
    once = clean(html)
    assert policy.faults_of(once) == []
    assert clean(str(once)) == once


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("words", "<p>words</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<h1>Title</h1><p>x</p>", "<h2>Title</h2><p>x</p>"),
        ("<p><s>old</s></p>", "<p><del>old</del></p>"),
        ("<p></p><p> &#10; </p>", ""),
        ("<p>a <b>b </b> c</p>", "<p>a <b>b </b>c</p>"),
        ("<p>a<br> b<br></p>", "<p>a<br>b</p>"),
        ("<b><p>x</p><p>y</p></b>", "<p><b>x</b></p><p><b>y</b></p>"),
        ("<ul><li><p>x</p></li></ul>", "<ul><li>x</li></ul>"),
        ("<ul><li>x</li><ul><li>y</li></ul></ul>", "<ul><li>x<ul><li>y</li></ul></li></ul>"),
        ("<p>x<ul><li>y</ul>", "<p>x</p><ul><li>y</li></ul>"),
        ("<blockquote>x</blockquote>", "<blockquote><p>x</p></blockquote>"),
        ("<a href='/bodies/'>x</a>", '<p><a href="/bodies/">x</a></p>'),
        ("<p>fish &amp; <i>chips</i> &lt;3</p>", "<p>fish &amp; <i>chips</i> &lt;3</p>"),
    ],
)
def test_untidy_text_is_made_tidy(html, expected):
    assert clean(html) == expected


def test_bulleted_paragraphs_from_word_become_nested_lists():
    pasted = "<p>Aims:</p><p>•\xa0 one</p><p>·   <b>two</b></p><p>o\xa0\xa0deeper</p><p>•\tthree</p><p>o dear</p>"
    repaired = clean(pasted)
    assert repaired.startswith("<p>Aims:</p><ul><li>one<ul><li><b>two</b>")
    assert "•" not in repaired
    assert "<li>three<ul><li>dear" in repaired


def test_a_caption_goes_through_the_editor_as_a_paragraph_and_comes_back():
    stored = clean("<p>Before</p><table><caption>The <b>seats</b></caption><tr><td>x</td></tr></table>")
    in_editor = RichTextField().formfield().prepare_value(stored)
    assert in_editor.startswith("<p>Before</p><p>Table: The <b>seats</b></p><table><tbody>")
    assert clean(in_editor) == stored


def test_a_paragraph_that_begins_with_the_letter_o_stays_a_paragraph():
    assert clean("<p>o tempora</p><p>o mores</p>") == "<p>o tempora</p><p>o mores</p>"


def test_a_table_pasted_from_word_with_a_bold_first_row_gets_headers_with_scope():
    table = clean("<table><tr><td><b>Seat</b><td><strong>Count</strong><tr><td>Chair<td>1</table>")
    assert '<thead><tr><th scope="col"><b>Seat</b></th>' in table
    assert "<tbody><tr><td>Chair</td>" in table


@pytest.mark.parametrize(
    "html",
    [
        "x" * 500_001,
        "&" * 400_000,
        "é" * 250_001,
        "<ul><li>" * 31,
        "<blockquote>" * 40 + "x",
        "<b>" * 60,
        "<p>x" * 20_002,
        "".join(f"<b title={n}>" for n in range(9000)) + "<p>x" * 9000,
        "<ul><li>" * 9000,
        "<table><td>" * 9000,
    ],
)
def test_too_long_or_too_deep_is_refused_quickly_with_one_sentence(html):
    started = time.process_time()
    with pytest.raises(ValidationError) as refusal:
        clean(html)
    assert time.process_time() - started < 4
    assert refusal.value.messages[0].count(".") == 1


@pytest.mark.parametrize("html", ['<a "' * 100_000, "<" * 40_000, "<!--" * 100_000, "&" * 40_000, "<a b='" * 80_000])
def test_broken_markup_costs_no_more_than_its_length(html):
    started = time.process_time()
    text = clean(html)
    assert time.process_time() - started < 4
    assert policy.faults_of(text) == []


def test_a_text_of_the_greatest_length_is_cleaned():
    assert len(clean("<p>" + "w" * 499_990 + "</p>")) == 499_997


def test_headings_start_where_the_page_wants_them_and_skip_no_level():
    text = "<h2>a</h2><h4>b</h4><h2>c</h2><h3>d</h3><h4>e</h4>"
    assert shown(text) == "<h3>a</h3><h4>b</h4><h3>c</h3><h4>d</h4><h5>e</h5>"
    assert shown("<h4>a</h4>", 2) == "<h2>a</h2>"


def test_the_filter_gives_safe_html_and_nothing_for_nothing():
    template = Template("{% load richtext %}{{ text|richtext }}|{{ none|richtext }}|{{ text|richtext:2 }}")
    context = Context({"text": "<h3>x</h3><script>y</script>", "none": None})
    assert template.render(context) == "<h3>x</h3>||<h2>x</h2>"


def test_as_text_gives_a_line_for_each_block_and_no_markup():
    html = (
        "<p>a <b>b</b>&amp;c</p><ul><li>d<br>e</li></ul><table><tr><td>f</td><td>g</td></tr></table><script>x</script>"
    )
    assert as_text(html) == "a b&c\nd e\nf\ng"


@pytest.fixture
def leaf(transactional_db):
    """A model with a rich text, in a table of its own."""

    class Leaf(models.Model):
        text = RichTextField(blank=True)
        strict = RichTextField(default="x")

        class Meta:
            app_label = "richtext_tests"

        def __str__(self):
            return self.text

    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        editor.create_model(Leaf)
    yield Leaf
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        editor.delete_model(Leaf)
    apps.all_models.pop("richtext_tests", None)
    apps.clear_cache()


def test_every_road_into_the_database_is_cleaned(leaf):
    hostile = "<p onclick=x>a<script>b</script></p>"
    saved = leaf(text=hostile)
    saved.save()
    assert saved.text == "<p>a</p>"
    leaf.objects.create(text=hostile)
    leaf.objects.bulk_create([leaf(text=hostile)])
    leaf.objects.filter(pk=saved.pk).update(text=hostile)
    leaf(text=hostile).save_base(raw=True)
    assert set(leaf.objects.values_list("text", flat=True)) == {"<p>a</p>"}
    leaf.objects.update(text=models.F("strict"))
    assert leaf.objects.filter(text__contains="<p>").count() == 4


def test_saving_a_text_that_is_too_deep_is_refused_by_a_plain_save(leaf):
    with pytest.raises(ValidationError):
        leaf(text="<ul><li>" * 40).save()
    assert not leaf.objects.exists()


def test_a_required_text_without_words_is_missing(leaf):
    with pytest.raises(ValidationError, match="blank"):
        leaf(strict="<p><script>x</script></p>").full_clean()


def test_the_field_deconstructs_for_migrations():
    _, path, args, kwargs = RichTextField(blank=True).deconstruct()
    assert path == "governance.foundation.richtext.RichTextField"
    assert RichTextField(*args, **kwargs).blank


def test_the_form_has_the_editor_and_the_admin_its_own():
    assert "data-django-prose-editor-configurable" in str(RichTextField().formfield().widget.render("x", ""))
    admin = RichTextField().formfield(widget=AdminTextareaWidget)
    assert isinstance(admin.widget, AdminProseEditorWidget)


def test_the_form_cleans_and_ignores_a_mere_respelling():
    class Form(forms.Form):
        text = RichTextField(blank=True).formfield()

    form = Form({"text": "<ul><li><p>x</p></li></ul><script>y</script>"}, initial={"text": "<ul><li>x</li></ul>"})
    assert not form.has_changed()
    assert form.is_valid()
    assert form.cleaned_data["text"] == "<ul><li>x</li></ul>"
    refused = Form({"text": "<ul><li>" * 40})
    assert "too complicated" in refused.errors["text"][0]
