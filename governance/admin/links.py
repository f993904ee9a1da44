"""The admin of dotted lines."""

from django.contrib import admin

from governance.admin.linking import AddLinkForm, UnlinkForm
from governance.admin.officer_admin import InForce, OfficerAdmin, dates, of_partnership
from governance.models import Link


class LinkAdmin(OfficerAdmin):
    """Links that begin at the officer's bodies. They begin and end by deeds; the note may be put right here."""

    group = "Bodies"
    list_display = ("source", "type", "target", dates)
    list_filter = (InForce, of_partnership("source"), "type")
    list_select_related = ("source", "target")
    search_fields = ("source__name", "target__name", "note")
    ordering = ("source__name", "starts")
    readonly_fields = ("source", "type", "target", "reported_through", "dates")
    change_form_template = "admin/governance/deeds_page.html"
    add_deed = AddLinkForm
    deeds = (UnlinkForm,)
    fieldsets = ((None, {"fields": ("source", "type", "target", "reported_through", "dates", "note")}),)

    @admin.display(description="Dates")
    def dates(self, link: Link) -> str:
        """The days in force."""
        return dates(link)
