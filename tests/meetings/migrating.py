"""A database from before attendance could be corrected, with a correction in it, brought up to now.

`python -m tests.meetings.migrating` fills the empty database of DATABASE_URL and tells, as JSON, of which minutes and
which entry each correction is afterwards, beside those that it was made for.
"""

import datetime
import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # once Django is set up
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

BEFORE = ("meetings", "0002_plans_joined")
AFTER = ("meetings", "0003_attendance_corrected")
DAY = datetime.date(2026, 3, 5)


def plant(apps: Any) -> list[list[int]]:
    """Two minutes with a corrected entry each; return the keys of minutes and entry of each correction."""
    tree = {"lft": 1, "rght": 2, "tree_id": 1, "level": 0}
    body = apps.get_model("governance", "Body").objects.create(slug="board", name="Board", **tree)
    made = []
    for number in (1, 2):
        meeting = apps.get_model("meetings", "Meeting").objects.create(
            body=body, called_for=DAY, number=number, day=DAY, status="held"
        )
        minutes = apps.get_model("meetings", "Minutes").objects.create(meeting=meeting, stage="published")
        entry = apps.get_model("meetings", "MinutesEntry").objects.create(minutes=minutes, text="<p>b</p>")
        apps.get_model("meetings", "Correction").objects.create(
            entry=entry, before="<p>a</p>", after="<p>b</p>", reason="Misheard.", made_on=DAY
        )
        made.append([minutes.pk, entry.pk])
    return made


def main() -> dict[str, Any]:
    """Migrate to before, plant, migrate to after, tell."""
    call_command("migrate", *BEFORE, verbosity=0)
    made = plant(MigrationExecutor(connection).loader.project_state([BEFORE]).apps)
    call_command("migrate", *AFTER, verbosity=0)
    apps = MigrationExecutor(connection).loader.project_state([AFTER]).apps
    rows = apps.get_model("meetings", "Correction").objects.order_by("pk")
    found = [list(pair) for pair in rows.values_list("minutes", "entry")]
    call_command("migrate", *BEFORE, verbosity=0)
    return {"made": made, "found": found}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
