"""`archiver search`, `find-identifier` and `show`: finding a conversation without opening an original."""

from __future__ import annotations

import click

from archiver.cli.open import reading
from archiver.cli.output import json_option, notice, print_json, safe
from archiver.errors import UsageError


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
    from archiver.retrieval import search as find

    with reading(ctx) as found:
        hits = find(
            found.store,
            query,
            channel=channel,
            correspondent=correspondent,
            date_from=date_from,
            date_to=date_to,
            limit=limit,
            zone=found.zone,
        )
    if as_json:
        print_json([hit.as_json() for hit in hits])
        return
    for hit in hits:
        row = hit.as_json()
        click.echo(safe(f"{row['record']}  {row['title']}  [{row['channel']}, {row['messages']} messages]"))
        if row["snippet"]:
            click.echo(safe(f"         {row['snippet']}"))
    if not hits:
        notice("Nothing found.")


@click.command(name="find-identifier")
@click.argument("value")
@json_option
@click.pass_context
def find_identifier(ctx: click.Context, value: str, as_json: bool) -> None:
    """Find the conversations that mention VALUE, in any typing, through its keyed hash. VALUE is not kept."""
    from archiver.redaction import lookup_keys
    from archiver.retrieval.show import brief

    with reading(ctx) as found:
        keys = lookup_keys(value, found.secrets)
        if not keys:
            raise UsageError("there is nothing in that value to look for")
        hits = found.store.volumes_with_identifier(keys)
        rows = [brief(found.store, hit.number) | {"mentions": hit.times} for hit in hits]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(safe(f"{row['record']}  {row['title']}  [{row['channel']}, {row['mentions']} mentions]"))
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
