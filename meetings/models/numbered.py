"""Numbers of decisions and actions: within a body and year, in one of two series."""

from typing import Self

from django.db import models

from governance.foundation.publication import State
from meetings.models.minutes import Minutes


class NumberedQuerySet(models.QuerySet):
    """Words about numbers."""

    def by_number(self) -> Self:
        """In the order of their numbers, those numbered among the restricted ones last."""
        return self.order_by("year", "numbered_apart", "number")

    def with_reference(self, reference: str) -> Self:
        """The rows, one for each body at most, whose `reference` is this: 2009/3, or 2009/R1."""
        year, _, number = reference.partition("/")
        apart = number.startswith("R")
        return self.filter(year=int(year), numbered_apart=apart, number=int(number.removeprefix("R")))


class Numbered(models.Model):
    """A record of a body with a number of its own in the year; `meetings.numbering` alone gives the numbers.

    What is recorded under a restricted item is numbered among the restricted ones, 2009/R1, 2009/R2, and the rest in
    the open: 2009/1, 2009/2. So the public finds no hole in the open numbers that would tell of something restricted.
    """

    year = models.PositiveSmallIntegerField(editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    numbered_apart = models.BooleanField("numbered among the restricted ones", default=False, editable=False)
    other_number = models.PositiveSmallIntegerField(
        "number in the other series",
        null=True,
        blank=True,
        editable=False,
        help_text="By which members have read the draft before it moved from one series to the other.",
    )

    class Meta:
        abstract = True
        ordering = ["-year", "numbered_apart", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "numbered_apart", "number"], name="meetings_%(class)s_one_number_each"
            )
        ]

    @classmethod
    def public_q(cls) -> models.Q | None:
        """Published ones, unless recorded under a restricted item."""
        return models.Q(state=State.PUBLISHED) & (models.Q(item__isnull=True) | models.Q(item__restricted=False))

    @classmethod
    def members_q(cls) -> models.Q:
        """Published ones under restricted items too; and drafts with the minutes that the chair has checked."""
        checked = models.Q(state=State.DRAFT, meeting__minutes__stage=Minutes.Stage.CHECKED)
        return models.Q(state=State.PUBLISHED) | checked

    @property
    def reference(self) -> str:
        """Its number within the body, such as 2009/3; 2009/R3 among the restricted ones."""
        return reference_of(self.year, self.number, apart=self.numbered_apart)

    @property
    def told_apart(self) -> str:
        """Its name among those of other bodies: Decision 2009/3, Executive Group."""
        return f"{self}, {self.body}"  # type: ignore[attr-defined]  # whatever is numbered has a body


def reference_of(year: int, number: int, *, apart: bool) -> str:
    """A number of a year in words: 2009/3; 2009/R3 where it is numbered `apart`, among the restricted ones."""
    return f"{year}/{'R' if apart else ''}{number}"
