"""Minutes of 60 items with 40 people: the page from the handler down, its queries, and the PDF with a press of its own."""

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.bench.measuring import Report, milliseconds
from tests.bench.printing import all_of_it
from tests.make_meetings import (
    make_action,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_minutes,
    sit,
)

ITEMS, PEOPLE = 60, 40
MOST_QUERIES, MOST_PDF_MS = 12, 3_000
TEXT = "<p>" + "The paper was introduced, partners asked what would change, and the chair summed up. " * 4 + "</p>"
PAGE, PDF = "/meetings/minuted/2026-03-05/minutes/", "/meetings/minuted/2026-03-05/minutes.pdf"


def measure(report: Report, bodies: int) -> None:
    """Print the figures for long minutes, each item with a decision and an action."""
    report.title(f"Minutes of {ITEMS} items with {PEOPLE} people")
    fill()
    handler = WSGIHandler()

    def ask() -> None:
        response = handler(RequestFactory().get(PAGE).environ, lambda status, headers: None)
        b"".join(response)
        response.close()

    report.row("the page, not cached", milliseconds(ask))
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(PAGE).status_code == 200
    report.row("its queries", len(asked), "", goal=f"at most {MOST_QUERIES}")
    report.goal(len(asked) <= MOST_QUERIES, f"the page asks {len(asked)} queries, not {MOST_QUERIES}")
    pdf = all_of_it(print_it)
    report.row("the PDF, with the engine's start", pdf, goal=f"at most {MOST_PDF_MS} ms")
    report.goal(pdf <= MOST_PDF_MS, f"the PDF of the minutes takes {pdf:.0f} ms, not {MOST_PDF_MS}")


def print_it() -> None:
    """Ask for the PDF."""
    response = Client().get(PDF)
    assert response.content.startswith(b"%PDF"), response.status_code


def fill() -> None:
    """Published minutes of a meeting of a board of its own."""
    root = make.make_partnership("minuted-partnership")
    board = make.make_body("minuted", "Minuted Board", parent=root)
    council = make.make_organisation("Minuted Council", kept_by=root)
    meeting = make_meeting(board, "2026-03-05", agenda="published", status="held")
    for number in range(ITEMS):
        item = make_item(meeting, f"Matter number {number}")
        make_decision(meeting, item=item)
        make_action(meeting, item=item)
    for number in range(PEOPLE):
        person = make.make_person(f"Person {number}", kept_by=board, organisation=council, post="Director of place")
        make_attendance(meeting, person, seat=sit(board, person))
    make_minutes(meeting, "published", text=TEXT)
