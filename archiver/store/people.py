"""Correspondents, each kept once: records point to them, so a name is found and counted in one place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert, select

from archiver.model.correspondent import RedactedCorrespondent
from archiver.store import schema
from archiver.store.codec import decode_person, encode_person, plain
from archiver.store.folding import fold


class People:
    """The correspondents met in one transaction, both ways: to a row's number, and back."""

    def __init__(self, connection: Connection, channel_id: int) -> None:
        self._connection = connection
        self._channel_id = channel_id
        self._ids: dict[RedactedCorrespondent, int] = {}
        self._known: dict[int, tuple[RedactedCorrespondent, bytes]] = {}
        # By identity: records of one thread share their people, and hashing a name for each record is what would cost.
        self._same: dict[int, tuple[RedactedCorrespondent, int, bytes]] = {}

    def add(self, people: Iterable[RedactedCorrespondent]) -> None:
        """Make sure that these have rows."""
        missing = {person: encode_person(person) for person in dict.fromkeys(people) if person not in self._ids}
        if not missing:
            return
        digests = {hashlib.sha256(body).digest(): person for person, body in missing.items()}
        table = schema.person
        found = self._connection.execute(
            select(table.c.id, table.c.digest).where(
                table.c.channel_id == self._channel_id, table.c.digest.in_(list(digests))
            )
        )
        for row in found:
            person = digests.pop(bytes(row.digest))
            self._remember(row.id, person, missing[person])
        for digest, person in digests.items():
            result = self._connection.execute(
                insert(table).values(
                    channel_id=self._channel_id,
                    digest=digest,
                    role=person.role.value,
                    platform_id=plain(person.platform_id),
                    body=missing[person],
                    name=plain(person.name.text),
                    folded=fold(f"{person.name.text} {person.handle.text}"),
                )
            )
            self._remember(result.inserted_primary_key[0], person, missing[person])  # type: ignore[index]

    def _remember(self, number: int, person: RedactedCorrespondent, body: bytes) -> None:
        self._ids[person] = number
        self._known[number] = (person, body)

    def row_of(self, person: RedactedCorrespondent) -> tuple[int, bytes]:
        """The row's number and canonical bytes of a person given to `add`."""
        same = self._same.get(id(person))
        if same is not None and same[0] is person:
            return same[1], same[2]
        number = self._ids[person]
        body = self._known[number][1]
        self._same[id(person)] = (person, number, body)
        return number, body

    def id_of(self, person: RedactedCorrespondent) -> int:
        """The row's number of a person given to `add`."""
        return self.row_of(person)[0]

    def load(self, numbers: Iterable[int]) -> None:
        """Fetch these rows, where they are not known yet."""
        wanted = [number for number in set(numbers) if number not in self._known]
        table = schema.person
        for start in range(0, len(wanted), 500):
            rows = self._connection.execute(
                select(table.c.id, table.c.body).where(table.c.id.in_(wanted[start : start + 500]))
            )
            for row in rows:
                self._remember(row.id, decode_person(row.body), row.body)

    def __getitem__(self, number: int) -> RedactedCorrespondent:
        if number not in self._known:
            self.load([number])
        return self._known[number][0]

    def many(self, numbers: str) -> tuple[RedactedCorrespondent, ...]:
        """The people of a list as columns hold it."""
        return tuple([self[number] for number in numbers_of(numbers)])


def numbers_of(text: str) -> list[int]:
    """Row numbers from the text a column holds."""
    return [int(number) for number in text.split(",")] if text else []


def text_of(numbers: Sequence[int]) -> str:
    """Row numbers as the text a column holds."""
    return ",".join(map(str, numbers))
