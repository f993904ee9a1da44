"""The admin of appointments: which account acts for which body."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.admin.officer_admin import InForce, OfficerAdmin, dates, of_partnership
from governance.foundation.access import Role
from governance.foundation.guarded_form import GuardedForm
from governance.foundation.scoping import rights_of
from governance.models import Appointment

NOT_YOURSELF = "Nobody appoints themselves, or changes their own appointment: ask another officer or administrator."


class AppointmentForm(GuardedForm):
    """An appointment by somebody who may make it. The account is named, not picked: nobody reads the list of accounts."""

    account = forms.CharField(
        label="User name",
        max_length=150,
        widget=AdminTextInputWidget,
        help_text="The name with which the person signs in. An administrator creates the account.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields and not rights_of(self.request).administers:
            role: Any = self.fields["role"]
            role.choices = [("", "Choose…"), (Role.SECRETARY.value, Role.SECRETARY.label)]
        if self.instance.pk:
            del self.fields["account"]

    def clean_account(self) -> str:
        """The account of that name, if it is active."""
        name = self.cleaned_data["account"].strip()
        user = get_user_model()._default_manager.filter(username=name, is_active=True).first()
        if user is None:
            raise ValidationError("There is no active account of that name: check its spelling, capitals too.")
        if user.pk == self.request.user.pk:
            raise ValidationError(NOT_YOURSELF)
        self.instance.user = user
        return name

    def clean(self) -> dict[str, Any]:
        """Officers appoint secretaries of bodies in their own partnership, administrators anybody but themselves."""
        cleaned = super().clean()
        rights = rights_of(self.request)
        if self.errors or rights.administers or self.instance.pk:
            return cleaned
        body = cleaned.get("body")
        if cleaned.get("role") != Role.SECRETARY or body is None or not rights.is_officer_of(body.partnership_id):
            raise ValidationError("You may appoint secretaries of bodies in your own partnership.")
        return cleaned


class AppointmentAdmin(OfficerAdmin):
    """Appointments. They are ended, not deleted; who, what and where of one never changes."""

    group = "Accounts"
    form = AppointmentForm
    list_display = ("user", "role", "body", dates)
    list_filter = (InForce, "role", of_partnership("body"))
    list_select_related = ("user", "body")
    search_fields = ("user__username", "user__first_name", "user__last_name", "body__name")
    search_help_text = "By user name, name or body."
    ordering = ("user__username", "starts")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one names the account."""
        who = ("user", "role", "body") if obj else ("account", "role", "body")
        declared = [(None, {"fields": who}), ("Days", {"fields": (("starts", "ends"), "dates_as_said")})]
        may_save = self.has_change_permission(request, obj) if obj else True
        return [*declared, ("Why", {"fields": ["why"]})] if may_save else declared

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only the days may change."""
        return ("user", "role", "body") if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """An officer's: the appointments in the partnership; a secretary's: none, accounts are not theirs to see."""
        rights, rows = rights_of(request), Appointment.objects.all().order_by(*self.ordering)
        if rights.administers:
            return rows
        return rows.filter(body__partnership__in=rights.rooted)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For officers, of their own partnership, and administrators."""
        rights = rights_of(request)
        if not rights.may_enter or not rights.edits_shared:
            return False
        return obj is None or rights.administers or (obj.body_id and rights.is_officer_of(obj.body.partnership_id))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Officers and administrators."""
        return self.has_view_permission(request)

    def has_edit_right(self, request: HttpRequest, record: Any) -> bool:
        """Never one's own; officers only those of secretaries."""
        rights = rights_of(request)
        if not self.has_view_permission(request, record) or record.user_id == request.user.pk:
            return False
        return rights.administers or record.role == Role.SECRETARY

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As above; the list is for whoever may read it."""
        return self.has_view_permission(request) if obj is None else self.has_edit_right(request, obj)
