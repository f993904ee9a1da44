"""To prove a refusal: its sentence, and that nothing was written in any table of priorities."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from governance.foundation.deeds import Refused


def dump() -> dict[str, list[Any]]:
    """Every row of every table of priorities, audit included."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("priorities_")]
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows[table] = cursor.fetchall()
    return rows


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What is done inside is refused with this sentence, and every table is as it was."""
    before = dump()
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.sentence == sentence
    assert dump() == before
