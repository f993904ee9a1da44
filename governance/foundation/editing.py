"""Editing: the officers' site, narrowed by appointments. No flag on an account opens it, and none widens it.

`PortalAdminSite` is the site, `ScopedAdmin` what every admin on it derives from, `ScopedInline` its twin for rows
on a record's page. What an officer may not edit looks to them as though it were not there.
"""

from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.text import capfirst, slugify

from governance.foundation.access import is_known
from governance.foundation.aggregate import is_audited
from governance.foundation.deed_pages import DeedPages
from governance.foundation.deeds import Refused, first_sentence, strike, write
from governance.foundation.guarded_form import GuardedForm, Narrowed
from governance.foundation.record_pages import FormPage, HistoryPage
from governance.foundation.scoping import rights_of
from governance.foundation.searched import Searched

NOT_OFFERED = frozenset({"password_change", "password_change_done", "view_on_site"})
"""Stock pages that the portal has pages of its own for, or no use for."""


class PortalAdminSite(admin.AdminSite):
    """The admin site that officers use: open to whoever holds an appointment today."""

    index_title = "Officers’ site"
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._actions: dict[str, Callable[..., Any]] = {}  # records end; none is deleted, least of all by the dozen

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register an admin that knows about scope; an installed package's own admin does not, and is left out."""
        if admin_class is not None and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the user is active and holds any appointment today."""
        return rights_of(request).may_enter

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Send strangers to sign in; tell those who have signed in but hold no appointment that this is closed."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if is_known(request.user) and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one page to sign in on."""
        wanted = urlencode({"next": request.GET.get("next") or resolve_url("admin:index")})
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{wanted}")

    def logout(  # type: ignore[override]  # not a page of the stock kind
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Signing out is a button of the header; the stock guard wants this address to exist."""
        return redirect("admin:index")

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Search for a field's choices."""
        return Searched.as_view(admin_site=self)(request)

    def get_urls(self) -> list[Any]:
        """The stock addresses without those that are not offered."""
        return [each for each in super().get_urls() if getattr(each, "name", None) not in NOT_OFFERED]

    def app_index(  # type: ignore[override]  # not a page of the stock kind
        self, request: HttpRequest, app_label: str, extra_context: Any = None
    ) -> HttpResponse:
        """There is one index: officers think in groups of records, not in apps."""
        return redirect("admin:index")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The records that the user may see, in groups, both in the order in which they were registered."""
        groups: dict[str, dict[str, Any]] = {}
        registry: dict[type[Model], Any] = self._registry  # none but ScopedAdmins, by `register`
        for model, model_admin in registry.items():
            allowed = model_admin.get_model_perms(request)
            if not any(allowed.values()):
                continue
            name = model_admin.group
            group = groups.setdefault(name, {"name": name, "app_label": slugify(name), "models": []})
            group |= {"app_url": resolve_url("admin:index"), "has_module_perms": True}
            group["models"].append(_entry(model, model_admin, allowed))
        return list(groups.values())


def _entry(model: type[Model], model_admin: Any, allowed: dict[str, bool]) -> dict[str, Any]:
    """One line of the index, as the stock templates read it."""
    may_list = allowed["view"] or allowed["change"]
    return {
        "model": model,
        "name": capfirst(model._meta.verbose_name_plural),
        "object_name": model._meta.object_name,
        "perms": allowed,
        "admin_url": model_admin.address("changelist") if may_list else None,
        "add_url": model_admin.address("add") if allowed["add"] else None,
        "view_only": not allowed["change"],
    }


class ScopedList(ChangeList):
    """A list whose admin may look up more about the rows of a page, all at once."""

    model_admin: "ScopedAdmin"

    def get_results(self, request: HttpRequest) -> None:
        """The page's rows, each with what the admin's `look_up` knows of it."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.model_admin.look_up(request, self.result_list)


class ScopedAdmin(Narrowed, FormPage, DeedPages, HistoryPage):
    """An admin whose rights come from appointments. Its model has the words of `access`."""

    group = "Other records"
    """Under which heading the index shows it."""
    form: type[ModelForm] = GuardedForm
    actions = None
    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    shared = False
    """Whether the records belong to no body: everybody on the site reads them, officers edit them."""

    # Rights ------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows that the user may edit; of shared records all."""
        rows = self.model._default_manager.all()
        rows = rows if self.shared else rows.editable_by(request.user)
        return rows.order_by(*self.get_ordering(request)) if self.get_ordering(request) else rows

    def has_edit_right(self, request: HttpRequest, record: Any) -> bool:
        """Whether the user edits the body that the record belongs to."""
        rights = rights_of(request)
        return rights.may_enter and (rights.edits_shared if self.shared else rights.edits(record.body_key))

    def is_open(self, record: Any) -> bool:
        """Whether the record may change at all, whoever asks."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the user may enter the site."""
        return rights_of(request).may_enter

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may read the record, or the list of those that there are for them."""
        if obj is None or self.shared:
            return rights_of(request).may_enter
        return self.has_edit_right(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the user may add such records: for a body that they edit."""
        rights = rights_of(request)
        return rights.edits_shared if self.shared else rights.may_enter

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may change the record now."""
        if obj is None:
            return self.has_add_permission(request) if self.shared else rights_of(request).may_enter
        return self.has_edit_right(request, obj) and (self.is_open(obj) or getattr(request, "reading_late", False))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: records end, they are not deleted."""
        return False

    # Form --------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows who fills it in."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, GuardedForm):
            form.request = request
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The declared fieldsets, and the reason at their end where something may be saved."""
        declared = list(super().get_fieldsets(request, obj))
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return (
            [*declared, ("Why", {"fields": ["why"]})] if may_save and issubclass(self.form, GuardedForm) else declared
        )

    # Saving ------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save with who and why in the audit row; a form without a change leaves none. Raises Refused."""
        if not change or form.changed_fields:
            write(obj, by=request.user, why=form.cleaned_data.get("why", ""))

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool) -> None:
        """Save the rows of an inline in the same way. Raises Refused."""
        why = form.cleaned_data.get("why", "")
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            strike(row, by=request.user, why=why)
        for row in rows:
            try:
                # The row's own form could not: it did not know its record yet.
                row.validate_constraints()
            except ValidationError as error:
                raise Refused(first_sentence(error)) from error
            write(row, by=request.user, why=why)
        formset.save_m2m()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit keeps it; only what has no audit is kept in Django's own log."""
        return None if is_audited(self.model) else super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As for additions."""
        return None if is_audited(self.model) else super().log_change(request, obj, message)

    # Pages -------------------------------------------------------------------------------------------------

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The page, headed by the record's own name, with the deeds that apply to it."""
        record = kwargs.get("obj")
        context["title"] = str(record) if record else f"Add {self.opts.verbose_name}"
        context["subtitle"] = None
        context["deeds"] = self.deed_buttons(request, record) if record else {}
        context["show_save_and_add_another"] = record is None
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, headed by what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """A list that looks up what its columns show."""
        return ScopedList

    def look_up(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Find what the list's columns need to know of these rows, in a fixed number of queries."""


class ScopedInline(Narrowed):
    """Rows on a record's page: as open to change as the record. Mixed into a stacked or tabular inline."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever reads the record reads its rows."""
        return rights_of(request).may_enter

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the record may change its rows."""
        return self._owner(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the record may add rows."""
        return self._owner(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where the inline says that rows may be taken out."""
        return self.can_delete and self._owner(request, obj)

    def _owner(self, request: HttpRequest, obj: Any) -> bool:
        owner = self.admin_site.get_model_admin(self.parent_model)  # type: ignore[attr-defined]  # not in the stubs
        return owner.has_change_permission(request, obj) if obj else owner.has_add_permission(request)
