"""What is in the database, whole: to prove that a refusal wrote nothing."""

from typing import Any

from django.db import connection


def dump() -> dict[str, list[Any]]:
    """Every row of every table of the portal's own apps and of accounts, audit included."""
    ours = ("governance_", "meetings_", "engagement_", "auth_user")
    tables = [name for name in connection.introspection.table_names() if name.startswith(ours)]
    with connection.cursor() as cursor:
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows[table] = [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()
            ]
    return rows
