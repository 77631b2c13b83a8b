"""The queries behind search: words to records through the full-text index, names to volumes, volumes to result lines.

Newest capture first, a page at a time, with a bound on how much is looked at; never a rank over every hit, which takes
minutes where a word has millions. Words come folded, as letters and digits alone, so nothing a reader types is syntax.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, or_, select, text

from archiver.model.conversation import FileKind
from archiver.model.correspondent import Role
from archiver.model.ids import RecordNumber
from archiver.store import schema
from archiver.store.codec import instant
from archiver.store.index import months

_PAGE = 2000
_MOST_MONTHS = 120
_MOST_THREADS = 200
_record, _volume, _person, _link = schema.record, schema.volume, schema.person, schema.volume_person
_edition, _file = schema.edition, schema.file


class Phrase(NamedTuple):
    """Folded words that stand next to each other; with `is_prefix` the last is the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Each group of alternatives must be met by one of them; nothing of `excluded` may be."""

    groups: tuple[tuple[Phrase, ...], ...] = ()
    excluded: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Where to look. Times in microseconds, `before` excluded; `volumes` None = all."""

    channel_id: int | None = None
    since: int | None = None
    before: int | None = None
    volumes: frozenset[int] | None = None


class Match(NamedTuple):
    """A record that holds the words."""

    record_id: int
    volume_id: int
    at: int


def matches(connection: Connection, wanted: Wanted, filters: Filters) -> Iterator[list[Match]]:
    """Records that hold the words, the newest captured first, a page at a time. A page may be empty."""
    facets = _facets(connection, filters)
    if facets is None:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    expression = _fts5(wanted, facets) if is_sqlite else _tsquery(wanted, facets)
    statement = text(_SQLITE if is_sqlite else _POSTGRESQL)
    below = 2**62
    while True:
        ids = list(connection.execute(statement, {"words": expression, "below": below, "page": _PAGE}).scalars())
        yield _placed(connection, ids, filters)
        if len(ids) < _PAGE:
            return
        below = ids[-1]


_SQLITE = (
    "SELECT rowid FROM fts_record WHERE fts_record MATCH :words AND rowid < :below ORDER BY rowid DESC LIMIT :page"
)
_POSTGRESQL = (
    "SELECT record_id FROM fulltext WHERE words @@ CAST(:words AS tsquery) AND record_id < :below "
    "ORDER BY record_id DESC LIMIT :page"
)


def _placed(connection: Connection, ids: Sequence[int], filters: Filters) -> list[Match]:
    found: list[Match] = []
    for start in range(0, len(ids), 1000):
        query = select(_record.c.id, _record.c.volume_id, _record.c.at).where(
            _record.c.id.in_(ids[start : start + 1000]), _record.c.volume_id.is_not(None)
        )
        if filters.since is not None:
            query = query.where(_record.c.at >= filters.since)
        if filters.before is not None:
            query = query.where(_record.c.at < filters.before)
        found.extend(
            Match(*row)
            for row in connection.execute(query)
            if filters.volumes is None or row.volume_id in filters.volumes
        )
    return sorted(found, key=lambda match: -match.record_id)


def _facets(connection: Connection, filters: Filters) -> list[list[str]] | None:
    """Groups of facet words, one of each of which must stand; None when nothing can match."""
    groups: list[list[str]] = []
    if filters.channel_id is not None:
        groups.append([f"c{filters.channel_id}"])
    if filters.since is not None and filters.before is not None:
        if filters.before <= filters.since:
            return None
        named = months(instant(filters.since), instant(filters.before - 1))
        if len(named) <= _MOST_MONTHS:
            groups.append(named)
    if filters.volumes is not None:
        if not filters.volumes:
            return None
        if len(filters.volumes) <= _MOST_THREADS:
            query = select(_volume.c.thread_id).where(_volume.c.id.in_(filters.volumes)).distinct()
            threads = list(connection.execute(query).scalars())
            if None not in threads:
                groups.append([f"t{thread}" for thread in threads])
    return groups


def _fts5(wanted: Wanted, facets: list[list[str]]) -> str:
    parts = ["{facets} : (" + " OR ".join(f'"{word}"' for word in group) + ")" for group in facets]
    parts += ["{body} : (" + " OR ".join(map(_fts5_phrase, group)) + ")" for group in wanted.groups]
    expression = " AND ".join(parts)
    for phrase in wanted.excluded:
        expression = f"({expression}) NOT {{body}} : ({_fts5_phrase(phrase)})"
    return expression


def _fts5_phrase(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"' + (" *" if phrase.is_prefix else "")


def _tsquery(wanted: Wanted, facets: list[list[str]]) -> str:
    parts = ["(" + " | ".join(f"'{word}':A" for word in group) + ")" for group in facets]
    parts += ["(" + " | ".join(map(_tsquery_phrase, group)) + ")" for group in wanted.groups]
    parts += [f"!({_tsquery_phrase(phrase)})" for phrase in wanted.excluded]
    return " & ".join(parts)


def _tsquery_phrase(phrase: Phrase) -> str:
    last = len(phrase.words) - 1
    words = [
        f"'{word}':{'*' if phrase.is_prefix and place == last else ''}B" for place, word in enumerate(phrase.words)
    ]
    return "(" + " <-> ".join(words) + ")"


# --- names ------------------------------------------------------------------------------------------------------------


def volumes_of_names(connection: Connection, words: Sequence[str], channel_id: int | None, most: int) -> list[int]:
    """Conversations with a correspondent whose name or handle, now or formerly, contains every one of the words."""
    query = (
        select(_link.c.volume_id)
        .join(_person, _person.c.id == _link.c.person_id)
        .where(_person.c.role == Role.CORRESPONDENT.value)
        .where(and_(*(_person.c.folded.contains(word, autoescape=True) for word in words)))
        .distinct()
        .order_by(_link.c.volume_id.desc())
        .limit(most)
    )
    query = query.join(_volume, _volume.c.id == _link.c.volume_id).where(_volume.c.kind == FileKind.CONVERSATION.value)
    if channel_id is not None:
        query = query.where(_volume.c.channel_id == channel_id)
    return list(connection.execute(query).scalars())


def names(connection: Connection, most: int) -> list[str]:
    """Folded names of correspondents, the newest first, to find near spellings among."""
    query = (
        select(_person.c.folded)
        .where(_person.c.role == Role.CORRESPONDENT.value, _person.c.folded != "")
        .group_by(_person.c.folded)
        .order_by(func.max(_person.c.id).desc())
        .limit(most)
    )
    return list(connection.execute(query).scalars())


# --- lines of a result ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeLine:
    """A record file as a search lists it; times in microseconds. `files` is empty before its first edition."""

    id: int
    number: RecordNumber
    kind: FileKind
    channel: str
    title: str
    correspondent: str
    began: int
    ended: int
    messages: int
    files: tuple[str, ...]


def volumes_in(connection: Connection, filters: Filters, most: int) -> list[int]:
    """Volumes that fit the filters alone, the most recently written in first."""
    query = select(_volume.c.id).order_by(_volume.c.ended.desc(), _volume.c.id.desc()).limit(most)
    if filters.channel_id is not None:
        query = query.where(_volume.c.channel_id == filters.channel_id)
    if filters.since is not None:
        query = query.where(_volume.c.ended >= filters.since)
    if filters.before is not None:
        query = query.where(_volume.c.began < filters.before)
    if filters.volumes is not None:
        query = query.where(_volume.c.id.in_(filters.volumes))
    return list(connection.execute(query).scalars())


def by_number(connection: Connection, number: str) -> int | None:
    """The volume that bears a record number."""
    return connection.execute(select(_volume.c.id).where(_volume.c.number == number)).scalar_one_or_none()


def lines(connection: Connection, volumes: Sequence[int]) -> dict[int, VolumeLine]:
    """What a result says of each volume."""
    rows = connection.execute(
        select(
            _volume,
            schema.channel.c.name.label("channel_name"),
            _edition.c.title,
            _edition.c.correspondent,
            _edition.c.messages,
        )
        .join(schema.channel, schema.channel.c.id == _volume.c.channel_id)
        .outerjoin(_edition, and_(_edition.c.volume_id == _volume.c.id, _edition.c.edition == _volume.c.edition))
        .where(_volume.c.id.in_(volumes))
    ).all()
    files: dict[int, list[str]] = {}
    query = (
        select(_file.c.volume_id, _file.c.path)
        .join(_volume, and_(_volume.c.id == _file.c.volume_id, _volume.c.edition == _file.c.edition))
        .where(_file.c.volume_id.in_(volumes), ~_file.c.stale)
        .order_by(_file.c.path)
    )
    for row in connection.execute(query):
        files.setdefault(row.volume_id, []).append(row.path)
    return {row.id: _line(connection, row, tuple(files.get(row.id, ()))) for row in rows}


def _line(connection: Connection, row: Any, files: tuple[str, ...]) -> VolumeLine:
    is_posts = row.kind == FileKind.POSTS.value
    title = row.title
    if title is None:
        title = f"{row.channel_name} posts {row.month}" if is_posts else f"{row.label} {row.began_on}"
    messages = row.messages
    if messages is None:
        counted = select(func.count()).where(_record.c.volume_id == row.id, _record.c.kind != "notice")
        messages = connection.execute(counted).scalar_one()
    return VolumeLine(
        id=row.id,
        number=RecordNumber(row.number),
        kind=FileKind(row.kind),
        channel=row.channel_name,
        title=title,
        correspondent="" if is_posts else (row.correspondent or row.label),
        began=row.began,
        ended=row.ended,
        messages=messages,
        files=files,
    )


def newest_records(connection: Connection, volumes: Sequence[int]) -> dict[int, int]:
    """The last record of each volume, to show something of it where no words were searched."""
    found: dict[int, int] = {}
    for volume in volumes:
        query = (
            select(_record.c.id)
            .where(_record.c.volume_id == volume, or_(_record.c.kind == "message", _record.c.kind == "post"))
            .order_by(_record.c.at.desc(), _record.c.id.desc())
            .limit(1)
        )
        number = connection.execute(query).scalar_one_or_none()
        if number is not None:
            found[volume] = number
    return found
