"""What is taken out of everything that is kept, and what must stay in it."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from connectors.cleaning import clean_body, clean_headers, clean_url, endpoint

TOKEN = "123|ab/cd+ef=&gh"


@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        quote(TOKEN, safe=""),
        quote(TOKEN, safe="").lower(),
        quote(quote(TOKEN, safe=""), safe=""),
        TOKEN.replace("/", "\\/"),
        TOKEN.replace("&", "&amp;"),
        json.dumps(TOKEN)[1:-1]
        .replace("&", "\\u0026")
        .replace("/", "\\u002f")
        .replace("+", "\\u002b")
        .replace("=", "\\u003d"),
        "".join(f"\\u{ord(letter):04x}" for letter in TOKEN),
        "".join(f"%{ord(letter):02X}" if letter.isalnum() else quote(letter, safe="") for letter in TOKEN),
    ],
)
def test_the_callers_token_goes_however_it_is_written(written: str) -> None:
    cleaned = clean_body(f'{{"x": "before {written} after"}}'.encode(), (TOKEN,))
    assert cleaned == b'{"x": "before [removed] after"}'


@pytest.mark.parametrize(
    ("body", "cleaned"),
    [
        ('"next":"https://h/?access_token=EAA%7Cb&limit=1"', '"next":"https://h/?access_token=[removed]&limit=1"'),
        ('"next":"https:\\/\\/h\\/?access_token=EAAb\\u0026limit=1"', None),
        ('{"access_token": "x", "expires_in": 1}', '{"access_token": "[removed]", "expires_in": 1}'),
        ('{"refresh_token":"r.t-1_2"}', '{"refresh_token":"[removed]"}'),
        ("to=https%3A%2F%2Fh%3Faccess_token%3DEAAb%26n%3D1", "to=https%3A%2F%2Fh%3Faccess_token%3D[removed]%26n%3D1"),
        ("input_token=abc def", "input_token=[removed] def"),
    ],
)  # fmt: skip
def test_tokens_of_others_go_and_what_stands_around_them_stays(body: str, cleaned: str | None) -> None:
    found = clean_body(body.encode(), ()).decode()
    assert found == (cleaned or body.replace("EAAb", "[removed]"))


@pytest.mark.parametrize(
    "body",
    [
        '{"message": "My access token is lost"}',
        '{"limit": 100, "after": "QVFI"}',
        "https://cdn/x?oh=00_Af&oe=66A1B2C3",
        "",
    ],
)
def test_what_holds_no_token_stays_byte_for_byte(body: str) -> None:
    assert clean_body(body.encode(), ("", "another")) == body.encode()


def test_an_address_loses_secrets_and_user_but_nothing_else() -> None:
    url = "https://me:pw@h:8/v1/x?access_token=a&fields=id,name&limit=5&INPUT_TOKEN=b&__paging_token=enc_1#frag"
    assert clean_url(url) == "https://h:8/v1/x?fields=id,name&limit=5&__paging_token=enc_1"


def test_an_address_for_a_log_loses_media_signatures_too() -> None:
    url = "https://cdn/v/a.jpg?_nc_cat=1&oh=00_x&oe=66A1B2C3"
    assert clean_url(url) == url
    assert clean_url(url, signatures=True) == "https://cdn/v/a.jpg?_nc_cat=1"


def test_only_headers_that_are_facts_are_kept() -> None:
    headers = [
        ("Date", "d"),
        ("Set-Cookie", "s"),
        ("X-App-Usage", "{}"),
        ("Authorization", "Bearer t"),
        ("X-Echo", "t"),
    ]
    assert clean_headers(headers) == (("date", "d"), ("x-app-usage", "{}"))


def test_an_endpoint_for_a_report_shows_no_ids() -> None:
    assert endpoint("https://h/v25.0/100200300400500/feed?access_token=t") == "/v25.0/{id}/feed"
