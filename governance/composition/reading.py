"""The rules of a body on a day, those that do not hold, and those that cannot all hold together."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from governance.composition.clashing import Demand, clashing_groups, least_people
from governance.composition.demands import demands_of
from governance.composition.judging import Broken, Facts, Kind, judge
from governance.composition.members import Member, members_of, members_of_bodies
from governance.composition.words import rule_in_words
from governance.models import Body, BodyPeriod, CompositionRule
from governance.seats.presence import Names, names_on
from governance.seats.roll import Line, roll_on


@dataclass(frozen=True)
class RuleLine:
    """A rule in words; `trouble` says what is wrong, and is empty while the rule holds."""

    rule: CompositionRule
    words: str
    trouble: str


@dataclass(frozen=True)
class Clash:
    """Rules that cannot all hold, the fewest of them, and why."""

    rules: tuple[CompositionRule, ...]
    words: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Composition:
    """The rules of a body on a day as its members' page shows them."""

    rules: Sequence[RuleLine] = ()
    clashes: Sequence[Clash] = ()


def rules_on(body: Body, day: datetime.date) -> list[CompositionRule]:
    """The rules about the members of `body` that are in force on `day`. Two queries; one where there are none."""
    return list(CompositionRule.objects.filter(body=body).in_force(day).for_page())


def quorum_of(body: Body, day: datetime.date) -> CompositionRule | None:
    """The rule that says on `day` how many members a meeting of `body` needs, or None where none is laid down."""
    return CompositionRule.objects.filter(body=body).in_force(day).quorums().for_page().first()


def broken_on(body: Body, day: datetime.date, *, lines: Sequence[Line] | None = None) -> list[Broken]:
    """The rules of `body` that do not hold on `day`, each with who or what breaks it.

    `lines` is the body's roll of that day, where the caller has it. A quorum is broken where even all members
    together would not reach it. Each rule is judged by itself: whether all can hold together is for `clashes`. The
    number of queries does not depend on how many rules or members there are.
    """
    rules, facts = _read(body, day, lines)
    return judge(rules, facts) if facts else []


def clashes(body: Body, day: datetime.date) -> list[Clash]:
    """Rules of `body` in force on `day` that cannot all hold together, in the smallest groups; see `clashing`."""
    rules, facts = _read(body, day, None)
    return _clashes(rules, facts) if facts else []


def composition_of(body: Body, day: datetime.date, lines: Sequence[Line]) -> Composition:
    """The rules of `body` on `day` in words, what is wrong with each, and which clash; `lines` is that day's roll."""
    rules, facts = _read(body, day, lines)
    if facts is None:
        return Composition()
    wrong = {broken.rule.pk: broken.sentence for broken in judge(rules, facts)}
    shown = [RuleLine(rule, rule_in_words(rule, facts.names), wrong.get(rule.pk, "")) for rule in rules]
    return Composition(shown, _clashes(rules, facts))


def facts_on(day: datetime.date, rules: Sequence[CompositionRule], members: Sequence[Member]) -> Facts:
    """All that is needed to judge `rules` (all of one body, selected `for_page`) by these members on `day`."""
    others = members_of_bodies({rule.other_body_id for rule in rules}, day)
    return Facts(members, others, _senders(rules, day), _names(rules, members, day))


def _read(body: Body, day: datetime.date, lines: Sequence[Line] | None) -> tuple[list[CompositionRule], Facts | None]:
    rules = rules_on(body, day)
    if not rules:
        return [], None
    return rules, facts_on(day, rules, members_of(roll_on(body, day) if lines is None else lines))


def _clashes(rules: Sequence[CompositionRule], facts: Facts) -> list[Clash]:
    demands = demands_of(rules, facts)
    found = []
    for group in clashing_groups(demands):
        chosen = tuple(rules[place] for place in group)
        words = tuple(rule_in_words(rule, facts.names) for rule in chosen)
        found.append(Clash(chosen, words, _why(demands, group)))
    return found


def _why(demands: Sequence[Demand], group: tuple[int, ...]) -> str:
    first, *others = (demands[place] for place in group)
    if first.most is not None:
        tail = ", unless somebody sits for more than one of them" if any(each.slots for each in others) else ""
        return (
            f"Together they ask for at least {least_people(others)} different people, "
            f"and there may be no more than {first.most}{tail}."
        )
    if first.one_each:
        return "Together they ask for more than one member of the same organisation, and allow one."
    return "Together they ask for somebody whose grade is too low."


def _senders(rules: Sequence[CompositionRule], day: datetime.date) -> dict[int, list[tuple[int, str]]]:
    wanted = [rule for rule in rules if rule.kind == Kind.PER_CHILD]
    if not wanted:
        return {}
    periods = BodyPeriod.objects.in_force(day).filter(partnership=wanted[0].body.partnership_id)
    rows = list(periods.order_by("name", "body").values_list("body", "name", "kind", "parent"))
    return {
        rule.pk: [
            (key, name)
            for key, name, kind, parent in rows
            if (kind == rule.of_kind_id if rule.of_kind_id else parent == rule.body_id)
        ]
        for rule in wanted
    }


def _names(rules: Sequence[CompositionRule], members: Sequence[Member], day: datetime.date) -> Names:
    bodies = {rule.other_body_id for rule in rules}
    organisations = {rule.organisation_id for rule in rules} | {key for m in members for key in m.organisations}
    organisations |= {category.organisation_id for rule in rules for category in rule.categories.all()}
    return names_on(day, bodies=[k for k in bodies if k], organisations=[k for k in organisations if k])
