"""Clashing rules against every possible membership: the count and the smallest group are exact."""

from itertools import combinations, combinations_with_replacement, product

from hypothesis import given
from hypothesis import strategies as st

from governance.composition.clashing import Demand, Named, clashing_groups, least_people

ORGANISATIONS = {1: "fire", 2: "fire", 3: "police"}
SLOTS = [
    *(("organisation", key, sector) for key, sector in ORGANISATIONS.items()),
    ("sector", "fire", ""),
    ("sector", "police", ""),
    ("body", 1, ""),
    ("body", 2, ""),
]
NOTHING = ("nothing", 0, "")

named = st.builds(
    lambda key, organisations: Named(
        key, frozenset(organisations), frozenset(ORGANISATIONS[each] for each in organisations)
    ),
    st.integers(1, 3),
    st.sets(st.sampled_from(sorted(ORGANISATIONS)), max_size=2),
)
demands = st.builds(
    Demand,
    slots=st.dictionaries(st.sampled_from(SLOTS), st.integers(1, 2), max_size=2),
    number=st.integers(0, 3),
    people=st.sets(named, max_size=2).map(lambda people: frozenset({person.key: person for person in people}.values())),
)


def counts(slot, sits_for):
    """Whether somebody who sits for one thing counts where another is asked for."""
    return slot == sits_for or (slot[0] == "sector" and sits_for[0] == "organisation" and sits_for[2] == slot[1])


def could_sit(person):
    return [NOTHING, *(slot for slot in SLOTS if person.may_sit_for(slot))]


def can_be_met(group, people, size):
    """Try every membership of that size: whatever each named person and each other sits for."""
    if size < len(people) or size < max((demand.number for demand in group), default=0):
        return False
    asked = [(slot, least) for demand in group for slot, least in demand.slots.items()]
    for known in product(*map(could_sit, people)):
        for others in combinations_with_replacement([NOTHING, *SLOTS], size - len(people)):
            seats = [*known, *others]
            if all(sum(counts(slot, seat) for seat in seats) >= least for slot, least in asked):
                return True
    return False


def least_by_trying(group):
    people = sorted({person for demand in group for person in demand.people}, key=lambda p: (p.key, *p.organisations))
    return next(size for size in range(20) if can_be_met(group, people, size))


def same_people(group):
    """The same key is the same person with the same organisations, as on a real roll."""
    known = {}
    return [
        Demand(
            slots=demand.slots,
            number=demand.number,
            people=frozenset(known.setdefault(person.key, person) for person in demand.people),
        )
        for demand in group
    ]


@given(st.lists(demands, max_size=2).map(same_people))
def test_the_least_number_of_people_is_that_of_the_smallest_membership_that_there_is(group):
    assert least_people(group) == least_by_trying(group)


@given(st.integers(0, 4), st.lists(demands, min_size=1, max_size=4).map(same_people))
def test_the_smallest_clashing_group_is_found(most, group):
    found = clashing_groups([Demand(most=most), *group])

    clashing = [
        size
        for size in range(1, len(group) + 1)
        if any(least_people(some) > most for some in combinations(group, size))
    ]
    if not clashing:
        assert found == []
        return
    assert found[0][0] == 0
    assert len(found[0]) == 1 + clashing[0]
    assert least_people([group[place - 1] for place in found[0][1:]]) > most


def test_somebody_of_an_organisation_counts_for_its_sector_but_not_for_a_body():
    fire = {("organisation", 1, "fire"): 1}

    assert least_people([Demand(slots=fire), Demand(slots={("sector", "fire", ""): 1})]) == 1
    assert least_people([Demand(slots=fire), Demand(slots={("body", 1, ""): 1})]) == 2


def test_one_each_and_grades_clash_in_pairs():
    two = Demand(of_one={1: 2}, slots={("organisation", 1, "fire"): 2})
    same = Demand(people=frozenset({Named(1, frozenset({1}), grade=2), Named(2, frozenset({1}), grade=4)}))
    apart = Demand(people=frozenset({Named(1, frozenset({1})), Named(2, frozenset({2}))}))

    assert clashing_groups([Demand(one_each=True), two, same, apart]) == [(0, 1), (0, 2)]
    assert clashing_groups([same, Demand(floor=3)]) == [(1, 0)]
    assert clashing_groups([same, Demand(floor=2)]) == []


def test_thirty_rules_are_judged_at_once():
    rules = [Demand(slots={("body", number, ""): 1 + number % 3}) for number in range(29)]

    (group,) = clashing_groups([*rules, Demand(most=40)])

    assert group[0] == 29
    assert len(group) == 1 + 16  # nine 3s and seven 2s are the fewest that exceed 40
