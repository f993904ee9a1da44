"""A small question that is asked for every request: PostgreSQL plans it once a connection.

Planning three joined tables takes PostgreSQL four times as long as answering from them. SQLite keeps its plans by
itself, so there the question goes the usual road.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""Which questions each open connection to the server has been taught."""


def ask(sql: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The first row that answers `sql`, whose parameters stand as `%(name)s`; None where there is none.

    Whatever is wrong with the short road (a server that was restarted, a pooler that swaps connections), the usual
    one is taken after it. Inside a transaction only the usual one is, for an error would spoil the transaction.
    """
    wire = connection.connection
    if connection.vendor == "postgresql" and wire is not None and not connection.in_atomic_block:
        try:
            return _ask_prepared(wire, sql, values)
        except connection.Database.Error:  # type: ignore[attr-defined]  # the driver, which each backend names so
            _known.pop(wire, None)
            connection.close()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _ask_prepared(wire: Any, sql: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    name, teaching, asking, order = _statement(sql)
    with wire.cursor() as cursor:
        known = _known.setdefault(wire, set())
        if name not in known:
            cursor.execute(teaching)
            known.add(name)
        cursor.execute(asking, [values[each] for each in order])
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@lru_cache
def _statement(sql: str) -> tuple[str, str, str, list[str]]:
    """The name of a prepared statement, the SQL that prepares it, the SQL that runs it, and its parameters in order."""
    order: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        order.append(found[1])
        return f"${len(order)}"

    numbered_sql = re.sub(r"%\((\w+)\)s", numbered, sql).replace("%%", "%")
    name = f"portal_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
    return name, f"PREPARE {name} AS {numbered_sql}", f"EXECUTE {name} ({', '.join(['%s'] * len(order))})", order
