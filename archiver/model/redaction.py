"""What redaction leaves behind: marks, and text that may be kept.

`RedactedText` is the only kind of captured text that the store and the exporters accept. Only archiver.redaction
makes one from clear text; `trusted` wraps words that are ours (labels, notices) and never a correspondent's.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """What a redacted value was. The token shown is `[<label> <n>]`, with `label` in capitals: [CLIENT NUMBER 1]."""

    CLIENT_NUMBER = "client_number"
    IRD = "ird"
    NHI = "nhi"
    BANK = "bank"
    CARD = "card"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    LICENCE = "licence"
    PASSPORT = "passport"
    PLATE = "plate"
    NSN = "nsn"
    KIWISAVER = "kiwisaver"
    OVERSEAS_ID = "overseas_id"
    COORDINATES = "coordinates"
    LINK_TOKEN = "link_token"
    HANDLE = "handle"
    NAME = "name"
    NUMBER = "number"
    LOCAL = "local"
    PERSONAL = "personal"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        """The capitals shown inside a token: CLIENT NUMBER, IRD NUMBER, NHI NUMBER, BANK ACCOUNT, ..."""
        return _LABELS.get(self, self.value.replace("_", " ").upper())


_LABELS = {
    Kind.IRD: "IRD NUMBER",
    Kind.NHI: "NHI NUMBER",
    Kind.BANK: "BANK ACCOUNT",
    Kind.CARD: "CARD NUMBER",
    Kind.BIRTH_DATE: "BIRTH DATE",
    Kind.PLATE: "NUMBER PLATE",
    Kind.NSN: "STUDENT NUMBER",
    Kind.KIWISAVER: "KIWISAVER NUMBER",
    Kind.OVERSEAS_ID: "OVERSEAS NUMBER",
    Kind.LINK_TOKEN: "LINK TOKEN",
    Kind.LOCAL: "AGENCY NUMBER",
    Kind.PERSONAL: "PERSONAL DETAIL",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One visible trace of a redaction: where it stands in the redacted text, and why. Never the value.

    `start` and `end` count code points of the redacted text and enclose the token. `value_key` is the keyed hash of
    the normalised value (empty for WITHHELD). `confidence` runs from 0 to 1.
    """

    start: int
    end: int
    kind: Kind
    rule: str
    token: str
    value_key: str = ""
    confidence: float = 1.0
    reason: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedText:
    """Text that may be kept and shown, with the marks standing in it, ordered by place and disjoint."""

    text: str
    marks: tuple[Mark, ...] = ()

    @classmethod
    def trusted(cls, text: str) -> RedactedText:
        """Wrap words of our own (a label, a notice). Never for anything a platform or a person wrote."""
        return cls(text=text)

    @property
    def is_withheld(self) -> bool:
        """Whether the text could not be judged and was withheld whole."""
        return any(mark.kind is Kind.WITHHELD for mark in self.marks)

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = RedactedText(text="")
