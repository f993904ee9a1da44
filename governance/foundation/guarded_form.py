"""The forms of the officers' site: choices narrowed to what the officer may name, and checked once more."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from governance.foundation.deed_forms import DAY_ERRORS, DAY_FORMATS, LastDay
from governance.foundation.scoping import choosable, rights_of
from governance.foundation.wording import help_of

NOT_YOURS = "Choose one of those that are offered to you."
NOT_YOUR_BODY = "You are not appointed to edit that body: choose one that you edit."


class GuardedForm(forms.ModelForm):
    """A record's form: carries the version that it was opened at, asks why, and trusts no key that comes back."""

    request: ClassVar[HttpRequest]

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        widget=AdminTextInputWidget,
        help_text="The reason for this change. Kept in the history, where other officers can read it; never public.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = getattr(self.request, "version", "")

    @property
    def changed_fields(self) -> list[str]:
        """The record's own fields that the officer changed."""
        return [name for name in self.changed_data if name not in ("version", "why")]

    def clean(self) -> dict[str, Any]:
        """Refuse keys that the officer may not name, and say what a deed or another officer has said no to."""
        cleaned = super().clean() or self.cleaned_data
        for name in list(cleaned):
            if not self._may_name(name, cleaned[name]):
                self.add_error(name, NOT_YOURS)
        if refusal := getattr(self.request, "refusal", ""):
            self.add_error(None, ValidationError(refusal, code="refused"))
        return cleaned

    def _may_name(self, name: str, value: Any) -> bool:
        model = self._meta.model
        relations = {each.name: each for each in [*model._meta.fields, *model._meta.many_to_many] if each.remote_field}
        if name not in relations or not value:
            return True
        keys = {each.pk for each in value} if hasattr(value, "model") else {value.pk}
        unchanged = {self.initial.get(name)} if not hasattr(value, "model") else {*self._initial_keys(name)}
        new = keys - unchanged
        return choosable(relations[name], self.request.user).filter(pk__in=new).count() == len(new)

    def _initial_keys(self, name: str) -> list[Any]:
        return [getattr(each, "pk", each) for each in self.initial.get(name) or []]

    def _post_clean(self) -> None:
        """Once the record is as it would be saved: it must belong to a body that the officer edits."""
        super()._post_clean()  # type: ignore[misc]  # Django's, but not in its stubs
        if self.errors or getattr(self.instance, "BODY", None) is None:
            return
        if not rights_of(self.request).edits(self.instance.body_key):
            self.add_error(None, NOT_YOUR_BODY)


class Narrowed:
    """For admins and inlines: form fields that offer only what the officer may name, and days as people say them."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A last day for `ends`; days in several spellings; no way to change or delete what a field only names."""
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs = {"input_formats": DAY_FORMATS, "error_messages": DAY_ERRORS, **kwargs}
            if db_field.name == "ends":
                kwargs |= {"form_class": LastDay, "label": "Last day", "help_text": "Empty while it goes on."}
        if db_field.help_text:
            kwargs.setdefault("help_text", help_of(db_field))
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin that this is mixed into
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices of a foreign key, narrowed."""
        kwargs.setdefault("queryset", choosable(db_field, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin that this is mixed into

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The choices of a many-to-many relation, narrowed."""
        kwargs.setdefault("queryset", choosable(db_field, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]  # of the admin that this is mixed into
