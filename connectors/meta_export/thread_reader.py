"""Reads the files of one thread, oldest message first, one file in memory at a time.

Whatever a file holds, it costs its siblings nothing: what cannot be read becomes a Quarantined value with its place.
"""

from __future__ import annotations

import heapq
import itertools
import re
from collections import OrderedDict
from collections.abc import Callable, Container, Iterator
from dataclasses import replace

from archiver.errors import SourceError
from archiver.model.capture import Quarantined
from archiver.model.record import Record
from archiver.model.time import from_epoch_ms
from connectors.base import Member, Source
from connectors.fields import Fields, fields_of, whole
from connectors.honesty import Honesty, Item
from connectors.json_reader import BrokenOff, JsonReader, NotJson
from connectors.json_values import Raw
from connectors.meta_export.mojibake import Letters
from connectors.meta_export.places import ThreadFile, ThreadFiles, folder_kind, shown
from connectors.oldest_first import Piece, oldest_first

_HEAD_LIMIT = 1024 * 1024
_REMEMBERED = 4096
_TIME = re.compile(rb'"timestamp_ms"\s*+:\s*+([0-9]{1,15})\s*+[,}]')

Translate = Callable[[Fields, Fields, str, Member], tuple[Item, ...]]
"""(message, the file's other fields, place, member) -> what it is, and what of it was not understood."""

_Timed = tuple[int, str, Item]


class ThreadReader:
    """Reads threads of `source`; `translate` makes records of messages."""

    def __init__(self, source: Source, honesty: Honesty, letters: Letters) -> None:
        self._source = source
        self._honesty = honesty
        self._letters = letters

    def opening(self, file: ThreadFile) -> Fields:
        """What stands before the messages: as a rule the participants. Empty when the file cannot be read."""
        head: dict[str, object] = {}
        try:
            with self._source.open(file.member) as stream:
                reader = JsonReader(stream)
                for key in reader.members():
                    if key == "messages":
                        break
                    _into(head, key, reader)
        except (BrokenOff, NotJson, SourceError, OSError):
            pass
        # Repairs are counted when the file is read in earnest.
        return fields_of(Letters(Honesty()).value(head))

    def items(self, thread: ThreadFiles, translate: Callable[[], Translate]) -> Iterator[tuple[str, Item]]:
        """Every message of the thread with the archive it comes from, oldest first. `translate` is called once for each
        stretch of files that may repeat another's messages."""
        layers = [self._layer(files, translate()) for files in thread.layers()]
        if len(layers) == 1:
            yield from ((archive, item) for _, archive, item in layers[0])
            return
        yield from self._without_repeats(heapq.merge(*layers, key=lambda timed: timed[0]))

    def _layer(self, files: list[ThreadFile], translate: Translate) -> Iterator[_Timed]:
        time = 0
        for file in files:
            for at, item in self._file(file, translate):
                time = max(time, at) if at else time
                yield time, file.member.archive, item

    def _without_repeats(self, merged: Iterator[_Timed]) -> Iterator[tuple[str, Item]]:
        met: OrderedDict[Record, None] = OrderedDict()
        for _, archive, item in merged:
            if isinstance(item, Record):
                plain = _without_place(item)
                if plain in met:
                    self._honesty.count("repeated_in_another_file")
                    continue
                met[plain] = None
                if len(met) > _REMEMBERED:
                    met.popitem(last=False)
            yield archive, item

    def _file(self, file: ThreadFile, translate: Translate) -> Iterator[tuple[int, Item]]:
        honesty, member = self._honesty, file.member
        honesty.count("files_read")
        honesty.count(f"thread_files:{folder_kind(file)}")
        where = shown(member.path)
        head: dict[str, object] = {}
        trouble: dict[str, Quarantined] = {}

        def pieces(wanted: Container[int] | None = None) -> Iterator[Piece]:
            return self._pieces(member, head, trouble, where, wanted)

        about: Fields = {}
        for number, piece in enumerate(oldest_first(pieces(), pieces)):
            if not number:
                about = fields_of(self._letters.value(head))
            honesty.count("objects_read")
            try:
                value = piece.raw.value()
            except ValueError as error:
                yield piece.time or 0, Quarantined(source=where, place=piece.place, reason=str(error))
                continue
            if not isinstance(value, dict):
                yield 0, Quarantined(source=where, place=piece.place, reason="not an object where a message belongs")
                continue
            message = fields_of(self._letters.value(value))
            yield from ((piece.time or 0, item) for item in translate(message, about, piece.place, member))
        for each in trouble.values():
            honesty.count("files_damaged")
            honesty.count("objects_read")
            yield 0, each

    def _pieces(
        self,
        member: Member,
        head: dict[str, object],
        trouble: dict[str, Quarantined],
        where: str,
        wanted: Container[int] | None,
    ) -> Iterator[Piece]:
        count = itertools.count()
        place = "start"
        listed = False
        try:
            with self._source.open(member) as stream:
                reader = JsonReader(stream)
                for key in reader.members():
                    place = "beside the messages"
                    if key != "messages" or reader.peek() != b"[":
                        _into(head, key, reader)
                        continue
                    listed = True
                    for index in reader.items():
                        at = next(count)
                        if wanted is not None and at not in wanted:
                            reader.skip()
                            continue
                        place = f"messages[{index}]"
                        raw = reader.raw()
                        yield Piece(at, place, raw, _time(raw.content) if wanted is None else None)
                        place = f"after messages[{index}]"
                    place = "after the messages"
            if not listed:
                trouble.setdefault(
                    "shape", Quarantined(source=where, place="", reason="no list of messages in this file")
                )
        except (BrokenOff, NotJson) as error:
            trouble.setdefault("end", Quarantined(source=where, place=place, reason=error.reason))
        except (SourceError, OSError):
            trouble.setdefault("end", Quarantined(source=where, place=place, reason="the file cannot be read"))


def _into(head: dict[str, object], key: str, reader: JsonReader) -> None:
    try:
        head[key] = reader.raw(_HEAD_LIMIT).value()
    except ValueError:
        head.pop(key, None)


def _time(content: bytes) -> int | None:
    # Inside a text the quotes of these bytes would be escaped: one match is the field itself, and spares the parsing.
    found = _TIME.findall(content)
    try:
        if len(found) == 1:
            from_epoch_ms(int(found[0]))
            return int(found[0])
        fields = fields_of(Raw(content).value())
        number = whole(fields.get("timestamp_ms", fields.get("timestamp")))
        if number is None:
            return None
        from_epoch_ms(number)
    except ValueError:
        return None
    return number


def _without_place(record: Record) -> Record:
    return replace(
        record, place="", attachments=tuple(replace(each, member="", reason="") for each in record.attachments)
    )
