"""Reminding: which lead officers to ask for which updates, and the mail that asks, with one signed link.

One mail for each officer and period: from SOON before the day on which updates are due, once; and every AGAIN after
it while one is missing. It names the body that monitors the plan on the day, so that after a handover the new one
asks. Mail goes to the address of a person's record, which is private: it is shown nowhere.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import Q

from governance.foundation.dated import in_force_q
from governance.foundation.publication import State
from governance.foundation.reminders import automatic_mail, send_once
from governance.models import BodyPeriod, Person
from priorities.models import PlanAction, ReportingPeriod, UpdateReminder
from priorities.plans.responsibility import monitors_on
from priorities.updates.leading import IN_FORCE, Line, lines_for
from priorities.updates.signed_links import updates_address

SOON = datetime.timedelta(days=7)
AGAIN = datetime.timedelta(days=7)
"""From one mail about overdue updates to the next."""
AT_MOST = datetime.timedelta(days=56)
"""After the day on which updates were due: nobody is chased for ever."""


@dataclass(frozen=True)
class Monitor:
    """The body that monitors a plan on the day: its name then, and its contact where that is public."""

    name: str
    contact: str
    email: str


@dataclass(frozen=True)
class OfPlan:
    """The actions of one plan that await an update, and who asks for it."""

    title: str
    monitor: Monitor | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class Letter:
    """One mail: to whom, and of which actions for which period."""

    person: Person
    period: ReportingPeriod
    plans: Sequence[OfPlan]
    is_overdue: bool

    @property
    def number(self) -> int:
        """How many actions await an update."""
        return sum(len(plan.lines) for plan in self.plans)

    @property
    def address(self) -> str:
        """Where the person gives the updates, without an account."""
        return updates_address(self.person, self.period)

    @property
    def reply_to(self) -> list[str]:
        """The public addresses of those who monitor the plans, once each."""
        return list(dict.fromkeys(plan.monitor.email for plan in self.plans if plan.monitor and plan.monitor.email))


def letters_for(day: datetime.date) -> list[Letter]:
    """The mails to be sent on `day`, one for each lead officer and period.

    The number of queries depends on how many periods are due around the day, and on nothing else: 3, and at most 4
    for each period.
    """
    due = ReportingPeriod.objects.filter(updates_due__lte=day + SOON, updates_due__gte=day - AT_MOST, starts__lte=day)
    periods = list(due.select_related("framework").order_by("updates_due", "pk"))
    actions = _actions_of(periods, day)
    monitors = _monitors({action.section.version.plan_id for action in actions}, day)
    letters: list[Letter] = []
    for period in periods:
        asked = [action for action in actions if action.section.version.plan.framework_id == period.framework_id]
        letters += _of_period(period, asked, monitors, day)
    return letters


def _of_period(
    period: ReportingPeriod, actions: list[PlanAction], monitors: dict[int, Monitor], day: datetime.date
) -> Iterable[Letter]:
    due = period.updates_due
    if due is None or not actions:
        return
    sent: dict[int, list[datetime.date]] = {}
    for reminder in UpdateReminder.objects.filter(period=period).order_by("day"):
        sent.setdefault(reminder.person_id, []).append(reminder.day)
    awaiting = [line for line in lines_for(actions, period, day) if line.awaits]
    for person, rows in groupby(awaiting, key=lambda line: line.action.lead_officer):
        lines = list(rows)
        if person is not None and _is_their_turn(due, sent.get(person.pk, []), day):
            yield Letter(person, period, _by_plan(lines, monitors), due < day)


def _is_their_turn(due: datetime.date, sent: Sequence[datetime.date], day: datetime.date) -> bool:
    """Whether somebody who was reminded on those days, the last at the end, is reminded on `day`."""
    if sent and sent[-1] >= day:
        return False
    if day <= due:
        return not any(each >= due - SOON for each in sent)
    return not sent or sent[-1] <= due or sent[-1] + AGAIN <= day


def _actions_of(periods: Iterable[ReportingPeriod], day: datetime.date) -> list[PlanAction]:
    """The actions of plans in force on `day` that report by those periods, by lead officer and plan. 1 query."""
    frameworks = {period.framework_id for period in periods}
    if not frameworks:
        return []
    published = Q(section__version__state=State.PUBLISHED) & in_force_q(day, IN_FORCE)
    rows = PlanAction.objects.filter(
        published, lead_officer__isnull=False, section__version__plan__framework__in=frameworks
    ).exclude(lead_officer__email="")
    rows = rows.select_related(f"{IN_FORCE}plan", "lead_officer")
    order = (f"{IN_FORCE}plan__title", f"{IN_FORCE}plan", "section__position", "section", "position", "pk")
    return list(rows.order_by("lead_officer__name", "lead_officer", *order))


def _by_plan(lines: Sequence[Line], monitors: dict[int, Monitor]) -> list[OfPlan]:
    plans = []
    for plan, rows in groupby(lines, key=lambda line: line.action.section.version.plan):
        plans.append(OfPlan(plan.title, monitors.get(plan.pk), list(rows)))
    return plans


def _monitors(plans: set[int], day: datetime.date) -> dict[int, Monitor]:
    """By the key of the plan, who monitors it on `day`: its owner where nobody is named. 2 queries, or none."""
    if not plans:
        return {}
    held = monitors_on(plans, day)
    periods: Any = BodyPeriod.objects.in_force(day).filter(body__in=held.values())
    then = {period.body_id: period for period in periods}
    return {plan: _monitor(body, then.get(body.pk)) for plan, body in held.items()}


def _monitor(body: Any, then: BodyPeriod | None) -> Monitor:
    if then is None or not then.contact_is_public:
        return Monitor(then.name if then else body.name, "", "")
    contact = ", ".join(filter(None, [then.contact_name, then.contact_email, then.contact_phone]))
    return Monitor(then.name, contact, then.contact_email)


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The mail in plain text and in HTML."""
    what = "an update" if letter.number == 1 else f"{letter.number} updates"
    subject = f"{'Overdue' if letter.is_overdue else 'Wanted'}: {what} for {letter.period}"
    template, to = "priorities/mail/updates", letter.person.email
    return automatic_mail(template, subject=subject, to=to, reply_to=letter.reply_to, letter=letter)


def remind(letter: Letter, day: datetime.date) -> bool:
    """Send the mail and keep that it was sent on `day`; False where somebody else has sent it."""

    def record() -> list[UpdateReminder]:
        facts = {"person": letter.person, "period": letter.period, "day": day, "actions": letter.number}
        return [UpdateReminder.objects.create(**facts)]

    return send_once(compose(letter), record)
