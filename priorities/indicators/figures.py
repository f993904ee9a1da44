"""Figures: the deeds that record values of indicators, rebase them, and publish or withdraw an indicator.

Values are only ever added: of several for the same area, series and period the one recorded last counts, and an
empty number takes back what was recorded (items 147, 233, 235).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.dated import ONE_DAY, Span
from governance.foundation.deeds import Refused, first_sentence, write
from governance.foundation.publication import State, turn
from governance.foundation.sentences import plain_day
from priorities.models import Accountability, Area, Baseline, Indicator, Value

RELATIONS = {field.name for field in Value._meta.fields if field.is_relation}

Where = tuple[int, int, str]
"""Keys of the indicator and the area, and the series: within one of these, periods never overlap."""


@dataclass(frozen=True)
class Figure:
    """A figure to record. `ends` is the first day after the period; no `area`: the indicator's whole area."""

    indicator: Indicator
    starts: datetime.date
    ends: datetime.date
    period: str
    number: Decimal | None
    area: Area | None = None
    series: str = Value.Series.ACTUAL
    note: str = ""

    @property
    def where(self) -> Where:
        """Where it stands."""
        area = self.area.pk if self.area is not None else self.indicator.area_id
        return (self.indicator.pk, area, str(self.series))


def record_value(indicator: Indicator, *, by: Any, **facts: Any) -> Value:
    """Record one figure of the indicator.

    `facts` are `starts`, `ends` (the first day after the period), `period`, `number`, and where wanted `area`,
    `series` and `note`, as in `Figure`. `number` None takes back what was recorded for the period. Raises Refused with the reason.
    """
    return record_values([Figure(indicator, **facts)], by=by)[0]


@transaction.atomic
def record_values(figures: Iterable[Figure], *, by: Any) -> list[Value]:
    """Record many figures, all or none, in the order given; the queries do not grow with their number.

    Side effect: none but the new rows. Raises Refused for the first figure that cannot be recorded.
    """
    figures = list(figures)
    indicators = _locked({figure.indicator.pk for figure in figures}, by)
    taken = _periods_of(indicators.values())
    values = [_checked(figure, indicators[figure.indicator.pk], taken, by) for figure in figures]
    return list(Value.objects.bulk_create(values))


def refusals_of(figures: Iterable[Figure]) -> list[str]:
    """For each figure the sentence with which `record_values` would refuse it; empty where it would not.

    Rights apart. Nothing is locked or written. 1 query.
    """
    figures, sentences = list(figures), []
    taken = _periods_of({figure.indicator.pk: figure.indicator for figure in figures}.values())
    for figure in figures:
        try:
            _checked(figure, figure.indicator, taken, None)
        except Refused as refusal:
            sentences.append(refusal.sentence)
        else:
            sentences.append("")
    return sentences


@transaction.atomic
def rebase(
    indicator: Indicator,
    *,
    area: Area | None = None,
    number: Decimal,
    period: str,
    on: datetime.date,
    by: Any,
    reason: str = "",
) -> Baseline:
    """Count progress of `area` (None: the whole area) from `number`, the figure of `period`, from the day `on`.

    The baseline before it ends on that day; the public then reads `reason`. Raises Refused where a baseline begins
    on that day or later, and where a baseline is replaced without a reason.
    """
    indicator = _locked({indicator.pk}, by)[indicator.pk]
    area = area or indicator.area
    _check_area(indicator, area)
    rows = Baseline.objects.filter(indicator=indicator, area=area).meeting(Span(on))
    former = rows.earliest_first().last()
    if former is not None and former.starts >= on:
        since = plain_day(former.starts)
        raise Refused(f"The baseline of {area} already counts from {since}: choose a later day.")
    if former is not None and not reason.strip():
        raise Refused("Say why the baseline changes: the public reads it beside the curve.")
    if former is not None:
        former.ends = on
        write(former, by=by, why=reason)
    row = Baseline(indicator=indicator, area=area, number=number, period=period.strip(), starts=on, reason=reason)
    return write(row, by=by, why=reason)


@transaction.atomic
def publish_indicator(indicator: Indicator, *, by: Any, reason: str = "") -> Indicator:
    """Let the public read the indicator and its figures.

    Raises Refused where it does not say what it tells about, or names something of the other kind of accountability
    or of another partnership (items 233, 235).
    """
    indicator = _locked({indicator.pk}, by)[indicator.pk]
    check_indicator(indicator)
    return turn(indicator, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def withdraw_indicator(indicator: Indicator, *, by: Any, reason: str = "") -> Indicator:
    """Take the indicator back from the public; accepted report cards go on showing what they showed."""
    indicator = _locked({indicator.pk}, by)[indicator.pk]
    return turn(indicator, State.WITHDRAWN, by=by, why=reason)


def _locked(keys: set[int], by: Any) -> dict[int, Indicator]:
    """The indicators, re-read under their locks, for somebody who edits their bodies."""
    rows = Indicator.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    found = {row.pk: row for row in rows.select_related("body", "area", "plan__body", "priority__strategy__body")}
    require_edit(by, *{row.body_id: row.body for row in found.values()}.values())
    return found


def _periods_of(indicators: Iterable[Indicator]) -> dict[Where, dict[tuple[datetime.date, datetime.date], bool]]:
    """For each place the periods with figures, and whether a number stands there now."""
    taken: dict[Where, dict[tuple[datetime.date, datetime.date], bool]] = {}
    rows = Value.objects.filter(indicator__in=[row.pk for row in indicators]).in_turn()
    for key, area, series, starts, ends, number in rows.values_list(
        "indicator", "area", "series", "starts", "ends", "number"
    ):
        taken.setdefault((key, area, series), {})[starts, ends] = number is not None
    return taken


def _checked(
    figure: Figure,
    indicator: Indicator,
    taken: dict[Where, dict[tuple[datetime.date, datetime.date], bool]],
    by: Any,
) -> Value:
    """The row for `figure`, which `taken` then knows. Raises Refused."""
    area = figure.area or indicator.area
    value = Value(
        indicator=indicator,
        area=area,
        series=figure.series,
        starts=figure.starts,
        ends=figure.ends,
        period=figure.period.strip(),
        number=figure.number,
        note=figure.note.strip(),
        recorded_by=by,
    )
    _check_area(indicator, area)
    try:
        value.clean_fields(exclude=RELATIONS)
    except ValidationError as error:
        raise Refused(first_sentence(error)) from error
    _check_period(value, taken.setdefault(figure.where, {}))
    taken[figure.where][value.starts, value.ends] = value.number is not None
    return value


def _check_period(value: Value, periods: dict[tuple[datetime.date, datetime.date], bool]) -> None:
    if value.ends <= value.starts:
        raise Refused("The period ends before it begins: give a later last day.")
    if value.series == Value.Series.ACTUAL and value.ends > timezone.localdate() and value.number is not None:
        raise Refused(f"{value.period} is not over yet: record what is expected as a forecast.")
    if value.number is None:
        if not periods.get((value.starts, value.ends)):
            raise Refused(f"There is no figure for {value.area} and {value.period} that could be taken back.")
        return
    for (starts, ends), stands in periods.items():
        if stands and (starts, ends) != (value.starts, value.ends) and starts < value.ends and value.starts < ends:
            first, last = (plain_day(day) for day in (starts, ends - ONE_DAY))
            raise Refused(
                f"{value.period} overlaps the period from {first} to {last}, which has a figure for {value.area} "
                "already: give the same days, or take that figure back first."
            )


def _check_area(indicator: Indicator, area: Area) -> None:
    if area.partnership_id != indicator.body.partnership_id:
        raise Refused(f"{area} belongs to another partnership: choose an area of this one.")


def check_indicator(indicator: Indicator) -> None:
    """Refuse an indicator that says nothing of what it tells about, or tells about another partnership."""
    population = indicator.accountability == Accountability.POPULATION
    if indicator.priority is None and indicator.plan is None:
        what = "priority that the indicator tells about" if population else "plan whose work the measure judges"
        raise Refused(f"Name the {what} before it is published.")
    about = indicator.plan.body if indicator.plan else indicator.priority.strategy.body  # type: ignore[union-attr]  # one of the two is named
    if about.partnership_id != indicator.body.partnership_id:
        raise Refused("The indicator tells about something of another partnership: choose one of this partnership.")
    for area in filter(None, (indicator.area, indicator.compared_with)):
        _check_area(indicator, area)
