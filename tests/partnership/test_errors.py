"""Error pages: in the portal's look, explaining, and there even when everything else is not."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, RequestFactory

from partnership import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/%00", "/?q=%00", "/?q=a%00b&on=2010-03-31", "/bodies/a%00b/"])
def test_a_nul_byte_is_refused_in_the_portals_look(client, address):
    page = client.get(address)

    assert page.status_code == 400
    assert "could not read that request" in page.text
    assert page.text.count("<h1") == 1


def test_a_missing_page_says_so_and_leads_on(client):
    page = client.get("/nowhere/")

    assert page.status_code == 404
    assert "Page not found" in page.text
    assert 'href="/"' in page.text


def test_a_page_missing_on_a_past_day_offers_today(client):
    page = client.get("/nowhere/?on=1950-01-01")

    assert page.status_code == 404
    assert "nothing at this address on 1 January 1950" in page.text
    assert 'href="/nowhere/"' in page.text


def test_a_stale_form_is_explained():
    page = Client(enforce_csrf_checks=True).post("/sign-in/", {})

    assert page.status_code == 403
    assert "This form was open for too long" in page.text


def test_a_fault_of_ours_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = errors.server_error(RequestFactory().get("/"))

    assert page.status_code == 500
    assert "Sorry, there is a problem" in page.text
    assert "govuk-service-navigation" in page.text


def test_a_fault_in_the_fault_page_still_answers(monkeypatch, caplog):
    monkeypatch.setattr("partnership.errors.loader.render_to_string", lambda *a: 1 / 0)

    page = errors.server_error(RequestFactory().get("/"))

    assert page.status_code == 500
    assert "<h1>" in page.text
    assert "could not be made" in caplog.text


@pytest.mark.parametrize("address", ["/", "/accessibility/", "/privacy/", "/cookies/"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_files_in_the_private_store_have_no_address():
    name = default_storage.save("secret.txt", ContentFile(b"secret"))

    assert default_storage.url(name) == ""
    default_storage.delete(name)
