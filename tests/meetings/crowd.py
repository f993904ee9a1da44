"""Eight processes that record decisions and actions of one body at the same moment, on a real database.

`python -m tests.meetings.crowd` fills the empty database of DATABASE_URL and tells what happened as JSON.
"""

import json
import sys
import traceback
from typing import Any

from tests.governance.crowd import Told, crowd  # first: it sets Django up

from django.core.management import call_command  # isort: skip

from governance.models import Body  # isort: skip
from meetings.actions.acting import raise_action  # isort: skip
from meetings.decisions.deciding import decide  # isort: skip
from meetings.models import Meeting  # isort: skip
from tests import make, make_meetings  # isort: skip

EACH = 10
"""Decisions, and as many actions, that each process records."""


def record(number: int, barrier: Any) -> Told:
    """One process's share."""
    by, body, meeting = make.an_administrator(), Body.objects.get(slug="crowded"), Meeting.objects.get()
    told: Told = []
    barrier.wait()
    for count in range(EACH):
        words = f"{number}.{count}"
        try:
            decision = decide(meeting, text=words, outcome="approved", by=by)
            action = raise_action(body, what=words, by=by, meeting=meeting, owner_body=body)
            told.append({"decision": decision.reference, "action": action.reference})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"error": traceback.format_exc()})
    return told


def main() -> Told:
    """Let them all record; what they told."""
    call_command("migrate", verbosity=0)
    make_meetings.make_meeting(make.make_partnership("crowded", "Crowded Partnership"))
    return crowd(record)


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
