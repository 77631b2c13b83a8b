"""Where a request may go. A platform's answer can name any address; tokens go to the channel's own host alone, and a link
into this machine or the agency's network is not followed, whatever it says.
"""

from __future__ import annotations

import ipaddress
import socket
import urllib.request
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
    if any(letter.isspace() for letter in parts.hostname):
        raise AddressRefused("the link is not an address")
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
    for address in (*found, *literal(host)):
        if not is_public(address):
            raise AddressRefused("the link leads into a private network")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet; an IPv6 one is looked through to the IPv4 one inside it."""
    try:
        value = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(value, ipaddress.IPv6Address):
        teredo = value.teredo[1] if value.teredo else None
        inner = value.ipv4_mapped or value.sixtofour or teredo or _translated(value)
        if inner is not None:
            return is_public(str(inner))
    return value.is_global and not value.is_multicast and not value.is_reserved


def _translated(value: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside one of NAT64's well-known prefix."""
    inside = value in ipaddress.ip_network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(value) & 0xFFFFFFFF) if inside else None


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by its name or address alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_proxied(url: str) -> bool:
    """Whether the environment sends this address through a proxy, which resolves its name for us."""
    scheme, host, _ = origin(url)
    return scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(host)


def unresolved(host: str, port: int) -> Sequence[str]:
    """What can be said of a host without resolving it, as behind a proxy: a literal address speaks for itself, a bare name
    or one of a local domain is taken for one of here."""
    local = "." not in host or host.endswith((".local", ".internal", ".localhost"))
    return literal(host) or (("127.0.0.1",) if local or _may_be_number(host) else ())


def _may_be_number(host: str) -> bool:
    """Whether a resolver may take it for an address: its last part is a number in any writing (127.1, 0x7f.1), or it holds
    letters and digits of other scripts that some readers turn into plain ones."""
    last = host.rpartition(".")[2]
    return not host.isascii() or last.isdigit() or last.startswith("0x")


def literal(host: str) -> tuple[str, ...]:
    """The host itself where it is an IP address and not a name."""
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        return ()
