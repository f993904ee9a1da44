"""Framing: a year of quarters is laid down in one deed, whole or not at all."""

import datetime

import pytest

from governance.foundation.deeds import Refused
from priorities.models import ReportingPeriod
from priorities.updates.framing import lay_down_year, quarters_of
from tests.make_priorities import make_framework, make_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def framework(cast):
    return make_framework(cast.health, name="Quarterly")


def test_four_quarters_from_april_to_march_with_the_days_on_which_updates_are_due(cast, framework):
    quarters = lay_down_year(framework, year=2009, due_after=14, by=cast.secretary, reason="The new year.")

    assert [(q.slug, q.name, str(q.starts), str(q.ends), str(q.updates_due)) for q in quarters] == [
        ("2009-10-q1", "Quarter 1, 2009/10", "2009-04-01", "2009-07-01", "2009-07-14"),
        ("2009-10-q2", "Quarter 2, 2009/10", "2009-07-01", "2009-10-01", "2009-10-14"),
        ("2009-10-q3", "Quarter 3, 2009/10", "2009-10-01", "2010-01-01", "2010-01-14"),
        ("2009-10-q4", "Quarter 4, 2009/10", "2010-01-01", "2010-04-01", "2010-04-14"),
    ]
    assert quarters[0].history.get().history_change_reason == "The new year."


@pytest.mark.parametrize("year", [1999, 2007, 2008, 2099])
def test_the_quarters_follow_each_other_without_a_gap_and_make_a_year(year):
    spans = quarters_of(year)

    assert [span.ends for span in spans[:-1]] == [span.starts for span in spans[1:]]
    assert (spans[0].starts, spans[-1].ends) == (datetime.date(year, 4, 1), datetime.date(year + 1, 4, 1))


@pytest.mark.parametrize(
    ("first", "end", "free"),
    [
        ("2009-03-01", "2009-04-01", True),
        ("2009-03-01", "2009-04-02", False),
        ("2010-03-31", "2010-05-01", False),
        ("2010-04-01", "2010-05-01", True),
    ],
)
def test_a_year_that_has_a_period_already_is_refused_whole(cast, framework, first, end, free):
    make_period(framework, first, end, name="Odd month")
    if free:
        assert len(lay_down_year(framework, year=2009, due_after=14, by=cast.secretary)) == 4
        return
    with pytest.raises(Refused) as why:
        lay_down_year(framework, year=2009, due_after=14, by=cast.secretary)
    said = "Quarterly has “Odd month” in that year already: choose another year, or add periods by hand."
    assert why.value.sentence == said
    assert ReportingPeriod.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"year": 1989}, "Choose a year between 1990 and 2100."),
        ({"year": 2101}, "Choose a year between 1990 and 2100."),
        ({"due_after": -1}, "Updates are due between 0 and 366 days after a quarter: correct the number."),
        ({"due_after": 367}, "Updates are due between 0 and 366 days after a quarter: correct the number."),
    ],
)
def test_a_year_or_a_number_of_days_that_cannot_be_is_refused(cast, framework, facts, sentence):
    with pytest.raises(Refused) as why:
        lay_down_year(framework, by=cast.secretary, **{"year": 2009, "due_after": 14, **facts})
    assert why.value.sentence == sentence
    assert not ReportingPeriod.objects.exists()


def test_only_an_editor_of_the_body_that_sets_the_framework_lays_periods_down(cast, framework):
    for user in (cast.visitor, cast.member, cast.chair):
        with pytest.raises(Refused):
            lay_down_year(framework, year=2009, due_after=14, by=user)
    assert not ReportingPeriod.objects.exists()
