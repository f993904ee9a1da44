"""The structure pages: who reports to whom, on what day, as a list, as a drawing and on paper."""

import datetime
import re

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.foundation.sentences import listed
from governance.models import Body, Link, Seat
from governance.seats.chairs import chairs_in
from governance.seats.roll import chairs_on
from governance.structures.overview import overview_on
from governance.structures.structure_list import ListMaker, body_addresses
from tests import make
from tests.cast import DAY_BEFORE, RESTRUCTURED
from tests.governance.views.reading import outline, words

DAY_AFTER = RESTRUCTURED + datetime.timedelta(days=1)
PAGE = "/structure/brackwater/"
SVG = "{http://www.w3.org/2000/svg}"


def lists_on(partnership, day):
    return ListMaker(overview_on(partnership, day), body_addresses(None)).lists()


# The list of partnerships -----------------------------------------------------------------------------------


def test_the_partnerships_are_listed_with_their_bodies_by_kind(client, cast):
    make.make_partnership("ambleford", "Ambleford Partnership")

    said = words(client.get("/structure/"))

    assert said.index("Ambleford Partnership No bodies yet") < said.index("Brackwater Partnership")
    counted = "7 bodies: 3 thematic partnerships, 1 board, 1 forum, 1 reference group and 1 sub-group"
    assert f"Brackwater Partnership {counted}" in said


@pytest.mark.parametrize(
    ("day", "stands"),
    [("2019-03-31", False), ("2019-04-01", True), ("2019-04-02", True)],
)
def test_a_partnership_is_listed_from_its_first_day(client, cast, day, stands):
    make.make_partnership("ambleford", "Ambleford Partnership", on="2019-04-01")

    assert ("Ambleford Partnership" in words(client.get(f"/structure/?on={day}"))) is stands


def test_a_day_without_partnerships_says_so(client, cast):
    assert "There was no partnership on 1 January 1990" in words(client.get("/structure/?on=1990-01-01"))


# The page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "culture_depth", "board"),
    [(DAY_BEFORE, 2, "Partnership Board"), (RESTRUCTURED, 3, "Leadership Board"), (DAY_AFTER, 3, "Leadership Board")],
)
def test_the_list_shows_who_reports_to_whom_on_the_day(client, cast, day, culture_depth, board):
    page = client.get(f"{PAGE}?on={day}").content.decode()
    tree = outline(page.partition("portal-structure")[2].partition("The partnership’s family")[0])

    assert tree[0] == (0, "Brackwater Partnership")
    assert (1, board) in tree
    assert (culture_depth, "Culture Forum") in tree
    assert (tree[tree.index((culture_depth, "Culture Forum")) - 1] == (2, "Jobs and Skills")) is (culture_depth == 3)


def test_the_list_equals_the_structure_of_the_day(cast):
    for day in (DAY_BEFORE, RESTRUCTURED):
        overview = overview_on(cast.partnership, day)
        lists = lists_on(cast.partnership, day)

        assert outline(lists.tree) == [(place.depth, place.name) for place in overview.structure.tree]
        assert outline(lists.family) == [(0, "Evidence Group")]


def test_every_body_is_a_link_that_carries_the_day(client, cast):
    today = client.get(PAGE).content.decode()
    then = client.get(f"{PAGE}?on=2019-05-01").content.decode()

    assert '<a href="/bodies/health-data-group/">Health Data Group</a> <span>sub-group</span>' in today
    assert '<a href="/bodies/health-data-group/?on=2019-05-01">Health Data Group</a>' in then
    assert 'href="/bodies/health-data-group/"' not in then


def test_chairs_stand_with_their_bodies_and_an_empty_chair_is_vacant(client, cast):
    make.make_seat(cast.jobs, "Chair", role=Seat.Role.CHAIR)

    said = words(client.get(PAGE))

    assert "Leadership Board board Chair: Ida Marlow" in said
    assert "Jobs and Skills thematic partnership Chair: vacant" in said
    assert "Safer and Stronger thematic partnership" in said
    assert "Safer and Stronger thematic partnership Chair" not in said


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        ("2019-03-30", "due to end on 31 March 2019"),
        ("2019-03-31", "due to end on 31 March 2019"),
        ("2019-04-01", "past its planned end of 31 March 2019"),
    ],
)
def test_a_body_past_its_planned_end_is_marked_from_the_day_after(client, cast, day, mark):
    make.make_body(
        "task",
        "Task Group",
        parent=cast.board,
        kind="task-and-finish-group",
        due_to_end=datetime.date(2019, 3, 31),
    )

    assert f"Task Group task and finish group {mark}" in words(client.get(f"{PAGE}?on={day}"))


def test_the_other_marks_are_words(client, cast):
    make.make_body("east", "East Area", parent=cast.board, kind="area-partnership", standing="tentative")
    make.make_body("west", "West Area", parent=cast.board, kind="area-partnership", standing="shadow")
    make.make_body("network", "Everybody", parent=cast.board, kind="network")
    make.make_body("county", "County Board", partnership=cast.partnership, kind="external-body")

    said = words(client.get(PAGE))

    for mark in (
        "East Area area partnership tentative",
        "West Area area partnership shadow",
        "Everybody network open to all",
        "Evidence Group reference group not accountable",
        "County Board external body outside the partnership",
    ):
        assert mark in said
    assert said.index("The partnership’s family") < said.index("County Board external body") < said.index("How the")
    assert "Tentative named as possible" in said
    assert "Open to all anybody may join" in said


def test_dotted_lines_are_told_in_words_at_both_ends(client, cast):
    make.make_link(cast.health, cast.jobs, Link.Type.REPORTS_FUNCTIONALLY, on=RESTRUCTURED)
    make.make_link(cast.jobs, cast.health_data, Link.Type.MAY_TASK, on=RESTRUCTURED, reported_through=cast.jobs)
    make.make_link(cast.culture, cast.health_data, Link.Type.MAY_TASK, on=RESTRUCTURED, reported_through=cast.board)

    said = words(client.get(PAGE))

    assert "Chair: Owen Lark Also reports functionally to Jobs and Skills" in said
    assert "Receives functional reports from Health" in said
    assert "May be tasked by Jobs and Skills, reported through it" in said
    assert "May be tasked by Culture Forum, reported through Leadership Board" in said
    assert "May task Health Data Group, reported through Jobs and Skills" in said
    assert "Advises Leadership Board" in said
    assert "Is advised by Evidence Group" in said


def test_lines_that_say_the_same_of_several_bodies_are_one_sentence(client, cast):
    for body in (cast.health, cast.jobs, cast.safer_and_stronger):
        make.make_link(body, cast.health_data, Link.Type.MAY_TASK, on=RESTRUCTURED, reported_through=body)

    said = words(client.get(PAGE))

    one = "May be tasked by Health, Jobs and Skills and Safer and Stronger, reported through whichever asked"
    assert said.count("May be tasked by") == 1
    assert one in said


@pytest.mark.parametrize(
    ("day", "there"), [("2021-04-30", False), ("2021-05-01", True), ("2021-05-31", True), ("2021-06-01", False)]
)
def test_a_dotted_line_is_there_on_its_days_alone(client, cast, day, there):
    make.make_link(cast.health, cast.jobs, Link.Type.SUPPORTS, on="2021-05-01", until="2021-06-01")

    assert ("Is supported by Health" in words(client.get(f"{PAGE}?on={day}"))) is there


def test_a_body_of_another_partnership_is_named_with_its_partnership(client, cast):
    county = make.make_partnership("county", "County & Coast")
    board = make.make_body("county-board", "County Board", parent=county)
    make.make_link(cast.board, board, Link.Type.REPRESENTED_AT)

    response = client.get(PAGE)
    said = words(response)

    assert "Is represented at County Board of County & Coast" in said
    beyond = said.partition("Bodies of other partnerships")[2]
    assert "County Board board of County & Coast Has representatives of Leadership Board" in beyond
    assert "County &amp; Coast" in response.content.decode()


def test_the_structure_is_explained_in_numbers_and_words(client, cast):
    said = words(client.get(PAGE))

    assert "Brackwater Partnership has 6 bodies in its reporting line, on 3 levels." in said
    assert "1 more body belongs to its family without reporting to it." in said
    assert "First level 1 board (Leadership Board)" in said
    assert "Second level 3 thematic partnerships" in said
    assert "Third level 1 forum (Culture Forum) and 1 sub-group (Health Data Group)" in said
    assert "Advises gives advice that the other body need not follow" in said


def test_a_partnership_that_had_not_begun_says_when_it_begins(client, cast):
    response = client.get(f"{PAGE}?on=2008-03-31")

    assert "Brackwater Partnership did not exist yet on 31 March 2008. It began on 1 April 2008." in words(response)
    assert f'href="{PAGE}?on=2008-04-01"' in response.content.decode()
    assert client.get("/structure/brackwater.svg?on=2008-03-31").status_code == 404
    assert client.get("/structure/brackwater.pdf?on=2008-03-31").status_code == 404


def test_names_from_officers_are_escaped(client, cast):
    make.make_body("odd", 'Odd <script>alert("1")</script>', parent=cast.board)
    make.make_link(cast.health, Body.objects.get(slug="odd"), Link.Type.SUPPORTS)

    page = client.get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert page.count("Odd &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;") >= 3


def test_only_partnerships_have_a_structure(client, cast):
    assert client.get("/structure/board/").status_code == 404
    assert client.get("/structure/nowhere/").status_code == 404
    assert client.get("/structure/nowhere.svg").status_code == 404


@pytest.mark.parametrize("address", ["/structure/", PAGE, "/structure/brackwater.svg"])
def test_structure_pages_are_read_only(client, cast, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert client.put(address).status_code == 405
    assert client.options(address).status_code == 405


def test_an_editor_finds_the_way_to_the_admin_and_the_public_does_not(client, cast):
    hint = f"/admin/governance/body/{cast.partnership.pk}/change/"
    assert hint not in client.get(PAGE).content.decode()

    client.force_login(cast.officer)

    assert hint in client.get(PAGE).content.decode()


# Numbers ----------------------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_the_number_of_bodies(client, cast, django_assert_num_queries):
    def visit():
        with django_assert_num_queries(2):
            client.get("/structure/")
        with django_assert_num_queries(4):
            client.get(PAGE)
        with django_assert_num_queries(4):
            client.get("/structure/brackwater.svg")

    visit()
    for number in range(3):
        make.make_partnership()
        body = make.make_body(f"more-{number}", f"More {number}", parent=cast.health, kind="sub-group")
        make.make_chair(body)
        make.make_link(body, cast.board, Link.Type.SUPPORTS)
    visit()


def test_chairs_are_those_of_the_roll(cast):
    """Derived, doubly derived, of another partnership, and in a circle."""
    far = make.make_body("far", "Far Board", parent=make.make_partnership("county", "County"))
    make.make_chair(far)

    def follow(body, of):
        make.make_seat(body, "Chair", role=Seat.Role.CHAIR, kind=Seat.Kind.DERIVED, of_body=of)

    follow(cast.jobs, cast.health)
    follow(cast.culture, cast.jobs)
    follow(cast.health_data, far)
    follow(cast.evidence, cast.safer_and_stronger)
    follow(cast.safer_and_stronger, cast.evidence)
    make.make_seat(cast.board, "Co-chair", role=Seat.Role.CHAIR, kind=Seat.Kind.DERIVED, of_body=cast.health)
    for day in (DAY_BEFORE, make.today()):
        roll = {key: [h.person.name for h in holders] for key, holders in chairs_on(day).items() if key != far.pk}
        ours = {key: [chair.name for chair in sitting] for key, sitting in chairs_in(cast.partnership, day).items()}

        assert {key: names for key, names in ours.items() if names} == roll
    assert ours[cast.culture.pk] == ["Owen Lark"]
    assert ours[cast.evidence.pk] == []


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4))
@settings(max_examples=20)
def test_a_list_in_words_keeps_every_part(parts):
    said = listed(parts)

    assert re.split(r", | and ", said) == (parts or [""])
    assert said.count(" and ") == (len(parts) > 1)


def test_today_is_the_day_without_a_choice(client, cast):
    chosen = client.get(f"{PAGE}?on={timezone.localdate()}")

    assert words(client.get(PAGE)) == words(chosen)
