"""The search of written files: a value planted anywhere in a PDF, Excel or Word file stops its release."""

from __future__ import annotations

import hashlib
import hmac
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from archiver.model.attachment import Held
from archiver.model.conversation import RecordView
from archiver.model.record import RedactedLink
from archiver.model.redaction import RedactedText
from archiver.pipeline.leakcheck import LeakCheck, _lines
from archiver.pipeline.readback import Share, pdf_strings
from archiver.redaction import Redactor, lookup_keys
from config.rules import load_packs
from tests.exports.factories import AGENCY, HANA, STAMP, make_attachment, make_entry, make_record, make_view
from tests.exports.views import long_view, rich_view

FORMATS = ("pdf", "xlsx", "docx")
KNOWN = "123 400 567"
"""Found in this conversation once; no detector would take the bare digits for anything."""
PLANTED = {
    "a telephone number": "ring me on 021 555 0123 after five",
    "an IRD number": "it is 49-091-850 I think",
    "a bank account": "to 01-0902-0068389-00 please",
    "an e-mail address": "hemi.walker@mail.example.com",
    "an NHI number": "ZAC5361",
    "a card": "4111 1111 1111 1111",
    "a known value": f"we spoke of {KNOWN} then",
    "a known value run together": "(123400567)",
    "a known value over a line's end": "the number is " + "x " * 30 + "123-400-567 " + "and so on " * 40,
}


class _Keyer:
    def key(self, purpose: str, value: str) -> str:
        return hmac.new(b"of the test", f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


@pytest.fixture(scope="module")
def check() -> LeakCheck:
    keyer = _Keyer()
    redactor = Redactor(load_packs(), keyer, public_contacts=("0800 559 009", "online@example.govt.nz"))
    known = frozenset(lookup_keys(KNOWN, keyer))
    return LeakCheck(redactor, keyer, known=lambda number: known, ids=lambda number: frozenset({"9000001"}))


def written(view: RecordView, name: str, folder: Path) -> Path:
    from exports.excel import export as excel
    from exports.pdf import export as pdf
    from exports.word import export as word

    path = folder / f"record.{name}"
    with path.open("wb") as stream:
        {"pdf": pdf, "xlsx": excel, "docx": word}[name](view, stream, STAMP)
    return path


def found(
    check: LeakCheck, view: RecordView, name: str, folder: Path, *, released_as: str = "records/a.b"
) -> list[str]:
    return list(check.check(written(view, name, folder), name, view.heading, released_as=released_as))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_value_in_a_message_stops_the_file(check: LeakCheck, tmp_path: Path, name: str, planted: str) -> None:
    texts = ["Kia ora, at 10:30 on 12 March 2026?", planted, "Thank you, see form 27 of 2026."]
    assert found(check, make_view(texts), name, tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_value_among_thousands_of_messages_is_found_wherever_it_stands(
    check: LeakCheck, tmp_path: Path, name: str
) -> None:
    texts = [f"Message {place}: the office opens at 9:{place % 60:02d}, form {place % 40}." for place in range(900)]
    for place in (0, 450, 899):
        view = make_view([*texts[:place], f"that was {KNOWN}", *texts[place + 1 :]])
        assert found(check, view, name, tmp_path)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "where", ["subject", "link", "attachment", "sender", "quoted note", "title", "agency", "limits"]
)
def test_a_value_around_the_words_stops_the_file(check: LeakCheck, tmp_path: Path, name: str, where: str) -> None:
    value = "021 555 0123"
    planted = RedactedText(text=value)
    record = make_record("Kia ora", sender=HANA)
    heading: dict[str, Any] = {}
    match where:
        case "subject":
            record = replace(record, subject=planted)
        case "link":
            record = replace(record, links=(RedactedLink(url=RedactedText(text=f"https://example.org/{value}")),))
        case "attachment":
            record = replace(record, attachments=(make_attachment(value, held=Held.NOT_EXPORTED),))
        case "sender":
            record = replace(record, sender=replace(HANA, name=planted))
        case "quoted note":
            record = replace(record, notes=(value,))
        case "title":
            heading["title"] = f"Hana {value} 2026-02-01"
        case "agency":
            heading["completeness"] = (f"ask {value}",)
        case "limits":
            heading["cannot"] = (f"ask {value}",)
    view = make_view(
        entries=[make_entry(record), make_entry(make_record("Ngā mihi", minutes=5, sender=AGENCY))], **heading
    )
    assert found(check, view, name, tmp_path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_value_in_the_files_own_name_stops_it(check: LeakCheck, tmp_path: Path, name: str) -> None:
    released_as = f"records/agency-facebook/messages/{KNOWN} 2026-02-01 R000042.{name}"
    assert found(check, make_view(), name, tmp_path, released_as=released_as)
    assert not found(check, make_view(), name, tmp_path, released_as=released_as.replace(KNOWN, "Hana"))


@pytest.mark.parametrize("key", ["/Title", "/Keywords", "/Anything"])
def test_a_value_in_a_pdfs_information_stops_it(check: LeakCheck, tmp_path: Path, key: str) -> None:
    view = make_view()
    path = written(view, "pdf", tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo[key] = f"about {KNOWN}"
        pdf.save(path)
    assert check.check(path, "pdf", view.heading, released_as="records/a.pdf")


def test_a_value_in_a_pdfs_xmp_metadata_stops_it(check: LeakCheck, tmp_path: Path) -> None:
    view = make_view()
    path = written(view, "pdf", tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        before = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(before.replace(b"archiver 0.1.0", KNOWN.encode()))
        pdf.save(path)
    assert check.check(path, "pdf", view.heading, released_as="records/a.pdf")


def test_a_value_as_the_name_of_an_embedded_file_stops_a_pdf(check: LeakCheck, tmp_path: Path) -> None:
    view = make_view()
    path = written(view, "pdf", tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["021 555 0123.txt"] = b"nothing"
        pdf.save(path)
    assert check.check(path, "pdf", view.heading, released_as="records/a.pdf")


def test_a_value_drawn_outside_the_page_stops_a_pdf(check: LeakCheck, tmp_path: Path) -> None:
    view = make_view([f"that was {KNOWN}"])
    path = written(view, "pdf", tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.MediaBox = pdf.make_indirect(pikepdf.Array([0, 0, 20, 20]))
        pdf.save(path)
    assert check.check(path, "pdf", view.heading, released_as="records/a.pdf")


def test_a_hyphen_at_a_lines_end_is_read_back_as_one(tmp_path: Path) -> None:
    text = "well-known " * 60
    path = written(make_view([text]), "pdf", tmp_path)
    assert sum(words.count("well-known") for group in pdf_strings(path) for words in group) == 60


@pytest.mark.parametrize("name", ["xlsx", "docx"])
@pytest.mark.parametrize("part", ["docProps/core.xml", "docProps/app.xml", "021 555 0123.xml"])
def test_a_value_in_a_packages_properties_or_part_names_stops_it(
    check: LeakCheck, tmp_path: Path, name: str, part: str
) -> None:
    view = make_view()
    source, target = written(view, name, tmp_path), tmp_path / f"planted.{name}"
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            if info.filename == part:
                content = content.replace(b">", f"><q>{KNOWN}</q>".encode(), 3)
            after.writestr(info.filename, content)
        if part not in before.namelist():
            after.writestr(part, f"<x><y>{KNOWN}</y></x>")
    assert check.check(target, name, view.heading, released_as=f"records/a.{name}")


def test_the_shares_of_a_file_find_together_what_the_whole_does(check: LeakCheck, tmp_path: Path) -> None:
    texts = [f"Message {place} of the day." for place in range(400)]
    for place in (0, 133, 200, 399):
        view = make_view([*texts[:place], f"it was {KNOWN}", *texts[place + 1 :]])
        path = written(view, "pdf", tmp_path)
        shares = [
            check.check(path, "pdf", view.heading, released_as="records/a.pdf", share=Share(number, 3))
            for number in range(3)
        ]
        assert [bool(leaks) for leaks in shares].count(True) == 1


def test_the_first_share_looks_at_the_name(check: LeakCheck, tmp_path: Path) -> None:
    view = make_view()
    path = written(view, "pdf", tmp_path)
    assert check.check(path, "pdf", view.heading, released_as=f"records/{KNOWN}.pdf", share=Share(0, 2))


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_the_programs_own_stops_nothing(check: LeakCheck, tmp_path: Path, name: str) -> None:
    for view in (make_view(), rich_view(), long_view(300)):
        assert found(check, view, name, tmp_path) == []


def test_a_format_that_cannot_be_read_back_is_not_released(check: LeakCheck, tmp_path: Path) -> None:
    view = make_view()
    assert check.check(tmp_path / "x.odt", "odt", view.heading, released_as="records/x.odt")


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_a_sealed_original_is_never_taken_for_a_number_of_a_person(
    check: LeakCheck, tmp_path: Path, name: str
) -> None:
    view = rich_view()
    # Six random digits of a run's name may read "a/c", and the member's number behind them is none of a bank's.
    names = tuple(
        (f"x/2026/20260202T110000Z-{run}.tar#000004-{'4f' * 16}.warc.gz.age", "ab" * 32)
        for run in ("8a96c0", "ae8a1c", "6a4c76", "7a0c3e", "a8c000")
    )
    view = replace(view, heading=replace(view.heading, originals=names))
    assert found(check, view, name, tmp_path) == []


@pytest.mark.parametrize(("words", "stops"), [("Image of a letter", False), ("Image of a letter: 021 555 0123", True)])
def test_the_words_that_stand_for_a_picture_are_read_back(
    check: LeakCheck, tmp_path: Path, words: str, stops: bool
) -> None:
    import pikepdf

    path = written(make_view(["Kia ora"]), "pdf", tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        shape = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 1, "/Height": 1}
        pdf.Root.Picture = pdf.make_stream(b"\x00", shape)
        figure = pikepdf.Dictionary({"/S": pikepdf.Name.Figure, "/Alt": pikepdf.String(words)})
        pdf.Root.Figure = pdf.make_indirect(figure)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    view = make_view(["Kia ora"])
    assert bool(check.check(path, "pdf", view.heading, released_as="records/a.pdf")) is stops


def test_the_line_of_an_export_that_bears_a_persons_six_figures_stops_nothing() -> None:
    group = ("line 100491", "line 12", "see line 100491 of mine", "line 100491000")
    assert [line.text for line in _lines(iter([group]), frozenset(), "")] == [
        "see line 100491 of mine",
        "line 100491000",
    ]
