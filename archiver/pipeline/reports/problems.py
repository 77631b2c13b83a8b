"""What needs a person: who must do what, by when. The page lists it, a notice tells it.

A problem has a key that stays the same while it lasts, and parts that grow when it gets worse: what was told once is not
told again every night, and what got worse is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.model.digest import Json

OPERATIONS = "Operations"
RECORDS = "Information Services"
ARCHIVE_SCOPE = "archive"
VERIFY_SCOPE = "verify"
START_SCOPE = "start"
"""What keeps a run from beginning: any run that begins finds it gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`kind` is one of the kinds that notices are given of. `scope` says which work looks at it again and so can find it
    resolved; `is_event` marks what happened once and is never resolved; `is_left` what is not mended by being met no more: it
    is told anew when it comes back, and never as resolved. `by` None = as soon as possible."""

    key: str
    kind: str
    what: str
    who: str
    do: str
    by: dt.date | None = None
    channel: str = ""
    parts: tuple[str, ...] = ()
    scope: str = ARCHIVE_SCOPE
    is_event: bool = False
    is_left: bool = False

    def as_json(self) -> dict[str, Json]:
        """For the report."""
        return {
            "kind": self.kind,
            "channel": self.channel,
            "what": self.what,
            "who": self.who,
            "do": self.do,
            "by": self.by.isoformat() if self.by else None,
        }


_ADVICE: dict[str, tuple[str, str, str]] = {
    "credentials": (
        "credential",
        "the platform refused the token",
        "renew the token and put it where the configuration says",
    ),
    "rate_limited": (
        "partial",
        "the platform throttles",
        "nothing now: the next run resumes; more than three nights: a looser schedule",
    ),
    "unavailable": (
        "partial",
        "the platform did not answer",
        "nothing now: the next run resumes; more than three nights: check network and platform",
    ),
    "platform_changed": (
        "failure",
        "the platform answered in an unknown shape",
        "ask the maintainers for an update; the answers are kept, sealed",
    ),
    "storage": (
        "failure",
        "the disk or the database refused",
        "check space, permissions and the database; then run again",
    ),
    "integrity": (
        "integrity",
        "what is held is not what was written down",
        "touch nothing; run `archiver verify --full` and treat it as a possible privacy breach",
    ),
    "leak": (
        "leak",
        "a written file held what redaction removes; it was not released",
        "look at the record's review and report the rule that missed it",
    ),
    "redaction": (
        "failure",
        "texts could not be judged and are withheld",
        "check the redaction rules with `archiver doctor`",
    ),
    "configuration": (
        "failure",
        "the configuration cannot be used",
        "mend archiver.toml; `archiver doctor` names the key",
    ),
    "usage": ("failure", "the call cannot work", "see `archiver --help`"),
    "source": (
        "failure",
        "a file of the export cannot be used",
        "ask the platform for the export again; what could be read was taken in",
    ),
    "program": ("failure", "an error of the program itself", "send the line of the log to the maintainers"),
    "date_order": ("failure", "day and month of the export cannot be told apart", "import again with --date-order"),
}
_UNKNOWN = ("failure", "it did not finish", "see the log of the run")
_CHANNEL_OWNED = frozenset({"credentials"})


def of_error(code: str, *, channel: str, owner: str, outcome: str, scope: str) -> Problem | None:
    """The problem that an error of this code means; None for a stop on purpose."""
    if code == "stopped":
        return None
    kind, what, do = _ADVICE.get(code, _UNKNOWN)
    if kind == "partial" and outcome == "failed":
        kind = "failure"
    return Problem(
        key=f"error:{scope}:{code}",
        kind=kind,
        what=what,
        who=owner if code in _CHANNEL_OWNED and owner else OPERATIONS,
        do=do,
        channel=channel,
        scope=scope,
    )


WARN_DAYS = (30, 14, 7, 3, 1)
"""Days before a credential's end at which a notice is given."""


def of_credential(channel: str, owner: str, expires: dt.datetime, now: dt.datetime) -> Problem | None:
    """A credential that ends within 30 days."""
    left = (expires - now) / dt.timedelta(days=1)
    reached = tuple(str(days) for days in WARN_DAYS if left <= days)
    if not reached:
        return None
    when = "has ended" if left <= 0 else f"ends in {max(1, round(left))} day{'s' if round(left) > 1 else ''}"
    return Problem(
        key=f"credential:{channel}",
        kind="credential",
        what=f"the token {when}",
        who=owner or OPERATIONS,
        do="renew it and put it where the configuration says",
        by=expires.date(),
        channel=channel,
        parts=reached,
        scope=token_scope(channel),
    )


def token_scope(channel: str) -> str:
    """What a working token's own report looks at. A refused token's tells nothing of its end or its rights."""
    return f"token:{channel}"


def silence_scope(channel: str) -> str:
    """What a capture that came to its end looks at. One that failed has heard nothing either way."""
    return f"silence:{channel}"


SILENCE_LOOK_BACK_DAYS = 90


def is_silent(active: Sequence[dt.date], today: dt.date) -> bool:
    """Whether a channel with news on these days has been quiet for so long that something may be wrong.

    Only for a channel that used to be active (five days of the ninety before its last news): silence then means four
    times its usual pause, and three days at least."""
    if not active:
        return False
    last = max(active)
    since = last - dt.timedelta(days=SILENCE_LOOK_BACK_DAYS)
    days = len({day for day in active if day > since})
    return days >= 5 and (today - last).days >= max(3, 4 * SILENCE_LOOK_BACK_DAYS / days)


def of_silence(channel: str, owner: str, last: dt.date, today: dt.date) -> Problem:
    """A channel that used to bring something and brings nothing."""
    return Problem(
        key=f"silence:{channel}",
        kind="silence",
        what=f"nothing new for {(today - last).days} days, which is unusual for it",
        who=owner or OPERATIONS,
        do="look on the platform whether there are messages; if so, check the token's rights",
        channel=channel,
        scope=silence_scope(channel),
    )


def of_disk(days_left: float | None, free_share: float) -> Problem | None:
    """A disk that will be full soon, or nearly is."""
    if free_share >= 0.05 and (days_left is None or days_left > 30):
        return None
    what = f"{free_share:.0%} of the archive's disk is free"
    reached = ["low"] if free_share < 0.05 else []
    if days_left is not None and days_left <= 30:
        what += f"; full in about {max(1, round(days_left))} days at this rate"
        reached += [f"{days}d" for days in (30, 7) if days_left <= days]
    return Problem(
        key="disk", kind="disk", what=what, who=OPERATIONS, do="make room or enlarge it", parts=tuple(reached)
    )


def of_report() -> Problem:
    """The report itself could not be written."""
    return Problem(
        key="report",
        kind="failure",
        what="the run's report could not be kept",
        who=OPERATIONS,
        do="check space and permissions of the archive's folder; what the run did stands in the database",
    )


def ordered(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Most pressing first."""
    order = ("leak", "integrity", "alert", "failure", "credential", "unusual", "disk", "silence", "partial")
    yield from sorted(problems, key=lambda p: (order.index(p.kind), p.by or dt.date.max, p.channel, p.key))
