"""The live minuting page: one item at a time, with decisions, actions and attendance captured beside the text.

One form holds them all, so that nothing typed is lost whichever button is pressed. Sent by a script, it is answered
in JSON; sent by the browser, with a page. Editors of the meeting's lead body alone find it.
"""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.foundation.deeds import Refused
from governance.models import Person
from meetings.agendas.agenda_due import Due, due_under
from meetings.attendance.declaring import withdraw_declaration
from meetings.attendance.expecting import Expected, expected_at, holders_in
from meetings.locking import locked_meeting
from meetings.minutes.capturing_once import moment_read
from meetings.minutes.minuting import Overtaken, begin_minutes, write_entry
from meetings.minutes.minuting_desk import Desk, desk_at, owners_to_choose
from meetings.minutes.plain_writing import as_html
from meetings.minutes.remarks import remarks_on
from meetings.models import Declaration, Minutes
from meetings.views.minuting_captures import Capture
from meetings.views.minuting_forms import ActionForm, DecisionForm, DeclarationForm
from meetings.views.minuting_here import HereLine, HereOvertaken, lines_here, record_here
from meetings.views.minuting_panels import (
    ATTENDANCE,
    FORMS,
    both_texts,
    done_with,
    held_in,
    record_first,
)
from meetings.views.pages import OfMeeting

LONGEST_KEY = 19
"""Digits of a key that no database gives."""

MOVES = ("next", "previous")


@method_decorator(never_cache, name="dispatch")
class MinutingPage(OfMeeting, TemplateView):
    """The page, and what it sends."""

    http_method_names = ["get", "head", "post"]
    template_name = "meetings/minuting.html"
    agenda = None  # the page of the meeting has it
    conflict: Overtaken | None = None
    refusal = ""
    revision: int | None = None
    """Of the entry, once the text is saved and the page is shown again."""
    theirs: dict[int, str] | None = None
    """How somebody else recorded people whom the writer recorded too."""
    decision_form: DecisionForm | None = None
    action_form: ActionForm | None = None
    declaration_form: DeclarationForm | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one item."""
        self._require_right()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the text, and do whatever else the pressed button says: all of it or nothing."""
        self._require_right()
        try:
            with transaction.atomic():
                said = self._do(self.pressed)
        except Overtaken as conflict:
            self.conflict, self.refusal = conflict, str(conflict)
            return self._answer_conflict(conflict)
        except HereOvertaken as conflict:
            self.theirs, self.refusal = conflict.theirs, str(conflict)
            return self._answer_refusal(status=409)
        except Refused as refusal:
            self.refusal = str(refusal)
            return self._answer_refusal()
        if self._by_script:
            return JsonResponse(said | {"saved": True, "at": f"{timezone.localtime():%H:%M}"})
        if sentence := said.get("sentence"):
            messages.success(request, sentence)
        return self._answer_done(said)

    # What is sent ------------------------------------------------------------------------------------------

    def _do(self, what: str) -> dict[str, Any]:
        """Save the text first; then begin, decide, raise or record. Raises Refused."""
        if what == "begin":
            begin_minutes(self.meeting, by=self.request.user)
            return {"sentence": "The minutes are begun."}
        said: dict[str, Any] = {"revision": self._save_text()}
        if what == "decision":
            said |= self._decide()
        elif what == "action":
            said |= self._raise_action()
        elif what == "attendance":
            said |= self._record_attendance()
        elif what == "declaration":
            said |= self._declare()
        elif what.startswith("withdraw-"):
            said |= self._withdraw(what.removeprefix("withdraw-"))
        return said

    def _save_text(self) -> int:
        """Write what was typed; return the revision of the entry."""
        posted = self.request.POST
        if "text" not in posted or self.desk.minutes is None:
            return self.desk.revision
        revision = posted.get("revision", "")
        entry = write_entry(
            self.desk.minutes,
            self.desk.item,
            text=as_html(posted["text"]),
            revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
            by=self.request.user,
        )
        return entry.revision

    def _decide(self) -> dict[str, Any]:
        self.decision_form = DecisionForm(self.request.POST)
        return self._capture.decide(self.decision_form)

    def _raise_action(self) -> dict[str, Any]:
        self.action_form = ActionForm(self.request.POST, owners=self.owners)
        return self._capture.raise_action(self.action_form)

    def _declare(self) -> dict[str, Any]:
        self.declaration_form = DeclarationForm(self.request.POST, people=self.people)
        return self._capture.declare(self.declaration_form)

    @property
    def _capture(self) -> Capture:
        return Capture(self.request, self.meeting, self.desk.item)

    def _withdraw(self, key: str) -> dict[str, Any]:
        rows = Declaration.objects.filter(meeting=self.meeting).select_related("meeting")
        row = rows.filter(pk=key).first() if key.isdecimal() and len(key) < LONGEST_KEY else None
        if row is None:
            raise Refused("That declaration is not recorded any more.")
        withdraw_declaration(row, by=self.request.user)
        return {"sentence": "The declaration is taken back."}

    def _record_attendance(self) -> dict[str, Any]:
        """Record whom the writer said something new of, read again under the lock that the deeds take."""
        locked_meeting(self.meeting)
        self.__dict__.pop("holders", None)
        number = record_here(self.meeting, self.desk.item, self.holders, self.request.POST, by=self.request.user)
        del self.holders
        here = self._render_here(lines_here(self.holders)) if self._by_script else ""
        return {"sentence": "The attendance is recorded." if number else "Nothing was chosen anew.", "here": here}

    # What is answered --------------------------------------------------------------------------------------

    def _answer_conflict(self, conflict: Overtaken) -> HttpResponse:
        if self._by_script:
            html = render_to_string("meetings/_minuting_conflict.html", both_texts(conflict), self.request)
            return JsonResponse({"sentence": str(conflict), "html": html, "revision": conflict.revision}, status=409)
        return self.render_to_response(self.get_context_data(), status=409)

    def _answer_refusal(self, *, status: int = 422) -> HttpResponse:
        if self._by_script:
            here = self._render_here(self.here) if self.theirs else ""
            return JsonResponse({"sentence": self.refusal, "here": here}, status=status)
        return self.render_to_response(self.get_context_data(), status=status)

    def _answer_done(self, said: dict[str, Any]) -> HttpResponse:
        """On to the next page; but where a panel still holds something, this page once more with all of it."""
        held = held_in(self.request.POST, self.holders, besides=done_with(self.pressed))
        if not held:
            return HttpResponseRedirect(self._address(self._next_key()))
        self.revision = said["revision"]
        self.decision_form = self.action_form = self.declaration_form = None
        del self.desk
        if self.pressed in MOVES:
            self.refusal = record_first(held)
            return self._answer_refusal()
        return self.render_to_response(self.get_context_data())

    def _render_here(self, lines: list[HereLine]) -> str:
        context = {"here": lines, "desk": self.desk}
        return render_to_string("meetings/_minuting_here.html", context, self.request)

    @property
    def _by_script(self) -> bool:
        return self.request.headers.get("Accept", "") == "application/json"

    # What is shown -----------------------------------------------------------------------------------------

    @cached_property
    def desk(self) -> Desk:
        """The desk with the item that the address or the form names. Raises Http404."""
        asked = self.request.POST.get("item") or self.request.GET.get("item", "")
        key = int(asked) if asked.isdecimal() and len(asked) < LONGEST_KEY else None
        desk = desk_at(self.meeting, key) if key is not None or not asked else None
        if desk is None:
            raise Http404("The agenda has no such item.")
        return desk

    @cached_property
    def holders(self) -> list[tuple[Person, Expected]]:
        """Who is expected, each once."""
        return holders_in(expected_at(self.meeting))

    @cached_property
    def owners(self) -> list[Any]:
        """Who may be asked to do something."""
        return owners_to_choose(self.meeting, self.holders)

    @property
    def people(self) -> list[Any]:
        """Who may declare something; the deed asks whether they are there."""
        return list(self.owners[0][1])

    @property
    def pressed(self) -> str:
        """Which button sent the form."""
        return self.request.POST.get("do", "save")

    @property
    def unrecorded(self) -> dict[str, str]:
        """What was sent and is still to be recorded; what the pressed button recorded or cleared is left out."""
        done, posted = ("" if self.refusal else done_with(self.pressed)), self.request.POST.dict()
        gone = FORMS[done].base_fields if done in FORMS else ()
        kept = {name: value for name, value in posted.items() if name not in gone}
        return {name: value for name, value in kept.items() if done != ATTENDANCE or not name.startswith("here_")}

    @property
    def here(self) -> list[HereLine]:
        """Who is here, with what was chosen and is not recorded."""
        return lines_here(self.holders, self.unrecorded, self.theirs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the desk, and what was sent and is not recorded."""
        desk, typed, conflict, left = self.desk, self.request.POST, self.conflict, self.unrecorded
        forms = {
            "decision_form": self.decision_form or DecisionForm(initial=left),
            "action_form": self.action_form or ActionForm(initial=left, owners=self.owners),
            "declaration_form": self.declaration_form or DeclarationForm(initial=left, people=self.people),
        }
        return super().get_context_data(
            desk=desk,
            stage=desk.minutes.stage if desk.minutes else "",
            is_open=desk.minutes is not None and desk.minutes.is_open,
            typed=typed.get("text", desk.words),
            revision=conflict.revision if conflict else self.revision or typed.get("revision", desk.revision),
            conflict=both_texts(conflict) if conflict else None,
            refusal=self.refusal,
            open_panels=held_in(left, self.holders),
            due=self._due(),
            read_at=moment_read(),
            remarks=remarks_on(desk.minutes) if desk.minutes else [],
            here=self.here,
            **forms,
            **kwargs,
        )

    def _due(self) -> Due | None:
        """What is due under the open item, where it is a standing one."""
        kind = self.desk.item.kind if self.desk.item else ""
        return due_under([kind], self.meeting, self.request.user, self.day).get(kind)

    def _require_right(self) -> None:
        meeting = self.meeting
        minutes: Minutes | None = Minutes.objects.filter(meeting=meeting).first()
        if not may_edit(self.request.user, meeting.body) or (minutes is None and not meeting.goes_ahead):
            raise Http404("There is nothing here for this user to write.")

    def _next_key(self) -> int:
        """Where the next page stands: the same item, or the one after or before it."""
        what, desk = self.request.POST.get("do"), self.desk
        place = {"next": desk.after, "previous": desk.before}.get(what or "") or desk.here
        return place.key

    def _address(self, key: int) -> str:
        address = reverse("meetings:minuting", args=[self.body.slug, self.meeting.date_in_address])
        return f"{address}?item={key}"
