"""The admin of partner organisations."""

from django.urls import reverse

from governance.admin.officer_admin import OfficerAdmin, TabularRows, of_partnership
from governance.models import Organisation, OrganisationName


class FormerNameRows(TabularRows):
    """Names that it bore before."""

    model = OrganisationName
    extra = 1
    can_delete = True
    fields = ("name", "starts", "ends")


class OrganisationAdmin(OfficerAdmin):
    """Organisations whose records the officer's bodies keep. Others may be named in any field."""

    group = "People and organisations"
    list_display = ("name", "sector", "place", "kept_by")
    list_filter = ("sector", of_partnership("kept_by"))
    list_select_related = ("kept_by",)
    search_fields = ("name", "former_names__name")
    search_help_text = "By name, also a former one."
    prepopulated_fields = {"slug": ("name",)}
    given_once = ("slug",)
    inlines = (FormerNameRows,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "sector", "website", "identifier", "place")}),
        ("Who keeps this record", {"fields": ("kept_by", "note")}),
    )

    def view_on_site(self, obj: Organisation) -> str:
        """The public page."""
        return reverse("governance:organisation", args=[obj.slug])
