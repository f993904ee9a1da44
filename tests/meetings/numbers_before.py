"""Decisions and actions from before the restricted ones had numbers of their own, and what the migration makes of them.

`python -m tests.meetings.numbers_before` fills the empty database of DATABASE_URL and tells what happened as JSON.
"""

import datetime
import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.utils import timezone  # noqa: E402

from governance.records import faults  # noqa: E402
from meetings.models import Action, Decision  # noqa: E402
from tests import make  # noqa: E402

BEFORE = ("meetings", "0003_attendance_corrected")
DAY = datetime.date(2026, 3, 5)
ROWS = (
    ("published, open", "published", False),
    ("published, restricted", "published", True),
    ("draft, restricted", "draft", True),
    ("dropped, restricted", "withdrawn", True),
    ("draft, open", "draft", False),
    ("second draft, restricted", "draft", True),
)
"""What each is called, its state, and whether its item is restricted; numbered from 1 on."""


def fill() -> None:
    """A meeting with an item of each kind, and under them ROWS of decisions and of actions, each with its audit."""
    body = make.make_partnership("older", "Older Partnership")
    models: Any = MigrationExecutor(connection).loader.project_state([BEFORE]).apps
    when = {"day": DAY, "starts_at": datetime.time(10), "place": ""}
    meeting = models.get_model("meetings", "Meeting").objects.create(body_id=body.pk, called_for=DAY, number=1, **when)
    items = models.get_model("meetings", "AgendaItem").objects
    known = items.create(meeting=meeting, title="The plan")
    closed = {"restricted": True, "restriction_reason": "It names a person.", "public_title": "A personal matter"}
    secret = items.create(meeting=meeting, title="Ada Thorne’s case", **closed)
    for number, (words, state, restricted) in enumerate(ROWS, 1):
        facts = {"body_id": body.pk, "meeting": meeting, "year": DAY.year, "number": number, "state": state}
        facts |= {"item": secret if restricted else known}
        facts |= {"published_at": timezone.now() if state == "published" else None}
        audited(models, "Decision", **facts, text=words)
        audited(models, "Action", **facts, what=words, raised_on=DAY, owner_body_id=body.pk)


def audited(models: Any, name: str, **facts: Any) -> None:
    """Make a row, and the row of its audit."""
    row = models.get_model("meetings", name).objects.create(**facts)
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    audit = models.get_model("meetings", f"Historical{name}").objects
    audit.create(**values, history_type="+", history_date=timezone.now())


def main() -> dict[str, Any]:
    """Migrate there, back and there again; what the numbers are, what `check_records` says, and what refused to go back."""
    call_command("migrate", verbosity=0)
    call_command("migrate", *BEFORE, verbosity=0)
    fill()
    call_command("migrate", verbosity=0)
    told: dict[str, Any] = {
        "decision": {row.text: (row.reference, row.other_number) for row in Decision.objects.all()},
        "action": {row.what: (row.reference, row.other_number) for row in Action.objects.all()},
        "faults": [fault for fault in faults() if "ecision" in fault or "ction" in fault],
    }
    try:
        call_command("migrate", *BEFORE, verbosity=0)
    except RuntimeError as error:
        told["back"] = str(error)
    return told


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
