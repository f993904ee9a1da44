"""Deeds on the officers' site: each a form with typed fields and the one call that it makes.

A deed form becomes a page of its own, which a button on the record's page leads to. When the deed refuses, its
sentence stands above the form and everything typed stays.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget
from django.db import transaction
from django.db.models import Field, Model
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from governance.foundation.aggregate import Marks
from governance.foundation.dated import LastDayField
from governance.foundation.deeds import Refused, tree_lock
from governance.foundation.publication import State
from governance.foundation.richtext import RichTextFormField, as_text
from governance.foundation.scoping import Rights, rights_of
from governance.foundation.stale import Conflict, Difference, reconcile
from governance.foundation.wording import NOTHING

DAY_FORMATS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]
"""Days as officers write them; the first is how the forms show them."""

DAY_ERRORS = {"invalid": "Write the day like 25/01/2012 or 25 January 2012."}


class DayField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"widget": AdminDateWidget, "input_formats": DAY_FORMATS, "error_messages": DAY_ERRORS}
        super().__init__(**{**defaults, **kwargs})


class LastDay(LastDayField):
    """The last day of something; hands on the first day without it."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"widget": AdminDateWidget, "input_formats": DAY_FORMATS, "error_messages": DAY_ERRORS}
        super().__init__(**{"label": "Last day", **defaults, **kwargs})


class Done(NamedTuple):
    """What a deed leaves: the record whose page comes next (None: the list), and a sentence for the officer.

    `warnings` are further sentences, about what the officer may not have meant.
    """

    record: Model | None
    sentence: str
    warnings: Sequence[str] = ()


class DeedForm(forms.Form):
    """One deed. Subclasses declare fields and `act`, and say who they are with the class attributes."""

    slug: ClassVar[str] = ""
    """The end of the page's address."""
    verb: ClassVar[str] = ""
    """What the button that leads here says, such as “Rename…”."""
    group: ClassVar[str] = ""
    """Buttons with the same word stand together."""
    press: ClassVar[str] = "Save"
    """What the button that does it says."""
    structural: ClassVar[bool] = False
    """Whether the deed changes the tree, and so needs the tree's lock before any other."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Kept in the history.",
    )

    def __init__(self, *args: Any, request: HttpRequest, subject: Any = None, **kwargs: Any) -> None:
        self.request, self.subject = request, subject
        super().__init__(*args, **kwargs)
        self.initial = {**self.prefilled(), **self._asked(), **self.initial}
        self.arrange()

    @classmethod
    def applies(cls, subject: Any, request: HttpRequest) -> bool:
        """Whether the deed makes sense for the subject now; its button is not shown otherwise."""
        return True

    @property
    def user(self) -> Any:
        """Who acts."""
        return self.request.user

    @property
    def rights(self) -> Rights:
        """What they may do."""
        return rights_of(self.request)

    @property
    def lead(self) -> str:
        """What an officer should know before filling it in; plain words where it does not depend on the subject."""
        return ""

    @property
    def heading(self) -> str:
        """The page's heading."""
        words = self.verb.rstrip("…")
        return f"{words}: {self.subject}" if self.subject else words

    def arrange(self) -> None:
        """Narrow the choices of the fields, and add those that depend on the subject or on what was typed."""

    def act(self) -> Done:
        """Do the deed with `cleaned_data`. May raise Refused."""
        raise NotImplementedError

    def filled_in(self) -> dict[str, Any]:
        """What was filled in, by field: a copy of `cleaned_data` without the version, which no deed takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def prefilled(self) -> dict[str, Any]:
        """What the record says now, for fields that show it."""
        return {}

    def prefilled_at(self, version: Marks) -> dict[str, Any] | None:
        """What `prefilled` said at that version; None where that is not known."""
        return None

    def named(self, name: str) -> Field | None:
        """The model's field that a prefilled field shows."""
        return None

    def sections(self) -> list[tuple[str | None, dict[str, Any]]]:
        """The form's parts as the admin's fieldsets write them: heading, and names of fields."""
        return [(None, {"fields": [name for name in self.fields if name != "version"]})]

    def guard(self) -> AbstractContextManager[Any]:
        """The transaction and lock in which the version is compared and the deed done."""
        return tree_lock() if self.structural else _locked(self.subject)

    def conflict(self, version: Marks | None, sealed: str) -> Conflict:
        """The form's data to go on with after somebody else's change, and the differences to show."""
        data = cast("QueryDict", self.data).copy()
        data["version"] = sealed
        base = self.prefilled_at(version) if version is not None else None
        differences: list[Difference] = []
        if saved := self.prefilled():
            differences = list(reconcile(self, data, base=base, saved=saved, named=self.named))
        return Conflict(data, differences)

    @classmethod
    def written(cls, data: QueryDict) -> list[Difference]:
        """What somebody wrote, field by field, for a deed that makes no sense any more; choices are left out."""
        found = []
        for name, each in cls.base_fields.items():
            words = data.get(name, "").strip()
            if words and name != "version" and not isinstance(each, forms.ChoiceField | forms.BooleanField):
                label = str(each.label or capfirst(name.replace("_", " ")))
                found.append(
                    Difference(label, NOTHING, as_text(words) if isinstance(each, RichTextFormField) else words)
                )
        return found

    def _asked(self) -> dict[str, Any]:
        """What the address that led here fills in."""
        asked: QueryDict = self.request.GET
        return {name: asked[name] for name in self.fields if name in asked and name != "version"}


class OfDraft(DeedForm):
    """A deed about a draft."""

    @classmethod
    def applies(cls, subject: Any, request: HttpRequest) -> bool:
        """Only for a draft."""
        return bool(subject.is_draft)


class OfPublished(DeedForm):
    """A deed about what the public reads."""

    @classmethod
    def applies(cls, subject: Any, request: HttpRequest) -> bool:
        """Only for what is published."""
        return bool(subject.is_published)


class OfUnpublished(DeedForm):
    """A deed about what the public does not read: a draft, or what was withdrawn."""

    @classmethod
    def applies(cls, subject: Any, request: HttpRequest) -> bool:
        """Not for what is published."""
        return not subject.is_published


class OfUnwithdrawn(DeedForm):
    """A deed about a draft or about what is published."""

    @classmethod
    def applies(cls, subject: Any, request: HttpRequest) -> bool:
        """Not for what was withdrawn."""
        return bool(subject.state != State.WITHDRAWN)


@contextmanager
def _locked(record: Any) -> Iterator[None]:
    """A transaction that holds the row locks of the record's body and of the record."""
    with transaction.atomic():
        if record is not None:
            lock(record)
        yield


def lock(record: Any) -> None:
    """Lock the record's body, as deeds do, then the record. Call in a transaction, and read again afterwards."""
    body: Any = record
    for step in filter(None, (getattr(record, "BODY", None) or "").split("__")):
        body = getattr(body, step, None)
    for row in filter(None, dict.fromkeys([body, record])):
        rows = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk)
        list(rows.values_list("pk"))


def refusal_of(error: Refused) -> str:
    """A refusal for the screen: one sentence with a capital and a full stop."""
    words = str(capfirst(error.sentence))
    return words if words.endswith((".", "!", "?")) else f"{words}."
