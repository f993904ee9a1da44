"""What to look at before the record of a meeting goes public: its words are looked through as those of an agenda are.

What is said, decided, asked for or declared under a restricted item is not published, so it may say what it likes. No
file is read, so all of this may be called in a transaction.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from governance.foundation.deeds import Refused
from governance.foundation.publication import State
from governance.foundation.richtext import as_text
from meetings.agendas.agenda_labels import labels_of
from meetings.agendas.findings import Finding, Place
from meetings.agendas.publication_checks import blocking_first, heading_checks, word_checks
from meetings.models import (
    Action,
    Agenda,
    AgendaItem,
    Attendance,
    Decision,
    Declaration,
    Meeting,
    Minutes,
    MinutesEntry,
)

OPEN = Q(item__isnull=True) | Q(item__restricted=False)


def minutes_checks(minutes: Minutes) -> list[Finding]:
    """What was found in all that goes public when the minutes are published, what stands in the way first.

    The titles of the items too, where the agenda that has them was never published.
    """
    meeting = minutes.meeting
    items = list(AgendaItem.objects.filter(meeting=meeting).in_order())
    labels = labels_of(items)
    is_new = not Agenda.objects.filter(meeting=meeting).published().exists()
    places = [
        *(Place(f"Item {labels[item.pk]}", _heading(item)) for item in items if is_new),
        *_said(MinutesEntry.objects.filter(OPEN, minutes=minutes), labels),
        *_outcomes(Q(meeting=meeting, state=State.DRAFT) & OPEN),
        *_declared(Declaration.objects.filter(OPEN, meeting=meeting), labels),
        *_notes(meeting),
    ]
    return blocking_first([*(heading_checks(items) if is_new else ()), *word_checks(meeting, places)])


def minutes_findings(minutes: Minutes, item: AgendaItem | None, text: str, *, before: str = "") -> list[Finding]:
    """What was found in the rich `text` that is to stand under `item` (None: before the first) of public minutes.

    What is found in `before` as well, the text that it takes the place of, is public already and left out.
    """
    if item is not None and item.restricted:
        return []
    labels = labels_of(AgendaItem.objects.filter(meeting=minutes.meeting_id).in_order())
    where = _where(item.pk if item else None, labels)
    known = {each.code for each in word_checks(minutes.meeting, [Place(where, as_text(before))])} if before else set()
    return [each for each in word_checks(minutes.meeting, [Place(where, as_text(text))]) if each.code not in known]


def require_fit(minutes: Minutes, item: AgendaItem | None, text: str, *, before: str = "", meant: bool = False) -> None:
    """Raise Refused where `minutes_findings` stands in the way and is not `meant`, as far as it may be overruled."""
    for finding in minutes_findings(minutes, item, text, before=before):
        if finding.blocks and not finding.may_be_overruled:
            raise Refused(finding.sentence)
        if finding.blocks and not meant:
            raise Refused(f"{finding.sentence} Put it right, or tick that it is meant so.")


def decision_checks(meeting: Meeting) -> list[Finding]:
    """What was found in the drafted decisions of a meeting, which go public together."""
    drafts = Decision.objects.filter(OPEN, meeting=meeting).drafts().by_number()
    return word_checks(meeting, [Place(str(draft), draft.text) for draft in drafts])


def record_of(item: AgendaItem) -> list[Place]:
    """What the public would read of the record under a restricted item, were it opened now."""
    labels = labels_of(AgendaItem.objects.filter(meeting=item.meeting_id).in_order())
    places = [*_outcomes(Q(item=item, state=State.PUBLISHED))]
    if Minutes.objects.public().filter(meeting=item.meeting_id).exists():
        places += _said(MinutesEntry.objects.filter(item=item), labels)
        places += _declared(Declaration.objects.filter(item=item), labels)
    return places


def _heading(item: AgendaItem) -> str:
    """What the minutes say of an item in its heading."""
    return "\n".join([item.public_title, item.restriction_reason]) if item.restricted else item.title


def _where(item: int | None, labels: dict[int, str]) -> str:
    return f"What is said under item {labels[item]}" if item else "What is said before the first item"


def _said(entries: Iterable[MinutesEntry], labels: dict[int, str]) -> Iterator[Place]:
    for entry in entries:
        yield Place(_where(entry.item_id, labels), as_text(entry.text))


def _outcomes(which: Q) -> Iterator[Place]:
    for decision in Decision.objects.filter(which).by_number():
        yield Place(str(decision), decision.text)
    for action in Action.objects.filter(which).by_number():
        yield Place(str(action), "\n".join(filter(None, [action.what, action.due_as_said])))


def _declared(declarations: QuerySet[Declaration], labels: dict[int, str]) -> Iterator[Place]:
    for row in declarations.select_related("person"):
        under = f" under item {labels[row.item_id]}" if row.item_id else ""
        yield Place(f"What {row.person} declared{under}", row.interest)


def _notes(meeting: Meeting) -> Iterator[Place]:
    for row in Attendance.objects.filter(meeting=meeting).exclude(note="").select_related("person"):
        yield Place(f"What the register notes of {row.person}", row.note)
