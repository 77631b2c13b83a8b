"""Where the pictures, videos and documents of a page's posts lie: a post names them, LinkedIn tells an address when asked.

The address is a public, signed one on another host that soon ends; the token stays with LinkedIn's interface. Whether an
application may ask is LinkedIn's to decide: where it may not, the files stay recorded with that reason, under one gap.
"""

from __future__ import annotations

from collections.abc import Callable

from archiver.errors import ArchiverError
from archiver.model.capture import Exchange
from connectors.drafts import Draft, NotGiven, Wanted
from connectors.fields import fields_of, text_of
from connectors.linkedin.troubles import Asked, Kind
from connectors.linkedin.urns import encoded
from connectors.media_answers import MediaRefused

PATHS = {"image": "rest/images", "video": "rest/videos", "document": "rest/documents"}
"""Kind of file, as its URN tells it -> where LinkedIn tells of it. The same field, `downloadUrl`, in all three."""

_ENDS_ALL = (Kind.CREDENTIAL, Kind.QUOTA, Kind.VERSION, Kind.TRANSIENT)


def files_gap(kind: str) -> str:
    """The key of the gap that stands while LinkedIn tells this application no address of such files."""
    return f"files:{kind}"


class FileLinks:
    """See Links. After a refusal nothing more of that kind is asked for in this run."""

    def __init__(self, ask: Callable[[str], Asked]) -> None:
        self._ask = ask
        self._refused: dict[str, str] = {}

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return ("", ()) if wanted.url or not wanted.node else self._address(wanted)

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return self._address(wanted) if wanted.node else ("", ())

    def _address(self, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        kind = wanted.kind
        if kind in self._refused:
            raise NotGiven(self._refused[kind])
        try:
            answer, trouble = self._ask(f"{PATHS[kind]}/{encoded(wanted.node)}")
        except ArchiverError as error:
            # The run ends by it elsewhere; the record stays, and its file is asked for by the next.
            raise MediaRefused(f"LinkedIn could not be asked for its address ({error.code})") from None
        exchanges = (answer.exchange,)
        if trouble is None:
            url = text_of(fields_of(answer.value), "downloadUrl")
            if url:
                return url, exchanges
            raise MediaRefused("LinkedIn gives no address of it now", exchanges=exchanges)
        if trouble.kind is Kind.GONE:
            raise MediaRefused(trouble.reason, status=404, exchanges=exchanges)
        if trouble.kind in _ENDS_ALL:
            raise MediaRefused(trouble.reason, exchanges=exchanges)
        self._refused[kind] = f"LinkedIn tells this application no address of a post's {kind}s: {trouble.reason}"
        raise NotGiven(self._refused[kind], exchanges=exchanges)
