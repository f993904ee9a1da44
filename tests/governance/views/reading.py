"""Pages of bodies as a reader sees them: words in a row, and the way back up."""

import re
from html import unescape

from django.urls import reverse


def words(response) -> str:
    """The main part of a page as one line of words."""
    main = response.content.decode().partition("<main ")[2].partition(">")[2].partition("</main>")[0]
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" ([,.;:)])", r"\1", text).replace("( ", "(")


def crumbs(response) -> list[tuple[str, str]]:
    """The way back up: addresses and words."""
    return re.findall(r'breadcrumbs__link" href="([^"]*)">([^<]*)<', response.content.decode())


def visit(client, slug, page="body", on=None):
    address = reverse(f"governance:{page}", args=[slug])
    return client.get(f"{address}?on={on}" if on else address)


def said(client, slug, page="body", on=None) -> str:
    return words(visit(client, slug, page, on))


def outline(html: str) -> list[tuple[int, str]]:
    """The names in a nested list, each with its depth."""
    found, depth = [], -1
    for opens, closes, name in re.findall(r"(<ul[^>]*>)|(</ul>)|<div><a [^>]*>([^<]*)</a>", html):
        depth += bool(opens) - bool(closes)
        if name:
            found.append((depth, unescape(name)))
    assert depth == -1
    return found
