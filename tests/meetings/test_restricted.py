"""A restricted item under a thousand questions: the public, members and secretaries of other bodies learn nothing."""

import datetime
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.foundation.access import Role
from governance.foundation.deeds import write
from meetings.actions.acting import publish_actions, raise_action
from meetings.decisions.deciding import decide, publish_decisions
from meetings.models import Action, Decision, Declaration, Meeting, Minutes
from meetings.models.papers import new_key
from meetings.papers.paperwork import hand_in
from tests import addresses, make
from tests.make_meetings import (
    make_action,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_minutes,
    make_paper,
    sit,
)
from tests.meetings.files import a_pdf, uploaded
from tests.test_leaks import words_of

pytestmark = pytest.mark.django_db

MARK, NONSENSE = "Zyxmarrow", "Qwvnarrap"
"""A word that stands in all that is restricted, and one that stands nowhere."""

TITLE = f"Ending the contract of {MARK} Limited"
FILE = f"{MARK}-contract.pdf"
QUESTIONS = 1_000
STRANGERS = ("visitor", "member of another body", "secretary of another body")

OF_BODY = ("of-body", "body-calendar", "body-agendas-atom", "body-minutes-atom", "body-decisions-atom", "attendance")
OF_MEETING = (
    "meeting",
    "meeting-calendar",
    "agenda-pdf",
    "pack-pdf",
    "members-pack-pdf",
    "minutes",
    "minutes-pdf",
    "minutes-check",
    "minutes-import",
    "minuting",
    "outcomes",
    "outcomes-pdf",
)
OF_KEY = ("paper", "paper-revision", "minutes-item")
OF_ENTRY = ("decision", "action", "action-report")
OF_SECRET = (
    "meetings:person-calendar",
    "meetings:report",
    "engagement:confirm",
    "engagement:manage",
    "engagement:stop",
)
LISTS = ("list", "decisions", "decisions-csv", "actions", "actions-csv")
SINGLE = ("calendar", "my-calendar", "agendas-atom", "minutes-atom", "decisions-atom", "report-backs", "thread", "gaps")


@dataclass
class Secret:
    """A meeting with published minutes, its restricted item, and what belongs to that."""

    meeting: Meeting
    item: Any
    papers: list[Any]
    records: list[Any]

    @property
    def words(self) -> list[str]:
        """What nobody else may read anywhere."""
        files = [paper.pinned for paper in self.papers if paper.pinned.file]
        stored = [PurePosixPath(row.file.name).stem for row in files]
        return [MARK, *stored, *(row.sha256 for row in files)]


@pytest.fixture
def secret(cast) -> Secret:
    """A meeting of Health a month ago, public throughout but for one item."""
    meeting = make_meeting(cast.health, make.today() - datetime.timedelta(days=30), status="held", agenda="published")
    known, item = make_item(meeting, "Flu plan", label="1"), make_item(meeting, TITLE, label="2", restricted=True)
    make_paper(known, "The plan for the winter")
    make_decision(meeting, "The plan is agreed.", item=known)
    make_action(meeting, "Print the plan.", item=known, owner=cast.health_chair_person)
    make_attendance(meeting, cast.health_chair_person, seat=cast.health.seats.get())
    papers, records = hide(cast, item)
    minutes = make_minutes(meeting, text=f"<p>{MARK} is to go.</p>")
    entry = minutes.entries.get(item=known)
    entry.text = "<p>Nobody spoke against the plan.</p>"
    write(entry, by=None)
    minutes.stage, minutes.published_at = Minutes.Stage.PUBLISHED, timezone.now()
    write(minutes, by=None)
    return Secret(meeting, item, papers, [item, *papers, *records, minutes, minutes.entries.get(item=item)])


def hide(cast, item) -> tuple[list[Any], list[Any]]:
    """Put a file, a text, a decision, an action and a declaration under the item; return papers and records."""
    by = {"by": cast.secretary, "late_reason": f"{MARK} wrote late."}
    said = {name: f"{MARK} {name}" for name in ("author", "purpose", "recommendation")}
    papers = [
        hand_in(item, title=f"{MARK} in figures", file=uploaded(a_pdf(f"{MARK} owes"), FILE), **by, **said),
        hand_in(item, title=f"{MARK} in words", text=f"<p>{MARK} did not deliver.</p>", **by, **said),
    ]
    return papers, hide_records(cast, item)


def hide_records(cast, item) -> list[Any]:
    """Put a decision, an action and a declaration under the item; return them."""
    facts = {"person": cast.health_chair_person, "interest": f"A cousin works for {MARK}.", "item": item}
    return [
        make_decision(item.meeting, f"The contract with {MARK} ends.", item=item),
        make_action(item.meeting, f"Write to {MARK}.", item=item, owner=cast.health_chair_person),
        write(Declaration(meeting=item.meeting, **facts), by=None),
    ]


# What is asked -----------------------------------------------------------------------------------------------


def at(name: str, *parts: Any, **asked: Any) -> str:
    """The address of a page of meetings, with what is asked of it."""
    address = reverse(f"meetings:{name}" if ":" not in name else name, args=parts)
    return f"{address}?{urlencode(asked)}" if asked else address


def questions(cast, secret) -> list[str]:
    """At least QUESTIONS addresses, right and guessed, each once."""
    found = [*of_meetings(secret), *of_keys(secret), *of_lists(cast), *of_files(secret), *of_officers(secret)]
    found += [at(name, guess) for name in OF_SECRET for guess in ("1", "guess", f"{secret.item.pk}:a:b")]
    return list(dict.fromkeys(found))


def of_meetings(secret) -> list[str]:
    """Everything about the meeting on its own day and other days; its pages as of many days."""
    right, day = ("health", secret.meeting.date_in_address), secret.meeting.day
    wrong = [(slug, f"{day}-2") for slug in ("health", "board")] + [("jobs-and-skills", str(day)), ("nobody", str(day))]
    found = [at(name, *place) for place in (right, *wrong) for name in OF_MEETING]
    found += [at("minuting", *right, item=secret.item.pk + n) for n in range(-3, 4)]
    days = [day + datetime.timedelta(days=n) for n in (-1, 31)]
    pages = [at(name, *right) for name in OF_MEETING if not name.endswith("pdf")]
    pages += [at(name) for name in (*LISTS, *SINGLE)] + [at("of-body", "health"), at("body-decisions-atom", "health")]
    pages += [f"/bodies/health/{part}" for part in ("", "history/", "members/", "attendance/")]
    return found + [f"{page}?on={each}" for page in pages for each in days]


def of_keys(secret) -> list[str]:
    """Papers and revisions by their true keys and by drawn ones; items and numbers, counted up."""
    place = ("health", secret.meeting.date_in_address)
    told = [paper.key for paper in secret.papers]
    keys = [*told, *(str(paper.pk) for paper in secret.papers), *(new_key() for _ in range(90 - 2 * len(told)))]
    found = [at("paper", *place, key) for key in keys]
    found += [at("paper-revision", *place, key, n) for key in keys for n in (1, 2, 3)]
    items = range(max(secret.item.pk - 10, 0), secret.item.pk + 45)
    found += [at("minutes-item", *place, key) for key in items]
    found += [f"{at(page, *place)}#item-{secret.item.pk}" for page in ("meeting", "minutes")]
    year = secret.meeting.day.year
    numbers = [f"{mark}{n}" for mark in ("", "R") for n in range(1, 31)]
    return found + [at(name, "health", f"{y}/{n}") for name in OF_ENTRY for y in (year, year - 1) for n in numbers]


def of_lists(cast) -> list[str]:
    """Registers, files of them, feeds and calendars, searched in many ways."""
    words = (MARK, TITLE, FILE, f"Write to {MARK}", f"{MARK} in figures", "contract", "A personal matter", "restricted")
    asked = [{"words": each} for each in words]
    asked += [{"words": MARK, name: value} for name, value in (("body", "health"), ("owner", "1"), ("page", "2"))]
    asked += [{"body": "health"}, {"state": "open"}, {"outcome": "approved"}, {"owner": MARK}]
    asked += [{"q": MARK}, {"search": MARK}, {"year": str(make.today().year)}, {"view": "month"}]
    found = [at(name, **each) for name in LISTS for each in asked]
    found += [at(name, **each) for name in SINGLE for each in ({}, {"q": MARK}, {"words": MARK})]
    bodies = ("health", "board", "jobs-and-skills", "health-data-group", "brackwater", "nobody")
    found += [at(name, slug) for name in OF_BODY for slug in bodies]
    found += [at("engagement:follow-body", slug) for slug in bodies] + [at("engagement:follow"), at("engagement:asked")]
    return [*found, *(f"/people/{slug}/" for slug in ("owen-lark", "tom-ferris"))]


def of_files(secret) -> list[str]:
    """Where files might lie, by the names they came with and the names they are kept under."""
    kept = [paper.pinned.file.name for paper in secret.papers if paper.pinned.file]
    names = [FILE, *kept, *(PurePosixPath(name).name for name in kept), f"papers/{FILE}", quote(f"../{FILE}")]
    roots = ("", "media/", "private/", "files/", "papers/", "static/", "var/", "meetings/", "protected/", "uploads/")
    return [f"/{root}{name}" for root in roots for name in names]


def of_officers(secret) -> list[str]:
    """The officers' site: lists, pages, histories and forms of every model of meetings, and what its fields offer."""
    found = of_fields()
    for model in apps.get_app_config("meetings").get_models():
        base = f"/admin/meetings/{model._meta.model_name}/"
        found += [base, f"{base}?q={MARK}"]
        keys = {record.pk for record in secret.records if isinstance(record, model)}
        found += [f"{base}{key}/{page}/" for key in keys for page in ("change", "history", "delete", "deed/restrict")]
    return found


def of_fields() -> list[str]:
    """What fields of forms offer to whoever types into them, for each model of meetings that one may name."""
    fields = [field for model in apps.get_app_config("meetings").get_models() for field in model._meta.fields]
    named = {field.related_model: field for field in fields if field.is_relation}
    asked = [
        {"app_label": "meetings", "model_name": field.model._meta.model_name, "field_name": field.name}
        for model, field in named.items()
        if model._meta.app_label == "meetings"
    ]
    words = [{"term": each} for each in ("", MARK, "Health")]
    return [at("admin:autocomplete", **each, **term) for each in asked for term in words]


# What is answered --------------------------------------------------------------------------------------------


def answer(client: Client, address: str) -> str:
    """All that is answered, without what the question said itself and what changes from answer to answer."""
    said = _said(client, address)
    if MARK in address:
        other = _said(client, address.replace(MARK, NONSENSE))
        assert said.replace(MARK, NONSENSE) == other, f"It answers otherwise than for a word that is nowhere: {address}"
        return other
    return said.replace(address, "")


def _said(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code < 500, address
    said = f"{response.status_code}\n{words_of(response)}"
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|^Expires: .*$', "", said, flags=re.MULTILINE)


def reveals(secret, said: str) -> list[str]:
    return [word for word in secret.words if word.lower() in said.lower()]


def signed_in(cast, viewer: str) -> Client:
    client = Client()
    if viewer == "member of another body":
        person = make.make_person("Nora Field", kept_by=cast.partnership, slug="nora-field")
        sit(cast.jobs, person)
        client.force_login(make.make_user("nora", person=person))
    elif viewer == "secretary of another body":
        user = make.make_user("bea")
        make.make_appointment(user, Role.SECRETARY, cast.jobs)
        client.force_login(user)
    elif viewer != "visitor":
        person = {"member": cast.health_chair_person}.get(viewer)
        client.force_login(make.make_user("owen", person=person) if person else getattr(cast, viewer))
    return client


def test_every_kind_of_address_is_asked(cast, secret):
    names = {f"meetings:{name}" for name in (*OF_BODY, *OF_MEETING, *OF_KEY, *OF_ENTRY, *LISTS, *SINGLE)}
    names |= {*OF_SECRET, "engagement:follow-body", "engagement:follow", "engagement:asked"}

    assert names == {name for name in addresses.EVERY if name.startswith(("meetings:", "engagement:"))}
    assert len(questions(cast, secret)) >= QUESTIONS


@pytest.mark.parametrize("viewer", STRANGERS)
def test_a_thousand_questions_reveal_nothing(cast, secret, viewer):
    client = signed_in(cast, viewer)

    said = {address: answer(client, address) for address in questions(cast, secret)}

    assert {address: found for address, words in said.items() if (found := reveals(secret, words))} == {}
    page = said[at("meeting", "health", secret.meeting.date_in_address)]
    assert "A personal matter" in page
    assert "Names a person." in page
    assert "Flu plan" in page
    assert sum(words.startswith("200") for words in said.values()) > 100
    inside = [address for address in of_officers(secret) if said[address].startswith("200")]
    assert bool(inside) is (viewer == "secretary of another body")


def test_the_secretary_of_the_body_finds_it_among_what_the_officers_site_offers(cast, secret):
    client = signed_in(cast, "secretary")

    telling = [address for address in of_officers(secret) if reveals(secret, _said(client, address))]

    for part in ("/agendaitem/", "/paper/", "/decision/", "/action/", "/change/", "/history/", "/autocomplete/"):
        assert [address for address in telling if part in address], part


@pytest.mark.parametrize("viewer", ["visitor", "member of another body"])
def test_answers_stay_the_same_when_more_is_hidden(cast, secret, viewer):
    client = signed_in(cast, viewer)
    asked = [address for address in questions(cast, secret) if not re.search(r"pdf|/admin/", address)]
    assert sum("?on=" in address for address in asked) > 50
    assert sum("?words=" in address or "?body=" in address for address in asked) > 30
    asked += [at(name, words="plan") for name in LISTS] + [at("pack-pdf", "health", secret.meeting.date_in_address)]
    before = {address: said for address in asked if (said := _said(client, address)).startswith("200")}

    make_paper(secret.item, f"{MARK} again", text=f"<p>{MARK} owes more.</p>")
    hide_records(cast, secret.item)
    make_item(secret.meeting, "Flu plan, second part", label="3")

    after = {address: _said(client, address) for address in before}
    changed = {address for address in before if before[address] != after[address]}
    assert changed >= {at("meeting", "health", secret.meeting.date_in_address)}, "An open item shows, so this can fail."
    secret.meeting.items.get(label="3").delete()
    after = {address: _said(client, address) for address in changed}
    assert {address for address in changed if before[address] != after[address]} == set()


@pytest.mark.parametrize("viewer", ["secretary", "member"])
def test_whoever_may_read_it_finds_it_at_the_same_addresses(cast, secret, viewer):
    client = signed_in(cast, viewer)
    place = ("health", secret.meeting.date_in_address)
    decision, action = secret.records[3:5]
    known = [
        *(at(name, *place) for name in ("meeting", "minutes", "members-pack-pdf", "outcomes")),
        *(at("paper", *place, paper.key) for paper in secret.papers),
        *(at("paper-revision", *place, paper.key, 1) for paper in secret.papers),
        at("minutes-item", *place, secret.item.pk),
        at("decision", "health", decision.reference),
        at("action", "health", action.reference),
        at("decisions-csv"),
        at("actions-csv"),
    ]

    assert set(known) <= set(questions(cast, secret)) | {at("decisions-csv"), at("actions-csv")}
    assert [address for address in known if not reveals(secret, _said(client, address))] == []


# Numbers ----------------------------------------------------------------------------------------------------


@pytest.fixture
def numbered(cast) -> Meeting:
    """A meeting of Health at which open and restricted decisions and actions took turns, all of it published."""
    meeting = make_meeting(cast.health, make.today() - datetime.timedelta(days=30), status="held", agenda="published")
    known, hidden = make_item(meeting, "Flu plan"), make_item(meeting, TITLE, restricted=True)
    by = {"by": cast.secretary}
    for item in (hidden, known, known, hidden, hidden, known):
        made = decide(meeting, text="It is agreed.", outcome="approved", item=item, **by)
        raise_action(cast.health, what="Do it.", decision=made, owner=cast.health_chair_person, **by)
    publish_decisions(meeting, **by)
    publish_actions(meeting, **by)
    make_minutes(meeting, "published")
    return meeting


def pages_with_numbers(meeting) -> list[str]:
    """Where the decisions and actions of the meeting, or one of both, are named by their numbers."""
    place = ("health", meeting.date_in_address)
    found = [at(name) for name in ("decisions", "decisions-csv", "actions", "actions-csv")]
    found += [at(name, *place) for name in ("minutes", "minutes-pdf", "outcomes", "outcomes-pdf")]
    return [*found, at("minutes-item", *place, meeting.items.get(restricted=False).pk)]


def numbers_in(said: str, year: int) -> set[str]:
    """Whatever is written like a number of the year, in words or in an address: 3 of 2026/3, R1 of 2026/R1."""
    return set(re.findall(rf"(?<![0-9/-]){year}/(R?[0-9]+)", said.replace("/health/", " ")))


def test_the_public_finds_no_hole_in_the_numbers_and_no_restricted_one(client, numbered):
    year, place = numbered.day.year, ("health", numbered.date_in_address)
    feeds = [at("decisions-atom"), at("body-decisions-atom", "health")]

    for address in [*pages_with_numbers(numbered), *feeds]:
        assert numbers_in(_said(client, address), year) == {"1", "2", "3"}, address

    without = [at("calendar"), at("body-calendar", "health"), at("meeting-calendar", *place), at("minutes-atom")]
    for address in [*without, at("minutes-item", *place, numbered.items.get(restricted=True).pk)]:
        said = _said(client, address)
        assert said.startswith("200"), address
        assert numbers_in(said, year) == set(), address
    assert "3 decisions." in words_of(client.get(at("decisions")))
    assert "3 actions: 3 open" in words_of(client.get(at("actions")))


def test_members_of_the_body_find_the_restricted_numbers_beside_the_open_ones(cast, numbered):
    client, year = signed_in(cast, "member"), numbered.day.year
    of_item = at("minutes-item", "health", numbered.date_in_address, numbered.items.get(restricted=True).pk)

    found = {address: numbers_in(_said(client, address), year) for address in pages_with_numbers(numbered)}

    everything = {"1", "2", "3", "R1", "R2", "R3"}
    open_item = at("minutes-item", "health", numbered.date_in_address, numbered.items.get(restricted=False).pk)
    assert found.pop(open_item) == {"1", "2", "3"}
    assert set(map(frozenset, found.values())) == {frozenset(everything)}, found
    assert numbers_in(_said(client, of_item), year) == {"R1", "R2", "R3"}


# Drafts beside checked minutes -------------------------------------------------------------------------------


def outcomes_at(cast, stage, *, item=None):
    """A drafted decision and action of a meeting of Health with minutes at `stage`; with them two that were dropped."""
    meeting = make_meeting(cast.health, make.today() - datetime.timedelta(days=9), status="held", agenda="published")
    make_item(meeting, "Flu plan")
    restricted = make_item(meeting, TITLE, restricted=True) if item else None
    facts = {"state": "draft", "item": restricted}
    decision, action = make_decision(meeting, "To print it.", **facts), make_action(meeting, "Print it.", **facts)
    make_decision(meeting, "Dropped.", state="withdrawn"), make_action(meeting, "Dropped.", state="withdrawn")
    if stage:
        make_minutes(meeting, stage)
    return meeting, decision, action


def read_by(user, meeting):
    decisions = Decision.objects.visible_to(user).filter(meeting=meeting)
    actions = Action.objects.visible_to(user).filter(meeting=meeting)
    return [*decisions, *actions]


def an_ordinary_member(cast, body):
    person = make.make_person("Nell Quay", kept_by=cast.partnership)
    sit(body, person)
    return make.make_user("nell", person=person)


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize(("stage", "shown"), [("", False), ("draft", False), ("checked", True), ("published", False)])
def test_members_read_drafts_with_the_minutes_that_the_chair_has_checked(cast, stage, shown, restricted):
    meeting, decision, action = outcomes_at(cast, stage, item=restricted)

    assert read_by(an_ordinary_member(cast, cast.health), meeting) == ([decision, action] if shown else [])
    assert read_by(cast.visitor, meeting) == []
    assert read_by(cast.secretary, meeting) != []


def test_members_of_another_body_and_the_public_find_no_draft_at_its_address(cast, client):
    _, decision, action = outcomes_at(cast, "checked")
    pages = [at("decision", "health", decision.reference), at("action", "health", action.reference)]
    assert [client.get(page).status_code for page in pages] == [404, 404]

    client.force_login(an_ordinary_member(cast, cast.jobs))
    assert [client.get(page).status_code for page in pages] == [404, 404]

    client.force_login(make.make_user("owen", person=cast.health_chair_person))
    assert [client.get(page).status_code for page in pages] == [200, 200]
