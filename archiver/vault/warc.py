"""API responses as WARC records (ISO 28500), gzipped a record each: what web archive tools read once unsealed.

The address comes cleaned of tokens, and is cleaned again here; headers that carry secrets are dropped. Bodies stay as
they were received. Whatever a platform put into a header cannot break out of it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import quote

from archiver.errors import IntegrityError
from archiver.model.capture import Exchange

WARC_MEDIA_TYPE = "application/warc"
_METHOD = "X-Archiver-Request-Method"
_ADDRESS = "X-Archiver-Request-Url"
_KEPT = "X-Archiver-Orig-"
_SECRET_HEADERS = frozenset(
    {
        "authorization",
        "authentication-info",
        "cookie",
        "proxy-authenticate",
        "proxy-authorization",
        "set-cookie",
        "set-cookie2",
        "www-authenticate",
    }
)
_SECRET_HEADER_WORDS = re.compile(r"token|secret|api-?key|session|csrf|signature", re.IGNORECASE)
# A paging token is a place, not a secret, and part of what was asked.
_SECRET_PARAMETERS = re.compile(
    r"([?&#;](?!(?:next|previous|page|paging|pagination|sync|continuation)_?token=)"
    r"(?:[^=&#;]*(?:token|secret|api_?key|password|signature|appsecret_proof)[^=&#;]*|sig|code)=)[^&#;]*",
    re.IGNORECASE,
)
_USER_INFO = re.compile(r"^([a-z][a-z0-9+.-]*://)[^/?#@]*@", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_FRAMING = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def clean_url(url: str) -> str:
    """The address without the values of parameters that carry secrets, and without user and password."""
    return _SECRET_PARAMETERS.sub(r"\1REMOVED", _USER_INFO.sub(r"\1", url))


def warc_bytes(exchanges: Iterable[Exchange], *, software: str) -> bytes:
    """The exchanges, in order, as one gzipped WARC file behind a record that names the software that wrote it."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True, warc_version="1.1")
    first = True
    for exchange in exchanges:
        when = _warc_date(exchange.when)
        if first:
            about = {"software": _one_line(software), "format": "WARC File Format 1.1"}
            record = writer.create_warcinfo_record(None, about)
            record.rec_headers.replace_header("WARC-Date", when)
            writer.write_record(record)
            first = False
        headers = [*_headers(exchange)]
        address = clean_url(exchange.url)
        record = writer.create_warc_record(
            quote(address, safe="%/:=&?~#+!$,;'@()*[]"),
            "response",
            payload=io.BytesIO(exchange.body),
            # Told the length, warcio copies nothing; untold, it spools a large body, in clear, to a file in /tmp.
            length=len(exchange.body),
            http_headers=StatusAndHeaders(_status_line(exchange.status), headers, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Date": when,
                _METHOD: _one_line(exchange.method),
                # Non-ASCII in an address is percent-encoded above; this is how it was asked.
                _ADDRESS: quote(address, safe=_PRINTABLE),
            },
        )
        writer.write_record(record)
    return stream.getvalue()


_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "%")


def read_warc(stream: BinaryIO) -> Iterator[Exchange]:
    """The exchanges of an unsealed WARC file, in order. Raises IntegrityError when it is damaged."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                yield _exchange(record.rec_headers, record.http_headers, record.raw_stream.read())
    except (ArchiveLoadFailed, EOFError, ValueError, KeyError, zlib.error) as error:
        raise IntegrityError(f"a sealed response is not a readable WARC file ({type(error).__name__})") from error


def _exchange(about: object, http: object, body: bytes) -> Exchange:
    from urllib.parse import unquote

    from warcio.statusandheaders import StatusAndHeaders

    if not isinstance(about, StatusAndHeaders) or not isinstance(http, StatusAndHeaders):
        raise ValueError("a response record without its headers")
    date = about.get_header("WARC-Date") or ""
    address = about.get_header(_ADDRESS)
    return Exchange(
        url=unquote(address) if address else about.get_header("WARC-Target-URI") or "",
        status=int(http.get_statuscode() or 0),
        headers=tuple((name.removeprefix(_KEPT), value) for name, value in http.headers),
        body=body,
        when=dt.datetime.fromisoformat(date).astimezone(dt.UTC),
        method=about.get_header(_METHOD) or "GET",
    )


def _headers(exchange: Exchange) -> Iterator[tuple[str, str]]:
    for name, value in exchange.headers:
        if name.lower() in _SECRET_HEADERS or _SECRET_HEADER_WORDS.search(name):
            continue
        name = re.sub(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]", "-", name)
        value = _one_line(clean_url(value))
        # A client hands on bodies decoded and joined. A header that still claims otherwise would mislead every reader,
        # so it is kept under another name, as web archives do.
        if name.lower() in _FRAMING and not _still_true(name.lower(), value.strip().lower(), exchange.body):
            name = _KEPT + name
        yield name, value


def _still_true(name: str, value: str, body: bytes) -> bool:
    if name == "content-length":
        return value == str(len(body))
    if name == "content-encoding":
        return value == "identity" or (value == "gzip" and body.startswith(b"\x1f\x8b"))
    return False


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _one_line(text: str) -> str:
    return _CONTROLS.sub(" ", text)


def _warc_date(when: dt.datetime) -> str:
    if when.tzinfo is None:
        raise ValueError("a naive time reached a sealed original")
    return when.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
