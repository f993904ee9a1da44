"""A meeting's life and what goes with it, each deed killed at every step: before each save, before the commit.

`python -m tests.meetings.killed` fills the empty database of DATABASE_URL and tells, as JSON, how often each deed was
killed and which kills left something behind. Each deed is let through at last.
"""

import datetime
import itertools
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # once Django is set up
from django.db import connection, models  # noqa: E402

from governance.foundation.dated import end_of_day  # noqa: E402
from governance.models import Body, Person  # noqa: E402
from meetings.actions import acting  # noqa: E402
from meetings.agendas import agenda_setting  # noqa: E402
from meetings.attendance import attending  # noqa: E402
from meetings.decisions import deciding  # noqa: E402
from meetings.minutes import correcting, minuting  # noqa: E402
from meetings.models import Action, Meeting  # noqa: E402
from meetings.schedules import scheduling  # noqa: E402
from priorities.handovers import handing_over  # noqa: E402
from priorities.models import Handover, ReportCard  # noqa: E402
from priorities.report_cards import carding  # noqa: E402
from tests import make  # noqa: E402
from tests import make_priorities as mp  # noqa: E402
from tests.refusing import dump  # noqa: E402

DAY = datetime.date(2026, 3, 5)
LATER, LATEST = datetime.date(2026, 4, 2), datetime.date(2026, 5, 7)


def deeds() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each deed with its name, in the order of a meeting's life; what a deed needs, it reads when it is called."""
    by = make.an_administrator()
    body = Body.objects.get(slug="killed")
    chair = Person.objects.get()

    corrected: dict[str, Any] = {"reason": "Misheard.", "by": by, "on": make.today()}

    def first() -> Meeting:
        return Meeting.objects.get(called_for=DAY)

    def item() -> Any:
        return first().items.get(title="Empty homes")

    yield "schedule", lambda: scheduling.schedule(body, day=DAY, by=by)
    yield "add an item", lambda: agenda_setting.add_item(first(), title="Empty homes", by=by)
    yield "publish the agenda", lambda: agenda_setting.publish_agenda(first(), by=by, on=DAY - datetime.timedelta(20))
    yield "record attendance", lambda: attending.record(first(), chair, how="present", by=by)
    yield "begin the minutes", lambda: minuting.begin_minutes(first(), by=by)
    yield (
        "write an entry",
        lambda: minuting.write_entry(first().minutes, item(), text="<p>They stand empty.</p>", revision=0, by=by),
    )
    yield "decide", lambda: deciding.decide(first(), text="Count them.", outcome="approved", by=by, item=item())
    yield "raise an action", lambda: acting.raise_action(body, what="Count", by=by, meeting=first(), owner=chair)
    yield "check the minutes", lambda: minuting.check_minutes(first().minutes, by=by)
    yield "publish the minutes", lambda: minuting.publish_minutes(first().minutes, by=by)
    yield "call the next", lambda: scheduling.schedule(body, day=LATER, by=by)
    yield "hold the next", lambda: scheduling.mark_held(Meeting.objects.get(called_for=LATER), by=by)
    yield (
        "correct an entry",
        lambda: correcting.correct(first().minutes.entries.get(), text="<p>Full.</p>", **corrected),
    )
    yield (
        "correct who was there",
        lambda: correcting.correct_attendance(first().minutes, [attending.Entry(chair, "apologies")], **corrected),
    )
    yield (
        "approve the minutes",
        lambda: minuting.approve_minutes(first().minutes, at=Meeting.objects.get(called_for=LATER), by=by),
    )
    yield (
        "close the action",
        lambda: acting.close_action(Action.objects.get(), result="done", closing_text="Counted.", by=by, on=LATER),
    )
    yield "call a third", lambda: scheduling.schedule(body, day=LATEST, by=by)
    yield "cancel it", lambda: scheduling.cancel(Meeting.objects.get(called_for=LATEST), reason="Snow.", by=by)
    yield "complete the handover", lambda: handing_over.complete_handover(Handover.objects.get(), on=LATER, by=by)
    yield (
        "accept the card",
        lambda: carding.accept_card(ReportCard.objects.get(), body=body.partnership, on=LATER, by=by, at="Item 4"),
    )


def killed_at(deed: Callable[[], Any], step: int) -> str:
    """Do the deed in a process that is killed before its save number `step`, or else before it commits.

    Returns “save” or “commit”, where it was killed; with step 0 nothing kills it, and “” is returned.
    """
    connection.close()
    said, saying = os.pipe()
    child = os.fork()
    if child == 0:
        _do(deed, step, saying)
    os.close(saying)
    with os.fdopen(said) as answer:
        where = answer.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) != bool(where) or (os.WIFEXITED(status) and os.WEXITSTATUS(status)):
        raise RuntimeError("The deed failed without being killed.")
    return where


def _do(deed: Callable[[], Any], step: int, saying: int) -> None:
    """The child's part; it does not come back."""
    saves = 0
    save_base, commit = models.Model.save_base, connection._commit

    def end(where: str) -> None:
        os.write(saying, where.encode())
        os.kill(os.getpid(), signal.SIGKILL)

    def save(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal saves
        saves += 1
        if saves == step:
            end("save")
        return save_base(self, *args, **kwargs)

    def commit_at_last() -> Any:
        if step and saves:
            end("commit")
        return commit()

    models.Model.save_base = save  # type: ignore[method-assign]
    connection._commit = commit_at_last
    try:
        deed()
        connection.close()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent hears of it
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def made_before() -> None:
    """The body and its chair; a handover that nothing stops any more, and a report card that can be accepted."""
    killing = make.make_partnership("killing", "Killing Partnership")
    body, other = (make.make_body(slug, f"{slug.title()} Board", parent=killing) for slug in ("killed", "other"))
    make.make_membership(make.make_seat(body, role="chair"), make.make_person(kept_by=body))
    period = mp.make_period(mp.make_framework(body), "2026-01-01", "2026-04-01")
    plan = mp.make_plan(body, framework=period.framework)
    version = mp.make_version(plan)
    action = mp.make_plan_action(version)
    mp.publish(version)
    mp.make_update(action, period, accepted_at=end_of_day(DAY))
    mp.make_handover(plan, other, on=DAY, confident_on=LATER, confident_at="Killed Board, item 4")
    mp.make_card(body, plan=plan, story="It went well.")


def main() -> dict[str, Any]:
    """Kill each deed at every step, then let it through."""
    call_command("migrate", verbosity=0)
    made_before()
    told: dict[str, Any] = {"kills": {}, "left behind": [], "without effect": []}
    for name, deed in deeds():
        before = dump()
        for step in itertools.count(1):
            where = killed_at(deed, step)
            if dump() != before:
                told["left behind"].append([name, step, where])
            if where != "save":
                break
        told["kills"][name] = step
        killed_at(deed, 0)
        if dump() == before:
            told["without effect"].append(name)
    return told


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
