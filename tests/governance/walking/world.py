"""The naive replay: what is so on each day, written from the rules and from nothing else.

There is one dict for each day of a short calendar, and the last stands for all days after it. A change of a fact
runs from its day until the day on which that fact changed anyway. Bodies go by their slugs, seats by their numbers,
people by their slugs. A rule that an edit breaks raises Unlawful; the edit is then thrown away whole.
"""

from dataclasses import dataclass, field
from typing import Any

DAYS = 48
TODAY = DAYS // 2

# What the shipped kinds say of themselves, and the shipped rules of who may sit under whom.
STANDS_ALONE = {"partnership", "reference-group", "external-body"}
UNDER = {
    "thematic-partnership": {"partnership", "board", "executive-group", "forum"},
    "strategic-action-group": {"thematic-partnership", "area-partnership"},
    "operational-action-group": {"thematic-partnership", "area-partnership", "strategic-action-group"},
}


class Unlawful(Exception):
    """The edit breaks a rule."""


def must(lawful: Any, rule: str) -> None:
    """Raise Unlawful unless the rule is kept."""
    if not lawful:
        raise Unlawful(rule)


@dataclass(frozen=True)
class Chair:
    """A seat as the walk makes it; enough to say who sits there."""

    number: int
    body: str
    kind: str
    role: str
    low: int
    high: int | None
    of_body: str | None


@dataclass
class Day:
    """Everything that is so on one day."""

    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    links: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Source, target and type; and the day on which the link began."""
    functions: dict[tuple[str, str], int] = field(default_factory=dict)
    """Body and title; and the day on which the body took it on."""
    seats: dict[int, dict[int, tuple[str, int]]] = field(default_factory=dict)
    """By the seat's number: who is in each of its places, and since which day."""


@dataclass
class World:
    """The days, and what never changes: each body's partnership, and each seat."""

    days: list[Day] = field(default_factory=lambda: [Day() for _ in range(DAYS)])
    partnerships: dict[str, str] = field(default_factory=dict)
    cut: dict[str, set[int]] = field(default_factory=dict)
    """The days on which each body was edited: its end cannot come on or before one."""
    seats: dict[int, Chair] = field(default_factory=dict)

    def copy(self) -> "World":
        """A world that can be spoilt."""
        days = [
            Day(
                bodies={slug: dict(facts) for slug, facts in each.bodies.items()},
                links=dict(each.links),
                functions=dict(each.functions),
                seats={number: dict(places) for number, places in each.seats.items()},
            )
            for each in self.days
        ]
        cut = {slug: set(numbers) for slug, numbers in self.cut.items()}
        return World(days, dict(self.partnerships), cut, dict(self.seats))

    def since(self, day: int) -> list[Day]:
        """That day and all later ones."""
        return self.days[day:]

    def exists(self, slug: str, day: int) -> bool:
        """Whether the body exists on the day."""
        return 0 <= day < DAYS and slug in self.days[day].bodies

    def goes_on(self, slug: str, day: int) -> bool:
        """Whether the body exists on the day and ever after."""
        return all(slug in later.bodies for later in self.since(day))

    def line_above(self, slug: str, day: int) -> list[str]:
        """Whom the body reports to, and so on upward; a circle is unlawful."""
        line, bodies = [], self.days[day].bodies
        while (parent := bodies[slug]["parent"]) is not None:
            must(parent in bodies, "a parent that exists")
            must(parent not in line, "no circle")
            line.append(parent)
            slug = parent
        return line

    # The deeds

    def found(self, slug: str, day: int) -> None:
        """A partnership."""
        self.partnerships[slug] = slug
        self.cut[slug] = {day}
        for each in self.since(day):
            each.bodies[slug] = {
                "name": slug,
                "kind": "partnership",
                "parent": None,
                "accountable": True,
                "purpose": "",
            }

    def establish(
        self, slug: str, name: str, kind: str, parent: str | None, *, home: str, accountable: bool, day: int
    ) -> None:
        must(slug not in self.partnerships, "an address of its own")
        must(kind != "partnership", "a partnership has no partnership")
        if parent is not None:
            must(self.goes_on(parent, day), "a parent that goes on")
            self._check_kind(kind, parent, day)
        self.partnerships[slug] = self.partnerships[parent] if parent else home
        self.cut[slug] = {day}
        facts = {"name": name, "kind": kind, "parent": parent, "accountable": accountable, "purpose": purpose_of(kind)}
        for each in self.since(day):
            each.bodies[slug] = dict(facts)
        self._check_body(slug)

    def change(self, slug: str, day: int, **facts: Any) -> list[int]:
        """Each fact from `day` until the day on which it changed anyway; the days that changed."""
        must(self.exists(slug, day), "a day in its life")
        before = dict(self.days[day].bodies[slug])
        must(any(before[fact] != value for fact, value in facts.items()), "something changes")
        changed = set()
        for fact, value in facts.items():
            if before[fact] == value:
                continue
            for number in range(day, DAYS):
                body = self.days[number].bodies.get(slug)
                if body is None or body[fact] != before[fact]:
                    break
                body[fact] = value
                changed.add(number)
        self.cut[slug].add(day)
        self._check_body(slug)
        return sorted(changed)

    def move(self, slug: str, to: str | None, day: int) -> None:
        must(self.exists(slug, day), "a day in its life")
        must(self.partnerships[slug] != slug, "a partnership reports to nobody")
        if to is not None:
            must(self.partnerships[to] == self.partnerships[slug], "one partnership")
            must(self.exists(to, day), "a parent that exists")
            self._check_kind(self.days[day].bodies[slug]["kind"], to, day)
        for number in self.change(slug, day, parent=to):
            self.line_above(slug, number)

    def change_kind(self, slug: str, kind: str, day: int) -> None:
        must(self.exists(slug, day), "a day in its life")
        body = self.days[day].bodies[slug]
        must((body["kind"] == "partnership") == (kind == "partnership"), "a partnership stays one")
        if body["parent"] is not None:
            self._check_kind(kind, body["parent"], day)
        for child in self.days[day].bodies.values():
            if child["parent"] == slug:
                must(kind in UNDER.get(child["kind"], {kind}), "children that fit")
        facts = {"kind": kind} | ({"purpose": purpose_of(kind)} if purpose_of(kind) else {})
        self.change(slug, day, **facts)

    def end(self, slug: str, day: int, homes: dict[str, str | None], beside: tuple[str, ...] = ()) -> None:
        """`homes` of the functions by title (None: stops); `beside` end with it, so may still report to it."""
        must(self.exists(slug, day - 1), "a body to end")
        must(self.goes_on(slug, day), "it has no end yet")
        must(max(self.cut[slug]) < day, "no later change")
        for each in self.since(day):
            for child, facts in each.bodies.items():
                must(facts["parent"] != slug or child in beside, "nobody under it")
                must(self.partnerships[child] != slug or child == slug, "nobody in its family")
        self._rehome(slug, day, homes)
        self._close(slug, day)
        for each in self.since(day):
            del each.bodies[slug]

    def _close(self, slug: str, day: int) -> None:
        """Take away its seats with their holders, and its links; none of them may begin on the day or later."""
        for each in self.since(day):
            for number, places in list(each.seats.items()):
                if self.seats[number].body == slug:
                    must(number in self.days[day - 1].seats, "its seats began before")
                    must(all(began < day for _, began in places.values()), "its holders came before")
                    del each.seats[number]
            for link in [link for link in each.links if slug in link[:2]]:
                must(each.links[link] < day, "its links began before")
                del each.links[link]

    def _rehome(self, slug: str, day: int, homes: dict[str, str | None]) -> None:
        rows = {(*key, began) for each in self.since(day) for key, began in each.functions.items() if key[0] == slug}
        for _, title, began in sorted(rows):
            must(title in homes, "a home for each function")
            self.hand_over(slug, title, began, homes[title], day)

    def hand_over(self, slug: str, title: str, began: int, to: str | None, day: int) -> None:
        """`began` says which of the times that the body did it."""
        must(self.days[day].functions.get((slug, title)) == began, "a function on that day")
        must(began < day, "a function from before")
        if to is not None:
            must(to != slug, "another body")
            must(self.goes_on(to, day), "a home that goes on")
            if not any((to, title) in each.functions for each in self.since(day)):
                for each in self.since(day):
                    each.functions[to, title] = day
        for each in self.since(day):
            if each.functions.get((slug, title)) != began:
                break
            del each.functions[slug, title]

    def take_on(self, slug: str, title: str, day: int) -> None:
        """Until the body ends."""
        must(self.exists(slug, day), "a day in its life")
        must(not any((slug, title) in each.functions for each in self.since(day)), "not twice")
        for each in self.since(day):
            if slug in each.bodies:
                each.functions[slug, title] = day

    def take_in(self, bodies: list[str], into: str, day: int, homes: dict[str, str | None]) -> None:
        """What a merger and an absorption share; `homes` name `into` itself for what goes there."""
        for slug in bodies:
            must(self.partnerships[slug] != slug, "no partnership ends in a body")
            must(slug not in self.line_above(into, day), "it does not report to what ends")
            self._move_children(slug, into, day, but=bodies)
        for slug in bodies:
            self.end(slug, day, homes, beside=tuple(bodies))
        for each in self.since(day):
            for facts in each.bodies.values():
                must(facts["parent"] in each.bodies or facts["parent"] is None, "no child is left behind")

    def _move_children(self, slug: str, into: str, day: int, but: list[str]) -> None:
        for child in self.children(slug, day):
            if child not in but:
                self.move(child, into, day)

    def children(self, slug: str, day: int) -> list[str]:
        """Who reports to the body on that day or later, in the order in which they were made."""
        theirs = {child for each in self.since(day) for child, facts in each.bodies.items() if facts["parent"] == slug}
        return [child for child in self.partnerships if child in theirs]

    def split(self, slug: str, new: list[tuple[str, str]], day: int, functions: dict[str, str | None]) -> None:
        """`new` are addresses and names; functions go as told, children to the first."""
        must(self.exists(slug, day), "a day in its life")
        facts = self.days[day].bodies[slug]
        for address, name in new:
            home = self.partnerships[slug]
            self.establish(address, name, facts["kind"], facts["parent"], home=home, accountable=True, day=day)
        self._move_children(slug, new[0][0], day, but=[])
        self.end(slug, day, functions)

    def link(self, source: str, target: str, type: str, day: int, until: int | None) -> None:
        must(source != target, "two bodies")
        must(until is None or until > day, "an end after the start")
        days = self.days[day:until]
        must(all(source in each.bodies and target in each.bodies for each in days), "both exist")
        must(not any((source, target, type) in each.links for each in days), "not twice")
        for each in days:
            each.links[source, target, type] = day

    def unlink(self, key: tuple[str, str, str], began: int, day: int) -> None:
        """`began` says which of the times that they were linked."""
        must(self.days[-1].links.get(key) == began, "no end yet")
        must(day > began, "a later day")
        for each in self.since(day):
            del each.links[key]

    def seat(self, seat: Chair, day: int) -> None:
        """A seat from `day` until its body ends."""
        self.seats[seat.number] = seat
        for each in self.since(day):
            if seat.body not in each.bodies:
                break
            each.seats[seat.number] = {}

    def appoint(self, number: int, person: str, day: int, until: int | None) -> None:
        seat = self.seats[number]
        must(seat.kind != "derived", "a seat that people are appointed to")
        must(number in self.days[day].seats, "the seat exists")
        must(until is None or until > day, "an end after the start")
        days = [each for each in self.days[day:until] if number in each.seats]
        must(until is None or len(days) == until - day, "the seat lasts as long")
        taken = {place for each in days for place in each.seats[number]}
        must(not any(person == who for each in days for who, _ in each.seats[number].values()), "one place each")
        place = next(place for place in range(1, len(taken) + 2) if place not in taken)
        must(seat.high is None or place <= seat.high, "a free place")
        for each in days:
            each.seats[number][place] = (person, day)

    def step_down(self, number: int, person: str, began: int, day: int) -> None:
        """`began` says which of the times that they held it."""
        must(day > began, "a later day")
        held = [each for each in self.days if (person, began) in each.seats.get(number, {}).values()]
        must(len(held) > day - began, "not gone already")
        for each in held[day - began :]:
            each.seats[number] = {p: who for p, who in each.seats[number].items() if who != (person, began)}

    # What must hold

    def _check_kind(self, kind: str, parent: str, day: int) -> None:
        must(self.days[day].bodies[parent]["kind"] in UNDER.get(kind, {self.days[day].bodies[parent]["kind"]}), "kinds")

    def _check_body(self, slug: str) -> None:
        for number, each in enumerate(self.days):
            facts = each.bodies.get(slug)
            if facts is None:
                continue
            must(facts["parent"] != slug, "not its own parent")
            alone = facts["kind"] in STANDS_ALONE or not facts["accountable"]
            must(facts["parent"] is not None or alone, "accountable to somebody")
            must(facts["parent"] is None or facts["kind"] != "partnership", "a partnership reports to nobody")
            must(facts["purpose"] or facts["kind"] != "task-and-finish-group", "a task")
            self.line_above(slug, number)


def purpose_of(kind: str) -> str:
    """A time-limited kind needs a purpose."""
    return "<p>A task.</p>" if kind == "task-and-finish-group" else ""
