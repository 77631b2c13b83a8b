"""Sample exports of an invented agency, one for each platform, in the platform's own form.

For the demo and for tests: real in shape, with invented people, and with private details planted that nobody may find
again in what the archive keeps (`planted`). Nothing here is read by an import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from connectors.samples import facebook, instagram, linkedin, whatsapp, x
from connectors.samples.files import Files, write
from connectors.samples.planted import PLANTED, PUBLIC_CONTACTS, Planted, probes
from connectors.samples.world import AGENCY, World

__all__ = [
    "ACCOUNTS",
    "AGENCY",
    "KINDS",
    "PLANTED",
    "PUBLIC_CONTACTS",
    "Planted",
    "World",
    "file_name",
    "probes",
    "write_sample",
    "write_samples",
]

_MAKERS: Mapping[str, tuple[str, Callable[[World], Files]]] = {
    "facebook": ("facebook-exampleagency-2026-02-03-Ab12Cd34.zip", facebook.files),
    "instagram": ("instagram-example_agency-2026-02-03-Ef56Gh78.zip", instagram.files),
    "x": ("twitter-2026-02-03-example_agency.zip", x.files),
    "linkedin": ("Complete_LinkedInDataExport_02-03-2026.zip", linkedin.files),
    "whatsapp": ("WhatsApp Chat - Mere Kahotea.zip", whatsapp.files),
}

KINDS: tuple[str, ...] = tuple(_MAKERS)
"""The platforms that a sample can be made of."""

ACCOUNTS: Mapping[str, str] = {
    "facebook": "100200300400500",
    "instagram": "17841400000000001",
    "x": x.ACCOUNT,
    "linkedin": linkedin.ACCOUNT,
    "whatsapp": AGENCY,
}
"""The `account` that a channel of each platform is configured with, to take its sample in."""


def file_name(kind: str) -> str:
    """What the platform would call the sample's file. Raises KeyError on a platform without a sample."""
    return _MAKERS[kind][0]


def write_sample(kind: str, path: Path, *, world: World | None = None) -> Path:
    """Write the sample export of a platform: a zip where `path` ends in `.zip`, else a folder. Returns `path`.

    The same world gives the same bytes. Raises KeyError on a platform without a sample."""
    make = _MAKERS[kind][1]
    write(make(world or World()), path)
    return path


def write_samples(folder: Path, *, world: World | None = None) -> dict[str, Path]:
    """Write every platform's sample into `folder`, under the name the platform would give it; kind -> file."""
    folder.mkdir(parents=True, exist_ok=True)
    return {kind: write_sample(kind, folder / file_name(kind), world=world) for kind in KINDS}
