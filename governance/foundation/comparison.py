"""Two versions of a text side by side in one: words taken out in <del>, words put in in <ins>.

Blocks are matched first (paragraph with paragraph, item with item, row with row), words inside matched
blocks second, so that the marks always stand inside a block and the nesting stays valid. Taking every
<ins> away gives the old words back, taking every <del> away the new ones.
"""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from governance.foundation.markup import CELLS, HEADINGS, LOOSE, Block, Mark, Run, words_of, write
from governance.foundation.reading import read
from governance.foundation.richtext import CleanText, clean, settled
from governance.foundation.word_comparison import DELETED, INSERTED, merged_runs

ALIKE = 0.3
"""Share of words that two blocks must have in common to be shown as one block changed."""
MANY = 500
"""Blocks beside each other beyond which equal ones that come often do not lead the matching."""
MOST_PAIRS = 2500
"""Pairs of blocks that are weighed against each other; longer stretches are paired in order."""

_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")


class Summary(NamedTuple):
    """How many words a comparison adds and removes."""

    added: int
    removed: int


def compare(old_html: str, new_html: str) -> CleanText:
    """Both texts as one clean HTML, with <del> around what only the old has and <ins> around what is new.

    Insertions and deletions that an officer wrote into either text lose their marks and keep their words.
    Raises ValidationError where `clean` would.
    """
    return settled(write(_compared(old_html, new_html)))


def summary(old_html: str, new_html: str) -> Summary:
    """The numbers of words added and removed between two texts."""
    counts = Counter[str]()
    for block in words_of(_compared(old_html, new_html)):
        for run in block.runs:
            kind = run.marks[0][0] if run.marks else ""
            counts[kind] += len(_WORD.findall(run.text))
    return Summary(added=counts["ins"], removed=counts["del"])


def _compared(old_html: str, new_html: str) -> list[Block]:
    return _merged(_unmarked(old_html), _unmarked(new_html))


def _unmarked(html: str) -> list[Block]:
    """The blocks of a text, without the insertions and deletions it speaks of itself."""
    return read(clean(re.sub("</?(ins|del)>", "", clean(html))))


# Blocks ----------------------------------------------------------------------------------------------------


def _merged(old: list[Block], new: list[Block]) -> list[Block]:
    """Two lists of blocks as one."""
    out: list[Block] = []
    before, after = ([_shape(each) for each in blocks] for blocks in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=len(new) > MANY)
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            out.extend(new[j1:j2])
        else:
            out.extend(_replaced(old[i1:i2], new[j1:j2]))
    return out


def _shape(block: Block) -> tuple:
    """What makes two blocks equal for a reader: kind and words, whatever the emphasis."""
    return (_kind(block), block.text, *(_shape(inner) for inner in block.blocks))


def _kind(block: Block) -> str:
    """Tags that may stand for each other in two versions have one kind."""
    if block.tag in HEADINGS:
        return "heading"
    if block.tag in CELLS:
        return "cell"
    return "p" if block.tag == LOOSE else block.tag


def _replaced(old: list[Block], new: list[Block]) -> list[Block]:
    """A stretch in which no two blocks are equal: alike ones merged, the others taken out or put in."""
    out: list[Block] = []
    i = j = 0
    for a, b in [*_pairs(old, new), (len(old), len(new))]:
        out.extend(block for each in old[i:a] for block in _all_marked(each, DELETED))
        out.extend(block for each in new[j:b] for block in _all_marked(each, INSERTED))
        if a < len(old):
            out.extend(_changed(old[a], new[b]))
        i, j = a + 1, b + 1
    return out


def _pairs(old: list[Block], new: list[Block]) -> list[tuple[int, int]]:
    """Places of alike blocks, in order in both lists, with the greatest sum of likeness."""
    if len(old) * len(new) > MOST_PAIRS:
        likely = zip(range(len(old)), range(len(new)), strict=False)
        return [(i, j) for i, j in likely if _likeness(_bag(old[i]), _bag(new[j])) >= ALIKE]
    bags = [_bag(each) for each in old], [_bag(each) for each in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    worth = [[_likeness(a, b) for b in bags[1]] for a in bags[0]]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = best[i + 1][j + 1] + worth[i][j] if worth[i][j] >= ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if worth[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + worth[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _bag(block: Block) -> tuple[str, Counter[str]]:
    """A block's kind and its words, counted."""
    return _kind(block), Counter(word for each in words_of([block]) for word in _WORD.findall(each.text))


def _likeness(one: tuple[str, Counter[str]], other: tuple[str, Counter[str]]) -> float:
    """From 0 (another kind, or no word in common) to 1."""
    if one[0] != other[0]:
        return 0.0
    total = one[1].total() + other[1].total()
    return 2 * (one[1] & other[1]).total() / total if total else 1.0


def _changed(old: Block, new: Block) -> list[Block]:
    """One block out of two alike ones."""
    if new.tag == "table":
        return _changed_table(old, new)
    if not old.blocks and not new.blocks:
        return [Block(new.tag, new.attrs, runs=merged_runs(old.runs, new.runs))]
    return [Block(new.tag, new.attrs, blocks=_merged(_inner(old), _inner(new)))]


def _inner(block: Block) -> list[Block]:
    """The blocks in a block; the words of an item that has no other block as one."""
    return block.blocks or ([Block("p", runs=block.runs)] if block.runs else [])


def _all_marked(block: Block, mark: Mark) -> list[Block]:
    """The block with every word under `mark`. A rule has no words: only the new text's are drawn."""
    if block.tag == "hr" and mark == DELETED:
        return []
    for each in words_of([block]):
        for run in each.runs:
            run.marks = (mark, *run.marks)
    return [block]


# Tables ------------------------------------------------------------------------------------------------------


def _changed_table(old: Block, new: Block) -> list[Block]:
    """A table row by row where the columns are the same, cell by cell where the whole grid is."""
    if not _same_columns(old, new):
        return [*_all_marked(old, DELETED), *_all_marked(new, INSERTED)]
    olds, news = (_parts(each) for each in (old, new))
    out = Block("table")
    caption = _merged(olds.get("caption", []), news.get("caption", []))
    if caption:
        runs = [run for each in caption for run in [*each.runs, Run(" ")]]
        out.blocks.append(Block("caption", runs=runs))
    for section in ("thead", "tbody", "tfoot"):
        before, after = (parts.get(section, []) for parts in (olds, news))
        if _grid(before) == _grid(after):
            rows = [_changed_row(*pair) for pair in zip(before, after, strict=True)]
        else:
            rows = [row for each in _row_matches(before, after) for row in each]
        if rows:
            out.blocks.append(Block(section, blocks=rows))
    return [out]


def _parts(table: Block) -> dict[str, list[Block]]:
    """The rows of each section, and the caption."""
    parts: dict[str, list[Block]] = {}
    for each in table.blocks:
        parts.setdefault(each.tag, []).extend([each] if each.tag == "caption" else each.blocks)
    return parts


def _row_matches(before: list[Block], after: list[Block]) -> list[list[Block]]:
    """Rows matched as blocks are; only rows of the same cells are merged into one."""
    old, new = ([_shape(row) for row in rows] for rows in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=len(after) > MANY)
    out: list[list[Block]] = []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            out.append(after[j1:j2])
            continue
        i, j = i1, j1
        pairs = [(i1 + a, j1 + b) for a, b in _pairs(before[i1:i2], after[j1:j2])]
        for a, b in [*(pair for pair in pairs if _grid([before[pair[0]]]) == _grid([after[pair[1]]])), (i2, j2)]:
            out.extend(_all_marked(row, DELETED) for row in before[i:a])
            out.extend(_all_marked(row, INSERTED) for row in after[j:b])
            if a < i2:
                out.append([_changed_row(before[a], after[b])])
            i, j = a + 1, b + 1
    return out


def _changed_row(old: Block, new: Block) -> Block:
    """One row out of two with the same cells."""
    cells = [_changed(before, after)[0] for before, after in zip(old.blocks, new.blocks, strict=True)]
    return Block("tr", blocks=cells)


def _grid(rows: list[Block]) -> list[list[tuple[str, str]]]:
    """The spans of every cell."""
    return [[(c.attrs.get("colspan", "1"), c.attrs.get("rowspan", "1")) for c in row.blocks] for row in rows]


def _same_columns(old: Block, new: Block) -> bool:
    """Whether rows of both tables may stand in one: all equally wide, and none reaching into the next."""
    sections = ("thead", "tbody", "tfoot")
    grids = [[_grid(_parts(table).get(section, [])) for section in sections] for table in (old, new)]
    if grids[0] == grids[1]:
        return True
    rows = [row for grid in grids for section in grid for row in section]
    widths = {sum(int(columns) for columns, _ in row) for row in rows}
    return len(widths) == 1 and all(spanned == "1" for row in rows for _, spanned in row)
