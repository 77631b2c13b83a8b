"""A file that came with a message: where it is held, or why it is not."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from archiver.model.redaction import EMPTY, RedactedText


class Held(enum.StrEnum):
    """Whether the bytes are in the archive."""

    SEALED = "sealed"
    NOT_EXPORTED = "not exported by the platform"
    MISSING = "named in the export but not in it"
    EXPIRED = "the platform's link had expired"
    REFUSED = "the platform refused it"
    TOO_LARGE = "larger than the configured limit"
    LINK_ONLY = "a link to another site, not a file"


HELD_BEFORE = "its file came with an earlier capture of this record"
"""The reason of an attachment that was not asked for again. The store puts the file it holds in its place."""


def file_gap(source_id: str, place: int) -> str:
    """The key of the gap that the attachment at `place` (from 0) of a record leaves when its file could not be fetched."""
    return f"media:{source_id}:{place}"


def record_of(key: str) -> str:
    """The source id of the record whose file's gap has that key; "" for any other gap's."""
    head, _, rest = key.partition(":")
    number, colon, place = rest.rpartition(":")
    return number if head == "media" and colon and place.isdigit() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Clear. `size` in bytes and `sha256` (hex) are of the file itself.

    `key` finds its body among a batch's media (empty when there is none); `member` is its place inside a sealed export
    and `archive` which of the given files that is; `platform_id` the platform's id of it.
    """

    name: str = ""
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    held: Held = Held.MISSING
    reason: str = ""
    key: str = ""
    member: str = ""
    archive: str = ""
    platform_id: str = ""
    alt_text: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedAttachment:
    """Fit to keep. `original` is the sealed file that holds the bytes (empty unless `held` is SEALED)."""

    name: RedactedText = EMPTY
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    held: Held = Held.MISSING
    reason: str = ""
    alt_text: RedactedText = EMPTY
    original: str = ""
    platform_id: str = ""
