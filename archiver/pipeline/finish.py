"""The closing steps that an import and a night's run share: split, publish, index, prove, reconcile, report.

Each step starts from what the store says, never from what this process remembers, so that the run after a killed one ends
where a clean one would have.
"""

from __future__ import annotations

from functools import partial

from archiver.errors import ArchiverError, ExitCode, LeakFound, Stopped
from archiver.model.event import EventKind
from archiver.pipeline.index import index_present, write_index
from archiver.pipeline.parts import Parts
from archiver.pipeline.pictures import FOLDER as PICTURES
from archiver.pipeline.publish import Pending, Publisher
from archiver.pipeline.reconcile import reconcile
from archiver.pipeline.report import RunReport
from archiver.pipeline.sweep import Sweeper, remember
from archiver.vault.durable import sweep_parts

_SIGNALS = (ExitCode.INTERRUPTED, ExitCode.TERMINATED)
POOL_FROM_MESSAGES = 6000
POOL_FROM_RECORDS = 60
"""From how much rendering on a pool of processes pays for starting it."""

LATE_RUNS = 20


def finish(parts: Parts, report: RunReport) -> None:
    """Bring files, index and proof up to what the store holds; the report is completed and kept in the store."""
    store = parts.store
    try:
        for channel in parts.channels:
            Sweeper(channel, report.run, store, parts.redactor, partial(remember, store, channel)).finish()
            store.assign(channel, report.run, gap=parts.gap, zone=parts.zone, now=parts.now())
        if parts.stopping():
            raise parts.stopped()
        publish(parts, report)
        index = _index(parts, report)
        if parts.review_book is not None:
            try:
                report.warnings += parts.review_book(store, parts.root)
            except LeakFound as error:  # the workbook was not released; all else of the run goes on
                report.error = report.error or error
        parts.prove(report.run)
        if not parts.stopping():
            report.warnings += parts.stamp()
        reconcile(store, report, tuple(parts.channels), index)
    except Stopped:
        report.error = report.error or parts.stopped()
    except ArchiverError as error:
        report.error = report.error or error
    report.finished = parts.now()
    outcome = report.outcome if report.exit_code not in _SIGNALS else "stopped"
    store.finish_run(report.run, outcome, report.as_json(), report.finished)
    parts.tell(report)


def publish(parts: Parts, report: RunReport) -> None:
    """Write every record that needs it."""
    store = parts.store
    publisher = Publisher(
        parts.root,
        store,
        report.run,
        renderer=parts.renderer,
        formats=parts.formats,
        software=parts.software,
        rules=parts.rules,
        report=report.records,
        stopping=parts.stopping,
    )
    if _one_was_killed(parts, report):
        publisher.sweep()
        # Beside the records: the index and the reviewers' workbook, and pictures of posts.
        for folder in {parts.root, *((parts.root / file.path).parent for file in parts.index)}:
            sweep_parts(folder)
        for folder in (parts.root / PICTURES).glob("*"):
            sweep_parts(folder)
    publisher.remove_stale()
    pending = [
        Pending(number=row.number, channel=row.channel, messages=row.records)
        for row in store.sizes(store.pending(None, gap=parts.gap, now=parts.now()))
        if row.channel in parts.channels
    ]

    def told(done: int, total: int) -> None:
        parts.progress("records written", done, total)

    if sum(item.messages for item in pending) < POOL_FROM_MESSAGES and len(pending) < POOL_FROM_RECORDS:
        publisher.publish(pending, progress=told)
        return
    with parts.pool.make() as pool:
        publisher.publish(pending, pool=pool, in_pool=parts.pool.render, progress=told)


def _one_was_killed(parts: Parts, report: RunReport) -> bool:
    """Whether a run of late never came to its end: only such a one leaves half-written record files, and looking for them
    takes longer the more files there are."""
    return any(run.finished is None and run.id != report.run for run in parts.store.runs(LATE_RUNS))


def _index(parts: Parts, report: RunReport) -> int | None:
    """Write the reference index from the store; how many lines it has. None: nothing was published since it was proved,
    so that it stands as it is."""
    store = parts.store
    since = store.events(parts.proved_events())
    if index_present(parts.root, parts.index) and not any(e.kind is EventKind.PUBLICATION for e in since):
        return None
    return write_index(parts.root, store, parts.index)
