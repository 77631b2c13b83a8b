"""Makes archives through the program's own commands, and says what one holds in values that can be compared."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.store import Store, ViewContext

CLOCK = "2026-02-03T01:15:00+13:00"
CHANNELS = {
    "wa": ("whatsapp", "Harbour Assistance"),
    "fb": ("facebook", "100200300400500"),
    "ig": ("instagram", "17841400000000001"),
    "x": ("x", "2244990001"),
    "li": ("linkedin", "https://www.linkedin.com/in/example-agency"),
}


def command(*words: str | Path, config: Path | None = None, clock: str = CLOCK) -> list[str]:
    """The program as a person would call it, in this Python."""
    given = ["--config", str(config)] if config else []
    return [sys.executable, "-m", "archiver", *given, *map(str, words)]


def environment(clock: str = CLOCK) -> dict[str, str]:
    """The test's own environment, with the clock standing still."""
    return {**os.environ, "ARCHIVER_CLOCK": clock}


def call(
    *words: str | Path, config: Path | None = None, clock: str = CLOCK, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command(*words, config=config), capture_output=True, text=True, env=environment(clock), input=stdin, check=False
    )


def answer(*words: str | Path, config: Path, clock: str = CLOCK) -> tuple[int, Any]:
    """Run a command with --json; its exit code and what it printed. The JSON must be alone on standard output."""
    done = call(*words, "--json", config=config, clock=clock)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def new_archive(folder: Path, *, formats: str = '["pdf", "xlsx"]', accounts: dict[str, str] | None = None) -> Path:
    """`archiver init` and a configuration with a channel of each platform; the path of the configuration.

    The private key is moved away, to `folder`/../<name>.key, as its file says."""
    done = call("init", folder)
    assert done.returncode == 0, done.stderr
    config = folder / "archiver.toml"
    (folder / "private-key-move-me.txt").rename(folder.with_suffix(".key"))
    text = config.read_text().replace('formats = ["pdf", "xlsx"]', f"formats = {formats}")
    for name, (platform, account) in CHANNELS.items():
        account = (accounts or {}).get(name, account)
        text += (
            f'\n[channels.{name}]\nplatform = "{platform}"\naccount = "{account}"\n'
            f'name = "Example on {platform}"\nbusiness_owner = "Communications"\n'
        )
    config.write_text(text)
    return config


def holdings(config: Path) -> dict[str, Any]:
    """What the archive holds, without what differs between two runs of the same work (ciphertexts, run ids)."""
    archive = config.parent / "archive"
    found: dict[str, Any] = {}
    with Store.open(f"sqlite:///{archive / 'archive.db'}", read_only=True) as store:
        for number in store.all_numbers():
            name = store.channel_of(number)
            context = ViewContext(
                channel=Channel(id=ChannelId(name), platform="", account="", name=name),
                zone=ZoneInfo("Pacific/Auckland"),
                agency="",
                now=dt.datetime.fromisoformat(CLOCK),
                gap=dt.timedelta(days=30),
            )
            view = store.view(number, context)
            edition = store.latest_edition(number)
            found[number] = {
                "title": view.heading.title,
                "content": view.heading.content_sha256,
                "messages": view.heading.messages,
                "texts": [(entry.record.key, entry.record.text.text) for entry in view.entries],
                "edition": (edition.edition, edition.status, edition.content_sha256) if edition else None,
                "files": sorted(file.path for file in edition.files) if edition else [],
            }
        found["withheld"] = store.withheld()
    return found
