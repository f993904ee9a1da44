"""Signing: terms of reference from a draft to the signed version that never changes again."""

import datetime
import hashlib
import json
from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from governance.foundation.access import chairs, is_officer_of, person_of, require_edit
from governance.foundation.dated import Span
from governance.foundation.deeds import Refused, write
from governance.foundation.publication import State, turn
from governance.models import Body, Person, SignedPdf, TermsOfReference, TermsSection
from governance.seats.roll import chairs_on

Printer = Callable[[TermsOfReference, list[TermsSection]], bytes]
"""Prints terms with these sections to PDF."""


@transaction.atomic
def draft_terms(body: Body, *, by: Any, level: str | None = None, reason: str = "") -> TermsOfReference:
    """Open the next numbered draft of the body's terms.

    It is a copy of the newest draft or, without one, of the terms last signed; the draft before it stays as it is.
    `level` defaults to the copied one's, or headline.
    """
    body = Body.objects.locked(body.pk)
    require_edit(by, body)
    source = current_draft(body) or last_signed(body)
    major = source.major if source else 0
    numbers = TermsOfReference.objects.filter(body=body, major=major).values_list("minor", flat=True)
    draft = TermsOfReference(
        body=body,
        major=major,
        minor=max(numbers, default=0) + 1,
        level=level or (source.level if source else TermsOfReference.Level.HEADLINE),
        review_due=source.review_due if source else None,
    )
    write(draft, by=by, why=reason)
    for section in source.sections.all() if source else ():
        copy = TermsSection(
            terms=draft, order=section.order, kind=section.kind, heading=section.heading, text=section.text
        )
        write(copy, by=by, why=reason)
    return draft


@transaction.atomic
def abandon_draft(terms: TermsOfReference, *, by: Any, reason: str = "") -> TermsOfReference | None:
    """Give up the working draft, and any numbered before it since the last sign-off; return the signed terms."""
    body = Body.objects.locked(terms.body_id)
    require_edit(by, body)
    drafts = TermsOfReference.objects.filter(body=body, major=terms.major).drafts()
    if terms.pk not in {draft.pk for draft in drafts}:
        raise Refused(f"Version {terms.version} is no draft, so there is nothing to abandon.")
    for draft in drafts:
        turn(draft, State.WITHDRAWN, by=by, why=reason)
    return last_signed(body)


def sign_off(
    terms: TermsOfReference,
    *,
    by: Any,
    chair: Person,
    meeting_of: Body,
    meeting_on: datetime.date,
    place: str,
    printer: Printer,
    takes_effect: datetime.date | None = None,
    reason: str = "",
    together_with: Callable[[TermsOfReference], None] | None = None,
    also_lock: Collection[int] = (),
) -> TermsOfReference:
    """Sign a draft off at a meeting: it gets the next whole number, its text and PDF are frozen (items 43, 44).

    Headline terms are signed at a meeting of the body it reports to on that day, detailed ones at its own. `by` is
    the chair's own account, or an officer of the partnership who records what a meeting did. The PDF is printed
    before the transaction opens; if the draft changes in between, nothing is signed. In force from `takes_effect`
    (default: the day of the meeting). `together_with` is called with the signed terms in the same transaction, which
    also locks the bodies with the keys `also_lock`, all in the order of their keys. Raises Refused with the reason.
    """
    takes_effect = takes_effect or meeting_on
    terms = TermsOfReference.objects.select_related("body").get(pk=terms.pk)  # the caller's stays as it is if refused
    _check_draft(terms)
    _check_meeting(terms, by=by, chair=chair, of=meeting_of, on=meeting_on, place=place)
    _check_effect(terms, meeting_on, takes_effect)
    sections = list(terms.sections.all())
    text = text_sha256(terms, sections)
    terms.major, terms.minor = terms.major + 1, 0
    terms.signed_at, terms.signed_on, terms.signed_place = meeting_of, meeting_on, place
    terms.signed_by, terms.starts, terms.text_sha256 = chair, takes_effect, text
    pdf = printer(terms, sections)
    with transaction.atomic():
        for key in sorted({terms.body_id, *also_lock}):
            Body.objects.locked(key)
        now = current_draft(terms.body)
        if now is None or now.pk != terms.pk or text_sha256(now, list(now.sections.all())) != text:
            raise Refused("The draft changed while it was being signed: read it again, then sign.")
        terms.ends = _close_former(terms, takes_effect, by=by, reason=reason)
        turn(terms, State.PUBLISHED, by=by, why=reason)
        SignedPdf.objects.create(terms=terms, sha256=hashlib.sha256(pdf).hexdigest(), content=pdf)
        if together_with is not None:
            together_with(terms)
    return terms


def current_draft(body: Body) -> TermsOfReference | None:
    """The draft that may change: the newest since the last sign-off, or None."""
    signed = last_signed(body)
    return (
        TermsOfReference.objects.filter(body=body, major=signed.major if signed else 0).drafts().newest_first().first()
    )


def last_signed(body: Body) -> TermsOfReference | None:
    """The version signed last, or None."""
    return TermsOfReference.objects.filter(body=body, minor=0, major__gt=0).newest_first().first()


def signing_body(terms: TermsOfReference, day: datetime.date) -> Body:
    """The body whose meeting signs these terms: the parent of that day for headline terms, else the body itself."""
    if terms.level == TermsOfReference.Level.DETAILED:
        return terms.body
    period = terms.body.period_on(day).select_related("parent", "parent__partnership").first()
    if period is None or period.parent is None or period.parent.is_partnership:
        return terms.body
    return period.parent


def may_sign(user: Any, terms: TermsOfReference) -> bool:
    """Whether the user may sign these terms off today: the chair of the signing body, or an officer for it."""
    if not terms.is_draft:
        return False
    body = signing_body(terms, timezone.localdate())
    return chairs(user, body) or is_officer_of(user, terms.body.partnership_id)


def text_sha256(terms: TermsOfReference, sections: list[TermsSection]) -> str:
    """SHA-256 of the words: the sections' kinds, headings and texts, in their order, as JSON in UTF-8."""
    words = [[section.kind, section.heading, section.text] for section in sections]
    return hashlib.sha256(json.dumps([terms.level, words], ensure_ascii=False).encode()).hexdigest()


def _check_draft(terms: TermsOfReference) -> None:
    if not terms.is_draft or (newest := current_draft(terms.body)) is None or newest.pk != terms.pk:
        raise Refused(f"Version {terms.version} is not the working draft: open that one and sign it.")
    if not any(section.text for section in terms.sections.all()):
        raise Refused("The draft is empty: write at least one section before it is signed.")


def _check_meeting(terms: TermsOfReference, *, by: Any, chair: Person, of: Body, on: datetime.date, place: str) -> None:
    if on > timezone.localdate():
        raise Refused("The meeting is still to come: sign the terms off on its day or later.")
    if not place.strip():
        raise Refused("Say where the meeting was held.")
    body = signing_body(terms, on)
    if body.pk != of.pk:
        raise Refused(f"{terms.get_level_display()} terms of {terms.body} are signed off at a meeting of {body}.")
    if chair.pk not in {holder.person.pk for holder in chairs_on(on, [of.pk]).get(of.pk, [])}:
        raise Refused(f"{chair} did not chair {of} on that day: name the chair of that day.")
    own = person_of(by) == chair
    if not own and not is_officer_of(by, terms.body.partnership_id):
        raise Refused(f"Only {chair}, or an officer of the partnership who records it, may sign these terms off.")


def _check_effect(terms: TermsOfReference, meeting_on: datetime.date, takes_effect: datetime.date) -> None:
    if takes_effect < meeting_on:
        raise Refused("The terms cannot be in force before the meeting that signs them off.")
    if not terms.body.period_on(takes_effect).exists():
        raise Refused(f"{terms.body} does not exist on the day on which the terms would take effect.")


def _close_former(terms: TermsOfReference, on: datetime.date, *, by: Any, reason: str) -> datetime.date | None:
    """End the terms in force before; return the day on which the new ones end with the body, if it has one."""
    published = TermsOfReference.objects.filter(body=terms.body).published().select_related("body")
    for former in published.meeting(Span(on)):
        if former.starts is not None and former.starts >= on:
            raise Refused(f"Version {former.version} takes effect on that day or later: choose a later day.")
        former.ends = on
        write(former, by=by, why=reason)
    return terms.body.periods.order_by("-starts").values_list("ends", flat=True).first()
