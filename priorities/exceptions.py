"""What an exception report says: plain values alone, so that its page, PDF and csv are written from them (3.10).

Listed is only what is red or amber, late, going another way than in the period before, not updated, or reprogrammed
with approval, each with why, its remedy, its lead and its day. The appendix names every action. All names are those of
the period's last day, and nothing accepted after `known_at` counts, so that an old report made again is the same.
"""

import datetime
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from governance.foundation.deeds import Refused
from governance.models import Body, Membership, Person, Substitution
from governance.presence import Names, names_on
from priorities.models import (
    DeliveryPlan,
    PerformanceFramework,
    PlanAction,
    PlanResponsibility,
    ReportingPeriod,
    Status,
    Update,
)
from priorities.progress import history_of
from priorities.report_counts import NO_UPDATE, WORDS, counted
from priorities.report_scope import Fixed, Reported, last_day, scope_of_body, scope_of_plan
from priorities.responsibility import responsible_on

ORDER = ("red", "amber", "no update", "late", "reprogrammed", "direction")
"""Why an action may be listed; those whose first reason stands first here stand first in the report."""

UNNAMED = "An officer who is not named"


@dataclass(frozen=True)
class Asked:
    """What a report is made for, and as of when."""

    day: datetime.date
    """The period's last day."""
    known_at: datetime.datetime
    """Only what was accepted by then counts."""
    recorded_at: datetime.datetime | None = None
    """For thresholds and titles that officers may have changed since: as they were recorded then; None: as now."""

    @property
    def as_of(self) -> datetime.date:
        """The day, in London, as of which the report speaks."""
        return timezone.localdate(self.known_at)

    def then(self, record: Any) -> Any:
        """The record as it was recorded at that moment."""
        if self.recorded_at is None:
            return record
        try:
            return record.history.as_of(self.recorded_at)
        except type(record).DoesNotExist:
            return record


def plan_content(
    plan: DeliveryPlan,
    period: ReportingPeriod,
    *,
    known_at: datetime.datetime,
    fixed: Fixed | None = None,
    recorded_at: datetime.datetime | None = None,
) -> dict[str, Any]:
    """What the report of a plan for a period says; the body in its heading is the one that monitors it on its last day.

    At most 11 queries. Raises Refused where no version of the plan was in force on that day.
    """
    asked = Asked(last_day(period), known_at, recorded_at)
    monitor = responsible_on(plan, PlanResponsibility.Role.MONITOR, asked.day)
    if monitor is None:
        raise Refused(f"Nobody answers for {plan} on {_said(asked.day)}: name the body that owns or monitors it.")
    scope = scope_of_plan(plan, period, monitor, fixed=fixed)
    if not scope:
        raise Refused(f"No version of {plan} is in force on {_said(asked.day)}: publish one from that day or before.")
    return {**_content(scope, monitor, period, asked), "kind": "plan"}


def body_content(
    body: Body,
    period: ReportingPeriod,
    *,
    known_at: datetime.datetime,
    fixed: Fixed | None = None,
    recorded_at: datetime.datetime | None = None,
) -> dict[str, Any]:
    """What the report of all that a body answers for says. At most 12 queries. Raises Refused where that is nothing."""
    asked = Asked(last_day(period), known_at, recorded_at)
    scope = scope_of_body(body, period, fixed=fixed)
    if not any(each.period for each in scope):
        raise Refused(f"{body} answers for no plan that reports for {period}: choose another body or period.")
    return {**_content(scope, body, period, asked), "kind": "body"}


def canonical(content: dict[str, Any]) -> bytes:
    """The bytes of a content: JSON with sorted keys and no blanks, in UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fixed_versions(content: dict[str, Any]) -> Fixed:
    """The versions of plans that a content spoke of."""
    return {plan["slug"]: plan["version"] for plan in content["plans"]}


def end_of_day(day: datetime.date) -> datetime.datetime:
    """The last moment of a day in London."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


# How it is put together --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """An action in a report, with what was said of it for the period and for the one before."""

    action: PlanAction
    reported: Reported
    update: Update | None
    before: Update | None
    was_complete: bool
    """Whether, without an update for the period, the last one before called it complete: it is not asked for again."""
    closed: datetime.date
    """The first day after the part of the period that is over: what was due before it is due."""

    @property
    def status(self) -> str:
        """Where it stands; without an update nothing is said, but what was complete is complete."""
        if self.update:
            return self.update.status
        return Status.COMPLETE.value if self.was_complete else NO_UPDATE

    @property
    def is_late(self) -> bool:
        """Whether its due day is over and it is not complete."""
        due = self.action.due
        return due is not None and due < self.closed and self.status != Status.COMPLETE

    @property
    def turned(self) -> bool:
        """Whether it goes another way than it did in the period before."""
        return bool(self.update and self.before and self.update.direction != self.before.direction)


def _content(scope: list[Reported], body: Body, period: ReportingPeriod, asked: Asked) -> dict[str, Any]:
    titles = {each.plan.slug: asked.then(each.plan).title for each in scope}
    scope = sorted(scope, key=lambda each: (titles[each.plan.slug], each.plan.slug))
    entries = _entries(scope, asked)
    frameworks = {each.plan.framework.pk: each.plan.framework for each in scope if each.period and each.plan.framework}
    names = _names(asked.day, body, entries, scope, frameworks.values())
    people = _public_people(entries, asked.day)
    lines = [_line(entry, names, people) for entry in entries]
    for place, line in enumerate(lines, start=1):
        line |= {"place": place, "plan": titles[line["plan_slug"]]}
    told = [{**line, **_exception(entry, names)} for line, entry in zip(lines, entries, strict=True)]
    listed = [line for line in told if line["why"]]
    listed.sort(key=lambda line: ORDER.index(line["kinds"][0]))
    then = asked.then(period)
    return {
        "body": names.body(body),
        "partnership": names.body(body.partnership),
        "period": {
            "slug": then.slug,
            "name": then.name,
            "first_day": _said(then.starts),
            "last_day": _said(last_day(then)),
        },
        "as_of": _said(asked.as_of),
        "thresholds": [_threshold(asked.then(each), names) for each in frameworks.values()],
        "plans": [_plan(each, titles[each.plan.slug], asked) for each in scope],
        "counts": counted(entry.status for entry in entries),
        "exceptions": listed,
        "actions": lines,
        "elsewhere": [
            {
                "plan": titles[each.plan.slug],
                "ref": action.reference,
                "what": action.what,
                "through": names.body(through),
            }
            for each in scope
            for action, through in each.elsewhere
        ],
    }


def _entries(scope: list[Reported], asked: Asked) -> list[Entry]:
    """Every action that the report counts, in the order of plans. 1 query, and 1 where some have no update."""
    lineages = [action.lineage for each in scope for action in each.actions]
    periods = {period.pk: period for each in scope for period in (each.period, each.before) if period}
    said = history_of(lineages, periods.values(), known_at=asked.known_at) if lineages else {}
    current = {each.period.pk for each in scope if each.period}
    told = {lineage for lineage, period in said if period in current}
    complete = _complete_before([each for each in lineages if each not in told], asked)
    return [
        Entry(
            action,
            each,
            said.get((action.lineage, each.period.pk)),
            said.get((action.lineage, each.before.pk)) if each.before else None,
            action.lineage in complete,
            min(filter(None, (each.period.ends, asked.as_of))),
        )
        for each in scope
        if each.period
        for action in each.actions
    ]


def _complete_before(lineages: list[uuid.UUID], asked: Asked) -> set[uuid.UUID]:
    """The actions whose last update up to the day called them complete. 1 query; none for no actions."""
    if not lineages:
        return set()
    rows = Update.objects.accepted().filter(
        action__lineage__in=lineages, period__starts__lte=asked.day, accepted_at__lte=asked.known_at
    )
    last = dict(rows.latest_last().values_list("action__lineage", "status"))
    return {lineage for lineage, status in last.items() if status == Status.COMPLETE}


def _names(
    day: datetime.date,
    body: Body,
    entries: list[Entry],
    scope: list[Reported],
    frameworks: Iterable[PerformanceFramework],
) -> Names:
    """What every body and organisation of the report was called on the day. 1 query."""
    actions = [entry.action for entry in entries]
    bodies = [body.pk, body.partnership_id, *(each.body_id for each in frameworks)]
    bodies += [key for action in actions for key in (action.lead_body_id, action.tasked_by_id)]
    bodies += [entry.update.approved_by_id for entry in entries if entry.update]
    bodies += [through.pk for each in scope for _, through in each.elsewhere]
    return names_on(
        day,
        bodies={key for key in bodies if key},
        organisations={a.lead_organisation_id for a in actions if a.lead_organisation_id},
    )


def _public_people(entries: list[Entry], day: datetime.date) -> set[int]:
    """Keys of the lead officers whom the public may know by the day: those who hold or held a seat. 0 or 1 query."""
    officers = {entry.action.lead_officer_id for entry in entries if entry.action.lead_officer_id}
    if not officers:
        return set()
    known = Q(Exists(Membership.objects.filter(person=OuterRef("pk"), starts__lte=day)))
    known |= Q(Exists(Substitution.objects.filter(person=OuterRef("pk"), starts__lte=day)))
    return set(Person.objects.filter(known, pk__in=officers).values_list("pk", flat=True))


def _plan(reported: Reported, title: str, asked: Asked) -> dict[str, Any]:
    return {
        "slug": reported.plan.slug,
        "title": title,
        "version": reported.version.number,
        "period": asked.then(reported.period).name if reported.period else "",
        "actions": len(reported.actions),
    }


def _threshold(framework: PerformanceFramework, names: Names) -> dict[str, Any]:
    """The thresholds of a framework in words, and the body that sets them."""
    green, amber, over = framework.behind_green_days, framework.behind_amber_days, framework.overspent_percent
    words = f"Green up to {_days(green)} behind" if green else "Green while not behind"
    words += f", amber up to {_days(amber)} behind, red beyond that."
    if over is not None:
        words += f" Amber when overspent by {over} per cent or more."
    return {"framework": framework.name, "set_by": names.body(framework.body), "words": words}


def _line(entry: Entry, names: Names, people: set[int]) -> dict[str, Any]:
    """An action as the appendix names it."""
    action, update = entry.action, entry.update
    return {
        "plan_slug": entry.reported.plan.slug,
        "section": str(action.section),
        "ref": action.reference,
        "what": action.what,
        "status": entry.status,
        "status_words": WORDS[entry.status],
        "direction": update.get_direction_display() if update else "",
        "lead": _lead(action, names, people),
        "due": action.due_as_said or (_said(action.due) if action.due else ""),
        "late": entry.is_late,
        "tasked_by": names.body(action.tasked_by),
    }


def _exception(entry: Entry, names: Names) -> dict[str, Any]:
    """Why an action is listed, which is empty for one that is not, and what was said of it."""
    update = entry.update
    why = _why(entry, names)
    remedy = update.remedy.strip() if update else ""
    return {
        "kinds": [kind for kind, _ in why],
        "why": [words for _, words in why],
        "text": update.text.strip() if update else "",
        "reason": update.reason.strip() if update else "",
        "remedy": remedy,
        "no_remedy": entry.status == Status.RED and not remedy,
        "tried": update.tried.strip() if update else "",
        "expected": _said(update.expected_on) if update and update.expected_on else "",
        "approved_by": names.body(update.approved_by) if update else "",
        "approved_at": update.approved_at if update else "",
    }


def _why(entry: Entry, names: Names) -> list[tuple[str, str]]:
    """Why the action is listed: what kind of reason and the words, its status first."""
    update, before, action = entry.update, entry.before, entry.action
    why = []
    if entry.status in (Status.RED, Status.AMBER):
        why.append((str(entry.status), f"{WORDS[entry.status]}."))
    if entry.status == NO_UPDATE:
        told = f"; {WORDS[before.status].lower()} in the period before" if before else ""
        why.append(("no update", f"Not updated in this period{told}."))
    if entry.status == Status.REPROGRAMMED and update:
        why.append(("reprogrammed", f"Reprogrammed with the approval of {names.body(update.approved_by)}."))
    if entry.is_late and action.due:
        why.append(("late", f"Late: it was due on {_said(action.due)} and is not complete."))
    if entry.turned and update and before:
        was, now = before.get_direction_display().lower(), update.get_direction_display().lower()
        why.append(("direction", f"It goes another way: {was} in the period before, {now} in this one."))
    return why


def _lead(action: PlanAction, names: Names, people: set[int]) -> str:
    """Who leads, in words: the officer, then the body or organisation; empty where nobody does."""
    officer = action.lead_officer
    named = [officer.name if officer.pk in people else ""] if officer else []
    named += [names.body(action.lead_body), names.organisation(action.lead_organisation)]
    return ", ".join(filter(None, named)) or (UNNAMED if officer else "")


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _said(day: datetime.date) -> str:
    return str(date_format(day, "j F Y"))
