"""An append-only line: who did what to which record, when. Named as PREMIS names it where it has a name."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from archiver.model.digest import Json


class EventKind(enum.StrEnum):
    """What can happen to what we hold."""

    CAPTURE = "capture"
    INGESTION = "ingestion"
    REDACTION = "redaction"
    RECORD_CREATED = "record created"
    RECORD_MOVED = "record retitled"
    PUBLICATION = "publication"
    WITHHELD = "withheld"
    FIXITY_CHECK = "fixity check"
    ACCESS = "access"
    DISSEMINATION = "dissemination"
    REVIEW = "review"
    GAP_ACCEPTED = "gap accepted"
    REPROCESSED = "reprocessed"
    BACKUP = "backup"
    PACKED = "originals packed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`seq` counts from 1 without holes; `hash` is `chain_hash(prev, payload)` over kind, subject, agent, at, detail.

    `detail` holds facts (counts, refs, rule ids), never a correspondent's words or a redacted value."""

    seq: int
    kind: EventKind
    subject: str
    agent: str
    at: dt.datetime
    detail: Json
    prev: str
    hash: str
