"""A small archive through the program's own commands, in this process, and ways to look into it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.cli import main
from archiver.cli.init import make_archive
from archiver.pipeline.parts import Parts
from archiver.store import Store
from archiver.wiring.running import open_parts
from config.sources import load

CLOCK = "2026-02-03T01:15:00+13:00"
CHAT = """13/01/2026, 09:15 - Messages and calls are end-to-end encrypted.
13/01/2026, 09:16 - Mere Kahotea: Hello, my son is in hospital with a Rare Illness and my partner hit me
13/01/2026, 09:17 - Harbour Assistance: Kia ora, what is your client number?
13/01/2026, 09:18 - Mere Kahotea: it is 617 350 942 thanks
13/01/2026, 09:20 - Mere Kahotea: the rare  illness is called that, ticket QQ-4417 came yesterday
13/01/2026, 09:21 - Mere Kahotea: my ticket qq4417 again
"""


@dataclass(frozen=True, slots=True)
class Agency:
    """`config` is archiver.toml; the private key lies apart, as it should."""

    config: Path
    key: Path

    @property
    def archive(self) -> Path:
        return self.config.parent / "archive"

    def call(self, *words: object) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
        with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
            code = main(["--config", str(self.config), *map(str, words)])
        out, err = (stream.buffer.getvalue().decode() for stream in streams)
        assert "Traceback" not in err
        return code, out, err

    def answer(self, *words: object) -> tuple[int, Any]:
        """Exit code and JSON."""
        code, out, err = self.call(*words, "--json")
        assert out, err
        return code, json.loads(out)

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        with Store.open(f"sqlite:///{self.archive / 'archive.db'}") as store:
            yield store

    @contextlib.contextmanager
    def parts(self) -> Iterator[Parts]:
        with open_parts(load(self.config, environ={})) as parts:
            yield parts

    def events(self, kind: str) -> list[Any]:
        with self.store() as store:
            return [event for event in store.events() if event.kind == kind]

    def texts(self) -> dict[str, str]:
        """Every stored text by its reference."""
        found: dict[str, str] = {}
        with self.store() as store:
            for channel in store.stored_channels():
                for number, _ in store.threads_after(channel, 0):
                    found.update({ref: text.text for ref, _, text in store.thread_messages(channel, number)})
        return found

    def rule(self, *patterns: tuple[str, str, float], version: str = "1.0") -> None:
        """An agency's own pack with these patterns (regex, kind, confidence); none takes the pack away."""
        folder = self.config.parent / "rules"
        folder.mkdir(exist_ok=True)
        text = f'[pack]\nname = "local"\nversion = "{version}"\n'
        for number, (regex, kind, confidence) in enumerate(patterns):
            text += (
                f'\n[[pattern]]\nid = "local.test.r{number}"\nkind = "{kind}"\nregex = \'{regex}\'\nreason = "a ticket"\n'
                f"needs = []\nconfidence = {confidence}\nexamples = {{ match = [], keep = ['x'] }}\n"
            )
        (folder / "pack.toml").write_text(text)

    def holds(self, words: str) -> list[str]:
        """Files of the archive, originals apart, in whose bytes or sheets the words stand."""
        found = []
        for path in sorted(self.archive.rglob("*")):
            if path.is_file() and "originals" not in path.parts:
                content = path.read_bytes()
                if path.suffix == ".xlsx":
                    content += b"".join(unpacked(path))
                if words.lower().encode() in content.lower():
                    found.append(path.name)
        return found

    def tickets(self) -> list[str]:
        """Files in which the chat's ticket stands, in either typing."""
        return self.holds("qq-4417") + self.holds("qq4417")


def unpacked(path: Path) -> Iterator[bytes]:
    """The parts of a package."""
    import zipfile

    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            yield package.read(name)


def new_agency(folder: Path, *, gap: str = "30d") -> Agency:
    """An archive with a WhatsApp channel, its key beside the folder."""
    make_archive(folder, ())
    key = folder.with_suffix(".key")
    (folder / "private-key-move-me.txt").rename(key)
    config = folder / "archiver.toml"
    text = config.read_text().replace('formats = ["pdf", "xlsx"]', 'formats = ["xlsx"]')
    text = text.replace('conversation_gap = "30d"', f'conversation_gap = "{gap}"')
    text = text.replace('local_rules = ""', 'local_rules = "rules"', 1)
    text += '\n[channels.wa]\nplatform = "whatsapp"\naccount = "Harbour Assistance"\nname = "Example on WhatsApp"\n'
    config.write_text(text + 'business_owner = "Communications"\n')
    return Agency(config, key)


def take_in(agency: Agency, chat: str = CHAT, name: str = "Mere Kahotea") -> None:
    """Import a chat."""
    path = agency.config.parent / f"WhatsApp Chat with {name}.txt"
    path.write_text(chat, encoding="utf-8")
    code, report = agency.answer("import", path, "--channel", "wa")
    assert code == 0, report
    path.unlink()
