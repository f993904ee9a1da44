"""Eight processes that record updates of one action for one period at the same moment, on a real database.

`python -m tests.priorities.crowd_of_updates` fills the empty database of DATABASE_URL and tells what happened as JSON.
"""

import json
import sys
import traceback
from typing import Any

from tests.governance.crowd import Told, crowd  # first: it sets Django up

from django.core.management import call_command  # isort: skip

from governance.foundation.deeds import Refused  # isort: skip
from priorities.models import PlanAction, ReportingPeriod, Update  # isort: skip
from priorities.updates.update_checks import Said  # isort: skip
from priorities.updates.updating import accept_update, hand_in_update, record_update  # isort: skip
from tests import make, make_priorities  # isort: skip

EACH = 10
"""Updates that each process records."""


def record(number: int, barrier: Any) -> Told:
    """One process's share: all try to accept the one that waits, and then record their own."""
    by, action, period = make.an_administrator(), PlanAction.objects.get(), ReportingPeriod.objects.get()
    waiting = Update.objects.get()
    told: Told = []
    barrier.wait()
    try:
        told.append({"accepted": accept_update(waiting, by=by).pk})
    except Refused as refusal:
        told.append({"refused": refusal.sentence})
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        told.append({"error": traceback.format_exc()})
    for count in range(EACH):
        try:
            update = record_update(action, period, status="green", text=f"{number}.{count}", by=by)
            told.append({"recorded": update.pk})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"error": traceback.format_exc()})
    return told


def main() -> None:
    """Fill the database, let them loose, tell what happened."""
    call_command("migrate", verbosity=0)
    root = make.make_partnership("crowded-root", "Crowded root")
    body = make.make_body("crowded", "Crowded", parent=root)
    framework = make_priorities.make_framework(body)
    period = make_priorities.make_period(framework, make.FIRST, "2100-01-01")
    version = make_priorities.make_version(make_priorities.make_plan(body, framework=framework))
    action = make_priorities.make_plan_action(version)
    make_priorities.publish(version)
    hand_in_update(action, period, said=Said("amber"), by=None, by_link=True, reported_by="Tom Ferris")
    json.dump(crowd(record), sys.stdout)


if __name__ == "__main__":
    main()
