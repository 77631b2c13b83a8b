from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from archiver.integrity.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

MOST = 70
ENTRIES = [b"entry %d" % number for number in range(MOST)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


@pytest.fixture(scope="module")
def other() -> InmemoryTree:
    """The second implementation."""
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_roots_equal_those_of_another_implementation(other: InmemoryTree, size: int) -> None:
    assert root_of(LEAVES[:size]) == other.get_root(size)


def test_known_roots() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY_ROOT
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(LEAVES[:3]) == node_hash(node_hash(LEAVES[0], LEAVES[1]), LEAVES[2])


@given(st.integers(0, MOST), st.integers(0, MOST))
def test_growing_in_two_nights_equals_growing_in_one(first: int, second: int) -> None:
    low, high = sorted((first, second))
    night = Frontier().extended(LEAVES[:low])
    kept = Frontier.from_hex(night.size, night.peaks_hex())

    assert kept.extended(LEAVES[low:high]) == Frontier().extended(LEAVES[:high])
    assert night.size == low, "the earlier tree stays as it was"
    if high > low:
        assert kept.append(LEAVES[low]).root() == root_of(LEAVES[: low + 1])


@pytest.mark.parametrize(("size", "peaks"), [(1, 0), (3, 1), (4, 2), (-1, 0), (0, 1)])
def test_peaks_that_do_not_make_the_size_are_refused(size: int, peaks: int) -> None:
    with pytest.raises(ValueError, match="peaks"):
        Frontier(size=size, peaks=(b"\0" * 32,) * peaks)
    with pytest.raises(ValueError, match="peaks"):
        Frontier.from_hex(1, ["00"])


def test_every_inclusion_proof_holds_and_no_other_leaf_place_or_root_passes() -> None:
    for size in range(1, 34):
        root = root_of(LEAVES[:size])
        for index in range(size):
            path = inclusion_proof(LEAVES[:size], index)
            assert verify_inclusion(LEAVES[index], index, size, path, root)
            assert not verify_inclusion(LEAVES[index + 1], index, size, path, root)
            assert not verify_inclusion(LEAVES[index], size, size, path, root)
            assert not verify_inclusion(LEAVES[index], index, size, (*path, root), root)
            if path:
                assert not verify_inclusion(LEAVES[index], index, size, path[1:], root)
                assert not verify_inclusion(LEAVES[index], index ^ 1, size, path, root)


def test_inclusion_proofs_are_those_of_another_implementation(other: InmemoryTree) -> None:
    for size in range(1, 34):
        for index in range(size):
            theirs = [bytes.fromhex(step) for step in other.prove_inclusion(index + 1, size).serialize()["path"]]
            assert list(inclusion_proof(LEAVES[:size], index)) == theirs[1:], "theirs starts with the leaf itself"


def test_every_consistency_proof_holds_and_changed_histories_do_not() -> None:
    for size in range(1, 34):
        root = root_of(LEAVES[:size])
        for earlier in range(1, size + 1):
            earlier_root = root_of(LEAVES[:earlier])
            path = consistency_proof(LEAVES[:size], earlier)
            assert verify_consistency(earlier, size, earlier_root, root, path)
            forged = root_of([leaf_hash(b"forged"), *LEAVES[1:earlier]])
            assert not verify_consistency(earlier, size, forged, root, path)
            assert not verify_consistency(earlier, size, earlier_root, forged, path)
            assert not verify_consistency(earlier, size, earlier_root, root, (*path, root))
            assert not verify_consistency(0, size, earlier_root, root, path)
            if path:
                assert not verify_consistency(earlier, size, earlier_root, root, path[:-1])


def test_proofs_of_what_is_not_there_are_refused() -> None:
    for index in (-1, 5):
        with pytest.raises(IndexError):
            inclusion_proof(LEAVES[:5], index)
    for earlier in (0, 6):
        with pytest.raises(IndexError):
            consistency_proof(LEAVES[:5], earlier)
