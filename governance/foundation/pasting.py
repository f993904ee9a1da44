"""Repair of what Word pastes as plain paragraphs (lists), and of what the editor can only hold as such (captions)."""

import re

from governance.foundation.markup import LOOSE, ROOMS, Block, Run, room

_BULLET = re.compile(r"\s*([•·●▪■◦‣∙§o])[\s\u00a0]+(?=\S)")
"""A bullet as Word writes it, the letter o of its second level included, and the space after it."""
_NEVER_FIRST = {"o", "§"}
"""Marks that are also plain characters: only a list that another mark began goes on with them."""
_EDITS = {"ins", "del"}
"""Words under these come from a comparison, and are shown as they were."""


def lists_from_bullets(blocks: list[Block]) -> list[Block]:
    """`blocks` with runs of bulleted paragraphs as lists, at any depth; a new mark opens a deeper list."""
    out: list[Block] = []
    place = 0
    while place < len(blocks):
        marks = _marks_from(blocks, place)
        if marks:
            out.append(_list(blocks[place : place + len(marks)], marks))
            place += len(marks)
            continue
        block = blocks[place]
        block.blocks = lists_from_bullets(block.blocks)
        if block.tag in ROOMS and block.blocks:
            block.blocks, block.runs = room(block.blocks)
        out.append(block)
        place += 1
    return out


def _marks_from(blocks: list[Block], place: int) -> list[str]:
    """The bullets of the paragraphs from `place` on, as many as stand in a row."""
    marks: list[str] = []
    for block in blocks[place:]:
        found = _BULLET.match(block.text) if block.tag == "p" else None
        if not found or _edited(block):
            break
        marks.append(found[1])
    return [] if marks and marks[0] in _NEVER_FIRST else marks


def _list(paragraphs: list[Block], marks: list[str]) -> Block:
    """One list of the paragraphs, nested by their marks in the order in which the marks first come."""
    top = Block("ul")
    open_lists = [(marks[0], top)]
    for paragraph, mark in zip(paragraphs, marks, strict=True):
        known = [each for each, _ in open_lists]
        if mark in known:
            del open_lists[known.index(mark) + 1 :]
        else:
            inner = Block("ul")
            item = open_lists[-1][1].blocks[-1]
            if item.runs:
                item.blocks, item.runs = [Block(LOOSE, runs=item.runs)], []
            item.blocks.append(inner)
            open_lists.append((mark, inner))
        open_lists[-1][1].blocks.append(Block("li", runs=_after(paragraph, _BULLET)))
    return top


def _edited(block: Block) -> bool:
    return bool(_EDITS & {tag for tag, _ in block.runs[0].marks})


def _after(paragraph: Block, prefix: re.Pattern[str]) -> list[Run]:
    """The runs of `paragraph` after `prefix`."""
    found = prefix.match(paragraph.text)
    left = found.end() if found else 0
    runs: list[Run] = []
    for run in paragraph.runs:
        cut = min(left, len(run.text))
        left -= cut
        if run.text[cut:]:
            runs.append(Run(run.text[cut:], run.marks))
    return runs


_CAPTION = re.compile(r"Table:[\s\u00a0]*(?=\S)")
"""How an officer writes a table's caption: a paragraph before the table that begins with this."""


def captions_from_paragraphs(blocks: list[Block]) -> list[Block]:
    """`blocks` with each "Table: words" paragraph that stands right before a table as the table's caption."""
    out: list[Block] = []
    for block in blocks:
        block.blocks = captions_from_paragraphs(block.blocks)
        before = out[-1] if out else None
        if block.tag == "table" and block.blocks[0].tag != "caption" and before and _says_caption(before):
            block.blocks.insert(0, Block("caption", runs=_after(before, _CAPTION)))
            out.pop()
        out.append(block)
    return out


def captions_as_paragraphs(blocks: list[Block]) -> list[Block]:
    """The same the other way round, for the editor, which knows no captions."""
    out: list[Block] = []
    for block in blocks:
        block.blocks = captions_as_paragraphs(block.blocks)
        if block.tag == "table" and block.blocks[0].tag == "caption":
            out.append(Block("p", runs=[Run("Table: "), *block.blocks.pop(0).runs]))
        out.append(block)
    return out


def _says_caption(block: Block) -> bool:
    return block.tag == "p" and bool(_CAPTION.match(block.text)) and not _edited(block)
