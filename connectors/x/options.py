"""What an operator may set for an X channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.x.costs import PRICES


@dataclass(frozen=True, slots=True, kw_only=True)
class XOptions:
    """`overlap`: how many known items a nightly walk reads again behind its mark: late arrivals are found in it, and each
    read costs money. `recheck_days`: posts of so many days are looked up every run, for deletions and edits; older ones
    once a week, up to `recheck_reach_days`. 0 turns it off. `replies_days`: below posts of so many days replies are searched
    for that do not name the account; 0 turns it off. `encrypted`: whether encrypted conversations are counted.
    `dialect`: "tweet" or "post" to use one vocabulary from the start. `prices`: millionths of a US dollar for one read."""

    overlap: int = 20
    recheck_days: int = 7
    recheck_reach_days: int = 90
    replies_days: int = 90
    encrypted: bool = True
    dialect: str = ""
    prices: Mapping[str, int] = field(default_factory=lambda: dict(PRICES))


OPTIONS = XOptions
"""What the configuration's options of a channel are made into."""
