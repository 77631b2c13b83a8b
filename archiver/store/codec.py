"""Redacted values to compact bytes and back, and the digest of a record's content.

The bytes are JSON arrays with fixed places; missing places at the end are empty. A place is never reused and never
moves: old bytes stay readable. What the digest covers does not depend on the machine, on when or how a record was
captured, or on where its files are sealed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from archiver.model.attachment import Held, RedactedAttachment
from archiver.model.correspondent import RedactedCorrespondent, Role
from archiver.model.record import (
    Count,
    RedactedLink,
    RedactedQuote,
    RedactedReaction,
    RedactedRecord,
)
from archiver.model.redaction import EMPTY, Kind, Mark, RedactedText
from archiver.model.time import Assumption, Moment, Precision

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

_encoder = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_kinds = {kind.value: kind for kind in Kind}
_held = {held.value: held for held in Held}
_roles = {role.value: role for role in Role}
_precisions = {precision.value: precision for precision in Precision}
_assumptions = {assumption.value: assumption for assumption in Assumption}


def micros(value: dt.datetime) -> int:
    """Whole microseconds since 1970 UTC. Raises ValueError on a naive time."""
    if value.tzinfo is None:
        raise ValueError("a naive time reached storage")
    return (value - _EPOCH) // _MICROSECOND


def instant(value: int) -> dt.datetime:
    """The aware UTC time of whole microseconds since 1970."""
    return _EPOCH + dt.timedelta(microseconds=value)


def optional_micros(value: dt.datetime | None) -> int | None:
    """`micros`, where there may be no time."""
    return None if value is None else micros(value)


def optional_instant(value: int | None) -> dt.datetime | None:
    """`instant`, where there may be no time."""
    return None if value is None else instant(value)


def plain(text: str) -> str:
    """A text that both engines can hold in a text column: NUL and lone surrogates become visible stand-ins."""
    if text.isascii():
        return text.replace("\0", "\u2400") if "\0" in text else text
    return text.replace("\0", "\u2400").encode("utf-8", "replace").decode("utf-8")


def pack(value: Any) -> bytes:
    """JSON bytes. Lone surrogates survive, so that no text a platform sends can stop a batch."""
    return _encoder(value).encode("utf-8", "surrogatepass")


def unpack(value: bytes) -> Any:
    """What `pack` was given."""
    return json.loads(value.decode("utf-8", "surrogatepass"))


# --- texts and times --------------------------------------------------------------------------------------------------


def encode_text(value: RedactedText) -> Any:
    """The text alone where nothing was redacted in it, else the text and its marks."""
    if not value.marks:
        return value.text
    return [
        value.text,
        [
            [m.start, m.end, m.kind.value, m.rule, m.token, m.value_key, m.confidence, m.reason, m.pack]
            for m in value.marks
        ],
    ]


def decode_text(value: Any) -> RedactedText:
    """What `encode_text` was given."""
    if isinstance(value, str):
        return RedactedText(text=value) if value else EMPTY
    marks = tuple(
        Mark(
            start=start,
            end=end,
            kind=_kinds[kind],
            rule=rule,
            token=token,
            value_key=value_key,
            confidence=confidence,
            reason=reason,
            pack=pack_name,
        )
        for start, end, kind, rule, token, value_key, confidence, reason, pack_name in value[1]
    )
    return RedactedText(text=value[0], marks=marks)


def _encode_moment(value: Moment | None) -> Any:
    if value is None:
        return 0
    at = micros(value.utc)
    if value.assumption is not Assumption.NONE:
        return [at, value.source, value.precision.value, value.assumption.value]
    if value.precision is not Precision.SECOND:
        return [at, value.source, value.precision.value]
    return [at, value.source]


def _decode_moment(value: Any) -> Moment | None:
    if not value:
        return None
    size = len(value)
    return Moment(
        utc=_EPOCH + dt.timedelta(microseconds=value[0]),
        source=value[1],
        precision=_precisions[value[2]] if size > 2 else Precision.SECOND,
        assumption=_assumptions[value[3]] if size > 3 else Assumption.NONE,
    )


# --- people -----------------------------------------------------------------------------------------------------------


def encode_person(value: RedactedCorrespondent) -> bytes:
    """A correspondent as bytes; equal ones give equal bytes."""
    return pack([encode_text(value.name), encode_text(value.handle), value.platform_id, value.role.value])


def decode_person(value: bytes) -> RedactedCorrespondent:
    """What `encode_person` was given."""
    name, handle, platform_id, role = unpack(value)
    return RedactedCorrespondent(
        name=decode_text(name), handle=decode_text(handle), platform_id=platform_id, role=_roles[role]
    )


# --- records ----------------------------------------------------------------------------------------------------------


def _encode_attachment(a: RedactedAttachment) -> list[Any]:
    # The platform's id is how the store knows a file again; it is left out where there is none, as in old bytes.
    own = [a.platform_id] if a.platform_id else []
    return [encode_text(a.name), a.media_type, a.size, a.sha256, a.held.value, a.reason, encode_text(a.alt_text), *own]


def _encode_link(link: RedactedLink) -> list[Any]:
    return [encode_text(link.url), encode_text(link.resolved), encode_text(link.title)]


def encode_body(r: RedactedRecord) -> bytes:
    """What a record says, without who, where from, and the figures that change by the hour."""
    quote = r.quote
    body: list[Any] = [
        encode_text(r.text),
        _encode_moment(r.sent),
        _encode_moment(r.received),
        encode_text(r.subject) if r.subject.text else "",
        1 if r.edited else 0,
        _encode_moment(r.edited_at),
        [_encode_link(link) for link in r.links] if r.links else 0,
        [_encode_attachment(a) for a in r.attachments] if r.attachments else 0,
        0 if quote is None else [encode_text(quote.text), encode_text(quote.sender), quote.source_id],
        encode_text(r.permalink) if r.permalink.text else "",
        list(r.notes) if r.notes else 0,
    ]
    while len(body) > 2 and not body[-1]:
        body.pop()
    return pack(body)


def encode_snapshot(r: RedactedRecord) -> bytes | None:
    """Reactions and counts: true only at the time of capture, so kept beside the record's content and not in it."""
    if not r.reactions and not r.counts:
        return None
    return pack(
        [
            [[encode_text(x.value), encode_text(x.by), x.count] for x in r.reactions],
            [[x.name, x.value] for x in r.counts],
        ]
    )


def decode_snapshot(value: bytes | None) -> tuple[tuple[RedactedReaction, ...], tuple[Count, ...]]:
    """The reactions and counts that `encode_snapshot` was given."""
    if value is None:
        return (), ()
    reactions, counts = unpack(value)
    return (
        tuple(RedactedReaction(value=decode_text(v), by=decode_text(b), count=c) for v, b, c in reactions),
        tuple(Count(name=name, value=number) for name, number in counts),
    )


def _decode_attachments(values: Any, originals: Sequence[str]) -> tuple[RedactedAttachment, ...]:
    return tuple(
        RedactedAttachment(
            name=decode_text(value[0]),
            media_type=value[1],
            size=value[2],
            sha256=value[3],
            held=_held[value[4]],
            reason=value[5],
            alt_text=decode_text(value[6]),
            original=originals[place] if place < len(originals) else "",
            platform_id=value[7] if len(value) > 7 else "",
        )
        for place, value in enumerate(values)
    )


def decode_body(value: bytes, originals: Callable[[], Sequence[str]]) -> dict[str, Any]:
    """The fields of RedactedRecord that `encode_body` wrote. `originals` gives each attachment's sealed file."""
    body = unpack(value)
    fields: dict[str, Any] = {
        "text": decode_text(body[0]),
        "sent": _decode_moment(body[1]),
    }
    size = len(body)
    if size > 2:
        fields["received"] = _decode_moment(body[2])
    if size > 3:
        fields["subject"] = decode_text(body[3])
    if size > 4:
        fields["edited"] = bool(body[4])
    if size > 5:
        fields["edited_at"] = _decode_moment(body[5])
    if size > 6 and body[6]:
        fields["links"] = tuple(
            RedactedLink(url=decode_text(u), resolved=decode_text(r), title=decode_text(t)) for u, r, t in body[6]
        )
    if size > 7 and body[7]:
        fields["attachments"] = _decode_attachments(body[7], originals())
    if size > 8 and body[8]:
        text, sender, source_id = body[8]
        fields["quote"] = RedactedQuote(text=decode_text(text), sender=decode_text(sender), source_id=source_id)
    if size > 9:
        fields["permalink"] = decode_text(body[9])
    if size > 10 and body[10]:
        fields["notes"] = tuple(body[10])
    return fields


def is_edited(value: bytes) -> bool:
    """Whether a body says that the platform marked its record as edited."""
    body = unpack(value)
    return len(body) > 4 and bool(body[4])


def bare_text(value: bytes) -> RedactedText | None:
    """The text of a body that holds no other; None where there may be more."""
    body = unpack(value)
    if any(body[place] for place in _TEXTS if place < len(body)):
        return None
    return decode_text(body[0])


_ATTACHMENTS = 7


def body_attachments(value: bytes) -> tuple[RedactedAttachment, ...]:
    """The attachments of a body, without their sealed files."""
    body = unpack(value)
    return _decode_attachments(body[_ATTACHMENTS], ()) if len(body) > _ATTACHMENTS and body[_ATTACHMENTS] else ()


def with_attachments(value: bytes, attachments: Sequence[RedactedAttachment]) -> bytes:
    """A body that has attachments, with others in their places."""
    body = unpack(value)
    body[_ATTACHMENTS] = [_encode_attachment(each) for each in attachments]
    return pack(body)


_TEXTS = (3, 6, 7, 8, 9)
"""Places of a body that hold texts besides the first: subject, links, attachments, quote, permanent link."""


def content_digest(
    kind: str, state: str, parent: str, sender: bytes, recipients: Sequence[bytes], body: bytes
) -> bytes:
    """SHA-256 over what one state of a record says. Lengths go in, so that no two contents give the same input."""
    digest = hashlib.sha256()
    parts = [kind.encode(), state.encode(), parent.encode("utf-8", "surrogatepass"), body, sender, *recipients]
    digest.update(b"".join([b"%d:%b," % (len(part), part) for part in parts]))
    return digest.digest()
