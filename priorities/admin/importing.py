"""Pages on which a file comes in: the file first, then what it would write or all that is wrong with it, then the deed.

What was read travels in the page itself, sealed for its reader, until it is confirmed; the deed then refuses where
something else would be written by now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core import signing
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from governance.foundation.deed_forms import refusal_of
from governance.foundation.deeds import Refused
from priorities.sheets.tables import Fault

LASTS_SECONDS = 2 * 24 * 3600
"""How long a preview may lie open before it is confirmed."""
LARGEST_SEAL = 2_000_000
"""In letters: what a form may carry, with room to spare."""
MOST_SHOWN = 200
"""How many bad lines, and how many rows, a page lists; it says how many there are."""
TOO_OLD = "What you were looking at is too old, or belongs to something else: choose the file again."
TO_CONFIRM = "to_confirm"
UNCONFIRMED = "Tick that it is so, or choose another file."
TOO_MUCH = "This is more than a page can show: split the table, or ask for it to be imported by command."


class FileForm(forms.Form):
    """Asks for the file."""

    file = forms.FileField(
        label="File",
        help_text="An .xlsx, or a CSV in UTF-8.",
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty: choose the file again.",
            "missing": "Choose a file.",
            "invalid": "Choose a file.",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class AgreeForm(forms.Form):
    """Carries what was read, and asks why; and for a tick, where the import asks to be confirmed."""

    read = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Kept in the history.",
    )


@dataclass
class Preview:
    """What a file would write, as its page shows it."""

    faults: Sequence[Fault] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    """What confirming needs, as JSON."""
    shown: dict[str, Any] = field(default_factory=dict)
    """For the template."""
    writes: bool = True
    """Whether there is anything to write."""
    to_confirm: str = ""
    """What a tick is asked for, as its label; empty where none is."""


class Importing:
    """One kind of import. Subclasses say what it is, read a file, and do the deed."""

    slug, heading, lead, press = "", "", "", "Import"
    asks_why = True
    template = ""
    """What the page shows of a preview."""

    def __init__(self, request: HttpRequest, subject: Any = None) -> None:
        self.request, self.subject = request, subject

    def read(self, file: File) -> Preview:
        """What the file would write. Raises Refused."""
        raise NotImplementedError

    def read_again(self, facts: dict[str, Any]) -> Preview:
        """The preview of facts that were to be confirmed and were not. Raises Refused."""
        raise NotImplementedError

    def write(self, facts: dict[str, Any], reason: str) -> str:
        """Do the deed; a sentence for the officer. Raises Refused."""
        raise NotImplementedError

    def sealed(self, facts: dict[str, Any]) -> str:
        """Facts for a hidden field, which nobody can forge, nor use for something else or as somebody else."""
        sealed = signing.dumps(facts, salt=self._salt, compress=True)
        if len(sealed) > LARGEST_SEAL:
            raise Refused(TOO_MUCH)
        return sealed

    def opened(self, sealed: str) -> dict[str, Any]:
        """The facts that `sealed` was made of. Raises Refused."""
        try:
            facts: dict[str, Any] = signing.loads(sealed, salt=self._salt, max_age=LASTS_SECONDS)
        except signing.BadSignature as error:
            raise Refused(TOO_OLD) from error
        return facts

    @property
    def _salt(self) -> str:
        return f"priorities.import.{self.slug}.{getattr(self.subject, 'pk', 0)}.{self.request.user.pk}"


def import_page(model_admin: Any, importing: Importing, *, back: str, done: str) -> HttpResponse:
    """Answer on the import's page; `back` is where its Cancel leads, `done` where it goes on when it is done."""
    request = importing.request
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form: forms.Form = FileForm()
    preview = None
    if request.method == "POST" and "read" in request.POST:
        form = AgreeForm(request.POST)
        try:
            facts = importing.opened(form.cleaned_data["read"]) if form.is_valid() else None
            if facts is not None and facts.get(TO_CONFIRM) and not form.cleaned_data["confirmed"]:
                preview = importing.read_again(facts)
                form = _agreeing(importing, preview, request.POST)
                return _response(model_admin, importing, form, preview, back)
            if facts is not None:
                sentence = importing.write(facts, form.cleaned_data["reason"])
                model_admin.message_user(request, sentence, messages.SUCCESS)
                return redirect(done)
            refusal = TOO_OLD
        except Refused as refused:
            refusal = refusal_of(refused)
        form = _with_error(refusal)
    elif request.method == "POST":
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            form, preview = _previewed(importing, form)
    return _response(model_admin, importing, form, preview, back)


def _previewed(importing: Importing, form: forms.Form) -> tuple[forms.Form, Preview | None]:
    """The form to go on with, and what the file would write; the form for another file where it cannot be read."""
    try:
        preview = importing.read(form.cleaned_data["file"])
        if preview.faults or not preview.writes:
            return FileForm(), preview
        return _agreeing(importing, preview), preview
    except Refused as refused:
        form.add_error("file", refusal_of(refused))
        return form, None


def _agreeing(importing: Importing, preview: Preview, sent: QueryDict | None = None) -> AgreeForm:
    """The form under a preview; with what was `sent`, one that the tick is missing of."""
    sealed = importing.sealed({**preview.facts, TO_CONFIRM: bool(preview.to_confirm)})
    data = None
    if sent is not None:
        data = sent.copy()
        data["read"] = sealed
    agreeing = AgreeForm(data, initial={"read": sealed})
    tick = agreeing.fields["confirmed"]
    tick.label, tick.required, tick.error_messages["required"] = preview.to_confirm, True, UNCONFIRMED
    if not preview.to_confirm:
        del agreeing.fields["confirmed"]
    if not importing.asks_why:
        del agreeing.fields["reason"]
    return agreeing


def _with_error(sentence: str) -> FileForm:
    """The form for another file, with why it is asked for."""
    form = FileForm({})
    form.errors.clear()
    form.add_error(None, sentence)
    return form


def _response(
    model_admin: Any, importing: Importing, form: forms.Form, preview: Preview | None, back: str
) -> HttpResponse:
    names = [name for name, each in form.fields.items() if not each.widget.is_hidden]
    shown = AdminForm(form, [(None, {"fields": names})], {}, model_admin=model_admin)  # type: ignore[arg-type]  # any form will do
    context = {
        **model_admin.admin_site.each_context(importing.request),
        "title": importing.heading,
        "opts": model_admin.opts,
        "original": importing.subject,
        "importing": importing,
        "agreeing": isinstance(form, AgreeForm),
        "form": form,
        "adminform": shown,
        "errors": form.errors,
        "preview": preview,
        "most_shown": MOST_SHOWN,
        "back": back,
        "media": model_admin.media + shown.media,
        "is_popup": False,
    }
    return TemplateResponse(importing.request, "admin/priorities/import.html", context)
