"""Typed names for the ids that travel between rooms. All are strings: platform ids exceed 53 bits."""

from __future__ import annotations

from typing import NewType

ChannelId = NewType("ChannelId", str)
"""A channel's key in the configuration, for example `msd-facebook`."""

ThreadKey = NewType("ThreadKey", str)
"""What the platform (or its export) calls one exchange or post, unique within a channel and kind of thread."""

RecordNumber = NewType("RecordNumber", str)
"""The short, permanent number of a record file, for example `R000042`. Never reused."""

RunId = NewType("RunId", str)
"""One run or import, for example `20260201T011500Z-3f2a`. Sorts by time."""
