from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.integrity.chain import ChainLink, verify_chain
from archiver.integrity.filecheck import FileCheck, not_held
from archiver.integrity.findings import HeldFile, VerifyReport
from archiver.integrity.manifest import MANIFEST_NAME
from archiver.integrity.tree import Frontier
from archiver.integrity.verify import Depth, Expected, verify
from archiver.model.digest import GENESIS, chain_hash
from tests.integrity.conftest import RUN, WHEN, Archive, held_original, make_leaves, make_links

CONTAINER = f"originals/msd-facebook/2026/{RUN}.tar"
BOTH = pytest.mark.parametrize("depth", list(Depth))


def _flip(path: Path, place: int = -1) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    state = path.stat()
    path.chmod(0o600)
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


@BOTH
def test_a_whole_archive_verifies(archive: Archive, depth: Depth) -> None:
    report = archive.check(depth)

    assert report.ok
    assert report.findings == ()
    assert report.complete
    assert (report.checked["files"], report.checked["events"], report.checked["heads"]) == (11, 8, 2)
    assert report.checked.get("rehashed", 0) == (11 if depth is Depth.FULL else 0)


def test_the_folder_alone_verifies_without_a_database(archive: Archive) -> None:
    trusted = {archive.secrets.key_id: archive.secrets.public_key}
    report = verify(archive.path, Expected(trusted=trusted), depth=Depth.FULL)

    assert report.ok
    assert report.checked["files"] == 7
    (archive.path / archive.held[1].path).unlink()
    assert [str(one.kind) for one in verify(archive.path, Expected(trusted=trusted)).findings] == ["file_missing"]


def test_checking_changes_nothing(archive: Archive) -> None:
    def state() -> dict[str, tuple[int, bytes]]:
        files = [path for path in archive.path.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = state()
    archive.check(Depth.FULL)
    assert state() == before


@pytest.mark.parametrize("index", [0, 3, 4])
def test_a_flipped_byte_is_seen_by_the_full_depth_and_not_by_the_quick(archive: Archive, index: int) -> None:
    one = archive.held[index]
    _flip(archive.path / one.path)

    assert archive.kinds(Depth.QUICK) == []
    report = archive.check(Depth.FULL)
    assert [(str(found.kind), found.path, found.record) for found in report.findings] == [
        ("digest_mismatch", one.path, one.record)
    ]
    assert not report.ok


def test_a_flipped_byte_inside_a_container_names_the_original_it_hit(archive: Archive) -> None:
    from archiver.vault.pack import members

    names = members(archive.path / CONTAINER)
    hit = list(names)[2]
    _flip(archive.path / CONTAINER, names[hit].offset + 30)

    assert archive.kinds(Depth.QUICK) == []
    assert archive.kinds(Depth.FULL) == [
        ("digest_mismatch", CONTAINER),
        ("digest_mismatch", f"{CONTAINER}#{hit}"),
    ]


@BOTH
def test_a_removed_file_is_found_once_at_any_depth(archive: Archive, depth: Depth) -> None:
    (archive.path / archive.held[0].path).unlink()

    report = archive.check(depth)
    assert [(str(one.kind), one.path) for one in report.findings] == [("file_missing", archive.held[0].path)]
    assert report.records == ("R000001",)


@BOTH
def test_a_removed_container_is_a_finding_for_every_original_in_it(archive: Archive, depth: Depth) -> None:
    (archive.path / CONTAINER).unlink()
    kinds = archive.kinds(depth)

    assert {kind for kind, _ in kinds} == {"file_missing"}
    assert sorted(path for _, path in kinds) == sorted(
        [CONTAINER, *(one.path for one in archive.held if one.file == CONTAINER)]
    )


@pytest.mark.parametrize("cut", [-1024, -9000, 100, 0])
def test_a_truncated_container_is_found_by_the_quick_depth(archive: Archive, cut: int) -> None:
    path = archive.path / CONTAINER
    path.chmod(0o600)
    os.truncate(path, cut if cut >= 0 else path.stat().st_size + cut)
    kinds = archive.kinds(Depth.QUICK)

    assert ("size_mismatch", CONTAINER) in kinds
    if cut in (0, 100):
        assert ("digest_mismatch", CONTAINER) in kinds
        assert len([one for one in kinds if one[0] == "file_missing"]) == 4


def test_a_longer_or_shorter_file_is_found_by_the_quick_depth(archive: Archive) -> None:
    path = archive.path / archive.held[0].path
    path.write_bytes(path.read_bytes() + b" ")

    assert archive.kinds(Depth.QUICK) == [("size_mismatch", archive.held[0].path)]
    assert archive.kinds(Depth.FULL) == [("size_mismatch", archive.held[0].path)]


@pytest.mark.parametrize(
    "path",
    ["records/msd-facebook/messages/extra.pdf", "originals/x.age", "proof/notes.txt", "note.txt", "records/.hidden",
     "originals/msd-facebook/2026/" + "a" * 16 + "-" + "b" * 32 + ".age"],
)  # fmt: skip
def test_an_extra_file_is_found_wherever_it_lies(archive: Archive, path: str) -> None:
    (archive.path / path).write_bytes(b"extra")

    assert archive.kinds() == [("file_unexpected", path)]


def test_what_the_caller_sets_aside_is_not_extra(archive: Archive) -> None:
    (archive.path / "note.txt").write_bytes(b"ours")
    report = verify(
        archive.path, archive.expected(), aside=lambda path: "note" in path or "db" in path or "proof" in path
    )

    assert report.ok


@BOTH
def test_symbolic_links_are_found_and_not_followed(archive: Archive, tmp_path: Path, depth: Depth) -> None:
    path = archive.path / archive.held[0].path
    moved = path.rename(tmp_path / "moved.pdf")
    path.symlink_to(moved)
    (archive.path / "records" / "loop").symlink_to(archive.path)

    assert archive.kinds(depth) == [("file_missing", archive.held[0].path), ("file_unexpected", "records/loop")]


def test_a_folder_in_a_files_place_is_a_finding(archive: Archive) -> None:
    path = archive.path / archive.held[0].path
    path.unlink()
    path.mkdir()

    assert archive.kinds(Depth.FULL) == [("file_unreadable", archive.held[0].path)]


@pytest.mark.parametrize("path", ["../outside.pdf", "/etc/hostname", "records/../../outside.pdf", "records//x"])
def test_a_row_cannot_send_the_check_out_of_the_archive(archive: Archive, tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.pdf").write_bytes(b"x")
    archive.held.append(HeldFile(path=path, sha256="a" * 64, size=1, kind="pdf"))

    assert ("file_missing", path) in archive.kinds(Depth.FULL)


@pytest.mark.parametrize("path", ["originals/#x", "originals/a.tar#", "originals/a/b#c/d"])
def test_a_malformed_row_is_a_finding_and_no_crash(archive: Archive, path: str) -> None:
    archive.held.append(HeldFile(path=path, sha256="a" * 64, size=1, kind="original"))

    assert ("file_missing", path) in archive.kinds(Depth.FULL)


def test_what_a_kill_leaves_behind_is_told_and_does_not_make_the_archive_bad(archive: Archive) -> None:
    (archive.path / "records" / ".00aa.part").write_bytes(b"half")
    loose = archive.vault.seal_bytes(b"sealed, then killed", channel="msd-facebook", when=WHEN, run=f"{RUN}x")
    own = archive.vault.seal_bytes(b"an import, then killed", channel="msd-whatsapp", when=WHEN)
    report = archive.check()

    assert report.ok
    assert sorted(str(one.kind) for one in report.findings) == ["left_over", "unclaimed", "unclaimed"]
    # Packed, but no row names the container yet.
    archive.vault.pack("msd-facebook", f"{RUN}x")
    assert archive.check().ok
    # Once rows name them they are held like all others, loose or packed.
    archive.held += [held_original(loose), held_original(own)]
    assert [str(one.kind) for one in archive.check(Depth.FULL).findings if one.path == own.ref] == []


def test_a_loose_member_of_an_unfinished_run_is_checked_where_it_lies(archive: Archive) -> None:
    sealed = archive.vault.seal_bytes(b"response", channel="msd-facebook", when=WHEN, run=f"{RUN}x")
    archive.held.append(held_original(sealed))
    assert archive.kinds(Depth.FULL) == []

    (path,) = (archive.path / "originals" / "msd-facebook" / "open" / f"{RUN}x").iterdir()
    _flip(path)
    assert archive.kinds(Depth.FULL) == [("digest_mismatch", f"originals/{sealed.ref}")]


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda links: links.pop(3), "missing"),
        (lambda links: links.pop(), "signed heads remember"),
        (lambda links: links.clear(), "signed heads remember"),
        (lambda links: links.insert(2, links[2]), "out of order"),
        (lambda links: links.__setitem__(2, replace(links[2], payload=b"{}")), "not what was hashed"),
        (lambda links: links.__setitem__(slice(None), [links[1], links[0], *links[2:]]), "missing"),
    ],
)
def test_a_changed_event_log_is_found(
    archive: Archive, change: Callable[[list[ChainLink]], object], detail: str
) -> None:
    change(archive.links)
    findings = archive.check().findings

    assert {str(one.kind) for one in findings} == {"chain_broken"}
    assert any(detail in one.detail for one in findings)


def test_events_hashed_anew_after_a_removal_do_not_match_the_signed_heads(archive: Archive) -> None:
    archive.links = [replace(link, record="") for link in make_links(9)]
    payload = {"kind": "ingestion", "subject": "forged"}
    forged = chain_hash(GENESIS, payload)
    archive.links[0] = replace(
        archive.links[0], payload=json.dumps(payload, separators=(",", ":")).encode(), hash=forged
    )
    prev = forged
    for index, link in enumerate(archive.links[1:], start=1):
        following = chain_hash(prev, json.loads(link.payload))
        archive.links[index] = replace(link, prev=prev, hash=following)
        prev = following

    assert verify_chain(archive.links) == (9, []), "the chain by itself is whole"
    assert {str(one.kind) for one in archive.check().findings} == {"chain_broken"}


def test_a_flipped_byte_in_the_manifest_or_a_remade_one_is_found(archive: Archive) -> None:
    path = archive.path / "proof" / MANIFEST_NAME
    content = path.read_bytes()
    changed = archive.path / archive.held[0].path
    changed.write_bytes(b"tampered")
    forged = archive.write(archive.held[0].path, b"tampered", "R000001")
    archive.held[0] = archive.held.pop()
    manifest = archive.manifest
    manifest.update([forged])

    # Rows, files and manifest were all made to agree: only the signed head does not.
    assert archive.kinds(Depth.FULL) == [("manifest_differs", f"proof/{MANIFEST_NAME}")]
    path.write_bytes(content[:-1])
    assert ("manifest_differs", f"proof/{MANIFEST_NAME}") in archive.kinds()
    path.unlink()
    assert archive.kinds() == [("file_missing", f"proof/{MANIFEST_NAME}")]


def test_a_row_removed_from_the_database_is_missed_by_the_manifest(archive: Archive) -> None:
    gone = archive.held.pop(4)
    assert gone.kind == "original"

    report = archive.check()
    assert not report.ok
    assert ("manifest_differs", gone.path) in [(str(one.kind), one.path) for one in report.findings]


def test_a_leaf_removed_from_the_database_is_missed_by_the_heads(archive: Archive) -> None:
    del archive.leaves[4]

    assert archive.kinds() == [
        ("head_differs", "proof/heads/00000001.json"),
        ("head_differs", "proof/heads/00000002.json"),
    ]


def test_every_finding_is_gathered_and_told_at_once(archive: Archive) -> None:
    (archive.path / archive.held[0].path).unlink()
    _flip(archive.path / archive.held[1].path)
    (archive.path / "extra").write_bytes(b"")
    archive.log.path(1).unlink()
    archive.links.pop(2)
    report = archive.check(Depth.FULL)

    assert {str(one.kind) for one in report.findings} == {
        "file_missing",
        "digest_mismatch",
        "file_unexpected",
        "head_missing",
        "chain_broken",
    }
    text = json.loads(json.dumps(report.as_json()))
    assert text["ok"] is False
    assert all({"kind", "detail"} <= one.keys() and ("path" in one or "record" in one) for one in text["findings"])


def _budgeted(archive: Archive, seconds: int, start_after: str) -> VerifyReport:
    ticks = iter(range(10_000))
    return verify(
        archive.path,
        archive.expected(),
        depth=Depth.FULL,
        budget=dt.timedelta(seconds=seconds),
        start_after=start_after,
        clock=lambda: float(next(ticks)),
    )


def test_a_budget_stops_the_reading_and_the_next_checks_read_the_rest(archive: Archive) -> None:
    for one in archive.held:
        if not one.is_member and one.file != CONTAINER:
            _flip(archive.path / one.path)
    seen: list[str] = []
    start_after, nights = "", 0
    while True:
        report = _budgeted(archive, 3, start_after)
        nights += 1
        seen += [one.path for one in report.findings]
        start_after = report.resume_after
        if report.complete:
            break
        assert report.checked["rehashed"] == 3

    assert nights == 4
    assert sorted(seen) == sorted(one.path for one in archive.held if not one.is_member and one.file != CONTAINER)


def test_however_small_a_budget_the_checks_come_round(archive: Archive) -> None:
    start_after, nights = "", 0
    while not (report := _budgeted(archive, 0, start_after)).complete:
        assert report.resume_after > start_after
        start_after, nights = report.resume_after, nights + 1

    assert nights == len(archive.held), "one file a night, the container besides"


def test_an_original_packed_while_the_check_runs_is_no_finding(archive: Archive) -> None:
    run = f"{RUN}x"
    sealed = archive.vault.seal_bytes(b"response", channel="msd-facebook", when=WHEN, run=run)
    archive.held.append(held_original(sealed))
    check = FileCheck(archive.path)
    check.look(archive.held, aside=not_held)
    digest = check._digest

    def pack_first(path: str, member: object) -> str:
        if "/open/" in path:
            archive.vault.pack("msd-facebook", run)
        return digest(path, member)  # type: ignore[arg-type]

    check._digest = pack_first  # type: ignore[method-assign]
    assert check.read(archive.held, start_after="", keep_on=lambda: True) == ""
    assert check.findings == []
    assert not (archive.path / "originals" / "msd-facebook" / "open" / run).exists()


def test_an_empty_archive_verifies(tmp_path: Path) -> None:
    report = verify(tmp_path, Expected(trusted={}, held=(), events=(), leaves=()), depth=Depth.FULL)

    assert report.ok
    assert report.checked["events"] == 0


def test_an_archive_folder_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    report = verify(tmp_path / "gone", Expected(trusted={}))

    assert [str(one.kind) for one in report.findings] == ["file_unreadable"]


def test_a_hundred_thousand_leaves_are_walked_once(archive: Archive) -> None:
    leaves = make_leaves(100_000)
    archive.log.append(
        Frontier().extended(leaves),
        when=WHEN,
        signer=archive.secrets,
        events=8,
        events_hash=archive.links[-1].hash,
        manifest=archive.manifest.digest(),
    )

    assert archive.check(leaves=iter(leaves)).ok
