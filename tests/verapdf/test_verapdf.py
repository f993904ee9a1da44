import io

import pikepdf
import pytest
from django.template.loader import engines

from governance.foundation.printing import render_pdf
from tests.verapdf.verapdf import pdf_ua_faults

DOCUMENT = """{% extends "base.print.html" %}{% load richtext %}
{% block title %}Terms of reference, Culture Forum{% endblock %}
{% block owner %}Culture Forum{% endblock %}
{% block document_title %}Terms of reference{% endblock %}
{% block subtitle %}<p class="subtitle">What it may decide</p>{% endblock %}
{% block standing %}<p class="standing">Draft: not yet in force</p>{% endblock %}
{% block meta %}<dl class="facts"><dt>Version</dt><dd>2</dd><dt>Hash</dt><dd class="hash">9f86d0</dd></dl>{% endblock %}
{% block edition %}Terms of reference, version 2{% endblock %}
{% block content %}<section><h2>Purpose</h2>{{ text|richtext }}</section>
<section class="wide"><h2>Structure</h2><figure class="diagram">
<svg viewBox="0 0 200 80" role="img"><title>The forum answers to the board</title>
<rect width="90" height="30" fill="none" stroke="#000"/><text x="9" y="20" font-size="9">Board</text></svg>
</figure></section>{% endblock %}"""
TEXT = """<h3>Aims</h3><p>One <b>bold</b> <em>word</em>, <a href="https://example.org/">a link</a>,
<a href="/bodies/board/" title="The board">our own</a>.<br>Next <del>old</del> <ins>new</ins></p><h4>Limits</h4>
<ul><li>one<ol type="a" start="3"><li>two</li></ol></li></ul><blockquote><p>said</p></blockquote><hr>
<dl><dt>Quorum</dt><dd>A third</dd></dl><table><caption>Seats</caption><thead><tr><th scope="col">Seat</th>
<th scope="col">Count</th></tr></thead><tbody><tr><th scope="row">Chair</th><td>1</td></tr>
<tr><td colspan="2">Two<br>cells</td></tr></tbody></table><p>H<sub>2</sub>O <abbr title="for example">eg</abbr></p>"""


@pytest.fixture(scope="module")
def good():
    template = engines["django"].from_string(DOCUMENT)
    return render_pdf(
        template.render({"text": TEXT, "portal_name": "Portal", "portal_address": "https://portal.example"})
    )


def test_everything_that_officers_may_write_is_printed_as_pdf_ua(good):
    assert pdf_ua_faults(good) == []


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (lambda pdf: pdf.Root.__delitem__("/Metadata"), "7.1"),
        (lambda pdf: pdf.Root.__delitem__("/Lang"), "7.2"),
        (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), "7.1"),
        (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "7.1"),
    ],
)
def test_a_spoiled_document_is_found_out(good, spoil, clause):
    with pikepdf.open(io.BytesIO(good)) as pdf:
        spoil(pdf)
        spoiled = io.BytesIO()
        pdf.save(spoiled)
    assert [fault for fault in pdf_ua_faults(spoiled.getvalue()) if fault.startswith(clause)]
