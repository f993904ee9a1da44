"""Composition rules in words, for whoever reads them on a page or in a refusal."""

from collections.abc import Sequence

from governance.foundation.sentences import counted, listed
from governance.models import CompositionCategory, CompositionRule, Person
from governance.seats.presence import Names

SHARES = {(1, 2): "half", (1, 3): "a third", (2, 3): "two thirds", (1, 4): "a quarter", (3, 4): "three quarters"}


def people_in_words(people: Sequence[Person]) -> str:
    """Their names in a sentence."""
    return listed([person.name for person in people])


def category_in_words(category: CompositionCategory, number: int, names: Names) -> str:
    """So many of a category: “2 councillors”, “1 member of Marsh Health Trust”."""
    if category.words:
        return counted(number, category.words)
    of, members = CompositionCategory.Of, counted(number, "member")
    words = {
        of.SECTOR: lambda: f"{members} for the sector {category.get_sector_display().lower()}",
        of.ORGANISATION: lambda: f"{members} of {names.organisation(category.organisation)}",
        of.COMMUNITY: lambda: counted(number, "community representative"),
        of.ROLE: lambda: f"{members} with the role of {category.get_role_display().lower()}",
        of.SEAT_KIND: lambda: f"{members} by a seat “{category.get_seat_kind_display().lower()}”",
        of.SEAT: lambda: f"{members} in the seat “{category.seat}”",
        of.GRADE: lambda: f"{members} of the grade {category.get_grade_display().lower()} or above",
    }
    return words[of(category.of)]()


def categories_in_words(rule: CompositionRule, names: Names) -> str:
    """All categories of a rule with their numbers; empty where it has none."""
    return listed([category_in_words(each, each.least, names) for each in rule.categories.all()])


def rule_in_words(rule: CompositionRule, names: Names) -> str:
    """What the rule asks for, as one sentence without a full stop, whatever its text says."""
    kinds = CompositionRule.Kind
    words = {
        kinds.SIZE: lambda: _range(rule),
        kinds.CATEGORY: lambda: f"At least {categories_in_words(rule, names)}",
        kinds.ORGANISATION: lambda: (
            f"{names.organisation(rule.organisation)} has at least {counted(rule.low or 1, 'member')}"
        ),
        kinds.WHOLE_BODY: lambda: f"All members of {names.body(rule.other_body)} are members",
        kinds.PER_CHILD: lambda: _per_child(rule, names),
        kinds.ONE_EACH: lambda: "No organisation has more than one seat",
        kinds.CHAIR: lambda: (
            f"The chair is a member of {names.body(rule.other_body)}"
            if rule.other_body
            else "The chair is one of the members"
        ),
        kinds.GRADE: lambda: _grade(rule, names),
        kinds.QUORUM: lambda: f"A meeting needs {quorum_in_words(rule, names)}",
    }
    return words[kinds(rule.kind)]()


def quorum_in_words(rule: CompositionRule, names: Names) -> str:
    """What a quorum takes: “at least 7 members, including 1 councillor and 1 NHS member”."""
    parts = []
    if rule.low:
        parts.append(counted(rule.low, "member"))
    if rule.share_top and rule.share_bottom:
        share = SHARES.get((rule.share_top, rule.share_bottom), f"{rule.share_top} in {rule.share_bottom}")
        parts.append(f"{'more than ' if rule.more_than else ''}{share} of the members")
    including = categories_in_words(rule, names)
    return f"at least {' and '.join(parts)}" + (f", including {including}" if including else "")


def _range(rule: CompositionRule) -> str:
    if rule.low is None:
        return f"At most {counted(rule.high or 0, 'member')}"
    if rule.high is None:
        return f"At least {counted(rule.low, 'member')}"
    return counted(rule.low, "member") if rule.low == rule.high else f"{rule.low} to {rule.high} members"


def _per_child(rule: CompositionRule, names: Names) -> str:
    which = f"each {rule.of_kind.singular}" if rule.of_kind else "each body that reports to it"
    including = categories_in_words(rule, names)
    tail = f", including {including}" if including else ""
    return f"At least {counted(rule.low or 0, 'member')} from {which}{tail}"


def _grade(rule: CompositionRule, names: Names) -> str:
    rows = rule.categories.all()
    who = listed([category_in_words(each, 2, names).removeprefix("2 ") for each in rows]) if rows else "members"
    who = f"{who[0].upper()}{who[1:]}"
    return f"{who} are of the grade {rule.get_grade_display().lower()} or above"
