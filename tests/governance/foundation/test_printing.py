import http.server
import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from base64 import b64encode
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.db import transaction
from django.views.generic import TemplateView

from governance.foundation import printing
from governance.foundation.printing import LIMITS, Printable, Unprintable, render_pdf, sha256_of
from governance.foundation.printing_press import Limits, Press
from tests.governance.foundation.payloads_print import BOMBS, REACHING

TIGHT = Limits(memory=400 * 1024 * 1024, processor=1, wall=3)


def page(body, head=""):
    return f'<!doctype html><html lang="en-GB"><head><title>Terms</title>{head}</head><body><h1>Terms</h1>{body}</body></html>'


def reason_of(document, **kwargs):
    """Why the document was refused, or None when there is a PDF of it."""
    try:
        render_pdf(document, **kwargs)
    except Unprintable as refusal:
        return refusal.reason
    return None


def text_of(pdf):
    return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def gone(pid):
    """Whether the process has ended, though perhaps nobody has waited for it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_until(true, seconds=8):
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


@pytest.fixture(scope="module")
def press(tmp_path_factory, project):
    """A press with slots of its own, so that tests beside this one cannot take them."""
    press = Press(project / "static/print", slots=tmp_path_factory.mktemp("slots"))
    yield press
    press.stop()


@pytest.fixture(autouse=True)
def own_press(press, monkeypatch):
    monkeypatch.setattr(printing, "press", lambda: press)


def test_a_document_has_its_title_language_and_own_font():
    with pikepdf.open(io.BytesIO(render_pdf(page("<p>Words</p>")))) as pdf:
        assert pdf.docinfo["/Title"] == "Terms"
        assert pdf.Root.Lang == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        fonts = pdf.pages[0].Resources.Font
        assert all("Liberation-Sans" in str(font.BaseFont) for font in fonts.values())


def test_the_same_document_gives_the_same_bytes_even_from_another_child(press):
    document = page("<p>Words <b>bold</b> <i>italic</i></p><table><tr><th scope='col'>x</th></tr></table>" * 5)
    first = render_pdf(document)
    assert render_pdf(document) == first
    press.stop()
    assert render_pdf(document) == first
    assert len(sha256_of(first)) == 64


@pytest.fixture
def canary(tmp_path):
    """A server that counts its visits, and files that would show if they were read."""
    visits = []

    class Visits(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Visits)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    (tmp_path / "x.css").write_text('body::after { content: "CANARY" }')
    (tmp_path / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><text id="x" y="9">CANARY</text></svg>')
    port = server.server_address[1]
    yield (
        visits,
        [
            f"http://127.0.0.1:{port}/x.svg",
            f"https://127.0.0.1:{port}/x.svg",
            f"ftp://127.0.0.1:{port}/x.svg",
            f"gopher://127.0.0.1:{port}/x.svg",
            f"//127.0.0.1:{port}/x.svg",
            f"HTTP://user@127.0.0.1:{port}/x.css",
            (tmp_path / "x.svg").as_uri(),
            (tmp_path / "x.css").as_uri(),
            str(tmp_path / "x.css"),
            "../" * 12 + str(tmp_path / "x.css").lstrip("/"),
            f"print:{tmp_path}/x.css",
            f"print:../../../{tmp_path}/x.css",
            "data:text/css,body%3A%3Aafter%7Bcontent%3A%22CANARY%22%7D",
            "data:image/svg+xml;base64," + b64encode((tmp_path / "x.svg").read_bytes()).decode(),
        ],
    )
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("way", REACHING)
def test_a_document_reaches_neither_network_nor_disk(way, canary):
    visits, addresses = canary
    pdf = render_pdf(page("".join(way.format(address=address) for address in addresses)))
    assert "CANARY" not in text_of(pdf)
    assert not pypdf.PdfReader(io.BytesIO(pdf)).attachments
    assert visits == []


def test_nor_does_it_through_the_address_that_it_says_it_has_itself(canary):
    visits, addresses = canary
    ways = "".join(way.format(address="x.css") + way.format(address="../x.svg") for way in REACHING)
    for base in (addresses[0], addresses[6]):
        assert "CANARY" not in text_of(render_pdf(page(ways, head=f'<base href="{base}">')))
    assert visits == []


def test_the_engine_left_alone_would_reach_both_so_the_canary_sings(canary):
    from weasyprint import HTML  # noqa: PLC0415 - slow to load

    visits, addresses = canary
    body = f'<img alt="x" src="{addresses[0]}"><link rel="stylesheet" href="{addresses[7]}">'
    assert "CANARY" in text_of(HTML(string=page(body)).write_pdf())
    assert visits


def test_a_picture_comes_in_only_beside_the_document():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="20"><text y="15">PICTURE</text></svg>'
    document = page('<p><img alt="A picture" src="print:logo.svg"></p>')
    assert "PICTURE" in text_of(render_pdf(document, pictures={"logo.svg": svg}))
    assert "PICTURE" not in text_of(render_pdf(document))


def test_a_link_in_the_folder_of_print_files_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text('body::after { content: "CANARY" }')
    folder = tmp_path / "print"
    folder.mkdir()
    (folder / "document.css").write_text("")
    (folder / "good.css").write_text('body::after { content: "WELCOME" }')
    (folder / "bad.css").symlink_to(tmp_path / "secret")
    press = Press(folder, slots=tmp_path / "slots")
    links = "".join(f'<link rel="stylesheet" href="print:{name}.css">' for name in ("good", "bad", "document"))
    answer = press.make(page("x", head=links).encode(), pictures={}, limits=LIMITS)
    press.stop()
    assert "CANARY" not in text_of(answer.pdf)
    assert "WELCOME" in text_of(answer.pdf)
    assert any("bad.css" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("x" * 500_001, "long"),
        (page("<div>" * 38 + "x" + "</div>" * 38), None),
        (page("<div>" * 39 + "x" + "</div>" * 39), "deep"),
        (page("<p>x</p>" + "<div>" * 1000), "deep"),
        (page("<table><tr>" + "<td>x</td>" * 100 + "</tr></table>"), None),
        (page("<table><tr><td colspan=71 rowspan=71>x</td></tr></table>"), "cells"),
        (page(("<table>" + "<tr>" + "<td>x</td>" * 10 + "</tr>" * 1) * 501), "cells"),
    ],
)
def test_a_document_beyond_the_limits_is_refused_with_one_sentence(document, reason):
    if reason is None:
        assert reason_of(document) is None
        return
    with pytest.raises(Unprintable) as refusal:
        render_pdf(document)
    assert refusal.value.reason == reason
    assert str(refusal.value).count(".") == 1


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_its_child_and_the_next_document_is_printed(name, press):
    started = time.monotonic()
    assert reason_of(page(BOMBS[name]), limits=TIGHT) in {None, "heavy", "deep", "cells", "failed"}
    assert time.monotonic() - started < TIGHT.wall + 2
    assert reason_of(page("<p>next</p>")) is None


def test_a_picture_that_unpacks_to_gigabytes_ends_in_its_child():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    side = 13_000
    body = zlib.compress(bytes((side + 1) * side), 1)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    document = page('<img alt="x" src="print:bomb.png">')
    assert reason_of(document, pictures={"bomb.png": png}, limits=TIGHT) in {None, "heavy", "failed"}
    assert reason_of(page("<p>next</p>")) is None


def test_a_third_document_waits_a_bounded_while_and_is_then_refused(press, monkeypatch):
    monkeypatch.setattr(press, "patience", 0.3)
    with press._slot() as first, press._slot() as second:
        assert None not in {first, second}
        started = time.monotonic()
        with pytest.raises(Unprintable) as refusal:
            render_pdf(page("x"))
        assert refusal.value.reason == "busy"
        assert time.monotonic() - started < 2
    assert render_pdf(page("x"))


def test_the_slot_belongs_to_the_work_and_not_to_who_asked_for_it(tmp_path, project):
    asking, other = (
        Press(project / "static/print", slots=tmp_path / "slots", at_once=1, patience=patience)
        for patience in (0.1, 0.1)
    )
    bomb = page("<p>" + "<b>x</b>" * 50_000)
    limits = Limits(processor=2, wall=3)
    thread = threading.Thread(target=asking.make, args=[bomb.encode()], kwargs={"pictures": {}, "limits": limits})
    thread.start()
    time.sleep(1)
    assert other.make(b"x", pictures={}, limits=LIMITS).refused == "busy"
    thread.join()
    assert other.make(page("x").encode(), pictures={}, limits=LIMITS).pdf
    asking.stop()
    other.stop()


def test_a_killed_child_is_replaced_and_nobody_notices(press):
    assert render_pdf(page("x"))
    os.kill(press.child.pid, signal.SIGKILL)
    assert render_pdf(page("x"))


def test_a_child_that_cannot_start_ends_in_a_refusal(tmp_path):
    press = Press(tmp_path / "there-is-no-such-folder", slots=tmp_path / "slots")
    assert press.make(b"x", pictures={}, limits=LIMITS).refused == "failed"
    press.stop()


def test_the_child_knows_no_secret_and_no_database(press, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "CANARY")
    monkeypatch.setenv("DATABASE_URL", "CANARY")
    press.stop()
    render_pdf(page("x"))
    environment = Path(f"/proc/{press.child.pid}/environ").read_text()
    assert "CANARY" not in environment
    names = {line.partition("=")[0] for line in environment.split("\0") if line}
    assert names <= {"PATH", "LANG", "TZ", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH", "HOME", "XDG_CACHE_HOME"} | {
        "FONTCONFIG_FILE",
        "FONTCONFIG_PATH",
        "LD_LIBRARY_PATH",
    }


def test_threads_share_the_child_and_get_their_own_documents():
    results = {}

    def work(number):
        results[number] = text_of(render_pdf(page(f"<p>Document {number}</p>")))

    threads = [threading.Thread(target=work, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Document {number}" in results[number] for number in range(5))


def test_a_forked_worker_starts_a_child_of_its_own(press):
    render_pdf(page("x"))
    child = press.child.pid
    pid = os.fork()
    if pid == 0:
        answer = press.make(page("x").encode(), pictures={}, limits=LIMITS)
        os._exit(0 if answer.pdf and press.child.pid != child and press.stop() is None else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert not gone(child)
    assert render_pdf(page("x"))
    assert press.child.pid == child


def test_the_child_ends_when_its_web_process_is_killed(project, tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from governance.foundation.printing_press import Limits, Press;"
        f"press = Press(Path({str(project / 'static/print')!r}), slots=Path({str(tmp_path / 'slots')!r}));"
        "press.make(b'x', pictures={}, limits=Limits()); print(press.child.pid, flush=True); time.sleep(60)"
    )
    worker = subprocess.Popen([sys.executable, "-c", program], cwd=project, stdout=subprocess.PIPE, text=True)
    with worker:
        child = int(worker.stdout.readline())
        assert not gone(child)
        worker.kill()
    assert wait_until(lambda: gone(child))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_printed_inside_a_transaction():
    assert render_pdf(page("x"))
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        render_pdf(page("x"))


@pytest.mark.django_db
def test_the_transaction_of_a_test_does_not_count_but_one_inside_it_does():
    assert render_pdf(page("x"))
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        render_pdf(page("x"))


class Page(Printable, TemplateView):
    """A page as the portal's wings write it."""

    template_name = "printing_tests/page.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"words": "Words", **kwargs})


@pytest.fixture
def page_templates(settings):
    """The page's two templates beside the portal's own."""
    mine = {
        "printing_tests/page.html": "web {{ words }}",
        "printing_tests/page.print.html": '{% extends "base.print.html" %}{% block title %}Terms{% endblock %}'
        "{% block document_title %}Terms{% endblock %}{% block content %}<p>{{ words }}</p>{% endblock %}",
        "unprintable.html": "{{ sentence }} {{ page_address }}",
    }
    engine = settings.TEMPLATES[0]
    loaders = [
        ("django.template.loaders.locmem.Loader", mine),
        ("django.template.loaders.filesystem.Loader", engine["DIRS"]),
    ]
    settings.TEMPLATES = [
        {"BACKEND": engine["BACKEND"], "OPTIONS": {"loaders": loaders}},
    ]


def test_one_view_answers_as_a_page_and_as_a_pdf(rf, page_templates):
    web = Page.as_view()(rf.get("/terms/"), words="Purpose")
    assert web.render().content == b"web Purpose"
    printed = Page.as_view(printed=True)(rf.get("/bodies/forum/terms.pdf"), words="Purpose")
    assert printed["Content-Type"] == "application/pdf"
    assert printed["Content-Disposition"] == 'inline; filename="terms.pdf"'
    assert "Purpose" in text_of(printed.content)
    assert printed["ETag"] == f'"{sha256_of(printed.content)}"'


def test_a_reader_who_has_the_bytes_is_told_so(rf, page_templates):
    view = Page.as_view(printed=True)
    etag = view(rf.get("/terms.pdf"))["ETag"]
    again = view(rf.get("/terms.pdf", headers={"If-None-Match": etag}))
    assert (again.status_code, again.content) == (304, b"")


def test_a_stored_pdf_is_served_as_it_is(rf, page_templates):
    class Signed(Page):
        def get_stored_pdf(self):
            return b"%PDF-signed"

        def get_print_name(self):
            return "terms-version-2"

    answer = Signed.as_view(printed=True)(rf.get("/terms.pdf"))
    assert answer.content == b"%PDF-signed"
    assert answer["Content-Disposition"] == 'inline; filename="terms-version-2.pdf"'


def test_a_page_that_cannot_be_printed_says_where_its_words_are(rf, page_templates):
    answer = Page.as_view(printed=True)(rf.get("/bodies/forum/terms.pdf"), words="x" * 500_000)
    assert answer.status_code == 503
    assert answer["Cache-Control"] == "no-store"
    assert b"too long to be made into a PDF" in answer.content
    assert b"/bodies/forum/terms/" in answer.content
