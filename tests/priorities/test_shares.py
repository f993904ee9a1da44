"""Counts of parts: a share of the whole, and never a gap to it."""

import pytest

from priorities.indicators.gaps import area_lines, gaps_of
from priorities.models import Area
from tests.priorities.series_made import LOCAL, WHOLE, figures, year


def counted(*numbers, **facts):
    """The lines of a county and a district of it, whose homes are counted in two years."""
    ours, theirs = numbers[:2], numbers[2:]
    rows = [[year(2008 + place, number) for place, number in enumerate(each)] for each in (ours, theirs)]
    areas = [Area(pk=WHOLE, name="The county"), Area(pk=LOCAL, name="Zeal", parent_id=WHOLE)]
    return area_lines(figures(*rows, unit="homes", decimals=0, **facts), areas)


def test_a_count_of_a_part_is_not_compared_with_the_whole_and_has_its_share_of_it():
    whole, part = counted(62, 71, 505, 548)

    assert (part.gap, part.share) == (None, "13%")
    assert part.standing.sentence == "Getting better: it rose from 62 homes in 2008/09 to 71 homes in 2009/10."
    assert (whole.area.name, whole.share, whole.is_compared) == ("The county", "", False)
    assert gaps_of(figures([year(2009, 71)], [year(2009, 548)], unit="homes", decimals=0), LOCAL) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "share"),
    [(1, 200, "1%"), (1, 201, "Less than 1%"), (0, 200, "0%"), (200, 200, "100%"), (201, 200, ""), (0, 0, "")],
)
def test_a_share_is_told_in_whole_per_cent_and_only_of_what_can_be_a_part(ours, theirs, share):
    assert counted(5, ours, 500, theirs)[1].share == share


def test_a_share_is_of_the_same_period():
    made = figures([year(2009, 71)], [year(2008, 548)], unit="homes", decimals=0)

    (line,) = area_lines(made, [Area(pk=LOCAL, name="Zeal", parent_id=WHOLE)])

    assert line.share == ""


def test_a_count_that_names_an_area_to_compare_with_has_gaps():
    whole, part = counted(62, 71, 505, 548, compared_with_id=WHOLE)

    assert (part.gap.words, part.share) == ("477 behind", "")
    assert whole.is_compared
