"""The curve: in words, as a table, as plain data, and as a drawing that says by itself what each line is."""

import json
import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.diagram.lettering import measure
from priorities.indicators.curve import curve_of, packed, unpacked
from priorities.indicators.curve_drawing import BLUE, GREEN, NARROW, PURPLE, QUIET, WIDE, draw
from priorities.indicators.curve_scale import round_ticks, spread
from priorities.models import Area
from tests.priorities.series_made import WHOLE, base, figures, year

SVG = "{http://www.w3.org/2000/svg}"


def curve(actual=(), target=(), forecast=(), baselines=(), **facts):
    more = {(WHOLE, "actual"): actual, (WHOLE, "target"): target, (WHOLE, "forecast"): forecast}
    made = figures((), more=more, baselines={WHOLE: baselines}, name="Empty homes", **facts)
    made.indicator.area = Area(pk=WHOLE, name="Brackwater")
    return curve_of(made)


FULL = {
    "actual": [year(2006, 12.1), year(2007, 14.5), year(2008, 11.8), year(2009, 14, "Provisional")],
    "target": [year(2009, 14.5), year(2010, 15)],
    "forecast": [year(2010, 14.4)],
    "baselines": [base(12.1, period="2006/07")],
}


def drawn(sheet=WIDE, **facts):
    return ET.fromstring(draw(curve(**{**FULL, **facts}), sheet=sheet, prefix="c"))


def texts(svg):
    return [" ".join("".join(each.itertext()).split()) for each in svg.iter(f"{SVG}text")]


# In words -----------------------------------------------------------------------------------------------------


def test_the_curve_in_words_names_the_ends_the_extremes_the_target_and_the_forecast():
    assert curve(**FULL).words == (
        "It rose from 12.1% in 2006/07 to 14.0% in 2009/10, with a high of 14.5% in 2007/08 and a low of 11.8% in "
        "2008/09 between. The baseline is 12.1% (2006/07). The target is 14.5% for 2009/10 and 15.0% for 2010/11. "
        "The forecast is 14.4% for 2010/11."
    )


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        ([], "There are no actual figures yet."),
        ([year(2009, 12)], "It was 12.0% in 2009/10."),
        ([year(2008, 12), year(2009, 12)], "It stayed at 12.0% from 2008/09 to 2009/10."),
        ([year(2008, 12), year(2009, 11)], "It fell from 12.0% in 2008/09 to 11.0% in 2009/10."),
        (
            [year(2007, 12), year(2008, 13), year(2009, 12)],
            "It was 12.0% in 2007/08 and in 2009/10, with a high of 13.0% in 2008/09 between.",
        ),
    ],
)
def test_other_shapes_in_words(actual, words):
    assert curve(actual).words == words


def test_a_rebasing_is_said():
    bases = [base(9, ends="2009-10-01"), base(11, "2009-10-01", period="2008/09")]

    assert curve([year(2009, 12)], baselines=bases).words.endswith(
        "The baseline is 11.0% (2008/09). It was rebased on 1 October 2009; "
        "figures before and after cannot be compared."
    )


def test_the_table_holds_what_the_drawing_shows():
    rows = [(row.period, row.actual, row.target, row.forecast, row.note) for row in curve(**FULL).rows]

    assert rows == [
        ("2006/07", "12.1", "", "", ""),
        ("2007/08", "14.5", "", "", ""),
        ("2008/09", "11.8", "", "", ""),
        ("2009/10", "14.0", "14.5", "", "Provisional"),
        ("2010/11", "", "15.0", "14.4", ""),
    ]


def test_a_curve_kept_as_json_comes_back_the_same():
    whole = curve(**FULL)

    assert unpacked(json.loads(json.dumps(packed(whole)))) == whole


# Lines --------------------------------------------------------------------------------------------------------


def test_a_missing_period_breaks_the_line():
    runs = curve([year(y, 10) for y in (2004, 2005, 2006, 2008, 2009)]).runs()

    assert [[point.starts.year for point in run] for run in runs] == [[2004, 2005, 2006], [2008, 2009]]


def test_a_rebasing_breaks_the_line():
    bases = [base(9, ends="2006-10-01"), base(11, "2006-10-01", period="2005/06")]
    runs = curve([year(y, 10) for y in (2004, 2005, 2006, 2007)], baselines=bases).runs()

    assert [[point.starts.year for point in run] for run in runs] == [[2004, 2005], [2006, 2007]]


# The drawing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", [WIDE, NARROW])
def test_the_drawing_has_a_title_a_description_and_a_name_beside_each_line(sheet):
    svg = drawn(sheet)
    name = f"c-{sheet.name}"

    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == f"{name}-title {name}-desc"
    assert svg.find(f"{SVG}title").text == "Empty homes, Brackwater"
    assert svg.find(f"{SVG}desc").text == curve(**FULL).words
    assert {"Baseline 12.1", "Actual 14.0", "Target 15.0", "Forecast 14.4"} <= set(texts(svg))


def test_no_two_series_differ_by_colour_alone():
    svg = drawn()
    dashes = {
        path.get("stroke"): path.get("stroke-dasharray")
        for path in svg.iter(f"{SVG}path")
        if path.get("fill") == "none" and path.get("stroke-width") != "1"
    }

    assert len(dashes) == len(set(dashes.values())) == 4
    assert len(list(svg.iter(f"{SVG}circle"))) == 4
    assert len([path for path in svg.iter(f"{SVG}path") if path.get("d").endswith("z")]) == 2
    assert len([rect for rect in svg.iter(f"{SVG}rect") if rect.get("stroke") == PURPLE]) == 1


@pytest.mark.parametrize("colour", [BLUE, GREEN, PURPLE, QUIET])
def test_every_colour_can_be_read_on_white(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]

    assert 1.05 / (luminance + 0.05) >= 4.5


@pytest.mark.parametrize("sheet", [WIDE, NARROW])
@pytest.mark.parametrize("years", [1, 2, 7, 24, 60])
def test_words_stay_inside_and_never_lie_upon_each_other(sheet, years):
    actual = [year(1950 + n, 1000 + n * 37 % 90) for n in range(years)]
    svg = drawn(sheet, actual=actual, target=[year(1950 + years, 1100)], forecast=[], unit="homes", decimals=0)
    boxes = []
    for each in svg.iter(f"{SVG}text"):
        for part in [each] if each.get("x") else list(each) if sheet.stacked else [each]:
            words = "".join(part.itertext()).strip()
            at = part if part.get("x") else each
            wide, x, y = measure(words, sheet.type), float(at.get("x")), float(at.get("y"))
            x -= {"middle": wide / 2, "end": wide}.get(each.get("text-anchor"), 0)
            boxes.append((x, y - sheet.type * 0.7, x + wide, y, words))

    for left, top, right, bottom, words in boxes:
        assert left >= -0.5, words
        assert top >= 0, words
        assert right <= sheet.width + 12, words
        assert bottom <= sheet.height, words
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


def test_nothing_that_somebody_wrote_becomes_markup():
    nasty = '<script>alert("x")</script> & \x07'
    made = curve([year(2009, 12, nasty)], unit=nasty)

    svg = draw(made)

    assert "<script" not in svg
    ET.fromstring(svg)


def test_an_empty_curve_draws_nothing():
    assert curve().is_empty
    assert draw(curve()) == ""


def test_a_scale_that_does_not_begin_at_nothing_says_so():
    high = [year(y, n) for y, n in ((2008, 90), (2009, 94))]

    assert "%, scale from 90" in texts(drawn(actual=high, target=[], forecast=[], baselines=[]))
    assert "%" in texts(drawn(actual=[year(2008, 10), year(2009, 94)], target=[], forecast=[], baselines=[]))


numbers = st.decimals(min_value=-100_000, max_value=100_000, places=2)


@given(numbers, numbers, st.booleans())
def test_ticks_are_few_even_and_around_the_figures(one, other, whole):
    low, high = min(one, other), max(one, other)
    if whole:
        low, high = low.to_integral_value(), high.to_integral_value()
    ticks = round_ticks(low, high, whole=whole)

    assert 2 <= len(ticks) <= 6
    assert ticks[0] <= low
    assert high <= ticks[-1]
    assert len({after - before for before, after in pairwise(ticks)}) == 1
    if whole:
        assert all(tick == tick.to_integral_value() for tick in ticks)


def test_ticks_are_round():
    assert round_ticks(Decimal("11.2"), Decimal("14.6")) == [11, 12, 13, 14, 15]
    assert round_ticks(Decimal(3), Decimal(97)) == [0, 20, 40, 60, 80, 100]


@given(st.lists(st.floats(min_value=20, max_value=280), max_size=4).map(sorted))
def test_labels_keep_apart_and_in_order(wanted):
    places = spread(wanted, 20, 20, 280)

    assert all(after - before >= 19.999 for before, after in pairwise(places))
    assert all(20 <= place <= 280 for place in places)
    if all(after - before >= 20 for before, after in pairwise(wanted)):
        assert places == wanted


def test_a_drawing_carries_no_style_and_no_script_and_fetches_nothing():
    svg = draw(curve(**FULL))

    assert not re.search(r"style=|<style|<script|href|url\(", svg)
