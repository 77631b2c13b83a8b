"""One answer of a platform, as the connectors read it, and whether the same question is worth asking again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archiver.model.capture import Exchange
from connectors.bodies import TOO_LARGE, TOO_SLOW

TRANSIENT = frozenset({500, 502, 503, 504})
"""Statuses that pass by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `exchange` is cleaned and fit to be sealed, `value` the JSON, `headers` as received (lower case)."""

    status: int
    headers: Mapping[str, str]
    value: Any
    exchange: Exchange
    malformed: str = ""
    """Why the body is not JSON, in our words; "" when it is. What was read of it is in `exchange`, as evidence."""


def worth_repeating(answer: Answer) -> bool:
    """Whether asking again may help: the platform's servers are in trouble, or the answer broke on its way."""
    if answer.status in TRANSIENT:
        return True
    return bool(answer.malformed) and 200 <= answer.status < 300 and answer.malformed not in (TOO_LARGE, TOO_SLOW)
