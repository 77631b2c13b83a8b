"""What reviewers added is taken out of what is stored, in the whole conversation and in any typing, by the next run.

The words are known by a keyed hash alone. They are read from the text they stand in, so that text is changed last: a run
that was killed before finds them there again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.errors import ArchiverError
from archiver.model.ids import ChannelId, ThreadKey
from archiver.model.redaction import Kind, RedactedText
from archiver.pipeline.parts import Parts
from archiver.pipeline.report import RunReport
from archiver.pipeline.stored import Changes, write_stricter
from archiver.pipeline.sweep import remember
from archiver.redaction import Hidden, ThreadContext, ThreadRedaction, is_wide
from archiver.store import Waiting

REASON = "a reviewer added what is to be redacted"


def obey_reviewers(parts: Parts, report: RunReport) -> None:
    """Do it in every channel. An error is put into the report; the run goes on."""
    store = parts.store
    try:
        for channel in store.stored_channels():
            items = store.additions_waiting(channel)
            if not items:
                continue
            for thread in dict.fromkeys(item.thread for item in items):
                _thread(parts, report, channel, ThreadKey(thread), [item for item in items if item.thread == thread])
            store.scrub()
            store.additions_applied([item.id for item in items], report.run)
    except ArchiverError as error:
        report.error = report.error or error


def _thread(parts: Parts, report: RunReport, channel: ChannelId, key: ThreadKey, items: Sequence[Waiting]) -> None:
    if not key:
        return
    store = parts.store
    memory = remember(store, channel, key)
    thread = parts.redactor.thread(ThreadContext(participants=memory.people, known=memory.known))
    wanted: dict[str, list[Hidden]] = {}
    for item in items:
        given = item.addition
        hidden = Hidden(length=given.length, place_key=given.place_key, bound=given.record_key, kind=given.kind)
        for ref in item.refs:
            wanted.setdefault(ref, []).append(hidden)
    pieces: dict[tuple[str, Kind], None] = {}
    for ref, text in store.thread_texts(channel, key):
        if ref in wanted and not text.is_withheld:
            pieces.update(dict.fromkeys(thread.words(text, wanted[ref])))
            thread.hide(text, (), wanted[ref])
    wide = [piece for piece in pieces if is_wide(piece[0])]
    changes = _changes(parts, channel, key, thread, wide, wanted)
    write_stricter(store, channel, key, changes, thread, report.run, REASON)


def _changes(
    parts: Parts,
    channel: ChannelId,
    key: ThreadKey,
    thread: ThreadRedaction,
    wide: Sequence[tuple[str, Kind]],
    wanted: Mapping[str, Sequence[Hidden]],
) -> Changes:
    last: list[tuple[str, RedactedText]] = []
    kept = parts.store.kept(channel)
    for ref, text in parts.store.thread_texts(channel, key):
        shown = thread.hide(text, wide, wanted.get(ref, ()))
        now = dict(thread.sweep([(ref, shown)], kept)).get(ref, shown)
        if now is text:
            continue
        if ref in wanted:
            last.append((ref, now))
        else:
            yield ref, now
    yield from last
