"""Changing what a body is called, what it is, and where it stands."""

import datetime
from typing import Any

from django.utils.text import get_text_list

from governance.foundation.access import require_edit
from governance.foundation.dated import ONE_DAY
from governance.foundation.deeds import Refused, write
from governance.foundation.sentences import plain_day
from governance.foundation.wording import field_of
from governance.models import Body, BodyKind, BodyPeriod, FormerSlug, Succession
from governance.restructuring.index import follow, restructuring
from governance.restructuring.periods import change, check_line, period_on, superior
from governance.restructuring.steps import step

STRUCTURAL = frozenset({"body", "partnership", "parent", "name", "kind", "starts", "ends", "id", "dates_as_said"})


CONTACT = frozenset({"contact_name", "contact_email", "contact_phone", "contact_public_since"})


def rename(
    body: Body, *, name: str, on: datetime.date, by: Any, short_name: str | None = None, reason: str = ""
) -> Body:
    """Give `body` another name from `on`; its address stays (item 210)."""
    with restructuring() as today:
        require_edit(by, body)
        current = period_on(body, on)
        before = current.name
        facts = {"name": name} | ({} if short_name is None else {"short_name": short_name})
        change(current, on=on, by=by, why=reason, facts=facts)
        words = f"Renamed from “{before}” to “{name}”."
        step(body, Succession.How.RENAMED, on=on, by=by, words=words, reason=reason, successor=body)
        return _followed(body, today)


def move(body: Body, *, to: Body | None, on: datetime.date, by: Any, reason: str = "") -> Body:
    """Let `body` report to another body of its partnership from `on`, or, not accountable, to none (item 254)."""
    with restructuring() as today:
        require_edit(by, body, *([to] if to else []))
        current = period_on(body, on)
        if body.is_partnership:
            raise Refused(f"{body} is a whole partnership, which reports to no body.")
        above = None
        if to is not None:
            if to.partnership_id != body.partnership_id:
                raise Refused(f"{to} belongs to another partnership: link the two bodies instead.")
            above = superior(to, on)
            above.check_kind(current.name, current.kind)
        before = _reported_before(current, on)
        for period in change(current, on=on, by=by, why=reason, facts={"parent": to}):
            if above is not None:
                check_line(body, above, period.span)
        words = f"{current.name} now reports to {above.name if above else 'no body'}{before}."
        step(body, Succession.How.MOVED, on=on, by=by, words=words, reason=reason, successor=body)
        return _followed(body, today)


def change_kind(body: Body, *, kind: BodyKind, on: datetime.date, by: Any, reason: str = "", **facts: Any) -> Body:
    """Make `body` another kind of body from `on`; `facts` may change with it (item 210: sub-group to action group)."""
    with restructuring() as today:
        require_edit(by, body)
        if not isinstance(kind, BodyKind) or kind.pk is None:
            raise Refused("That kind of body is not known: choose one from the list, or add it there first.")
        current = period_on(body, on)
        name, former = current.name, current.kind
        if kind.heads_partnership != former.heads_partnership:
            raise Refused(f"{name} cannot turn from a {former} into a {kind}: establish a new body instead.")
        if current.parent:
            superior(current.parent, on).check_kind(name, kind)
        _check_children(body, kind, on)
        change(current, on=on, by=by, why=reason, facts={"kind": kind, **_plain(facts)})
        words = f"{name} became a {kind}; it was a {former}."
        step(body, Succession.How.KIND_CHANGED, on=on, by=by, words=words, reason=reason, successor=body)
        return _followed(body, today)


def describe(body: Body, *, on: datetime.date, by: Any, reason: str = "", **facts: Any) -> Body:
    """Change other facts of `body` from `on`: mission, purpose, meetings, standing, contact and so on.

    A change of contact alone leaves no public step, for the contact may be private.
    """
    with restructuring():
        require_edit(by, body)
        current = period_on(body, on)
        told = [name for name, value in facts.items() if name not in CONTACT and getattr(current, name) != value]
        change(current, on=on, by=by, why=reason, facts=_plain(facts))
        if told:
            fields = get_text_list([str(field_of(BodyPeriod, name).verbose_name) for name in told], "and")
            words = f"Changed for {current.name}: {fields}."
            step(body, Succession.How.CHANGED, on=on, by=by, words=words, reason=reason, successor=body)
        return body


def readdress(body: Body, *, slug: str, by: Any, reason: str = "") -> Body:
    """Give `body` another address; the old one leads on for ever."""
    with restructuring():
        require_edit(by, body)
        former = FormerSlug.objects.filter(record="governance.body", slug=slug)
        if former.exclude(target=body.pk).exists():
            raise Refused(f"The address “{slug}” still leads to another body: choose another.")
        if slug == body.slug:
            raise Refused(f"{body} already has that address.")
        if Body.objects.filter(slug=slug).exists():
            raise Refused(f"The address “{slug}” is that of another body: choose another.")
        former.delete()
        FormerSlug.objects.create(record="governance.body", slug=body.slug, target=body.pk)
        body = Body.objects.select_for_update().get(pk=body.pk)
        body.slug = slug
        return write(body, by=by, why=reason)


def _followed(body: Body, today: datetime.date) -> Body:
    follow([body.pk], today)
    body.refresh_from_db()
    return body


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    if wrong := STRUCTURAL & facts.keys():
        raise TypeError(f"{', '.join(sorted(wrong))}: another deed changes that")
    return facts


def _reported_before(current: BodyPeriod, on: datetime.date) -> str:
    """Where it stood on the day before `on`, by the names of that day; nothing on the body's own first day."""
    eve = on - ONE_DAY
    before = current if current.starts < on else current.body.period_on(eve).first()
    if before is None:
        return ""
    above = BodyPeriod.objects.in_force(eve).filter(body=before.parent_id).values_list("name", flat=True).first()
    return f"; it reported to {above or 'no body'} before"


def _check_children(body: Body, kind: BodyKind, on: datetime.date) -> None:
    for child in BodyPeriod.objects.in_force(on).under(body).for_page():
        allowed = set(child.kind.may_sit_under.values_list("pk", flat=True))
        if allowed and kind.pk not in allowed:
            raise Refused(
                f"{child.name} is a {child.kind}, which may not report to a {kind} on {plain_day(on)}: move it first."
            )
