"""Labels inside the text of a case: {kind|value} must go, {=value} is a look-alike that must stay whole.

The kind `either` marks what may go or stay (a suburb behind a street): it is neither a value nor harmless text.
"""

from __future__ import annotations

import re

from archiver.redaction import Message
from tests.redaction.corpus.cases import Label

_MARK = re.compile(r"\{(?:(?P<kind>[a-z_]+)\||=)(?P<value>[^{}]*)\}", re.S)


def read(marked: str, *, agency: bool, place: int, case: str) -> tuple[Message, list[Label]]:
    """The message behind marked text, and its labels as spans of code points."""
    text, labels, last = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[last : found.start()]
        start = len(text)
        text += found["value"]
        labels.append(Label(message=place, start=start, end=len(text), kind=found["kind"] or "keep"))
        last = found.end()
    text += marked[last:]
    if re.search(r"[{}]", text):
        raise ValueError(f"{case}, message {place}: a brace is left over: {text}")
    if agency:
        return Message(text=text, role="agency", sender="agency", id=f"{case}.{place}"), labels
    return Message(text=text, role="correspondent", sender="client", id=f"{case}.{place}"), labels
