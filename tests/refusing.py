"""To prove a refusal: its sentence, and that nothing was written in any table, whichever app the deed writes in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from governance.foundation.deeds import Refused

OWN = ("partnership", "governance", "priorities", "meetings")
"""The project's own packages; the apps in them are its own too."""


@cache
def tables() -> tuple[str, ...]:
    """The tables of every app of the project, audit included, and that of the accounts."""
    own = [config for config in apps.get_app_configs() if config.name.split(".")[0] in OWN]
    models = [model for config in own for model in config.get_models(include_auto_created=True)]
    return tuple(sorted({model._meta.db_table for model in [*models, get_user_model()]}))


def dump() -> dict[str, list[Any]]:
    """Every row of those tables, by table. One query for each."""
    with connection.cursor() as cursor:
        return {table: _rows(cursor, table) for table in tables()}


def _rows(cursor: Any, table: str) -> list[Any]:
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


@contextmanager
def nothing_written() -> Iterator[None]:
    """What is done inside leaves every table as it was."""
    before = dump()
    yield
    now = dump()
    written = [table for table in before if now[table] != before[table]]
    assert not written, f"something was written in {', '.join(written)}"


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, and every table is as it was."""
    with nothing_written(), pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.sentence == sentence


def refusal(deed: Callable[..., Any], *args: Any, **facts: Any) -> str:
    """The sentence with which a deed refuses; every table is as it was."""
    with nothing_written(), pytest.raises(Refused) as refused:
        deed(*args, **facts)
    return refused.value.sentence
