"""Pages of minutes: the whole, its printed sibling, and one item at an address that lasts."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView

from governance.foundation.access import chairs, may_edit
from governance.foundation.deeds import Refused
from governance.foundation.printing import Printable
from governance.views.pages import Crumb
from meetings.minutes.minutes_reading import MinutesRead, read_minutes
from meetings.minutes.minuting import check_minutes, send_back
from meetings.minutes.remarks import remark, remarks_on
from meetings.minutes.version_read import changed_since, seal_of
from meetings.models import Meeting, Minutes
from meetings.views.pages import OfMeeting

LONGEST_REASON = 1_000
NEIGHBOUR = ("day", "called_for", "number")


class OfMinutes(OfMeeting):
    """A page about the minutes of a meeting: 404 where the user may not read them, as where there are none.

    With the meeting come its minutes, and the addresses of the minutes before and after that the user may read:
    one query for all.
    """

    agenda = None  # the page of the meeting has it
    with_minutes_crumb = False

    def get_meetings(self) -> QuerySet[Any]:
        """Meetings with minutes that the user may read."""
        readable = Minutes.objects.visible_to(self.request.user)
        meetings = super().get_meetings().filter(minutes__in=readable.values("pk"))
        return meetings.select_related(
            "minutes", "minutes__approved_at__body", "minutes__checked_by", "body__partnership"
        ).annotate(**_beside("former", readable, before=True), **_beside("later", readable, before=False))

    @property
    def minutes(self) -> Minutes:
        """The minutes."""
        return self.meeting.minutes

    @cached_property
    def read(self) -> MinutesRead:
        """The minutes as the user may read them."""
        return read_minutes(self.minutes, self.request.user, bodies=self.bodies)

    def get_seal(self) -> str:
        """The version of a draft for its chair, to be taken before it is read; empty for anybody else."""
        may_check = self.minutes.is_open and chairs(self.request.user, self.meeting.body)
        return seal_of(self.minutes) if may_check else ""

    def get_crumbs(self) -> list[Crumb]:
        """The meeting's way back up, and the whole minutes where the page is about a part."""
        crumbs = super().get_crumbs()
        if self.with_minutes_crumb:
            address = reverse("meetings:minutes", args=[self.body.slug, self.meeting.date_in_address])
            crumbs.append(Crumb("Minutes", address))
        return crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the minutes, what was read of them, and those before and after."""
        read = self.read
        may_check = not self.minutes.is_public and chairs(self.request.user, self.meeting.body)
        sees_remarks = may_check or may_edit(self.request.user, self.meeting.body)
        return super().get_context_data(
            minutes=self.minutes,
            read=read,
            meeting_names=[read.names.body(body) for body in self.bodies],
            may_check=may_check,
            remarks=remarks_on(self.minutes) if sees_remarks else [],
            former=_neighbour(self.meeting, "former"),
            later=_neighbour(self.meeting, "later"),
            **kwargs,
        )


class MinutesPage(OfMinutes, Printable, TemplateView):
    """The whole minutes, on the web or printed."""

    template_name = "meetings/minutes_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version, which the chair takes along to check it."""
        return super().get_context_data(seal=self.get_seal(), **kwargs)

    def get_print_name(self) -> str:
        """The body and the date, so that a folder of downloads stays readable."""
        return f"minutes-{self.body.slug}-{self.meeting.date_in_address}"


class MinutesItemPage(OfMinutes, TemplateView):
    """What the minutes say under one item, at an address made from the item's key, which never changes."""

    template_name = "meetings/minutes_item.html"
    with_minutes_crumb = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the item's section, and those before and after it."""
        sections = self.read.sections
        place = next((n for n, each in enumerate(sections) if each.key == self.kwargs["item"]), None)
        if place is None:
            raise Http404("The minutes have no such item.")
        return super().get_context_data(
            section=sections[place],
            section_before=sections[place - 1] if place else None,
            section_after=sections[place + 1] if place + 1 < len(sections) else None,
            **kwargs,
        )


class MinutesCheckPage(OfMinutes, TemplateView):
    """Where the chair of the lead body checks the draft, leaves a remark on it, or sends it back; others get 404.

    The address says which version of the draft they read, as the page of the minutes gave it. Where the draft was
    changed since, they see how before they can check it.
    """

    http_method_names = ["get", "head", "post"]
    template_name = "meetings/minutes_check.html"
    with_minutes_crumb = True
    refusal = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what may be done."""
        self._require_chair()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check them, leave a remark, or send them back."""
        self._require_chair()
        try:
            said = self._do(request.POST.get("do", ""), self.reason)
        except Refused as refusal:
            self.refusal = str(refusal)
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, said)
        address = reverse("meetings:minutes", args=[self.body.slug, self.meeting.date_in_address])
        return HttpResponseRedirect(address)

    @property
    def reason(self) -> str:
        """What the chair wrote that is to be changed."""
        return self.request.POST.get("reason", "")[:LONGEST_REASON]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why it was refused, what was written, and what was changed since they read it."""
        facts = {"refusal": self.refusal, "reason": self.reason, "longest_reason": LONGEST_REASON}
        seal = self.get_seal()
        changed = changed_since(self.minutes, self.seen) if self.minutes.is_open else []
        return super().get_context_data(seal=seal, changed=changed, **facts, **kwargs)

    @property
    def seen(self) -> str:
        """The seal of what they read; empty where they come from elsewhere."""
        return self.request.POST.get("read") or self.request.GET.get("read", "")

    def _do(self, what: str, reason: str) -> str:
        """What the pressed button says; returns what came of it. Raises Refused."""
        if what == "send-back":
            send_back(self.minutes, by=self.request.user, reason=reason)
            return "The minutes are a draft again."
        if what == "remark":
            remark(self.minutes, text=reason, by=self.request.user)
            return "Your remark stands above the draft now."
        if reason.strip():
            raise Refused("You wrote what is to be changed: leave it as a remark, or clear it before you check them.")
        check_minutes(self.minutes, by=self.request.user, read=self.seen)
        return "You have checked these minutes."

    def _require_chair(self) -> None:
        if not chairs(self.request.user, self.meeting.body) or self.minutes.is_public:
            raise Http404("There is nothing here for this user to check.")


def _beside(name: str, readable: QuerySet[Any], *, before: bool) -> dict[str, Subquery]:
    """Annotations of a meeting: day and address of the readable minutes just before or after, of the same lead body."""
    step, order = ("lt", "-") if before else ("gt", "")
    apart = Q(**{f"meeting__day__{step}": OuterRef("day")})
    apart |= Q(meeting__day=OuterRef("day")) & Q(**{f"meeting__number__{step}": OuterRef("number")})
    rows = readable.filter(apart, meeting__body=OuterRef("body"))
    rows = rows.order_by(f"{order}meeting__day", f"{order}meeting__number")
    return {f"{name}_{part}": Subquery(rows.values(f"meeting__{part}")[:1]) for part in NEIGHBOUR}


def _neighbour(meeting: Any, name: str) -> Meeting | None:
    """The meeting with the minutes before or after, as far as a link needs it."""
    day, called_for, number = (getattr(meeting, f"{name}_{part}") for part in NEIGHBOUR)
    return Meeting(day=day, called_for=called_for, number=number) if day else None
