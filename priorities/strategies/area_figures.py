"""Reading the figures of areas: of each indicator with any, how the area stands, what it aims at, and its gap."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from governance.foundation.sentences import as_sentence
from priorities.indicators.gaps import AreaLine, area_lines
from priorities.indicators.series import TARGET, Figures, figures_of
from priorities.models import Area, Indicator, Value


@dataclass(frozen=True)
class AreaFigure:
    """An indicator as it stands for one area."""

    figures: Figures
    area: Area
    line: AreaLine | None
    """None where the area has no figure yet."""

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.figures.indicator

    @property
    def sentences(self) -> list[str]:
        """How it goes with the latest figure, the area's own target, and its gap or its share; what there is of it."""
        if self.line is None:
            return ["No figure yet.", *filter(None, [self._aim])]
        said = [self.line.standing.sentence, self.line.standing.against_target, self._gap]
        if self.line.share:
            said.append(f"{self.line.share} of the figure for {self.indicator.area.name}.")
        return [words for words in said if words]

    @property
    def _aim(self) -> str:
        """The next target of an area without a figure, or else its last."""
        targets = self.figures.series(self.area.pk, TARGET)
        aim = next((each for each in targets if each.ends > self.figures.day), targets[-1] if targets else None)
        return f"The target for {aim.period} is {self.figures.measure.shown(aim.number)}." if aim else ""

    @property
    def _gap(self) -> str:
        """How far it is behind the area that it is compared with, and whether that narrows."""
        gap = self.line.gap if self.line else None
        if gap is None or self.line is None or self.line.standing.latest is None:
            return ""
        other = self.indicator.compared_with or self.indicator.area
        link = ("" if gap.size > 0 else " of") if gap.size else " with"
        when = f" in {gap.point.period}" if gap.point.period != self.line.standing.latest.period else ""
        words = as_sentence(f"{gap.words}{link} {other.name}{when}")
        return f"{words} {gap.trend_words}." if gap.former else words


def area_figures(areas: Iterable[Area], day: datetime.date, user: Any) -> dict[int, list[AreaFigure]]:
    """By the key of the area, the published indicators that `user` may read, by name, as they stand for it on `day`.

    Those of which it has a figure or a target, and those of which it is the whole area. 3 queries; 1 where there is none.
    """
    wanted = {area.pk: area for area in areas}
    told = Value.objects.filter(indicator=OuterRef("pk"), area__in=list(wanted))
    rows = Indicator.objects.visible_to(user).published().filter(Q(area__in=list(wanted)) | Exists(told))
    indicators = list(rows.select_related("area", "compared_with").order_by("name", "pk"))
    found: dict[int, list[AreaFigure]] = {key: [] for key in wanted}
    every = figures_of(indicators, day)
    for indicator in indicators:
        figures = every[indicator.pk]
        has_any = figures.areas() | {indicator.area_id}
        lines = {line.area.pk: line for line in area_lines(figures, wanted.values())}
        for key in found.keys() & has_any:
            found[key].append(AreaFigure(figures, wanted[key], lines.get(key)))
    return found
