"""The order of day and month is proved, told or refused; the hours of the clock changes are faced."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archiver.errors import DateOrderUnproved, ExitCode
from archiver.model.time import Assumption
from connectors.base import DateOrder
from tests.connectors.whatsapp.chatfiles import ZONE, Read, read_paths, write_chat


def chat(folder: Path, *starts: str) -> Path:
    return write_chat(folder, *(f"{start} - Sam Example: words of theirs" for start in starts))


def days(read: Read) -> list[str]:
    return [record.sent.local(ZONE).strftime("%d %b") for record in read.records if record.sent]


@pytest.mark.parametrize(
    ("starts", "said", "first"),
    [
        (("01/02/24, 9:00", "13/02/24, 9:00"), "day first, proved by line 2 (13/02/24)", "01 Feb"),
        (("01/02/24, 9:00", "02/13/24, 9:00"), "month first, proved by line 2 (02/13/24)", "02 Jan"),
        (("2024-02-01, 9:00",), "year first, as four digits show", "01 Feb"),
        (("24/02/01, 9:00", "24/02/13, 9:00"), "year first, proved by line 1", "01 Feb"),
        (("30/01/24, 9:00", "01/02/24, 9:00"), "day first, proved by line 1", "30 Jan"),
        (("05/01/24, 9:00", "06/01/24, 9:00", "01/02/24, 9:00"), "day first: month first, line 3", "05 Jan"),
        (("01/05/24, 9:00", "01/06/24, 9:00", "02/01/24, 9:00"), "month first: day first, line 3", "05 Jan"),
        (("01/12/25, 9:00", "12/01/26, 9:00"), "month first, line 2 (12/01/26) would lie in the future", "01 Dec"),
        (("02/02/24, 9:00",), "every date reads the same either way", "02 Feb"),
    ],
)
def test_the_order_is_proved_from_the_whole_file(
    tmp_path: Path, starts: tuple[str, ...], said: str, first: str
) -> None:
    read = read_paths(chat(tmp_path, *starts))
    assert said in read.notes
    assert days(read)[0] == first
    assert read.tally("lines_not_understood") == 0


def test_an_open_order_is_refused_with_lines_and_dates_and_no_words(tmp_path: Path) -> None:
    with pytest.raises(DateOrderUnproved) as caught:
        read_paths(chat(tmp_path, "01/02/24, 9:00", "03/04/24, 9:00"))
    message = str(caught.value)
    assert "line 1 (01/02/24), line 2 (03/04/24)" in message
    assert "--date-order" in message
    assert "words" not in message
    assert caught.value.exit_code is ExitCode.CONFIG


@pytest.mark.parametrize(("order", "first"), [(DateOrder.DAY_FIRST, "01 Feb"), (DateOrder.MONTH_FIRST, "02 Jan")])
def test_the_operators_word_settles_an_open_order(tmp_path: Path, order: DateOrder, first: str) -> None:
    read = read_paths(chat(tmp_path, "01/02/24, 9:00", "03/04/24, 9:00"), order=order)
    assert days(read)[0] == first
    assert "as told; no date of the file proves it" in read.notes


@pytest.mark.parametrize("order", [DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST])
def test_the_operators_word_against_the_proof_is_an_error_that_names_the_line(tmp_path: Path, order: DateOrder) -> None:
    with pytest.raises(
        DateOrderUnproved, match=r"cannot be right: the file is day first, proved by line 2 \(13/02/24\)"
    ):
        read_paths(chat(tmp_path, "01/02/24, 9:00", "13/02/24, 9:00"), order=order)


@pytest.mark.parametrize("starts", [("01/02/2024, 9:00", "03/04/2024, 9:00"), ("01/02/24, 9:00", "03/04/24, 9:00")])
def test_an_order_that_no_date_can_have_is_refused(tmp_path: Path, starts: tuple[str, ...]) -> None:
    with pytest.raises(DateOrderUnproved, match=r"\(year first\) cannot be right: see line 1"):
        read_paths(chat(tmp_path, *starts), order=DateOrder.YEAR_FIRST)


def test_a_day_that_fits_no_order_proves_none(tmp_path: Path) -> None:
    lines = ("01/01/00, 9:00", "01/02/24, 9:00", "03/04/24, 9:00", "03/05/24, 9:00", "04/06/24, 9:00")
    with pytest.raises(DateOrderUnproved, match="cannot be told apart"):
        read_paths(chat(tmp_path, *lines))
    assert days(read_paths(chat(tmp_path, *lines), order=DateOrder.DAY_FIRST))[1] == "01 Feb"


def test_dates_after_the_import_are_told(tmp_path: Path) -> None:
    read = read_paths(chat(tmp_path, "13/02/2567, 9:00", "14/02/2567, 9:00"))
    assert "2 messages bear a date after this import, the first in line 1 (13/02/2567)" in read.notes


def test_dates_of_two_orders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DateOrderUnproved, match=r"follow no one order: see line 1 \(13/02/24\) and line 2 \(02/14/24\)"
    ):
        read_paths(chat(tmp_path, "13/02/24, 9:00", "02/14/24, 9:00"))


def test_nothing_is_handed_over_before_every_chat_is_proved(tmp_path: Path) -> None:
    good = write_chat(tmp_path, "13/02/24, 9:00 - Sam Example: x", name="WhatsApp Chat with Sam Example.txt")
    bad = write_chat(tmp_path, "01/02/24, 9:00 - Alex Sample: x", name="WhatsApp Chat with Zoe Sample.txt")
    with pytest.raises(DateOrderUnproved, match="Zoe"):
        read_paths(good, bad)


def test_the_hour_that_comes_twice_is_settled_by_the_order_of_lines(tmp_path: Path) -> None:
    starts = ["6/04/25, 1:50", "6/04/25, 2:50", "6/04/25, 2:10", "6/04/25, 2:50", "13/04/25, 2:10"]
    read = read_paths(chat(tmp_path, *starts))
    moments = [record.sent for record in read.records if record.sent]
    assert [moment.utc.strftime("%H:%M") for moment in moments] == ["12:50", "13:50", "14:10", "14:50", "14:10"]
    assert [moment.assumption for moment in moments] == [
        Assumption.ZONE,
        Assumption.FOLD,
        Assumption.ZONE,
        Assumption.ZONE,
        Assumption.ZONE,
    ]
    assert "the order of the messages shows" in read.records[2].notes[0]


def test_the_hour_that_does_not_exist_is_flagged(tmp_path: Path) -> None:
    (record,) = read_paths(chat(tmp_path, "28/09/25, 2:30")).records
    assert record.sent is not None
    assert record.sent.assumption is Assumption.SKIPPED
    assert record.sent.utc == dt.datetime(2025, 9, 27, 14, 30, tzinfo=dt.UTC)


def test_a_late_message_keeps_its_time_and_says_so(tmp_path: Path) -> None:
    read = read_paths(chat(tmp_path, "13/02/24, 9:00", "13/02/24, 12:00", "13/02/24, 10:00"))
    assert [record.place for record in read.records] == ["line 1", "line 3", "line 2"]
    assert "arrived late" in read.records[1].notes[0]
