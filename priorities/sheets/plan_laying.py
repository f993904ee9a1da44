"""Laying out: the deed that makes a draft say what a table says, all of it or nothing.

An action that goes on (`plan_matching.continued`) stays the same record with its lineage, so that updates, answers to
assessments and history follow it. Every change goes through the deeds of `plan_drafting`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from itertools import count as numbers_from
from typing import Any

from django.db import transaction

from governance.foundation.deeds import Refused
from governance.models import Body, Organisation, Person
from priorities.models import Approach, Area, PlanAction, PlanSection, PlanVersion, Priority
from priorities.plans.plan_drafting import (
    add_action,
    add_milestone,
    add_section,
    amend_action,
    amend_milestone,
    amend_section,
    apply_approach,
    drop_approach,
    remove_action,
    remove_milestone,
    remove_section,
)
from priorities.plans.planning import locked_draft
from priorities.sheets.plan_matching import going_on, matched_sections, reworded
from priorities.sheets.plan_rows import (
    NAMING,
    SEVERAL,
    PlanRow,
    Step,
    actions_with_rows,
    approaches_of,
    digest,
    officers_of,
    rows_of,
)
from priorities.sheets.tables import plain_text

MODELS: dict[str, Any] = {
    "body": Body,
    "organisation": Organisation,
    "person": Person,
    "priority": Priority,
    "approach": Approach,
    "area": Area,
}
OF_SECTION = ("section_letter", "section_heading", "key_characteristics", "section_priority")
OF_ACTION = tuple(each.name for each in fields(PlanRow) if each.name not in (*OF_SECTION, "milestones"))


@transaction.atomic
def lay_out(
    version: PlanVersion,
    rows: Iterable[PlanRow],
    *,
    by: Any,
    approaches: Iterable[tuple[str, str]] | None = None,
    as_seen: str | None = None,
    confirmed: bool = False,
    reason: str = "",
    progress: Callable[[], Any] | None = None,
) -> PlanVersion:
    """Make the draft `version` hold `rows` and nothing else, in their order; all or none.

    `approaches` (slug, how) take the place of what it said of approaches; None leaves that as it stands. `as_seen`:
    the `mark_of` the draft when somebody looked at what would change. `confirmed`: that actions of which something
    was reported go on in other words. `progress` is called after each row. Raises Refused, with the ref in front, for
    a row that cannot be, for a name that `by` may not read, for an action that something else names and that is not
    among the rows, for one that goes on in other words unconfirmed, and for what is no draft.
    """
    version = locked_draft(version, by)
    if as_seen is not None and mark_of(version, user=by) != as_seen:
        raise Refused("The draft was changed while you looked, so that something else would change: look again.")
    rows = list(rows)
    _require_apart(rows)
    laying = _Laying(version, rows, by, reason, _Named(version, rows, by))
    for each in () if confirmed else reworded(laying.goes_on.values()):
        raise Refused(f"{each.sentence} Confirm that it is the same action, or give it a new reference or bullet.")
    laying.sections(rows)
    laying.actions(rows, progress or (lambda: None))
    laying.drop_sections()
    if approaches is not None:
        laying.approaches(dict(approaches))
    return version


def mark_of(version: PlanVersion, *, user: Any) -> str:
    """A mark of all that a version says to `user`, to tell later whether it says the same."""
    return digest(rows_of(version, user=user), approaches_of(version))


def _require_apart(rows: list[PlanRow]) -> None:
    counted = Counter((row.section, row.key) for row in rows if row.ref)
    for (_, (ref, bullet)), count in counted.items():
        if count > 1:
            raise Refused(f"{ref} has bullet {bullet} twice in its section: number them apart.")
    areas: dict[tuple[tuple[str, str], str], str] = {}
    for row in rows:
        if row.ref and areas.setdefault((row.section, row.ref), row.area_for_improvement) != row.area_for_improvement:
            raise Refused(f"{row.ref} stands for two areas for improvement: give one of its actions another reference.")


class _Named:
    """The records that rows name, by kind and slug: one query a kind."""

    def __init__(self, version: PlanVersion, rows: list[PlanRow], by: Any) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for name, kind in NAMING.items():
                value = getattr(row, name)
                wanted[kind] |= set(value) if name in SEVERAL else {value} - {""}
        self.records = {
            kind: {each.slug: each for each in MODELS[kind].objects.visible_to(by).filter(slug__in=slugs)}
            for kind, slugs in wanted.items()
            if slugs
        }
        if officers := wanted["person"]:
            self.records["person"] |= {each.slug: each for each in officers_of(version.plan) if each.slug in officers}

    def one(self, kind: str, slug: str) -> Any:
        """The record, or None for no slug. Raises Refused."""
        if not slug:
            return None
        record = self.records.get(kind, {}).get(slug)
        if record is None:
            raise Refused(f"There is no {kind} “{slug}” any more that you may name: read the file again.")
        return record

    def of(self, name: str, value: Any) -> Any:
        """What a fact of a row comes to."""
        if name not in NAMING:
            return value
        if name in SEVERAL:
            return [self.one(NAMING[name], slug) for slug in value]
        return self.one(NAMING[name], value)


class _Laying:
    """One draft, from what it says to what it shall say."""

    def __init__(self, version: PlanVersion, rows: list[PlanRow], by: Any, reason: str, named: _Named) -> None:
        self.version, self.by, self.reason, self.named = version, by, reason, named
        self.how = {"by": by, "reason": reason}
        self.place: dict[tuple[str, str], PlanSection] = {}
        self.left: list[PlanSection] = []
        self.standing = actions_with_rows(version, user=by)
        self.goes_on = going_on(self.standing, rows)

    def sections(self, rows: list[PlanRow]) -> None:
        """Let every section of the rows stand, in their order; the others are left until their actions are gone."""
        first: dict[tuple[str, str], PlanRow] = {}
        for row in rows:
            first.setdefault(row.section, row)
        standing = list(self.version.sections.in_order())
        named = [(plain_text(section.letter), plain_text(section.heading)) for section in standing]
        found = {key: standing[place] for key, place in matched_sections(first, named).items()}
        self.left = [section for section in standing if section not in found.values()]
        for position, (key, row) in enumerate(first.items(), 1):
            self.place[key] = self._section(row, found.get(key), position)

    def _section(self, row: PlanRow, section: PlanSection | None, position: int) -> PlanSection:
        facts = {
            "letter": row.section_letter,
            "heading": row.section_heading,
            "key_characteristics": row.key_characteristics,
            "priority": self.named.one("priority", row.section_priority),
        }
        if section is None:
            section = add_section(self.version, **facts, **self.how)
        changed = {name: value for name, value in facts.items() if getattr(section, name) != value}
        if section.position != position:
            changed["position"] = position
        return amend_section(section, **changed, **self.how) if changed else section

    def actions(self, rows: list[PlanRow], progress: Callable[[], Any]) -> None:
        """Take out the actions that are not among the rows, move those that stand elsewhere, then write the rows.

        Bullets under one ref share their area for improvement. So what moves away goes before the area of what stays
        is amended, and what is new comes after that, when the area is the one that the rows give.
        """
        kept = {action.pk for action, _, _ in self.goes_on.values()}
        for action, _ in self.standing:
            if action is not None and action.pk not in kept:
                remove_action(action, **self.how)
        self._put_in_place()
        positions: Counter[tuple[str, str]] = Counter()
        placed = []
        for place, row in enumerate(rows):
            positions[row.section] += 1
            placed.append((row, self.goes_on.get(place), positions[row.section]))
        for row, goes_on, position in sorted(placed, key=lambda each: each[1] is None):
            if row.ref:
                try:
                    self._action(row, goes_on, position)
                except Refused as refusal:
                    raise Refused(f"{row.reference}: {refusal.sentence}") from refusal
            progress()

    def _put_in_place(self) -> None:
        """Give every action that goes on its section and bullet, each once its place is free.

        Where each waits for another, as two that change places do, one is put aside on a bullet that nobody wants.
        """
        aims = {place: (self.place[row.section].pk, *row.key) for place, (_, _, row) in self.goes_on.items()}
        at = {place: (action.section_id, *was.key) for place, (action, was, _) in self.goes_on.items()}
        moving = [place for place, aim in aims.items() if at[place] != aim]
        while moving:
            taken = set(at.values())
            place = next((each for each in moving if aims[each] not in taken), None)
            aim = aims[place] if place is not None else _aside(at[moving[0]], {*taken, *aims.values()})
            place = moving[0] if place is None else place
            action, was, row = self.goes_on[place]
            section = self.place[row.section] if aim == aims[place] else action.section
            self.goes_on[place] = amend_action(action, section=section, bullet=aim[2], **self.how), was, row
            at[place] = aim
            moving = [each for each in moving if at[each] != aims[each]]

    def _action(self, row: PlanRow, goes_on: tuple[PlanAction, PlanRow, PlanRow] | None, position: int) -> None:
        if goes_on is None:
            facts = {name: self.named.of(name, getattr(row, name)) for name in OF_ACTION}
            steps = [{"text": step.text, "due": step.due, "due_as_said": step.due_as_said} for step in row.milestones]
            add_action(self.place[row.section], **facts, position=position, milestones=steps, **self.how)
            return
        action, old, _ = goes_on
        changed = {
            name: self.named.of(name, getattr(row, name))
            for name in OF_ACTION
            if name != "bullet" and getattr(row, name) != getattr(old, name)
        }
        if action.position != position:
            changed["position"] = position
        if changed:
            action = amend_action(action, **changed, **self.how)
        if row.milestones != old.milestones:
            self._milestones(action, row.milestones)

    def _milestones(self, action: PlanAction, steps: tuple[Step, ...]) -> None:
        """A milestone with the same words stays the same record with its lineage."""
        standing = defaultdict(list)
        for milestone in action.milestones.in_order():
            standing[" ".join(milestone.text.split())].append(milestone)
        found = [standing[step.text].pop(0) if standing[step.text] else None for step in steps]
        for dropped in (each for left in standing.values() for each in left):
            remove_milestone(dropped, **self.how)
        for position, (step, kept) in enumerate(zip(steps, found, strict=True), 1):
            facts: dict[str, Any] = {"due": step.due, "due_as_said": step.due_as_said, "position": position}
            if kept is None:
                add_milestone(action, text=step.text, **facts, **self.how)
            elif any(getattr(kept, name) != value for name, value in facts.items()):
                amend_milestone(kept, **facts, **self.how)

    def drop_sections(self) -> None:
        """Take out the sections that the rows do not name."""
        for section in self.left:
            remove_section(section, **self.how)

    def approaches(self, wanted: Mapping[str, str]) -> None:
        """Let the draft say of these approaches how it applies them, and of no other."""
        standing = dict(approaches_of(self.version))
        records = {each.slug: each for each in Approach.objects.filter(slug__in={*standing, *wanted})}
        for slug in standing.keys() - wanted.keys():
            drop_approach(self.version, records[slug], **self.how)
        for slug, how in wanted.items():
            if slug not in records:
                raise Refused(f"There is no approach “{slug}” any more: read the file again.")
            if standing.get(slug) != how:
                apply_approach(self.version, records[slug], how=how, **self.how)


def _aside(at: tuple[int, str, int], wanted: Collection[tuple[int, str, int]]) -> tuple[int, str, int]:
    """A place beside `at` that nobody has or wants."""
    section, ref, _ = at
    return next((section, ref, number) for number in numbers_from(1) if (section, ref, number) not in wanted)
