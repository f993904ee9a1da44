"""Access as queryset words: who sees what, who edits what, fed by each model's path to its body.

The slab names no model. A model says with `BODY` how its rows reach the body they belong to (`"seat__body"`;
`""` when the row is the body itself; None when it belongs to nobody in particular), and the floor above says
once, with `provide`, which bodies a user edits or chairs today.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, Self, cast

from django.db import models
from django.db.models import Q

from governance.foundation.deeds import AuditedQuerySet, Refused
from governance.foundation.publication import State


class Role(models.TextChoices):
    """What somebody may be appointed to do for a body and all that sits under it."""

    ADMINISTRATOR = "administrator", "Administrator of the portal"
    OFFICER = "officer", "Partnership officer"
    SECRETARY = "secretary", "Secretary"


class Standing(Protocol):
    """What the floor above knows about a user, always as of today."""

    def administers(self, user: Any) -> bool:
        """Whether the user runs the whole portal."""

    def edited(self, user: Any) -> Iterable[int]:
        """Keys of the bodies that the user edits: those of the appointments, and all under them."""

    def rooted(self, user: Any) -> Iterable[int]:
        """Keys of the partnerships that the user is an officer of."""

    def chaired(self, user: Any) -> Iterable[int]:
        """Keys of the bodies that the user chairs."""

    def seated(self, user: Any) -> Iterable[int]:
        """Keys of the bodies on which the user holds a seat, observers left out."""


class _Remembered:
    """A standing that asks each question of each user once."""

    def __init__(self, asked: Standing, answers: dict[tuple[str, Any], Any]) -> None:
        self._asked = asked
        self._answers = answers

    def administers(self, user: Any) -> bool:
        return bool(self._answer("administers", user, bool))

    def edited(self, user: Any) -> frozenset[int]:
        return self._answer("edited", user)

    def rooted(self, user: Any) -> frozenset[int]:
        return self._answer("rooted", user)

    def chaired(self, user: Any) -> frozenset[int]:
        return self._answer("chaired", user)

    def seated(self, user: Any) -> frozenset[int]:
        return self._answer("seated", user)

    def _answer(self, question: str, user: Any, kept: Callable[[Any], Any] = frozenset) -> Any:
        key = (question, user.pk)
        if key not in self._answers:
            self._answers[key] = kept(getattr(self._asked, question)(user))
        return self._answers[key]


_standing: Callable[[], Standing] | None = None
_answers: ContextVar[dict[tuple[str, Any], Any] | None] = ContextVar("answers about standing", default=None)


def provide(standing: Callable[[], Standing]) -> None:
    """Tell the slab who knows about standing. Called once, when the app is ready."""
    global _standing  # noqa: PLW0603 - said once, at the start
    _standing = standing


def standing() -> Standing:
    """The provided knowledge of who is appointed to what."""
    if _standing is None:
        raise RuntimeError("access.provide() has not been called")
    answers = _answers.get()
    return _standing() if answers is None else _Remembered(_standing(), answers)


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside, standing is asked about each user once: for pages that read. A deed asks anew, under its locks."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def is_known(user: Any) -> bool:
    """Whether this is a signed-in user whose account is active; everyone else is the public."""
    return bool(user and user.is_authenticated and user.is_active)


def person_of(user: Any) -> Any:
    """The person for whom the user acts; None for the public and for an account of nobody."""
    return getattr(user, "person", None) if is_known(user) else None


def administers(user: Any) -> bool:
    """Whether the user is an administrator of the portal today."""
    return is_known(user) and standing().administers(user)


def may_edit(user: Any, body: Any) -> bool:
    """Whether the user edits `body` (a record or its key) today."""
    if not is_known(user):
        return False
    key = getattr(body, "pk", body)
    return administers(user) or key in set(standing().edited(user))


def may_edit_shared(user: Any) -> bool:
    """Whether the user may edit what belongs to no body, such as kinds: officers and administrators."""
    return is_known(user) and (administers(user) or bool(set(standing().rooted(user))))


def is_officer_of(user: Any, root: Any) -> bool:
    """Whether the user is an officer of the partnership `root`, or an administrator."""
    if not is_known(user):
        return False
    return administers(user) or getattr(root, "pk", root) in set(standing().rooted(user))


def chairs(user: Any, body: Any) -> bool:
    """Whether the user chairs `body` today."""
    return is_known(user) and getattr(body, "pk", body) in set(standing().chaired(user))


def seated_on(user: Any) -> set[int]:
    """Keys of the bodies on which the user holds a seat today; who only observes reads what the public reads."""
    return set(standing().seated(user)) if is_known(user) else set()


def require_edit(user: Any, *bodies: Any) -> None:
    """Raise Refused unless the user edits each of `bodies` today."""
    if administers(user):
        return
    edited = set(standing().edited(user)) if is_known(user) else set()
    for body in bodies:
        if body.pk not in edited:
            raise Refused(f"You are not appointed to edit {body}; ask its partnership officer.")


def body_q(path: str, keys: Iterable[int]) -> Q:
    """Rows whose body, reached by `path` (empty: the row itself), is one of `keys`."""
    return Q(**{f"{path}__in" if path else "pk__in": set(keys)})


class ScopedQuerySet(AuditedQuerySet):
    """Words about access. A model says with `BODY` how to reach its body."""

    @property
    def _scoped(self) -> "type[Scoped]":
        return cast("type[Scoped]", self.model)

    def editable_by(self, user: Any) -> Self:
        """Rows that the user may change today."""
        if not is_known(user):
            return self.none()
        if administers(user):
            return self.all()
        path = self._scoped.BODY
        if path is None:
            return self.all() if may_edit_shared(user) else self.none()
        return self.filter(body_q(path, standing().edited(user)))

    def visible_to(self, user: Any) -> Self:
        """Rows that the user may read: what is public, and what the user edits."""
        public = self._scoped.public_q()
        if public is None or administers(user):
            return self.all()
        path = self._scoped.BODY
        if not is_known(user) or path is None:
            return self.filter(public)
        keys = {*standing().edited(user), *standing().chaired(user)}
        return self.filter(public | body_q(path, keys))


class Scoped(models.Model):
    """A record that belongs to a body, for the purpose of rights."""

    BODY: str | None = None
    FURTHER_BODIES: tuple[str, ...] = ()
    """Relations to bodies to whose record it belongs too: who names one there edits it, as with `BODY`."""

    class Meta:
        abstract = True

    @classmethod
    def public_q(cls) -> Q | None:
        """Which rows anybody may read: the published ones where the model is publishable, else all (None)."""
        publishable = any(field.name == "state" for field in cls._meta.concrete_fields)
        return Q(state=State.PUBLISHED) if publishable else None

    @property
    def body_key(self) -> int | None:
        """Key of the body that this record belongs to, or None."""
        if self.BODY is None:
            return None
        value: Any = self
        for step in filter(None, self.BODY.split("__")):
            value = getattr(value, step, None)
        return getattr(value, "pk", None)
