"""Plain makers: each makes the one record that it is named for, through the deeds where there is one.

Whatever a record cannot do without is either a required argument or named in the docstring. `by` is always the
administrator of `an_administrator()`, for whom nothing is forbidden; days are given as ISO strings or dates.
"""

import datetime
import itertools
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from governance.composition.composing import lay_down
from governance.documents.documenting import draft_version, publish_version
from governance.foundation.access import Role
from governance.foundation.deeds import write
from governance.foundation.publication import State
from governance.models import (
    Appointment,
    Body,
    BodyKind,
    CompositionRule,
    Document,
    DocumentVersion,
    Function,
    Link,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    Seat,
    Substitution,
    TermsOfReference,
    TermsSection,
)
from governance.restructuring import Newcomer, end, establish, link, take_on
from governance.seats.roll import chairs_on
from governance.seats.seating import appoint, substitute
from governance.terms.signing import abandon_draft, draft_terms, sign_off, signing_body

FIRST = datetime.date(2008, 4, 1)
"""The day on which made bodies begin unless the test says otherwise."""

Day = datetime.date | str

_numbers = itertools.count(1)


def day(value: Day) -> datetime.date:
    """A day from “2012-01-25”, or the day itself."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def today() -> datetime.date:
    """Today in London."""
    return timezone.localdate()


def written_apart(record: Any) -> Any:
    """Write a record in a transaction of its own, as a deed would; what it raises leaves the test's as it was."""
    with transaction.atomic():
        return write(record, by=None)


def make_user(username: str = "", *, person: Person | None = None, password: str | None = None) -> Any:
    """An account with no right to anything; `person` is then whom it acts for."""
    user = get_user_model().objects.create_user(username or f"user-{next(_numbers)}", password=password)
    if person is not None:
        person.account = user
        write(person, by=None)
    return user


def make_appointment(
    user: Any, role: str, body: Body | None = None, *, starts: Day = FIRST, ends: Day | None = None
) -> Appointment:
    """An account's appointment, from the first day unless told otherwise."""
    row = Appointment(user=user, role=role, body=body, starts=day(starts), ends=day(ends) if ends else None)
    return write(row, by=None)


def an_administrator() -> Any:
    """The administrator who makes everything here: the same account each time, made when first asked for."""
    user, fresh = get_user_model().objects.get_or_create(username="administrator")
    if fresh:
        user.set_unusable_password()
        user.save()
        make_appointment(user, Role.ADMINISTRATOR)
    return user


def kind(slug: str) -> BodyKind:
    """One of the kinds of body that the portal ships."""
    return BodyKind.objects.get(slug=slug)


def make_partnership(slug: str = "", name: str = "", *, on: Day = FIRST, **facts: Any) -> Body:
    """A partnership: a root body, with nothing under it."""
    number = next(_numbers)
    new = Newcomer(slug or f"partnership-{number}", name or f"Partnership {number}", kind("partnership"), facts=facts)
    return establish(new, on=day(on), by=an_administrator())


def make_body(
    slug: str = "",
    name: str = "",
    *,
    parent: Body | None = None,
    partnership: Body | None = None,
    kind: BodyKind | str = "board",
    on: Day = FIRST,
    ends: Day | None = None,
    **facts: Any,
) -> Body:
    """A body under `parent`, or, without one, of the family of `partnership`; one of the two is needed.

    A body of the family is not accountable, whatever its kind says, unless `facts` say so.
    """
    if isinstance(kind, str):
        kind = BodyKind.objects.get(slug=kind)
    number = next(_numbers)
    if parent is None:
        facts.setdefault("accountable", False)
    if kind.time_limited:
        facts = {"purpose": "<p>To finish its task.</p>", "due_to_end": datetime.date(2031, 3, 31), **facts}
    new = Newcomer(slug or f"body-{number}", name or f"Body {number}", kind, parent=parent, facts=facts)
    body = establish(new, on=day(on), by=an_administrator(), partnership=partnership)
    return end(body, on=day(ends), by=an_administrator()) if ends else body


def first_day(body: Body) -> datetime.date:
    """The day on which the body began."""
    return body.periods.earliest_first().values_list("starts", flat=True)[0]


def make_organisation(name: str = "", *, kept_by: Body, sector: str = "council", **facts: Any) -> Organisation:
    """A partner organisation whose record `kept_by` keeps."""
    number = next(_numbers)
    facts = {"slug": f"organisation-{number}", **facts}
    return write(
        Organisation(name=name or f"Organisation {number}", kept_by=kept_by, sector=sector, **facts),
        by=an_administrator(),
    )


def make_organisation_name(organisation: Organisation, name: str, *, starts: Day, ends: Day) -> OrganisationName:
    """A name that the organisation bore once."""
    row = OrganisationName(organisation=organisation, name=name, starts=day(starts), ends=day(ends))
    return write(row, by=an_administrator())


def make_person(name: str = "", *, kept_by: Body, organisation: Organisation | None = None, **facts: Any) -> Person:
    """Somebody whose record `kept_by` keeps; without an account, a seat or contact details."""
    number = next(_numbers)
    facts = {"slug": f"person-{number}", **facts}
    return write(
        Person(name=name or f"Person {number}", kept_by=kept_by, organisation=organisation, **facts),
        by=an_administrator(),
    )


def make_seat(body: Body, title: str = "", *, starts: Day | None = None, ends: Day | None = None, **facts: Any) -> Seat:
    """A seat on `body` from the body's first day: one place of a voting member, by post held."""
    row = Seat(
        body=body,
        title=title or f"Seat {next(_numbers)}",
        starts=day(starts) if starts else first_day(body),
        ends=day(ends) if ends else None,
        **{"order": Seat.objects.filter(body=body).count() + 1, **facts},
    )
    return write(row, by=an_administrator())


def make_membership(
    seat: Seat, person: Person | None = None, *, on: Day | None = None, until: Day | None = None, **facts: Any
) -> Membership:
    """A holder of `seat` from the seat's first day; without `person`, somebody new kept by the seat's body."""
    person = person or make_person(kept_by=seat.body)
    until = day(until) if until else None
    return appoint(seat, person, on=day(on) if on else seat.starts, until=until, by=an_administrator(), **facts)


def make_substitution(
    seat: Seat, *, stands_in_for: Person, person: Person, on: Day | None = None, until: Day | None = None
) -> Substitution:
    """Somebody who stands in on a seat that allows it."""
    return substitute(
        seat,
        stands_in_for=stands_in_for,
        person=person,
        on=day(on) if on else seat.starts,
        until=day(until) if until else None,
        by=an_administrator(),
    )


def make_chair(
    body: Body, person: Person | None = None, *, on: Day | None = None, until: Day | None = None
) -> Membership:
    """A chair of `body`, with a new seat in the chair, from the body's first day."""
    seat = make_seat(body, "Chair", role=Seat.Role.CHAIR, order=0, starts=on)
    return make_membership(seat, person, until=until)


def make_link(
    source: Body,
    target: Body,
    type: str = Link.Type.ADVISES,
    *,
    on: Day = FIRST,
    until: Day | None = None,
    **facts: Any,
) -> Link:
    """A dotted line between two bodies."""
    until = day(until) if until else None
    return link(source, target, type=Link.Type(type), on=day(on), until=until, by=an_administrator(), **facts)


def make_rule(
    body: Body, kind: str = "size", *, on: Day | None = None, until: Day | None = None, **facts: Any
) -> CompositionRule:
    """A rule about the members of `body` from its first day; at least 3 members unless `kind` says otherwise."""
    if kind == "size" and not facts.keys() & {"low", "high"}:
        facts["low"] = 3
    begins = day(on) if on else first_day(body)
    return lay_down(body, kind=kind, on=begins, until=day(until) if until else None, by=an_administrator(), **facts)


def make_function(body: Body, title: str = "", *, on: Day | None = None) -> Function:
    """A function of `body` from its first day."""
    return take_on(
        body, title=title or f"Function {next(_numbers)}", on=day(on) if on else first_day(body), by=an_administrator()
    )


def make_section(terms: TermsOfReference, kind: str = "purpose", text: str = "<p>To meet.</p>", **facts: Any) -> Any:
    """A section of drafted terms."""
    number = terms.sections.count() + 1
    return write(TermsSection(terms=terms, kind=kind, text=text, **{"order": number, **facts}), by=an_administrator())


def plain_pdf(terms: TermsOfReference, sections: list[TermsSection]) -> bytes:
    """Stands in for the printer: bytes that name the version and hold the words, but are no real PDF."""
    words = "\n".join(f"{section.title}\n{section.text}" for section in sections)
    return f"%PDF-1.7\n{terms}\n{words}\n".encode()


def make_terms(
    body: Body,
    *,
    state: str = State.DRAFT,
    level: str = TermsOfReference.Level.DETAILED,
    sections: dict[str, str] | None = None,
    on: Day | None = None,
    place: str = "Town Hall, Brackwater",
    printer: Any = plain_pdf,
) -> TermsOfReference:
    """The next version of the body's terms, with one purpose section unless `sections` (kind: text) say otherwise.

    `state` draft, published (signed off at a meeting on `on`, by default today, of the body that must sign) or
    withdrawn (abandoned). A signing body without a chair on that day is given one from that day on.
    """
    terms = draft_terms(body, by=an_administrator(), level=level)
    if sections is None and not terms.sections.exists():
        sections = {"purpose": f"<p>To bring partners together in {body}.</p>"}
    for number, (section, text) in enumerate((sections or {}).items(), 1):
        terms.sections.filter(kind=section).delete()
        make_section(terms, section, text, order=number)
    if state == State.WITHDRAWN:
        abandon_draft(terms, by=an_administrator())
        return TermsOfReference.objects.get(pk=terms.pk)
    if state == State.DRAFT:
        return terms
    meeting_on = day(on) if on else today()
    meeting_of = signing_body(terms, meeting_on)
    chairs = chairs_on(meeting_on, [meeting_of.pk]).get(meeting_of.pk)
    chair = chairs[0].person if chairs else make_chair(meeting_of, on=meeting_on).person
    return sign_off(
        terms,
        by=an_administrator(),
        chair=chair,
        meeting_of=meeting_of,
        meeting_on=meeting_on,
        place=place,
        printer=printer,
    )


def make_document(
    body: Body, title: str = "", *, kind: str = Document.Kind.CONSTITUTION, slug: str = "", **facts: Any
) -> Document:
    """A document of `body` without any version; `make_document_version` gives it one."""
    number = next(_numbers)
    row = Document(
        body=body, slug=slug or f"document-{number}", title=title or f"Document {number}", kind=kind, **facts
    )
    return write(row, by=an_administrator())


def make_document_version(
    document: Document, *, state: str = State.PUBLISHED, text: str = "<p>We agree.</p>", on: Day = FIRST
) -> DocumentVersion:
    """The next version of `document`, published from `on` unless `state` is draft."""
    version = draft_version(document, by=an_administrator())
    version.text = text
    write(version, by=an_administrator())
    if state == State.DRAFT:
        return version
    return publish_version(version, on=day(on), by=an_administrator(), adopted_at="Annual general meeting")
