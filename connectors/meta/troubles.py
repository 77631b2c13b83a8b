"""The Graph API's ways of saying no, told apart by who acts next. Words here are ours: the platform's stay in the seal.

An error body may come with any status, 200 included; an answer that is no JSON is a trouble too.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from connectors.answers import Answer
from connectors.bodies import TOO_LARGE, TOO_SLOW
from connectors.fields import fields_of, text_of, whole


class Kind(enum.Enum):
    """What a trouble asks for."""

    TRANSIENT = "the platform could not answer"
    TOO_MUCH = "the platform wants to be asked for less at a time"
    THROTTLED = "the platform throttles"
    CREDENTIAL = "the token is refused"
    PERMISSION = "a permission is missing"
    FIELD = "a field is unknown or not permitted"
    GONE = "not there or not visible"
    ACCOUNT = "the account is unknown"
    OUTSIDE = "outside the window the platform gives details for"
    CHANGED = "an answer in an unknown shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`reason` is in our words, with the platform's code; `fields` are names that the platform objected to."""

    kind: Kind
    reason: str
    code: int = 0
    subcode: int = 0
    fields: tuple[str, ...] = ()


SUBCODES = {
    458: "the app is no longer authorised by the account",
    459: "the account must pass a check on the platform first",
    460: "the password was changed",
    463: "the token has expired",
    464: "the account is not confirmed",
    466: "the session was ended",
    467: "the token is no longer valid (logged out)",
}
"""What the platform means by a refused token's subcode."""

_THROTTLES = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
_MISSING_OBJECT = 33
_MESSAGES_OFF = 2534041
_NAMED = re.compile(
    r"\bfields?\b[\s:(\[\"'`]*([a-z][a-z_]{1,40})\b|[(\"'`]([a-z][a-z_]{1,40})[)\"'`] (?:field|on node)"
)


def trouble_in(answer: Answer) -> Trouble | None:
    """What is wrong with an answer; None when it is usable."""
    error = fields_of(fields_of(answer.value).get("error"))
    if error:
        return _of_error(error)
    status = answer.status
    if status == 429:
        return Trouble(kind=Kind.THROTTLED, reason="the platform throttles (HTTP 429)", code=429)
    if status in (301, 302, 303, 307, 308):
        return Trouble(kind=Kind.CHANGED, reason="the platform sent us elsewhere; that was not followed")
    if status >= 500:
        return Trouble(kind=Kind.TRANSIENT, reason=f"the platform could not answer (HTTP {status})", code=status)
    if status == 401:
        return Trouble(kind=Kind.CREDENTIAL, reason="the token is refused (HTTP 401)", code=status)
    if status == 403:
        return Trouble(kind=Kind.PERMISSION, reason="a permission is missing (HTTP 403)", code=status)
    if status == 404:
        return Trouble(kind=Kind.GONE, reason="not there or not visible (HTTP 404)", code=status)
    if answer.malformed == TOO_LARGE:
        return Trouble(kind=Kind.TOO_MUCH, reason=f"the platform sent {answer.malformed}")
    if answer.malformed:
        return Trouble(kind=Kind.TRANSIENT, reason=f"the platform sent {answer.malformed}")
    if status >= 300 or not isinstance(answer.value, dict):
        return Trouble(kind=Kind.CHANGED, reason=f"an answer in an unknown shape (HTTP {status})", code=status)
    return None


def _of_error(error: object) -> Trouble:
    fields = fields_of(error)
    code, subcode = whole(fields.get("code")) or 0, whole(fields.get("error_subcode")) or 0
    message = text_of(fields, "message")
    told = f"code {code}, subcode {subcode}" if subcode else f"code {code}"

    def made(kind: Kind, words: str, named: tuple[str, ...] = ()) -> Trouble:
        return Trouble(kind=kind, reason=f"{words} ({told})", code=code, subcode=subcode, fields=named)

    if code in _THROTTLES:
        return made(Kind.THROTTLED, "the platform throttles")
    if code in (190, 102):
        return made(Kind.CREDENTIAL, SUBCODES.get(subcode, "the token is refused"))
    if code == 368:
        return made(
            Kind.CREDENTIAL, "the platform has blocked the account or app for a time, for reasons of its policy"
        )
    if code == 1 and "reduce the amount" in message.lower():
        return made(Kind.TOO_MUCH, "the platform wants to be asked for less at a time")
    if code in (1, 2) or fields.get("is_transient") is True:
        return made(Kind.TRANSIENT, "the platform could not answer")
    named = tuple(dict.fromkeys(a or b for a, b in _NAMED.findall(message)))
    if code in (100, 200) and named and subcode != _MISSING_OBJECT:
        return made(Kind.FIELD, "a field is unknown or not permitted", named)
    if subcode == _MESSAGES_OFF:
        return made(Kind.PERMISSION, "the account's owner has switched off access to messages for connected tools")
    if code in (3, 10) or 200 <= code <= 299:
        return made(Kind.PERMISSION, "a permission is missing")
    if code == 803:
        return made(Kind.ACCOUNT, "the platform does not know this id")
    if "deleted" in message.lower():
        return made(Kind.OUTSIDE, "the platform gives no details of it any more")
    if code == 100:
        return made(Kind.GONE, "not there or not visible")
    return made(Kind.CHANGED, "an error of an unknown kind" if code != 2500 else "the platform does not know this path")


def worth_repeating(answer: Answer) -> bool:
    """Whether to ask the very same again: never while throttled, and not where asking for less is what helps."""
    trouble = trouble_in(answer)
    return trouble is not None and trouble.kind is Kind.TRANSIENT and answer.malformed != TOO_SLOW
