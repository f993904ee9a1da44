"""Plain text of the data files as rich text."""

import html
import re

_ITEM = re.compile(r"(?P<mark>-|\d+\.|#{2,3}) +(?P<words>.+)")
_TAGS = {"-": "ul", "##": "h2", "###": "h3"}


def prose(text: str) -> str:
    """`text` as HTML, by the few marks that the data files use.

    A blank line parts paragraphs; lines that begin with “- ” or “1. ” are items of a list, those with “## ” or “### ”
    headings. Any other line goes on with the paragraph or item before it.
    """
    blocks: list[tuple[str, list[str]]] = []
    parted = True
    for line in map(str.strip, text.splitlines()):
        item = _ITEM.match(line)
        tag = "p" if item is None else _TAGS.get(item["mark"], "ol")
        if item and blocks and blocks[-1][0] == tag and tag in {"ul", "ol"}:
            blocks[-1][1].append(item["words"])
        elif item or (line and parted):
            blocks.append((tag, [item["words"] if item else line]))
        elif line:
            blocks[-1][1][-1] += f" {line}"
        parted = not line
    return "".join(_written(tag, texts) for tag, texts in blocks)


def _written(tag: str, texts: list[str]) -> str:
    words = [html.escape(text, quote=False) for text in texts]
    if tag not in {"ul", "ol"}:
        return f"<{tag}>{words[0]}</{tag}>"
    return f"<{tag}>{''.join(f'<li>{w}</li>' for w in words)}</{tag}>"
