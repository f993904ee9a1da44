"""The admin of areas: places are written by form; what one takes in is said anew by a deed, and the former stays."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from governance.admin.officer_admin import OfficerAdmin, of_partnership, without
from governance.foundation.aggregate import Part
from governance.foundation.deed_forms import DayField, DeedForm, Done
from priorities.admin.priorities import lines
from priorities.models import Area, AreaDefinition
from priorities.strategies.placing import define_area


class DefineForm(DeedForm):
    """Say anew what the area takes in."""

    slug, verb, press = "define", "Define anew…", "Save the definition"
    lead = "The definition before stays on its page and ends on the day before."

    text = forms.CharField(label="What it takes in", widget=AdminTextareaWidget(attrs={"rows": 4}))
    on = DayField(label="From")
    source = forms.CharField(
        label="Who defined it so",
        max_length=200,
        required=False,
        widget=AdminTextInputWidget,
        help_text="And when.",
    )

    def arrange(self) -> None:
        """The source is the reason."""
        del self.fields["reason"]
        self.order_fields(["text", "on", "source"])

    def act(self) -> Done:
        """Define it."""
        to = self.cleaned_data
        row = define_area(self.subject, text=to["text"], on=to["on"], by=self.user, source=to["source"])
        return Done(self.subject, f"{self.subject} is defined so {row.dates_in_words}.")


@admin.register(Area)
class AreaAdmin(OfficerAdmin):
    """Places that priorities, actions and figures speak of."""

    group = "Priorities and plans"
    list_display = ("name", "kind", "code", "parent", "partnership")
    list_filter = (of_partnership("partnership"), "kind")
    list_select_related = ("parent", "partnership")
    search_fields = ("name", "code")
    search_help_text = "By name or code."
    prepopulated_fields = {"slug": ("name",)}
    given_once = ("slug", "partnership")
    change_form_template = "admin/governance/deeds_page.html"
    fieldsets = ((None, {"fields": ("name", "partnership", "kind", "code", "parent", "slug", "definitions")}),)
    readonly_fields = ("definitions",)
    deeds = (DefineForm,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new area has no definition yet."""
        declared = super().get_fieldsets(request, obj)
        if obj is not None:
            return declared
        return [(name, {**parts, "fields": without(parts["fields"], ("definitions",))}) for name, parts in declared]

    def parts(self, request: HttpRequest) -> list[Part]:
        """An area with its definitions."""
        return [Part(Area), Part(AreaDefinition, "area")]

    @admin.display(description="What it takes in")
    def definitions(self, area: Area) -> SafeString:
        """The definitions, the earliest first."""
        return lines((row.text, row.source, row.dates_in_words) for row in area.definitions.all())

    def view_on_site(self, obj: Area) -> str:
        """The public page."""
        return reverse("priorities:area", args=[obj.slug])
