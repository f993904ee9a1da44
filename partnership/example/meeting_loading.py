"""Loading the meetings of the example through the deeds: each meeting whole or not at all, none of them twice."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.models import TermsOfReference
from meetings.actions import acting
from meetings.agendas import agenda_setting
from meetings.attendance import attending, declaring
from meetings.decisions import adopting, deciding, endorsing
from meetings.minutes import correcting, minuting
from meetings.models import Action, AgendaItem, Decision, Meeting
from meetings.papers import paperwork
from meetings.report_backs import reporting_back
from meetings.schedules import scheduling
from meetings.schedules.year_plan import is_working_day
from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.prose import prose
from partnership.example.told_meetings import ToldAction, ToldAttendanceCorrection, ToldItem, ToldMeeting
from partnership.example.verbs.plans import action_of, waiting_handover
from priorities.models import PlanAction, Priority

NOTICE = datetime.timedelta(days=10)
"""How long before a meeting its agenda is published."""


def outstanding(told: Sequence[ToldMeeting]) -> Iterator[ToldMeeting]:
    """What is missing. A meeting told as ahead stands once its body has one to come."""
    bodies = finding.addresses()
    called = set(Meeting.objects.values_list("body", "called_for"))
    ahead = set(Meeting.objects.going_ahead().on_or_after(timezone.localdate()).values_list("body", flat=True))
    for meeting in told:
        key = bodies.get(meeting.of)
        if (key, meeting.on) not in called if meeting.on else key not in ahead:
            yield meeting


@transaction.atomic
def complete(told: ToldMeeting, *, by: Any) -> Meeting:
    """Write one meeting with all that belongs to it, but for the approval of its minutes. Raises Refused."""
    body = finding.body(told.of)
    meeting = scheduling.schedule(
        body,
        day=told.on or _working_day(timezone.localdate() + datetime.timedelta(days=told.ahead)),
        by=by,
        starts_at=told.starts,
        ends_at=told.ends,
        place=told.place,
        with_bodies=[finding.body(slug) for slug in told.with_bodies],
        kind=told.kind,
        mode=told.mode,
        title=told.title,
        facilitator=told.facilitator,
        public_may_attend=told.public_may_attend,
    )
    if told.moved:
        meeting = scheduling.reschedule(
            meeting, day=told.moved["to"], by=by, starts_at=told.starts, ends_at=told.ends, place=told.place,
            reason=told.moved["reason"],
        )  # fmt: skip
    if told.cancelled:
        return scheduling.cancel(meeting, by=by, reason=told.cancelled)
    if told.items:
        items = [(row, _item(meeting, row, by)) for row in told.items]
        if told.agenda or told.was_held:
            agenda_setting.publish_agenda(meeting, by=by, on=meeting.day - NOTICE)
        if told.was_held:
            _minute(meeting, told, items, by)
    elif told.on:
        scheduling.mark_held(meeting, by=by)
    return meeting


def approve(told: ToldMeeting, *, by: Any) -> None:
    """Correct and approve the minutes of a meeting at the later one that the file names, once both stand."""
    if told.on is None or told.approved is None:
        return
    meeting = Meeting.objects.select_related("minutes").get(body=finding.body(told.of), called_for=told.on)
    minutes = meeting.minutes
    if minutes.approved_at_id:
        return
    later = Meeting.objects.filter(body=meeting.body, day=told.approved).first()
    if later is None:
        raise NotThereError(f"“{told.of}” has no meeting on {told.approved} that could approve the minutes.")
    published = timezone.localdate(minutes.published_at)  # what is told of earlier days the portal learns today
    for row in told.corrections:
        entry = minutes.entries.get(item__title=row.item)
        correcting.correct(
            entry, text=prose(row.text), reason=row.reason, by=by, on=max(row.on, published), agreed_at=later
        )
    for each in told.attendance_corrections:
        entries = [attending.Entry(finding.person(slug), how) for how, slug in _ways(each)]
        on = max(each.on, published)
        correcting.correct_attendance(minutes, entries, reason=each.reason, by=by, on=on, agreed_at=later)
    minuting.approve_minutes(minutes, at=later, by=by)


def report_back(told: ToldMeeting, *, by: Any) -> None:
    """Record what representatives reported of an outside body's meeting at the home body's later one."""
    if told.on is None or told.reported is None:
        return
    meeting = Meeting.objects.get(body=finding.body(told.of), called_for=told.on)
    for row in meeting.report_backs.filter(reported_on=None).select_related("home_body"):
        home = Meeting.objects.filter(body=row.home_body, day=told.reported.at).first()
        if home is None:
            raise NotThereError(
                f"“{row.home_body.slug}” has no meeting on {told.reported.at} that could hear the report."
            )
        if told.reported.shared:
            reporting_back.share_agenda(row, on=told.reported.shared, by=by)
        reporting_back.note_soundings(row, position=prose(told.reported.position), by=by)
        reporting_back.report(row, text=prose(told.reported.text), by=by, on=home.day, at=home)


# What belongs to a meeting ------------------------------------------------------------------------------


def _working_day(day: datetime.date) -> datetime.date:
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return day


def _item(meeting: Meeting, told: ToldItem, by: Any) -> AgendaItem:
    """The item, with its papers; a standing item is there already."""
    standing = meeting.items.filter(kind=told.kind).first() if told.kind != AgendaItem.Kind.BUSINESS else None
    if standing is None:
        standing = agenda_setting.add_item(
            meeting,
            title=told.title or str(AgendaItem.Kind(told.kind).label),
            by=by,
            kind=told.kind,
            text=prose(told.text),
            presenter=finding.person(told.presenter) if told.presenter else None,
            presenter_name=told.presenter_name,
            asked=told.asked,
            minutes_planned=told.planned,
            priority=finding.of_slug(Priority, told.priority) if told.priority else None,
            serves_none_because=told.serves_none_because,
            restricted=told.restricted,
            restriction_reason=told.restriction_reason,
            public_title=told.public_title,
        )
    for paper in told.papers:
        paperwork.hand_in(
            standing,
            title=paper.title,
            by=by,
            text=prose(paper.text),
            author=paper.author,
            purpose=paper.purpose,
            recommendation=paper.recommendation,
        )
    return standing


def _minute(meeting: Meeting, told: ToldMeeting, items: list[tuple[ToldItem, AgendaItem]], by: Any) -> None:
    """Who was there, what was said, decided and asked for; then the minutes are published."""
    _attend(meeting, told, by)
    minutes = minuting.begin_minutes(meeting, by=by)
    for each, item in items:
        if each.minutes:
            entry = minutes.entries.filter(item=item).first()
            minuting.write_entry(
                minutes, item, text=prose(each.minutes), revision=entry.revision if entry else 0, by=by
            )
        decided = []
        for decision in each.decisions:
            about = _about(decision.about, meeting)
            made = deciding.decide(
                meeting, text=decision.text, outcome=decision.outcome, by=by, item=item, plan_action=about
            )
            if decision.adopts:
                adopting.record_adoption(made, _terms(decision.adopts, meeting), by=by)
            if decision.confident_in:
                endorsing.declare_confidence(made, waiting_handover(decision.confident_in), by=by)
            decided.append(made)
        for action in each.actions:
            _action(meeting, item, action, by, follows=decided[action.follows - 1] if action.follows else None)
    minuting.check_minutes(minutes, by=by)
    minuting.publish_minutes(minutes, by=by)
    told_of = {action.what: action for each, _ in items for action in each.actions}
    for raised in Action.objects.filter(meeting=meeting).by_number():
        _end(raised, told_of[raised.what], by)


def _attend(meeting: Meeting, told: ToldMeeting, by: Any) -> None:
    for how, slug in _ways(told):
        attending.record(meeting, finding.person(slug), how=how, by=by)
    for slug, note in told.in_attendance.items():
        attending.record(meeting, finding.person(slug), how="in attendance", by=by, note=note)
    for row in told.declarations:
        declaring.declare(meeting, finding.person(row.who), interest=row.interest, by=by)


def _ways(told: ToldMeeting | ToldAttendanceCorrection) -> Iterator[tuple[str, str]]:
    """How each of those told of was, or was not, there."""
    for how, people in (("present", told.present), ("apologies", told.apologies), ("absent", told.absent)):
        for slug in people:
            yield how, slug


def _terms(slug: str, meeting: Meeting) -> TermsOfReference:
    terms = TermsOfReference.objects.filter(
        body=finding.body(slug), signed_at=meeting.body, signed_on=meeting.day, minor=0
    ).first()
    if terms is None:
        raise NotThereError(f"No terms of “{slug}” were signed off at that meeting.")
    return terms


def _about(told: Mapping[str, str], meeting: Meeting) -> PlanAction | None:
    """The planned action that something is about, in the version of its plan in force on the day of the meeting."""
    return action_of(told["plan"], told["ref"], meeting.day) if told else None


def _action(meeting: Meeting, item: AgendaItem, told: ToldAction, by: Any, *, follows: Decision | None) -> None:
    acting.raise_action(
        meeting.body,
        what=told.what,
        by=by,
        meeting=meeting,
        item=item,
        decision=follows,
        owner=finding.person(told.owner) if told.owner else None,
        owner_body=finding.body(told.owner_body) if told.owner_body else None,
        owner_organisation=finding.organisation(told.owner_organisation) if told.owner_organisation else None,
        due=told.due,
        due_as_said=told.due_as_said,
        plan_action=_about(told.about, meeting),
    )


def _end(action: Action, told: ToldAction, by: Any) -> None:
    """How an action went on and ended."""
    for row in told.progress:
        acting.report_progress(action, text=row["text"], day=row["on"], by=by, reported_by="The secretariat")
    if told.closed:
        acting.close_action(action, result=told.result, closing_text=told.closing, by=by, on=told.closed)
