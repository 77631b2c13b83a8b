"""The demo: a made-up agency in a folder of its own, its sample exports taken in, what came out shown.

Run again in the same folder it adds nothing, as the real thing would.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from archiver.errors import ConfigError, ExitCode, worst
from archiver.model.channel import platform_name
from archiver.model.digest import Json
from archiver.model.ids import ChannelId
from archiver.pipeline.intake import import_export
from archiver.pipeline.night import night
from archiver.pipeline.parts import Parts, Progress
from archiver.pipeline.report import RunReport
from archiver.vault.durable import make_folders, write_whole
from archiver.vault.keypair import PRIVATE_KEY_FILE, make_identity, write_identity
from archiver.vault.secrets import Secrets
from archiver.wiring.running import open_parts
from archiver.wiring.values import CLOCK_VARIABLE
from config.settings import Settings
from config.sources import load
from connectors.samples import ACCOUNTS, AGENCY, KINDS, PUBLIC_CONTACTS, file_name, write_sample
from connectors.simulators import Simulation, simulate

LIVE = ("facebook", "instagram", "x", "linkedin")
"""The platforms that the demo captures live, from simulators on this machine."""
NIGHTS = 3
SEED = 1
AFTERWARDS = dt.datetime(2026, 2, 5, 9, 0, tzinfo=dt.UTC)
"""When the demo's exports are taken in: after its nights."""
MARK = "# A rehearsal with invented people, made by `archiver demo`."


@dataclass(slots=True)
class Rehearsal:
    """What the demo did."""

    folder: Path
    identity: Path
    reports: list[RunReport] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """Sample exports hold damaged objects on purpose, so that you see how they are shown: what needs a person is no
        failure of the demo; anything worse is."""
        found = worst(*(report.exit_code for report in self.reports))
        return ExitCode.OK if found is ExitCode.GAPS and all(r.balanced for r in self.reports) else found

    def as_json(self) -> dict[str, Json]:
        """For --json."""
        return {
            "folder": str(self.folder),
            "records": list(self.records),
            "runs": [report.as_json() for report in self.reports],
        }


def rehearse(folder: Path, *, progress: Progress, stopping: Callable[[], bool]) -> Rehearsal:
    """Do it. Raises ConfigError when `folder` holds something that is not an earlier demo."""
    config = folder / "archiver.toml"
    if not config.exists():
        if folder.exists() and any(folder.iterdir()):
            raise ConfigError(f"{folder} is not empty and holds no earlier demo; name another folder")
        _make(folder)
    elif not config.read_text(encoding="utf-8").startswith(MARK):
        raise ConfigError(f"{config} is not a demo's configuration; name another folder")
    result = Rehearsal(folder=folder, identity=folder / PRIVATE_KEY_FILE)
    settings = load(config, environ={})
    work = partial(open_parts, settings, progress=progress, stopping=stopping, rehearsal=True)
    if not (settings.archive_path / "records").exists():
        _three_nights(settings, result, progress=progress, stopping=stopping)
    with _clock(AFTERWARDS):
        _take_in(folder, work, result)
    archive = settings.archive_path
    result.records = sorted(str(path.relative_to(archive)) for path in _files(archive / "records"))
    result.lines += ["", "Records:", *(f"  {record}" for record in result.records)]
    result.lines += [
        "",
        f"Index:      {archive / 'index' / 'Reference index.xlsx'} and .csv",
        f"To browse:  {archive / 'index.html'}",
        f"Originals:  {archive / 'originals'} (sealed)",
        f"Try:        {_program()} --config {config} search housing",
    ]
    return result


def _three_nights(settings: Settings, result: Rehearsal, *, progress: Progress, stopping: Callable[[], bool]) -> None:
    """Three night runs over simulated platforms whose world moves on from day to day. Only a new demo has them: the
    simulated world begins anew with each start of the program."""
    with simulate(seed=SEED, platforms=LIVE) as world:
        served = _served(settings, world)
        for number in range(1, NIGHTS + 1):
            with (
                _clock(world.world.now),
                open_parts(served, progress=progress, stopping=stopping, rehearsal=True) as parts,
            ):
                report = night(parts, tuple(ChannelId(_live(platform)) for platform in LIVE))
            result.reports.append(report)
            result.lines.append(f"night {number}: {report.line()}")
            world.advance()


def _served(settings: Settings, world: Simulation) -> Settings:
    """The demo's settings with the simulators' addresses of the moment, and their tokens where a token belongs."""
    channels = dict(settings.channels)
    for platform in LIVE:
        token = settings.home / "secrets" / f"{platform}.token"
        write_whole(token, world.token(platform).encode(), mode=0o600)
        channels[_live(platform)] = channels[_live(platform)].model_copy(
            update={"base_url": world.base_url(platform), "account": world.simulator(platform).account_id}
        )
    return settings.model_copy(update={"channels": channels})


def _take_in(folder: Path, work: Callable[[], AbstractContextManager[Parts]], result: Rehearsal) -> None:
    """The platforms' own exports, one after the other."""
    make_folders(folder / "exports")
    for kind in KINDS:
        path = folder / "exports" / file_name(kind)
        if not path.exists():
            write_sample(kind, path)
        with work() as parts:
            report = import_export(parts, [path], ChannelId(_channel(kind)))
        result.reports.append(report)
        result.lines.append(f"{path.name}: {report.line()}")


@contextlib.contextmanager
def _clock(at: dt.datetime) -> Iterator[None]:
    """The rehearsal's own time, for this process and the pool's."""
    before = os.environ.get(CLOCK_VARIABLE)
    os.environ[CLOCK_VARIABLE] = at.isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ[CLOCK_VARIABLE]
        else:
            os.environ[CLOCK_VARIABLE] = before


def _live(platform: str) -> str:
    return f"live-{platform}"


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _channel(kind: str) -> str:
    return f"example-{kind}"


def _make(folder: Path) -> None:
    make_folders(folder)
    recipient, identity = make_identity()
    write_identity(folder, recipient=recipient, identity=identity)
    Secrets.create(folder / "secrets" / "archiver.key")
    channels = "".join(
        f'\n[channels.{_channel(kind)}]\nplatform = "{kind}"\naccount = "{ACCOUNTS[kind]}"\n'
        f'name = "{AGENCY} on {platform_name(kind)}"\nbusiness_owner = "Communications and Engagement"\n'
        for kind in KINDS
    )
    channels += "".join(
        f'\n[channels.{_live(platform)}]\nplatform = "{platform}"\naccount = "simulated"\n'
        f'name = "{AGENCY} on {platform_name(platform)}, live"\nbusiness_owner = "Communications and Engagement"\n'
        f'token = "file:secrets/{platform}.token"\n'
        for platform in LIVE
    )
    contacts = ", ".join(f'"{contact}"' for contact in PUBLIC_CONTACTS)
    write_whole(
        folder / "archiver.toml",
        (
            f'{MARK}\n\n[agency]\nname = "{AGENCY}"\n'
            f"public_contacts = [{contacts}]\n"
            '\n[archive]\nformats = ["pdf", "xlsx", "docx"]\n'
            f'\n[sealing]\nrecipients = ["{recipient}"]\n{channels}'
        ).encode(),
    )


def _program() -> str:
    """How the program is called from here: by its name where a shell finds it, else by where it lies."""
    beside = Path(sys.executable).with_name("archiver")
    return "archiver" if shutil.which("archiver") or not beside.exists() else str(beside)
