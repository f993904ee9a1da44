"""The admin of people."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, of_partnership, without
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
    given_once = ("slug",)
    autocomplete_fields = ("organisation", "account")

    fieldsets = (
        (None, {"fields": ("name", "slug", "post", "organisation", "grade")}),
        (
            "Contact",
            {
                "fields": ("email", "phone", "contact_public_since"),
                "description": "Private until the person has agreed, on the day that you give here.",
            },
        ),
        ("Who keeps this record", {"fields": ("kept_by", "account", "note")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """An account acts for the person, in the chair too: only administrators may join the two."""
        declared = super().get_fieldsets(request, obj)
        if rights_of(request).administers:
            return declared
        return [(name, {**parts, "fields": without(parts["fields"], ("account",))}) for name, parts in declared]

    def view_on_site(self, obj: Person) -> str | None:
        """The public page, of those who have one."""
        has_page = Person.objects.filter(pk=obj.pk).filter(Person.public_q()).exists()
        return reverse("governance:person", args=[obj.slug]) if has_page else None
