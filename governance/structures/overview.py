"""All that a page says of a partnership's structure on a day, read at once."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from governance.models import Body
from governance.seats.chairs import Chair, chairs_in
from governance.structures.dotted_lines import DottedLines, dotted_lines_on
from governance.structures.structure import Structure, structure_on
from governance.structures.structure_words import Level, Meaning, in_short, levels_of, marks_by_key, meanings_of


@dataclass(frozen=True)
class Overview:
    """A structure with its chairs and dotted lines, and the words that explain it."""

    day: datetime.date
    structure: Structure
    chairs: Mapping[int, Sequence[Chair]] = field(default_factory=dict)
    dotted: DottedLines = field(default_factory=lambda: DottedLines([], {}))

    @property
    def is_empty(self) -> bool:
        """Whether the partnership did not exist on the day."""
        return self.structure.is_empty

    @property
    def name(self) -> str:
        """The partnership's name on the day."""
        return self.structure.tree[0].name

    @property
    def count(self) -> int:
        """How many bodies there are, the partnership itself included."""
        return len(self.structure.tree) + len(self.structure.family)

    @cached_property
    def marks(self) -> Mapping[int, tuple[str, ...]]:
        """What a reader must know of a body beside its kind, for those of which there is something to know."""
        return marks_by_key(self.structure, self.day)

    @cached_property
    def levels(self) -> list[Level]:
        """What stands on each level below the partnership."""
        return levels_of(self.structure)

    @property
    def in_short(self) -> str:
        """How many bodies, on how many levels."""
        return in_short(self.structure, self.levels)

    @cached_property
    def meanings(self) -> list[Meaning]:
        """What the words mean that stand beside bodies and lines."""
        return meanings_of(self.marks.values(), self.dotted.lines)


def overview_on(partnership: Body, day: datetime.date) -> Overview:
    """The structure of `partnership` on `day`: one query each for bodies, chairs and dotted lines.

    One more where a line leads to another partnership; only the first where the partnership did not exist.
    """
    structure = structure_on(partnership, day)
    if structure.is_empty:
        return Overview(day, structure)
    return Overview(day, structure, chairs_in(partnership, day), dotted_lines_on(partnership, day))
