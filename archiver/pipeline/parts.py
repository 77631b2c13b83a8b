"""What a run works with, made once by wiring. Plain values and rooms; no Settings, no concrete platform or format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.errors import Stopped
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId, RunId
from archiver.pipeline.desk import Desk
from archiver.pipeline.index import IndexWriters
from archiver.pipeline.keys import Keyer
from archiver.pipeline.render import Job, Look, Rendered, Renderer
from archiver.pipeline.report import RunReport
from archiver.pipeline.watch import Watch
from archiver.redaction import Redactor
from archiver.store import Store
from archiver.vault.seal import Vault
from connectors.base import Connector, Importer, Replay

Progress = Callable[[str, int, int | None], None]
"""Told (what, done, of how many or None)."""


def quiet(what: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


def untold(report: RunReport) -> None:
    """A report that nobody is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pool of renderers: `make` opens it, `render` is what runs in it."""

    make: Callable[[], AbstractContextManager[Executor]]
    render: Callable[[Job | Look], Rendered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The wired rooms.

    `stopping` turns true when a signal asked to stop, `interrupted` when it was the terminal's.

    `importer` finds a platform's importer, `connector` makes a channel's (None: import only); `prove` writes manifest and
    signed head for the run, `stamp` has an outside authority stamp that head (its answer: warnings), `proved_events` tells
    the last event that a head covers; `watch` flags messages that may need a person, `tell` keeps the finished report and
    gives notice of it. `judging` names the rules that stored texts are to be judged by, to the letter; `replay` reads a
    platform's sealed responses anew; `desk_beside` redacts a channel in a process of its own; `review_book` writes the
    reviewers' workbook. Times come from `now` (UTC) and `monotonic` (seconds).
    """

    root: Path
    agency: str
    zone: ZoneInfo
    gap: dt.timedelta | None
    formats: tuple[str, ...]
    software: str
    rules: str
    channels: Mapping[ChannelId, Channel]
    store: Store
    vault: Vault
    redactor: Redactor
    keyer: Keyer
    renderer: Renderer
    pool: Pool
    index: IndexWriters
    prove: Callable[[RunId], None]
    proved_events: Callable[[], int]
    importer: Callable[[str], Importer]
    platforms: Sequence[str]
    connector: Callable[[Channel], Connector | None]
    now: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    new_run: Callable[[], RunId]
    config_digest: str
    stopping: Callable[[], bool]
    interrupted: Callable[[], bool] = lambda: False
    watch: Watch | None = None
    tell: Callable[[RunReport], None] = untold
    judging: str = ""
    replay: Callable[[str], Replay | None] = lambda platform: None
    desk_beside: Callable[[ChannelId], AbstractContextManager[Desk]] | None = None
    review_book: Callable[[Store, Path], tuple[str, ...]] | None = None
    stamp: Callable[[], tuple[str, ...]] = tuple
    warnings: tuple[str, ...] = ()
    budget_s: float = 4 * 3600.0
    media_limit: int = 100 * 1024 * 1024
    progress: Progress = quiet

    def stopped(self) -> Stopped:
        """What ends a run that was asked to stop: it says by which signal."""
        return Stopped(interrupted=self.interrupted())
