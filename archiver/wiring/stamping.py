"""Time stamps over signed heads, wired: which authority is asked, how, and by which certificates it is trusted.

Nothing here can fail a run: what goes wrong is a warning of it, and the newest head is asked for again by the next.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from archiver.errors import ArchiverError, PlatformUnavailable
from archiver.integrity.heads import HeadLog
from archiver.integrity.timestamp import load_certificates, stamp_heads, stamp_path
from config.settings import Settings

TIMEOUT_S = 20.0
_MOST_BYTES = 1024 * 1024


def stamper(settings: Settings, archive: Path) -> Callable[[], tuple[str, ...]]:
    """What `finish` calls after the proof: warnings, none when the newest head bears a stamp. An older one without is left:
    the newest names it, and an authority may charge for each."""
    url, roots = settings.proof.timestamp_url, settings.stamp_roots
    if not url or roots is None:
        return lambda: ()

    def stamp() -> tuple[str, ...]:
        log = HeadLog(archive / "proof" / "heads")
        try:
            numbers = log.numbers()
            if not numbers or stamp_path(log.path(numbers[-1])).exists():
                return ()
            reason = stamp_heads(log, lambda request: ask(url, request), most=1, roots=load_certificates(roots)).reason
        except ArchiverError as error:
            reason = str(error)
        return (f"no time stamp over the proof ({reason}); the next run asks again",) if reason else ()

    return stamp


def ask(url: str, request: bytes) -> bytes:
    """The authority's reply. Raises PlatformUnavailable when there is none; its words are the same for the same trouble."""
    asked = urllib.request.Request(
        url,
        data=request,
        headers={
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
            "User-Agent": "archiver",
        },
        method="POST",
    )
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:
            reply: bytes = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise PlatformUnavailable(f"proof.timestamp_url answered with status {error.code}") from error
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise PlatformUnavailable("proof.timestamp_url did not answer") from error
    if len(reply) > _MOST_BYTES:
        raise PlatformUnavailable("proof.timestamp_url answered with more than a time stamp")
    return reply
