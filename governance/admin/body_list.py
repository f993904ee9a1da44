"""The list of bodies: today's structure, indented, with the bodies to come and those that have ended after it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import InvalidPage
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from governance.admin.officer_admin import today
from governance.bodies.life import Life, Tense
from governance.foundation.editing import ScopedList
from governance.foundation.sentences import plain_day
from governance.models import Body, BodyKind, BodyPeriod
from governance.seats.roll import chairs_on
from governance.structures.structure import structure_on

DEEPEST_INDENT = 8


@dataclass(frozen=True)
class Seen:
    """What the list shows of a body today."""

    life: Life
    depth: int
    beside: bool
    chairs: Sequence[str]

    @property
    def status(self) -> str:
        """Whether it exists today and how settled it is."""
        day = self.life.day
        if self.life.tense == Tense.TO_COME:
            return f"From {plain_day(self.life.begins)}"
        if self.life.tense == Tense.OVER:
            return f"Ended {plain_day(self.life.shown_day)}"
        words = self.life.period.get_standing_display()
        if self.life.period.is_past_its_date(day):
            return f"{words}, past its planned last day"
        return words


class TreeList(ScopedList):
    """A list in the order of today's structure, partnership by partnership; pages are cut from that order."""

    def get_results(self, request: HttpRequest) -> None:
        """Order the keys of the whole list, then fetch one page of rows."""
        places = _order(self.queryset)
        keys: Any = list(places)  # a paginator counts and cuts any list
        paginator = self.model_admin.get_paginator(request, keys, self.list_per_page)
        self.result_count = self.full_result_count = paginator.count
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.paginator = paginator
        try:
            keys = list(places) if self.show_all and self.can_show_all else paginator.page(self.page_num).object_list
        except InvalidPage:
            raise IncorrectLookupParameters from None
        rows = self.root_queryset.in_bulk(keys)
        self.result_list = [rows[key] for key in keys if key in rows]
        see(self.result_list, places)


Places = dict[int, tuple[int, bool]]
"""For each body, in order, its depth in the tree and whether it stands beside it."""


def _order(bodies: QuerySet[Body]) -> Places:
    rows = dict(bodies.order_by("name").values_list("pk", "partnership"))
    places: Places = {}
    for root in Body.objects.filter(pk__in=set(rows.values())).order_by("name"):
        structure = structure_on(root, today())
        places |= {place.key: (place.depth, False) for place in structure.tree if place.key in rows}
        places |= {place.key: (place.depth + 1, True) for place in structure.family if place.key in rows}
        places |= {key: (1, False) for key, of in rows.items() if of == root.pk and key not in places}
    return places


def see(bodies: Sequence[Any], places: Places) -> None:
    """Give each body what the list shows of it, as `seen`. Two queries or a few more, whatever their number."""
    day = today()
    periods: dict[int, list[BodyPeriod]] = {body.pk: [] for body in bodies}
    for period in BodyPeriod.objects.filter(body__in=periods).for_page().earliest_first():
        periods[period.body_id].append(period)
    chairs = chairs_on(day, list(periods))
    for body in bodies:
        depth, beside = places.get(body.pk, (0, False))
        holders = [holder.person.name for holder in chairs.get(body.pk, [])]
        body.seen = Seen(Life(day, periods[body.pk]), min(depth, DEEPEST_INDENT), beside, holders)


@admin.display(description="Body")
def indented_name(body: Any) -> SafeString:
    """The name of today, as far to the right as the body is deep in the tree."""
    seen = body.seen
    beside = mark_safe(' <span class="quiet">beside the tree</span>') if seen.beside and seen.depth == 1 else ""
    former = [name for name, _ in seen.life.former_names]
    formerly = format_html(' <span class="quiet">formerly {}</span>', ", ".join(former)) if former else ""
    return format_html('<span class="depth-{}">{}{}{}</span>', seen.depth, seen.life.name, beside, formerly)


@admin.display(description="Kind")
def kind(body: Any) -> str:
    """What kind of body it is today, was last or will be first."""
    return str(body.seen.life.period.kind)


@admin.display(description="Chair")
def chair(body: Any) -> Any:
    """Who chairs it today."""
    return format_html_join(", ", "{}", ((name,) for name in body.seen.chairs)) or None


@admin.display(description="Status")
def status(body: Any) -> str:
    """Whether it exists, and how settled it is."""
    return body.seen.status


class KindToday(admin.SimpleListFilter):
    """Narrows the list to bodies that are of one kind today."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds that there are."""
        used = BodyPeriod.objects.in_force(today()).filter(body__in=model_admin.get_queryset(request).order_by())
        return list(BodyKind.objects.filter(pk__in=used.values("kind")).values_list("slug", "singular"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The bodies of the chosen kind."""
        if not self.value():
            return queryset
        periods = BodyPeriod.objects.in_force(today()).filter(body=OuterRef("pk"), kind__slug=self.value())
        return queryset.filter(Exists(periods))


class LifeToday(admin.SimpleListFilter):
    """Narrows the list to bodies that exist today, will, or did."""

    title = "status"
    parameter_name = "life"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The three tenses."""
        return [(str(Tense.PRESENT), "Existing today"), (str(Tense.TO_COME), "To come"), (str(Tense.OVER), "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The bodies in the chosen tense."""
        day: datetime.date = today()
        of_body = BodyPeriod.objects.filter(body=OuterRef("pk"))
        present, begun = Exists(of_body.in_force(day)), Exists(of_body.filter(starts__lte=day))
        if self.value() == Tense.PRESENT:
            return queryset.filter(present)
        if self.value() == Tense.TO_COME:
            return queryset.exclude(begun)
        return queryset.filter(begun).exclude(present) if self.value() == Tense.OVER else queryset
