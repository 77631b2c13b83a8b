"""Invented redacted records for the store's tests: short to write, complete where it matters."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from archiver.model.capture import CaptureMethod, RedactedBatch
from archiver.model.channel import Channel
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.ids import ChannelId, RunId, ThreadKey
from archiver.model.record import RecordKind, RedactedRecord, RedactedThread, State, ThreadKind
from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.model.time import UTC, Moment
from archiver.store import ViewContext

CHANNEL = ChannelId("harbour-facebook")
RUN = RunId("20260201T011500Z-0001")
ZONE = ZoneInfo("Pacific/Auckland")
GAP = dt.timedelta(days=30)
NOW = dt.datetime(2026, 6, 1, tzinfo=UTC)
AGENCY = RedactedCorrespondent(name=RedactedText(text="Harbour Board"), platform_id="900", role=Role.AGENCY)


def at(text: str) -> dt.datetime:
    """A UTC time, written `2026-02-01 01:15`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def keyed(*parts: object) -> str:
    """A stand-in for a keyed hash."""
    return hashlib.sha256("|".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def person(name: str, platform_id: str = "", role: Role = Role.CORRESPONDENT) -> RedactedCorrespondent:
    """A correspondent."""
    return RedactedCorrespondent(name=RedactedText(text=name), platform_id=platform_id, role=role)


def marked(text: str, token: str = "[PHONE 1]", kind: Kind = Kind.PHONE, value: str = "v1") -> RedactedText:
    """A text in which `token` stands for a value."""
    start = text.index(token)
    mark = Mark(start=start, end=start + len(token), kind=kind, rule="test", token=token, value_key=keyed(value))
    return RedactedText(text=text, marks=(mark,))


def thread(key: str = "t1", kind: ThreadKind = ThreadKind.PRIVATE, *people: RedactedCorrespondent) -> RedactedThread:
    """A thread."""
    return RedactedThread(key=ThreadKey(key), kind=kind, participants=people)


def message(
    text: str | RedactedText = "Kia ora",
    sent: str | None = "2026-02-01 01:15",
    *,
    source: str = "",
    where: RedactedThread | None = None,
    sender: RedactedCorrespondent | None = None,
    kind: RecordKind = RecordKind.MESSAGE,
    occurrence: int = 0,
    state: State = State.PRESENT,
    content: str = "",
    **more: Any,
) -> RedactedRecord:
    """A record whose keys follow from what it says, as the pipeline makes them. `content` stands for more clear content
    than the text."""
    where = where or thread("t1", ThreadKind.PRIVATE, person("Aroha Ngata", "501"), AGENCY)
    sender = sender or person("Aroha Ngata", "501")
    redacted = text if isinstance(text, RedactedText) else RedactedText(text=text)
    moment = None if sent is None else Moment(utc=at(sent), source=sent)
    second = "" if sent is None else sent[:19]
    key = (
        keyed("id", source) if source else keyed("own", where.key, sender.name.text, second, redacted.text, occurrence)
    )
    return RedactedRecord(
        key=key,
        kind=kind,
        thread=where,
        sender=sender,
        content_key=keyed("content", redacted.text, second, state, content),
        text_key=keyed("text", redacted.text),
        match_key=keyed("match", sender.name.text, second, redacted.text),
        occurrence=occurrence,
        source_id=source,
        sent=moment,
        text=redacted,
        state=state,
        **more,
    )


def batch(
    *records: RedactedRecord,
    captured: str = "2026-05-01 00:00",
    method: CaptureMethod = CaptureMethod.API,
    origin: str = "",
    channel: ChannelId = CHANNEL,
    **more: Any,
) -> RedactedBatch:
    """A batch."""
    return RedactedBatch(
        channel=channel,
        captured=at(captured),
        method=method,
        origin=origin or f"{method.value}-{captured[:10]}.age",
        records=tuple(records),
        **more,
    )


def context(
    name: str = "Harbour Board on Facebook", now: dt.datetime = NOW, gap: dt.timedelta | None = GAP
) -> ViewContext:
    """What a view needs beside the store."""
    channel = Channel(id=CHANNEL, platform="facebook", account="900", name=name)
    return ViewContext(channel=channel, zone=ZONE, agency="Harbour Board", now=now, gap=gap)


def texts(records: Iterable[Any]) -> list[str]:
    """The texts of entries or records."""
    return [getattr(item, "record", item).text.text for item in records]
