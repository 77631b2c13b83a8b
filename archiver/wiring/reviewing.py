"""The review queue, wired: the workbook that every run leaves for the reviewers, and the way back from it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from archiver.errors import LeakFound, SourceError
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.pipeline.deciding import Deciding, Taken, check_of
from archiver.pipeline.keys import Keyer
from archiver.pipeline.leakcheck import LeakCheck
from archiver.store import QueueItem, Store
from archiver.vault.durable import PartFile, storage
from exports.review_book import MOST_ROWS, ReviewLine, write_review_book
from exports.review_reading import read_review_book

REVIEW_BOOK = "to-review.xlsx"


def review_book(
    keyer: Keyer,
    channels: Mapping[ChannelId, Channel],
    zone: ZoneInfo,
    now: Callable[[], dt.datetime],
    leaks: LeakCheck,
) -> Callable[[Store, Path], tuple[str, ...]]:
    """What brings the workbook in the archive's folder up to date; it returns warnings for the run's report.

    A workbook with answers that were not taken in is left alone: a reviewer's work is never overwritten. A new one is read
    back before it gets its name: LeakFound when something private stands in it, and none is left in its place."""

    def write(store: Store, root: Path) -> tuple[str, ...]:
        target = root / REVIEW_BOOK
        if target.exists():
            try:
                answers = Deciding(store, keyer, now).open_answers(read_review_book(target))
            except SourceError as error:
                return (f"{error}; it was left alone, and no new one was written: move it away",)
            if answers:
                return (
                    f"{REVIEW_BOOK} holds {answers} answers that were not taken in: archiver review --from {target}",
                )
        items = store.review_queue(limit=MOST_ROWS)
        with storage("writing", target):
            if not items:
                target.unlink(missing_ok=True)
                return ()
            out = io.BytesIO()
            write_review_book((line(item, channels) for item in items), out, zone=zone)
            if not (target.exists() and target.read_bytes() == out.getvalue()):
                with PartFile(root, mode=0o640) as part:
                    part.stream.write(out.getvalue())
                    part.stream.flush()
                    found = _leaks(leaks, part.path, items, channels)
                    if found:
                        target.unlink(missing_ok=True)
                        raise LeakFound(f"{REVIEW_BOOK} was not written: {found[0]}")
                    part.publish(target.name, replace=True)
        return ()

    return write


def _leaks(
    leaks: LeakCheck, path: Path, items: Sequence[QueueItem], channels: Mapping[ChannelId, Channel]
) -> tuple[str, ...]:
    lines = [line(item, channels) for item in items]
    shown = {str(word) for one in lines for word in (one.item, one.check, one.record, one.channel)}
    own = [word for word in sorted(shown) if len(word) >= 3]
    numbers = {item.find.number for item in items if item.find.number}
    return leaks.check_list(path, "xlsx", numbers, own)


def line(item: QueueItem, channels: Mapping[ChannelId, Channel]) -> ReviewLine:
    """A find as the workbook shows it."""
    channel = channels.get(item.find.channel)
    return ReviewLine(
        item=item.find.id,
        check=check_of(item.find),
        record=item.find.number or "",
        message=item.message,
        sent=item.sent,
        channel=channel.name if channel else item.find.channel,
        reason=item.find.reason if item.find.place == "text" else f"{item.find.reason} ({item.find.place})",
        confidence=item.find.confidence,
        found=item.text.text[item.start : item.end] if item.find.value_key else "the whole text",
        text=item.text.text,
    )


def take_review_book(store: Store, keyer: Keyer, path: Path, by: str, now: Callable[[], dt.datetime]) -> Taken:
    """Take a workbook's answers in. Raises SourceError when it is none."""
    return Deciding(store, keyer, now).take(read_review_book(path), by)
