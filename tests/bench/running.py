"""The parts of the benchmark, one after the other."""

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from tests.bench import importing, mailing, minutes, packs, plans, printing, structure, writes
from tests.bench.measuring import Report

PARTS = {
    "structure": structure.measure,
    "writes": writes.measure,
    "printing": printing.measure,
    "minutes": minutes.measure,
    "pack": packs.measure,
    "mailing": mailing.measure,
    "importing": importing.measure,
    "plans": plans.measure,
}


def run(parts: list[str], *, bodies: int) -> list[str]:
    """Measure these parts in the empty database that is configured; the goals that were missed."""
    setup_test_environment(debug=False)
    print(f"Preparing a database ({connection.vendor}) …", flush=True)
    call_command("migrate", verbosity=0)
    report = Report()
    for part in parts:
        PARTS[part](report, bodies)
    return report.missed
