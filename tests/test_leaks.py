"""Nothing unpublished leaks: a mark is planted in every private place, and every public address is visited."""

import datetime
import io
import re
import zipfile
from html import unescape

import pytest
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from governance.foundation.deeds import write
from governance.models import BodyPeriod, Person, TermsSection
from governance.restructuring import describe
from governance.terms.terms_printing import print_terms
from meetings.actions.acting import report_progress
from meetings.attendance.attending import Entry
from meetings.minutes.correcting import correct, correct_attendance
from meetings.models import Correction, Declaration, PersonalCalendar, Reminder
from meetings.papers.paperwork import hand_in, revise
from meetings.schedules.scheduling import cancel, confirm, schedule
from partnership.engagement.models import Delivery
from tests import addresses, make, plants_of_priorities
from tests.make_followers import make_follower
from tests.make_meetings import (
    make_action,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_minutes,
    make_report_back,
)
from tests.mark import MARK
from tests.meetings.files import a_pdf, uploaded

PLANTED = ("governance", "engagement", "priorities", "meetings")
"""The apps whose every model is planted, or public by decision."""

LONGEST_WALK = 2_500


def plant_person(cast):
    """Contact details without consent, an officers' note; and somebody who never held a seat."""
    holder = cast.member_person
    holder.email, holder.phone, holder.note = f"{MARK}@example.org", f"{MARK}-0", f"{MARK} about a holder"
    write(holder, by=cast.administrator, why=f"{MARK} in a reason")
    make.make_person(f"{MARK} Seatless", kept_by=cast.health, slug=f"{MARK.lower()}-seatless")


def plant_period(cast):
    """A contact that nobody agreed to publish."""
    facts = {"contact_name": MARK, "contact_email": f"{MARK}@example.org", "contact_phone": MARK}
    describe(cast.health, on=make.today(), by=cast.administrator, reason=f"{MARK} why", **facts)


def plant_seat(cast):
    """An officers' note."""
    cast.member_seat.note = MARK
    write(cast.member_seat, by=cast.administrator)


def plant_organisation(cast):
    """An officers' note."""
    cast.council.note = MARK
    write(cast.council, by=cast.administrator)


def plant_terms(cast):
    """A draft, an abandoned draft, and a draft that follows a signed version."""
    make.make_terms(cast.health, sections={"purpose": f"<p>{MARK} draft</p>"})
    make.make_terms(cast.health_data, state="withdrawn", sections={"purpose": f"<p>{MARK} abandoned</p>"})
    make.make_terms(cast.board, state="published", sections={"purpose": "<p>Signed.</p>"}, printer=print_terms)
    draft = make.make_terms(cast.board)
    make.make_section(draft, TermsSection.Kind.FREE, f"<p>{MARK}</p>", heading=f"{MARK} heading")


def plant_document(cast):
    """A document without any published version, and a draft version of a published one."""
    hidden = make.make_document(cast.health, f"{MARK} protocol", slug=f"{MARK.lower()}-protocol")
    make.make_document_version(hidden, state="draft", text=f"<p>{MARK}</p>")
    known = make.make_document(cast.board, "Constitution", slug="constitution")
    make.make_document_version(known)
    make.make_document_version(known, state="draft", text=f"<p>{MARK} second version</p>")


def plant_appointment(cast):
    """An account's name and appointment."""
    make.make_appointment(make.make_user(MARK), "secretary", cast.health)


def plant_follower(cast):
    """Addresses of followers, confirmed or not, their links' secrets, and what a mail server said of them."""
    facts = {"body": cast.health, "secret": f"{MARK}-secret"}
    follower = make_follower(f"{MARK.lower()}@example.org", **facts)
    make_follower(f"{MARK.lower()}@example.net", confirmed=False, follows=False)
    Delivery.objects.create(follower=follower, asked={}, last_error=f"550 {MARK} is not known")


def plant_meeting(cast):
    """Proposals whole, also one that was confirmed later; how to join a meeting that the public may not attend."""
    said = {name: f"{MARK} {name}" for name in ("title", "place", "facilitator", "how_to_attend")}
    day = make.today() + datetime.timedelta(days=9)
    address = f"https://join.example/{MARK}"
    facts = {"by": cast.officer, "starts_at": datetime.time(9), "reason": f"{MARK} proposed", "proposed": True}
    for joining in ((), (cast.jobs,)):
        schedule(cast.health, day=day, with_bodies=joining, **facts, **said)
        day += datetime.timedelta(days=1)
    called = schedule(cast.health, day=day, mode="online", online_address=address, **facts)
    cancel(confirm(called, by=cast.secretary, reason="The board agreed."), by=cast.secretary, reason="Snow.")
    write(PersonalCalendar(person=cast.health_chair_person, salt=f"{MARK}-salt"), by=None)


def plant_minutes(cast):
    """Minutes in every stage: drafts whole, of public ones what belongs to a restricted item."""
    for number, stage in enumerate(("draft", "checked", "published", "approved"), 1):
        meeting = make_meeting(cast.health, f"2026-0{number}-11", status="held", agenda="published", place="Hall")
        make_item(meeting, "Open matters")
        secret = make_item(meeting, f"{MARK} title", restricted=True)
        make_attendance(meeting, cast.health_chair_person, note="" if number > 2 else f"{MARK} note")
        concerns = secret if number > 2 else None
        facts = {"interest": f"{MARK} interest", "item": concerns, "person": cast.health_chair_person}
        write(Declaration(meeting=meeting, **facts), by=None)
        minutes = make_minutes(meeting, text=f"<p>{MARK} entry</p>")
        if number > 2:
            entry = minutes.entries.get(item__restricted=False)
            entry.text = "<p>Open words.</p>"
            write(entry, by=None)
        minutes.stage, minutes.published_at = stage, timezone.now() if number > 2 else None
        write(minutes, by=None)
        if number > 2:
            entry = minutes.entries.get(item=secret)
            facts = {"by": cast.administrator, "on": make.today()}
            correct(entry, text=f"<p>{MARK} corrected</p>", reason=f"{MARK} reason", **facts)
            late = Entry(cast.health_chair_person, "present", arrived_at=secret)
            correct_attendance(minutes, [late], reason="They came late.", **facts)
        else:
            told = {name: f"<p>{MARK} {name}</p>" for name in ("before", "after", "reason")}
            write(Correction(minutes=minutes, made_on=make.today(), **told), by=None)


def plant_registers(cast):
    """Decisions and actions that are drafted, dropped or restricted, and what owners say that nobody has accepted."""
    meeting = make_meeting(cast.health, "2026-05-12", status="held", agenda="published")
    item = make_item(meeting, "Clinics")
    secret = make_item(meeting, f"{MARK} matter", restricted=True)
    known = make_decision(meeting, "To open a clinic.", item=item)
    owners = {"owner": cast.member_person, "owner_organisation": cast.trust, "owner_body": cast.board}
    asked = make_action(meeting, "Open the clinic.", item=item, decision=known, **owners)
    hidden = [{"state": "draft"}, {"state": "withdrawn"}, {"item": secret}]
    for facts in hidden:
        make_decision(meeting, f"{MARK} decision", replaces=known, **facts)
        make_action(meeting, f"{MARK} action", decision=known, **owners, **facts)
    said = {"day": meeting.day, "by": None, "by_link": True}
    report_progress(asked, text=f"{MARK} progress", reported_by=f"{MARK} owner", **said)
    restricted = meeting.actions.get(item=secret)
    report = report_progress(restricted, text=f"{MARK} accepted", reported_by="Tom Ferris", **said)
    report.accepted = True
    write(report, by=None)
    Reminder.objects.create(
        action=restricted, person=cast.member_person, kind="overdue", day=make.today(), due=meeting.day
    )


def plant_report_back(cast):
    """What is noted before a report is given, and a confidential report."""
    noted = {"soundings": f"<p>{MARK} soundings</p>", "position": f"<p>{MARK} position</p>"}
    make_report_back(cast.health, **noted, report=f"<p>{MARK} unfinished</p>")
    given = {"report": f"<p>{MARK} report</p>", "reported_on": make.today()}
    make_report_back(cast.health, **noted, **given, confidential=True)
    make_report_back(cast.health, **noted, report="<p>Trains will stop.</p>", reported_on=make.today())


def plant_agenda(cast):
    """Agendas that are drafted, withdrawn or of a proposal, whole; of a published one what is restricted."""
    guest = make.make_person(f"{MARK} Guest", kept_by=cast.health)
    states = [("scheduled", "draft"), ("scheduled", "withdrawn"), ("proposed", "draft"), ("scheduled", "published")]
    for number, (status, state) in enumerate(states, 1):
        meeting = make_meeting(cast.health, f"2026-09-0{number}", status=status, agenda=state)
        is_public = state == "published"
        meeting.agenda.introduction = "<p>Welcome.</p>" if is_public else f"<p>{MARK} introduction</p>"
        write(meeting.agenda, by=None, why=f"{MARK} in a reason")
        facts = {"text": f"<p>{MARK} text</p>", "presenter": guest, "serves_none_because": f"{MARK} because"}
        make_item(meeting, f"{MARK} item", restricted=is_public, label=f"{number}x", **facts)
        make_item(meeting, f"{MARK} late", restricted=True, late_reason="It came late.", presenter_name=f"{MARK} Name")


def plant_papers(cast):
    """Papers of a draft, and of a published agenda those that are restricted, under a restricted item, or not pinned."""
    by = {"by": cast.administrator, "late_reason": f"{MARK} late"}
    facts = {name: f"{MARK} {name}" for name in ("title", "author", "purpose", "recommendation")}
    for number, state in enumerate(("draft", "withdrawn", "published"), 1):
        meeting = make_meeting(cast.health, f"2026-10-0{number}", agenda=state)
        item = make_item(meeting, f"{MARK} item" if state != "published" else "Open item", restricted=False)
        closed = make_item(meeting, f"{MARK} closed", restricted=True)
        hidden = {"restricted": state == "published"}
        for place, more in ((item, hidden), (closed, {})):
            hand_in(place, file=uploaded(a_pdf(f"{MARK} file"), f"{MARK}.pdf"), **by, **facts, **more)
            revise(hand_in(place, text=f"<p>{MARK}</p>", **by, **facts, **more), text=f"<p>{MARK} again</p>", **by)
        if state == "published":
            open_to_all = {**by, "late_reason": "Figures came today."}
            known = hand_in(item, title="Known", file=uploaded(a_pdf("Known"), "known.pdf"), **open_to_all)
            revise(known, text=f"<p>{MARK} waits</p>", pin=False, **{**by, "late_reason": MARK})


PLANTS = {
    "Person": plant_person,
    "BodyPeriod": plant_period,
    "Seat": plant_seat,
    "Organisation": plant_organisation,
    "TermsOfReference": plant_terms,
    "TermsSection": plant_terms,
    "Document": plant_document,
    "DocumentVersion": plant_document,
    "Signatory": plant_document,
    "Appointment": plant_appointment,
    "Meeting": plant_meeting,
    "MeetingEvent": plant_meeting,
    "PersonalCalendar": plant_meeting,
    "Decision": plant_registers,
    "Action": plant_registers,
    "ProgressReport": plant_registers,
    "Reminder": plant_registers,
    "ReportBack": plant_report_back,
    "Agenda": plant_agenda,
    "AgendaItem": plant_agenda,
    "Paper": plant_papers,
    "PaperRevision": plant_papers,
    "Minutes": plant_minutes,
    "MinutesEntry": plant_minutes,
    "Correction": plant_minutes,
    "Attendance": plant_minutes,
    "Declaration": plant_minutes,
    "Follower": plant_follower,
    "Follow": plant_follower,
    "Delivery": plant_follower,
    **plants_of_priorities.PLANTS,
}

PUBLIC_BY_DECISION = {
    **plants_of_priorities.PUBLIC_BY_DECISION,
    "Body": "addresses and names are public from the day they are recorded",
    "BodyKind": "the kinds of body",
    "Function": "what a body does",
    "Succession": "what became of bodies, with the reason meant for the public",
    "Link": "dotted lines, with a note meant for the public",
    "Membership": "who holds which seat",
    "Substitution": "who stands in",
    "OrganisationName": "former names",
    "SignedPdf": "the PDF of published terms, served by the terms' page only",
    "CompositionRule": "rules about the members, as signed terms say them",
    "CompositionCategory": "the categories that those rules name",
    "FormerSlug": "addresses that lead on",
    "IndexDay": "a day",
    "Notice": "which public record was published; its words are made for the public when a mail goes out",
    "Digest": "two days",
}


def test_every_model_is_planted_or_public_by_decision():
    models = {
        model.__name__
        for app in PLANTED
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }

    assert models == PLANTS.keys() | PUBLIC_BY_DECISION.keys()
    assert not PLANTS.keys() & PUBLIC_BY_DECISION.keys()


def test_every_url_name_is_visited():
    assert addresses.unvisited_names() == set()


def plant_everything(cast):
    """Plant the mark in each place once, and say how often it now stands in the database."""
    for plant in dict.fromkeys([*PLANTS.values(), plants_of_priorities.plant_joins]):
        plant(cast)
    assert Person.objects.filter(name__contains=MARK).exists()
    assert BodyPeriod.objects.filter(contact_name=MARK).exists()
    assert TermsSection.objects.filter(text__contains=MARK).count() == 3


def words_of(response) -> str:
    """All that a response says: headers, text, and the text of a PDF or of a workbook."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    content = response.getvalue() if response.streaming else response.content
    if response.get("Content-Type", "").startswith("application/pdf"):
        pages = PdfReader(io.BytesIO(content)).pages
        return headers + "\n".join(page.extract_text() for page in pages) + content.decode("latin-1")
    if zipfile.is_zipfile(file := io.BytesIO(content)):
        with zipfile.ZipFile(file) as sheets:
            return headers + "\n".join(unescape(sheets.read(part).decode()) for part in sheets.namelist())
    return headers + unescape(content.decode())


def links_in(response) -> set[str]:
    """The portal's own addresses that a page links to."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return set()
    found = re.findall(r'(?:href|src|action)="(/[^"#]*)', response.content.decode())
    return {unescape(address) for address in found if not address.startswith(("/static/", "/admin/", "/brand-"))}


def walk(client, *, other_days: bool = False) -> dict[str, str]:
    """Every address that can be made or found, with the words of its answer; perhaps on two other days besides."""
    days = ("", "?on=2009-01-01", f"?on={timezone.localdate().year + 1}-01-01") if other_days else ("",)
    waiting = [a + day for a in addresses.addresses() for day in days if not (day and a.endswith(".pdf"))]
    seen: dict[str, str] = {}
    while waiting and len(seen) < LONGEST_WALK:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = client.get(address)
        assert response.status_code < 500, address
        seen[address] = words_of(response)
        waiting.extend(sorted(links_in(response) - seen.keys()))
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", ["visitor", "former_member", "member", "secretary of another body"])
def test_the_mark_never_shows(cast, client, viewer):
    plant_everything(cast)
    if viewer == "secretary of another body":
        outsider = make.make_user("outsider")
        make.make_appointment(outsider, "secretary", cast.jobs)
        client.force_login(outsider)
    elif viewer != "visitor":
        client.force_login(getattr(cast, viewer))

    said = walk(client, other_days=viewer == "visitor")

    leaks = {
        address: words[max(words.lower().index(MARK.lower()) - 80, 0) :][:200]
        for address, words in said.items()
        if MARK.lower() in words.lower().replace(address.partition("?")[0].lower(), "")
    }
    assert leaks == {}
    assert len(said) > 150


@pytest.mark.django_db
def test_the_mark_shows_to_whoever_may_see_it(cast, client):
    plant_everything(cast)
    client.force_login(cast.secretary)

    said = walk(client)

    assert any(MARK.lower() in words.lower() for words in said.values())


@pytest.mark.django_db
def test_hidden_and_absent_look_alike(cast, client):
    plant_everything(cast)
    pairs = [
        ("/bodies/health/terms-of-reference/0.1/", "/bodies/health/terms-of-reference/0.9/"),
        (f"/people/{MARK.lower()}-seatless/", "/people/nobody-at-all/"),
        (f"/documents/{MARK.lower()}-protocol/", "/documents/no-such-protocol/"),
    ]
    for hidden, absent in pairs:
        one, other = client.get(hidden), client.get(absent)

        assert (one.status_code, other.status_code) == (404, 404)
        assert one.content.decode().replace(hidden, "") == other.content.decode().replace(absent, "")
