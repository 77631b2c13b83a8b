"""Publishing: the file is durable before a row names it, a closed edition is never touched, and a find stops a release."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest

from archiver.errors import ExitCode
from archiver.model.conversation import RecordView, Stamp
from archiver.model.correspondent import Correspondent
from archiver.pipeline.night import night
from archiver.pipeline.parts import Parts
from archiver.pipeline.publish import Publisher
from archiver.pipeline.render import Renderer
from archiver.store import Store
from archiver.wiring.proof import verify_archive
from tests.pipeline.bench import OTHER, PAGE, Bench, Scripted, batch, connector, record


def digests(bench: Bench, folder: str = "records") -> dict[str, str]:
    return {
        name: hashlib.sha256((bench.archive / folder / name).read_bytes()).hexdigest() for name in bench.files(folder)
    }


def index_rows(bench: Bench) -> list[dict[str, str]]:
    with (bench.archive / "index" / "Reference index.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def genuine(bench: Bench) -> bool:
    report = verify_archive(bench.settings, full=True)
    assert report.ok, report.findings
    return report.ok


# --- order ----------------------------------------------------------------------------------------------------------


def test_the_file_lies_there_whole_before_the_row_that_names_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = Store.publish

    def watched(self: Store, edition: Any, run: Any) -> Any:
        for file in edition.files:
            path = bench.archive / file.path
            seen.append(
                (hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256, path.stat().st_size == file.size)
            )
        return real(self, edition, run)

    monkeypatch.setattr(Store, "publish", watched)
    assert bench.take(record(source_id="1")).records.written == 1
    assert seen == [(True, True)]


def test_killed_between_file_and_row_the_next_run_writes_the_same_bytes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(self: Store, edition: Any, run: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Store, "publish", dies)
        with pytest.raises(Killed):
            bench.take(record(source_id="1"))
    before = digests(bench)
    assert len(before) == 1
    report = bench.take(record(source_id="1"))
    assert (report.records.written, report.exit_code) == (1, ExitCode.OK)
    assert digests(bench) == before
    assert genuine(bench)


def test_half_written_files_of_a_killed_run_are_swept(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def dies(self: Publisher, rendered: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Publisher, "_settle", dies)
        with pytest.raises(Killed):
            bench.take(record(source_id="1"))
    assert [name.rpartition("/")[2] for name in bench.files()] == [".R000001.xlsx.part"]
    bench.take()
    assert [Path(name).suffix for name in bench.files()] == [".xlsx"]


# --- what changes ---------------------------------------------------------------------------------------------------


def test_a_quiet_night_writes_nothing(bench: Bench) -> None:
    bench.take(record(source_id="1"))
    before = {**digests(bench), **digests(bench, "index")}
    report = bench.take(record(source_id="1"))
    assert (report.records.written, report.exit_code) == (0, ExitCode.OK)
    assert {**digests(bench), **digests(bench, "index")} == before


def test_while_open_a_new_name_moves_the_file_and_leaves_no_other(bench: Bench) -> None:
    day = "2026-01-20 09:01"
    bench.take(record("one", day, source_id="1"))
    (before,) = bench.files()
    renamed = Correspondent(name="Mere Sample", platform_id="501")
    bench.take(record("two", "2026-01-21 09:01", source_id="2", sender=renamed))
    (after,) = bench.files()
    assert "Mere Example" in before
    assert "Mere Sample" in after
    (row,) = index_rows(bench)
    assert (row["correspondent"], row["files"]) == ("Mere Sample", f"records/{after}")
    assert genuine(bench)


def test_once_closed_an_edition_stays_and_what_comes_late_makes_the_next_with_a_sheet_of_changes(bench: Bench) -> None:
    bench.take(record("one", "2025-10-01 09:01", source_id="1"), record("three", "2025-10-20 09:01", source_id="3"))
    (first,) = bench.files()
    before = digests(bench)[first]
    bench.take(record("two, late", "2025-10-10 09:01", source_id="2"))
    assert digests(bench)[first] == before
    (second,) = set(bench.files()) - {first}
    assert second.endswith(" edition 2.xlsx")
    book = openpyxl.load_workbook(bench.archive / "records" / second)
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("added" in word.lower() for word in words)
    (row,) = index_rows(bench)
    assert (row["edition"], row["status"]) == ("2", "closed")
    bench.take(record("one, edited", "2025-10-01 09:01", source_id="1", edited=True))
    assert digests(bench)[first] == before
    assert len(bench.files()) == 3
    assert genuine(bench)


def test_two_people_of_one_name_have_two_files(bench: Bench) -> None:
    twin = Correspondent(name="Mere Example", platform_id="502")
    bench.take(record("a", source_id="1", thread="t1"), record("b", source_id="2", thread="t2", sender=twin))
    names = bench.files()
    assert len(names) == 2
    assert len({row["title"] for row in index_rows(bench)}) == 1
    assert len({row["record_number"] for row in index_rows(bench)}) == 2


# --- what is stopped ------------------------------------------------------------------------------------------------


def planting(parts: Parts, text: str, formats: tuple[str, ...] = ("xlsx",)) -> Parts:
    """An exporter with a fault: it prints a value that redaction took out."""
    renderer = parts.renderer
    exporters = dict(renderer._exporters)
    for name in formats:
        suffix, good = exporters[name]

        def faulty(view: RecordView, stream: BinaryIO, stamp: Stamp, good: Any = good) -> None:
            heading = dataclasses.replace(view.heading, completeness=(*view.heading.completeness, f"ask {text}"))
            good(dataclasses.replace(view, heading=heading), stream, stamp)

        exporters[name] = (suffix, faulty)
    made = Renderer(
        parts.root,
        parts.store,
        contexts=renderer._contexts,
        exporters=exporters,
        leaks=renderer._leaks,
        software=parts.software,
        rules=parts.rules,
    )
    return dataclasses.replace(parts, renderer=made)


@pytest.fixture
def planted(bench: Bench) -> Any:
    """Runs a night whose exporter puts back what redaction took out."""

    def run(*given: Any, text: str = "421 873 906", formats: tuple[str, ...] = ("xlsx",)) -> Any:
        answers = connector({"our_page": Scripted((batch(*given),))})
        with bench.parts(connector=answers) as parts:
            return night(planting(parts, text, formats))

    return run


@pytest.mark.parametrize("text", ["421 873 906", "421873906", "021 555 0155"])
def test_a_find_in_a_written_file_stops_its_release_and_only_its_own(bench: Bench, planted: Any, text: str) -> None:
    report = planted(record("my client number is 421 873 906", source_id="1"), text=text)
    assert report.exit_code is ExitCode.LEAK
    assert report.outcome != "complete"
    assert (report.records.written, report.records.withheld) == (0, 1)
    assert bench.files() == []
    assert text not in str(report.as_json())
    assert index_rows(bench) == []
    assert [balance.name for balance in report.balances if not balance.holds] == []
    with bench.parts() as parts:
        assert "leak check" in parts.store.withheld()[parts.store.all_numbers()[0]]


def test_it_stays_withheld_until_the_fault_is_mended_and_is_then_released(bench: Bench, planted: Any) -> None:
    given = record("my client number is 421 873 906", source_id="1")
    planted(given)
    assert planted(given).exit_code is ExitCode.LEAK
    report = bench.take(given)
    assert (report.exit_code, report.records.written, report.records.withheld) == (ExitCode.OK, 1, 0)
    assert len(bench.files()) == 1
    with bench.parts() as parts:
        assert parts.store.withheld() == {}
    assert genuine(bench)


def test_an_earlier_release_stays_while_the_next_is_stopped(bench: Bench, planted: Any) -> None:
    bench.take(record("my client number is 421 873 906", source_id="1"))
    before = digests(bench)
    planted(record("more", "2026-01-14 09:01", source_id="2"))
    assert digests(bench) == before
    assert genuine(bench)


def test_a_find_in_one_format_stops_them_all(tmp_path: Path) -> None:
    bench = Bench(tmp_path, formats='["pdf", "xlsx", "docx"]')
    answers = connector({"our_page": Scripted((batch(record("client number 421 873 906", source_id="1")),))})
    with bench.parts(connector=answers) as parts:
        report = night(planting(parts, "421 873 906", ("docx",)))
    assert report.exit_code is ExitCode.LEAK
    assert bench.files() == []


def test_a_record_that_cannot_be_written_is_set_aside_with_its_place_and_the_others_go_on(bench: Bench) -> None:
    answers = connector(
        {"our_page": Scripted((batch(record("a", source_id="1"), record("b", source_id="2", thread="t2")),))}
    )
    with bench.parts(connector=answers) as parts:
        suffix, good = parts.renderer._exporters["xlsx"]

        def faulty(view: RecordView, stream: BinaryIO, stamp: Stamp) -> None:
            if view.heading.number == "R000001":
                stream.write(b"half")
                raise ValueError("Mere wrote something private")
            good(view, stream, stamp)

        parts.renderer._exporters = {"xlsx": (suffix, faulty)}
        report = night(parts)
    assert (report.exit_code, report.records.written, report.records.withheld) == (ExitCode.GAPS, 1, 1)
    ((number, error),) = report.records.errors
    assert (number, error.partition(" at ")[0]) == ("R000001", "ValueError")
    assert "private" not in str(report.as_json())
    assert [name.endswith(".part") for name in bench.files()] == [False]


# --- the index ------------------------------------------------------------------------------------------------------


def test_the_index_lists_each_published_record_once_and_is_never_half_there(bench: Bench) -> None:
    bench.night(
        our_page=Scripted((batch(record("a", source_id="1"), record("b", source_id="2", thread="t2")),)),
        other_page=Scripted((batch(record("c", source_id="1"), channel=OTHER),)),
    )
    rows = index_rows(bench)
    assert sorted(row["channel"] for row in rows) == [OTHER, PAGE, PAGE]
    assert len({row["record_number"] for row in rows}) == 3
    assert not [name for name in bench.files("index") if name.endswith(".part")]
    for row in rows:
        for path, digest in zip(row["files"].split("; "), row["sha256"].split("; "), strict=True):
            assert hashlib.sha256((bench.archive / path).read_bytes()).hexdigest() == digest


def test_an_index_that_was_lost_is_written_again(bench: Bench) -> None:
    bench.take(record(source_id="1"))
    before = index_rows(bench)
    for name in bench.files("index"):
        (bench.archive / "index" / name).unlink()
    bench.take(record(source_id="1"))
    assert index_rows(bench) == before


def test_an_index_that_cannot_be_written_leaves_the_old_one_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.take(record(source_id="1"))
    before = digests(bench, "index")

    def failing(rows: Any, out: BinaryIO) -> None:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    answers = connector({"our_page": Scripted((batch(record("b", source_id="2", thread="t2")),))})
    with bench.parts(connector=answers) as parts:
        broken = tuple(dataclasses.replace(file, write=failing) for file in parts.index)
        report = night(dataclasses.replace(parts, index=broken))
    assert report.exit_code is ExitCode.GAPS
    assert "disk is full" in report.line()
    assert digests(bench, "index") == before
    assert bench.take().exit_code is ExitCode.OK
    assert len(index_rows(bench)) == 2
    assert genuine(bench)
