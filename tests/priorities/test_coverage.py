"""Coverage against lists made by hand."""

from priorities.strategies.coverage import (
    ApproachCell,
    AreaCell,
    Cover,
    Share,
    apply_approaches,
    cover,
    place_actions,
    share_out,
)


def test_a_plan_applies_an_approach_in_words_by_actions_implicitly_or_not_at_all():
    cells = apply_approaches(
        ["health", "safer"],
        {"gaps": False, "green": True, "families": False},
        {("health", "gaps"): "Clinics open where lives are shortest."},
        {("health", "gaps"): 3, ("safer", "families"): 1, ("safer", "green"): 2},
    )

    assert {at: (cell.in_words, cell.is_hole) for at, cell in cells.items()} == {
        ("health", "gaps"): ("Said in words; 3 actions", False),
        ("health", "green"): ("Implicit", False),
        ("health", "families"): ("Nothing said", True),
        ("safer", "gaps"): ("Nothing said", True),
        ("safer", "green"): ("2 actions", False),
        ("safer", "families"): ("1 action", False),
    }
    assert ApproachCell(said="So.").in_words == "Said in words"


def test_an_action_counts_for_the_area_that_it_names_and_once_for_each_that_this_lies_in():
    parents = {"county": None, "north": "county", "south": "county", "mill": "north", "quay": "north"}
    plans = {"health": [{"mill", "quay"}, {"north", "mill"}, {"county"}], "safer": [set()]}

    cells = place_actions(plans, parents)

    assert {key: cells["health", key] for key in parents} == {
        "county": AreaCell(1, 2),
        "north": AreaCell(1, 1),
        "south": AreaCell(0, 0),
        "mill": AreaCell(2, 0),
        "quay": AreaCell(1, 0),
    }
    assert all(cells["safer", key].is_hole for key in parents)
    assert [AreaCell(*counts).in_words for counts in ((0, 0), (1, 0), (2, 3), (0, 1))] == [
        "No action",
        "1 action",
        "2 actions and 3 in its parts",
        "1 action in its parts",
    ]


def test_actions_are_counted_for_the_priority_that_they_are_for_and_sections_without_any_are_named():
    named = {"joint": {"air", "work"}, "health": {"air"}}
    shares = [
        Share("joint", "air", "air", 2),
        Share("joint", "air", "work", 3),
        Share("joint", None, None, 5),
        Share("health", None, "air", 7),
        Share("other", "old age", "old age", 0),
    ]

    assert share_out(named, shares) == {
        "air": {"joint": 2, "health": 7},
        "work": {"joint": 3},
        "old age": {"other": 0},
    }


def test_a_priority_is_covered_by_a_plan_through_another_waits_or_is_a_gap():
    parents = {
        "people": None,
        "air": "people",
        "buses": "air",
        "old age": "people",
        "places": None,
        "parks": "places",
        "streets": "places",
    }

    assert cover(parents, {"air"}, {"parks", "air"}) == {
        "people": Cover.BELOW,
        "air": Cover.PLAN,
        "buses": Cover.ABOVE,
        "old age": Cover.GAP,
        "places": Cover.GAP,
        "parks": Cover.WAITING,
        "streets": Cover.GAP,
    }


def test_a_circle_in_the_data_does_not_hang_the_page():
    assert cover({"a": "b", "b": "a"}, {"a"}, set()) == {"a": Cover.PLAN, "b": Cover.BELOW}
