"""Who is who in an X archive, which knows correspondents by number alone.

The account itself is named by the archive. A correspondent gets a name only where the account's own posts mention them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role
from archiver.model.time import Moment, from_epoch_ms, from_iso
from connectors.fields import Fields, objects_of, text_of, whole
from connectors.x.archive_files import ArchiveFiles

_MENTIONED = 200_000
_EPOCH_MS = 1_288_834_974_657
"""The beginning of X's ids: they hold the milliseconds since then above their lowest 22 bits."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_OLD_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) ([+-][0-9]{4}) ([0-9]{4})\Z"
)


class People:
    """Turns account numbers into correspondents."""

    def __init__(self, archives: Sequence[ArchiveFiles], channel: Channel) -> None:
        self._owners = {files.account_id for files in archives if files.account_id}
        named = next((files for files in reversed(archives) if files.account_id or files.user_name), None)
        if not self._owners and channel.account.isdigit():
            self._owners = {channel.account}
        account = named.account_id if named and named.account_id else channel.account
        self._agency = Correspondent(
            name=(named.display_name if named else "") or channel.name,
            handle=named.user_name if named else "",
            platform_id=account,
            role=Role.AGENCY,
        )
        self._names: dict[str, tuple[int, str, str]] = {}

    @property
    def agency(self) -> Correspondent:
        return self._agency

    def is_owner(self, number: str) -> bool:
        return number in self._owners

    def learn(self, post: Fields, post_id: int) -> None:
        """Take the names of those whom a post mentions; the newest post's word counts."""
        entities = post.get("entities")
        for mention in objects_of(entities.get("user_mentions")) if isinstance(entities, dict) else ():
            number = text_of(mention, "id_str") or str(whole(mention.get("id")) or "")
            known = self._names.get(number)
            if number and (known[0] < post_id if known else len(self._names) < _MENTIONED):
                self._names[number] = (post_id, text_of(mention, "screen_name"), text_of(mention, "name"))

    def person(self, number: str) -> Correspondent:
        """The correspondent of this number; "" is somebody unknown."""
        if number in self._owners:
            return self._agency
        _, handle, name = self._names.get(number, (0, "", ""))
        return Correspondent(name=name, handle=handle, platform_id=number)


def digits(fields: Fields, *names: str) -> str:
    """The first of the named fields that is an id: decimal digits, as text."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return str(value)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 30:
            return value
    return ""


def moment_of(text: str) -> Moment | None:
    """`2024-02-01T03:04:05.678Z`, `Thu Feb 01 03:04:05 +0000 2024`, or milliseconds; None when it is none of these."""
    try:
        if text.isascii() and text.isdigit() and len(text) <= 15:
            return from_epoch_ms(int(text))
        old = _OLD_TIME.match(text)
        if not old:
            return from_iso(text)
        month, day, clock, offset, year = old.groups()
        iso = from_iso(f"{year}-{_MONTHS.index(month) // 4 + 1:02d}-{day}T{clock}{offset}")
    except ValueError:
        return None
    return Moment(utc=iso.utc, source=text, precision=iso.precision)


def moment_of_id(number: int) -> Moment | None:
    """When an id was given out; None for the small ids of before 2010."""
    if number < 1 << 34:
        return None
    try:
        return from_epoch_ms((number >> 22) + _EPOCH_MS)
    except ValueError:
        return None
