"""What the pack of a meeting holds: the agenda, its papers in their order, and whose copy it is.

A plan is known by a hash of everything that the pack will say, so that `pack_binding` puts each together once.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from governance.foundation.printing import PDF_TYPE, document_html
from meetings.agendas.agenda_reading import Line
from meetings.models import Meeting, Paper, PaperRevision

EDITION = 1
"""Raised when packs are put together otherwise, so that none made before is served."""
STYLES = ("document", "agenda", "pack", "stamps")


@dataclass(frozen=True)
class Part:
    """A paper under a line of the agenda, and its place in the pack."""

    line: Line
    paper: Paper
    address: str
    text: str = ""
    bound: bool = True
    """Whether its pages are in the pack; any other paper is listed with its address."""
    path: str = ""
    pages: int = 0
    page: int | None = None
    """Where in the pack it begins."""

    @property
    def revision(self) -> PaperRevision:
        """What is pinned to the item."""
        if self.paper.pinned is None:
            raise ValueError("a paper without a pinned revision stands in no pack")
        return self.paper.pinned


@dataclass(frozen=True)
class Plan:
    """What is to be in a pack. `key` tells it from every other; `name` is where the store keeps it."""

    agenda: Mapping[str, Any]
    parts: Sequence[Part]
    mark: str
    key: str
    name: str


def plan_pack(agenda: Mapping[str, Any], *, mark: str = "") -> Plan:
    """What the pack of a meeting holds: 1 query, for the texts.

    `agenda` is what the printed agenda shows, its `lines` as their reader may read them: what they do not hold, the
    pack does not. `mark` is the line at the foot of each page that says whose copy it is.
    """
    meeting: Meeting = agenda["meeting"]
    parts = _parts(agenda["lines"], meeting)
    key = hashlib.sha256(json.dumps(_ingredients(agenda, parts, mark)).encode()).hexdigest()
    return Plan(agenda, parts, mark, key, f"packs/{meeting.pk}/{'members-' if mark else ''}{key}.pdf")


def _parts(lines: Sequence[Line], meeting: Meeting) -> list[Part]:
    """The papers under the lines, in their order; those of an item that was taken off stay out."""
    papers = [(line, paper) for line in lines if not line.withdrawn_reason for paper in line.papers if paper.pinned_id]
    rows = PaperRevision.objects.filter(pk__in=[paper.pinned_id for _, paper in papers], file="")
    texts = dict(rows.values_list("pk", "text"))
    where = (meeting.body.slug, meeting.date_in_address)
    found = []
    for line, paper in papers:
        address = settings.BASE_URL + reverse("meetings:paper", args=[*where, paper.key])
        part = Part(line, paper, address, texts.get(paper.pinned_id or 0, ""))
        bound = part.revision.is_text or part.revision.content_type == PDF_TYPE
        found.append(replace(part, bound=bound))
    return found


def _ingredients(agenda: Mapping[str, Any], parts: Sequence[Part], mark: str) -> list[Any]:
    """All that the bytes of the pack follow from."""
    files = [[part.revision.sha256, part.address, html_of(part, agenda)] for part in parts]
    return [EDITION, style_sheets(), agenda_html(agenda, parts), files, mark]


def style_sheets() -> list[str]:
    """How our own pages look."""
    return [Path(str(finders.find(f"print/{name}.css"))).read_text() for name in STYLES]


def agenda_html(agenda: Mapping[str, Any], parts: Sequence[Part]) -> str:
    """The document of the agenda, with a list of the papers and the pages where they begin, as far as known."""
    bound = [part for part in parts if part.bound]
    return document_html(
        "meetings/pack.print.html",
        {
            **agenda,
            "parts": bound,
            "apart": [part for part in parts if not part.bound],
            "with_pdfs": any(not part.revision.is_text for part in bound),
        },
    )


def html_of(part: Part, agenda: Mapping[str, Any]) -> str:
    """The document of a paper that was written in the editor; empty for a file."""
    if not part.revision.is_text:
        return ""
    words = {"paper": part.paper, "revision": part.revision, "line": part.line, "text": part.text}
    return document_html("meetings/pack_paper.print.html", {**agenda, **words})
