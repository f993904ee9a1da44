"""Wording: what a field of a record says, in words that people read."""

import datetime
import re
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import BooleanField, Field, Model
from django.utils import timezone
from django.utils.text import capfirst

from governance.foundation.dated import ONE_DAY
from governance.foundation.richtext import RichTextField, as_text
from governance.foundation.sentences import plain_day

NOTHING = "–"
"""What stands where a field says nothing."""

_REFERENCE = re.compile(r" \((?:items?|beyond) [^)]*\)")

Known = Mapping[tuple[type[Model], Any], Model]
"""Related records that were fetched beforehand, by model and key."""


def field_of(model: type[Model], name: str) -> Field:
    """The field of that name, as one that the model itself has and not as the far end of another's."""
    return cast("Field", model._meta.get_field(name))


def label_of(field: Field) -> str:
    """The field's label; the first day without a record is shown as its last day with it."""
    return "Last day" if field.name == "ends" else str(capfirst(field.verbose_name))


def help_of(field: Field) -> str:
    """The field's help without the numbers of requirements, which are for whoever builds the portal."""
    return _REFERENCE.sub("", str(field.help_text))


def is_rich(field: Field) -> bool:
    """Whether the field holds officers' formatted text."""
    return isinstance(field, RichTextField)


def is_long(field: Field) -> bool:
    """Whether the field holds text that is compared word by word."""
    return field.get_internal_type() == "TextField"


def in_words(field: Field, value: Any, known: Known | None = None) -> str:
    """`value` of `field` as people read it: names instead of keys, labels instead of codes, plain days.

    `value` is a plain value, a key, a record, or a list of keys or records. Formatted text gives its bare words.
    """
    if value is None or value in ("", []):
        return NOTHING
    if field.remote_field:
        return _names(field, value, known or {})
    if is_rich(field):
        return as_text(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    return _plain(field, value)


def _plain(field: Field, value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return moment_in_words(value)
    if isinstance(value, datetime.date):
        return plain_day(value - ONE_DAY if field.name == "ends" else value)
    return str(value)


def _names(field: Field, value: Any, known: Known) -> str:
    values = value if isinstance(value, list | tuple) or hasattr(value, "model") else [value]
    return ", ".join(_name(field, each, known) for each in values) or NOTHING


def _name(field: Field, value: Any, known: Known) -> str:
    if isinstance(value, Model):
        return str(value)
    model = cast("type[Model]", field.related_model)
    record = known.get((model, value)) or model._base_manager.filter(pk=value).first()
    return str(record) if record else f"{model._meta.verbose_name} {value}, no longer there"


def moment_in_words(moment: datetime.datetime) -> str:
    """A moment in local time: 25 January 2012 at 14:03."""
    local = timezone.localtime(moment)
    return f"{plain_day(local)} at {local:%H:%M}"


def who_in_words(user: Any) -> str:
    """The name of an account's owner, with the user name; the portal itself where there is no account."""
    if user is None:
        return "The portal itself"
    name = user.get_full_name()
    return f"{name} ({user.get_username()})" if name else user.get_username()
