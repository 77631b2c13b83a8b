"""Finds the file that a message or post names, wherever in the given zips and folders it lies.

A name is looked up among the export's members and nowhere else: what it says is never used as a path.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from archiver.model.attachment import Attachment, Held
from connectors.base import Member, Source
from connectors.held_media import HeldMedia
from connectors.honesty import Honesty

DATA_ENDINGS = (".json", ".html", ".htm", ".txt", ".css", ".js")
_TAIL = 3
"""How many last parts of a path must agree when an export's folders were renamed since."""


class MediaIndex:
    """The media of an export by their names."""

    def __init__(self, source: Source, honesty: Honesty) -> None:
        self._held = HeldMedia(source, honesty)
        self._by_name: dict[str, list[Member]] = {}
        for member in source.members:
            # A person may send a .txt or .html file: in a thread's own folder it is media, not data.
            if member.path.lower().endswith(DATA_ENDINGS) and "/files/" not in member.path:
                continue
            self._by_name.setdefault(member.path.rsplit("/", 1)[-1], []).append(member)
            honesty.count("media_files")

    def attachment(self, uri: str, near: Member, *, alt_text: str = "", name: str = "") -> Attachment:
        """The attachment for a `uri` written in the file `near`."""
        shown = name or uri.rsplit("/", 1)[-1]
        if uri.lower().startswith(("http://", "https://")):
            return Attachment(name=shown.split("?", 1)[0], held=Held.LINK_ONLY, alt_text=alt_text)
        member = self._find(unicodedata.normalize("NFC", uri), near)
        if member is None:
            return self._held.missing(shown, alt_text=alt_text)
        return self._held.held(member, name=shown, alt_text=alt_text, beside=near.archive)

    def _find(self, uri: str, near: Member) -> Member | None:
        folder = near.path.rpartition("/")[0]
        if uri.startswith("./"):
            uri = f"{folder}/{uri[2:]}" if folder else uri[2:]
        candidates = self._by_name.get(uri.rsplit("/", 1)[-1], [])
        exact = [each for each in candidates if each.path == uri or each.path.endswith("/" + uri)]
        if exact:
            return _nearest(exact, near)
        # Eras differ in the folders at the top (`messages/...`, `your_facebook_activity/messages/...`) alone.
        tail = uri.split("/")[-_TAIL:]
        similar = [each for each in candidates if len(tail) == _TAIL and each.path.split("/")[-_TAIL:] == tail]
        return _nearest(similar, near) if similar else None


def _nearest(candidates: Sequence[Member], near: Member) -> Member:
    def shared(member: Member) -> int:
        count = 0
        for ours, theirs in zip(member.path.split("/"), near.path.split("/"), strict=False):
            if ours != theirs:
                break
            count += 1
        return count

    return max(candidates, key=lambda each: (each.archive == near.archive, shared(each)))
