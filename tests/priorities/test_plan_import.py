"""A plan from xlsx or csv: every bad line reported, all or none written, lineages kept."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from priorities.models import PlanAction
from priorities.plans.plan_drafting import add_action, add_section
from priorities.plans.planning import draft_version, establish_plan, publish_version
from priorities.sheets.called import Directories
from priorities.sheets.days_as_said import due_said
from priorities.sheets.plan_comparing import compare, shortened
from priorities.sheets.plan_import import lay_out, read_plan
from priorities.sheets.plan_rows import PlanRow, Step, rows_of
from priorities.sheets.plan_sheets import sheet_of
from tests import make
from tests import make_priorities as mp
from tests.priorities import warwickshire
from tests.priorities.tables import cells, csv_file, xlsx
from tests.refusing import refusal

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 4, 1)
COLUMNS = ["section heading", "ref", "action"]


@pytest.fixture
def by(cast):
    return cast.officer


@pytest.fixture
def plan(cast, by):
    return establish_plan(cast.health, slug="plan", title="Health plan", on=DAY, by=by)


@pytest.fixture
def draft(plan):
    return plan.versions.get()


def faults(plan, by, *rows, columns=(), **row):
    """What is wrong with a table of these rows, or of one row with these facts."""
    if row:
        facts = {
            "section heading": "One",
            "ref": "A1",
            "action": "Go.",
            **{n.replace("_", " "): v for n, v in row.items()},
        }
        columns, rows = list(facts), [list(facts.values())]
    read = read_plan(xlsx(columns or COLUMNS, *rows), plan, by=by)
    return [(fault.line, fault.column, fault.sentence) for fault in read.faults]


def only(found):
    """The one sentence of the one fault."""
    [(_, _, sentence)] = found
    return sentence


# What is read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [xlsx, csv_file])
def test_columns_stand_in_any_order_and_empty_cells_mean_the_line_above(plan, by, made):
    read = read_plan(
        made(
            ["Action", "Ref", "Area for improvement", "Section_heading", "SECTION LETTER"],
            ["First.", "A1", "Roles", "Governance", "A"],
            ["Second.", "", "", "", ""],
            ["", "", "", "", ""],
            ["Third.", "A2", "", "", ""],
            ["Fourth.", "B1", "as above", "Money", "B"],
            ["Fifth.", "B1", "", "", "B"],
            ["Sixth.", "A3", "Chairs", "", "A"],
        ),
        plan,
        by=by,
    )

    assert read.faults == ()
    assert [(*row.section, row.ref, row.bullet, row.area_for_improvement, row.what) for row in read.rows] == [
        ("A", "Governance", "A1", 1, "Roles", "First."),
        ("A", "Governance", "A1", 2, "Roles", "Second."),
        ("A", "Governance", "A2", 1, "", "Third."),
        ("B", "Money", "B1", 1, "", "Fourth."),
        ("B", "Money", "B1", 2, "", "Fifth."),
        ("A", "Governance", "A3", 1, "Chairs", "Sixth."),
    ]


@pytest.mark.parametrize(
    ("mark", "encoding"), [(",", "utf-8"), (",", "utf-8-sig"), (";", "utf-8-sig"), ("\t", "utf-8")]
)
def test_a_csv_is_read_with_or_without_its_mark_and_with_comma_semicolon_or_tab(plan, by, mark, encoding):
    file = csv_file(COLUMNS, ["Größe; und, mehr", "A1", "Zwei\nZeilen “ja”"], mark=mark, encoding=encoding)

    [row] = read_plan(file, plan, by=by).rows
    assert (row.section_heading, row.what) == ("Größe; und, mehr", "Zwei\nZeilen “ja”")


@pytest.mark.parametrize(
    ("cell", "day", "as_said"),
    [
        (datetime.date(2009, 11, 30), datetime.date(2009, 11, 30), ""),
        (datetime.datetime(2009, 11, 30, 0, 0), datetime.date(2009, 11, 30), ""),
        ("30/11/2009", datetime.date(2009, 11, 30), ""),
        ("2009-11-30", datetime.date(2009, 11, 30), ""),
        ("November 2009", datetime.date(2009, 11, 30), "November 2009"),
        ("Ongoing", None, "Ongoing"),
        ("4 November onwards", None, "4 November onwards"),
        ("", None, ""),
    ],
)
def test_a_day_is_read_as_a_day_and_words_are_kept(plan, by, cell, day, as_said):
    [row] = read_plan(xlsx([*COLUMNS, "due"], ["One", "A1", "Go.", cell]), plan, by=by).rows
    assert (row.due, row.due_as_said) == (day, as_said)


def test_words_beside_a_day_stay_and_alone_they_give_the_day(plan, by):
    both = xlsx(
        [*COLUMNS, "due", "due as said"], ["One", "A1", "Go.", "", "November 2009"], ["", "A2", "Go.", DAY, "Spring"]
    )
    assert [(row.due, row.due_as_said) for row in read_plan(both, plan, by=by).rows] == [
        (datetime.date(2009, 11, 30), "November 2009"),
        (DAY, "Spring"),
    ]
    alone = xlsx([*COLUMNS, "due as said"], ["One", "A1", "Go.", "November 2009"])
    assert read_plan(alone, plan, by=by).rows[0].due == datetime.date(2009, 11, 30)


@pytest.mark.parametrize("day", [29, 30])
def test_a_day_beside_words_for_another_is_a_fault_of_its_line(plan, by, day):
    made = {"due": datetime.date(2009, 11, day), "due_as_said": "November 2009"}
    sentence = "“November 2009” is 30/11/2009, and not 29/11/2009: correct the day, or the words for it."
    assert faults(plan, by, **made) == ([(2, "due as said", sentence)] if day == 29 else [])


def test_a_milestone_with_a_day_beside_words_for_another_is_a_fault(plan, by):
    assert "is 30/11/2009, and not 01/11/2009" in only(faults(plan, by, milestones="Half | 1/11/2009 | November 2009"))
    assert faults(plan, by, milestones="Half | 30/11/2009 | November 2009") == []


def test_names_are_understood_by_name_slug_former_name_and_name_with_slug(cast, plan, by):
    heading = [*COLUMNS, "partner bodies", "lead officer", "partners"]
    bodies = "leadership board; HEALTH\nsafer-and-stronger; Partnership Board; Jobs and Skills (jobs-and-skills)"
    [row] = read_plan(xlsx(heading, ["One", "A1", "Go.", bodies, "tom ferris", "marsh-health-trust"]), plan, by=by).rows

    assert row.partner_bodies == ("board", "health", "jobs-and-skills", "safer-and-stronger")
    assert (row.lead_officer, row.partners) == ("tom-ferris", ("marsh-health-trust",))


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (1250, "1250"),
        (1250.5, "1250.50"),
        ("£1,250.50", "1250.50"),
        (0.1 + 0.2, "0.30"),
        (0, "0"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_budgets_are_read_to_the_penny(plan, by, cell, amount):
    [row] = read_plan(xlsx([*COLUMNS, "budget"], ["One", "A1", "Go.", cell]), plan, by=by).rows
    assert row.budget == Decimal(amount)


# What is wrong ------------------------------------------------------------------------------------------------


def test_every_bad_line_is_reported_with_its_line_and_column_and_one_sentence(plan, by):
    found = faults(
        plan,
        by,
        ["One", "A1", "Go.", "Helth", "31/11/2009", ""],
        ["", "", "Stay.", "", "", -5],
        ["", "A2", "", "Health", "", "lots"],
        columns=[*COLUMNS, "lead body", "due", "budget"],
    )

    assert found == [
        (2, "lead body", "“Helth” is not the name of a body: did you mean “Health”?"),
        (2, "due", "“31/11/2009” is no day: write it like 30/11/2009."),
        (3, "budget", "A budget cannot be less than nothing: write the amount without a minus."),
        (4, "budget", "“lots” is no number: write it like 1250 or 12.5."),
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"section_heading": ""}, "There is no section: give its heading here or on a line above."),
        ({"ref": ""}, "There is no reference: write one such as A1."),
        ({"action": ""}, "Say what is to be done under A1."),
        ({"ref": "A" * 13}, "This has 13 letters, and may have 12: shorten it."),
        ({"measure": "x" * 301}, "This has 301 letters, and may have 300: shorten it."),
        ({"due": "x" * 81}, "This has more than 80 letters: shorten it."),
        ({"bullet": 0}, "“0” is no number of a bullet: write 1, 2 and so on, or leave it empty."),
        ({"bullet": "²"}, "“²” is no number of a bullet: write 1, 2 and so on, or leave it empty."),
        ({"budget": "1.005"}, "“1.005” has more than 2 decimals: round it."),
        ({"budget": "10000000000"}, "This amount is larger than the portal keeps: write it in pounds."),
        ({"budget": "12,5"}, "“12,5” is no number: write it like 1250 or 12.5."),
        ({"budget": "NaN"}, "“NaN” is no number: write it like 1250 or 12.5."),
        ({"begins_on": "Spring"}, "“Spring” is no day: write it like 30/11/2009."),
        ({"begins_on": "02/04/2021", "due": "01/04/2021"}, "A1 is due before it begins: choose a later day."),
        ({"due": datetime.date(2209, 1, 1)}, "01/01/2209 cannot be: check the year."),
        ({"milestones": "One | 30/11/2009 | said | more"}, "A milestone is its text, its day and perhaps words for the day, with “|” between them."),
        ({"milestones": "| 30/11/2009"}, "A milestone needs a text of at most 200 letters, and words for its day of at most 80."),
        ({"areas": "Nowhere"}, "“Nowhere” is not the name of an area: write its name or the end of its page’s address."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(plan, by, facts, sentence):
    assert only(faults(plan, by, **facts)) == sentence


def test_due_on_the_first_day_is_not_too_early(plan, by):
    assert faults(plan, by, begins_on="01/04/2021", due="01/04/2021") == []


def test_a_ref_that_stands_elsewhere_already_is_reported(plan, by):
    found = faults(plan, by, ["One", "A1", "Go."], ["", "A2", "Stay."], ["", "A1", "Come."])
    assert found == [
        (
            4,
            "ref",
            "A1 stands on line 2 already: put its actions under one another, or give this one another reference.",
        )
    ]
    numbered = [["One", "A1", "Go.", 1], ["", "A1", "Stay.", 1]]
    assert [line for line, _, _ in faults(plan, by, *numbered, columns=[*COLUMNS, "bullet"])] == [3]


def test_one_ref_has_one_area_and_one_letter_one_section(plan, by):
    columns = ["section letter", *COLUMNS, "area for improvement"]
    rows = [["A", "One", "A1", "Go.", "Roles"], ["", "", "A1", "Stay.", "Money"], ["A", "Two", "A2", "Come.", ""]]
    assert [sentence for _, _, sentence in faults(plan, by, *rows, columns=columns)] == [
        "A1 stands for another area above: write the same, or give this action another reference.",
        "Section A is “One” above: use another letter.",
    ]


def test_columns_that_are_missing_unknown_or_twice_are_reported_and_nothing_else(plan, by):
    found = faults(plan, by, ["One", "x", "y"], columns=["section heading", "mesure", "action", "action"])
    assert found == [
        (1, "mesure", "The column “mesure” is not known: did you mean “measure”?"),
        (1, "action", "The column “action” comes twice: take one of them out."),
        (1, "ref", "There is no column “ref”: add it, with that name in the first line."),
    ]
    beside = faults(plan, by, ["One", "A1", "Go.", "", "a note"])
    assert only(beside) == "There is something beside the table, in a column without a name: take it out."


def test_lines_are_checked_although_a_column_is_unknown(plan, by):
    found = faults(plan, by, ["One", "A1", "Go.", "lots", "x"], columns=[*COLUMNS, "budgt", "colour"])
    assert found == [
        (1, "budgt", "The column “budgt” is not known: did you mean “budget”?"),
        (1, "colour", "The column “colour” is not known: take it out."),
        (2, "budget", "“lots” is no number: write it like 1250 or 12.5."),
    ]


def test_a_formula_without_its_result_is_refused_with_its_line_and_column(plan, by):
    sentence = "The cell holds a formula without its result: save the file in a spreadsheet once more, or write what the cell should say."  # fmt: skip
    assert faults(plan, by, ["One", "A1", "Go.", "=1+1"], columns=[*COLUMNS, "measure"]) == [(2, "measure", sentence)]
    file = xlsx(COLUMNS, ["One", "A1", "Go."], Approaches=[["approach", "how"], ["=1+1", "#REF!"], ["", "=1+1"]])
    assert [(each.line, each.column) for each in read_plan(file, plan, by=by).faults] == [
        (2, "Approaches: approach"),
        (3, "Approaches: approach"),
    ]


def test_a_comparison_says_what_stands_and_what_becomes_of_it_in_the_words_of_the_table(cast, plan, by):
    before = PlanRow(section_heading="One", ref="A1", what="Go.", lead_body="health", due=datetime.date(2021, 4, 1))
    after = replace(before, lead_body=cast.jobs.slug, due=None, budget=Decimal(150_000), milestones=(Step("Half way"),))

    [change] = compare([before], [after], named=Directories(cast.partnership.pk, by)).changes

    assert [(each.label, each.before, each.after) for each in change.differences] == [
        ("lead body", "Health", "Jobs and Skills"),
        ("due", "01/04/2021", "–"),
        ("budget", "–", "£150,000.00"),
        ("milestones", "–", "Half way"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "short", ("–", "short")),
        ("x" * 300, "x" * 299 + "y", ("x" * 300, "x" * 299 + "y")),
        ("a" * 301, "a" * 300, ("…" + "a" * 41, "…" + "a" * 40)),
        ("a" * 400 + "b", "a" * 400 + "c", ("…" + "a" * 40 + "b", "…" + "a" * 40 + "c")),
        ("a" + "b" * 400, "c" + "b" * 400, ("a" + "b" * 299 + "…", "c" + "b" * 299 + "…")),
    ],
)
def test_long_texts_are_cut_to_where_they_begin_to_differ(before, after, shown):
    assert shortened(before, after) == shown


def test_a_name_that_several_bear_asks_for_the_slug(cast, plan, by):
    for slug in ("north-one", "north-two"):
        mp.make_area(cast.partnership, "North", slug=slug)
    assert (
        only(faults(plan, by, areas="north")) == "“north” is the name of several: write north-one or north-two instead."
    )


def test_a_name_that_the_officer_may_not_read_is_unknown(cast, plan, by):
    other = make.make_partnership("eastmarsh", "Eastmarsh Partnership")
    strategy = mp.make_strategy(other)
    mp.make_priority(strategy, "Their secret", state="draft", slug="their-secret")

    for said in ("Their secret", "their-secret"):
        assert only(faults(plan, by, priority=said)).startswith(f"“{said}” is not the name of a priority: write")


# What is written ----------------------------------------------------------------------------------------------


def test_all_content_of_the_draft_is_replaced_and_what_goes_on_keeps_its_lineage(cast, draft, by):
    section = add_section(draft, by=by, heading="One", letter="A")
    first = add_action(
        section, by=by, ref="A1", what="Go.", milestones=[{"text": "Half", "due": DAY}, {"text": "Gone"}], same_as=None
    )
    gone = add_action(section, by=by, ref="A2", what="Stay.")
    half = first.milestones.get(text="Half")
    file = xlsx(
        ["section letter", *COLUMNS, "milestones", "partners"],
        ["B", "Two", "B1", "Come.", "", ""],
        ["A", "One, renamed", "A1", "Go now.", "New\nHalf | 30/11/2021", "Marsh Health Trust"],
        ["", "", "", "And run.", "", ""],
    )

    read = read_plan(file, draft.plan, by=by)
    assert read.faults == ()
    lay_out(draft, read.rows, by=by, reason="From the spreadsheet.")

    assert rows_of(draft, user=by) == read.rows
    again = PlanAction.objects.get(pk=first.pk)
    assert (again.lineage, again.what, again.section_id) == (first.lineage, "Go now.", section.pk)
    assert again.milestones.get(text="Half").lineage == half.lineage
    assert [step.text for step in again.milestones.in_order()] == ["New", "Half"]
    assert not PlanAction.objects.filter(pk=gone.pk).exists()
    assert [each.heading for each in draft.sections.in_order()] == ["Two", "One, renamed"]
    assert again.history.first().history_change_reason == "From the spreadsheet."
    assert again.history.first().history_user == by


def test_lineages_follow_an_action_from_the_version_before_through_an_import(cast, draft, by):
    section = add_section(draft, by=by, heading="One")
    action = add_action(section, by=by, ref="A1", what="Go.")
    publish_version(draft, on=DAY, by=by)
    new = draft_version(draft.plan, by=by)

    lay_out(new, read_plan(xlsx(COLUMNS, ["Elsewhere", "A1", "Go on."]), new.plan, by=by).rows, by=by)

    assert PlanAction.objects.get(section__version=new).lineage == action.lineage
    assert PlanAction.objects.get(section__version=draft).what == "Go."


def test_laying_out_the_same_again_writes_nothing(cast, draft, by, django_assert_max_num_queries):
    rows = tuple(PlanRow(section_heading="One", ref=f"A{number}", what="Go.") for number in range(30))
    lay_out(draft, rows, by=by)
    written = PlanAction.history.count()

    with django_assert_max_num_queries(30):
        lay_out(draft, rows, by=by)
    assert PlanAction.history.count() == written


def bullet(section, number, area):
    """Something to do under A1."""
    return PlanRow(section_heading=section, ref="A1", bullet=number, area_for_improvement=area, what="Go.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([bullet("One", 2, "Old")], [bullet("One", 1, "New"), bullet("One", 2, "New")]),
        ([bullet("One", 2, "Old")], [bullet("One", 1, ""), bullet("One", 2, "")]),
        (
            [bullet("One", 1, "Old"), bullet("One", 2, "Old")],
            [bullet("One", 1, "New"), bullet("Two", 2, "Old")],
        ),
        (
            [bullet("One", 1, "Old"), bullet("Two", 2, "Other")],
            [bullet("Two", 1, "New"), bullet("One", 2, "Other")],
        ),
    ],
    ids=["a bullet comes first", "and the area is gone", "one moves away", "they change places"],
)
def test_bullets_under_one_ref_get_the_area_of_the_rows_in_whatever_order_they_come(draft, by, before, after):
    lay_out(draft, before, by=by)
    lay_out(draft, after, by=by)

    assert rows_of(draft) == tuple(after)


def test_one_row_that_is_refused_leaves_the_draft_as_it_was(cast, draft, by):
    lay_out(draft, [PlanRow(section_heading="One", ref="A1", what="Go.")], by=by)
    before = rows_of(draft)
    bad = [
        PlanRow(section_heading="New", ref="B1", what="Fine."),
        PlanRow(section_heading="New", ref="B2", what="Late.", starts_on=DAY, due=DAY - datetime.timedelta(days=1)),
    ]

    assert refusal(lay_out, draft, bad, by=by) == "B2: B2 is due before it begins: choose a later day."
    assert rows_of(draft) == before
    twice = [PlanRow(section_heading="One", ref="A1", what="Go.")] * 2
    assert refusal(lay_out, draft, twice, by=by) == "A1 has bullet 1 twice in its section: number them apart."
    apart = [bullet("One", 1, "Roles"), bullet("One", 2, "Money")]
    assert refusal(lay_out, draft, apart, by=by) == (
        "A1 stands for two areas for improvement: give one of its actions another reference."
    )
    unknown = [PlanRow(section_heading="One", ref="A1", what="Go.", lead_body="nobody")]
    assert "no body “nobody” any more" in refusal(lay_out, draft, unknown, by=by)
    assert rows_of(draft) == before


def test_a_published_or_abandoned_version_is_refused(cast, draft, by):
    rows = [PlanRow(section_heading="One", ref="A1", what="Go.")]
    lay_out(draft, rows, by=by)
    publish_version(draft, on=DAY, by=by)

    assert "is published and never changes" in refusal(lay_out, draft, [], by=by)
    assert len(rows_of(draft)) == 1


def test_only_an_editor_of_the_owner_lays_out(cast, draft):
    for user in (cast.member, cast.visitor, None):
        assert "You are not appointed to edit Health" in refusal(lay_out, draft, [], by=user)


def test_an_action_that_answers_an_issue_stays_the_same_record_and_cannot_be_dropped(cast, draft, by):
    lay_out(draft, [PlanRow(section_heading="One", ref="A1", what="Go.")], by=by)
    action = PlanAction.objects.get(section__version=draft)
    issue = mp.make_issue(mp.make_assessment(cast.partnership))
    answer = issue.answers.create(action=action)

    lay_out(draft, [PlanRow(section_heading="Two", ref="A1", what="Go on.")], by=by)
    answer.refresh_from_db()
    assert answer.action.what == "Go on."
    other = [PlanRow(section_heading="Two", ref="A2", what="Stay.")]
    assert refusal(lay_out, draft, other, by=by) == "Something else names A1: take that away first."


def test_the_warwickshire_plan_by_deeds_and_by_one_import_is_the_same_plan(cast, draft, by):
    typed = establish_plan(cast.board, slug="typed", title="Improvement plan", on=DAY, by=by).versions.get()
    for letter, (heading, characteristics) in warwickshire.SECTIONS.items():
        section = add_section(typed, by=by, letter=letter, heading=heading, key_characteristics=characteristics)
        for ref, area, actions, words in warwickshire.ROWS:
            for action in actions if ref.startswith(letter) else ():
                due = due_said(words)
                facts = {"due": due.day, "due_as_said": due.as_said, "area_for_improvement": area}
                add_action(section, by=by, ref=ref, what=action, **facts)

    for made in (xlsx, csv_file):
        read = read_plan(made(*warwickshire.table()), draft.plan, by=by)
        assert read.faults == ()
        lay_out(draft, read.rows, by=by)

        assert len(rows_of(draft)) == 18
        assert rows_of(draft) == rows_of(typed)
        assert cells(sheet_of(draft)) == cells(sheet_of(typed))
    by_ref = {row.reference: (row.due, row.due_as_said) for row in rows_of(draft)}
    assert by_ref["A1.2"] == (datetime.date(2009, 11, 30), "November 2009")
    assert by_ref["C1"] == (None, "Ongoing")
    assert by_ref["F2"] == (None, "4th November - onwards (Assessment Group)")
    assert by_ref["F3"] == (None, "")


def test_what_a_plan_says_of_approaches_is_replaced_only_where_the_file_says_so(cast, draft, by):
    gaps, families = mp.make_approach(cast.partnership, "Gaps"), mp.make_approach(cast.partnership, "Families")
    rows = [["One", "A1", "Go."]]
    lay_out(draft, [], approaches=[(gaps.slug, "Everywhere.")], by=by)

    silent = read_plan(xlsx(COLUMNS, *rows), draft.plan, by=by)
    lay_out(draft, silent.rows, approaches=silent.approaches, by=by)
    assert [row.how for row in draft.approaches.all()] == ["Everywhere."]
    said = read_plan(
        xlsx(COLUMNS, *rows, Approaches=[["approach", "how"], ["families", "At home."]]), draft.plan, by=by
    )
    lay_out(draft, said.rows, approaches=said.approaches, by=by)
    assert [(row.approach, row.how) for row in draft.approaches.all()] == [(families, "At home.")]
    bad = read_plan(xlsx(COLUMNS, *rows, Approaches=[["approach", "how"], ["Famlies", "x"]]), draft.plan, by=by)
    assert [(fault.line, fault.column) for fault in bad.faults] == [(2, "Approaches: approach")]


def test_a_plan_of_120_actions_is_laid_out_with_a_step_for_each(cast, draft, by):
    rows = [
        PlanRow(section_heading=f"Section {number % 10}", ref=f"A{number}", what="Go.", lead_body="health")
        for number in range(120)
    ]
    steps = []

    lay_out(draft, rows, by=by, progress=lambda: steps.append(1))

    assert len(steps) == PlanAction.objects.filter(section__version=draft).count() == 120
    read = read_plan(ContentFile(sheet_of(draft)), draft.plan, by=by)
    assert (len(read.rows), read.faults) == (120, ())
