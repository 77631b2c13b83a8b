"""Lengths of time as an operator writes them: `30d`, `12h`, `never`."""

from __future__ import annotations

import datetime as dt
import re

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(text: str) -> dt.timedelta | None:
    """`30d`, `12h`, `45m`, `2w`; `never` gives None. Raises ValueError, saying what is allowed."""
    text = text.strip().lower()
    if text == "never":
        return None
    match = re.fullmatch(r"([0-9]{1,5})\s*([mhdw])", text)
    if not match or int(match[1]) == 0:
        raise ValueError('a length of time like "30d", "12h" or "45m" is expected')
    return dt.timedelta(**{_UNITS[match[2]]: int(match[1])})
