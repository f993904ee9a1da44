"""The admin of accounts: administrators create and deactivate them. None is ever deleted, for the audit names them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from governance.admin.officer_admin import OfficerAdmin
from governance.foundation.scoping import rights_of

User: Any = get_user_model()


class AccountForm(UserChangeForm):
    """What may change of an account."""

    request: HttpRequest

    def clean_is_active(self) -> bool:
        """Nobody locks themselves out."""
        active = self.cleaned_data["is_active"]
        if not active and self.instance.pk == self.request.user.pk:
            raise ValidationError("You cannot deactivate your own account: ask another administrator.")
        return active


class AccountAdmin(OfficerAdmin, UserAdmin):
    """Accounts. Rights come from appointments; no flag on an account gives any."""

    group = "Accounts"
    form = AccountForm
    add_form = AdminUserCreationForm
    list_display = ("username", "first_name", "last_name", "email", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        (
            "Standing",
            {
                "fields": ("is_active", "last_login", "date_joined"),
                "description": "An account that is not active cannot sign in. Its name stays in the history.",
            },
        ),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """All, for administrators."""
        rows = User._default_manager.order_by(*self.ordering)
        return rows if rights_of(request).administers else rows.none()

    def has_edit_right(self, request: HttpRequest, record: Any) -> bool:
        """Administrators."""
        return rights_of(request).administers

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return rights_of(request).administers

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators."""
        return rights_of(request).administers

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return rights_of(request).administers

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which knows who fills it in."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; a new account has its own."""
        return self.fieldsets if obj else self.add_fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save; accounts are no records of this house, and Django's own log keeps what changed."""
        obj.save()
