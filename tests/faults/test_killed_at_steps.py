"""An import killed at its durable steps: between a file's flush, its name, its folder's flush and the row, nothing tears."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL

from bench.whatsapp_chat import AGENCY, write_chat
from tests.e2e.archives import answer, command, holdings, new_archive
from tests.faults.killing import SOAK, half_written
from tests.faults.tracing import DURABLE, struck, traced

QUICK = 6


def test_killed_at_any_durable_step_an_import_is_taken_up_as_if_it_had_not_been(
    tmp_path: Path, tool: Callable[..., Path]
) -> None:
    strace = tool("strace")
    chat = tmp_path / "WhatsApp Chat with Aroha Example.txt"
    write_chat(chat, messages=60, seed=20)
    fresh = new_archive(tmp_path / "fresh", formats='["xlsx"]', accounts={"wa": AGENCY})
    clean = Path(shutil.copytree(fresh.parent, tmp_path / "clean")) / "archiver.toml"
    code, steps = traced(strace, command("import", chat, "--channel", "wa", config=clean), tmp_path / "trace")
    assert code == 0
    made = Counter(step.call for step in steps if step.call in DURABLE)
    places = [(call, number) for call, count in sorted(made.items()) for number in range(1, count + 1)]
    if not SOAK:
        places = random.Random(11).sample(places, QUICK)
    broken = tmp_path / "broken"
    for call, number in places:
        where = f"killed at {call} number {number} of {made[call]}"
        shutil.rmtree(broken, ignore_errors=True)
        config = Path(shutil.copytree(fresh.parent, broken)) / "archiver.toml"
        words = command("import", chat, "--channel", "wa", config=config)
        assert struck(strace, words, call=call, number=number, how="signal=SIGKILL").returncode == -SIGKILL, where
        code, report = answer("import", chat, "--channel", "wa", config=config)
        assert (code, report["reconciliation"]["balanced"]) == (0, True), (where, report)
        assert holdings(config) == holdings(clean), where
        assert half_written(broken / "archive") == [], where
        assert answer("verify", "--full", config=config)[1]["findings"] == [], where
