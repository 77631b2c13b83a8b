"""Alembic's entry: runs the migrations on the connection, and in the transaction, that archiver.store.migrate gives."""

from __future__ import annotations

from typing import Any

from alembic import context

from archiver.store.migrate import includes
from archiver.store.schema import metadata


def _include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return includes(name, kind)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    include_object=_include_object,
)
with context.begin_transaction():
    context.run_migrations()
