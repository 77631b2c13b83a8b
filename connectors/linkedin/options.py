"""What an operator may set for a LinkedIn channel, and how old the version of the interface has become."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

VERSION = "202607"
_OLD_MONTHS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedInOptions:
    """`version` of the interface, as YYYYMM: LinkedIn takes each for a year at least. `young_days`: the comments of posts
    so young are walked every run; of older ones when their count changed or something was notified, and every
    `full_days`. `most_requests`: the application's daily limit as the developer portal shows it, 0 = not known; the run
    stops before it is used up."""

    version: str = VERSION
    young_days: int = 14
    full_days: int = 7
    most_requests: int = 0


OPTIONS = LinkedInOptions
"""What the configuration's options of a channel are made into."""


def sunset_note(version: str, now: dt.datetime) -> str:
    """A warning once the version is more than nine months old; "" before."""
    try:
        months = (now.year - int(version[:4])) * 12 + now.month - int(version[4:6])
    except ValueError:
        return f"the configured version of LinkedIn's interface is no month: {version[:20]!r}"
    if months <= _OLD_MONTHS:
        return ""
    return (
        f"the version {version} of LinkedIn's interface is {months} months old; LinkedIn ends a version after about twelve: "
        "set a newer one (or update this program) soon"
    )
