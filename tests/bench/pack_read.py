"""The pack read back: whether its pages are numbered through, and whether outline and links lead where they say."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.bench.packs import is_text


def pages_and_faults(made: Path, *, papers: int) -> tuple[int, list[str]]:
    """How many pages the pack of `great_meeting` with so many papers has, and a sentence for each fault."""
    reader = PdfReader(made)
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    starts = [_start(pages, number) for number in range(papers)]
    faults = [*_numbers(pages), *_outline(reader, starts), *_links(reader, starts)]
    return len(pages), faults


def _start(pages: list[str], number: int) -> int:
    """The page, from 0, on which a paper begins, by what stands there; -1 where it is nowhere."""
    words = f"Item {number + 1}: Business number {number}" if is_text(number) else f"Leaf 1 of file {number}."
    return next((place for place, page in enumerate(pages) if words in page), -1)


def _numbers(pages: list[str]) -> Iterator[str]:
    """Pages that do not say their number, and nothing else like it."""
    for number, page in enumerate(pages, 1):
        said = re.findall(r"Page \d+ of \d+", page)
        if said != [f"Page {number} of {len(pages)}"]:
            yield f"page {number} of {len(pages)} says {said or 'no number'}"


def _outline(reader: PdfReader, starts: list[int]) -> Iterator[str]:
    """Entries that are missing or lead elsewhere: the agenda, then each item with its paper under it."""
    expected: list[Any] = [("Agenda", 0)]
    for number, start in enumerate(starts):
        title = f"{'Text' if is_text(number) else 'File'} {number}"
        expected += [(f"{number + 1} Business number {number}", start), [(title, start)]]
    found = _told(reader, reader.outline)
    for was, wanted in zip_longest(found, expected):
        if was != wanted:
            yield f"the outline says {was}, not {wanted}"


def _told(reader: PdfReader, entries: list[Any]) -> list[Any]:
    return [
        _told(reader, each) if isinstance(each, list) else (each.title, reader.get_destination_page_number(each))
        for each in entries
    ]


def _links(reader: PdfReader, starts: list[int]) -> Iterator[str]:
    """Papers to whose first page no link of the agenda leads, and other pages to which one does."""
    places = {
        page.indirect_reference.idnum: place for place, page in enumerate(reader.pages) if page.indirect_reference
    }
    led = set()
    for page in list(reader.pages)[: starts[0]]:
        for note in (each.get_object() for each in page.get("/Annots", [])):
            if isinstance(note.get("/Dest"), list):
                led.add(places[note["/Dest"][0].idnum])
    yield from (f"no link leads to page {page + 1}, where a paper begins" for page in sorted({*starts} - led))
    yield from (f"a link leads to page {page + 1}, where no paper begins" for page in sorted(led - {*starts}))
