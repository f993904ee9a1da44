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

from governance.dotted_lines import DottedLine, Neighbour
from governance.overview import Overview
from governance.structure import Place
from governance.structure_words import listed, marks_of


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
        self.day = overview.day
        self.address = address
        self.places = {place.key: place for place in overview.structure}

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
        item = (
            f'<li id="body-{place.slug}"><div><a href="{self.address(place.slug)}">{escape(place.name)}</a> '
            f"<span>{escape(place.kind)}</span>"
        )
        if marks := marks_of(place, self.day):
            item += "".join(f" <b>{mark}</b>" for mark in marks)
        chairs = self.chairs.get(place.key)
        if chairs is not None:
            names = escape(listed([chair.name for chair in chairs])) if chairs else "vacant"
            item += f"<p>Chair: {names}</p>"
        if said := lines.get(place.key):
            item += "".join(f"<p>{words}</p>" for words in said)
        return item + "</div>"

    def _neighbour(self, body: Neighbour, lines: Iterable[str]) -> str:
        of = f" of {escape(body.partnership)}" if body.partnership else ""
        said = "".join(f"<p>{words}</p>" for words in lines)
        link = f'<a href="{self.address(body.slug)}">{escape(body.name)}</a>'
        return f"<li><div>{link} <span>{escape(body.kind)}{of}</span>{said}</div></li>"

    def _lines(self) -> dict[int, list[str]]:
        """Each dotted line in words, from both its ends."""
        found: dict[int, list[str]] = defaultdict(list)
        for line in self.dotted.lines:
            source, target = self._link(line.source), self._link(line.target)
            if source and target:
                ending = self._ending(line)
                found[line.source].append(f"{_start(line.words)} {target}{ending}")
                found[line.target].append(f"{_start(line.words_back)} {source}{ending}")
        return found

    def _ending(self, line: DottedLine) -> str:
        through = self._link(line.through) if line.through else ""
        return (f", reported through {through}" if through else "") + (f" ({escape(line.note)})" if line.note else "")

    def _link(self, key: int) -> str:
        """A link to a body of the day; an empty string for one that is not there."""
        if place := self.places.get(key):
            return f'<a href="{self.address(place.slug)}">{escape(place.name)}</a>'
        if body := self.dotted.neighbours.get(key):
            of = f" of {escape(body.partnership)}" if body.partnership else ""
            return f'<a href="{self.address(body.slug)}">{escape(body.name)}</a>{of}'
        return ""


def _start(words: str) -> str:
    return words[0].upper() + words[1:]
