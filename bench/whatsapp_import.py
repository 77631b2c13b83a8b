"""Imports one WhatsApp chat, here and with whatsapp-chat-exporter, and prints the ratio.

Ours: `archiver import` to sealed originals, redacted store, PDF and XLSX records and the index. The peer's:
`wtsexporter -e` to one HTML page. The wish: no more time than the peer takes, and a peak under 400 MiB. Both run once, one
after the other, so the machine's load at the time is printed too.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import HEADINGS, Cost, RunFailed, cost_of
from bench.whatsapp_chat import AGENCY, write_chat

PEER = "whatsapp-chat-exporter==0.13.*"
PEAK_MIB = 400
ROOT = Path(__file__).resolve().parent.parent
PEER_ENVIRONMENT = ROOT / ".bench-venv"
_CHANNEL = f"""
[channels.bench-whatsapp]
platform = "whatsapp"
account = "{AGENCY}"
name = "{AGENCY} on WhatsApp"
business_owner = "Benchmarks"
"""


def run(*, messages: int = 100_000, seed: int = 1) -> None:
    """Measure both, once each, on the same chat; prints a table and the ratios."""
    with tempfile.TemporaryDirectory(prefix="archiver-bench-") as made:
        folder = Path(made)
        (folder / "chat").mkdir()
        chat = folder / "chat" / "WhatsApp Chat with Aroha Example.txt"
        write_chat(chat, messages=messages, seed=seed)
        loads = [os.getloadavg()[0]]
        peer = _peer(chat, folder)
        loads.append(os.getloadavg()[0])
        ours = _ours(chat, folder, messages)
        loads.append(os.getloadavg()[0])
    cores = len(os.sched_getaffinity(0))
    print(f"WhatsApp chat of {messages:,} messages: import to records, on {cores} cores")
    print(HEADINGS)
    print(ours.row("archiver import"))
    print(peer.row(f"wtsexporter -e ({PEER.partition('==')[2]})"))
    print(f"{'ratio, ours to theirs':<28} {ours.cpu_s / peer.cpu_s:>9.2f} {ours.wall_s / peer.wall_s:>9.2f} ", end="")
    print(f"{ours.peak_mib / peer.peak_mib:>9.2f}")
    print(f"wished: wall ratio at most 1.00, our peak under {PEAK_MIB} MiB")
    print("load of the machine before, between and after: " + ", ".join(f"{load:.1f}" for load in loads))


def _ours(chat: Path, folder: Path, messages: int) -> Cost:
    from pyrage import x25519

    archiver = Path(sys.executable).parent / "archiver"
    home = folder / "ours"
    recipient = str(x25519.Identity.generate().to_public())
    subprocess.run([archiver, "init", home, "--recipient", recipient], check=True, stdout=subprocess.DEVNULL)
    with (home / "archiver.toml").open("a", encoding="utf-8") as file:
        file.write(_CHANNEL)
    told = folder / "import.json"
    command = (archiver, "--config", home / "archiver.toml", "import", chat, "--channel", "bench-whatsapp", "--json")
    cost = cost_of(command, folder=home, log=told, allowed=(0, 1))
    if not told.stat().st_size:  # exit code 1 is "finished, with gaps" only when a report says which
        raise RunFailed(f"archiver import reported nothing: {told.with_name('import.json.err').read_text()[-500:]}")
    report = json.loads(told.read_text(encoding="utf-8"))
    taken = sum(channel["counts"]["messages"] for channel in report["channels"])
    assert taken >= messages, f"{taken} of {messages} messages were taken in"
    return cost


def _peer(chat: Path, folder: Path) -> Cost:
    program = PEER_ENVIRONMENT / "bin" / "wtsexporter"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", PEER_ENVIRONMENT], check=True)
        subprocess.run([PEER_ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", PEER], check=True)
    # it copies the chat's whole folder beside its page, so the chat lies alone in a folder of its own
    alone = folder / "peer-in"
    alone.mkdir()
    shutil.copy(chat, alone / "chat.txt")
    out = folder / "peer-out"
    cost = cost_of(
        (program, "-e", alone / "chat.txt", "--assume-first-as-me", "--no-banner", "-o", out),
        folder=alone,
        log=folder / "peer.log",
    )
    assert any(out.glob("*.html")), "the peer wrote no page"
    return cost
