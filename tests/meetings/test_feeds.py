"""Atom feeds, as a reader of feeds loads them."""

import datetime
import xml.etree.ElementTree as ET

import feedparser
import pytest
from django.utils import timezone

from governance.foundation.deeds import write
from governance.models import FormerSlug
from meetings.models import Agenda, Correction
from meetings.papers.paperwork import hand_in
from meetings.schedules.scheduling import cancel, mark_held, reschedule
from tests import make
from tests.make import written_apart
from tests.make_meetings import make_decision, make_item, make_meeting, make_minutes

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ["agendas", "minutes", "decisions"]


def fetch(client, address):
    """The feed, once two readers have loaded it without complaint."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    root = ET.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for holder in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            (found,) = holder.findall(f"{ATOM}{name}")
            assert found.text
    assert root.find(f"{ATOM}author/{ATOM}name").text
    return feed


def published(cast, on="2026-03-05", **facts):
    return make_meeting(cast.health, on, agenda="published", place="Town Hall", **facts)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of", ["", "health/"])
def test_a_feed_of_nothing_is_a_feed(cast, client, kind, of):
    feed = fetch(client, f"/meetings/{of}{kind}.atom")

    assert feed.entries == []
    assert feed.feed.updated == "2000-01-01T00:00:00+00:00"


def test_an_agenda_that_was_published_is_an_entry(cast, client, settings):
    settings.BASE_URL = "https://portal.example"
    meeting = published(cast)

    feed = fetch(client, "/meetings/agendas.atom")

    (entry,) = feed.entries
    assert entry.id == f"tag:portal.example,2009:meetings/agenda-{meeting.agenda.pk}"
    assert entry.title == "Agenda: Health, 5 March 2026"
    assert entry.link == "https://portal.example/meetings/health/2026-03-05/"
    assert entry.summary == "Health meets on 5 March 2026, 10am, Town Hall."
    assert feed.feed.id == "tag:portal.example,2009:meetings/feed-agendas"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "alternate": "https://portal.example/meetings/",
        "self": "https://portal.example/meetings/agendas.atom",
    }
    assert feed.feed.updated == entry.updated


def yesterday(meeting):
    """The meeting, called a day ago, and its agenda published then."""
    before = timezone.now() - datetime.timedelta(days=1)
    (event,) = meeting.events.all()
    event.recorded_at = before
    event.save()
    agenda = Agenda.objects.get(meeting=meeting)
    agenda.published_at = before
    write(agenda, by=None)
    return meeting


def moved(meeting, by):
    day = meeting.day + datetime.timedelta(days=7)
    where = {"starts_at": None, "ends_at": None, "place": "Town Hall"}
    reschedule(meeting, day=day, by=by, reason="The hall is flooded.", **where)


def cancelled(meeting, by):
    cancel(meeting, by=by, reason="The hall is flooded.")


@pytest.mark.parametrize("step", [moved, cancelled])
def test_an_agenda_is_updated_when_its_meeting_is_moved_or_cancelled(cast, client, step):
    meeting = yesterday(published(cast, make.today() + datetime.timedelta(days=30)))
    (before,) = fetch(client, "/meetings/agendas.atom").entries

    step(meeting, cast.secretary)

    (after,) = fetch(client, "/meetings/agendas.atom").entries
    assert after.summary != before.summary
    assert after.updated_parsed > before.updated_parsed


def test_an_agenda_is_not_updated_when_its_meeting_was_held(cast, client):
    meeting = yesterday(published(cast))
    (before,) = fetch(client, "/meetings/agendas.atom").entries

    mark_held(meeting, by=cast.secretary)

    (after,) = fetch(client, "/meetings/agendas.atom").entries
    assert (after.summary, after.updated) == (before.summary, before.updated)


def test_a_late_paper_updates_the_agenda(cast, client):
    item = make_item(yesterday(published(cast)))
    (before,) = fetch(client, "/meetings/agendas.atom").entries

    hand_in(item, title="Budget", text="<p>Figures.</p>", late_reason="They came today.", by=cast.secretary)

    (after,) = fetch(client, "/meetings/agendas.atom").entries
    assert after.updated_parsed > before.updated_parsed


def test_a_changed_agenda_is_updated_under_the_same_id(cast, client):
    meeting = published(cast)
    (before,) = fetch(client, "/meetings/agendas.atom").entries
    agenda = Agenda.objects.get(meeting=meeting)
    agenda.changed_at = timezone.now() + datetime.timedelta(days=1)
    write(agenda, by=None)

    (after,) = fetch(client, "/meetings/agendas.atom").entries

    assert after.id == before.id
    assert after.published == before.published
    assert after.updated_parsed > before.updated_parsed


def test_drafts_proposals_and_their_agendas_are_not_told(cast, client):
    make_meeting(cast.health, "2026-03-05")
    make_meeting(cast.health, "2026-03-06", status="proposed", agenda="published")
    make_minutes(make_meeting(cast.health, "2026-03-07"), "checked")
    make_decision(make_meeting(cast.health, "2026-03-08"), state="draft")

    assert [fetch(client, f"/meetings/{kind}.atom").entries for kind in KINDS] == [[], [], []]


def test_the_feed_is_the_same_for_those_who_may_read_more(cast, client):
    make_minutes(make_meeting(cast.health, "2026-03-07"), "checked")
    restricted = make_item(published(cast), restricted=True)
    make_decision(restricted.meeting, "To dismiss.", item=restricted)
    client.force_login(cast.administrator)

    assert fetch(client, "/meetings/minutes.atom").entries == []
    assert fetch(client, "/meetings/decisions.atom").entries == []


def test_nothing_of_the_items_is_told(cast, client):
    meeting = published(cast)
    make_item(meeting, "Secret dismissal", restricted=True)

    content = client.get("/meetings/agendas.atom").content

    assert b"dismissal" not in content
    assert b"personal matter" not in content


def test_minutes_are_told_as_a_draft_then_as_approved(cast, client):
    meeting = published(cast)
    minutes = make_minutes(meeting, "published")
    (draft,) = fetch(client, "/meetings/health/minutes.atom").entries
    assert (draft.title, draft.summary) == ("Draft minutes: Health, 5 March 2026", "Not yet approved.")
    minutes.stage, minutes.approved_on = "approved", make.today() + datetime.timedelta(days=30)
    write(minutes, by=None)

    (approved,) = fetch(client, "/meetings/health/minutes.atom").entries

    assert approved.id == draft.id
    assert approved.title == "Minutes: Health, 5 March 2026"
    assert approved.link.endswith("/meetings/health/2026-03-05/minutes/")
    assert approved.updated_parsed > draft.updated_parsed


def test_a_correction_updates_the_minutes_unless_it_is_restricted(cast, client):
    meeting = published(cast)
    open_item, hidden = make_item(meeting), make_item(meeting, restricted=True)
    minutes = make_minutes(meeting, "published")
    (before,) = fetch(client, "/meetings/minutes.atom").entries
    later = timezone.now() + datetime.timedelta(days=1)

    def correct(item):
        entry = minutes.entries.get(item=item)
        facts = {"before": "<p>a</p>", "after": "<p>b</p>", "reason": "Slip", "made_on": make.today()}
        written_apart(Correction(minutes=minutes, entry=entry, recorded_at=later, **facts))
        return fetch(client, "/meetings/minutes.atom").entries[0].updated_parsed

    assert correct(hidden) == before.updated_parsed
    assert correct(open_item) > before.updated_parsed


def test_a_correction_of_who_was_there_updates_the_minutes(cast, client):
    meeting = published(cast)
    make_item(meeting, restricted=True)
    minutes = make_minutes(meeting, "published")
    (before,) = fetch(client, "/meetings/minutes.atom").entries
    later = timezone.now() + datetime.timedelta(days=1)
    facts = {"before": "<p>a</p>", "after": "<p>b</p>", "reason": "Slip", "made_on": make.today()}
    written_apart(Correction(minutes=minutes, recorded_at=later, **facts))

    (after,) = fetch(client, "/meetings/health/minutes.atom").entries

    assert after.id == before.id
    assert after.updated_parsed > before.updated_parsed


def test_decisions_lead_to_the_register(cast, client):
    meeting = published(cast)
    decision = make_decision(meeting, "To plant <b>trees</b> & hedges.", outcome="amended")

    (entry,) = fetch(client, "/meetings/decisions.atom").entries

    assert entry.title == f"Decision {decision.reference}: Health, 5 March 2026"
    assert entry.summary == "Approved as amended: To plant &lt;b&gt;trees&lt;/b&gt; &amp; hedges."
    assert entry.link.endswith("/decisions/health/2026/1/")
    assert entry.id.endswith(f",2009:meetings/decision-{cast.health.pk}-2026/1")


def test_a_bodys_feed_has_joint_meetings_and_no_others(cast, client):
    published(cast, with_bodies=[cast.jobs])
    make_meeting(cast.board, "2026-03-05", agenda="published")

    titles = [entry.title for entry in fetch(client, "/meetings/jobs-and-skills/agendas.atom").entries]

    assert titles == ["Agenda: Health, 5 March 2026"]
    assert len(fetch(client, "/meetings/agendas.atom").entries) == 2


def test_a_meeting_goes_by_the_name_of_its_own_day(cast, client):
    make_meeting(cast.board, "2019-03-05", agenda="published")

    (entry,) = fetch(client, "/meetings/agendas.atom").entries

    assert entry.title == "Agenda: Partnership Board, 5 March 2019"


def test_a_cancelled_meeting_says_so(cast, client):
    published(cast, on="2026-03-06")
    make_meeting(cast.health, "2026-03-05", status="cancelled", agenda="published")

    summaries = {entry.summary for entry in fetch(client, "/meetings/agendas.atom").entries}

    assert "The meeting of Health on 5 March 2026 was cancelled." in summaries


def test_odd_characters_do_not_break_the_feed(cast, client):
    published(cast, title="Bell\x07 & <tag> ]]> ☂️")

    (entry,) = fetch(client, "/meetings/agendas.atom").entries

    assert entry.title_detail.value.startswith("Agenda: Bell &")


def test_a_reader_who_has_the_feed_already_is_told_so(cast, client):
    published(cast)
    first = client.get("/meetings/agendas.atom")

    again = client.get("/meetings/agendas.atom", headers={"if-none-match": first["ETag"]})
    published(cast, on="2026-04-02")
    changed = client.get("/meetings/agendas.atom", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_a_former_address_leads_on_and_an_unknown_one_nowhere(cast, client):
    FormerSlug.objects.create(record="governance.body", slug="old-health", target=cast.health.pk)

    response = client.get("/meetings/old-health/agendas.atom")

    assert (response.status_code, response["Location"]) == (301, "/meetings/health/agendas.atom")
    assert client.get("/meetings/nobody/agendas.atom").status_code == 404
    assert client.post("/meetings/agendas.atom").status_code == 405


@pytest.mark.parametrize(("kind", "queries"), [("agendas", 1), ("minutes", 1), ("decisions", 1)])
def test_a_feed_asks_one_question(cast, client, django_assert_num_queries, kind, queries):
    for day in ("2026-03-05", "2026-03-06", "2026-03-07"):
        meeting = make_meeting(cast.health, day, agenda="published")
        make_minutes(meeting, "published")
        make_decision(meeting)

    with django_assert_num_queries(queries):
        response = client.get(f"/meetings/{kind}.atom")

    assert len(feedparser.parse(response.content).entries) == 3
