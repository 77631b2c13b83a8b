"""Exit codes: each error class owns one, the worst of a run wins, and the documents list what the code does."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from archiver import errors
from archiver.cli import cli
from archiver.errors import ArchiverError, ExitCode, Stopped, worst

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = {
    "ConfigError": 2,
    "UsageError": 2,
    "SourceError": 1,
    "DateOrderUnproved": 2,
    "CredentialError": 3,
    "PlatformUnavailable": 4,
    "RateLimited": 4,
    "PlatformChanged": 1,
    "StorageError": 1,
    "IntegrityError": 5,
    "LeakFound": 6,
    "RedactionError": 1,
    "AlreadyRunning": 75,
    "Stopped": 143,
    "ArchiverError": 1,
}


def classes() -> dict[str, type[ArchiverError]]:
    found = {name: value for name, value in vars(errors).items() if isinstance(value, type)}
    return {name: value for name, value in found.items() if issubclass(value, ArchiverError)}


def test_every_class_has_the_code_that_others_rely_on() -> None:
    assert {name: int(kind.exit_code) for name, kind in classes().items()} == CONTRACT


def test_every_class_has_a_word_of_its_own_for_reports() -> None:
    words = [kind.code for kind in classes().values()]
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[a-z_]+", word) for word in words)


def test_the_tree_is_drawn_as_it_grows() -> None:
    drawn = re.findall(r"^[ │├└─]*([A-Z]\w+) +([\d/]+)  ", errors.__doc__ or "", re.MULTILINE)
    assert {name for name, _ in drawn} == classes().keys()
    for name, code in drawn:
        assert str(int(classes()[name].exit_code)) in code.split("/"), name


def test_a_signal_tells_which_it_was() -> None:
    assert Stopped().exit_code is ExitCode.TERMINATED
    assert Stopped(interrupted=True).exit_code is ExitCode.INTERRUPTED


def test_worst_wins_in_any_order() -> None:
    order = sorted(ExitCode, key=lambda code: code.severity)
    assert order[0] is ExitCode.OK
    assert order[-2:] == [ExitCode.INTEGRITY, ExitCode.LEAK]
    for mild, bad in itertools.combinations(order, 2):
        assert worst(mild, bad) is worst(bad, mild) is bad
    assert worst() is ExitCode.OK


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_code_is_told_by_the_help_and_the_documents(code: ExitCode) -> None:
    word = re.compile(rf"(?<!\d){int(code)}(?!\d)")
    assert word.search((cli.__doc__ or cli.help or "").partition("Exit codes")[2]), "the help"
    pages = [ROOT / "README.md", ROOT / "docs" / "operations.md", ROOT / "docs" / "commands.md"]
    told = [page.name for page in pages if page.exists() and word.search(_about_codes(page))]
    assert "commands.md" in told
    assert len(told) == len([page for page in pages if page.exists() and _about_codes(page)])


def _about_codes(page: Path) -> str:
    """Paragraphs and tables of a page that speak of exit codes."""
    text = page.read_text(encoding="utf-8")
    blocks = re.split(r"\n#+ ", text)
    return "\n".join(block for block in blocks if re.search(r"exit codes?", block, re.IGNORECASE))
