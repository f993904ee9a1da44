"""The cast is what its module says it is."""

from governance.structures.structure import structure_on
from tests.cast import DAY_BEFORE, RESTRUCTURED
from tests.make import today


def names(structure):
    return [(place.depth, place.name) for place in structure.tree], [place.name for place in structure.family]


def test_the_restructuring_is_in_the_past_of_the_cast(cast):
    before = [
        (0, "Brackwater Partnership"),
        (1, "Partnership Board"),
        (2, "Culture Forum"),
        (2, "Health"),
        (3, "Health Data Group"),
        (2, "Jobs and Skills"),
        (2, "Safer Streets"),
        (2, "Stronger Communities"),
    ]
    after = [
        (0, "Brackwater Partnership"),
        (1, "Leadership Board"),
        (2, "Health"),
        (3, "Health Data Group"),
        (2, "Jobs and Skills"),
        (3, "Culture Forum"),
        (2, "Safer and Stronger"),
    ]
    assert names(structure_on(cast.partnership, DAY_BEFORE)) == (before, ["Evidence Group"])
    assert names(structure_on(cast.partnership, RESTRUCTURED)) == (after, ["Evidence Group"])
    assert names(structure_on(cast.partnership, today())) == (after, ["Evidence Group"])
