"""Files that lie in an export beside its texts: their size and digest by streaming, once for each file."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

from archiver.errors import SourceError
from archiver.model.attachment import Attachment, Held
from connectors.base import Member, Source
from connectors.honesty import Honesty
from connectors.media_types import media_type_of

_CHUNK = 1024 * 1024
_REMEMBERED = 10_000


class HeldMedia:
    """Makes attachments of an export's files. The file itself stays where it is: in the sealed original."""

    def __init__(self, source: Source, honesty: Honesty) -> None:
        self._source = source
        self._honesty = honesty
        self._read: OrderedDict[tuple[str, str], tuple[str, int] | None] = OrderedDict()

    def held(
        self, member: Member, *, name: str = "", alt_text: str = "", platform_id: str = "", beside: str = ""
    ) -> Attachment:
        """The attachment for a file of the export; MISSING, with the reason, when it cannot be read. `beside` is the given
        archive that its text lies in: where that is another one, the attachment says so."""
        name = name or member.path.rsplit("/", 1)[-1]
        digest = self._digest(member)
        if digest is None:
            return self.missing(
                name, reason="it is in the export but cannot be read", alt_text=alt_text, platform_id=platform_id
            )
        self._honesty.count("media_held")
        return Attachment(
            name=name,
            media_type=media_type_of(name) or media_type_of(member.path),
            size=digest[1],
            sha256=digest[0],
            held=Held.SEALED,
            reason=f"it lies in {member.archive}" if beside and beside != member.archive else "",
            archive=member.archive,
            member=member.path,
            alt_text=alt_text,
            platform_id=platform_id,
        )

    def missing(self, name: str, *, reason: str = "", alt_text: str = "", platform_id: str = "") -> Attachment:
        """The attachment for a file that a text names and the export does not hold."""
        self._honesty.count("media_missing")
        return Attachment(
            name=name,
            media_type=media_type_of(name),
            held=Held.MISSING,
            reason=reason,
            alt_text=alt_text,
            platform_id=platform_id,
        )

    def _digest(self, member: Member) -> tuple[str, int] | None:
        key = (member.archive, member.path)
        if key in self._read:
            self._read.move_to_end(key)
            return self._read[key]
        found = self._measure(member)
        self._read[key] = found
        if len(self._read) > _REMEMBERED:
            self._read.popitem(last=False)
        return found

    def _measure(self, member: Member) -> tuple[str, int] | None:
        digest, size = hashlib.sha256(), 0
        try:
            with self._source.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
        except (SourceError, OSError, EOFError):
            return None
        return digest.hexdigest(), size
