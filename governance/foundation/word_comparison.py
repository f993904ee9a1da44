"""Two lines of words as one, with what was taken out and what was put in."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from governance.foundation.markup import BREAK, Mark, Run

INSERTED: Mark = ("ins", ())
DELETED: Mark = ("del", ())

EXACT_WORDS = 1500
"""Words in one block up to which every word counts; in longer ones frequent words do not lead the matching."""
MOST_WORDS = 20_000
"""Words in one block beyond which it is shown as replaced whole."""

_TOKEN = re.compile(r"\w+(?:['\u2019-]\w+)*|[^\w \v]|[ \v]")


@dataclass(slots=True)
class _Word:
    """A word or sign, and what parts it from the next: nothing, a space, a line break, or None for the last."""

    text: str
    marks: tuple[Mark, ...]
    gap: str | None = ""


def merged_runs(old: list[Run], new: list[Run]) -> list[Run]:
    """Two lines of words as one: deleted words under DELETED, inserted ones under INSERTED."""
    before, after = _words(old), _words(new)
    runs: list[Run] = []
    for what, i1, i2, j1, j2 in _steps([word.text for word in before], [word.text for word in after]):
        if what == "equal":
            pairs = zip(before[i1:i2], after[j1:j2], strict=True)
            runs.extend(run for pair in pairs for run in _kept(*pair))
            continue
        runs.extend(run for word in before[i1:i2] for run in _marked(word, DELETED))
        runs.extend(run for word in after[j1:j2] for run in _marked(word, INSERTED))
    return runs


def _words(runs: list[Run]) -> list[_Word]:
    words: list[_Word] = []
    for run in runs:
        for token in _TOKEN.findall(run.text):
            if token not in {" ", BREAK}:
                words.append(_Word(token, run.marks))
            elif words:
                words[-1].gap = BREAK if BREAK in {token, words[-1].gap} else " "
    if words:
        words[-1].gap = None
    return words


def _kept(old: _Word, new: _Word) -> list[Run]:
    """A word of both texts, as the new one writes it; a space between words may be new or gone."""
    word = Run(new.text, new.marks)
    if new.gap == BREAK and old.gap != "":
        return [word, Run(BREAK, new.marks)]
    gaps = [" " if word.gap == BREAK else word.gap for word in (old, new)]
    gaps = [gaps[1 - place] if gap is None else gap for place, gap in enumerate(gaps)]
    if gaps[0] == gaps[1]:
        return [Run(new.text + (gaps[1] or ""), new.marks)]
    return [word, Run(" ", (INSERTED if gaps[1] else DELETED, *new.marks))]


def _marked(word: _Word, mark: Mark) -> list[Run]:
    """A word of one text only. A break that was taken out is shown as a space."""
    marks = (mark, *word.marks)
    if word.gap == BREAK and mark == INSERTED:
        return [Run(word.text, marks), Run(BREAK, marks)]
    return [Run(word.text + ("" if word.gap == "" else " "), marks)]


def _steps(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The steps from one sequence to the other, cheap where the beginning and the end are the same."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(a), len(b)) > MOST_WORDS:
        middle = [("replace", 0, len(a), 0, len(b))]
    else:
        middle = list(SequenceMatcher(None, a, b, autojunk=len(b) > EXACT_WORDS).get_opcodes())
    moved = [(what, i1 + start, i2 + start, j1 + start, j2 + start) for what, i1, i2, j1, j2 in middle]
    return [
        ("equal", 0, start, 0, start),
        *moved,
        ("equal", len(old) - end, len(old), len(new) - end, len(new)),
    ]
