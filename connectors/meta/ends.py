"""Who is who in the Graph API's answers: the agency's own accounts are known by id and by handle, nobody by guessing."""

from __future__ import annotations

from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Thread, ThreadKind
from connectors.fields import Fields, fields_of
from connectors.meta.values import data_of, id_of, words


class Ends:
    """Turns `from`, `to` and `participants` into correspondents."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._ids = {account}
        self._handles: set[str] = set()
        self.agency = Correspondent(platform_id=account, role=Role.AGENCY)

    def know(self, *, ids: tuple[str, ...] = (), name: str = "", handle: str = "") -> None:
        """Other ids, the name and the handle of the agency's account, as the platform told them."""
        self._ids.update(each for each in ids if each)
        if handle:
            self._handles.add(handle.casefold())
        self.agency = Correspondent(name=name, handle=handle, platform_id=self._account, role=Role.AGENCY)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._ids)

    def person(self, value: object) -> Correspondent:
        """The correspondent that an object names; one without anything when it names nobody."""
        fields = fields_of(value)
        number, name, handle = id_of(fields), words(fields, "name"), words(fields, "username")
        if number in self._ids or (handle and handle.casefold() in self._handles):
            return Correspondent(
                name=name or self.agency.name,
                handle=handle or self.agency.handle,
                platform_id=self._account,
                role=Role.AGENCY,
            )
        return Correspondent(name=name, handle=handle, platform_id=number)

    def thread(self, conversation: Fields) -> Thread:
        """The thread of a conversation; a group where more than one other takes part, or where it bears a name."""
        people = tuple(dict.fromkeys(self.person(each) for each in data_of(conversation, "participants")))
        title = words(conversation, "name")
        is_group = sum(person.role is not Role.AGENCY for person in people) > 1 or bool(title)
        return Thread(
            key=ThreadKey(id_of(conversation)),
            kind=ThreadKind.GROUP if is_group else ThreadKind.PRIVATE,
            title=title,
            participants=people,
        )
