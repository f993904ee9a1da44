"""What every page of the portal has from its base: who may keep the answer."""

import pytest
from django.test import RequestFactory

from governance.views.pages import Page
from tests.make_meetings import make_action, make_decision, make_meeting
from tests.make_priorities import (
    make_assessment,
    make_indicator,
    make_plan,
    make_priority,
    make_risk,
    make_strategy,
    make_version,
)

pytestmark = pytest.mark.django_db


def entry_address(entry) -> str:
    """Where a decision or an action is read."""
    return f"/{entry._meta.verbose_name_plural}/{entry.body.slug}/{entry.reference}/"


@pytest.fixture
def pages_with_drafts(cast) -> list[str]:
    """Pages that a draft stands on for its editors, or is."""
    health = cast.health
    strategy = make_strategy(health, state="draft", slug="strategy")
    make_priority(strategy, state="draft", slug="priority")
    make_indicator(health, state="draft", slug="indicator")
    make_assessment(health, state="draft", slug="assessment")
    risk = make_risk(health, state="draft")
    plan = make_plan(health, slug="plan")
    make_version(plan, published_at=None)
    meeting = make_meeting(health)
    entries = [make_decision(meeting, state="draft"), make_action(meeting, state="draft")]
    return [
        "/strategies/strategy/",
        "/priorities/priority/",
        "/indicators/indicator/",
        "/assessments/assessment/",
        f"/risks/{health.slug}/{risk.number}/",
        "/risks/",
        "/",
        "/plans/plan/",
        f"/meetings/{health.slug}/{meeting.date_in_address}/",
        "/bodies/health/",
        *(entry_address(entry) for entry in entries),
    ]


def test_a_page_answered_to_somebody_who_is_signed_in_is_for_no_shared_cache(cast, client, pages_with_drafts):
    client.force_login(cast.secretary)

    answers = {address: client.get(address) for address in pages_with_drafts}

    assert {address: (r.status_code, r.get("Cache-Control")) for address, r in answers.items()} == dict.fromkeys(
        pages_with_drafts, (200, "private")
    )


def test_what_the_public_is_answered_may_be_kept_as_before(cast, client, pages_with_drafts):
    answers = {address: client.get(address) for address in pages_with_drafts}

    assert {r.status_code for r in answers.values()} == {200, 404}
    assert [address for address, r in answers.items() if r.has_header("Cache-Control")] == []


def page_asked(address: str) -> Page:
    """A page as it is asked for."""
    page = Page()
    page.setup(RequestFactory().get(address))
    return page


def test_a_link_to_another_page_of_a_list_keeps_all_that_was_asked_for():
    page = page_asked("/list/?page=3&body=health&body=jobs&words=&on=2010-04-01&kind=a%26b")

    assert page.kept_query() == "body=health&body=jobs&on=2010-04-01&kind=a%26b"
    assert page.kept_query("body", "kind") == "on=2010-04-01"
