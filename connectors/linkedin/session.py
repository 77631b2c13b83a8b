"""One capture of a LinkedIn page while it runs: asks, and tells the troubles apart.

LinkedIn counts requests by the day: once the day's number is used up nothing more is asked until midnight UTC. A part that may
not be read is a gap and the others go on; a refused token ends the run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

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
from connectors.http import Answer, Http
from connectors.linkedin.access import ADVICE, LinkedInToken, ask
from connectors.linkedin.options import LinkedInOptions
from connectors.linkedin.parse_api import Ends
from connectors.linkedin.troubles import Kind, Trouble, trouble_in

Asked = tuple[Answer, Trouble | None]
_Made = TypeVar("_Made")
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
        pool: ThreadPoolExecutor,
    ) -> None:
        super().__init__(channel, http, context)
        self.options = options
        self.ends = Ends(channel)
        self.refused: list[str] = []
        self._token = token
        self._pool = pool
        self._asked = 0

    def ask(self, path: str, *, finder: bool = False) -> Asked:
        """One request. Raises RateLimited before it would be the one too many of the day."""
        most = self.options.most_requests
        if most and self._asked >= most:
            raise RateLimited("the configured daily number of requests is used up", until=self.midnight())
        self._asked += 1
        answer = ask(self.http, self._token, self.context.now(), path, version=self.options.version, finder=finder)
        return answer, trouble_in(answer)

    def soon(self, work: Callable[[], _Made]) -> Future[_Made]:
        """Do it while other things go on."""
        return self._pool.submit(work)

    def midnight(self) -> dt.datetime:
        """When LinkedIn's day begins anew."""
        tomorrow = self.context.now().astimezone(UTC).date() + dt.timedelta(days=1)
        return dt.datetime.combine(tomorrow, dt.time(), UTC)

    def failed(self, edge: str, key: str, trouble: Trouble, exchanges: tuple[Exchange, ...]) -> Iterator[Batch]:
        """A trouble that the walk cannot mend: sealed, made visible, and raised where it ends more than this edge."""
        gaps: tuple[Gap, ...] = ()
        quarantined: tuple[Quarantined, ...] = ()
        ending: ArchiverError | None = None
        if trouble.kind is Kind.CREDENTIAL:
            ending = CredentialError(f"{trouble.reason}; {ADVICE}")
        elif trouble.kind is Kind.QUOTA:
            ending = RateLimited(f"{trouble.reason}; it begins anew at midnight UTC", until=self.midnight())
        elif trouble.kind is Kind.VERSION:
            words = f"{trouble.reason}: set a newer one (now {self.options.version}), or update this program"
            ending = ConfigError(f"channels.{self.channel.id}: {words}")
        elif trouble.kind is Kind.TRANSIENT:
            ending = PlatformUnavailable(f"{edge}: {trouble.reason}")
        elif trouble.kind in (Kind.PERMISSION, Kind.GONE):
            gaps = (Gap(reason=f"{edge}: {trouble.reason}", edge=edge, key=key),)
            if trouble.kind is Kind.PERMISSION:
                self.refused.append(edge)
        else:
            gaps = (Gap(reason=f"{edge}: {trouble.reason}", edge=edge, key=key),)
            quarantined = (Quarantined(source=edge, place="the whole answer", reason=trouble.reason),)
            ending = PlatformChanged(f"{edge}: {trouble.reason}; the answer is kept, sealed")
        yield self.counted(self.batch(edge, exchanges, gaps=gaps, quarantined=quarantined))
        if ending is not None:
            raise ending
