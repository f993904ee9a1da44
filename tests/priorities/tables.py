"""Tables as people hand them in: xlsx and csv files in memory, and a plan that is invented at random."""

import csv
import datetime
import io
from decimal import Decimal

import openpyxl
from django.core.files.base import ContentFile
from hypothesis import strategies as st

from priorities.sheets.days_as_said import NoSuchDay, agreed_day
from priorities.sheets.plan_rows import PlanRow, Step

ORDINARY = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
)
NASTY = st.sampled_from(
    ["=1+1", "+44", "-5", "@SUM(A1)", "_x0041_", "#N/A", "a\nb", "1", "2009-11-30", "; ; |", "\\|", "TRUE"]
)


def xlsx(*rows, sheet="Plan", **others) -> ContentFile:
    """An xlsx with these rows, the first of them the names of the columns; `others` are more sheets by name."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for page, lines in [(book.active, rows), *((book.create_sheet(name), lines) for name, lines in others.items())]:
        for line in lines:
            page.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return ContentFile(kept.getvalue(), "plan.xlsx")


def csv_file(*rows, mark=",", encoding="utf-8-sig") -> ContentFile:
    """A csv with these rows."""
    kept = io.StringIO(newline="")
    csv.writer(kept, delimiter=mark).writerows(rows)
    return ContentFile(kept.getvalue().encode(encoding), "plan.csv")


def cells(content: bytes, sheet="Plan") -> list[list]:
    """What stands in a sheet of an xlsx."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def words(longest, least=0):
    """Text without anything around it, at times such as a spreadsheet would take for something else."""
    usual = st.text(ORDINARY | st.just("\n"), min_size=least, max_size=min(longest, 40))
    some = st.one_of(usual, NASTY, st.just("Ä" * longest))
    return some.map(lambda text: text.strip()).filter(lambda text: least <= len(text) <= longest)


def line(longest, least=0):
    """Text on one line."""
    return words(longest, least).map(lambda text: " ".join(text.split())).filter(lambda text: len(text) >= least)


DAYS = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))


def agreed(told):
    """A day and words that tell of no other."""
    day, said = told
    try:
        return agreed_day(None, said) or day, said
    except NoSuchDay:
        return day, ""


DUES = st.one_of(
    st.tuples(DAYS, st.just("")),
    st.tuples(DAYS, st.sampled_from(["Ongoing", "November 2009", "4 November - onwards", "30/11/2009"])),
    st.tuples(DAYS, line(80)),
).map(agreed)


class Rows(tuple):
    """Rows that tell of themselves in few words, for the report of a test that failed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{super().__repr__()[:4000]}…"


@st.composite
def plans(draw, *, names):
    """The rows of a plan; `names` are the slugs that may be named, by kind."""
    rows = []
    headings = draw(st.lists(words(200, 1), min_size=1, max_size=4, unique=True))
    for number, heading in enumerate(headings):
        place = {
            "section_letter": draw(st.sampled_from(["", "ABCDEF"[number]])),
            "section_heading": heading,
            "key_characteristics": draw(words(300)),
            "section_priority": draw(st.sampled_from(["", *names["priority"]])),
        }
        refs = draw(st.lists(words(12, 1), max_size=3, unique=True))
        if not refs:
            rows.append(PlanRow(**place))
        for ref in refs:
            area = draw(words(300))
            bullets = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True))
            place |= {"ref": ref, "area_for_improvement": area}
            rows.extend(draw(_row({**place, "bullet": bullet}, names)) for bullet in sorted(bullets))
    return Rows(rows)


@st.composite
def _row(draw, place, names):
    def one(kind):
        return draw(st.sampled_from(["", *names[kind]]))

    def several(kind):
        return tuple(sorted(draw(st.sets(st.sampled_from(names[kind]), max_size=3))))

    due, as_said = draw(DUES)
    starts = draw(DAYS)
    steps = draw(st.lists(st.tuples(line(200, 1), DUES), max_size=3))
    return PlanRow(
        **place,
        what=draw(words(900, 1)),
        lead_body=one("body"),
        lead_organisation=one("organisation"),
        lead_officer=one("person"),
        partners=several("organisation"),
        partner_bodies=several("body"),
        priority=one("priority"),
        measure=draw(words(300)),
        starts_on=None if starts and due and due < starts else starts,
        due=due,
        due_as_said=as_said,
        budget=draw(st.none() | st.decimals(0, Decimal("9999999999.99"), places=2)),
        resources=draw(words(300)),
        existing_activity=draw(words(300)),
        approaches=several("approach"),
        areas=several("area"),
        tasked_by=one("body"),
        milestones=tuple(Step(text, day, said) for text, (day, said) in steps),
    )
