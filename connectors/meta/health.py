"""What the platform says of a token: whether it works, until when, and which rights it lacks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from archiver.errors import PlatformUnavailable
from connectors.base import TokenHealth
from connectors.fields import fields_of, list_of, whole
from connectors.meta.graph import Graph
from connectors.meta.troubles import SUBCODES, Kind, Trouble


def debug_token(graph: Graph, token: str, needed: Iterable[str]) -> TokenHealth:
    """Ask about a token of the Facebook login. Raises PlatformUnavailable when nothing usable was answered."""
    answer, trouble = graph.ask("debug_token", {"input_token": token})
    if trouble is not None:
        return refused(trouble)
    told = fields_of(fields_of(answer.value).get("data"))
    error = fields_of(told.get("error"))
    scopes = tuple(sorted(scope for scope in list_of(told.get("scopes")) if isinstance(scope, str)))
    subcode = whole(error.get("subcode")) or 0
    valid = told.get("is_valid") is True
    detail = "" if valid else SUBCODES.get(subcode, "the platform says that the token is not valid")
    if valid and told.get("type") == "USER":
        detail = "this is a person's token, not the Page's: the platform gives it no comments and no messages"
    return TokenHealth(
        valid=valid,
        expires=_moment(told.get("expires_at")),
        data_access_expires=_moment(told.get("data_access_expires_at")),
        scopes=scopes,
        missing_scopes=tuple(scope for scope in needed if scope not in scopes) if valid else (),
        detail=detail,
    )


def refused(trouble: Trouble) -> TokenHealth:
    """The health of a token whose question was answered with a trouble."""
    if trouble.kind is Kind.CREDENTIAL:
        return TokenHealth(valid=False, detail=trouble.reason)
    if trouble.kind in (Kind.PERMISSION, Kind.FIELD):
        return TokenHealth(valid=True, detail=f"the token works, but may not be asked about: {trouble.reason}")
    raise PlatformUnavailable(f"the token could not be checked: {trouble.reason}")


def _moment(value: object) -> dt.datetime | None:
    """Seconds since 1970; 0 means never."""
    seconds = whole(value)
    if not seconds or seconds < 0:
        return None
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
