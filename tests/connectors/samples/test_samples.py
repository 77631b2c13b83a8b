"""The sample exports: every importer takes its platform's sample in whole, and every planted detail is really there."""

from __future__ import annotations

import importlib
import zipfile
from pathlib import Path

import pytest

from archiver.model.attachment import Held
from archiver.model.channel import Channel
from archiver.model.correspondent import Role
from archiver.model.ids import ChannelId
from archiver.model.record import RecordKind
from connectors import IMPORTERS
from connectors.base import Importer
from connectors.intake import open_source
from connectors.samples import (
    ACCOUNTS,
    AGENCY,
    KINDS,
    PLANTED,
    PUBLIC_CONTACTS,
    World,
    file_name,
    probes,
    write_sample,
    write_samples,
)
from tests.connectors.export_sources import Taken, take


def importer(kind: str) -> Importer:
    module, _, factory = IMPORTERS[kind].partition(":")
    made: Importer = getattr(importlib.import_module(module), factory)()
    return made


def _plain(text: str) -> str:
    return " ".join(text.split())  # LinkedIn flattens line breaks


def read(kind: str, path: Path) -> Taken:
    to = Channel(id=ChannelId(kind), platform=kind, account=ACCOUNTS[kind], name=AGENCY)
    with open_source([path]) as source:
        assert source.refused == ()
        assert importer(kind).detect(source) is not None
        return take(importer(kind), source, to)


@pytest.mark.parametrize("form", ["zip", "folder"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_importer_takes_its_platform_s_sample_in_whole(kind: str, form: str, tmp_path: Path) -> None:
    path = write_sample(kind, tmp_path / (file_name(kind) if form == "zip" else "export"))
    taken = read(kind, path)
    assert taken.quarantined == []
    assert taken.gaps == []
    messages = [record for record in taken.records if record.kind is RecordKind.MESSAGE and record.text]
    talks = World().talks(kind)[: 1 if kind == "whatsapp" else None]  # a chat's export is one conversation
    written = [_plain(line.text) for talk in talks for line in talk.lines if line.text]
    assert sorted(_plain(record.text) for record in messages) == sorted(written)
    assert {Role.AGENCY, Role.CORRESPONDENT} == {record.sender.role for record in messages}
    assert not [each for record in taken.records for each in record.attachments if each.held is not Held.SEALED]
    if kind != "whatsapp":
        assert len([record for record in taken.records if record.kind is RecordKind.POST]) >= len(World().posts(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_planted_detail_stands_in_a_message(kind: str, tmp_path: Path) -> None:
    texts = "\n".join(read(kind, write_sample(kind, tmp_path / file_name(kind))).texts).replace("\n", " ")
    for each in PLANTED:
        if each.platform == kind:
            assert all(form in texts for form in (each.value, *each.other_forms)), each
    assert PUBLIC_CONTACTS[0] in texts


def test_the_details_are_told_apart_and_never_among_the_public_contacts() -> None:
    values = [each.value for each in PLANTED]
    assert len(set(values)) == len(values)
    assert not [(probe, contact) for probe in probes() for contact in PUBLIC_CONTACTS if probe in contact]
    assert "421873906" in probes("facebook")
    assert "421873906" not in probes("x")


def test_the_same_world_gives_the_same_bytes_and_another_seed_other_talks(tmp_path: Path) -> None:
    first, again = write_samples(tmp_path / "a"), write_samples(tmp_path / "b")
    assert {kind: path.read_bytes() for kind, path in first.items()} == {
        kind: path.read_bytes() for kind, path in again.items()
    }
    other = write_sample("facebook", tmp_path / "c.zip", world=World(seed=2, fillers=9))
    assert other.read_bytes() != first["facebook"].read_bytes()
    with zipfile.ZipFile(other) as archive:
        assert len([name for name in archive.namelist() if name.endswith("message_1.json")]) == 12


def test_a_platform_without_a_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_sample("pigeon", tmp_path / "x.zip")
