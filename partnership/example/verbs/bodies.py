"""Verbs about bodies: how they begin, change, join and end."""

from collections.abc import Mapping
from typing import Any

from governance import restructuring
from governance.foundation.dated import ONE_DAY
from governance.restructuring import STOPS, SUCCESSOR, Newcomer
from partnership.example import finding
from partnership.example.prose import prose
from partnership.example.verbs.scene import Scene, known, listed

FACTS = (
    *("short_name", "standing", "authority", "accountable", "mission", "purpose"),
    *("meetings_low", "meetings_high", "meetings_as_said", "meeting_minutes"),
    *("supported_by", "resource", "commissioned_by", "due_to_end"),
)
"""What a step may say of a body besides its name, its kind and whom it reports to."""


def establish(scene: Scene, slug: str, *, name: str, kind: str, under: str = "", **facts: Any) -> None:
    """A body begins, under another one, or beside the tree of its partnership."""
    parent = finding.body(under) if under else None
    new = Newcomer(slug, name, finding.kind(kind), parent, _facts(facts))
    home = finding.body(scene.partnership)
    restructuring.establish(new, partnership=home, dates_as_said=scene.dates_as_said, **scene.deed)


def rename(scene: Scene, slug: str, *, name: str, short_name: str | None = None) -> None:
    """A body gets another name."""
    restructuring.rename(finding.body(slug), name=name, short_name=short_name, **scene.deed)


def move(scene: Scene, slug: str, *, to: str) -> None:
    """A body reports to another one than before."""
    restructuring.move(finding.body(slug), to=finding.body(to), **scene.deed)


def change_kind(scene: Scene, slugs: str | list[str], *, to: str, **facts: Any) -> None:
    """One body, or each of several, becomes another kind of body."""
    for slug in listed(slugs):
        restructuring.change_kind(finding.body(slug), kind=finding.kind(to), **_facts(facts), **scene.deed)


def describe(scene: Scene, slugs: str | list[str], **facts: Any) -> None:
    """Other facts of one body, or of each of several, change."""
    for slug in listed(slugs):
        restructuring.describe(finding.body(slug), **_facts(facts), **scene.deed)


def end(scene: Scene, slug: str, *, homes: Mapping[str, str] | None = None) -> None:
    """A body ends; that day is the first without it."""
    restructuring.end(finding.body(slug), homes=_homes(scene, [slug], homes), **scene.deed)


def merge(
    scene: Scene,
    slugs: list[str],
    *,
    into: str,
    name: str,
    kind: str,
    under: str,
    homes: Mapping[str, str] | None = None,
    **facts: Any,
) -> None:
    """Bodies become a new one; `homes` says for each of their functions which body takes it on."""
    new = Newcomer(into, name, finding.kind(kind), finding.body(under), _facts(facts))
    merging = [finding.body(slug) for slug in slugs]
    restructuring.merge(merging, into=new, homes=_homes(scene, slugs, homes), **scene.deed)


def absorb(scene: Scene, slugs: list[str], *, into: str, homes: Mapping[str, str] | None = None) -> None:
    """Bodies end in another one that stands already."""
    ending = [finding.body(slug) for slug in slugs]
    restructuring.absorb(ending, into=finding.body(into), homes=_homes(scene, slugs, homes), **scene.deed)


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    told = known(facts, FACTS)
    if "purpose" in told:
        told["purpose"] = prose(told["purpose"])
    if "commissioned_by" in told:
        told["commissioned_by"] = finding.body(told["commissioned_by"])
    return told


def _homes(scene: Scene, slugs: list[str], homes: Mapping[str, str] | None) -> dict[Any, Any]:
    """For each function, named by its title, the body that takes it on, or the deed's own word for another end."""
    return {
        function: home if home in (STOPS, SUCCESSOR) else finding.body(home)
        for title, home in (homes or {}).items()
        for function in finding.functions(slugs, title, scene.on - ONE_DAY)
    }
