"""Verbs about indicators and report cards."""

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from governance.foundation.dated import ONE_DAY
from governance.foundation.deeds import write
from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.verbs.scene import Scene, known
from priorities.indicators import figures
from priorities.models import Area, CardPartner, DeliveryPlan, Indicator, Priority, ReportCard, Value
from priorities.report_cards import carding

YEAR = re.compile(r"(?:Q([1-4]) )?(\d{4})/\d{2}")
"""A financial year such as 2009/10, or a quarter of one such as Q2 2009/10; it begins on 1 April."""

CARD_TEXTS = {
    "story": "story",
    "new_factors": "new_factors",
    "who": "partners",
    "what_works": "what_works",
    "proposals": "proposals",
}
"""What a step calls the texts of a card, and what the card does."""


def indicator(
    scene: Scene,
    slug: str,
    *,
    body: str,
    area: str,
    priority: str = "",
    plan: str = "",
    compared_with: str = "",
    baseline: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
    targets: Mapping[str, Any] | None = None,
    forecast: Mapping[str, Any] | None = None,
    areas: Mapping[str, Mapping[str, Any]] | None = None,
    area_targets: Mapping[str, Mapping[str, Any]] | None = None,
    **facts: Any,
) -> None:
    """An indicator with its figures, all of which are marked as invented; published on that day."""
    told = known(facts, ("name", "accountability", "better", "unit", "decimals", "definition", "source"))
    row = Indicator(
        slug=slug,
        body=finding.body(body),
        area=finding.of_slug(Area, area),
        priority=finding.of_slug(Priority, priority) if priority else None,
        plan=finding.of_slug(DeliveryPlan, plan) if plan else None,
        compared_with=finding.of_slug(Area, compared_with) if compared_with else None,
        invented=True,
        **told,
    )
    write(row, by=scene.by, why=scene.reason)
    _record(scene, row, Value.Series.ACTUAL, {area: values or {}, **(areas or {})})
    _record(scene, row, Value.Series.TARGET, {area: targets or {}, **(area_targets or {})})
    _record(scene, row, Value.Series.FORECAST, {area: forecast or {}})
    if baseline:
        first, _ = days_of(baseline["period"])
        number, period = Decimal(str(baseline["number"])), baseline["period"]
        figures.rebase(row, area=row.area, number=number, period=period, on=first, by=scene.by)
    figures.publish_indicator(row, by=scene.by)


def card(
    scene: Scene,
    slug: str,
    *,
    period_slug: str,
    body: str,
    title: str,
    period: str,
    starts: datetime.date,
    last_day: datetime.date,
    priority: str = "",
    plan: str = "",
    indicators: Sequence[str] = (),
    organisations: Sequence[str] = (),
    bodies: Sequence[str] = (),
    **texts: str,
) -> None:
    """A body drafts a report card on a priority or on the work of a plan."""
    row = carding.draft_card(
        finding.body(body),
        by=scene.by,
        slug=slug,
        period_slug=period_slug,
        title=title,
        period=period,
        starts=starts,
        ends=last_day + ONE_DAY,
        priority=finding.of_slug(Priority, priority) if priority else None,
        plan=finding.of_slug(DeliveryPlan, plan) if plan else None,
        indicators=[finding.of_slug(Indicator, each) for each in indicators],
        **{CARD_TEXTS[name]: text for name, text in known(texts, CARD_TEXTS).items()},
    )
    for each in organisations:
        write(CardPartner(card=row, organisation=finding.organisation(each)), by=scene.by)
    for each in bodies:
        write(CardPartner(card=row, body=finding.body(each)), by=scene.by)


def accept_card(scene: Scene, slug: str, *, period_slug: str, body: str, at: str) -> None:
    """The next body up the reporting line accepts a card at a meeting on that day."""
    row = ReportCard.objects.filter(slug=slug, period_slug=period_slug).first()
    if row is None:
        raise NotThereError(f"There is no report card “{slug}” for “{period_slug}”.")
    carding.accept_card(row, body=finding.body(body), on=scene.on, by=scene.by, at=at)


def days_of(period: str) -> tuple[datetime.date, datetime.date]:
    """The first day of a period as it is written, and the first day after it. Raises NotThereError."""
    match = YEAR.fullmatch(period)
    if match is None:
        raise NotThereError(f"A period is written as 2009/10 or Q2 2009/10, not “{period}”.")
    year = int(match[2])
    if not match[1]:
        return datetime.date(year, 4, 1), datetime.date(year + 1, 4, 1)
    starts = [datetime.date(year, month, 1) for month in (4, 7, 10)] + [
        datetime.date(year + 1, month, 1) for month in (1, 4)
    ]
    quarter = int(match[1])
    return starts[quarter - 1], starts[quarter]


def _record(scene: Scene, row: Indicator, series: str, told: Mapping[str, Mapping[str, Any]]) -> None:
    for place, numbers in told.items():
        for period, number in numbers.items():
            starts, ends = days_of(period)
            figures.record_value(
                row,
                starts=starts,
                ends=ends,
                period=period,
                number=str(number),
                area=finding.of_slug(Area, place),
                series=series,
                by=scene.by,
            )
