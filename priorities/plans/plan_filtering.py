"""Filtering and paging: which actions of a plan a page shows, whole rows together, section by section."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from priorities.plans.plan_parts import ActionRead, PlanRead, RowRead, SectionRead

MOST_ACTIONS = 50
"""On one page; a row is never cut."""


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty: all. `lead` is a slug after its kind."""

    state: str = ""
    flag: str = ""
    lead: str = ""

    def holds(self, read: ActionRead) -> bool:
        """Whether the action is what is looked for."""
        return (
            (not self.state or read.state == self.state)
            and (not self.flag or self.flag in read.flags)
            and (not self.lead or self.lead in {f"{lead.kind}:{lead.slug}" for lead in read.leads})
        )


def narrowed(read: PlanRead, wanted: Wanted) -> list[SectionRead]:
    """The sections with the actions that are looked for; without any, the section is left out."""
    if wanted == Wanted():
        return list(read.sections)
    found = []
    for section in read.sections:
        rows = [dataclasses.replace(row, bullets=[b for b in row.bullets if wanted.holds(b)]) for row in section.rows]
        if kept := [row for row in rows if row.bullets]:
            found.append(dataclasses.replace(section, rows=kept))
    return found


def in_pages(sections: Sequence[SectionRead], most: int = MOST_ACTIONS) -> list[list[SectionRead]]:
    """Sections in pages of at most `most` actions; a section that does not fit goes on on the next page.

    A row is never cut, so one with more actions than that makes its page longer. There is always a page.
    """
    pages: list[list[SectionRead]] = [[]]
    room = most
    for section in sections:
        rows: list[RowRead] = []
        for row in section.rows:
            if len(row.bullets) > room and room < most:
                _put(pages[-1], section, rows)
                pages.append([])
                rows, room = [], most
            rows.append(row)
            room -= len(row.bullets)
        if rows or not section.rows:
            _put(pages[-1], section, rows)
    return pages


def _put(page: list[SectionRead], section: SectionRead, rows: list[RowRead]) -> None:
    if rows or not section.rows:
        page.append(dataclasses.replace(section, rows=rows))
