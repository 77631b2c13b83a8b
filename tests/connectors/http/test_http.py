"""The HTTP seam: where a token goes, what is asked again, what is bounded, and what is logged."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest

from archiver.errors import CredentialError, PlatformUnavailable
from connectors.addresses import AddressRefused
from connectors.answers import Answer, worth_repeating
from connectors.bodies import TOO_LARGE, TOO_SLOW
from connectors.http import Bounds, Http
from connectors.media_answers import NOT_THE_FILE, MediaRefused
from connectors.simulators.http_server import PlatformServer
from connectors.simulators.wire import Fault, Reply, Request
from tests.connectors.nights import Clock

TOKEN = "EAA|secret/with+signs"
BASE = "https://graph.example"
NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)

Handler = Callable[[httpx.Request], httpx.Response]


def client(
    handler: Handler | None,
    *,
    base: str = BASE,
    bounds: Bounds | None = None,
    clock: Clock | None = None,
    resolver: Callable[[str, int], tuple[str, ...]] = lambda host, port: ("93.184.216.34",),
    again: Callable[[Answer], bool] = worth_repeating,
) -> Http:
    clock = clock or Clock()

    def authorise(method: str, url: str, params: dict[str, str], headers: dict[str, str]) -> None:
        params["access_token"] = TOKEN

    made = Http(
        base,
        authorise=authorise,
        secrets=lambda: (TOKEN,),
        now=lambda: NOW,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        jitter=lambda: 0.5,
        bounds=bounds,
        transport=httpx.MockTransport(handler) if handler else None,
        resolver=resolver,
        again=again,
    )
    _open.append(made)
    return made


_open: list[Http] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _open:
        _open.pop().close()


@pytest.fixture
def served() -> Iterator[Callable[[Callable[[Request], Reply | Fault]], str]]:
    servers: list[PlatformServer] = []

    def serve(answer: Callable[[Request], Reply | Fault]) -> str:
        servers.append(PlatformServer(answer))
        return servers[-1].address

    yield serve
    for server in servers:
        server.stop()


# --- where a token goes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/v25.0/me",
        "http://graph.example/v25.0/me",
        "https://graph.example:8443/v25.0/me",
        "https://graph.example.elsewhere.example/me",
        "https://graph.example@elsewhere.example/me",
        "https://elsewhere.example\\@graph.example/me",
        "https://elsewhere.example#@graph.example/me",
        "https://[::1/me",
        "ftp://graph.example/me",
    ],
)
def test_a_link_to_another_origin_is_never_followed(link: str) -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    http = client(handler)
    with pytest.raises(AddressRefused):
        http.get(link)
    assert asked == []


def test_a_next_link_bears_the_channels_token_whatever_token_stood_in_it() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params["access_token"])
        return httpx.Response(200, json={})

    client(handler).get(f"{BASE}/v25.0/1/feed?access_token=old&after=x&limit=5")
    client(handler).get(f"{BASE}/v25.0/1/feed?access_token=[removed]&after=x&limit=5")
    assert asked == [TOKEN, TOKEN]


def test_a_redirect_of_the_api_is_an_answer_and_is_not_asked_again() -> None:
    asked: list[httpx.URL] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(302, headers={"location": "https://elsewhere.example/"})

    assert client(handler).get("me").status == 302
    assert len(asked) == 1


def test_what_is_kept_of_an_exchange_holds_no_token() -> None:
    link = f"https://graph.example/x?access_token={TOKEN}&limit=1"
    body = {"paging": {"next": link}, "echo": TOKEN, "other": "https://h/?access_token=EAAother%7Ctail&x=1"}
    answer = client(lambda request: httpx.Response(200, json=body, headers={"set-cookie": TOKEN})).get(
        "me", {"fields": "id"}
    )
    kept = repr(answer.exchange)
    assert TOKEN not in kept
    assert "secret" not in kept
    assert "EAAother" not in kept
    assert "tail" not in kept
    assert answer.exchange.url == f"{BASE}/me?fields=id"
    assert answer.value["paging"]["next"] == link.replace(TOKEN, "[removed]"), "the walk puts the token in anew"


def test_httpx_logs_no_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client(lambda request: httpx.Response(200, json={})).get("me")
    assert "access_token" not in caplog.text
    assert TOKEN not in caplog.text


# --- what is asked again ----------------------------------------------------------------------------------------------


def test_a_broken_connection_and_a_5xx_are_asked_again_with_growing_waits() -> None:
    answers: Iterator[Exception | httpx.Response] = iter(
        [httpx.ConnectError("no"), httpx.Response(503), httpx.ReadTimeout("no"), httpx.Response(200, json={})]
    )

    def handler(request: httpx.Request) -> httpx.Response:
        answer = next(answers)
        if isinstance(answer, httpx.Response):
            return answer
        raise answer

    clock = Clock()
    assert client(handler, clock=clock).get("me").status == 200
    assert clock.slept == [2.0, 4.0, 8.0]


def test_after_five_broken_attempts_the_platform_is_unavailable() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"https://graph.example/?access_token={TOKEN}")

    with pytest.raises(PlatformUnavailable, match="ConnectError") as raised:
        client(handler).get("100200300400500/feed")
    assert str(raised.value).startswith("/{id}/feed: no usable answer in 5 attempts")
    assert raised.value.__cause__ is None


def test_the_platform_may_forbid_asking_again() -> None:
    asked: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(500, json={"error": {"code": 4}})

    assert client(handler, again=lambda answer: False).get("me").status == 500
    assert len(asked) == 1


def test_a_form_is_sent_once_whatever_comes() -> None:
    asked: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return httpx.Response(503)

    assert client(handler).post_form("oauth", {"refresh_token": "r"}).status == 503
    assert len(asked) == 1


# --- bounds -----------------------------------------------------------------------------------------------------------


def test_a_gzip_bomb_is_cut_off_at_the_bound_and_not_asked_again(served: Callable[..., str]) -> None:
    asked: list[Request] = []

    def answer(request: Request) -> Fault:
        asked.append(request)
        return Fault.BOMB

    http = client(None, base=served(answer), bounds=Bounds(body=100_000))
    assert http.get("me").malformed == TOO_LARGE
    assert len(asked) == 1


def test_codings_that_were_not_asked_for_are_refused() -> None:
    bomb = gzip.compress(gzip.compress(b"{}"))
    answer = client(
        lambda request: httpx.Response(200, stream=httpx.ByteStream(bomb), headers={"content-encoding": "gzip, gzip"}),
        bounds=Bounds(attempts=1),
    ).get("me")
    assert "coding" in answer.malformed


@pytest.mark.parametrize("packed", [zlib.compress(b'{"a":1}'), zlib.compress(b'{"a":1}')[2:-4]])
def test_deflate_is_read_with_and_without_its_wrapping(packed: bytes) -> None:
    response = httpx.Response(200, stream=httpx.ByteStream(packed), headers={"content-encoding": "deflate"})
    assert client(lambda request: response).get("me").value == {"a": 1}


def test_a_packed_body_that_ends_too_early_is_no_answer() -> None:
    packed = gzip.compress(b'{"data":[]}')[:-6]
    response = httpx.Response(200, stream=httpx.ByteStream(packed), headers={"content-encoding": "gzip"})
    assert "too early" in client(lambda request: response, bounds=Bounds(attempts=1)).get("me").malformed


def test_a_body_that_drips_is_given_up() -> None:
    def drip() -> Iterator[bytes]:
        while True:
            yield b" "

    clock = Clock(step=1.0)
    answer = client(lambda request: httpx.Response(200, content=drip()), clock=clock).get("me")
    assert answer.malformed == TOO_SLOW


def test_a_stall_is_given_up_after_the_read_time(served: Callable[..., str]) -> None:
    http = client(None, base=served(lambda request: Fault.STALL), bounds=Bounds(read_s=0.1, attempts=2))
    with pytest.raises(PlatformUnavailable, match="ReadTimeout"):
        http.get("me")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "HTML instead of JSON"),
        (b'{"data": [', "truncated or broken JSON"),
        (b"", "an empty body"),
        (b"[" * 200_000, "JSON nested deeper than any platform nests it"),
    ],
)
def test_what_is_no_json_is_told_apart_and_kept_as_evidence(body: bytes, why: str) -> None:
    answer = client(lambda request: httpx.Response(200, content=body), bounds=Bounds(attempts=1)).get("me")
    assert answer.malformed == why
    assert answer.exchange.body == body


def test_odd_json_is_read_all_the_same() -> None:
    huge = b"9" * 5000
    body = b'\xef\xbb\xbf{"id": ' + huge + b', "n": NaN, "bad": "\xff", "half": "\\ud800", "big": 12345678901234567890}'
    value = client(lambda request: httpx.Response(200, content=body)).get("me").value
    assert value["id"] == huge.decode()
    assert value["n"] is None
    assert value["bad"] == "\ufffd"
    assert value["big"] == 12345678901234567890


# --- media ------------------------------------------------------------------------------------------------------------


def test_media_are_fetched_without_the_token_and_whole() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"picture")

    assert client(handler).fetch("https://cdn.example/a.jpg?oh=1", limit=100) == b"picture"
    assert TOKEN not in str(asked[0].url)
    assert "authorization" not in asked[0].headers


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://cdn.example/a", "10.0.0.8"),
        ("https://cdn.example/a", "127.0.0.1"),
        ("https://cdn.example/a", "169.254.169.254"),
        ("https://cdn.example/a", "::1"),
        ("https://cdn.example/a", "::ffff:192.168.1.1"),
        ("https://cdn.example/a", "64:ff9b::7f00:1"),
        ("https://cdn.example/a", "2002:7f00:1::"),
        ("https://cdn.example/a", "fd00::1"),
        ("http://cdn.example/a", "93.184.216.34"),
        ("https://user@cdn.example/a", "93.184.216.34"),
        ("file:///etc/passwd", "93.184.216.34"),
    ],
)
def test_a_media_link_into_a_private_place_is_refused(link: str, address: str) -> None:
    http = client(lambda request: httpx.Response(200), resolver=lambda host, port: (address,))
    with pytest.raises(MediaRefused):
        http.fetch(link, limit=100)


def test_each_redirect_of_a_media_link_is_checked() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.host == "cdn.example":
            return httpx.Response(302, headers={"location": "https://inside.example/secret"})
        return httpx.Response(200, content=b"inside")

    def resolver(host: str, port: int) -> tuple[str, ...]:
        return ("10.0.0.1",) if host == "inside.example" else ("93.184.216.34",)

    with pytest.raises(MediaRefused, match="private network"):
        client(handler, resolver=resolver).fetch("https://cdn.example/a", limit=100)


def test_a_name_that_resolves_anew_to_a_private_address_is_found_out(served: Callable[..., str]) -> None:
    inside = served(lambda request: Reply(body=b"inside"))
    http = client(None, base="http://127.0.0.2:9", resolver=lambda host, port: ("93.184.216.34",))
    with pytest.raises(MediaRefused):
        http.fetch(inside.replace("127.0.0.1", "localhost"), limit=100)


def test_redirects_in_a_circle_end() -> None:
    handler: Handler = lambda request: httpx.Response(302, headers={"location": str(request.url)})  # noqa: E731
    with pytest.raises(MediaRefused, match="too many redirects"):
        client(handler).fetch("https://cdn.example/a", limit=100)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 500])
def test_a_refused_file_tells_its_status(status: int) -> None:
    with pytest.raises(MediaRefused) as raised:
        client(lambda request: httpx.Response(status)).fetch("https://cdn.example/a", limit=100)
    assert raised.value.status == status


def test_a_file_over_the_limit_is_not_taken_even_when_it_is_packed() -> None:
    packed = gzip.compress(b"0" * 1000)
    for content, headers in ((b"0" * 1000, {}), (packed, {"content-encoding": "gzip"})):
        http = client(_constant(httpx.Response(200, stream=httpx.ByteStream(content), headers=headers)))
        with pytest.raises(MediaRefused, match=TOO_LARGE):
            http.fetch("https://cdn.example/a", limit=999)


def _constant(response: httpx.Response) -> Handler:
    return lambda request: response


def test_a_file_that_breaks_off_is_refused_and_not_kept_short(served: Callable[..., str]) -> None:
    http = client(None, base=served(lambda request: Fault.RESET_MID_BODY))
    with pytest.raises(MediaRefused):
        http.fetch(f"{http.base_url}/a", limit=100_000)


def test_a_file_is_read_in_pieces_of_any_size() -> None:
    http = client(lambda request: httpx.Response(200, content=b"abcdefgh"))
    with http.media("https://cdn.example/a", limit=100) as stream:
        assert [stream.read(3), stream.read(3), stream.read(3), stream.read(3)] == [b"abc", b"def", b"gh", b""]


def test_a_link_that_bears_the_token_is_not_followed_to_another_host() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"location": f"https://cdn.example/a?t={quote(TOKEN, safe='')}"})

    http = client(handler)
    spelled = "".join(f"%{byte:02X}" for byte in TOKEN.encode())
    for link in (f"https://cdn.example/a?t={quote(TOKEN, safe='')}", f"https://cdn.example/{spelled}"):
        with pytest.raises(MediaRefused, match="token"):
            http.fetch(link, limit=100)
    assert asked == []
    with pytest.raises(MediaRefused, match="token"):
        http.fetch(f"{BASE}/file", limit=100, authorised=True)
    assert asked == ["graph.example"]


@pytest.mark.parametrize("trouble", [503, httpx.ReadTimeout("slow"), httpx.ReadError("reset")])
def test_a_file_that_fails_once_is_asked_for_again(trouble: int | httpx.HTTPError) -> None:
    answers: list[int | httpx.HTTPError] = [trouble, 200]

    def handler(request: httpx.Request) -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, httpx.HTTPError):
            raise answer
        return httpx.Response(answer, content=b"picture")

    assert client(handler).fetch("https://cdn.example/a", limit=100) == b"picture"


def test_a_file_server_that_stays_broken_is_soon_asked_once_for_each_file() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(503)

    http = client(handler)
    for number in range(6):
        with pytest.raises(MediaRefused):
            http.fetch(f"https://cdn.example/{number}", limit=100)
    assert [asked.count(f"/{number}") for number in range(6)] == [3, 3, 3, 1, 1, 1]


def test_a_throttled_file_is_not_asked_for_again() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(429)

    with pytest.raises(MediaRefused):
        client(handler).fetch("https://cdn.example/a", limit=100)
    assert len(asked) == 1


def test_a_web_page_is_not_the_file_unless_the_file_is_one() -> None:
    http = client(lambda request: httpx.Response(200, html="<html>log in</html>"))
    with pytest.raises(MediaRefused, match=NOT_THE_FILE):
        http.fetch("https://cdn.example/a.jpg", limit=100)
    assert http.fetch("https://cdn.example/a.html", limit=100, page=True) == b"<html>log in</html>"


# --- tokens that cannot be ones ---------------------------------------------------------------------------------------


def test_what_the_platform_repeats_of_the_token_is_not_read_either() -> None:
    said = {"link": f"https://elsewhere.example/?t={TOKEN}", "words": f"it is {TOKEN}"}
    assert TOKEN not in str(client(lambda request: httpx.Response(200, json=said)).get("me").value)


@pytest.mark.parametrize("token", ["t\u00f6k\u00e9n-of-somebody", "two\nlines-of-it", "a\x00b-and-so-on"])
def test_a_token_that_cannot_be_one_is_said_to_be_so_and_not_sent(token: str) -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={})

    def authorise(method: str, url: str, params: dict[str, str], headers: dict[str, str]) -> None:
        headers["authorization"] = f"Bearer {token}"

    http = Http(BASE, authorise=authorise, secrets=lambda: (token,), transport=httpx.MockTransport(handler))
    _open.append(http)
    with pytest.raises(CredentialError) as raised:
        http.get("me")
    assert token not in str(raised.value)
    assert asked == []


# --- proxies ----------------------------------------------------------------------------------------------------------


def test_behind_a_proxy_names_are_not_resolved_here_but_literal_addresses_are_still_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)

    def resolver(host: str, port: int) -> tuple[str, ...]:
        raise OSError("this machine resolves no outside names")

    http = client(lambda request: httpx.Response(200, content=b"picture"), resolver=resolver)
    assert http.fetch("https://cdn.example/a", limit=100) == b"picture"
    numbers = (
        "https://127.1/a",
        "https://0177.0.0.1/a",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://１２７.0.0.1/a",
    )
    for inside in ("https://10.0.0.1/a", "https://intranet/a", "https://wiki.internal/a", *numbers):
        with pytest.raises(MediaRefused, match="private network"):
            http.fetch(inside, limit=100)


def test_a_simulator_on_this_machine_is_asked_past_the_proxy(
    monkeypatch: pytest.MonkeyPatch, served: Callable[..., str]
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    http = client(None, base=served(lambda request: Reply(value={"id": "1"})), bounds=Bounds(attempts=1))
    assert http.get("me").value == {"id": "1"}
