"""Eight processes that draft the next version of a plan, and publish it, at the same moment, on a real database.

`python -m tests.priorities.plan_crowd` fills the empty database of DATABASE_URL and tells what happened as JSON.
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
from priorities.models import DeliveryPlan, PlanVersion  # isort: skip
from priorities.plans.planning import draft_version, publish_version, take_over  # isort: skip
from tests import make, make_priorities  # isort: skip

ROUNDS = 3
FIRST = datetime.date(2010, 4, 1)


def race(number: int, barrier: Any) -> Told:
    """One process's share: in each round draft the next version, publish it, and let a body of its own take over."""
    by = make.an_administrator()
    body = Body.objects.get(slug=f"racer-{number}")
    told: Told = []
    for count in range(1, ROUNDS + 1):
        on = FIRST + datetime.timedelta(days=count)
        plan = DeliveryPlan.objects.get()
        barrier.wait()
        _try(told, "draft", count, lambda plan=plan: draft_version(plan, by=by))
        barrier.wait()
        draft = PlanVersion.objects.drafts().get()
        barrier.wait()
        _try(told, "publish", count, lambda draft=draft, on=on: publish_version(draft, on=on, by=by))
        barrier.wait()
        _try(told, "take over", count, lambda plan=plan, on=on: take_over(plan, "owner", body, on=on, by=by))
        barrier.wait()
    return told


def _try(told: Told, verb: str, count: int, deed: Any) -> None:
    try:
        deed()
        told.append({"verb": verb, "round": count, "done": True})
    except Refused as refusal:
        told.append({"verb": verb, "round": count, "refused": refusal.sentence})
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        told.append({"verb": verb, "round": count, "error": traceback.format_exc()})


def main() -> dict[str, Any]:
    """Let them all race; what they told, and what stands in the database afterwards."""
    call_command("migrate", verbosity=0)
    make.an_administrator()
    root = make.make_partnership("crowded", "Crowded Partnership")
    for number in range(8):
        make.make_body(f"racer-{number}", f"Racer {number}", parent=root)
    version = make_priorities.make_version(make_priorities.make_plan(root, "Crowded plan"), on=FIRST)
    make_priorities.make_plan_action(version)
    make_priorities.publish(version)
    told = crowd(race)
    plan = DeliveryPlan.objects.get()
    versions = plan.versions.order_by("number").values_list("number", "state", "starts", "ends")
    owners = plan.responsibilities.filter(role="owner").order_by("starts").values_list("body__slug", "starts", "ends")
    return {
        "told": told,
        "versions": [[number, state, str(starts), str(ends)] for number, state, starts, ends in versions],
        "actions": [version.sections.get().actions.count() for version in plan.versions.all()],
        "owners": [[slug, str(starts), str(ends)] for slug, starts, ends in owners],
        "owner": plan.body.slug,
    }


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
