"""Excel and Word records: how many a second and in how much memory, beside pandas, XlsxWriter and python-docx.

Each case runs in a process of its own on one core. What making the messages costs is measured apart and taken off.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measure import Cost, cost_of

LONG = 50_000
SMALL, FEW = 30, 200
PEER_WORD = 2_000
"""python-docx slows down with every paragraph; more would only take longer to say so."""
_ROOT = Path(__file__).resolve().parent.parent


def run() -> None:
    """Measure and print."""
    print(f"\nExcel and Word records, {LONG:,} messages in one record, {FEW} records of {SMALL} messages; one core\n")
    print(f"{'':<44} {'per CPU second':>15} {'peak MiB':>9} {'MB':>7}")
    rates = {name: _case(name) for name in CASES}
    print()
    for ours, peer, said in (
        ("xlsx", "xlsxwriter", "XLSX rows, against XlsxWriter in constant memory"),
        ("xlsx", "pandas", "XLSX rows, against pandas to_excel"),
        ("docx", "python-docx", "DOCX messages, against python-docx"),
    ):
        print(f"{said:<52} {rates[ours] / rates[peer]:>6.1f} times")


def _case(name: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "out.json"
        cost: Cost = cost_of([sys.executable, "-m", "bench.office", name], folder=_ROOT, log=log)
        told = json.loads(log.read_text())
    rate = float(told["count"]) / float(told["seconds"])
    print(f"{told['said']:<44} {rate:>15,.0f} {cost.peak_mib:>9.0f} {told['bytes'] / 1e6:>7.1f}")
    return rate


def _ours(module: str, said: str, messages: int, files: int) -> dict[str, object]:
    from tests.exports.views import STAMP, long_view

    export = importlib.import_module(module).export
    export(long_view(2), io.BytesIO(), STAMP)
    view = long_view(messages)
    began = time.process_time()
    for _ in range(files):
        assert sum(1 for _ in view.entries) == messages
    making = time.process_time() - began
    stream = io.BytesIO()
    began = time.process_time()
    for _ in range(files):
        stream = io.BytesIO()
        export(view, stream, STAMP)
    seconds = time.process_time() - began - making
    count = files if files > 1 else messages
    return {"said": said, "count": count, "seconds": seconds, "bytes": stream.tell()}


def _table() -> tuple[list[str], Sequence[Sequence[object]]]:
    """The columns and rows our own sheet has for the same messages, ready made: the peers only write."""
    from exports.excel import _main_row
    from exports.excel_rows import Styled
    from exports.excel_sheets import CONVERSATION
    from tests.exports.views import AUCKLAND, long_view

    rows = [
        [cell.value if isinstance(cell, Styled) else cell for cell in _main_row(entry, AUCKLAND, posts=False)]
        for entry in long_view(LONG).entries
    ]
    return [column.title for column in CONVERSATION.columns], rows


def _xlsxwriter() -> dict[str, object]:
    from xlsxwriter import Workbook

    _, rows = _table()
    stream = io.BytesIO()
    began = time.process_time()
    book = Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value)
            elif value is not None:
                sheet.write_number(at, column, value)
    book.close()
    seconds = time.process_time() - began
    return {"said": "XlsxWriter, constant memory, bare", "count": LONG, "seconds": seconds, "bytes": stream.tell()}


def _pandas() -> dict[str, object]:
    import pandas as pd

    titles, rows = _table()
    frame = pd.DataFrame(rows, columns=titles)
    stream = io.BytesIO()
    began = time.process_time()
    frame.to_excel(stream, engine="xlsxwriter", index=False)
    seconds = time.process_time() - began
    return {"said": "pandas to_excel, bare", "count": LONG, "seconds": seconds, "bytes": stream.tell()}


def _python_docx() -> dict[str, object]:
    import docx

    from tests.exports.views import long_view

    entries = list(long_view(PEER_WORD).entries)
    stream = io.BytesIO()
    began = time.process_time()
    document = docx.Document()
    for entry in entries:
        document.add_paragraph(f"{entry.record.sender.name.text}\t{entry.record.sent}")
        document.add_paragraph(entry.record.text.text)
    document.save(stream)
    seconds = time.process_time() - began
    said = f"python-docx, {PEER_WORD:,} messages, bare"
    return {"said": said, "count": PEER_WORD, "seconds": seconds, "bytes": stream.tell()}


CASES: dict[str, Callable[[], dict[str, object]]] = {
    "xlsx-small": lambda: _ours("exports.excel", f"XLSX records of {SMALL} messages", SMALL, FEW),
    "xlsx": lambda: _ours("exports.excel", "XLSX rows (messages) of one record", LONG, 1),
    "xlsxwriter": _xlsxwriter,
    "pandas": _pandas,
    "docx-small": lambda: _ours("exports.word", f"DOCX records of {SMALL} messages", SMALL, FEW),
    "docx": lambda: _ours("exports.word", "DOCX messages of one record", LONG, 1),
    "python-docx": _python_docx,
}
"""Name -> what runs in the case's own process and tells what it measured."""


if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]]()))
