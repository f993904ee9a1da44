"""What to look at before an agenda goes public (beyond 3.19): clear days, and what its texts and files give away.

`checks` looks at everything that the public would be able to read of a meeting's agenda, and at nothing else: what is
restricted is not published, so it may say what it likes.
"""

import datetime
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from governance.foundation.richtext import as_text
from governance.foundation.sentences import plain_day
from governance.models import BodyPeriod, Person
from meetings.agendas.agenda_labels import labels_in_use_twice, labels_of
from meetings.agendas.findings import Finding, Place, code_of, of_place
from meetings.agendas.text_checks import bare_number, emails_in, phones_in, says
from meetings.models import Agenda, AgendaItem, Meeting, Paper
from meetings.papers.file_words import PICTURES, words_of_file
from meetings.thread.serving import unserved

CLEAR_DAYS = 5
"""Whole days that lie between the day of publication and the day of the meeting; neither of the two counts. Five is
what the Local Government Act 1972 asks of councils (section 100B), and what partners expect of bodies that spend
public money. Every day counts, for a partnership's papers are read at weekends too."""

PATIENCE_SECONDS = 20
"""For reading files in one look. A pack that takes longer is read in several: what was read stays known."""

UNTITLED = " (title to be written)"
"""How the title of a restricted item ends that was copied without its own."""


# The whole agenda --------------------------------------------------------------------------------------------


def checks(meeting: Meeting, *, on: datetime.date | None = None) -> list[Finding]:
    """Everything that was found in the agenda of `meeting` if it is published `on` (default: today), blocking first.

    Reads the papers' files, so it takes its time and must not be called in a transaction. Files that are not read
    within PATIENCE_SECONDS are named; the next call goes on with them.
    """
    items = list(meeting.items.select_related("presenter").in_order())
    papers = list(
        Paper.objects.filter(item__meeting=meeting, restricted=False, item__restricted=False)
        .select_related("pinned")
        .order_by("item__position", "position", "pk")
    )
    places = [*_places(meeting, items, papers)]
    found = [
        *_clear_days(meeting, on or timezone.localdate()),
        *heading_checks(items),
        *_in_words(_hidden_titles(meeting.pk, items), places),
        *_untitled(items),
        *_pictures(items, papers),
        *_unserved(meeting, items),
    ]
    return blocking_first(found)


def item_checks(item: AgendaItem, papers: Sequence[Paper] = (), record: Sequence[Place] = ()) -> list[Finding]:
    """What was found in one item of a published agenda, whose words go public at once, and in those of its papers.

    `record` is what else goes public with it. Reads the papers' files; without papers it may be called in a
    transaction.
    """
    label = item.label or "new"
    until = time.monotonic() + PATIENCE_SECONDS
    places = [Place("The item", _words(item)), *(_place_of(paper, label, until) for paper in papers), *record]
    return blocking_first([*_not_neutral([item]), *_in_words(_hidden_titles(item.meeting_id, [item]), places)])


def word_checks(meeting: Meeting, places: Sequence[Place]) -> list[Finding]:
    """What was found in words that go public at once about `meeting`, such as those of its minutes. Reads no file."""
    return blocking_first(_in_words(_hidden_titles(meeting.pk), places)) if places else []


def heading_checks(items: Sequence[AgendaItem]) -> Iterator[Finding]:
    """What is wrong with the labels and the neutral titles of all items of one agenda."""
    yield from _not_neutral(items)
    for label in labels_in_use_twice(items):
        sentence = f"More than one item has the label {label}: give each its own."
        yield Finding(code_of("label", label), sentence, blocks=True, may_be_overruled=False)


def paper_checks(papers: Sequence[Paper]) -> list[Finding]:
    """What was found in papers of one meeting that go public at once, as they stand here, saved or not.

    Reads their files, so it must not be called in a transaction.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    places = [_place_of(paper, paper.item.label or "new", until) for paper in papers]
    return blocking_first(_in_words(_hidden_titles(papers[0].item.meeting_id, papers=papers), places))


def what_is_checked(meeting: Meeting) -> tuple[Any, ...]:
    """The state of all that `checks` reads: two states are equal when nothing was changed between them."""
    agenda = Agenda.objects.filter(meeting=meeting).values_list("introduction", "left_out").first()
    items = AgendaItem.objects.filter(meeting=meeting).order_by("pk").values_list()
    papers = Paper.objects.filter(item__meeting=meeting).order_by("pk").values_list()
    return agenda, list(items), list(papers), meeting.day


# Clear days --------------------------------------------------------------------------------------------------


def clear_days(published: datetime.date, meets: datetime.date) -> int:
    """How many whole days lie between the two; less than 0 when both are the same day or the meeting is over."""
    return (meets - published).days - 1


def _clear_days(meeting: Meeting, on: datetime.date) -> Iterator[Finding]:
    between = clear_days(on, meeting.day)
    if meeting.day < on:
        yield Finding("clear-days", "This meeting is over: its agenda is published for the record.")
    elif between < CLEAR_DAYS:
        last = plain_day(meeting.day - datetime.timedelta(days=CLEAR_DAYS + 1))
        number = {0: "no clear day", 1: "one clear day"}.get(max(between, 0), f"{between} clear days")
        yield Finding(
            "clear-days",
            f"There would be {number} between publication and the meeting, and there should be {CLEAR_DAYS}: "
            f"{last} was the last day for it.",
            blocks=True,
        )


# What the public would read ----------------------------------------------------------------------------------


def _places(meeting: Meeting, items: Sequence[AgendaItem], papers: Sequence[Paper]) -> Iterator[Place]:
    agenda = Agenda.objects.filter(meeting=meeting).first()
    if agenda is not None and agenda.introduction:
        yield Place("The introduction", as_text(agenda.introduction))
    labels, until = labels_of(items), time.monotonic() + PATIENCE_SECONDS
    for item in items:
        yield Place(f"Item {labels[item.pk]}", _words(item))
    for paper in papers:
        yield _place_of(paper, labels[paper.item_id], until)


def _words(item: AgendaItem) -> str:
    """What the public would read of an item."""
    marks = [item.late_reason, item.withdrawn_reason]
    if item.restricted:
        return _lines(item.public_title, item.restriction_reason, *marks)
    presenter = item.presenter.name if item.presenter else item.presenter_name
    return _lines(item.title, as_text(item.text), presenter, item.serves_none_because, *marks)


def _place_of(paper: Paper, label: str, until: float) -> Place:
    where = f"Item {label}, paper “{paper.title}”"
    about = (paper.title, paper.author, paper.purpose, paper.recommendation, paper.late_reason)
    if paper.pinned is None:
        return Place(where, _lines(*about))
    file = words_of_file(paper.pinned, until=until) if paper.pinned.file else None
    said = (paper.pinned.late_reason, as_text(paper.pinned.text), file.text if file else "")
    return Place(where, _lines(*about, *said), file)


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


# What is found in it -----------------------------------------------------------------------------------------


def blocking_first(found: Iterable[Finding]) -> list[Finding]:
    """Each finding once, those that stand in the way first."""
    return sorted(dict.fromkeys(found), key=lambda finding: not finding.blocks)


def _in_words(hidden: Sequence[str], places: Sequence[Place]) -> Iterator[Finding]:
    """What is found in texts for the public: titles that are `hidden`, personal data, marks of drafting and faults."""
    yield from _named(hidden, places)
    yield from _personal_data(places)
    for place in places:
        yield from of_place(place)


def _hidden_titles(meeting: int, items: Sequence[AgendaItem] = (), papers: Sequence[Paper] = ()) -> list[str]:
    """The titles of restricted items and papers of the meeting with that key; `items` and `papers` as they are here."""
    seen = [item.pk for item in items if item.pk]
    others = AgendaItem.objects.filter(meeting=meeting, restricted=True).exclude(pk__in=seen)
    closed = Paper.objects.filter(item__meeting=meeting, restricted=True)
    closed = closed.exclude(pk__in=[paper.pk for paper in papers if paper.pk])
    here = [item.title for item in items if item.restricted]
    return [*here, *others.values_list("title", flat=True), *closed.values_list("title", flat=True)]


def says_its_title(item: AgendaItem) -> bool:
    """Whether what the public reads instead of an item says the item's own title."""
    return says(_lines(item.public_title, item.restriction_reason), item.title)


def _not_neutral(items: Iterable[AgendaItem]) -> Iterator[Finding]:
    """Restricted items of which the public would read what it must not."""
    for item in items:
        if not item.restricted or not says_its_title(item):
            continue
        sentence = f"What the public reads instead of the restricted item “{item.title}” says its title: "
        sentence += "give it a neutral one."
        if item.title.casefold() == item.public_title.casefold():
            sentence = f"The restricted item “{item.title}” has the same title for the public: give it a title of its "
            sentence += "own, which the public does not read, or change the public one."
        yield Finding(f"restricted-{item.pk}", sentence, blocks=True, may_be_overruled=False)


def _untitled(items: Sequence[AgendaItem]) -> Iterator[Finding]:
    """Restricted items that came from an earlier agenda without their titles."""
    labels = labels_of(items)
    for item in items:
        if item.restricted and item.title.endswith(UNTITLED):
            words = f"Item {labels[item.pk]} was copied without its title, which members read: write it."
            yield Finding(code_of("untitled", str(item.pk)), words)


def _named(titles: Iterable[str], places: Sequence[Place]) -> Iterator[Finding]:
    """Each restricted title that a text for the public names."""
    for title, place in ((title, place) for title in titles for place in places):
        if says(place.text, title):
            yield Finding(
                code_of("restricted-title", title, place.where),
                f"{place.where} names “{title}”, which is restricted: take the name out.",
                blocks=True,
            )


def _personal_data(places: Sequence[Place]) -> Iterator[Finding]:
    """E-mail addresses and telephone numbers that nobody agreed to publish."""
    emails = [(place, email) for place in places for email in emails_in(place.text)]
    phones = [(place, phone) for place in places for phone in phones_in(place.text)]
    if not emails and not phones:
        return
    public = _public_contacts()
    for place, email in emails:
        if email not in public:
            yield _personal(place, "e-mail address", email)
    for place, phone in phones:
        if bare_number(phone) not in public:
            yield _personal(place, "telephone number", phone)


def _personal(place: Place, what: str, value: str) -> Finding:
    return Finding(
        code_of("personal", value, place.where),
        f"{place.where} holds the {what} {value}, which nobody has agreed to publish: take it out, or record consent.",
        blocks=True,
    )


def _public_contacts() -> set[str]:
    """The addresses and bare numbers that may be published: those of the portal, and those with recorded consent."""
    people = Person.objects.filter(contact_public_since__isnull=False).values_list("email", "phone")
    bodies = BodyPeriod.objects.filter(contact_public_since__isnull=False)
    contacts = [*people, *bodies.values_list("contact_email", "contact_phone").distinct()]
    own = {*emails_in(settings.PORTAL_CONTACT), *map(bare_number, phones_in(settings.PORTAL_CONTACT))}
    return (
        own | {email.lower() for email, _ in contacts if email} | {bare_number(phone) for _, phone in contacts if phone}
    )


def _pictures(items: Sequence[AgendaItem], papers: Iterable[Paper]) -> Iterator[Finding]:
    """Papers that are nothing but a picture, with no word on what it shows."""
    labels = labels_of(items)
    for paper in papers:
        is_picture = paper.pinned is not None and paper.pinned.content_type in PICTURES
        if is_picture and not (paper.purpose or paper.recommendation):
            where = f"Item {labels[paper.item_id]}, paper “{paper.title}”"
            yield Finding(code_of("picture", where), f"{where} is a picture: say in its purpose what it shows.")


def _unserved(meeting: Meeting, items: Sequence[AgendaItem]) -> Iterator[Finding]:
    labels = labels_of(items)
    for item in unserved(meeting, items):
        words = f"Item {labels[item.pk]} names no priority that it serves: name one, or say why it serves none."
        yield Finding(code_of("unserved", str(item.pk)), words)
