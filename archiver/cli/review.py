"""`archiver review`: what redaction was unsure of, and what a person decides about it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.open import reading
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.errors import ExitCode, UsageError
from archiver.model.time import iso_utc

if TYPE_CHECKING:
    from archiver.store import QueueItem

_SPAN = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")
_AROUND = 60


@click.group(name="review", invoke_without_command=True)
@click.option("--channel", metavar="ID", help="Only this channel.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("--all", "everything", is_flag=True, help="What is decided too.")
@click.option("--show", is_flag=True, help="Show the redacted text around each find; on a terminal only.")
@click.option(
    "--from",
    "book",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Take the answers of a workbook (to-review.xlsx) in.",
)
@click.option("--by", default="", metavar="NAME", help="Who reviewed, for lines of FILE without a reviewer.")
@json_option
@click.pass_context
def review(
    ctx: click.Context,
    channel: str | None,
    limit: int,
    everything: bool,
    show: bool,
    book: Path | None,
    by: str,
    as_json: bool,
) -> int:
    """List what a person should look at, least sure first; or take a reviewed workbook in.

    Low-confidence finds of redaction, and messages with words of personal circumstances. Decide one by one with
    `archiver review decide`, or in the workbook to-review.xlsx that every run leaves in the archive's folder. Decisions
    are obeyed by the next run; what was rejected comes back when `archiver reprocess` reads the originals anew.
    """
    if ctx.invoked_subcommand:
        return 0
    if book is not None:
        return _take(ctx, book, by, as_json=as_json)
    if show and (as_json or not sys.stdout.isatty()):
        raise UsageError("--show is for a terminal: texts are not written into files or pipes")
    from archiver.model.ids import ChannelId

    with reading(ctx) as found:
        items = found.store.review_queue(ChannelId(channel) if channel else None, open_only=not everything, limit=limit)
    if as_json:
        print_json([_as_json(item) for item in items])
        return int(ExitCode.OK)
    for item in items:
        click.echo(safe(_line(item)))
        if show:
            click.echo(safe(f"      {_shown(item)}"))
    if not items:
        notice("There is nothing to review.")
    elif len(items) == limit:
        notice("There may be more; raise --limit.")
    return int(ExitCode.OK)


def _take(ctx: click.Context, book: Path, by: str, *, as_json: bool) -> int:
    from archiver.wiring.reviewing import take_review_book

    with reading(ctx, writable=True) as found:
        taken = take_review_book(found.store, found.secrets, book, by, found.now)
    if as_json:
        print_json({"decided": taken.decided, "known": taken.known, "problems": list(taken.problems)})
    else:
        click.echo(f"{taken.decided} decisions taken in, {taken.known} known already.")
        for problem in taken.problems:
            notice(safe(problem))
    return int(ExitCode.GAPS if taken.problems else ExitCode.OK)


def _line(item: QueueItem) -> str:
    find = item.find
    where = f"{find.number or 'in no record yet'}{f' message {item.message}' if item.message else ''}"
    place = "" if find.place == "text" else f" in {find.place}"
    decided = f"  [{find.decision} by {find.decided_by}]" if find.decision else ""
    return f"{find.id:>6}  {where}  {find.channel}  {find.rule}  {find.confidence:.2f}  {find.reason}{place}{decided}"


def _shown(item: QueueItem) -> str:
    text, start, end = item.text.text, item.start, item.end
    before, after = max(0, start - _AROUND), min(len(text), end + _AROUND)
    cut = text[before:after].replace("\n", " / ").replace("\r", " ")
    return f"[{before}:{after} of {len(text)}] {cut}"


def _as_json(item: QueueItem) -> dict[str, object]:
    find = item.find
    return {
        "item": find.id,
        "channel": find.channel,
        "record": find.number,
        "message": item.message or None,
        "sent": iso_utc(item.sent) if item.sent else None,
        "place": find.place,
        "start": item.start,
        "end": item.end,
        "rule": find.rule,
        "reason": find.reason,
        "confidence": find.confidence,
        "decision": find.decision or None,
        "decided_by": find.decided_by or None,
        "decided_at": iso_utc(find.decided_at) if find.decided_at else None,
    }


@review.command(name="decide")
@click.argument("item", type=click.IntRange(1))
@click.argument("decision", type=click.Choice(["confirm", "reject", "add"]))
@click.option("--span", metavar="START:END", help="What to add, in characters of the text as it stands.")
@click.option("--kind", default="", metavar="KIND", help="As what it is redacted: name, phone, personal, ...")
@click.option("--by", required=True, metavar="NAME", help="Who decides; kept in the event log.")
@json_option
@click.pass_context
def decide(ctx: click.Context, item: int, decision: str, span: str | None, kind: str, by: str, as_json: bool) -> int:
    """Decide about ITEM: confirm it, reject it, or add a stretch of its text that must go too.

    The next run obeys. A find that is rejected stands redacted until `archiver reprocess` reads its original anew with
    the private key: nobody else can bring it back.
    """
    from archiver.pipeline.deciding import Deciding

    with reading(ctx, writable=True) as found:
        Deciding(found.store, found.secrets, found.now).decide(item, decision, by, span=_span(span), kind=kind)
    if as_json:
        print_json({"item": item, "decision": decision})
    else:
        click.echo(f"Item {item}: {decision}.")
        if decision == "reject":
            notice("It stays redacted until `archiver reprocess` opens its original with the private key.")
    return int(ExitCode.OK)


def _span(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise UsageError("--span: two numbers such as 12:25 are expected")
    return int(found[1]), int(found[2])
