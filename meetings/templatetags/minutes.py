"""What the pages of minutes say in words."""

from collections.abc import Sequence

from django import template

from governance.sentences import listed as in_a_row
from meetings.actions.acting_rules import due_in_words as due
from meetings.actions.acting_rules import owner_in_words
from meetings.models import Action, Meeting
from meetings.schedules.times import plain_when

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
def due_in_words(action: Action) -> str:
    """`{{ action|due_in_words }}`: when it is due, as it was said."""
    return due(action)


@register.filter
def when(meeting: Meeting) -> str:
    """`{{ meeting|when }}`: its day and times."""
    return plain_when(meeting.day, meeting.starts_at, meeting.ends_at)
