"""The pages of one record on the officers’ site: its form and its history."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import IntegrityError
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse

from governance.foundation.aggregate import Marks, Part, is_audited, marks, opened, sealed
from governance.foundation.audit_page import Entry, audit_page, changes_since
from governance.foundation.deed_forms import lock, refusal_of
from governance.foundation.deeds import Refused
from governance.foundation.stale import Conflict, Difference, Rows, reconcile, reconcile_rows, through_of, values_of

STALE = "Somebody else saved this while you had it open, so nothing was saved. Compare below, then save again."
AT_ONCE = "Somebody else saved the same at the same moment, so nothing was saved. Look at the list, then try again."
TOO_LATE = "This can no longer be changed. What you typed was not saved; it stands below, for you to copy."


class Pages(admin.ModelAdmin):
    """What the pages of this module share."""

    def compare(self, field: Field, old: str, new: str) -> str:
        """Two long texts as one safe piece of HTML with the changed words marked; empty: shown one by one."""
        return ""

    def parts(self, request: HttpRequest) -> list[Part]:
        """The aggregate: the record itself and the rows that are edited with it."""
        inlines = [inline for inline in self.get_inline_instances(request) if is_audited(inline.model)]
        found = [Part(inline.model, through_of(inline.get_formset(request))) for inline in inlines]
        return [Part(self.model), *found] if is_audited(self.model) else []

    def seal(self, request: HttpRequest, record: Any) -> str:
        """The record's version now, for a hidden field."""
        return sealed(record, marks(record, self.parts(request)))

    def moved_on(self, request: HttpRequest, record: Any, posted: str) -> bool:
        """Whether the record was changed since the version that was posted."""
        parts = self.parts(request)
        return bool(parts) and opened(record, posted) != marks(record, parts)

    def opened(self, request: HttpRequest, record: Any, posted: str) -> Marks | None:
        """The version that was posted; None where it was forged or is of another time."""
        version = opened(record, posted)
        return version if version is not None and len(version) == len(self.parts(request)) else None

    def news(self, request: HttpRequest, record: Any, posted: str) -> Sequence[Entry]:
        """What was changed since the version that was posted."""
        version = self.opened(request, record, posted)
        return changes_since(record, self.parts(request), version, self.compare) if version is not None else []

    def has_edit_right(self, request: HttpRequest, record: Any) -> bool:
        """Whether the user edits the body that the record belongs to."""
        raise NotImplementedError

    def not_there(self, request: HttpRequest, key: str) -> HttpResponse:
        """Back to the front of the site, saying that there is no such record, or none for this user."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, key)  # type: ignore[attr-defined]  # not in the stubs

    def too_late(self, request: HttpRequest, record: Any, conflict: Conflict) -> HttpResponse:
        """What was typed for a record that takes it no longer, for the officer to copy: nothing typed is lost."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Not saved",
            "subtitle": str(record),
            "opts": self.opts,
            "original": record,
            "conflict": conflict,
            "sentence": TOO_LATE,
        }
        return TemplateResponse(request, "admin/too_late.html", context, status=409)

    def address(self, page: str, *args: Any) -> str:
        """The address of one of this model's pages, such as `change`."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)


class FormPage(Pages):
    """The change form: refuses stale edits and shows both texts; shows refusals of the models as errors."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form; once more, with the sentence above it, when saving was refused."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            request.refusal = refusal_of(refusal)  # type: ignore[attr-defined]  # for the form
        except IntegrityError:
            # Somebody saved the same name or address between the check and the write.
            request.refusal = AT_ONCE  # type: ignore[attr-defined]  # for the form
        return super().changeform_view(request, *args, **kwargs)

    def _changeform_view(self, request: HttpRequest, object_id: Any, form_url: str, extra_context: Any) -> Any:
        extra = dict(extra_context or {})
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if record is not None and request.method == "POST" and "_saveasnew" not in request.POST:
            late = self._compared(request, record, extra)
            if late is not None:
                return late
        elif record is not None:
            # Before the record is read for the form: a change in between is then noticed, not missed.
            request.version = self.seal(request, record)  # type: ignore[attr-defined]  # for the form
        return super()._changeform_view(request, object_id, form_url, extra)  # type: ignore[misc]  # not in the stubs

    def _compared(self, request: HttpRequest, record: Any, extra: dict[str, Any]) -> HttpResponse | None:
        """Refuse a stale save: the form goes on with data that took over what the officer had not touched."""
        lock(record)
        record = self.get_object(request, str(record.pk))
        if record is None:
            return None
        posted = request.POST.get("version", "")
        if self.has_edit_right(request, record) and not self.has_change_permission(request, record):
            request.reading_late = True  # type: ignore[attr-defined]  # for the rights
            return self.too_late(request, record, self._conflict(request, record, None))
        if not self.moved_on(request, record, posted):
            return None
        conflict = self._conflict(request, record, self.opened(request, record, posted))
        conflict.entries = self.news(request, record, posted)
        extra["conflict"] = conflict
        request.POST = conflict.data  # type: ignore[assignment]  # the form reads it from here
        request.refusal = STALE  # type: ignore[attr-defined]  # for the form
        return None

    def _conflict(self, request: HttpRequest, record: Any, version: Marks | None) -> Conflict:
        """The posted form beside what is saved now. Without a `version`: every difference, nothing taken over."""
        data = request.POST.copy()
        data["version"] = self.seal(request, record)
        fields = [name for _, options in self.get_fieldsets(request, record) for name in _flat(options["fields"])]
        form = self.get_form(request, record, change=True, fields=fields)(instance=record)
        names = list(form.fields)
        base = None
        if version is not None:
            row = self.parts(request)[0].as_of(record, version[0]).get(record.pk)
            base = values_of(row, self.model, names) if row is not None else None
        known = {each.name: each for each in [*self.opts.fields, *self.opts.many_to_many]}
        saved = values_of(record, self.model, names)
        found = list(reconcile(form, data, base=base, saved=saved, named=known.get))
        for inline, prefix in self._editable_inlines(request, record):
            if f"{prefix}-TOTAL_FORMS" in data:
                found.extend(self._rows(request, record, inline, prefix, data=data, version=version))
        return Conflict(data, found)

    def _editable_inlines(self, request: HttpRequest, record: Any) -> Iterator[tuple[Any, str]]:
        """The inlines whose rows may be changed and are audited, each with the prefix of its posted fields."""
        used: Counter[str] = Counter()
        for inline in self.get_inline_instances(request, record):
            prefix = inline.get_formset(request, record).get_default_prefix()
            used[prefix] += 1
            if is_audited(inline.model) and inline.has_change_permission(request, record):
                yield inline, prefix if used[prefix] == 1 else f"{prefix}-{used[prefix]}"

    def _rows(
        self, request: HttpRequest, record: Any, inline: Any, prefix: str, *, data: Any, version: Marks | None
    ) -> list[Difference]:
        formset = inline.get_formset(request, record)
        parts = self.parts(request)
        place = next(number for number, part in enumerate(parts) if part.model is inline.model)
        base = parts[place].as_of(record, version[place]) if version is not None else None
        saved = {row.pk: row for row in inline.get_queryset(request).filter(**{formset.fk.name: record})}
        return list(reconcile_rows(Rows(formset, prefix, record, base, saved), data))


def _flat(fields: Any) -> list[str]:
    return [name for each in fields for name in (each if isinstance(each, list | tuple) else [each])]


class HistoryPage(Pages):
    """The audit of one record, to read; nothing can be brought back from here."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Field by field, newest first; the record is looked up among those that the officer edits."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_view_permission(request, record):
            return self.not_there(request, object_id)
        parts = self.parts(request)
        if not parts:
            return super().history_view(request, object_id, extra_context)
        page = audit_page(record, parts, request.GET.get("p"), self.compare)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {record}",
            "opts": self.opts,
            "object": record,
            "original": record,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
        }
        return TemplateResponse(request, "admin/audit.html", context)
