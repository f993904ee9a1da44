"""What the deeds of the actions log share: their locks, the facts that must hold, and an action in words."""

from typing import Any

from governance.foundation.access import chairs, person_of, require_edit
from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.foundation.sentences import day_as_said
from governance.models import Body
from meetings.decisions.deciding import require_unchecked
from meetings.locking import lock_numbers_at, locked_meeting, require_called
from meetings.models import Action, Meeting, ProgressReport

OWNERS = ("owner", "owner_organisation", "owner_body")


def is_owner(user: Any, action: Action) -> bool:
    """Whether the account acts for the owner: the person, somebody of the organisation, or the body's chair."""
    person = person_of(user)
    if person is None:
        return False
    own = action.owner_id == person.pk
    works_there = action.owner_organisation_id is not None and action.owner_organisation_id == person.organisation_id
    return own or works_there or (action.owner_body_id is not None and chairs(user, action.owner_body_id))


def owner_in_words(action: Action) -> str:
    """Everybody who is to do it, with today's names."""
    return " and ".join(str(owner) for owner in (getattr(action, name) for name in OWNERS) if owner)


def due_in_words(action: Action) -> str:
    """When it is due, as said where it was said less exactly than a day; empty where nothing was said."""
    return day_as_said(action.due, action.due_as_said)


def as_minuted(action: Action) -> str:
    """Who is to do it and by when, as minutes say it: “For Casey Lee, due 1 May 2013”."""
    due = due_in_words(action)
    return f"For {owner_in_words(action)}{f', due {due}' if due else ''}"


def changed_in_words(before: tuple[str, str], after: tuple[str, str]) -> str:
    """What changed between two pairs of owner and due day, such as “Due changed from none to “May”.”."""
    steps = zip(("Owner", "Due"), before, after, strict=True)
    said = [f"{name} changed from {_quoted(old)} to {_quoted(new)}." for name, old, new in steps if old != new]
    return " ".join(said)


def _quoted(words: str) -> str:
    return f"“{words}”" if words else "none"


def locked(action: Action) -> Action:
    """The action, re-read under its body's lock and its own. The caller checks the right."""
    Body.objects.locked(action.body_id)
    return Action.objects.select_for_update(of=("self",), no_key=True).for_page().get(pk=action.pk)


def edited(action: Action, by: Any) -> Action:
    """The action, re-read under its locks, for somebody who edits its body. Raises Refused."""
    action = locked(action)
    require_edit(by, action.body)
    return action


def edited_report(report: ProgressReport, by: Any) -> ProgressReport:
    """The report, re-read under its action's locks, for somebody who edits the body. Raises Refused."""
    action = edited(report.action, by)
    found = ProgressReport.objects.filter(pk=report.pk).first()
    if found is None:
        raise Refused("That report is no longer there.")
    found.action = action
    return found


def require_open(action: Action) -> None:
    """Raise Refused for an action that is closed or given up."""
    if action.is_closed or action.state == State.WITHDRAWN:
        raise Refused(f"{action} is closed: open it again first.")


def check_meeting(meeting: Meeting, body: Body) -> None:
    """Raise Refused unless actions of `body` may be raised at the meeting."""
    if body.pk not in meeting.body_keys:
        raise Refused(f"{body} was not at that meeting: choose a meeting of its own.")
    require_called(meeting)


def check(action: Action) -> None:
    """Raise Refused where the action lacks something, or its parts belong to different meetings."""
    if not action.what:
        raise Refused("Say what is to be done.")
    if not any(getattr(action, f"{name}_id") for name in OWNERS):
        raise Refused("Say who is to do it: a person, an organisation or a body.")
    if action.due and action.due < action.raised_on:
        raise Refused("The action would be due before it was raised: choose a later day.")
    item, decision = action.item, action.decision
    if item is not None and item.meeting_id != action.meeting_id:
        raise Refused("That item belongs to another meeting.")
    if decision is not None and decision.meeting_id != action.meeting_id:
        raise Refused("That decision was taken at another meeting.")
    if decision is not None and decision.item_id and decision.item_id != action.item_id:
        raise Refused("That decision was taken under another item.")


def locked_log(body: Body, meeting: Meeting | None, by: Any) -> Body:
    """The body in whose log `by` may raise an action of `meeting` now, under the locks of both. Raises Refused."""
    require_edit(by, body)
    if meeting is not None:
        check_meeting(meeting, body)
        lock_numbers_at(meeting)
        require_unchecked(locked_meeting(meeting))
    return Body.objects.locked(body.pk)
