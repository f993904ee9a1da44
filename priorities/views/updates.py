"""Quick entry: one page for all the actions that somebody leads, signed in or by a signed link without an account.

Whatever is filled in is saved together or not at all. From whoever edits the plan it counts at once; from everybody
else it waits for an editor. The page speaks of today, whatever day the address names.
"""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from governance.foundation.access import administers, person_of, standing
from governance.foundation.deeds import Refused
from governance.foundation.sentences import counted
from governance.foundation.waiting import TooManyWaiting
from governance.models import Body, Person
from governance.views.pages import Page
from governance.views.signed_links import BySignedLink
from priorities.models import PlanAction
from priorities.updates.approving import approvers_on
from priorities.updates.leading import Led, Line, actions_led, lines_for, lines_named, lines_on, periods_of, shown
from priorities.updates.signed_links import Opened, opened_by
from priorities.updates.updating import hand_in_update, reach_milestone, record_update
from priorities.views.update_forms import UpdateForm
from priorities.views.update_groups import Entry, grouped, pairs_in

PAGE = 25
"""Actions on one page: a page of forms must stay within what one request may carry."""

GONE = "Some of the actions on the page are no longer yours to report on: nothing was saved. Look through what is left."


class UpdatesPage(Page, TemplateView):
    """The page and what becomes of what is filled in; subclasses say whose actions they are."""

    http_method_names = ["get", "head", "post"]
    template_name = "priorities/update_list.html"
    by_link = False
    entries: Sequence[Entry] = ()
    errors: Sequence[tuple[str, str]] = ()
    status = 200

    @property
    def today(self) -> datetime.date:
        """Rights and periods are today's."""
        return self.request.today

    @cached_property
    def actions(self) -> list[PlanAction]:
        """The actions that are reported on here."""
        raise NotImplementedError

    @cached_property
    def lines(self) -> list[Line]:
        """Each action with the period that it is asked for."""
        raise NotImplementedError

    def reported_by(self, action: PlanAction) -> str:
        """The name to be shown."""
        raise NotImplementedError

    def records(self, action: PlanAction) -> bool:
        """Whether what is said of the action counts at once."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the forms, to be filled in."""
        self.entries = self._entries(shown(self.page.object_list), None)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save all that is filled in; or, where one of them will not do, nothing, and show why with everything typed.

        The forms are those that were sent, and not those that the page would offer now: it may ask for another period
        by now.
        """
        found = self.named(pairs_in(request.POST.getlist("line"))[:PAGE])
        self.entries = self._entries(shown([line for line in found if line is not None]), request.POST)
        if None in found or not found:
            self.errors = [("main-content", GONE)]
        number = 0 if self.errors else self._save()
        if self.errors:
            return self.render_to_response(self.get_context_data(**kwargs), status=self.status)
        return self.thanks(number)

    def named(self, pairs: Sequence[tuple[int, int]]) -> list[Line | None]:
        """For each pair of keys, of an action and a period, its line; None for one that is not reported on here."""
        return lines_named(self.actions, self.today, pairs)

    def _save(self) -> int:
        """Save what is filled in; return how many actions it was, 0 where anything will not do."""
        filled = [entry for entry in self.entries if entry.form.has_changed()]
        with transaction.atomic():
            for entry in filled:
                if entry.form.is_valid():
                    self._do(entry)
            self.errors = [fault for entry in filled for fault in entry.form.faults()]
            if self.errors:
                transaction.set_rollback(True)
        return len(filled)

    def _do(self, entry: Entry) -> None:
        """Hand what was said of one action to the deeds; where they refuse, the form shows why."""
        form, action, period = entry.form, entry.led.action, entry.led.period
        try:
            if not entry.counts_at_once:
                by = None if self.by_link else self.request.user
                said, who = form.said_with_milestones(), self.reported_by(action)
                hand_in_update(action, period, said=said, by=by, reported_by=who, by_link=self.by_link, seen=form.seen)
                return
            if form.tells:
                by, who = self.request.user, self.reported_by(action)
                record_update(action, period, by=by, reported_by=who, seen=form.seen, **form.said().facts())
            for milestone, day in form.reached():
                reach_milestone(milestone, on=day, by=self.request.user)
        except Refused as refusal:
            form.blame(refusal.sentence)
            if isinstance(refusal, TooManyWaiting):
                self.status = 429

    def thanks(self, number: int) -> HttpResponse:
        """What follows."""
        raise NotImplementedError

    @cached_property
    def page(self) -> Any:
        """The lines of the page that is asked for."""
        return Paginator(self.lines, PAGE).get_page(self.request.GET.get("page"))

    @cached_property
    def approvers(self) -> dict[int, list[Body]]:
        """By the key of a plan, the bodies that may approve that an action of it is reprogrammed."""
        plans = {action.section.version.plan for action in self.actions}
        return approvers_on(plans, self.today, among=Body.objects.visible_to(self.request.user))

    def _entries(self, rows: Sequence[Led], data: QueryDict | None) -> list[Entry]:
        return [Entry(led, self._form(led, data), self.records(led.action)) for led in rows]

    def _form(self, led: Led, data: QueryDict | None) -> UpdateForm:
        bodies = self.approvers.get(led.action.section.version.plan_id, [])
        return UpdateForm(data, led=led, bodies=bodies)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the forms, plan by plan."""
        return super().get_context_data(
            groups=grouped(self.entries, self.today),
            number=len(self.lines),
            awaited=sum(line.awaits for line in self.lines),
            errors=self.errors,
            by_link=self.by_link,
            page=self.page,
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class MyUpdatesPage(LoginRequiredMixin, UpdatesPage):
    """The actions that the account's person leads, and those that a body leads which the account edits.

    13 queries, those of the session among them, however many actions there are.
    """

    @cached_property
    def person(self) -> Person | None:
        """Whom the account acts for."""
        return person_of(self.request.user)

    @cached_property
    def edited(self) -> set[int]:
        """Keys of the bodies that the account edits."""
        return set(standing().edited(self.request.user))

    @cached_property
    def is_administrator(self) -> bool:
        """Whether the account edits every body."""
        return administers(self.request.user)

    @cached_property
    def actions(self) -> list[PlanAction]:
        """The actions that are reported on here."""
        return actions_led(self.today, person=self.person, bodies=self.edited)

    @cached_property
    def lines(self) -> list[Line]:
        """Each action with the period that it is asked for, or the one that the address names."""
        return lines_on(self.actions, self.today, slug=self.asked_slug)

    def reported_by(self, action: PlanAction) -> str:
        """The person whose account it is; where it acts for nobody, the lead body that it edits."""
        return str(self.person or action.lead_body or "")

    def records(self, action: PlanAction) -> bool:
        """For whoever edits the body that owns the plan."""
        return self.is_administrator or action.section.version.plan.body_id in self.edited

    @cached_property
    def asked_slug(self) -> str:
        """The period that the address names."""
        return self.request.GET.get("period", "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the periods to choose from: of each framework the last two that have begun."""
        begun = periods_of(self.actions, self.today)
        offered = {period.slug: period.name for periods in begun.values() for period in periods[-2:]}
        chosen = self.asked_slug if self.asked_slug in offered else ""
        return super().get_context_data(offered=offered if len(offered) > 1 else {}, chosen=chosen, **kwargs)

    def thanks(self, number: int) -> HttpResponse:
        """The page again, which says what was saved."""
        if not number:
            messages.warning(self.request, "Nothing was filled in, so nothing was saved.")
        else:
            at_once = all(entry.counts_at_once for entry in self.entries if entry.form.has_changed())
            after = "" if at_once else " What needs an editor’s word waits for it."
            messages.success(self.request, f"What you said of {counted(number, 'action')} was saved.{after}")
        return HttpResponseRedirect(self.request.get_full_path())


class LinkUpdatesPage(BySignedLink, UpdatesPage):
    """The page of a signed link: the actions of one person for one period."""

    opened: Opened
    void_template = "priorities/update_link_void.html"

    def opened_by(self, token: str) -> Opened | None:
        """The person, the period and the actions."""
        return opened_by(token, self.request.today)

    @cached_property
    def actions(self) -> list[PlanAction]:
        """The actions that are reported on here."""
        return self.opened.actions

    @cached_property
    def lines(self) -> list[Line]:
        """Each action that is asked for the link's period."""
        return lines_for(self.actions, self.opened.period, self.today)

    def named(self, pairs: Sequence[tuple[int, int]]) -> list[Line | None]:
        """Lines of the link's period alone."""
        found = super().named(pairs)
        return [line if line is not None and line.period == self.opened.period else None for line in found]

    def reported_by(self, action: PlanAction) -> str:
        """The person to whom the link was sent."""
        return str(self.opened.person)

    def records(self, action: PlanAction) -> bool:
        """Never: a link may be passed on, so an editor reads what comes by it."""
        return False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose page it is, and whether something was just sent."""
        sent = "sent" in self.request.GET and not self.errors
        return super().get_context_data(person=self.opened.person, sent=sent, **kwargs)

    def thanks(self, number: int) -> HttpResponse:
        """The same page, which says what was sent; to load it again sends nothing again."""
        address = reverse("priorities:link-updates", args=[self.kwargs["token"]])
        query = QueryDict(mutable=True)
        if self.page.number > 1:
            query["page"] = str(self.page.number)
        if number:
            query["sent"] = ""
        return HttpResponseRedirect(f"{address}?{query.urlencode()}" if query else address)
