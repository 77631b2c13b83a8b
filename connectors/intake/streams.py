"""A member's bytes as a bounded stream. Whatever goes wrong below becomes a SourceError that names the member.

The bound is the declared size: a size that lies is found out while reading and never costs more memory than a buffer.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, BinaryIO

from archiver.errors import SourceError
from connectors.intake.paths import shown

BUFFER = 256 * 1024


class _Bounded(io.RawIOBase):
    """Reads `inner` up to `size` bytes, translates its failures, closes it when closed."""

    def __init__(self, inner: IO[bytes], *, path: str, size: int) -> None:
        super().__init__()
        self._inner = inner
        self._path = path
        self._size = size
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed's Buffer is wider
        data = self._read(len(buffer))
        self._done += len(data)
        if self._done > self._size:
            raise SourceError(f"{shown(self._path)} holds more than it declares", path=self._path)
        if not data and self._done < self._size:
            raise SourceError(
                f"{shown(self._path)} ends after {self._done} of {self._size} bytes",
                path=self._path,
                place=f"byte {self._done}",
            )
        buffer[: len(data)] = data
        return len(data)

    def _read(self, count: int) -> bytes:
        try:
            return self._inner.read(count)
        except zipfile.BadZipFile as error:
            # zipfile's own message quotes the name; ours is built from what we know of it.
            reason = "its checksum does not match" if "CRC" in str(error) else "the zip is damaged there"
            raise SourceError(f"{shown(self._path)} cannot be read: {reason}", path=self._path) from error
        except (zlib.error, EOFError) as error:
            raise SourceError(
                f"{shown(self._path)} cannot be read: its packed data is damaged", path=self._path
            ) from error
        except OSError as error:
            reason = error.strerror or "input error"
            raise SourceError(f"{shown(self._path)} cannot be read: {reason}", path=self._path) from error

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


def bounded(inner: IO[bytes], *, path: str, size: int) -> BinaryIO:
    """`inner` as a buffered stream of exactly `size` bytes; SourceError when it holds more, less, or cannot be read."""
    return io.BufferedReader(_Bounded(inner, path=path, size=size), BUFFER)
