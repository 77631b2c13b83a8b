"""A night with nothing new, on an archive of 10,000 messages and on one of 1,000,000: CPU seconds of the whole program.

The archives are built through the store, with a file on the disk for every row that names one. The night asks one live
channel, which gives once more what is known, so that it seals, redacts and accepts as on any night; it must render
nothing. `python -m bench.quiet_night [FOLDER]` keeps the archives in FOLDER for another time.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.model.capture import Batch, CaptureMethod, Exchange, RedactedBatch, Sealed
from archiver.model.correspondent import Correspondent, RedactedCorrespondent, Role
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.record import Record, RecordKind, RedactedRecord, RedactedThread, Thread, ThreadKind
from archiver.model.redaction import RedactedText
from archiver.model.time import Moment
from bench.measure import HEADINGS, Cost, cost_of
from connectors.base import CaptureContext, TokenHealth

SMALL, LARGE = 10_000, 1_000_000
MOST = 2.0
_EACH = 20
"""Messages of a conversation; each conversation has a PDF and an XLSX."""
_NIGHTS = 3
_BATCH = 4_000
_CHANNEL = ChannelId("bench")
_RUN = RunId("20200101T000000Z-000001")
_START = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
_NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
_GAP = dt.timedelta(days=30)


def run(folder: Path | None = None, large: int = LARGE) -> None:
    """Build what is not there, then print each night's cost and the ratio of the best ones."""
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            run(Path(made), large)
        return
    best: dict[int, Cost] = {}
    print(f"a night with nothing new, best of {_NIGHTS}\n{HEADINGS}")
    for messages in (SMALL, large):
        home = folder / str(messages)
        if not (home / "built").exists():
            build(home, messages)
        night(home)  # the first one after building writes index and proof
        costs = [night(home) for _ in range(_NIGHTS)]
        best[messages] = min(costs, key=lambda cost: cost.cpu_s)
        print(best[messages].row(f"{messages:,} messages"))
    ratio = best[large].cpu_s / best[SMALL].cpu_s
    print(f"{ratio:.2f} times the work for {large // SMALL} times the messages; at most {MOST:g} are promised")


def night(home: Path) -> Cost:
    """One night in a process of its own."""
    return cost_of([sys.executable, "-m", "bench.quiet_night", "--night", home], folder=Path.cwd(), log=home / "log")


def build(home: Path, messages: int) -> None:
    """An archive with that many messages in closed conversations, all published. A second or so a 10,000."""
    from archiver.pipeline.rejudge import begin_judging
    from archiver.store import Store
    from archiver.wiring.running import open_parts
    from config.sources import load

    home.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "archiver", "init", home], check=True, capture_output=True)
    (home / "private-key-move-me.txt").unlink()
    with (home / "archiver.toml").open("a", encoding="utf-8") as config:
        config.write(
            f'\n[channels.{_CHANNEL}]\nplatform = "facebook"\naccount = "900"\nname = "Harbour Board"\n'
            'business_owner = "Communications"\n'
        )
    began = time.perf_counter()
    with open_parts(load(home / "archiver.toml", environ={})) as parts:
        begin_judging(parts, _CHANNEL)
    with Store.open(f"sqlite:///{home / 'archive' / 'archive.db'}") as store:
        for start in range(0, messages, _BATCH):
            store.accept(_batch(start, min(_BATCH, messages - start)), _RUN)
        store.assign(_CHANNEL, _RUN, gap=_GAP, zone=ZoneInfo("Pacific/Auckland"), now=_NOW)
        _publish(store, home / "archive")
    (home / "built").touch()
    print(f"built {messages:,} messages in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def _batch(start: int, count: int) -> RedactedBatch:
    run = f"{_START + dt.timedelta(hours=start // _BATCH):%Y%m%dT%H%M%SZ}-{start:06x}"
    sealed = Sealed(
        ref=f"{_CHANNEL}/2016/{run}.tar#000001-{_digest('sealed', start)[:32]}.age",
        sha256=_digest("sealed", start),
        size=1000,
        content_key=_digest("content", start),
        content_size=900,
        media_type="application/warc",
        sealed_at=_START,
    )
    return RedactedBatch(
        channel=_CHANNEL,
        captured=_START + dt.timedelta(hours=start // _BATCH),
        method=CaptureMethod.API,
        origin=sealed.ref,
        records=tuple(_record(number) for number in range(start, start + count)),
        sealed=(sealed,),
    )


def _record(number: int) -> RedactedRecord:
    who = number // _EACH
    person = RedactedCorrespondent(
        name=RedactedText(text=f"Person {who}"), platform_id=str(10_000 + who), role=Role.CORRESPONDENT
    )
    sent = _START + dt.timedelta(minutes=4 * who + number % _EACH)
    text = f"Kia ora, message {number} about an appointment at the office, thanks."
    return RedactedRecord(
        key=_digest("key", number),
        kind=RecordKind.MESSAGE,
        thread=RedactedThread(key=ThreadKey(f"t{who}"), kind=ThreadKind.PRIVATE, participants=(person,)),
        sender=person,
        content_key=_digest("text", number),
        text_key=_digest("text", number),
        match_key=_digest("match", number),
        source_id=f"m{number}",
        sent=Moment(utc=sent),
        text=RedactedText(text=text),
    )


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _publish(store: object, archive: Path) -> None:
    """Every conversation's closed edition, with empty files in the places that its rows name. Rows are put in by the
    thousand: going through the store's own publishing would take an hour and leave the same."""
    from sqlalchemy import insert, select, update

    from archiver.model.event import EventKind
    from archiver.store import Store, events, schema
    from archiver.store.codec import micros

    assert isinstance(store, Store)
    folder = archive / "records" / _CHANNEL / "messages"
    folder.mkdir(parents=True, exist_ok=True)
    volume = schema.volume
    while True:
        with store.database.write() as connection:
            query = select(volume).where(volume.c.edition == 0).order_by(volume.c.id).limit(1000)
            rows = connection.execute(query).all()
            if not rows:
                return
            editions, files = [], []
            for row in rows:
                common = {"volume_id": row.id, "edition": 1}
                editions.append(
                    common
                    | {
                        "status": "closed",
                        "title": f"Person 2016-01-01 {row.number}",
                        "correspondent": "Person",
                        "channel_name": "Harbour Board",
                        "content_sha256": _digest("edition", row.number),
                        "messages": _EACH,
                        "began": row.began,
                        "ended": row.ended,
                        "made": micros(_NOW),
                        "rules": "nz/1",
                        "software": "bench",
                        "run": _RUN,
                    }
                )
                for kind in ("pdf", "xlsx"):
                    path = f"records/{_CHANNEL}/messages/Person 2016-01-01 {row.number}.{kind}"
                    files.append(
                        common | {"path": path, "sha256": _digest(""), "size": 0, "format": kind, "stale": False}
                    )
                    (archive / path).touch()
            connection.execute(insert(schema.edition), editions)
            connection.execute(insert(schema.file), files)
            connection.execute(
                update(volume)
                .where(volume.c.id.between(rows[0].id, rows[-1].id))
                .values(dirty=False, edition=1, closed_edition=1, status="closed")
            )
            events.append(connection, EventKind.PUBLICATION, rows[0].number, _RUN, _NOW, {"edition": 1})


class _Quiet:
    """A live channel on which nothing happened: one answer, with messages of its look-back that are known."""

    platform = "facebook"

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        agency = Correspondent(name="Harbour Board", platform_id="900", role=Role.AGENCY)
        person = Correspondent(name="Aroha Example", platform_id="77", role=Role.CORRESPONDENT)
        thread = Thread(key=ThreadKey("quiet"), kind=ThreadKind.PRIVATE, participants=(person, agency))
        yield Batch(
            channel=_CHANNEL,
            captured=context.now(),
            method=CaptureMethod.API,
            exchanges=(
                Exchange(url="https://example.invalid/", status=200, headers=(), body=b"{}", when=context.now()),
            ),
            records=tuple(
                Record(
                    kind=RecordKind.MESSAGE,
                    thread=thread,
                    sender=person,
                    source_id=f"quiet-{number}",
                    sent=Moment(utc=_NOW - dt.timedelta(days=40, minutes=number)),
                    text=f"Kia ora, when is the office open on day {number}?",
                )
                for number in range(50)
            ),
            cursor="1",
            edge="messages",
        )

    def health(self) -> TokenHealth:
        return TokenHealth(valid=True)

    def cannot(self) -> tuple[str, ...]:
        return ()


def _night(home: Path) -> int:
    """What the measured process does: `archiver run` with that channel."""
    from archiver.pipeline.night import night as whole_night
    from archiver.wiring.running import open_parts
    from config.sources import load

    with open_parts(load(home / "archiver.toml", environ={})) as parts:
        report = whole_night(dataclasses.replace(parts, connector=lambda channel: _Quiet()))
    print(report.line())
    return int(report.exit_code)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.quiet_night")
    parser.add_argument("--messages", type=int, default=LARGE, metavar="N", help="of the larger archive")
    parser.add_argument("--night", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="where the archives are kept")
    given = parser.parse_args()
    if given.night is not None:
        sys.exit(_night(given.night))
    if given.messages <= SMALL:
        parser.error(f"more than {SMALL} messages are needed")
    run(given.folder.absolute() if given.folder else None, given.messages)


if __name__ == "__main__":
    main()
