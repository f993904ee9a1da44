"""Changing a body's periods: from a day on, until the day on which it changed anyway."""

import datetime
from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db.models import Model

from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.wording import field_of
from governance.models import Body, BodyKind, BodyPeriod


def in_words(day: datetime.date) -> str:
    """A day for people: 25 January 2012."""
    return f"{day.day} {day:%B %Y}"


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
    return Refused(f"{body} does not exist on {in_words(day)}: choose a day in its life.")


def life(body: Body) -> Span:
    """From a body's first day to its end. Periods follow each other without a gap."""
    rows = list(body.periods.order_by("starts").values_list("starts", "ends"))
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
        raise Refused(f"Nothing would change: {current.name} is already so on {in_words(on)}.")
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


def check_parent(name: str, parent: Body, span: Span) -> None:
    """Refuse unless `parent` exists on every day of `span`."""
    if not life(parent).covers(span):
        raise Refused(
            f"{parent} does not exist on every day on which {name} would report to it: "
            "choose other days or another body."
        )


def check_line(body: Body, parent: Body, span: Span) -> None:
    """Refuse unless `parent` exists throughout `span` and never reports, however far up, to `body`."""
    check_parent(str(body), parent, span)
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
        for above, starts, ends in rows.values_list("parent", "starts", "ends"):
            if above and (shared := Span(starts, ends).intersection(days)):
                pending.append((above, shared))


def check_kind(name: str, kind: BodyKind, parent: Body, on: datetime.date) -> str:
    """Refuse a kind of body that may not sit under the parent's kind of that day (item 255); the parent's name."""
    allowed = set(kind.may_sit_under.values_list("pk", flat=True))
    above = parent.period_on(on).values_list("kind", "kind__singular", "name").first()
    if above is None:
        raise _not_there(parent, on)
    if allowed and above[0] not in allowed:
        raise Refused(f"{name} is a {kind}, which may not report to a {above[1]}: choose another body or kind.")
    return str(above[2])
