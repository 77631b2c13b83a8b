"""The store by itself: taking in, placing, viewing and searching a long chat, beside plain sqlite3 doing the least.

The peer writes the same texts into one table and an FTS5 index with bare `sqlite3`, batch by batch and synced as ours:
what cannot be had for less. `python -m bench.store [MESSAGES]`, or `run()`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.model.capture import CaptureMethod, RedactedBatch
from archiver.model.channel import Channel
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.record import RecordKind, RedactedRecord, RedactedThread, ThreadKind
from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.model.time import UTC, Moment
from archiver.retrieval.search import search
from archiver.store import Store, ViewContext

MESSAGES = 100_000
BATCH = 2_000
_CHANNEL, _RUN = ChannelId("bench"), RunId("bench")
_GAP = dt.timedelta(days=30)
_NOW = dt.datetime(2027, 1, 1, tzinfo=UTC)


def run(messages: int = MESSAGES) -> None:
    """Print what each step took, and how intake compares with the peer."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(_peer(Path(folder) / "peer.db")) as connection:
            peer = _each(messages, lambda batch: _write(connection, batch))
        print(f"{messages:,} messages, batches of {BATCH:,}; CPU seconds, wall seconds")
        _print("sqlite3, one table and FTS5", peer)
        with Store.open(f"sqlite:///{Path(folder) / 'archive.db'}") as store:
            ours = _each(messages, lambda batch: store.accept(batch, _RUN))
            _print("accept", ours, f"{ours[0] / peer[0]:.1f} x the peer's CPU")
            _print("accept again: nothing new", _each(messages, lambda batch: store.accept(batch, _RUN)))
            _print("assign", _timed(lambda: _assign(store)))
            assert len(store.all_numbers()) == 1
            _print("view, every entry", _timed(lambda: _view(store, messages)))
            _print("pending", _timed(lambda: store.pending(None, gap=_GAP, now=_NOW)))
            for typed in ("w17", "kia ora", "w1*", '"kia ora"', "nothinglikeit"):
                _print(f"search {typed}", _timed(lambda typed=typed: search(store, typed)))  # type: ignore[misc]
        size = (Path(folder) / "archive.db").stat().st_size
        print(f"database {size / messages:,.0f} bytes a message")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def _each(messages: int, work: Callable[[RedactedBatch], object]) -> tuple[float, float]:
    """What the work took over all batches, without making them: they come one by one, as from an import."""
    cpu = wall = 0.0
    for batch in _batches(messages):
        took = _timed(lambda batch=batch: work(batch))  # type: ignore[misc]
        cpu, wall = cpu + took[0], wall + took[1]
    return cpu, wall


def _print(name: str, cost: tuple[float, float], note: str = "") -> None:
    print(f"{name:<30} {cost[0]:>8.3f} {cost[1]:>8.3f}  {note}")


def _assign(store: Store) -> None:
    store.assign(_CHANNEL, _RUN, gap=_GAP, zone=ZoneInfo("Pacific/Auckland"), now=_NOW)


def _view(store: Store, messages: int) -> None:
    channel = Channel(id=_CHANNEL, platform="whatsapp", account="Harbour Board", name="Harbour Board on WhatsApp")
    context = ViewContext(
        channel=channel, zone=ZoneInfo("Pacific/Auckland"), agency="Harbour Board", now=_NOW, gap=_GAP
    )
    seen = 0
    for number in store.all_numbers():
        seen += sum(1 for _ in store.view(number, context).entries)
    assert seen == messages


def _peer(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE message (id INTEGER PRIMARY KEY, key TEXT UNIQUE, sent TEXT, sender TEXT, text TEXT)"
    )
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='message', content_rowid='id')")
    return connection


def _write(connection: sqlite3.Connection, batch: RedactedBatch) -> None:
    rows = []
    for record in batch.records:
        number = int(record.place.removeprefix("line "))
        sent = "" if record.sent is None else record.sent.source
        rows.append((number, record.key, sent, record.sender.name.text, record.text.text))
    with connection:
        connection.executemany("INSERT INTO message VALUES (?, ?, ?, ?, ?)", rows)
        connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", [(row[0], row[4]) for row in rows])


def _batches(messages: int) -> Iterator[RedactedBatch]:
    """A seeded chat of two people, the same each time; every twentieth message holds a mark."""
    chance = random.Random(2026)
    words = ["kia", "ora", "Māori", "whānau", "benefit", "letter", "please"] + [f"w{n}" for n in range(3000)]
    weights = [1 / (place + 1) for place in range(len(words))]
    client = RedactedCorrespondent(name=RedactedText(text="Aroha Ngata"), platform_id="501")
    agency = RedactedCorrespondent(name=RedactedText(text="Harbour Board"), platform_id="900", role=Role.AGENCY)
    thread = RedactedThread(key=ThreadKey("chat"), kind=ThreadKind.PRIVATE, participants=(client, agency))
    began = dt.datetime(2024, 1, 1, tzinfo=UTC)
    for start in range(0, messages, BATCH):
        records = []
        for number in range(start, min(start + BATCH, messages)):
            said = " ".join(chance.choices(words, weights, k=25))
            sent = began + dt.timedelta(minutes=5 * number)
            records.append(
                RedactedRecord(
                    key=_keyed("key", number),
                    kind=RecordKind.MESSAGE,
                    thread=thread,
                    sender=agency if number % 2 else client,
                    content_key=_keyed("content", number),
                    text_key=_keyed("text", number),
                    match_key=_keyed("match", number),
                    sent=Moment(utc=sent, source=f"{sent:%d/%m/%Y, %H:%M}"),
                    text=_marked(said) if number % 20 == 0 else RedactedText(text=said),
                    place=f"line {number + 1}",
                )
            )
        yield RedactedBatch(
            channel=_CHANNEL,
            captured=_NOW,
            method=CaptureMethod.EXPORT,
            origin="bench.age",
            records=tuple(records),
        )


def _keyed(what: str, number: int) -> str:
    return hashlib.sha256(f"{what} {number}".encode()).hexdigest()


def _marked(said: str) -> RedactedText:
    text = f"{said} [PHONE 1]"
    mark = Mark(
        start=len(said) + 1,
        end=len(text),
        kind=Kind.PHONE,
        rule="phone-nz",
        token="[PHONE 1]",
        value_key=_keyed("value", 1),
    )
    return RedactedText(text=text, marks=(mark,))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
