"""What an import proposes, before anybody has agreed: plain facts that survive from one page to the next."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.utils.crypto import get_random_string

OUT, OPENING = "out", "opening"
"""In place of an item: leave the passage out; put it before the first item."""
SALT = "meetings.minutes.word_import"
LASTS_SECONDS = 2 * 24 * 3600
"""How long a preview may lie open before it is confirmed."""


@dataclass
class Passage:
    """Paragraphs of the document that belong together: a heading and what follows it."""

    heading: str = ""
    """The heading as HTML; of a passage with its item it says no more than the item's title, and is not repeated."""
    html: list[str] = field(default_factory=list)
    item: int | None = None
    """The key of the item that it was recognised as."""

    @property
    def is_placed(self) -> bool:
        """Whether it was recognised."""
        return self.item is not None

    @property
    def text(self) -> str:
        """What follows the heading, as HTML."""
        return "".join(self.html)

    @property
    def as_found(self) -> str:
        """All of it as HTML."""
        return self.heading + self.text

    def text_for(self, item: int | None) -> str:
        """What goes into the minutes under that item (None: before the first)."""
        return self.text if item is not None and item == self.item else self.as_found


@dataclass
class Attendee:
    """Somebody recognised in a list of those who were there, or were not."""

    person: int
    name: str
    how: str
    said: str
    """The words of the document."""
    stands_in_for: int | None = None
    note: str = ""


@dataclass
class Proposal:
    """A decision or an action that a passage seems to hold; the words stay in the text as well."""

    passage: int
    text: str
    owner: int | None = None
    owner_name: str = ""
    due: str = ""
    """A day as YYYY-MM-DD."""
    due_as_said: str = ""


@dataclass
class Preview:
    """What of a Word document goes where, and all that could not be placed."""

    meeting: int
    passages: list[Passage] = field(default_factory=list)
    attendees: list[Attendee] = field(default_factory=list)
    decisions: list[Proposal] = field(default_factory=list)
    actions: list[Proposal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What of the file cannot be taken over, in words."""
    reading: str = field(default_factory=lambda: get_random_string(8))
    """The mark of this reading of the file, by which it is put into the minutes once."""

    @property
    def placed(self) -> list[tuple[int, Passage]]:
        """Passages that were recognised, with their numbers."""
        return [(number, each) for number, each in enumerate(self.passages) if each.is_placed]

    @property
    def unplaced(self) -> list[tuple[int, Passage]]:
        """All that could not be placed, with its numbers."""
        return [(number, each) for number, each in enumerate(self.passages) if not each.is_placed]

    def everything(self) -> Iterator[str]:
        """Every piece of the document, as it was sorted."""
        for passage in self.passages:
            yield passage.as_found
        for attendee in self.attendees:
            yield attendee.said


def sealed(preview: Preview, user: Any) -> str:
    """The preview for a hidden field, which nobody can forge, nor use for another meeting or as somebody else."""
    return signing.dumps(asdict(preview), salt=f"{SALT}.{user.pk}", compress=True)


def opened(text: str, meeting: Any, user: Any) -> Preview | None:
    """The preview that `sealed` made for this meeting and user; None for anything else, and once it is too old."""
    try:
        said = signing.loads(text, salt=f"{SALT}.{user.pk}", max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    if said["meeting"] != meeting.pk:
        return None
    return Preview(
        said["meeting"],
        [Passage(**each) for each in said["passages"]],
        [Attendee(**each) for each in said["attendees"]],
        [Proposal(**each) for each in said["decisions"]],
        [Proposal(**each) for each in said["actions"]],
        said["notes"],
        said["reading"],
    )
