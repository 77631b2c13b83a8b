"""X's errors, in all the shapes it answers them in, told apart by who acts next."""

from __future__ import annotations

import datetime as dt
import email.utils
import enum
from collections.abc import Mapping
from dataclasses import dataclass

from archiver.model.time import UTC
from connectors.answers import Answer
from connectors.fields import Fields, fields_of, objects_of, text_of, whole

_MARGIN = dt.timedelta(seconds=2)
_LONGEST_WAIT = dt.timedelta(hours=25)
MONEY = (
    "X's paid-for amount of reads is used up, or the application has no credits: nothing is wrong with the token. Raise the "
    "spending limit or add credits in X's developer portal; the capture goes on from its place"
)


class Kind(enum.Enum):
    """Who acts next: the operator (CREDENTIAL: the token; PERMISSION: rights of one part; MONEY: billing), nobody but time
    (THROTTLE, TRANSIENT), this program (PARAMETER: the other vocabulary; PAGE: start the walk anew), a developer (CHANGED).
    GONE is no trouble of ours."""

    CREDENTIAL = "credential"
    PERMISSION = "permission"
    MONEY = "money"
    THROTTLE = "throttle"
    PARAMETER = "parameter"
    PAGE = "page"
    TRANSIENT = "transient"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with an answer, in our words. `words` is X's own text, to look for names in, never to show;
    `wait` how long X says it throttles, None when it does not say."""

    kind: Kind
    reason: str
    words: str = ""
    wait: dt.timedelta | None = None


def trouble_in(answer: Answer) -> Trouble | None:
    """What is wrong with an answer; None when its data can be read (parts of it may still be missing)."""
    status = answer.status
    if answer.malformed and status < 400:
        return Trouble(kind=Kind.TRANSIENT, reason=f"X answered with {answer.malformed}")
    types, codes, words = _told(answer.value)
    if status == 402 or "usage-capped" in types:
        return Trouble(kind=Kind.MONEY, reason=MONEY, words=words)
    if status == 429 or 88 in codes or "rate-limit-exceeded" in types:
        return Trouble(kind=Kind.THROTTLE, reason="X allows no more requests now", wait=wait_told(answer.headers))
    if 200 <= status < 300:
        body = fields_of(answer.value)
        if not body:
            return Trouble(kind=Kind.CHANGED, reason="X answered in an unknown shape", words=words)
        if "data" not in body and "meta" not in body and not _is_partial(body):
            return Trouble(kind=Kind.CHANGED, reason="X answered with an error in place of data", words=words)
        return None
    return _by_status(status, types, words)


def _by_status(status: int, types: frozenset[str], words: str) -> Trouble:
    if status == 401:
        return Trouble(kind=Kind.CREDENTIAL, reason="X refuses the token (HTTP 401)", words=words)
    if status == 403:
        reason = "X does not let this application read it (HTTP 403)"
        if "client-forbidden" in types:
            reason = "X does not let this application read it (client-forbidden)"
        return Trouble(kind=Kind.PERMISSION, reason=reason, words=words)
    if status == 404:
        return Trouble(kind=Kind.GONE, reason="X knows no such thing (HTTP 404)", words=words)
    if status == 400:
        if "pagination_token" in words:
            return Trouble(kind=Kind.PAGE, reason="X no longer takes the page mark", words=words)
        return Trouble(kind=Kind.PARAMETER, reason="X refuses the request as we make it (HTTP 400)", words=words)
    if status >= 500 or "internal-error" in types or "resource-unavailable" in types:
        return Trouble(kind=Kind.TRANSIENT, reason=f"X is in trouble (HTTP {status})", words=words)
    if 300 <= status < 400:
        return Trouble(kind=Kind.CHANGED, reason="X redirects to elsewhere; it was not followed", words=words)
    return Trouble(kind=Kind.CHANGED, reason=f"X answered HTTP {status}, which it does not document", words=words)


def _told(value: object) -> tuple[frozenset[str], frozenset[int], str]:
    """(problem types by their last word, numeric codes, all words) of a body."""
    body = fields_of(value)
    # A 200 with data names troubles of single objects: those are no trouble of the answer.
    problems = [body] if "data" in body else [body, *objects_of(body.get("errors"))]
    types, codes, words = set(), set(), []
    for problem in problems:
        kind = text_of(problem, "type")
        if "/" in kind or kind == "usage-capped":
            types.add(kind.rpartition("/")[2])
        code = whole(problem.get("code"))
        if code is not None:
            codes.add(code)
        words += [text_of(problem, name) for name in ("title", "detail", "message", "parameter", "value", "field")]
        words += [str(name)[:80] for name in fields_of(problem.get("parameters"))]
    return frozenset(types), frozenset(codes), " ".join(words)


def _is_partial(body: Fields) -> bool:
    """An answer about objects of which none could be given."""
    errors = objects_of(body.get("errors"))
    return bool(errors) and all(text_of(error, "resource_id", "value") for error in errors)


def wait_told(headers: Mapping[str, str]) -> dt.timedelta | None:
    """How long until X's window begins anew, measured on X's own clock; None when it does not tell."""
    reset = whole(headers.get("x-rate-limit-reset", ""))
    if reset is None:
        after = whole(headers.get("retry-after", ""))
        return dt.timedelta(seconds=max(0, min(after, 90_000))) + _MARGIN if after is not None else None
    date = x_time(headers)
    if date is None:
        return None
    try:
        wait = dt.datetime.fromtimestamp(reset, UTC) - date
    except (OverflowError, OSError, ValueError):
        return None
    return max(dt.timedelta(0), min(wait, _LONGEST_WAIT)) + _MARGIN


def x_time(headers: Mapping[str, str]) -> dt.datetime | None:
    """The time on X's clock when it answered."""
    try:
        date = email.utils.parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
