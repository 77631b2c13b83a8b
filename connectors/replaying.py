"""Sealed answers looked at again, without a request: what was asked, and what came back, as the connectors read it.

Errors and what is no JSON say nothing about records and are passed over; they stay sealed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from archiver.model.capture import Batch, CaptureMethod, Exchange, Quarantined
from archiver.model.channel import Channel
from connectors.bodies import parse_json
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One answer that was understood: its address as sealed and when it was asked, the path's parts, what was asked for, the
    JSON."""

    url: str
    when: dt.datetime
    path: tuple[str, ...]
    query: dict[str, str]
    body: Fields


def seen(exchanges: Iterable[Exchange]) -> list[Seen]:
    """The good answers of one capture, in order."""
    found = []
    for exchange in exchanges:
        if not 200 <= exchange.status < 300:
            continue
        value, malformed = parse_json(exchange.body)
        if malformed:
            continue
        parts = urlsplit(exchange.url)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        path = tuple(part for part in parts.path.split("/") if part)
        found.append(Seen(url=exchange.url, when=exchange.when, path=path, query=query, body=fields_of(value)))
    return found


def batch_of(channel: Channel, exchanges: Sequence[Exchange], items: Iterable[Draft | Quarantined]) -> Batch:
    """What one capture says: its records, and what could not be understood."""
    records, quarantined = [], []
    for item in items:
        if isinstance(item, Draft):
            records.append(item.record)
        else:
            quarantined.append(item)
    return Batch(
        channel=channel.id,
        captured=exchanges[-1].when,
        method=CaptureMethod.API,
        records=tuple(records),
        quarantined=tuple(quarantined),
        exchanges=tuple(exchanges),
    )
