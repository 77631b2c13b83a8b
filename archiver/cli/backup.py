"""`archiver backup` and `archiver restore`: a consistent snapshot of everything, and the way back from it."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli.open import settings_of
from archiver.cli.output import json_option, notice, print_json, safe, watched
from archiver.errors import ExitCode


@click.command(name="backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-secrets", is_flag=True, help="With the archive's own keys; then guard the backup like them.")
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Remove all but the newest N backups afterwards.")
@click.option("--check", "only_check", is_flag=True, help="Make none: read the newest backup and compare its digests.")
@json_option
@click.pass_context
def backup(
    ctx: click.Context, folder: Path, with_secrets: bool, keep: int | None, only_check: bool, as_json: bool
) -> int:
    """Make a consistent snapshot of archive, database and configuration in DIR, copying only what changed since the last.

    The archive's key file is left out: without it a backup gives nothing away that the archive's files do not. Keep a copy
    of the key file in a safe of its own; a restore needs both.
    """
    from archiver.wiring.backing import back_up, check
    from config.sources import find_file

    if only_check:
        chosen, damaged = check(folder)
        if as_json:
            print_json({"snapshot": str(chosen), "damaged": [{"path": p, "detail": d} for p, d in damaged]})
        else:
            for path, detail in damaged:
                notice(safe(f"{path}: {detail}"))
            click.echo(f"{chosen}: {'damaged' if damaged else 'whole'}")
        return int(ExitCode.INTEGRITY if damaged else ExitCode.OK)
    report = back_up(
        settings_of(ctx),
        folder.absolute(),
        config=find_file(ctx.obj.get("config")),
        with_secrets=with_secrets,
        keep=keep or 0,
    )
    if as_json:
        print_json(report.as_json())
    elif watched() or report.differing:
        for path in report.differing:
            notice(
                safe(
                    f"{path}: not what the archive wrote down; it was backed up as it is, run `archiver verify --full`"
                )
            )
        click.echo(
            f"{report.snapshot}: {report.files} files, {report.linked} unchanged, {report.copied_bytes:,} bytes copied"
        )
    return int(report.exit_code)


@click.command(name="restore")
@click.argument("backups", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "folder", required=True, metavar="NEWDIR", type=click.Path(path_type=Path), help="A new folder.")
@click.option("--key-file", type=click.Path(path_type=Path), help="The archive's key file, when the backup has none.")
@click.option("--database", default="", metavar="REF", help="env:NAME, file:PATH or address of an empty PostgreSQL.")
@json_option
@click.pass_context
def restore(
    ctx: click.Context, backups: Path, folder: Path, key_file: Path | None, database: str, as_json: bool
) -> int:
    """Put a backup (DIR: one snapshot, or a folder of them: the newest) into NEWDIR, and verify every file of it.

    Nothing of a living archive is touched. Without --key-file, the key file of the configuration here is used if there
    is one; without any, signatures cannot be checked and the restore ends with 1.
    """
    from archiver.errors import ConfigError
    from archiver.wiring.backing import restore as put_back

    if key_file is None:
        try:
            present = settings_of(ctx).key_file
            key_file = present if present.exists() else None
        except ConfigError:
            # There may be no configuration here: that is what a restore is for.
            key_file = None
    report = put_back(backups.absolute(), folder.absolute(), key_file=key_file, database=database)
    if as_json:
        print_json(report.as_json())
        return int(report.exit_code)
    for path, detail in report.damaged:
        notice(safe(f"{path}: {detail}"))
    for finding in report.verified.findings if report.verified else ():
        notice(safe(f"{finding.kind}: {finding.path or finding.record}: {finding.detail}"))
    for note in report.notes:
        notice(note)
    verdict = "verified" if report.exit_code is ExitCode.OK else "NOT wholly verified"
    click.echo(f"{report.files} files of {report.snapshot} are in {folder}; {verdict}.")
    return int(report.exit_code)
