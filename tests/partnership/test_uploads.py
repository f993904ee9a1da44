"""Forms that are too large: one sentence, and nothing kept."""

import tempfile
from pathlib import Path

import pytest
from django.test import Client
from django.test.client import FakePayload

from meetings.papers.file_checks import MOST_BYTES
from partnership.uploads import LARGEST_BODY, SENTENCE

pytestmark = pytest.mark.django_db

BOUNDARY = "multipart/form-data; boundary=x"


def visitor() -> Client:
    """Somebody whose browser keeps cookies, so that their form is looked into."""
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    return client


def test_a_form_of_500_mib_is_refused_before_a_byte_is_read(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    begun = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + b"x" * 5_000_000
    body, whole = FakePayload(begun), len(begun)

    response = visitor().post(
        "/sign-in/", content_type=BOUNDARY, **{"wsgi.input": body, "CONTENT_LENGTH": str(500 * 1024 * 1024)}
    )

    assert response.status_code == 413
    assert SENTENCE in response.content.decode()
    assert len(body.read()) == whole
    assert list(Path(tmp_path).iterdir()) == []


def test_a_form_with_a_file_of_the_usual_size_is_read():
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(b"x" * 3_000_000)
        file.seek(0)
        response = Client().post("/sign-in/", {"username": "x", "password": "y", "file": file})

    assert response.status_code == 200


def test_words_of_more_than_five_megabytes_are_refused_with_the_same_sentence():
    response = visitor().post("/sign-in/", {"username": "x" * 6_000_000})

    assert response.status_code == 413
    assert SENTENCE in response.content.decode()


def test_the_largest_paper_fits_into_a_form():
    assert MOST_BYTES + 5 * 1024 * 1024 < LARGEST_BODY
