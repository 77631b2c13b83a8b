"""Which platforms a channel may be of: the program's own, and those that another package brings by an entry point.

A mistyped one would be taken for a channel by import only, and stay green for ever.
"""

from __future__ import annotations

import re

from archiver.model.channel import PLATFORM_NAMES

CONNECTOR_GROUP = "archiver.connectors"
IMPORTER_GROUP = "archiver.importers"
_NAME = re.compile(r"[a-z0-9_-]{1,40}\Z")


def check_platform(name: str) -> str:
    """The platform's name. Raises ValueError for one that nothing here serves, naming those that something does."""
    own = tuple(str(platform) for platform in PLATFORM_NAMES)
    if name in own:
        return name
    from importlib.metadata import entry_points

    brought = {entry.name for group in (CONNECTOR_GROUP, IMPORTER_GROUP) for entry in entry_points(group=group)}
    brought = {each for each in brought if _NAME.match(each)}
    if name in brought:
        return name
    raise ValueError(f"one of {', '.join((*own, *sorted(brought - set(own))))} is expected")
