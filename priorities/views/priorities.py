"""Pages of priorities: what the partnerships want, and each priority with who leads it and how it is carried out."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from governance.bodies.life import Tense
from governance.foundation.access import may_edit
from governance.views.pages import BySlug, Crumb, Page
from priorities.models import Priority
from priorities.strategies.priority_reading import Portrait, naming_of
from priorities.strategies.strategy_reading import Node, every, pruned, strategies_on, trees_on
from priorities.views.priority_form import PrioritiesForm


class PrioritiesPage(Page, TemplateView):
    """The strategies in force with their priorities and who leads each, by partnership; a reader may narrow them."""

    template_name = "priorities/priority_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the trees that they leave."""
        strategies = list(strategies_on(self.day, self.request.user))
        trees = trees_on(strategies, self.day, self.request.user)
        roots = {each.body.partnership.slug: each.partnership_name for each in strategies}
        leads = [
            (each.partnership_name, node.priority.lead_slug, node.priority.lead_name)
            for each in strategies
            for node in every(trees[each.pk])
            if node.priority.lead_slug
        ]
        form = PrioritiesForm(
            self.request.GET,
            partnerships=roots.items(),
            leads=leads,
        )
        wanted = form.wanted
        if "partnership" in wanted:
            strategies = [each for each in strategies if each.body.partnership.slug == wanted["partnership"]]
        if "lead" in wanted:
            trees = {key: pruned(tops, lambda node: _led(node, wanted["lead"])) for key, tops in trees.items()}
            strategies = [each for each in strategies if trees[each.pk]]
        found = groupby(strategies, key=lambda each: each.partnership_name)
        families = [(name, [(each, trees[each.pk]) for each in group]) for name, group in found]
        return super().get_context_data(form=form, is_narrowed=bool(wanted), families=families, **kwargs)


def _led(node: Node, slug: str) -> bool:
    return node.priority.lead_slug == slug


class PriorityPage(BySlug, TemplateView):
    """A priority as it stood on the day. A draft is for its editors."""

    template_name = "priorities/priority_detail.html"
    record: Priority

    def get_records(self) -> QuerySet[Any]:
        """Published priorities of published strategies; for editors all of theirs."""
        return Priority.objects.visible_to(self.request.user).for_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its names and its portrait; the way back up leads through its strategy."""
        priority = self.record
        naming = naming_of(priority, self.day)
        portrait = Portrait(priority, self.day, self.request.user)
        own = priority.strategy
        strategy = portrait.strategy or own
        context = super().get_context_data(
            priority=priority,
            strategy=strategy,
            strategy_is_over=portrait.strategy is None and own.ends is not None and own.ends <= self.day,
            naming=naming,
            name=naming.name,
            is_present=naming.tense == Tense.PRESENT,
            portrait=portrait,
            may_edit=may_edit(self.request.user, own.body),
            **kwargs,
        )
        context["crumbs"] = [
            Crumb("Priorities", reverse("priorities:list")),
            Crumb(strategy.title, reverse("priorities:strategy", args=[strategy.slug])),
            *(
                Crumb(node.priority.name_then, reverse("priorities:priority", args=[node.priority.slug]))
                for node in portrait.above
            ),
        ]
        return context
