"""What stands between a file and the sealing library: counts, digests, and remembers what went wrong.

pyrage flattens whatever its streams raise, the exception of a signal included, into its own error. `error` keeps the
first one, so that the caller can raise it again as it was.
"""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, Protocol


class Hasher(Protocol):
    """A hash under way, as `hmac` and `hashlib` make them."""

    def update(self, content: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class Reading:
    """A source whose bytes are hashed and counted as they pass."""

    def __init__(self, source: BinaryIO, hasher: Hasher) -> None:
        self._source = source
        self.hasher = hasher
        self.size = 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._source.read(size)
            self.hasher.update(chunk)
        except BaseException as error:
            self.error = self.error or error
            raise
        self.size += len(chunk)
        return chunk


class Writing:
    """A target whose bytes are hashed (SHA-256) and counted as they pass."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.sha256 = hashlib.sha256()
        self.size = 0
        self.error: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            self._target.write(content)
        except BaseException as error:
            self.error = self.error or error
            raise
        self.sha256.update(content)
        self.size += len(content)
        return len(content)

    def flush(self) -> None:
        self._target.flush()


class Window(io.RawIOBase):
    """A stretch of a file, read as a file of its own."""

    def __init__(self, stream: BinaryIO, *, offset: int, size: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = size
        stream.seek(offset)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk
