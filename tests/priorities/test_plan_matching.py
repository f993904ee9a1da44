"""Which action of a draft goes on as which of a table: its words tell it before its number."""

import datetime
from dataclasses import replace

import pytest

from priorities.models import PlanAction
from priorities.plans.plan_drafting import add_milestone
from priorities.plans.planning import draft_version, establish_plan, publish_version
from priorities.sheets.called import Directories
from priorities.sheets.plan_comparing import compare
from priorities.sheets.plan_import import lay_out, read_plan
from priorities.sheets.plan_matching import continued, matched_sections
from priorities.sheets.plan_rows import PlanRow, rows_of
from priorities.sheets.plan_sheets import sheet_of
from priorities.updates.updating import reach_milestone
from tests import make
from tests import make_priorities as mp
from tests.priorities.tables import cells, xlsx
from tests.refusing import refusal

DAY = datetime.date(2021, 4, 1)
WORDS = ("Answer every red item.", "Record what was tried.", "Ask for help early.")


def row(bullet=1, what="Go.", *, ref="B1", section="One"):
    return PlanRow(section_heading=section, ref=ref, bullet=bullet, what=what)


def numbered(*texts, **place):
    return [row(number, text, **place) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (numbered("a", "b", "c"), numbered("a", "c"), {0: 0, 1: 2}),
        (numbered("a", "b"), numbered("b", "a"), {0: 1, 1: 0}),
        (numbered("a", "b"), numbered("new", "a", "b"), {1: 0, 2: 1}),
        (numbered("a", "b"), numbered("a", "new"), {0: 0, 1: 1}),
        (numbered("same", "same"), [row(2, "same")], {0: 1}),
        (numbered("Answer red."), numbered("answer  RED"), {0: 0}),
        (numbered("a", "b"), [row(3, "new")], {}),
        (numbered("a", ref="A1"), numbered("a", ref="A2"), {}),
        (numbered("a", "b"), [row(1, "b", section="Two")], {0: 1}),
        (
            [*numbered("a", "b", section="One"), row(1, "c", section="Two")],
            [row(1, "c", section="One"), *numbered("a", "b", section="Two")],
            {0: 2, 1: 0, 2: 1},
        ),
        ([row(1, "a"), row(1, "a", section="Two")], [row(1, "a", section="Three")], {}),
    ],
    ids=[
        "one is taken out",
        "they change places",
        "one comes first",
        "other words",
        "the same words twice",
        "case and space",
        "a new number",
        "another ref",
        "another section",
        "two sections",
        "two could be meant",
    ],
)
def test_an_action_goes_on_by_its_words_and_else_by_its_number(before, after, found):
    assert continued(before, after) == found


def test_a_section_goes_on_by_letter_and_heading_and_else_by_one_of_them():
    standing = [("A", "Outcomes"), ("B", "Performance"), ("", "Money")]
    assert matched_sections([("B", "Outcomes"), ("", "Money"), ("A", "Roles")], standing) == {
        ("B", "Outcomes"): 1,
        ("", "Money"): 2,
        ("A", "Roles"): 0,
    }


@pytest.fixture
def second(cast):
    """The second draft of a plan of three bullets, of which the last was called complete."""
    plan = establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=cast.officer)
    first = plan.versions.get()
    lay_out(first, numbered(*WORDS), by=cast.officer)
    publish_version(first, on=DAY, by=cast.officer)
    period = mp.make_period(mp.make_framework(cast.board), "2021-04-01", "2021-07-01")
    mp.make_update(PlanAction.objects.get(section__version=first, bullet=3), period, "complete")
    return draft_version(plan, by=cast.officer)


def lineage_of(version, what):
    return PlanAction.objects.get(section__version=version, what=what).lineage


@pytest.mark.django_db
def test_bullets_numbered_anew_in_the_downloaded_sheet_keep_what_was_reported_of_each(cast, second):
    first = second.plan.versions.get(number=1)
    names, *lines = cells(sheet_of(second, user=cast.officer))
    lines = [line for line in lines if WORDS[1] not in line]
    for number, line in enumerate(lines, 1):
        line[names.index("bullet")] = number
    read = read_plan(xlsx(names, *lines), second.plan, by=cast.officer)
    assert [(row.bullet, row.what) for row in read.rows] == [(1, WORDS[0]), (2, WORDS[2])]

    comparison = compare(rows_of(second), read.rows, named=Directories(second.plan.body.partnership_id, cast.officer))
    lay_out(second, read.rows, by=cast.officer)

    assert comparison.counts == [("New", 0), ("Changed", 1), ("Taken out", 1), ("As it stands", 1)]
    assert rows_of(second) == read.rows
    for what in (WORDS[0], WORDS[2]):
        assert lineage_of(second, what) == lineage_of(first, what)


@pytest.mark.django_db
def test_bullets_that_change_places_keep_their_lineages(cast, second):
    first = second.plan.versions.get(number=1)
    turned = numbered(WORDS[2], WORDS[0], WORDS[1])

    lay_out(second, turned, by=cast.officer)

    assert [row.what for row in rows_of(second)] == [WORDS[2], WORDS[0], WORDS[1]]
    assert {what: lineage_of(second, what) for what in WORDS} == {what: lineage_of(first, what) for what in WORDS}


@pytest.mark.django_db
def test_other_words_for_what_was_reported_need_a_word_of_the_officer(cast, second):
    before = rows_of(second)
    other = [*before[:2], replace(before[2], what="Ask nobody.")]

    said = refusal(lay_out, second, other, by=cast.officer)
    assert said.startswith("What was reported of “Ask for help early.” will stand for “Ask nobody.” (B1.3).")
    assert rows_of(second) == before
    lay_out(second, other, by=cast.officer, confirmed=True)
    assert rows_of(second) == tuple(other)


@pytest.mark.django_db
def test_words_of_what_nothing_was_reported_change_without_a_question(cast, second):
    before = rows_of(second)
    other = [replace(before[0], what="Answer each red."), before[1], replace(before[2], what="ask for help, early")]

    lay_out(second, other, by=cast.officer)
    assert rows_of(second) == tuple(other)


@pytest.mark.django_db
def test_a_milestone_that_was_reached_is_something_reported(cast):
    plan = establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=cast.officer)
    first = plan.versions.get()
    lay_out(first, numbered(*WORDS), by=cast.officer)
    step = add_milestone(PlanAction.objects.get(section__version=first, bullet=1), text="Half", by=cast.officer)
    publish_version(first, on=DAY, by=cast.officer)
    reach_milestone(step, on=make.today(), by=cast.officer)
    draft = draft_version(plan, by=cast.officer)
    rows = rows_of(draft)

    assert "“Leave it.”" in refusal(lay_out, draft, [replace(rows[0], what="Leave it."), *rows[1:]], by=cast.officer)
