"""Officers' text as a small tree: blocks that hold blocks or words, and words that carry marks.

`reading` makes the tree, `richtext` cleans with it and `comparison` compares with it, so all agree on
what a paragraph is. What `write` gives back is always validly nested HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

INLINE = frozenset(["strong", "b", "em", "i", "u", "sub", "sup", "abbr", "a", "del", "ins"])
HEADINGS = frozenset({"h2", "h3", "h4"})
WORDS_ONLY = frozenset({"p"}) | HEADINGS
"""Blocks that hold words and no other block, and may stand anywhere."""
CELLS = frozenset({"th", "td"})
ROOMS = frozenset({"li", "dd"}) | CELLS
"""Blocks that hold either words alone or several blocks; a lone paragraph in them loses its tag."""
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
LISTS = frozenset({"ul", "ol"})
LOOSE = ""
"""Tag of a paragraph that has none of its own, as in <li>words</li>."""
BREAK = "\v"
"""Text of a run that stands for <br>; the sanitiser lets no such character in."""

Mark = tuple[str, tuple[tuple[str, str], ...]]
"""A tag such as strong or a, with its attributes."""


@dataclass(slots=True)
class Run:
    """Words under the same marks; `text` == BREAK for a line break."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Block:
    """A block of text: `runs` where it holds words, `blocks` where it holds other blocks."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own words, without marks."""
        return "".join(run.text for run in self.runs)


def words_of(blocks: list[Block]) -> Iterator[Block]:
    """Every block that holds words itself, in reading order."""
    for block in blocks:
        if block.blocks:
            yield from words_of(block.blocks)
        elif block.runs:
            yield block


def paragraphs(blocks: list[Block]) -> list[Block]:
    """The same blocks with loose words in paragraphs."""
    for block in blocks:
        if block.tag == LOOSE:
            block.tag = "p"
    return blocks


def room(blocks: list[Block]) -> tuple[list[Block], list[Run]]:
    """Content of a list item or cell: one paragraph (with lists after it) stands there without its tag."""
    paragraphs(blocks)
    if blocks and blocks[0].tag == "p" and all(block.tag in LISTS for block in blocks[1:]):
        if len(blocks) == 1:
            return [], blocks[0].runs
        blocks[0].tag = LOOSE
    return blocks, []


_SPACES = re.compile(r"[ \t\n\r\f]+")


def tidy_runs(runs: list[Run]) -> list[Run]:
    """Runs with single spaces, none at the ends or beside a break, and equal neighbours joined."""
    out: list[Run] = []
    for run in runs:
        if run.text == BREAK:
            _trim_end(out)
            if out:
                out.append(Run(BREAK, run.marks))
            continue
        text = _SPACES.sub(" ", run.text)
        if text.startswith(" ") and (not out or out[-1].text == BREAK or out[-1].text.endswith(" ")):
            text = text[1:]
        if not text:
            continue
        if out and out[-1].marks == run.marks and out[-1].text != BREAK:
            out[-1].text += text
        else:
            out.append(Run(text, run.marks))
    while out and (out[-1].text == BREAK or out[-1].text.endswith(" ")):
        if out[-1].text == BREAK:
            out.pop()
        else:
            _trim_end(out)
    return out if any(run.text.strip() for run in out) else []


def _trim_end(runs: list[Run]) -> None:
    """Take the last space away."""
    if runs and runs[-1].text != BREAK and runs[-1].text.endswith(" "):
        runs[-1].text = runs[-1].text[:-1]
        if not runs[-1].text:
            runs.pop()


def write(blocks: list[Block]) -> str:
    """The HTML of `blocks`; loose words at the top stand in paragraphs."""
    return "".join(_written(block) for block in paragraphs(blocks))


def _written(block: Block) -> str:
    if block.tag == "hr":
        return "<hr>"
    inner = "".join(_written(each) for each in block.blocks) if block.blocks else write_runs(block.runs)
    if block.tag == LOOSE:
        return inner
    return f"<{block.tag}{_attributes(tuple(block.attrs.items()))}>{inner}</{block.tag}>"


def write_runs(runs: list[Run]) -> str:
    """The HTML of words, with each mark opened and closed in order."""
    parts: list[str] = []
    open_marks: list[Mark] = []
    for run in runs:
        shared = 0
        while shared < min(len(open_marks), len(run.marks)) and open_marks[shared] == run.marks[shared]:
            shared += 1
        parts.extend(f"</{tag}>" for tag, _ in reversed(open_marks[shared:]))
        parts.extend(f"<{tag}{_attributes(attrs)}>" for tag, attrs in run.marks[shared:])
        open_marks[shared:] = run.marks[shared:]
        parts.append("<br>" if run.text == BREAK else escape(run.text, quote=False))
    parts.extend(f"</{tag}>" for tag, _ in reversed(open_marks))
    return "".join(parts)


def _attributes(attrs: tuple[tuple[str, str], ...]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attrs)
