"""Tree writes under the lock: eight processes that establish and move bodies at once."""

import datetime
import multiprocessing
import time
from typing import Any

from django.db import connection

from governance.foundation.deeds import Refused
from governance.models import Body
from governance.records import faults
from governance.restructuring import Newcomer, establish, move
from tests import make
from tests.bench.filling import great_partnership
from tests.bench.measuring import Report

PROCESSES = 8
WRITES_EACH = 40
LEAST_A_SECOND = 100
PARTNERSHIPS = 8
BODIES_EACH = 250
DAY = datetime.date(2020, 1, 1)


def measure(report: Report, bodies: int) -> None:
    """Print the writes a second, in partnerships of the usual size and in the great one."""
    report.title(f"Tree writes under the lock, {PROCESSES} processes")
    usual = [great_partnership(f"usual-{number}", BODIES_EACH) for number in range(PARTNERSHIPS)]
    rate = writes_a_second([root.slug for root in usual])
    report.row(
        f"{PARTNERSHIPS} partnerships of {BODIES_EACH} bodies", rate, "/s", goal=f"at least {LEAST_A_SECOND} a second"
    )
    report.goal(rate >= LEAST_A_SECOND, f"{rate:.0f} tree writes a second, not {LEAST_A_SECOND}")
    great = Body.objects.filter(slug="great").first() or great_partnership("great", bodies)
    report.row(f"one partnership of {bodies:,} bodies", writes_a_second([great.slug]), "/s")
    found = len(list(faults()))
    report.row("faults that check_records finds", found, "", goal="0")
    report.goal(found == 0, f"check_records finds {found} faults")


def writes_a_second(partnerships: list[str]) -> float:
    """Acknowledged writes a second of wall time, while PROCESSES write at once."""
    make.an_administrator()
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(PROCESSES + 1), context.Queue()
    workers = [
        context.Process(target=_write, args=(number, partnerships, barrier, answers)) for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    began = time.perf_counter()
    done = sum(answers.get(timeout=300) for _ in workers)
    taken = time.perf_counter() - began
    for worker in workers:
        worker.join()
    return done / taken


def _write(number: int, partnerships: list[str], barrier: Any, answers: Any) -> None:
    """One process's share: a new body, then another place for it, again and again."""
    by, kind = make.an_administrator(), make.kind("sub-group")
    home = Body.objects.get(slug=partnerships[number % len(partnerships)])
    places = list(Body.objects.filter(parent=home))
    establish(Newcomer(f"warm-{time.monotonic_ns()}", "Warming up", kind, places[0]), on=DAY, by=by)
    barrier.wait()
    done = 0
    for count in range(WRITES_EACH // 2):
        slug = f"new-{home.pk}-{number}-{count}-{time.monotonic_ns()}"
        try:
            new = establish(Newcomer(slug, slug, kind, places[count % len(places)]), on=DAY, by=by)
            done += 1
            move(new, to=places[(count + 1) % len(places)], on=DAY + datetime.timedelta(days=1), by=by)
            done += 1
        except Refused as refusal:
            print(f"  refused: {refusal}", flush=True)
    answers.put(done)
    connection.close()
