"""Composing: the deeds that lay down a rule about the members of a body, and change or end it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, strike, write
from governance.models import Body, CompositionCategory, CompositionRule
from governance.restructuring.periods import life

AMENDABLE = frozenset(
    {
        *("hard", "low", "high", "share_top", "share_bottom", "more_than"),
        *("organisation", "other_body", "of_kind", "grade", "doubling", "text", "section"),
        *("starts", "ends", "dates_as_said"),
    }
)
"""What a rule may change of itself; it stays on its body and of its kind."""


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
    rule = CompositionRule(body=body, kind=kind, starts=on, ends=until, **facts)
    _keep_in_life(rule)
    write(rule, by=by, why=reason)
    return _with_categories(rule, [CompositionCategory(**category) for category in categories], by, reason)


@transaction.atomic
def amend_rule(
    rule: CompositionRule,
    *,
    by: Any,
    categories: Sequence[CompositionCategory] = (),
    dropped: Sequence[CompositionCategory] = (),
    reason: str = "",
    **facts: Any,
) -> CompositionRule:
    """Change a rule, or end it: `facts` are any of AMENDABLE; `ends` is the first day on which it no longer binds.

    `categories` are those to be written, changed or new; `dropped` are taken out; the others stay. Without `ends` the
    rule ends with the body. Raises Refused as `lay_down` does, and TypeError for a fact that is none of those.
    """
    if unknown := facts.keys() - AMENDABLE:
        raise TypeError(f"A rule has nothing to amend that is called {sorted(unknown)}.")
    body = Body.objects.locked(rule.body_id)
    require_edit(by, body)
    rule = CompositionRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    for name, value in facts.items():
        setattr(rule, name, value)
    _keep_in_life(rule)
    if facts:
        write(rule, by=by, why=reason)
    for category in dropped:
        strike(category, by=by, why=reason)
    return _with_categories(rule, categories, by, reason)


def _keep_in_life(rule: CompositionRule) -> None:
    """Let the rule end with its body at the latest. Raises Refused for days on which the body does not exist."""
    existing = life(rule.body)
    rule.ends = rule.ends or existing.ends
    if not existing.covers(Span(rule.starts, rule.ends)):
        raise Refused(f"{rule.body} does not exist on all of these days: choose days in its life.")


def _with_categories(
    rule: CompositionRule, categories: Sequence[CompositionCategory], by: Any, reason: str
) -> CompositionRule:
    """The rule, once these are written too. Raises Refused for a rule about a category that names none."""
    for category in categories:
        category.rule = rule
        write(category, by=by, why=reason)
    if rule.kind == CompositionRule.Kind.CATEGORY and not rule.categories.exists():
        raise Refused("Say of which category members are asked for.")
    return rule
