"""One capture of a LinkedIn page while it runs: asks, and tells the troubles apart.

LinkedIn counts requests by the day: once the day's number is used up nothing more is asked until midnight UTC, by none of
those who ask at a time. A part that may not be read is a gap and the others go on; a refused token ends the run.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

from archiver.errors import (
    ArchiverError,
    ConfigError,
    CredentialError,
    PlatformChanged,
    PlatformUnavailable,
    RateLimited,
)
from archiver.model.capture import Batch, Exchange, Gap, Quarantined
from archiver.model.channel import Channel
from archiver.model.time import UTC
from connectors.base import CaptureContext
from connectors.capturing import Capturing
from connectors.http import Http
from connectors.linkedin.access import ADVICE, LinkedInToken, ask
from connectors.linkedin.files import FileLinks
from connectors.linkedin.options import LinkedInOptions
from connectors.linkedin.parse_api import Ends
from connectors.linkedin.troubles import Asked, Kind, Trouble, trouble_in

ENDS_ALL = (CredentialError, RateLimited, ConfigError)
"""What no other part of the channel is free of."""


class Session(Capturing):
    """What the stages of one capture share."""

    def __init__(
        self,
        channel: Channel,
        token: LinkedInToken,
        http: Http,
        context: CaptureContext,
        options: LinkedInOptions,
    ) -> None:
        super().__init__(channel, http, context, links=FileLinks(self.ask))
        self.options = options
        self.ends = Ends(channel)
        self.refused: list[str] = []
        self._token = token
        self._asked = 0
        self._lock = threading.Lock()
        self._halted: ArchiverError | None = None

    def ask(self, path: str, *, finder: bool = False) -> Asked:
        """One request; several threads may ask. Raises RateLimited before it would be the one too many of the day, and what
        ended the run where another request has met that."""
        most = self.options.most_requests
        with self._lock:
            if self._halted is not None:
                raise self._halted
            if most and self._asked >= most:
                raise RateLimited("the configured daily number of requests is used up", until=self.midnight())
            self._asked += 1
        answer = ask(self.http, self._token, self.context.now(), path, version=self.options.version, finder=finder)
        trouble = trouble_in(answer)
        ending = self._ending(trouble) if trouble is not None else None
        if ending is not None:
            self._halt(ending)
        return answer, trouble

    def _halt(self, ending: ArchiverError) -> None:
        self.http.repeat_no_more()
        with self._lock:
            self._halted = self._halted or ending

    def _ending(self, trouble: Trouble) -> ArchiverError | None:
        """What a trouble ends that no other list is free of."""
        if trouble.kind is Kind.CREDENTIAL:
            return CredentialError(f"{trouble.reason}; {ADVICE}")
        if trouble.kind is Kind.QUOTA:
            return RateLimited(f"{trouble.reason}; it begins anew at midnight UTC", until=self.midnight())
        if trouble.kind is Kind.VERSION:
            words = f"{trouble.reason}: set a newer one (now {self.options.version}), or update this program"
            return ConfigError(f"channels.{self.channel.id}: {words}")
        return None

    def midnight(self) -> dt.datetime:
        """When LinkedIn's day begins anew."""
        tomorrow = self.context.now().astimezone(UTC).date() + dt.timedelta(days=1)
        return dt.datetime.combine(tomorrow, dt.time(), UTC)

    def failed(self, edge: str, key: str, trouble: Trouble, exchanges: tuple[Exchange, ...]) -> Iterator[Batch]:
        """A trouble that the walk cannot mend: sealed, made visible, and raised where it ends more than this edge."""
        gaps: tuple[Gap, ...] = ()
        quarantined: tuple[Quarantined, ...] = ()
        ending = self._ending(trouble)
        if ending is None and trouble.kind is Kind.TRANSIENT:
            ending = PlatformUnavailable(f"{edge}: {trouble.reason}")
        elif ending is None and trouble.kind in (Kind.PERMISSION, Kind.GONE):
            gaps = (Gap(reason=f"{edge}: {trouble.reason}", edge=edge, key=key),)
            if trouble.kind is Kind.PERMISSION:
                self.refused.append(edge)
        elif ending is None:
            gaps = (Gap(reason=f"{edge}: {trouble.reason}", edge=edge, key=key),)
            quarantined = (Quarantined(source=edge, place="the whole answer", reason=trouble.reason),)
            ending = PlatformChanged(f"{edge}: {trouble.reason}; the answer is kept, sealed")
        yield self.counted(self.batch(edge, exchanges, gaps=gaps, quarantined=quarantined))
        if ending is not None:
            raise ending
