"""LinkedIn's errors told apart by who acts next, by status and by its own codes."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from connectors.answers import Answer
from connectors.fields import fields_of, text_of, whole

_TOKEN = {
    65600: "the token is invalid",
    65601: "the token was revoked",
    65602: "the token has expired",
    "INVALID_ACCESS_TOKEN": "the token is invalid",
    "REVOKED_ACCESS_TOKEN": "the token was revoked",
    "EXPIRED_ACCESS_TOKEN": "the token has expired",
}


class Kind(enum.Enum):
    """Who acts next: the operator (CREDENTIAL, PERMISSION, VERSION), nobody but time (QUOTA, TRANSIENT), nobody (GONE), a
    developer (CHANGED)."""

    CREDENTIAL = "credential"
    PERMISSION = "permission"
    VERSION = "version"
    QUOTA = "quota"
    TRANSIENT = "transient"
    GONE = "gone"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with an answer, in our words."""

    kind: Kind
    reason: str


Asked = tuple[Answer, Trouble | None]
"""An answer, and what is wrong with it."""


def trouble_in(answer: Answer) -> Trouble | None:
    """What is wrong with an answer; None when its data can be read."""
    status = answer.status
    body = fields_of(answer.value)
    code, number = text_of(body, "code"), whole(body.get("serviceErrorCode"))
    if answer.malformed and status < 400:
        return Trouble(kind=Kind.TRANSIENT, reason=f"LinkedIn answered with {answer.malformed}")
    if status == 401:
        words = _TOKEN.get(number or 0) or _TOKEN.get(code) or "the token is refused"
        return Trouble(kind=Kind.CREDENTIAL, reason=f"LinkedIn says that {words} (HTTP 401)")
    if status == 426 or (status in (400, 404) and "VERSION" in code.upper()):
        return Trouble(
            kind=Kind.VERSION, reason=f"LinkedIn no longer takes this version of its interface (HTTP {status})"
        )
    if status == 403:
        return Trouble(kind=Kind.PERMISSION, reason="LinkedIn does not let this application read it (HTTP 403)")
    if status == 404:
        return Trouble(kind=Kind.GONE, reason="LinkedIn finds no such thing (HTTP 404)")
    if status == 429:
        return Trouble(kind=Kind.QUOTA, reason="the application's daily number of requests is used up")
    if status >= 500:
        return Trouble(kind=Kind.TRANSIENT, reason=f"LinkedIn is in trouble (HTTP {status})")
    if 200 <= status < 300:
        if not isinstance(answer.value, dict):
            return Trouble(kind=Kind.CHANGED, reason="LinkedIn answered in an unknown shape")
        if number is not None or (whole(body.get("status")) or 0) >= 400:
            return Trouble(kind=Kind.CHANGED, reason="LinkedIn answered with an error in place of data")
        return None
    if 300 <= status < 400:
        return Trouble(kind=Kind.CHANGED, reason="LinkedIn redirects to elsewhere; it was not followed")
    return Trouble(kind=Kind.CHANGED, reason=f"LinkedIn refuses the request as we make it (HTTP {status})")
