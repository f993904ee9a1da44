"""The registers of decisions and of actions: lists that a reader narrows, the same as CSV, and a page for each."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.spreadsheets import csv_response
from governance.views.pages import Crumb, OfBody, Page
from meetings.actions.acting_rules import is_owner
from meetings.decisions.brought_about import about, brought_about, priority_of_record
from meetings.models import Action, Decision, ProgressReport
from meetings.registers.register_files import actions_csv, decisions_csv
from meetings.registers.registers import (
    ActionLine,
    Wanted,
    actions_until,
    bodies_to_choose,
    decisions_until,
    for_reading,
    lines,
    narrowed,
    owners_to_choose,
    tally,
)
from meetings.views.register_forms import ActionsForm, DecisionsForm, RegisterForm

PAGE_LENGTH = 50


class RegisterPage(Page, TemplateView):
    """A register, a page at a time; `written` answers with the whole of it as CSV, narrowed in the same way."""

    written = False
    csv_name = ""

    def get_rows(self) -> Any:
        """All that there is to read."""
        raise NotImplementedError

    def get_form(self, **choices: Any) -> RegisterForm:
        """The filters."""
        raise NotImplementedError

    def get_csv(self, rows: Any) -> str:
        """The rows as CSV."""
        raise NotImplementedError

    @cached_property
    def form(self) -> RegisterForm:
        """The filters as they were filled in."""
        years = self.rows.order_by("-year").values_list("year", flat=True).distinct()
        return self.get_form(bodies=bodies_to_choose(self.day, self.request.user), years=years)

    @cached_property
    def rows(self) -> Any:
        """All that there is to read."""
        return self.get_rows()

    @cached_property
    def found(self) -> Any:
        """What the reader looks for."""
        return narrowed(self.rows, self.form.wanted, self.day)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page or the file."""
        if not self.written:
            return super().get(request, *args, **kwargs)
        return csv_response(self.csv_name, self.get_csv(self.found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filters, the page of rows, and the ways to the next page and to the file."""
        page = Paginator(self.found, PAGE_LENGTH).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=self.form,
            is_narrowed=self.form.wanted != Wanted(),
            page=page,
            query=self.kept_query(),
            **kwargs,
        )


class DecisionsPage(RegisterPage):
    """Every published decision of a meeting up to the day."""

    template_name = "meetings/decision_list.html"
    csv_name = "decisions"

    def get_rows(self) -> Any:
        """Decisions up to the day."""
        return decisions_until(self.day, self.request.user)

    def get_form(self, **choices: Any) -> RegisterForm:
        """The filters."""
        return DecisionsForm(self.request.GET, **choices)

    def get_csv(self, rows: Any) -> str:
        """The decisions as CSV."""
        return decisions_csv(rows)


class ActionsPage(RegisterPage):
    """Every published action raised by the day, as it stood on it."""

    template_name = "meetings/action_list.html"
    csv_name = "actions"

    def get_rows(self) -> Any:
        """Actions up to the day."""
        return actions_until(self.day, self.request.user)

    def get_form(self, **choices: Any) -> RegisterForm:
        """The filters."""
        return ActionsForm(self.request.GET, owners=owners_to_choose(self.rows), **choices)

    def get_csv(self, rows: Any) -> str:
        """The actions as CSV."""
        return actions_csv(lines(rows, self.day))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many stand where."""
        context = super().get_context_data(**kwargs)
        return context | {"lines": lines(context["page"], self.day), "tally": tally(self.found, self.day)}


class OfRegister(OfBody):
    """The page of one decision or action of a body: its reference names it. A draft is for its editors.

    A past day before there was one does not know it, as its register does not.
    """

    model: Any = None
    since = ""
    """The field that says from which day on there is one."""
    register = ""
    words = ""

    @cached_property
    def entry(self) -> Any:
        """The decision or action. Raises Http404."""
        rows = for_reading(self.model.objects.visible_to(self.request.user), self.day, self.request.user)
        if self.day < self.request.today:
            rows = rows.filter(**{f"{self.since}__lte": self.day})
        entry = rows.filter(body=self.body).with_reference(self.kwargs["reference"]).first()
        if entry is None:
            raise Http404("There is no such entry in the register.")
        return entry

    def get_crumbs(self) -> list[Crumb]:
        """The way back up: the body, and its part of the register."""
        address = f"{reverse(self.register)}?{urlencode({'body': self.body.slug})}"
        return [*super().get_crumbs(), Crumb(self.words, address)]


class DecisionPage(OfRegister, TemplateView):
    """A decision: what was decided, what it adopted, what replaced it, and which actions follow from it."""

    template_name = "meetings/decision_detail.html"
    model, register, words = Decision, "meetings:decisions", "Decisions"
    since = "meeting__day"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decision and what hangs together with it."""
        decision, user = self.entry, self.request.user
        planned = about(decision, user)
        others = Decision.objects.visible_to(user).published().select_related("body", "meeting")
        both = others.filter(replaces=decision) | others.filter(replaced_by=decision)
        related = list(both.distinct().by_number())
        return super().get_context_data(
            decision=decision,
            replaces=[each for each in related if each.pk == decision.replaces_id],
            replaced_by=[each for each in related if each.replaces_id == decision.pk],
            actions=lines(actions_until(self.day, user).filter(decision=decision).by_number(), self.day),
            brought_about=brought_about(decision, user),
            about=planned,
            priority=priority_of_record(decision, planned, user),
            **kwargs,
        )


class ActionPage(OfRegister, TemplateView):
    """An action: who was asked to do what by when, how it went on, and what came of it (item 65)."""

    template_name = "meetings/action_detail.html"
    model, register, words = Action, "meetings:actions", "Actions"
    since = "raised_on"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the action as it stood on the day, with its accepted progress; its owner may report."""
        action, user = self.entry, self.request.user
        planned = about(action, user)
        reports = ProgressReport.objects.visible_to(user).accepted().filter(action=action, day__lte=self.day)
        return super().get_context_data(
            line=ActionLine(action, self.day),
            action=action,
            decision=Decision.objects.visible_to(user).filter(pk=action.decision_id).select_related("body").first(),
            reports=reports.order_by("-day", "-pk"),
            about=planned,
            priority=priority_of_record(action, planned, user),
            may_report=is_owner(user, action) and action.is_published and not action.is_closed,
            **kwargs,
        )
