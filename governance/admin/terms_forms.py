"""Deeds about terms of reference: a new draft, the usual sections, giving a draft up, signing it off."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db import transaction
from django.db.models import Max

from governance.admin.choices import BodyField, alive
from governance.admin.officer_admin import today
from governance.foundation.deed_forms import DayField, DeedForm, Done, lock
from governance.foundation.deeds import Refused, write
from governance.foundation.printing import Unprintable
from governance.foundation.sentences import counted, plain_day
from governance.models import Body, Person, TermsOfReference, TermsSection
from governance.seats.roll import chairs_on
from governance.terms.signing import (
    abandon_draft,
    current_draft,
    draft_terms,
    last_signed,
    may_sign,
    sign_off,
    signing_body,
)
from governance.terms.terms_printing import print_terms

PAPERS = "Terms of reference"
STEP = 10
"""Between the numbers of two sections, so that another fits in."""


def is_working_draft(terms: TermsOfReference) -> bool:
    """Whether this is the draft that may change."""
    draft = current_draft(terms.body) if terms.is_draft else None
    return draft is not None and draft.pk == terms.pk


class NewDraftForm(DeedForm):
    """Open the next draft of a body's terms."""

    slug, verb, group, press = "draft", "New draft…", PAPERS, "Open the draft"

    level = forms.ChoiceField(
        label="Level",
        choices=TermsOfReference.Level.choices,
        widget=forms.RadioSelect,
        help_text="Headline terms are signed at a meeting of the body above, detailed ones at the body’s own.",
    )

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for a body that exists today or will."""
        return alive(Body.objects.filter(pk=subject.pk), today()).exists()

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"New draft of the terms of {self.subject}" if self.subject else "New draft of terms of reference"

    @property
    def lead(self) -> str:
        """What the draft will be a copy of."""
        if self.subject is None:
            return "The draft is a copy of the body’s newest draft, or else of its signed terms."
        source = current_draft(self.subject) or last_signed(self.subject)
        if source is None:
            return "The first draft is empty; “Usual sections…” fills in headings."
        kind = "draft, which stays as it is" if source.is_draft else "signed terms, which stay in force"
        return f"The draft is a copy of version {source.version}, the {kind}."

    def arrange(self) -> None:
        """The body, where none was chosen before."""
        if self.subject is None:
            field = BodyField(label="Body")
            field.offer(alive(Body.objects.editable_by(self.user), today()), today())
            self.fields["body"] = field
        self.order_fields(["body", "level", "reason"])

    def prefilled(self) -> dict[str, Any]:
        """The level of the terms that it copies."""
        source = (current_draft(self.subject) or last_signed(self.subject)) if self.subject else None
        return {"level": source.level if source else TermsOfReference.Level.HEADLINE}

    def act(self) -> Done:
        """Open it."""
        to = self.cleaned_data
        draft = draft_terms(to.get("body") or self.subject, by=self.user, level=to["level"], reason=to["reason"])
        return Done(draft, f"Version {draft.version} is open: write its sections below.")


class UsualSectionsForm(DeedForm):
    """Add headings that terms usually have."""

    slug, verb, press = "sections", "Usual sections…", "Add these sections"
    lead = "Each comes with its usual heading and no text. They stand after the sections that are there."

    kinds = forms.MultipleChoiceField(label="Sections", widget=forms.CheckboxSelectMultiple)

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for the working draft."""
        return is_working_draft(subject) and bool(_missing(subject))

    def arrange(self) -> None:
        """The kinds that the draft does not have yet."""
        field: Any = self.fields["kinds"]
        field.choices = _missing(self.subject)
        self.order_fields(["kinds", "reason"])

    def act(self) -> Done:
        """Add them, in the usual order."""
        last = self.subject.sections.aggregate(last=Max("order"))["last"] or 0
        chosen = [kind for kind, _ in _missing(self.subject) if kind in self.cleaned_data["kinds"]]
        for number, kind in enumerate(chosen, 1):
            section = TermsSection(terms=self.subject, kind=kind, order=last + number * STEP)
            write(section, by=self.user, why=self.cleaned_data["reason"])
        return Done(self.subject, f"{counted(len(chosen), 'section was', 'sections were')} added.")


def _missing(terms: TermsOfReference) -> list[tuple[str, str]]:
    there = set(terms.sections.values_list("kind", flat=True))
    kinds = TermsSection.Kind.choices
    return [(kind, label) for kind, label in kinds if kind not in there and kind != TermsSection.Kind.FREE]


class AbandonForm(DeedForm):
    """Give the draft up."""

    slug, verb, press = "abandon", "Abandon draft…", "Abandon the draft"
    lead = "The draft, and any before it since the last sign-off, is given up but kept. The signed terms stay in force."

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for the working draft."""
        return is_working_draft(subject)

    def act(self) -> Done:
        """Abandon it."""
        signed = abandon_draft(self.subject, by=self.user, reason=self.cleaned_data["reason"])
        again = f"version {signed.version} stands" if signed else "there are no signed terms"
        return Done(signed or self.subject, f"The draft was abandoned; {again}.")


class SignOffForm(DeedForm):
    """Record that a meeting signed the draft off."""

    slug, verb, press = "sign-off", "Sign off…", "Sign off"
    lead = "Signing freezes the text and its PDF for ever. Later changes need a new draft."

    meeting_on = DayField(label="Date of the meeting")
    place = forms.CharField(label="Place of the meeting", max_length=160, widget=AdminTextInputWidget)
    takes_effect = DayField(label="In force from", required=False, help_text="Empty: from the day of the meeting.")

    @classmethod
    def applies(cls, subject: Any, request: Any) -> bool:
        """Only for the working draft, and for those who may sign it."""
        return is_working_draft(subject) and may_sign(request.user, subject)

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Sign off version {self.subject.version} of the terms of {self.subject.body}"

    def arrange(self) -> None:
        """Who may have chaired: anybody the user may read, those in the chair today first."""
        meeting_of = signing_body(self.subject, today())
        words = f"The meeting of {meeting_of} that signed them off."
        self.fields["meeting_on"].help_text = words
        chairs = [holder.person for holder in chairs_on(today(), [meeting_of.pk]).get(meeting_of.pk, [])]
        people = Person.objects.visible_to(self.user).filter(
            memberships__seat__role="chair", memberships__seat__body__in=[meeting_of.pk, self.subject.body_id]
        )
        keys = {*people.values_list("pk", flat=True), *(person.pk for person in chairs)}
        field = forms.ModelChoiceField(queryset=Person.objects.filter(pk__in=keys), label="Who chaired")
        self.fields["chair"] = field
        if len(chairs) == 1:
            self.initial.setdefault("chair", chairs[0].pk)
        self.order_fields(["meeting_on", "place", "chair", "takes_effect", "reason"])

    def guard(self) -> AbstractContextManager[Any]:
        """None: the PDF is printed, and no lock is held as long as that. `act` reads the text under the lock."""
        return nullcontext()

    def act(self) -> Done:
        """Sign off the sections that are there now; `sign_off` refuses if they change while it prints."""
        to = self.cleaned_data
        with transaction.atomic():
            lock(self.subject)
            terms = TermsOfReference.objects.select_related("body").prefetch_related("sections").get(pk=self.subject.pk)
        try:
            terms = sign_off(
                terms,
                by=self.user,
                chair=to["chair"],
                meeting_of=signing_body(terms, to["meeting_on"]),
                meeting_on=to["meeting_on"],
                place=to["place"],
                printer=print_terms,
                takes_effect=to["takes_effect"],
                reason=to["reason"],
            )
        except Unprintable as error:
            raise Refused(str(error)) from error
        return Done(terms, f"Version {terms.version} was signed off on {plain_day(to['meeting_on'])}.")
