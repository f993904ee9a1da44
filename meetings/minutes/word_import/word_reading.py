"""Reading a Word file: checked, converted in a bounded child process, cleaned, sorted."""

import logging
import tempfile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File

from governance.foundation.deeds import Refused, first_sentence
from governance.foundation.richtext import clean
from governance.foundation.sentences import counted
from governance.models import Person
from meetings.agendas.agenda_labels import labels_of
from meetings.attendance.expecting import held_on_the_day
from meetings.minutes.word_import.drafts import Preview
from meetings.minutes.word_import.people import Directory
from meetings.minutes.word_import.sorting import Sorting
from meetings.models import Meeting
from meetings.papers.bounded_child import ChildLost, ask_child
from meetings.papers.file_checks import SENTENCES, examine

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
SECONDS, MEMORY = 20, 768 * 1024 * 1024
MOST_PASSAGES = 300
UNREADABLE = "This Word file could not be read: open it in Word, save it again as .docx, and choose that."
NO_WORD = "This is no Word file: save the minutes as .docx, and choose that."
OF_WORD = {
    SENTENCES["unknown"]: NO_WORD,
    SENTENCES["web page"]: NO_WORD,
    SENTENCES["active"]: NO_WORD,
    SENTENCES["appended"]: NO_WORD,
    SENTENCES["pixels"]: NO_WORD,
    SENTENCES["old office"]: "This is a Word file of the old kind (.doc): save it as .docx, and choose that.",
    SENTENCES["macros"]: "This file holds macros, which are programs: save it without them, as .docx.",
    SENTENCES["reaches out"]: "This file loads parts of itself from elsewhere, such as a template: "
    "copy its text into a new Word file, and choose that.",
    SENTENCES["carries"]: "This file carries other files inside it: take them out, and choose it again.",
    SENTENCES["locked"]: "This file is protected by a password: save it without one, and choose that.",
    SENTENCES["damaged"]: UNREADABLE,
    SENTENCES["heavy"]: UNREADABLE,
}
"""What is said of files that are no papers either: minutes are not to be handed in as a PDF."""


def read_minutes(file: File, meeting: Meeting, *, by: Any) -> Preview:
    """What of the Word file `file` goes where in the minutes of `meeting`, for `by` to look through; nothing is written.

    Raises Refused, one sentence, for a file that is no sound .docx, holds macros or reaches out, or is too large.
    Takes seconds: not to be called in a transaction.
    """
    if (file.size or 0) > MOST_BYTES:
        raise Refused("This file is larger than 10 MB: take the pictures out, for minutes are text.")
    _require_word(file)
    answer = _converted(file)
    try:
        html = clean(answer["html"])
    except ValidationError as error:
        raise Refused(first_sentence(error)) from error
    if not html:
        raise Refused("This Word file has no text: choose the minutes.")
    preview = _sorting(meeting, by).sort(html)
    if len(preview.passages) > MOST_PASSAGES:
        raise Refused("This file falls into too many pieces: take out what is not minutes, such as appended papers.")
    preview.notes = _notes(answer)
    return preview


def _require_word(file: File) -> None:
    """Raise Refused, in words about Word alone, for a file that is no .docx or is not safe to read."""
    try:
        is_word = examine(file).extension == ".docx"
    except Refused as refusal:
        raise Refused(OF_WORD.get(refusal.sentence, refusal.sentence)) from refusal
    if not is_word:
        raise Refused(NO_WORD)


def _converted(file: File) -> dict[str, Any]:
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.seek(0)
        try:
            answer = ask_child(
                "meetings.minutes.word_child",
                {"descriptor": copy.fileno()},
                seconds=SECONDS,
                memory=MEMORY,
                largest_file=MOST_BYTES,
                descriptors=[copy.fileno()],
            )
        except ChildLost as lost:
            logger.warning("A Word file could not be converted: %s", lost)
            raise Refused(UNREADABLE) from lost
    if reason := answer.get("unread"):
        logger.info("A Word file could not be converted: %s", reason)
        raise Refused(UNREADABLE)
    return answer


def _sorting(meeting: Meeting, by: Any) -> Sorting:
    """With the items of the agenda, the people of the roll, and others whom the user may know."""
    items = list(meeting.items.in_order())
    labels = labels_of(items)
    held = held_on_the_day(meeting)
    seated = {holder.person.pk: holder.person for seats in held.values() for _, holder in seats}
    named = {h.substitute.pk: h.substitute for seats in held.values() for _, h in seats if h.substitute}
    others = Person.objects.visible_to(by).filter(kept_by__partnership=meeting.body.partnership_id)
    directory = Directory(list(seated.values()), [*named.values(), *others.select_related("organisation")])
    members = frozenset(key for key, seats in held.items() if any(seat.is_member_seat for seat, _ in seats))
    return Sorting(meeting, [i for i in items if not i.withdrawn_reason], labels, directory, members)


def _notes(answer: dict[str, Any]) -> list[str]:
    notes = []
    if pictures := answer["pictures"]:
        notes.append(f"{counted(pictures, 'picture')} could not be taken over; “[Picture]” stands where each was.")
    notes.append("Headers, footers and margin notes of the document are not read.")
    return notes
