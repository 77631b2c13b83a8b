"""The media of an X archive: files named by the id of their post or message, in the folders beside the scripts."""

from __future__ import annotations

import re

from archiver.model.attachment import Attachment
from connectors.base import Member, Source
from connectors.held_media import HeldMedia
from connectors.honesty import Honesty

_NAMED = re.compile(r"([0-9]{1,30})-(.+)\Z", re.DOTALL)


class ArchiveMedia:
    """Finds the files of one post or message."""

    def __init__(self, source: Source, honesty: Honesty) -> None:
        self._held = HeldMedia(source, honesty)
        self._by_id: dict[str, list[Member]] = {}
        for member in source.members:
            folders = member.path.split("/")
            match = _NAMED.match(folders[-1])
            if match and len(folders) > 1 and folders[-2].endswith("_media"):
                self._by_id.setdefault(match.group(1), []).append(member)
                honesty.count("media_files")

    def of(self, number: str, urls: list[tuple[str, str, str]]) -> tuple[Attachment, ...]:
        """The attachments of the post or message `number`: those of `urls`, (address, alternative text, the medium's
        id), and what else the archive holds under that number."""
        files = {member.path.rsplit("/", 1)[-1].partition("-")[2]: member for member in self._by_id.get(number, [])}
        found = []
        for url, alt_text, platform_id in urls:
            name = url.split("?", 1)[0].rsplit("/", 1)[-1]
            member = files.pop(name, None)
            if member is None and len(urls) == 1 and len(files) == 1:
                # A video is kept under another address than the one its post shows.
                member = files.popitem()[1]
            if member is None:
                found.append(self._held.missing(name, alt_text=alt_text, platform_id=platform_id))
            else:
                found.append(self._held.held(member, name=name, alt_text=alt_text, platform_id=platform_id))
        return (*found, *(self._held.held(files[name], name=name) for name in sorted(files)))
