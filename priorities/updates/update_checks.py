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
from priorities.updates.approving import check_approval
from priorities.updates.thresholds import limit_for

LONGEST = 4_000
"""Letters that each text of an update may have."""

MOST_REPEATED = 120
"""Letters of what somebody else said that a refusal repeats."""

TEXTS = ("text", "reason", "remedy", "tried")


ANSWERS: dict[str, tuple[tuple[str, str], ...]] = {
    Status.RED: (
        ("reason", "Say why the action is red."),
        ("remedy", "A red action needs a remedy: say what will be done about it."),
    ),
    Status.REPROGRAMMED: (
        ("approved_by", "Name the body that approved that the action was reprogrammed."),
        ("approved_at", "Say at which meeting it was approved that the action was reprogrammed, with its date."),
        ("expected_on", "Say on which day the reprogrammed action is expected to be complete now."),
    ),
}
"""By status what else has to be said, each with the sentence that asks for it."""


@dataclass(frozen=True)
class Said:
    """What somebody says of an action for a period; days are days, `spend` and `won` are pounds so far."""

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
    won: Decimal | None = None
    evidence: str = ""

    def stripped(self) -> "Said":
        """The same without space around the texts."""
        names = (*TEXTS, "approved_at", "evidence")
        return replace(self, **{name: getattr(self, name).strip() for name in names})

    def facts(self) -> dict[str, Any]:
        """The fields of the update, in their order."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Seen:
    """What somebody had before their eyes who speaks of an action for a period."""

    key: int | None
    """That of the update that counted then; None where none did."""


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


def check_seen(action: PlanAction, seen: Seen | None, counts: Update | None) -> None:
    """Raise Refused where another update counts by now than whoever speaks has seen; `seen` None: nobody looked."""
    if seen is None or counts is None or seen.key == counts.pk:
        return
    text = f", “{shortened(counts.text, MOST_REPEATED)}”" if counts.text else ""
    raise Refused(
        f"Meanwhile {counts.reported_by or 'somebody else'} said that {action.reference} is "
        f"{counts.get_status_display().lower()}{text}: save once more if what you say is to take its place."
    )


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
    if version.span.holds(last):
        return
    began = version.plan.versions.published().order_by("starts").values_list("starts", flat=True).first()
    if began is not None and began > last:
        raise Refused(
            f"{period} ended on {plain_day(last)}, before {version.plan} came into force on {plain_day(began)}: "
            "choose a later period."
        )


def check_said(action: PlanAction, period: ReportingPeriod, said: Said, on: datetime.date) -> None:
    """Raise Refused unless the update says what its status needs, and no better colour than the thresholds allow.

    What has not started although it is late, or has spent too much, is answered for like a red.
    """
    _check_words(said)
    if said.approved_by is not None and said.status == Status.REPROGRAMMED:
        check_approval(action, said.approved_by, said.approved_at, on)
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
    colour = limit.colour.label.lower()
    sentence = f"{action.reference} {limit.because}, which {framework} calls {colour}"
    if not limit.allows(said.status):
        raise Refused(f"{sentence}: choose {colour}, {limit.mend}.")
    unanswered = said.status == Status.NOT_STARTED and not (said.reason and said.remedy)
    if unanswered and limit.colour != Status.GREEN:
        raise Refused(f"{sentence}: say why it has not started, and what will be done about it.")


def _check_words(said: Said) -> None:
    if said.status not in Status.values:
        raise Refused("Choose how the action stands.")
    if said.direction not in Update.Direction.values:
        raise Refused("Choose which way the action is going.")
    if any(len(getattr(said, name)) > LONGEST for name in TEXTS):
        raise Refused(f"Each text may have {LONGEST:,} letters at most: shorten it.")
    if said.spend is not None and said.spend < 0:
        raise Refused("Nobody spends less than nothing: correct the sum.")
    if said.won is not None and said.won < 0:
        raise Refused("Nobody wins less than nothing: correct the sum.")
    if said.evidence and not _is_web_address(said.evidence):
        raise Refused("Write the web address like https://www.example.org/page.")
    for asked, sentence in ANSWERS.get(said.status, ()):
        if not getattr(said, asked):
            raise Refused(sentence)


def _is_web_address(said: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(said)
    except ValidationError:
        return False
    return True


def shortened(words: str, most: int) -> str:
    """The words on one line, cut where they are longer than `most` letters."""
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day in London on which a moment falls."""
    return timezone.localdate(moment)
