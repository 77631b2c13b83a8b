"""Which authorities are trusted: the operating system's own, since the agency's proxy may inspect TLS and its authority is
kept there, not in a bundle of ours.
"""

from __future__ import annotations

import functools
from typing import Any


@functools.cache
def system_trust() -> Any:
    """The context for TLS connections, made once."""
    import ssl

    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
