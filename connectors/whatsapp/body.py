"""A message's body taken apart: the writer's text, and what WhatsApp put in or around it.

Markers are taken out of the text and become facts. Where it is not sure that words are WhatsApp's own, they stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from archiver.model.record import State
from connectors.whatsapp.header import MARKS
from connectors.whatsapp.markers import (
    ATTACHED,
    CALL,
    DELETED_BY_ADMIN,
    EDITED,
    FILE_ATTACHED,
    HEADS,
    LONGEST,
    LRM,
    SYSTEM,
    VIEW_ONCE,
    WHOLE,
    Marker,
    plain,
)

_ATTACHED_IOS = re.compile(rf"(?P<marks>[{MARKS}]*)<(?P<word>[^<>:\n]{{2,24}}?)\s?:\s?(?P<name>[^<>\n]{{1,300}})>")
_ATTACHED_ANDROID = re.compile(
    rf"(?P<marks>[{MARKS}]*)(?P<name>[^\n]{{1,300}}\.\w{{1,10}}) \((?P<word>[^()\n]{{3,40}})\)(?=\n|$)"
)
_ANDROID_NAME = re.compile(r"[A-Z]{3,5}-\d{8}-WA\d{4,}\.\w{2,5}")
_IOS_NAME = re.compile(r"\d{6,10}-[A-Za-z].*")
_EDITED = re.compile(rf"[ \n]?[{MARKS}]*<([^<>\n]{{5,60}})>[{MARKS}\s]*$")
_PAGES = re.compile(rf"\s*•\s*[{MARKS}]*\d+\s+\w+\s*$")
_LOCATION = re.compile(r"https?://(?:maps\.google\.com|(?:www\.)?google\.com/maps|maps\.apple\.com|goo\.gl/maps)/?\S*")
_POLL = re.compile(rf"^[{MARKS}]+[^\W\d_]{{3,12}}:\n")
_OPTION = re.compile(rf"\n[{MARKS}]+[^\W\d_]{{3,12}}: ")


@dataclass(slots=True)
class Body:
    """`files` are names of attached files; `omitted` our word for what the export left out, "" for nothing.

    A `notice` is told by the platform; a `call` is one that has a caller."""

    text: str
    state: State = State.PRESENT
    edited: bool = False
    files: tuple[str, ...] = ()
    omitted: str = ""
    notice: bool = False
    call: bool = False
    location: str = ""
    notes: tuple[str, ...] = ()


def read_body(text: str, *, ios: bool, marked: bool, holds: Callable[[str], bool]) -> Body:
    """Take a body apart. `ios` tells the export's kind, `marked` whether WhatsApp's own words bear their invisible mark
    in this file (then words without it are a person's), `holds` whether a file of that name lies in the export."""
    has_mark = LRM in text
    has_angle = "<" in text
    if not has_mark and not has_angle and len(text) > LONGEST and ")" not in text:
        return Body(text)
    genuine = has_mark or not (ios and marked)
    edited = False
    if has_angle and (found := _EDITED.search(text)) and genuine and plain(found[1]) in EDITED:
        text, edited = text[: found.start()], True
        if not text.strip():
            return Body("", edited=True)
        has_angle = "<" in text
    if genuine and len(text) <= LONGEST:
        known = _whole(text)
        if known is not None:
            return known
    if has_angle:
        attached = _ios_attachment(text, holds)
        if attached is not None:
            return Body(attached[1], edited=edited, files=(attached[0],))
    elif not ios and ")" in text:
        attached = _android_attachment(text, holds)
        if attached is not None:
            return Body(attached[1], edited=edited, files=(attached[0],))
    if has_mark:
        return _marked(text, edited)
    if "://" in text and len(text) < 400 and (found := _LOCATION.search(text)):
        return Body(text, edited=edited, location=found[0])
    return Body(text, edited=edited)


def _whole(text: str) -> Body | None:
    """A body that is nothing but a phrase of WhatsApp's."""
    head = text[:3]
    if head.isascii() and head.lower() not in HEADS:
        return None
    said = plain(text)
    known = WHOLE.get(said)
    if known is None:
        if said.startswith(VIEW_ONCE):
            note = "a view-once message: WhatsApp exports neither its content nor its file"
            return Body("", omitted="view-once message", notes=(note,))
        if said.startswith(DELETED_BY_ADMIN):
            return Body("", state=State.DELETED, notes=("deleted by an administrator of the group",))
        if CALL.match(said):
            return Body(_unmarked(text), notice=True, call=True)
        return None
    marker, what = known
    if marker is Marker.DELETED:
        return Body("", state=State.DELETED)
    if marker is Marker.WAITING:
        return Body(
            "", state=State.UNREADABLE, notes=("WhatsApp had not received this message when the chat was exported",)
        )
    return Body("", omitted=what)


def _ios_attachment(text: str, holds: Callable[[str], bool]) -> tuple[str, str] | None:
    """(file name, what is left of the text) of `<attached: name>`, wherever in the body it stands."""
    for found in _ATTACHED_IOS.finditer(text):
        name = found["name"].strip(" " + LRM)
        known = plain(found["word"]) in ATTACHED
        sure = LRM in found["marks"] or found.span() == (0, len(text))
        if (known and (sure or _IOS_NAME.fullmatch(name))) or (sure and (_IOS_NAME.fullmatch(name) or holds(name))):
            before = _PAGES.sub("", text[: found.start()])
            # A document's marker repeats its file name before it, as a title.
            rest = f"{before}{text[found.end() :]}".strip(" \n" + LRM)
            return name, "" if rest and name.endswith(rest) else rest
    return None


def _android_attachment(text: str, holds: Callable[[str], bool]) -> tuple[str, str] | None:
    """(file name, caption) of `name (file attached)`, which is the whole first line."""
    found = _ATTACHED_ANDROID.match(text)
    if found is None:
        return None
    name = found["name"].strip()
    known = plain(found["word"]) in FILE_ATTACHED
    sure = LRM in found["marks"] or bool(_ANDROID_NAME.fullmatch(name)) or holds(name)
    if not sure or not (known or _ANDROID_NAME.fullmatch(name)):
        return None
    return name, text[found.end() :].lstrip("\n")


def _marked(text: str, edited: bool) -> Body:
    """A body with an invisible mark in it that is no attachment: the platform's own words, a poll, a place, or text."""
    if text.startswith(LRM):
        said = plain(text[:300])
        call = bool(CALL.match(said))
        if call or SYSTEM.search(said):
            return Body(_unmarked(text), edited=edited, notice=True, call=call)
    if _POLL.match(text) and _OPTION.search(text):
        return Body(
            _unmarked(text), edited=edited, notes=("a poll, with the votes as they stood when the chat was exported",)
        )
    if found := _LOCATION.search(text):
        return Body(_unmarked(text), edited=edited, location=found[0])
    return Body(text.strip(LRM), edited=edited)


def _unmarked(text: str) -> str:
    return text.replace(LRM, "")
