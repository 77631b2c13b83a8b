"""Reads the objects of a file that is one list, or an object of lists: posts, stories, comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import SourceError
from archiver.model.capture import Quarantined
from connectors.base import Member, Source
from connectors.fields import Fields, fields_of
from connectors.honesty import Honesty
from connectors.json_reader import BrokenOff, JsonReader, NotJson
from connectors.meta_export.mojibake import Letters
from connectors.meta_export.places import shown


@dataclass(frozen=True, slots=True)
class Listed:
    """One object of a file: its fields, repaired, and where it stands."""

    fields: Fields
    place: str
    member: Member


class ListReader:
    """Reads such files of `source`, one object in memory at a time."""

    def __init__(self, source: Source, honesty: Honesty, letters: Letters) -> None:
        self._source = source
        self._honesty = honesty
        self._letters = letters

    def objects(self, member: Member) -> Iterator[Listed | Quarantined]:
        """Every object in the file's lists, in file order; what is no object, or cannot be read, quarantined. An object
        without any list in it is one object itself."""
        self._honesty.count("files_read")
        where = shown(member.path)
        place = "start"
        try:
            with self._source.open(member) as stream:
                reader = JsonReader(stream)
                if reader.peek() == b"{":
                    single: dict[str, object] = {}
                    lists = 0
                    for key in reader.members():
                        name = key if key.isascii() and key.isidentifier() else "…"
                        if reader.peek() != b"[" or key in ("label_values", "media") or "fbid" in single:
                            single[key] = self._plain(reader)
                            continue
                        lists += 1
                        for index in reader.items():
                            place = f"{name}[{index}]"
                            yield self._object(reader, member, place, where)
                            place = f"after {place}"
                    if not lists and single:
                        self._honesty.count("objects_read")
                        yield Listed(fields_of(self._letters.value(single)), "the whole file", member)
                else:
                    for index in reader.items():
                        place = f"[{index}]"
                        yield self._object(reader, member, place, where)
                        place = f"after {place}"
            return
        except (BrokenOff, NotJson) as error:
            reason = error.reason
        except (SourceError, OSError):
            reason = "the file cannot be read"
        self._honesty.count("files_damaged")
        self._honesty.count("objects_read")
        yield Quarantined(source=where, place=place, reason=reason)

    def _object(self, reader: JsonReader, member: Member, place: str, where: str) -> Listed | Quarantined:
        raw = reader.raw()
        self._honesty.count("objects_read")
        try:
            value = raw.value()
        except ValueError as error:
            return Quarantined(source=where, place=place, reason=str(error))
        if not isinstance(value, dict):
            return Quarantined(source=where, place=place, reason="not an object where one belongs")
        return Listed(fields_of(self._letters.value(value)), place, member)

    @staticmethod
    def _plain(reader: JsonReader) -> object:
        try:
            return reader.raw().value()
        except ValueError:
            return None
