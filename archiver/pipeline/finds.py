"""Between redaction's finds and the queue that people work through: what to look at, and what was decided before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archiver.model.capture import ReviewItem
from archiver.model.record import Record
from archiver.pipeline.carried import places
from archiver.pipeline.keys import RecordKeys
from archiver.redaction import Decided, Hidden, MessageResult
from archiver.store import Remembered

Decisions = Mapping[tuple[str, str], Remembered]
"""What was decided about a channel's records, by (record key, text key)."""


def to_look_at(record: Record, key: str, result: MessageResult) -> Iterator[ReviewItem]:
    """What redaction was unsure of in a record, each with its place and the keyed hash of the value there."""
    if not result.findings:
        return
    names = places(record)
    texts = (result.text, *result.more)
    for finding in result.findings:
        marks = texts[finding.part].marks
        value = next((m.value_key for m in marks if (m.start, m.end) == (finding.start, finding.end)), "")
        yield ReviewItem(
            record_key=key,
            reason=finding.reason,
            rule=finding.rule,
            confidence=finding.confidence,
            start=finding.start,
            end=finding.end,
            place=names[finding.part],
            value_key=value,
        )


def decided(record: Record, keys: RecordKeys, decisions: Decisions) -> Decided | None:
    """What people decided about this record, in redaction's words; None when nothing was."""
    found = decisions.get((keys.key, keys.text_key)) if decisions else None
    if found is None:
        return None
    parts = {name: part for part, name in enumerate(places(record))}
    return Decided(
        kept=tuple((parts[place], value) for place, value in found.kept if place in parts),
        hidden=tuple(
            Hidden(
                length=item.length,
                place_key=item.place_key,
                bound=item.record_key,
                kind=item.kind,
                part=parts[item.place],
            )
            for item in found.hidden
            if item.place in parts
        ),
    )
