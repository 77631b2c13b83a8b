"""Which formats records may be written in: the program's own, and those that another package brings by an entry point.

A format is known by its name alone here; what serves it is loaded when a record is written.
"""

from __future__ import annotations

import re

FORMATS = ("pdf", "xlsx", "docx")
EXPORTER_GROUP = "archiver.exports"
_NAME = re.compile(r"[a-z0-9]{1,12}\Z")


def check_format(name: str) -> str:
    """The format's name. Raises ValueError for one that nothing here writes, naming those that something does."""
    if name in FORMATS:
        return name
    from importlib.metadata import entry_points

    brought = {entry.name for entry in entry_points(group=EXPORTER_GROUP)}
    if name in brought and _NAME.match(name):
        return name
    if name in brought:
        raise ValueError("a format's name is its file ending: at most twelve small letters and digits")
    known = ", ".join((*FORMATS, *sorted(brought - set(FORMATS))))
    raise ValueError(f"any of {known} is expected")
