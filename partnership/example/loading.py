"""Loading the example: what stands is left alone, what is missing is replayed through the deeds."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import transaction

from governance.foundation.deeds import Refused, tree_lock, write
from governance.models import Body, Organisation, Person
from governance.restructuring import Newcomer, establish
from governance.terms.signing import Printer
from partnership.example import accounts, finding, meeting_loading, terms
from partnership.example.finding import NotThereError
from partnership.example.prose import prose
from partnership.example.reading import BadExampleError, Partner, Partnership, Someone, Step, Telling
from partnership.example.told_meetings import ToldMeeting, told_meetings
from partnership.example.verbs import VERBS, Scene
from priorities.models import Strategy

Progress = Callable[[str], Any]
"""Told after each entry in which partnership it was."""


def asked_for(told: Sequence[Telling], slugs: Sequence[str]) -> list[Telling]:
    """The partnerships of these addresses and those that they need, in order; without addresses, all."""
    wanted = set(slugs)
    for telling in reversed(told):
        if telling.partnership.slug in wanted:
            wanted.update(telling.partnership.needs)
    return [telling for telling in told if not slugs or telling.partnership.slug in wanted]


def amount(told: Sequence[Telling]) -> int:
    """How many entries are still to be loaded."""
    standing = finding.addresses()
    missing = [telling for telling in told if telling.partnership.slug not in standing]
    entries = sum(len(_entries(telling)) for telling in missing)
    meetings = sum(1 for telling in told for _ in meeting_loading.outstanding(told_meetings(telling.partnership.slug)))
    entries += sum(len(_plans_outstanding(telling)) for telling in told)
    return entries + meetings + sum(1 for telling in told for _ in terms.outstanding(telling.terms))


def load(told: Sequence[Telling], *, printer: Printer, progress: Progress = lambda where: None) -> list[str]:
    """Load what is missing of these partnerships and return their addresses; what stands is never changed.

    Each structure is one transaction. Terms of reference follow, each on its own, for no PDF is printed inside a
    transaction; a load that was stopped goes on where it stopped. Raises BadExampleError, which names the file and
    the entry; then nothing of that structure, or of those terms, is written.
    """
    by = accounts.administrator()
    for name in accounts.ACCOUNTS:
        accounts.account(name)
    loaded = []
    called = {telling.partnership.slug: told_meetings(telling.partnership.slug) for telling in told}
    for telling in told:
        structure = _build(telling, by, progress)
        tasks = list(terms.outstanding(telling.terms))
        for task in tasks:
            with _entry(task.terms.where):
                terms.complete(task, by=by, printer=printer)
            progress(telling.partnership.name)
        plans = _plan(telling, called[telling.partnership.slug], by, progress)
        if _meet(called[telling.partnership.slug], telling, by, progress) or plans or structure or tasks:
            loaded.append(telling.partnership.slug)
    return loaded


def _plans_outstanding(telling: Telling) -> Sequence[Step]:
    """The steps about strategies and plans, unless the partnership has a strategy."""
    root = telling.partnership.slug
    return [] if Strategy.objects.filter(body__partnership__slug=root).exists() else telling.plans


def _plan(telling: Telling, told: Sequence[ToldMeeting], by: Any, progress: Progress) -> bool:
    """Replay what is told of strategies and plans in one transaction. Return whether there was anything to do.

    Meetings of a day or before come before its steps, for what they decided may be what the steps build on.
    """
    steps = _plans_outstanding(telling)
    waiting = [meeting for meeting in meeting_loading.outstanding(told) if meeting.on] if steps else []
    with transaction.atomic():
        for step in steps:
            _hold([meeting for meeting in waiting if meeting.on and meeting.on <= step.on], telling, by, progress)
            waiting = [meeting for meeting in waiting if meeting.on and meeting.on > step.on]
            with _entry(step.where):
                _step(step, telling.partnership.slug, by)
            progress(telling.partnership.name)
    return bool(steps)


def _hold(meetings: Sequence[ToldMeeting], telling: Telling, by: Any, progress: Progress) -> None:
    for meeting in meetings:
        with _entry(meeting.where):
            meeting_loading.complete(meeting, by=by)
        progress(telling.partnership.name)


def _meet(told: Sequence[ToldMeeting], telling: Telling, by: Any, progress: Progress) -> bool:
    """Hold the meetings that are missing, then approve their minutes. Return whether there was anything to do."""
    missing = list(meeting_loading.outstanding(told))
    _hold(missing, telling, by, progress)
    for meeting in told:
        with _entry(meeting.where):
            meeting_loading.approve(meeting, by=by)
            meeting_loading.report_back(meeting, by=by)
    return bool(missing)


def _build(telling: Telling, by: Any, progress: Progress) -> bool:
    """Replay the structure in one transaction, unless it stands. Return whether there was anything to do."""
    if _stands(telling, by):
        return False
    with tree_lock():
        if _stands(telling, by):  # another process was quicker
            return False
        for where, entry in _entries(telling):
            with _entry(where):
                entry(by)
            progress(telling.partnership.name)
        for task in terms.outstanding(telling.terms):
            with _entry(task.terms.where):
                terms.check(task)
    return True


def _stands(telling: Telling, by: Any) -> bool:
    slug = telling.partnership.slug
    key = finding.addresses().get(slug)
    body = Body.objects.filter(pk=key).first() if key else None
    if body is not None and not body.history.filter(history_type="+", history_user=by).exists():
        raise BadExampleError(f"{telling.file}: “{slug}” is the address of a body that the example did not make.")
    return body is not None


@contextmanager
def _entry(where: str) -> Iterator[None]:
    """Say where it was when a deed refuses."""
    try:
        yield
    except (Refused, NotThereError) as error:
        raise BadExampleError(f"{where}: {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise BadExampleError(f"{where}: a value is not of the sort that belongs there ({error}).") from error


# Entries -----------------------------------------------------------------------------------------------

Entry = tuple[str, Callable[[Any], Any]]
"""Where something is told, and what writes it, given by whom."""


def _entries(telling: Telling) -> list[Entry]:
    """Every entry of the structure, in its order."""
    slug = telling.partnership.slug
    entries: list[Entry] = [(f"{telling.file}, [partnership]", partial(_begin, telling.partnership))]
    entries += [(where, partial(_partner, partner, slug)) for where, partner in telling.partners]
    entries += [(where, partial(_someone, someone, slug)) for where, someone in telling.people]
    entries += [(step.where, partial(_step, step, slug)) for step in telling.steps]
    entries += [(where, partial(accounts.appoint, given)) for where, given in telling.given]
    return entries


def _begin(root: Partnership, by: Any) -> None:
    facts = {"purpose": prose(root.purpose)}
    new = Newcomer(root.slug, root.name, finding.kind("partnership"), facts=facts)
    establish(new, on=root.since, by=by, reason=root.reason, dates_as_said=root.dates_as_said)


def _partner(partner: Partner, partnership: str, by: Any) -> None:
    """A partner that another partnership told of already is kept by that one."""
    if not Organisation.objects.filter(slug=partner.slug).exists():
        write(Organisation(**asdict(partner), kept_by=finding.body(partnership)), by=by)


def _someone(someone: Someone, partnership: str, by: Any) -> None:
    person = Person(
        slug=someone.slug,
        name=someone.name,
        post=someone.post,
        grade=someone.grade,
        organisation=finding.organisation(someone.organisation) if someone.organisation else None,
        account=accounts.account(someone.account) if someone.account else None,
        kept_by=finding.body(partnership),
    )
    write(person, by=by)


def _step(step: Step, partnership: str, by: Any) -> None:
    scene = Scene(partnership, step.on, by, step.reason, step.dates_as_said)
    VERBS[step.verb](scene, step.subject, **step.told)
