"""Insert that leaves alone what is there, in either engine's dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that no unique key refuses; returns how many those were."""
    if not rows:
        return 0
    statement: Any
    if connection.dialect.name == "sqlite":
        statement = sqlite.insert(table).on_conflict_do_nothing()
    else:
        statement = postgresql.insert(table).on_conflict_do_nothing()
    return max(connection.execute(statement, list(rows)).rowcount, 0)


def put(connection: Connection, table: Table, key: Sequence[str], row: Mapping[str, Any]) -> None:
    """Insert a row, or give the one with the same key these values."""
    changed = {name: value for name, value in row.items() if name not in key}
    if connection.dialect.name == "sqlite":
        connection.execute(
            sqlite.insert(table).values(row).on_conflict_do_update(index_elements=list(key), set_=changed)
        )
    else:
        connection.execute(
            postgresql.insert(table).values(row).on_conflict_do_update(index_elements=list(key), set_=changed)
        )
