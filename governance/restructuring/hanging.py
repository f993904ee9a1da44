"""What hangs on a body: work of the wings above, which would be left without it when it ends.

The floor of bodies knows no priority, plan or meeting: each wing hands a reader in with `add_hanging` when the apps
are ready, and the deeds that end bodies ask them all.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from governance.foundation.sentences import listed
from governance.models import Body


class Hanging(NamedTuple):
    """Something that hangs on a body: `words` follow its name, such as “leads the priority Health”."""

    words: str
    must_pass: bool
    """Whether it may not be left behind unless the officer says so; else it is only told."""


HangsOn = Callable[[Body, datetime.date], Iterator[Hanging]]

_added: dict[HangsOn, None] = {}


def add_hanging(*readers: HangsOn) -> None:
    """Take the readers of a wing in; the same reader twice counts once."""
    _added.update(dict.fromkeys(readers))


def hanging_on(body: Body, on: datetime.date) -> list[Hanging]:
    """All that hangs on `body` on `on` or later, as the wings tell it. A few queries for each reader."""
    return [each for reader in _added for each in reader(body, on)]


def kept_back(hanging: Iterable[Hanging]) -> str:
    """What must pass to another body before it ends, after its name; empty where nothing must."""
    return listed([each.words for each in hanging if each.must_pass])


def left_by(bodies: Iterable[Body], on: datetime.date) -> list[str]:
    """A sentence for each of these bodies, which end on `on`, on which something hangs still."""
    found = ((body, listed([each.words for each in hanging_on(body, on)])) for body in bodies)
    return [f"{body} ends, and it still {words}: give each to another body." for body, words in found if words]
