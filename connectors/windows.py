"""How long each platform keeps showing what we want to keep, and what asking costs: how often it must be captured.

Facts of the platforms' own documentation, as CANNOT is. The channel's activity decides, within these bounds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a platform lets us see.

    `newest_messages` is how many of a conversation's messages it tells in full (0 = all). `fleeting` is how long it shows
    the shortest-lived thing we capture, named by `fleeting_what`. `messages_for` is how long private messages stay
    readable. `tightest` is how often the platform may reasonably be asked; `asking` says what asking costs."""

    newest_messages: int = 0
    fleeting: dt.timedelta | None = None
    fleeting_what: str = ""
    messages_for: dt.timedelta | None = None
    tightest: dt.timedelta = HOUR
    asking: str = ""


DEFAULT = Window(tightest=3 * HOUR)
"""For a platform that came by an entry point."""

WINDOWS: dict[str, Window] = {
    "facebook": Window(
        asking="Facebook limits requests by how busy the Page is; a quiet Page may be asked rarely",
    ),
    "instagram": Window(
        newest_messages=20,
        fleeting=DAY,
        fleeting_what="a story",
        asking="Instagram allows two requests for conversations a second",
    ),
    "x": Window(
        messages_for=30 * DAY,
        tightest=4 * HOUR,
        asking="X charges for what is read; the same thing read again on one day (UTC) is charged once",
    ),
    "linkedin": Window(
        tightest=6 * HOUR,
        asking="LinkedIn limits requests by the day, until midnight UTC",
    ),
}
"""Platform -> what it lets us see. WhatsApp has no live connection."""


def window_of(platform: str) -> Window:
    """The platform's window."""
    return WINDOWS.get(platform, DEFAULT)
