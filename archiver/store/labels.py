"""Whose conversation it is: the names a volume is titled with, and the names those people bore earlier.

A person is called by name; one whose name the platform does not give, by handle, marked as one with @.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from archiver.model.correspondent import UNKNOWN_NAME, RedactedCorrespondent, Role
from archiver.model.record import ThreadKind
from archiver.store import schema
from archiver.store.codec import decode_person
from archiver.store.folding import fold

_MOST_NAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """`label` titles the volume; `correspondents` are its people, each as last seen; `formerly` their other names."""

    label: str
    correspondents: tuple[RedactedCorrespondent, ...]
    formerly: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sighting:
    person: RedactedCorrespondent
    last_at: int
    number: int


def naming(connection: Connection, volume_id: int, kind: str) -> Naming:
    """The names of a conversation, from those who wrote in it or are named among its participants."""
    person, link = schema.person, schema.volume_person
    rows = connection.execute(
        select(person.c.id, person.c.body, link.c.last_at)
        .join(link, link.c.person_id == person.c.id)
        .where(link.c.volume_id == volume_id, person.c.role == Role.CORRESPONDENT.value)
        .order_by(person.c.id)
    )
    seen = [_Sighting(decode_person(row.body), row.last_at if row.last_at is not None else -1, row.id) for row in rows]
    return name(seen, is_group=kind == ThreadKind.GROUP.value)


def name(seen: list[_Sighting], *, is_group: bool) -> Naming:
    """Who is who: in a private exchange there is one correspondent, whatever names it bore; in a group, one each id."""
    people: dict[str, list[_Sighting]] = {}
    for sighting in seen:
        people.setdefault(_identity(sighting.person) if is_group else "", []).append(sighting)
    latest, formerly = [], dict[str, None]()
    for sightings in people.values():
        named = [s for s in sightings if s.person.name.text.strip()]
        called = sorted(named or sightings, key=lambda s: (s.last_at, s.number))
        newest = called[-1].person
        latest.append(_with_handle(newest, sightings))
        others = (_called(sighting.person) for sighting in called)
        formerly.update(dict.fromkeys(other for other in others if other and other != _called(newest)))
    names = [called_so for person in latest if (called_so := _called(person))]
    nameless = len(latest) - len(names)
    return Naming(label=_label(names, nameless), correspondents=tuple(latest), formerly=tuple(formerly))


def _called(person: RedactedCorrespondent) -> str:
    """The name, else the handle; "" where there is neither, or where the handle was redacted."""
    name, handle = person.name.text.strip(), person.handle.text.strip().lstrip("@")
    return name or (f"@{handle}" if handle and not person.handle.marks else "")


def _with_handle(person: RedactedCorrespondent, sightings: list[_Sighting]) -> RedactedCorrespondent:
    """One way of capture may tell the name and another the handle."""
    handles = [s for s in sightings if s.person.handle.text.strip()]
    if person.handle.text.strip() or not handles:
        return person
    return replace(person, handle=max(handles, key=lambda s: (s.last_at, s.number)).person.handle)


def _identity(person: RedactedCorrespondent) -> str:
    return person.platform_id or fold(person.name.text) or person.handle.text


def _label(names: list[str], nameless: int) -> str:
    if not names:
        return UNKNOWN_NAME
    shown, others = names[:_MOST_NAMES], len(names[_MOST_NAMES:]) + nameless
    label = ", ".join(shown)
    if others:
        label += f" and {others} other{'s' if others > 1 else ''}"
    return label
