"""What a report card says: made once from the records, kept as JSON when the card is accepted, shown from that alone.

A draft is shown through the same content, made afresh for each reader, so that its page is what will be frozen.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from governance.seats.presence import names_on
from priorities.indicators.curve import Curve, curve_of, packed, unpacked
from priorities.indicators.series import figures_of, standing_in
from priorities.models import Indicator, PriorityName, ReportCard

EDITION = 1
"""Grows when the shape of the content changes; `read_content` goes on reading every older one."""

TEXTS = ("story", "new_factors", "what_works", "proposals")
"""The texts that have a heading of their own; who is involved stands beside the links to them."""


@dataclass(frozen=True)
class Named:
    """Something that a card names: what it is (`body`, `organisation`, `priority` or `plan`), its address, its name."""

    kind: str
    slug: str
    name: str


@dataclass(frozen=True)
class CardIndicator:
    """An indicator as the card shows it."""

    slug: str
    name: str
    definition: str
    source: str
    word: str
    movement: str
    sentences: tuple[str, ...]
    curve: Curve


@dataclass(frozen=True)
class CardContent:
    """All that a card says."""

    title: str
    period: str
    starts: datetime.date
    ends: datetime.date
    accountability: str
    as_of: datetime.date
    """The day whose names and figures it shows."""
    body: Named
    about: Named
    texts: Mapping[str, str]
    partners: str
    involved: tuple[Named, ...]
    indicators: tuple[CardIndicator, ...]

    @property
    def is_about_population(self) -> bool:
        """Whether it tells how well off everybody is, and not how well a service works."""
        return self.accountability == "population"

    @property
    def has_invented_figures(self) -> bool:
        """Whether any of its figures is an example."""
        return any(each.curve.invented for each in self.indicators)


def content_of(
    card: ReportCard, day: datetime.date, *, indicators: Iterable[Indicator] | None = None
) -> dict[str, Any]:
    """What `card` says on `day`, with names and figures of that day, as plain data that JSON can hold.

    `indicators`: those to show, with their areas at hand; None: all of the card. About 6 queries, however much it says.
    """
    if indicators is None:
        indicators = card.indicators.select_related("area").order_by("name", "pk")
    shown = list(indicators)
    figures = figures_of(shown, day, whole_only=True)
    involved = list(card.involved.select_related("body", "organisation"))
    bodies = [card.body_id, *(row.body_id for row in involved if row.body_id)]
    names = names_on(day, bodies=bodies, organisations=[row.organisation_id for row in involved if row.organisation_id])
    return {
        "edition": EDITION,
        "title": card.title,
        "period": card.period,
        "starts": card.starts.isoformat(),
        "ends": card.ends.isoformat(),
        "accountability": str(card.accountability),
        "as_of": day.isoformat(),
        "body": ["body", card.body.slug, names.body(card.body)],
        "about": _about(card, day),
        "texts": {name: getattr(card, name) for name in TEXTS},
        "partners": card.partners,
        "involved": [
            [what, row.slug, names.body(row) if what == "body" else names.organisation(row)]
            for what, row in (
                ("body", each.body) if each.body else ("organisation", each.organisation) for each in involved
            )
            if row is not None
        ],
        "indicators": [_indicator(each, figures[each.pk]) for each in shown],
    }


def _about(card: ReportCard, day: datetime.date) -> list[str]:
    """The priority by its name of the day, or the plan."""
    if card.priority is None:
        return ["plan", card.plan.slug, card.plan.title]  # type: ignore[union-attr]  # it is about one of the two
    then = PriorityName.objects.in_force(day).filter(priority=card.priority).values_list("name", flat=True).first()
    return ["priority", card.priority.slug, then or card.priority.name]


def _indicator(indicator: Indicator, figures: Any) -> dict[str, Any]:
    standing = standing_in(figures)
    return {
        "slug": indicator.slug,
        "name": indicator.name,
        "definition": indicator.definition,
        "source": indicator.source,
        "word": standing.word,
        "movement": str(standing.movement),
        "sentences": standing.sentences,
        "curve": packed(curve_of(figures)),
    }


def read_content(content: Mapping[str, Any]) -> CardContent:
    """Content from `content_of`, or from an accepted card, for a page. No query."""
    return CardContent(
        title=content["title"],
        period=content["period"],
        starts=datetime.date.fromisoformat(content["starts"]),
        ends=datetime.date.fromisoformat(content["ends"]),
        accountability=content["accountability"],
        as_of=datetime.date.fromisoformat(content["as_of"]),
        body=Named(*content["body"]),
        about=Named(*content["about"]),
        texts=content["texts"],
        partners=content["partners"],
        involved=tuple(Named(*each) for each in content["involved"]),
        indicators=tuple(
            CardIndicator(
                **{name: each[name] for name in ("slug", "name", "definition", "source", "word", "movement")},
                sentences=tuple(each["sentences"]),
                curve=unpacked(each["curve"]),
            )
            for each in content["indicators"]
        ),
    )
