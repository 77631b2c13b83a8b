"""All files held, with size and SHA-256, in one text that needs no program of ours.

`sha256sum -c proof/manifest-sha256.txt`, run in the archive folder, checks every file; kind and size stand in comment
lines that it passes over. A manifest made anew after tampering would fit the tampering: its own hash is in the signed
head. It is written only when something changed, whole and in one step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from archiver.errors import IntegrityError
from archiver.integrity.findings import HeldFile
from archiver.model.digest import sha256_hex
from archiver.vault.durable import storage, write_whole

MANIFEST_NAME = "manifest-sha256.txt"
_TITLE = "# Files held, by path. Check them from the archive folder: sha256sum -c proof/manifest-sha256.txt\n"
_ABOUT = re.compile(r"# kind=([A-Za-z0-9_-]{1,40}) size=([0-9]{1,20})(?: record=(\S{1,60}))?")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class Manifest:
    """The manifest at `path`. Holds whole files only: a member of a container is covered by the container."""

    def __init__(self, path: Path, held: Iterable[HeldFile] = ()) -> None:
        self.path = path
        self._held: dict[str, HeldFile] = {}
        for one in held:
            self._held[one.path] = _fit(one)

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """The manifest as it lies on disk; an absent one is empty. Raises IntegrityError when it is not readable."""
        with storage("reading", path):
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                return cls(path)
        return cls.parse(path, content)

    @classmethod
    def parse(cls, path: Path, content: bytes) -> Manifest:
        """A manifest's content. Raises IntegrityError when it is not readable."""
        try:
            return cls(path, _parse(path, content.decode()))
        except UnicodeDecodeError:
            raise IntegrityError(f"{path}: the manifest is damaged") from None

    @property
    def held(self) -> Mapping[str, HeldFile]:
        """What it lists, by path."""
        return self._held

    def update(self, held: Iterable[HeldFile] = (), *, gone: Iterable[str] = ()) -> bool:
        """Add or replace lines, drop those of `gone`, and write the file if that changed anything: True if it did."""
        changed = not self.path.exists()
        for path in gone:
            changed |= self._held.pop(path, None) is not None
        for one in held:
            if self._held.get(one.path) != one:
                self._held[one.path] = _fit(one)
                changed = True
        if changed:
            write_whole(self.path, self.as_bytes())
        return changed

    def replace(self, held: Iterable[HeldFile]) -> bool:
        """Make it list exactly `held`; True if the file changed."""
        wanted = {one.path: one for one in held}
        return self.update(wanted.values(), gone=[path for path in self._held if path not in wanted])

    def as_bytes(self) -> bytes:
        """The file's content: the same files give the same bytes."""
        lines = [_TITLE]
        for path in sorted(self._held):
            one = self._held[path]
            record = f" record={one.record}" if one.record else ""
            lines.append(f"# kind={one.kind} size={one.size}{record}\n{one.sha256}  {path}\n")
        return "".join(lines).encode()

    def digest(self) -> str:
        """SHA-256 of the content: what a head signs."""
        return sha256_hex(self.as_bytes())


def _fit(one: HeldFile) -> HeldFile:
    # sha256sum has an escape for these; our own names never hold them, so one that does is not ours.
    if one.is_member or any(letter in one.path for letter in "\n\r\\\0") or not one.path:
        raise ValueError(f"{one.path!r} cannot stand in a manifest")
    if not _LINE.fullmatch(f"{one.sha256}  {one.path}") or not _ABOUT.fullmatch(_about(one)):
        raise ValueError(f"{one.path!r}: its digest, size, kind or record cannot stand in a manifest")
    return one


def _about(one: HeldFile) -> str:
    return f"# kind={one.kind} size={one.size}" + (f" record={one.record}" if one.record else "")


def _parse(path: Path, text: str) -> Iterable[HeldFile]:
    if not text.endswith("\n"):
        raise IntegrityError(f"{path}: the manifest is cut short")
    about: re.Match[str] | None = None
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        if line.startswith("#"):
            about = _ABOUT.fullmatch(line)
            continue
        found = _LINE.fullmatch(line)
        if found is None or about is None:
            raise IntegrityError(f"{path}: line {number} is not a line of a manifest")
        yield HeldFile(path=found[2], sha256=found[1], size=int(about[2]), kind=about[1], record=about[3] or "")
        about = None
