"""Every address that the public can ask for, made from the records that stand: for the tests that visit them all.

A URL name that is not here fails `test_every_url_name_is_visited`, so that a new page cannot be forgotten.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from governance.models import Body, Document, Organisation, Person, TermsOfReference
from meetings.models import Action, AgendaItem, Decision, Meeting, PaperRevision
from priorities.models import (
    Approach,
    Area,
    Assessment,
    DeliveryPlan,
    Indicator,
    PlanResponsibility,
    PlanVersion,
    Priority,
    ReportCard,
    ReportingPeriod,
    Risk,
    Strategy,
)

Keywords = Iterable[dict[str, Any]]

NOT_PUBLIC = ("admin:",)
"""Namespaces that ask for a sign-in; the admin has a matrix of its own."""

NOT_PAGES = {"sign-out", "admin-sign-in", "brand"}
"""Names that answer to POST only, or to programs."""


def once() -> Keywords:
    """An address without parts."""
    return [{}]


def slugs(model: Any) -> Callable[[], Keywords]:
    """One address for each record."""
    return lambda: ({"slug": slug} for slug in model.objects.values_list("slug", flat=True))


def partnerships() -> Keywords:
    """One address for each partnership."""
    return ({"slug": slug} for slug in Body.objects.partnerships().values_list("slug", flat=True))


def versions() -> Keywords:
    """One address for each version of each body's terms, drafts and abandoned ones too."""
    return ({"slug": t.body.slug, "version": t.version} for t in TermsOfReference.objects.select_related("body"))


def comparisons() -> Keywords:
    """Each version beside each other of the same body."""
    terms = list(TermsOfReference.objects.select_related("body"))
    return (
        {"slug": a.body.slug, "older": a.version, "newer": b.version}
        for a in terms
        for b in terms
        if a.body_id == b.body_id and (a.major, a.minor) < (b.major, b.minor)
    )


def papers(*, revisions: bool) -> Keywords:
    """The address of each paper, or of each revision of each."""
    for row in PaperRevision.objects.select_related("paper__item__meeting__body").defer("text"):
        meeting = row.paper.item.meeting
        at = {"slug": meeting.body.slug, "date": meeting.date_in_address, "key": row.paper.key}
        yield {**at, "number": row.number} if revisions else at


def of_minutes(*, held: bool) -> Callable[[], Keywords]:
    """The address of each meeting's minutes; of each meeting at all unless `held`."""

    def each() -> Keywords:
        meetings = Meeting.objects.select_related("body")
        meetings = meetings.filter(minutes__isnull=False) if held else meetings
        return ({"slug": meeting.body.slug, "date": meeting.date_in_address} for meeting in meetings)

    return each


def items_of_minutes() -> Keywords:
    """Each item of each meeting under its minutes."""
    items = AgendaItem.objects.select_related("meeting__body").filter(meeting__minutes__isnull=False)
    return ({"slug": i.meeting.body.slug, "date": i.meeting.date_in_address, "item": i.pk} for i in items)


def entries(model: Any) -> Callable[[], Keywords]:
    """One address for each decision or action, drafts and restricted ones too."""
    return lambda: (
        {"slug": entry.body.slug, "reference": entry.reference} for entry in model.objects.select_related("body")
    )


def plan_versions() -> Keywords:
    """One address for each version of each plan, drafts too."""
    return ({"slug": v.plan.slug, "number": v.number} for v in PlanVersion.objects.select_related("plan"))


def reports(*, of_bodies: bool) -> Callable[[], Keywords]:
    """Each plan, or each body that ever answered for it, with each period of its framework."""

    def each() -> Keywords:
        for row in PlanResponsibility.objects.select_related("body", "plan"):
            slug = row.body.slug if of_bodies else row.plan.slug
            for period in ReportingPeriod.objects.filter(framework=row.plan.framework_id):
                yield {"slug": slug, "period": period.slug}

    return each


def cards() -> Keywords:
    """One address for each report card, drafts too."""
    return ({"slug": card.slug, "period": card.period_slug} for card in ReportCard.objects.all())


def risks() -> Keywords:
    """One address for each line of each register, drafts too."""
    return ({"slug": risk.body.slug, "number": risk.number} for risk in Risk.objects.select_related("body"))


EVERY: dict[str, Callable[[], Keywords]] = {
    "governance:partnerships": once,
    "governance:structure": partnerships,
    "governance:structure-svg": partnerships,
    "governance:structure-pdf": partnerships,
    "governance:body": slugs(Body),
    "governance:members": slugs(Body),
    "governance:history": slugs(Body),
    "governance:terms": slugs(Body),
    "governance:terms-pdf": slugs(Body),
    "governance:terms-version": versions,
    "governance:terms-version-pdf": versions,
    "governance:terms-sign-off": versions,
    "governance:terms-comparison": comparisons,
    "governance:organisations": once,
    "governance:organisation": slugs(Organisation),
    "governance:person": slugs(Person),
    "governance:documents": once,
    "governance:document": slugs(Document),
    "meetings:list": once,
    "meetings:of-body": slugs(Body),
    "meetings:meeting": of_minutes(held=False),
    "meetings:calendar": once,
    "meetings:body-calendar": slugs(Body),
    "meetings:meeting-calendar": of_minutes(held=False),
    "meetings:person-calendar": lambda: [{"token": "1.guessed"}],  # signed: the public can only guess
    "meetings:my-calendar": once,
    "meetings:agendas-atom": once,
    "meetings:minutes-atom": once,
    "meetings:decisions-atom": once,
    "meetings:body-agendas-atom": slugs(Body),
    "meetings:body-minutes-atom": slugs(Body),
    "meetings:body-decisions-atom": slugs(Body),
    "meetings:decisions": once,
    "meetings:decisions-csv": once,
    "meetings:decision": entries(Decision),
    "meetings:actions": once,
    "meetings:actions-csv": once,
    "meetings:action": entries(Action),
    "meetings:action-report": entries(Action),
    "meetings:report": lambda: [{"token": "guessed"}],  # signed: the public can only guess
    "meetings:agenda-pdf": of_minutes(held=False),
    "meetings:pack-pdf": of_minutes(held=False),
    "meetings:members-pack-pdf": of_minutes(held=False),
    "meetings:paper": lambda: papers(revisions=False),
    "meetings:paper-revision": lambda: papers(revisions=True),
    "meetings:outcomes": of_minutes(held=False),
    "meetings:outcomes-pdf": of_minutes(held=False),
    "meetings:report-backs": once,
    "meetings:minutes": of_minutes(held=True),
    "meetings:minutes-pdf": of_minutes(held=True),
    "meetings:minutes-item": items_of_minutes,
    "meetings:minutes-check": of_minutes(held=True),
    "meetings:minuting": of_minutes(held=False),
    "meetings:attendance": slugs(Body),
    "meetings:minutes-import": of_minutes(held=False),
    "meetings:thread": once,
    "meetings:gaps": once,
    "priorities:list": once,
    "priorities:priority": slugs(Priority),
    "priorities:strategy": slugs(Strategy),
    "priorities:areas": once,
    "priorities:area": slugs(Area),
    "priorities:approaches": once,
    "priorities:approach": slugs(Approach),
    "priorities:plans": once,
    "priorities:plan": slugs(DeliveryPlan),
    "priorities:plan-pdf": slugs(DeliveryPlan),
    "priorities:plan-xlsx": slugs(DeliveryPlan),
    "priorities:plan-version": plan_versions,
    "priorities:handover": slugs(DeliveryPlan),
    "priorities:exceptions": reports(of_bodies=False),
    "priorities:exceptions-pdf": reports(of_bodies=False),
    "priorities:exceptions-csv": reports(of_bodies=False),
    "priorities:body-report": reports(of_bodies=True),
    "priorities:body-report-pdf": reports(of_bodies=True),
    "priorities:body-report-csv": reports(of_bodies=True),
    "priorities:my-updates": once,
    "priorities:link-updates": lambda: [{"token": "guessed"}],  # signed: the public can only guess
    "priorities:indicators": once,
    "priorities:indicator": slugs(Indicator),
    "priorities:indicator-csv": slugs(Indicator),
    "priorities:report-cards": once,
    "priorities:report-card": cards,
    "priorities:report-card-pdf": cards,
    "priorities:risks": once,
    "priorities:risk": risks,
    "priorities:assessments": once,
    "priorities:assessment": slugs(Assessment),
    "engagement:follow": once,
    "engagement:asked": once,
    "engagement:follow-body": slugs(Body),
    # Behind a secret: the public can only guess.
    "engagement:confirm": lambda: [{"token": "guessed"}],
    "engagement:manage": lambda: [{"secret": "guessed"}],
    "engagement:stop": lambda: [{"secret": "guessed"}],
}


def roof_names() -> list[str]:
    """The names of the roof's own pages, which need no record."""
    return [name for name in _names(get_resolver()) if ":" not in name and name not in NOT_PAGES]


def addresses() -> list[str]:
    """Every public address of the records that stand, the roof's pages first."""
    found = [reverse(name) for name in roof_names()]
    for name, keywords in EVERY.items():
        found.extend(reverse(name, kwargs=kwargs) for kwargs in keywords())
    return found


def unvisited_names() -> set[str]:
    """URL names that are neither in EVERY nor of the roof nor behind a sign-in."""
    names = {name for name in _names(get_resolver()) if ":" in name and not name.startswith(NOT_PUBLIC)}
    return names - EVERY.keys()


def _names(resolver: URLResolver, namespace: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                found.append(namespace + pattern.name)
        else:
            found.extend(_names(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace))
    return found
