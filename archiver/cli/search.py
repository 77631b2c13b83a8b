"""`archiver search`, `find-identifier` and `show`: finding a conversation without opening an original."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

import click

from archiver.cli.open import reading, settings_of
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.errors import UsageError
from archiver.model.counted import counted
from archiver.model.time import iso_utc

if TYPE_CHECKING:
    from archiver.model.digest import Json
    from archiver.retrieval.search import Hit


@click.command(name="search")
@click.argument("query", required=False, default="")
@click.option("--channel", metavar="ID", help="Only this channel.")
@click.option("--correspondent", metavar="NAME", help="Part of a correspondent's name, former names too.")
@click.option("--from", "date_from", metavar="DATE", help="Not before this day (2026-02-28).")
@click.option("--to", "date_to", metavar="DATE", help="Not after this day.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
@click.pass_context
def search(
    ctx: click.Context,
    query: str,
    channel: str | None,
    correspondent: str | None,
    date_from: str | None,
    date_to: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Find conversations by words, name, channel or date; newest first. Macrons and case do not matter."""
    from archiver.model.ids import ChannelId
    from archiver.retrieval.search import search as find

    with reading(ctx) as found:
        if channel is not None:
            _known(channel, {*found.channels, *found.store.stored_channels()})
        result = find(
            found.store,
            query,
            channel=ChannelId(channel) if channel else None,
            correspondent=correspondent or "",
            date_from=_day(date_from, "--from"),
            date_to=_day(date_to, "--to"),
            limit=limit,
            zone=found.zone,
        )
    if as_json:
        print_json([_hit(hit) for hit in result.hits])
        if result.note:
            notice(safe(result.note))
        return
    for hit in result.hits:
        click.echo(safe(f"{hit.record}  {hit.title}  [{hit.channel}, {counted(hit.messages, 'message')}]"))
        if hit.snippet:
            click.echo(safe(f"         {hit.snippet}"))
    if result.note:
        notice(safe(result.note))
    if not result.hits:
        notice("Nothing found.")
    elif result.has_more:
        notice("There may be more; narrow the search or raise --limit.")


def _known(channel: str, channels: Collection[str]) -> None:
    if channel not in channels:
        raise UsageError(
            f"--channel: there is no channel {channel!r}; there is {', '.join(sorted(channels)) or 'none yet'}"
        )


def _day(text: str | None, option: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option}: a day such as 2026-02-28 is expected") from None


def _hit(hit: Hit) -> dict[str, Json]:
    return {
        "record": hit.record,
        "title": hit.title,
        "channel": hit.channel,
        "correspondent": hit.correspondent,
        "began": iso_utc(hit.began),
        "ended": iso_utc(hit.ended),
        "messages": hit.messages,
        "files": list(hit.files),
        "snippet": hit.snippet,
    }


@click.command(
    name="find-identifier", context_settings={"ignore_unknown_options": True}
)  # coordinates begin with a dash
@click.argument("value")
@json_option
@click.pass_context
def find_identifier(ctx: click.Context, value: str, as_json: bool) -> None:
    """Find the conversations that mention VALUE, or in which a name bears it, in any typing. VALUE is not kept."""
    from archiver.retrieval.show import brief
    from archiver.wiring.redacting import identifier_keys

    with reading(ctx) as found:
        keys = identifier_keys(settings_of(ctx), found.secrets, value)
        if not keys:
            raise UsageError("there is nothing in that value to look for")
        hits = found.store.volumes_with_identifier(keys)
        rows = [brief(found.store, hit.number) | {"mentions": hit.times, "in_name": hit.in_name} for hit in hits]
    if as_json:
        print_json(rows)
        return
    for row, hit in zip(rows, hits, strict=True):
        told = counted(hit.times, "mention") + (", in a name" if hit.in_name else "")
        click.echo(safe(f"{row['record']}  {row['title']}  [{row['channel']}, {told}]"))
    if not rows:
        notice("No conversation mentions it.")


@click.command(name="show")
@click.argument("record")
@json_option
@click.pass_context
def show(ctx: click.Context, record: str, as_json: bool) -> None:
    """Show one record's particulars: title, dates, editions, files with their hashes, sealed originals, events."""
    from archiver.retrieval.show import particulars

    with reading(ctx) as found:
        value = particulars(found.store, record, found.contexts)
    if as_json:
        print_json(value)
        return
    for name, item in value.items():
        if isinstance(item, list):
            click.echo(f"{name}:")
            for line in item:
                words = "  ".join(f"{k}={v}" for k, v in line.items()) if isinstance(line, dict) else str(line)
                click.echo(safe(f"  {words}"))
        else:
            click.echo(safe(f"{name}: {item}"))
