"""`archiver init`: configuration, secrets and folders of a new archive. Asks nothing, overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli.output import json_option, notice, print_json
from archiver.errors import ConfigError


@click.command(name="init")
@click.argument("folder", required=False, default=".", metavar="[DIR]")
@click.option(
    "--recipient", "recipients", multiple=True, metavar="age1...", help="A public key to seal to (repeatable)."
)
@json_option
def init(folder: str, recipients: tuple[str, ...], as_json: bool) -> None:
    """Make archiver.toml, the secrets and the folders in DIR (default: here).

    Without --recipient a key pair is made: its public key goes into the configuration, its private key into
    private-key-move-me.txt, which must leave this machine before the first run.
    """
    made = make_archive(Path(folder), recipients)
    if as_json:
        print_json({name: str(value) if value else None for name, value in made.items()})
        return
    click.echo(f"Made {made['config']} and {made['key_file']}.")
    if made["private_key"]:
        click.echo(
            f"\n  The private key is in {made['private_key']}\n"
            "  It opens every original that will ever be sealed. MOVE IT OFF THIS MACHINE NOW: to a password safe and to a\n"
            "  second, offline place of Information Services, then delete it here. Every run warns while it lies here, and\n"
            "  refuses to work if it lies in the archive. Without it, originals can never be opened again.\n"
        )
    click.echo("Next: name your agency and channels in archiver.toml, then `archiver doctor`.")
    notice("Back up the key file: without it, identifiers can no longer be recognised.")


def make_archive(folder: Path, recipients: tuple[str, ...]) -> dict[str, Path | None]:
    """Do it; the paths made. Raises ConfigError when there is a configuration already."""
    from archiver.vault.durable import make_folders, storage, write_whole
    from archiver.vault.keypair import check_recipients, make_identity, write_identity
    from archiver.vault.secrets import Secrets

    folder = folder.absolute()
    config = folder / "archiver.toml"
    if config.exists():
        raise ConfigError(f"{config} is there already; nothing was changed")
    if recipients:
        check_recipients(recipients)
    with storage("making", folder):
        make_folders(folder)
        make_folders(folder / "archive", mode=0o750)
    key_file = folder / "secrets" / "archiver.key"
    if not key_file.exists():
        Secrets.create(key_file)
    private_key = None
    if not recipients:
        recipient, identity = make_identity()
        private_key = write_identity(folder, recipient=recipient, identity=identity)
        recipients = (recipient,)
    write_whole(config, template(recipients).encode(), mode=0o640, replace=False)
    return {"config": config, "key_file": key_file, "archive": folder / "archive", "private_key": private_key}


def template(recipients: tuple[str, ...]) -> str:
    """The configuration that ships with the program, with the public keys in place."""
    from importlib.resources import files

    text = files("config").joinpath("defaults.toml").read_text(encoding="utf-8")
    keys = ", ".join(f'"{recipient}"' for recipient in recipients)
    return text.replace("recipients = [] ", f"recipients = [{keys}] ", 1)
