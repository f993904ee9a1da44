"""Two partnerships and everybody who might try the officers' site, for the tests of its rights."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from governance.foundation.access import Role
from governance.models import Body
from meetings.calendars.personal_calendars import calendar_for
from tests import make
from tests.cast import Cast, assemble
from tests.governance.admin import plans_world
from tests.make_meetings import (
    make_action,
    make_decision,
    make_item,
    make_meeting,
    make_minutes,
    make_paper,
    make_report_back,
)

ROLES = (
    "administrator",
    "officer",
    "secretary",
    "outsider",
    "chair",
    "member",
    "flagged",
    "lapsed",
    "to_come",
    "inactive",
    "visitor",
)
"""Everybody. `outsider` is officer of the other partnership; `flagged` has Django's flags and no appointment."""

MAKERS = {
    "governance.body": lambda body: body,
    "governance.seat": make.make_seat,
    "governance.membership": lambda body: make.make_membership(make.make_seat(body)),
    "governance.link": lambda body: make.make_link(body, make.make_body(parent=body.partnership)),
    "governance.compositionrule": make.make_rule,
    "governance.person": lambda body: make.make_person(kept_by=body),
    "governance.organisation": lambda body: make.make_organisation(kept_by=body),
    "governance.termsofreference": make.make_terms,
    "governance.document": make.make_document,
    "meetings.decision": lambda body: make_decision(make_meeting(body), state="draft"),
    "meetings.action": lambda body: make_action(make_meeting(body), state="draft"),
    "meetings.reportback": make_report_back,
    "governance.bodykind": lambda body: make.kind("board"),
    "governance.appointment": lambda body: make.make_appointment(make.make_user(), Role.SECRETARY, body),
    "meetings.meeting": make_meeting,
    "meetings.personalcalendar": lambda body: calendar_for(make.make_person(kept_by=body), by=make.an_administrator()),
    "meetings.agenda": lambda body: make_meeting(body).agenda,
    "meetings.agendaitem": lambda body: make_item(make_meeting(body)),
    "meetings.paper": lambda body: make_paper(make_item(make_meeting(body))),
    "meetings.minutes": lambda body: make_minutes(make_meeting(body)),
    "auth.user": lambda body: make.make_user(),
    **plans_world.MAKERS,
}
"""For each registered model one record of a body."""


@dataclass
class World:
    """The cast, another partnership with a body, and accounts by role."""

    cast: Cast
    theme: Body
    """A body of the other partnership."""
    users: dict[str, Any]

    @property
    def bodies(self) -> dict[str, Body]:
        """A body in the secretary's care, one in the officer's alone, and one elsewhere."""
        return {"health": self.cast.health, "jobs": self.cast.jobs, "elsewhere": self.theme}

    def client(self, role: str) -> Client:
        """A browser in which somebody of that role is signed in."""
        client = Client()
        if self.users[role] is not None:
            client.force_login(self.users[role])
        return client


def build() -> World:
    """Make it all."""
    cast = assemble()
    other = make.make_partnership("elsewhere", "Elsewhere Partnership")
    theme = make.make_body("elsewhere-theme", "Elsewhere Theme", parent=other)
    yesterday, tomorrow = (make.today() + datetime.timedelta(days=days) for days in (-1, 1))
    users = {role: getattr(cast, role, None) for role in ROLES} | {"visitor": None}
    for role in ("outsider", "lapsed", "to_come", "inactive", "flagged"):
        users[role] = make.make_user(role)
    make.make_appointment(users["outsider"], Role.OFFICER, other)
    make.make_appointment(users["lapsed"], Role.OFFICER, cast.partnership, ends=make.today(), starts=yesterday)
    make.make_appointment(users["to_come"], Role.OFFICER, cast.partnership, starts=tomorrow)
    make.make_appointment(users["inactive"], Role.ADMINISTRATOR)
    get_user_model().objects.filter(username="inactive").update(is_active=False)
    get_user_model().objects.filter(username="flagged").update(is_staff=True, is_superuser=True)
    users["flagged"].refresh_from_db()
    return World(cast, theme, users)
