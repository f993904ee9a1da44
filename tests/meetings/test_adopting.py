"""What decisions bring about in strategies, plans, handovers and report cards, on both sides or on neither."""

import datetime
import html
import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from meetings.actions.acting import amend_action, raise_action
from meetings.decisions.adopting import adopt_plan, adopt_strategy
from meetings.decisions.deciding import amend, decide, publish_decisions
from meetings.decisions.endorsing import accept_card_by, declare_confidence
from meetings.models import Decision
from meetings.thread.cards_at import cards_at
from tests import make
from tests.make_meetings import make_decision, make_item, make_meeting
from tests.make_priorities import (
    make_card,
    make_framework,
    make_handover,
    make_indicator,
    make_period,
    make_plan,
    make_plan_action,
    make_priority,
    make_strategy,
    make_value,
    make_version,
    publish,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast):
    """A meeting of Health on DAY, which was held."""
    return make_meeting(cast.health, DAY, status="held", agenda=State.PUBLISHED)


@pytest.fixture
def decision(meeting):
    """An approval, published."""
    return make_decision(meeting, "It is agreed.")


@pytest.fixture
def plan(cast):
    """A plan of Health whose first version is a draft with one action."""
    plan = make_plan(cast.health, "Homes plan", framework=make_framework(cast.board))
    make_plan_action(make_version(plan), "Survey the flats.")
    return plan


def draft_of(plan):
    return plan.versions.get()


def elsewhere():
    return make.make_partnership("elsewhere", "Elsewhere Partnership")


def shown(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return html.unescape(page.content.decode())


def test_a_decision_adopts_a_plan_and_both_say_so(cast, client, decision, plan):
    version = adopt_plan(decision, draft_of(plan), by=cast.secretary)

    decision.refresh_from_db()
    assert decision.adopts_plan == version
    assert (version.state, version.starts, version.adopted_at) == ("published", DAY, "Health, 5 March 2026")
    page = shown(client, "/decisions/health/2026/1/")
    assert f'href="/plans/{plan.slug}/versions/1/">Homes plan, version 1</a>' in page


@pytest.mark.parametrize(
    "days",
    [(None, None, DAY), (DAY + A_DAY, None, DAY + A_DAY), (DAY + A_DAY, DAY + 9 * A_DAY, DAY + 9 * A_DAY)],
)
def test_a_plan_is_in_force_from_the_day_given_or_when_the_decision_takes_effect(cast, meeting, plan, days):
    takes_effect, on, starts = days
    decision = make_decision(meeting, takes_effect=takes_effect)

    assert adopt_plan(decision, draft_of(plan), by=cast.secretary, on=on).starts == starts


def test_a_decision_adopts_a_strategy_that_its_body_then_approved(cast, client, meeting):
    decision = make_decision(make_meeting(cast.board, DAY, status="held"))
    strategy = make_strategy(cast.partnership, "Brackwater 2030", state=State.DRAFT)

    adopt_strategy(decision, strategy, by=cast.officer)

    strategy.refresh_from_db()
    assert (strategy.state, strategy.starts, strategy.approved_by) == ("published", DAY, cast.board)
    assert strategy.approved_at == "Leadership Board, 5 March 2026"
    page = shown(client, "/decisions/board/2026/1/")
    assert f'href="/strategies/{strategy.slug}/">Brackwater 2030</a>' in page


def test_one_decision_brings_about_one_thing(cast, decision, plan):
    adopt_plan(decision, draft_of(plan), by=cast.officer)
    strategy = make_strategy(cast.partnership, state=State.DRAFT)

    with refused("Decision 2026/1 adopts something already: record a decision for each."):
        adopt_strategy(decision, strategy, by=cast.officer)
    strategy.refresh_from_db()
    assert strategy.is_draft


@pytest.mark.parametrize("outcome", ["deferred", "noted", "rejected"])
def test_only_an_approval_adopts(cast, meeting, plan, outcome):
    decision = make_decision(meeting, outcome=outcome)

    with refused("Decision 2026/1 did not approve anything: choose the decision that did."):
        adopt_plan(decision, draft_of(plan), by=cast.officer)
    assert draft_of(plan).is_draft


def test_nothing_of_another_partnership_is_adopted(cast, decision):
    other = make_strategy(elsewhere(), "Theirs", state=State.DRAFT)

    with refused("Theirs belongs to another partnership: choose one of this partnership."):
        adopt_strategy(decision, other, by=cast.administrator)


def test_who_edits_only_one_side_adopts_nothing(cast, decision):
    strategy = make_strategy(cast.partnership, state=State.DRAFT)

    with pytest.raises(Refused, match="You are not appointed to edit"):
        adopt_strategy(decision, strategy, by=cast.secretary)
    decision.refresh_from_db()
    strategy.refresh_from_db()
    assert (decision.adopts_strategy, strategy.state) == (None, "draft")


def test_a_body_says_that_it_is_confident_by_a_decision_of_its_own(cast, client, decision, plan):
    publish(draft_of(plan))
    handover = make_handover(plan, cast.jobs, on=DAY - A_DAY)
    wrong = make_decision(make_meeting(cast.jobs, DAY, status="held"))
    with refused("Health says that it is confident: choose a decision of its own."):
        declare_confidence(wrong, handover, by=cast.officer)

    declare_confidence(decision, handover, by=cast.secretary)

    handover.refresh_from_db()
    assert (handover.confident_on, handover.confident_at) == (DAY, "Health, 5 March 2026")
    assert f'href="/plans/{plan.slug}/handover/">' in shown(client, "/decisions/health/2026/1/")


def test_the_handover_names_no_restricted_decision_to_the_public(cast, client, meeting, plan):
    publish(draft_of(plan))
    handover = make_handover(plan, cast.jobs, on=DAY - A_DAY)
    hidden = make_decision(meeting, item=make_item(meeting, restricted=True))
    declare_confidence(hidden, handover, by=cast.secretary)

    page = f"/plans/{plan.slug}/handover/"
    assert "decided on 5 March 2026 that it is confident (Health, 5 March 2026)." in shown(client, page)
    assert "2026/R" not in shown(client, page)
    client.force_login(cast.secretary)
    assert "Decision 2026/R1" in shown(client, page)


def test_a_later_decision_takes_the_place_of_an_earlier_one(cast, decision, meeting, plan):
    handover = make_handover(plan, cast.jobs, on=DAY - A_DAY)
    declare_confidence(decision, handover, by=cast.secretary)
    again = make_decision(make_meeting(cast.health, DAY + 30 * A_DAY, status="held"))

    declare_confidence(again, handover, by=cast.secretary)

    decision.refresh_from_db()
    handover.refresh_from_db()
    assert decision.confident_in is None
    assert Decision.objects.get(confident_in=handover) == again
    assert handover.confident_on == DAY + 30 * A_DAY


@pytest.fixture
def card(cast):
    """A card that the Health Data Group drafted on a priority, with a figure to show."""
    priority = make_priority(make_strategy(cast.partnership), "Fewer empty homes")
    card = make_card(
        cast.health_data,
        priority=priority,
        title="Empty homes",
        story="It fell.",
        starts=make.day("2024-04-01"),
        ends=make.day("2025-04-01"),
    )
    indicator = make_indicator(cast.partnership, priority=priority)
    make_value(indicator, "2024-04-01", "2025-04-01", 12)
    card.indicators.set([indicator])
    return card


def test_a_card_goes_up_by_decisions_of_each_level_and_the_meeting_shows_it(cast, client, meeting, decision, card):
    assert [each.pk for each in cards_at(meeting, cast.secretary, day=DAY)] == [card.pk]
    assert cards_at(meeting, None, day=DAY) == []

    accept_card_by(decision, card, by=cast.secretary)

    decision.refresh_from_db()
    assert (decision.accepts_card.body, decision.accepts_card.accepted_on) == (cast.health, DAY)
    address = f'href="/report-cards/{card.slug}/2011-12/">Empty homes, 2011/12</a>'
    assert address in shown(client, "/decisions/health/2026/1/")
    assert f"{address}, accepted here" in shown(client, "/meetings/health/2026-03-05/")
    later = make_meeting(cast.board, make.today() + A_DAY)
    assert f"{address}, to be accepted here" in shown(client, f"/meetings/board/{later.date_in_address}/")


def test_a_card_that_skips_a_level_is_refused_and_nothing_is_written(cast, card):
    decision = make_decision(make_meeting(cast.board, DAY, status="held"))

    with pytest.raises(Refused, match="It is the turn of Health"):
        accept_card_by(decision, card, by=cast.officer)
    decision.refresh_from_db()
    card.refresh_from_db()
    assert (decision.accepts_card, card.state) == (None, "draft")


def adopted_by(adopted, day=DAY, user=None):
    request = RequestFactory().get("/")
    request.day, request.user, request.day_is_chosen = day, user, False
    markup = Template("{% load decisions %}{% adopted_by adopted %}").render(
        Context({"request": request, "adopted": adopted})
    )
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(markup)).split())


@pytest.mark.parametrize(("off", "named"), [(-1, False), (0, True), (1, True)])
def test_the_page_of_what_was_adopted_names_the_decision_from_its_day(cast, decision, plan, off, named):
    version = adopt_plan(decision, draft_of(plan), by=cast.secretary)

    said = adopted_by(version, DAY + off * A_DAY)

    assert said == ("Adopted by Decision 2026/1 of the meeting on 5 March 2026" if named else "")


def test_a_draft_decision_is_not_named_to_the_public(cast, meeting, plan):
    version = adopt_plan(make_decision(meeting, state=State.DRAFT), draft_of(plan), by=cast.secretary)

    assert adopted_by(version) == ""
    assert adopted_by(version, user=cast.secretary) != ""


# About a planned action ------------------------------------------------------------------------------------------


def test_a_decision_and_its_action_are_about_a_planned_action(cast, client, meeting, plan):
    planned = draft_of(plan).sections.get().actions.get()
    publish(draft_of(plan))
    item = make_item(meeting, "Empty flats", label="1")
    decision = decide(meeting, text="To begin.", outcome="approved", item=item, plan_action=planned, by=cast.secretary)
    action = raise_action(cast.health, what="Begin.", decision=decision, owner_body=cast.health, by=cast.secretary)
    assert action.plan_action == planned

    publish_decisions(meeting, by=cast.secretary)

    page = shown(client, f"/decisions/health/2026/{decision.number}/")
    assert "A1: Survey the flats." in page
    assert f'href="/plans/{plan.slug}/' in page


def test_a_draft_may_be_about_another_planned_action_and_what_is_published_may_not(cast, meeting, plan):
    planned = draft_of(plan).sections.get().actions.get()
    publish(draft_of(plan))
    draft = decide(meeting, text="To begin.", outcome="approved", by=cast.secretary)
    action = raise_action(cast.health, what="Begin.", meeting=meeting, owner_body=cast.health, by=cast.secretary)

    assert amend(draft, plan_action=planned, by=cast.secretary).plan_action == planned
    assert amend_action(action, plan_action=planned, by=cast.secretary).plan_action == planned
    publish_decisions(meeting, by=cast.secretary)
    with refused(f"{draft} is published and never changes: record another that replaces it."):
        amend(draft, plan_action=None, by=cast.secretary)


def test_what_is_planned_elsewhere_or_only_drafted_is_refused(cast, meeting, plan):
    drafted = draft_of(plan).sections.get().actions.get()
    other = make_version(make_plan(elsewhere(), "Their plan"))
    strange = make_plan_action(other)
    publish(other)
    facts = {"text": "To begin.", "outcome": "approved", "by": cast.administrator}

    with refused("That action stands in a draft: choose it from the published plan."):
        decide(meeting, plan_action=drafted, **facts)
    with refused("That action is planned in another partnership: choose one of this partnership."):
        decide(meeting, plan_action=strange, **facts)
    facts = {"what": "Begin.", "owner_body": cast.health, "by": cast.administrator}
    with refused("That action is planned in another partnership: choose one of this partnership."):
        raise_action(cast.health, meeting=meeting, plan_action=strange, **facts)


def test_a_planned_action_that_the_public_may_not_read_is_not_named(cast, client, meeting, plan):
    make_period(plan.framework, "2026-01-01", "2026-04-01")
    make_decision(meeting, plan_action=draft_of(plan).sections.get().actions.get())

    assert "Survey the flats" not in shown(client, "/decisions/health/2026/1/")
