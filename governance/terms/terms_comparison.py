"""Two versions of terms of reference beside each other, section by section."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from governance.foundation.comparison import Summary, compare, summary
from governance.foundation.richtext import as_text
from governance.foundation.sentences import counted
from governance.models import TermsOfReference, TermsSection


class Fate(StrEnum):
    """What became of a section from one version to the other; the value is what people read."""

    CHANGED = "Changed"
    ADDED = "Added"
    REMOVED = "Removed"
    UNCHANGED = "Unchanged"


@dataclass(frozen=True)
class SectionPair:
    """One section in both versions, or in one of them."""

    old: TermsSection | None
    new: TermsSection | None

    @cached_property
    def fate(self) -> Fate:
        """What became of it."""
        if self.old is None:
            return Fate.ADDED
        if self.new is None:
            return Fate.REMOVED
        same = self.old.title == self.new.title and self.old.text == self.new.text
        return Fate.UNCHANGED if same else Fate.CHANGED

    @property
    def title(self) -> str:
        """Its heading, the newer one where there are two."""
        section = self.new or self.old
        return section.title if section else ""

    @property
    def former_title(self) -> str:
        """Its heading in the older version, where it was another."""
        return self.old.title if self.old and self.new and self.old.title != self.new.title else ""

    @cached_property
    def text(self) -> str:
        """The words of the section, with what was taken out and put in where it was changed."""
        if self.fate == Fate.CHANGED and self.old and self.new:
            return compare(self.old.text, self.new.text)
        section = self.new or self.old
        return section.text if section else ""

    @cached_property
    def words(self) -> Summary:
        """How many words were added, and how many removed."""
        if self.fate == Fate.CHANGED and self.old and self.new:
            return summary(self.old.text, self.new.text)
        count = 0 if self.fate == Fate.UNCHANGED else len(as_text(self.text).split())
        return Summary(count, 0) if self.fate == Fate.ADDED else Summary(0, count)

    @property
    def words_in_words(self) -> str:
        """“3 words added, 1 word removed”; empty where no word changed."""
        numbers = ((self.words.added, "added"), (self.words.removed, "removed"))
        return ", ".join(f"{counted(n, 'word')} {what}" for n, what in numbers if n)


@dataclass(frozen=True)
class TermsComparison:
    """What changed from one version to the other."""

    older: TermsOfReference
    newer: TermsOfReference
    sections: Sequence[SectionPair]

    @property
    def counts(self) -> list[tuple[Fate, int]]:
        """How many sections met which fate, without those that none did."""
        fates = [pair.fate for pair in self.sections]
        return [(fate, fates.count(fate)) for fate in Fate if fate in fates]

    @property
    def is_same(self) -> bool:
        """Whether the words are the same."""
        return all(pair.fate == Fate.UNCHANGED for pair in self.sections)

    @property
    def level_changed(self) -> bool:
        """Whether headline terms became detailed, or the reverse."""
        return self.older.level != self.newer.level


def compare_terms(older: TermsOfReference, newer: TermsOfReference) -> TermsComparison:
    """The sections of both, matched by kind (free ones by heading), in the newer one's order.

    A section that was removed stands where it stood in the older version.
    """
    pairs = list(_pairs(list(older.sections.all()), list(newer.sections.all())))
    return TermsComparison(older, newer, pairs)


def _pairs(old: list[TermsSection], new: list[TermsSection]) -> Iterator[SectionPair]:
    places = {key: place for place, key in _keyed(old)}
    partners = [places.get(key) for _, key in _keyed(new)]
    matched = {place for place in partners if place is not None}
    waiting = [place for place in range(len(old)) if place not in matched]
    for section, partner in zip(new, partners, strict=True):
        while partner is not None and waiting and waiting[0] < partner:
            yield SectionPair(old[waiting.pop(0)], None)
        yield SectionPair(None if partner is None else old[partner], section)
    for place in waiting:
        yield SectionPair(old[place], None)


def _keyed(sections: list[TermsSection]) -> Iterator[tuple[int, tuple[str, str, int]]]:
    """Each section's place and what it is matched by; two free sections of one heading are told apart by their order."""
    seen: dict[tuple[str, str], int] = {}
    for place, section in enumerate(sections):
        heading = section.heading.casefold() if section.kind == TermsSection.Kind.FREE else ""
        seen[section.kind, heading] = number = seen.get((section.kind, heading), 0) + 1
        yield place, (section.kind, heading, number)
