"""The page on which minutes come in from Word: a file first, then what goes where, then the draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from governance.foundation.access import may_edit
from governance.foundation.deeds import Refused
from meetings.agendas.agenda_labels import labels_of
from meetings.minutes.word_import import PlacedAlready, opened, place, read_minutes, sealed
from meetings.models import Minutes
from meetings.views.pages import OfMeeting
from meetings.views.word_import_forms import ChoicesForm, WordFileForm

PLACED = "The document is in the draft minutes. Read them through before the chair does."
TOO_OLD = "What you were looking at is too old, or belongs to another meeting: choose the file again."


@method_decorator(never_cache, name="dispatch")
class WordImportPage(OfMeeting, TemplateView):
    """For editors of the lead body alone. The preview travels in the page itself, sealed, until it is confirmed."""

    http_method_names = ["get", "head", "post"]
    template_name = "meetings/word_import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the file."""
        return self._answer(file_form=WordFileForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the file and show what goes where, or write what was agreed."""
        self._require_right()
        return self._confirmed() if "draft" in request.POST else self._read()

    def _require_right(self) -> None:
        if not may_edit(self.request.user, self.meeting.body_id):
            raise Http404("There is no such page.")

    def _read(self) -> HttpResponse:
        form = WordFileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self._answer(file_form=form, status=422)
        try:
            preview = read_minutes(form.cleaned_data["file"], self.meeting, by=self.request.user)
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
            return self._answer(file_form=form, status=422)
        draft = sealed(preview, self.request.user)
        return self._answer(choices_form=self._choices(preview, initial={"draft": draft}))

    def _confirmed(self) -> HttpResponse:
        preview = opened(self.request.POST["draft"], self.meeting, self.request.user)
        if preview is None:
            return self._answer(file_form=_with_error(TOO_OLD), status=422)
        choices = self._choices(preview, self.request.POST)
        if not choices.is_valid():
            return self._answer(choices_form=choices, status=422)
        try:
            place(self.meeting, preview, choices.choices(), by=self.request.user)
        except PlacedAlready as refusal:
            messages.info(self.request, refusal.sentence)
        except Refused as refusal:
            choices.add_error(None, refusal.sentence)
            return self._answer(choices_form=choices, status=422)
        else:
            messages.success(self.request, PLACED)
        return HttpResponseRedirect(reverse("meetings:minutes", args=[self.body.slug, self.meeting.date_in_address]))

    def _choices(self, preview: Any, *args: Any, **kwargs: Any) -> ChoicesForm:
        items = list(self.meeting.items.in_order())
        return ChoicesForm(*args, preview=preview, items=items, labels=labels_of(items), **kwargs)

    def _answer(self, *, status: int = 200, **context: Any) -> HttpResponse:
        self._require_right()
        minutes = Minutes.objects.filter(meeting=self.meeting).first()
        context = self.get_context_data(is_closed=minutes is not None and not minutes.is_open, **context)
        return self.render_to_response(context, status=status)


def _with_error(sentence: str) -> WordFileForm:
    """The form for another file, with why it is asked for."""
    form = WordFileForm({})
    form.errors.clear()
    form.add_error("file", sentence)
    return form
