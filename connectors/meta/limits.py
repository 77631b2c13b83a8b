"""The Graph API's usage headers. They are percentages; a run stops well before a hundred, since asking on while throttled
prolongs the block."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from connectors.fields import fields_of, list_of, whole

STOP_ABOVE = 80
"""Per cent of a limit above which no more is asked in this run."""

SLOW_ABOVE = 50
"""Per cent of a limit above which one request is made after the other."""

_DEFAULT_WAIT = dt.timedelta(hours=1)
_PLAIN = ("x-app-usage", "x-page-usage")
_BUSINESS = "x-business-use-case-usage"
_PERCENTAGES = ("call_count", "total_cputime", "total_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The fullest of all limits in per cent, and how long the platform says to wait (an hour where it says nothing)."""

    percent: int = 0
    wait: dt.timedelta = _DEFAULT_WAIT

    @property
    def is_near_limit(self) -> bool:
        return self.percent > STOP_ABOVE

    @property
    def is_half_full(self) -> bool:
        return self.percent > SLOW_ABOVE


def usage(headers: Mapping[str, str], accounts: Iterable[str], before: Usage | None = None) -> Usage:
    """Read an answer's headers; one without any tells nothing, and what was known `before` stands. Of the business limits
    those of `accounts` count, or all when none of them is named."""
    if before is not None and not any(headers.get(name) for name in (*_PLAIN, _BUSINESS)):
        return before
    percents, waits = [0], [0]
    for name in _PLAIN:
        percents += _percents(_parsed(headers.get(name, "")))
    business = fields_of(_parsed(headers.get(_BUSINESS, "")))
    ours = [business[account] for account in accounts if account in business] or list(business.values())
    for entries in ours:
        for entry in list_of(entries):
            percents += _percents(entry)
            # Minutes, as the documentation is understood; the unit is not certain, and too long a wait loses nothing.
            waits.append(whole(fields_of(entry).get("estimated_time_to_regain_access")) or 0)
    minutes = min(max(waits), 24 * 60)
    return Usage(percent=max(percents), wait=dt.timedelta(minutes=minutes) if minutes > 0 else _DEFAULT_WAIT)


def _percents(entry: object) -> list[int]:
    fields = fields_of(entry)
    return [whole(fields.get(name)) or 0 for name in _PERCENTAGES]


def _parsed(text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
