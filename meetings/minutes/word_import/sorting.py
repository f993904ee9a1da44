"""Sorting a Word document: which paragraphs belong to which item, who is named, and what belongs nowhere."""

import re
from collections.abc import Iterator, Sequence

from governance.foundation.markup import LISTS, Block, Run, words_of, write
from governance.foundation.reading import read
from meetings.minutes.word_import.drafts import Attendee, Passage, Preview
from meetings.minutes.word_import.headings import LABEL, Headings
from meetings.minutes.word_import.outcomes import action_in, decision_in
from meetings.minutes.word_import.people import Directory, Found
from meetings.models import AgendaItem, Attendance, Meeting

How = Attendance.How
LISTED = re.compile(
    r"\s*(?:members\s+|those\s+|also\s+)?(?P<what>in\s+attendance|present|apologies(?:\s+for\s+absence)?"
    r"(?:\s+(?:were\s+)?received)?(?:\s+from)?|absent|not\s+present|substitutes?)\b(?P<mark>\s*[:–-]*)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
HOW = {"in": How.IN_ATTENDANCE, "present": How.PRESENT, "apologies": How.APOLOGIES, "substitute": How.SUBSTITUTE}


class Sorting:
    """Goes through a document once, paragraph by paragraph."""

    def __init__(
        self,
        meeting: Meeting,
        items: Sequence[AgendaItem],
        labels: dict[int, str],
        directory: Directory,
        members: frozenset[int],
    ) -> None:
        self.meeting, self.directory, self.members = meeting, directory, members
        self.headings = Headings(items, labels)
        self.preview = Preview(meeting.pk)
        self.current: AgendaItem | None = None
        self.level = ""
        self.how: How | None = None
        """How those whose names follow were there, while a list goes on."""
        self.passage: Passage | None = None

    def sort(self, html: str) -> Preview:
        """Sort clean HTML."""
        for block in self._taken_apart(read(html)):
            self._put(block)
        self.preview.passages = [each for each in self.preview.passages if each.heading or each.html]
        self._look_for_outcomes()
        self._look_for_apologies()
        return self.preview

    def _taken_apart(self, blocks: list[Block]) -> Iterator[Block]:
        """The blocks; lists and tables in which items of the agenda stand give way to what they hold."""
        for block in blocks:
            parts = [each for each in words_of(block.blocks) if self.headings.is_title(each.text)]
            if block.tag in LISTS and parts:
                for line in block.blocks:
                    yield from _paragraphs(line)
            elif block.tag == "table" and len(parts) >= 2:
                for part in words_of(block.blocks):
                    yield Block("p", runs=part.runs)
            else:
                yield block

    def _put(self, block: Block) -> None:
        heading = self.headings.of(block, self.current, self.level)
        listed = None if LABEL.match(block.text) else self._list_begun(block)
        if listed is not None and (
            heading is None or heading.item is None or self.how is not None or listed["mark"].strip()
        ):
            self.how = _how(listed["what"])
            if listed["rest"].strip():
                self._name(listed["rest"])
            return
        if heading is None and self.how is not None and self._names_somebody(block):
            return
        if heading is not None:
            self.how, self.current = None, heading.item
            self.level = "" if heading.body else block.tag if block.tag != "p" else ""
            text = write([block])
            stays = heading.body or (heading.item and self.headings.says_more(block.text, heading.item))
            self._open(Passage("" if stays else text, [text] if stays else []))
            return
        if self.how is not None:
            self.how, self.passage = None, None
        if self.passage is None:
            self._open(Passage())
        assert self.passage is not None  # noqa: S101 - opened just now
        self.passage.html.append(write([block]))

    def _open(self, passage: Passage) -> None:
        passage.item = self.current.pk if self.current else None
        self.passage = passage
        self.preview.passages.append(passage)

    # Who was there -----------------------------------------------------------------------------------------

    def _list_begun(self, block: Block) -> re.Match[str] | None:
        """Whether a list of names begins here: only before the first item, and only with a word that heads one."""
        if self.current is not None or block.blocks:
            return None
        match = LISTED.match(block.text.replace("\v", "\n"))
        if match is None or not (match["mark"].strip() or not match["rest"].strip() or self._knows(match["rest"])):
            return None
        return match

    def _knows(self, text: str) -> bool:
        return self.directory.who(text) is not None

    def _names_somebody(self, block: Block) -> bool:
        """Take a paragraph, list or table as names, where it names somebody who is known."""
        if block.tag == "table":
            lines = [", ".join(part.text for part in words_of([row])) for row in _rows(block)]
        else:
            lines = [part.text.replace("\v", "\n") for part in words_of([block])]
        if not any(self._knows(line) for line in lines):
            return False
        for line in lines:
            self._name(line)
        return True

    def _name(self, line: str) -> None:
        """Propose whom a line names; what names nobody who is known is listed."""
        found, unknown = self.directory.found_in(line)
        for each in found:
            self._propose(each, self.how or How.PRESENT)
        for part in unknown:
            self._list_unplaced(f"{HOW_WORDS[self.how or How.PRESENT]}: {part}")

    def _list_unplaced(self, words: str) -> None:
        self.preview.passages.append(Passage(html=[write([Block("p", runs=[Run(words)])])]))
        self.passage = None

    def _propose(self, found: Found, how: How) -> None:
        person = found.person
        if any(each.person == person.pk for each in self.preview.attendees):
            return  # named again, for example under the item of apologies
        note = ""
        if found.instead_of is not None and person.pk not in self.members:
            how = How.SUBSTITUTE
        elif how in (How.PRESENT, How.SUBSTITUTE) and person.pk not in self.members:
            how, note = How.IN_ATTENDANCE, "holds no member’s seat on that day"
        elif how == How.IN_ATTENDANCE and person.pk in self.members:
            how, note = How.PRESENT, "is a member"
        elif how in (How.APOLOGIES, How.ABSENT) and person.pk not in self.members:
            self._list_unplaced(f"{HOW_WORDS[how]}: {found.said} (holds no seat on that day)")
            return
        instead = found.instead_of.pk if found.instead_of and how == How.SUBSTITUTE else None
        self.preview.attendees.append(Attendee(person.pk, person.name, how.value, found.said, instead, note))

    def _look_for_apologies(self) -> None:
        """Members who are named under the item of apologies sent theirs, unless a list says otherwise."""
        apologies = {item.pk for item, _, _ in self.headings.items if item.kind == AgendaItem.Kind.APOLOGIES}
        for passage in self.preview.passages:
            for line in _lines(passage) if passage.item in apologies else ():
                found, _ = self.directory.found_in(line)
                for each in found:
                    if each.person.pk in self.members and each.instead_of is None:
                        self._propose(each, How.APOLOGIES)

    # What was decided --------------------------------------------------------------------------------------

    def _look_for_outcomes(self) -> None:
        for number, passage in enumerate(self.preview.passages):
            for line in _lines(passage):
                if (decision := decision_in(line, number)) is not None:
                    self.preview.decisions.append(decision)
                elif (action := action_in(line, number, self.directory, self.meeting.day)) is not None:
                    self.preview.actions.append(action)


HOW_WORDS = {
    How.PRESENT: "Present",
    How.APOLOGIES: "Apologies",
    How.ABSENT: "Absent",
    How.SUBSTITUTE: "Substitute",
    How.IN_ATTENDANCE: "In attendance",
}


def _how(word: str) -> How:
    first = word.lower().split()[0].removesuffix("s") if not word.lower().startswith("apologies") else "apologies"
    return HOW.get(first, How.ABSENT)


def _lines(passage: Passage) -> Iterator[str]:
    for html in passage.html:
        for block in words_of(read(html)):
            yield block.text.replace("\v", " ")


def _paragraphs(line: Block) -> Iterator[Block]:
    """What a line of a list holds, as blocks that stand by themselves."""
    if not line.blocks:
        yield Block("p", runs=line.runs)
    for block in line.blocks:
        yield block if block.tag else Block("p", runs=block.runs)


def _rows(table: Block) -> Iterator[Block]:
    for block in table.blocks:
        if block.tag == "tr":
            yield block
        else:
            yield from _rows(block)
