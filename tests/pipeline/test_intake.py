"""An import that meets trouble: what was accepted is published, the report says the rest, and no name leaks a number."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import ExitCode, UsageError
from archiver.model.capture import Batch
from archiver.model.ids import ChannelId
from archiver.pipeline.intake import import_export
from archiver.vault.seal import Vault
from bench.whatsapp_chat import AGENCY, write_chat
from connectors.base import DateOrder
from tests.e2e.archives import command, environment, new_archive
from tests.pipeline.bench import Bench

WA = ChannelId("wa")


@pytest.fixture
def archive(tmp_path: Path) -> Bench:
    """An archive with a WhatsApp channel."""
    bench = Bench(tmp_path / "agency")
    with bench.config.open("a", encoding="utf-8") as file:
        file.write('\n[channels.wa]\nplatform = "whatsapp"\naccount = "Desk"\nname = "W"\nbusiness_owner = "C"\n')
    return bench


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    """A chat whose name is a number."""
    path = tmp_path / "WhatsApp Chat with +64 21 555 0199.txt"
    path.write_text(
        "13/01/2026, 9:01 am - +64 21 555 0199: kia ora\n13/01/2026, 9:02 am - Desk: tēnā koe\n", encoding="utf-8"
    )
    return path


def everything_kept(bench: Bench) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(bench.archive.rglob("*")) if path.is_file())


def test_a_file_that_cannot_be_read_is_named_without_its_number(
    archive: Bench, chat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(self: Vault, path: Path, **more: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Vault, "seal_file", refusing)
    with archive.parts() as parts:
        report = import_export(parts, [chat], WA)
    assert report.exit_code is ExitCode.GAPS
    assert "Permission denied" in report.line()
    assert "0199" not in json.dumps(report.as_json())
    assert b"0199" not in everything_kept(archive)


def test_an_unforeseen_error_of_a_parser_loses_nothing_that_came_before(archive: Bench, chat: Path) -> None:
    with archive.parts() as parts:
        real = parts.importer("whatsapp")

        class Breaking:
            platform = "whatsapp"
            detect = staticmethod(real.detect)

            def parse(self, *given: Any) -> Iterator[Batch]:
                yield from real.parse(*given)
                raise KeyError("Mere wrote unusualword")

        report = import_export(dataclasses.replace(parts, importer=lambda platform: Breaking()), [chat], WA)
    (channel,) = report.channels
    assert (channel.outcome, report.records.written, report.exit_code) == ("partial", 1, ExitCode.GAPS)
    assert "unusualword" not in json.dumps(report.as_json())
    with archive.parts() as parts:
        again = import_export(parts, [chat], WA)
    assert (again.exit_code, again.channels[0].counts.new) == (ExitCode.OK, 0)


def test_what_cannot_work_is_refused_before_a_run_begins(archive: Bench, chat: Path, tmp_path: Path) -> None:
    with archive.parts() as parts:
        for paths, channel in (([chat], "none"), ([tmp_path / "absent.zip"], "wa"), ([chat], "our-page")):
            with pytest.raises(UsageError):
                import_export(parts, paths, ChannelId(channel))
        assert not parts.store.runs(1)
    assert archive.files("originals") == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_an_import_with_its_place_kept(tmp_path: Path, number: signal.Signals, code: int) -> None:
    chat = tmp_path / "WhatsApp Chat with Aroha Example.txt"
    write_chat(chat, messages=4_500, seed=3)
    config = new_archive(tmp_path / "agency", formats='["xlsx"]', accounts={"wa": AGENCY})
    child = subprocess.Popen(
        command("import", chat, "--channel", "wa", "--json", config=config),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    sealed = tmp_path / "agency" / "archive" / "originals"
    while child.poll() is None and not list(sealed.rglob("*.age")):
        # The first original lies there just before the first batch is read.
        signal.sigtimedwait([], 0.02)
    child.send_signal(number)
    out, err = child.communicate(timeout=120)
    assert child.returncode == code, err
    report = json.loads(out)
    assert report["exit_code"] == code
    assert report["channels"][0]["error"]["code"] == "stopped"
    assert 0 < report["channels"][0]["counts"]["messages"] < 4_500


def test_what_is_no_export_says_what_was_not_read_of_it(archive: Bench, chat: Path, tmp_path: Path) -> None:
    chats = tmp_path / "chats.zip"
    with zipfile.ZipFile(chats, "w") as made:
        made.writestr("one.zip", b"PK")
        made.writestr("two.zip", b"PK")
        made.writestr("../_chat.txt", chat.read_bytes())
    with archive.parts() as parts, pytest.raises(UsageError) as refused:
        import_export(parts, [chats], WA)
    assert "2 zips" in str(refused.value)
    assert "../_chat.txt: a path that climbs out of its folder" in str(refused.value)


def test_the_same_chat_read_in_the_other_order_of_day_and_month_is_told_of(archive: Bench, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Sam Example.txt"
    lines = [f"0{month}/02/2026, 9:0{month} am - Sam Example: number {month}" for month in (1, 3, 5)]
    chat.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with archive.parts() as parts:
        first = import_export(parts, [chat], WA, date_order=DateOrder.MONTH_FIRST)
        again = import_export(parts, [chat], WA, date_order=DateOrder.MONTH_FIRST)
        other = import_export(parts, [chat], WA, date_order=DateOrder.DAY_FIRST)
    assert [report.exit_code for report in (first, again)] == [ExitCode.OK, ExitCode.OK]
    assert other.exit_code is ExitCode.GAPS
    (warning,) = other.warnings
    assert "at least 3 messages" in warning


def test_an_automatic_greeting_of_many_days_is_no_wrong_order(archive: Bench, tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Sam Example.txt"
    days = [(1, 3), (3, 1), (5, 2), (2, 5), (4, 6), (6, 4), (20, 7)]
    lines = [f"{day:02}/{month:02}/2025, 9:00 am - Desk: kia ora" for day, month in sorted(days, key=lambda d: d[::-1])]
    for number in (3, len(lines)):
        chat.write_text("\n".join(lines[-1:] if number == 3 else lines) + "\n", encoding="utf-8")
        with archive.parts() as parts:
            assert import_export(parts, [chat], WA).warnings == []
    with archive.parts() as parts:
        assert import_export(parts, [chat], WA).warnings == []
