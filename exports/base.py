"""What every exporter promises: a pure function from a view, a stream and a stamp to one file's bytes.

Same view and stamp, same bytes. An exporter never sees clear text, the store, the clock or the disk beyond its stream
and its bundled fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from archiver.model.conversation import RecordView, Stamp

OpenImage = Callable[[str], bytes | None]
"""Attachment SHA-256 -> the public image's bytes, or None where it may not or cannot be shown."""


class Exporter(Protocol):
    """Writes one record. Raises ValueError when the view cannot be written; what it wrote to `stream` is then void."""

    def __call__(self, view: RecordView, stream: BinaryIO, stamp: Stamp) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One output format: `suffix` with its dot, and where its exporter is found ("module:function")."""

    name: str
    suffix: str
    media_type: str
    exporter: str
