"""The pages of one body on any day: what it is, who sits on it, what became of it."""

import datetime

import pytest
from django.urls import reverse

from governance.models import Body, Link, Seat
from governance.restructuring import (
    STOPS,
    Newcomer,
    absorb,
    describe,
    end,
    hand_over,
    readdress,
    split,
)
from tests import make
from tests.cast import DAY_BEFORE, REASON, RESTRUCTURED
from tests.governance.views.reading import crumbs, said, visit, words

DAY_AFTER = RESTRUCTURED + datetime.timedelta(days=1)
FAR = datetime.date(2095, 4, 1)
PAGES = ("body", "members", "history")


# Where it stands --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "parent", "slug"),
    [
        (DAY_BEFORE, "Partnership Board", "board"),
        (RESTRUCTURED, "Jobs and Skills", "jobs-and-skills"),
        (DAY_AFTER, "Jobs and Skills", "jobs-and-skills"),
    ],
)
def test_a_body_says_whom_it_reports_to_on_the_day(client, cast, day, parent, slug):
    response = visit(client, "culture-forum", on=day)

    assert f"Culture Forum reports to {parent}." in words(response)
    assert f'href="/bodies/{slug}/?on={day}">{parent}</a>' in response.content.decode()
    assert crumbs(response)[-1] == (f"/bodies/{slug}/?on={day}", parent)


def test_the_way_back_up_is_the_reporting_line_of_the_day(client, cast):
    assert crumbs(visit(client, "culture-forum", "history")) == [
        ("/structure/", "Partnerships"),
        ("/structure/brackwater/", "Brackwater Partnership"),
        ("/bodies/board/", "Leadership Board"),
        ("/bodies/jobs-and-skills/", "Jobs and Skills"),
        ("/bodies/culture-forum/", "Culture Forum"),
    ]
    assert crumbs(visit(client, "culture-forum", "history", DAY_BEFORE))[2:] == [
        (f"/bodies/board/?on={DAY_BEFORE}", "Partnership Board"),
        (f"/bodies/culture-forum/?on={DAY_BEFORE}", "Culture Forum"),
    ]
    assert [name for _, name in crumbs(visit(client, "brackwater", "members"))] == [
        "Partnerships",
        "Brackwater Partnership",
        "About the partnership",
    ]


@pytest.mark.parametrize(
    ("day", "name", "formerly"),
    [
        (DAY_BEFORE, "Partnership Board", False),
        (RESTRUCTURED, "Leadership Board", True),
        (DAY_AFTER, "Leadership Board", True),
    ],
)
def test_a_renamed_body_bears_the_name_of_the_day_and_tells_the_former_one(client, cast, day, name, formerly):
    response = visit(client, "board", on=day)

    assert f'<h1 class="govuk-heading-l">{name}</h1>' in response.content.decode()
    assert ("Formerly Partnership Board, until 31 March 2020" in words(response)) is formerly
    assert ("Leadership Board" in words(response)) is formerly


def test_bodies_without_a_reporting_line_say_what_they_are(client, cast):
    make.make_body("county", "County Board", partnership=cast.partnership, kind="external-body")

    assert "Brackwater Partnership is a whole partnership. See its structure." in said(client, "brackwater")
    assert "Evidence Group belongs to the partnership’s family and reports to no body." in said(
        client, "evidence-group"
    )
    assert "Not accountable It is heard, but answers to no body" in said(client, "evidence-group")
    assert "County Board stands outside the partnership and is linked to it." in said(client, "county")


def test_the_bodies_below_are_those_of_the_day(client, cast):
    assert "report to it Health thematic partnership Jobs and Skills thematic" in said(client, "board")
    assert "Culture Forum forum" in said(client, "board", on=DAY_BEFORE)
    assert "Culture Forum" not in said(client, "board", on=RESTRUCTURED)


# Before it began and after it ended -------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("day", "exists"), [(DAY_BEFORE, False), (RESTRUCTURED, True), (DAY_AFTER, True)])
def test_before_its_first_day_a_body_says_when_it_begins(client, cast, page, day, exists):
    text = said(client, "safer-and-stronger", page, day)
    notice = "On 31 March 2020 Safer and Stronger did not exist yet. It began on 1 April 2020."

    assert (notice in text) is not exists
    assert ("reports to Leadership Board" in text) is (exists and page == "body")


def test_a_body_to_come_shows_nothing_of_what_it_will_be(client, cast):
    make.make_body("later", "Later Group", parent=cast.board, on=FAR, mission="A mission to come")
    make.make_seat(Body.objects.get(slug="later"), "Seat to come")

    text = said(client, "later") + said(client, "later", "members")

    assert "does not exist yet. It begins on 1 April 2095." in text
    assert "A mission to come" not in text
    assert "Seat to come" not in text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("day", "over"), [(DAY_BEFORE, False), (RESTRUCTURED, True), (DAY_AFTER, True)])
def test_after_its_end_a_body_says_its_last_day(client, cast, page, day, over):
    text = said(client, "safer-streets", page, day)

    assert ("Its last day was 31 March 2020. This page shows it as it was on that day." in text) is over
    assert ("no longer existed" in text) is over


def test_an_ended_body_tells_why_what_followed_and_what_it_was(client, cast):
    text = said(client, "safer-streets")

    assert "Safer Streets no longer exists." in text
    followed = text.partition("What followed")[2]
    assert f"1 April 2020: Safer Streets merged into Safer and Stronger. {REASON}" in followed
    assert "On its last day Safer Streets reported to Partnership Board." in text
    assert "What it did Street lighting plan" in text
    assert "1 April 2020: “Street lighting plan” went to Safer and Stronger." in text


def test_a_body_tells_what_it_came_from(client, cast):
    text = said(client, "safer-and-stronger").partition("What it came from")[2]

    assert f"1 April 2020: Safer Streets merged into Safer and Stronger. {REASON}" in text
    assert "1 April 2020: Stronger Communities merged into Safer and Stronger." in text
    assert "Street lighting plan" in said(client, "safer-and-stronger")


def test_splitting_absorbing_and_ending_are_told_on_both_sides(client, cast):
    by = {"by": cast.administrator, "on": datetime.date(2022, 1, 1), "reason": "Second review."}
    kind = make.kind("thematic-partnership")
    new = [Newcomer("jobs", "Jobs", kind, parent=cast.board), Newcomer("skills", "Skills", kind, parent=cast.board)]
    split(cast.jobs, into=new, children={cast.culture: "jobs"}, **by)
    absorb([cast.health_data], into=cast.health, **by)
    function = make.make_function(cast.evidence, "Yearly digest")
    end(cast.evidence, homes={function: STOPS}, **by)

    assert "Jobs and Skills was split; Jobs is one of its successors. Second review." in said(client, "jobs-and-skills")
    assert "Jobs and Skills was split; Jobs is one of its successors." in said(client, "jobs")
    assert "Health Data Group was absorbed by Health. Second review." in said(client, "health-data-group")
    assert "Health Data Group was absorbed by Health. Second review." in said(client, "health")
    assert "1 January 2022: Evidence Group ended. Second review." in said(client, "evidence-group")
    assert "“Yearly digest” stopped." in said(client, "evidence-group")
    assert "was absorbed" not in said(client, "health", on="2021-12-31")


# What it is -------------------------------------------------------------------------------------------------


def test_the_facts_of_the_day_are_shown(client, cast):
    facts = {
        "mission": "Safer & warmer homes.",
        "purpose": "<p>To <strong>join up</strong> care.</p>",
        "authority": "advisory",
        "meetings_low": 4,
        "meetings_high": 6,
        "meeting_minutes": 90,
        "supported_by": "Brackwater Council",
        "resource": "One officer",
        "commissioned_by": cast.board,
        "due_to_end": datetime.date(2030, 3, 31),
        "short_name": "HB",
    }
    describe(cast.health, on=datetime.date(2021, 5, 1), by=cast.administrator, **facts)

    response = visit(client, "health")
    text = words(response)

    for fact in (
        "Mission Safer & warmer homes.",
        "Purpose To join up care.",
        "Authority Advisory: it advises, and others decide",
        "Meets 4 to 6 meetings a year, about 1 hour 30 minutes each",
        "Supported by Brackwater Council",
        "Resource One officer",
        "Commissioned by Leadership Board",
        "Due to end 31 March 2030",
        "Known as HB",
        "Began 1 April 2008",
    ):
        assert fact in text
    assert "<strong>join up</strong>" in response.content.decode()
    before = said(client, "health", on="2021-04-30")
    assert "Mission" not in before
    assert "Authority Executive: it may decide" in before


@pytest.mark.parametrize(("day", "past"), [("2021-03-30", False), ("2021-03-31", False), ("2021-04-01", True)])
def test_a_body_past_its_planned_end_says_so(client, cast, day, past):
    describe(cast.health, on=make.FIRST, by=cast.administrator, due_to_end=datetime.date(2021, 3, 31))

    assert ("It was due to end on 31 March 2021 and has not been closed" in said(client, "health", on=day)) is past


def test_dotted_lines_are_told_from_both_sides_with_their_days(client, cast):
    make.make_link(cast.health, cast.jobs, Link.Type.REPORTS_FUNCTIONALLY, on=RESTRUCTURED, note="On training.")
    for body in (cast.health, cast.jobs):
        make.make_link(body, cast.culture, Link.Type.MAY_TASK, on=RESTRUCTURED, reported_through=body)

    assert "Also reports functionally to Jobs and Skills (since 1 April 2020) On training." in said(client, "health")
    assert "Receives functional reports from Health (since 1 April 2020)" in said(client, "jobs-and-skills")
    asked = "May be tasked by Health and Jobs and Skills, reported through whichever asked (since 1 April 2020)"
    assert asked in said(client, "culture-forum")
    assert "May task Culture Forum, reported through Health" in said(client, "health")
    assert "Beside the reporting line" not in said(client, "culture-forum", on=DAY_BEFORE)


@pytest.mark.parametrize(("day", "there"), [("2021-03-31", False), ("2021-04-01", True), ("2021-04-02", True)])
def test_functions_move_on_their_day(client, cast, day, there):
    function = make.make_function(cast.health, "Winter plan", on="2019-01-01")
    hand_over(function, to=cast.jobs, on=datetime.date(2021, 4, 1), by=cast.administrator, reason="It is about staff.")

    assert ("What it does Winter plan" in said(client, "jobs-and-skills", on=day)) is there
    assert ("“Winter plan” went to Jobs and Skills." in said(client, "health", on=day)) is there


@pytest.mark.parametrize(("day", "version"), [("2021-04-30", None), ("2021-05-01", "1"), ("2023-05-01", "2")])
def test_the_terms_in_force_on_the_day_are_named(client, cast, day, version):
    make.make_terms(cast.board, state="published", on="2021-05-01")
    make.make_terms(cast.board, state="published", on="2023-05-01")
    make.make_terms(cast.board)

    text = said(client, "board", on=day)

    assert f"Version {version}, in force" in text if version else "None signed off yet." in text
    assert "1.1" not in text
    assert ("PDF, " in text) is (version is not None)


def test_documents_are_listed_while_a_version_is_in_force(client, cast):
    document = make.make_document(cast.board, "Constitution", slug="constitution")
    make.make_document_version(document, on="2021-05-01")
    make.make_document_version(make.make_document(cast.board, "Secret protocol"), state="draft")

    assert "Documents Constitution" in said(client, "board", on="2021-05-01")
    assert "Constitution" not in said(client, "board", on="2021-04-30")
    assert "Secret protocol" not in said(client, "board")


def test_contact_details_are_shown_with_consent_alone(client, cast):
    tomorrow = make.today() + datetime.timedelta(days=1)
    contact = {"contact_name": "Partnership team", "contact_email": "team@example.org", "contact_phone": "01632 960001"}
    by = {"by": cast.administrator}
    describe(cast.health, on=make.FIRST, **contact, **by)
    assert "team@example.org" not in visit(client, "health").content.decode()

    describe(cast.health, on=make.FIRST, contact_public_since=tomorrow, **by)
    assert "team@example.org" not in visit(client, "health").content.decode()

    describe(cast.health, on=make.FIRST, contact_public_since=make.today(), **by)
    assert "Contact Partnership team team@example.org Telephone 01632 960001" in said(client, "health")


# Addresses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_former_address_leads_on_for_ever_with_the_day(client, cast, page):
    readdress(cast.board, slug="leadership", by=cast.administrator)

    response = client.get(reverse(f"governance:{page}", args=["board"]) + "?on=2019-05-01")

    assert response.status_code == 301
    assert response["Location"] == reverse(f"governance:{page}", args=["leadership"]) + "?on=2019-05-01"
    assert client.get(response["Location"]).status_code == 200
    plain = client.get(reverse(f"governance:{page}", args=["board"]))
    assert plain["Location"] == reverse(f"governance:{page}", args=["leadership"])


def test_a_former_address_of_a_partnership_leads_its_structure_on(client, cast):
    readdress(cast.partnership, slug="brackwater-together", by=cast.administrator)

    for ending in ("/", ".svg", ".pdf"):
        response = client.get(f"/structure/brackwater{ending}")
        assert (response.status_code, response["Location"]) == (301, f"/structure/brackwater-together{ending}")


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_address_is_not_found(client, cast, page):
    assert visit(client, "nowhere", page).status_code == 404
    assert client.get(reverse(f"governance:{page}", args=["board"]) + "?on=yesterday").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_body_pages_are_read_only(client, cast, page):
    address = reverse(f"governance:{page}", args=["board"])

    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.patch, client.delete, client.options):
        assert method(address).status_code == 405
    assert client.post(reverse(f"governance:{page}", args=["nowhere"])).status_code == 405


def test_editors_of_the_body_find_the_way_to_the_admin(client, cast):
    hint = reverse("admin:governance_body_change", args=[cast.health.pk])
    seen = {}
    for name in ("officer", "secretary", "member"):
        client.force_login(getattr(cast, name))
        seen[name] = hint in visit(client, "health").content.decode()
    client.logout()
    seen["visitor"] = hint in visit(client, "health").content.decode()

    assert seen == {"officer": True, "secretary": True, "member": False, "visitor": False}


# Numbers ----------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(client, cast, django_assert_num_queries):
    def visits():
        with django_assert_num_queries(21):
            visit(client, "board")
        with django_assert_num_queries(20):
            visit(client, "safer-and-stronger")
        with django_assert_num_queries(11):
            visit(client, "board", "members")
        with django_assert_num_queries(8):
            visit(client, "board", "history")

    make.make_function(cast.board, "One function")
    make.make_terms(cast.board, state="published", on="2021-01-01")
    visits()
    for number in range(3):
        child = make.make_body(f"child-{number}", f"Child {number}", parent=cast.board)
        make.make_link(child, cast.board, Link.Type.SUPPORTS)
        make.make_function(cast.board, f"Function {number}")
        make.make_membership(make.make_seat(cast.board, low=2, high=2))
        make.make_document_version(make.make_document(cast.board))
        make.make_link(child, cast.safer_and_stronger, Link.Type.ADVISES, on=RESTRUCTURED)
    make.make_terms(cast.board, state="published", on="2022-01-01")
    visits()


def test_a_page_with_everything_of_its_own_takes_twenty_two_queries(client, cast, django_assert_num_queries):
    make.make_seat(cast.board, "Themes", kind=Seat.Kind.DERIVED, of_kind=make.kind("thematic-partnership"))

    with django_assert_num_queries(22):
        visit(client, "board")
    with django_assert_num_queries(12):
        visit(client, "board", "members")
