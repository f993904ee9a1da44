"""Judging: whether a rule holds for some people, and if not, a sentence that names whom it concerns."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from governance.composition.members import Member
from governance.composition.words import category_in_words, people_in_words
from governance.foundation.sentences import counted, listed
from governance.models import CompositionCategory, CompositionRule, Person, Seat
from governance.seats.presence import Names

Kind = CompositionRule.Kind


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold, with a sentence that names the people, organisations and bodies concerned."""

    rule: CompositionRule
    sentence: str
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the rules of one body are judged by on one day."""

    members: Sequence[Member]
    others: dict[int, list[Member]]
    """The members of other bodies that the rules name, by the body's key."""
    senders: dict[int, list[tuple[int, str]]]
    """For each rule about bodies of a kind, by its key: those bodies, key and name."""
    names: Names


def judge(rules: Iterable[CompositionRule], facts: Facts) -> list[Broken]:
    """Those of `rules` that do not hold by these facts."""
    broken = []
    for rule in rules:
        sentence, people = JUDGES[Kind(rule.kind)](rule, facts)
        if sentence:
            broken.append(Broken(rule, sentence, tuple(people)))
    return broken


# One judge a kind: the sentence (empty: the rule holds), and the people that it names ------------------------------

Verdict = tuple[str, Sequence[Person]]
HOLDS: Verdict = ("", ())


def _people(members: Iterable[Member]) -> list[Person]:
    return [member.person for member in members]


def _size(rule: CompositionRule, facts: Facts) -> Verdict:
    number, people = len(facts.members), _people(facts.members)
    who = f": {people_in_words(people)}" if people else ""
    if rule.low is not None and number < rule.low:
        return f"{counted(number, 'member')}, {rule.low - number} fewer than {rule.low}{who}.", people
    if rule.high is not None and number > rule.high:
        return f"{counted(number, 'member')}, {number - rule.high} more than {rule.high}{who}.", people
    return HOLDS


def missing_categories(
    categories: Iterable[CompositionCategory], members: Sequence[Member], names: Names
) -> list[tuple[str, list[Person]]]:
    """For each category with too few among `members`: how many are missing in words, and those who are there."""
    missing = []
    for category in categories:
        there = [member.person for member in members if member.is_of(category)]
        if len(there) < category.least:
            missing.append((category_in_words(category, category.least - len(there), names), there))
    return missing


def _category(rule: CompositionRule, facts: Facts) -> Verdict:
    missing = missing_categories(rule.categories.all(), facts.members, facts.names)
    sentences = [
        f"{words} missing; there is only {people_in_words(there)}" if there else f"{words} missing"
        for words, there in missing
    ]
    return (f"{'; '.join(sentences)}.", [p for _, there in missing for p in there]) if missing else HOLDS


def _organisation(rule: CompositionRule, facts: Facts) -> Verdict:
    there = [member.person for member in facts.members if rule.organisation_id in member.organisations]
    least, name = rule.low or 1, facts.names.organisation(rule.organisation)
    if len(there) >= least:
        return HOLDS
    if not there:
        return f"{name} has no member.", ()
    return f"{name} has {counted(len(there), 'member')} of {least}: {people_in_words(there)}.", there


def _whole_body(rule: CompositionRule, facts: Facts) -> Verdict:
    here = {member.person.pk for member in facts.members}
    absent = [m.person for m in facts.others.get(rule.other_body_id or 0, []) if m.person.pk not in here]
    if not absent:
        return HOLDS
    verb = "is" if len(absent) == 1 else "are"
    return f"Of {facts.names.body(rule.other_body)}, {people_in_words(absent)} {verb} missing.", absent


def _per_child(rule: CompositionRule, facts: Facts) -> Verdict:
    sentences, people = [], []
    for key, name in facts.senders[rule.pk]:
        sent = [member for member in facts.members if key in member.bodies]
        if len(sent) < (rule.low or 0):
            who = f", {people_in_words(_people(sent))}" if sent else ""
            sentences.append(f"{name} has {len(sent) or 'none'} of its {rule.low}{who}")
        elif missing := missing_categories(rule.categories.all(), sent, facts.names):
            sentences.append(f"{name} lacks {listed([words for words, _ in missing])}")
        else:
            continue
        people += _people(sent)
    return (f"{'; '.join(sentences)}.", people) if sentences else HOLDS


def _one_each(rule: CompositionRule, facts: Facts) -> Verdict:
    seats: dict[int, list[Person]] = defaultdict(list)
    for member in facts.members:
        for _, holder in member.sittings:
            if organisation := holder.on_behalf_of or holder.person.organisation:
                seats[organisation.pk].append(member.person)
    known = {key: each for member in facts.members for key, each in member.organisations.items()}
    over = {key: people for key, people in seats.items() if len(people) > 1}
    sentences = [
        f"{facts.names.organisation(known[key])} has {len(people)} seats: "
        f"{people_in_words(list(dict.fromkeys(people)))}"
        for key, people in over.items()
    ]
    return (f"{'; '.join(sentences)}.", [p for people in over.values() for p in people]) if over else HOLDS


def _chair(rule: CompositionRule, facts: Facts) -> Verdict:
    chairs = [member for member in facts.members if member.chairs]
    if not chairs:
        return "Nobody is in the chair.", ()
    if rule.other_body_id:
        there = {member.person.pk for member in facts.others.get(rule.other_body_id, [])}
        odd = [member.person for member in chairs if member.person.pk not in there]
        words = f"no member of {facts.names.body(rule.other_body)}"
    else:
        odd = [m.person for m in chairs if all(seat.role == Seat.Role.CHAIR for seat, _ in m.sittings)]
        words = "in no other member’s seat"
    return (f"{people_in_words(odd)}, in the chair, is {words}.", odd) if odd else HOLDS


def _grade(rule: CompositionRule, facts: Facts) -> Verdict:
    categories = rule.categories.all()
    bound = [m for m in facts.members if not categories or any(m.is_of(category) for category in categories)]
    below = [m.person for m in bound if m.grade is not None and m.grade < (rule.grade or 0)]
    unknown = [m.person for m in bound if m.grade is None]
    sentences = []
    if below:
        sentences.append(f"Below {rule.get_grade_display().lower()}: {people_in_words(below)}.")
    if unknown:
        sentences.append(f"No grade is recorded for {people_in_words(unknown)}.")
    return " ".join(sentences), [*below, *unknown]


def _quorum(rule: CompositionRule, facts: Facts) -> Verdict:
    lacks = quorum_lacks(rule, len(facts.members), facts.members, facts.names)
    return (f"Even with every member there, a meeting would lack {listed(lacks)}.", ()) if lacks else HOLDS


def quorum_lacks(rule: CompositionRule, members: int, there: Sequence[Member], names: Names) -> list[str]:
    """What a meeting with `there` in the room lacks for a quorum, in words; empty where it has one.

    `members` is how many members the body has on the day, which a share is a share of.
    """
    lacks = []
    if (short := rule.needed(members) - len(there)) > 0:
        lacks.append(counted(short, "more member") if there else counted(short, "member"))
    return lacks + [words for words, _ in missing_categories(rule.categories.all(), there, names)]


JUDGES: dict[CompositionRule.Kind, Callable[[CompositionRule, Facts], Verdict]] = {
    Kind.SIZE: _size,
    Kind.CATEGORY: _category,
    Kind.ORGANISATION: _organisation,
    Kind.WHOLE_BODY: _whole_body,
    Kind.PER_CHILD: _per_child,
    Kind.ONE_EACH: _one_each,
    Kind.CHAIR: _chair,
    Kind.GRADE: _grade,
    Kind.QUORUM: _quorum,
}
