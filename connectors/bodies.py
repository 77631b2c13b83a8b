"""Answers' bodies, bounded: unpacked piece by piece up to a limit, and read as JSON without trusting any of it.

The unpacking is ours because a few kilobytes can stand for gigabytes: no more than a piece is ever unpacked before the
limit is looked at, and codings that were not asked for are refused.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PIECE = 64 * 1024
TOO_LARGE = "a body larger than allowed"
TOO_SLOW = "a body that took longer than allowed"
_DIGITS_READ = 4000


class BodyRefused(Exception):
    """A body that is not taken; `reason` in our words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stream:
    """Pieces as a stream to read from; what they raise, reading raises."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = bytearray()

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece
        cut = len(self._rest) if size < 0 else size
        whole = bytes(self._rest[:cut])
        del self._rest[:cut]
        return whole


def in_time(raw: Iterable[bytes], monotonic: Callable[[], float], seconds: float) -> Iterator[bytes]:
    """The pieces as they come, until they have taken longer than allowed. Raises BodyRefused."""
    deadline = monotonic() + seconds
    for piece in raw:
        if monotonic() > deadline:
            raise BodyRefused(TOO_SLOW)
        yield piece


def unpacked(raw: Iterable[bytes], coding: str, *, limit: int) -> Iterator[bytes]:
    """The body's bytes in pieces, at most `limit` in all. Raises BodyRefused."""
    left = limit
    for piece in _decoded(raw, coding.strip().lower()):
        left -= len(piece)
        if left < 0:
            raise BodyRefused(TOO_LARGE)
        yield piece


def _decoded(raw: Iterable[bytes], coding: str) -> Iterator[bytes]:
    if coding in ("", "identity"):
        yield from raw
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused("a content coding that was not asked for")
    window = zlib.MAX_WBITS | 16 if coding != "deflate" else zlib.MAX_WBITS
    unpacker = zlib.decompressobj(window)
    started = False
    for chunk in raw:
        rest = chunk
        while rest:
            if unpacker.eof:
                unpacker = zlib.decompressobj(window)
            try:
                piece = unpacker.decompress(rest, PIECE)
            except zlib.error:
                if coding != "deflate" or started:
                    raise BodyRefused("a packed body that is damaged") from None
                # Some servers mean bare deflate when they say deflate.
                window = -zlib.MAX_WBITS
                unpacker = zlib.decompressobj(window)
                piece = _bare(unpacker, rest)
            started = True
            rest = unpacker.unconsumed_tail or unpacker.unused_data
            if piece:
                yield piece
    if started and not unpacker.eof:
        raise BodyRefused("a packed body that ends too early")


def _bare(unpacker: Any, rest: bytes) -> bytes:
    try:
        return bytes(unpacker.decompress(rest, PIECE))
    except zlib.error:
        raise BodyRefused("a packed body that is damaged") from None


def parse_json(body: bytes) -> tuple[Any, str]:
    """(value, "") or (None, why it is not JSON, in our words). Bytes that are no UTF-8 become visible marks."""
    if not body.strip():
        return None, "an empty body"
    try:
        return json.loads(body.decode("utf-8-sig", "replace"), parse_int=_whole, parse_constant=_nothing), ""
    except RecursionError:
        return None, "JSON nested deeper than any platform nests it"
    except ValueError:
        head = body[:2000].lower()
        return None, "HTML instead of JSON" if b"<html" in head or b"<!doctype" in head else "truncated or broken JSON"


def _whole(digits: str) -> int | str:
    # Python refuses to make numbers of very many digits; such an "id" stays the text it is.
    return int(digits) if len(digits) <= _DIGITS_READ else digits


def _nothing(word: str) -> None:
    """NaN and Infinity are no JSON and no fact."""
