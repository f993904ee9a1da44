"""The pack of a meeting: the public one, and the members' own copy, which holds what is restricted and says whose it is."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from governance.foundation.access import chairs, is_known, may_edit, person_of, seated_on
from governance.foundation.printing import PDF_TYPE, RETRY_SECONDS
from governance.foundation.sentences import plain_day
from meetings.packs.pack import plan_pack
from meetings.packs.pack_binding import NoPack, put_in_store, store
from meetings.views.agendas import AgendaPdf
from meetings.views.papers import FOR_ALL, FOR_ONE, pieces


class PackPdf(AgendaPdf):
    """What the public may read of the agenda and the papers, whoever asks; 404 until the agenda is published."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Ask as the public does, so that nothing else can get in."""
        super().setup(request, *args, **kwargs)
        request.user = AnonymousUser()

    def get_print_name(self) -> str:
        """Such as board-2009-03-05-papers."""
        return f"{self.body.slug}-{self.meeting.date_in_address}-papers"

    def get_mark(self) -> str:
        """The line that says whose copy it is."""
        return ""

    def get(  # type: ignore[override]  # a stream is no HttpResponse
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """The pack from the store, put together first where it is not there yet; 503 and a page without one."""
        plan = plan_pack(self.get_context_data(**kwargs), mark=self.get_mark())
        headers = {"ETag": f'"{plan.key}"', "Cache-Control": FOR_ONE if plan.mark else FOR_ALL}
        if unchanged := get_conditional_response(request, headers["ETag"]):
            for name, value in headers.items():
                unchanged[name] = value
            return unchanged
        try:
            name = put_in_store(plan)
        except NoPack as error:
            return self._without(error)
        headers["Content-Length"] = str(store().size(name))
        headers["Content-Disposition"] = (
            content_disposition_header(as_attachment=False, filename=f"{self.get_print_name()}.pdf") or "inline"
        )
        return StreamingHttpResponse(pieces(store(), name), content_type=PDF_TYPE, headers=headers)

    def _without(self, error: NoPack) -> HttpResponseBase:
        page = reverse("meetings:meeting", args=[self.body.slug, self.meeting.date_in_address])
        response = render(self.request, "unprintable.html", {"sentence": str(error), "page_address": page}, status=503)
        if error.reason == "busy":
            response["Retry-After"] = str(RETRY_SECONDS)
        response["Cache-Control"] = "no-store"
        return response


class MembersPackPdf(PackPdf):
    """The pack with what is restricted, for members of the bodies that meet, the chair and editors; others get 404.

    Each page bears the reader's name and the day. No cache keeps it, and in the store it stands under a hash of that
    name and day among everything else, so that nobody else is ever served it.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Ask as whoever has signed in."""
        super(PackPdf, self).setup(request, *args, **kwargs)

    def get_print_name(self) -> str:
        """Such as board-2009-03-05-papers-for-members."""
        return f"{super().get_print_name()}-for-members"

    def get_mark(self) -> str:
        """Whose copy it is. The day is that of the copy, which no address can choose."""
        user: Any = self.request.user
        name = str(person_of(user) or user.get_full_name() or user.get_username())
        return f"Copy of {name}, {plain_day(timezone.localdate())}. For members: not for publication."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The agenda, for those who may read all of it. Raises Http404."""
        if not self._is_for(self.request.user):
            raise Http404("There is no such pack.")
        return super().get_context_data(**kwargs)

    def _is_for(self, user: Any) -> bool:
        if not is_known(user):
            return False
        if may_edit(user, self.body) or chairs(user, self.body):
            return True
        return bool(seated_on(user) & {body.pk for body in self.bodies})
