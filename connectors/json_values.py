"""One value of a JSON text: its bytes, held within bounds, and what they mean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NoReturn

MIB = 1024 * 1024
DEPTH_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one value, not yet understood. `broken` says why they cannot be; they are empty then."""

    content: bytes
    broken: str = ""

    def value(self) -> object:
        """The value as Python's own types. Raises ValueError, its message in our words, when it is not JSON."""
        if self.broken:
            raise ValueError(self.broken)
        return _loads(self.content)


class Taken:
    """The pieces of one value, held while they are within bounds."""

    __slots__ = ("_limit", "_parts", "_size", "depth")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0
        self.depth = 0

    def add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= self._limit:
            self._parts.append(part)
        else:
            self._parts.clear()

    def raw(self) -> Raw:
        if self._size > self._limit:
            return Raw(b"", f"larger than {self._limit // MIB} MiB" if self._limit >= MIB else "too large")
        if self.depth > DEPTH_LIMIT:
            return Raw(b"", f"nested more than {DEPTH_LIMIT} deep")
        return Raw(b"".join(self._parts))


class Nothing(Taken):
    """Holds nothing: for what is walked over."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(0)

    def add(self, part: bytes) -> None:
        """Let it go."""


def _loads(content: bytes) -> object:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("text that is not UTF-8") from None
    try:
        return _DECODER.decode(text)
    except ValueError:
        raise ValueError("not valid JSON") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
