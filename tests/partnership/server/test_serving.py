"""The production server itself, started as production starts it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode

import pytest

SLOW = 80
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SLOW_HEADERS = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
SLOW_FORM = (
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\ncsrfmiddlewaretoken="
)


@pytest.fixture(scope="module")
def port(tmp_path_factory, project):
    """Serve a fresh installation with its own folder and yield its port."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=project, env=environment, check=True)
    subprocess.run([*manage, "collectstatic", "-v0", "--noinput"], cwd=project, env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "partnership.server", "127.0.0.1", str(number)], cwd=project, env=environment
    )
    wait_for(number)
    yield number
    server.terminate()
    assert server.wait(20) == 0


def wait_for(number):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if ask(number, "GET", "/cookies/")[0].status == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def ask(number, method, address, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=5)
    connection.request(method, address, body, headers or {})
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer, text.decode("utf-8", "replace")


def sign_in_form(number):
    """Return the cookie and the token of a fresh sign-in form."""
    answer, text = ask(number, "GET", "/sign-in/")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text).group(1)
    return {**FORM, "Cookie": answer.getheader("Set-Cookie").split(";")[0]}, token


def test_a_page_is_served_with_its_length(port):
    answer, text = ask(port, "GET", "/accessibility/")

    assert answer.status == 200
    assert int(answer.getheader("Content-Length")) == len(text.encode())


def test_a_head_request_gets_the_headers_alone(port):
    answer, text = ask(port, "HEAD", "/accessibility/")

    assert (answer.status, text) == (200, "")
    assert int(answer.getheader("Content-Length")) > 1000


def test_style_sheets_and_script_modules_are_named_by_content(port):
    _, page = ask(port, "GET", "/")
    sheet = re.search(r'href="(/static/built/portal\.[0-9a-f]{12}\.css)"', page).group(1)
    module = re.search(r'src="(/static/built/portal\.[0-9a-f]{12}\.js)"', page).group(1)

    assert "immutable" in ask(port, "GET", sheet)[0].getheader("Cache-Control")
    assert ask(port, "GET", sheet, headers={"Accept-Encoding": "br"})[0].getheader("Content-Encoding") == "br"
    assert re.search(r"govuk-frontend\.min\.[0-9a-f]{12}\.js", ask(port, "GET", module)[1])


def test_addresses_arrive_as_they_were_sent(port):
    answer, text = ask(port, "GET", "/%C3%A9t%C3%A9/?on=2010-03-31&q=%C3%A9+%26")

    assert answer.status == 404
    assert 'href="/%C3%A9t%C3%A9/?q=%C3%A9+%26"' in text


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_form_arrives_whole(port, in_pieces):
    headers, token = sign_in_form(port)
    body = urlencode({"csrfmiddlewaretoken": token, "username": "nobody", "password": "x" * 300_000}).encode()
    pieces = iter([body[:100], body[100:]]) if in_pieces else body

    answer, text = ask(port, "POST", "/sign-in/", pieces, headers)

    assert answer.status == 200
    assert "is not right" in text


def test_a_header_with_an_underscore_cannot_pass_for_another(port):
    headers, token = sign_in_form(port)
    body = urlencode({"csrfmiddlewaretoken": "wrong", "username": "x", "password": "y"})

    assert ask(port, "POST", "/sign-in/", body, {**headers, "X_CSRFToken": token})[0].status == 403


def test_a_body_beyond_all_forms_is_refused(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as visitor:
        visitor.sendall(SLOW_FORM.replace(b"100000", b"100000000"))
        try:
            for _ in range(80):
                visitor.sendall(b"x" * 1024 * 1024)
        except OSError:
            pass
    assert ask(port, "GET", "/cookies/")[0].status == 200


def test_an_upload_of_500_mib_is_answered_with_a_sentence_and_kept_nowhere(port):
    size, sent = 500 * 1024 * 1024, 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as visitor:
        visitor.sendall(SLOW_FORM.partition(b"Content-Length")[0] + f"Content-Length: {size}\r\n\r\n".encode())
        piece = b"x" * 1024 * 1024
        while sent < size:
            visitor.sendall(piece)
            sent += len(piece)
        answer = b"".join(iter(lambda: visitor.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 413")
    assert "A file may have up to 50 MB" in answer
    assert ask(port, "GET", "/cookies/")[0].status == 200


@pytest.mark.parametrize("opening", [SLOW_HEADERS, SLOW_FORM], ids=["headers", "form"])
def test_eighty_slow_visitors_do_not_keep_the_others_waiting(port, opening):
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
    enough = threading.Event()
    for visitor in slow:
        visitor.sendall(opening)

    def drip():
        while not enough.wait(0.5):
            for visitor in slow:
                visitor.sendall(b"X-a: b\r\n" if opening is SLOW_HEADERS else b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        waits = []
        for _ in range(30):
            began = time.monotonic()
            assert ask(port, "GET", "/accessibility/")[0].status == 200
            waits.append(time.monotonic() - began)
            time.sleep(0.05)
    finally:
        enough.set()
        dripping.join()
        for visitor in slow:
            visitor.close()
    assert max(waits) < 2
