"""The admin of personal calendars: secret addresses, to hand to people who do not sign in, and to change."""

from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from governance.admin.by_deed import ByDeed
from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DeedForm, Done
from meetings.calendars.personal_calendars import calendar_for, change_address, token_of
from meetings.models import PersonalCalendar


class MakeForm(DeedForm):
    """Make an address for somebody."""

    slug, verb, press = "make", "Make an address…", "Make the address"
    lead = "Whoever knows the address can see which meetings are theirs: hand it to nobody else."

    def arrange(self) -> None:
        """For whom; nothing has to be explained."""
        del self.fields["reason"]
        self.fields["person"] = searched(PersonalCalendar, "person", self)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Make the address of somebody’s calendar"

    def act(self) -> Done:
        """Make it."""
        calendar = calendar_for(self.cleaned_data["person"], by=self.user)
        return Done(calendar, f"{calendar.person} has a calendar address.")


class ChangeAddressForm(DeedForm):
    """Make the former address lead nowhere."""

    slug, verb, press = "change-address", "Change the address…", "Change the address"
    lead = "The former address leads nowhere from then on; hand the new one to the person."

    def arrange(self) -> None:
        """Nothing has to be explained."""
        del self.fields["reason"]

    def act(self) -> Done:
        """Change it."""
        calendar = change_address(self.subject.person, by=self.user)
        return Done(calendar, f"{calendar.person} has another calendar address.")


class PersonalCalendarAdmin(ByDeed):
    """Whose calendar has an address. Only its page shows it, to those who keep the person's record."""

    group = "Meetings"
    list_display = ("person", "changed_at")
    list_select_related = ("person",)
    search_fields = ("person__name",)
    search_help_text = "By name."
    ordering = ("person__name", "pk")
    fields = ("person", "secret_address", "changed_at")
    readonly_fields = ("secret_address", "changed_at")
    add_deed = MakeForm
    deeds = (ChangeAddressForm,)

    @admin.display(description="Secret address")
    def secret_address(self, calendar: PersonalCalendar) -> str:
        """The whole address."""
        return settings.BASE_URL + reverse("meetings:person-calendar", args=[token_of(calendar)])

    def view_on_site(self, obj: PersonalCalendar) -> str:
        """The calendar file."""
        return reverse("meetings:person-calendar", args=[token_of(obj)])
