"""Composing: the deeds that lay down a rule about the members of a body, and end it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.models import Body, CompositionCategory, CompositionRule
from governance.restructuring.periods import life


@transaction.atomic
def lay_down(
    body: Body,
    *,
    kind: str,
    on: datetime.date,
    by: Any,
    until: datetime.date | None = None,
    categories: Sequence[Mapping[str, Any]] = (),
    reason: str = "",
    **facts: Any,
) -> CompositionRule:
    """Lay down a rule about the members of `body` from `on`, up to but without `until`.

    `facts` are fields of the rule (`low`, `high`, `share_top`, `organisation`, `text`, ...); each of `categories`
    the fields of one category (`of`, `least`, `sector`, ...). Without `until` the rule ends with the body. Raises
    Refused for a rule that does not say what its kind needs, for days outside the body's life, for a second quorum.
    """
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    existing = life(body)
    until = until or existing.ends
    if not existing.covers(Span(on, until)):
        raise Refused(f"{body} does not exist on all of these days: choose days in its life.")
    if kind == CompositionRule.Kind.CATEGORY and not categories:
        raise Refused("Say of which category members are asked for.")
    rule = write(CompositionRule(body=body, kind=kind, starts=on, ends=until, **facts), by=by, why=reason)
    for category in categories:
        write(CompositionCategory(rule=rule, **category), by=by, why=reason)
    return rule


@transaction.atomic
def end_rule(rule: CompositionRule, *, on: datetime.date, by: Any, reason: str = "") -> CompositionRule:
    """End a rule: `on` is the first day on which it no longer binds."""
    body = Body.objects.locked(rule.body_id)
    require_edit(by, body)
    rule = CompositionRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if rule.ends is not None and rule.ends <= on:
        raise Refused(f"That rule already ends; it is in force {rule.dates_in_words}.")
    if on <= rule.starts:
        raise Refused(f"That rule is in force {rule.dates_in_words}: choose a later day.")
    rule.ends = on
    return write(rule, by=by, why=reason)
