"""Prioritising: the deeds that add priorities to strategies, and say who leads each from when on."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from governance.foundation.access import require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.foundation.sentences import plain_day
from governance.models import Body, Organisation, Person
from priorities.models import (
    Priority,
    PriorityLead,
    PriorityName,
    PriorityOfficer,
    PriorityPartner,
    Strategy,
)
from priorities.strategies.following import check_address, close, follow, last_day_of, not_blank

FACTS = frozenset({"summary", "why_qualifies", "how_measured", "in_pipeline", "may_enter_on", "may_enter_as_said"})
"""What may be said of a priority when it is added."""


@transaction.atomic
def add_priority(
    strategy: Strategy,
    *,
    slug: str,
    name: str,
    level: str,
    on: datetime.date,
    by: Any,
    parent: Priority | None = None,
    position: int | None = None,
    label: str = "",
    reason: str = "",
    **facts: Any,
) -> Priority:
    """Draft a priority of `strategy` that bears `name` from `on`; without `position` it stands last.

    `facts` are values of the names in FACTS. The public reads it once it is published. Raises Refused with the
    reason, and TypeError for a fact that is not one of those.
    """
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"Nothing is said of a priority that is called {sorted(unknown)}.")
    strategy = locked_strategy(strategy, by)
    name = not_blank(name, "Give the priority a name.")
    check_address(Priority, slug)
    if strategy.state == State.WITHDRAWN:
        raise Refused(f"{strategy} was withdrawn: choose another strategy.")
    if parent is not None and not _name_on(parent, on):
        raise Refused(f"{parent} does not exist on that day: choose another to stand under, or another day.")
    if position is None:
        last = Priority.objects.filter(strategy=strategy, parent=parent).aggregate(last=Max("position"))["last"]
        position = (last or 0) + 1
    priority = Priority(
        strategy=strategy,
        parent=parent,
        slug=slug,
        level=level,
        position=position,
        label=label.strip(),
        name=name,
        **facts,
    )
    write(priority, by=by, why=reason)
    write(PriorityName(priority=priority, name=name, starts=on), by=by, why=reason)
    return priority


@transaction.atomic
def publish_priority(priority: Priority, *, by: Any, reason: str = "") -> Priority:
    """Publish a priority; what it stands under is published before it. Raises Refused."""
    priority = _locked(priority, by)
    if priority.is_published:
        raise Refused(f"{priority} is published already.")
    if priority.parent is not None and not priority.parent.is_published:
        raise Refused(f"{priority} stands under {priority.parent}, which the public does not read: publish that first.")
    return turn(priority, State.PUBLISHED, by=by, why=reason)


@transaction.atomic
def withdraw_priority(priority: Priority, *, by: Any, reason: str = "") -> Priority:
    """Take a priority back from the public, or give a draft up; it is kept for its editors. Raises Refused."""
    priority = _locked(priority, by)
    if (below := priority.children.published().first()) is not None:
        raise Refused(f"{below} stands under {priority}: withdraw that first.")
    return turn(priority, State.WITHDRAWN, by=by, why=reason)


@transaction.atomic
def rename_priority(priority: Priority, *, name: str, on: datetime.date, by: Any, reason: str) -> Priority:
    """Give a priority another name from `on` (item 7). Its address stays; the former name and the reason are shown."""
    priority = _locked(priority, by)
    name = not_blank(name, "Give the priority a name.")
    reason = not_blank(reason, "Say why it gets another name: the public reads it beside the names.")
    _check_exists(priority, on)
    if name == _name_on(priority, on):
        raise Refused(f"It is called “{name}” already: give it another name, or leave it.")
    row = PriorityName(priority=priority, name=name, starts=on, reason=reason)
    follow(row, priority.names.all(), by=by, why=reason, said=lambda former: f"It is called “{former}”")
    return _with_name_of_today(priority, by=by, reason=reason)


@transaction.atomic
def appoint_lead(priority: Priority, body: Body, *, on: datetime.date, by: Any, reason: str = "") -> PriorityLead:
    """Let `body` lead a priority of its partnership from `on`; the lead before it ends on that day (item 243).

    Raises Refused with the reason: among others for a day on which another lead begins or before it.
    """
    priority = _locked(priority, by)
    _check_exists(priority, on)
    if body.partnership_id != priority.strategy.body.partnership_id:
        raise Refused(f"{body} belongs to another partnership: choose one of this partnership.")
    _check_body(body, on)
    if priority.leads.in_force(on).filter(body=body, ends__isnull=True).exists():
        raise Refused(f"{body} leads {priority} already.")
    row = PriorityLead(priority=priority, body=body, starts=on)
    return follow(row, priority.leads.all(), by=by, why=reason, said=lambda former: f"{former.body} leads {priority}")


@transaction.atomic
def appoint_officer(
    priority: Priority, person: Person, *, on: datetime.date, by: Any, reason: str = ""
) -> PriorityOfficer:
    """Make `person` the lead officer of a priority from `on`; the one before ends on that day (item 190)."""
    priority = _locked(priority, by)
    _check_exists(priority, on)
    if priority.officers.in_force(on).filter(person=person, ends__isnull=True).exists():
        raise Refused(f"{person} is lead officer of {priority} already.")
    row = PriorityOfficer(priority=priority, person=person, starts=on)
    said = lambda former: f"{former.person} is lead officer of {priority}"  # noqa: E731 - one line reads better
    return follow(row, priority.officers.all(), by=by, why=reason, said=said)


@transaction.atomic
def add_partner(
    priority: Priority,
    *,
    on: datetime.date,
    by: Any,
    body: Body | None = None,
    organisation: Organisation | None = None,
    part: str = "",
    in_own_plan: str = "",
) -> PriorityPartner:
    """Let a body or an organisation, one of the two, take part in a priority from `on`.

    `part` says what it does for it, `in_own_plan` where its own plan says so (item 149). Raises Refused.
    """
    priority = _locked(priority, by)
    if (body is None) == (organisation is None):
        raise Refused("A partner is either a body or an organisation: choose one.")
    _check_exists(priority, on)
    if body is not None:
        _check_body(body, on)
        if priority.leads.in_force(on).filter(body=body).exists():
            raise Refused(f"{body} leads {priority}, so it takes part in it anyway: choose another partner.")
    row = PriorityPartner(
        priority=priority,
        body=body,
        organisation=organisation,
        part=part.strip(),
        in_own_plan=in_own_plan.strip(),
        starts=on,
    )
    if priority.partners.meeting(row.span).filter(body=body, organisation=organisation).exists():
        raise Refused(f"{body or organisation} is a partner of {priority} already.")
    return write(row, by=by)


@transaction.atomic
def end_partner(partner: PriorityPartner, *, on: datetime.date, by: Any, reason: str = "") -> PriorityPartner:
    """Let a partner go: `on` is the first day on which it takes no part any more. Raises Refused."""
    _locked(partner.priority, by)
    partner = PriorityPartner.objects.select_related("priority", "body", "organisation").get(pk=partner.pk)
    who = partner.body or partner.organisation
    if partner.ends is not None and partner.ends <= on:
        raise Refused(f"{who} is a partner {partner.dates_in_words} already.")
    if on <= partner.starts:
        raise Refused(f"{who} is a partner {partner.dates_in_words}: choose a later day.")
    partner.ends = on
    return write(partner, by=by, why=reason)


@transaction.atomic
def end_priority(priority: Priority, *, on: datetime.date, by: Any, reason: str) -> Priority:
    """End a priority: `on` is the first day on which it is none; its lead, officer and partners end with it.

    Raises Refused while another stands under it, and for a day on which it has not begun or gets another name.
    """
    priority = _locked(priority, by)
    reason = not_blank(reason, "Say why the priority ends.")
    _check_exists(priority, on)
    if (begins := priority.names.filter(starts__gte=on).first()) is not None:
        since = plain_day(begins.starts)
        raise Refused(f"It is called “{begins}” from {since}: choose a day after that.")
    below = PriorityName.objects.meeting(Span(on)).filter(priority__parent=priority).select_related("priority")
    if (name := below.exclude(priority__state=State.WITHDRAWN).first()) is not None:
        raise Refused(f"{name.priority} still stands under {priority}: end that first.")
    for rows in (priority.names, priority.leads, priority.officers, priority.partners):
        close(rows.all(), on, by=by, why=reason)
    return priority


def locked_strategy(strategy: Strategy, by: Any) -> Strategy:
    """The strategy, read again under its body's lock and its own, once the right is checked."""
    require_edit(by, Body.objects.locked(strategy.body_id))
    Strategy.objects.select_for_update(no_key=True).get(pk=strategy.pk)
    return Strategy.objects.select_related("body", "follows", "approved_by").get(pk=strategy.pk)


def _locked(priority: Priority, by: Any) -> Priority:
    """The priority, read again under the lock of the strategy's body and its own, once the right is checked."""
    body = Body.objects.select_for_update(no_key=True, of=("self",)).get(strategies=priority.strategy_id)
    require_edit(by, body)
    Priority.objects.select_for_update(no_key=True).get(pk=priority.pk)
    return Priority.objects.select_related("strategy", "strategy__body", "parent").get(pk=priority.pk)


def _name_on(priority: Priority, day: datetime.date) -> str:
    row = priority.names.in_force(day).first()
    return row.name if row else ""


def _check_exists(priority: Priority, on: datetime.date) -> None:
    """Refuse a day on which the priority is none: it begins with its first name and ends with its last."""
    names = list(priority.names.earliest_first())
    if not names or names[0].starts > on:
        begins = f" {plain_day(names[0].starts)}" if names else " a later day"
        raise Refused(f"{priority} begins on{begins}: choose that day or a later one.")
    if not any(row.span.holds(on) for row in names):
        raise Refused(f"{priority} ended on {last_day_of(names[-1])}: it changes no more.")


def _check_body(body: Body, on: datetime.date) -> None:
    if not body.period_on(on).exists():
        raise Refused(f"{body} does not exist on that day: choose a body that does, or another day.")


def _with_name_of_today(priority: Priority, *, by: Any, reason: str) -> Priority:
    """Keep the name of today beside the dated names, for lists on the officers’ site."""
    priority.name = _name_on(priority, timezone.localdate()) or priority.name
    return write(priority, by=by, why=reason)
