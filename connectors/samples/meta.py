"""Thread files as Facebook and Instagram write them: newest first, letters broken into bytes, media beside."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from archiver.model.redaction import Kind
from connectors.samples.files import letter, picture
from connectors.samples.planted import planted
from connectors.samples.world import AGENCY, Line, Talk

_FORM = f"Change of address. Client number {planted('facebook', Kind.CLIENT_NUMBER).value}."
"""What the form says: private, so its file may be kept sealed alone."""


def broken_letters(text: str) -> str:
    """The text as Meta's exports write it: each byte of its UTF-8 a character."""
    return text.encode().decode("latin-1")


def as_json(value: object) -> bytes:
    """The value as these exports write it: indented, ASCII alone, letters broken."""
    return json.dumps(_broken(value), indent=2).encode()


def epoch_ms(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000) + at.minute * 7


def thread(talk: Talk, folder: str, *, parts: int = 1) -> dict[str, bytes]:
    """The files of one thread under `folder` (`.../inbox`), in as many message files as asked for."""
    place = f"{folder}/{talk.handle}_{10_000 + talk.number}"
    files: dict[str, bytes] = {}
    newest_first = [_message(line, place) for line in reversed(talk.lines)]
    size = -(-len(newest_first) // parts)
    for number in range(parts):
        files[f"{place}/message_{number + 1}.json"] = as_json(
            {
                "participants": [{"name": name} for name in (*talk.people, AGENCY)],
                "messages": newest_first[number * size : (number + 1) * size],
                "title": ", ".join(talk.people),
                "is_still_participant": True,
                "thread_path": f"{folder.rpartition('/')[2]}/{talk.handle}_{10_000 + talk.number}",
                "magic_words": [],
            }
        )
    for line in talk.lines:
        for name in line.files:
            content = letter(_FORM) if name.endswith(".pdf") else picture(90 + talk.number)
            files[f"{place}/{_kind(name)}/{name}"] = content
    return files


def _message(line: Line, place: str) -> dict[str, Any]:
    made: dict[str, Any] = {"sender_name": line.sender, "timestamp_ms": epoch_ms(line.at)}
    if line.text:
        made["content"] = line.text
    for name in line.files:
        uri = f"{place}/{_kind(name)}/{name}"
        made[_kind(name)] = [{"uri": uri, "creation_timestamp": int(line.at.timestamp())}]
    if line.reaction:
        made["reactions"] = [{"reaction": line.reaction, "actor": AGENCY, "timestamp": int(line.at.timestamp()) + 30}]
    if line.unsent:
        made["is_unsent"] = True
    return {**made, "is_geoblocked_for_viewer": False, "is_unsent_image_by_messenger_kid_parent": False}


def _kind(name: str) -> str:
    return "files" if name.endswith(".pdf") else "photos"


def _broken(value: object) -> object:
    if isinstance(value, str):
        return broken_letters(value)
    if isinstance(value, list):
        return [_broken(each) for each in value]
    if isinstance(value, dict):
        return {key: _broken(each) for key, each in value.items()}
    return value
