"""The one place that speaks HTTP: timeouts, how we identify ourselves, bounds on what comes back, errors made ours.

httpx is imported here and nowhere else. A token leaves only to the channel's own origin; redirects are never followed with
one. Reads are repeated where that is safe, and never while a platform throttles.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, cast

import httpx

from archiver.errors import CredentialError, PlatformUnavailable
from archiver.model.capture import Exchange
from connectors.addresses import (
    AddressRefused,
    Resolve,
    check_public,
    is_loopback,
    is_proxied,
    origin,
    resolve,
    same_origin,
    unresolved,
)
from connectors.answers import TRANSIENT, Answer, worth_repeating
from connectors.bodies import BodyRefused, Stream, in_time, parse_json, unpacked
from connectors.cleaning import clean_body, clean_headers, clean_url, endpoint, holds
from connectors.media_answers import MediaRefused, check_answer, check_peer
from connectors.trust import system_trust

Authorise = Callable[[str, str, dict[str, str], dict[str, str]], None]
"""(method, url, params, headers) -> None: puts the token where the platform wants it."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_EVIDENCE = 64 * 1024
_BROKEN_FILES = 3
"""After so many files in a row that stayed broken, each is asked for once alone: it is their server, not the file."""

# httpx logs each request's whole address, and on some platforms the token stands in it.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
    logging.getLogger(_name).propagate = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much one request may take: bytes of body after decompression, seconds, attempts, redirects of a file's link."""

    body: int = 64 * 1024 * 1024
    total_s: float = 120.0
    connect_s: float = 10.0
    read_s: float = 60.0
    attempts: int = 5
    redirects: int = 5
    media_total_s: float = 900.0
    media_attempts: int = 3


class Http:
    """A channel's HTTP client. Times, sleep and randomness are given, so that tests never wait.

    `again` is the platform's own judgement on which answers to ask for once more; it must say no to every sign of
    throttling."""

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
        again: Callable[[Answer], bool] = worth_repeating,
        user_agent: str = "archiver (public records of the account's owner)",
    ) -> None:
        host = origin(base_url)[1]
        self.base_url = base_url.rstrip("/")
        self._authorise = authorise
        self._secrets = secrets
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._bounds = limits = bounds or Bounds()
        self._resolver = resolver
        self._again = again
        self._repeats = True
        self._broken_files = 0
        self._client = httpx.Client(
            transport=transport,
            verify=system_trust() if transport is None else False,
            timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s, pool=limits.connect_s),
            limits=httpx.Limits(max_connections=10, max_keepalive_connections=10),
            follow_redirects=False,
            # A simulator on this machine is not asked for through the agency's proxy.
            trust_env=not is_loopback(host),
            headers={"user-agent": user_agent, "accept-encoding": "gzip, deflate"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def repeat_no_more(self) -> None:
        """Ask for nothing a second time from now on, whoever asks: the platform throttles."""
        self._repeats = False

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """GET a path of the platform, or a whole address of the platform's own (a `next` link). Repeats on broken
        connections and 5xx. Raises PlatformUnavailable when it stays so, AddressRefused for another host."""
        return self._ask("GET", url, params or {}, headers or {}, None, self._bounds.attempts)

    def get_secret(self, path: str, params: Mapping[str, str]) -> Answer:
        """GET once something that is a secret itself (a renewed token): read as it came, and never to be kept."""
        return self._ask("GET", path, params, {}, None, 1, as_came=True)

    def post_form(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """POST a form once (token exchanges only; nothing else is ever written to a platform). Never repeated."""
        return self._ask("POST", url, {}, headers or {}, dict(form), 1, as_came=True)

    def _ask(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        form: dict[str, str] | None,
        attempts: int,
        *,
        as_came: bool = False,
    ) -> Answer:
        whole = url if "://" in url else f"{self.base_url}/{url.lstrip('/')}"
        if not same_origin(whole, self.base_url):
            raise AddressRefused("the platform's answer names another host to go on from; it was not followed")
        trouble = ""
        for attempt in range(1, attempts + 1):
            if attempt > 1:
                self._wait(attempt - 1)
                if not self._repeats:
                    break
            try:
                answer = self._once(method, whole, dict(params), dict(headers), form, as_came)
            except httpx.HTTPError as error:
                trouble = type(error).__name__
                continue
            if attempt < attempts and self._repeats and self._again(answer):
                trouble = answer.malformed or f"HTTP {answer.status}"
                continue
            return answer
        raise PlatformUnavailable(f"{endpoint(whole)}: no usable answer in {attempts} attempts ({trouble})")

    def _wait(self, attempt: int) -> None:
        self._sleep(min(60.0, 2.0**attempt) * (0.5 + self._jitter()))

    def _authorised(self, method: str, url: str, params: dict[str, str], headers: dict[str, str]) -> None:
        if not all(secret.isascii() and secret.isprintable() for secret in self._secrets()):
            raise CredentialError("the token holds a character that no token has: it was copied wrongly")
        self._authorise(method, url, params, headers)

    def _once(
        self,
        method: str,
        url: str,
        params: dict[str, str],
        headers: dict[str, str],
        form: dict[str, str] | None,
        as_came: bool,
    ) -> Answer:
        if form is None:
            self._authorised(method, url, params, headers)
        address = self._address(url, params)
        when = self._now()
        with self._client.stream(method, address, headers=headers, data=form) as response:
            body, refused = self._body(response)
        kept = clean_body(body, self._secrets())
        # What is read is what is kept: a token that the platform repeats must not go on into a record or to another host.
        value, malformed = (None, refused) if refused else parse_json(body if as_came else kept)
        return Answer(
            status=response.status_code,
            headers={name.lower(): text for name, text in response.headers.items()},
            value=value,
            malformed=malformed,
            exchange=Exchange(
                url=clean_url(str(address)),
                status=response.status_code,
                headers=clean_headers(response.headers.multi_items()),
                body=kept,
                when=when,
                method=method,
            ),
        )

    def _address(self, url: str, params: Mapping[str, str]) -> httpx.URL:
        """The address as httpx reads it, once more held against the channel's own: two readers may read it differently."""
        try:
            address, own = httpx.URL(url), httpx.URL(self.base_url)
        except httpx.InvalidURL:
            raise AddressRefused("the link is not an address") from None
        if (address.scheme, address.host, address.port) != (own.scheme, own.host, own.port):
            raise AddressRefused("the platform's answer names another host to go on from; it was not followed")
        return address.copy_merge_params(params) if params else address

    def _body(self, response: httpx.Response) -> tuple[bytes, str]:
        """(bytes, "") or (the first of them, why the rest was not taken)."""
        kept = bytearray()
        pieces = self._pieces(response, self._bounds.total_s, self._bounds.body)
        try:
            for piece in pieces:
                kept += piece
        except BodyRefused as error:
            return bytes(kept[:_EVIDENCE]), error.reason
        return bytes(kept), ""

    def _pieces(self, response: httpx.Response, seconds: float, limit: int) -> Iterator[bytes]:
        if response.is_stream_consumed:
            # A transport that answers from memory hands over what is read and unpacked already.
            return unpacked((response.content,), "", limit=limit)
        raw = in_time(response.iter_raw(), self._monotonic, seconds)
        return unpacked(raw, response.headers.get("content-encoding", ""), limit=limit)

    @contextlib.contextmanager
    def media(self, url: str, *, limit: int, authorised: bool = False, page: bool = False) -> Iterator[BinaryIO]:
        """A file's bytes, at most `limit`. Follows a few redirects, each checked; carries a token only when `authorised`, and
        then only to the platform's own origin. `page`: the file may itself be a web page. Raises MediaRefused."""
        address = url if "://" in url else f"{self.base_url}/{url.lstrip('/')}"
        for _ in range(self._bounds.redirects + 1):
            own = self._check(address)
            headers = {"accept-encoding": "identity"}
            params: dict[str, str] = {}
            if authorised and same_origin(address, self.base_url):
                self._authorised("GET", address, params, headers)
            try:
                target = httpx.URL(address)
                target = target.copy_merge_params(params) if params else target
                with self._client.stream("GET", target, headers=headers) as response:
                    if not own and not self._proxied(address):
                        check_peer(response.extensions)
                    status = response.status_code
                    if status in _REDIRECTS and response.headers.get("location"):
                        address = str(httpx.URL(address).join(response.headers["location"]))
                        continue
                    check_answer(status, response.headers, limit=limit, passing=status in TRANSIENT, may_be_page=page)
                    pieces = self._pieces(response, self._bounds.media_total_s, limit)
                    yield cast(BinaryIO, Stream(_told(pieces)))
                    return
            except httpx.HTTPError as error:
                raise MediaRefused(type(error).__name__, passing=True) from None
            except httpx.InvalidURL:
                raise MediaRefused("the link is not an address") from None
        raise MediaRefused("too many redirects")

    def fetch(self, url: str, *, limit: int, authorised: bool = False, page: bool = False) -> bytes:
        """A file, whole, in memory; asked for again where that may help, unless several before stayed broken all the same.
        Raises MediaRefused; one that is larger than `limit` has TOO_LARGE as its reason."""
        attempts = self._bounds.media_attempts if self._broken_files < _BROKEN_FILES else 1
        attempt = 0
        while True:
            attempt += 1
            try:
                with self.media(url, limit=limit, authorised=authorised, page=page) as stream:
                    body = stream.read()
                    self._broken_files = 0
                    return body
            except MediaRefused as error:
                is_last = attempt >= attempts or not self._repeats
                self._broken_files += error.passing and is_last
                if is_last or not error.passing:
                    raise
            self._wait(attempt)

    def _check(self, address: str) -> bool:
        """Whether the address is the channel's own host; raises MediaRefused where it must not be followed."""
        try:
            resolver = unresolved if self._proxied(address) else self._resolver
            check_public(address, self.base_url, resolver=resolver)
            if not same_origin(address, self.base_url) and holds(address.encode(), self._secrets()):
                raise AddressRefused("the link bears the channel's own token")
            return origin(address)[1] == origin(self.base_url)[1]
        except AddressRefused as error:
            raise MediaRefused(error.reason) from None

    def _proxied(self, address: str) -> bool:
        return self._client.trust_env and is_proxied(address)


def _told(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a file's body; what goes wrong in it is a MediaRefused."""
    try:
        yield from pieces
    except httpx.HTTPError as error:
        raise MediaRefused(type(error).__name__, passing=True) from None
    except BodyRefused as error:
        raise MediaRefused(error.reason) from None
