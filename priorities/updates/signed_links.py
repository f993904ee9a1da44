"""Signed links: an address by which a lead officer gives updates for one period without an account.

A link names the person and the period, is signed with the portal's key, and lasts LIFE. It opens nothing once the
person leads no action of a plan that reports by the period's framework. Nothing is stored for it.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from governance.models import Person
from priorities.models import PlanAction, ReportingPeriod
from priorities.updates.leading import actions_led

SALT = "priorities.updates.signed_links.updates"
LIFE = datetime.timedelta(days=45)
"""Longer than from the first reminder to the fourth after the day on which updates were due."""


@dataclass(frozen=True)
class Opened:
    """What a link opens."""

    person: Person
    period: ReportingPeriod
    actions: list[PlanAction]


def updates_token(person: Person, period: ReportingPeriod) -> str:
    """The end of the address by which `person` gives updates for `period`."""
    return signing.dumps({"person": person.pk, "period": period.pk}, salt=SALT)


def updates_address(person: Person, period: ReportingPeriod) -> str:
    """The whole address by which `person` gives updates for `period`."""
    return settings.BASE_URL + reverse("priorities:link-updates", args=[updates_token(person, period)])


def opened_by(token: str, day: datetime.date) -> Opened | None:
    """What a link's token opens on `day`; None for one that is forged, too old or void. 3 queries."""
    try:
        named: Any = signing.loads(token, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=named["person"]).first()
    period = ReportingPeriod.objects.filter(pk=named["period"]).first()
    if person is None or period is None:
        return None
    actions = actions_led(day, person=person, framework=period.framework_id)
    return Opened(person, period, actions) if actions else None
