"""Scoping: what somebody may do on the officers' site, and which records a field of theirs may name."""

from functools import cached_property
from typing import Any, cast

from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest

from governance.foundation.access import ScopedQuerySet, administers, is_known, may_edit_shared, standing


class Rights:
    """A user's rights of today, each asked of the database at most once."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def administers(self) -> bool:
        """Whether the user runs the whole portal."""
        return administers(self.user)

    @cached_property
    def edited(self) -> frozenset[int]:
        """Keys of the bodies that the user edits through an appointment; an administrator needs none."""
        return frozenset(standing().edited(self.user)) if is_known(self.user) else frozenset()

    @cached_property
    def rooted(self) -> frozenset[int]:
        """Keys of the partnerships that the user is an officer of."""
        return frozenset(standing().rooted(self.user)) if is_known(self.user) else frozenset()

    @cached_property
    def edits_shared(self) -> bool:
        """Whether the user may edit what belongs to no body."""
        return may_edit_shared(self.user)

    @property
    def may_enter(self) -> bool:
        """Whether the user holds any appointment today, and so may use the officers' site."""
        return is_known(self.user) and (self.administers or bool(self.edited))

    def edits(self, body_key: int | None) -> bool:
        """Whether the user edits the body with that key."""
        return self.administers or body_key in self.edited

    def is_officer_of(self, root_key: int | None) -> bool:
        """Whether the user is an officer of that partnership, or an administrator."""
        return self.administers or root_key in self.rooted


def rights_of(request: HttpRequest) -> Rights:
    """The rights of whoever asks, remembered for as long as the request lasts."""
    known: Rights | None = getattr(request, "_rights", None)
    if known is None or known.user is not request.user:
        known = request._rights = Rights(request.user)  # type: ignore[attr-defined]  # remembered with the request
    return known


def choosable(field: Field, user: Any) -> QuerySet:
    """The records that `user` may name in a relation `field`, by form, search or forged key.

    A field through which the record belongs to a body (the first step of its model's `BODY`, or one of its
    `FURTHER_BODIES`) takes only what the user edits; any other reference takes what the user may read. Accounts, which
    know no such words, are for administrators alone.
    """
    rows = cast("type[Model]", field.related_model)._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        return rows if administers(user) else rows.none()
    owner = (getattr(field.model, "BODY", None) or "").split("__")[0]
    owners = (owner, *getattr(field.model, "FURTHER_BODIES", ()))
    return rows.editable_by(user) if field.name in owners else rows.visible_to(user)
