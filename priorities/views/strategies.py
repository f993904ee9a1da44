"""The page of a strategy: how far it looks, who approved it, its chapters, and how plans carry it out."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.foundation.dated import Stage
from governance.views.pages import BySlug, Crumb
from priorities.models import Strategy
from priorities.strategies.chapter_reading import chapters_of
from priorities.strategies.strategy_reading import covered, every, named_on, trees_on


class StrategyPage(BySlug, TemplateView):
    """A strategy as it stood on the day. A draft is for its editors."""

    template_name = "priorities/strategy_detail.html"
    record: Strategy

    def get_records(self) -> QuerySet[Any]:
        """Published strategies; for editors all of theirs."""
        return named_on(Strategy.objects.visible_to(self.request.user), self.day)

    def get_crumbs(self) -> list[Crumb]:
        """The way back up."""
        return [Crumb("Priorities", reverse("priorities:list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the chapters, the strategies before and after, and its priorities with the plans that carry them out."""
        strategy, user, day = self.record, self.request.user, self.day
        tops = trees_on([strategy], day, user)[strategy.pk]
        others = Strategy.objects.visible_to(user).published()
        around = (others.filter(followed_by=strategy) | others.filter(follows=strategy)).distinct()
        around_it = list(around.order_by("starts", "pk"))
        return super().get_context_data(
            strategy=strategy,
            stage=Stage.DRAFT if strategy.is_draft else strategy.span.stage_on(day),
            chapters=chapters_of(strategy, {node.priority.pk: node.priority for node in every(tops)}, day, user),
            coverage=covered(strategy, tops, day),
            former=[each for each in around_it if each.pk == strategy.follows_id],
            followers=[each for each in around_it if each.follows_id == strategy.pk],
            may_edit=may_edit(user, strategy.body),
            **kwargs,
        )
