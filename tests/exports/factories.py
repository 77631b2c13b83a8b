"""Records, entries, headings and views for exporter tests and benches: invented people, no store behind them.

Each factory takes what a test cares about and fills in the rest. Whole views with every feature are in tests.exports.views.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from archiver.model.attachment import Held, RedactedAttachment
from archiver.model.channel import Channel
from archiver.model.conversation import Entry, FileKind, Heading, IndexRow, RecordView, Stamp, Status
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.ids import ChannelId, RecordNumber, ThreadKey
from archiver.model.record import (
    RecordKind,
    RedactedRecord,
    RedactedThread,
    State,
    ThreadKind,
)
from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.model.time import Moment, Precision

AUCKLAND = ZoneInfo("Pacific/Auckland")
START = dt.datetime(2026, 2, 1, 1, 15, tzinfo=dt.UTC)
"""14:15 on Sunday 1 February 2026 in Auckland, daylight saving (+13:00)."""

STAMP = Stamp(made=dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC), software="archiver 0.1.0", rules="nz-core 1.0.0")

AGENCY = RedactedCorrespondent(
    name=RedactedText.trusted("Example Agency"),
    handle=RedactedText.trusted("exampleagency"),
    platform_id="100200300400500",
    role=Role.AGENCY,
)
HANA = RedactedCorrespondent(
    name=RedactedText.trusted("Hana Tūhoe-Example"),
    handle=RedactedText.trusted("hana.example"),
    platform_id="9000001",
    role=Role.CORRESPONDENT,
)
CHANNEL = Channel(
    id=ChannelId("agency-facebook"),
    platform="facebook",
    account="100200300400500",
    name="Example Agency on Facebook",
    business_owner="Communications",
    business_activity="Answering the public on social media",
)
_TOKEN = re.compile(r"\[([A-Z][A-Z ]+) (\d+)\]|\[WITHHELD[^\]]*\]")
_KIND = {kind.label: kind for kind in Kind}


def redacted(text: str) -> RedactedText:
    """The text with a mark for every token of the house's shape standing in it."""
    marks = []
    for found in _TOKEN.finditer(text):
        kind = _KIND.get(found[1], Kind.NUMBER) if found[1] else Kind.WITHHELD
        marks.append(
            Mark(
                start=found.start(),
                end=found.end(),
                kind=kind,
                rule=f"nz.{kind.value}",
                token=found[0],
                value_key="" if kind is Kind.WITHHELD else f"k{found[2]}",
                confidence=0.97,
                reason="check digit and words near it",
                pack="nz-core 1.0.0",
            )
        )
    return RedactedText(text=text, marks=tuple(marks))


def moment(minutes: float = 0, *, precision: Precision = Precision.SECOND, at: dt.datetime = START) -> Moment:
    """`minutes` after START."""
    return Moment(utc=at + dt.timedelta(minutes=minutes), precision=precision)


def make_correspondent(
    name: str = "Hana Tūhoe-Example",
    handle: str = "hana.example",
    *,
    role: Role = Role.CORRESPONDENT,
    platform_id: str = "9000001",
) -> RedactedCorrespondent:
    """A correspondent; a name in clear is allowed by the policy."""
    return RedactedCorrespondent(
        name=RedactedText.trusted(name), handle=RedactedText.trusted(handle), platform_id=platform_id, role=role
    )


def make_attachment(name: str = "letter.pdf", **given: Any) -> RedactedAttachment:
    """A sealed attachment unless told otherwise."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    values: dict[str, Any] = {
        "name": redacted(name),
        "media_type": "application/pdf",
        "size": 48_213,
        "sha256": digest,
        "held": Held.SEALED,
        "original": f"originals/agency-facebook/{digest[:16]}.age",
    }
    return RedactedAttachment(**(values | given))


def make_record(text: str | RedactedText = "Kia ora", *, minutes: float | None = 0, **given: Any) -> RedactedRecord:
    """A message from HANA to AGENCY, `minutes` after START (None: the platform gives no time)."""
    words = redacted(text) if isinstance(text, str) else text
    key = hashlib.sha256(
        f"{minutes}|{words.text}|{given.get('sender', '')}".encode("utf-8", "surrogatepass")
    ).hexdigest()
    sender = given.get("sender", HANA)
    values: dict[str, Any] = {
        "key": key[:24],
        "kind": RecordKind.MESSAGE,
        "thread": RedactedThread(key=ThreadKey("t_1"), kind=ThreadKind.PRIVATE, participants=(AGENCY, HANA)),
        "sender": sender,
        "recipients": (HANA if sender is AGENCY else AGENCY,),
        "content_key": key,
        "text_key": key[::-1],
        "match_key": key[8:40],
        "source_id": f"m_{key[:12]}",
        "sent": None if minutes is None else moment(minutes),
        "text": words,
    }
    return RedactedRecord(**(values | given))


def make_entry(record: RedactedRecord | str = "Kia ora", *, number: int = 1, **given: Any) -> Entry:
    """An entry around a record (or around a message of these words)."""
    it = make_record(record) if isinstance(record, str) else record
    values: dict[str, Any] = {
        "number": number,
        "record": it,
        "first_seen": dt.datetime(2026, 2, 2, 3, 0, tzinfo=dt.UTC),
        "origin": "api:originals/agency-facebook/run-1.age",
    }
    return Entry(**(values | given))


def number_from(entries: Iterable[Entry], first: int = 1) -> tuple[Entry, ...]:
    """The same entries numbered in order."""
    return tuple(replace(entry, number=number) for number, entry in enumerate(entries, first))


def make_heading(entries: Iterable[Entry] = (), **given: Any) -> Heading:
    """A heading whose counts and dates agree with `entries`."""
    listed = tuple(entries)
    times = [entry.record.sent.utc for entry in listed if entry.record.sent] or [START]
    counted: dict[Kind, int] = {}
    for entry in listed:
        for mark in entry.record.text.marks:
            counted[mark.kind] = counted.get(mark.kind, 0) + 1
    values: dict[str, Any] = {
        "number": RecordNumber("R000042"),
        "kind": FileKind.CONVERSATION,
        "title": "Hana Tūhoe-Example 2026-02-01",
        "channel": CHANNEL,
        "platform": "Facebook",
        "correspondents": (HANA,),
        "formerly": (),
        "began": min(times),
        "ended": max(times),
        "zone": AUCKLAND,
        "messages": len(listed),
        "attachments": sum(len(entry.record.attachments) for entry in listed),
        "edition": 1,
        "status": Status.CLOSED,
        "access_status": "Restricted",
        "business_activity": "Answering the public on social media",
        "content_sha256": hashlib.sha256(repr(len(listed)).encode()).hexdigest(),
        "first_captured": dt.datetime(2026, 2, 2, 3, 0, tzinfo=dt.UTC),
        "last_captured": dt.datetime(2026, 3, 1, 14, 0, tzinfo=dt.UTC),
        "method": "Facebook Graph API, read by the agency's own page token",
        "completeness": (),
        "cannot": ("The platform does not say when a message was received.",),
        "originals": (("originals/agency-facebook/run-1.age", "ab" * 32),),
        "marks": tuple(sorted(counted.items())),
        "unread": sum(entry.record.state in (State.UNREADABLE, State.OUTSIDE_WINDOW) for entry in listed),
        "withheld": sum(entry.record.text.is_withheld for entry in listed),
        "agency": "Example Agency",
    }
    return Heading(**(values | given))


def make_view(
    texts: Iterable[str] | None = None, *, entries: Iterable[Entry] | None = None, **heading: Any
) -> RecordView:
    """A view of `entries`, or of one message for each text (taking turns), or of three ordinary messages."""
    if entries is None:
        lines = ("Kia ora, my client number is [CLIENT NUMBER 1].", "Thank you, we will look.", "Ngā mihi!")
        entries = (
            make_entry(make_record(text, minutes=3 * at, sender=AGENCY if at % 2 else HANA))
            for at, text in enumerate(lines if texts is None else texts)
        )
    listed = number_from(entries)
    return RecordView(heading=make_heading(listed, **heading), entries=listed)


def make_index_row(number: int = 1, **given: Any) -> IndexRow:
    """One line of the reference index."""
    name = given.get("correspondent", "Hana Tūhoe-Example")
    stem = f"records/agency-facebook/messages/{name} 2026-02-01 R{number:06d}"
    values: dict[str, Any] = {
        "number": RecordNumber(f"R{number:06d}"),
        "kind": FileKind.CONVERSATION,
        "channel": "agency-facebook",
        "channel_name": "Example Agency on Facebook",
        "correspondent": name,
        "formerly": (),
        "began": START,
        "ended": START + dt.timedelta(days=2),
        "messages": 12,
        "edition": 1,
        "status": Status.CLOSED,
        "title": f"{name} 2026-02-01",
        "files": (f"{stem}.pdf", f"{stem}.xlsx"),
        "sha256": ("ab" * 32, "cd" * 32),
    }
    return IndexRow(**(values | given))
