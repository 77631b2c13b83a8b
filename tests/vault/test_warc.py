from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import tempfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.errors import IntegrityError
from archiver.model.capture import Exchange
from archiver.vault.open import load_identities, open_sealed
from archiver.vault.warc import clean_url, read_warc, warc_bytes
from tests.vault.conftest import RUN, WHEN, Bench

BODY = '{"data": [{"message": "Kia ora, ngā mihi"}], "x": "\\u0000"}'.encode()


def _exchange(**changes: object) -> Exchange:
    fields: dict[str, object] = {
        "url": "https://graph.example/v24.0/1002003004/conversations?fields=id&after=abc",
        "status": 200,
        "headers": (("Content-Type", "application/json; charset=UTF-8"), ("x-app-usage", '{"call_count":28}')),
        "body": BODY,
        "when": WHEN,
    }
    return Exchange(**{**fields, **changes})  # type: ignore[arg-type]


def _round_trip(*exchanges: Exchange) -> tuple[Exchange, ...]:
    return tuple(read_warc(io.BytesIO(warc_bytes(exchanges, software="archiver 1.0"))))


def test_exchanges_come_back_as_they_went_in_and_in_order() -> None:
    exchanges = (
        _exchange(),
        _exchange(status=429, body=b"", when=WHEN + dt.timedelta(microseconds=1)),
        _exchange(status=599, method="POST", body=bytes(range(256)) * 50),
        _exchange(url="https://graph.example/v1/x?q=Tāmaki%20Makaurau&pagination_token=7"),
    )

    assert _round_trip(*exchanges) == exchanges


def test_a_batch_is_sealed_and_read_again_through_the_vault(bench: Bench) -> None:
    vault = bench.vault()
    sealed = vault.seal_exchanges([_exchange(), _exchange(status=500)], channel="c", run=RUN, when=WHEN)
    vault.pack("c", RUN)

    assert sealed.ref.endswith(".warc.gz.age")
    assert sealed.media_type == "application/warc"
    with open_sealed(bench.root, sealed.ref, load_identities(bench.identity_file)) as stream:
        assert tuple(read_warc(stream)) == (_exchange(), _exchange(status=500))


def test_another_reader_finds_the_records_and_their_digests_right() -> None:
    content = warc_bytes([_exchange()], software="archiver 1.0")
    with_info = list(ArchiveIterator(io.BytesIO(content), check_digests="raise"))

    assert [record.rec_type for record in with_info] == ["warcinfo", "response"]
    (record,) = [
        (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(content), check_digests="raise")
        if record.rec_type == "response"
    ]
    assert record == (_exchange().url, BODY)


def test_tokens_leave_addresses_and_headers() -> None:
    secret = "EAAGsupersecret"
    (back,) = _round_trip(
        _exchange(
            url=f"https://me:{secret}@graph.example/v1?access_token={secret}&appsecret_proof={secret}&limit=5",
            headers=(
                ("Authorization", f"Bearer {secret}"),
                ("Set-Cookie", f"s={secret}"),
                ("X-CSRF-Token", secret),
                ("Link", f"<https://graph.example/next?oauth_token={secret}&page=2>"),
                ("Date", "Sun, 01 Feb 2026 01:15:00 GMT"),
            ),
        )
    )

    assert secret not in repr(back)
    assert back.url == "https://graph.example/v1?access_token=REMOVED&appsecret_proof=REMOVED&limit=5"
    assert [name for name, _ in back.headers] == ["Link", "Date"]


@pytest.mark.parametrize(
    "url", ["https://x.example/2?pagination_token=7140w&next_token=b26v&page_token=1", "https://x/"]
)
def test_paging_is_part_of_what_was_asked(url: str) -> None:
    assert clean_url(url) == url


def test_a_header_cannot_break_out_of_its_line() -> None:
    (back,) = _round_trip(
        _exchange(
            url="https://x.example/a b\r\nWARC-Type: request",
            headers=(("X-Evil", "a\r\n\r\nHTTP/1.1 200 OK\r\nX: y"), ("Bad\r\nName: x", "v"), ("X-Māori", "tēnā")),
            body=b"\r\n\r\nWARC/1.1\r\n",
        )
    )

    assert back.body == b"\r\n\r\nWARC/1.1\r\n"
    assert back.headers[0] == ("X-Evil", "a HTTP/1.1 200 OK X: y")
    assert len(back.headers) == 3
    assert back.url == "https://x.example/a b\r\nWARC-Type: request"


def test_bodies_stay_as_received_whatever_their_headers_claim() -> None:
    claims = (("Content-Encoding", "br"), ("Transfer-Encoding", "chunked"), ("Content-Length", "7"))
    zipped = gzip.compress(BODY)
    decoded, packed = _exchange(headers=claims), _exchange(headers=(("Content-Encoding", "gzip"),), body=zipped)
    content = warc_bytes([decoded, packed], software="archiver 1.0")
    read = [
        record.content_stream().read()
        for record in ArchiveIterator(io.BytesIO(content))
        if record.rec_type == "response"
    ]

    assert read == [BODY, BODY], "another reader decodes neither too much nor too little"
    assert _round_trip(decoded, packed) == (decoded, packed)


@pytest.mark.parametrize("cut", [10, 200, 500])
def test_a_damaged_file_is_an_integrity_error(cut: int) -> None:
    content = warc_bytes([_exchange(), _exchange()], software="archiver 1.0")

    with pytest.raises(IntegrityError):
        list(read_warc(io.BytesIO(b"not a warc" + content[cut:])))


def test_a_large_response_is_never_spooled_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was opened")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    large = _exchange(body=os.urandom(3_000_000))

    assert _round_trip(large, large) == (large, large)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        warc_bytes([_exchange(when=WHEN.replace(tzinfo=None))], software="archiver 1.0")
