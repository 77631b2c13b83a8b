"""What was published: editions and their files. A working edition is replaced; a closed one stays byte for byte.

Only where redaction became stricter its files give way to the next one's: they hold what is to be hidden.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, select, update

from archiver.errors import StorageError
from archiver.model.conversation import FileKind, IndexRow, Status
from archiver.model.digest import Json
from archiver.model.event import EventKind
from archiver.model.ids import RecordNumber, RunId
from archiver.store import events, labels, schema
from archiver.store.channels import channel_names
from archiver.store.codec import instant, micros, pack, plain, unpack
from archiver.store.upsert import put
from archiver.store.withdrawing import withdraw

_edition, _file, _volume = schema.edition, schema.file, schema.volume


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One file of an edition. `path` is relative to the archive folder, `size` in bytes, `format` pdf, xlsx or docx."""

    path: str
    sha256: str
    size: int
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition as it was published. `title`, `correspondent` and the rest are as printed in its files."""

    number: RecordNumber
    edition: int
    status: Status
    title: str
    content_sha256: str
    files: tuple[PublishedFile, ...]
    made: dt.datetime
    rules: str
    software: str
    messages: int
    correspondent: str = ""
    channel_name: str = ""
    reviewed: bool = False


class FileRow(NamedTuple):
    """A file that must be on the disk."""

    path: str
    sha256: str
    size: int
    number: RecordNumber
    superseded: bool


def publish(connection: Connection, edition: Edition, run: RunId) -> tuple[str, ...]:
    """Write down an edition whose files are durable; returns paths that no edition refers to any more.

    Raises StorageError when the edition is closed already with other files, or is not the next in line.
    """
    volume = _row(connection, edition.number)
    newest = latest(connection, edition.number)
    if newest is not None and _is_repeat(newest, edition):
        return stale(connection)
    _check_turn(volume, newest, edition)
    label, formerly = _names(connection, volume)
    _replace_files(connection, volume, edition)
    put(
        connection,
        _edition,
        ("volume_id", "edition"),
        {
            "volume_id": volume.id,
            "edition": edition.edition,
            "status": edition.status.value,
            "title": plain(edition.title),
            "correspondent": plain(edition.correspondent or label),
            "channel_name": plain(edition.channel_name),
            "content_sha256": edition.content_sha256,
            "messages": edition.messages,
            "began": volume.began,
            "ended": volume.ended,
            "made": micros(edition.made),
            "rules": plain(edition.rules),
            "software": plain(edition.software),
            "run": run,
            "reviewed": edition.reviewed,
        },
    )
    withdrawn = withdraw(connection, volume.id, edition.edition)
    closed = edition.edition if edition.status is Status.CLOSED else volume.closed_edition
    connection.execute(
        update(_volume)
        .where(_volume.c.id == volume.id)
        .values(
            dirty=False,
            withheld=None,
            edition=edition.edition,
            closed_edition=closed,
            status=edition.status.value,
            label=label,
            formerly=formerly,
        )
    )
    detail: dict[str, Json] = {
        "edition": edition.edition,
        "status": edition.status.value,
        "content": edition.content_sha256,
        "files": {file.path: file.sha256 for file in edition.files},
        "rules": edition.rules,
        "software": edition.software,
    }
    if withdrawn:
        detail["withdrawn"] = withdrawn
    if newest is not None and newest.title != edition.title:
        moved = {"from": newest.title, "to": edition.title}
        events.append(connection, EventKind.RECORD_MOVED, edition.number, run, edition.made, moved)
    events.append(connection, EventKind.PUBLICATION, edition.number, run, edition.made, detail)
    return stale(connection)


def _names(connection: Connection, volume: Any) -> tuple[str, str]:
    """Label and former names as the edition's title has them: a name may have come without a message of its own."""
    if volume.thread_id is None:
        return volume.label, volume.formerly
    kind = connection.execute(select(schema.thread.c.kind).where(schema.thread.c.id == volume.thread_id)).scalar_one()
    named = labels.naming(connection, volume.id, kind)
    return named.label, pack(list(named.formerly)).decode()


def _is_repeat(newest: Edition, edition: Edition) -> bool:
    """Whether a closed edition is told once more, as it was: a run that was killed in between does that."""
    return (
        newest.status is Status.CLOSED
        and (newest.edition, newest.status, newest.content_sha256)
        == (edition.edition, edition.status, edition.content_sha256)
        and set(newest.files) == set(edition.files)
        and newest.reviewed == edition.reviewed
    )


def _check_turn(volume: Any, newest: Edition | None, edition: Edition) -> None:
    closed: int = volume.closed_edition
    if edition.edition != closed + 1:
        if edition.edition <= closed:
            raise StorageError(f"edition {edition.edition} of {edition.number} is closed and cannot be changed")
        raise StorageError(f"edition {edition.edition} of {edition.number} is not the next one")
    if not edition.files:
        raise StorageError(f"an edition of {edition.number} without files cannot be published")
    if newest is not None and closed == newest.edition:
        taken = {file.path for file in newest.files}
        if any(file.path in taken for file in edition.files):
            raise StorageError(f"a closed edition's file of {edition.number} would be overwritten")


def _replace_files(connection: Connection, volume: Any, edition: Edition) -> None:
    mine = and_(_file.c.volume_id == volume.id, _file.c.edition == edition.edition)
    kept = [plain(file.path) for file in edition.files]
    connection.execute(update(_file).where(mine, _file.c.path.not_in(kept)).values(stale=True))
    for file in edition.files:
        owner = connection.execute(
            select(_file.c.volume_id, _file.c.edition).where(_file.c.path == plain(file.path), ~_file.c.stale)
        ).one_or_none()
        if owner is not None and (owner.volume_id, owner.edition) != (volume.id, edition.edition):
            raise StorageError(f"a file of {edition.number} has the path of another record's file")
        row = {
            "path": plain(file.path),
            "volume_id": volume.id,
            "edition": edition.edition,
            "sha256": file.sha256,
            "size": file.size,
            "format": file.format,
            "stale": False,
        }
        put(connection, _file, ("path",), row)


def stale(connection: Connection) -> tuple[str, ...]:
    """Paths that no edition refers to any more and whose removal was not confirmed yet."""
    return tuple(connection.execute(select(_file.c.path).where(_file.c.stale).order_by(_file.c.path)).scalars())


def forget(connection: Connection, paths: Iterable[str]) -> None:
    """Confirm that these files are gone from the disk."""
    for path in paths:
        connection.execute(delete(_file).where(_file.c.path == plain(path), _file.c.stale))


def latest(connection: Connection, number: RecordNumber) -> Edition | None:
    """The newest edition of a record, or None when it was never published."""
    volume = _row(connection, number)
    if not volume.edition:
        return None
    query = select(_edition).where(_edition.c.volume_id == volume.id, _edition.c.edition == volume.edition)
    return _built(connection, number, connection.execute(query).one())


def every(connection: Connection, number: RecordNumber) -> tuple[Edition, ...]:
    """All editions of a record, oldest first."""
    volume = _row(connection, number)
    rows = connection.execute(select(_edition).where(_edition.c.volume_id == volume.id).order_by(_edition.c.edition))
    return tuple(_built(connection, number, row) for row in rows.all())


def _built(connection: Connection, number: RecordNumber, row: Any) -> Edition:
    files = connection.execute(
        select(_file)
        .where(_file.c.volume_id == row.volume_id, _file.c.edition == row.edition, ~_file.c.stale)
        .order_by(_file.c.path)
    )
    return Edition(
        number=number,
        edition=row.edition,
        status=Status(row.status),
        title=row.title,
        content_sha256=row.content_sha256,
        files=tuple(PublishedFile(path=f.path, sha256=f.sha256, size=f.size, format=f.format) for f in files),
        made=instant(row.made),
        rules=row.rules,
        software=row.software,
        messages=row.messages,
        correspondent=row.correspondent,
        channel_name=row.channel_name,
        reviewed=row.reviewed,
    )


def withhold(connection: Connection, number: RecordNumber, reason: str, run: RunId, at: dt.datetime) -> None:
    """Note that a record's next edition was stopped, and why. It stays due; publishing it takes the note away."""
    volume = _row(connection, number)
    connection.execute(update(_volume).where(_volume.c.id == volume.id).values(withheld=plain(reason), dirty=True))
    events.append(connection, EventKind.WITHHELD, number, run, at, {"reason": reason})


def withheld(connection: Connection) -> dict[RecordNumber, str]:
    """Records whose newest content is not published, with the reason."""
    rows = connection.execute(
        select(_volume.c.number, _volume.c.withheld).where(_volume.c.withheld.is_not(None)).order_by(_volume.c.id)
    )
    return {RecordNumber(row.number): row.withheld for row in rows}


def _row(connection: Connection, number: RecordNumber) -> Any:
    row = connection.execute(select(_volume).where(_volume.c.number == number)).one_or_none()
    if row is None:
        raise StorageError(f"there is no record {plain(number)!r}")
    return row


def index_page(connection: Connection, after: int, limit: int = 1000) -> list[tuple[int, IndexRow]]:
    """The next published records behind row `after`, as the reference index lists them."""
    names = channel_names(connection)
    rows = connection.execute(
        select(
            _volume,
            _edition.c.title,
            _edition.c.correspondent,
            _edition.c.channel_name,
            _edition.c.messages,
            _edition.c.began.label("first"),
            _edition.c.ended.label("last"),
        )
        .join(_edition, and_(_edition.c.volume_id == _volume.c.id, _edition.c.edition == _volume.c.edition))
        .where(_volume.c.id > after)
        .order_by(_volume.c.id)
        .limit(limit)
    ).all()
    files: dict[int, list[Any]] = {}
    if rows:
        query = select(_file).where(_file.c.volume_id.between(rows[0].id, rows[-1].id), ~_file.c.stale)
        for file in connection.execute(query.order_by(_file.c.path)):
            files.setdefault(file.volume_id, []).append(file)
    return [(row.id, _index_row(row, files.get(row.id, []), names[row.channel_id])) for row in rows]


def _index_row(row: Any, files: list[Any], channel: str) -> IndexRow:
    current = [file for file in files if file.edition == row.edition]
    is_posts = row.kind == FileKind.POSTS.value
    return IndexRow(
        number=RecordNumber(row.number),
        kind=FileKind(row.kind),
        channel=channel,
        channel_name=row.channel_name,
        correspondent="" if is_posts else row.correspondent,
        formerly=tuple(unpack(row.formerly.encode())),
        began=instant(row.first),
        ended=instant(row.last),
        messages=row.messages,
        edition=row.edition,
        status=Status(row.status),
        title=row.title,
        files=tuple(file.path for file in current),
        sha256=tuple(file.sha256 for file in current),
        superseded=tuple(file.path for file in files if file.edition < row.edition),
    )


def file_page(connection: Connection, after: str, limit: int = 1000) -> Iterator[FileRow]:
    """The next files behind path `after`, in the order of paths."""
    rows = connection.execute(
        select(_file, _volume.c.number, _volume.c.edition.label("newest"))
        .join(_volume, _volume.c.id == _file.c.volume_id)
        .where(_file.c.path > after, ~_file.c.stale)
        .order_by(_file.c.path)
        .limit(limit)
    )
    for row in rows:
        yield FileRow(row.path, row.sha256, row.size, RecordNumber(row.number), row.edition < row.newest)
