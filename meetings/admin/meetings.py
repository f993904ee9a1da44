"""The admin of meetings: nothing is typed over; every change is a deed, which leaves an event."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.admin.by_deed import ByDeed
from governance.admin.officer_admin import of_partnership, today
from governance.foundation.sentences import plain_day
from governance.models import Body
from meetings.admin.held_forms import HeldForm, NotHeldForm
from meetings.admin.meeting_forms import CallForm, CancelForm, ConfirmForm, DescribeForm, DropForm, MoveForm
from meetings.admin.year_forms import ConfirmAllForm, ProposeYearForm
from meetings.models import Agenda, Meeting, MeetingEvent, Minutes
from meetings.schedules.clashes import clashes_of, warnings_of
from meetings.schedules.times import plain_times, plain_when


class OfOneBody(admin.SimpleListFilter):
    """Narrows the list to the meetings that one body leads."""

    title = "body"
    parameter_name = "body"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The bodies of the meetings that the user may see."""
        keys = model_admin.get_queryset(request).order_by().values("body").distinct()
        return list(Body.objects.filter(pk__in=keys).order_by("name").values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The meetings of the chosen body."""
        return queryset.filter(body__slug=self.value()) if self.value() else queryset


class Coming(admin.SimpleListFilter):
    """Narrows the list by today."""

    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """To come, past."""
        return [("coming", "From today on"), ("past", "Before today")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        """The meetings on that side of today."""
        if self.value() == "coming":
            return queryset.on_or_after(today())
        return queryset.before(today()) if self.value() == "past" else queryset


class MeetingAdmin(ByDeed):
    """Meetings, from the proposal to the day on which they were held."""

    group = "Meetings"
    list_display = ("when", "body", "times", "place", "kind", "status", "clashes")
    list_display_links = ("when",)
    list_filter = (Coming, "status", of_partnership("body"), OfOneBody, "kind")
    list_select_related = ("body",)
    search_fields = ("title", "place", "body__name", "body__periods__name")
    search_help_text = "By title, place or body."
    ordering = ("-day", "-starts_at", "-pk")
    change_list_template = "admin/meetings/meeting/list.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "body",
                    "joining",
                    "day",
                    "times",
                    "place",
                    "clashes",
                    "status",
                    "events",
                    "agenda_link",
                    "minutes_link",
                )
            },
        ),
        ("What sort of meeting", {"fields": ("kind", "title", "facilitator", "papers_due")}),
        ("Coming to it", {"fields": ("mode", "online_address", "public_may_attend", "how_to_attend")}),
    )
    readonly_fields = ("joining", "day", "times", "place", "clashes", "status", "events", "agenda_link", "minutes_link")
    add_deed = CallForm
    deeds = (
        ConfirmForm,
        ConfirmAllForm,
        MoveForm,
        DescribeForm,
        CancelForm,
        HeldForm,
        NotHeldForm,
        DropForm,
        ProposeYearForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With those who join."""
        return super().get_queryset(request).prefetch_related("with_bodies")

    def get_urls(self) -> list[URLPattern]:
        """The page on which a year is proposed for a body that may never have met, too."""
        view = self.admin_site.admin_view(self.year_view)
        return [path("propose-year/", view, name="meetings_meeting_year"), *super().get_urls()]

    def year_view(self, request: HttpRequest) -> Any:
        """Propose a year of meetings."""
        return self._deed_page(request, ProposeYearForm, None)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The meeting, which knows who asks, for clashes are told as far as they may read them."""
        meeting: Any = super().get_object(request, object_id, from_field)
        if meeting is not None:
            meeting.asked_by = request.user
        return meeting

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, with the words of the deed that adds to it."""
        return super().changelist_view(request, {"add_words": "Call a meeting…", **(extra_context or {})})

    def look_up(self, request: HttpRequest, rows: Any) -> None:
        """What the meetings to come clash with."""
        coming = [row for row in rows if row.day >= today()]
        found = clashes_of(coming, day=today(), user=request.user) if coming else {}
        for row in rows:
            row.clashing = found.get(row.pk, [])

    @admin.display(description="Day", ordering="day")
    def when(self, meeting: Meeting) -> str:
        """The day, and the meeting's own name."""
        return ", ".join(filter(None, [plain_day(meeting.day), meeting.title]))

    @admin.display(description="Time")
    def times(self, meeting: Meeting) -> str:
        """From when to when."""
        return plain_times(meeting.starts_at, meeting.ends_at)

    @admin.display(description="Clashes with")
    def clashes(self, meeting: Any) -> SafeString | str:
        """Other meetings on the day that need the same people, or the same body."""
        if not hasattr(meeting, "clashing"):  # on its own page
            lines = [] if meeting.day < today() else warnings_of(meeting, day=today(), user=meeting.asked_by)
            return format_html_join(" ", "{}", ((line,) for line in lines)) or "–"
        words = (
            (f"{clash.meeting.body}{', ' if clash.times else ''}{clash.times}", clash.names)
            for clash in meeting.clashing
        )
        return format_html_join("; ", "{} ({})", words)

    @admin.display(description="Further bodies")
    def joining(self, meeting: Meeting) -> str:
        """Those who join."""
        return ", ".join(str(body) for body in meeting.with_bodies.all())

    @admin.display(description="What became of it")
    def events(self, meeting: Meeting) -> SafeString:
        """Its events, the earliest first."""
        rows = MeetingEvent.objects.filter(meeting=meeting).order_by("pk")
        words = ((_in_words(row),) for row in rows)
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", words))

    @admin.display(description="Agenda")
    def agenda_link(self, meeting: Meeting) -> SafeString | None:
        """The way to write its agenda."""
        agenda = Agenda.objects.filter(meeting=meeting).first()
        if agenda is None:
            return None
        address = reverse("admin:meetings_agenda_change", args=[agenda.pk])
        return format_html('<a href="{}">{}</a>', address, agenda.get_state_display())

    @admin.display(description="Minutes")
    def minutes_link(self, meeting: Meeting) -> SafeString | None:
        """The way to its minutes, and to writing them from its day on, while they may be written."""
        minutes = Minutes.objects.filter(meeting=meeting).first()
        links = []
        if minutes is not None:
            address = reverse("admin:meetings_minutes_change", args=[minutes.pk])
            links.append((address, minutes.get_stage_display()))
        if _may_be_written(meeting, minutes):
            address = reverse("meetings:minuting", args=[meeting.body.slug, meeting.date_in_address])
            links.append((address, "Write the minutes"))
        return format_html_join(", ", '<a href="{}">{}</a>', links) if links else None

    def view_on_site(self, obj: Meeting) -> str:
        """The public page; a proposal's is shown to its editors alone."""
        return reverse("meetings:meeting", args=[obj.body.slug, obj.date_in_address])


def _may_be_written(meeting: Meeting, minutes: Minutes | None) -> bool:
    """Whether there is something to minute: on the day of a meeting that goes ahead, or later, until it is checked."""
    return meeting.goes_ahead and meeting.day <= today() and (minutes is None or minutes.is_open)


def _in_words(event: MeetingEvent) -> str:
    """What happened, to when and where, and why."""
    parts = [plain_when(event.day, event.starts_at, event.ends_at), event.place, event.reason]
    return f"{event.get_what_display()}: {'; '.join(filter(None, parts))}"
