"""Whatever a file holds: reading it never fails, every line is accounted for, and reading it again gives the same."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver.errors import DateOrderUnproved
from connectors.base import DateOrder
from connectors.whatsapp.body import read_body
from connectors.whatsapp.header import form_of, header
from connectors.whatsapp.lines import Lines
from tests.connectors.whatsapp.chatfiles import LRM, NNBSP, read_paths

_STARTS = [
    "13/02/24, 15:04 - ",
    "01/02/24, 9:00 - ",
    "31/02/24, 9:00 - ",
    "99/99/99, 99:99 - ",
    f"[13/02/24, 3:04:05{NNBSP}PM] ",
    f"{LRM}[14/02/24, 3:04:05{NNBSP}PM] ",
    "2024-02-13, 15:04 - ",
    "",
]
_NAMES = ["Sam Example: ", "~\u202fSam: ", "Example Agency: ", "+64 21 000 0000: ", "a: b: ", ": ", "", "Sam:"]
_BODIES = [
    "ok",
    f"{LRM}<attached: 0000001-PHOTO.jpg>",
    "IMG-20240213-WA0001.jpg (file attached)",
    "<Media omitted>",
    "This message was deleted",
    f"x {LRM}<This message was edited>",
    f"{LRM}POLL:",
    f"{LRM}Location: https://maps.google.com/?q=1,2",
    f"{LRM}Sam left",
    "",
]
lines = st.one_of(
    st.tuples(st.sampled_from(_STARTS), st.sampled_from(_NAMES), st.sampled_from(_BODIES)).map("".join),
    st.text(max_size=40),
    st.tuples(st.sampled_from(_STARTS), st.text(max_size=30)).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(content=st.lists(lines, max_size=30), end=st.sampled_from(["\n", "\r\n"]))
@example(content=["13/02/24, 15:04 - Sam Example: x", "01/01/24, 9:00 - aside", "13/02/24, 15:05 - b: y"], end="\n")
def test_every_line_is_accounted_for_and_nothing_fails(content: list[str], end: str) -> None:
    data = end.join(content).encode("utf-8", "replace")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "WhatsApp Chat with Sam Example.txt"
        path.write_bytes(data)
        try:
            first, second = read_paths(path), read_paths(path)
        except DateOrderUnproved:
            return
    assert first.batches == second.batches
    held = first.tally("lines_in_records")
    if not any(found.place == "whole file" for found in first.quarantined):
        assert first.tally("lines_read") == data.count(b"\n") + (1 if data and not data.endswith(b"\n") else 0)
    assert first.tally("lines_read") == held + first.tally("lines_before_first_message") + first.tally(
        "lines_not_understood"
    )
    assert bool(held) == bool(first.records)
    identities = [
        (
            r.kind,
            r.sender.role.value if r.sender.role == "agency" else r.sender.name.casefold(),
            r.sent,
            r.text.strip(),
            r.occurrence,
        )
        for r in first.records
    ]
    assert len(set(identities)) == len(identities)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300), order=st.sampled_from([None, *DateOrder]))
def test_any_bytes_at_all_are_read_or_refused(data: bytes, order: DateOrder | None) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "_chat.txt"
        path.write_bytes(b"13/02/24, 15:04 - Sam Example: x\n" + data)
        try:
            read = read_paths(path, order=order)
        except DateOrderUnproved:
            return
    assert len(read.records) + len(read.quarantined) >= 1


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80), prefix=st.sampled_from(["", LRM, "<", f"{LRM}<attached: "]), ios=st.booleans())
def test_any_body_is_read(text: str, prefix: str, ios: bool) -> None:
    body = read_body(prefix + text, ios=ios, marked=True, holds=lambda name: False)
    assert len(body.text) <= len(prefix + text)


@settings(max_examples=300, deadline=None)
@given(start=st.sampled_from(_STARTS), text=st.text(alphabet="0123456789[]/.-:, apm\u202f\u200e", max_size=30))
def test_the_strict_expression_reads_what_gave_it_its_form(start: str, text: str) -> None:
    for line in (start + text, text):
        form = form_of(line)
        if form is not None:
            found = header(form).match(line)
            assert found is not None
            assert len(found.groups()) == 9


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_lines_give_back_the_text(text: str, encoding: str) -> None:
    text = text.lstrip("\ufeff").replace("\r", "").replace("\ufffe", "")
    lines = Lines(io.BytesIO(text.encode(encoding)))
    found = list(lines)
    assert "\n".join(found) == text.removesuffix("\n")
    assert lines.total == len(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_without_end_is_cut_and_said_so(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(
        ("13/02/24, 15:04 - Sam Example: " + "x" * 3_000_000 + "\n13/02/24, 15:05 - Sam Example: y\n").encode(encoding)
    )
    read = read_paths(path)
    assert read.records[-1].text == "y"
    assert len(read.records[0].text) <= 1024 * 1024
    assert [found.place for found in read.quarantined] == ["line 1"]


def test_a_message_without_end_is_cut_and_said_so(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    more = "word " * 20 + "\n"
    path.write_text("13/02/24, 15:04 - Sam Example: x\n" + more * 20_000 + "13/02/24, 15:05 - Sam Example: y\n")
    read = read_paths(path)
    assert [len(read.records), len(read.quarantined)] == [2, 1]
    assert read.tally("lines_not_understood") > 0
    assert read.tally("lines_read") == 20_002
