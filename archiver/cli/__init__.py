"""What a person types. `main` is the last guard: no traceback, no secret and no message's text ever reaches the screen.

Commands are imported when called, so that `archiver --help` costs next to nothing.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from archiver.errors import ArchiverError, ExitCode

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("archiver.cli.init:init", "Make the configuration, the keys and the folders of a new archive."),
    "import": ("archiver.cli.intake:import_", "Take in a platform's own export (zip, folder or file)."),
    "run": ("archiver.cli.run:run", "Do the whole night's work once."),
    "schedule": ("archiver.cli.schedule:schedule", "Do the night's work at its times, for ever."),
    "redact": ("archiver.cli.redact:redact", "Redact conversations from standard input; stores nothing."),
    "search": ("archiver.cli.search:search", "Find conversations by words, name, channel or date."),
    "find-identifier": ("archiver.cli.search:find_identifier", "Find conversations that mention an identifier."),
    "show": ("archiver.cli.search:show", "Show one record's particulars."),
    "retrieve": ("archiver.cli.retrieve:retrieve", "Copy records out, to hand them over."),
    "unseal": ("archiver.cli.retrieve:unseal", "Open a record's sealed originals with a private key."),
    "review": ("archiver.cli.review:review", "List what redaction was unsure of; decide about it."),
    "reprocess": ("archiver.cli.reprocess:reprocess", "Read originals anew by better rules, with a private key."),
    "verify": ("archiver.cli.verify:verify", "Check that what the archive holds is what was written down."),
    "alerts": ("archiver.cli.alerts:alerts", "List conversations that may need a person at once."),
    "notices": ("archiver.cli.notices:notices", "Check the addresses that notices go to; send them a test."),
    "backup": ("archiver.cli.backup:backup", "Make a consistent snapshot; copies only what changed."),
    "restore": ("archiver.cli.backup:restore", "Put a backup into a new folder and verify it."),
    "status": ("archiver.cli.status:status", "Tell how each channel stands."),
    "coverage": ("archiver.cli.coverage:coverage", "Show which hours were captured, and which were not and why."),
    "gaps": ("archiver.cli.gaps:gaps", "List what was not captured; accept a gap with a reason."),
    "doctor": ("archiver.cli.doctor:doctor", "Check configuration, keys, machine, database, channels and schedule."),
    "demo": ("archiver.cli.demo:demo", "Rehearse with invented channels, and show what comes out."),
}
"""Command -> (where it is, its one line of help)."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{name} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--config", "config_file", metavar="PATH", help="The configuration (default: archiver.toml here).")
@click.option("-v", "--verbose", is_flag=True, help="Tell more on standard error.")
@click.version_option(package_name="archiver")
@click.pass_context
def cli(ctx: click.Context, config_file: str | None, verbose: bool) -> None:
    """An unattended archiver of a public agency's social media channels.

    Exit codes: 0 all well; 1 gaps or warnings that need a person; 2 configuration or usage; 3 credentials; 4 platform
    unavailable, resumes next time; 5 integrity finding; 6 leak check stopped a release; 75 another run holds the lock;
    130/143 stopped by a signal.
    """
    ctx.ensure_object(dict)
    ctx.obj.update(config=config_file, verbose=verbose)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. Every error ends as one clear line on standard error."""
    try:
        result = cli.main(args=None if argv is None else list(argv), prog_name="archiver", standalone_mode=False)
        return int(result) if isinstance(result, int) else int(ExitCode.OK)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return int(ExitCode.CONFIG)
    except (KeyboardInterrupt, click.Abort):
        click.echo("archiver: interrupted; what was accepted is kept, the next run goes on", err=True)
        return int(ExitCode.INTERRUPTED)
    except ArchiverError as error:
        from archiver.cli.output import safe

        # Problems of a configuration come one a line; what a file is called is captured text.
        click.echo("\n".join(map(safe, f"archiver: {error}".splitlines())), err=True)
        return int(error.exit_code)
    except Exception as error:  # noqa: BLE001 - the last guard: a traceback could quote a correspondent
        from archiver.logs import log_crash

        where = log_crash(error)
        whose = "the program itself"
        if isinstance(error, OSError) and error.errno:
            whose = f"the machine: {os.strerror(error.errno)}"
        click.echo(f"archiver: an error of {whose}: {where}. Nothing that was accepted is lost.", err=True)
        return int(ExitCode.GAPS)


def entry() -> None:
    """The console script."""
    from archiver.cli.streams import set_up

    set_up()
    sys.exit(main())
