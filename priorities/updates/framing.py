"""Framing: the deed that lays down a year of reporting periods in a performance framework."""

import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.dated import ONE_DAY, Span
from governance.foundation.deeds import Refused, write
from priorities.models import PerformanceFramework, ReportingPeriod

FIRST_MONTH = 4
"""The financial year begins in April."""
EARLIEST, LATEST = 1990, 2100
LONGEST_WAIT = 366
"""Days after a quarter by which updates are due, at most."""


@transaction.atomic
def lay_down_year(
    framework: PerformanceFramework, *, year: int, due_after: int, by: Any, reason: str = ""
) -> list[ReportingPeriod]:
    """Lay down the four quarters from April of `year` to March of the next, with updates due `due_after` days later.

    `due_after` counts from a quarter's last day: 14 makes updates for April to June due by 14 July. Return the
    quarters, the first one first. Raises Refused where the framework has a period in that year already.
    """
    framework = PerformanceFramework.objects.select_for_update(of=("self",), no_key=True).get(pk=framework.pk)
    require_edit(by, framework.body)
    if not EARLIEST <= year <= LATEST:
        raise Refused(f"Choose a year between {EARLIEST} and {LATEST}.")
    if not 0 <= due_after <= LONGEST_WAIT:
        raise Refused(f"Updates are due between 0 and {LONGEST_WAIT} days after a quarter: correct the number.")
    spans = quarters_of(year)
    there = framework.periods.meeting(Span(spans[0].starts, spans[-1].ends)).earliest_first().first()
    if there is not None:
        raise Refused(f"{framework} has “{there}” in that year already: choose another year, or add periods by hand.")
    said = f"{year}/{(year + 1) % 100:02}"
    return [
        write(_quarter(framework, number, said, span, due_after), by=by, why=reason)
        for number, span in enumerate(spans, 1)
    ]


def quarters_of(year: int) -> list[Span]:
    """The spans of the four quarters of the financial year that begins in April of `year`."""
    months = [FIRST_MONTH, FIRST_MONTH + 3, FIRST_MONTH + 6]
    starts = [datetime.date(year, month, 1) for month in months]
    starts += [datetime.date(year + 1, 1, 1), datetime.date(year + 1, FIRST_MONTH, 1)]
    return [Span(first, end) for first, end in pairwise(starts)]


def _quarter(framework: PerformanceFramework, number: int, year: str, span: Span, due_after: int) -> ReportingPeriod:
    assert span.ends is not None  # noqa: S101 - `quarters_of` gives both
    return ReportingPeriod(
        framework=framework,
        slug=f"{year.replace('/', '-')}-q{number}",
        name=f"Quarter {number}, {year}",
        starts=span.starts,
        ends=span.ends,
        updates_due=span.ends - ONE_DAY + datetime.timedelta(days=due_after),
    )
