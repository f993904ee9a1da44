"""What an exception report says: plain values alone, so that its page, PDF and csv are written from them (3.10).

Listed is only what is red or amber, late, going another way than in the period before, not updated, or reprogrammed
with approval, each with why, its remedy, its lead and its day. The appendix names every action. All names are those of
the period's last day, and nothing accepted after `known_at` counts, so that an old report made again is the same.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from governance.foundation.deeds import Refused
from governance.foundation.sentences import counted, plain_day
from governance.models import Body, Membership, Person, Substitution
from governance.seats.presence import Names, names_on
from priorities.models import (
    DeliveryPlan,
    PerformanceFramework,
    PlanResponsibility,
    ReportingPeriod,
)
from priorities.plans.responsibility import responsible_on
from priorities.reports.report_counts import counts_of
from priorities.reports.report_lines import Entry, exception_of, line_of
from priorities.reports.report_scope import Fixed, Reported, scope_of_body, scope_of_plan
from priorities.updates.progress import history_of, standing_updates

ORDER = ("red", "amber", "no update", "late", "reprogrammed", "direction")
"""Why an action may be listed; those whose first reason stands first here stand first in the report."""


@dataclass(frozen=True)
class Asked:
    """What a report is made for, and as of when."""

    last_day: datetime.date
    """Of the period."""
    known_at: datetime.datetime
    """Only what was accepted by then counts."""
    recorded_at: datetime.datetime | None = None
    """For thresholds and titles that officers may have changed since: as they were recorded then; None: as now."""

    @property
    def as_of(self) -> datetime.date:
        """The day, in London, as of which the report speaks."""
        return timezone.localdate(self.known_at)

    @property
    def day(self) -> datetime.date:
        """The day whose bodies answer: the period's last one, or that of asking where the period was not over yet."""
        return min(self.last_day, self.as_of)

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
    """What the report of a plan for a period says; the body in its heading is the one that monitors it on `Asked.day`.

    At most 11 queries. Raises Refused where no version of the plan was in force on that day.
    """
    asked = Asked(period.last_day, known_at, recorded_at)
    monitor = responsible_on(plan, PlanResponsibility.Role.MONITOR, asked.day)
    if monitor is None:
        raise Refused(f"Nobody answers for {plan} on {plain_day(asked.day)}: name the body that owns or monitors it.")
    scope = scope_of_plan(plan, period, monitor, on=asked.day, fixed=fixed)
    if not scope:
        raise Refused(
            f"No version of {plan} is in force on {plain_day(asked.day)}: publish one from that day or before."
        )
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
    asked = Asked(period.last_day, known_at, recorded_at)
    scope = scope_of_body(body, period, on=asked.day, fixed=fixed)
    if not any(each.period for each in scope):
        raise Refused(f"{body} answers for no plan that reports for {period}: choose another body or period.")
    return {**_content(scope, body, period, asked), "kind": "body"}


def canonical(content: dict[str, Any]) -> bytes:
    """The bytes of a content: JSON with sorted keys and no blanks, in UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fixed_versions(content: dict[str, Any]) -> Fixed:
    """The versions of plans that a content spoke of."""
    return {plan["slug"]: plan["version"] for plan in content["plans"]}


# How it is put together --------------------------------------------------------------------------------------


def _content(scope: list[Reported], body: Body, period: ReportingPeriod, asked: Asked) -> dict[str, Any]:
    titles = {each.plan.slug: asked.then(each.plan).title for each in scope}
    scope = sorted(scope, key=lambda each: (titles[each.plan.slug], each.plan.slug))
    entries = _entries(scope, asked)
    frameworks = {each.plan.framework.pk: each.plan.framework for each in scope if each.period and each.plan.framework}
    names = _names(asked.day, body, entries, scope, frameworks.values())
    people = _public_people(entries, asked.day)
    lines = [line_of(entry, names, people) for entry in entries]
    for place, line in enumerate(lines, start=1):
        line |= {"place": place, "plan": titles[line["plan_slug"]]}
    told = [{**line, **exception_of(entry, names)} for line, entry in zip(lines, entries, strict=True)]
    listed = [line for line in told if line["why"]]
    listed.sort(key=lambda line: ORDER.index(line["kinds"][0]))
    then = asked.then(period)
    return {
        "body": names.body(body),
        "partnership": names.body(body.partnership),
        "period": {
            "slug": then.slug,
            "name": then.name,
            "first_day": plain_day(then.starts),
            "last_day": plain_day(then.last_day),
        },
        "as_of": plain_day(asked.as_of),
        "answers_on": plain_day(asked.day),
        "thresholds": [_threshold(asked.then(each), names) for each in frameworks.values()],
        "plans": [_plan(each, titles[each.plan.slug], asked) for each in scope],
        "counts": counts_of(entry.status for entry in entries),
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
    period_of = {action.lineage: each.period for each in scope if each.period for action in each.actions}
    periods = {period.pk: period for each in scope for period in (each.period, each.before) if period}
    updates = history_of(period_of, periods.values(), known_at=asked.known_at) if period_of else {}
    untold = {lineage: period for lineage, period in period_of.items() if (lineage, period.pk) not in updates}
    complete = standing_updates(untold, asked.day, known_at=asked.known_at)
    return [
        Entry(
            action,
            each,
            updates.get((action.lineage, each.period.pk)),
            updates.get((action.lineage, each.before.pk)) if each.before else None,
            action.lineage in complete,
            min(filter(None, (each.period.ends, asked.as_of))),
        )
        for each in scope
        if each.period
        for action in each.actions
    ]


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
    words = f"Green up to {counted(green, 'day')} behind" if green else "Green while not behind"
    words += f", amber up to {counted(amber, 'day')} behind, red beyond that."
    if over is not None:
        words += f" Amber when overspent by {over} per cent or more."
    return {"framework": framework.name, "set_by": names.body(framework.body), "words": words}
