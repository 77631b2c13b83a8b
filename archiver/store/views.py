"""A record ready to print: the heading computed from the store, the entries read when asked for.

The heading's content digest covers what was said, by whom and when, in every state known; not reactions, counts or
"no longer returned", which change from hour to hour, and nothing that depends on the machine or the time of capture.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from archiver.errors import StorageError
from archiver.model.channel import Channel, platform_name
from archiver.model.conversation import Change, FileKind, Heading, Status
from archiver.model.ids import RecordNumber
from archiver.model.record import RecordKind
from archiver.model.redaction import Kind
from archiver.store import completeness, labels, order, originals, review, schema
from archiver.store.codec import instant
from archiver.store.volumes import is_closed

_record, _revision, _volume = schema.record, schema.revision, schema.volume
_MOST_CHANGE_LINES = 500
_METHODS = {1: "api", 2: "export", 3: "api and export"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewContext:
    """What a view needs and the store does not know. `gap` None = a conversation never ends by silence."""

    channel: Channel
    zone: ZoneInfo
    agency: str
    now: dt.datetime
    gap: dt.timedelta | None
    business_activity: str = ""
    cannot: tuple[str, ...] = ()
    access_status: str = "unclassified"


def volume_row(connection: Connection, number: RecordNumber) -> Any:
    """The volume's row. Raises StorageError when there is no such record."""
    row = connection.execute(select(_volume).where(_volume.c.number == number)).one_or_none()
    if row is None:
        raise StorageError(f"there is no record {number!r}")
    return row


def heading(connection: Connection, volume: Any, context: ViewContext) -> Heading:
    """Everything the title block needs, as of now."""
    kind = FileKind(volume.kind)
    figures = _figures(connection, volume.id, kind)
    thread_kind = _thread_kind(connection, volume)
    named = labels.naming(connection, volume.id, thread_kind)
    status = Status.CLOSED if is_closed(kind, volume.quiet_from, context.gap, context.now) else Status.OPEN
    edition = next_edition(volume, status)
    is_posts = kind is FileKind.POSTS
    began = instant(volume.began)
    return Heading(
        number=RecordNumber(volume.number),
        kind=kind,
        title=f"{context.channel.name} posts {volume.month}"
        if is_posts
        else f"{named.label} {began.astimezone(context.zone):%Y-%m-%d}",
        channel=context.channel,
        platform=platform_name(context.channel.platform),
        correspondents=() if is_posts else named.correspondents,
        formerly=() if is_posts else named.formerly,
        began=began,
        ended=instant(volume.ended),
        zone=context.zone,
        messages=figures.messages,
        attachments=figures.attachments,
        edition=edition,
        status=status,
        access_status=context.access_status,
        business_activity=context.business_activity or context.channel.business_activity,
        content_sha256=content_sha256(connection, volume.id),
        first_captured=instant(figures.first_captured),
        last_captured=instant(figures.last_captured),
        method=figures.method,
        completeness=completeness.sentences(connection, volume, figures.unread),
        cannot=context.cannot,
        originals=tuple(originals.of_volume(connection, volume.id)),
        marks=_marks(connection, volume.id),
        unread=figures.unread,
        withheld=figures.withheld,
        agency=context.agency,
        changes=_changes(connection, volume, kind, edition),
        reviewed=review.is_reviewed(connection, volume.id),
    )


def next_edition(volume: Any, status: Status) -> int:
    """The edition that this content belongs to: the working one, or the one after a closed one that no longer holds."""
    closed: int = volume.closed_edition
    is_settled = closed > 0 and volume.edition == closed and not volume.dirty and status is Status.CLOSED
    return closed if is_settled else closed + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    messages: int
    attachments: int
    unread: int
    withheld: int
    first_captured: int
    last_captured: int
    method: str


def _figures(connection: Connection, volume_id: int, kind: FileKind) -> _Figures:
    mine = _record.c.volume_id == volume_id
    counts: Counter[str] = Counter()
    attachments = unread = withheld = methods = 0
    firsts, lasts = [], []
    query = (
        select(
            _record.c.kind,
            _record.c.methods,
            _record.c.flags,
            func.count().label("records"),
            func.sum(_record.c.attachments).label("attachments"),
            func.min(_record.c.first_seen).label("first"),
            func.max(_record.c.last_seen).label("last"),
        )
        .where(mine)
        .group_by(_record.c.kind, _record.c.methods, _record.c.flags)
    )
    for row in connection.execute(query):
        counts[row.kind] += row.records
        attachments += int(row.attachments)
        unread += row.records if row.flags & 1 else 0
        withheld += row.records if row.flags & 2 else 0
        methods |= row.methods
        firsts.append(row.first)
        lasts.append(row.last)
    earlier = connection.execute(
        select(func.min(_revision.c.first_seen))
        .join(_record, _record.c.id == _revision.c.record_id)
        .where(mine, _record.c.revisions > 1)
    ).scalar_one()
    if earlier is not None:
        firsts.append(earlier)
    notices = counts.pop(RecordKind.NOTICE.value, 0)
    return _Figures(
        messages=sum(counts.values()) or (notices if kind is FileKind.POSTS else 0),
        attachments=attachments,
        unread=unread,
        withheld=withheld,
        first_captured=min(firsts, default=0),
        last_captured=max(lasts, default=0),
        method=_METHODS.get(methods, ""),
    )


def _thread_kind(connection: Connection, volume: Any) -> str:
    if volume.thread_id is None:
        return ""
    query = select(schema.thread.c.kind).where(schema.thread.c.id == volume.thread_id)
    return str(connection.execute(query).scalar_one())


def _marks(connection: Connection, volume_id: int) -> tuple[tuple[Kind, int], ...]:
    counted: Counter[str] = Counter()
    query = (
        select(_record.c.marks, func.count().label("records"))
        .where(_record.c.volume_id == volume_id, _record.c.marks != "")
        .group_by(_record.c.marks)
    )
    for row in connection.execute(query):
        for part in row.marks.split(" "):
            name, _, number = part.partition("=")
            counted[name] += int(number) * row.records
    return tuple((Kind(name), number) for name, number in sorted(counted.items()))


def content_sha256(connection: Connection, volume_id: int) -> str:
    """SHA-256 over the digests of every state of every record, by time; what shares a time, by digest."""
    total = hashlib.sha256()
    same_time: list[bytes] = []
    last: int | None = None
    for at, digest in _digests(connection, volume_id):
        if at != last:
            total.update(b"".join(sorted(same_time)))
            same_time, last = [], at
        same_time.append(digest)
    total.update(b"".join(sorted(same_time)))
    return total.hexdigest()


def _digests(connection: Connection, volume_id: int) -> Iterator[tuple[int, bytes]]:
    mine = _record.c.volume_id == volume_id
    earlier: dict[int, list[bytes]] = {}
    query = (
        select(_revision.c.record_id, _revision.c.digest)
        .join(_record, _record.c.id == _revision.c.record_id)
        .where(mine, _record.c.revisions > 1)
        .order_by(_revision.c.record_id, _revision.c.number)
    )
    for row in connection.execute(query):
        earlier.setdefault(row.record_id, []).append(row.digest)
    columns = (_record.c.at, _record.c.id, _record.c.digest)
    newest = connection.execution_options(yield_per=10_000).execute(
        select(*columns).where(mine).order_by(_record.c.at, _record.c.id)
    )
    for at, number, digest in newest:
        states = earlier.get(number)
        yield at, digest if states is None else hashlib.sha256(b"".join([*states, digest])).digest()


def _changes(connection: Connection, volume: Any, kind: FileKind, edition: int) -> tuple[Change, ...]:
    table = schema.change
    rows = connection.execute(
        select(table)
        .where(table.c.volume_id == volume.id, table.c.edition == edition)
        .order_by(table.c.seen, table.c.id)
    ).all()
    if not rows:
        return ()
    if len(rows) > _MOST_CHANGE_LINES:
        last = {row.what: row.seen for row in rows}
        sums = Counter(row.what for row in rows)
        return tuple(Change(what=f"{what} ({n} times)", entry=0, when=instant(last[what])) for what, n in sums.items())
    wanted = {row.record_id for row in rows}
    places: dict[int | None, int] = {}
    number = 0
    for page in order.pages(connection, volume.id, kind):
        for record_id, _ in page:
            number += 1
            if record_id in wanted:
                places[record_id] = number
    lines = dict.fromkeys((row.what, places.get(row.record_id, 0), row.seen) for row in rows)
    return tuple(Change(what=what, entry=entry, when=instant(seen)) for what, entry, seen in lines)


def all_numbers(connection: Connection) -> tuple[RecordNumber, ...]:
    """Every record number that was ever given, in order."""
    rows = connection.execute(select(_volume.c.number).order_by(_volume.c.id)).scalars()
    return tuple(RecordNumber(number) for number in rows)


def channel_of(connection: Connection, number: RecordNumber) -> str:
    """The name of the channel a record belongs to. Raises StorageError when there is no such record."""
    row = volume_row(connection, number)
    query = select(schema.channel.c.name).where(schema.channel.c.id == row.channel_id)
    return str(connection.execute(query).scalar_one())
