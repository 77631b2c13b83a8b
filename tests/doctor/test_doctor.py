"""The doctor over real archives: each thing that is wrong is a finding with what to do, and the exit code fits."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import CredentialError, ExitCode, PlatformUnavailable
from archiver.model.event import EventKind
from archiver.store import Store
from archiver.vault.keypair import make_identity
from archiver.wiring.doctor import channels, machine
from archiver.wiring.doctor.findings import Diagnosis, Finding, Level, guarded
from archiver.wiring.values import channels as configured
from config.settings import Settings
from config.sources import load
from connectors.base import TokenHealth
from connectors.simulators import Simulation, simulate
from tests.e2e.archives import answer, call, new_archive
from tests.scheduler.nightly import live_archive, utc, write_run

CLOCK = "2026-03-03T09:00:00+13:00"


@pytest.fixture(scope="module")
def simulation() -> Iterator[Simulation]:
    with simulate(platforms=("facebook",)) as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, simulation: Simulation) -> Path:
    """A healthy archive whose night was written down by hand; copied for each test."""
    config = live_archive(tmp_path_factory.mktemp("doctor") / "a", simulation)
    with store_of(config) as store:
        write_run(store, "2026-03-03T01:15:00+13:00")
    return config


@pytest.fixture
def config(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.parent, tmp_path / "a")) / "archiver.toml"


def store_of(config: Path) -> Store:
    return Store.open(f"sqlite:///{config.parent / 'archive' / 'archive.db'}")


def asked(config: Path, *words: str, clock: str = CLOCK) -> tuple[int, list[dict[str, str]]]:
    """Exit code, and what needs a person."""
    code, told = answer("doctor", *words, config=config, clock=clock)
    assert told["ok"] is (code == 0)
    assert told["exit_code"] == code
    return code, [finding for finding in told["findings"] if finding["level"] != "ok"]


def test_a_healthy_archive_has_no_findings_and_offline_asks_nobody(config: Path, simulation: Simulation) -> None:
    simulation.forget_requests()
    assert asked(config, "--offline") == (0, [])
    assert simulation.requests("facebook") == ()
    assert asked(config) == (0, [])
    assert [request.path.rpartition("/")[2] for request in simulation.requests("facebook")] == ["debug_token"]


def test_every_finding_says_what_to_do(config: Path) -> None:
    (config.parent / "secrets" / "archiver.key").chmod(0o644)
    (config.parent / "secrets" / "facebook.token").chmod(0o640)
    (config.parent / "archive").chmod(0o755)
    _, identity = make_identity()
    (config.parent / "key.txt").write_text(identity)
    (config.parent / "archive" / "copy.txt").write_text(identity)
    code, found = asked(config, "--offline")
    assert code == 2
    assert [(each["check"], each["level"]) for each in found] == [
        ("keys", "error"),
        ("private key", "error"),
        ("private key", "warning"),
        ("folders", "warning"),
        ("token", "error"),
    ]
    assert all(each["advice"] for each in found)
    assert "chmod 0750" in found[3]["advice"]
    shown = call("doctor", "--offline", config=config, clock=CLOCK)
    assert shown.returncode == 2
    assert identity not in shown.stdout + shown.stderr


def test_a_configuration_that_cannot_be_used_is_told_with_every_problem(config: Path) -> None:
    text = config.read_text().replace('formats = ["xlsx"]', 'formats = ["odt"]\ncolour = "red"')
    config.write_text(text)
    code, found = asked(config)
    assert code == 2
    keys = sorted(each["detail"].partition(":")[0] for each in found)
    assert keys == ["archive.colour", "archive.formats.1"]
    assert asked(config.with_name("nowhere.toml"))[0] == 2


def test_a_refused_token_ends_with_3(config: Path) -> None:
    token = config.parent / "secrets" / "facebook.token"
    token.write_text("EAAnot-a-token")
    code, (found,) = asked(config)
    assert (code, found["check"], found["subject"]) == (3, "token", "fb")
    assert "Communications" in found["advice"]
    token.unlink()
    code, (found,) = asked(config)
    assert (code, found["check"]) == (2, "token")


def test_a_platform_that_does_not_answer_ends_with_4(config: Path) -> None:
    class Away:
        def health(self) -> TokenHealth:
            raise PlatformUnavailable("no answer")

    class Refusing:
        def health(self) -> TokenHealth:
            raise CredentialError("refused")

    settings = load(config)
    (channel,) = configured(settings).values()
    for connector, code in ((Away(), ExitCode.UNAVAILABLE), (Refusing(), ExitCode.CREDENTIALS)):
        found = channels.channel(settings, channel, utc(CLOCK), offline=False, connect=_always(connector))
        assert [each.code for each in found] == [code]


def _always(connector: Any) -> Any:
    return lambda settings, channel: connector


def test_a_token_is_warned_about_in_time(config: Path) -> None:
    (channel,) = configured(load(config)).values()
    now = utc(CLOCK)

    def said(**fields: Any) -> list[tuple[Level, ExitCode]]:
        found = channels.of_health(channel, TokenHealth(valid=True, **fields), now)
        return [(each.level, each.code) for each in found]

    soon, late, gone = (now + dt.timedelta(days=days) for days in (29, 60, -1))
    assert said(expires=late) == [(Level.OK, ExitCode.OK)]
    assert said(expires=late, data_access_expires=soon) == [(Level.WARNING, ExitCode.GAPS)]
    assert said(expires=gone) == [(Level.ERROR, ExitCode.CREDENTIALS)]
    assert said(missing_scopes=("pages_messaging",)) == [(Level.OK, ExitCode.OK), (Level.WARNING, ExitCode.GAPS)]


def test_a_clock_that_went_back_is_an_error(config: Path) -> None:
    code, found = asked(config, "--offline", clock="2026-03-01T09:00:00+13:00")
    assert code == 2
    assert [each["check"] for each in found] == ["clock"]
    assert [each.level for each in machine.clock(utc("2019-01-01T00:00:00+00:00"), None)] == [Level.ERROR]


def test_silence_a_missing_backup_and_leftovers_are_warned_about(config: Path) -> None:
    part = config.parent / "archive" / "records" / ".0123456789abcdef.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    later = "2026-03-13T09:00:00+13:00"
    days_before = utc("2026-03-03T01:20:00+13:00").timestamp()
    os.utime(part, (days_before, days_before))
    code, found = asked(config, "--offline", clock=later)
    assert code == 1
    assert [each["check"] for each in found] == ["leftovers", "runs", "backup", "schedule"]
    with store_of(config) as store:
        store.append_event(EventKind.BACKUP, "archive", "test", None, dt.datetime.fromisoformat(later))
    assert [each["check"] for each in asked(config, "--offline", clock=later)[1]] == ["leftovers", "runs", "schedule"]


def test_a_loose_schedule_and_one_in_the_hour_of_the_clock_change_are_warned_about(config: Path) -> None:
    config.write_text(config.read_text().replace('capture = "auto"', 'capture = "30 2 1 * *"'))
    code, found = asked(config, "--offline")
    assert code == 1
    details = [each["detail"] for each in found if each["check"] == "schedule"]
    assert "leaves up to 31 days between captures" in details[0]
    assert "between 02:00 and 02:59" in details[1]


def test_a_local_rule_that_fails_its_own_example_is_an_error(config: Path) -> None:
    pack = config.parent / "rules"
    pack.mkdir()
    (pack / "own.toml").write_text(
        '[[pattern]]\nid = "own.case"\nkind = "reference"\nmatch = "CASE-[0-9]{4}"\nreason = "a case number"\n'
        '[pattern.examples]\nmatch = ["{CASE-12}"]\nkeep = []\n'
    )
    config.write_text(config.read_text().replace('local_rules = "" ', 'local_rules = "rules" ', 1))
    code, found = asked(config, "--offline")
    assert code == 2
    assert found[0]["check"] == "rules"


def test_a_database_of_another_revision_or_damaged_is_told(config: Path) -> None:
    with store_of(config) as store, store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    code, found = asked(config, "--offline")
    assert code == 1
    assert "9999" in found[0]["detail"]
    (config.parent / "archive" / "archive.db").write_bytes(b"not a database at all, but a text" * 200)
    code, found = asked(config, "--offline")
    assert code == 1
    assert [each["check"] for each in found] == ["database"]


def test_a_database_address_that_is_not_there_leaves_the_other_checks_standing(config: Path) -> None:
    config.write_text(config.read_text().replace('database = "sqlite"', 'database = "env:NO_SUCH_ADDRESS"'))
    code, (found,) = asked(config, "--offline")
    assert (code, found["check"]) == (2, "database")
    assert "NO_SUCH_ADDRESS" in found["detail"]


def test_fonts_and_zones_are_as_they_came(config: Path) -> None:
    settings: Settings = load(config)
    assert [each.level for each in machine.fonts()] == [Level.OK]
    assert [each.level for each in machine.zones(settings.agency.zone, utc(CLOCK))] == [Level.OK]


def test_a_check_that_breaks_leaves_the_others_standing() -> None:
    def broken() -> list[Finding]:
        raise KeyError("a value that must not be shown")

    (found,) = guarded("disk", "disk", broken)
    assert (found.level, found.code) == (Level.ERROR, ExitCode.GAPS)
    assert "must not be shown" not in json.dumps(found.as_json())
    assert Diagnosis(findings=()).exit_code is ExitCode.OK


def test_before_the_first_night_imports_are_told(tmp_path: Path) -> None:
    config = new_archive(tmp_path / "new")
    chat = tmp_path / "WhatsApp Chat with Mere Example.txt"
    lines = "13/01/2026, 9:01 am - Mere Example: kia ora\n13/01/2026, 9:05 am - Harbour Assistance: kia ora\n"
    chat.write_text(lines, encoding="utf-8")
    done = call("import", chat, "--channel", "wa", config=config)
    assert done.returncode == 0, done.stderr
    told = call("doctor", "--offline", config=config).stdout
    assert "no night has run yet; the last import began at " in told
