"""Indicators on a day: listed once there is anything to say of them, and read as far as periods had ended by then."""

import csv
import io

import pytest

from tests import make
from tests.governance.views.reading import words
from tests.make_priorities import (
    make_baseline,
    make_indicator,
    make_plan,
    make_priority,
    make_strategy,
    make_version,
    publish,
)
from tests.priorities.views.oba_crowd import year

pytestmark = pytest.mark.django_db


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return words(response)


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


@pytest.fixture
def late(cast):
    """An indicator of a body, and about a priority, that began in 2015, with a figure for 2012/13 and a target."""
    body = make.make_body("late", "Late", parent=cast.board, on="2015-01-01")
    priority = make_priority(make_strategy(cast.partnership), on="2015-01-01")
    indicator = make_indicator(body, "Walks", slug="walks", priority=priority)
    year(indicator, 2012, 5)
    year(indicator, 2016, 9, series="target")
    return indicator


@pytest.mark.parametrize(("on", "known"), [("2013-03-31", False), ("2013-04-01", True), ("2013-04-02", True)])
def test_an_indicator_is_there_once_a_period_with_a_figure_had_ended(late, client, on, known):
    listed, told = (page(client, f"{address}?on={on}") for address in ("/indicators/", "/indicators/walks/"))
    figures = client.get(f"/indicators/walks.csv?on={on}")

    assert ("Walks" in listed) is known
    assert ("No indicator was kept yet on 31 March 2013." in listed) is not known
    assert ("5.0 in 2012/13 is the first figure" in told) is known
    assert ("2016/17" in told) is known
    assert bool(rows(figures)) is known
    if known:
        assert f"1 indicator, by the periods that had ended by {int(on[-2:])} April 2013:" in listed
        assert f"for periods that had ended by {int(on[-2:])} April 2013. Targets look ahead of that day." in told
    else:
        assert (
            "There is nothing to say of it on 31 March 2013: no period with a figure had ended by then, and the body "
            "that keeps it was not there."
        ) in told


def test_a_body_that_was_not_there_kept_nothing(late, client):
    before, after = (page(client, f"/indicators/?on={on}") for on in ("2014-12-31", "2015-01-01"))

    assert "kept by Late" not in before
    assert "Late" not in before.partition("Find ")[0]
    assert "kept by Late" in after
    assert "Late" in after.partition("Find ")[0]
    assert "Kept by Late, which was not there on that day." in page(client, "/indicators/walks/?on=2014-12-31")
    assert "which was not there" not in page(client, "/indicators/walks/?on=2015-01-01")


BASED = pytest.mark.parametrize(("on", "is_based"), [("2013-05-31", False), ("2013-06-01", True), ("2013-06-02", True)])


@BASED
def test_the_first_baseline_counts_from_its_day_on(late, client, on, is_based):
    make_baseline(late, 7, on="2013-06-01", period="2012/13")

    told = page(client, f"/indicators/walks/?on={on}")

    assert ("It is 2.0 worse than the baseline of 7.0 (2012/13)." in told) is is_based
    assert ("baseline" in told) is is_based


@BASED
def test_a_rebasing_is_known_from_its_day_on(late, client, on, is_based):
    make_baseline(late, 3, on="2010-01-01", ends="2013-06-01", period="2008/09")
    make_baseline(late, 6, on="2013-06-01", period="2012/13", reason="Counted anew.")

    told = page(client, f"/indicators/walks/?on={on}")

    assert ("It is 2.0 better than the baseline of 3.0 (2008/09)." in told) is not is_based
    assert ("It was rebased on 1 June 2013, and there is no figure since." in told) is is_based
    assert ("It was rebased on 1 June 2013; figures before and after cannot be compared." in told) is is_based


@pytest.mark.parametrize(("on", "known"), [("2014-12-31", False), ("2015-01-01", True), ("2015-01-02", True)])
def test_without_figures_it_is_there_with_its_body_and_its_priority(cast, client, on, known):
    priority = make_priority(make_strategy(cast.partnership), on="2015-01-01")
    make_indicator(cast.health, "Walks", slug="walks", priority=priority)

    assert ("Walks" in page(client, f"/indicators/?on={on}")) is known
    assert ("what it tells about was not there." in page(client, f"/indicators/walks/?on={on}")) is not known


@pytest.mark.parametrize(("on", "known"), [("2014-12-31", False), ("2015-01-01", True), ("2015-01-02", True)])
def test_without_figures_it_is_there_with_its_plan(cast, client, on, known):
    plan = make_plan(cast.health)
    publish(make_version(plan, on="2015-01-01"))
    make_indicator(cast.health, "Walks", accountability="performance", plan=plan)

    assert ("Walks" in page(client, f"/indicators/?on={on}")) is known
