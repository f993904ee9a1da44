"""The admin of approaches: adopted and ended by deeds; their notes are written by form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.urls import reverse
from django.utils.text import slugify

from governance.admin.officer_admin import InForce, OfficerAdmin, dates, of_partnership
from governance.foundation.deed_forms import DayField, DeedForm, Done, LastDay
from governance.models import Body
from priorities.admin.priority_forms import address_field
from priorities.models import Approach
from priorities.strategies.approaching import adopt_approach, end_approach


class AdoptForm(DeedForm):
    """Adopt an approach."""

    slug, verb, press = "adopt", "Adopt an approach…", "Adopt it"
    lead = "Every plan of the partnership then says how it applies it, and its hole shows where one does not."

    partnership = forms.ModelChoiceField(queryset=Body.objects.none(), label="Partnership")
    name = forms.CharField(label="Name", max_length=160, widget=AdminTextInputWidget)
    address = address_field()
    on = DayField(label="From")
    implicit = forms.BooleanField(
        label="Implicit in every plan",
        required=False,
        help_text="Held to run through all plans, without an action for each.",
    )
    scope_note = forms.CharField(
        label="For whom",
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Such as “all families”.",
    )
    summary = forms.CharField(label="Summary", required=False, widget=AdminTextareaWidget(attrs={"rows": 3}))

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Adopt an approach"

    def arrange(self) -> None:
        """The partnerships that the user edits; the deed keeps no reason."""
        field: Any = self.fields["partnership"]
        field.queryset = Body.objects.editable_by(self.user).partnerships().order_by("name")
        field.empty_label = "Choose…" if field.queryset.count() > 1 else None
        del self.fields["reason"]
        self.order_fields(["partnership", "name", "address", "on", "implicit", "scope_note", "summary"])

    def act(self) -> Done:
        """Adopt it."""
        to = self.filled_in()
        slug = to.pop("address") or slugify(to["name"])[:80]
        approach = adopt_approach(to.pop("partnership"), slug=slug, by=self.user, **to)
        return Done(approach, f"{approach} is an approach {approach.dates_in_words}.")


class EndForm(DeedForm):
    """End an approach."""

    slug, verb, press = "end", "End…", "End it"
    lead = "Its page stays. Plans need not say any more how they apply it."

    on = LastDay(help_text="The last day on which it is one.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while it is open."""
        return subject.ends is None

    def arrange(self) -> None:
        """There is a reason."""
        self.fields["reason"].required = True
        self.order_fields(["on", "reason"])

    def act(self) -> Done:
        """End it."""
        to = self.cleaned_data
        approach = end_approach(self.subject, on=to["on"], by=self.user, reason=to["reason"])
        return Done(approach, f"{approach} is an approach {approach.dates_in_words}.")


@admin.register(Approach)
class ApproachAdmin(OfficerAdmin):
    """What every plan takes into account."""

    group = "Priorities and plans"
    list_display = ("name", "partnership", "implicit", dates)
    list_filter = (InForce, of_partnership("partnership"), "implicit")
    list_select_related = ("partnership",)
    search_fields = ("name",)
    search_help_text = "By name."
    ordering = ("partnership__name", "position", "pk")
    change_form_template = "admin/governance/deeds_page.html"
    readonly_fields = ("name", "partnership", "implicit", "in_force", "was_priority")
    add_deed = AdoptForm
    deeds = (EndForm,)
    fieldsets = (
        (None, {"fields": ("name", "partnership", "implicit", "in_force", "was_priority")}),
        ("What the public reads", {"fields": ("scope_note", "summary", "position")}),
    )

    @admin.display(description="In force")
    def in_force(self, approach: Approach) -> str:
        """The days in force."""
        return dates(approach)

    def view_on_site(self, obj: Approach) -> str:
        """The public page."""
        return reverse("priorities:approach", args=[obj.slug])
