"""The database says what is wrong in words, keeps people's words out of them, and stands where it is safe."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert

from archiver.errors import ConfigError, StorageError
from archiver.model.capture import CaptureMethod
from archiver.store import Store, database, schema
from archiver.store.database import Database
from archiver.store.filesystem import file_system, refuse_network
from tests.store.world import CHANNEL, RUN, batch, message


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'archive.db'}"


def test_sqlite_is_set_to_lose_nothing_and_to_leave_nothing(tmp_path: Path) -> None:
    with Store.open(_sqlite(tmp_path)) as store, store.database.read() as connection:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}
        for pragma, value in wanted.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    assert stat.S_IMODE((tmp_path / "archive.db").stat().st_mode) == 0o600


def test_a_closed_store_leaves_one_file(tmp_path: Path) -> None:
    with Store.open(_sqlite(tmp_path)) as store:
        store.accept(batch(message(source="a")), RUN)
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db"]


def test_a_locked_database_is_said_to_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)
    with Store.open(_sqlite(tmp_path)) as store:
        other = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked by another process"):
            store.accept(batch(message(source="a")), RUN)
        other.execute("ROLLBACK")
        other.close()
        assert store.accept(batch(message(source="a")), RUN).new == 1


def test_a_full_disk_is_said_to_be_full_and_loses_nothing(tmp_path: Path) -> None:
    with Store.open(_sqlite(tmp_path)) as store:
        store.accept(batch(message("kept", source="a")), RUN)
        store.close()
        engine = store.database.engine
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            connection.rollback()
            # The pool hands this very connection out again.
        with pytest.raises(StorageError, match="disk is full"):
            store.accept(batch(*(message("x" * 900, source=f"m{n}") for n in range(200))), RUN)
        assert store.totals(CHANNEL).records == {"message": 1}


def test_reading_only_changes_nothing_and_needs_a_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        Store.open(_sqlite(tmp_path), read_only=True)
    with Store.open(_sqlite(tmp_path)) as store:
        store.accept(batch(message(source="a")), RUN)
    with Store.open(_sqlite(tmp_path), read_only=True) as reader:
        assert reader.totals(CHANNEL).records == {"message": 1}
        with pytest.raises(StorageError, match="reading only"):
            reader.accept(batch(message(source="b")), RUN)


def test_reading_only_holds_on_postgresql_too(fresh_postgres_url: str) -> None:
    with pytest.raises(StorageError, match="empty"):
        Store.open(fresh_postgres_url, read_only=True)
    Store.open(fresh_postgres_url).close()
    reader = Database(fresh_postgres_url, read_only=True)
    with pytest.raises(StorageError, match="read-only"), reader.read() as connection:
        connection.execute(insert(schema.counter).values(name="x", value=1))
    reader.close()


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match="not a database"):
        Store.open(_sqlite(tmp_path))


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        Store.open(_sqlite(tmp_path / "nowhere"))


def test_a_server_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(StorageError, match="cannot be reached") as caught:
        Store.open("postgresql://someone:hunter2@127.0.0.1:9/none")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://"])
def test_an_address_of_another_kind_is_a_mistake_of_configuration(url: str) -> None:
    with pytest.raises(ConfigError):
        Store.open(url)


def test_no_error_repeats_what_a_person_wrote(store: Store) -> None:
    """The same row twice: PostgreSQL's own message would quote it."""
    rows = [{"name": "my client number is 123"}] * 2
    with pytest.raises(StorageError) as caught, store.database.write() as connection:
        connection.execute(insert(schema.channel), rows)
    shown = str(caught.value) + repr(caught.value)
    assert "123" not in shown
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/share nfs4 rw 0 0
//server/share /mnt/with\\040space cifs rw 0 0
host:/home /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /mnt/share/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/archive.db", "ext4"),
        ("/mnt/share/archive.db", "nfs4"),
        ("/mnt/shared/archive.db", "ext4"),
        ("/mnt/with space/a/archive.db", "cifs"),
        ("/mnt/ssh/archive.db", "fuse.sshfs"),
        ("/mnt/share/local/archive.db", "xfs"),
    ],
)
def test_a_network_file_system_is_refused(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)
    assert file_system(Path(path), mounts=mounts) == kind
    if kind in ("ext4", "xfs"):
        refuse_network(Path(path), mounts=mounts)
    else:
        with pytest.raises(StorageError, match="network file system"):
            refuse_network(Path(path), mounts=mounts)


def test_writers_on_several_threads_take_turns(store: Store) -> None:
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for n in range(5):
                store.accept(batch(message(f"{writer}-{n}", source=f"{writer}-{n}"), method=CaptureMethod.API), RUN)
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.totals(CHANNEL).records == {"message": 20}
    assert [event.seq for event in store.events()] == list(range(1, 21))
