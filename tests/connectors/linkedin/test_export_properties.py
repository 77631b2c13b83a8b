"""Whatever a CSV file holds: reading it never fails, and every row is a record, quarantined, or a draft."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from connectors.linkedin.export_table import Table
from tests.connectors.linkedin.exports import FULL, quarantined, read, records, tally

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
rows = st.tuples(
    st.sampled_from(["2-a", "2-b", ""]),
    texts,
    st.sampled_from(["Sam Example", "Example Agency", "LinkedIn Member", ""]),
    st.sampled_from(["https://www.linkedin.com/in/sam-example", "", "http://["]),
    st.sampled_from(["Example Agency", "Example Agency, Alex, PhD", ""]),
    texts,
    st.sampled_from(["2024-02-01 03:04:05 UTC", "2024-02-01 03:04:06", "", "9999-99-99 00:00:00 UTC", "x"]),
    texts,
    st.one_of(texts, st.sampled_from(["same", "same "])),
    st.just("INBOX"),
)


@settings(max_examples=100, deadline=None)
@given(content=st.lists(rows, max_size=12))
def test_every_row_is_a_record_or_quarantined(content: list[tuple[str, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(FULL.split(","))
    writer.writerows(content)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "messages.csv"
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        first, second = read(path), read(path)
    assert first == second
    assert len(records(first)) + len(quarantined(first)) == len(content)
    identities = [
        (
            r.thread.key,
            r.kind,
            "agency" if r.sender.role == "agency" else r.sender,
            r.sent and r.sent.utc,
            r.text.strip(),
            r.occurrence,
        )
        for r in records(first)
    ]
    assert len(set(identities)) == len(identities)
    for batch in first:
        times = [(record.thread.key, record.sent.utc) for record in batch.records if record.sent]
        for key in {key for key, _ in times}:
            mine = [time for other, time in times if other == key]
            assert mine == sorted(mine)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), header=st.booleans())
def test_any_bytes_at_all_are_read(data: bytes, header: bool) -> None:
    assume(not data.startswith(b"PK"))  # that is a zip, whatever it is called
    with TemporaryDirectory() as folder:
        path = Path(folder) / "messages.csv"
        path.write_bytes((FULL.encode() + b"\n" if header else b"") + data)
        found = read(path)
    assert tally(found, "files_read") + len([bad for bad in quarantined(found) if bad.place == "whole file"]) == 1


def test_a_cell_without_end_costs_what_it_swallowed_and_no_more() -> None:
    good = "Sam,2024-02-01 03:04:05 UTC,hi\n"
    text = "FROM,DATE,CONTENT\n" + good + 'Sam,"' + good * 60_000 + good
    table = Table(io.BytesIO(text.encode()), ("FROM", "DATE", "CONTENT"))
    found = list(table.rows())
    assert sum(bool(row.fault) for row in found) == 1
    assert sum(row.cells == ["Sam", "2024-02-01 03:04:05 UTC", "hi"] for row in found) > 20_000
    assert table.lines == 60_003
