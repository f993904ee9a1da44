"""The pages of deeds on the officers' site, and the buttons that lead to them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from governance.foundation.deed_forms import DeedForm, Done, refusal_of
from governance.foundation.deeds import Refused
from governance.foundation.record_pages import AT_ONCE, STALE, Pages
from governance.foundation.stale import Conflict


class DeedPages(Pages):
    """A page for each deed of the model's records."""

    deeds: Sequence[type[DeedForm]] = ()
    """The deeds that a record's page offers."""
    add_deed: type[DeedForm] | None = None
    """The deed that makes a new record, where there is one: it stands in for the add form."""

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and those of the deeds."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_deed"
        view = self.admin_site.admin_view(self.deed_view)
        return [path("<int:object_id>/deed/<slug:deed>/", view, name=name), *super().get_urls()]

    def deed_buttons(self, request: HttpRequest, record: Any) -> dict[str, list[tuple[str, str]]]:
        """For each group of deeds the buttons that apply now: address and words."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for deed in self.deeds:
            if deed.applies(record, request):
                groups.setdefault(deed.group, []).append((self.address("deed", record.pk, deed.slug), deed.verb))
        return groups

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """The deed that makes a record, or else the stock form."""
        if self.add_deed is None:
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._deed_page(request, self.add_deed, None)

    def deed_view(self, request: HttpRequest, object_id: int, deed: str) -> Any:
        """The page of one deed of one record."""
        record = self.get_object(request, str(object_id))
        if record is None or not self.has_edit_right(request, record):
            return self.not_there(request, str(object_id))
        form_class = next((each for each in self.deeds if each.slug == deed), None)
        if form_class is None:
            raise Http404("No such deed.")
        if form_class.applies(record, request):
            return self._deed_page(request, form_class, record)
        words = form_class.verb.rstrip("…")
        self.message_user(request, f"“{words}” is not possible for {record} now.", messages.WARNING)
        if request.method == "POST" and (written := form_class.written(request.POST)):
            news = self.news(request, record, request.POST.get("version", ""))
            return self.too_late(request, record, Conflict(request.POST, written, news))
        return redirect(self.address("change", quote(record.pk)))

    def _deed_page(self, request: HttpRequest, form_class: type[DeedForm], record: Any) -> Any:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        conflict = None
        if request.method == "POST":
            form = form_class(request.POST, request.FILES, request=request, subject=record)
            if form.is_valid():
                done, form, conflict = self._done(form)
                if done is not None:
                    return self._after(request, done)
        else:
            seal = self.seal(request, record) if record is not None else ""
            form = form_class(request=request, subject=record, initial={"version": seal})
        return self._deed_response(request, form, record, conflict)

    def _done(self, form: DeedForm) -> tuple[Done | None, DeedForm, Conflict | None]:
        """Do the deed under its lock, unless the record moved on or the deed refuses."""
        record, request, posted = form.subject, form.request, form.cleaned_data["version"]
        try:
            with form.guard():
                if record is None or not self.moved_on(request, record, posted):
                    return form.act(), form, None
                conflict = form.conflict(self.opened(request, record, posted), self.seal(request, record))
                conflict.entries = self.news(request, record, posted)
        except Refused as refusal:
            form.add_error(None, refusal_of(refusal))
            return None, form, None
        except IntegrityError:
            form.add_error(None, AT_ONCE)
            return None, form, None
        again = type(form)(conflict.data, form.files, request=request, subject=record)
        again.is_valid()
        again.add_error(None, STALE)
        return None, again, conflict

    def _after(self, request: HttpRequest, done: Done) -> HttpResponse:
        self.message_user(request, done.sentence, messages.SUCCESS)
        for warning in done.warnings:
            self.message_user(request, warning, messages.WARNING)
        if done.record is not None and self.admin_site.is_registered(type(done.record)):
            model_admin = self.admin_site.get_model_admin(type(done.record))
            if isinstance(model_admin, Pages) and model_admin.get_object(request, str(done.record.pk)) is not None:
                return redirect(model_admin.address("change", quote(done.record.pk)))
        return redirect(self.address("changelist"))

    def _deed_response(self, request: HttpRequest, form: DeedForm, record: Any, conflict: Any) -> HttpResponse:
        shown = AdminForm(form, form.sections(), {}, model_admin=self)  # type: ignore[arg-type]  # any form will do
        context = {
            **self.admin_site.each_context(request),
            "title": form.heading,
            "opts": self.opts,
            "original": record,
            "adminform": shown,
            "form": form,
            "errors": form.errors,
            "conflict": conflict,
            "media": self.media + shown.media,
            "is_popup": False,
        }
        return TemplateResponse(request, "admin/deed.html", context)
