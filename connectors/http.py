"""The one place that speaks HTTP: timeouts, how we identify ourselves, bounds on what comes back, errors made ours.

httpx is imported here and nowhere else. A token leaves only to the channel's own origin; redirects are never followed with
one. Reads are repeated where that is safe, and never while a platform throttles.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import httpx

from archiver.errors import PlatformUnavailable
from archiver.model.capture import Exchange
from connectors.addresses import AddressRefused, Resolve, check_public, origin, resolve, same_origin
from connectors.cleaning import clean_body, clean_headers, clean_url, endpoint

Authorise = Callable[[str, str, dict[str, str], dict[str, str]], None]
"""(method, url, params, headers) -> None: puts the token where the platform wants it."""

_TRANSIENT = frozenset({500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much one request may take: bytes of body after decompression, seconds, attempts, redirects of a media link."""

    body: int = 64 * 1024 * 1024
    total_s: float = 120.0
    connect_s: float = 10.0
    read_s: float = 60.0
    attempts: int = 5
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `exchange` is cleaned and fit to be sealed, `value` the JSON, `headers` as received (lower case)."""

    status: int
    headers: Mapping[str, str]
    value: Any
    exchange: Exchange
    malformed: str = ""
    """Why the body is not JSON, in our words; "" when it is."""


class MediaRefused(Exception):
    """A media link that could not be fetched; `status` 0 when there was no answer."""

    def __init__(self, reason: str, *, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Http:
    """A channel's HTTP client. Times, sleep and randomness are given, so that tests never wait."""

    def __init__(
        self,
        base_url: str,
        *,
        authorise: Authorise,
        secrets: Callable[[], tuple[str, ...]],
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        bounds: Bounds | None = None,
        transport: httpx.BaseTransport | None = None,
        resolver: Resolve = resolve,
        user_agent: str = "archiver (public records of the account's owner)",
    ) -> None:
        origin(base_url)
        self.base_url = base_url.rstrip("/")
        self._authorise = authorise
        self._secrets = secrets
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._bounds = bounds or Bounds()
        self._resolver = resolver
        limits = self._bounds
        self._client = httpx.Client(
            transport=transport,
            verify=_trust() if transport is None and base_url.startswith("https") else True,
            timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s, pool=limits.connect_s),
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=5),
            follow_redirects=False,
            headers={"user-agent": user_agent, "accept-encoding": "gzip, deflate"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def get(self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """GET a path of the platform, or a whole address of the platform's own (a `next` link). Repeats on broken
        connections and 5xx. Raises PlatformUnavailable when it stays so, AddressRefused for another host."""
        return self._ask("GET", url, params or {}, headers or {}, None, self._bounds.attempts)

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """POST a form once (token exchanges only; nothing else is ever written to a platform). Never repeated."""
        return self._ask("POST", url, {}, headers or {}, dict(form), 1)

    def _ask(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        form: dict[str, str] | None,
        attempts: int,
    ) -> Answer:
        whole = url if "://" in url else f"{self.base_url}/{url.lstrip('/')}"
        if not same_origin(whole, self.base_url):
            raise AddressRefused("the platform's answer names another host to go on from; it was not followed")
        trouble = ""
        for attempt in range(1, attempts + 1):
            if attempt > 1:
                self._sleep(min(60.0, 2.0 ** (attempt - 1)) * (0.5 + self._jitter()))
            try:
                answer = self._once(method, whole, dict(params), dict(headers), form)
            except httpx.HTTPError as error:
                trouble = type(error).__name__
                continue
            if answer.status in _TRANSIENT and attempt < attempts:
                trouble = f"HTTP {answer.status}"
                continue
            if answer.malformed and answer.status < 400 and attempt < attempts:
                trouble = answer.malformed
                continue
            return answer
        raise PlatformUnavailable(f"{endpoint(whole)}: no usable answer in {attempts} attempts ({trouble})")

    def _once(
        self, method: str, url: str, params: dict[str, str], headers: dict[str, str], form: dict[str, str] | None
    ) -> Answer:
        if form is None:
            self._authorise(method, url, params, headers)
        address = httpx.URL(url).copy_merge_params(params) if params else httpx.URL(url)
        when = self._now()
        with self._client.stream(method, address, headers=headers, data=form) as response:
            body = self._body(response)
        value, malformed = _json(body, response.headers.get("content-type", ""))
        return Answer(
            status=response.status_code,
            headers={name.lower(): text for name, text in response.headers.items()},
            value=value,
            malformed=malformed,
            exchange=Exchange(
                url=clean_url(str(address)),
                status=response.status_code,
                headers=clean_headers(response.headers.multi_items()),
                body=clean_body(body, self._secrets()),
                when=when,
                method=method,
            ),
        )

    def _body(self, response: httpx.Response) -> bytes:
        started = self._monotonic()
        pieces, size = [], 0
        for chunk in response.iter_bytes(64 * 1024):
            size += len(chunk)
            if size > self._bounds.body:
                raise httpx.ReadError("the body is larger than allowed")
            if self._monotonic() - started > self._bounds.total_s:
                raise httpx.ReadTimeout("the body took longer than allowed")
            pieces.append(chunk)
        return b"".join(pieces)

    @contextlib.contextmanager
    def media(self, url: str, *, limit: int, authorised: bool = False) -> Iterator[BinaryIO]:
        """A media file's bytes, at most `limit`. Follows a few redirects, each checked; carries a token only when
        `authorised`, and then only to the platform's own origin. Raises MediaRefused."""
        address = url if "://" in url else f"{self.base_url}/{url.lstrip('/')}"
        for _ in range(self._bounds.redirects + 1):
            try:
                check_public(address, self.base_url, resolver=self._resolver)
            except AddressRefused as error:
                raise MediaRefused(error.reason) from None
            headers: dict[str, str] = {}
            params: dict[str, str] = {}
            if authorised and same_origin(address, self.base_url):
                self._authorise("GET", address, params, headers)
            target = httpx.URL(address).copy_merge_params(params) if params else httpx.URL(address)
            try:
                with self._client.stream("GET", target, headers=headers) as response:
                    if response.status_code in _REDIRECTS and response.headers.get("location"):
                        address = str(httpx.URL(address).join(response.headers["location"]))
                        continue
                    if response.status_code != 200:
                        raise MediaRefused(f"HTTP {response.status_code}", status=response.status_code)
                    yield cast(BinaryIO, _Bounded(response, limit, self._bounds.total_s, self._monotonic))
                    return
            except httpx.HTTPError as error:
                raise MediaRefused(type(error).__name__) from None
            except httpx.InvalidURL:
                raise MediaRefused("the link is not an address") from None
        raise MediaRefused("too many redirects")


class _Bounded:
    """A response's body as a stream that refuses to grow past its limit or to take for ever."""

    def __init__(
        self, response: httpx.Response, limit: int, seconds: float, monotonic: Callable[[], float]
    ) -> None:
        self._chunks = response.iter_bytes(64 * 1024)
        self._rest = b""
        self._left = limit
        self._deadline = monotonic() + seconds
        self._monotonic = monotonic

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            try:
                chunk = next(self._chunks, b"")
            except httpx.HTTPError as error:
                raise MediaRefused(type(error).__name__) from None
            if not chunk:
                break
            self._left -= len(chunk)
            if self._left < 0:
                raise MediaRefused("larger than the configured limit")
            if self._monotonic() > self._deadline:
                raise MediaRefused("it took longer than allowed")
            self._rest += chunk
        cut = len(self._rest) if size < 0 else size
        whole, self._rest = self._rest[:cut], self._rest[cut:]
        return whole


def _json(body: bytes, content_type: str) -> tuple[Any, str]:
    if not body.strip():
        return None, "an empty body"
    try:
        return json.loads(body), ""
    except RecursionError:
        return None, "JSON nested deeper than any platform nests it"
    except ValueError:
        return None, "HTML instead of JSON" if b"<html" in body[:2000].lower() else "truncated or broken JSON"


def _trust() -> Any:
    # The agency's own proxy may inspect TLS: its authority is in the operating system's store, not in certifi's.
    import ssl

    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
