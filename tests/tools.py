"""Finds the outside programs that some tests read our files with.

On a developer's machine a missing program skips the test and says which one is missing. Under CI (`CI=true`) it fails
the test: a check that silently stopped running is worse than none.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def under_ci() -> bool:
    """Whether this run must have everything it needs."""
    return os.environ.get("CI", "").strip().lower() in {"1", "true", "yes"}


def lacking(what: str) -> NoReturn:
    """End the running test for want of `what`: failed under CI, skipped elsewhere."""
    if under_ci():
        pytest.fail(f"{what} is missing, and under CI nothing may be (see .ci/run)", pytrace=False)
    pytest.skip(f"{what} is not on this machine")


def require_tool(*names: str) -> Path:
    """The first of `names` found on PATH (names of one program on different systems), or the end of the test."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    lacking(" or ".join(names))
