"""Same view and stamp, same bytes: in one process, in another, after other records, whatever the hash seed and zone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exports.pdf.reading import written
from tests.exports.views import STAMP, long_view, make_view, rich_view, scripts_view

_CHILD = """
import hashlib, sys
from tests.exports.pdf.reading import written
from tests.exports.views import rich_view, scripts_view
if sys.argv[1] == "rich first":
    written(rich_view())
print(hashlib.sha256(written(scripts_view())).hexdigest())
"""


def test_twice_is_the_same() -> None:
    assert written(rich_view()) == written(rich_view())


def test_what_was_written_before_changes_nothing() -> None:
    first = written(make_view(["👍🏽 👍 नमस्ते"]))
    written(make_view(["👍 👍🏿 स्त्री नमस्ते मुझे"]))
    written(scripts_view())
    assert written(make_view(["👍🏽 👍 नमस्ते"])) == first


@pytest.mark.parametrize(("seed", "zone", "order"), [("1", "UTC", "alone"), ("77", "Asia/Kathmandu", "rich first")])
def test_another_process_hash_seed_and_zone_write_the_same(seed: str, zone: str, order: str) -> None:
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, order], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == hashlib.sha256(written(scripts_view())).hexdigest()


def test_another_stamp_or_content_gives_another_file() -> None:
    view = make_view()
    assert written(view) != written(view, replace(STAMP, software="archiver 0.2.0"))
    assert written(view) != written(make_view(["other"]))


def test_the_stream_is_only_written_forward() -> None:
    class Forward:
        def __init__(self) -> None:
            self.size = 0

        def write(self, content: bytes) -> int:
            self.size += len(content)
            return len(content)

    from exports.pdf import export

    stream = Forward()
    export(long_view(60), stream, STAMP)  # type: ignore[arg-type]
    assert stream.size == len(written(long_view(60)))
