"""Matching: which section and which action of a draft goes on as which of a table, by its words before its number.

Bullets are numbered anew when one of them goes. So what an action says tells it from the others of its ref, and the
number only where the words are new.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from priorities.models import MilestoneReached, PlanAction, Update
from priorities.plans.alike import same_words
from priorities.sheets.plan_rows import PlanRow

Section = tuple[str, str]

MOST_LETTERS = 120
"""How much of an action's words a sentence about it repeats."""


@dataclass(frozen=True)
class Reworded:
    """An action of which something was reported, and that would go on in other words."""

    reference: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """What would follow."""
        before, after = _cut(self.before), _cut(self.after)
        return f"What was reported of “{before}” will stand for “{after}” ({self.reference})."


def matched_sections(wanted: Iterable[Section], standing: Sequence[Section]) -> dict[Section, int]:
    """Which section of `standing`, by its place there, goes on as which of `wanted`; each is a letter and a heading.

    The same letter and heading, or else the same letter, or the same heading.
    """
    keys, left = list(wanted), dict(enumerate(standing))
    found: dict[Section, int] = {}
    alikes: tuple[Callable[[Section], Any], ...] = (lambda key: key, lambda key: key[0], lambda key: key[1])
    for alike in alikes:
        for key in keys:
            if key in found or not alike(key):
                continue
            match = next((place for place, each in left.items() if alike(each) == alike(key)), None)
            if match is not None:
                found[key] = match
                del left[match]
    return found


def continued(before: Sequence[PlanRow], after: Sequence[PlanRow]) -> dict[int, int]:
    """By its place in `after`, each action that goes on from one of `before`, with the place of that one. No query.

    In the same section and under the same ref it is the one with the same words, of several the one with the same
    bullet; in another section, the only one left on both sides. Where the words are new, the bullet tells it.
    """
    sections = list(dict.fromkeys(row.section for row in before))
    matched = matched_sections(dict.fromkeys(row.section for row in after), sections)
    renamed = {sections[place]: key for key, place in matched.items()}
    old = {place: (renamed.get(row.section), row) for place, row in enumerate(before) if row.ref}
    new = {place: (row.section, row) for place, row in enumerate(after) if row.ref}
    found: dict[int, int] = {}
    for mark, alone in (
        (lambda section, row: (section, row.key, same_words(row.what)), False),
        (lambda section, row: (section, row.ref, same_words(row.what)), False),
        (lambda _, row: (row.ref, same_words(row.what)), True),
        (lambda section, row: (section, row.key), False),
        (lambda _, row: row.key, True),
    ):
        for place, match in _pairs(old, new, mark, alone=alone):
            found[place] = match
            del old[match], new[place]
    return found


def going_on(
    standing: Sequence[tuple[PlanAction | None, PlanRow]], after: Sequence[PlanRow]
) -> dict[int, tuple[PlanAction, PlanRow, PlanRow]]:
    """By the place of a row of `after` the action that goes on as it, with its row before and after. No query."""
    found = continued([row for _, row in standing], after)
    actions = {place: standing[old] for place, old in found.items()}
    return {place: (action, was, after[place]) for place, (action, was) in actions.items() if action is not None}


def _pairs(old: Any, new: Any, mark: Callable[[Any, PlanRow], Any], *, alone: bool) -> list[tuple[int, int]]:
    """Places of `new` and of `old` with the same mark, in their order; `alone`: where either side has just one."""
    there: dict[Any, list[int]] = {}
    for place, each in old.items():
        there.setdefault(mark(*each), []).append(place)
    asked = Counter(mark(*each) for each in new.values())
    pairs = []
    for place, each in new.items():
        left = there.get(mark(*each), [])
        if left and (not alone or (len(left) == 1 == asked[mark(*each)])):
            pairs.append((place, left.pop(0)))
    return pairs


def reworded(pairs: Iterable[tuple[PlanAction, PlanRow, PlanRow]]) -> list[Reworded]:
    """Of actions with their rows before and after, those in other words of which something was reported already.

    An update that was not turned down, in any version, or a milestone that was reached. 2 queries; none where no
    action has other words.
    """
    changed = [each for each in pairs if same_words(each[1].what) != same_words(each[2].what)]
    lineages = {action.lineage for action, _, _ in changed}
    if not lineages:
        return []
    said = Update.objects.filter(turned_down_at__isnull=True, action__lineage__in=lineages)
    reached = MilestoneReached.objects.filter(milestone__action__lineage__in=lineages)
    spoken = set(said.order_by().values_list("action__lineage", flat=True))
    spoken |= set(reached.order_by().values_list("milestone__action__lineage", flat=True))
    return [Reworded(row.reference, was.what, row.what) for action, was, row in changed if action.lineage in spoken]


def _cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= MOST_LETTERS else f"{words[: MOST_LETTERS - 1]}…"
