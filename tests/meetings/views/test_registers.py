"""The registers: lists, filters, counts, CSV, and the page of each decision and action."""

import csv
import datetime
import io
import re

import pytest

from governance.foundation.deeds import write
from meetings.actions.acting import accept_report, close_action, report_progress
from meetings.registers.register_files import ACTION_COLUMNS, DECISION_COLUMNS
from meetings.views.registers import PAGE_LENGTH
from tests import make, make_meetings
from tests.governance.views.reading import crumbs, words

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 5)
DUE = datetime.date(2026, 4, 30)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast):
    return make_meetings.make_meeting(cast.health, DAY, status="held", agenda="published")


@pytest.fixture
def elsewhere(cast):
    """A meeting of Jobs and Skills the year before."""
    return make_meetings.make_meeting(cast.jobs, "2025-06-01", status="held", agenda="published")


def rows(response) -> list[dict[str, str]]:
    """A CSV file parsed back."""
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


def found(client, query, what="decisions"):
    """The words of the entries that a filter finds, the same on the page and in the file."""
    page = client.get(f"/{what}/?{query}")
    shown = re.findall(r'portal-records">.*?</ul>', page.content.decode(), re.DOTALL)
    listed = re.findall(r'font-weight-bold" href="/[^"]*">([^<]*)<', shown[0]) if shown else []
    column = "decision" if what == "decisions" else "action"
    assert listed == [row[column] for row in rows(client.get(f"/{what}.csv?{query}"))]
    return listed


# Decisions ----------------------------------------------------------------------------------------------------


def test_the_register_lists_decisions_with_outcome_body_and_day(cast, client, meeting, elsewhere):
    make_meetings.make_decision(meeting, "To open the clinic.", outcome="amended")
    make_meetings.make_decision(elsewhere, "To train cooks.", outcome="rejected")

    said = words(client.get("/decisions/"))

    assert "2 decisions." in said
    assert "To open the clinic. Approved as amended Health, decision 2026/1, 5 March 2026" in said
    assert "To train cooks. Rejected Jobs and Skills, decision 2025/1, 1 June 2025" in said
    assert said.index("clinic") < said.index("cooks")


def test_each_filter_narrows_the_page_and_the_file_alike(cast, client, meeting, elsewhere):
    data = make_meetings.make_meeting(cast.health_data, "2026-02-01", status="held")
    make_meetings.make_decision(meeting, "Clinic", outcome="approved")
    make_meetings.make_decision(data, "Data", outcome="noted")
    make_meetings.make_decision(elsewhere, "Cooks", outcome="noted")

    assert found(client, "") == ["Clinic", "Data", "Cooks"]
    assert found(client, "body=health") == ["Clinic", "Data"]
    assert found(client, "body=health-data-group") == ["Data"]
    assert found(client, "body=board&outcome=noted") == ["Data", "Cooks"]
    assert found(client, "year=2025") == ["Cooks"]
    assert found(client, "words=LIN+c") == ["Clinic"]
    assert found(client, "words=clinic+data") == []
    said = words(client.get("/decisions/?body=health"))
    assert "2 decisions match what you look for. Show every decision" in said
    assert "1 decision matches what you look for." in words(client.get("/decisions/?year=2025"))
    assert "No decision matches what you look for." in words(client.get("/decisions/?year=2026&body=jobs-and-skills"))


def test_another_partnership_is_offered_and_narrows(cast, client, meeting):
    assert 'name="partnership"' not in client.get("/decisions/").content.decode()
    root = make.make_partnership("elsewhere", "Elsewhere Partnership")
    make_meetings.make_decision(make_meetings.make_meeting(root, DAY, status="held"), "Theirs")
    make_meetings.make_decision(meeting, "Ours")

    assert found(client, "partnership=elsewhere") == ["Theirs"]
    assert found(client, "partnership=brackwater") == ["Ours"]


def test_a_body_that_moved_or_ended_is_found_where_it_stood_on_the_day(cast, client):
    gone = make_meetings.make_meeting(cast.safer_streets, "2019-05-01", status="held")
    make_meetings.make_decision(gone, "Lights")

    assert found(client, "body=board") == ["Lights"]
    moved = make_meetings.make_meeting(cast.culture, "2019-05-01", status="held")
    make_meetings.make_decision(moved, "Plays")
    assert found(client, "body=jobs-and-skills") == ["Plays"]
    assert found(client, "body=jobs-and-skills&on=2019-06-01") == []


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_an_entry_stands_in_the_register_and_on_its_page_from_the_day_of_its_meeting(cast, client, meeting, days):
    decision = make_meetings.make_decision(meeting, "Clinic")
    action = make_meetings.make_action(meeting, "Open it")

    there = days >= 0
    assert found(client, f"on={DAY + days * A_DAY}") == (["Clinic"] if there else [])
    assert found(client, f"on={DAY + days * A_DAY}", "actions") == (["Open it"] if there else [])
    for address in (f"/decisions/health/{decision.reference}/", f"/actions/health/{action.reference}/"):
        assert client.get(address).status_code == 200
        assert client.get(f"{address}?on={DAY + days * A_DAY}").status_code == (200 if there else 404)


def test_answers_that_nobody_offers_narrow_nothing_and_are_said(cast, client, meeting):
    make_meetings.make_decision(meeting, "Clinic")
    for query, said in (
        ("year=99999999999999999999", "Choose a year from the list."),
        ("body=no-such-body", "Choose a body from the list."),
        ("outcome=shouted", "Choose an outcome from the list."),
        ("words=" + "x" * 101, "at most 100 characters"),
    ):
        assert found(client, query) == ["Clinic"]
        assert said in words(client.get(f"/decisions/?{query}"))


def test_long_registers_come_in_pages_and_keep_what_was_asked_for(cast, client, meeting):
    for number in range(PAGE_LENGTH + 1):
        make_meetings.make_decision(meeting, f"Decision {number:03}")

    first = client.get("/decisions/?body=health&on=2026-06-01")
    html = first.content.decode()
    assert f"{PAGE_LENGTH + 1} decisions match" in words(first)
    assert 'href="?body=health&amp;on=2026-06-01&amp;page=2" rel="next"' in html
    second = client.get("/decisions/?body=health&on=2026-06-01&page=2")
    assert "Page 2 of 2" in words(second)
    assert second.content.decode().count("<li>\n    <p") == 1
    for odd in ("0", "x", "9" * 40, "-1"):
        assert client.get(f"/decisions/?page={odd}").status_code == 200
    assert len(rows(client.get("/decisions.csv?page=2"))) == PAGE_LENGTH + 1


def test_the_file_is_csv_that_no_spreadsheet_runs(cast, client, meeting, settings):
    settings.BASE_URL = "https://portal.example.org"
    nasty = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'He said "yes",\r\nthen left', "Plain"]
    for text in nasty:
        make_meetings.make_decision(meeting, text)

    response = client.get("/decisions.csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert response["Content-Disposition"] == 'attachment; filename="decisions.csv"'
    assert response.content.startswith(b"number,body,decided on,decision,")
    assert response.content.endswith(b"\r\n")
    back = rows(response)
    assert tuple(back[0]) == DECISION_COLUMNS
    assert [row["decision"] for row in back[::-1]] == [f"'{text}" for text in nasty[:6]] + nasty[6:]
    assert back[-1]["address"] == "https://portal.example.org/decisions/health/2026/1/"
    assert back[-1]["decided on"] == "2026-03-05"


def test_a_decision_has_a_page_of_its_own(cast, client, meeting):
    item = make_meetings.make_item(meeting, "The clinic", label="4")
    former = make_meetings.make_decision(meeting, "To wait.")
    decision = make_meetings.make_decision(meeting, "To open\n\nnow.", item=item, replaces=former, takes_effect=DUE)
    make_meetings.make_action(meeting, "Paint it", decision=decision, item=item, owner=cast.member_person)

    page = client.get("/decisions/health/2026/2/")
    said = words(page)

    assert said.startswith("Health Decision 2026/2")
    assert "To open now. Outcome Approved Decided At the meeting on 5 March 2026 Agenda item 4 The clinic" in said
    assert "Takes effect 30 April 2026 Replaces Decision 2026/1 of 5 March 2026" in said
    assert "Actions that follow from it Paint it Open action 2026/1, no day was set, for Tom Ferris" in said
    assert "Replaced by Decision 2026/2 of 5 March 2026" in words(client.get("/decisions/health/2026/1/"))
    assert crumbs(page)[-1] == ("/decisions/?body=health", "Decisions")
    assert client.get("/decisions/health/2026/9/").status_code == 404
    assert client.get("/decisions/health/99999999999999999999/1/").status_code == 404
    for other in ("2026/02", "2026/0", "2026/R2", "2026/R0", "2026/r2", "2026/R", "9999/99999", "26/2", "2026/2/2"):
        assert client.get(f"/decisions/health/{other}/").status_code == 404, other


def test_the_item_is_named_once_its_agenda_is_published(cast, client):
    meeting = make_meetings.make_meeting(cast.health, DAY, status="held")
    make_meetings.make_decision(meeting, "Clinic", item=make_meetings.make_item(meeting, "Secret title"))

    assert "Secret title" not in words(client.get("/decisions/health/2026/1/"))
    assert rows(client.get("/decisions.csv"))[0]["item"] == ""
    meeting.agenda.state = "published"
    write(meeting.agenda, by=None)
    assert "Secret title" in words(client.get("/decisions/health/2026/1/"))
    assert rows(client.get("/decisions.csv"))[0]["item"] == "Secret title"


# What is restricted or drafted --------------------------------------------------------------------------------


@pytest.fixture
def hidden(cast, meeting):
    """A restricted decision and a draft, a restricted action and a draft, among one of each that is open."""
    item = make_meetings.make_item(meeting, "Quorvex", restricted=True)
    open_one = make_meetings.make_decision(meeting, "Clinic")
    make_meetings.make_decision(meeting, "Quorvex restricted", item=item, replaces=open_one)
    make_meetings.make_decision(meeting, "Quorvex draft", state="draft")
    make_meetings.make_decision(meeting, "Quorvex withdrawn", state="withdrawn")
    owner = {"owner": cast.health_chair_person, "due": DUE}
    make_meetings.make_action(meeting, "Paint", decision=open_one, **owner)
    make_meetings.make_action(meeting, "Quorvex restricted", item=item, **owner)
    make_meetings.make_action(meeting, "Quorvex draft", state="draft", decision=open_one, **owner)


ADDRESSES = [
    "/decisions/",
    "/decisions.csv",
    "/decisions/?words=Quorvex",
    "/decisions.csv?words=Quorvex",
    "/decisions/health/2026/1/",
    "/actions/",
    "/actions.csv",
    "/actions/?words=Quorvex",
    "/actions.csv?words=Quorvex&owner=person:owen-lark",
    "/actions/health/2026/1/",
    "/bodies/health/",
    "/people/owen-lark/",
    f"/meetings/health/{DAY}/outcomes/",
]


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.mark.parametrize("viewer", ["visitor", "member", "former_member", "outsider"])
def test_what_is_hidden_shows_nowhere_and_counts_nowhere(cast, client, meeting, hidden, viewer):
    outsider = make.make_user("outsider")
    make.make_appointment(outsider, "secretary", cast.jobs)
    user = outsider if viewer == "outsider" else getattr(cast, viewer)
    if viewer != "visitor":
        client.force_login(user)

    for address in ADDRESSES:
        page = client.get(address)
        said = page.content.decode()
        assert page.status_code == 200
        assert "Quorvex" not in said.replace("words=Quorvex", "").replace('value="Quorvex"', ""), address
        assert "2026/2" not in said, address
        assert "2026/R" not in said, address
    assert "1 decision." in words(client.get("/decisions/"))
    assert "1 action: 1 open" in words(client.get("/actions/"))
    assert "1 open, of which 1 is overdue." in words(client.get("/bodies/health/"))
    for page in ("decisions", "actions"):
        for number in (2, 3, "R1"):
            gone, absent = (client.get(f"/{page}/health/2026/{n}/") for n in (number, 99))
            assert (gone.status_code, absent.status_code) == (404, 404)
            one, other = (TOKEN.sub("", answer.content.decode()) for answer in (gone, absent))
            assert one.replace(f"/{number}/", "") == other.replace("/99/", "")


def test_members_read_what_is_restricted_marked_as_theirs_alone(cast, client, meeting, hidden):
    client.force_login(make.make_user("sitting", person=cast.health_chair_person))

    assert "Quorvex restricted Approved Members only Health, decision 2026/R1" in words(client.get("/decisions/"))
    said = words(client.get("/decisions/health/2026/R1/"))
    assert "taken under a restricted item. Only members and editors can see it." in said
    assert "Replaces Decision 2026/1" in said
    assert "2 actions: 2 open, of which 2 are overdue" in words(client.get("/actions/"))
    assert "Quorvex draft" not in words(client.get("/actions/"))


def test_editors_read_drafts_on_their_pages_and_not_in_the_registers(cast, client, meeting, hidden):
    client.force_login(cast.secretary)

    assert "This is a draft." in words(client.get("/decisions/health/2026/2/"))
    assert "This draft was dropped." in words(client.get("/decisions/health/2026/3/"))
    assert "This is a draft." in words(client.get("/actions/health/2026/2/"))
    assert "draft" not in words(client.get("/decisions/")) + words(client.get("/actions/"))


# Actions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def log(cast, meeting, elsewhere):
    """Actions in every state: soon and late owned by Tom, one by the trust, one done and one dropped by the board."""
    make_meetings.make_action(meeting, "Soon", owner=cast.member_person, due=DUE)
    make_meetings.make_action(meeting, "Trust", owner_organisation=cast.trust, due_as_said="the autumn")
    done = make_meetings.make_action(elsewhere, "Done", owner_body=cast.board, due=DUE)
    dropped = make_meetings.make_action(elsewhere, "Dropped", owner=cast.member_person)
    close_action(done, result="done", closing_text="Forty cooks.", by=cast.officer, on=DUE + A_DAY)
    close_action(dropped, result="dropped", closing_text="Not needed.", by=cast.officer, on=DUE)


def test_the_log_counts_in_words_and_narrows_by_state_and_owner(cast, client, log):
    on = "on=2026-05-01"
    assert "4 actions on 1 May 2026: 2 open, of which 1 is overdue, 1 done and 1 dropped." in words(
        client.get(f"/actions/?{on}")
    )
    assert found(client, f"{on}&state=open", "actions") == ["Trust", "Soon"]
    assert found(client, f"{on}&state=overdue", "actions") == ["Soon"]
    assert found(client, f"{on}&state=done", "actions") == ["Done"]
    assert found(client, f"{on}&state=dropped", "actions") == ["Dropped"]
    assert found(client, "owner=person:tom-ferris", "actions") == ["Soon", "Dropped"]
    assert found(client, "owner=organisation:marsh-health-trust", "actions") == ["Trust"]
    assert found(client, "owner=body:board", "actions") == ["Done"]
    assert found(client, "body=jobs-and-skills&words=cooks", "actions") == []


@pytest.mark.parametrize(
    ("on", "tally"),
    [
        ("2026-04-29", "4 open, 0 done and 0 dropped."),
        ("2026-04-30", "3 open, 0 done and 1 dropped."),
        ("2026-05-01", "2 open, of which 1 is overdue, 1 done and 1 dropped."),
        ("2026-05-02", "2 open, of which 1 is overdue, 1 done and 1 dropped."),
    ],
)
def test_the_log_stands_as_it_stood_on_the_day(cast, client, log, on, tally):
    said = words(client.get(f"/actions/?on={on}"))

    assert tally in said
    assert ("Forty cooks." in said) == (on >= "2026-05-01")
    back = {row["action"]: row for row in rows(client.get(f"/actions.csv?on={on}"))}
    assert back["Done"]["what came of it"] == ("Forty cooks." if on >= "2026-05-01" else "")
    assert back["Done"]["closed on"] == ("2026-05-01" if on >= "2026-05-01" else "")


def test_the_log_as_csv_says_all_that_the_page_says(cast, client, log):
    back = rows(client.get("/actions.csv?on=2026-05-01&state=overdue"))

    assert tuple(back[0]) == ACTION_COLUMNS
    row = back[0]
    assert (row["number"], row["body"], row["raised on"], row["owner"]) == (
        "2026/1",
        "Health",
        "2026-03-05",
        "Tom Ferris",
    )
    assert (row["due"], row["state"]) == ("2026-04-30", "Overdue")
    trust = rows(client.get("/actions.csv?words=Trust"))[0]
    assert (trust["due"], trust["due as said"], trust["state"]) == ("", "the autumn", "Open")


def test_an_action_tells_its_story_and_what_came_of_it(cast, client, meeting):
    decision = make_meetings.make_decision(meeting)
    action = make_meetings.make_action(meeting, "Open it", owner=cast.member_person, due=DUE, decision=decision)
    report_progress(action, text="Waiting.", day=DAY, by=cast.member, reported_by="Tom Ferris")
    said = report_progress(action, text="Half painted.", day=DAY + A_DAY, by=cast.member, reported_by="Tom Ferris")
    accept_report(said, by=cast.secretary)
    before = words(client.get("/actions/health/2026/1/"))
    close_action(
        action,
        result="done",
        closing_text="Open since May.",
        by=cast.secretary,
        on=DUE,
        evidence="https://example.org/",
    )

    after = words(client.get("/actions/health/2026/1/"))

    assert "Open it State Overdue To be done by Tom Ferris Due 30 April 2026" in before
    assert "Raised At the meeting on 5 March 2026 Follows from Decision 2026/1" in before
    assert (
        "How it went on 6 March 2026 Half painted. Reported by Tom Ferris 5 March 2026 Raised at the meeting" in before
    )
    assert "Waiting." not in before + after
    assert "What came of it Open since May. See for yourself: https://example.org/" in after
    past = words(client.get(f"/actions/health/2026/1/?on={DAY}"))
    assert "State Open" in past
    assert "Half painted." not in past
    assert "Open since May." not in past


def test_somebody_without_a_public_page_is_named_without_a_link(cast, client, meeting):
    clerk = make.make_person("Pat Quill", kept_by=cast.health, slug="pat-quill")
    make_meetings.make_action(meeting, owner=clerk)

    page = client.get("/actions/")

    assert "for Pat Quill" in words(page)
    assert "/people/pat-quill/" not in page.content.decode()


# Panels -------------------------------------------------------------------------------------------------------


def test_bodies_people_and_organisations_show_what_is_open(cast, client, log):
    on = "?on=2026-05-01"
    body = client.get(f"/bodies/health/{on}")
    assert (
        "Actions 2 open, of which 1 is overdue on 1 May 2026. Soon Overdue action 2026/1, due 30 April 2026, for Tom Ferris"
        in words(body)
    )
    assert 'href="/actions/?body=health&amp;on=2026-05-01"' in body.content.decode()
    assert "Actions No action is open" in words(client.get(f"/bodies/jobs-and-skills/{on}"))
    person = words(client.get(f"/people/tom-ferris/{on}"))
    assert "Actions to do 1 open, of which 1 is overdue on 1 May 2026. Soon Overdue Health, action 2026/1" in person
    assert "Actions to do 2 open on 30 April 2025" not in person
    trust = words(client.get(f"/organisations/marsh-health-trust/{on}"))
    assert "Actions to do 1 open on 1 May 2026. Trust Open Health, action 2026/2, due the autumn" in trust
    assert "Actions to do" not in words(client.get(f"/people/ida-marlow/{on}"))


def test_adopted_terms_and_documents_name_the_decision_once_it_is_public(cast, client, meeting):
    terms = make.make_terms(cast.health, state="published", on=DAY)
    version = make.make_document_version(make.make_document(cast.health, "Compact", slug="compact"), on=DAY)
    drafts = [
        make_meetings.make_decision(meeting, state="draft", adopts_terms=terms),
        make_meetings.make_decision(meeting, state="draft", adopts_document=version),
    ]
    pages = ["/bodies/health/terms-of-reference/", "/bodies/health/terms-of-reference/1/", "/documents/compact/"]
    assert not any("Adopted by" in words(client.get(page)) for page in pages)
    for draft in drafts:
        draft.state = "published"
        write(draft, by=None)

    for page, number in zip(pages, (1, 1, 2), strict=True):
        assert f"Adopted by Decision 2026/{number} of the meeting on 5 March 2026" in words(client.get(page))
        assert f'href="/decisions/health/2026/{number}/"' in client.get(page).content.decode()
    assert "Adopted Terms of reference of Health, version 1" in words(client.get("/decisions/health/2026/1/"))
    assert "Adopted Compact, version 1" in words(client.get("/decisions/health/2026/2/"))


# Numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same_for_few_and_many(cast, client, django_assert_num_queries, meeting, times):
    for _ in range(times):
        item = make_meetings.make_item(meeting)
        decision = make_meetings.make_decision(meeting, item=item)
        action = make_meetings.make_action(
            meeting, item=item, decision=decision, owner=cast.member_person, owner_organisation=cast.trust
        )
        report_progress(action, text="Begun.", day=DAY, by=cast.secretary, reported_by="Sal Penhale")
    last = make_meetings.make_decision(meeting, replaces=decision)
    make_meetings.make_action(meeting, decision=last)

    with django_assert_num_queries(4):
        client.get("/decisions/")
    with django_assert_num_queries(3):
        client.get("/decisions.csv")
    with django_assert_num_queries(6):
        client.get("/actions/")
    with django_assert_num_queries(6):
        client.get(f"/decisions/health/2026/{times}/")
    with django_assert_num_queries(6):
        client.get("/actions/health/2026/1/")
