"""The fonts and the colour profile that ride inside every PDF record.

They are bundled, never looked for on the machine, so that the same record has the same bytes everywhere. MANIFEST.json
names each file with its version, origin and SHA-256; OFL-1.1.txt is the licence of all fonts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

MANIFEST = "MANIFEST.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """One bundled file as the manifest describes it; `size` in bytes, `sha256` in lower-case hexadecimal."""

    file: str
    name: str
    version: str
    source: str
    copyright: str
    licence: str
    size: int
    sha256: str


def bundled_path(file: str) -> Path:
    """Where a bundled file lies on this machine. Raises FileNotFoundError when the installation lacks it."""
    path = Path(str(resources.files(__name__))) / file
    if not path.is_file():
        raise FileNotFoundError(f"the installation lacks the bundled file exports/fonts/{file}")
    return path


def manifest() -> tuple[Bundled, ...]:
    """Every bundled file, in the manifest's order."""
    rows = json.loads(bundled_path(MANIFEST).read_text(encoding="utf-8"))["files"]
    return tuple(Bundled(**row) for row in rows)
