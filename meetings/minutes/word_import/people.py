"""Recognising people: names in a list of Word minutes as those of the roll, and of the people that the portal knows."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from governance.models import Person

TITLES = frozenset(
    {
        *("cllr", "councillor", "cc", "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor"),
        *("sir", "dame", "lord", "lady", "rev", "revd", "supt"),
    }
)
FOR = re.compile(r"\b(?:for|substitut\w+ for|deputi[sz]ing for|representing|on behalf of|in place of)\b", re.IGNORECASE)
BETWEEN = re.compile(r";|\n|\t|,|(?:\band\b)|&")
BESIDE = frozenset(
    {
        *("chair", "chairman", "chairwoman", "chairperson", "vice", "secretary", "clerk", "observer"),
        *("the", "of", "in", "minutes"),
    }
)


def plain(text: str) -> list[str]:
    """The words of a text without marks, accents and case."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", bare)


@dataclass(frozen=True)
class Found:
    """Somebody found in a text."""

    person: Person
    said: str
    instead_of: Person | None = None


@dataclass
class Directory:
    """People by the names under which minutes may speak of them. Those who are `seated` go before others."""

    seated: Sequence[Person]
    others: Iterable[Person] = ()
    words: set[str] = field(default_factory=set)
    """Words of posts and organisations, which may stand beside a name."""

    def __post_init__(self) -> None:
        self.full: dict[tuple[str, ...], Person] = {}
        self.surnames: dict[str, list[Person]] = defaultdict(list)
        for person in [*self.seated, *self.others]:
            self.full.setdefault(tuple(name_of(person)), person)
        for person in self.seated:
            self.surnames[name_of(person)[-1]].append(person)
            self.words.update(plain(person.post), plain(person.organisation.name if person.organisation else ""))

    def who(self, text: str) -> Person | None:
        """Whom a text names first: by the full name, the initial and surname, or the title and a surname that one bears."""
        words = plain(text)
        for start in range(len(words)):
            for length in (4, 3, 2, 1):
                person = self._named(words, start, length)
                if person is not None:
                    return person
        return None

    def _named(self, words: list[str], start: int, length: int) -> Person | None:
        part = words[start : start + length]
        if len(part) < length:
            return None
        if (person := self.full.get(tuple(part))) is not None:
            return person
        bearers = self.surnames.get(part[-1], [])
        if length == 2 and len(part[0]) == 1:
            bearers = [each for each in bearers if name_of(each)[0][0] == part[0]]
        elif not (length == 2 and part[0] in TITLES):
            return None
        return bearers[0] if len({each.pk for each in bearers}) == 1 else None

    def found_in(self, line: str) -> tuple[list[Found], list[str]]:
        """Whom a line of a list names, and the parts of it that name nobody who is known, or were not understood whole.

        What only says a post or an organisation beside a name belongs to that name.
        """
        found: list[Found] = []
        unknown: list[str] = []
        for group in re.split(r"[;\n]", line):
            parts = _together(group)
            named = False
            for part in parts:
                person = self.who(FOR.split(part)[0])
                if person is not None:
                    named = True
                    each = Found(person, part.strip(), self._stood_in_for(part))
                    found.append(each)
                    if self._says_more(each):
                        unknown.append(part.strip(" .:"))
                elif plain(part) and not (named and self._only_describes(part)):
                    unknown.append(part.strip(" .:"))
        return found, unknown

    def _stood_in_for(self, part: str) -> Person | None:
        _, *rest = FOR.split(part, maxsplit=1)
        return self.who(rest[0]) if rest else None

    def _says_more(self, found: Found) -> bool:
        """Whether there are words beside a name that are not understood, such as “(from item 4)”."""
        people = [each for each in (found.person, found.instead_of) if each]
        known = {*self.words, *BESIDE, *TITLES}
        for each in people:
            organisation = each.organisation.name if each.organisation else ""
            known.update(plain(f"{each.name} {each.post} {organisation}"))
        said = FOR.sub(" ", found.said) if found.instead_of else found.said
        return any(word not in known and not (len(word) == 1 and word.isalpha()) for word in plain(said))

    def _only_describes(self, part: str) -> bool:
        return all(word in self.words or word in BESIDE for word in plain(part))


def name_of(person: Person) -> list[str]:
    """The words of a name, without titles."""
    words = plain(person.name)
    return [word for word in words if word not in TITLES] or words or [""]


def _together(group: str) -> list[str]:
    """The parts between commas and “and”, brackets kept whole."""
    kept = re.sub(r"\([^)]*\)", lambda m: BETWEEN.sub(" ", m[0]), group)
    return [part for part in BETWEEN.split(kept) if part.strip()]
