"""Deeds about papers: hand in, revise, restrict and release, put in order, take back."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.files.base import File

from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.richtext import RichTextFormField
from meetings.models import Agenda, AgendaItem, Paper, PaperRevision
from meetings.papers.file_checks import MOST_WORDS, examine
from meetings.papers.paperwork import hand_in, order_papers, pin, release, remove, restrict, revise

KINDS = f"PDF, Word, Excel, PowerPoint, PNG or JPEG, up to {MOST_WORDS} each."
LATE = "Needed once the agenda is published; the public reads it."
ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.ppsx,.png,.jpg,.jpeg"


def was_published(item: AgendaItem) -> bool:
    """Whether the public may have read the agenda."""
    return Agenda.objects.filter(meeting=item.meeting_id, published_at__isnull=False).exists()


class SeveralFiles(forms.ClearableFileInput):
    """A field that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, one or several; the value is a list, empty where none was chosen."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file, as the one-file field cleans it."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in given if each]


def file_field(**options: Any) -> Any:
    """The one file of a revision."""
    widget = forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    return forms.FileField(required=False, widget=widget, allow_empty_file=True, help_text=KINDS, **options)


class PaperDeed(DeedForm):
    """A deed that looks through a file, and so holds no lock meanwhile; what it writes, it writes under one."""

    def guard(self) -> AbstractContextManager[Any]:
        """None."""
        return nullcontext()


class HandInForm(PaperDeed):
    """Hand in papers for an item."""

    slug, verb, press = "hand-in", "Hand in…", "Hand in"
    lead = "Choose files, or write the paper below. Of several files each becomes a paper that is called by its name."

    title = forms.CharField(
        max_length=200, required=False, widget=AdminTextInputWidget, help_text="Empty: the name of the file."
    )
    papers = FilesField(
        label="Files",
        required=False,
        allow_empty_file=True,
        widget=SeveralFiles(attrs={"accept": ACCEPTED}),
        help_text=KINDS,
    )
    text = RichTextFormField(label="Or the paper’s text", required=False)
    author = forms.CharField(max_length=160, required=False, widget=AdminTextInputWidget)
    purpose = forms.CharField(max_length=300, required=False, widget=AdminTextInputWidget)
    recommendation = forms.CharField(required=False, widget=AdminTextareaWidget(attrs={"rows": 3}))
    restricted = forms.BooleanField(
        required=False, help_text="Members and editors alone read it; the public does not learn that it exists."
    )
    late_reason = forms.CharField(
        label="Why it comes late", max_length=200, required=False, widget=AdminTextInputWidget, help_text=LATE
    )

    @property
    def heading(self) -> str:
        """The page's heading."""
        return "Hand in papers"

    def arrange(self) -> None:
        """The item first; the deed keeps no other reason."""
        self.fields["item"] = searched(Paper, "item", self, label="Item", help_text="By its title or its body.")
        asked = self.request.GET.get("item", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            self.initial.setdefault("item", asked)
        del self.fields["reason"]
        self.order_fields(["item", "title", "papers", "text"])

    def act(self) -> Done:
        """Hand them in, once every file was found good."""
        to = dict(self.cleaned_data)
        item, files = to.pop("item"), to.pop("papers")
        to.pop("version")
        if len(files) > 1 and (to["title"] or to["text"]):
            raise Refused("Of several files each is called by its own name: leave title and text empty.")
        if len(files) > 1:
            _examine_all(files)
        found = []
        for file in files or [None]:
            facts = {**to, "title": to["title"] or (_called(file) if file else "")}
            found.append(hand_in(item, by=self.user, file=file, **facts))
        if len(found) == 1:
            return Done(found[0], f"“{found[0]}” was handed in.")
        return Done(found[-1], f"{len(found)} papers were handed in.")


def _examine_all(files: Iterable[File]) -> None:
    """Refuse all where one is bad, and say which."""
    for file in files:
        try:
            examine(file)
        except Refused as refusal:
            raise Refused(
                f"{PurePosixPath(file.name or 'One').name} was refused, and with it all. {refusal}"
            ) from refusal


def _called(file: File) -> str:
    return PurePosixPath((file.name or "").replace("\\", "/")).stem.replace("_", " ").strip()[:200]


class ReviseForm(PaperDeed):
    """Hand in the next revision."""

    slug, verb, press = "revise", "Revise…", "Hand in the revision"
    lead = "The revisions before it stay readable."

    file = file_field()
    text = RichTextFormField(label="Or the paper’s text", required=False)
    late_reason = forms.CharField(
        label="Why it comes late", max_length=200, required=False, widget=AdminTextInputWidget, help_text=LATE
    )

    def arrange(self) -> None:
        """The deed keeps no other reason."""
        del self.fields["reason"]

    def prefilled(self) -> dict[str, Any]:
        """The text as it stands, to go on from."""
        return {"text": self.subject.pinned.text} if self.subject.pinned else {}

    def act(self) -> Done:
        """Hand it in; a text that was left as it is beside a new file is not meant."""
        to = self.cleaned_data
        text = "" if to["file"] and "text" not in self.changed_data else to["text"]
        revision = revise(self.subject, by=self.user, file=to["file"], text=text, late_reason=to["late_reason"])
        return Done(self.subject, f"Revision {revision.number} of “{self.subject}” was handed in.")


class RestrictForm(DeedForm):
    """Keep the paper from the public."""

    slug, verb, press = "restrict", "Restrict…", "Restrict the paper"
    lead = (
        "Members and editors alone read it and every revision of it then; the public does not learn that it exists. "
        "What was published before may have been read already."
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it is not restricted."""
        return not subject.restricted

    def act(self) -> Done:
        """Restrict it."""
        restrict(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, f"The public can no longer read “{self.subject}”.")


class ReleaseForm(DeedForm):
    """Let the public read the paper."""

    slug, verb, press = "release", "Open to all…", "Open the paper"
    lead = "On a published agenda everybody reads it at once, unless its item is restricted."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it is restricted."""
        return subject.restricted

    def act(self) -> Done:
        """Release it."""
        release(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, f"“{self.subject}” is no longer restricted.")


class PinForm(DeedForm):
    """Choose the revision that stands under the item."""

    slug, verb, press = "pin", "Choose revision…", "Let it stand"

    revision = forms.ModelChoiceField(queryset=PaperRevision.objects.none(), label="Revision", empty_label=None)

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while the agenda is a draft, and where there is another."""
        others = subject.revisions.exclude(pk=subject.pinned_id)
        return others.exists() and not was_published(subject.item)

    def arrange(self) -> None:
        """The revisions that do not stand there."""
        field: Any = self.fields["revision"]
        field.queryset = self.subject.revisions.exclude(pk=self.subject.pinned_id).defer("text")
        field.label_from_instance = lambda row: f"Revision {row.number} of {row.handed_in_at:%d/%m/%Y}"
        self.order_fields(["revision", "reason"])

    def act(self) -> Done:
        """Pin it."""
        revision = self.cleaned_data["revision"]
        pin(revision, by=self.user, reason=self.cleaned_data["reason"])
        return Done(self.subject, f"Revision {revision.number} stands on the agenda now.")


class OrderForm(DeedForm):
    """Put the paper elsewhere among those of its item."""

    slug, verb, press = "order", "Put in order…", "Put it there"

    after = forms.ModelChoiceField(
        queryset=Paper.objects.none(), label="Stands after", required=False, empty_label="None: the first"
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only beside others."""
        return Paper.objects.filter(item=subject.item_id).exclude(pk=subject.pk).exists()

    def arrange(self) -> None:
        """The other papers; the deed says itself why."""
        field: Any = self.fields["after"]
        field.queryset = Paper.objects.filter(item=self.subject.item_id).exclude(pk=self.subject.pk)
        del self.fields["reason"]

    def act(self) -> Done:
        """Put it there."""
        others = [paper for paper in self.subject.item.papers.all() if paper.pk != self.subject.pk]
        after = self.cleaned_data["after"]
        place = others.index(after) + 1 if after else 0
        order_papers(self.subject.item, [*others[:place], self.subject, *others[place:]], by=self.user)
        return Done(self.subject, f"“{self.subject}” stands after “{after}” now." if after else "It stands first now.")


class RemoveForm(DeedForm):
    """Take the paper back."""

    slug, verb, press = "remove", "Take back…", "Take it back"
    lead = "The paper goes with every revision and file. Once the agenda is published that is no longer possible."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only before the agenda is published."""
        return not was_published(subject.item)

    def act(self) -> Done:
        """Take it back."""
        item = remove(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(item, f"“{self.subject}” was taken back.")
