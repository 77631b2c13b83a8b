"""The list of what was given to one import, sealed beside it: which files, under which names, read with which choices.

A file's name may be a person's, or a telephone number, so it is kept nowhere in clear; whoever reads the originals anew
needs it, because some exports tell whose conversation they are by their name alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archiver.errors import IntegrityError
from archiver.model.capture import Sealed
from archiver.model.digest import Json, canonical_json
from connectors.base import DateOrder

ACCESSION_MEDIA_TYPE = "application/vnd.archiver.accession+json"
FOLDER_MEDIA_TYPE = "application/x-tar"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """One of them: its base name (numbered where two are the same), its sealed original, whether it was a folder."""

    name: str
    ref: str
    is_folder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accession:
    """What one import was given, in order."""

    files: tuple[GivenFile, ...]
    zone: ZoneInfo
    date_order: DateOrder | None


def accession_bytes(originals: Mapping[str, Sealed], zone: ZoneInfo, date_order: DateOrder | None) -> bytes:
    """The list to be sealed. The same files again give the same bytes, so that it too is kept once."""
    files: Json = [
        {"name": name, "ref": item.ref, "folder": int(item.media_type == FOLDER_MEDIA_TYPE)}
        for name, item in originals.items()
    ]
    given: Json = {"files": files, "zone": zone.key, "date_order": date_order.value if date_order else ""}
    return canonical_json(given)


def read_accession(content: bytes) -> Accession:
    """What `accession_bytes` wrote. Raises IntegrityError on anything else."""
    try:
        given = json.loads(content)
        return Accession(
            files=tuple(
                GivenFile(name=str(item["name"]), ref=str(item["ref"]), is_folder=bool(item["folder"]))
                for item in given["files"]
            ),
            zone=ZoneInfo(given["zone"]),
            date_order=DateOrder(given["date_order"]) if given["date_order"] else None,
        )
    except (ValueError, KeyError, TypeError, RecursionError, ZoneInfoNotFoundError) as error:
        raise IntegrityError("the sealed list of an import's files cannot be read") from error
