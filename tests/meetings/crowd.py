"""Eight processes that record decisions and actions at the same moment, on a real database.

`python -m tests.meetings.crowd record|restrict` fills the empty database of DATABASE_URL and tells what happened as
JSON: all of one body, in the open and under a restricted item; or of two bodies that meet jointly, while others
restrict and open the item.
"""

import json
import sys
import traceback
from typing import Any

from tests.governance.crowd import Told, crowd  # first: it sets Django up

from django.core.management import call_command  # isort: skip
from django.db import transaction  # isort: skip

from governance.foundation.deeds import Refused  # isort: skip
from governance.models import Body  # isort: skip
from governance.records import faults  # isort: skip
from meetings.actions.acting import raise_action  # isort: skip
from meetings.agendas.agenda_setting import restrict_item, unrestrict_item  # isort: skip
from meetings.decisions.deciding import decide  # isort: skip
from meetings.locking import locked_meetings  # isort: skip
from meetings.models import AgendaItem, Meeting  # isort: skip
from tests import make, make_meetings  # isort: skip

EACH = 10
"""Decisions, and as many actions, that each process records in the open, and again under a restricted item."""


def record(number: int, barrier: Any) -> Told:
    """One process's share."""
    by, body, meeting = make.an_administrator(), Body.objects.get(slug="crowded"), Meeting.objects.get()
    secret = AgendaItem.objects.get()
    told: Told = []
    barrier.wait()
    for count in range(2 * EACH):
        words, item = f"{number}.{count}", secret if count % 2 else None
        try:
            decision = decide(meeting, text=words, outcome="approved", by=by, item=item)
            action = raise_action(body, what=words, by=by, meeting=meeting, item=item, owner_body=body)
            told.append({"decision": decision.reference, "action": action.reference})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"error": traceback.format_exc()})
    return told


def record_or_restrict(number: int, barrier: Any) -> Told:
    """One process's share: of four, two record under the item, one restricts and opens it, one holds both meetings."""
    by, item = make.an_administrator(), AgendaItem.objects.select_related("meeting__body").get()
    joined, own = Meeting.objects.order_by("pk")
    told: Told = []
    barrier.wait()
    for count in range(2 * EACH):
        try:
            match number % 4:
                case 0:
                    decide(joined, text=f"{number}.{count}", outcome="approved", by=by, item=item)
                case 1:
                    raise_action(own.body, what="Act", by=by, meeting=joined, item=item, owner_body=own.body)
                case 2 if count % 2:
                    unrestrict_item(item, by=by)
                case 2:
                    restrict_item(item, reason="It names a person.", public_title="A personal matter", by=by)
                case 3:
                    with transaction.atomic():
                        locked_meetings([joined, own])
            told.append({"done": number % 4})
        except Refused as refusal:
            told.append({"refused": refusal.sentence})
        except Exception:  # noqa: BLE001 - whatever it is, it is told
            told.append({"error": traceback.format_exc()})
    return told


def main(what: str) -> dict[str, Any]:
    """Let them all do it; what they told, and what `check_records` says then."""
    call_command("migrate", verbosity=0)
    root = make.make_partnership("crowded", "Crowded Partnership")
    if what == "record":
        make_meetings.make_item(make_meetings.make_meeting(root), restricted=True)
        return {"told": crowd(record), "faults": list(faults())}
    board = make.make_body("board", "Board", parent=root)  # it leads, though its key comes after the other's
    make_meetings.make_item(make_meetings.make_meeting(board, with_bodies=[root]))
    make_meetings.make_meeting(root)
    return {"told": crowd(record_or_restrict), "faults": list(faults())}


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
