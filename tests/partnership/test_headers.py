"""What every answer carries, early errors too, and what anonymous visitors never get."""

import base64
import hashlib
import re

import pytest
from django_prose_editor.widgets import importmap

PUBLIC = ["/", "/accessibility/", "/privacy/", "/cookies/", "/?on=2010-03-31"]
ODD = ["/nowhere/", "/?on=nonsense", "/?a=%00", "/sign-in/", "/brand-ffffff.css", "/admin/"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PUBLIC + ODD)
def test_every_answer_carries_the_strict_policy(client, address):
    page = client.get(address)
    policy = page["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"
    assert "camera=()" in page["Permissions-Policy"]


@pytest.mark.parametrize("address", PUBLIC)
def test_visitors_get_no_cookie(client, address):
    page = client.get(address)

    assert page.status_code == 200
    assert not page.cookies


@pytest.mark.parametrize("address", [*PUBLIC, "/nowhere/", "/sign-in/"])
def test_pages_hold_no_style_and_no_script_of_their_own(client, address):
    page = client.get(address).text

    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", page)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", page)


def test_the_editors_import_map_is_admitted_by_its_hash_and_for_officers_only(client):
    source = re.search(r"<script[^>]*>(.*)</script>", str(importmap), re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in client.get("/admin/")["Content-Security-Policy"]
    assert "sha256" not in client.get("/")["Content-Security-Policy"]


def test_the_brand_colour_is_a_style_sheet(client, settings):
    settings.BRAND_COLOUR = "#7a1f5c"

    assert 'href="/brand-7a1f5c.css"' in client.get("/").text
    sheet = client.get("/brand-7a1f5c.css")
    assert sheet.text == ":root{--govuk-brand-colour:#7a1f5c}\n"
    assert sheet["Content-Type"].startswith("text/css")
    assert client.get("/brand-1d5f6f.css").status_code == 404
