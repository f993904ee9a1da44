"""The day in the address."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch
from hypothesis import given
from hypothesis import strategies as st

from partnership.day import FIRST_DAY, LAST_DAY, DayMiddleware, UnknownDay, read_day

TODAY = date(2026, 11, 22)
PAGE = "/accessibility/"


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_day_of_two_centuries_reads_as_itself(day):
    assert read_day([day.isoformat()], today=TODAY) == day


@given(st.text(max_size=20))
def test_any_other_text_is_refused_or_is_that_very_day(text):
    try:
        day = read_day([text], today=TODAY)
    except UnknownDay:
        return
    assert day is None if text == "" else day.isoformat() == text


@pytest.mark.parametrize("text", ["1899-12-31", "2101-01-01", "0000-00-00", "9999-12-31"])
def test_days_beyond_the_bounds_are_refused(text):
    with pytest.raises(UnknownDay):
        read_day([text], today=TODAY)


@pytest.mark.parametrize("text", ["1900-01-01", "2100-12-31"])
def test_the_bounds_themselves_are_days(text):
    assert read_day([text], today=TODAY).isoformat() == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["on=yesterday", "on=2010-02-30", "on=٢٠١٠-٠٣-٣١", "on=2010-03-31&on=2010-03-31", "on=%FF", "on=2010-3-1"]
    + ["on=1899-12-31", "on=2101-01-01", "on=2010-03-31%0A", "on=" + "9" * 5000, "on[]=1&on=x", "on=+2010-03-31"],
)
def test_a_nonsense_day_is_explained_and_today_offered(client, query):
    page = client.get(f"{PAGE}?{query}&keep=1")

    assert page.status_code == 404
    assert "There is no such day" in page.text
    assert f'href="{PAGE}?' in page.text
    assert "keep=1" in page.text


@pytest.mark.django_db
def test_an_empty_field_means_today(client):
    page = client.get(f"{PAGE}?on=")

    assert page.status_code == 200
    assert "This page shows" not in page.text


@pytest.mark.django_db
def test_a_past_day_is_announced_and_kept_from_search_engines(client):
    page = client.get(f"{PAGE}?q=x&on=2010-03-31")

    assert "as it was on" in page.text
    assert "31 March 2010" in page.text
    assert f'href="{PAGE}?q=x"' in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert page["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_a_day_to_come_is_called_planned(client):
    assert "as it is planned for" in client.get(f"{PAGE}?on=2099-01-01").text


@pytest.mark.django_db
def test_today_carries_no_banner_and_may_be_indexed(client):
    page = client.get(PAGE)

    assert "This page shows" not in page.text
    assert "X-Robots-Tag" not in page


@pytest.mark.django_db
def test_links_of_the_menu_carry_the_day_on(client):
    assert 'href="/?on=2010-03-31"' in client.get(f"{PAGE}?on=2010-03-31").text


def test_officers_always_work_in_the_present(client, cast):
    client.force_login(cast.officer)
    page = client.get("/admin/?on=nonsense")

    assert page.status_code == 200
    assert "There is no such day" not in page.text


def seen_day(address):
    seen = []
    DayMiddleware(lambda request: seen.append(request) or {})(RequestFactory().get(address))
    return seen[0]


@pytest.mark.parametrize(
    ("now", "today"),
    [
        ("2026-03-28T23:59:59+00:00", date(2026, 3, 28)),
        ("2026-03-29T00:00:00+00:00", date(2026, 3, 29)),
        ("2026-03-29T23:30:00+00:00", date(2026, 3, 30)),
        ("2026-10-24T22:59:59+00:00", date(2026, 10, 24)),
        ("2026-10-24T23:00:00+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:30:00+00:00", date(2026, 10, 25)),
    ],
)
def test_today_is_londons_when_the_clocks_change(now, today, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.fromisoformat(now))

    assert seen_day("/").day == today


def written(template, **context):
    return Template("{% load day %}" + template).render(Context(context))


PAST = {"request": SimpleNamespace(day_is_chosen=True, day=date(2010, 3, 31))}


def test_a_day_link_reads_like_a_url_and_carries_the_day():
    assert written("{% day_url 'brand' '1d5f6f' %}", **PAST) == "/brand-1d5f6f.css?on=2010-03-31"
    assert written("{% day_url 'brand' colour='1d5f6f' as x %}[{{ x }}]", **PAST) == "[/brand-1d5f6f.css?on=2010-03-31]"
    assert written("{% day_url 'home' %}") == "/"


def test_a_day_link_to_nowhere_fails_loudly_unless_it_is_kept():
    with pytest.raises(NoReverseMatch):
        written("{% day_url 'nowhere' %}", **PAST)
    assert written("{% day_url 'nowhere' as x %}[{{ x }}]", **PAST) == "[]"


@pytest.mark.parametrize(
    ("address", "carried"),
    [
        ("/a/", "/a/?on=2010-03-31"),
        ("/a/?q=1", "/a/?q=1&amp;on=2010-03-31"),
        ("/a/#part", "/a/?on=2010-03-31#part"),
        ("/a/?q=it's#x", "/a/?q=it&#x27;s&amp;on=2010-03-31#x"),
        ('"><script>', "&quot;&gt;&lt;script&gt;?on=2010-03-31"),
    ],
)
def test_an_address_that_is_already_made_gets_the_day(address, carried):
    assert written("{% on_day address %}", address=address, **PAST) == carried


def test_the_request_says_whether_the_day_was_chosen():
    assert seen_day("/?on=2010-03-31").day_is_chosen is True
    assert seen_day("/").day_is_chosen is False
