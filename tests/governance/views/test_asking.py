"""The filters that every list has: what is asked for, what is left out, and which bodies are offered."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from governance.views.asking import Asking, choice


@dataclass(frozen=True)
class Wanted:
    partnership: str = ""
    body: str = ""
    state: str = ""


class Form(Asking[Wanted]):
    wants = Wanted

    partnership = choice("Partnership", "a partnership")
    body = choice("Kept by", "a body", help_text="With all under it.")
    state = choice("State", "a state", choices=[("", "All"), ("open", "Open")])

    def __init__(self, data, bodies):
        super().__init__(data)
        self.offer_bodies(bodies)


def body(slug, partnership):
    return SimpleNamespace(
        slug=slug, name_then=slug.title(), partnership_then=partnership.title(), is_partnership=slug == partnership
    )


ONE = [body("east", "east"), body("board", "east")]
TWO = [*ONE, body("west", "west"), body("forum", "west")]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({}, Wanted()),
        ({"state": "", "body": ""}, Wanted()),
        ({"state": "open", "body": "board", "partnership": "west"}, Wanted("west", "board", "open")),
        ({"state": "shut", "body": "board"}, Wanted(body="board")),
    ],
)
def test_what_nobody_offers_narrows_nothing(data, wanted):
    assert Form(data, TWO).wanted == wanted


def test_the_form_says_what_to_choose():
    form = Form({"state": "shut", "body": "moon", "partnership": "moon"}, TWO)
    assert form.errors == {
        "partnership": ["Choose a partnership from the list."],
        "body": ["Choose a body from the list."],
        "state": ["Choose a state from the list."],
    }


def test_bodies_of_the_same_name_are_told_apart_by_their_partnership():
    form = Form({}, [])
    rows = [("West", "health-2", "Health"), ("east", "health", "Health"), ("West", "health-2", "Health")]
    form.offer_by_partnership("body", [*rows, ("West", "air", "Air")], "All bodies")
    assert form.fields["body"].choices == [
        ("", "All bodies"),
        ("east", [("health", "Health")]),
        ("West", [("air", "Air"), ("health-2", "Health")]),
    ]
    form.offer_by_partnership("body", rows[:1], "All bodies")
    assert form.fields["body"].choices == [("", "All bodies"), ("health-2", "Health")]


def test_bodies_are_offered_by_partnership_and_one_partnership_is_not_asked_for():
    assert Form({}, TWO).fields["partnership"].choices == [
        ("", "All partnerships"), ("east", "East"), ("west", "West"),
    ]  # fmt: skip
    assert Form({}, TWO).fields["body"].choices == [
        ("", "All bodies"),
        ("East", [("east", "East"), ("board", "Board")]),
        ("West", [("west", "West"), ("forum", "Forum")]),
    ]
    alone = Form({}, ONE)
    assert alone.fields["body"].choices == [("", "All bodies"), ("east", "East"), ("board", "Board")]
    assert "partnership" not in alone.fields
    assert "partnership" not in Form({}, []).fields
