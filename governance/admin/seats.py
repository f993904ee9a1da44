"""The admin of seats: the membership list of a body, line by line, with who sits there today."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from governance.admin.officer_admin import InForce, OfficerAdmin, TabularRows, of_partnership, today
from governance.admin.seating_forms import AppointForm, SubstituteForm
from governance.foundation.aggregate import Part
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused
from governance.foundation.guarded_form import GuardedForm
from governance.models import Membership, Seat, Substitution
from governance.restructuring.periods import life
from governance.seats.roll import fill


class SeatForm(GuardedForm):
    """A seat that still fits those who hold it, and stays inside its body's life."""

    def clean(self) -> dict[str, Any]:
        """Refuse days, places and kinds that would leave a holder without a seat."""
        cleaned = super().clean()
        if not self.errors:
            self._check_days(cleaned)
            if self.instance.pk:
                self._check_holders(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        body = cleaned.get("body") or self.instance.body
        if not {"starts", "ends"} & set(self.changed_data) or not cleaned.get("starts"):
            return
        try:
            existing = life(body)
        except Refused as refusal:
            raise ValidationError(refusal.sentence) from refusal
        # A seat ends with its body at the latest, also where nobody said so.
        ends = cleaned["ends"] = cleaned.get("ends") or existing.ends
        if not existing.covers(Span(cleaned["starts"], ends)):
            self.add_error("starts", f"{body} does not exist on all of these days: choose days in its life.")

    def _check_holders(self, cleaned: dict[str, Any]) -> None:
        held = Membership.objects.filter(seat=self.instance).select_related("person")
        span = Span(cleaned["starts"], cleaned.get("ends"))
        if outside := [row for row in held if not span.covers(row.span)]:
            raise ValidationError(
                f"{outside[0].person} holds the seat {outside[0].dates_in_words}: choose days that cover that, or let "
                "them step down first."
            )
        going_on = [row for row in held if row.ends is None or row.ends > today()]
        if cleaned.get("kind") == Seat.Kind.DERIVED and going_on:
            raise ValidationError(f"{going_on[0].person} holds the seat: let them step down before it follows a chair.")
        high = cleaned.get("high")
        per_body = cleaned.get("of_kind") is not None and cleaned.get("kind") == Seat.Kind.NOMINATED
        if high is not None and not per_body and (over := [row for row in going_on if row.place > high]):
            raise ValidationError(
                f"{over[0].person} holds place {over[0].place} of the seat: let somebody step down before there are "
                f"only {high}."
            )


class SubstitutionRows(TabularRows):
    """Who stands in: begun by a deed, ended or corrected here."""

    model = Substitution
    fields = ("stands_in_for", "person", "starts", "ends")
    readonly_fields = ("stands_in_for", "person", "starts")
    verbose_name_plural = "who stands in"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Begun by “Substitute…”."""
        return False


class SeatAdmin(OfficerAdmin):
    """Seats, with holders and vacancies of today."""

    group = "Bodies"
    form = SeatForm
    list_display = ("title", "body", "role", "kind", "places", "holders", "vacancies")
    list_filter = (InForce, of_partnership("body"), "role", "kind")
    list_select_related = ("body", "of_body", "of_kind", "on_behalf_of")
    search_fields = ("title", "body__name", "memberships__person__name")
    search_help_text = "By title, body or holder."
    ordering = ("body__name", "order", "pk")
    autocomplete_fields = ("on_behalf_of", "shared_between")
    change_form_template = "admin/governance/seat/page.html"
    inlines = (SubstitutionRows,)
    deeds = (AppointForm, SubstituteForm)
    fieldsets = (
        (None, {"fields": ("body", "title", "order", ("role", "voting"))}),
        ("How it is filled", {"fields": ("kind", ("of_body", "of_kind"), "sector", "condition", "how_appointed")}),
        ("Places", {"fields": (("low", "high", "community_low"),)}),
        ("For whom", {"fields": ("on_behalf_of", "shared_between")}),
        ("Substitutes", {"fields": (("substitute_allowed", "grade_floor"),)}),
        ("Days", {"fields": (("starts", "ends"), "dates_as_said")}),
        ("Notes", {"fields": ("duties", "note")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A seat stays on its body."""
        return ("body",) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Substitutes, where there are any."""
        return self.inlines if obj and obj.substitutions.exists() else ()

    def parts(self, request: HttpRequest) -> list[Part]:
        """A seat with its substitutions."""
        return [Part(Seat), Part(Substitution, "seat")]

    def look_up(self, request: HttpRequest, rows: Any) -> None:
        """The line of each seat today."""
        lines = {line.seat.pk: line for line in fill(list(rows), today())}
        for seat in rows:
            seat.line = lines[seat.pk]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With who holds it, held it and will."""
        seat = kwargs.get("obj")
        if seat is not None:
            rows = Membership.objects.filter(seat=seat).for_page().order_by("-starts")
            context["memberships"] = rows
            context["line"] = fill(Seat.objects.filter(pk=seat.pk).for_page(), today())[0]
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="Places")
    def places(self, seat: Any) -> str:
        """How many places there are."""
        return seat.line.places_in_words

    @admin.display(description="Holders today")
    def holders(self, seat: Any) -> SafeString | None:
        """Who sits there."""
        names = [(str(holder.person),) for holder in seat.line.holders]
        return format_html_join(", ", "{}", names) if names else None

    @admin.display(description="Vacant today")
    def vacancies(self, seat: Any) -> str:
        """How many places are empty that ought to be filled."""
        over = not seat.span.holds(today())
        return "" if over or not seat.line.vacancies else f"{seat.line.vacancies} vacant"

    def view_on_site(self, obj: Seat) -> str:
        """The public membership list."""
        return reverse("governance:members", args=[obj.body.slug])
