"""Rules about members, the quorum and attendance in figures, in a real browser."""

import datetime

import pytest

from tests import make
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.cast import assemble
from tests.make_meetings import make_attendance, make_meeting, make_minutes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/bodies/board/members/", "/bodies/board/attendance/")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_fit_and_axe_finds_nothing(live_server, project, tmp_path, width):
    cast = assemble()
    board = cast.board
    make.make_rule(board, "quorum", low=3, categories=[{"of": "sector", "sector": "health", "words": "NHS member"}])
    make.make_rule(board, high=2, hard=False, text="Keep to manageable size")
    make.make_rule(board, "organisation", organisation=cast.trust)
    make.make_rule(board, "per child", low=1, of_kind=make.kind("thematic-partnership"))
    meeting = make_meeting(board, make.today() - datetime.timedelta(days=9), status="held")
    make_minutes(meeting, "published")
    make_attendance(meeting, cast.chair_person)
    make_attendance(meeting, cast.member_person, "apologies")
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        for address in PAGES:
            page.goto(live_server.url + address)
            faults += axe_faults(page, project)
            page.screenshot(path=tmp_path / f"{address.split('/')[3]}.png", full_page=True)
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways")
        said = page.get_by_role("main").inner_text()

    assert faults == []
    assert "Expected at 1 meeting: apologies for 1." in said
