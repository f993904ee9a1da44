"""What the pages show on a day, said once by the portal's readers and once by the naive world."""

import datetime
from typing import Any

from governance.models import Body, Function, Link, Seat
from governance.seats.roll import Line, chairs_on, fill, roll_on
from governance.structures.structure import line_above, structure_on
from tests.governance.walking.edits import ROOTS, Portal
from tests.governance.walking.world import TODAY, Day, World


def shown(portal: Portal, day: int) -> dict[str, Any]:
    """The data of every page on the day, as the portal's readers give them."""
    on = portal.date(day)
    bodies = list(Body.objects.order_by("pk"))
    slugs = {body.pk: body.slug for body in bodies}
    chairs = {slugs[key]: [h.person.slug for h in holders] for key, holders in chairs_on(on).items()}
    links = Link.objects.in_force(on).values_list("source__slug", "target__slug", "type")
    pages: dict[str, Any] = {
        "structure": {body.slug: _structure(body, on) for body in bodies if body.slug in ROOTS},
        "links": set(links),
        "functions": set(Function.objects.in_force(on).values_list("body__slug", "title")),
        "chairs": chairs,
    }
    for body in bodies:
        pages[f"line above {body.slug}"] = [(above.slug, above.name) for above in line_above(body, on)]
        pages[f"roll of {body.slug}"] = []
    for line in fill(Seat.objects.in_force(on).for_page(), on):
        pages[f"roll of {line.seat.body.slug}"].append(_said(line))
    if day == TODAY:  # the same for one body at a time
        for body in bodies:
            pages[f"roll of {body.slug}"] = [_said(line) for line in roll_on(body, on)]
    return pages


def _said(line: Line) -> tuple[Any, ...]:
    return line.seat.title, [holder.person.slug for holder in line.holders], line.vacancies, line.places_in_words


def _structure(root: Body, on: datetime.date) -> list[list[tuple[Any, ...]]]:
    structure = structure_on(root, on)
    slugs = {place.key: place.slug for place in structure}
    return [
        [(p.depth, p.slug, p.name, p.kind, p.parent and slugs[p.parent], p.accountable) for p in places]
        for places in (structure.tree, structure.family)
    ]


def expected(world: World, day: int) -> dict[str, Any]:
    """The same, looked up in the world's dict of that day."""
    now = world.days[day]
    chairs = {slug: who for slug in now.bodies if (who := _chairs(world, now, slug, ()))}
    pages: dict[str, Any] = {
        "structure": {
            root: [
                _tree(world, now, [root] if root in now.bodies else [], 0),
                _tree(world, now, [s for s, f in now.bodies.items() if _beside(world, s, f, root)], 0),
            ]
            for root in ROOTS
        },
        "links": set(now.links),
        "functions": set(now.functions),
        "chairs": chairs,
    }
    for slug in world.partnerships:
        line = reversed(world.line_above(slug, day)) if slug in now.bodies else ()
        pages[f"line above {slug}"] = [(above, now.bodies[above]["name"]) for above in line]
        numbers = sorted(number for number in now.seats if world.seats[number].body == slug)
        pages[f"roll of {slug}"] = [_line(world, now, number, chairs) for number in numbers]
    return pages


def _beside(world: World, slug: str, facts: dict[str, Any], root: str) -> bool:
    return facts["parent"] is None and world.partnerships[slug] == root != slug


def _tree(world: World, now: Day, slugs: list[str], depth: int) -> list[tuple[Any, ...]]:
    """These bodies by name, then by age, each followed by those under it."""
    ages = {slug: age for age, slug in enumerate(world.partnerships)}
    rows = []
    for slug in sorted(slugs, key=lambda slug: (now.bodies[slug]["name"], ages[slug])):
        facts = now.bodies[slug]
        kind = facts["kind"].replace("-", " ") if facts["kind"] != "sub-group" else "sub-group"
        rows.append((depth, slug, facts["name"], kind, facts["parent"], facts["accountable"]))
        rows += _tree(world, now, [s for s, f in now.bodies.items() if f["parent"] == slug], depth + 1)
    return rows


def _chairs(world: World, now: Day, slug: str, seen: tuple[str, ...]) -> list[str]:
    """Who sits in the body's chair, then who chairs the bodies that its chair is derived from; each person once."""
    seats = [world.seats[number] for number in sorted(now.seats) if world.seats[number].role == "chair"]
    theirs = [seat for seat in seats if seat.body == slug]
    own = [who for seat in theirs for _, (who, _) in sorted(now.seats[seat.number].items())]
    for seat in theirs:
        if seat.of_body and seat.of_body not in (*seen, slug):
            own += _chairs(world, now, seat.of_body, (*seen, slug))
    return list(dict.fromkeys(own))


def _line(world: World, now: Day, number: int, chairs: dict[str, list[str]]) -> tuple[Any, ...]:
    seat = world.seats[number]
    held = [who for _, (who, _) in sorted(now.seats[number].items())]
    holders = chairs.get(seat.of_body, []) if seat.of_body else held
    words = {1: "1 place", 3: f"{seat.low} to 3 places", None: f"at least {seat.low} place"}[seat.high]
    return f"Seat {number}", holders, max(seat.low - len(holders), 0), words
