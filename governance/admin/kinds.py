"""The admin of kinds of body."""

from typing import Any

from django import forms
from django.http import HttpRequest

from governance.admin.officer_admin import OfficerAdmin


class BodyKindAdmin(OfficerAdmin):
    """Kinds of body. Everybody on the site reads them; officers add and change them."""

    group = "Settings"
    shared = True
    list_display = ("singular", "plural", "accountable", "advisory_only", "time_limited", "needs_terms", "external")
    list_per_page = 200
    search_fields = ("singular", "plural")
    prepopulated_fields = {"slug": ("singular",)}
    given_once = ("slug",)
    fieldsets = (
        (None, {"fields": ("singular", "plural", "slug")}),
        (
            "What follows from it",
            {
                "fields": (
                    "heads_partnership",
                    "accountable",
                    "advisory_only",
                    "time_limited",
                    "open_membership",
                    "needs_terms",
                    "meets",
                    "external",
                ),
                "description": "A change counts at once for every body of this kind.",
            },
        ),
        ("Where it may stand", {"fields": ("may_sit_under",)}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick."""
        return super().formfield_for_manytomany(db_field, request, **{"widget": forms.CheckboxSelectMultiple, **kwargs})
