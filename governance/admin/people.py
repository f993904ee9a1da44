"""The admin of people."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, of_partnership
from governance.foundation.scoping import rights_of
from governance.models import Person


class PersonAdmin(OfficerAdmin):
    """People whose records the officer's bodies keep."""

    group = "People and organisations"
    list_display = ("name", "post", "organisation", "kept_by")
    list_filter = (of_partnership("kept_by"),)
    list_select_related = ("organisation", "kept_by")
    search_fields = ("name", "post", "organisation__name")
    search_help_text = "By name, post or organisation."
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("organisation", "account")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """An account acts for the person, in the chair too: only administrators may join the two."""
        kept = ("kept_by", "account", "note") if rights_of(request).administers else ("kept_by", "note")
        self_declared = (
            (None, {"fields": ("name", "slug", "post", "organisation", "grade")}),
            (
                "Contact",
                {
                    "fields": ("email", "phone", "contact_public_since"),
                    "description": "Private until the person has agreed, on the day that you give here.",
                },
            ),
            ("Who keeps this record", {"fields": kept}),
        )
        return [*self_declared, *super().get_fieldsets(request, obj)[1:]]

    fieldsets = ((None, {"fields": ("name",)}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address stays."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a new record's address is made from the name."""
        return {} if obj else self.prepopulated_fields

    def view_on_site(self, obj: Person) -> str | None:
        """The public page, of those who have one."""
        has_page = Person.objects.filter(pk=obj.pk).filter(Person.public_q()).exists()
        return reverse("governance:person", args=[obj.slug]) if has_page else None
