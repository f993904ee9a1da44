"""Changing a body's periods: from a day on, until the day on which it changed anyway."""

import datetime
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.sentences import plain_day
from governance.foundation.wording import field_of
from governance.models import Body, BodyKind, BodyPeriod


def period_on(body: Body, day: datetime.date) -> BodyPeriod:
    """The period of `body` on `day`, with its kind. Raises Refused where it did not exist."""
    period = body.period_on(day).select_related("kind").first()
    if period is None:
        raise _not_there(body, day)
    return period


def name_on(body: Body, day: datetime.date) -> str:
    """What `body` is called on `day`. Raises Refused where it did not exist."""
    name = body.period_on(day).values_list("name", flat=True).first()
    if name is None:
        raise _not_there(body, day)
    return name


def _stored(period: BodyPeriod, name: str) -> Any:
    """A fact as it is stored: of a related record only the key, so that it need not be read."""
    return getattr(period, field_of(BodyPeriod, name).attname)


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _not_there(body: Body, day: datetime.date) -> Refused:
    return Refused(f"{body} does not exist on {plain_day(day)}: choose a day in its life.")


def life(body: Body) -> Span:
    """From a body's first day to its end. Periods follow each other without a gap."""
    return _whole(body, list(body.periods.order_by("starts").values_list("starts", "ends")))


def _whole(body: Body, rows: Sequence[Sequence[Any]]) -> Span:
    """From the first row's first day to the last row's end."""
    if not rows:
        raise Refused(f"{body} has no periods: let check_records tell what is wrong.")
    return Span(rows[0][0], rows[-1][1])


def change(current: BodyPeriod, *, on: datetime.date, by: Any, why: str, facts: Mapping[str, Any]) -> list[BodyPeriod]:
    """Change `facts` of a body from `on`; each runs until the day on which that fact changed anyway.

    `current` is the body's period on `on`. Returns the periods that changed, earliest first. Raises Refused where
    nothing would change.
    """
    news = {name: value for name, value in facts.items() if _stored(current, name) != _key(value)}
    if not news:
        raise Refused(f"Nothing would change: {current.name} is already so on {plain_day(on)}.")
    before = {name: _stored(current, name) for name in news}
    first = _part(current, on, by=by, why=why) if current.starts < on else current
    periods = BodyPeriod.objects.filter(body=current.body_id, starts__gt=on)
    later = [first, *periods.order_by("starts").select_related("kind")]
    touched: dict[datetime.date, BodyPeriod] = {}
    for name, value in news.items():
        for period in later:
            if _stored(period, name) != before[name]:
                break
            setattr(period, name, value)
            touched[period.starts] = period
    return [write(period, by=by, why=why) for period in touched.values()]


def _part(period: BodyPeriod, on: datetime.date, *, by: Any, why: str) -> BodyPeriod:
    """Close `period` on `on`; return a copy from that day to where it ended, not yet saved."""
    rest = copy(period)
    rest._state.adding = True
    rest.pk, rest.starts, rest.dates_as_said = None, on, ""
    period.ends = on
    write(period, by=by, why=why)
    return rest


@dataclass(frozen=True)
class Superior:
    """A body that another is to report to: its life, and its name and kind of the day from which that is so."""

    body: Body
    life: Span
    on: datetime.date
    name: str | None
    kind: int | None
    kind_name: str | None

    def check_life(self, name: str, span: Span) -> None:
        """Refuse unless it exists on every day of `span`."""
        if not self.life.covers(span):
            raise Refused(
                f"{self.body} does not exist on every day on which {name} would report to it: "
                "choose other days or another body."
            )

    def check_kind(self, name: str, kind: BodyKind) -> None:
        """Refuse a kind of body that may not sit under this one's (item 255)."""
        if self.kind is None:
            raise _not_there(self.body, self.on)
        allowed = set(kind.may_sit_under.values_list("pk", flat=True))
        if allowed and self.kind not in allowed:
            raise Refused(
                f"{name} is a {kind}, which may not report to a {self.kind_name}: choose another body or kind."
            )


def superior(body: Body, on: datetime.date) -> Superior:
    """What `body` is as one that another is to report to from `on`: one query."""
    rows = list(body.periods.order_by("starts").values_list("starts", "ends", "name", "kind", "kind__singular"))
    then = next((row[2:] for row in rows if Span(row[0], row[1]).holds(on)), (None, None, None))
    return Superior(body, _whole(body, rows), on, *then)


def check_line(body: Body, above: Superior, span: Span) -> None:
    """Refuse unless that body exists throughout `span` and never reports, however far up, to `body`."""
    above.check_life(str(body), span)
    parent = above.body
    if not BodyPeriod.objects.filter(parent=body).exists():
        return
    pending: list[tuple[int, Span]] = [(parent.pk, span)]
    seen: set[tuple[int, Span]] = set()
    while pending:
        key, days = pending.pop()
        if key == body.pk:
            raise Refused(f"{body} cannot report to {parent}, which itself reports to {body}: choose another body.")
        if (key, days) in seen:
            continue
        seen.add((key, days))
        rows = BodyPeriod.objects.filter(body=key, parent__isnull=False).meeting(days)
        for key_above, starts, ends in rows.values_list("parent", "starts", "ends"):
            if key_above and (shared := Span(starts, ends).intersection(days)):
                pending.append((key_above, shared))
