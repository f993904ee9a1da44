"""Deeds about papers: hand in, revise, restrict and release, put in order, take back."""

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.files.base import File

from governance.admin.seating_forms import searched
from governance.foundation.deed_forms import DeedForm, Done
from governance.foundation.deeds import Refused
from governance.foundation.richtext import RichTextFormField
from meetings.admin.found_form import FoundForm
from meetings.models import Paper, PaperRevision
from meetings.papers.file_checks import MOST_WORDS, examine
from meetings.papers.going_public import findings_in, was_published
from meetings.papers.paperwork import hand_in_all, order_papers, pin, release, remove, restrict, revise

KINDS = f"PDF, Word, Excel, PowerPoint, PNG or JPEG, up to {MOST_WORDS} each."
LATE = "Needed once the agenda is published; the public reads it."
FACTS = ("text", "author", "purpose", "recommendation", "restricted", "late_reason")
ACCEPTED = ".pdf,.docx,.xlsx,.pptx,.ppsx,.png,.jpg,.jpeg"


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


class HandInForm(FoundForm):
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

    @property
    def chosen(self) -> list[File]:
        """The files."""
        return list(self.cleaned_data["papers"])

    def go_public(self, files: list[File]) -> Done:
        """Hand them in, once every file was found good."""
        facts = {name: value for name, value in self.cleaned_data.items() if name in FACTS}
        title = self.cleaned_data["title"]
        if len(files) > 1 and (title or facts["text"]):
            raise Refused("Of several files each is called by its own name: leave title and text empty.")
        if len(files) > 1:
            _examine_all(files)
        given: list[tuple[str, File | None]] = [(title or _called(file), file) for file in files]
        given = given or [(title, None)]
        item = self.cleaned_data["item"]
        papers = hand_in_all(item, given, by=self.user, despite=self.despite, reason=self.why, **facts)
        words = f"“{papers[0]}” was handed in." if len(papers) == 1 else f"{len(papers)} papers were handed in."
        return Done(papers[-1], words + _to_think_about(papers))


def _examine_all(files: Iterable[File]) -> None:
    """Refuse all where one is bad, and say which."""
    for file in files:
        try:
            examine(file)
        except Refused as refusal:
            raise Refused(
                f"{PurePosixPath(file.name or 'One').name} was refused, and with it all. {refusal}"
            ) from refusal


def _to_think_about(papers: Sequence[Paper]) -> str:
    """What the checks found in papers that went public, and that stands in nobody's way."""
    return "".join(f" {finding.sentence}" for finding in findings_in(papers) if not finding.blocks)


def _called(file: File) -> str:
    return PurePosixPath((file.name or "").replace("\\", "/")).stem.replace("_", " ").strip()[:200]


class ReviseForm(FoundForm):
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

    @property
    def chosen(self) -> list[File]:
        """The one file."""
        return [self.cleaned_data["file"]] if self.cleaned_data["file"] else []

    def go_public(self, files: list[File]) -> Done:
        """Hand it in; a text that was left as it is beside a new file is not meant."""
        to, file = self.cleaned_data, files[0] if files else None
        revision = revise(
            self.subject,
            by=self.user,
            file=file,
            text="" if file and "text" not in self.changed_data else to["text"],
            late_reason=to["late_reason"],
            despite=self.despite,
            reason=self.why,
        )
        words = f"Revision {revision.number} of “{self.subject}” was handed in."
        return Done(self.subject, words + _to_think_about([revision.paper]))


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


class ReleaseForm(FoundForm):
    """Let the public read the paper."""

    slug, verb, press = "release", "Open to all…", "Open the paper"
    lead = "On a published agenda everybody reads it at once, unless its item is restricted."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only where it is restricted."""
        return subject.restricted

    def go_public(self, files: list[File]) -> Done:
        """Release it."""
        paper = release(self.subject, by=self.user, reason=self.why, despite=self.despite)
        return Done(paper, f"“{paper}” is no longer restricted.{_to_think_about([paper])}")


class PinForm(DeedForm):
    """Choose the revision that stands under the item."""

    slug, verb, press = "pin", "Choose revision…", "Let it stand"

    revision = forms.ModelChoiceField(queryset=PaperRevision.objects.none(), label="Revision", empty_label=None)

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only while the agenda is a draft, and where there is another."""
        others = subject.revisions.exclude(pk=subject.pinned_id)
        return others.exists() and not was_published(subject.item.meeting)

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
        return not was_published(subject.item.meeting)

    def act(self) -> Done:
        """Take it back."""
        item = remove(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        return Done(item, f"“{self.subject}” was taken back.")
