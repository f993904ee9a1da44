"""Verbs about functions and dotted lines."""

from governance import restructuring
from governance.models import Link
from governance.restructuring import STOPS
from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.verbs.scene import Scene, listed


def take_on(scene: Scene, slug: str, *, functions: list[str]) -> None:
    """A body gets functions."""
    for title in functions:
        restructuring.take_on(finding.body(slug), title=title, **scene.deed)


def hand_over(scene: Scene, slug: str, *, functions: list[str], to: str) -> None:
    """A body hands functions to another one, or lets them stop."""
    home = None if to == STOPS else finding.body(to)
    for title in functions:
        for function in finding.functions([slug], title, scene.on):
            restructuring.hand_over(function, to=home, **scene.deed)


def link(scene: Scene, slugs: str | list[str], *, how: str, to: str | list[str], note: str = "") -> None:
    """Each body is linked to each of the others by a dotted line of the type `how`."""
    if how not in Link.Type.values:
        raise NotThereError(f"“{how}” is no type of dotted line; known are {', '.join(Link.Type.values)}.")
    for source in map(finding.body, listed(slugs)):
        for target in map(finding.body, listed(to)):
            restructuring.link(source, target, type=Link.Type(how), note=note, **scene.deed)


def may_task(scene: Scene, slugs: list[str], *, groups: list[str], note: str = "") -> None:
    """Each body may task each group that does not report to it, and then answers for that work itself."""
    for group in map(finding.body, groups):
        parent = group.period_on(scene.on).values_list("parent__slug", flat=True).first()
        for tasking in (finding.body(slug) for slug in slugs if slug != parent):
            restructuring.link(
                tasking, group, type=Link.Type.MAY_TASK, reported_through=tasking, note=note, **scene.deed
            )
