"""Cuts a structure that no paper holds into sheets that A3 holds, each of which says where it goes on.

First comes an overview of as many levels as fit, then the branches, several on a sheet where they fit. A body stands on
the overview and again above its own branch. A dotted line is drawn on every sheet that shows both its ends; where there
is none, both ends say to which sheet the line goes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from governance.diagram.arrangement import GAP
from governance.diagram.composing import Composer, Contents, Look
from governance.diagram.faces import BOX_WIDTH
from governance.diagram.forest import Forest
from governance.diagram.legend import sentence
from governance.diagram.paper import capacity
from governance.diagram.parts import Dotted, Key
from governance.foundation.sentences import listed

LEAST_BOX = 40
LEAST_RUN = 3
NAMED = 3
SPARES = (1.0, 1.05, 1.15, 1.4)
ROOM = capacity("A3", "landscape")


@dataclass
class Sheet:
    """The bodies on one sheet. `head` stands above its branch or branches, `tops` are these where they are a choice."""

    keys: set[Key]
    head: Key | None = None
    tops: list[Key] = field(default_factory=list)


@dataclass
class Cutter:
    """Cuts one structure into sheets. `spare` is by how much each must be smaller than the paper."""

    whole: Contents
    look: Look
    spare: float = 1.0
    sheets: list[Sheet] = field(default_factory=list)
    waiting: list[Key] = field(default_factory=list)

    def cut(self) -> list[Sheet]:
        """The sheets, overview first."""
        forest = self.whole.forest
        if forest.roots:
            self._overview()
        for key in self.waiting:
            self._branch(key)
        if forest.family and not any(forest.family[0] in sheet.keys for sheet in self.sheets):
            done = len(self.waiting)
            self._runs(None, forest.family, shown=False)
            for key in self.waiting[done:]:
                self._branch(key)
        return self.sheets

    def _fits(self, keys: Collection[Key]) -> bool:
        """Whether these bodies go on one sheet, with the notes and the caption that it may need."""
        if len(keys) * BOX_WIDTH * (LEAST_BOX + GAP) > ROOM[0] * ROOM[1]:
            return False
        here = set(keys)
        contents = _contents(self.whole, [Sheet(here), Sheet(self.whole.forest.boxes.keys() - here)], 0)
        return Composer(contents, self.look).fits(self.spare)

    def _deepest(self, tops: Iterable[Key], others: Collection[Key] = ()) -> list[Key]:
        """All below `tops` to the deepest level at which they fit together with `others`; nothing if none does."""
        forest = self.whole.forest
        tops = list(tops)
        found: list[Key] = []
        for depth in range(forest.depth[tops[0]], max(forest.depth.values()) + 1):
            keys = [key for top in tops for key in forest.below(top, deepest=depth)]
            if len(keys) == len(found):
                break
            if not self._fits([*keys, *others]):
                break
            found = keys
        return found

    def _overview(self) -> None:
        """The first sheet: the upper levels, with the family if there is room; then what hangs from it waits."""
        forest = self.whole.forest
        family = [key for top in forest.family for key in forest.below(top)]
        kept = self._deepest(forest.roots)
        if len(kept) <= len(forest.roots) < len(forest.order) - len(family) or not kept:
            self._runs(None, forest.roots, shown=False) if len(forest.roots) > 1 else self._branch(forest.roots[0])
            return
        beside = family if family and self._fits([*kept, *family]) else []
        self.sheets.append(Sheet({*kept, *beside}))
        shown = set(kept)
        for key in kept:
            cut = [child for child in forest.children[key] if forest.children[child] and child in shown]
            cut = [child for child in cut if forest.children[child][0] not in shown]
            if cut:
                self._runs(key, cut, shown=True)
        for root in forest.roots:
            if forest.children[root] and forest.children[root][0] not in shown:
                self.waiting.append(root)

    def _branch(self, top: Key) -> None:
        """The sheets of one body and all below it."""
        forest = self.whole.forest
        everything = forest.below(top)
        if self._fits(everything):
            self.sheets.append(Sheet(set(everything), top))
        elif len(forest.children[top]) == 1:
            kept = self._deepest([top])
            shown = set(kept) if len(kept) > 1 else {top, forest.children[top][0]}
            self.sheets.append(Sheet(shown, top))
            ends = [key for key in forest.below(top) if key in shown and forest.children[key]]
            self.waiting += [key for key in ends if forest.children[key][0] not in shown]
        else:
            self._runs(top, forest.children[top], shown=False)

    def _runs(self, head: Key | None, tops: Iterable[Key], *, shown: bool) -> None:
        """Whole branches side by side under `head`, as many on a sheet as fit.

        A branch too large for a sheet is drawn by its top alone (unless that is `shown` already) and waits.
        """
        forest = self.whole.forest
        above = set() if head is None else {head}
        branches: list[tuple[Key, set[Key]]] = []
        for top in tops:
            branch = set(forest.below(top))
            if forest.children[top] and not self._fits(above | branch):
                self.waiting.append(top)
                if shown:
                    continue
                branch = {top}
            branches.append((top, branch))
        while branches:
            count = self._most(above, [branch for _, branch in branches])
            keys = above.union(*(branch for _, branch in branches[:count]))
            self.sheets.append(Sheet(keys, head, [top for top, _ in branches[:count]]))
            branches = branches[count:]

    def _most(self, above: set[Key], branches: list[set[Key]]) -> int:
        """How many of the branches, from the first on, go on one sheet (at least one)."""
        low, high = 1, len(branches)
        while low < high:
            middle = (low + high + 1) // 2
            if self._fits(above.union(*branches[:middle])):
                low = middle
            else:
                high = middle - 1
        return low


def _numbers(numbers: Iterable[int]) -> str:
    """Sheet numbers in words: "sheet 4", "sheets 2 and 3", "sheets 2 to 9 and 12"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = []
    for run in runs:
        said += [f"{run[0]} to {run[-1]}"] if len(run) >= LEAST_RUN else [str(number) for number in run]
    return f"{'sheet' if len(runs) == 1 == len(runs[0]) else 'sheets'}\u00a0{listed(said)}"


def _where(sheets: list[Sheet]) -> dict[Key, list[int]]:
    """The numbers of the sheets on which each body stands."""
    found: dict[Key, list[int]] = {}
    for number, sheet in enumerate(sheets, 1):
        for key in sheet.keys:
            found.setdefault(key, []).append(number)
    return found


def _contents(whole: Contents, sheets: list[Sheet], place: int, where: dict[Key, list[int]] | None = None) -> Contents:
    """What goes on one sheet, with its caption, its notes and the dotted lines that leave it."""
    where = _where(sheets) if where is None else where
    sheet = sheets[place]
    forest = whole.forest
    notes: dict[Key, list[str]] = {key: list(whole.notes.get(key, ())) for key in sheet.keys}
    for key in forest.order:
        if key in sheet.keys:
            notes[key] += _goes_on(forest, sheet, key, place + 1, where)
    inside: list[tuple[int, Dotted]] = []
    endings: dict[int, str] = {}
    for number, line in whole.dotted:
        here = [end in sheet.keys for end in (line.source, line.target)]
        if all(here):
            inside.append((number, line))
        elif any(here) and not set(where[line.source]) & set(where[line.target]):
            end, other = (line.source, line.target) if here[0] else (line.target, line.source)
            if where[end][0] != place + 1:
                continue
            page = _numbers(where[other][:1])
            notes[end].append(f"Line {number} {'to' if here[0] else 'from'} {page}")
            endings[number] = sentence(forest, line, page)
    caption = f"Sheet {place + 1} of {len(sheets)}"
    caption += _named([forest.boxes[key].name for key in sheet.tops or ([] if sheet.head is None else [sheet.head])])
    caption += f". {whole.caption}" if whole.caption else ""
    kept = {key: tuple(lines) for key, lines in notes.items()}
    return Contents(forest.only(sheet.keys), tuple(inside), kept, caption, endings, whole.roots)


def _named(names: list[str]) -> str:
    """The branches on a sheet as the end of its caption."""
    if len(names) > NAMED:
        return f": {names[0]} to {names[-1]}"
    return f": {', '.join(names)}" if names else ""


def _goes_on(forest: Forest, sheet: Sheet, key: Key, number: int, where: dict[Key, list[int]]) -> list[str]:
    """The note that says where the rest of a branch is."""
    missing = [child for child in forest.children[key] if child not in sheet.keys]
    above = forest.parent[key]
    if key == sheet.head and (first := min(where[key])) != number:
        return [f"Continued from {_numbers([first])}"]
    if missing:
        return [f"Continues on {_numbers(page for child in missing for page in where[child][:1])}"]
    if above is not None and above not in sheet.keys:
        return [f"Continued from {_numbers(where[above][:1])}"]
    return []


def partition(whole: Contents, look: Look) -> list[Contents]:
    """What goes on each sheet, in order.

    Notes get their final wording only when all sheets are known; should one then be too long, all is cut again with
    something to spare.
    """
    for spare in SPARES:
        sheets = Cutter(whole, look, spare).cut()
        where = _where(sheets)
        found = [_contents(whole, sheets, place, where) for place in range(len(sheets))]
        if all(Composer(contents, look).fits() for contents in found):
            break
    return found
