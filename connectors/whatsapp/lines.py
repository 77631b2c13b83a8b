"""A chat file as lines of text, whatever its encoding, with every repair counted and located.

A line ends at LF alone (a CR before it is dropped): the other line ends of Unicode occur inside messages. Only in a file
that begins without any LF does a CR end a line, as old editors write.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

LONGEST = 1024 * 1024
"""Bytes of one line that are read; WhatsApp's own limit for a whole message is 65 536 characters."""

_KEPT = 20
_CR_TO_LF = bytes.maketrans(b"\r", b"\n")


class Lines:
    """Iterate once. Afterwards `total` lines were read, `repairs` of them with bytes that are no text in `encoding`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.total = 0
        self.encoding = "UTF-8"
        self.repairs = 0
        self.repaired: list[int] = []
        """Numbers of the first repaired lines."""
        self.cut: list[int] = []
        """Numbers of the first lines that were longer than LONGEST; the rest of such a line is not read."""
        self.cuts = 0

    def __iter__(self) -> Iterator[str]:
        first = self._stream.readline(LONGEST)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield from self._utf16(first)
            return
        if b"\r" in first and not first.endswith(b"\n"):
            self._stream = io.BufferedReader(_Joined(first, self._stream, _CR_TO_LF))
            first = self._stream.readline(LONGEST)
        readline = self._stream.readline
        raw = first.removeprefix(codecs.BOM_UTF8)
        while raw:
            self.total += 1
            try:
                line = raw.decode()
            except UnicodeDecodeError:
                line = raw.decode(errors="replace")
                self._repaired()
            if line[-1] == "\n":
                yield line[:-2] if line[-2:] == "\r\n" else line[:-1]
            else:
                yield line
                if len(raw) >= LONGEST and self._rest():
                    self._was_cut()
            raw = readline(LONGEST)

    def _utf16(self, first: bytes) -> Iterator[str]:
        self.encoding = "UTF-16"
        text = io.TextIOWrapper(
            io.BufferedReader(_Joined(first, self._stream)), "utf-16", errors="replace", newline="\n"
        )
        while line := text.readline(LONGEST):
            self.total += 1
            if "\ufffd" in line:
                self._repaired()
            if line[-1] == "\n":
                yield line[:-2] if line[-2:] == "\r\n" else line[:-1]
            else:
                yield line
                while len(line) >= LONGEST and (rest := text.readline(LONGEST)):
                    self._was_cut()
                    if rest[-1] == "\n":
                        break

    def _rest(self) -> bool:
        """Skip to the end of an overlong line; whether there was more of it."""
        more = False
        while rest := self._stream.readline(LONGEST):
            more = more or rest not in (b"\n", b"\r\n")
            if rest[-1] == 10:
                break
        return more

    def _repaired(self) -> None:
        self.repairs += 1
        if len(self.repaired) < _KEPT:
            self.repaired.append(self.total)

    def _was_cut(self) -> None:
        if self.cut[-1:] != [self.total] and len(self.cut) < _KEPT:
            self.cut.append(self.total)
        self.cuts += 1


class _Joined(io.RawIOBase):
    """Bytes already read, then the rest of the stream, each byte as `table` turns it."""

    def __init__(self, head: bytes, rest: BinaryIO, table: bytes | None = None) -> None:
        super().__init__()
        self._head = head
        self._rest = rest
        self._table = table

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed's Buffer is wider
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data.translate(self._table)
        return len(data)
