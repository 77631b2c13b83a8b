"""PDF records: files and pages a second and in how much memory, beside ReportLab's platypus and typst.

Each case runs in a process of its own on one core. What making the messages costs is measured apart and taken off.
Ours is tagged PDF/A-2a with every script behind it; platypus writes plain PDF, typst PDF/A-2u where it is installed.
"""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from bench.measure import Cost, cost_of

SMALL, FEW = 30, 300
LONG, LONGEST = 50_000, 100_000
PEER = 5_000
"""Messages in the peers' long record: more would only take them longer."""
_ROOT = Path(__file__).resolve().parent.parent

WANTED_FILES, WANTED_PAGES, WANTED_MIB = 100, 500, 200


def run() -> None:
    """Measure and print."""
    print(f"\nPDF records, {FEW} records of {SMALL} messages, one of {LONG:,} and one of {LONGEST:,}; one core\n")
    print(f"{'':<44} {'per CPU second':>15} {'peak MiB':>9} {'MB':>7}")
    found = {name: _case(name) for name in CASES if name != "typst" or importlib.util.find_spec("typst")}
    print()
    small, long = found["small"], found["long"]
    print(f"{'small records a second, wanted ' + str(WANTED_FILES):<52} {small[0]:>6.0f}")
    print(f"{'pages a second, wanted ' + str(WANTED_PAGES):<52} {long[0]:>6.0f}")
    print(f"{'peak MiB of the long record, wanted under ' + str(WANTED_MIB):<52} {long[1]:>6.0f}")
    for peer, said in (("platypus", "pages, against platypus Paragraph"), ("typst", "pages, against typst")):
        if peer in found:
            print(f"{said:<52} {long[0] / found[peer][0]:>6.1f} times")
        else:
            print(f"{said:<52} not installed (pip install typst)")


def _case(name: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "out.json"
        cost: Cost = cost_of([sys.executable, "-m", "bench.pdf", name], folder=_ROOT, log=log)
        told = json.loads(log.read_text())
    rate = float(told["count"]) / float(told["seconds"])
    print(f"{told['said']:<44} {rate:>15,.0f} {cost.peak_mib:>9.0f} {told['bytes'] / 1e6:>7.1f}")
    return rate, cost.peak_mib


def _ours(said: str, messages: int, files: int) -> dict[str, object]:
    from exports.pdf import export
    from tests.exports.views import STAMP, long_view

    export(long_view(SMALL), io.BytesIO(), STAMP)
    view = long_view(messages)
    began = time.process_time()
    for _ in range(files):
        assert sum(1 for _ in view.entries) == messages
    making = time.process_time() - began
    with tempfile.TemporaryFile() as stream:
        began = time.process_time()
        for _ in range(files):
            stream.seek(0)
            stream.truncate()
            export(view, stream, STAMP)
        seconds = time.process_time() - began - making
        size = stream.tell()
        count = files if files > 1 else _pages(stream)
    return {"said": said, "count": count, "seconds": seconds, "bytes": size}


def _pages(stream: IO[bytes]) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(stream)
    try:
        return len(document)
    finally:
        document.close()


def _platypus() -> dict[str, object]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

    from exports.fonts import bundled_path

    pdfmetrics.registerFont(TTFont("Noto", str(bundled_path("NotoSans-Regular.ttf"))))
    pdfmetrics.registerFont(TTFont("NotoB", str(bundled_path("NotoSans-Bold.ttf"))))
    sender = ParagraphStyle("sender", fontName="NotoB", fontSize=9.5, leading=13, spaceBefore=8)
    text = ParagraphStyle("text", fontName="Noto", fontSize=9.5, leading=13.2, leftIndent=58)
    messages = _messages()
    stream = io.BytesIO()
    began = time.process_time()
    story: list[Flowable] = []
    for name, at, words in messages:
        story += [Paragraph(f"{at} {name}", sender), Paragraph(words, text)]
    SimpleDocTemplate(stream).build(story)
    seconds = time.process_time() - began
    said = f"platypus Paragraph, {PEER:,} messages, bare"
    return {"said": said, "count": _pages(stream), "seconds": seconds, "bytes": len(stream.getvalue())}


_TYPST = """
#set page(paper: "a4", margin: 60pt, numbering: "1 / 1")
#set text(font: "Noto Sans", size: 9.5pt)
#set document(title: "Record")
#for (name, at, words) in json("messages.json") {
  block(above: 8pt, breakable: true)[#at *#name* \\ #pad(left: 58pt, words)]
}
"""


def _typst() -> dict[str, object]:
    import typst

    from exports.fonts import bundled_path

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "messages.json").write_text(json.dumps(_messages()), encoding="utf-8")
        source = Path(folder) / "record.typ"
        source.write_text(_TYPST, encoding="utf-8")
        fonts = [str(bundled_path("NotoSans-Regular.ttf").parent)]
        began = time.process_time()
        content = typst.compile(str(source), font_paths=fonts, pdf_standards=["a-2u"])
        seconds = time.process_time() - began
    said = f"typst, PDF/A-2u, {PEER:,} messages"
    return {"said": said, "count": _pages(io.BytesIO(content)), "seconds": seconds, "bytes": len(content)}


def _messages() -> list[tuple[str, str, str]]:
    """Sender, time and words of the same messages, without what only our record has."""
    from tests.exports.views import long_view

    return [
        (entry.record.sender.name.text, str(entry.record.sent and entry.record.sent.utc), entry.record.text.text)
        for entry in long_view(PEER).entries
    ]


CASES: dict[str, Callable[[], dict[str, object]]] = {
    "small": lambda: _ours(f"PDF records of {SMALL} messages", SMALL, FEW),
    "long": lambda: _ours(f"PDF pages of {LONG:,} messages", LONG, 1),
    "longest": lambda: _ours(f"PDF pages of {LONGEST:,} messages", LONGEST, 1),
    "platypus": _platypus,
    "typst": _typst,
}
"""Name -> what runs in the case's own process and tells what it measured."""


if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]]()))
