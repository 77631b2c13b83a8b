"""Plain values out of the settings: the clock, the database's address, the digest of a configuration, who is asking."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from pathlib import Path

import pytest

from archiver.errors import ConfigError
from archiver.model.ids import ChannelId
from archiver.store import Store
from archiver.wiring.values import agent, channels, clock, config_digest, database_url, view_contexts
from config.settings import Settings
from config.sources import load

GOOD = f"""
[agency]
name = "Harbour Board"
[archive]
database = "DATABASE"
[sealing]
recipients = ["age1{"q" * 58}"]
[channels.b]
platform = "x"
account = "1"
name = "B"
business_owner = "C"
[channels.a]
platform = "facebook"
account = "2"
name = "A"
business_owner = "C"
"""


def settings(folder: Path, database: str = "sqlite") -> Settings:
    path = folder / "archiver.toml"
    path.write_text(GOOD.replace("DATABASE", database))
    return load(path, {})


def test_the_clock_runs_unless_it_is_stopped() -> None:
    before = dt.datetime.now(dt.UTC)
    assert before <= clock({})() <= dt.datetime.now(dt.UTC)
    stopped = clock({"ARCHIVER_CLOCK": "2026-02-01T01:15:00+13:00"})
    assert stopped() == stopped() == dt.datetime(2026, 1, 31, 12, 15, tzinfo=dt.UTC)
    assert stopped().tzinfo is dt.UTC


@pytest.mark.parametrize(
    "text", ["yesterday", "12:00", "2026-02-31T00:00:00Z", "9999-12-31T23:59:59-13:00", "2026-02-01T01:15:00"]
)
def test_a_clock_that_cannot_be_read_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError, match="ARCHIVER_CLOCK"):
        clock({"ARCHIVER_CLOCK": text})


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("env:DATABASE_OF_THE_TEST", "postgresql+psycopg://u:p@h/postgresql://d"),
    ],
)
def test_a_postgresql_address_names_its_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, wanted: str
) -> None:
    monkeypatch.setenv("DATABASE_OF_THE_TEST", "postgresql://u:p@h/postgresql://d")
    assert database_url(settings(tmp_path, given)) == wanted


def test_sqlite_lies_in_the_archive(tmp_path: Path) -> None:
    assert database_url(settings(tmp_path)) == f"sqlite:///{tmp_path}/archive/archive.db"


def test_a_secret_that_holds_no_address_is_refused_without_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OF_THE_TEST", "mysql://u:hunter2@h/d")
    address = database_url(settings(tmp_path, "env:DATABASE_OF_THE_TEST"))
    with pytest.raises(ConfigError) as caught:
        Store.open(address)
    assert "hunter2" not in str(caught.value)


def test_channels_stand_in_the_files_order(tmp_path: Path) -> None:
    assert list(channels(settings(tmp_path))) == ["b", "a"]


def test_a_channel_that_left_keeps_its_id_on_its_pages(tmp_path: Path) -> None:
    context = view_contexts(settings(tmp_path), clock({"ARCHIVER_CLOCK": "2026-02-01T00:00:00Z"}))
    assert context(ChannelId("gone")).channel.name == "gone"
    assert context(ChannelId("a")).channel.name == "A"


def test_the_digest_names_a_configuration_and_not_its_place(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one, other = settings(tmp_path / "one"), settings(tmp_path / "other")
    assert config_digest(one) == config_digest(other)
    assert config_digest(one) != config_digest(settings(tmp_path / "other", "postgresql://h/d"))


def test_who_asks_is_named_even_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert agent() == f"user {getpass.getuser()}"

    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert agent() == f"user id {os.getuid()}"
