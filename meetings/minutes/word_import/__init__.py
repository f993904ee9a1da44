"""Minutes from Word: read into items with a preview, which shows what goes where and all that could not be placed.

Nothing is lost on the way: every paragraph of the document is in a passage, placed or not, or is a name in a list.
"""

from meetings.minutes.word_import.drafts import OPENING, OUT, Attendee, Passage, Preview, Proposal, opened, sealed
from meetings.minutes.word_import.placing import Choices, PlacedAlready, place
from meetings.minutes.word_import.word_reading import read_minutes

__all__ = [
    "OPENING",
    "OUT",
    "Attendee",
    "Choices",
    "Passage",
    "PlacedAlready",
    "Preview",
    "Proposal",
    "opened",
    "place",
    "read_minutes",
    "sealed",
]
