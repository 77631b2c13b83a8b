"""Keyed hashes by which the store knows a record again without holding what it says.

A record without a platform id is known by thread, sender, second, text and occurrence. What arrives by API and again by
export is matched by sender, second and text alone, since the two ways name threads differently, and the correspondent of a
private exchange by which end it is.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Protocol

from archiver.model.correspondent import Correspondent, Role
from archiver.model.digest import Json, canonical_json
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, State, ThreadKind
from archiver.model.time import iso_utc

DERIVED = "derived:"
_BARE = '{"attachments":[],"edited":false,"links":[],"quote":"","state":"PRESENT","subject":"","text":'


class Keyer(Protocol):
    """Makes keyed hashes: hexadecimal HMAC-SHA256, separated by purpose."""

    def key(self, purpose: str, value: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKeys:
    """The four keys of one record; see RedactedRecord."""

    key: str
    content_key: str
    text_key: str
    match_key: str


def record_keys(record: Record, keyer: Keyer) -> RecordKeys:
    """All keys of a clear record. The same record gives the same keys on every run with the same secret."""
    text = _same_spelling(record.text)
    second = iso_utc(record.sent.utc.replace(microsecond=0)) if record.sent else ""
    sender = _end(record.sender)
    match = keyer.key("match", _join(_match_end(record), second, text))
    own = record.source_id and f"{record.kind.value}:{record.source_id}"
    derived = own or DERIVED + keyer.key(
        "record", _join(record.thread.key, record.kind.value, sender, second, text, str(record.occurrence))
    )
    return RecordKeys(
        key=derived,
        content_key=keyer.key("content", _content_words(record, text)),
        text_key=keyer.key("text", text),
        match_key=match,
    )


def stored_thread_key(key: ThreadKey, keyer: Keyer) -> ThreadKey:
    """A thread's key fit to keep. One that a connector derived from a chat's title (a name, or a telephone number that
    could be tried out) begins with `derived:` and is kept as a keyed hash; a platform's own id is kept as it is."""
    if not key.startswith(DERIVED):
        return key
    return ThreadKey(DERIVED + keyer.key("thread", key)[:32])


def _content_words(record: Record, text: str) -> str:
    bare = not (record.subject or record.links or record.attachments or record.quote or record.edited)
    if bare and record.state is State.PRESENT:
        return f"{_BARE}{encode_basestring(text)}}}"  # most messages are nothing but their text: the same, sooner
    return canonical_json(_content(record, text)).decode()


def _content(record: Record, text: str) -> Json:
    # Nothing that changes without the record changing: no media addresses (they expire), no counts, no reactions, no
    # media types (a platform that tells none leaves it to the file, which is fetched once).
    return {
        "text": text,
        "subject": record.subject,
        "state": record.state.name,
        "edited": record.edited,
        "links": [link.url for link in record.links],
        "attachments": [[a.name, a.platform_id, a.alt_text] for a in record.attachments],
        "quote": record.quote.text if record.quote else "",
    }


def _match_end(record: Record) -> str:
    # One way names the correspondent of a private exchange by handle, the other by display name. There is only one, so the
    # end says who it is; that two exchanges are one is for the store to decide, with the names it has.
    if record.thread.kind is ThreadKind.PRIVATE and record.sender.role is Role.CORRESPONDENT:
        return "correspondent"
    return _end(record.sender)


def _end(person: Correspondent) -> str:
    if person.role is Role.AGENCY:
        return "agency"
    return _same_name(person.name or person.handle or person.platform_id)


@functools.lru_cache(maxsize=1024)
def _same_name(name: str) -> str:
    # The few who write in a batch write most of it.
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _same_spelling(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def _join(*parts: str) -> str:
    # Length-prefixed, so that no two lists of parts give the same value.
    return "".join([f"{len(part)}:{part}" for part in parts])
