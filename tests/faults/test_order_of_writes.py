"""What a power cut may leave: a file is whole before it has its name, has its name before a row tells of it, and what it
replaces goes last. Read from the calls that the program really makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from bench.whatsapp_chat import AGENCY, write_chat
from connectors.simulators import simulate
from tests.e2e.archives import command, new_archive
from tests.faults.nights import clock_of, simulated_archive
from tests.faults.tracing import Step, traced

LOG = "archive.db-wal"


def named_in(steps: list[Step], archive: Path) -> list[int]:
    """Where a file of the archive was given its name."""
    return [at for at, step in enumerate(steps) if step.gives_a_name and step.target.startswith(f"{archive}/")]


def check_whole_before_named(steps: list[Step], at: int) -> None:
    """The file was flushed after its last write and before it got its name, and its folder was flushed after."""
    named = steps[at]
    flushed = [n for n in range(at) if steps[n].call in ("fsync", "fdatasync") and steps[n].path == named.path]
    assert flushed, f"{named.target} got its name before its content was on the disk"
    late = [n for n in range(flushed[-1], at) if steps[n].call in ("write", "pwrite64") and steps[n].path == named.path]
    assert not late, f"{named.target} was written to after it was flushed"
    assert folder_flushed(steps, at) is not None, f"the name of {named.target} was never made durable"


def folder_flushed(steps: list[Step], at: int) -> int | None:
    """When the folder of what was named at `at` was flushed after it."""
    folder = str(PurePosixPath(steps[at].target).parent)
    after = (n for n in range(at, len(steps)) if steps[n].call == "fsync" and steps[n].path == folder)
    return next(after, None)


def check_row_after_name(steps: list[Step], at: int) -> None:
    """The database's log tells of the file, durably, and for the first time after its name was durable."""
    name = PurePosixPath(steps[at].target).name
    told = [n for n, step in enumerate(steps) if step.path.endswith(LOG) and name in step.content]
    assert told, f"no row names {name}"
    flushed = folder_flushed(steps, at)
    assert flushed is not None
    assert flushed < told[0], f"a row named {name} before its name was durable"
    synced = (step.call == "fdatasync" and step.path.endswith(LOG) for step in steps[told[0] :])
    assert any(synced), f"the row of {name} was never made durable"


def test_an_import_flushes_each_file_then_names_it_then_writes_its_row(
    tmp_path: Path, tool: Callable[..., Path]
) -> None:
    chat = tmp_path / "WhatsApp Chat with Aroha Example.txt"
    write_chat(chat, messages=60, seed=20)
    config = new_archive(tmp_path / "a", formats='["xlsx"]', accounts={"wa": AGENCY})
    archive = config.parent / "archive"
    code, steps = traced(tool("strace"), command("import", chat, "--channel", "wa", config=config), tmp_path / "trace")
    assert code == 0
    named = named_in(steps, archive)
    for at in named:
        check_whole_before_named(steps, at)
    originals = [at for at in named if steps[at].target.startswith(f"{archive}/originals/")]
    records = [at for at in named if steps[at].target.startswith(f"{archive}/records/")]
    assert originals
    assert records
    for at in originals + records:
        check_row_after_name(steps, at)
    # The proof covers what is there: it comes after the last record and the last index file.
    heads = [at for at in named if "/proof/heads/" in steps[at].target]
    index = [at for at in named if "/index/" in steps[at].target]
    assert index
    assert heads
    assert max(records) < min(index) <= max(index) < min(heads)


def test_a_night_removes_a_loose_original_only_when_its_container_is_durable(
    tmp_path: Path, tool: Callable[..., Path]
) -> None:
    with simulate(seed=7, platforms=("linkedin",)) as world:
        config = simulated_archive(tmp_path / "a", world)
        archive = config.parent / "archive"
        out = tmp_path / "trace"
        code, steps = traced(tool("strace"), command("run", config=config), out, clock=clock_of(world))
    assert code in (0, 1)
    for at in named_in(steps, archive):
        check_whole_before_named(steps, at)
    containers = [at for at in named_in(steps, archive) if steps[at].target.endswith(".tar")]
    assert len(containers) == 1
    durable = folder_flushed(steps, containers[0])
    assert durable is not None
    members = {
        PurePosixPath(steps[at].target).name: at
        for at in named_in(steps, archive)
        if steps[at].target.endswith(".age") and steps[at].target.startswith(f"{archive}/originals/")
    }
    removed = {
        PurePosixPath(step.path).name: at
        for at, step in enumerate(steps)
        if step.call.startswith("unlink") and PurePosixPath(step.path).name in members
    }
    assert removed
    assert set(removed) == set(members)
    assert durable < min(removed.values())
    for at in members.values():
        check_row_after_name(steps, at)
