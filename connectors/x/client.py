"""The live connector of X: posts, replies, mentions and private messages of one account, and the count of what is encrypted.

Four lists are walked, each with a place of its own. One that must wait for X's limit lets the others go on; one that
fails leaves them alone, and the run's end tells of it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from archiver.errors import ArchiverError, CredentialError, PlatformUnavailable, RateLimited, Stopped
from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel, Platform
from connectors.addresses import Resolve, resolve
from connectors.base import CaptureContext, TokenHealth
from connectors.cannot import CANNOT
from connectors.capturing import OutOfTime, raise_worst
from connectors.drafts import Draft
from connectors.http import Bounds, Http
from connectors.tokens import TokenKeeper
from connectors.x.auth import ADVICE, XToken, ask, read_token
from connectors.x.encrypted import Encrypted
from connectors.x.includes import Includes
from connectors.x.limits import Wait
from connectors.x.lookup import LookUp
from connectors.x.options import XOptions
from connectors.x.parse_api import post_of
from connectors.x.parse_messages import event_of
from connectors.x.replies import Replies
from connectors.x.session import MoneySpent, Session
from connectors.x.troubles import Kind, trouble_in
from connectors.x.walk import Listing, Walk

BASE_URL = "https://api.x.com"
WINDOW = dt.timedelta(days=30)
SCOPES = ("tweet.read", "users.read", "dm.read", "offline.access")


def connector(
    channel: Channel,
    token: str,
    base_url: str = "",
    *,
    keeper: TokenKeeper | None = None,
    options: XOptions | None = None,
    transport: Any = None,
    resolver: Resolve = resolve,
    bounds: Bounds | None = None,
) -> XConnector:
    """The live connector of one X account. `keeper`: where a renewed token is kept, given only where that can be written
    to. `transport`, `resolver` and `bounds` are for tests. Raises ConfigError when the secret's text is none that X has."""
    return XConnector(
        channel,
        read_token(token, channel=channel.id, keeper=keeper),
        options=options or XOptions(),
        http=partial(Http, base_url or BASE_URL, transport=transport, resolver=resolver, bounds=bounds),
    )


class XConnector:
    """Live connector of one X account."""

    platform: str = Platform.X

    def __init__(self, channel: Channel, token: XToken, *, options: XOptions, http: Callable[..., Http]) -> None:
        self._channel = channel
        self._token = token
        self._options = options
        self._http = http

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        """See Connector. Money that is used up is PlatformUnavailable with advice: the token is not at fault."""
        http = self._http(
            authorise=self._token.authorise,
            secrets=self._token.secrets,
            now=context.now,
            monotonic=context.monotonic,
            sleep=context.sleep,
        )
        try:
            yield from _Run(Session(self._channel, self._token, http, context, self._options)).batches()
        finally:
            http.close()

    def health(self) -> TokenHealth:
        """Asks X whose token it is. The rights are told where X tells them: by OAuth 1.0a alone."""
        http = self._http(authorise=self._token.authorise, secrets=self._token.secrets)
        now = dt.datetime.now(dt.UTC)
        try:
            answer = ask(http, self._token, now, "2/users/me", {})
        except CredentialError as error:
            return TokenHealth(valid=False, detail=str(error))
        finally:
            http.close()
        trouble = trouble_in(answer)
        level = answer.headers.get("x-access-level", "")
        missing = ("dm.read",) if self._token.is_oauth1 and level and "directmessages" not in level else ()
        if trouble is not None and trouble.kind not in (Kind.CREDENTIAL, Kind.PERMISSION):
            raise PlatformUnavailable(trouble.reason)
        return TokenHealth(
            valid=trouble is None,
            expires=self._token.expires,
            missing_scopes=missing,
            detail=f"{trouble.reason}; {ADVICE}" if trouble else "",
        )

    def cannot(self) -> tuple[str, ...]:
        return CANNOT["x"]


class _Run:
    """One capture: the lists side by side, as far as limits let them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._members: dict[str, dict[str, None]] = {}
        self._endings: list[ArchiverError] = []

    def batches(self) -> Iterator[Batch]:
        session = self._session
        owner: dict[str, Iterator[Batch | Wait]] = {"account": session.owner()}
        late: OutOfTime | None = None
        try:
            yield from self._side_by_side(owner)
            if session.account and not self._endings:
                yield from self._side_by_side(self._edges())
        except (CredentialError, MoneySpent) as error:
            self._endings.insert(0, error)
        except OutOfTime as error:
            late = error
        notes = (session.costs.note(),) if session.costs.total else ()
        yield session.ended(notes=notes, out_of_time=late, whole=not self._endings)
        self._end()

    def _edges(self) -> dict[str, Iterator[Batch | Wait]]:
        edges: dict[str, Iterator[Batch | Wait]] = {
            "messages": Walk(self._session, self._messages()).run(),
            "posts": self._posts("posts", "tweets", 3200),
            "mentions": self._posts("mentions", "mentions", 800),
        }
        if self._session.options.encrypted:
            edges["encrypted"] = Encrypted(self._session).run()
        return edges

    def _messages(self) -> Listing:
        def parse(value: object, includes: Includes, place: str) -> Draft | Quarantined:
            return event_of(value, includes, self._session.people, self._members, source="messages", place=place)

        return Listing(
            edge="messages",
            endpoint="dm_events",
            path="2/dm_events",
            what="message",
            params=lambda dialect: dialect.messages(),
            parse=parse,
            window=WINDOW,
        )

    def _posts(self, edge: str, last: str, reach: int) -> Iterator[Batch | Wait]:
        def parse(value: object, includes: Includes, place: str) -> Draft | Quarantined:
            return post_of(value, includes, self._session.people, source=edge, place=place)

        walk = Walk(
            self._session,
            Listing(
                edge=edge,
                endpoint=f"users/{last}",
                path=f"2/users/{self._session.account}/{last}",
                what="post",
                params=lambda dialect: dialect.posts(),
                parse=parse,
                reach=reach,
            ),
        )
        yield from walk.run()
        if edge in self._session.refused:
            return
        yield from LookUp(walk).run()
        if edge == "posts" and self._session.options.replies_days > 0:
            replies = Replies(walk)
            yield from replies.run()
            yield from LookUp(replies).run()

    def _side_by_side(self, edges: dict[str, Iterator[Batch | Wait]]) -> Iterator[Batch]:
        """One batch of each list in its turn, so that each has its next page under way meanwhile; while one waits for its
        limit, the others go on."""
        session, context = self._session, self._session.context
        waits: dict[str, Wait | None] = dict.fromkeys(edges)
        served = dict.fromkeys(edges, 0)
        for turn in itertools.count(1):
            if not edges:
                return
            last = max(edges, key=served.__getitem__)
            edge = min(edges, key=lambda name: (getattr(waits[name], "until", 0.0), served[name]))
            # The one that has met what ends the run: nothing is asked for another before it says so.
            edge = last if session.is_ending else edge
            served[edge] = turn
            wait = waits[edge]
            if wait is not None:
                seconds = wait.until - context.monotonic()
                if wait.until > context.deadline:
                    until = context.now() + dt.timedelta(seconds=max(0.0, seconds))
                    self._endings.append(RateLimited(f"{edge}: X allows no more requests within this run", until=until))
                    del edges[edge]
                    continue
                session.pause(seconds)
                session.pace.waited(wait)
                waits[edge] = None
            try:
                item = next(edges[edge])
            except StopIteration:
                del edges[edge]
                continue
            except (CredentialError, MoneySpent, OutOfTime, Stopped):
                raise
            except ArchiverError as error:
                self._endings.append(error)
                del edges[edge]
                continue
            if isinstance(item, Wait):
                waits[edge] = item
            else:
                yield item

    def _end(self) -> None:
        """Raise what the run ended with, if with anything."""
        refused = list(dict.fromkeys(self._session.refused))
        if refused:
            needed = f"grant {', '.join(SCOPES[:3])} and make a new token"
            self._endings.append(
                CredentialError(f"X does not let this application read {', '.join(refused)}: {needed}; {ADVICE}")
            )
        raise_worst(self._endings)
