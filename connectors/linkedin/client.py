"""The live connector of LinkedIn: an organisation's posts, the comments below them, and what notifications tell.

Private messages are not to be had through it: they come with an import of the member's own export.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from archiver.errors import ArchiverError, CredentialError, PlatformUnavailable, Stopped
from archiver.model.capture import Batch
from archiver.model.channel import Channel, Platform
from connectors.addresses import Resolve, resolve
from connectors.base import CaptureContext, TokenHealth
from connectors.cannot import CANNOT
from connectors.capturing import OutOfTime, raise_worst
from connectors.http import Bounds, Http
from connectors.linkedin.access import ADVICE, LinkedInToken, ask, read_token
from connectors.linkedin.comments import Comments
from connectors.linkedin.notifications import Notifications
from connectors.linkedin.options import LinkedInOptions, sunset_note
from connectors.linkedin.posts import Posts
from connectors.linkedin.session import ENDS_ALL, Session
from connectors.linkedin.troubles import Kind, trouble_in
from connectors.linkedin.urns import encoded, organization
from connectors.tokens import TokenKeeper

BASE_URL = "https://api.linkedin.com"
TOKEN_URL = "https://www.linkedin.com"


def connector(
    channel: Channel,
    token: str,
    base_url: str = "",
    *,
    keeper: TokenKeeper | None = None,
    options: LinkedInOptions | None = None,
    transport: Any = None,
    resolver: Resolve = resolve,
    bounds: Bounds | None = None,
) -> LinkedInConnector:
    """The live connector of one organisation's page. `keeper`: where a renewed token is kept, if it can be written to.
    `transport`, `resolver` and `bounds` are for tests. Raises ConfigError when the secret's text is none that LinkedIn has."""
    make = partial(Http, transport=transport, resolver=resolver, bounds=bounds)

    def exchange(mine: LinkedInToken) -> Http:
        return make(base_url or TOKEN_URL, authorise=mine.authorise, secrets=mine.secrets)

    return LinkedInConnector(
        channel,
        read_token(token, channel=channel.id, keeper=keeper, exchange=exchange),
        options=options or LinkedInOptions(),
        http=partial(make, base_url or BASE_URL),
    )


class LinkedInConnector:
    """Live connector of one organisation's page."""

    platform: str = Platform.LINKEDIN

    def __init__(
        self, channel: Channel, token: LinkedInToken, *, options: LinkedInOptions, http: Callable[..., Http]
    ) -> None:
        self._channel = channel
        self._token = token
        self._options = options
        self._http = http

    def batches(self, context: CaptureContext) -> Iterator[Batch]:
        """See Connector."""
        http = self._http(
            authorise=self._token.authorise,
            secrets=self._token.secrets,
            now=context.now,
            monotonic=context.monotonic,
            sleep=context.sleep,
        )
        try:
            yield from _run(Session(self._channel, self._token, http, context, self._options))
        finally:
            http.close()

    def health(self) -> TokenHealth:
        """Whether the token may read the page's posts. When it ends is known only where the secret tells it."""
        http = self._http(authorise=self._token.authorise, secrets=self._token.secrets)
        page = encoded(organization(self._channel.account))
        path = f"rest/posts?author={page}&q=author&count=1&start=0&sortBy=LAST_MODIFIED"
        now = dt.datetime.now(dt.UTC)
        try:
            answer = ask(http, self._token, now, path, version=self._options.version, finder=True)
        except CredentialError as error:
            return TokenHealth(valid=False, expires=self._token.expires, detail=str(error))
        finally:
            http.close()
        trouble = trouble_in(answer)
        if trouble is not None and trouble.kind not in (Kind.CREDENTIAL, Kind.PERMISSION):
            raise PlatformUnavailable(trouble.reason)
        return TokenHealth(
            valid=trouble is None or trouble.kind is Kind.PERMISSION,
            expires=self._token.expires,
            missing_scopes=("r_organization_social",) if trouble and trouble.kind is Kind.PERMISSION else (),
            detail=f"{trouble.reason}; {ADVICE}" if trouble else sunset_note(self._options.version, now),
        )

    def cannot(self) -> tuple[str, ...]:
        return CANNOT["linkedin"]


def _run(session: Session) -> Iterator[Batch]:
    """One capture: what was notified, the posts, their comments; then the place of the notifications moves."""
    notifications = Notifications(session)
    posts = Posts(session)
    comments = Comments(session, posts, notifications)
    endings: list[ArchiverError] = []
    late: OutOfTime | None = None
    try:
        for stage in (notifications.run, posts.run, comments.run):
            try:
                yield from stage()
            except (*ENDS_ALL, Stopped, OutOfTime):
                raise
            except ArchiverError as error:
                endings.append(error)
        if not endings:
            yield from notifications.done()
    except ENDS_ALL as error:
        endings.insert(0, error)
    except OutOfTime as error:
        late = error
    note = sunset_note(session.options.version, session.context.now())
    yield session.ended(notes=(note,) if note else (), out_of_time=late, whole=not endings)
    refused = list(dict.fromkeys(session.refused))
    if refused:
        parts = ", ".join(refused)
        endings.append(CredentialError(f"LinkedIn does not let this application read {parts}; {ADVICE}"))
    raise_worst(endings)
