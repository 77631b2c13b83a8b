"""Logging set up once: structured lines on standard error, without anything that looks like content.

Events are logged as words of ours with facts beside them. A processor drops every field that is not on the short list
of facts, so that a careless `log.info(..., text=message)` logs nothing of it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

FACTS = frozenset(
    {
        "event", "level", "timestamp", "run", "channel", "record", "count", "counts", "outcome", "seconds", "code",
        "status", "endpoint", "attempt", "until", "edge", "ref", "kind", "rule", "where", "path", "size", "format",
    }
)  # fmt: skip
"""The fields a log line may bear."""


def only_facts(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not a fact; tell how many were dropped."""
    kept = {name: value for name, value in fields.items() if name in FACTS}
    if len(kept) < len(fields):
        kept["count"] = kept.get("count", len(fields) - len(kept))
    return kept


def set_up(*, verbose: bool) -> None:
    """Log to standard error: warnings only, or everything when `verbose`. JSON unless a terminal watches."""
    import structlog

    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_facts,
            structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if verbose else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # Libraries log request addresses (with tokens in them) at INFO and below.
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="%(levelname)s %(name)s", force=True)


def log_crash(error: BaseException) -> str:
    """Where the program itself failed: type, file and line of its own innermost frame; never the error's text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame for frame in frames if {"archiver", "connectors", "exports", "config"} & set(Path(frame.filename).parts)
    ]
    name = type(error).__name__
    for frame in (ours or list(frames))[-1:]:
        name += f" at {Path(frame.filename).name}:{frame.lineno}"
    return name
