"""The demo: a made-up agency in a folder of its own, its sample exports taken in, what came out shown.

Run again in the same folder it adds nothing, as the real thing would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archiver.errors import ConfigError, ExitCode, worst
from archiver.model.channel import platform_name
from archiver.model.digest import Json
from archiver.model.ids import ChannelId
from archiver.pipeline.intake import import_export
from archiver.pipeline.parts import Progress
from archiver.pipeline.report import RunReport
from archiver.vault.durable import make_folders, write_whole
from archiver.vault.keypair import PRIVATE_KEY_FILE, make_identity, write_identity
from archiver.vault.secrets import Secrets
from archiver.wiring.running import open_parts
from config.sources import load
from connectors.samples import ACCOUNTS, AGENCY, KINDS, PUBLIC_CONTACTS, file_name, write_sample

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
    make_folders(folder / "exports")
    for kind in KINDS:
        path = folder / "exports" / file_name(kind)
        if not path.exists():
            write_sample(kind, path)
        with open_parts(settings, progress=progress, stopping=stopping, rehearsal=True) as parts:
            report = import_export(parts, [path], ChannelId(_channel(kind)))
        result.reports.append(report)
        result.lines.append(f"{path.name}: {report.line()}")
    archive = settings.archive_path
    result.records = sorted(str(path.relative_to(archive)) for path in _files(archive / "records"))
    result.lines += ["", "Records:", *(f"  {record}" for record in result.records)]
    result.lines += [
        "",
        f"Index:      {archive / 'index' / 'Reference index.xlsx'} and .csv",
        f"To browse:  {archive / 'index.html'}",
        f"Originals:  {archive / 'originals'} (sealed)",
        f"Try:        archiver --config {config} search housing",
    ]
    return result


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
    contacts = ", ".join(f'"{contact}"' for contact in PUBLIC_CONTACTS)
    write_whole(
        folder / "archiver.toml",
        (
            f'{MARK}\n\n[agency]\nname = "{AGENCY}"\n'
            f'public_contacts = [{contacts}]\n'
            '\n[archive]\nformats = ["pdf", "xlsx", "docx"]\n'
            f'\n[sealing]\nrecipients = ["{recipient}"]\n{channels}'
        ).encode(),
    )
