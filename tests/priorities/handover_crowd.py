"""Eight officers who complete the same handovers at the same moment, on a real database.

`python -m tests.priorities.handover_crowd` fills the empty database of DATABASE_URL and tells what happened as JSON.
"""

import datetime
import json
import sys
import traceback
from typing import Any

from tests.governance.crowd import Told, crowd  # first: it sets Django up

from django.core.management import call_command  # isort: skip

from governance.foundation.deeds import Refused  # isort: skip
from governance.models import Body  # isort: skip
from governance.foundation.dated import end_of_day  # isort: skip
from priorities.handovers.handing_over import complete_handover, open_handover, record_confidence  # isort: skip
from priorities.models import DeliveryPlan, Handover, PlanResponsibility, ReportingPeriod  # isort: skip
from priorities.reports.reporting import make_report  # isort: skip
from tests import make, make_priorities  # isort: skip

ROUNDS = 6
OPENED, DONE = datetime.date(2026, 4, 1), datetime.date(2026, 6, 1)


def prepare() -> None:
    """Plans of one body, each with a handover for which nothing is missing."""
    call_command("migrate", verbosity=0)
    by = make.an_administrator()
    root = make.make_partnership("crowded", "Crowded Partnership")
    second = make.make_body("second", "Second", parent=root)
    framework = make_priorities.make_framework(root)
    period = make_priorities.make_period(framework, "2026-04-01", "2026-07-01", slug="q1")
    for number in range(ROUNDS):
        plan = make_priorities.make_plan(root, framework=framework, slug=f"plan-{number}")
        version = make_priorities.make_version(plan)
        action = make_priorities.make_plan_action(version)
        make_priorities.publish(version)
        make_priorities.make_update(action, period, accepted_at=end_of_day(OPENED))
        handover = open_handover(plan, to=second, rule="When it moves.", on=OPENED, by=by)
        record_confidence(handover, on=OPENED, at="Board, item 4", by=by)


def hand_over(number: int, barrier: Any) -> Told:
    """One officer completes every handover and makes a report of every plan, in step with the others."""
    by = make.an_administrator()
    told: Told = []
    period = ReportingPeriod.objects.get(slug="q1")
    for turn in range(ROUNDS):
        plan = DeliveryPlan.objects.get(slug=f"plan-{turn}")
        handover = Handover.objects.get(plan=plan)
        barrier.wait()
        try:
            complete_handover(handover, on=DONE, by=by)
            told.append({"turn": turn, "done": True})
        except Refused as refusal:
            told.append({"turn": turn, "refused": str(refusal)})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"turn": turn, "error": traceback.format_exc()})
        try:
            told.append({"turn": turn, "report": make_report(period, plan=plan, by=by).number})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"turn": turn, "error": traceback.format_exc()})
    return told


def main() -> dict[str, Any]:
    """Let them all hand over; what they told, and what was left behind."""
    prepare()
    told = crowd(hand_over)
    rows = PlanResponsibility.objects.filter(role=PlanResponsibility.Role.MONITOR).order_by("plan__slug")
    left = [[row.plan.slug, row.body.slug, str(row.starts)] for row in rows.select_related("plan", "body")]
    return {"told": told, "left": left, "bodies": Body.objects.count()}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
