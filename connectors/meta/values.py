"""Single values of the Graph API, read without trusting their types: ids are strings, times may be odd, texts may hold
what is no text."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from archiver.model.record import Count
from archiver.model.time import Moment, from_epoch_s, from_iso
from connectors.cleaning import SIGNATURE_PARAMETERS
from connectors.fields import Fields, fields_of, objects_of, text_of, whole
from connectors.honesty import UNFIT_MARK

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_LONGEST_ID = 2000


def id_of(fields: Fields, name: str = "id") -> str:
    """The id as a string; "" where there is none that can be one."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _UNFIT.sub("", value) if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID else ""


def words(fields: Fields, *names: str) -> str:
    """The first of the named texts that is not empty, without what is not text: that becomes a visible mark."""
    return _UNFIT.sub(UNFIT_MARK, text_of(fields, *names))


def moment_of(fields: Fields, *names: str) -> Moment | None:
    """The first of the named times that can be read."""
    for name in names:
        value = fields.get(name)
        try:
            if isinstance(value, str) and not value.isdigit():
                return from_iso(value)
            seconds = whole(value)
            if seconds:
                return from_epoch_s(seconds)
        except ValueError:
            continue
    return None


def data_of(fields: Fields, name: str) -> list[Fields]:
    """The objects of a list inside an object: in an envelope, or (as some fields have it) bare."""
    value = fields.get(name)
    return objects_of(fields_of(value).get("data") if isinstance(value, dict) else value)


def next_of(fields: Fields, name: str) -> str:
    """The link to the rest of a list inside an object."""
    return text_of(fields_of(fields_of(fields.get(name)).get("paging")), "next")


def counted(fields: Fields, name: str) -> int | None:
    """The platform's own count of a list inside an object."""
    return whole(fields_of(fields_of(fields.get(name)).get("summary")).get("total_count"))


def counts(**figures: int | None) -> tuple[Count, ...]:
    """The figures that were given."""
    return tuple(
        Count(name=name.replace("_", " "), value=value) for name, value in figures.items() if value is not None
    )


def lasting(url: str) -> str:
    """The address without what changes at each capture: a signed media link loses its query, others stay as they are."""
    try:
        parts = urlsplit(url)
        signed = any(name.lower() in SIGNATURE_PARAMETERS for name, _ in parse_qsl(parts.query))
    except ValueError:
        return url
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")) if signed else url
