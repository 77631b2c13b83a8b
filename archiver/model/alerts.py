"""What a message may call for a person at once: the kinds, and the rules that spot them. Flags only, never a judgement.

A rule holds phrases in a small notation of words; see docs/alerts.md. An alert names a record and a kind, never words.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from archiver.model.ids import ChannelId, RecordNumber
from archiver.model.working_days import Act

RULE_PREFIX = "alert:"
"""Marks the rows of alerts among those of redaction's review."""


class AlertKind(enum.StrEnum):
    """What a conversation may need a person for."""

    WELLBEING = "wellbeing"
    THREAT = "threat"
    ALLEGATION = "allegation"
    INFORMATION_REQUEST = "information-request"
    PRIVACY_REQUEST = "privacy-request"

    @property
    def words(self) -> str:
        """The kind as a notice says it."""
        return _WORDS[self]

    @property
    def act(self) -> Act | None:
        """The Act whose clock such a message may start."""
        return _ACTS.get(self)


_WORDS = {
    AlertKind.WELLBEING: "possible concern for someone's wellbeing",
    AlertKind.THREAT: "possible threat to staff or others",
    AlertKind.ALLEGATION: "possible serious allegation",
    AlertKind.INFORMATION_REQUEST: "possible request for official information",
    AlertKind.PRIVACY_REQUEST: "possible request for one's own information",
}
_ACTS = {AlertKind.INFORMATION_REQUEST: Act.OFFICIAL_INFORMATION, AlertKind.PRIVACY_REQUEST: Act.PRIVACY}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """One rule: any of `phrases` in a message flags it, unless one of `unless` stands in the same sentence. `match` and
    `keep` are its own examples: each of the first must be flagged by it, none of the second."""

    id: str
    kind: AlertKind
    language: str
    reason: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPack:
    """All rules in force. `version` names the packs and their versions."""

    version: str
    rules: tuple[AlertRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One flagged message as the store remembers it: which record file it stands in (None until it has one), which rule,
    when it was sent (None = not known) and when first seen (UTC). `decision` is "" until a person dealt with it."""

    id: int
    channel: ChannelId
    record: RecordNumber | None
    kind: AlertKind
    rule: str
    reason: str
    sent: dt.datetime | None
    seen: dt.datetime
    run: str
    decision: str
    decided_by: str
    decided_at: dt.datetime | None
