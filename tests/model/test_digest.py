"""Canonical bytes and the chain: the same value, the same bytes, in any other program that follows RFC 8785."""

from __future__ import annotations

import hashlib

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from archiver.model.digest import GENESIS, Json, canonical_json, chain_hash

WORDS = st.text(st.characters(min_codepoint=1, max_codepoint=0xD7FF))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_json_is_rfc_8785(value: Json) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


def test_a_float_is_refused() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            canonical_json(value)  # type: ignore[arg-type]


def test_the_chain_is_the_recipe_of_the_format_page() -> None:
    payload: Json = {"event": "capture", "seq": 1}
    first = chain_hash(GENESIS, payload)
    assert first == hashlib.sha256(b"0" * 64 + b"\n" + b'{"event":"capture","seq":1}').hexdigest()
    assert chain_hash(first, payload) != first
