"""Recognising headings: which item of the agenda a paragraph of Word minutes announces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from governance.foundation.markup import HEADINGS, Block
from meetings.minutes.word_import.people import plain
from meetings.models import AgendaItem

LABEL = re.compile(
    r"\s*(?P<word>(?:agenda\s+)?item\s+(?:no\.?\s*)?)?(?P<label>\d{1,3}[a-z]{0,2})(?P<part>(?:\.\d+)+)?"
    r"(?:[.):]|\s*[-–:]|\s|$)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_HEADING = 200
SHORT = 120
SAME_TITLE, ALIKE = 0.8, 0.45
SMALL = frozenset(
    {*("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"), "absence"}
)
"""Words that tell no title from another."""
SHORTHAND = {"aob": "any other business", "doi": "declarations of interest"}


@dataclass(frozen=True)
class Heading:
    """What a paragraph may announce: the item (None: something that is no item), and whether words follow it."""

    item: AgendaItem | None
    body: bool = False
    """Whether the paragraph itself belongs to what is said, as in “4.1 The group noted”."""


class Headings:
    """The items of one agenda, to be recognised."""

    def __init__(self, items: Sequence[AgendaItem], labels: dict[int, str]) -> None:
        self.items = [(item, labels[item.pk].lower(), _title(item.title)) for item in items]
        self.by_label = {label: item for item, label, _ in self.items}

    def of(self, block: Block, current: AgendaItem | None, level: str) -> Heading | None:
        """What `block` announces while `current` is the item, whose heading had the tag `level`; None: nothing."""
        text = block.text.replace("\v", " ").strip()
        if not text or block.blocks or len(text) > LONGEST_HEADING:
            return self._numbered(text, current)
        marked = block.tag in HEADINGS or _is_strong(block)
        match = LABEL.match(text)
        item = self._best(text, match, marked=marked)
        if item is not None:
            return Heading(item)
        if match and match["part"]:
            return self._numbered(text, current)
        announces = marked or (match and match["word"] and not text.endswith("."))
        if (announces and match and not match["part"]) or (block.tag in HEADINGS and (not level or block.tag <= level)):
            return Heading(None)
        return None

    def says_more(self, text: str, item: AgendaItem) -> bool:
        """Whether the heading of an item has words that its title has not, its number aside."""
        match = LABEL.match(text)
        return bool(_meaning(match["rest"] if match else text) - _meaning(item.title))

    def _numbered(self, text: str, current: AgendaItem | None) -> Heading | None:
        """A paragraph such as “4.1 The group noted” belongs to item 4, also where 4 itself has no heading."""
        match = LABEL.match(text[:20])
        if match is None or not match["part"]:
            return None
        item = self.by_label.get(match["label"].lower())
        return Heading(item, body=True) if item is not None and item != current else None

    def is_title(self, text: str) -> bool:
        """Whether a line is the title of an item, more or less, with or without its number."""
        match = LABEL.match(text)
        return self._best(text, match, marked=False) is not None

    def _best(self, text: str, match: re.Match[str] | None, *, marked: bool) -> AgendaItem | None:
        label = (match["label"] + (match["part"] or "")).lower() if match else ""
        scored = [(_score(text, match, title, same_label=label == mine), item) for item, mine, title in self.items]
        least = ALIKE if marked else SAME_TITLE
        best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if best[0] >= least:
            return best[1]
        item = self.by_label.get(label)
        if item is None or match is None or not (marked or match["word"]) or len(text) > SHORT:
            return None
        words, title = _meaning(match["rest"]), _meaning(item.title)
        return item if words <= title or (title and title <= words) else None


def _score(text: str, match: re.Match[str] | None, title: str, *, same_label: bool) -> float:
    """How like an item's title a line is; the same number counts, and “Item 4” alone is enough."""
    rest = match["rest"] if match else text
    like = max(_alike(_title(rest), title), _alike(_title(text), title))
    if same_label and match:
        if not rest.strip() and match["word"]:
            return 1.0
        return like + 0.4 if like >= ALIKE else like
    return like if like >= SAME_TITLE else 0.0


def _alike(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if len(other) >= 8 and other in one and len(one) <= 1.8 * len(other):
        return 0.9
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0


def _title(text: str) -> str:
    """The words of a title, without what is in brackets, abbreviations written out."""
    words = plain(re.sub(r"\([^)]*\)", " ", text))
    return " ".join(SHORTHAND.get(word, word) for word in words)


def _meaning(text: str) -> set[str]:
    """The words that matter, those in brackets too, abbreviations written out."""
    words = " ".join(SHORTHAND.get(word, word) for word in plain(text)).split()
    return {word for word in words if word not in SMALL}


def _is_strong(block: Block) -> bool:
    """Whether all of a short paragraph is bold, as people write headings."""
    words = [run for run in block.runs if run.text.strip()]
    bold = all(any(tag in {"strong", "b"} for tag, _ in run.marks) for run in words)
    return bool(words) and bold and len(block.text) <= SHORT
