"""One capture of an X channel while it runs: asks, waits where X wants it, makes batches, tells the troubles apart.

Everything X answered is handed on to be sealed, errors too. A part that X does not let us read is a gap and the others go
on; a refused token and used-up money end the run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any, cast

from archiver.errors import ArchiverError, CredentialError, PlatformChanged, PlatformUnavailable, RateLimited
from archiver.model.capture import Batch, Exchange, Gap, Quarantined
from archiver.model.channel import Channel
from connectors.answers import Answer
from connectors.base import CaptureContext
from connectors.capturing import Capturing
from connectors.fields import text_of, whole
from connectors.http import Http
from connectors.side_by_side import soon
from connectors.x.auth import ADVICE, XToken, ask
from connectors.x.costs import Costs
from connectors.x.dialect import DIALECTS, OLD, Dialect
from connectors.x.limits import Pace, Wait
from connectors.x.options import XOptions
from connectors.x.parse_messages import MessageMedia
from connectors.x.people_api import People
from connectors.x.troubles import Kind, Trouble, trouble_in

Asked = tuple[Answer, Trouble | None]
_SLICE_S = 15.0


class MoneySpent(PlatformUnavailable):
    """X's paid-for reads are used up: no other list would be answered either."""


class Session(Capturing):
    """What the walks of one capture share."""

    def __init__(
        self,
        channel: Channel,
        token: XToken,
        http: Http,
        context: CaptureContext,
        options: XOptions,
    ) -> None:
        super().__init__(channel, http, context, links=MessageMedia())
        self.options = options
        self.people = People(channel)
        self.pace = Pace(context.monotonic)
        self.costs = Costs(options.prices)
        self.refused: list[str] = []
        self.is_ending = False
        """A list has met what ends the run, and is about to raise it."""
        self.account = channel.account if channel.account.isdigit() else ""
        self.since = ""
        """When the account was made, as X told it."""
        self._token = token
        self._throttled: list[Exchange] = []

    # --- asking -----------------------------------------------------------------------------------------------------

    def ask(self, endpoint: str, path: str, params: dict[str, str]) -> Asked:
        """One request, once more with a renewed token where the old one was refused."""
        answer = ask(self.http, self._token, self.context.now(), path, params)
        trouble = trouble_in(answer)
        if trouble is None:
            self.pace.learn(endpoint, answer.headers)
        return answer, trouble

    def ask_ahead(self, endpoint: str, path: str, params: dict[str, str]) -> Future[Asked] | None:
        """The next page while this one is taken in; None where the limit wants a pause first."""
        if self.pace.wait(endpoint) is not None:
            return None
        return soon(partial(self.ask, endpoint, path, params))

    def page(
        self, endpoint: str, path: str, params: dict[str, str], *, ahead: Future[Asked] | None = None
    ) -> Generator[Wait, None, Asked]:
        """An answer that is no throttling. Yields what to wait for. Raises RateLimited when X goes on throttling."""
        while True:
            self.check()
            if ahead is None:
                wait = self.pace.wait(endpoint)
                if wait is not None:
                    yield wait
                    continue
                answer, trouble = self.ask(endpoint, path, params)
            else:
                answer, trouble = ahead.result()
                ahead = None
            if trouble is None or trouble.kind is not Kind.THROTTLE:
                return answer, trouble
            self._throttled.append(answer.exchange)
            if not self.pace.throttled(endpoint, trouble.wait):
                raise RateLimited(f"{endpoint}: {trouble.reason}; it went on so over several waits")

    def pause(self, seconds: float) -> None:
        """Sleep, watching for a signal."""
        while seconds > 0:
            self.check()
            self.context.sleep(min(seconds, _SLICE_S))
            seconds -= _SLICE_S

    def dialect(self, name: str) -> Dialect:
        """The vocabulary to begin with: the configured one, else the one that worked last."""
        return DIALECTS.get(self.options.dialect) or DIALECTS.get(name) or OLD

    # --- batches ----------------------------------------------------------------------------------------------------

    def batch(self, edge: str, exchanges: tuple[Exchange, ...] = (), **more: Any) -> Batch:
        """See Capturing.batch. Refusals that were waited out are sealed with the next answer."""
        refusals, self._throttled = tuple(self._throttled), []
        return super().batch(edge, (*refusals, *exchanges), **more)

    def counted(self, batch: Batch) -> Batch:
        """The batch with the figures gathered since the last one, and what the reads cost."""
        batch = super().counted(batch)
        return dataclasses.replace(batch, tallies=(*batch.tallies, *self.costs.tallies()))

    def failed(self, edge: str, trouble: Trouble, exchanges: tuple[Exchange, ...]) -> Iterator[Batch]:
        """A trouble that the walk cannot mend: sealed, made visible, and raised where it ends more than this edge."""
        gaps: tuple[Gap, ...] = ()
        quarantined: tuple[Quarantined, ...] = ()
        ending: ArchiverError | None = None
        if trouble.kind is Kind.PERMISSION:
            gaps = (Gap(reason=f"{edge}: {trouble.reason}", edge=edge, key=f"{edge}:permission"),)
            self.refused.append(edge)
        elif trouble.kind is Kind.CREDENTIAL:
            ending = CredentialError(f"{trouble.reason}; {ADVICE}")
        elif trouble.kind is Kind.MONEY:
            ending = MoneySpent(trouble.reason)
        elif trouble.kind is Kind.TRANSIENT:
            ending = PlatformUnavailable(f"{edge}: {trouble.reason}")
        else:
            ending = PlatformChanged(f"{edge}: {trouble.reason}; the answer is kept, sealed")
            quarantined = (Quarantined(source=edge, place="the whole answer", reason=trouble.reason),)
        if isinstance(ending, (CredentialError, MoneySpent)):
            self.is_ending = True
        yield self.counted(self.batch(edge, exchanges, gaps=gaps, quarantined=quarantined))
        if ending is not None:
            raise ending

    # --- the account ------------------------------------------------------------------------------------------------

    def owner(self) -> Generator[Batch | Wait, None, None]:
        """Ask whose token it is. Raises CredentialError when it is another account's than the channel's."""
        answer, trouble = yield from self.page("users/me", "2/users/me", {"user.fields": "id,name,username,created_at"})
        if trouble is not None:
            yield from self.failed("account", trouble, (answer.exchange,))
            return
        user = cast(dict[str, object], answer.value).get("data")
        if not isinstance(user, dict):
            trouble = Trouble(kind=Kind.CHANGED, reason="X does not tell whose token it is")
            yield from self.failed("account", trouble, (answer.exchange,))
            return
        self.costs.read("person", [text_of(user, "id")])
        mine = self.people.owner(user)
        yield self.counted(self.batch("account", (answer.exchange,)))
        if not mine:
            raise CredentialError(
                f"channels.{self.channel.id}: the token belongs to another account than the channel is configured with"
            )
        self.account = text_of(user, "id")
        self.since = text_of(user, "created_at")


def listed(value: dict[str, object]) -> int | None:
    """How many objects the answer says it holds; None when it does not say."""
    meta = value.get("meta")
    return whole(meta.get("result_count")) if isinstance(meta, dict) else None
