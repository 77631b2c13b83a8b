"""Exporters, leak check and renderer, wired; in this process and in a pool's."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, BinaryIO, cast

from archiver.model.conversation import Stamp
from archiver.pipeline.index import IndexFile, Rows
from archiver.pipeline.leakcheck import LeakCheck
from archiver.pipeline.parts import Pool
from archiver.pipeline.pictures import Pictures
from archiver.pipeline.readback import READERS, Reader
from archiver.pipeline.render import Job, Look, Rendered, Renderer
from archiver.redaction import Redactor
from archiver.store import Store
from archiver.vault.secrets import Secrets
from archiver.wiring import processes
from archiver.wiring.redacting import make_redactor
from archiver.wiring.registry import exporter, reader
from archiver.wiring.values import clock, database_url, software, view_contexts
from config.settings import Settings
from exports.base import Exporter


def make_renderer(
    settings: Settings,
    store: Store,
    redactor: Redactor,
    keys: Secrets,
    *,
    rules: str,
    now: Callable[[], dt.datetime],
) -> Renderer:
    """A renderer over an open store."""
    return Renderer(
        settings.archive_path,
        store,
        contexts=view_contexts(settings, now),
        exporters={name: _exporter(settings, name) for name in settings.archive.formats},
        leaks=LeakCheck(
            redactor, keys, known=store.known_keys, ids=store.platform_ids, readers=_readers(settings.archive.formats)
        ),
        software=software(),
        rules=rules,
    )


def _readers(formats: Iterable[str]) -> dict[str, Reader]:
    """The program's own readers, and those of formats that another package brings."""
    brought = {name: found for name in formats if (found := reader(name)) is not None}
    return {**READERS, **brought}


def _exporter(settings: Settings, name: str) -> tuple[str, Exporter]:
    """A format's exporter; the PDF one shows post pictures where a channel wants them."""
    suffix, export = exporter(name)
    shown = tuple(channel for channel, configured in settings.channels.items() if configured.post_images)
    if name != "pdf" or not shown:
        return suffix, export
    pictures = Pictures(settings.archive_path)
    return suffix, cast(Exporter, partial(cast(Any, export), images=partial(pictures.find, shown)))


_worker: Renderer | None = None


def make_pool(settings: Settings) -> Pool:
    """A pool of one renderer a core."""
    cores = max(1, len(os.sched_getaffinity(0)))
    return Pool(make=partial(processes.pool, cores, _start, settings), render=render_in_pool)


def _start(settings: Settings) -> None:
    global _worker
    keys = Secrets.load(settings.key_file)
    redactor, rules = make_redactor(settings, keys)
    store = Store.open(database_url(settings), read_only=True)
    _worker = make_renderer(settings, store, redactor, keys, rules=rules, now=clock())


def render_in_pool(job: Job | Look) -> Rendered:
    """One job or look, in a pool's process."""
    if _worker is None:
        raise RuntimeError("a pool's process was not started")
    return _worker.look(job) if isinstance(job, Look) else _worker.render(job)


def index_files(settings: Settings, now: Callable[[], dt.datetime]) -> tuple[IndexFile, ...]:
    """The files of the reference index and what writes them."""
    from exports.reference_index import pseudonymous, write_csv, write_xlsx
    from exports.walkaway import write_html

    agency, zone = settings.agency.name, settings.agency.zone

    def stamp() -> Stamp:
        return Stamp(made=now(), software=software(), rules="")

    def book(rows: Rows, out: BinaryIO) -> None:
        write_xlsx(list(rows()), out, zone=zone, stamp=stamp(), agency=agency)

    def nameless(rows: Rows, out: BinaryIO) -> None:
        write_csv(pseudonymous(rows()), out, zone=zone)

    return (
        IndexFile(path="index/Reference index.xlsx", write=book),
        IndexFile(path="index/Reference index.csv", write=lambda rows, out: write_csv(rows(), out, zone=zone)),
        IndexFile(path="index/Reference index without names.csv", write=nameless),
        IndexFile(
            path="index.html",
            write=lambda rows, out: write_html(rows(), out, zone=zone, stamp=stamp(), agency=agency),
        ),
    )
