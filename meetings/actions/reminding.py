"""Reminding: whom to remind of which actions, and the mail that says it, with a signed link for each action.

Mail goes to the address of a person's record, which is private: it is shown nowhere. Organisations and bodies that
own an action have no address of their own and are not written to.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.mail import EmailMultiAlternatives

from governance.foundation.reminders import automatic_mail, send_once
from governance.models import Person
from meetings.actions.signed_links import report_address
from meetings.models import Action, Reminder
from meetings.registers.registers import ActionLine

SOON = datetime.timedelta(days=7)
AGAIN = datetime.timedelta(days=7)
"""From one mail about an overdue action to the next."""


@dataclass(frozen=True)
class Due:
    """An action of which its owner is to be reminded."""

    line: ActionLine
    kind: Reminder.Kind
    address: str
    """Where the owner reports on it, without an account."""

    @property
    def is_restricted(self) -> bool:
        """Whether a mail, which anybody may come to read, must not say what it is about."""
        item = self.line.action.item
        return item is not None and item.restricted


@dataclass(frozen=True)
class Letter:
    """One mail: to whom, and of what."""

    owner: Person
    dues: Sequence[Due]


def letters_for(day: datetime.date) -> list[Letter]:
    """The mails to be sent on `day`, one for each owner.

    Of actions due within SOON, once for each due day, and of overdue ones every AGAIN. Whoever was written to of an
    action on that day is not written to of it again. 2 queries.
    """
    actions = Action.objects.published().open_on(day).filter(due__lte=day + SOON).for_page()
    actions = actions.filter(owner__isnull=False).exclude(owner__email="")
    rows = list(actions.order_by("owner__name", "owner", "due", "year", "numbered_apart", "number"))
    sent: dict[tuple[int, int | None], list[Reminder]] = {}
    for reminder in Reminder.objects.filter(action__in=rows).order_by("day"):
        sent.setdefault((reminder.action_id, reminder.person_id), []).append(reminder)
    letters = []
    for owner, group in groupby(rows, key=lambda action: action.owner):
        if owner is None:
            continue
        dues = [due for action in group if (due := _due(action, owner, day, sent.get((action.pk, owner.pk), [])))]
        if dues:
            letters.append(Letter(owner, dues))
    return letters


def _due(action: Action, owner: Person, day: datetime.date, sent: Sequence[Reminder]) -> Due | None:
    """What there is to say of one action on `day`, after the reminders `sent`, the last at the end."""
    if sent and sent[-1].day >= day:
        return None
    if not action.is_overdue(day):
        if any(each.kind == Reminder.Kind.DUE_SOON and each.due == action.due for each in sent):
            return None
        kind = Reminder.Kind.DUE_SOON
    else:
        last = max((each.day for each in sent if each.kind == Reminder.Kind.OVERDUE), default=None)
        if last is not None and last + AGAIN > day:
            return None
        kind = Reminder.Kind.OVERDUE
    return Due(ActionLine(action, day), kind, report_address(action, owner))


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The mail in plain text and in HTML. Of restricted actions it gives the number alone."""
    overdue = any(due.kind == Reminder.Kind.OVERDUE for due in letter.dues)
    number = len(letter.dues)
    what = "an action" if number == 1 else f"{number} actions"
    subject = f"{'Overdue' if overdue else 'Due soon'}: {what} of yours"
    return automatic_mail("meetings/mail/reminder", subject=subject, to=letter.owner.email, letter=letter)


def remind(letter: Letter, day: datetime.date) -> bool:
    """Send the mail and keep that it was sent on `day`, all its reminders or none; False where one was sent already."""

    def record() -> list[Reminder]:
        return [
            Reminder.objects.create(
                action=due.line.action, person=letter.owner, kind=due.kind, day=day, due=due.line.action.due
            )
            for due in letter.dues
        ]

    return send_once(compose(letter), record)
