"""Takes tokens out of everything that is kept or logged: addresses, headers, bodies.

Platforms put the caller's token into the answers they give (`paging.next`), so a raw response is a secret until it has
been through here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

SECRET_PARAMETERS = frozenset(
    {
        "access_token", "input_token", "appsecret_proof", "client_secret", "fb_exchange_token", "refresh_token", "code",
        "code_verifier", "oauth_token", "oauth_signature", "oauth_nonce", "oauth_consumer_key", "token", "id_token",
    }
)  # fmt: skip
"""Query parameters that carry a secret on one platform or another."""

SIGNATURE_PARAMETERS = frozenset(
    {"oh", "oe", "signature", "sig", "_nc_sid", "hmac", "expires", "policy", "key-pair-id"}
)
"""Query parameters that make a media link work for whoever has it; dropped from logs, kept in the sealed original."""

_KEPT_HEADERS = frozenset(
    {
        "content-type", "content-length", "date", "etag", "last-modified", "retry-after", "x-app-usage", "x-page-usage",
        "x-business-use-case-usage", "x-ad-account-usage", "x-rate-limit-limit", "x-rate-limit-remaining",
        "x-rate-limit-reset", "x-access-level", "x-fb-request-id", "x-fb-trace-id", "x-fb-rev", "x-li-uuid",
        "x-restli-protocol-version", "facebook-api-version", "x-transaction-id",
    }
)  # fmt: skip
REMOVED = "[removed]"

# In JSON, in HTML and in headers a token may stand percent-encoded or with escaped ampersands and slashes. A token's own
# `|` may be percent-encoded too; an encoded ampersand ends it.
_IN_BODY = re.compile(
    rb"((?:access_token|appsecret_proof|input_token|client_secret|refresh_token|oauth_token|fb_exchange_token|id_token)"
    rb"(?:=|%3D|\\u003[dD]|\"\s*:\s*\"))((?:%(?!26)[0-9A-Fa-f]{2}|[^&\"'\\\s<>%])+)",
    re.IGNORECASE,
)


# A letter or digit that is escaped for no reason: a secret may be spelled so, and is then looked for letter by letter.
_SPELLED = re.compile(rb"(?:\\u00|%|%25)(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])")


def clean_url(url: str, *, signatures: bool = False) -> str:
    """The address without user, password and secret parameters; with `signatures`, without media signatures too."""
    parts = urlsplit(url)
    dropped = SECRET_PARAMETERS | SIGNATURE_PARAMETERS if signatures else SECRET_PARAMETERS
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() not in dropped]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(SplitResult(parts.scheme, host, parts.path, urlencode(query, quote_via=quote, safe="{}(),:"), ""))


def clean_headers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Only headers known to be facts: everything else (cookies, echoes of authorisation) is dropped."""
    return tuple((name.lower(), value) for name, value in headers if name.lower() in _KEPT_HEADERS)


def clean_body(body: bytes, secrets: Sequence[str]) -> bytes:
    """The body with the caller's secrets, plain or encoded, and every token parameter replaced."""
    for form in {form for secret in secrets if secret for form in _forms(secret)}:
        if form in body:
            body = body.replace(form, REMOVED.encode())
    if _SPELLED.search(body):
        for secret in secrets:
            body = _spelled(secret).sub(REMOVED.encode(), body) if secret else body
    return _IN_BODY.sub(rb"\1" + REMOVED.encode(), body)


def holds(text: bytes, secrets: Sequence[str]) -> bool:
    """Whether one of the secrets stands in the text, however it is written."""
    written = any(form in text for secret in secrets if secret for form in _forms(secret))
    return written or any(_spelled(secret).search(text) is not None for secret in secrets if secret)


@functools.lru_cache(maxsize=32)
def _spelled(secret: str) -> re.Pattern[bytes]:
    """The secret with any of its characters escaped, for JSON or for addresses."""
    each = (
        rb"(?:%s|(?:\\u00|%%(?:25)?)%s)"
        % (re.escape(bytes((byte,))), b"".join(b"[%c%c]" % pair for pair in _hex(byte)))
        for byte in secret.encode("utf-8", "surrogatepass")
    )
    return re.compile(b"".join(each))


def _hex(byte: int) -> list[tuple[int, int]]:
    return [(ord(digit.lower()), ord(digit.upper())) for digit in f"{byte:02x}"]


def _forms(secret: str) -> set[bytes]:
    """The ways in which a secret may stand in a body: plain, percent-encoded once or twice, escaped for JSON or HTML."""
    encoded = quote(secret, safe="")
    lowered = re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), encoded)
    slashes = secret.replace("/", "\\/")
    escaped = re.sub(r"[^A-Za-z0-9._~|:-]", lambda match: f"\\u{ord(match[0]):04x}", secret)
    marked = re.sub(r"[&<>]", lambda match: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[match[0]], secret)
    forms = (secret, encoded, lowered, quote(encoded, safe=""), slashes, escaped, marked)
    return {form.encode("utf-8", "surrogatepass") for form in forms}


def endpoint(url: str) -> str:
    """The path alone, for logs and reports: no host, no query, ids shortened."""
    path = urlsplit(url).path
    return re.sub(r"[0-9]{6,}|[A-Za-z0-9_=-]{24,}", "{id}", path)
