"""Placing: what the secretary agreed to of an import, written in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from governance.foundation.access import require_edit
from governance.foundation.deeds import Refused, write
from governance.models import Person
from meetings.actions.acting import raise_action
from meetings.attendance.attending import Entry, record_all
from meetings.decisions.deciding import decide
from meetings.locking import locked_meeting
from meetings.minutes.minuting import begin_minutes, write_entry
from meetings.minutes.word_import.drafts import OPENING, OUT, Preview, Proposal
from meetings.minutes.word_import.outcomes import date_of
from meetings.models import AgendaItem, Attendance, Decision, Meeting, Minutes, MinutesEntry

WHY = "Imported from a Word document."


class PlacedAlready(Refused):
    """The same preview was confirmed twice."""

    def __init__(self) -> None:
        super().__init__("This document is in the draft minutes already: nothing was recorded twice.")


@dataclass(frozen=True)
class Choices:
    """What the secretary chose: for each passage its place, and the numbers of what else is agreed.

    A place is the key of an item, OPENING or OUT. A passage that was recognised stays with its item unless it is
    named; one that was not must be named.
    """

    places: Mapping[int, int | str] = field(default_factory=dict)
    attendees: Collection[int] = ()
    decisions: Collection[int] = ()
    actions: Collection[int] = ()


@transaction.atomic
def place(meeting: Meeting, preview: Preview, choices: Choices, *, by: Any) -> Minutes:
    """Write the passages into the draft minutes of `meeting`, after what stands there, with all else that was agreed.

    Opens the minutes where there are none. A passage whose words stand under its item already is not put there twice.
    All of it or nothing, and each reading of a file once, which the audit of the minutes remembers: raises
    PlacedAlready, and Refused, also for a passage without a place.
    """
    meeting = locked_meeting(meeting)
    require_edit(by, meeting.body)
    if preview.meeting != meeting.pk:
        raise Refused("That document was read for another meeting: choose the file again.")
    items = {item.pk: item for item in AgendaItem.objects.filter(meeting=meeting)}
    places = _places(preview, choices, items)
    minutes = begin_minutes(meeting, by=by)
    _take_once(minutes, preview, by)
    _write_passages(minutes, preview, places, items, by)
    _record_people(meeting, preview, choices.attendees, by)
    for number in sorted(choices.decisions):
        proposal = preview.decisions[number]
        item = items.get(places.get(proposal.passage, 0))  # type: ignore[arg-type]  # no item bears a word as its key
        decide(meeting, text=proposal.text, outcome=Decision.Outcome.APPROVED, item=item, by=by, reason=WHY)
    for number in sorted(choices.actions):
        _raise(meeting, preview.actions[number], places, items, by)
    return minutes


def _take_once(minutes: Minutes, preview: Preview, by: Any) -> None:
    """Keep in the audit of the minutes that this reading of a file went in. Raises PlacedAlready where it did before."""
    why = f"{WHY} Reading {preview.reading}."
    if Minutes.history.filter(id=minutes.pk, history_change_reason=why).exists():
        raise PlacedAlready
    if minutes.is_open:
        write(minutes, by=by, why=why)


def _places(preview: Preview, choices: Choices, items: Mapping[int, AgendaItem]) -> dict[int, int | str]:
    """The place of every passage. Raises Refused for one that has none, or no such item."""
    places: dict[int, int | str] = {}
    for number, passage in enumerate(preview.passages):
        where = choices.places.get(number, passage.item if passage.item is not None else "")
        if where == "":
            raise Refused("Say of each passage that could not be placed where it goes, or that it is left out.")
        if where not in (OUT, OPENING) and where not in items:
            raise Refused("An item that the document was to go to is no longer on the agenda: choose again.")
        places[number] = where
    return places


def _write_passages(
    minutes: Minutes,
    preview: Preview,
    places: Mapping[int, int | str],
    items: Mapping[int, AgendaItem],
    by: Any,
) -> None:
    texts: dict[int | None, list[str]] = defaultdict(list)
    for number, where in places.items():
        if where != OUT:
            key = None if where == OPENING else int(where)
            texts[key].append(preview.passages[number].text_for(key))
    standing = {entry.item_id: entry for entry in MinutesEntry.objects.filter(minutes=minutes)}
    for key, pieces in texts.items():
        entry = standing.get(key)
        before, revision = (entry.text, entry.revision) if entry else ("", 0)
        added = "".join(piece for piece in pieces if piece and piece not in before)
        if added:
            item = items[key] if key is not None else None
            write_entry(minutes, item, text=before + added, revision=revision, by=by, reason=WHY)


def _record_people(meeting: Meeting, preview: Preview, chosen: Collection[int], by: Any) -> None:
    attendees = [preview.attendees[number] for number in sorted(chosen)]
    keys = {each.person for each in attendees} | {each.stands_in_for for each in attendees if each.stands_in_for}
    people = Person.objects.visible_to(by).in_bulk(keys)
    # Those who sent apologies first: somebody may stand in for them.
    attendees.sort(key=lambda each: each.how == Attendance.How.SUBSTITUTE)
    entries = [
        Entry(people[each.person], each.how, stands_in_for=people.get(each.stands_in_for or 0))
        for each in attendees
        if each.person in people
    ]
    record_all(meeting, entries, by=by)


def _raise(
    meeting: Meeting,
    proposal: Proposal,
    places: Mapping[int, int | str],
    items: Mapping[int, AgendaItem],
    by: Any,
) -> None:
    owner = Person.objects.visible_to(by).filter(pk=proposal.owner).first() if proposal.owner else None
    raise_action(
        meeting.body,
        what=proposal.text[:500],
        by=by,
        meeting=meeting,
        item=items.get(places.get(proposal.passage, 0)),  # type: ignore[arg-type]  # as above
        owner=owner,
        owner_body=None if owner else meeting.body,
        due=date_of(proposal),
        due_as_said=proposal.due_as_said,
        reason=WHY,
    )
