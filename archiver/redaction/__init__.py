"""Redaction: clear text of a thread in, redacted text with marks out. Nothing clear is kept, logged or passed on.

`Redactor` is made once with a rule pack and a key; `Redactor.thread` begins a thread. Everything others call is named here.
"""

from archiver.redaction.contract import (
    Decided,
    Finding,
    Hidden,
    Keyer,
    KnownValue,
    Message,
    MessageResult,
    Person,
    Role,
    ThreadContext,
)
from archiver.redaction.decided import is_wide, place_key, standing
from archiver.redaction.engine import Redactor
from archiver.redaction.examples import check_pack
from archiver.redaction.findings import CIRCUMSTANCES, UNSURE
from archiver.redaction.leaks import Leak, scan_for_leaks
from archiver.redaction.thread import ThreadRedaction
from archiver.redaction.values import lookup_keys

__all__ = [
    "CIRCUMSTANCES",
    "UNSURE",
    "Decided",
    "Finding",
    "Hidden",
    "Keyer",
    "KnownValue",
    "Leak",
    "Message",
    "MessageResult",
    "Person",
    "Redactor",
    "Role",
    "ThreadContext",
    "ThreadRedaction",
    "check_pack",
    "is_wide",
    "lookup_keys",
    "place_key",
    "scan_for_leaks",
    "standing",
]
