"""What must hold before an update is taken: locks, the right version and period, and a colour that the day allows."""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from governance.foundation.access import may_edit, person_of
from governance.foundation.deeds import Refused
from governance.foundation.sentences import plain_day
from governance.models import Body
from priorities.models import DeliveryPlan, PlanAction, ReportingPeriod, Status, Update
from priorities.updates.thresholds import limit_for

LONGEST = 4_000
"""Letters that each text of an update may have."""

TEXTS = ("text", "reason", "remedy", "tried")


@dataclass(frozen=True)
class Said:
    """What somebody says of an action for a period; days are days, `spend` is pounds so far."""

    status: str
    direction: str = Update.Direction.STEADY
    text: str = ""
    reason: str = ""
    remedy: str = ""
    tried: str = ""
    expected_on: datetime.date | None = None
    approved_by: Body | None = None
    approved_at: str = ""
    spend: Decimal | None = None
    evidence: str = ""

    def stripped(self) -> "Said":
        """The same without space around the texts."""
        names = (*TEXTS, "approved_at", "evidence")
        return replace(self, **{name: getattr(self, name).strip() for name in names})

    def facts(self) -> dict[str, Any]:
        """The fields of the update, in their order."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def said_in(update: Update) -> Said:
    """What an update says."""
    return Said(**{name: getattr(update, name) for name in Said.__dataclass_fields__})


def said_again(update: Update) -> Said:
    """The same once more, for a period in which nothing changed: it goes on steadily (item 146)."""
    return replace(said_in(update), direction=Update.Direction.STEADY)


def locked(action: PlanAction) -> PlanAction:
    """The action, read again under the lock of its plan. The caller checks the right."""
    plan = DeliveryPlan.objects.filter(versions__sections__actions=action).values("pk")
    DeliveryPlan.objects.select_for_update(of=("self",), no_key=True).get(pk__in=plan)
    chain = "section__version__plan"
    rows = PlanAction.objects.select_related(f"{chain}__body", f"{chain}__framework", "lead_body", "lead_officer")
    return rows.get(pk=action.pk)


def may_report(user: Any, action: PlanAction) -> bool:
    """Whether the account may say how the action goes on: its lead officer's, or one that edits its lead body."""
    person = person_of(user)
    if person is not None and action.lead_officer_id == person.pk:
        return True
    return action.lead_body_id is not None and may_edit(user, action.lead_body_id)


def check_period(action: PlanAction, period: ReportingPeriod, on: datetime.date) -> None:
    """Raise Refused unless the action, as it stands in its version, is reported for `period` as seen from `on`."""
    version = action.section.version
    framework = version.plan.framework
    if framework is None:
        raise Refused(f"{version.plan} has no performance framework: give it one before its actions are reported on.")
    if period.framework_id != framework.pk:
        raise Refused(f"{period} is not a period of {framework}, by which {version.plan} reports: choose one that is.")
    if period.starts > on:
        raise Refused(f"{period} begins on {plain_day(period.starts)}: report on it from then on.")
    last = period.last_day
    if not version.is_published or not (version.span.holds(last) or version.span.holds(on)):
        raise Refused(
            f"Version {version.number} of {version.plan} was not in force on {plain_day(last)}: "
            "report on the action of the version that was."
        )


def check_said(action: PlanAction, period: ReportingPeriod, said: Said, on: datetime.date) -> None:
    """Raise Refused unless the update says what its status needs, and no better colour than the thresholds allow."""
    _check_words(said)
    if said.status == Status.COMPLETE:
        if said.expected_on is not None and said.expected_on > on:
            raise Refused(f"{action.reference} is complete, so nothing more is expected: leave the expected day empty.")
        return
    framework = action.section.version.plan.framework
    assert framework is not None  # noqa: S101 - `check_period` asked for it
    limit = limit_for(
        framework,
        due=action.due,
        expected_on=said.expected_on,
        seen_on=min(period.last_day, on),
        budget=action.budget,
        spend=said.spend,
    )
    if not limit.allows(said.status):
        colour = limit.colour.label.lower()
        sentence = f"{action.reference} {limit.because}, which {framework} calls {colour}"
        raise Refused(f"{sentence}: choose {colour}, {limit.mend}.")


def _check_words(said: Said) -> None:
    if said.status not in Status.values:
        raise Refused("Choose how the action stands.")
    if said.direction not in Update.Direction.values:
        raise Refused("Choose which way the action is going.")
    if any(len(getattr(said, name)) > LONGEST for name in TEXTS):
        raise Refused(f"Each text may have {LONGEST:,} letters at most: shorten it.")
    if said.spend is not None and said.spend < 0:
        raise Refused("Nobody spends less than nothing: correct the sum.")
    if said.status == Status.RED and not said.reason:
        raise Refused("Say why the action is red.")
    if said.status == Status.RED and not said.remedy:
        raise Refused("A red action needs a remedy: say what will be done about it.")
    if said.status == Status.REPROGRAMMED and said.approved_by is None:
        raise Refused("Name the body that approved that the action was reprogrammed.")
    if said.evidence and not _is_web_address(said.evidence):
        raise Refused("Write the web address like https://www.example.org/page.")


def _is_web_address(said: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(said)
    except ValidationError:
        return False
    return True


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day in London on which a moment falls."""
    return timezone.localdate(moment)
