"""What each rule asks for, in the terms in which rules are tested against each other."""

from collections.abc import Callable, Iterable

from governance.composition.clashing import Demand, Named, Slot
from governance.composition.judging import Facts, Kind
from governance.composition.members import Member, Of
from governance.models import CompositionCategory, CompositionRule, Organisation


def demand_of(rule: CompositionRule, facts: Facts) -> Demand:
    """What `rule` asks for on the day of these facts."""
    return DEMANDS[Kind(rule.kind)](rule, facts)


def _of_organisation(rule: CompositionRule) -> Demand:
    least, organisation = rule.low or 1, rule.organisation
    return _own(rule, {_slot(organisation): least}, of_one={organisation.pk: least}) if organisation else Demand()


def _of_children(rule: CompositionRule, facts: Facts) -> Demand:
    least = max([rule.low or 0, *(category.least for category in rule.categories.all())])
    return _own(rule, {("body", key, ""): least for key, _ in facts.senders[rule.pk]})


def _of_quorum(rule: CompositionRule) -> Demand:
    # Its categories ask who is there, not for whom they sit: nobody needs to count once.
    return Demand(number=max([rule.low or 0, *(category.least for category in rule.categories.all())]))


def _of_categories(rule: CompositionRule) -> Demand:
    rows = list(rule.categories.all())
    slots: dict[Slot, int] = {}
    for row in rows:
        if (slot := _slot_of_category(row)) is not None:
            slots[slot] = max(slots.get(slot, 0), row.least)
    of_one = {row.organisation_id: row.least for row in rows if row.organisation_id}
    return _own(rule, slots, number=max((row.least for row in rows), default=0), of_one=of_one)


def _own(
    rule: CompositionRule, slots: dict[Slot, int], *, number: int = 0, of_one: dict[int, int] | None = None
) -> Demand:
    """Each slot asks for people of its own, unless people may count twice."""
    number = max([number, *slots.values()])
    return Demand(slots={} if rule.doubling else slots, number=number, of_one=of_one or {})


def _slot(organisation: Organisation) -> Slot:
    return ("organisation", organisation.pk, organisation.sector)


def _slot_of_category(category: CompositionCategory) -> Slot | None:
    if category.of == Of.ORGANISATION and category.organisation is not None:
        return _slot(category.organisation)
    return ("sector", category.sector, "") if category.of == Of.SECTOR else None


def _named(member: Member) -> Named:
    return Named(member.person.pk, frozenset(member.organisations), frozenset(member.sectors), member.grade)


def demands_of(rules: Iterable[CompositionRule], facts: Facts) -> list[Demand]:
    """The demand of each rule, in their order."""
    return [demand_of(rule, facts) for rule in rules]


DEMANDS: dict[CompositionRule.Kind, Callable[[CompositionRule, Facts], Demand]] = {
    Kind.SIZE: lambda rule, facts: Demand(most=rule.high, number=rule.low or 0),
    Kind.CATEGORY: lambda rule, facts: _of_categories(rule),
    Kind.ORGANISATION: lambda rule, facts: _of_organisation(rule),
    Kind.WHOLE_BODY: lambda rule, facts: Demand(
        people=frozenset(map(_named, facts.others.get(rule.other_body_id or 0, [])))
    ),
    Kind.PER_CHILD: _of_children,
    Kind.ONE_EACH: lambda rule, facts: Demand(one_each=True),
    Kind.CHAIR: lambda rule, facts: Demand(number=1),
    Kind.GRADE: lambda rule, facts: Demand(floor=0 if rule.categories.all() else rule.grade or 0),
    Kind.QUORUM: lambda rule, facts: _of_quorum(rule),
}
