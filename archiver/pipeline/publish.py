"""Pending records to published files: durable file first, then the row that names it, then what is superseded goes.

A closed edition's files are never touched again. Killed anywhere, the next run finds part files (removed) or durable
files without a row (written again, the same bytes) and ends the same.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

from archiver.errors import Stopped, StorageError
from archiver.model.conversation import Status
from archiver.model.ids import ChannelId, RecordNumber, RunId
from archiver.pipeline.readback import Share
from archiver.pipeline.render import PART_SUFFIX, Fingerprint, Job, Look, Rendered, Renderer
from archiver.pipeline.report import RecordsReport
from archiver.store import Edition, PublishedFile, Store
from archiver.vault.durable import fsync_folder, storage

_SHARES = 4
"""Into how many shares the leak check of a long file is cut, so that no core waits for another."""

Progress = Callable[[int, int], None]
"""Told (done, total) as records are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A record that needs a look; `messages` tells how large it is."""

    number: RecordNumber
    channel: ChannelId
    messages: int


class Publisher:
    """Publishes records of all channels. With `pool` given, rendering runs there through `in_pool`."""

    def __init__(
        self,
        root: Path,
        store: Store,
        run: RunId,
        *,
        renderer: Renderer,
        formats: Sequence[str],
        software: str,
        rules: str,
        report: RecordsReport,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._root = root
        self._store = store
        self._run = run
        self._renderer = renderer
        self._formats = tuple(formats)
        self._software = software
        self._rules = rules
        self._report = report
        self._stopping = stopping

    def publish(
        self,
        pending: Sequence[Pending],
        *,
        pool: Executor | None = None,
        in_pool: Callable[[Job | Look], Rendered] | None = None,
        progress: Progress = lambda done, total: None,
    ) -> None:
        """Bring every pending record's files up to date. Raises Stopped between two records when a signal came."""
        for done, rendered in enumerate(self._render(pending, pool, in_pool), start=1):
            self._settle(rendered)
            progress(done, len(pending))
            if self._stopping():
                raise Stopped

    def sweep(self) -> int:
        """Remove part files that a killed run left; how many."""
        found = 0
        for path in (self._root / "records").glob(f"*/*/.*{PART_SUFFIX}"):
            path.unlink(missing_ok=True)
            found += 1
        return found

    def _render(
        self, pending: Sequence[Pending], pool: Executor | None, in_pool: Callable[[Job | Look], Rendered] | None
    ) -> Iterator[Rendered]:
        if pool is None or in_pool is None:
            for item in pending:
                yield self._renderer.render(self._job(item, self._formats))
            return
        # A large record's formats are written side by side; small ones travel in chunks to spare the pool's overhead.
        large = [item for item in pending if item.messages >= 5000]
        small = [item for item in pending if item.messages < 5000]
        results = {
            item.number: [pool.submit(in_pool, self._job(item, (name,), apart=True)) for name in self._formats]
            for item in large
        }
        try:
            yield from pool.map(in_pool, (self._job(item, self._formats) for item in small), chunksize=8)
            for futures in results.values():
                rendered: list[Rendered] = []
                looks: list[Future[Rendered]] = []
                for future in futures:
                    one = future.result()
                    rendered.append(one)
                    looks += [pool.submit(in_pool, look) for look in _looks(one)]
                yield _joined(rendered, [look.result() for look in looks])
        finally:
            for future in itertools.chain.from_iterable(results.values()):
                future.cancel()

    def _job(self, item: Pending, formats: Sequence[str], *, apart: bool = False) -> Job:
        latest = self._store.latest_edition(item.number)
        return Job(
            number=item.number,
            channel=item.channel,
            formats=tuple(formats),
            all_formats=self._formats,
            apart=apart,
            before=None
            if latest is None
            else Fingerprint(
                edition=latest.edition,
                content_sha256=latest.content_sha256,
                status=latest.status,
                title=latest.title,
                formats=tuple(file.format for file in latest.files),
                rules=latest.rules,
                reviewed=latest.reviewed,
            ),
        )

    def _settle(self, rendered: Rendered) -> None:
        report = self._report
        if rendered.error or rendered.leaks:
            # Of a record whose formats were rendered apart, the ones without a find lie there still.
            for part in rendered.parts:
                (self._root / part.part).unlink(missing_ok=True)
        if rendered.error:
            report.errors.append((rendered.number, rendered.error))
            report.withheld += 1
            self._store.withhold(rendered.number, f"could not be written: {rendered.error}", self._run)
        elif rendered.leaks:
            report.leaks += ((rendered.number, leak) for leak in rendered.leaks)
            report.withheld += 1
            self._store.withhold(rendered.number, "the leak check stopped it: " + rendered.leaks[0], self._run)
        elif rendered.unchanged:
            report.unchanged += 1
            self._store.settle(rendered.number)
        else:
            self._release(rendered)
            report.written += 1

    def _release(self, rendered: Rendered) -> None:
        heading = rendered.heading
        if heading is None or rendered.made is None or rendered.unread:
            raise StorageError(f"record {rendered.number} was rendered without its heading, or not read back")
        folders: set[Path] = set()
        with storage("publishing into", self._root / "records"):
            for part in rendered.parts:
                target = self._root / part.path
                (self._root / part.part).replace(target)
                folders.add(target.parent)
            for folder in folders:
                fsync_folder(folder)
        self._store.publish(
            Edition(
                number=rendered.number,
                edition=heading.edition,
                status=Status(heading.status),
                title=heading.title,
                content_sha256=heading.content_sha256,
                messages=heading.messages,
                files=tuple(
                    PublishedFile(path=part.path, sha256=part.sha256, size=part.size, format=part.format)
                    for part in rendered.parts
                ),
                made=rendered.made,
                rules=self._rules,
                software=self._software,
                channel_name=heading.channel.name,
                reviewed=heading.reviewed,
            ),
            self._run,
        )
        self.remove_stale()

    def remove_stale(self) -> None:
        """Working editions that nothing names any more go from the disk, then from the store's list of them."""
        paths = self._store.stale_files()
        for path in paths:
            target = self._root / path
            if target.resolve().is_relative_to(self._root.resolve()):
                target.unlink(missing_ok=True)
        if paths:
            self._store.forget_files(paths)


def _looks(rendered: Rendered) -> list[Look]:
    """What is left to read back of a record's file that was written apart."""
    heading = rendered.heading
    if not rendered.unread or heading is None:
        return []
    return [
        Look(number=rendered.number, heading=heading, part=part, share=Share(number, _SHARES))
        for part in rendered.parts
        for number in range(_SHARES)
    ]


def _joined(results: Sequence[Rendered], looks: Sequence[Rendered]) -> Rendered:
    """The formats of one record, rendered apart, and all looks at them, as one: any leak or error stops them all."""
    first = next((r for r in (*results, *looks) if r.error or r.leaks), results[0])
    parts = tuple(part for result in results for part in result.parts)
    return dataclasses.replace(first, parts=parts, unread=False)
