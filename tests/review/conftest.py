"""One archive with a small chat in it, for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.review.agency import CLOCK, Agency, new_agency, take_in


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_CLOCK", CLOCK)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    """Made once; copied for each test."""
    folder = tmp_path_factory.mktemp("review")
    patch = pytest.MonkeyPatch()
    patch.setenv("ARCHIVER_CLOCK", CLOCK)
    agency = new_agency(folder / "agency")
    agency.rule()
    take_in(agency)
    patch.undo()
    return agency


@pytest.fixture
def agency(made: Agency, tmp_path: Path) -> Agency:
    """A copy of the archive."""
    shutil.copytree(made.config.parent, tmp_path / "agency")
    shutil.copy(made.key, tmp_path / "agency.key")
    return Agency(tmp_path / "agency" / "archiver.toml", tmp_path / "agency.key")
