"""What comes in answer to a file's link, looked at before it is taken for the file.

A link that has died is often answered with a web page and a good status: that page is not the file. A name that leads into
the agency's own network is found out by the address that was really reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archiver.errors import ArchiverError
from archiver.model.capture import Exchange
from connectors.addresses import is_public
from connectors.bodies import TOO_LARGE

NOT_THE_FILE = "a web page in place of the file"
EMPTY_FILE = "an empty answer in place of the file"

_PAGES = frozenset({"text/html", "application/xhtml+xml", "application/json", "application/problem+json"})
_PAGE_NAMES = (".html", ".htm", ".xhtml", ".json")


class MediaRefused(ArchiverError):
    """A file that could not be fetched; `status` 0 when there was no answer. `passing`: asking again may help.
    `exchanges` were made to find its link."""

    code = "media_refused"

    def __init__(
        self, reason: str, *, status: int = 0, passing: bool = False, exchanges: tuple[Exchange, ...] = ()
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.passing = passing
        self.exchanges = exchanges


def is_page(name: str, media_type: str) -> bool:
    """Whether a file of that name and type may itself be a web page or JSON."""
    return media_type.partition(";")[0].strip().lower() in _PAGES or name.lower().endswith(_PAGE_NAMES)


def check_answer(status: int, headers: Mapping[str, str], *, limit: int, passing: bool, may_be_page: bool) -> None:
    """Raise MediaRefused unless the answer can be the file. `passing`: its status is one that may pass; `may_be_page`: the
    file may itself be a web page."""
    if status != 200:
        raise MediaRefused(f"HTTP {status}", status=status, passing=passing)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _PAGES and not may_be_page:
        raise MediaRefused(NOT_THE_FILE, status=status)
    declared = headers.get("content-length", "")
    if declared.isdigit() and int(declared[:20]) > limit:
        raise MediaRefused(TOO_LARGE)


def check_peer(extensions: Mapping[str, Any]) -> None:
    """The address that was really reached, as an answer's `extensions` tell it: a name may resolve differently the second
    time. Raises MediaRefused."""
    stream = extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if peer and not is_public(str(peer[0])):
        raise MediaRefused("the link leads into a private network")
