"""Redaction: clear text of a thread in, redacted text with marks out. Nothing clear is kept, logged or passed on.

`Redactor` is made once with a rule pack and a key; `Redactor.thread` begins a thread. Everything others call is named here.
"""

from archiver.redaction.compile import check_pack
from archiver.redaction.contract import (
    Finding,
    Keyer,
    KnownValue,
    Message,
    MessageResult,
    Person,
    Role,
    ThreadContext,
)
from archiver.redaction.engine import Redactor
from archiver.redaction.leaks import Leak, scan_for_leaks
from archiver.redaction.thread import ThreadRedaction
from archiver.redaction.values import lookup_keys

__all__ = [
    "Finding",
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
    "lookup_keys",
    "scan_for_leaks",
]
