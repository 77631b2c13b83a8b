"""Unpacking within bounds."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from connectors.bodies import PIECE, TOO_LARGE, BodyRefused, parse_json, unpacked


def chunks(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1, 7, 1000, 10_000_000])
@pytest.mark.parametrize("coding", ["", "identity", "gzip", "x-gzip", "deflate", " GZIP "])
def test_what_was_packed_comes_out_the_same(coding: str, size: int) -> None:
    body = random.Random(1).randbytes(30_000) + b"0" * 200_000
    name = coding.strip().lower()
    packed = gzip.compress(body) if "gzip" in name else zlib.compress(body) if name == "deflate" else body
    assert b"".join(unpacked(chunks(packed, size), coding, limit=len(body))) == body


def test_two_packed_parts_one_after_the_other_are_both_read() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert b"".join(unpacked([packed], "gzip", limit=100)) == b"one two"


def test_no_piece_is_larger_than_a_piece_however_much_it_stands_for() -> None:
    packed = gzip.compress(b"0" * 10_000_000)
    assert max(len(piece) for piece in unpacked([packed], "gzip", limit=10_000_000)) <= PIECE


def test_the_limit_is_kept_to_the_byte() -> None:
    assert b"".join(unpacked([b"12345"], "", limit=5)) == b"12345"
    with pytest.raises(BodyRefused, match=TOO_LARGE):
        list(unpacked([b"123", b"456"], "", limit=5))


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "deflate, gzip"])
def test_other_codings_are_refused(coding: str) -> None:
    with pytest.raises(BodyRefused, match="not asked for"):
        list(unpacked([b"x"], coding, limit=5))


def test_damage_is_noticed() -> None:
    packed = bytearray(gzip.compress(random.Random(1).randbytes(1000)))
    packed[500] ^= 255
    with pytest.raises(BodyRefused):
        list(unpacked([bytes(packed)], "gzip", limit=10_000))


def test_a_web_page_is_told_from_broken_json() -> None:
    assert parse_json(b"<HTML>")[1] == "HTML instead of JSON"
    assert parse_json(b"{")[1] == "truncated or broken JSON"
    assert parse_json(b" \n")[1] == "an empty body"
