"""Repair of lists that Word pastes as paragraphs beginning with a bullet."""

import re

from governance.foundation.markup import LOOSE, Block, Run

_BULLET = re.compile(r"\s*([•·●▪■◦‣∙§o])[\s\u00a0]+(?=\S)")
"""A bullet as Word writes it, the letter o of its second level included, and the space after it."""
_FIRST_LEVEL_ONLY_AFTER = {"o", "§"}
"""Marks that are also plain characters: a list does not start with a single one of them."""


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
        out.append(block)
        place += 1
    return out


def _marks_from(blocks: list[Block], place: int) -> list[str]:
    """The bullets of the paragraphs from `place` on, as many as stand in a row."""
    marks: list[str] = []
    for block in blocks[place:]:
        found = _BULLET.match(block.text) if block.tag == "p" else None
        if not found:
            break
        marks.append(found[1])
    if marks and marks[0] in _FIRST_LEVEL_ONLY_AFTER and len(marks) == 1:
        return []
    return marks


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
        open_lists[-1][1].blocks.append(Block("li", runs=_without_bullet(paragraph)))
    return top


def _without_bullet(paragraph: Block) -> list[Run]:
    """The runs of `paragraph` after its bullet."""
    found = _BULLET.match(paragraph.text)
    left = found.end() if found else 0
    runs: list[Run] = []
    for run in paragraph.runs:
        cut = min(left, len(run.text))
        left -= cut
        if run.text[cut:]:
            runs.append(Run(run.text[cut:], run.marks))
    return runs
