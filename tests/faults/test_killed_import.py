"""An import killed with SIGKILL at random moments, taken up again each time, ends as one that was left alone."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from bench.whatsapp_chat import AGENCY, write_chat
from tests.e2e.archives import answer, call, holdings, new_archive
from tests.faults.killing import by_size, half_written, killed, moments

MESSAGES = by_size(3_000, 20_000)
KILLS = by_size(8, 20)


def test_killed_again_and_again_it_ends_as_a_clean_import(tmp_path: Path) -> None:
    chat = tmp_path / "WhatsApp Chat with Aroha Example.txt"
    write_chat(chat, messages=MESSAGES, seed=20)
    clean = new_archive(tmp_path / "clean", formats='["xlsx"]', accounts={"wa": AGENCY})
    # The same keys for both, so that what is known by a keyed hash can be compared.
    broken = Path(shutil.copytree(clean.parent, tmp_path / "broken")) / "archiver.toml"
    started = time.monotonic()
    code, report = answer("import", chat, "--channel", "wa", config=clean)
    whole = time.monotonic() - started
    assert (code, report["channels"][0]["counts"]["messages"]) == (0, MESSAGES)

    hits = [killed(after, "import", chat, "--channel", "wa", config=broken) for after in moments(whole, KILLS, seed=4)]
    assert sum(hits) >= KILLS // 2, "the import ended before most of the kills: they tell nothing"

    code, report = answer("import", chat, "--channel", "wa", config=broken)
    assert code == 0, report
    assert report["reconciliation"]["balanced"] is True
    assert holdings(broken) == holdings(clean)
    assert half_written(broken.parent / "archive") == []
    code, checked = answer("verify", "--full", config=broken)
    assert (code, checked["findings"]) == (0, [])
    assert call("run", config=broken).returncode == 0
