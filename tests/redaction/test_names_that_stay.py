"""Places, firms, days, sayings and people in public life that look like names of clients: all of it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.redaction import Redactor
from tests.redaction.braces import shown, wanted

_LINES = (Path(__file__).parent / "names_that_stay.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in _LINES if not line.startswith("#")])
def test_what_only_looks_like_a_name_stays(redactor: Redactor, line: str) -> None:
    assert shown(redactor, line) == wanted(line)
