"""A detected value in the matching view, and the mask that keeps two rules from taking the same characters."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.model.redaction import Kind

FREE, KEPT, TAKEN = 0, 1, 2

ALWAYS_SEEN = frozenset({Kind.EMAIL, Kind.LINK_TOKEN, Kind.COORDINATES, Kind.ADDRESS})
"""Kinds whose form alone gives them away wherever they stand."""

CODED = frozenset(
    {
        Kind.NHI,
        Kind.LICENCE,
        Kind.PASSPORT,
        Kind.PLATE,
        Kind.KIWISAVER,
        Kind.OVERSEAS_ID,
        Kind.HANDLE,
        Kind.BIRTH_DATE,
        Kind.NUMBER,
        Kind.LOCAL,
        Kind.PERSONAL,
    }
)
"""Kinds whose values may hold letters, so that a later typing must be looked for among codes."""


@dataclass(slots=True)
class Span:
    """[start, end) of the view is a value of `kind`. `value` is its normalised form; in memory only."""

    start: int
    end: int
    kind: Kind
    rule: str
    value: str
    confidence: float
    reason: str


class Mask:
    """Which characters of a view are kept or taken already."""

    __slots__ = ("bytes", "spans")

    def __init__(self, size: int) -> None:
        self.bytes = bytearray(size)
        self.spans: list[Span] = []

    def keep(self, start: int, end: int) -> None:
        """Nothing may take [start, end) any more."""
        if end > start:
            self.bytes[start:end] = b"\x01" * (end - start)

    def is_free(self, start: int, end: int) -> bool:
        """Whether no rule kept or took any of [start, end)."""
        return self.bytes.find(1, start, end) < 0 and self.bytes.find(2, start, end) < 0

    def is_taken(self, start: int, end: int) -> bool:
        """Whether a rule took any of [start, end)."""
        return self.bytes.find(2, start, end) >= 0

    def free(self, start: int, end: int) -> None:
        """What was kept of [start, end) may be taken after all; for a rule that knows better."""
        self.bytes[start:end] = bytes(end - start)

    def is_kept(self, start: int, end: int) -> bool:
        """Whether any of [start, end) is to be kept."""
        return self.bytes.find(1, start, end) >= 0

    def take(self, span: Span) -> bool:
        """Take the span if it is free."""
        if span.end <= span.start or not self.is_free(span.start, span.end):
            return False
        self.bytes[span.start : span.end] = b"\x02" * (span.end - span.start)
        self.spans.append(span)
        return True

    def grow(self, span: Span, end: int) -> bool:
        """Let a taken span reach to `end`, where nothing else is in the way."""
        if not self.is_free(span.end, end):
            return False
        self.bytes[span.end : end] = b"\x02" * (end - span.end)
        span.end = end
        return True

    def has_parts(self, start: int, end: int) -> bool:
        """Whether [start, end) is kept nowhere, and what was taken of it are only parts of it."""
        within = [span for span in self.spans if span.start < end and span.end > start]
        return not self.is_kept(start, end) and all(
            start <= span.start and span.end <= end and span.end - span.start < end - start for span in within
        )

    def drop(self, start: int, end: int) -> None:
        """Give back what was taken within [start, end)."""
        self.spans[:] = [span for span in self.spans if not (span.start < end and span.end > start)]
        self.free(start, end)
