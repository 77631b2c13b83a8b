"""Stored texts made stricter a stretch at a time: memory holds a few hundred changes however long the thread."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from archiver.model.capture import LearnedValue
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.redaction import RedactedText
from archiver.redaction import UNSURE, ThreadRedaction
from archiver.store import Store

STRETCH = 500
Changes = Generator[tuple[str, RedactedText], None, None]
"""References of stored texts, each with its stricter text."""


def write_stricter(
    store: Store,
    channel: ChannelId,
    key: ThreadKey,
    changes: Changes,
    thread: ThreadRedaction,
    run: RunId,
    reason: str,
) -> int:
    """Write the changes in their order, what the thread learned with the first of them; how many texts differed.

    What was learned is stored before any text that taught it is changed: a run that goes on after a killed one knows it."""
    store.rewrite_texts(channel, key, (), learned_by(thread, key), run, reason)
    written, held = 0, list[tuple[str, RedactedText]]()
    # Closed whatever happens: a reader left standing would keep the database from being scrubbed.
    with closing(changes):
        for change in changes:
            held.append(change)
            if len(held) >= STRETCH:
                written += store.rewrite_texts(channel, key, held, (), run, reason, unsure=UNSURE)
                held = []
    if held or thread.learned:
        written += store.rewrite_texts(channel, key, held, learned_by(thread, key), run, reason, unsure=UNSURE)
    return written


def learned_by(thread: ThreadRedaction, key: ThreadKey) -> tuple[LearnedValue, ...]:
    """What a thread's redaction has learned, as the store keeps it."""
    return tuple(
        LearnedValue(thread=key, kind=value.kind, value_key=value.value_key, number=value.number)
        for value in thread.learned
    )
