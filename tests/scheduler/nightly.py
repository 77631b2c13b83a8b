"""An archive whose channels talk to simulated platforms on loopback; and runs written down by hand in a real store."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from archiver.model.ids import ChannelId, RunId
from archiver.store import ChannelRun, Store
from connectors.simulators import Simulation
from tests.e2e.archives import call

CHANNEL = ChannelId("fb")


def utc(text: str) -> dt.datetime:
    """An aware time, in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def live_archive(folder: Path, simulation: Simulation, *, capture: str = "auto", database: str = "") -> Path:
    """`archiver init` and a Facebook channel that captures from the simulation; the path of the configuration."""
    done = call("init", folder)
    assert done.returncode == 0, done.stderr
    config = folder / "archiver.toml"
    (folder / "private-key-move-me.txt").rename(folder.with_suffix(".key"))
    token = folder / "secrets" / "facebook.token"
    token.write_text(simulation.token("facebook"))
    token.chmod(0o600)
    text = config.read_text().replace('formats = ["pdf", "xlsx"]', 'formats = ["xlsx"]')
    if database:
        text = text.replace('database = "sqlite"', f'database = "{database}"')
    config.write_text(
        f'{text}\n[channels.{CHANNEL}]\nplatform = "facebook"\naccount = "{account(simulation)}"\n'
        f'name = "Example on Facebook"\nbusiness_owner = "Communications"\ntoken = "file:secrets/facebook.token"\n'
        f'base_url = "{simulation.base_url("facebook")}"\ncapture = "{capture}"\n'
    )
    return config


def account(simulation: Simulation) -> str:
    """The simulated Page's id."""
    return str(simulation.simulator("facebook").page_id)


def write_run(
    store: Store,
    started: str,
    *,
    channel: ChannelId = CHANNEL,
    error: str = "",
    window_from: str | None = None,
    minutes: int = 10,
    kind: str = "run",
    report: object = None,
) -> RunId:
    """A run of one channel as the pipeline writes it down, without having done anything."""
    begun = utc(started)
    ended = begun + dt.timedelta(minutes=minutes)
    run = RunId(f"{begun:%Y%m%dT%H%M%SZ}-{kind}")
    store.begin_run(run, kind, begun)
    store.record_channel_run(
        run,
        ChannelRun(
            channel=channel,
            outcome="failed" if error else "complete",
            started=begun,
            finished=ended,
            window_from=utc(window_from) if window_from else None,
            window_to=begun,
            error={"code": error, "message": error} if error else None,
        ),
    )
    store.finish_run(run, "complete" if not error else "partial", report, ended)  # type: ignore[arg-type]
    return run
