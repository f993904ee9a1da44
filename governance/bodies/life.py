"""A body's life as seen from a day: what it is then, or was last, or will be first."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from governance.bodies.names import body_name_on
from governance.foundation.dated import ONE_DAY
from governance.foundation.sentences import day_as_said
from governance.models import Body, BodyPeriod


class Tense(StrEnum):
    """Where a body's life stands as seen from a day."""

    TO_COME = "to come"
    PRESENT = "present"
    OVER = "over"


@dataclass(frozen=True)
class Life:
    """The periods of one body, earliest first, as seen from `day`."""

    day: datetime.date
    periods: Sequence[BodyPeriod]

    @property
    def period(self) -> BodyPeriod:
        """The period in force on the day; of a body that is over its last, of one to come its first."""
        begun = [period for period in self.periods if period.starts <= self.day]
        return begun[-1] if begun else self.periods[0]

    @property
    def tense(self) -> Tense:
        """Whether the body exists on the day, or does not yet, or no longer."""
        if self.period.starts > self.day:
            return Tense.TO_COME
        return Tense.PRESENT if self.period.span.holds(self.day) else Tense.OVER

    @property
    def shown_day(self) -> datetime.date:
        """The day whose state a page shows: the day itself, else the body's last or first day."""
        if self.tense == Tense.TO_COME:
            return self.begins
        return self.ended - ONE_DAY if self.ended else self.day

    @property
    def name(self) -> str:
        """What it is called on the day, was called last, or will be called first."""
        return self.period.name

    @property
    def begins(self) -> datetime.date:
        """The first day on which it exists."""
        return self.periods[0].starts

    @property
    def begins_in_words(self) -> str:
        """Its first day as the source said it, or else as a plain day."""
        return day_as_said(self.begins, self.periods[0].dates_as_said)

    @property
    def ended(self) -> datetime.date | None:
        """The first day on which it no longer exists; None while no end is known on the day."""
        return self.period.ends if self.tense == Tense.OVER else None

    @property
    def former_names(self) -> list[tuple[str, datetime.date]]:
        """Names borne before that of the day, latest first, each with the last day on which it was borne."""
        names: list[tuple[str, datetime.date]] = []
        begun = [period for period in self.periods if period.starts <= self.shown_day]
        for before, after in pairwise(begun):
            if before.name != after.name:
                names.append((before.name, after.starts - ONE_DAY))
        return names[::-1]


def life_of(body: Body, day: datetime.date) -> Life:
    """The life of `body` as seen from `day`, in one query. A body always has a period.

    Each period bears `commissioner_name`: what the body that commissioned it was called on the day.
    """
    periods = BodyPeriod.objects.filter(body=body).for_page().select_related("commissioned_by").earliest_first()
    return Life(day, list(periods.annotate(commissioner_name=body_name_on("commissioned_by", day))))
