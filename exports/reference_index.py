"""The reference index: every record by name, by date and by channel, as a workbook and as CSV, one row a record.

The policy asks for a reference of all names and dates. It is itself a list of people who wrote to the agency, so
`pseudonymous` makes the same rows without names, for wider use. Only what the caller hands in is written.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import BinaryIO
from zoneinfo import ZoneInfo

from archiver.model.conversation import FileKind, IndexRow, Stamp
from exports.clean import one_line, shown
from exports.excel_book import Book
from exports.excel_design import Column, Design, Style
from exports.excel_rows import Cell, Styled, serial
from exports.moments import local, local_date, when_words
from exports.package import properties_part

COLUMNS = (
    "record_number",
    "kind",
    "channel",
    "correspondent",
    "began",
    "ended",
    "messages",
    "edition",
    "status",
    "title",
    "files",
    "sha256",
)
"""The contract's columns, in order, of the CSV and of the workbook's sheets."""
JOIN = "; "
"""Stands between several files of a record, and between their hashes, in the same order."""

_SHEET = Design(
    title="By name",
    columns=(
        Column(title="record_number", width=13),
        Column(title="kind", width=13, repeats=True),
        Column(title="channel", width=20, repeats=True),
        Column(title="correspondent", width=34),
        Column(title="began", width=12, style=Style.DAY),
        Column(title="ended", width=12, style=Style.DAY),
        Column(title="messages", width=10, style=Style.NUMBER),
        Column(title="edition", width=8, style=Style.ENTRY),
        Column(title="status", width=9, repeats=True),
        Column(title="title", width=42),
        Column(title="files", width=90, style=Style.PLAIN),
        Column(title="sha256", width=66, style=Style.PLAIN),
        Column(title="formerly", width=28),
        Column(title="superseded", width=60, style=Style.PLAIN),
    ),
    printed=10,
    told=12,
    frozen=1,
)
_ABOUT = Design(
    title="About",
    columns=(Column(title="What", width=24, style=Style.LABEL), Column(title="Value", width=100)),
    landscape=False,
    table=False,
)
_LINK = str.maketrans({char: f"%{ord(char):02X}" for char in ' %#"<>[]{}|\\^`?'})
_NAMED = "This index names people who wrote to the agency. Keep it as restricted as the records."
_UNNAMED = "Names and file names are left out; the record number finds a record in the full index."
_TITLE_COLUMN = COLUMNS.index("title")
_FORMULA = frozenset("=+-@\t\r＝＋－＠")
_LETTERS = str.maketrans("\u02bb\u2018\u2019\u02bc'", "     ")


def write_csv(rows: Iterable[IndexRow], stream: BinaryIO, *, zone: ZoneInfo) -> None:
    """The index as CSV (UTF-8, CRLF), in the order given; dates are the agency's local dates.

    There is no byte order mark: the CSV is for programs, which would take it for part of the first heading. A cell
    that a spreadsheet would take for a formula begins with an apostrophe, as spreadsheets themselves write text.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_inert(value) for value in _values(row, zone)])
    text.flush()
    text.detach()


def write_xlsx(
    rows: Sequence[IndexRow], stream: BinaryIO, *, zone: ZoneInfo, stamp: Stamp, agency: str, names: bool = True
) -> None:
    """The index as a workbook: sheets By name, By date, By channel, About. Same rows and stamp, same bytes.

    The title links to the record's first file, relative to a workbook that lies one folder below the archive; past
    excel_book.LINKS rows it is plain text. Names are ordered without regard to capitals, macrons and marks.
    `names` says whether the rows hold them (False: they come from `pseudonymous`).
    """
    named = f"Reference index of {one_line(agency)}" + ("" if names else ", without names")
    made = stamp.made.strftime("%Y-%m-%dT%H:%M:%SZ")
    described = (
        ("dc:title", named),
        ("dc:creator", one_line(agency)),
        ("dc:language", "en-NZ"),
        ("cp:lastModifiedBy", one_line(stamp.software)),
    )
    with Book(stream, properties=properties_part(described, made), label=named) as book:
        about = book.aside(_ABOUT)
        about.row((Styled(named, Style.TITLE),), height=26)
        for label, value in _about(rows, zone, stamp, names=names):
            about.row((label, value))
        for title, order in (("By name", _by_name), ("By date", _by_date), ("By channel", _by_channel)):
            sheet = book.stream(replace(_SHEET, title=title))
            for row in sorted(rows, key=order):
                sheet.row(_cells(row, zone), link=(_TITLE_COLUMN, link_target(row.files[0])) if _linked(row) else None)


def pseudonymous(rows: Iterable[IndexRow]) -> Iterable[IndexRow]:
    """The same rows without names: correspondent, title and files carry the record number alone, former names go."""
    for row in rows:
        if row.kind is FileKind.POSTS:
            yield row
            continue
        yield replace(
            row,
            correspondent=f"Correspondent of {row.number}",
            formerly=(),
            title=row.number,
            files=(),
            superseded=(),
        )


def sort_key(name: str) -> str:
    """The name as it is looked up: without capitals, macrons, other marks and glottal signs."""
    folded = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    return " ".join("".join(char for char in folded if not unicodedata.combining(char)).split())


def link_target(path: str) -> str:
    """A link from the index folder to a file of the archive. Letters stay as they are, as Excel itself writes them."""
    return "../" + path.translate(_LINK)


def _values(row: IndexRow, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        row.number,
        row.kind.value,
        row.channel,
        one_line(row.correspondent),
        local_date(row.began, zone).isoformat(),
        local_date(row.ended, zone).isoformat(),
        str(row.messages),
        str(row.edition),
        row.status.value,
        one_line(row.title),
        JOIN.join(map(one_line, row.files)),
        JOIN.join(row.sha256),
    )


def _cells(row: IndexRow, zone: ZoneInfo) -> list[Cell]:
    title = one_line(row.title)
    return [
        row.number,
        row.kind.value,
        one_line(row.channel),
        one_line(row.correspondent),
        _day(row.began, zone),
        _day(row.ended, zone),
        row.messages,
        row.edition,
        row.status.value,
        Styled(title, Style.LINK) if _linked(row) else title,
        JOIN.join(map(one_line, row.files)),
        JOIN.join(row.sha256),
        JOIN.join(map(one_line, row.formerly)),
        JOIN.join(map(one_line, row.superseded)),
    ]


def _linked(row: IndexRow) -> bool:
    # A path of our own making is clean; another is shown and not followed.
    return bool(row.files) and shown(row.files[0]) == row.files[0]


def _day(when: dt.datetime, zone: ZoneInfo) -> Cell:
    value = serial(when, local(when, zone).utcoffset() or dt.timedelta())
    return float(int(value)) if isinstance(value, float) else value[:10]


def _inert(value: str) -> str:
    return f"'{value}" if value[:1] in _FORMULA else value


def _by_name(row: IndexRow) -> tuple[str, dt.datetime, str]:
    return (sort_key(row.correspondent), row.began, row.number)


def _by_date(row: IndexRow) -> tuple[dt.datetime, str]:
    return (row.began, row.number)


def _by_channel(row: IndexRow) -> tuple[str, str, str, dt.datetime, str]:
    return (row.channel, row.kind.value, sort_key(row.correspondent), row.began, row.number)


def _about(rows: Sequence[IndexRow], zone: ZoneInfo, stamp: Stamp, *, names: bool) -> tuple[tuple[str, str], ...]:
    lines = [
        ("Made", f"{when_words(stamp.made, zone)} by {one_line(stamp.software)}"),
        ("Records", f"{len(rows):,}"),
        ("Dates", f"Local dates of {zone.key}."),
        ("files, sha256", "Paths from the archive's folder, and the SHA-256 of each, in the same order."),
        ("superseded", "Files of earlier editions, kept."),
        ("Protection", _NAMED if names else _UNNAMED),
    ]
    if rows:
        first, last = min(row.began for row in rows), max(row.ended for row in rows)
        lines.insert(2, ("Period", f"{local_date(first, zone).isoformat()} to {local_date(last, zone).isoformat()}"))
    return tuple(lines)
