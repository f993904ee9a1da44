"""What records are called in a table: a name where it is the only one, the slug where it is not, read back the same."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from governance.models import Body, BodyPeriod, Organisation, Person
from priorities.models import Approach, Area, Indicator, Priority
from priorities.sheets.tables import plain_text

BETWEEN = ";"
"""Stands between the names of a list in one cell; a new line does as well."""


class Unknown(ValueError):
    """No record, or several, are called so; its text is one sentence that says what to write."""


@dataclass(frozen=True)
class Entry:
    """A record: its slug, what it is called, and the partnership that it belongs to."""

    slug: str
    name: str
    partnership: int | None


@dataclass
class Directory:
    """The records of one kind that somebody may name, found by slug or name, preferring those of one partnership."""

    what: str
    """What a record is, with its article: “a body”."""
    home: int | None
    by_slug: dict[str, Entry] = field(default_factory=dict)
    _names: list[dict[str, set[str]]] = field(default_factory=lambda: [defaultdict(set) for _ in range(3)])
    """Slugs by exact name, by name without regard to case, and by former name without regard to case."""
    _codes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take a record in."""
        self.by_slug[entry.slug] = entry
        exact, loose, _ = self._names
        exact[_spaced(entry.name)].add(entry.slug)
        loose[_spaced(entry.name).casefold()].add(entry.slug)

    def add_code(self, slug: str, code: str) -> None:
        """An official code of the record; a code that two records bear leads to neither."""
        self._codes.setdefault(code.casefold(), set()).add(slug)

    def add_former(self, slug: str, name: str) -> None:
        """A name that the record bore at another time."""
        if slug in self.by_slug:
            self._names[2][_spaced(name).casefold()].add(slug)

    def slug_of(self, words: str) -> str:
        """The slug of the record that is called so. Raises Unknown."""
        words = _spaced(words)
        exact, loose, former = self._names
        for found in (
            exact.get(words),
            {words} & self.by_slug.keys(),
            loose.get(words.casefold()),
            self._codes.get(words.casefold()),
            self._in_brackets(words),
            former.get(words.casefold()),
        ):
            if found:
                return self._the_one(words, found)
        raise Unknown(self._not_there(words))

    def slug_of_code(self, code: str) -> str:
        """The slug of the only record with that official code; empty where there is none, or no code."""
        found = self._codes.get(code.casefold(), set()) if code else set()
        return next(iter(found)) if len(found) == 1 else ""

    def is_called(self, slug: str, words: str) -> bool:
        """Whether the record has that name, whatever others have it as well."""
        return _spaced(self.by_slug[slug].name).casefold() == _spaced(words).casefold()

    def slugs_of(self, words: str) -> tuple[str, ...]:
        """The slugs of those listed in one cell, in that order, each once. Raises Unknown for the first that is none."""
        parts = words.replace("\n", BETWEEN).split(BETWEEN)
        return tuple(dict.fromkeys(self.slug_of(part) for part in parts if part.strip()))

    def said(self, slug: str, *, in_list: bool = False) -> str:
        """What to write so that `slug_of` (or `slugs_of`, `in_list`) finds the record again."""
        entry = self.by_slug.get(slug)
        if entry is None:
            return slug
        for words in (entry.name, f"{entry.name} ({slug})"):
            if plain_text(words) != words or "\n" in words or (in_list and BETWEEN in words):
                continue
            try:
                if self.slug_of(words) == slug:
                    return words
            except Unknown:
                continue
        return slug

    def said_of(self, slugs: Iterable[str]) -> str:
        """Several in one cell."""
        return f"{BETWEEN} ".join(self.said(slug, in_list=True) for slug in slugs)

    def _in_brackets(self, words: str) -> set[str]:
        """The slug behind a name, as in “Health (north-health)”."""
        name, opened, slug = words.removesuffix(")").rpartition("(")
        if not (opened and words.endswith(")")) or slug not in self.by_slug:
            return set()
        return {slug} & self._names[1].get(_spaced(name).casefold(), set())

    def _the_one(self, words: str, found: set[str]) -> str:
        near = {slug for slug in found if self.by_slug[slug].partnership == self.home}
        choice = sorted(near or found)
        if len(choice) > 1:
            shown = " or ".join(choice[:3])
            raise Unknown(f"“{_short(words)}” is the name of several: write {shown} instead.")
        return choice[0]

    def _not_there(self, words: str) -> str:
        folded = {name.casefold(): name for name in [*self.by_slug, *self._names[0]]}
        near = get_close_matches(words.casefold()[:200], folded, n=1, cutoff=0.6)
        ask = f"did you mean “{folded[near[0]]}”?" if near else "write its name or the end of its page’s address."
        return f"“{_short(words)}” is not the name of {self.what}: {ask}"


class Directories:
    """The directories of what `user` may name in the tables of one partnership, each read when it is first asked for.

    `day`: bodies are written with their names on that day; any name that they bore is understood. 1 query for a
    kind, 2 for bodies and areas.
    """

    def __init__(self, home: int | None, user: Any, day: datetime.date | None = None) -> None:
        self.home, self.user, self.day = home, user, day
        self._read: dict[str, Directory] = {}

    def of(self, kind: str) -> Directory:
        """The directory of a kind, by its word in KINDS."""
        if kind not in self._read:
            what, model, name, partnership = KINDS[kind]
            directory = self._read[kind] = Directory(what, self.home)
            rows = model.objects.visible_to(self.user).order_by("pk")
            names = self._body_names() if kind == "body" else {}
            for slug, today, root in rows.values_list("slug", name, partnership):
                then = [each for each, is_then in names.get(slug, []) if is_then]
                directory.add(Entry(slug, then[0] if then else today, root))
                for each in [today, *(each for each, _ in names.get(slug, []))]:
                    directory.add_former(slug, each)
            if kind == "area":
                for slug, code in rows.exclude(code="").values_list("slug", "code"):
                    directory.add_code(slug, code)
        return self._read[kind]

    def admit(self, kind: str, records: Iterable[Any]) -> None:
        """Let records be named that `user` could not name otherwise, because what is at hand names them already."""
        directory = self.of(kind)
        for record in records:
            if record.slug not in directory.by_slug:
                directory.add(Entry(record.slug, record.name, self.home))

    def _body_names(self) -> dict[str, list[tuple[str, bool]]]:
        """By slug every name of a body, and whether it bore it on the day."""
        names: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        periods = BodyPeriod.objects.earliest_first().values_list("body__slug", "name", "starts", "ends")
        for slug, name, starts, ends in periods:
            is_then = self.day is not None and starts <= self.day and (ends is None or self.day < ends)
            names[slug].append((name, is_then))
        return names


KINDS: dict[str, tuple[str, Any, str, str]] = {
    "body": ("a body", Body, "name", "partnership"),
    "organisation": ("an organisation", Organisation, "name", "kept_by__partnership"),
    "person": ("a person", Person, "name", "kept_by__partnership"),
    "priority": ("a priority", Priority, "name", "strategy__body__partnership"),
    "approach": ("an approach", Approach, "name", "partnership"),
    "area": ("an area", Area, "name", "partnership"),
    "indicator": ("an indicator", Indicator, "name", "body__partnership"),
}
"""By kind: what one is, its model, and the lookups of its name and of its partnership."""


def _spaced(words: str) -> str:
    return " ".join(words.split())


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"
