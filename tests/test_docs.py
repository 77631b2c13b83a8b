"""The documents and the code agree: every command, option, setting, event, finding, error and exit code is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archiver import errors
from archiver.cli import COMMANDS, cli
from archiver.integrity.findings import FindingKind
from archiver.model.alerts import AlertKind
from archiver.model.event import EventKind
from config.channel import Channel
from config.settings import NOTICE_KINDS, Settings

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def words(name: str) -> set[str]:
    """What stands between backticks on a page."""
    return set(re.findall(r"`([^`\n]+)`", page(name)))


def tables() -> Iterator[tuple[str, str, object]]:
    """(table, key, default) of every setting."""
    for table, field in Settings.model_fields.items():
        if table == "home":
            continue
        model = Channel if table == "channels" else field.annotation
        for key, inner in getattr(model, "model_fields", {}).items():
            yield table, key, "required" if inner.is_required() else inner.get_default(call_default_factory=True)


def section(text: str, heading: str) -> str:
    """A page's part under a heading."""
    found = re.split(rf"^#+ {re.escape(heading)}[^\n]*$", text, maxsplit=1, flags=re.MULTILINE)
    assert len(found) == 2, f"no heading {heading}"
    return re.split(r"^#", found[1], maxsplit=1, flags=re.MULTILINE)[0]


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_described_with_every_option(name: str) -> None:
    text = section(page("commands.md"), name)
    found = command(name)
    commands = [found, *found.commands.values()] if isinstance(found, click.Group) else [found]
    heading = re.search(rf"^### {name}.*$", page("commands.md"), re.MULTILINE)
    assert heading is not None
    whole = heading.group() + text
    for each in commands:
        if each is not found:
            assert f"{name} {each.name}" in whole
        for option in each.params:
            if isinstance(option, click.Option):
                assert any(re.search(rf"{re.escape(o)}\b", whole) for o in option.opts), (each.name, option.opts)
            else:
                assert (
                    option.make_metavar(click.Context(each)).strip("[].").split("...")[0].split("|")[0].strip("{}")
                    in whole
                )


def test_no_command_is_described_that_is_not_there() -> None:
    described = set(re.findall(r"^### ([a-z-]+)", page("commands.md"), re.MULTILINE))
    assert described == set(COMMANDS)


@pytest.mark.parametrize(("table", "key", "default"), list(tables()), ids=lambda value: str(value)[:30])
def test_a_setting_is_described_with_its_default(table: str, key: str, default: object) -> None:
    text = section(page("settings.md"), "[channels.ID]" if table == "channels" else f"[{table}]")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `{key}` |")]
    told = row.rstrip(" |").rpartition("| ")[2]
    if default == "required":
        assert told == "required"
    elif isinstance(default, bool):
        assert told == f"`{str(default).lower()}`"
    elif not default:
        assert told in ("none", "the platform's own")
    elif isinstance(default, tuple):
        assert told == "all" or all(f'"{item}"' in told for item in default)
    else:
        assert told == f"`{default}`"


def test_no_setting_is_described_that_is_not_there() -> None:
    known = {key for _, key, _ in tables()}
    for row in re.findall(r"^\| `([a-z_]+)` \|", page("settings.md"), re.MULTILINE):
        assert row in known, row


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_is_described(kind: EventKind) -> None:
    assert f"| `{kind}` |" in page("formats/archive.md")


def test_findings_errors_notices_and_alerts_are_listed() -> None:
    assert {str(kind) for kind in FindingKind} <= words("commands.md")
    codes = {
        value.code
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.ArchiverError)
    }
    assert codes <= words("commands.md")
    assert {*NOTICE_KINDS, *map(str, AlertKind)} <= words("settings.md")


def test_the_commands_of_the_contract_are_there() -> None:
    wanted = "init import run schedule redact search find-identifier show retrieve unseal verify status doctor demo"
    assert set(wanted.split()) <= COMMANDS.keys()


def test_every_link_leads_somewhere() -> None:
    lost = []
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]:
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                lost.append(f"{path.relative_to(ROOT)} -> {target}")
    assert lost == []


def test_every_call_in_the_documents_is_one_that_works() -> None:
    """Commands and options that examples use exist."""
    wrong = []
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for line in re.findall(
            r"\barchiver (?:--config \S+ |-v )?([a-z][a-z-]+)((?: [^`\n#;|]*)?)", path.read_text("utf-8")
        ):
            name, rest = line
            if name not in COMMANDS:
                continue
            found = command(name)
            groups = [found, *found.commands.values()] if isinstance(found, click.Group) else [found]
            known = {opt for each in groups for option in each.params for opt in option.opts} | {"--help", "--config"}
            wrong += [
                f"{path.name}: {name} {word}" for word in re.findall(r"(?<!\S)--[a-z-]+", rest) if word not in known
            ]
    assert wrong == []


def test_the_changelog_is_grouped_for_the_operator() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    groups = set(re.findall(r"^### (\w+)", text, re.MULTILINE))
    assert groups
    assert groups <= {"Added", "Changed", "Fixed", "Security", "Removed"}
