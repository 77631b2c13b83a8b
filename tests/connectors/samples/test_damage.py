"""Damage at any byte of a sample export: nothing raises, everything stays accounted for, undamaged files stay whole."""

from __future__ import annotations

import random

import pytest

from connectors.facebook.archive import importer as facebook
from connectors.instagram.archive import importer as instagram
from connectors.samples import ACCOUNTS, World
from connectors.samples.facebook import files as facebook_files
from connectors.samples.instagram import files as instagram_files
from connectors.samples.x import files as x_files
from connectors.x.archive import importer as x
from tests.connectors.export_sources import channel, one, take

EXPORTS = {
    "facebook": (facebook, facebook_files),
    "instagram": (instagram, instagram_files),
    "x": (x, x_files),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """One of: cut, a byte changed, a stretch taken out, a stretch doubled, brackets strewn in."""
    at = chance.randrange(len(content))
    to = min(len(content), at + chance.randrange(1, 60))
    return chance.choice(
        [
            content[:at],
            content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
            content[:at] + content[to:],
            content[:at] + content[at:to] * 2 + content[to:],
            content[:at] + chance.choice([b"{", b"]", b'"', b"[[", b"\\", b"}},", b"\x00"]) + content[at:],
        ]
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", EXPORTS)
def test_damage_anywhere_costs_only_what_it_touches(kind: str, seed: int) -> None:
    make, files = EXPORTS[kind]
    whole = dict(files(World(fillers=2)))
    chance = random.Random(f"{kind}/{seed}")
    for _ in range(6):
        paths = [path for path in whole if path.endswith((".json", ".js"))]
        path = chance.choice(paths)
        source = one({**whole, path: damaged(whole[path], chance)})
        taken = take(make(), source, channel(kind, account=ACCOUNTS[kind]))
        assert taken.adds_up(), (path, taken.tallies)
        untouched = take(make(), one({name: body for name, body in whole.items() if name != path}), channel(kind))
        missing = {record.text for record in untouched.records} - set(taken.texts)
        # A long text alone becomes its post's text when the post is there.
        assert not missing or kind == "x", path


@pytest.mark.parametrize("kind", EXPORTS)
def test_importing_twice_gives_the_same_records_and_a_newer_export_holds_the_older_s(kind: str) -> None:
    make, files = EXPORTS[kind]
    to = channel(kind, account=ACCOUNTS[kind])

    def keys(fillers: int) -> list[object]:
        taken = take(make(), one(files(World(fillers=fillers))), to)
        return [
            (
                record.source_id
                or (record.thread.key, record.kind, record.sender, record.sent, record.text, record.occurrence)
            )
            for record in taken.records
        ]

    older, newer = keys(2), keys(5)
    assert keys(2) == older
    assert len(set(newer)) == len(newer)
    shared = set(older) - set(newer)
    # The one encrypted event of the X sample belongs to its last conversation.
    assert len(shared) <= (1 if kind == "x" else 0)
