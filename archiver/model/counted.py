"""A number with its noun, as people write it: one record, two records."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`1 record`, `2 records`, `1,200 records`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"
