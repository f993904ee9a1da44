from pathlib import Path

from django.template import Context

from governance.foundation.panels import CARRIED, carried

HOUSE = Path(__file__).parents[3]


def test_a_panel_is_carried_what_its_links_and_its_tense_need():
    page = {"request": "asked", "day": "a day", "day_tense": "past", "day_is_chosen": True}
    assert carried(Context({**page, "body": "of the page alone"})) == page
    assert carried(Context({})) == dict.fromkeys(page)


def test_every_panel_is_carried_the_same():
    tags = [
        file for floor in ("governance", "priorities", "meetings") for file in (HOUSE / floor).glob("templatetags/*.py")
    ]
    assert len(tags) > 12
    assert not [file.name for file in tags if any(f'"{name}"' in file.read_text() for name in CARRIED[2:])]
