"""Establishing a body."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from governance.foundation.access import administers, require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.models import Body, BodyKind, BodyPeriod, FormerSlug, Succession
from governance.restructuring.index import restructuring
from governance.restructuring.periods import superior
from governance.restructuring.steps import step


@dataclass(frozen=True)
class Newcomer:
    """A body to be: address, name, kind, whom it reports to, and any other fact of its first period."""

    slug: str
    name: str
    kind: BodyKind
    parent: Body | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def establish(
    new: Newcomer,
    *,
    on: datetime.date,
    by: Any,
    partnership: Body | None = None,
    reason: str = "",
    dates_as_said: str = "",
) -> Body:
    """Establish a body from `on`; without a parent it joins the family of `partnership`, or heads a new one.

    Writes the body, its first period, the step and the index. Raises Refused for an unknown or unfitting kind, a
    parent that does not exist on every later day, an address that is or was another body's, or a missing right.
    """
    with restructuring() as today:
        if not isinstance(new.kind, BodyKind) or new.kind.pk is None:
            raise Refused("That kind of body is not known: choose one from the list, or add it there first.")
        home = new.parent.partnership if new.parent else partnership
        _check_right(new, home, by)
        _check_address(new.slug)
        parent = new.parent
        if parent:
            above = superior(parent, on)
            above.check_life(new.name, Span(on))
            above.check_kind(new.name, new.kind)
        body = Body(slug=new.slug, name=new.name, partnership=home, parent=parent if on <= today else None)
        write(body, by=by, why=reason)
        if home is None:
            body.partnership = body
            body.save()
        facts = {"accountable": new.kind.accountable, **_authority(new.kind), **new.facts}
        period = BodyPeriod(
            body=body,
            partnership=body.partnership,
            parent=parent,
            name=new.name,
            kind=new.kind,
            starts=on,
            dates_as_said=dates_as_said,
            **facts,
        )
        write(period, by=by, why=reason)
        step(body, Succession.How.ESTABLISHED, on=on, by=by, words=f"{new.name} was established.", reason=reason)
        return body


def _check_right(new: Newcomer, home: Body | None, by: Any) -> None:
    if home is None and not administers(by):
        raise Refused("Only an administrator of the portal may establish a partnership.")
    if home is not None:
        require_edit(by, new.parent or home)
    if home is None and not new.kind.heads_partnership:
        raise Refused(f"{new.name} needs a body to report to, or a partnership to belong to.")
    if home is not None and new.kind.heads_partnership:
        raise Refused(f"{new.name} is a whole partnership, so it belongs to no other.")


def _check_address(slug: str) -> None:
    if FormerSlug.objects.filter(record="governance.body", slug=slug).exists():
        raise Refused(f"The address “{slug}” still leads to another body: choose another.")
    if Body.objects.filter(slug=slug).exists():
        raise Refused(f"The address “{slug}” is that of another body: choose another.")


def _authority(kind: BodyKind) -> dict[str, Any]:
    return {"authority": BodyPeriod.Authority.ADVISORY} if kind.advisory_only else {}
