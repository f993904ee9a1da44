"""The partnerships of a day, each with what it is made of."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from governance.foundation.sentences import counted, listed
from governance.models import BodyPeriod


@dataclass(frozen=True)
class Partnership:
    """A whole partnership on a day, without itself in the numbers."""

    slug: str
    name: str
    mission: str
    bodies: int
    by_kind: str
    """“5 thematic partnerships, 2 reference groups and 1 board”; empty where it has no bodies."""


def partnerships_on(day: datetime.date, user: Any) -> list[Partnership]:
    """The partnerships that exist on `day`, by name, with their bodies counted by kind. Two queries."""
    in_force = BodyPeriod.objects.visible_to(user).in_force(day)
    counts: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    rows = (
        in_force.exclude(body=F("partnership"))
        .order_by("kind__singular")
        .values_list("partnership", "kind__singular", "kind__plural")
        .annotate(count=Count("pk"))
    )
    for partnership, singular, plural, count in rows:
        counts[partnership].append((count, singular, plural))
    return [
        Partnership(slug, name, mission, sum(count for count, _, _ in counts[key]), _in_words(counts[key]))
        for key, slug, name, mission in in_force.filter(body=F("partnership"))
        .order_by("name", "body")
        .values_list("body", "body__slug", "name", "mission")
    ]


def _in_words(counts: list[tuple[int, str, str]]) -> str:
    ordered = sorted(counts, key=lambda row: (-row[0], row[1]))
    return listed([counted(*row) for row in ordered])
