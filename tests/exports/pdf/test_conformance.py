"""veraPDF, which is not ours, judges records of every kind against PDF/A-2u, PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from filelock import FileLock
from pikepdf import pdfa
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from archiver.model.conversation import FileKind
from exports.pdf import export
from tests.exports.pdf.reading import written
from tests.exports.verapdf.recipe import judge, missing_part
from tests.exports.views import (
    AGENCY,
    STAMP,
    hostile_view,
    long_view,
    make_entry,
    make_record,
    make_view,
    posts_view,
    rich_view,
    scripts_view,
)

Verdicts = dict[tuple[str, str], list[str]]

pytestmark = pytest.mark.skipif(bool(missing_part()), reason=f"veraPDF cannot run: {missing_part()}")

VIEWS = {
    "plain": make_view(),
    "rich": rich_view(),
    "posts": posts_view(),
    "scripts": scripts_view(),
    "hostile": hostile_view(),
    "empty": make_view([]),
    "many pages": long_view(400),
    "running over": make_view(["one long message, " * 1200, "[PHONE 1] 他的电话 " * 300]),
    "no face": make_view(["\uabcd and \U00012000 and \U0001fae8"]),
    "answers to nothing": make_view(
        entries=[make_entry(make_record("x", minutes=900 * number), depth=9 - number) for number in range(8)],
        kind=FileKind.POSTS,
    ),
    "a long name": make_view(
        entries=[make_entry(make_record("x", sender=AGENCY))], title="Ō" * 140, completeness=("gap " * 900,)
    ),
}


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Verdicts:
    """Every file judged once a session, in one virtual machine, whichever worker comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with FileLock(shared / "verapdf.lock"):
        kept = shared / "verapdf.json"
        if not kept.exists():
            kept.write_text(json.dumps([[*key, broken] for key, broken in judge(_files(shared)).items()]))
        return {(flavour, name): broken for flavour, name, broken in json.loads(kept.read_text())}


def _files(folder: Path) -> list[tuple[str, Path]]:
    """A file for every view, and three that must fail."""
    pairs = []
    for name, view in VIEWS.items():
        with (folder / f"{name}.pdf").open("wb") as stream:
            export(view, stream, STAMP)
        pairs += [(flavour, folder / f"{name}.pdf") for flavour in ("2u", "2a", "ua1")]
    drawing = io.BytesIO()
    Image.new("RGBA", (300, 200), "teal").save(drawing, "PNG")
    with (folder / "pictures.pdf").open("wb") as stream:
        export(posts_view(), stream, STAMP, lambda digest: drawing.getvalue())
    pairs += [(flavour, folder / "pictures.pdf") for flavour in ("2u", "2a", "ua1")]
    sound = written(make_view())
    # Both changes keep the file's length, and so its cross-references.
    (folder / "no conformance.pdf").write_bytes(sound.replace(b"<pdfaid:part>2<", b"<pdfaid:part>7<"))
    (folder / "no structure.pdf").write_bytes(sound.replace(b"pdfuaid:part>1<", b"pdfuaid:part>9<"))
    untouched = Canvas(str(folder / "plain ReportLab.pdf"))
    untouched.drawString(100, 700, "Kia ora")
    untouched.save()
    return [
        *pairs,
        ("2u", folder / "no conformance.pdf"),
        ("ua1", folder / "no structure.pdf"),
        ("2u", folder / "plain ReportLab.pdf"),
    ]


@pytest.mark.parametrize("name", [*VIEWS, "pictures"])
@pytest.mark.parametrize("flavour", ["2u", "2a", "ua1"])
def test_every_record_conforms(verdicts: Verdicts, flavour: str, name: str) -> None:
    assert verdicts[flavour, f"{name}.pdf"] == []


@pytest.mark.parametrize(
    ("flavour", "name"), [("2u", "no conformance"), ("ua1", "no structure"), ("2u", "plain ReportLab")]
)
def test_the_judge_fails_a_broken_file(verdicts: Verdicts, flavour: str, name: str) -> None:
    assert verdicts[flavour, f"{name}.pdf"]


def test_the_check_that_needs_no_java_finds_only_what_it_does_not_know(tmp_path: Path) -> None:
    """pikepdf knows level B alone and no extension schemas: these findings, and never another, are to be expected."""
    path = tmp_path / "record.pdf"
    path.write_bytes(written(rich_view()))
    findings = pdfa.validate_written(path, "2b").findings
    assert {finding.rule for finding in findings} == {"ISO_19005_2:6.6.2.3.1-1", "ISO_19005_2:6.6.4-3"}
    assert all(
        "pdfaExtension" in finding.message
        or "pdfaSchema" in finding.message
        or "pdfaProperty" in finding.message
        or "pdfuaid:part" in finding.message
        or "expected 'B'" in finding.message
        for finding in findings
    )


def test_the_source_of_the_check_lies_beside_its_recipe() -> None:
    assert (Path(__file__).parents[1] / "verapdf" / "PdfaCheck.java").is_file()
