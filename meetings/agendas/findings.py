"""What the checks before publication find: each in a sentence with a code, and what is found in one text alone."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from governance.foundation.sentences import counted
from meetings.agendas.text_checks import draft_marks_in, margin_notes_in, numbering_of
from meetings.papers.file_words import FileWords


@dataclass(frozen=True)
class Finding:
    """One thing that was found, in a sentence. `code` names it for good, so that exactly this one can be overruled."""

    code: str
    sentence: str
    blocks: bool = False
    """Whether publication waits until it is put right, or overruled with a reason."""
    may_be_overruled: bool = True


@dataclass(frozen=True)
class Place:
    """A text that the public would read, and where it stands, such as “Item 4, paper “Budget””."""

    where: str
    text: str
    file: FileWords | None = None


def of_place(place: Place) -> Iterator[Finding]:
    """What is found in one text: notes and marks of drafting, numbers that do not fit, and faults of its file."""
    for note in margin_notes_in(place.text):
        sentence = f"{place.where} holds what looks like a note to a colleague: {note}"
        yield Finding(code_of("note", note, place.where), sentence, blocks=True)
    if draft_marks_in(place.text):
        yield Finding(code_of("draft", place.where), f"{place.where} is marked DRAFT.")
    numbering = numbering_of(place.text)
    for number in numbering.repeated:
        sentence = f"{place.where} has more than one paragraph {number}."
        yield Finding(code_of("repeated", number, place.where), sentence)
    for number in numbering.missing:
        sentence = f"{place.where} refers to paragraph {number}, which is not there."
        yield Finding(code_of("missing", number, place.where), sentence)
    if place.file is not None:
        yield from _of_file(place.where, place.file)


def _of_file(where: str, file: FileWords) -> Iterator[Finding]:
    if file.unread:
        yield Finding(code_of("unread", where), f"{where} could not be looked through: look through it yourself.")
        return
    if file.waiting:
        sentence = f"{where} is still to be looked through: open this page again in a moment."
        yield Finding(code_of("waiting", where), sentence, blocks=True)
        return
    for number, what in ((file.comments, "comment"), (file.changes, "tracked change")):
        if number:
            sentence = f"{where} still holds {counted(number, what)}: take them out and hand the file in again."
            yield Finding(code_of(what.replace(" ", "-"), where), sentence, blocks=True)
    if file.cut:
        yield Finding(code_of("cut", where), f"{where} is very long: only its beginning was looked through.")
    if file.pictures:
        words = "a picture" if file.pictures == 1 else f"{file.pictures} pictures"
        yield Finding(code_of("pictures", where), f"{where} has {words} without alternative text.")
    if file.tagged is False:
        sentence = f"{where} is a PDF without tags, which a screen reader cannot find its way through."
        yield Finding(code_of("untagged", where), sentence)
    wanting = [word for word, there in (("title", file.titled), ("language", file.language)) if there is False]
    if wanting:
        yield Finding(code_of("unnamed", where), f"{where} is a PDF that does not say its {' or '.join(wanting)}.")


def code_of(what: str, *parts: str) -> str:
    """A name for a finding that holds only letters, digits and hyphens, and is the same each time."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:10]
    return f"{re.sub('[^a-z-]', '', what)}-{digest}"
