"""A bench for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty archive of two channels, writing xlsx."""
    return Bench(tmp_path)
