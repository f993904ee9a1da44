"""From sanitised HTML to the tree of `markup`: whatever the nesting was, the blocks come out validly nested."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from governance.foundation.markup import (
    BREAK,
    CELLS,
    INLINE,
    LISTS,
    LOOSE,
    SECTIONS,
    WORDS_ONLY,
    Block,
    Mark,
    Run,
    paragraphs,
    room,
    tidy_runs,
    words_of,
)


class TooDeepError(ValueError):
    """The text is nested more deeply than the reader asked for."""


@dataclass(slots=True)
class _Node:
    tag: str
    attrs: dict[str, str]
    children: list["_Node | str"] = field(default_factory=list)


Maker = Callable[[_Node, tuple[Mark, ...]], list[Block]]


class _Reader(HTMLParser):
    """Builds plain nodes from sanitised HTML, whose tags are all closed in order."""

    def __init__(self, deepest: int) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("", {})]
        self.deepest = deepest

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag in {"br", "hr"}:
            return
        self.open.append(node)
        if len(self.open) > self.deepest:
            raise TooDeepError

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str, deepest: int = 60) -> list[Block]:
    """The blocks of sanitised HTML, validly nested. Raises TooDeepError beyond `deepest` open tags."""
    reader = _Reader(deepest)
    reader.feed(html)
    reader.close()
    return _flow(reader.open[0].children, ())


# From nodes to blocks ------------------------------------------------------------------------------


def _flow(children: list["_Node | str"], marks: tuple[Mark, ...]) -> list[Block]:
    """Blocks from any mixture of words and blocks; loose words become LOOSE blocks."""
    out: list[Block] = []
    loose: list[Run] = []

    def settle() -> None:
        if runs := tidy_runs(loose):
            out.append(Block(LOOSE, runs=runs))
        loose.clear()

    def take(nodes: list["_Node | str"], marks: tuple[Mark, ...]) -> None:
        for node in nodes:
            if isinstance(node, str):
                loose.append(Run(node, marks))
            elif node.tag == "br":
                loose.append(Run(BREAK, marks))
            elif node.tag in INLINE:
                take(node.children, _with_mark(marks, node))
            else:
                settle()
                out.extend(_block(node, marks))

    take(children, marks)
    settle()
    return out


def _with_mark(marks: tuple[Mark, ...], node: _Node) -> tuple[Mark, ...]:
    """`marks` and the one of `node`, unless it says nothing new (a link without an address, twice bold)."""
    if node.tag == "a":
        if not node.attrs.get("href"):
            return marks
        marks = tuple(mark for mark in marks if mark[0] != "a")
    elif any(mark[0] == node.tag for mark in marks):
        return marks
    return (*marks, (node.tag, tuple(sorted(node.attrs.items()))))


def _block(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    """What one block-level node becomes: usually one block, none if it is empty."""
    makers: dict[str, Maker] = {"hr": _rule, "dl": _definitions, "table": _table, "blockquote": _quotation}
    makers |= dict.fromkeys(WORDS_ONLY, _words) | dict.fromkeys(LISTS, _list)
    maker = makers.get(node.tag, _unwrapped)
    return maker(node, marks)


def _rule(_node: _Node, _marks: tuple[Mark, ...]) -> list[Block]:
    return [Block("hr")]


def _quotation(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    inner = _unwrapped(node, marks)
    return [Block("blockquote", blocks=inner)] if inner else []


def _unwrapped(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    """The content of an item, cell or row that stands where it cannot."""
    return paragraphs(_flow(node.children, marks))


def _words(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    """A paragraph or heading; blocks that strayed into it follow it."""
    out: list[Block] = []
    for block in _flow(node.children, marks):
        if block.tag == LOOSE:
            block.tag = node.tag
        out.append(block)
    return out


def _list(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    items: list[Block] = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        item = child if isinstance(child, _Node) and child.tag == "li" else None
        inner = _flow(item.children if item else [child], marks)
        if not inner:
            continue
        if item is None and items and inner[0].tag in LISTS:
            last = items[-1]
            before = last.blocks or [Block("p", runs=last.runs)]
            last.blocks, last.runs = room([*before, *inner])
            continue
        blocks, runs = room(inner)
        items.append(Block("li", blocks=blocks, runs=runs))
    attrs = node.attrs if node.tag == "ol" else {}
    return [Block(node.tag, attrs, blocks=items)] if items else []


def _definitions(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    out: list[Block] = []
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        if not isinstance(child, str) and child.tag == "dt":
            out.extend(Block("dt", runs=block.runs) for block in words_of(_flow(child.children, marks)))
            continue
        dd = child if isinstance(child, _Node) and child.tag == "dd" else None
        blocks, runs = room(_flow(dd.children if dd else [child], marks))
        if blocks or runs:
            out.append(Block("dd", blocks=blocks, runs=runs))
    if not out or out[0].tag != "dt" or out[-1].tag != "dd":
        return [Block("p", runs=block.runs) for block in words_of(out)]
    return [Block("dl", blocks=out)]


def _table(node: _Node, marks: tuple[Mark, ...]) -> list[Block]:
    """A table as caption, sections, rows and cells; whatever else was inside stands before it."""
    table, before = Block("table"), []
    caption: list[Run] = []
    for child in node.children:
        if isinstance(child, _Node) and child.tag in SECTIONS | {"tr"}:
            rows = child.children if child.tag in SECTIONS else [child]
            kept = [row for row in (_row(row, marks) for row in rows) if row.blocks]
            if kept:
                tag = child.tag if child.tag in SECTIONS else "tbody"
                table.blocks.append(Block(tag, blocks=kept))
        elif isinstance(child, _Node) and child.tag == "caption" and not caption:
            caption = _joined(_flow(child.children, marks))
        else:
            before.extend(paragraphs(_flow([child], marks)))
    if not table.blocks:
        return before + ([Block("p", runs=caption)] if caption else [])
    _settle_sections(table)
    _settle_headers(table)
    if caption:
        table.blocks.insert(0, Block("caption", runs=caption))
    return [*before, table]


def _row(node: "_Node | str", marks: tuple[Mark, ...]) -> Block:
    row = Block("tr")
    for child in [] if isinstance(node, str) else node.children:
        if isinstance(child, str) and not child.strip():
            continue
        cell = child if isinstance(child, _Node) and child.tag in CELLS else None
        blocks, runs = room(_flow(cell.children if cell else [child], marks))
        if cell or blocks or runs:
            row.blocks.append(Block(cell.tag if cell else "td", dict(cell.attrs) if cell else {}, blocks, runs))
    return row


def _joined(blocks: list[Block]) -> list[Run]:
    """All the words of `blocks` in one line of runs."""
    runs: list[Run] = []
    for block in words_of(blocks):
        runs.extend([*([Run(" ")] if runs else []), *block.runs])
    return tidy_runs(runs)


def _settle_sections(table: Block) -> None:
    """A head only at the top, a foot only at the end, bodies joined; a first row of headers is the head."""
    sections: list[Block] = []
    last = len(table.blocks) - 1
    for place, section in enumerate(table.blocks):
        right = {"thead": place == 0, "tfoot": place == last and place > 0}.get(section.tag, True)
        section.tag = section.tag if right else "tbody"
        if sections and sections[-1].tag == section.tag == "tbody":
            sections[-1].blocks.extend(section.blocks)
        else:
            sections.append(section)
    first = sections[0]
    if first.tag == "tbody" and len(first.blocks) > 1 and _heads(first.blocks[0]):
        sections.insert(0, Block("thead", blocks=[first.blocks.pop(0)]))
    table.blocks = sections


def _heads(row: Block) -> bool:
    """Whether every cell of `row` is a header that ends in this row."""
    return all(cell.tag == "th" and cell.attrs.get("rowspan", "1") == "1" for cell in row.blocks)


def _settle_headers(table: Block) -> None:
    """Word pastes a heading row as bold cells: they become headers. Every header says what it heads."""
    cells = [cell for section in table.blocks for row in section.blocks for cell in row.blocks]
    top = table.blocks[0]
    unmarked = top.tag == "tbody" and len(top.blocks) > 1 and not any(cell.tag == "th" for cell in cells)
    if unmarked and all(_bold(cell) for cell in top.blocks[0].blocks):
        for cell in top.blocks[0].blocks:
            cell.tag = "th"
        table.blocks.insert(0, Block("thead", blocks=[top.blocks.pop(0)]))
    for section in table.blocks:
        for row in section.blocks:
            for cell in row.blocks:
                if cell.tag == "th":
                    cell.attrs.setdefault("scope", "col" if section.tag == "thead" else "row")


def _bold(cell: Block) -> bool:
    """Whether a cell has words, ends in its row, and all of them are bold."""
    return (
        bool(cell.runs)
        and cell.attrs.get("rowspan", "1") == "1"
        and all({"strong", "b"} & {tag for tag, _ in run.marks} for run in cell.runs if run.text.strip())
    )
