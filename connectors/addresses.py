"""Where a request may go. A platform's answer can name any address; tokens go to the channel's own host alone, and a link
into this machine or the agency's network is not followed, whatever it says.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from archiver.errors import ArchiverError

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) -> IP addresses."""


class AddressRefused(ArchiverError):
    """A link that must not be followed; `reason` says why, in our words."""

    code = "address_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def resolve(host: str, port: int) -> Sequence[str]:
    """The host's addresses, as the system resolves them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def origin(url: str) -> tuple[str, str, int]:
    """(scheme, host, port). Raises AddressRefused when there is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        raise AddressRefused("the link is not an address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port:
        raise AddressRefused("only http and https links are followed")
    if parts.username or parts.password:
        raise AddressRefused("a link with a user name in it is not followed")
    return parts.scheme, parts.hostname.lower().rstrip("."), port


def same_origin(url: str, base_url: str) -> bool:
    """Whether `url` goes to the channel's own platform: the only place a token may go."""
    try:
        return origin(url) == origin(base_url)
    except AddressRefused:
        return False


def check_public(url: str, base_url: str, *, resolver: Resolve = resolve) -> None:
    """Raise AddressRefused unless `url` is https to a public address, or of `base_url`'s own origin or host.

    The host of a configured simulator or proxy is allowed on any port: media are served beside the API there."""
    scheme, host, port = origin(url)
    if host == origin(base_url)[1] and (scheme == "https" or origin(base_url)[0] == "http"):
        return
    if scheme != "https":
        raise AddressRefused("a link without https is not followed")
    try:
        found = resolver(host, port)
    except OSError:
        raise AddressRefused("the link's host is not known") from None
    for address in found:
        if not _is_public(address):
            raise AddressRefused("the link leads into a private network")


def _is_public(address: str) -> bool:
    try:
        value = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(value, "ipv4_mapped", None) or value
    return bool(mapped.is_global) and not mapped.is_multicast
