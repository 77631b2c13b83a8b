"""OAuth 1.0a signatures of reading requests (RFC 5849, HMAC-SHA1): user tokens of this kind do not expire by themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OAuth1Secrets:
    """The application's and the user's pair. Never shown."""

    consumer_key: str
    consumer_secret: str
    token: str
    token_secret: str


def authorization(
    method: str, url: str, params: Mapping[str, str], secrets: OAuth1Secrets, *, nonce: str, timestamp: int
) -> str:
    """The Authorization header for a request without a body; `url` may hold parameters beside `params`."""
    protocol = {
        "oauth_consumer_key": secrets.consumer_key,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(timestamp),
        "oauth_token": secrets.token,
        "oauth_version": "1.0",
    }
    protocol["oauth_signature"] = signature(method, url, [*protocol.items(), *params.items()], secrets)
    return "OAuth " + ", ".join(f'{_quoted(name)}="{_quoted(value)}"' for name, value in sorted(protocol.items()))


def signature(method: str, url: str, params: list[tuple[str, str]], secrets: OAuth1Secrets) -> str:
    """The signature over the request, base64."""
    parts = urlsplit(url)
    pairs = params + parse_qsl(parts.query, keep_blank_values=True)
    normal = "&".join(f"{name}={value}" for name, value in sorted((_quoted(n), _quoted(v)) for n, v in pairs))
    # A port that is the scheme's own is left out of what is signed; the host is in small letters.
    host = (parts.hostname or "").lower()
    if parts.port and parts.port != {"https": 443, "http": 80}.get(parts.scheme):
        host = f"{host}:{parts.port}"
    base = "&".join(_quoted(part) for part in (method.upper(), f"{parts.scheme}://{host}{parts.path}", normal))
    key = f"{_quoted(secrets.consumer_secret)}&{_quoted(secrets.token_secret)}"
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")
