"""Backup and restore with the real program: what comes back is what was there, verified; what is damaged is named."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from connectors.samples import ACCOUNTS, write_samples
from tests.e2e.archives import CLOCK, answer, call, command, environment, holdings, new_archive

LATER = "2026-02-04T01:15:00+13:00"
LATEST = "2026-02-05T01:15:00+13:00"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of two exports, and the exports, that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("backup")
    config = new_archive(
        folder / "agency", formats='["xlsx"]', accounts={"wa": ACCOUNTS["whatsapp"], "li": ACCOUNTS["linkedin"]}
    )
    exports = write_samples(folder / "exports")
    for platform, channel in (("whatsapp", "wa"), ("linkedin", "li")):
        assert answer("import", exports[platform], "--channel", channel, config=config)[0] in (0, 1)
    return folder


@pytest.fixture
def archive(model: Path, tmp_path: Path) -> Path:
    """A copy of it; the path of its configuration."""
    for name in ("agency", "exports"):
        shutil.copytree(model / name, tmp_path / name)
    return tmp_path / "agency" / "archiver.toml"


def back_up(config: Path, to: Path, *more: str, clock: str = CLOCK, code: int = 0) -> dict[str, Any]:
    done = subprocess.run(
        command("backup", to, "--json", *more, config=config),
        capture_output=True,
        text=True,
        env=environment(clock),
        check=False,
    )
    assert done.returncode == code, done.stderr
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("archive.db", ".lock"))
    }


def test_a_restored_archive_is_the_one_that_was_backed_up(archive: Path, tmp_path: Path) -> None:
    told = back_up(archive, tmp_path / "backups")
    before, held = files(archive.parent / "archive"), holdings(archive)
    code, value = answer("restore", tmp_path / "backups", "--to", tmp_path / "new", config=archive)
    assert code == 0
    assert value["verified"]["ok"] is True
    assert value["files"] == told["files"]
    assert files(tmp_path / "new" / "archive") == before
    assert holdings(tmp_path / "new" / "archiver.toml") == held


def test_work_goes_on_in_a_restored_archive(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backups", "--with-secrets")
    assert answer("restore", tmp_path / "backups", "--to", tmp_path / "new", config=archive)[0] == 0
    config = tmp_path / "new" / "archiver.toml"
    export = next(path for path in (tmp_path / "exports").iterdir() if "inked" in path.name)
    code, value = answer("import", export, "--channel", "li", config=config)
    assert code in (0, 1)
    assert all(part["counts"]["new"] == 0 for part in value["channels"])
    assert answer("verify", "--full", config=config)[0] == 0


def test_keys_stay_out_unless_asked_for(archive: Path, tmp_path: Path) -> None:
    key = (archive.parent / "secrets" / "archiver.key").read_bytes()
    plain, whole = tmp_path / "plain", tmp_path / "whole"
    back_up(archive, plain)
    back_up(archive, whole, "--with-secrets")
    assert not [path for path in plain.rglob("*") if path.is_file() and path.read_bytes() == key]
    (kept,) = whole.rglob("archiver.key")
    assert kept.read_bytes() == key
    assert kept.stat().st_mode & 0o777 == 0o600


def test_without_any_key_files_are_checked_and_the_rest_is_said_to_be_open(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backups")
    done = call("restore", tmp_path / "backups", "--to", tmp_path / "new", "--json", config=tmp_path / "none.toml")
    assert done.returncode == 1
    value = json.loads(done.stdout)
    assert value["verified"] is None
    assert any("key file is not here" in note for note in value["notes"])


def test_the_next_backup_copies_only_what_changed_and_shares_nothing_with_the_archive(
    archive: Path, tmp_path: Path
) -> None:
    first = back_up(archive, tmp_path / "backups")
    second = back_up(archive, tmp_path / "backups", clock=LATER)
    assert second["unchanged"] == second["files"] - 1  # all but the database
    one, other = Path(first["snapshot"]), Path(second["snapshot"])
    record = next(path for path in one.rglob("*.xlsx"))
    assert record.stat().st_ino == (other / record.relative_to(one)).stat().st_ino
    living = archive.parent / record.relative_to(one)
    assert living.stat().st_ino != record.stat().st_ino


def test_a_changed_file_is_copied_anew_and_the_earlier_snapshot_keeps_the_old(archive: Path, tmp_path: Path) -> None:
    first = Path(back_up(archive, tmp_path / "backups")["snapshot"])
    living = next((archive.parent / "archive" / "records").rglob("*.xlsx"))
    good = living.read_bytes()
    living.chmod(0o640)
    living.write_bytes(good[:-1] + b"?")
    second = Path(back_up(archive, tmp_path / "backups", clock=LATER, code=5)["snapshot"])
    path = living.relative_to(archive.parent).as_posix()
    assert (first / path).read_bytes() == good
    assert (second / path).read_bytes() == living.read_bytes()


def test_a_living_file_that_is_not_what_was_written_down_is_told(archive: Path, tmp_path: Path) -> None:
    living = next((archive.parent / "archive" / "records").rglob("*.xlsx"))
    living.chmod(0o640)
    living.write_bytes(b"tampered with")
    done = call("backup", tmp_path / "backups", "--json", config=archive)
    assert done.returncode == 5
    assert json.loads(done.stdout)["differing"] == [living.relative_to(archive.parent / "archive").as_posix()]


def test_damage_in_a_backup_is_found_by_check_and_by_restore(archive: Path, tmp_path: Path) -> None:
    snapshot = Path(back_up(archive, tmp_path / "backups")["snapshot"])
    victim = next(snapshot.rglob("*.age"))
    victim.chmod(0o600)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    path = victim.relative_to(snapshot).as_posix()
    code, told = answer("backup", tmp_path / "backups", "--check", config=archive)
    assert (code, [item["path"] for item in told["damaged"]]) == (5, [path])
    code, value = answer("restore", tmp_path / "backups", "--to", tmp_path / "new", config=archive)
    assert code == 5
    assert [item["path"] for item in value["damaged"]] == [path]
    assert {finding["path"] for finding in value["verified"]["findings"]} == {path.removeprefix("archive/")}


def test_a_manifest_that_was_changed_is_not_believed(archive: Path, tmp_path: Path) -> None:
    snapshot = Path(back_up(archive, tmp_path / "backups")["snapshot"])
    manifest = snapshot / "manifest-sha256.txt"
    manifest.chmod(0o600)
    manifest.write_text(manifest.read_text() + f"{'0' * 64}  ../../outside\n")
    done = call("restore", snapshot, "--to", tmp_path / "new", config=archive)
    assert done.returncode == 5
    assert not (tmp_path / "new").exists()


def test_a_snapshot_is_checked_by_sha256sum_alone(archive: Path, tmp_path: Path, tool: Any) -> None:
    snapshot = Path(back_up(archive, tmp_path / "backups")["snapshot"])
    done = subprocess.run(
        [tool("sha256sum"), "--check", "--strict", "--quiet", "manifest-sha256.txt"], cwd=snapshot, check=False
    )
    assert done.returncode == 0


def test_only_the_newest_are_kept_and_the_unfinished_swept(archive: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    back_up(archive, backups)
    back_up(archive, backups, clock=LATER)
    (backups / "20260101T000000Z.part").mkdir()
    told = back_up(archive, backups, "--keep", "1", clock=LATEST)
    assert [path.name for path in backups.iterdir()] == [Path(told["snapshot"]).name]
    assert answer("backup", backups, "--check", config=archive)[0] == 0
    assert len(told["removed"]) == 2


def test_the_backup_that_was_just_made_is_kept_whatever_the_clock_said_before(archive: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    for clock in ("2031-02-03T04:00:00+13:00", "2026-02-04T04:00:00+13:00"):
        code, report = answer("backup", backups, "--keep", "1", config=archive, clock=clock)
        assert code == 0, report
        assert Path(report["snapshot"]).is_dir()


def test_a_backup_is_written_into_the_chain_of_events(archive: Path, tmp_path: Path) -> None:
    from archiver.model.event import EventKind
    from archiver.store import Store

    told = back_up(archive, tmp_path / "backups")
    with Store.open(f"sqlite:///{archive.parent / 'archive' / 'archive.db'}", read_only=True) as store:
        (event,) = [event for event in store.events() if event.kind is EventKind.BACKUP]
    assert isinstance(event.detail, dict)
    assert event.detail["manifest"] == told["manifest_sha256"]
    code, found = answer("verify", "--full", config=archive)
    assert code == 0, found


@pytest.mark.parametrize("place", ["agency/archive/backups", "agency/archive"])
def test_a_backup_into_the_archive_itself_is_refused(archive: Path, tmp_path: Path, place: str) -> None:
    assert call("backup", tmp_path / place, config=archive).returncode == 2


def test_a_restore_overwrites_nothing(archive: Path, tmp_path: Path) -> None:
    back_up(archive, tmp_path / "backups")
    done = call("restore", tmp_path / "backups", "--to", archive.parent, config=archive)
    assert done.returncode == 2
    assert "not empty" in done.stderr


def test_a_backup_waits_for_no_run_and_disturbs_none(archive: Path, tmp_path: Path) -> None:
    from archiver.pipeline.lock import archive_lock

    with archive_lock(archive.parent / "archive"):
        assert call("backup", tmp_path / "backups", config=archive).returncode == 75
    assert not (tmp_path / "backups").exists() or not list((tmp_path / "backups").iterdir())


@pytest.fixture
def two_databases(postgres_server: str) -> Any:
    from tests.postgres import private_database

    with private_database(postgres_server) as one, private_database(postgres_server) as other:
        yield one, other


def test_a_postgresql_archive_comes_back_too(tmp_path: Path, two_databases: Any, tool: Any) -> None:
    tool("pg_dump")
    tool("pg_restore")
    one, other = two_databases
    config = new_archive(tmp_path / "agency", formats='["xlsx"]', accounts={"wa": ACCOUNTS["whatsapp"]})
    config.write_text(config.read_text().replace('database = "sqlite"', f'database = "{one}"'))
    exports = write_samples(tmp_path / "exports")
    assert answer("import", exports["whatsapp"], "--channel", "wa", config=config)[0] in (0, 1)
    told = back_up(config, tmp_path / "backups")
    assert (Path(told["snapshot"]) / "database.dump").stat().st_mode & 0o777 == 0o600
    assert call("restore", tmp_path / "backups", "--to", tmp_path / "no", config=config).returncode == 2
    code, value = answer("restore", tmp_path / "backups", "--to", tmp_path / "new", "--database", other, config=config)
    assert code == 0, value
    assert value["verified"]["ok"] is True
