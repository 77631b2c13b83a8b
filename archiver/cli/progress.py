"""A progress bar while a terminal watches; nothing otherwise."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from archiver.cli.output import watched
from archiver.pipeline.parts import Progress, quiet


@contextlib.contextmanager
def progress_bar() -> Iterator[Progress]:
    """A function to be told (what, done, total); each `what` gets a line of its own."""
    if not watched():
        yield quiet
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("{task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks = {}

    def told(what: str, done: int, total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    with bars:
        yield told
