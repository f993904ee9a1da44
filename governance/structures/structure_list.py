"""The structure as nested lists: HTML made by joining strings, for a loop over 10,000 bodies must not wait for templates.

Names are escaped here, each once; everything else that goes in is made by the portal. No recursion: the places come in
reading order with their depth.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from governance.foundation.sentences import listed
from governance.models import Link
from governance.structures.dotted_lines import Neighbour
from governance.structures.overview import Overview
from governance.structures.structure import Place


def body_addresses(day: datetime.date | None, base: str = "") -> Callable[[str], str]:
    """A function from a body's slug to its address, which carries the chosen `day` (None: today's pages)."""
    before, _, after = reverse("governance:body", args=["SLUG"]).partition("SLUG")
    query = f"?on={day.isoformat()}" if day else ""
    return lambda slug: f"{base}{before}{slug}{after}{query}"


@dataclass(frozen=True)
class Lists:
    """What the page shows: the reporting line, the family beside it, and bodies of other partnerships."""

    tree: SafeString
    family: SafeString
    neighbours: SafeString


class ListMaker:
    """Makes the lists of one structure on one day; `address` gives a body's address from its slug."""

    def __init__(self, overview: Overview, address: Callable[[str], str]) -> None:
        self.structure = overview.structure
        self.chairs = overview.chairs
        self.dotted = overview.dotted
        self.marks = overview.marks
        self.address = address
        self.before, _, self.after = address("|").partition("|")
        self.places = {place.key: place for place in overview.structure}
        self.kinds = {kind: escape(kind) for kind in {place.kind for place in self.places.values()}}

    def lists(self) -> Lists:
        """All three lists; an empty string where there is nothing to list."""
        lines = self._lines()
        neighbours = [self._neighbour(n, lines.get(n.key, [])) for n in self.dotted.neighbours.values()]
        return Lists(
            tree=self._nested(self.structure.tree, lines),
            family=self._nested(self.structure.family, lines),
            neighbours=mark_safe(f'<ul class="portal-tree">{"".join(neighbours)}</ul>' if neighbours else ""),  # noqa: S308
        )

    def _nested(self, places: Sequence[Place], lines: Mapping[int, Sequence[str]]) -> SafeString:
        """Places in reading order as ul in li."""
        if not places:
            return mark_safe("")
        parts: list[str] = []
        last = -1
        for place in places:
            depth = place.depth
            if depth > last:
                parts.append('<ul class="portal-tree">' if last < 0 else "<ul>")
            else:
                parts.append("</li>" + "</ul></li>" * (last - depth))
            last = depth
            parts.append(self._item(place, lines))
        parts.append("</li></ul>" * (last + 1))
        return mark_safe("".join(parts))  # noqa: S308 - names are escaped, all else is ours

    def _item(self, place: Place, lines: Mapping[int, Sequence[str]]) -> str:
        """The inside of one li, not yet closed."""
        slug, key = place.slug, place.key
        more = "".join([f" <b>{mark}</b>" for mark in self.marks[key]]) if key in self.marks else ""
        chairs = self.chairs.get(key)
        if chairs is not None:
            more += f"<p>Chair: {escape(listed([chair.name for chair in chairs])) if chairs else 'vacant'}</p>"
        if key in lines:
            more += "".join([f"<p>{words}</p>" for words in lines[key]])
        return (
            f'<li id="body-{slug}"><div><a href="{self.before}{slug}{self.after}">{escape(place.name)}</a> '
            f"<span>{self.kinds[place.kind]}</span>{more}</div>"
        )

    def _neighbour(self, body: Neighbour, lines: Iterable[str]) -> str:
        of = f" of {escape(body.partnership)}" if body.partnership else ""
        said = "".join(f"<p>{words}</p>" for words in lines)
        link = f'<a href="{self.address(body.slug)}">{escape(body.name)}</a>'
        return f"<li><div>{link} <span>{escape(body.kind)}{of}</span>{said}</div></li>"

    def _lines(self) -> dict[int, list[str]]:
        """The dotted lines in words, from both ends; those that say the same of several bodies in one sentence."""
        said: dict[int, dict[tuple[str, int, bool], list[str]]] = defaultdict(lambda: defaultdict(list))
        for line in self.dotted.lines:
            source, target = self._link(line.source), self._link(line.target)
            if source and target:
                itself = line.through == line.source
                through = 0 if itself else line.through or 0
                said[line.source][line.words, through, itself].append(target)
                said[line.target][line.words_back, through, itself].append(source)
        return {key: [self._sentence(key, *what, ends) for what, ends in lines.items()] for key, lines in said.items()}

    def _sentence(self, key: int, words: str, through: int, itself: bool, ends: list[str]) -> str:
        """“May be tasked by A and B, reported through whichever asked”."""
        ending = ""
        if itself and words.startswith(Link.Type.MAY_TASK.label):
            ending = f", reported through {escape(self.places[key].name) if key in self.places else 'itself'}"
        elif itself:
            ending = f", reported through {'it' if len(ends) == 1 else 'whichever asked'}"
        elif through and (home := self._link(through)):
            ending = f", reported through {home}"
        return f"{words[0].upper()}{words[1:]} {listed(ends)}{ending}"

    def _link(self, key: int) -> str:
        """A link to a body of the day; an empty string for one that is not there."""
        if place := self.places.get(key):
            return f'<a href="{self.address(place.slug)}">{escape(place.name)}</a>'
        if body := self.dotted.neighbours.get(key):
            of = f" of {escape(body.partnership)}" if body.partnership else ""
            return f'<a href="{self.address(body.slug)}">{escape(body.name)}</a>{of}'
        return ""
