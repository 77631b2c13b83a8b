"""What a thread was known to hold and, read anew, holds no more: false finds are not looked for any longer.

And what could not be understood before and is understood now.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from archiver.store import schema
from archiver.store.codec import plain
from archiver.store.threads import thread_ids

_learned, _mention, _record, _quarantine = schema.learned, schema.mention, schema.record, schema.quarantine


def forget_unused(connection: Connection, channel: int, threads: Iterable[str] | None) -> int:
    """Of these threads (None: all of the channel), forget values of which no text bears a mark any more; how many. Values
    that share a token, such as the parts of a name, go together or not at all."""
    if threads is None:
        query = select(_learned.c.thread).where(_learned.c.channel_id == channel).distinct()
        threads = list(connection.execute(query).scalars())
    gone = 0
    for thread in threads:
        mine = (_learned.c.channel_id == channel, _learned.c.thread == plain(thread))
        tokens: dict[tuple[str, int], list[str]] = {}
        for row in connection.execute(select(_learned).where(*mine)):
            tokens.setdefault((row.kind, row.number), []).append(row.value_key)
        if not tokens:
            continue
        numbers = thread_ids(connection, channel, thread)
        marked = set(
            connection.execute(
                select(_mention.c.value_key)
                .join(_record, _record.c.id == _mention.c.record_id)
                .where(_record.c.thread_id.in_(numbers))
                .distinct()
            ).scalars()
        )
        for (kind, number), keys in tokens.items():
            if marked.isdisjoint(keys):
                connection.execute(delete(_learned).where(*mine, _learned.c.kind == kind, _learned.c.number == number))
                gone += len(keys)
    return gone


def forget_quarantined(connection: Connection, origin: int, still: set[tuple[str, str]]) -> int:
    """Of what could not be understood in an original, forget what now could; `still` holds (source, place) of the rest."""
    rows = connection.execute(
        select(_quarantine.c.id, _quarantine.c.source, _quarantine.c.place).where(_quarantine.c.origin_id == origin)
    ).all()
    places = {(plain(source), plain(place)) for source, place in still}
    gone = [row.id for row in rows if (row.source, row.place) not in places]
    for start in range(0, len(gone), 500):
        connection.execute(delete(_quarantine).where(_quarantine.c.id.in_(gone[start : start + 500])))
    return len(gone)
