"""The store: redacted records, their history, what was published of them, and the log of what was done.

`Store` is the only way in; the other names are the values it takes and gives.
"""

from __future__ import annotations

from archiver.store.context import ThreadMemory
from archiver.store.decisions import Addition, Remembered, Waiting
from archiver.store.editions import Edition, FileRow, PublishedFile
from archiver.store.facade import Store
from archiver.store.gaps import StoredGap
from archiver.store.judged import Judged
from archiver.store.queue import QueueItem
from archiver.store.reread import Reread
from archiver.store.review import StoredReview
from archiver.store.runs import ChannelRun, RunRow
from archiver.store.scope import Scope
from archiver.store.totals import IdentifierHit, StoredQuarantine, Totals
from archiver.store.views import ViewContext

__all__ = [
    "Addition",
    "ChannelRun",
    "Edition",
    "FileRow",
    "IdentifierHit",
    "Judged",
    "PublishedFile",
    "QueueItem",
    "Remembered",
    "Reread",
    "RunRow",
    "Scope",
    "Store",
    "StoredGap",
    "StoredQuarantine",
    "StoredReview",
    "ThreadMemory",
    "Totals",
    "ViewContext",
    "Waiting",
]
