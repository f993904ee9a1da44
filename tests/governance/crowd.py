"""Many processes at once on one real database: `python -m tests.governance.crowd restructure|appoint`.

DATABASE_URL names the database, which is filled here first. What happened goes to standard output as JSON.
Run apart from the tests, for a process that is to multiply itself should hold no open connection of theirs.
"""

import contextlib
import datetime
import json
import multiprocessing
import os
import random
import sys
import traceback
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from governance.foundation import deeds  # noqa: E402
from governance.foundation.deeds import Refused  # noqa: E402
from governance.models import Body, BodyPeriod, Membership, Person, Seat, Succession  # noqa: E402
from governance.records import faults  # noqa: E402
from governance.restructuring import Newcomer, end, establish, index, merge, move  # noqa: E402
from governance.seats.seating import appoint  # noqa: E402
from tests import make  # noqa: E402
from tests.governance.walking.comparing import expected, shown  # noqa: E402
from tests.governance.walking.edits import ROOTS, Portal  # noqa: E402
from tests.governance.walking.world import TODAY, Unlawful, World  # noqa: E402

PROCESSES = 8
OPERATIONS = 400
OPERATIONS_WITHOUT_LOCK = 80
STARTING_BODIES = 12
ROUNDS = 6

Told = list[dict[str, Any]]


def prepare() -> World:
    """A partnership with some bodies, each with a seat for two."""
    call_command("migrate", verbosity=0)
    portal, world = Portal(), World()
    for root in ROOTS:
        world.found(root, 0)
    for number in range(STARTING_BODIES):
        slug = f"start-{number}"
        make.make_body(slug, slug, parent=Body.objects.get(slug=ROOTS[0]), on=portal.date(0))
        world.establish(slug, slug, "board", ROOTS[0], home="", accountable=True, day=0)
        make.make_seat(Body.objects.get(slug=slug), f"Seat of {slug}", low=1, high=2)
    for number in range(PROCESSES):
        make.make_person(kept_by=Body.objects.get(slug=ROOTS[0]), slug=f"worker-{number}")
    return world


def crowd(work: Callable[..., Told], *args: Any) -> Told:
    """Let PROCESSES processes do `work` at once; what they told, in no order."""
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PROCESSES)
    answers: Any = context.Queue()
    workers = [
        context.Process(target=_worker, args=(work, number, barrier, answers, *args)) for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    told = [line for _ in workers for line in answers.get(timeout=240)]
    for worker in workers:
        worker.join()
    return told


def _worker(work: Callable[..., Told], number: int, barrier: Any, answers: Any, *args: Any) -> None:
    try:
        answers.put(work(number, barrier, *args))
    except BaseException:
        answers.put([{"error": traceback.format_exc()}])
        raise
    finally:
        connection.close()


def restructure(number: int, barrier: Any, operations: int) -> Told:
    """One process's share: inserts, moves, merges, ends, and people put into seats meanwhile."""
    chance = random.Random(number)
    by, first = make.an_administrator(), make.today() - datetime.timedelta(days=TODAY)
    told: Told = []
    barrier.wait()
    for count in range(operations // PROCESSES):
        verb = chance.choices(["establish", "move", "merge", "end", "appoint"], [40, 25, 12, 12, 11])[0]
        a, b = chance.sample(sorted(_choice(verb)), 2)
        # What begins comes before what moves, and that before what ends: else most would be refused.
        day = {"establish": 0, "move": chance.randrange(1, TODAY), "appoint": 1}.get(verb, TODAY)
        operation = {"verb": verb, "a": a, "b": b, "day": day, "new": f"{number}-{count}", "token": f"{number}.{count}"}
        try:
            perform(operation, by=by, on=first + datetime.timedelta(days=day), worker=number)
            told.append(operation | {"done": True})
        except Refused as refusal:
            told.append(operation | {"refused": refusal.sentence})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append(operation | {"error": traceback.format_exc()})
    return told


def _choice(verb: str) -> set[str]:
    """The bodies that go on; to end, those to which none reports."""
    there = BodyPeriod.objects.filter(ends=None).exclude(body__slug__in=ROOTS)
    if verb == "end":
        there = there.exclude(body__in=BodyPeriod.objects.filter(ends=None, parent__isnull=False).values("parent"))
    return set(there.values_list("body__slug", flat=True))


def perform(operation: dict[str, Any], *, by: Any, on: datetime.date, worker: int) -> None:
    """One deed."""
    a, b = (Body.objects.get(slug=operation[name]) for name in "ab")
    how = {"on": on, "by": by, "reason": operation["token"]}
    if operation["verb"] == "appoint":
        seat = Seat.objects.filter(title__startswith="Seat of start-").order_by("?").first()
        operation["seat"] = seat.title
        appoint(seat, Person.objects.get(slug=f"worker-{worker}"), **how)
        return
    newcomer = Newcomer(operation["new"], operation["new"], make.kind("board"), parent=a)
    match operation["verb"]:
        case "establish":
            establish(newcomer, **how)
        case "move":
            move(a, to=b, **how)
        case "merge":
            under = Newcomer(newcomer.slug, newcomer.name, newcomer.kind, parent=Body.objects.get(slug=ROOTS[0]))
            merge([a, b], into=under, **how)
        case "end":
            end(a, **how)


def replay(world: World, told: Told) -> list[str]:
    """Make what was acknowledged again, one after the other in the order of the steps; what does not agree."""
    order = {token: key for key, token in Succession.objects.order_by("-pk").values_list("pk", "reason")}
    done = [operation for operation in told if operation.get("done") and operation["verb"] != "appoint"]
    wrong = [f"lost: {operation}" for operation in done if operation["token"] not in order]
    for operation in sorted(done, key=lambda operation: order.get(operation["token"], 0)):
        try:
            _again(world, operation)
        except Unlawful as rule:
            wrong.append(f"accepted against the rule “{rule}”: {operation}")
    return wrong or _differences(world, told)


def _again(world: World, operation: dict[str, Any]) -> None:
    a, b, new, day = (operation[name] for name in ("a", "b", "new", "day"))
    match operation["verb"]:
        case "establish":
            world.establish(new, new, "board", a, home="", accountable=True, day=day)
        case "move":
            world.move(a, b, day)
        case "merge":
            world.establish(new, new, "board", ROOTS[0], home="", accountable=True, day=day)
            world.take_in([a, b], new, day, {})
        case "end":
            world.end(a, day, {})


def _differences(world: World, told: Told) -> list[str]:
    portal = Portal.__new__(Portal)
    portal.first = make.today() - datetime.timedelta(days=TODAY)
    wrong = []
    for day in (0, TODAY // 2, TODAY - 1, TODAY, TODAY + 1):
        said, meant = shown(portal, day)["structure"], expected(world, day)["structure"]
        # The replay knows the bodies in the order of the steps, the portal in that of their keys.
        wrong += [f"day {day}: {root} differs" for root in ROOTS if _flat(said[root]) != _flat(meant[root])]
    for operation in told:
        if operation.get("done") and operation["verb"] == "appoint":
            person = f"worker-{operation['token'].split('.')[0]}"
            if not Membership.objects.filter(seat__title=operation["seat"], person__slug=person).exists():
                wrong.append(f"lost: {operation}")
    return wrong


def _flat(structure: Any) -> list[Any]:
    return sorted(row for places in structure for row in places)


def race_for_seats(number: int, barrier: Any) -> Told:
    """Try to take the one place of each seat, at the same moment as all the others."""
    by, person = make.an_administrator(), Person.objects.get(slug=f"worker-{number}")
    told: Told = []
    for seat in Seat.objects.filter(title__startswith="Race").order_by("pk"):
        barrier.wait()
        try:
            appoint(seat, person, on=seat.starts, by=by)
            told.append({"seat": seat.title, "done": True})
        except Refused as refusal:
            told.append({"seat": seat.title, "refused": refusal.sentence})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"seat": seat.title, "error": traceback.format_exc()})
    return told


@contextlib.contextmanager
def no_lock() -> Any:
    """What takes the place of the tree lock when it is taken out: a plain transaction."""
    with transaction.atomic():
        yield


def main(what: str, *, without_lock: bool) -> dict[str, Any]:
    """Run one of the two; what came of it."""
    world = prepare()
    if without_lock:
        deeds.tree_lock = index.tree_lock = no_lock
    if what == "restructure":
        told = crowd(restructure, OPERATIONS_WITHOUT_LOCK if without_lock else OPERATIONS)
        return {"told": told, "wrong": replay(world, told), "faults": list(faults())}
    for number in range(ROUNDS):
        make.make_seat(Body.objects.get(slug="start-0"), f"Race {number}")
    return {"told": crowd(race_for_seats), "wrong": [], "faults": list(faults())}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], without_lock="--without-lock" in sys.argv), sys.stdout)
