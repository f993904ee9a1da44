"""Carding: cards of one kind, carried up the reporting line level by level, frozen by the first acceptance."""

import datetime
from decimal import Decimal

import pytest

from governance.foundation.deeds import Refused
from governance.restructuring import move, rename
from priorities.indicators.figures import record_value
from priorities.models import CardPartner, CardStep, ReportCard, Value
from priorities.report_cards.card_content import content_of, read_content
from priorities.report_cards.carding import accept_card, amend_card, draft_card, next_level, restore_card, withdraw_card
from tests import make
from tests.make_priorities import (
    make_area,
    make_baseline,
    make_card,
    make_indicator,
    make_plan,
    make_priority,
    make_strategy,
    make_value,
    make_version,
    publish,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)
DAY = datetime.date(2021, 6, 10)
PERIOD = {
    "period": "2020/21",
    "period_slug": "2020-21",
    "starts": datetime.date(2020, 4, 1),
    "ends": datetime.date(2021, 4, 1),
}


@pytest.fixture
def priority(cast):
    return make_priority(make_strategy(cast.partnership), "Fewer empty homes", lead=cast.health)


@pytest.fixture
def indicator(cast, priority):
    """A curve of three years."""
    indicator = make_indicator(cast.board, "Empty homes", priority=priority, better="down", unit="homes", decimals=0)
    for year, number in ((2018, 500), (2019, 480), (2020, 440)):
        make_value(indicator, f"{year}-04-01", f"{year + 1}-04-01", number, period=f"{year}/{year + 1 - 2000}")
    make_baseline(indicator, 500, on="2019-04-01", period="2018/19")
    return indicator


@pytest.fixture
def card(cast, priority, indicator):
    """A card of the Health Data Group, which reports to Health, which reports to the board."""
    return draft_card(
        cast.health_data,
        by=cast.officer,
        slug="empty-homes",
        title="Empty homes",
        priority=priority,
        indicators=[indicator],
        involved=[cast.trust, cast.jobs],
        story="Grants brought homes back.",
        **PERIOD,
    )


def accept(card, body, by, on=DAY, **facts):
    return accept_card(card, body=body, on=on, by=by, **{"at": "Meeting of the day, item 4", **facts})


# Drafts -------------------------------------------------------------------------------------------------------


def test_a_draft_is_for_its_editors_alone(cast, card):
    assert not ReportCard.objects.visible_to(cast.visitor).exists()
    assert not ReportCard.objects.visible_to(cast.member).exists()
    assert ReportCard.objects.visible_to(cast.secretary).exists()
    assert not CardPartner.objects.visible_to(cast.visitor).exists()


def test_only_an_editor_of_the_body_drafts_amends_withdraws(cast, card, priority):
    sentence = "You are not appointed to edit Jobs and Skills; ask its partnership officer."
    with refused(sentence):
        draft_card(cast.jobs, by=cast.secretary, slug="a", title="A", priority=priority, **PERIOD)
    sentence = "You are not appointed to edit Health Data Group; ask its partnership officer."
    for deed in (amend_card, withdraw_card, restore_card):
        with refused(sentence):
            deed(card, by=cast.member)


@pytest.mark.parametrize("both", [True, False])
def test_a_card_is_about_exactly_one_thing(cast, priority, both):
    about = {"priority": priority, "plan": make_plan(cast.health)} if both else {}

    with refused("A report card is about one priority or about the work of one plan: name one of the two."):
        draft_card(cast.health, by=cast.officer, slug="a", title="A", **PERIOD, **about)


def test_what_belongs_to_another_partnership_is_refused(cast, priority):
    elsewhere = make.make_partnership("elsewhere", "Elsewhere")
    theirs = make_priority(make_strategy(elsewhere), "Theirs")
    with refused("Theirs belongs to another partnership: choose one of this partnership."):
        draft_card(cast.health, by=cast.officer, slug="a", title="A", priority=theirs, **PERIOD)
    foreign = make_indicator(elsewhere, "Their homes")
    with refused("“Their homes” belongs to another partnership: choose indicators of this one."):
        draft_card(cast.health, by=cast.officer, slug="a", title="A", priority=priority, indicators=[foreign], **PERIOD)


def test_the_two_kinds_of_accountability_never_stand_on_one_card(cast, card, priority, indicator):
    plan = make_plan(cast.health, "Homes plan")
    measure = make_indicator(cast.health, "Grants paid", accountability="performance", plan=plan)
    with refused(
        "“Grants paid” is a performance measure, and this card tells about the whole population: "
        "choose population indicators."
    ):
        amend_card(card, indicators=[indicator, measure], by=cast.officer)
    with refused(
        "“Empty homes” is a population indicator, and this card tells how well a service works: "
        "choose performance measures of its plan."
    ):
        draft_card(cast.health, by=cast.officer, slug="a", title="A", plan=plan, indicators=[indicator], **PERIOD)
    other = make_plan(cast.health, "Roads plan")
    with refused("“Grants paid” judges other work than Roads plan: choose measures of that plan."):
        draft_card(cast.health, by=cast.officer, slug="a", title="A", plan=other, indicators=[measure], **PERIOD)

    made = draft_card(cast.health, by=cast.officer, slug="a", title="A", plan=plan, indicators=[measure], **PERIOD)
    assert made.accountability == "performance"


def test_an_address_and_period_are_given_once(cast, card, priority):
    with refused("There is a report card with that address and period already."):
        draft_card(cast.health, by=cast.officer, slug="empty-homes", title="A", priority=priority, **PERIOD)


def test_a_draft_may_be_amended_with_who_is_involved(cast, card):
    amend_card(card, by=cast.secretary, story=" New. ", involved=[cast.trust, cast.council])

    card.refresh_from_db()
    assert card.story == "New."
    names = {str(row.body or row.organisation) for row in card.involved.all()}
    assert names == {"Marsh Health Trust", "Brackwater Council"}
    with pytest.raises(TypeError):
        amend_card(card, by=cast.secretary, slug="other")


# Up the reporting line ----------------------------------------------------------------------------------------


def test_a_card_goes_up_level_by_level_to_the_top(cast, card):
    line = [cast.health, cast.board, cast.partnership]
    for number, body in enumerate(line, start=1):
        assert next_level(card, DAY) == body
        step = accept(card, body, cast.officer, at=f"Meeting {number}")
        assert (step.level, step.body, step.accepted_at) == (number, body, f"Meeting {number}")
    assert next_level(card, DAY) is None

    with refused("Brackwater Partnership reports to nobody on 10 June 2021, so the card has gone up as far as it can."):
        accept(card, cast.partnership, cast.officer)


def test_a_card_that_skips_a_level_is_refused_and_told_whose_turn_it_is(cast, card):
    sentence = (
        "It is the turn of Health: a report card goes up the reporting line level by level, "
        "and Health Data Group reports to Health."
    )
    for body in (cast.board, cast.partnership, cast.health_data, cast.jobs):
        with refused(sentence):
            accept(card, body, cast.officer)
    accept(card, cast.health, cast.officer)
    with refused(
        "It is the turn of Leadership Board: a report card goes up the reporting line level by level, "
        "and Health reports to Leadership Board."
    ):
        accept(card, cast.health, cast.officer)


def test_dotted_lines_never_count(cast, priority):
    """The Evidence Group advises the board by a dotted line, and reports to nobody."""
    card = make_card(cast.evidence, priority=priority, starts=PERIOD["starts"], ends=PERIOD["ends"], story="So.")

    with refused("Evidence Group reports to nobody on 10 June 2021, so the card has gone up as far as it can."):
        accept(card, cast.board, cast.officer)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_reporting_line_is_that_of_the_day(cast, priority, days):
    moved = datetime.date(2021, 1, 1)
    move(cast.culture, to=cast.health, by=cast.administrator, on=moved, reason="A review.")
    card = make_card(cast.culture, priority=priority, starts=PERIOD["starts"], ends=PERIOD["ends"], story="So.")
    before, after = cast.jobs, cast.health

    turn, other = (before, after) if days < 0 else (after, before)

    with pytest.raises(Refused, match=f"It is the turn of {turn.name}"):
        accept(card, other, cast.officer, on=moved + days * A_DAY)
    assert accept(card, turn, cast.officer, on=moved + days * A_DAY).body == turn


def test_only_an_editor_of_the_accepting_body_records_its_acceptance(cast, card):
    for user in (cast.member, cast.chair, cast.visitor):
        with refused("You are not appointed to edit Health; ask its partnership officer."):
            accept(card, cast.health, user)
    accept(card, cast.health, cast.secretary)  # edits Health
    with refused("You are not appointed to edit Leadership Board; ask its partnership officer."):
        accept(card, cast.board, cast.secretary)


def test_days_of_acceptance_have_bounds(cast, card):
    with refused("A report card is accepted on the day of the meeting: choose a day that is not still to come."):
        accept(card, cast.health, cast.officer, on=make.today() + A_DAY)
    with refused("The card is about the time from 1 April 2020: choose that day or a later one."):
        accept(card, cast.health, cast.officer, on=PERIOD["starts"] - A_DAY)
    accept(card, cast.health, cast.officer)
    with refused("Health accepted the card on 10 June 2021: choose that day or a later one."):
        accept(card, cast.board, cast.officer, on=DAY - A_DAY)
    accept(card, cast.board, cast.officer, on=DAY)


def test_nothing_that_is_not_public_can_be_frozen(cast, card, priority, indicator):
    draft = make_indicator(cast.board, "Hidden", state="draft", priority=priority)
    amend_card(card, indicators=[indicator, draft], by=cast.officer)
    with refused("“Hidden” is not published: publish it, or take it off the card, first."):
        accept(card, cast.health, cast.officer)
    secret = make_priority(priority.strategy, "Secret", state="draft")
    card = make_card(cast.health_data, priority=secret, starts=PERIOD["starts"], ends=PERIOD["ends"], story="So.")
    with refused("“Secret” is not a published priority on 10 June 2021: publish it first."):
        accept(card, cast.health, cast.officer)
    plan = make_plan(cast.health, "Homes plan")
    card = make_card(cast.health_data, plan=plan, starts=PERIOD["starts"], ends=PERIOD["ends"], story="So.")
    with refused("“Homes plan” has no published version: publish the plan first."):
        accept(card, cast.health, cast.officer)
    publish(make_version(plan))
    accept(card, cast.health, cast.officer)


def test_a_card_that_says_nothing_is_not_accepted(cast, priority):
    card = make_card(cast.health_data, priority=priority, starts=PERIOD["starts"], ends=PERIOD["ends"])

    with refused("The card says nothing yet: write the story or name an indicator first."):
        accept(card, cast.health, cast.officer)


# Frozen -------------------------------------------------------------------------------------------------------


def test_the_first_acceptance_publishes_and_freezes_all_that_the_card_says(cast, card, indicator):
    accept(card, cast.health, cast.secretary, at="Item 4")

    shown = ReportCard.objects.visible_to(cast.visitor).get()
    content = read_content(shown.content)
    assert (content.title, content.body.name, content.about.name) == (
        "Empty homes",
        "Health Data Group",
        "Fewer empty homes",
    )
    assert content.texts["story"] == "Grants brought homes back."
    assert [each.name for each in content.involved] == ["Marsh Health Trust", "Jobs and Skills"]
    (only,) = content.indicators
    assert only.sentences[:2] == (
        "Getting better: it fell from 480 homes in 2019/20 to 440 homes in 2020/21.",
        "It is 60 better than the baseline of 500 homes (2018/19).",
    )
    assert [str(point.number) for point in only.curve.actual] == ["500", "480", "440"]


def test_nothing_that_happens_later_changes_an_accepted_card(cast, card, indicator, priority):
    accept(card, cast.health, cast.officer)
    before = ReportCard.objects.get().content
    year = {"starts": datetime.date(2020, 4, 1), "ends": datetime.date(2021, 4, 1), "period": "2020/21"}

    record_value(indicator, number=Decimal(999), by=cast.officer, **year)
    rename(cast.health_data, name="Numbers", by=cast.administrator, on=DAY + A_DAY, reason="So.")
    indicator.name = "Renamed"
    make.written_apart(indicator)
    accept(card, cast.board, cast.officer, on=DAY + A_DAY)

    assert ReportCard.objects.get().content == before
    assert Value.objects.count() == 4
    sentence = "An accepted report card never changes: write the one for the next period instead."
    with refused(sentence):
        amend_card(card, story="Other.", by=cast.officer)
    card.refresh_from_db()
    card.content = {**before, "title": "Other"}
    with refused(sentence):
        make.written_apart(card)


def test_figures_and_names_are_those_of_the_day_of_acceptance(cast, priority, indicator):
    """Before the year 2020/21 was over its figure was not there, and the board bore another name."""
    on = datetime.date(2020, 4, 1)
    card = make_card(cast.jobs, priority=priority, starts=PERIOD["starts"], ends=PERIOD["ends"], story="So.")
    card.indicators.add(indicator)
    card.involved.create(body=cast.board)

    for day, name in ((on - A_DAY, "Partnership Board"), (on, "Leadership Board"), (on + A_DAY, "Leadership Board")):
        assert read_content(content_of(card, day)).involved[0].name == name
    for day, last in (("2021-03-31", "2019/20"), ("2021-04-01", "2020/21"), ("2021-04-02", "2020/21")):
        content = read_content(content_of(card, datetime.date.fromisoformat(day)))
        assert content.indicators[0].curve.actual[-1].period == last


def test_a_withdrawn_card_vanishes_goes_no_further_and_comes_back_as_it_was(cast, card):
    accept(card, cast.health, cast.officer)
    before = ReportCard.objects.get().content
    withdraw_card(card, by=cast.officer, reason="A name in it.")
    assert not ReportCard.objects.visible_to(cast.visitor).exists()
    assert not CardStep.objects.visible_to(cast.visitor).exists()
    with refused("Empty homes, 2020/21 is withdrawn: publish it again before it goes further."):
        accept(card, cast.board, cast.officer)

    restore_card(card, by=cast.officer)

    assert ReportCard.objects.visible_to(cast.visitor).get().content == before


def test_a_draft_that_was_given_up_cannot_be_published(cast, card):
    withdraw_card(card, by=cast.officer)

    with refused("Empty homes, 2020/21 was never accepted: draft another card for the period."):
        restore_card(card, by=cast.officer)


def test_freezing_takes_a_fixed_number_of_queries(cast, priority, django_assert_num_queries):
    for number in (1, 3):
        card = make_card(cast.health_data, priority=priority)
        for _ in range(number):
            made = make_indicator(cast.board, area=make_area(cast.partnership))
            make_value(made, "2009-04-01", "2010-04-01", 5)
            card.indicators.add(made)
            card.involved.create(body=cast.jobs)
            card.involved.create(organisation=cast.trust)
        card = ReportCard.objects.for_page().get(pk=card.pk)
        with django_assert_num_queries(6):
            content_of(card, DAY)


def test_an_acceptance_needs_the_meeting_at_which_it_was_given(cast, card):
    with pytest.raises(Refused, match="Say at which meeting it was accepted: the public reads it."):
        accept(card, cast.health, cast.officer, at=" ")
    assert not card.steps.exists()
