"""Calls the program's commands in this process, as the console script would, with its output caught."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archiver.cli import main
from tests.e2e.archives import CLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed: one JSON document, alone."""
        return json.loads(self.out)


class Caller:
    """Runs commands under one configuration, with the clock standing still."""

    def __init__(self, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str | Path, config: Path | None = None, stdin: bytes = b"", clock: str = CLOCK) -> Done:
        self._monkeypatch.setenv("ARCHIVER_CLOCK", clock)
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capture.readouterr()
        given = ["--config", str(config)] if config else []
        code = main([*given, *map(str, words)])
        out, err = self._capture.readouterr()
        assert "Traceback" not in out + err
        return Done(code=code, out=out, err=err)
