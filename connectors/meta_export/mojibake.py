"""Repairs the letters of Meta's exports: UTF-8 bytes that were written as if each were a character of its own.

A string is repaired only where that reading is valid throughout; any other stays. Never guessed, always counted.
"""

from __future__ import annotations

import re

from connectors.honesty import Honesty, fit

_BYTES_ONLY = re.compile(r"[\x00-\xff]*\Z")


class Letters:
    """Repairs strings, object keys and paths, and counts what it did in `honesty`."""

    def __init__(self, honesty: Honesty) -> None:
        self._honesty = honesty

    def text(self, text: str) -> str:
        """The string as it was written by its author."""
        if text.isascii() and "\x00" not in text:
            return text
        if _BYTES_ONLY.match(text):
            try:
                repaired = text.encode("latin-1").decode("utf-8")
            except UnicodeDecodeError:
                self._honesty.count("encoding_left_as_it_was")
            else:
                if repaired != text:
                    self._honesty.count("encoding_repairs")
                text = repaired
        return fit(text, self._honesty)

    def value(self, value: object) -> object:
        """A whole JSON value: every string in it, keys too. Depth is bounded by the reader."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {key if key.isascii() else self.text(key): self.value(each) for key, each in value.items()}
        return value
