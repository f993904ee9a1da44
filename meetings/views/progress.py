"""Where the owner of an action reports on it: by a signed link without an account, or signed in."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import FormView

from governance.foundation.deeds import Refused
from governance.foundation.waiting import TooManyWaiting
from governance.views.signed_links import BySignedLink
from meetings.actions.acting import report_progress
from meetings.actions.acting_rules import is_owner, owner_in_words
from meetings.actions.signed_links import action_of
from meetings.models import Action
from meetings.registers.registers import ActionLine
from meetings.views.registers import OfRegister

LONGEST_REPORT = 4_000


class ProgressForm(forms.Form):
    """What an owner reports."""

    use_required_attribute = False

    text = forms.CharField(
        label="How is it going?",
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What was done, what came of it, or what stands in the way. Once the secretary has accepted it, "
        "everybody can read it.",
        error_messages={"required": "Say how the action goes on."},
    )
    evidence = forms.URLField(
        label="Web address that shows it",
        required=False,
        assume_scheme="https",
        help_text="If there is one.",
        error_messages={"invalid": "Write the address like https://www.example.org/page."},
    )
    asks_to_close = forms.BooleanField(label="It is done", required=False)


class Reporting(FormView):
    """The form and what becomes of it; subclasses find the action."""

    http_method_names = ["get", "head", "post"]
    form_class = ProgressForm
    template_name = "meetings/action_report.html"
    action: Action
    by_link = False

    @property
    def reported_by(self) -> str:
        """The name to be shown."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Hand the report to the deed; when it refuses, show why with everything typed."""
        given = form.cleaned_data
        try:
            report_progress(
                self.action,
                text=given["text"],
                day=self.request.today,  # type: ignore[attr-defined]  # see DayRequest
                by=None if self.by_link else self.request.user,
                reported_by=self.reported_by,
                asks_to_close=given["asks_to_close"],
                evidence=given["evidence"],
                by_link=self.by_link,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            response = self.form_invalid(form)
            response.status_code = 429 if isinstance(refusal, TooManyWaiting) else 200
            return response
        return self.thanks()

    def thanks(self) -> HttpResponse:
        """What follows a report."""
        raise NotImplementedError


class LinkReportPage(BySignedLink, Reporting):
    """The page of a signed link: one action, for its owner."""

    opened: Action
    void_template = "meetings/link_void.html"

    def opened_by(self, token: str) -> Action | None:
        """The action, with its owner."""
        return action_of(token)

    @property
    def action(self) -> Action:  # type: ignore[override]  # the link names it
        """The action that is reported on."""
        return self.opened

    @property
    def reported_by(self) -> str:
        """The owner to whom the link was sent."""
        return str(self.action.owner)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the action as it stands today, and what the owner has reported that nobody has read yet."""
        day = self.request.today  # type: ignore[attr-defined]  # see DayRequest
        return super().get_context_data(
            action=self.action,
            body_name=self.action.body.name,
            line=ActionLine(self.action, day),
            owner_name=owner_in_words(self.action),
            waiting=self.action.reports.waiting().filter(by_link=True),
            sent="sent" in self.request.GET,
            **kwargs,
        )

    def thanks(self) -> HttpResponse:
        """The same page, which says what was sent; to load it again sends nothing again."""
        return HttpResponseRedirect(f"{self.request.path}?sent")


class AccountReportPage(Reporting, OfRegister):
    """The same for somebody signed in who acts for the owner; to everybody else it is not there."""

    model, register, words = Action, "meetings:actions", "Actions"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look who asks first."""
        if not request.user.is_authenticated:
            raise Http404("Nobody is signed in.")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def action(self) -> Action:  # type: ignore[override]  # found when it is asked for
        """The action, if the user acts for its owner and it is open. Raises Http404."""
        entry: Action = self.entry
        if not is_owner(self.request.user, entry) or not entry.is_published or entry.is_closed:
            raise Http404("There is nothing here for this user to report on.")
        return entry

    @property
    def reported_by(self) -> str:
        """The person whose account it is."""
        return str(self.request.user.person)  # type: ignore[union-attr]  # `is_owner` asked for it

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the action as it stands today, and what the user has reported that nobody has read yet."""
        action = self.action
        return super().get_context_data(
            action=action,
            body_name=self.life.name,
            line=ActionLine(action, self.request.today),
            owner_name=owner_in_words(action),
            waiting=action.reports.waiting().filter(reported_by=self.reported_by),
            sent=False,
            **kwargs,
        )

    def thanks(self) -> HttpResponse:
        """The action's page."""
        messages.success(self.request, "Your report was sent. It shows here once the secretary has accepted it.")
        action = self.action
        return HttpResponseRedirect(reverse("meetings:action", args=[self.body.slug, action.reference]))
