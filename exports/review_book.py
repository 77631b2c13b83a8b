"""The reviewers' workbook: one line a find, its redacted text beside it, and columns for what the reviewer decides.

Every cell that we write is text and never a formula; choices are made from lists. What is written back is read by
`exports.review_reading`, which trusts nothing in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from zoneinfo import ZoneInfo

from archiver.model.redaction import Kind
from exports.clean import shown

SHEET = "To review"
ITEM, CHECK, DECISION, WORDS, KIND, REVIEWER = "Item", "Check", "Decision", "Words to hide", "As what", "Reviewer"
_COLUMNS: tuple[tuple[str, float], ...] = (
    (ITEM, 8),
    ("Record", 11),
    ("Message", 9),
    ("Sent", 17),
    ("Channel", 18),
    ("Why it is here", 30),
    ("How sure", 9),
    ("Found", 24),
    ("Text as it stands (redacted)", 80),
    (DECISION, 12),
    (WORDS, 28),
    (KIND, 18),
    (REVIEWER, 20),
    (CHECK, 16),
)
DECISIONS = ("confirm", "reject", "add")
KINDS = tuple(sorted(kind.value for kind in Kind if kind is not Kind.WITHHELD))
LONGEST = 32_000
"""Characters a cell may hold, and some to spare; a longer text is cut and says so."""
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One find as the workbook shows it. `check` ties the line to the text it is about."""

    item: int
    check: str
    record: str
    message: int
    sent: dt.datetime | None
    channel: str
    reason: str
    confidence: float
    found: str
    text: str


HOW = (
    "What this is: finds that the rules were not sure of, and messages with words of personal circumstances.",
    "The text is redacted already. Names of correspondents stay, as the policy wants.",
    "In the column Decision choose for each line:",
    "  confirm   the redaction is right (or: these words may stay as they are);",
    "  reject    what was taken out is no private detail; it comes back when the original is read anew with the private key;",
    "  add       something more must go: copy the words, exactly as they stand, into Words to hide and say As what.",
    "To add several stretches of one message, write each on a line of its own within the cell (Alt+Enter).",
    "Write your name in the column Reviewer: it is kept in the event log with the decision and the time.",
    "Save, then give the file back: archiver review --from to-review.xlsx",
    "Columns other than Decision, Words to hide, As what and Reviewer are not read, save Item and Check: leave those two.",
)


def write_review_book(lines: Iterable[ReviewLine], out: BinaryIO, *, zone: ZoneInfo) -> int:
    """Write the workbook; how many lines it holds (at most MOST_ROWS; the rest come after these are decided)."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": None,
    }
    book = xlsxwriter.Workbook(out, options)
    # Same content, same bytes: the time of writing is no part of it.
    book.set_properties({"title": "To review", "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
    head = book.add_format({"bold": True, "bg_color": "#E6E6E6", "border": 1, "text_wrap": True, "valign": "top"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    open_cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#FFF8DC"})
    sheet = book.add_worksheet(SHEET)
    for column, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    names = [title for title, _ in _COLUMNS]
    count = 0
    for line in lines:
        if count >= MOST_ROWS:
            break
        count += 1
        for column, text in enumerate(_cells(line, zone)):
            answer = names[column] in (DECISION, WORDS, KIND, REVIEWER)
            if answer:
                sheet.write_blank(count, column, None, open_cell)
            else:
                sheet.write_string(count, column, text, cell)
    _lists(sheet, names, count)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(count, 1), len(names) - 1)
    how = book.add_worksheet("How to review")
    how.set_column(0, 0, 120)
    for row, words in enumerate(HOW):
        how.write_string(row, 0, words)
    book.close()
    return count


def _lists(sheet: object, names: Sequence[str], count: int) -> None:
    last = max(count, 1)
    for title, source in ((DECISION, DECISIONS), (KIND, KINDS)):
        column = names.index(title)
        choice = {
            "validate": "list",
            "source": list(source),
            "ignore_blank": True,
            "error_title": title,
            "error_message": "Choose from the list.",
        }
        sheet.data_validation(1, column, last, column, choice)  # type: ignore[attr-defined]


def _cells(line: ReviewLine, zone: ZoneInfo) -> tuple[str, ...]:
    sent = f"{line.sent.astimezone(zone):%Y-%m-%d %H:%M}" if line.sent else ""
    return (
        str(line.item),
        line.record,
        str(line.message) if line.message else "",
        sent,
        _fit(line.channel),
        _fit(line.reason),
        f"{line.confidence:.2f}",
        _fit(line.found),
        _fit(line.text),
        "",
        "",
        "",
        "",
        line.check,
    )


def _fit(text: str) -> str:
    clean = shown(text)
    # The format counts in UTF-16.
    size = len(clean.encode("utf-16-le", "surrogatepass")) // 2
    if size <= LONGEST:
        return clean
    return clean.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST].decode("utf-16-le", "ignore") + " [cut here]"
