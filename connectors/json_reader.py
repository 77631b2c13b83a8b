"""Pulls single values out of a large JSON text without holding it: whoever reads says which containers to step into.

A value that is not JSON is one broken value, not the end of its file: the reader goes on behind it. Only where the text
itself ends too early is there nothing more to read. Sizes and depth are bounded, whatever a file declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from archiver.errors import SourceError
from connectors.json_values import MIB, Nothing, Raw, Taken

VALUE_LIMIT = 16 * MIB
"""The largest single value that is read, in bytes: no message or post of any platform comes near."""
KEY_LIMIT = 4096
PREFIX_LIMIT = 4096
_CHUNK = 256 * 1024
_OPENERS = b"[{"
_QUOTE = ord('"')

_SPACE = re.compile(rb"[ \t\r\n]*+")
# Everything up to the next bracket, or to a string that does not end inside the buffer. Possessive, so that a buffer of
# any content is walked once.
_QUIET = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^,\]}\[{\"]*+")
_TRAILING_ESCAPES = re.compile(rb"\\*\Z")


class BrokenOff(Exception):
    """The text ends, or cannot be read on, in the middle of something. `reason` is in our words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotJson(Exception):
    """What stands here is not what JSON allows here, and there is no telling where to go on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class JsonReader:
    """Walks one JSON text. Raises BrokenOff where the text ends too early, and NotJson where a container is none."""

    def __init__(self, stream: BinaryIO, *, script: bool = False) -> None:
        """`script`: the JSON stands behind `name = `, as in the files of an X archive."""
        self._stream = stream
        self._buffer = b""
        self._at = 0
        self._ended = False
        self.offset = 0
        """Bytes of the text that lie before the buffer."""
        while len(self._buffer) < 3 and self._fill(keep=True):
            pass
        if self._buffer.startswith(b"\xef\xbb\xbf"):
            self._at = 3
        if script:
            self._skip_prefix()

    @property
    def position(self) -> int:
        """The byte offset of what is read next."""
        return self.offset + self._at

    def peek(self) -> bytes:
        """The next byte that is not blank; empty at the end of the text."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill():
                return b""

    def items(self) -> Iterator[int]:
        """Step into an array: yields each index with the reader standing before the item, which the caller reads with
        `raw`, `items` or `members` before asking for the next."""
        self._expect(b"[")
        index = 0
        if self.peek() == b"]":
            self._at += 1
            return
        while True:
            yield index
            index += 1
            if self._closed(b"]"):
                return

    def members(self) -> Iterator[str]:
        """Step into an object: yields each key with the reader standing before its value; otherwise as `items`."""
        self._expect(b"{")
        if self.peek() == b"}":
            self._at += 1
            return
        while True:
            key = self._key()
            if self.peek() != b":":
                self._stop("a key without a value")
            self._at += 1
            yield key
            if self._closed(b"}"):
                return

    def raw(self, limit: int = VALUE_LIMIT) -> Raw:
        """The bytes of the next value. What is larger than `limit` or nested too deep is walked over, not held."""
        first = self.peek()
        taken = Taken(limit)
        self._rest_of(first, taken)
        return taken.raw()

    def skip(self) -> None:
        """Walk over the next value."""
        self._rest_of(self.peek(), Nothing())

    def _rest_of(self, first: bytes, taken: Taken) -> None:
        if not first:
            raise BrokenOff("the file ends in the middle of a list")
        if first in b"[{":
            self._balanced(taken)
        elif first == b'"':
            self._string(taken)
        self._rest(taken)

    def _closed(self, closer: bytes) -> bool:
        following = self.peek()
        if following == b",":
            self._at += 1
            # A comma before the closing bracket is not JSON, yet nothing is lost by it.
            if self.peek() != closer:
                if not self.peek():
                    raise BrokenOff("the file ends in the middle of a list")
                return False
        elif following != closer:
            if not following:
                raise BrokenOff("the file ends in the middle of a list")
            self._stop("a list that is closed by another bracket")
        self._at += 1
        return True

    def _key(self) -> str:
        if self.peek() != b'"':
            if not self.peek():
                raise BrokenOff("the file ends in the middle of an object")
            self._stop("an object without a key")
        taken = Taken(KEY_LIMIT)
        self._string(taken)
        try:
            key = taken.raw().value()
        except ValueError:
            return ""
        return key if isinstance(key, str) else ""

    def _expect(self, opener: bytes) -> None:
        found = self.peek()
        if not found:
            raise BrokenOff("the file is empty" if not self.position else "the file ends too early")
        if found != opener:
            self._stop("not the list or object that was expected")
        self._at += 1

    def _balanced(self, taken: Taken) -> None:
        depth, start = 0, self._at
        while True:
            match = _QUIET.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                byte = self._buffer[self._at]
                if byte in _OPENERS:
                    depth += 1
                    taken.depth = max(taken.depth, depth)
                    self._at += 1
                    continue
                if byte != _QUOTE:
                    depth -= 1
                    self._at += 1
                    if depth == 0:
                        taken.add(self._buffer[start : self._at])
                        return
                    continue
                taken.add(self._buffer[start : self._at])
                self._string(taken)
            else:
                taken.add(self._buffer[start:])
                if not self._fill():
                    raise BrokenOff("the file ends in the middle of an object")
            start = self._at

    def _string(self, taken: Taken) -> None:
        taken.add(b'"')
        self._at += 1
        while True:
            match = _STRING_END.match(self._buffer, self._at)
            if match:
                taken.add(self._buffer[self._at : match.end()])
                self._at = match.end()
                return
            # An escape whose second half is still to come stays in the buffer.
            tail = _TRAILING_ESCAPES.search(self._buffer, self._at)
            keep = (len(tail.group()) if tail else 0) % 2
            end = len(self._buffer) - keep
            taken.add(self._buffer[self._at : end])
            self._at = end
            if not self._fill():
                raise BrokenOff("the file ends in the middle of a text")

    def _rest(self, taken: Taken) -> None:
        """What stands between a value and the comma or bracket behind it: a number, or what spoils the value."""
        while True:
            match = _SCALAR.match(self._buffer, self._at)
            end = match.end() if match else self._at
            taken.add(self._buffer[self._at : end])
            self._at = end
            if end == len(self._buffer):
                if self._fill():
                    continue
                return
            byte = self._buffer[end : end + 1]
            if byte in b",]}":
                return
            if byte == b'"':
                self._string(taken)
            else:
                self._balanced(taken)

    def _skip_prefix(self) -> None:
        while b"=" not in self._buffer[self._at :] and len(self._buffer) < PREFIX_LIMIT and self._fill(keep=True):
            pass
        if self.peek() in (b"[", b"{"):
            return
        found = self._buffer.find(b"=", self._at, PREFIX_LIMIT)
        if found < 0:
            raise NotJson("neither JSON nor a file of the archive's form (`name = ...`)")
        self._at = found + 1

    def _fill(self, *, keep: bool = False) -> bool:
        """Read on; what was walked over is let go. False at the end of the text."""
        if self._ended:
            return False
        try:
            more = self._stream.read(_CHUNK)
        except SourceError as error:
            self._ended = True
            raise BrokenOff("the file cannot be read on: it is damaged or shorter than declared") from error
        except (OSError, EOFError) as error:
            self._ended = True
            raise BrokenOff("the file cannot be read on") from error
        if not more:
            self._ended = True
            return False
        drop = 0 if keep else self._at
        self.offset += drop
        self._buffer = self._buffer[drop:] + more
        self._at -= drop
        return True

    def _stop(self, reason: str) -> NoReturn:
        raise NotJson(reason)
