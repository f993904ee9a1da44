"""Gaps: against a slow computation of its own on random figures, and case by case in words."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.indicators.gaps import Trend, area_lines, gaps_of
from priorities.indicators.series import standing_in
from priorities.indicators.target_checks import Fit, is_count, target_checks
from priorities.models import Area
from tests.priorities.series_made import LOCAL, WHOLE, base, figures, year

FIRST_YEAR, LAST_YEAR = 2000, 2009

# Against a slow computation -----------------------------------------------------------------------------------

tenths = st.integers(min_value=-50, max_value=50)
figures_by_year = st.dictionaries(st.integers(FIRST_YEAR, LAST_YEAR), tenths, max_size=10)
rebasings = st.lists(
    st.tuples(st.integers(FIRST_YEAR - 1, LAST_YEAR + 1), st.integers(1, 12)), unique=True, max_size=3
).map(sorted)


def slow(ours, theirs, better, cuts):
    """For each year with both figures: gap, former year, former gap, years passed over, all in tenths.

    It walks the years one at a time and counts the rebasings that came between, knowing nothing of baselines as rows.
    """
    told = {}
    for now in range(FIRST_YEAR, LAST_YEAR + 1):
        if now not in ours or now not in theirs:
            continue
        size = theirs[now] - ours[now]
        if better == "down":
            size = -size
        former, missing = None, []
        for then in range(now - 1, FIRST_YEAR - 1, -1):
            if then not in ours or then not in theirs:
                if then in ours or then in theirs:
                    missing.insert(0, then)
                continue
            between = [cut for cut in cuts if last_day(then) < cut <= last_day(now)]
            if not between:
                former = then
            break
        told[now] = (size, former, missing if former is not None else [])
    return told


def last_day(first):
    return datetime.date(first + 1, 3, 31)


def slow_at_baseline(now, better, ours, theirs):
    """By the days of the baselines of `bases_of`: the gap between the last two of them in tenths, or None.

    They count where they are of one period, and the year ends under both: no later one takes their place.
    """
    if not ours or not theirs or len(ours) % 2 != len(theirs) % 2:
        return None
    if any(cut > last_day(now) for cut in [*ours[1:], *theirs[1:]]):
        return None
    size = 10 * (len(theirs) - len(ours))
    return -size if better == "down" else size


def bases_of(days):
    """Baselines of 0, 1, 2 and so on that follow each other on these days, in turn of two periods."""
    ends = [*days[1:], None][: len(days)]
    return tuple(
        base(
            number, day.isoformat(), ends=end.isoformat() if end else None, period=f"200{number % 2}/0{number % 2 + 1}"
        )
        for number, (day, end) in enumerate(zip(days, ends, strict=True))
    )


@given(figures_by_year, figures_by_year, st.sampled_from(["up", "down"]), rebasings, rebasings)
def test_gaps_equal_a_slow_computation(ours, theirs, better, local_cuts, whole_cuts):
    """Better up, better down, rebased in either area, periods missing in either."""
    local_days, whole_days = ([datetime.date(y, m, 1) for y, m in cuts] for cuts in (local_cuts, whole_cuts))
    made = figures(
        [year(y, Decimal(n) / 10) for y, n in sorted(ours.items())],
        [year(y, Decimal(n) / 10) for y, n in sorted(theirs.items())],
        better=better,
        baselines={LOCAL: bases_of(local_days), WHOLE: bases_of(whole_days)},
    )
    # the first baseline of each area rebases nothing
    expected = slow(ours, theirs, better, [*local_days[1:], *whole_days[1:]])

    found = gaps_of(made, LOCAL, WHOLE)

    assert [gap.point.starts.year for gap in found] == list(expected)
    for gap in found:
        size, former, missing = expected[gap.point.starts.year]
        assert gap.size * 10 == size
        assert (gap.former.point.starts.year if gap.former else None) == former
        assert [int(period[:4]) for period in gap.skipped] == missing
        before = expected[former][0] if former is not None else None
        assert gap.trend == slow_trend(before, size)
        assert (gap.change is None) == (before is None)
        if before is not None:
            assert gap.change * 10 == size - before
        at_baseline = slow_at_baseline(gap.point.starts.year, better, local_days, whole_days)
        assert gap.at_baseline == (None if at_baseline is None else Decimal(at_baseline) / 10)


def slow_trend(before, now):
    """By asking how much worse off the area was and is, never less than not at all."""
    if before is None:
        return Trend.UNKNOWN
    was, is_now = max(before, 0), max(now, 0)
    if was == is_now == 0:
        return Trend.NONE
    return {-1: Trend.NARROWS, 0: Trend.SAME, 1: Trend.WIDENS}[(is_now > was) - (is_now < was)]


@given(figures_by_year.filter(len), st.sampled_from(["up", "down"]))
def test_turning_everything_round_turns_no_gap(ours, better):
    """Lower figures under “lower is better” tell the same story as higher ones under “higher is better”."""
    theirs = {y: n + 3 for y, n in ours.items()}
    other = "down" if better == "up" else "up"

    def gaps(sign, way):
        made = [[year(y, Decimal(sign * n) / 10) for y, n in sorted(row.items())] for row in (ours, theirs)]
        return [gap.size for gap in gaps_of(figures(*made, better=way), LOCAL, WHOLE)]

    assert gaps(1, better) == gaps(-1, other)


# In words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("better", "ours", "theirs", "words"),
    [
        ("up", 50, 54.2, "4.2 points behind"),
        ("up", 54.2, 54.2, "level"),
        ("up", 55.2, 54.2, "1.0 point ahead"),
        ("down", 12.1, 11.0, "1.1 points behind"),
        ("down", 11.0, 12.1, "1.1 points ahead"),
    ],
)
def test_a_gap_in_words(better, ours, theirs, words):
    made = figures([year(2009, ours)], [year(2009, theirs)], better=better)

    assert gaps_of(made, LOCAL, WHOLE)[-1].words == words


@pytest.mark.parametrize(
    ("before", "now", "trend", "words"),
    [
        (46, 47.5, "narrows", "The gap narrows by 1.5 points (since 2008/09)"),
        (46, 44, "widens", "The gap widens by 2.0 points (since 2008/09)"),
        (46, 46, "same", "The gap stays the same (since 2008/09)"),
        (46, 50, "narrows", "The gap has closed (since 2008/09)"),
        (46, 53, "narrows", "The gap has closed (since 2008/09)"),
        (51, 49, "widens", "A gap has opened (since 2008/09)"),
        (51, 50, "none", "There is no gap to close (since 2008/09)"),
    ],
)
def test_whether_a_gap_narrows_in_words(before, now, trend, words):
    made = figures([year(2008, before), year(2009, now)], [year(2008, 50), year(2009, 50)])

    gap = gaps_of(made, LOCAL, WHOLE)[-1]
    assert (gap.trend, gap.trend_words) == (trend, words)


def test_a_missing_period_is_passed_over_and_named():
    made = figures([year(2007, 46), year(2009, 47)], [year(2007, 50), year(2008, 50), year(2009, 50)])

    gap = gaps_of(made, LOCAL, WHOLE)[-1]

    assert gap.trend_words == "The gap narrows by 1.0 point (since 2007/08); no figures to compare for 2008/09"


def test_the_first_period_after_a_rebasing_is_compared_with_nothing():
    bases = (base(46, "2005-04-01", ends="2009-04-01"), base(47, "2009-04-01", period="2008/09"))
    made = figures(
        [year(y, 46) for y in (2007, 2008, 2009, 2010)],
        [year(y, 50) for y in (2007, 2008, 2009, 2010)],
        baselines={LOCAL: bases},
    )

    trends = [gap.trend for gap in gaps_of(made, LOCAL, WHOLE)]

    assert trends == [Trend.UNKNOWN, Trend.SAME, Trend.UNKNOWN, Trend.SAME]


def test_the_gap_since_the_baseline_needs_baselines_of_one_period():
    def words(period):
        bases = {LOCAL: (base(40),), WHOLE: (base(50, period=period),)}
        made = figures([year(2009, 45)], [year(2009, 51)], baselines=bases)
        return gaps_of(made, LOCAL, WHOLE)[-1].since_baseline_words

    assert words("2004/05") == "The gap narrows by 4.0 points (since the baseline)"
    assert words("2003/04") == ""


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_period_falls_under_the_baseline_of_its_last_day(days):
    day = datetime.date(2010, 3, 31) + datetime.timedelta(days=days)
    bases = (base(46, ends=day.isoformat()), base(47, day.isoformat(), period="2008/09"))
    made = figures([year(2009, 45)], baselines={LOCAL: bases})

    assert made.basis(LOCAL, year(2009, 45)) == (bases[0] if days > 0 else bases[1])


def test_areas_stand_in_order_with_the_one_compared_with_first():
    made = figures(
        [year(2009, 45)],
        [year(2008, 51), year(2009, 52)],
        more={(3, "actual"): (year(2008, 40),), (4, "target"): (year(2009, 1),)},
    )
    areas = [
        Area(pk=3, name="Ashby"),
        Area(pk=LOCAL, name="Zeal"),
        Area(pk=WHOLE, name="The county"),
        Area(pk=4, name="Moor"),
    ]

    lines = area_lines(made, areas)

    assert [line.area.name for line in lines] == ["The county", "Ashby", "Zeal"]
    assert [line.is_late for line in lines] == [False, True, False]
    assert lines[1].gap.words == "11.0 points behind"
    assert lines[0].gap is None


# How an area stands -------------------------------------------------------------------------------------------


def stands(*points, target=(), baselines=(), **facts):
    return standing_in(figures((), points, more={(WHOLE, "target"): target}, baselines={WHOLE: baselines}, **facts))


def test_an_indicator_in_words():
    better = stands(year(2008, 10), year(2009, 12), target=[year(2009, 11)], baselines=[base(9)])
    assert better.sentences == [
        "Getting better: it rose from 10.0% in 2008/09 to 12.0% in 2009/10.",
        "It is 3.0 points better than the baseline of 9.0% (2004/05).",
        "The target for 2009/10 was 11.0%: met, with 1.0 point to spare.",
    ]
    worse = stands(year(2008, 10), year(2009, 12), target=[year(2010, 8)], baselines=[base(9)], better="down")
    assert worse.sentences == [
        "Getting worse: it rose from 10.0% in 2008/09 to 12.0% in 2009/10.",
        "It is 3.0 points worse than the baseline of 9.0% (2004/05).",
        "The target for 2010/11 is 8.0%: 4.0 points to go.",
    ]
    steady = stands(year(2008, 12), year(2009, 12), target=[year(2009, 12)], baselines=[base(12)])
    assert steady.sentences == [
        "No change: it was 12.0% in 2009/10, as in 2008/09.",
        "It is level with the baseline of 12.0% (2004/05).",
        "The target for 2009/10 was 12.0%: met.",
    ]
    missed = stands(year(2009, 12), target=[year(2009, 13)])
    assert missed.sentences == [
        "Nothing to compare with yet: 12.0% in 2009/10 is the first figure.",
        "The target for 2009/10 was 13.0%: missed by 1.0 point.",
    ]
    assert stands(target=[year(2009, 13)]).sentences == ["No figure yet."]
    reached = stands(year(2009, 12), target=[year(2012, 11)])
    assert reached.against_target == "The target for 2012/13 is 11.0%: reached already."


def test_an_indicator_after_a_rebasing_in_words():
    rebased = (base(9, ends="2009-10-01"), base(11, "2009-10-01", period="2008/09"))
    first = stands(year(2008, 10), year(2009, 12), baselines=rebased)
    assert first.sentences == [
        "Nothing to compare with yet: 12.0% in 2009/10 is the first figure since it was rebased on 1 October 2009.",
        "It is 1.0 point better than the baseline of 11.0% (2008/09).",
    ]
    none_since = stands(year(2007, 9), year(2008, 10), baselines=rebased)
    assert none_since.sentences == [
        "Getting better: it rose from 9.0% in 2007/08 to 10.0% in 2008/09.",
        "It was rebased on 1 October 2009, and there is no figure since.",
    ]


# Targets that add up (item 71) --------------------------------------------------------------------------------

PARTS = [Area(pk=pk, name=name, kind="district") for pk, name in ((2, "East"), (3, "West"), (4, "North"))]


def checks(whole, *local, tolerance=None, **facts):
    more = {(WHOLE, "target"): (year(2010, whole),)}
    more |= {(area.pk, "target"): (year(2010, n),) for area, n in zip(PARTS, local, strict=False) if n is not None}
    facts = {"unit": "homes", "decimals": 0, **facts}
    return target_checks(figures((), more=more, **facts), PARTS, tolerance=tolerance)


@pytest.mark.parametrize(
    ("better", "local", "fit"),
    [
        ("up", (40, 30, 28), Fit.MEET),  # 98: two are what rounding of three and the whole can do
        ("up", (40, 30, 27), Fit.SHORT),
        ("up", (40, 30, 33), Fit.BEYOND),
        ("down", (40, 30, 27), Fit.BEYOND),
        ("down", (40, 30, 33), Fit.SHORT),
        ("up", (40, 30, None), Fit.MISSING),
    ],
)
def test_counts_add_up_to_the_overarching_target_within_a_tolerance(better, local, fit):
    (check,) = checks(100, *local, better=better)

    assert check.fit == fit


def test_the_tolerance_can_be_given():
    assert checks(100, 40, 30, 20, tolerance=Decimal(10))[0].fit == Fit.MEET
    assert checks(100, 40, 30, 20, tolerance=Decimal("9.9"))[0].fit == Fit.SHORT


def test_a_rate_is_not_added_up_but_must_lie_among_its_parts():
    assert checks(10, 8, 9, 14, unit="%", decimals=1)[0].sentence == (
        "2010/11, by district or borough: local targets run from 8.0% to 14.0%, and the overarching target is 10.0%. "
        "It lies among them, as an average must."
    )
    assert checks(15, 8, 9, 14, unit="%", decimals=1)[0].fit == Fit.APART


def test_checks_in_words():
    assert checks(100, 40, 30, 20)[0].sentence == (
        "2010/11, by district or borough: the targets of 3 areas add up to 90 homes, and the overarching target is 100 homes. "
        "The local targets fall short of the overarching one."
    )
    assert checks(100, 40, None, None)[0].sentence == "2010/11, by district or borough: West, North have no target."
    assert checks(100) == []


@pytest.mark.parametrize(
    ("unit", "decimals", "counts"),
    [
        ("homes", 0, True),
        ("£ thousand", 1, True),
        ("", 0, True),
        ("", 1, False),
        ("%", 0, False),
        ("per 1,000 people", 1, False),
        ("Score", 0, False),
        ("years", 1, False),
        ("average points", 0, False),
        ("crimes/1,000", 1, False),
        ("people", 0, True),
    ],
)
def test_which_units_can_be_added_up(unit, decimals, counts):
    assert is_count(figures((), unit=unit, decimals=decimals).indicator) is counts
