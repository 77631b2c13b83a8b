"""What is said of a token."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest

from archiver.errors import PlatformUnavailable
from connectors.base import TokenHealth
from connectors.meta.health import debug_token
from tests.connectors.meta.answers import TOKEN, graph

NEEDED = ("pages_messaging", "pages_read_engagement")


def health(answer: Any) -> TokenHealth:
    with graph(lambda request: answer) as opened:
        return debug_token(opened, TOKEN, NEEDED)


def told(**fields: Any) -> dict[str, Any]:
    return {"data": {"is_valid": True, "type": "PAGE", "expires_at": 0, "scopes": list(NEEDED), **fields}}


def test_a_page_token_never_expires_but_its_access_to_data_does() -> None:
    found = health(told(data_access_expires_at=1790000000))
    assert (found.valid, found.expires, found.missing_scopes, found.detail) == (True, None, (), "")
    assert found.data_access_expires == dt.datetime(2026, 9, 21, 14, 13, 20, tzinfo=dt.UTC)


def test_a_right_that_is_missing_is_named() -> None:
    assert health(told(scopes=["pages_messaging"])).missing_scopes == ("pages_read_engagement",)


def test_a_persons_token_is_pointed_out_since_comments_would_come_back_empty() -> None:
    found = health(told(type="USER", expires_at=1790000000))
    assert found.expires is not None
    assert "not the Page's" in found.detail


def test_a_refused_token_says_why() -> None:
    refused = {"is_valid": False, "error": {"code": 190, "subcode": 460}, "scopes": []}
    assert health({"data": refused}) == TokenHealth(valid=False, detail="the password was changed")
    expired = httpx.Response(400, json={"error": {"code": 190, "error_subcode": 463}})
    found = health(expired)
    assert not found.valid
    assert "expired" in found.detail


@pytest.mark.parametrize(
    "value", [told(expires_at="x", scopes="y", data_access_expires_at=10**30), told(scopes=[1, None])]
)
def test_odd_answers_are_read_as_far_as_they_go(value: Any) -> None:
    found = health(value)
    assert (found.valid, found.expires, found.scopes) == (True, None, ())


def test_no_usable_answer_is_no_verdict() -> None:
    with pytest.raises(PlatformUnavailable):
        health(httpx.Response(400, json={"error": {"code": 4}}))
