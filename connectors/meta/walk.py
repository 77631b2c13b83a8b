"""One capture of a Graph channel while it runs: makes batches, counts, notes troubles, and knows when to stop.

A trouble ends what it befalls and no more: a list, a conversation, a post. Only a refused token, throttling and a
platform that does not answer end the channel's run; the place is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from archiver.errors import ConfigError, CredentialError, PlatformChanged, PlatformUnavailable, RateLimited
from archiver.model.attachment import record_of
from archiver.model.capture import Batch, Exchange, Gap, Quarantined
from archiver.model.channel import Channel
from connectors.base import CaptureContext
from connectors.capturing import Capturing
from connectors.drafts import Draft, Links
from connectors.fields import Fields
from connectors.level import Level
from connectors.meta.graph import Graph, Page
from connectors.meta.troubles import Kind, Trouble
from connectors.meta.values import data_of, next_of

_UNANSWERED = 3

Item = Draft | Quarantined
"""What reading one object gives."""


class Walk(Capturing):
    """What the stages of a capture share."""

    def __init__(self, channel: Channel, graph: Graph, context: CaptureContext, *, links: Links | None = None) -> None:
        super().__init__(channel, graph.http, context, links=links)
        self.graph = graph
        self.today: dt.date = context.now().date()
        self.reached = 0
        self.refused: list[Trouble] = []
        self._unanswered: list[Trouble] = []
        self._said: set[tuple[str, str]] = set()
        self._owed = frozenset(filter(None, map(record_of, context.open_gaps)))

    # --- batches ----------------------------------------------------------------------------------------------------

    def batch(self, edge: str = "", exchanges: tuple[Exchange, ...] = (), **more: Any) -> Batch:
        """See Capturing.batch; with what has been counted since the last one."""
        return self.counted(super().batch(edge, exchanges, **more))

    def took_page(
        self, page: Page, items: Iterable[Item], edge: str, *, exchanges: tuple[Exchange, ...] = ()
    ) -> Iterator[Batch]:
        """The batches of a page that was read, its files fetched. `exchanges` were made on top of the page's own."""
        drafts: list[Draft] = []
        quarantined: list[Quarantined] = []
        for item in items:
            if isinstance(item, Draft):
                drafts.append(item)
            else:
                quarantined.append(item)
        base = self.batch(
            exchanges=(*page.exchanges, *exchanges),
            quarantined=tuple(quarantined),
            notes=self._left_out(page, edge),
            edge=edge,
        )
        if page.trouble is None:
            self.reached += 1
            self._unanswered.clear()
        yield from self.took(drafts, base)

    def owes_file(self, source_id: str) -> bool:
        """Whether a file of that record failed before and is still to be had, or to be accepted as lost by a person."""
        return source_id in self._owed

    def failed(self, page: Page, edge: str, key: str) -> Iterator[Batch]:
        """A page with a trouble: sealed as evidence, noted as a gap of `edge`, and raised where it ends the channel."""
        trouble = page.trouble
        if trouble is None:
            return
        fatal = self._ending(trouble, edge)
        lasting = trouble.kind not in (Kind.TRANSIENT, Kind.TOO_MUCH)
        memory = f"refused:{key}"
        # The same refusal as before, and its gap no longer open: a person has taken it as it is.
        settled = lasting and self.context.cursors.get(memory) == trouble.reason and not self.is_open(key)
        gap = Gap(reason=f"{edge}: {trouble.reason}", edge=edge, key=key)
        odd = Quarantined(
            source=edge, place=urlsplit(page.exchanges[-1].url).path if page.exchanges else "", reason=trouble.reason
        )
        yield self.batch(
            exchanges=page.exchanges,
            gaps=(gap,) if fatal is None and not settled else (),
            quarantined=(odd,) if trouble.kind is Kind.CHANGED and not settled else (),
            notes=(*self._left_out(page, edge), *((f"{gap.reason}, as before",) if settled else ())),
            cursor=trouble.reason if lasting and fatal is None else None,
            edge=memory,
        )
        if fatal is not None:
            raise fatal
        if trouble.kind in (Kind.TRANSIENT, Kind.TOO_MUCH):
            self._unanswered.append(trouble)
            if len(self._unanswered) >= _UNANSWERED:
                raise PlatformUnavailable(f"{edge}: {trouble.reason}, {_UNANSWERED} times in a row")
        else:
            self.refused.append(trouble)

    def _ending(self, trouble: Trouble, edge: str) -> Exception | None:
        """The exception of a trouble that no other list is free of."""
        if trouble.kind is Kind.THROTTLED:
            return RateLimited(f"{edge}: {trouble.reason}", until=self.context.now() + self.graph.usage.wait)
        if trouble.kind is Kind.CREDENTIAL:
            return CredentialError(f"{trouble.reason}: make a new token for {self.channel.id}")
        return None

    def read_whole(self, edge: str, key: str) -> Batch:
        """The end of a list that was read to its end: its gap is filled, and an earlier refusal forgotten."""
        memory = f"refused:{key}"
        was_refused = bool(self.context.cursors.get(memory))
        return self.batch(closed=(key,), cursor="" if was_refused else None, edge=memory if was_refused else edge)

    def level(self, edge: str, now: int) -> Batch:
        """The end of a list of which `now` were listed: its cursor, and an incident when it has shrunk without a reason."""
        key = f"silence:{edge}"
        before = Level.read(self.context.cursors.get(edge))
        level, incident = before.after(now, is_open=self.is_open(key))
        reason = f"the platform listed {now} {edge}, before {before.listed}"
        return self.batch(
            gaps=(Gap(reason=reason, edge=edge, key=key),) if incident else (),
            closed=() if incident else (key,),
            cursor=level.text(),
            edge=edge,
        )

    def unknown_account(self, page: Page) -> Iterator[Batch]:
        """The account itself is not there: sealed as evidence, then raised. Returns when that is not what is wrong."""
        trouble = page.trouble
        if trouble is None or trouble.kind not in (Kind.ACCOUNT, Kind.GONE):
            return
        yield self.batch(exchanges=page.exchanges, edge="account")
        raise ConfigError(f"channels.{self.channel.id}.account: {trouble.reason}")

    def _left_out(self, page: Page, edge: str) -> tuple[str, ...]:
        """What is to be said once of each list."""
        names = [name for name in dict.fromkeys((*page.lacking, *page.dropped)) if (edge, name) not in self._said]
        self._said.update((edge, name) for name in names)
        return tuple(f"{edge}: the platform refuses the field {name}; it was left out" for name in names)

    # --- the whole of an object -------------------------------------------------------------------------------------

    def whole(self, item: Fields, *names: str, paced: bool = False) -> tuple[Fields, tuple[Exchange, ...], Page | None]:
        """The object with the lists inside it to their ends, what was exchanged for that, and the page at which one of
        them broke off."""
        exchanges: list[Exchange] = []
        for name in names:
            link = next_of(item, name)
            if not link:
                continue
            data: list[object] = [*data_of(item, name)]
            for page in self.graph.pages_from(link, paced=paced):
                if page.trouble is not None:
                    return {**item, name: {"data": data}}, tuple(exchanges), page
                data += page.items
                exchanges += page.exchanges
            item = {**item, name: {"data": data}}
        return item, tuple(exchanges), None

    # --- when to stop -----------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Raise when the run must end here: a signal, its time, or a limit that is nearly full."""
        if self.graph.usage.is_near_limit and not self.context.stopping():
            usage = self.graph.usage
            raise RateLimited(
                f"{usage.percent} % of a limit of the platform is used; stopped before it is full",
                until=self.context.now() + usage.wait,
            )
        super().check()

    def conclude(self) -> None:
        """Raise for the whole run what befell all of it: the platform never answered, or refused every list."""
        if self._unanswered and not self.reached:
            raise PlatformUnavailable(self._unanswered[-1].reason)
        if self.refused and not self.reached:
            if all(trouble.kind is Kind.CHANGED for trouble in self.refused):
                raise PlatformChanged(f"{self.refused[0].reason}: nothing of {self.channel.id} could be read")
            raise CredentialError(f"{self.refused[0].reason}: nothing of {self.channel.id} could be read")
