"""Composition: who must sit on a body, who is missing, and rules that cannot all hold (beyond 3.6)."""

from governance.composition.judging import Broken, judge, quorum_lacks
from governance.composition.members import Member, members_of
from governance.composition.reading import (
    Clash,
    Composition,
    RuleLine,
    broken_on,
    clashes,
    composition_of,
    facts_on,
    quorum_of,
    rules_on,
)
from governance.composition.words import quorum_in_words, rule_in_words

__all__ = [
    "Broken",
    "Clash",
    "Composition",
    "Member",
    "RuleLine",
    "broken_on",
    "clashes",
    "composition_of",
    "facts_on",
    "judge",
    "members_of",
    "quorum_in_words",
    "quorum_lacks",
    "quorum_of",
    "rule_in_words",
    "rules_on",
]
