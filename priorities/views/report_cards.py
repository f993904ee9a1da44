"""Pages of report cards: the list, and each card with its printed sibling (items 244 to 246)."""

from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from governance.bodies.names import body_name_on
from governance.foundation.access import may_edit
from governance.foundation.printing import Printable
from governance.views.pages import Crumb, Page
from priorities.indicators.curve_drawing import NARROW, WIDE, draw
from priorities.models import Indicator, ReportCard
from priorities.report_cards.card_content import CardContent, content_of, read_content
from priorities.report_cards.card_reading import cards_to_read, lines_of, next_after, readable, steps_of
from priorities.views.report_card_forms import CardsForm, Wanted

PAGE_LENGTH = 50


class ReportCardsPage(Page, TemplateView):
    """Every card that had been accepted by the day, the newest period first. 3 queries, and one where a page is cut."""

    template_name = "priorities/report_card_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the cards of a page by period."""
        rows = (
            cards_to_read(self.day, self.request.user).select_related("body").defer("content", "story", "new_factors")
        )
        every = list(rows.annotate(partnership_name=body_name_on("body__partnership", self.day)))
        form = CardsForm(self.request.GET, cards=every)
        wanted = form.wanted
        found = [card for card in every if wanted.takes(card)]
        found.sort(
            key=lambda card: (-card.starts.toordinal(), -card.ends.toordinal(), card.period, card.body_name, card.title)
        )
        page = Paginator(found, PAGE_LENGTH).get_page(self.request.GET.get("page"))
        lines = lines_of(page.object_list, self.day)
        periods = [(name, list(group)) for name, group in groupby(lines, key=lambda line: line.card.period)]
        return super().get_context_data(
            form=form, is_narrowed=wanted != Wanted(), page=page, query=self.kept_query(), periods=periods, **kwargs
        )


class ReportCardPage(Page, Printable, TemplateView):
    """One card: data first, then the story, what works and what is proposed, and how far up it has gone.

    An accepted card is shown from what was frozen with it, and from nothing else; a draft, for its editors, from the
    records as they stand on the day. What comes after is never frozen: which bodies accepted it, and whose turn is next.
    """

    template_name = "priorities/report_card_detail.html"

    @cached_property
    def card(self) -> ReportCard:
        """The card that the address names. Raises Http404."""
        rows = cards_to_read(self.day, self.request.user).for_page().select_related("plan__body")
        card = rows.filter(slug=self.kwargs["slug"], period_slug=self.kwargs["period"]).first()
        if card is None:
            raise Http404("There is no such report card.")
        return card

    @cached_property
    def content(self) -> CardContent:
        """What it says."""
        if self.card.content is not None:
            return read_content(self.card.content)
        theirs = Indicator.objects.visible_to(self.request.user).filter(report_cards=self.card)
        shown = theirs.select_related("area").order_by("name", "pk")
        return read_content(content_of(self.card, self.day, indicators=shown))

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Report cards", reverse("priorities:report-cards"))]

    def get_print_name(self) -> str:
        """The card and its period, so that a folder of downloads stays readable."""
        return f"report-card-{self.card.slug}-{self.card.period_slug}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what it says, with the curves drawn, and its way up the reporting line."""
        card, content, user = self.card, self.content, self.request.user
        steps = steps_of([card], self.day).get(card.pk, [])
        readers = readable(content, user)
        sheets = (WIDE,) if self.printed else (WIDE, NARROW)
        shown = [
            (
                each,
                [
                    (sheet.name, draw(each.curve, sheet=sheet, prefix=f"curve-{number}", printed=self.printed))
                    for sheet in sheets
                ],
                ("indicator", each.slug) in readers,
            )
            for number, each in enumerate(content.indicators, start=1)
        ]
        return super().get_context_data(
            card=card,
            content=content,
            indicators=shown,
            about_is_readable=(content.about.kind, content.about.slug) in readers,
            steps=steps,
            next_body=next_after(card, steps, self.day),
            may_edit=may_edit(user, card.body_id),
            **kwargs,
        )
