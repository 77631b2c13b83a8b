"""One record's particulars, for a person or a program: what it is, its editions and files, its originals and events."""

from __future__ import annotations

from collections.abc import Callable

from archiver.model.digest import Json
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.retrieval.handover import known_number
from archiver.store import Store, ViewContext


def particulars(store: Store, record: str, contexts: Callable[[ChannelId], ViewContext]) -> dict[str, Json]:
    """Everything known of a record, redacted as the record is. Raises UsageError when there is no such record."""
    number = known_number(store, record)
    heading = store.view(number, contexts(store.channel_of(number))).heading
    row = store.index_row(number)
    return {
        "record": number,
        "kind": heading.kind.value,
        "title": heading.title,
        "channel": heading.channel.id,
        "correspondent": row.correspondent if row else ", ".join(p.name.text for p in heading.correspondents),
        "formerly": list(heading.formerly),
        "began": iso_utc(heading.began),
        "ended": iso_utc(heading.ended),
        "messages": heading.messages,
        "status": heading.status.value,
        "withheld": store.withheld().get(number),
        "marks": {kind.value: count for kind, count in heading.marks},
        "completeness": list(heading.completeness),
        "editions": [
            {
                "edition": edition.edition,
                "status": edition.status.value,
                "made": iso_utc(edition.made),
                "software": edition.software,
                "rules": edition.rules,
                "content_sha256": edition.content_sha256,
                "files": [{"path": f.path, "sha256": f.sha256, "size": f.size} for f in edition.files],
            }
            for edition in store.editions(number)
        ],
        "originals": [{"ref": ref, "sha256": sha256} for ref, sha256 in store.originals_of(number)],
        "events": [
            {"at": iso_utc(event.at), "event": event.kind.value, "agent": event.agent, "detail": event.detail}
            for event in store.events_about(number)
        ],
    }


def brief(store: Store, number: str) -> dict[str, Json]:
    """A published record in one line of facts."""
    row = store.index_row(known_number(store, number))
    if row is None:
        return {"record": number, "title": None, "channel": None, "correspondent": None, "files": []}
    return {
        "record": row.number,
        "title": row.title,
        "channel": row.channel,
        "correspondent": row.correspondent,
        "began": iso_utc(row.began),
        "ended": iso_utc(row.ended),
        "messages": row.messages,
        "files": list(row.files),
    }
