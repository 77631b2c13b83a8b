"""Who is who in X's answers: people come beside the objects, and the account itself is the agency."""

from __future__ import annotations

from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role
from connectors.fields import Fields
from connectors.fit import words_of
from connectors.x.archive_people import digits

_REMEMBERED = 20_000


class People:
    """Turns account numbers into correspondents, by what answers have told so far."""

    def __init__(self, channel: Channel) -> None:
        self._account = channel.account
        self._agency = Correspondent(
            name=channel.name,
            platform_id=channel.account if channel.account.isdigit() else "",
            handle="" if channel.account.isdigit() else channel.account.lstrip("@"),
            role=Role.AGENCY,
        )
        self._known: dict[str, Correspondent] = {}

    @property
    def agency(self) -> Correspondent:
        return self._agency

    def owner(self, user: Fields) -> bool:
        """Take what X says of the token's own account. False when that is not the channel's account."""
        number, handle = digits(user, "id"), words_of(user, "username")
        if self._account.isdigit():
            mine = number == self._account
        else:
            mine = bool(handle) and handle.casefold() == self._account.lstrip("@").casefold()
        if mine:
            name = words_of(user, "name") or self._agency.name
            self._agency = Correspondent(name=name, handle=handle, platform_id=number, role=Role.AGENCY)
        return mine

    def learn(self, users: list[Fields]) -> None:
        """Take the people that came beside an answer."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        for user in users:
            number = digits(user, "id")
            if number:
                self._known[number] = Correspondent(
                    name=words_of(user, "name"), handle=words_of(user, "username"), platform_id=number
                )

    def person(self, number: str) -> Correspondent:
        """The correspondent of this number; without a name where X gave none."""
        if number and number == self._agency.platform_id:
            return self._agency
        return self._known.get(number) or Correspondent(platform_id=number)
