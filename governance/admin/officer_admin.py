"""What every admin of this app shares: bodies to choose from in today's order, long texts compared, filters."""

import datetime
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.widgets import AutocompleteMixin
from django.db.models import Field, QuerySet, SlugField
from django.forms import HiddenInput, ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from governance.admin.choices import body_choices
from governance.foundation.comparison import compare
from governance.foundation.dated import in_force_q
from governance.foundation.editing import ScopedAdmin, ScopedInline
from governance.foundation.guarded_form import Narrowed
from governance.foundation.richtext import shown
from governance.foundation.scoping import choosable
from governance.foundation.wording import is_rich
from governance.models import Appointment, Body, Organisation, Person

ADDED_BESIDE = (Person, Organisation)


def today() -> datetime.date:
    """Today in London."""
    return timezone.localdate()


class TreeChoices(Narrowed):
    """Bodies to choose from stand in the order of today's structure."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices of a foreign key; of a body as a tree."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.remote_field.model is Body and field is not None:
            offered = body_choices(choosable(db_field, request.user), today(), over=True)
            field.choices = [("", "–" if db_field.blank else "Choose…"), *offered]
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Addresses by that name. Only people and organisations are added from beside a field that names them."""
        if isinstance(db_field, SlugField):
            kwargs |= {"label": "Address", "help_text": "The end of its page’s address. It stays."}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        names_other = db_field.remote_field and db_field.remote_field.model not in ADDED_BESIDE
        if names_other and hasattr(field.widget, "can_add_related"):
            field.widget.can_add_related = False
        return field


class OfficerAdmin(TreeChoices, ScopedAdmin):
    """The admin of one kind of record."""

    given_once: tuple[str, ...] = ()
    """Fields of the add form that nobody changes afterwards, such as an address that others link to."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fieldsets, of an existing record without what was given once."""
        declared = super().get_fieldsets(request, obj)
        if obj is None or not self.given_once:
            return declared
        return [(name, {**parts, "fields": without(parts["fields"], self.given_once)}) for name, parts in declared]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address asks for; who keeps the record, for somebody who is appointed to one body alone."""
        initial = super().get_changeform_initial_data(request)
        mine = Appointment.objects.in_force(today()).filter(user=request.user.pk, body__isnull=False)[:2]
        return {"kept_by": mine[0].body_id, **initial} if len(mine) == 1 else initial

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared, for a new record."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def compare(self, field: Field, old: str, new: str) -> SafeString:
        """Both texts in one, words taken out and put in marked."""
        if not is_rich(field):
            old, new = (linebreaks(escape(text)) for text in (old, new))
        return mark_safe(shown(compare(old, new), top=4))  # noqa: S308 - sanitised in this very call


def as_read(text: str) -> SafeString:
    """Officers' rich text as the public reads it."""
    return format_html('<div class="prose">{}</div>', mark_safe(shown(text, top=4)))  # noqa: S308 - sanitised here


def without(fields: Any, names: tuple[str, ...]) -> list[Any]:
    """A fieldset's fields but for those with these names."""
    return [each for each in fields if each not in names]


class Sharing:
    """Mixed into the formset of rows: what a field offers, and whose rows they are, is asked once, not for each row."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # what it is mixed into has it
        owner: Any = self.instance  # type: ignore[attr-defined]  # likewise
        if owner.pk is not None:
            setattr(form.instance, self.fk.name, owner)  # type: ignore[attr-defined]  # likewise
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give the row's fields what the first row's fields offer."""
        super().add_fields(form, index)  # type: ignore[misc]  # what it is mixed into has them
        offered: dict[str, Any] = self.__dict__.setdefault("_offered", {})
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(field, ModelChoiceField) and not isinstance(widget, HiddenInput | AutocompleteMixin):
                if name not in offered:
                    offered[name] = list(cast("Any", field.choices))
                field.choices = offered[name]


class NamedCells(Sharing):
    """Mixed into a formset that is drawn as a table: each field bears its column and row as its accessible name."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the fields of the row, of which a new one has no number yet."""
        super().add_fields(form, index)
        row = "new row" if index is None else f"row {index + 1}"
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                label = field.label or capfirst(name.replace("_", " "))
                widget.attrs.setdefault("aria-label", f"{label}, {row}")


class Rows(TreeChoices, ScopedInline):
    """Rows of a record; `forms_as` is mixed into their formset."""

    forms_as: type = Sharing

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The rows' forms."""
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]  # of the inline that it is mixed into
        return type(formset.__name__, (self.forms_as, formset), {})


class StackedRows(Rows, admin.StackedInline):
    """Rows of a record, one under the other."""


class TabularRows(Rows, admin.TabularInline):
    """Rows of a record as a table, whose fields have names that a screen reader can say."""

    forms_as = NamedCells


class OfPartnership(SimpleListFilter):
    """Narrows a list to one partnership. `body` is the lookup path to the record's body."""

    title = "partnership"
    parameter_name = "partnership"
    body = "body"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The partnerships of the rows that the user may see."""
        path = f"{self.body}__partnership" if self.body else "partnership"
        keys = model_admin.get_queryset(request).order_by().values(path).distinct()
        roots = Body.objects.filter(pk__in=keys).order_by("name").values_list("slug", "name")
        return list(roots) if len(roots) > 1 else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows of the chosen partnership."""
        path = f"{self.body}__partnership__slug" if self.body else "partnership__slug"
        return queryset.filter(**{path: self.value()}) if self.value() else queryset


def of_partnership(path: str) -> type[OfPartnership]:
    """The filter by partnership for records that reach their body by `path`."""
    return type("OfPartnership", (OfPartnership,), {"body": path})


class InForce(SimpleListFilter):
    """Narrows a list of dated records by today."""

    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Now, later, before."""
        return [("now", "In force today"), ("later", "Still to begin"), ("over", "Over")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows in force today, to begin after it, or ended by it."""
        day = today()
        if self.value() == "now":
            return queryset.filter(in_force_q(day))
        if self.value() == "later":
            return queryset.filter(starts__gt=day)
        return queryset.filter(ends__lte=day) if self.value() == "over" else queryset


@admin.display(description="Dates", ordering="starts")
def dates(record: Any) -> str:
    """The days in force, in words."""
    return record.dates_in_words
