"""Writing without an editor: paragraphs, lists, headings and bold words as people type them, and back.

An empty line parts two paragraphs. Lines that begin with “- ” are a list, with “1. ” a numbered one, with “# ” a
heading; words between two pairs of asterisks are bold.
"""

import re
from html import escape
from itertools import groupby

from governance.foundation.markup import BREAK, Block, Run
from governance.foundation.reading import TooDeepError, read
from governance.foundation.richtext import settled
from governance.foundation.sanitiser import sanitise

_BOLD = re.compile(r"\*\*(\S(?:[^*]*?\S)?)\*\*")
_BEGINNINGS = (("ul", re.compile(r"\s*[-•]\s+")), ("ol", re.compile(r"\s*\d{1,3}[.)]\s+")), ("h2", re.compile(r"#\s+")))


def as_html(words: str) -> str:
    """Typed words as clean rich text."""
    blocks = []
    for tag, lines in groupby(words.replace("\r\n", "\n").split("\n"), key=_tag):
        texts = [_without_beginning(line, tag) for line in lines]
        if tag in {"ul", "ol"}:
            blocks.append(f"<{tag}>{''.join(f'<li>{_inline(text)}</li>' for text in texts)}</{tag}>")
        elif tag == "h2":
            blocks.extend(f"<h2>{_inline(text)}</h2>" for text in texts)
        elif tag == "p":
            blocks.append(f"<p>{'<br>'.join(_inline(text) for text in texts)}</p>")
    return settled("".join(blocks))


def as_words(html: str) -> str:
    """Rich text as one would type it; what cannot be typed loses its form and keeps its words."""
    return "\n\n".join(filter(None, (_typed(block) for block in _blocks(html))))


def can_be_typed(html: str) -> bool:
    """Whether nothing is lost when the text is taken apart by `as_words` and put together by `as_html`."""
    return as_html(as_words(html)) == html


def _tag(line: str) -> str:
    if not line.strip():
        return ""
    return next((tag for tag, beginning in _BEGINNINGS if beginning.match(line)), "p")


def _without_beginning(line: str, tag: str) -> str:
    beginning = dict(_BEGINNINGS).get(tag)
    return (beginning.sub("", line, count=1) if beginning else line).strip()


def _inline(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))


def _blocks(html: str) -> list[Block]:
    try:
        return read(sanitise(html))
    except TooDeepError:
        return []


def _typed(block: Block) -> str:
    if block.tag in {"ul", "ol"}:
        numbers = range(1, len(block.blocks) + 1)
        marks = ["- " if block.tag == "ul" else f"{number}. " for number in numbers]
        return "\n".join(mark + _words(item).replace("\n", " ") for mark, item in zip(marks, block.blocks, strict=True))
    words = _words(block)
    return f"# {words}" if block.tag == "h2" else words


def _words(block: Block) -> str:
    if block.blocks:
        return "\n".join(filter(None, (_typed(each) for each in block.blocks)))
    return "".join(_run(run) for run in block.runs)


def _run(run: Run) -> str:
    if run.text == BREAK:
        return "\n"
    is_bold = any(tag in {"strong", "b"} for tag, _ in run.marks)
    return f"**{run.text.strip()}**{' ' if run.text.endswith(' ') else ''}" if is_bold else run.text
