"""Finding the records that a data file names."""

import datetime
from typing import TypeVar

from django.db import models

from governance.models import Body, BodyKind, Document, FormerSlug, Function, Membership, Organisation, Person, Seat

ModelT = TypeVar("ModelT", bound=models.Model)


class NotThereError(Exception):
    """A data file names something that does not exist. Its text is one sentence."""


def addresses() -> dict[str, int]:
    """The key of the body that each address leads to, with the addresses that bodies bore once."""
    former = FormerSlug.objects.filter(record="governance.body").values_list("slug", "target")
    return {**dict(former), **dict(Body.objects.values_list("slug", "pk"))}


def body(slug: str) -> Body:
    """The body at this address, or that was there once. Raises NotThereError, like every finder here."""
    former = FormerSlug.objects.filter(record="governance.body", slug=slug).values("target")
    return Body.objects.filter(pk__in=former).first() or of_slug(Body, slug)


def kind(slug: str) -> BodyKind:
    """The kind of body of this slug."""
    return of_slug(BodyKind, slug)


def person(slug: str) -> Person:
    """The person at this address."""
    return of_slug(Person, slug)


def organisation(slug: str) -> Organisation:
    """The organisation at this address."""
    return of_slug(Organisation, slug)


def document(slug: str) -> Document:
    """The document at this address."""
    return of_slug(Document, slug)


def seat(of: str, title: str, on: datetime.date) -> Seat:
    """The seat of this title on the body `of` on that day."""
    found = Seat.objects.filter(body=body(of), title=title).in_force(on).first()
    if found is None:
        raise NotThereError(f"“{of}” has no seat “{title}” on that day.")
    return found


def membership(of: str, title: str, holder: str, on: datetime.date) -> Membership:
    """The membership of `holder` in this seat on that day."""
    found = Membership.objects.filter(seat=seat(of, title, on), person=person(holder)).in_force(on).first()
    if found is None:
        raise NotThereError(f"“{holder}” does not hold “{title}” of “{of}” on that day.")
    return found


def functions(of: list[str], title: str, on: datetime.date) -> list[Function]:
    """The functions of this title that any of the bodies `of` has on that day; at least one."""
    bodies = [body(slug) for slug in of]
    found = list(Function.objects.filter(body__in=bodies, title=title).in_force(on))
    if not found:
        raise NotThereError(f"“{', '.join(of)}” has no function “{title}” on that day.")
    return found


def of_slug(model: type[ModelT], slug: str) -> ModelT:
    """The record at this address, of any kind that has one."""
    found = model._default_manager.filter(slug=slug).first()
    if found is None:
        raise NotThereError(f"There is no {model._meta.verbose_name} “{slug}”, or none yet: add it further up.")
    return found
