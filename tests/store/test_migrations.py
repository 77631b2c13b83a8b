"""A new database and a migrated one are the same; a foreign one is refused; Alembic is loaded only when needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text

from archiver.errors import StorageError
from archiver.store import Store, migrate, schema
from archiver.store.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive.db'}"
    return str(request.getfixturevalue("fresh_postgres_url"))


def _migrated(url: str) -> Database:
    database = Database(url)
    with database.write() as connection:
        migrate.upgrade(connection)
    return database


def test_the_newest_migration_is_the_one_the_schema_names() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_migrations_lead_to_the_declared_schema(empty_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def include(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return migrate.includes(name, kind)

    database = _migrated(empty_url)
    with database.read() as connection:
        options = {"include_object": include, "compare_type": True}
        found = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(found, schema.metadata) == []
    database.close()


def test_a_made_database_and_a_migrated_one_are_the_same(empty_url: str, tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path / 'made.db'}") if empty_url.startswith("sqlite") else None
    if made is not None:
        migrate.ensure(made)
        migrated = _migrated(empty_url)
        assert _shape(made) == _shape(migrated)
        made.close()
    else:
        migrated = _migrated(empty_url)
        before = _shape(migrated)
        with migrated.write() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        migrate.ensure(migrated)
        assert _shape(migrated) == before
    migrated.close()


def _shape(database: Database) -> list[str]:
    with database.read() as connection:
        if database.is_sqlite:
            named = (
                "SELECT type || ' ' || name || (coalesce(sql, '') LIKE '%WITHOUT ROWID%') "
                "|| iif(type = 'index', coalesce(sql, ''), '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
            )
            columns = (
                "SELECT m.name || '.' || c.name || c.type || c.[notnull] || c.pk || coalesce(c.dflt_value, '') "
                "FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
            )
            return _lines(connection, named) + _lines(connection, columns)
        columns = (
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || "
            "coalesce(' ' || column_default, '') FROM information_schema.columns WHERE table_schema = 'public'"
        )
        indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
        return _lines(connection, columns) + _lines(connection, indexes)


def _lines(connection: Connection, query: str) -> list[str]:
    return sorted(connection.execute(text(query)).scalars())


def test_a_migrated_database_is_a_working_store(empty_url: str) -> None:
    _migrated(empty_url).close()
    with Store.open(empty_url) as store:
        assert store.all_numbers() == ()


def test_a_database_of_a_newer_program_is_refused_unchanged(empty_url: str) -> None:
    Store.open(empty_url).close()
    database = Database(empty_url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for read_only in (False, True):
        with pytest.raises(StorageError, match="upgrade"):
            Store.open(empty_url, read_only=read_only)
    with database.read() as connection:
        assert migrate.version(connection) == "9999"
        assert inspect(connection).has_table("record")
    database.close()


def test_opening_does_not_load_alembic(tmp_path: Path) -> None:
    program = (
        "import sys; from archiver.store import Store; "
        f"Store.open('sqlite:///{tmp_path / 'archive.db'}').close(); print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
