"""Importing a plan and values in a real browser: choose, look, confirm; for everybody and on a small screen."""

import datetime

import pytest
from django.conf import settings

from priorities.models import Value
from priorities.plans.planning import establish_plan
from priorities.sheets.plan_import import lay_out
from priorities.sheets.plan_rows import PlanRow, rows_of
from tests import make_priorities as mp
from tests.browser import axe_faults, is_wider_than_screen, page_of
from tests.priorities.tables import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(world):
    """The draft of a plan of Health, with two actions."""
    by = world.cast.officer
    plan = establish_plan(world.cast.health, slug="plan", title="Health plan", on=datetime.date(2021, 4, 1), by=by)
    rows = [PlanRow(section_heading="Clinics", ref=f"A{number}", what=f"Open clinic {number}.") for number in (1, 2)]
    return lay_out(plan.versions.get(), rows, by=by)


def enter(page, live_server, world, address):
    """Bring a secretary's session along, and open a page."""
    session = world.client("secretary").cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}{address}")


def choose(page, made):
    page.set_input_files("input[type=file]", {"name": "t.xlsx", "mimeType": "", "buffer": made.open().read()})
    with page.expect_navigation():
        page.get_by_role("button", name="Read the file").click()


def test_a_plan_comes_in_from_a_file_that_is_put_right_first(chrome, live_server, world, draft):
    head = ["section heading", "ref", "action", "due", "measure"]
    with page_of(chrome) as page:
        enter(page, live_server, world, f"/admin/priorities/planversion/{draft.pk}/change/")
        page.get_by_role("link", name="Import from a spreadsheet…").click()
        choose(page, xlsx(head, ["Clinics", "A1", "Open clinic 1.", "31/11/2021", ""]))
        assert "“31/11/2021” is no day" in page.text_content("#content-main")

        choose(
            page, xlsx(head, ["Clinics", "A1", "Open clinic 1.", "30/11/2021", "Visits"], ["", "A3", "Train nurses."])
        )
        assert "A1 Open clinic 1. Changed measure Visits due 30/11/2021" in " ".join(
            page.inner_text("#content-main").split()
        )
        page.get_by_label("Why").fill("The autumn table.")
        page.get_by_role("button", name="Lay out the draft").click()
        assert "Health plan, version 1 was laid out: 2 actions." in page.text_content(".messagelist")
        assert page.complaints == []
    assert [row.reference for row in rows_of(draft)] == ["A1", "A3"]


def test_values_come_in_from_a_file(chrome, live_server, world):
    mp.make_indicator(world.cast.health, "Smokers", slug="smokers")
    with page_of(chrome) as page:
        enter(page, live_server, world, "/admin/priorities/indicator/")
        page.get_by_role("link", name="Import values…").click()
        choose(page, xlsx(["indicator", "period", "number"], ["Smokers", "2009/10", 21.5]))
        page.get_by_role("button", name="Record them").click()
        assert "1 figure was recorded." in page.text_content(".messagelist")
        assert page.complaints == []
    assert Value.objects.get().number == 21.5


@pytest.mark.parametrize("width", [1280, 320])
def test_every_step_is_for_everybody_and_for_a_small_screen(chrome, live_server, world, draft, width):
    mp.make_indicator(world.cast.health, "Smokers", slug="smokers")
    head = ["section heading", "ref", "action", "due"]
    rows = [
        ["Clinics", "A1", "Open clinic 1, and let people know of it."],
        ["", "A2", ""],
        ["", "A4", "Go.", "32/1/2021"],
    ]
    good = [*rows[:1], ["Nurses", "B1", "Train nurses, first those who come from far away.", "November 2021"]]
    values = [["Smokers", f"{year}/{year - 1999}", 30 - year / 1000] for year in range(2009, 2016)]
    with page_of(chrome, width=width, policy=False) as page:
        for address, tables in (
            (f"/admin/priorities/planversion/{draft.pk}/import/", [xlsx(head, *rows), xlsx(head, *good)]),
            ("/admin/priorities/indicator/import/", [xlsx(["indicator", "period", "number"], *values)]),
        ):
            enter(page, live_server, world, address)
            assert axe_faults(page, settings.BASE_DIR) == []
            for made in tables:
                choose(page, made)
                assert axe_faults(page, settings.BASE_DIR) == []
                assert not is_wider_than_screen(page)
                assert page.locator("h1").count() == 1
