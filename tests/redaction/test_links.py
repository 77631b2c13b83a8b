"""Numbers inside links, in every typing that an address allows; and the addresses that only look so and must survive."""

from __future__ import annotations

import pytest

from archiver.redaction import Message, Redactor, ThreadContext
from archiver.vault.secrets import Secrets
from config.rules import load_packs


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(load_packs(), Secrets(hmac_key=b"h" * 32, signing_key=b"s" * 32))


def redacted(redactor: Redactor, text: str) -> str:
    return redactor.thread(ThreadContext()).redact([Message(text=text)])[0].text.text


@pytest.mark.parametrize(
    "number", ["021+555+0199", "021%20555%200199", "021-555-0199", "%2B64+21+555+0199", "(021)+555+0199", "0215550199"]
)
@pytest.mark.parametrize(
    "link", ["https://example.org/?q={}", "https://example.org/find?x=1&to={}", "https://example.org/a?b={}#c"]
)
def test_a_phone_number_in_a_query_is_taken_out_however_it_is_typed(redactor: Redactor, link: str, number: str) -> None:
    made = redacted(redactor, f"see {link.format(number)} please")
    assert "0199" not in made
    assert made.startswith("see https://example.org/")
    assert made.endswith(" please")


@pytest.mark.parametrize("text", ["https://example.org/?irn=421%20873%20906", "https://example.org/call/021-555-0199"])
def test_other_numbers_in_groups_are_taken_out_too(redactor: Redactor, text: str) -> None:
    made = redacted(redactor, text)
    assert "421" not in made
    assert "0199" not in made


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/news/2026-02-01/storm",
        "https://example.org/2026/02/01/storm",
        "https://example.org/?page=2&size=50",
        "https://example.org/act/2005-0040",
        "https://example.org/?from=2026-02-01&to=2026-02-28",
    ],
)
def test_dates_and_pages_in_links_stay(redactor: Redactor, text: str) -> None:
    assert redacted(redactor, text) == text


@pytest.mark.parametrize(
    "text",
    [
        "https://x.com/someperson/status/2002408432858040305",
        "see https://www.facebook.com/someperson/posts/pfbid02abcDEF12345678901234567 ok",
        "https://wa.me/64215550199 and https://www.linkedin.com/feed/update/urn:li:share:7000000000000002320",
        "https://example.org/x?token=abcdef123456&to=0215550199",
    ],
)
def test_a_stored_link_judged_again_stays_as_it_is(redactor: Redactor, text: str) -> None:
    stored = redactor.thread(ThreadContext()).redact([Message(text=text)])[0].text
    assert stored.marks
    assert list(redactor.thread(ThreadContext()).again([("1", "correspondent", stored)])) == []
