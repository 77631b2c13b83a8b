"""The folder of reports, kept with the archive: a page and a signed JSON file a run, thirteen months of them, an index.

Names begin with the run's time, so that age is read from the name and nothing else in the folder is ever removed.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from archiver.pipeline.reports.facts import Past
from archiver.pipeline.reports.history import plots
from archiver.pipeline.reports.page import render, render_index
from archiver.store.past import PastRun
from archiver.vault.durable import storage, sweep_parts, write_whole

FOLDER = "reports"
KEPT = dt.timedelta(days=396)
"""Thirteen months."""

_FILE = re.compile(r"([0-9]{8}T[0-9]{6}Z-[0-9a-f]{6})\.(?:json|html|json\.sig)")


class Signer(Protocol):
    """What signing a report needs of the archive's secrets."""

    def sign(self, message: bytes) -> bytes: ...


def keep(
    folder: Path,
    facts: Mapping[str, Any],
    past: Past | None,
    signer: Signer | None,
    *,
    now: dt.datetime,
    zone: ZoneInfo,
) -> Path:
    """Write a run's report and the index, remove what is older than thirteen months; the page's path. A run that could not
    begin has no past to show (the index is left for the next) and perhaps no key to sign with.

    Raises StorageError."""
    run = str(facts["run"])
    content = json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"
    page = folder / f"{run}.html"
    write_whole(folder / f"{run}.json", content)
    if signer is not None:
        write_whole(folder / f"{run}.json.sig", base64.b64encode(signer.sign(content)) + b"\n")
    shown = plots(past, now.astimezone(zone).date(), zone) if past is not None else ""
    write_whole(page, render(facts, shown, zone).encode())
    if past is None:
        return page
    sweep_parts(folder)
    there = prune(folder, now - KEPT)
    rows = [
        (one.run, one.kind, one.started.isoformat(), one.outcome, _news(one)) for one in past.runs if one.run in there
    ]
    # A run that could not begin has a report and no row of its own.
    rows += [_row(folder, name) for name in there - {one.run for one in past.runs}]
    rows.sort(key=lambda row: row[0], reverse=True)
    write_whole(folder / "index.html", render_index(rows, str(facts["agency"]), zone).encode())
    return page


def prune(folder: Path, before: dt.datetime) -> frozenset[str]:
    """Remove reports of runs before then; the runs whose reports stay."""
    oldest = f"{before.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    kept: set[str] = set()
    with storage("tidying", folder):
        for path in folder.iterdir():
            found = _FILE.fullmatch(path.name)
            if found is None:
                continue
            if found[1] < oldest:
                path.unlink()
            elif path.suffix == ".html":
                kept.add(found[1])
    return frozenset(kept)


def _row(folder: Path, run: str) -> tuple[str, str, str, str, int]:
    started = dt.datetime.strptime(run[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC).isoformat()
    try:
        told = json.loads((folder / f"{run}.json").read_bytes())
        return run, str(told["kind"]), started, str(told["outcome"]), 0
    except (OSError, ValueError, KeyError, TypeError):
        return run, "run", started, "", 0


def _news(run: PastRun) -> int:
    return sum(part.news for part in run.channels)
