"""The officers' pages of strategies, priorities, areas and approaches in a real browser: nothing for axe to find."""

import pytest

from priorities.models import Approach, Area, Priority
from tests.browser import axe_faults, chromium, is_wider_than_screen, page_of
from tests.governance.admin.test_in_chromium import sign_in
from tests.governance.admin.world import build
from tests.make_priorities import make_strategy
from tests.priorities.views.test_priorities_in_chromium import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_are_in_order(transactional_db, live_server, project, width):
    world = build()
    fill(world.cast)
    air = Priority.objects.get(slug="clean-air")
    draft = make_strategy(world.cast.board, "Draft strategy", state="draft")
    pages = [
        "priority/",
        "priority/add/",
        f"priority/{air.pk}/change/",
        *(f"priority/{air.pk}/deed/{deed}/" for deed in ("lead", "officer", "partner", "rename", "end", "approach")),
        "strategy/add/",
        f"strategy/{draft.pk}/change/",
        f"strategy/{draft.pk}/deed/adopt/",
        f"strategy/{air.strategy_id}/change/",
        f"area/{Area.objects.get(slug='north').pk}/change/",
        "approach/add/",
        f"approach/{Approach.objects.get(slug='stronger').pk}/change/",
    ]
    faults = []
    with chromium() as browser, page_of(browser, width=width, policy=False) as page:
        sign_in(page, live_server, world, "officer")
        for address in pages:
            page.goto(f"{live_server.url}/admin/priorities/{address}")
            faults += [f"{address} {fault}" for fault in axe_faults(page, project)]
            if is_wider_than_screen(page):
                faults.append(f"{address} scrolls sideways at {width} pixels")

    assert faults == []
