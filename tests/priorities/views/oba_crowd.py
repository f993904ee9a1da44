"""Indicators and report cards enough to fill a page: districts with figures, a frozen card, a draft one."""

import datetime
from typing import Any

from priorities.models import Area
from priorities.report_cards.carding import accept_card, draft_card
from tests.make_priorities import (
    make_area,
    make_baseline,
    make_indicator,
    make_plan,
    make_priority,
    make_strategy,
    make_value,
    make_version,
    publish,
)

DAY = datetime.date(2021, 6, 10)
PERIOD = {
    "period": "April 2020 to March 2021",
    "period_slug": "2020-21",
    "starts": datetime.date(2020, 4, 1),
    "ends": datetime.date(2021, 4, 1),
}


def year(indicator: Any, first: int, number: Any, **facts: Any) -> Any:
    """A financial year's figure."""
    period = f"{first}/{(first + 1) % 100:02}"
    return make_value(indicator, f"{first}-04-01", f"{first + 1}-04-01", number, period=period, **facts)


def make_neets(cast: Any, **facts: Any) -> Any:
    """An indicator of the county with three districts, targets, a forecast and a baseline."""
    county = make_area(cast.partnership, "Brackwater", kind=Area.Kind.COUNTY)
    priority = make_priority(make_strategy(cast.partnership), "Better chances for young people", lead=cast.jobs)
    facts = {"slug": "out-of-work", "definition": "16 to 18 year olds.", "source": "Careers service", **facts}
    indicator = make_indicator(
        cast.board, "Young people out of work", priority=priority, better="down", unit="%", area=county, **facts
    )
    for first, number in enumerate(("9.1", "8.7", "8.9", "8.0", "7.4", "7.6"), start=2015):
        year(indicator, first, number, note="Provisional" if first == 2020 else "")
    for first, number in ((2019, "7.5"), (2020, "7.0"), (2021, "6.5")):
        year(indicator, first, number, series="target")
    year(indicator, 2021, "7.1", series="forecast")
    make_baseline(indicator, "8.9", on="2018-04-01", period="2017/18")
    for name, figures, target in (
        ("East Brackwater", ("9.0", "10.1"), "8.5"),
        ("Low Marsh", ("7.0", "7.2"), "6.0"),
        ("Upper Fell and the Responsibilities", ("7.9", None), "6.8"),
    ):
        district = make_area(cast.partnership, name, parent=county)
        for first, number in zip((2019, 2020), figures, strict=True):
            if number is not None:
                year(indicator, first, number, area=district)
        year(indicator, 2021, target, series="target", area=district)
    return indicator


def make_accepted_card(cast: Any, indicator: Any, **facts: Any) -> Any:
    """A card of Jobs and Skills on that indicator, accepted by the board."""
    facts = {
        "slug": "young-people",
        "title": "Young people out of work",
        "story": "Two employers closed in 2020.\n\nApprenticeships held the rise back.",
        "new_factors": "The college opens a second site.",
        "partners": "Careers service, college, employers.",
        "what_works": "A mentor from the first day.",
        "proposals": "Twenty more mentors by September.",
        **PERIOD,
        **facts,
    }
    card = draft_card(
        cast.jobs,
        by=cast.officer,
        priority=indicator.priority,
        indicators=[indicator],
        involved=[cast.council, cast.culture],
        **facts,
    )
    accept_card(card, body=cast.board, on=DAY, by=cast.officer, at="Meeting of 10 June 2021, item 4")
    card.refresh_from_db()
    return card


def make_measure(cast: Any, **facts: Any) -> Any:
    """A performance measure of a published plan."""
    plan = make_plan(cast.health, "Health plan")
    publish(make_version(plan))
    facts = {"slug": "checks", "accountability": "performance", "unit": "people", "decimals": 0, **facts}
    measure = make_indicator(cast.health, "Health checks done", plan=plan, **facts)
    year(measure, 2019, 1200)
    year(measure, 2020, 1450)
    return measure
