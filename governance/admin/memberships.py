"""The admin of memberships: who holds which seat, from when to when."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse

from governance.admin.officer_admin import InForce, OfficerAdmin, dates, of_partnership
from governance.admin.seating_forms import AppointForm, StepDownForm, SubstituteForm
from governance.foundation.dated import Span
from governance.foundation.guarded_form import GuardedForm
from governance.models import Membership, Substitution


class MembershipForm(GuardedForm):
    """A correction of what is recorded about a holder."""

    def clean(self) -> dict[str, Any]:
        """Whoever stands in for the holder stays inside the holder's days."""
        cleaned = super().clean()
        if cleaned.get("starts"):
            span = Span(cleaned["starts"], cleaned.get("ends"))
            stand_ins = Substitution.objects.filter(seat=self.instance.seat_id, stands_in_for=self.instance.person_id)
            for row in stand_ins.meeting(self.instance.span).select_related("person"):
                if not span.covers(row.span):
                    raise ValidationError(
                        f"{row.person} stands in {row.dates_in_words}: use “Step down…”, which ends that too."
                    )
        return cleaned


class MembershipAdmin(OfficerAdmin):
    """Holders of seats. They come by “Appoint…” and go by “Step down…”; here is what was recorded wrongly put right."""

    group = "Bodies"
    form = MembershipForm
    list_display = ("person", "seat", "body", "on_behalf_of", dates)
    list_filter = (InForce, of_partnership("seat__body"))
    list_select_related = ("person", "seat__body", "on_behalf_of")
    search_fields = ("person__name", "seat__title", "seat__body__name", "on_behalf_of__name")
    search_help_text = "By person, seat, body or organisation."
    ordering = ("person__name", "-starts")
    autocomplete_fields = ("on_behalf_of", "jointly_with")
    readonly_fields = ("person", "seat", "place", "nominated_by")
    change_form_template = "admin/governance/deeds_page.html"
    add_deed = AppointForm
    deeds = (StepDownForm, SubstituteForm)
    fieldsets = (
        (None, {"fields": ("person", "seat", "place", "nominated_by")}),
        ("For whom", {"fields": ("on_behalf_of", "jointly_with", "for_community")}),
        ("How", {"fields": ("how_appointed", "appointed_at")}),
        (
            "Days",
            {
                "fields": (("starts", "ends"), "dates_as_said"),
                "description": "To correct a mistake. Somebody who leaves steps down.",
            },
        ),
    )

    @admin.display(description="Body", ordering="seat__body__name")
    def body(self, row: Membership) -> str:
        """The seat's body."""
        return str(row.seat.body)

    def view_on_site(self, obj: Membership) -> str:
        """The public membership list."""
        return reverse("governance:members", args=[obj.seat.body.slug])
