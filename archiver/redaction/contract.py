"""The words in which others speak to redaction: a thread's people, its messages, what is remembered, what came out.

Clear text enters as Message and never leaves: everything that goes out is RedactedText, marks and findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from archiver.model.redaction import Kind, RedactedText

Role = Literal["correspondent", "agency", "other"]


class Keyer(Protocol):
    """Turns a value into a keyed hash. The key lives outside the archive; without it a hash says nothing."""

    def key(self, purpose: str, value: str) -> str:
        """Hexadecimal HMAC of `value` under the key for `purpose`; 32 characters or more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who takes part in a thread, as the platform names them."""

    display_name: str
    handle: str = ""
    role: Role = "correspondent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A stretch of a message that a person wants hidden: how many code points, and the keyed hash of its words under the
    key they are `bound` to; see `place_key`. `part` as in Finding."""

    length: int
    place_key: str
    bound: str
    kind: Kind
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What people decided about one message: the keyed hashes of values that are no identifiers in it, by part, and what
    is to be hidden in it whatever the rules say."""

    kept: tuple[tuple[int, str], ...] = ()
    hidden: tuple[Hidden, ...] = ()

    def kept_in(self, part: int) -> frozenset[str]:
        """The values that stay in this part."""
        return frozenset(key for place, key in self.kept if place == part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message in clear. `more` holds its other texts (names of attachments, link titles, quotes), same rules."""

    text: str
    role: Role = "correspondent"
    sender: str = ""
    id: str = ""
    more: tuple[str, ...] = ()
    decided: Decided | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownValue:
    """What the store remembers of a value in a thread: its keyed hash and the number its token carries."""

    kind: Kind
    value_key: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadContext:
    """What is known of a thread before a batch of it. `tail` is its last few messages as stored, oldest first.

    Values that are `known` are redacted wherever they stand; those only `numbered` keep their number if they are found
    again, and are looked for by the rules alone: for reading a thread anew. `hidden_words` are clear words that a reviewer
    wanted hidden in one message and that are hidden in all; they live in memory alone."""

    participants: tuple[Person, ...] = ()
    known: tuple[KnownValue, ...] = ()
    numbered: tuple[KnownValue, ...] = ()
    hidden_words: tuple[tuple[str, Kind], ...] = ()
    tail: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person should look at. `part` 0 is the message's text, n its n-th other text; never a value.

    `start` and `end` count code points of the redacted text. `rule` is a rule's id, `withheld`, or `circumstances`.
    """

    message: str
    part: int
    rule: str
    kind: Kind
    reason: str
    start: int = 0
    end: int = 0
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageResult:
    """One message, redacted: its text, its other texts in their order, and what a person should look at."""

    text: RedactedText
    more: tuple[RedactedText, ...] = ()
    findings: tuple[Finding, ...] = ()


WITHHELD_TEXT = "[WITHHELD]"
