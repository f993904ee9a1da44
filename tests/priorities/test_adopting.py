"""One strategy follows another: its priorities go on, its chapters are carried on, and the last of a line ends."""

import datetime

import pytest

from priorities.models import Priority, Strategy
from priorities.strategies.adopting import adopt_strategy, carry_chapters, end_strategy
from priorities.strategies.prioritising import add_priority, publish_priority
from priorities.strategies.strategy_reading import spent_from, standing_in
from tests import make
from tests.make_priorities import make_area, make_priority, make_strategy
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 4, 1)
A_DAY = datetime.timedelta(days=1)
LATER = datetime.date(2015, 4, 1)


@pytest.fixture
def strategy(cast):
    return make_strategy(cast.board, "Towards 2016", slug="towards-2016")


@pytest.fixture
def clean_air(cast, strategy):
    return make_priority(strategy, "Clean air", slug="clean-air", lead=cast.health)


def follow(strategy, title, on, by, **facts):
    draft = make_strategy(strategy.body, title, state="draft", follows=strategy, slug=title.lower().replace(" ", "-"))
    return adopt_strategy(draft, on=on, by=by, **facts)


def in_force(day):
    return [str(each) for each in Priority.objects.in_force(day).in_order()]


def test_priorities_go_on_under_the_strategy_that_follows_directly_or_through_others(cast, strategy, clean_air):
    second = follow(strategy, "Towards 2026", DAY, cast.officer)
    third = follow(second, "Towards 2036", LATER, cast.officer)
    new = make_priority(third, "Warm homes", on=LATER)

    days = [DAY - A_DAY, DAY, DAY + A_DAY, LATER - A_DAY, LATER, LATER + A_DAY]
    assert [in_force(day) for day in days] == [["Clean air"]] * 4 + [["Clean air", "Warm homes"]] * 2
    assert [standing_in(Strategy.objects.get(pk=strategy.pk), day).title for day in days] == [
        "Towards 2016",
        *["Towards 2026"] * 3,
        *["Towards 2036"] * 2,
    ]
    assert [set(Priority.objects.of_strategy(each)) for each in (strategy, second, third)] == [
        {clean_air},
        {clean_air},
        {clean_air, new},
    ]
    assert list(Priority.objects.led_by(cast.health, LATER)) == [clean_air]


def test_priorities_of_a_strategy_that_ended_count_until_none_that_follows_it_is_in_force(cast, strategy, clean_air):
    strategy = end_strategy(strategy, on=DAY, by=cast.officer, reason="The partnership starts afresh.")

    assert [in_force(DAY + days * A_DAY) for days in (-1, 0, 1)] == [["Clean air"], [], []]
    assert (standing_in(strategy, DAY), spent_from(strategy)) == (None, DAY)

    follow(strategy, "Towards 2026", LATER, cast.officer)
    assert [in_force(LATER + days * A_DAY) for days in (-1, 0)] == [[], ["Clean air"]]
    assert spent_from(strategy) is None


def test_a_drafted_or_withdrawn_strategy_carries_nothing_on(cast, strategy, clean_air):
    end_strategy(strategy, on=DAY, by=cast.officer, reason="Done.")
    for state in ("draft", "withdrawn"):
        make.written_apart(
            Strategy(body=cast.board, slug=state, title=state, state=state, starts=DAY, follows=strategy)
        )

    assert in_force(DAY) == []


def test_a_priority_that_is_not_carried_on_ends_with_its_strategy_and_what_stands_under_it_before(
    cast, strategy, clean_air
):
    theme = make_priority(strategy, "People", level="theme")
    under = make_priority(strategy, "Falls", parent=theme, lead=cast.jobs)

    follow(strategy, "Towards 2026", DAY, cast.officer, ending=[theme, under])

    assert [set(in_force(day)) for day in (DAY - A_DAY, DAY)] == [{"Clean air", "People", "Falls"}, {"Clean air"}]
    assert under.leads.get().ends == DAY
    assert under.names.get().history.first().history_change_reason == "Towards 2026 does not carry it on."


def test_only_what_would_go_on_ends_with_a_strategy(cast, strategy, clean_air):
    other = make_priority(make_strategy(cast.board), "Warm homes")
    draft = make_strategy(cast.board, "Towards 2026", state="draft", follows=strategy)

    with refused("Warm homes is no priority of a strategy that Towards 2026 follows: it does not end with it."):
        adopt_strategy(draft, on=DAY, by=cast.officer, ending=[other])


def test_a_new_priority_may_stand_under_one_that_goes_on(cast, strategy):
    theme = make_priority(strategy, "People", level="theme")
    elsewhere = make_priority(make_strategy(cast.board), "Places", level="theme", state="draft")
    after = follow(strategy, "Towards 2026", DAY, cast.officer)

    new = add_priority(after, slug="falls", name="Falls", level="priority", parent=theme, on=DAY, by=cast.officer)
    publish_priority(new, by=cast.officer)

    assert set(in_force(DAY)) == {"People", "Falls"}
    with refused("Parent: A priority stands under one of the same strategy."):
        add_priority(after, slug="x", name="X", level="priority", parent=elsewhere, on=DAY, by=cast.officer)


def test_a_strategy_ends_once_with_a_reason_and_after_it_began(cast, strategy):
    how = {"by": cast.officer, "reason": "Done."}
    with refused("Say why the strategy ends."):
        end_strategy(strategy, on=DAY, by=cast.officer, reason=" ")
    with refused("Towards 2016 is in force since 1 April 2008: choose a later day."):
        end_strategy(strategy, on=make.FIRST, **how)
    end_strategy(strategy, on=DAY, **how)
    with refused("Towards 2016 already ends: its last day is 31 March 2010."):
        end_strategy(strategy, on=DAY, **how)
    draft = make_strategy(cast.board, "Towards 2026", state="draft")
    with refused("Towards 2026 is not published, so it does not end: adopt it first, or leave it as it is."):
        end_strategy(draft, on=DAY, **how)


def test_a_draft_begins_with_the_chapters_of_the_strategy_that_it_follows(cast, strategy):
    area = make_area(cast.partnership, "North")
    strategy.state = "draft"
    make.written_apart(strategy)
    for position, body in enumerate((cast.health, cast.safer_streets), 1):
        strategy.chapters.create(
            area=area if position == 1 else make_area(cast.partnership),
            body=body,
            position=position,
            title=f"C{position}",
        )
    adopt_strategy(strategy, on=make.FIRST, by=cast.officer)
    draft = make_strategy(cast.board, "Towards 2026", state="draft", follows=strategy)

    carry_chapters(draft, by=cast.officer)

    assert [(row.title, row.body) for row in draft.chapters.all()] == [("C1", cast.health), ("C2", None)]
    assert draft.chapters.first().history.get().history_user == cast.officer
    assert carry_chapters(draft, by=cast.officer) == []
    assert (draft.chapters.count(), strategy.chapters.count()) == (2, 2)
