"""A zip that broke off, or whose table of contents is damaged, still gives what arrived whole, and says what did not."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import SourceError
from connectors.intake import OpenedSource, open_source
from connectors.intake.limits import DEFAULT_LIMITS
from connectors.intake.salvage import salvage

CONTENTS = {"a.txt": b"one " * 500, "b/photo.jpg": bytes(range(256)) * 40, "whānau.txt": b"three"}


class _Pipe(io.RawIOBase):
    """A target that cannot go back, as when a server makes a zip while it sends it: sizes then stand behind the data."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        chunk = bytes(memoryview(data))  # type: ignore[arg-type]  # whatever zipfile writes is bytes
        self.written += chunk
        return len(chunk)


def made(*, streamed: bool, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target: io.BytesIO | _Pipe = _Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as zipped:
        for name, content in CONTENTS.items():
            zipped.writestr(name, content)
    return bytes(target.written) if isinstance(target, _Pipe) else target.getvalue()


def contents(source: OpenedSource) -> dict[str, bytes]:
    found = {}
    for member in source.members:
        with source.open(member) as stream:
            found[member.path] = stream.read()
    return found


@pytest.mark.parametrize("streamed", [False, True])
def test_without_its_table_of_contents_every_whole_entry_is_read(tmp_path: Path, streamed: bool) -> None:
    data = made(streamed=streamed)
    path = tmp_path / "e.zip"
    path.write_bytes(data[: data.index(b"PK\x01\x02")])
    with open_source([path]) as source:
        assert contents(source) == CONTENTS
        ((place, reason),) = source.refused
        assert place == "e.zip"
        assert "3 files were found without it" in reason


@pytest.mark.parametrize("streamed", [False, True])
def test_an_entry_that_breaks_off_is_named_and_those_before_it_are_read(tmp_path: Path, streamed: bool) -> None:
    data = made(streamed=streamed)
    path = tmp_path / "e.zip"
    path.write_bytes(data[: data.index(b"b/photo.jpg") + 60])
    with open_source([path]) as source:
        assert contents(source) == {"a.txt": CONTENTS["a.txt"]}
        assert ("e.zip: b/photo.jpg", "the zip breaks off inside it") in source.refused


def test_a_damaged_entry_is_found_out_by_its_checksum(tmp_path: Path) -> None:
    data = made(streamed=False, method=zipfile.ZIP_STORED).replace(b"one one", b"one two", 1)
    path = tmp_path / "e.zip"
    path.write_bytes(data[: data.index(b"PK\x01\x02")])
    with open_source([path]) as source:
        bad, good, _ = source.members
        with pytest.raises(SourceError, match=r"a\.txt cannot be read: its checksum does not match"):
            with source.open(bad) as stream:
                stream.read()
        with source.open(good) as stream:
            assert stream.read() == CONTENTS[good.path]


def test_a_table_of_contents_overwritten_in_part_costs_no_entry(tmp_path: Path) -> None:
    data = bytearray(made(streamed=False))
    at = data.index(b"PK\x01\x02")
    data[at : at + 20] = bytes(20)
    path = tmp_path / "e.zip"
    path.write_bytes(data)
    with open_source([path]) as source:
        assert contents(source) == CONTENTS


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_looking_through_any_damage_ends_and_gives_sound_entries(data: st.DataObject) -> None:
    whole = bytearray(made(streamed=data.draw(st.booleans())))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    found = salvage(io.BytesIO(cut), DEFAULT_LIMITS)
    for info in found.infos:
        assert info.header_offset + info.compress_size <= len(cut)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_damage_at_all_is_a_refusal_or_a_source_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(made(streamed=data.draw(st.booleans())))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("z") / "e.zip"
    path.write_bytes(whole)
    with open_source([path]) as source:
        for member in source.members:
            with contextlib.suppress(SourceError):
                with source.open(member) as stream:
                    while stream.read(4096):
                        pass
