"""A WhatsApp chat as an iPhone in New Zealand exports it: local times, marks that do not show, a picture beside."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from connectors.samples.files import Files, picture
from connectors.samples.world import World

_LRM, _NARROW = "\u200e", "\u202f"
_ZONE = ZoneInfo("Pacific/Auckland")


def files(world: World) -> Files:
    """The chat with the first correspondent, and its media."""
    talk = world.talks("whatsapp")[0]
    notice = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
    lines = [f"[{_clock(talk.lines[0].at - dt.timedelta(minutes=1))}] {talk.people[0]}: {_LRM}{notice}"]
    made: dict[str, bytes] = {}
    for line in talk.lines:
        start = f"[{_clock(line.at)}] {line.sender}: "
        if line.text:
            lines.append(start + line.text)
        for name in line.files:
            lines.append(f"{_LRM}{start}{_LRM}<attached: {name}>")
            made[name] = picture(160)
    return {"_chat.txt": ("\n".join(lines) + "\n").encode(), **made}


def _clock(at: dt.datetime) -> str:
    local = at.astimezone(_ZONE)
    hour = local.hour % 12 or 12
    return f"{local:%d/%m/%Y}, {hour}:{local:%M:%S}{_NARROW}{'PM' if local.hour >= 12 else 'AM'}"
