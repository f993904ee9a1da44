"""Edits as plain data, and what each comes to: a rule of the naive world, and a deed of the portal."""

import datetime
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from governance.foundation.deeds import write
from governance.models import Body, BodyKind, Function, Link, Membership, Person, Seat
from governance.restructuring import (
    STOPS,
    SUCCESSOR,
    Newcomer,
    absorb,
    change_kind,
    describe,
    end,
    establish,
    hand_over,
    link,
    merge,
    move,
    rename,
    split,
    take_on,
    unlink,
)
from governance.seats.seating import appoint, step_down
from tests import make
from tests.governance.walking.world import DAYS, TODAY, Chair, World, must, purpose_of

KINDS = (
    "board",
    "forum",
    "network",
    "area-partnership",
    "executive-group",
    "thematic-partnership",
    "strategic-action-group",
    "operational-action-group",
    "task-and-finish-group",
    "reference-group",
    "external-body",
    "sub-group",
)
TYPES = (Link.Type.ADVISES, Link.Type.SUPPORTS)
PEOPLE = 6
ROOTS = ("north", "south")


class Edit(NamedTuple):
    """One edit: numbers choose among what there is when it is made."""

    verb: str
    day: int
    a: int
    b: int
    c: int
    n: int


class Made(NamedTuple):
    """What an edit comes to."""

    words: str
    rule: Callable[[World], Any]
    deed: Callable[[], Any]


def some_edit(chance: random.Random) -> Edit:
    """An edit by chance."""
    verb = chance.choice(sorted(VERBS) + FREQUENT)
    return Edit(verb, chance.randrange(DAYS), *(chance.randrange(1000) for _ in range(4)))


class Portal:
    """The portal's side of the walk."""

    def __init__(self) -> None:
        self.by = make.an_administrator()
        self.first = make.today() - datetime.timedelta(days=TODAY)
        self.kinds = {kind.slug: kind for kind in BodyKind.objects.all()}
        for root in ROOTS:
            make.make_partnership(root, root, on=self.first)
        home = Body.objects.get(slug=ROOTS[0])
        for number in range(PEOPLE):
            make.make_person(f"Person {number}", kept_by=home, slug=f"person-{number}")

    def date(self, day: int) -> datetime.date:
        return self.first + datetime.timedelta(days=day)

    def on(self, day: int) -> dict[str, Any]:
        return {"on": self.date(day), "by": self.by}

    def until(self, day: int | None) -> datetime.date | None:
        return None if day is None else self.date(day)

    def body(self, slug: str | None) -> Any:
        return None if slug is None else Body.objects.get(slug=slug)

    def newcomer(self, slug: str, name: str, kind: str, parent: str | None, *, accountable: bool) -> Newcomer:
        facts = {"accountable": accountable, **self.task(kind)}
        return Newcomer(slug, name, self.kinds[kind], parent=self.body(parent), facts=facts)

    def task(self, kind: str) -> dict[str, Any]:
        purpose = purpose_of(kind)
        return {"purpose": purpose, "due_to_end": datetime.date(2050, 1, 1)} if purpose else {}

    def homes(self, slugs: list[str], homes: dict[str, str | None]) -> dict[Function, Any]:
        named = {
            title: STOPS if to is None else SUCCESSOR if to == SUCCESSOR else self.body(to)
            for title, to in homes.items()
        }
        rows = Function.objects.filter(body__slug__in=slugs, title__in=homes)
        return {row: named[row.title] for row in rows}


def a_body(world: World, edit: Edit, number: int, but: str = "") -> str:
    """Mostly a body, no partnership, that exists from the day on; now and then any."""
    last = world.days[-1].bodies
    going_on = [slug for slug in world.days[edit.day].bodies if slug in last and slug not in (*ROOTS, but)]
    pool = going_on or [ROOTS[0]] if number % 13 else list(world.partnerships)
    return pool[number % len(pool)]


def a_later_day(edit: Edit, began: int) -> int:
    """Mostly a day after one on which something began; now and then any."""
    return edit.day if edit.n % 5 == 0 else min(max(edit.day, began + 1), DAYS - 1)


def an_end(world: World, edit: Edit, *slugs: str) -> int:
    """Mostly a day after the last change of these bodies, for they cannot end before it."""
    return a_later_day(edit, max(max(world.cut[slug]) for slug in slugs))


def an_until(edit: Edit) -> int | None:
    """Mostly no end; else mostly a later day."""
    if edit.n % 3:
        return None
    return min(edit.day + edit.c % 9 + 1, DAYS - 1) if edit.c % 5 else edit.c % DAYS


def a_parent(world: World, edit: Edit, number: int, but: str = "") -> str | None:
    """Mostly a body, now and then none."""
    return None if number % 9 == 0 else ROOTS[0] if number % 4 == 0 else a_body(world, edit, number, but)


def a_name(edit: Edit) -> str:
    return f"Name {edit.n % 30:02}"


def a_slug(world: World, edit: Edit, more: int = 0) -> str:
    """A new address, now and then one that is taken."""
    return (
        f"b{len(world.partnerships) + more}"
        if edit.n % 23
        else list(world.partnerships)[edit.a % len(world.partnerships)]
    )


def some_homes(world: World, edit: Edit, *choices: str | None) -> dict[str, str | None]:
    """Where each title goes; now and then one is forgotten."""
    titles = [f"Task {number}" for number in range(3)]
    return {title: choices[(edit.n + i) % len(choices)] for i, title in enumerate(titles) if (edit.n + i) % 13}


def to_establish(world: World, portal: Portal, edit: Edit) -> Made:
    slug, parent, kind = a_slug(world, edit), a_parent(world, edit, edit.b), KINDS[edit.c % len(KINDS)]
    home, accountable = ROOTS[edit.a % 2], parent is not None or edit.a % 5 == 0
    return Made(
        f"establish {slug}, {kind}, under {parent}",
        lambda w: w.establish(slug, a_name(edit), kind, parent, home=home, accountable=accountable, day=edit.day),
        lambda: establish(
            portal.newcomer(slug, a_name(edit), kind, parent, accountable=accountable),
            partnership=portal.body(home),
            **portal.on(edit.day),
        ),
    )


def to_rename(world: World, portal: Portal, edit: Edit) -> Made:
    slug = a_body(world, edit, edit.a)
    return Made(
        f"rename {slug} to {a_name(edit)}",
        lambda w: w.change(slug, edit.day, name=a_name(edit)),
        lambda: rename(portal.body(slug), name=a_name(edit), **portal.on(edit.day)),
    )


def to_move(world: World, portal: Portal, edit: Edit) -> Made:
    slug = a_body(world, edit, edit.a)
    to = a_parent(world, edit, edit.b, but=slug)
    return Made(
        f"move {slug} under {to}",
        lambda w: w.move(slug, to, edit.day),
        lambda: move(portal.body(slug), to=portal.body(to), **portal.on(edit.day)),
    )


def to_change_kind(world: World, portal: Portal, edit: Edit) -> Made:
    slug, kind = a_body(world, edit, edit.a), KINDS[edit.b % len(KINDS)]
    return Made(
        f"make {slug} a {kind}",
        lambda w: w.change_kind(slug, kind, edit.day),
        lambda: change_kind(portal.body(slug), kind=portal.kinds[kind], **portal.on(edit.day), **portal.task(kind)),
    )


def to_describe(world: World, portal: Portal, edit: Edit) -> Made:
    slug, accountable = a_body(world, edit, edit.a), bool(edit.b % 2)
    return Made(
        f"make {slug} accountable: {accountable}",
        lambda w: w.change(slug, edit.day, accountable=accountable),
        lambda: describe(portal.body(slug), accountable=accountable, **portal.on(edit.day)),
    )


def to_end(world: World, portal: Portal, edit: Edit) -> Made:
    slug = a_body(world, edit, edit.a)
    day = an_end(world, edit, slug)
    homes = some_homes(world, edit, a_body(world, edit, edit.b), None)
    return Made(
        f"end {slug} on day {day}, functions {homes}",
        lambda w: w.end(slug, day, homes),
        lambda: end(portal.body(slug), homes=portal.homes([slug], homes), **portal.on(day)),
    )


def to_merge(world: World, portal: Portal, edit: Edit) -> Made:
    new, parent = a_slug(world, edit), ROOTS[0] if edit.c % 2 else a_body(world, edit, edit.c)
    bodies = [first := a_body(world, edit, edit.a), a_body(world, edit, edit.b, but=first)]
    kind, day = KINDS[edit.n % 5], an_end(world, edit, *bodies)
    homes = some_homes(world, edit, SUCCESSOR, None, SUCCESSOR)

    def rule(w: World) -> None:
        must(len(set(bodies)) == 2, "two bodies")
        w.establish(new, a_name(edit), kind, parent, home="", accountable=True, day=day)
        w.take_in(bodies, new, day, {title: new if to == SUCCESSOR else to for title, to in homes.items()})

    return Made(
        f"merge {bodies} on day {day} into {new}, {kind}, under {parent}, functions {homes}",
        rule,
        lambda: merge(
            [portal.body(slug) for slug in bodies],
            into=portal.newcomer(new, a_name(edit), kind, parent, accountable=True),
            homes=portal.homes(bodies, homes),
            **portal.on(day),
        ),
    )


def to_absorb(world: World, portal: Portal, edit: Edit) -> Made:
    into = a_body(world, edit, edit.b)
    slug = a_body(world, edit, edit.a, but=into)
    day = an_end(world, edit, slug)
    homes = some_homes(world, edit, SUCCESSOR, None, a_body(world, edit, edit.c))

    def rule(w: World) -> None:
        must(slug != into, "another body")
        must(w.exists(into, day), "a body to absorb it")
        w.take_in([slug], into, day, {title: into if to == SUCCESSOR else to for title, to in homes.items()})

    return Made(
        f"let {into} absorb {slug} on day {day}, functions {homes}",
        rule,
        lambda: absorb(
            [portal.body(slug)], into=portal.body(into), homes=portal.homes([slug], homes), **portal.on(day)
        ),
    )


def to_split(world: World, portal: Portal, edit: Edit) -> Made:
    slug = a_body(world, edit, edit.a)
    new = [(a_slug(world, edit, more), f"Part {more} of {edit.n % 10}") for more in (0, 1)]
    homes = some_homes(world, edit, new[0][0], new[1][0], None)
    day = an_end(world, edit, slug)
    facts = world.days[day].bodies.get(slug, {"kind": "board", "parent": None})
    children = world.children(slug, day)
    return Made(
        f"split {slug} on day {day} into {new}, functions {homes}",
        lambda w: w.split(slug, new, day, homes),
        lambda: split(
            portal.body(slug),
            into=[portal.newcomer(s, name, facts["kind"], facts["parent"], accountable=True) for s, name in new],
            homes={
                function: STOPS if homes[function.title] is None else homes[function.title]
                for function in portal.homes([slug], dict.fromkeys(homes))
            },
            children={portal.body(child): new[0][0] for child in children},
            **portal.on(day),
        ),
    )


def to_link(world: World, portal: Portal, edit: Edit) -> Made:
    source, type = a_body(world, edit, edit.a), TYPES[edit.c % 2]
    target = a_body(world, edit, edit.b, but=source)
    until = an_until(edit)
    return Made(
        f"link {source} {type} {target} until {until}",
        lambda w: w.link(source, target, type, edit.day, until),
        lambda: link(
            portal.body(source), portal.body(target), type=type, until=portal.until(until), **portal.on(edit.day)
        ),
    )


def to_unlink(world: World, portal: Portal, edit: Edit) -> Made | None:
    links = sorted({(key, began) for each in world.days for key, began in each.links.items()})
    if not links:
        return None
    key, began = links[edit.a % len(links)]
    source, target, type = key
    day = a_later_day(edit, began)
    return Made(
        f"unlink {key} of day {began} on day {day}",
        lambda w: w.unlink(key, began, day),
        lambda: unlink(
            Link.objects.get(source__slug=source, target__slug=target, type=type, starts=portal.date(began)),
            **portal.on(day),
        ),
    )


def to_seat(world: World, portal: Portal, edit: Edit) -> Made | None:
    slug = a_body(world, edit, edit.a)
    if not world.exists(slug, edit.day):
        return None
    of_body = a_body(world, edit, edit.b)
    derived = edit.n % 4 == 0 and of_body != slug
    low, high = ((1, 1), (2, 3), (1, None))[edit.c % 3]
    seat = Chair(
        number=len(world.seats) + 1,
        body=slug,
        kind="derived" if derived else "post",
        role="chair" if edit.c % 2 else "member",
        low=low,
        high=high,
        of_body=of_body if derived else None,
    )

    def deed() -> None:
        body = portal.body(slug)
        ends = body.periods.order_by("-starts").values_list("ends", flat=True)[0]
        row = Seat(
            body=body,
            title=f"Seat {seat.number}",
            order=seat.number,
            kind=seat.kind,
            role=seat.role,
            low=low,
            high=high,
            of_body=portal.body(seat.of_body),
            starts=portal.date(edit.day),
            ends=ends,
        )
        write(row, by=portal.by)

    return Made(f"seat {seat}", lambda w: w.seat(seat, edit.day), deed)


def to_appoint(world: World, portal: Portal, edit: Edit) -> Made | None:
    if not world.seats:
        return None
    there = [n for n in world.days[edit.day].seats if world.seats[n].kind == "post" or edit.c % 7 == 0]
    there = sorted(there) or sorted(world.seats)
    number, person = there[edit.a % len(there)], f"person-{edit.b % PEOPLE}"
    until = an_until(edit)
    return Made(
        f"appoint {person} to seat {number} until {until}",
        lambda w: w.appoint(number, person, edit.day, until),
        lambda: appoint(
            Seat.objects.get(title=f"Seat {number}"),
            Person.objects.get(slug=person),
            until=portal.until(until),
            **portal.on(edit.day),
        ),
    )


def to_step_down(world: World, portal: Portal, edit: Edit) -> Made | None:
    rows = {(number, *who) for each in world.days for number, places in each.seats.items() for who in places.values()}
    if not rows:
        return None
    number, person, began = sorted(rows)[edit.a % len(rows)]
    day = a_later_day(edit, began)
    return Made(
        f"let {person} leave seat {number}, held since day {began}, on day {day}",
        lambda w: w.step_down(number, person, began, day),
        lambda: step_down(
            Membership.objects.get(seat__title=f"Seat {number}", person__slug=person, starts=portal.date(began)),
            **portal.on(day),
        ),
    )


def to_take_on(world: World, portal: Portal, edit: Edit) -> Made:
    slug, title = a_body(world, edit, edit.a), f"Task {edit.n % 3}"
    return Made(
        f"let {slug} take on {title}",
        lambda w: w.take_on(slug, title, edit.day),
        lambda: take_on(portal.body(slug), title=title, **portal.on(edit.day)),
    )


def to_hand_over(world: World, portal: Portal, edit: Edit) -> Made | None:
    rows = sorted({(*key, began) for each in world.days for key, began in each.functions.items()})
    if not rows:
        return None
    slug, title, began = rows[edit.a % len(rows)]
    to = None if edit.n % 4 == 0 else a_body(world, edit, edit.b, but=slug)
    day = a_later_day(edit, began)
    return Made(
        f"hand {title} of {slug}, held since day {began}, over to {to} on day {day}",
        lambda w: w.hand_over(slug, title, began, to, day),
        lambda: hand_over(
            Function.objects.get(body__slug=slug, title=title, starts=portal.date(began)),
            to=portal.body(to),
            **portal.on(day),
        ),
    )


VERBS: dict[str, Callable[[World, Portal, Edit], Made | None]] = {
    "establish": to_establish,
    "rename": to_rename,
    "move": to_move,
    "change kind": to_change_kind,
    "describe": to_describe,
    "end": to_end,
    "merge": to_merge,
    "absorb": to_absorb,
    "split": to_split,
    "link": to_link,
    "unlink": to_unlink,
    "seat": to_seat,
    "appoint": to_appoint,
    "step down": to_step_down,
    "take on": to_take_on,
    "hand over": to_hand_over,
}
FREQUENT = ["establish"] * 8 + ["move"] * 4 + ["rename", "appoint", "appoint"]
