"""A long record, its formats written side by side and its PDF read back in shares: one find anywhere stops all of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import StorageError
from archiver.model.ids import ChannelId, RecordNumber, RunId
from archiver.pipeline.publish import Pending, Publisher
from archiver.pipeline.render import Job, Look, Part, Rendered
from archiver.pipeline.report import RecordsReport
from tests.exports.factories import START, make_heading

NUMBER = RecordNumber("R000042")


@dataclass
class _Store:
    published: list[Any] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)

    def latest_edition(self, number: RecordNumber) -> None:
        return None

    def publish(self, edition: Any, run: RunId) -> None:
        self.published.append(edition)

    def withhold(self, number: RecordNumber, reason: str, run: RunId) -> None:
        self.withheld.append(reason)

    def stale_files(self) -> tuple[str, ...]:
        return ()


class _Pool:
    """Writes a file for each job, as a renderer does; what `look` answers is the test's."""

    def __init__(self, root: Path, answers: dict[int, Rendered]) -> None:
        self.root = root
        self.answers = answers
        self.looked: list[Look] = []

    def __call__(self, job: Job | Look) -> Rendered:
        if isinstance(job, Look):
            self.looked.append(job)
            return self.answers.get(job.share.number, Rendered(number=job.number))
        assert job.apart
        (name,) = job.formats
        part = Part(format=name, part=f".{NUMBER}.{name}.part", path=f"records/{NUMBER}.{name}", sha256="ab", size=2)
        (self.root / "records").mkdir(exist_ok=True)
        (self.root / part.part).write_bytes(b"it")
        return Rendered(number=NUMBER, heading=make_heading(), made=START, parts=(part,), unread=name == "pdf")


def publish(root: Path, answers: dict[int, Rendered]) -> tuple[_Store, RecordsReport, _Pool]:
    store, report, pool = _Store(), RecordsReport(), _Pool(root, answers)
    publisher = Publisher(
        root,
        store,  # type: ignore[arg-type]
        RunId("run"),
        renderer=None,  # type: ignore[arg-type]
        formats=("pdf", "xlsx"),
        software="archiver",
        rules="nz",
        report=report,
    )
    with ThreadPoolExecutor(2) as threads:
        publisher.publish([Pending(number=NUMBER, channel=ChannelId("c"), messages=9000)], pool=threads, in_pool=pool)
    return store, report, pool


def test_every_share_of_the_pdf_is_looked_at_before_it_is_released(tmp_path: Path) -> None:
    store, report, pool = publish(tmp_path, {})
    assert report.written == 1
    assert [file.format for file in store.published[0].files] == ["pdf", "xlsx"]
    shares = sorted(look.share.number for look in pool.looked)
    assert shares == list(range(pool.looked[0].share.of))
    assert {look.part.format for look in pool.looked} == {"pdf"}
    assert sorted(path.name for path in (tmp_path / "records").iterdir()) == [f"{NUMBER}.pdf", f"{NUMBER}.xlsx"]


@pytest.mark.parametrize("share", [0, 1, 3])
@pytest.mark.parametrize(
    "answer", [Rendered(number=NUMBER, leaks=("pdf: looks like a phone",)), Rendered(number=NUMBER, error="OSError")]
)
def test_a_find_or_a_failure_in_one_share_stops_every_format(tmp_path: Path, share: int, answer: Rendered) -> None:
    store, report, _ = publish(tmp_path, {share: answer})
    assert (report.written, report.withheld) == (0, 1)
    assert store.published == []
    assert len(store.withheld) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_was_not_read_back_is_never_released(tmp_path: Path) -> None:
    publisher = Publisher(
        tmp_path,
        _Store(),  # type: ignore[arg-type]
        RunId("run"),
        renderer=None,  # type: ignore[arg-type]
        formats=("pdf",),
        software="archiver",
        rules="nz",
        report=RecordsReport(),
    )
    unread = Rendered(number=NUMBER, heading=make_heading(), made=START, unread=True)
    with pytest.raises(StorageError):
        publisher._release(unread)
