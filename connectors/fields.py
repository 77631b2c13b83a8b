"""Reads fields of parsed JSON whose types nobody promises: the value if it has the type, else an empty one."""

from __future__ import annotations

import re
from collections.abc import Mapping

Fields = Mapping[str, object]
_NO_FIELDS: Fields = {}
_DIGITS = re.compile(r"-?[0-9]{1,32}\Z")


def text_of(fields: Fields, *names: str) -> str:
    """The first of the named fields that is a string and not empty; "" when none is."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def fields_of(value: object) -> Fields:
    """The object, or an empty one where it is something else."""
    return value if isinstance(value, dict) else _NO_FIELDS


def list_of(value: object) -> list[object]:
    """The list, or an empty one where it is something else."""
    return value if isinstance(value, list) else []


def objects_of(value: object) -> list[Fields]:
    """The objects in a list; whatever else it holds is left out."""
    return [each for each in list_of(value) if isinstance(each, dict)]


def whole(value: object) -> int | None:
    """An integer, also one written as a string or as a float without a fraction; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str) and _DIGITS.match(value):
        return int(value)
    return None
