"""What the pages of minutes say in words."""

from collections.abc import Sequence

from django import template

from governance.foundation.sentences import listed as in_a_row
from meetings.actions.acting_rules import as_minuted, owner_in_words
from meetings.models import Action

register = template.Library()


@register.filter
def listed(names: Sequence[str]) -> str:
    """`{{ names|listed }}`: “a, b and c”."""
    return in_a_row(names)


@register.filter
def owners(action: Action) -> str:
    """`{{ action|owners }}`: everybody who is to do it."""
    return owner_in_words(action)


@register.filter
def said_now(action: Action) -> str:
    """`{{ action|said_now }}`: who does it and by when, as minutes published now would say it."""
    return as_minuted(action)


@register.filter
def stopped(words: str) -> str:
    """`{{ words|stopped }}`: the words as a sentence, with a full stop unless they end with one of their own."""
    words = words.rstrip()
    return words if not words or words[-1] in ".!?…" else f"{words}."
