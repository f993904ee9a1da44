"""Pages of the golden thread: what hangs on each priority, and where the thread is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from governance.views.pages import Crumb, Page
from meetings.thread.golden_thread import Place, day_of, places_of, threads, worth_showing
from meetings.thread.thread_gaps import KINDS, USUAL_MONTHS, Gaps, Looked
from meetings.views.thread_forms import GapsForm, ThreadForm
from priorities.strategies.strategy_reading import strategies_on

THREADS_A_PAGE = 10
GAPS_A_PAGE = 50
GAPS_SHOWN = 10
"""Of each kind, on the page of all kinds."""


@dataclass
class Found:
    """One kind of gap as the page shows it: how many there are, and those of them that it lists."""

    name: str
    heading: str
    number: int
    rows: Sequence[Any]
    looked_at: bool = True
    """Whether there was anything in which such a gap could be."""


class OfThread(Page, TemplateView):
    """What both pages share: the priorities of the day."""

    @cached_property
    def strategies(self) -> list[Any]:
        """The strategies of the day."""
        return list(strategies_on(self.day, self.request.user))

    @cached_property
    def places(self) -> list[Place]:
        """Every priority of the day."""
        return places_of(self.strategies, self.day, self.request.user)


class ThreadPage(OfThread):
    """The thread of each priority, ten to a page: above it the outcome, under it what is planned, said and done."""

    template_name = "meetings/thread.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and a page of threads."""
        form = ThreadForm(self.request.GET, strategies=self.strategies, places=self.places)
        strategy, priority = (form.wanted.get(name, "") for name in ("strategy", "priority"))
        wanted = [place for place in self.places if worth_showing(place)]
        if strategy:
            wanted = [place for place in wanted if place.strategy.slug == strategy]
        if priority:
            top = next(place for place in self.places if place.priority.slug == priority)
            wanted = [place for place in wanted if place.priority.pk in top.under]
        page: Any = Paginator(wanted, THREADS_A_PAGE).get_page(self.request.GET.get("page"))
        page.object_list = threads(list(page.object_list), self.day, self.request.user)
        slug = self.request.GET.get("priority", "")
        return super().get_context_data(
            form=form,
            page=page,
            query=self.kept_query(),
            is_narrowed=bool(strategy or priority),
            elsewhen=day_of(slug, self.day, self.request.user) if slug and not priority else None,
            **kwargs,
        )


class GapsPage(OfThread):
    """Where the thread is broken: each kind of gap with its first ten, or with `kind` all of one, page by page."""

    template_name = "meetings/thread_gaps.html"

    def get_crumbs(self) -> list[Crumb]:
        """The thread."""
        return [Crumb("The golden thread", reverse("meetings:thread"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the gaps. Raises Http404 for a kind that there is not."""
        form = GapsForm(self.request.GET, strategies=self.strategies)
        looked = Looked(self.day, form.wanted.get("months", USUAL_MONTHS), form.wanted.get("strategy", ""))
        gaps = Gaps(looked, self.request.user, places=self.places)
        kind = self.request.GET.get("kind", "")
        if kind and kind not in KINDS:
            raise Http404("There is no such kind of gap.")
        if kind:
            page: Any = Paginator(KINDS[kind].find(gaps), GAPS_A_PAGE).get_page(self.request.GET.get("page"))
            found = [Found(kind, KINDS[kind].heading, page.paginator.count, page.object_list)]
        else:
            page = None
            lists = [(name, each.heading, each.find(gaps)) for name, each in KINDS.items()]
            found = [Found(name, heading, len(rows), rows[:GAPS_SHOWN]) for name, heading, rows in lists]
        for each in found:
            each.looked_at = bool(each.number) or KINDS[each.name].looked_at(gaps)
        return super().get_context_data(
            form=form,
            looked=looked,
            found=found,
            kind=kind,
            page=page,
            query=self.kept_query(),
            query_of_all=self.kept_query("kind"),
            is_narrowed=bool(looked.strategy or looked.months != USUAL_MONTHS),
            **kwargs,
        )
