"""A batch taken in: sealed before any row names it, whole or not at all, late finds swept whatever was killed."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.errors import StorageError
from archiver.model.attachment import Attachment, Held
from archiver.model.capture import CaptureMethod, Covered, Gap, Media, Quarantined, Tally
from archiver.model.channel import Channel
from archiver.model.ids import RunId, ThreadKey
from archiver.pipeline.collect import Collector
from archiver.pipeline.parts import Parts
from archiver.pipeline.report import ChannelReport
from archiver.vault.open import unseal
from archiver.vault.seal import Vault
from tests.pipeline.bench import AGENCY, NOW, PAGE, Bench, Scripted, batch, record

RUN = RunId("20260201T001500Z-0001")
BODY = b"\x89PNG" + b"picture" * 100_000


def collector(parts: Parts, run: RunId = RUN, **changed: Any) -> tuple[Collector, ChannelReport]:
    report = ChannelReport(channel=PAGE)
    parts.store.begin_run(run, "run", NOW, "test", "")
    rooms: dict[str, Any] = {"store": parts.store, "vault": parts.vault, "redactor": parts.redactor, **changed}
    channel: Channel = parts.channels[PAGE]
    return Collector(channel, run, keyer=parts.keyer, report=report, **rooms), report


def media(content: bytes = BODY, key: str = "m1") -> Media:
    @contextlib.contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield io.BytesIO(content)

    return Media(key=key, name="picture.png", media_type="image/png", open=opened)


def with_picture(**more: Any) -> Any:
    attachment = Attachment(name="picture.png", media_type="image/png", key="m1", held=Held.EXPIRED)
    return batch(record("see this", source_id="1", attachments=(attachment,)), media=(media(),), **more)


def stored(parts: Parts) -> list[str]:
    return [text.text for _, text in parts.store.thread_texts(PAGE, ThreadKey("t1"))]


def test_an_attachments_body_is_sealed_and_its_digest_is_the_files_own(bench: Bench, tmp_path: Path) -> None:
    report = bench.night(our_page=Scripted((with_picture(),)))
    assert (report.channels[0].sealed_files, report.exit_code) == (2, 0)
    with bench.parts() as parts:
        (row,) = parts.store.thread_context(PAGE, ThreadKey("t1")).tail
    (attachment,) = row.attachments
    assert (attachment.sha256, attachment.size, attachment.held) == (
        hashlib.sha256(BODY).hexdigest(),
        len(BODY),
        Held.SEALED,
    )
    key = tmp_path / "identity"
    key.write_text(bench.identity)
    opened = unseal(bench.archive / "originals", [attachment.original], identity_file=key, to_dir=tmp_path / "out")
    assert [file.path.read_bytes() for file in opened.files] == [BODY]


def test_nothing_of_a_batch_is_accepted_when_sealing_fails(bench: Bench) -> None:
    class Refusing(Vault):
        def seal_stream(self, *given: Any, **more: Any) -> Any:
            raise StorageError("the disk is full")

    with bench.parts() as parts:
        vault = Refusing(bench.archive / "originals", bench.settings.sealing.recipients, parts.keyer)  # type: ignore[arg-type]
        working, report = collector(parts, vault=vault)
        with pytest.raises(StorageError, match="full"):
            working.take(with_picture(cursor="next", edge="messages"))
        assert stored(parts) == []
        assert parts.store.cursors(PAGE) == {}
        assert report.handed == 0


def test_an_error_of_a_bodys_source_accepts_nothing_and_leaves_no_half_file(bench: Bench) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise StorageError("the connection broke")

    @contextlib.contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield Breaking()

    given = dataclasses.replace(with_picture(), media=(dataclasses.replace(media(), open=opened),))
    with bench.parts() as parts:
        working, _ = collector(parts)
        with pytest.raises(StorageError):
            working.take(given)
        assert stored(parts) == []
    assert not [name for name in bench.files("originals") if name.endswith(".part")]


def test_a_batch_taken_twice_changes_nothing(bench: Bench) -> None:
    with bench.parts() as parts:
        working, report = collector(parts)
        given = with_picture(cursor="next", edge="messages")
        for _ in range(2):
            working.take(given)
        working.finish()
        assert (report.counts.new, report.counts.unchanged, report.handed) == (1, 1, 2)
        assert parts.store.cursors(PAGE) == {"messages": "next"}
        assert len(stored(parts)) == 1 + 1  # the text, and its attachment's name


def test_what_was_quarantined_and_counted_at_the_source_is_in_the_report(bench: Bench) -> None:
    with bench.parts() as parts:
        working, report = collector(parts)
        working.take(
            batch(
                quarantined=(Quarantined(source="/v1/messages", place="data[3]", reason="no id"),),
                tallies=(Tally(name="listed", value=4), Tally(name="listed", value=2)),
            )
        )
        assert report.counts.quarantined == 1
        assert [item.place for item in report.quarantined] == ["data[3]"]
        assert report.tallies["listed"] == 6
        assert report.outcome == "partial"


def test_the_raw_answer_is_in_the_sealed_original_and_nowhere_else(bench: Bench, tmp_path: Path) -> None:
    bench.take(record("kia ora", source_id="1"), body=b'{"text": "planted-clear-text"}')
    for path in bench.archive.rglob("*"):
        assert not path.is_file() or b"planted-clear-text" not in path.read_bytes(), path
    with bench.parts() as parts:
        refs = [sealed.ref for sealed in parts.store.originals()]
    key = tmp_path / "identity"
    key.write_text(bench.identity)
    opened = unseal(bench.archive / "originals", refs, identity_file=key, to_dir=tmp_path / "out")
    bodies = []
    for file in opened.files:
        with file.path.open("rb") as stream:
            bodies += [
                entry.content_stream().read() for entry in ArchiveIterator(stream) if entry.rec_type == "response"
            ]
    assert bodies == [b'{"text": "planted-clear-text"}']


EARLY, LATE = "Wiremu has the form", "my son's name is Wiremu"


def test_a_find_made_late_is_taken_out_of_what_was_stored_before(bench: Bench) -> None:
    with bench.parts() as parts:
        working, _ = collector(parts)
        working.take(batch(record(EARLY, "2026-01-13 09:01", source_id="1")))
        working.take(batch(record(LATE, "2026-01-14 09:01", source_id="2")))
        working.finish()
        assert not any("Wiremu" in text for text in stored(parts))
        assert parts.store.unswept(PAGE) == {}
    assert b"Wiremu" not in b"".join(path.read_bytes() for path in bench.archive.glob("archive.db*"))


def test_the_flag_of_a_run_that_died_before_its_sweep_stays_until_another_swept(bench: Bench) -> None:
    with bench.parts() as parts:
        working, _ = collector(parts)
        working.take(batch(record("client number 421 873 906 is mine", "2026-01-13 09:01", source_id="1")))
        working.take(batch(record("my phone is 021 555 0199", "2026-01-14 09:01", source_id="2")))
        # Killed here: no finish.
        flagged = parts.store.unswept(PAGE)
    with bench.parts() as parts:
        assert parts.store.unswept(PAGE) == flagged
        working, _ = collector(parts, RunId("20260202T001500Z-0002"))
        working.finish()
        assert parts.store.unswept(PAGE) == {}
    report = bench.take()
    assert report.exit_code == 0


def test_a_death_between_find_and_sweep_leaves_nothing_readable_after_the_next_run(bench: Bench) -> None:
    with bench.parts() as parts:
        working, _ = collector(parts)
        working.take(batch(record("ref 617350942 from the letter", "2026-01-13 09:01", source_id="1")))
        working.take(
            batch(
                record("What is your client number?", "2026-01-14 09:00", source_id="2", sender=AGENCY),
                record("617350942", "2026-01-14 09:01", source_id="3"),
            )
        )
    assert bench.take().exit_code == 0
    with bench.parts() as parts:
        assert not any("617350942" in text for text in stored(parts))
    for path in bench.archive.rglob("*"):
        assert not path.is_file() or b"617350942" not in path.read_bytes(), path


def test_a_thread_beyond_those_in_memory_keeps_its_tokens(bench: Bench) -> None:
    with bench.parts() as parts:
        working, _ = collector(parts)
        working.take(batch(record("ring 021 555 0199", "2026-01-13 09:01", source_id="1")))
        working.take(batch(*(record("kia ora", source_id=f"x{n}", thread=f"other-{n}") for n in range(70))))
        working.take(batch(record("again 021 555 0199 or 021 555 0155", "2026-01-14 09:01", source_id="2")))
        working.finish()
        assert "again [PHONE 1] or [PHONE 2]" in stored(parts)


def test_an_import_only_batch_names_the_export_it_came_from(bench: Bench) -> None:
    with bench.parts() as parts:
        sealed = parts.vault.seal_bytes(b"a zip", channel=PAGE, when=NOW, name_hint="a.zip")
        working, _ = collector(parts, originals={"a.zip": sealed})
        held = Attachment(name="a.jpg", held=Held.SEALED, member="media/a.jpg", archive="a.zip", sha256="0" * 64)
        given = dataclasses.replace(
            batch(record("x", source_id="1", attachments=(held,))),
            method=CaptureMethod.EXPORT,
            export="a.zip",
            exchanges=(),
        )
        working.take(given)
        (row,) = parts.store.thread_context(PAGE, ThreadKey("t1")).tail
        assert row.attachments[0].original == sealed.ref


def test_an_export_closes_the_gaps_that_it_holds_whole_and_no_others(bench: Bench) -> None:
    def gap(key: str, end: dt.datetime | None, edge: str = "") -> Gap:
        return Gap(reason="r", edge=edge or key.partition(":")[0], key=key, end=end)

    early, late = NOW - dt.timedelta(days=30), NOW + dt.timedelta(days=1)
    gaps = (
        gap("messages:before-first-capture", early),
        gap("messages:window:x", late),
        gap("messages:unmet:1", None),
        gap("messages:permission", early),
        gap("mentions:before-first-capture", early),
        gap("messages:window:y", early, edge="replies"),
    )
    held = Covered(edge="messages", until=NOW, kinds=("before-first-capture", "window", "unmet"))
    with bench.parts() as parts:
        working, report = collector(parts)
        working.take(batch(gaps=gaps))
        working.take(batch(record("old", source_id="1"), covered=(held,)))
        left = {stored.gap.key for stored in parts.store.gaps(PAGE)}
    assert left == {each.key for each in gaps[1:]}
    assert report.gaps_closed == 1
