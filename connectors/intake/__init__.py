"""Opens what an operator gives to an import: zips, folders and single files, seen as one tree that is safe to read.

Nothing is extracted and nothing is written. What is not safe is not a member: it is named in `refused` with a reason.
"""

from __future__ import annotations

from connectors.intake.limits import DEFAULT_LIMITS, Limits
from connectors.intake.memory import Given, open_streams
from connectors.intake.paths import natural_key, shown
from connectors.intake.source import OpenedSource, open_source

__all__ = [
    "DEFAULT_LIMITS",
    "Given",
    "Limits",
    "OpenedSource",
    "natural_key",
    "open_source",
    "open_streams",
    "shown",
]
