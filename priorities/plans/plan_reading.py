"""Reading: a version of a plan as a page, a PDF or a file shows it on a day, in a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from governance.foundation.dated import end_of_day
from governance.foundation.publication import State
from governance.models import Person
from governance.seats.presence import Names, names_on
from priorities.models import (
    IssueAnswer,
    Milestone,
    MilestoneReached,
    PlanAction,
    PlanApproach,
    PlanResponsibility,
    PlanSection,
    PlanVersion,
    PriorityName,
    Update,
)
from priorities.officers import officer_named
from priorities.plans.overlaps import Overlaps, overlaps_of
from priorities.plans.plan_flags import flags_of, involved_in, parents_on, themes_of
from priorities.plans.plan_parts import ActionRead, Finding, Named, PlanRead, SectionRead, Step, in_rows
from priorities.updates.progress import last_spend, last_won, period_on, standing_updates

Several = dict[int, dict[str, list[tuple[int, str, str]]]]
"""By action, then by what is named: key, slug and name of each record that the action names."""

RELATIONS = (
    ("partner_bodies", "body"),
    ("partners", "organisation"),
    ("approaches", "approach"),
    ("areas", "area"),
)


def read_version(version: PlanVersion, day: datetime.date, user: Any) -> PlanRead:
    """The version with all that stands in it, as it stands on `day`: 11 queries, whatever its length.

    The caller has checked that `user` may read the version, and gives it with its plan, the plan's body and its
    framework. Priorities that the user may not read, or that were not there on `day`, are left out.
    """
    plan = version.plan
    rows = list(PlanResponsibility.objects.in_force(day).filter(plan=plan).select_related("body"))
    held = {row.role: row.body for row in rows}
    sections = list(PlanSection.objects.filter(version=version).in_order())
    period, known_at = period_on(plan.framework, day), end_of_day(day)
    actions = list(
        actions_of([version], user).annotate(
            spent=last_spend(period, known_at=known_at), won=last_won(period, known_at=known_at)
        )
    )
    gathered = _gather(version, sections, actions, day, user)
    updates = standing_updates({action.lineage: period for action in actions}, day, known_at=known_at)
    owner = held.get(PlanResponsibility.Role.OWNER)
    themes = themes_of(plan, owner.pk if owner else None, parents_on([plan.body.partnership_id or plan.body_id], day))
    set_by = plan.framework.body if plan.framework else None
    others = [body.pk for body in (*held.values(), set_by) if body]
    names = _names(day, actions, gathered.several, bodies=others)
    reads = [_read(action, updates.get(action.lineage), gathered, names, themes) for action in actions]
    by_section: dict[int, list[ActionRead]] = defaultdict(list)
    for read in reads:
        by_section[read.action.section_id].append(read)
    return PlanRead(
        plan=plan,
        version=version,
        day=day,
        owner=_body(owner, names),
        monitor=_body(held.get(PlanResponsibility.Role.MONITOR), names),
        set_by=_body(set_by, names),
        period=period,
        sections=[
            SectionRead(section, number, in_rows(by_section[section.pk]), gathered.priority(section.priority_id))
            for number, section in enumerate(sections, start=1)
        ],
        approaches=gathered.approaches,
        priorities=list(gathered.priorities.values()),
        actions=[read for section in sections for read in by_section[section.pk]],
    )


def actions_of(versions: Iterable[PlanVersion], user: Any) -> QuerySet[PlanAction]:
    """The actions of these versions with who leads them, in order; `officer_is_public`: the user may know the officer."""
    person = Person.objects.visible_to(user).filter(pk=OuterRef("lead_officer"))
    rows = PlanAction.objects.filter(section__version__in=list(versions)).in_order()
    related = ("lead_body", "lead_organisation", "lead_officer", "tasked_by")
    return rows.select_related(*related).annotate(officer_is_public=Exists(person))


def several_of(
    actions: QuerySet[PlanAction], relations: Sequence[tuple[str, str]] = RELATIONS, *further: QuerySet[Any]
) -> Several:
    """What the actions name in fields of several, by action, and the rows of `further`, of the same columns. 1 query."""
    keys = actions.order_by().values("pk")
    queries = []
    for name, what in relations:
        through = getattr(PlanAction, name).through.objects.filter(planaction__in=keys).order_by()
        columns = ("planaction_id", f"{what}_id", f"{what}__slug", f"{what}__name")
        queries.append(through.annotate(kind=Value(name)).values_list("kind", *columns))
    found: Several = defaultdict(lambda: defaultdict(list))
    for kind, action, *named in queries[0].union(*queries[1:], *further, all=True):
        found[action][kind].append((named[0], named[1], named[2]))
    for kinds in found.values():
        for rows in kinds.values():
            rows.sort(key=lambda row: row[2].casefold())
    return found


@dataclass(frozen=True)
class _Gathered:
    """What belongs to the actions of a version, by key."""

    several: Several
    steps: dict[int, list[Step]]
    priorities: dict[int, Named]
    approaches: list[tuple[Named, str]]
    overlaps: Overlaps

    def priority(self, key: int | None) -> Named | None:
        """The priority with that key, where it may be shown."""
        return self.priorities.get(key) if key else None


def _gather(
    version: PlanVersion, sections: Iterable[PlanSection], actions: Iterable[PlanAction], day: datetime.date, user: Any
) -> _Gathered:
    """Four queries."""
    of_version = PlanAction.objects.filter(section__version=version)
    keys = {section.priority_id for section in sections} | {action.priority_id for action in actions}
    priorities, approaches = _of_the_whole(version, keys - {None}, day, user)
    return _Gathered(
        several_of(of_version, RELATIONS, _answers(of_version, day, user)),
        _steps(version, day),
        priorities,
        approaches,
        overlaps_of(version.plan, actions, day, user),
    )


def _of_the_whole(
    version: PlanVersion, keys: Iterable[int | None], day: datetime.date, user: Any
) -> tuple[dict[int, Named], list[tuple[Named, str]]]:
    """By key the priorities with these `keys` and those of the whole plan, and the approaches that it applies. 1 query."""
    whole = version.priorities.through.objects.filter(planversion=version).values("priority")
    names = PriorityName.objects.visible_to(user).in_force(day).order_by()
    names = names.filter(Q(priority__in=keys) | Q(priority__in=whole))
    applied = PlanApproach.objects.filter(version=version).order_by()
    rows = names.values_list(
        Value("priority"), "priority__position", "priority_id", "name", "priority__slug", Value("")
    ).union(
        applied.values_list(
            Value("approach"), "approach__position", "approach_id", "approach__name", "approach__slug", "how"
        ),
        all=True,
    )
    priorities: dict[int, Named] = {}
    approaches = []
    for kind, _, key, name, slug, how in sorted(rows):
        if kind == "priority":
            priorities[key] = Named(kind, name, slug)
        else:
            approaches.append((Named(kind, name, slug), how))
    return priorities, approaches


def _answers(actions: QuerySet[PlanAction], day: datetime.date, user: Any) -> QuerySet[Any]:
    """What of the assessments published, and received by `day`, the actions answer: rows for `several_of`. No query.

    An answer follows its action through the versions of the plan.
    """
    here = actions.filter(lineage=OuterRef("action__lineage")).order_by().values("pk")[:1]
    received = Coalesce("issue__assessment__received_on", "issue__assessment__made_public_on")
    rows = IssueAnswer.objects.visible_to(user).filter(
        issue__assessment__state=State.PUBLISHED, action__lineage__in=actions.order_by().values("lineage")
    )
    rows = rows.annotate(received=received).filter(Q(received=None) | Q(received__lte=day)).order_by()
    return rows.values_list(Value("answers"), Subquery(here), "issue_id", "issue__assessment__slug", "issue__text")


def _steps(version: PlanVersion, day: datetime.date) -> dict[int, list[Step]]:
    reached = MilestoneReached.objects.filter(lineage=OuterRef("lineage"), day__lte=day)
    rows = Milestone.objects.filter(action__section__version=version).in_order()
    found: dict[int, list[Step]] = defaultdict(list)
    columns = rows.annotate(reached_on=Subquery(reached.values("day")[:1]))
    for key, *said in columns.values_list("action_id", "text", "due", "due_as_said", "reached_on"):
        found[key].append(Step(*said))
    return found


def _names(day: datetime.date, actions: Iterable[PlanAction], several: Several, *, bodies: Iterable[int]) -> Names:
    found: set[int | None] = set(bodies)
    organisations: set[int | None] = set()
    for action in actions:
        found |= {action.lead_body_id, action.tasked_by_id}
        organisations.add(action.lead_organisation_id)
    for kinds in several.values():
        found |= {row[0] for row in kinds.get("partner_bodies", ())}
        organisations |= {row[0] for row in kinds.get("partners", ())}
    return names_on(day, bodies=filter(None, found), organisations=filter(None, organisations))


def _body(body: Any, names: Names) -> Named | None:
    return Named("body", names.body(body), body.slug) if body else None


def leads_of(action: Any, names: Names) -> list[Named]:
    """Who leads an action from `actions_of`: the body, the organisation, the officer where the reader may know them."""
    found = [_body(action.lead_body, names)] if action.lead_body_id else []
    if organisation := action.lead_organisation:
        found.append(Named("organisation", names.organisation(organisation), organisation.slug))
    known = action.officer_is_public
    if name := officer_named(action.lead_officer, is_known=known, beside_others=bool(found)):
        found.append(Named("person", name, action.lead_officer.slug if known else ""))
    return [lead for lead in found if lead]


def _read(action: Any, update: Update | None, gathered: _Gathered, names: Names, themes: Any) -> ActionRead:
    several = gathered.several.get(action.pk, {})
    bodies, organisations = several.get("partner_bodies", ()), several.get("partners", ())
    involved = involved_in(action, [row[0] for row in bodies], [row[0] for row in organisations])
    partners = [Named("body", names.bodies.get(key, name), slug) for key, slug, name in bodies]
    overlaps = gathered.overlaps.of(action)
    partners += [Named("organisation", names.organisations.get(key, name), slug) for key, slug, name in organisations]
    return ActionRead(
        action=action,
        update=update,
        flags=flags_of(action, involved, themes, overlaps=bool(overlaps)),
        spend=action.spent,
        won=action.won,
        leads=leads_of(action, names),
        partners=partners,
        approaches=[Named("approach", name, slug) for _, slug, name in several.get("approaches", ())],
        areas=[Named("area", name, slug) for _, slug, name in several.get("areas", ())],
        milestones=gathered.steps.get(action.pk, ()),
        priority=gathered.priority(action.priority_id),
        tasked_by=_body(action.tasked_by, names),
        repeats=overlaps,
        answers=[Finding(key, text, slug) for key, slug, text in several.get("answers", ())],
    )
