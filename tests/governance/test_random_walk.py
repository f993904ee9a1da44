"""Random dated edits, back-dated and future ones too: every page's data on every day equals a naive replay."""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.foundation.deeds import Refused
from governance.models import Body
from governance.records import faults
from tests.governance.walking.comparing import expected, shown
from tests.governance.walking.edits import ROOTS, VERBS, Edit, Made, Portal, some_edit
from tests.governance.walking.world import DAYS, TODAY, Unlawful, World
from tests.refusing import dump

LONG_WALK = 300
SEED = int(os.environ.get("WALK_SEED", "20120125"))

edits = st.builds(
    Edit,
    verb=st.sampled_from(sorted(VERBS)),
    day=st.integers(0, DAYS - 1),
    a=st.integers(0, 40),
    b=st.integers(0, 40),
    c=st.integers(0, 40),
    n=st.integers(0, 60),
)


class Walk:
    """Makes each edit twice, and compares."""

    def __init__(self) -> None:
        self.portal = Portal()
        self.world = World()
        for root in ROOTS:
            self.world.found(root, 0)
        self.told: list[str] = []
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def make(self, edit: Edit) -> None:
        """Make the edit in both; they must agree whether it may be made at all."""
        made = VERBS[edit.verb](self.world, self.portal, edit)
        if made is None:
            return
        self.told.append(f"day {edit.day}: {made.words}")
        world, broken = self.world.copy(), ""
        try:
            made.rule(world)
        except Unlawful as rule:
            broken = str(rule)
        before = dump() if broken else None
        refusal = self.refusal(made)
        if refusal:
            assert broken, f"refused though lawful: {refusal}\n{self}"
            assert dump() == before, f"refused, yet something was written: {refusal}\n{self}"
            self.refused[edit.verb] += 1
        else:
            assert not broken, f"accepted against the rule: {broken}\n{self}"
            self.world = world
            self.accepted[edit.verb] += 1

    @staticmethod
    def refusal(made: Made) -> str:
        """Do the deed; its refusal, or nothing."""
        try:
            with transaction.atomic():
                made.deed()
        except Refused as refusal:
            return refusal.sentence
        return ""

    def compare(self, days: range) -> None:
        """Compare all pages on these days, and judge the records."""
        for day in days:
            said, meant = shown(self.portal, day), expected(self.world, day)
            wrong = {page: (said[page], meant[page]) for page in meant if said[page] != meant[page]}
            assert not wrong, f"day {day} (portal, replay): {wrong}\n{self}"
            assert said.keys() == meant.keys()
        assert list(faults()) == [], str(self)
        today = self.world.days[TODAY].bodies
        index = {
            slug: (name, parent) for slug, name, parent in Body.objects.values_list("slug", "name", "parent__slug")
        }
        assert {slug: index[slug] for slug in today} == {slug: (f["name"], f["parent"]) for slug, f in today.items()}

    def __str__(self) -> str:
        return "\n".join(["The walk:", *self.told])


@contextmanager
def thrown_away() -> Iterator[None]:
    """A savepoint of which nothing stays."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def walk(steps: list[Edit]) -> None:
    """Make all the edits, and compare all pages on every day."""
    with thrown_away():
        made = Walk()
        for edit in steps:
            made.make(edit)
        made.compare(range(DAYS))


def shortest(steps: list[Edit], fails: Callable[[list[Edit]], bool]) -> list[Edit]:
    """Fewer steps that still fail, found by leaving out ever smaller runs of them."""
    size = len(steps) // 2
    while size:
        start = 0
        while start < len(steps):
            fewer = steps[:start] + steps[start + size :]
            if fails(fewer):
                steps = fewer
            else:
                start += size
        size //= 2
    return steps


def fails(steps: list[Edit]) -> bool:
    try:
        walk(steps)
    except AssertionError:
        return True
    return False


def long_walk(seed: int) -> Walk:
    """Edits by chance until LONG_WALK are accepted; where one fails, the failure of the shortest walk left of them."""
    chance = random.Random(seed)
    steps: list[Edit] = []
    try:
        with thrown_away():
            made = Walk()
            while made.accepted.total() < LONG_WALK:
                steps.append(some_edit(chance))
                made.make(steps[-1])
                if len(steps) % 200 == 0:
                    made.compare(range(DAYS))
            made.compare(range(DAYS))
        return made
    except AssertionError:
        walk(shortest(steps, fails))
        raise


def test_three_hundred_edits_equal_their_naive_replay_on_every_day(db):
    made = long_walk(SEED)
    assert set(made.accepted) == set(VERBS), "a verb was never accepted"
    assert set(made.refused) == set(VERBS) - {"seat"}, "a verb was never refused"


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(steps=st.lists(edits, min_size=5, max_size=40))
def test_any_short_walk_equals_its_naive_replay(db, steps):
    walk(steps)
