"""Rows of a LinkedIn export -> records. Pure: a row that cannot be understood becomes a Quarantined value."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from urllib.parse import unquote, urlsplit

from archiver.model.capture import Quarantined
from archiver.model.correspondent import Correspondent
from archiver.model.ids import ThreadKey
from archiver.model.record import Link, Record, RecordKind, Thread, ThreadKind
from archiver.model.time import UTC, Assumption, Moment
from connectors.linkedin.export_table import Row
from connectors.occurrence import Occurrences

MESSAGES = ("FROM", "DATE", "CONTENT")
SHARES = ("DATE", "SHARECOMMENTARY")
COMMENTS = ("DATE", "MESSAGE")
"""The columns that make a row the header of each file."""

KNOWN = {
    "messages.csv": frozenset(
        (
            "CONVERSATION ID",
            "CONVERSATION TITLE",
            "FROM",
            "SENDER PROFILE URL",
            "TO",
            "RECIPIENT PROFILE URLS",
            "DATE",
            "SUBJECT",
            "CONTENT",
            "FOLDER",
            "ATTACHMENTS",
            "IS MESSAGE DRAFT",
            "IS CONVERSATION ARCHIVED",
        )
    ),
    "shares.csv": frozenset(("DATE", "SHARELINK", "SHARECOMMENTARY", "SHAREDURL", "MEDIAURL", "VISIBILITY")),
    "comments.csv": frozenset(("DATE", "LINK", "MESSAGE")),
}

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(UTC|Z)?")
_MARKUP = re.compile(r"</?(?:p|br|a|b|i|div|span|strong|em|ul|ol|li|table|img|h\d)\b[^<>]*>", re.IGNORECASE)
_URN = re.compile(r"urn:li:(?:share|activity|ugcPost|comment):(?:\([^()\s]{1,200}\)|[A-Za-z0-9_-]{1,100})")
HAS_MARKUP = "the text holds HTML, as sponsored messages do; it is kept as it came"
DEPARTED_NOTE = "the sender is no longer on LinkedIn, which does not name them any more"


class NotATime(ValueError):
    """A DATE cell that holds something else."""


def read_time(text: str) -> Moment | None:
    """`2024-02-01 03:04:05 UTC`; None for an empty cell. Without a zone it is read as UTC, and says that it is assumed.

    Raises NotATime."""
    text = text.strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        raise NotATime
    try:
        utc = dt.datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=UTC)
        return Moment(utc=utc, source=text, assumption=Assumption.NONE if found[3] else Assumption.ZONE)
    except ValueError as error:
        raise NotATime from error


def is_draft(row: Row) -> bool:
    """Whether the message was written and never sent."""
    return row.get("IS MESSAGE DRAFT").strip().casefold() in ("yes", "true", "1")


def has_markup(text: str) -> bool:
    """Whether HTML stands in the text."""
    return "<" in text and _MARKUP.search(text) is not None


def links_of(*cells: str) -> tuple[Link, ...]:
    """The web addresses of cells that hold nothing else, divided by spaces or commas; each once."""
    found = dict.fromkeys(part for cell in cells for part in re.split(r"[\s,]+(?=https?://)", cell.strip()) if part)
    return tuple(Link(url=url) for url in found if url.startswith(("http://", "https://")))


def conversation_of(row: Row) -> str:
    """The conversation's id; one made of its ends where the export gives none."""
    given = row.get("CONVERSATION ID").strip()
    if given:
        return given
    names = {row.get("FROM").strip(), *row.get("TO").split(",")}
    ends = "\n".join(sorted(name.strip().casefold() for name in names if name.strip()))
    return "ends:" + hashlib.sha256(ends.encode()).hexdigest()[:32]


def share(row: Row, sender: Correspondent, numbers: Occurrences, path: str) -> Record | Quarantined:
    """A post out of Shares.csv."""
    try:
        sent = read_time(row.get("DATE"))
    except NotATime:
        return bad_time(row, path)
    text, link = row.get("SHARECOMMENTARY"), row.get("SHARELINK").strip()
    urn = urn_of(link)
    key = ThreadKey(urn or "share:" + _digest(row.get("DATE"), text, link))
    return Record(
        kind=RecordKind.POST,
        thread=Thread(key=key, kind=ThreadKind.POST),
        sender=sender,
        source_id=urn,
        occurrence=0 if urn else numbers.number(key, RecordKind.POST, sender, sent.utc if sent else None, text),
        sent=sent,
        text=text,
        links=links_of(row.get("SHAREDURL"), row.get("MEDIAURL")),
        permalink=link if link.startswith("https://") else "",
        place=f"line {row.line}",
    )


def comment(row: Row, sender: Correspondent, numbers: Occurrences, path: str) -> Record | Quarantined:
    """A comment out of Comments.csv. The post it stands under is known by its address alone."""
    try:
        sent = read_time(row.get("DATE"))
    except NotATime:
        return bad_time(row, path)
    text, link = row.get("MESSAGE"), row.get("LINK").strip()
    root = urn_of(urlsplit_path(link)) or urn_of(link)
    own = next((urn for urn in _urns(link) if urn.startswith("urn:li:comment:")), "")
    key = ThreadKey(root or "post:" + _digest(link))
    return Record(
        kind=RecordKind.COMMENT,
        thread=Thread(key=key, kind=ThreadKind.POST),
        sender=sender,
        source_id=own,
        occurrence=0 if own else numbers.number(key, RecordKind.COMMENT, sender, sent.utc if sent else None, text),
        parent=root,
        sent=sent,
        text=text,
        permalink=link if link.startswith("https://") else "",
        place=f"line {row.line}",
    )


def bad_time(row: Row, path: str) -> Quarantined:
    """A row whose date cannot be read."""
    return Quarantined(source=path, place=f"line {row.line}", reason="its date is not one that LinkedIn writes")


def urlsplit_path(link: str) -> str:
    """The path of an address, without what follows `?`; "" when it is none."""
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def urn_of(link: str) -> str:
    """The first LinkedIn id in an address, percent-encoded or not; "" for none."""
    return next((urn for urn in _urns(link) if not urn.startswith("urn:li:comment:")), "")


def _urns(link: str) -> list[str]:
    return _URN.findall(unquote(link[:2000]))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
