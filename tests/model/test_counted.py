"""A number agrees with its noun."""

from __future__ import annotations

from archiver.model.counted import counted


def test_one_is_singular_and_everything_else_plural() -> None:
    assert [counted(number, "record") for number in (0, 1, 2, 1200)] == [
        "0 records",
        "1 record",
        "2 records",
        "1,200 records",
    ]
