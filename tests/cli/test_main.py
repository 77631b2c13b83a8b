"""The last guard: one clear line for every error, no traceback, nothing that could act on a terminal."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from archiver import cli
from archiver.cli.output import json_bytes, safe
from archiver.errors import ArchiverError, ConfigError, CredentialError, LeakFound, SourceError, Stopped
from tests.cli.calling import Caller
from tests.e2e.archives import command, environment

SECRET = "my number is 021 555 0199"


def failing(monkeypatch: pytest.MonkeyPatch, fails: Callable[[], object]) -> None:
    """Put a command in place of `status` that does this."""
    made = click.command(name="status")(fails)
    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda self, ctx, name: made)


def raising(error: BaseException) -> Callable[[], object]:
    def fails() -> object:
        raise error

    return fails


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ArchiverError("x"), 1),
        (ConfigError("x"), 2),
        (CredentialError("x"), 3),
        (LeakFound("x"), 6),
        (Stopped(), 143),
        (Stopped(interrupted=True), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_of_ours_is_one_line_and_its_code(
    archiver: Caller, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    failing(monkeypatch, raising(error))
    done = archiver("status")
    assert (done.code, done.out) == (code, "")
    (line,) = done.err.strip().splitlines()
    assert line.startswith("archiver: ")


@pytest.mark.parametrize(
    "error", [ValueError(SECRET), KeyError(SECRET), UnicodeDecodeError("utf-8", b"x", 0, 1, SECRET)]
)
def test_the_programs_own_failure_tells_its_place_and_not_its_text(
    archiver: Caller, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(monkeypatch, raising(error))
    done = archiver("status")
    assert done.code == 1
    assert SECRET not in done.err
    assert type(error).__name__ in done.err


def test_a_refusal_of_the_machine_says_why(archiver: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, raising(OSError(errno.ENOSPC, "x", SECRET)))
    done = archiver("status")
    assert done.code == 1
    assert "No space left" in done.err
    assert SECRET not in done.err


def test_what_a_file_is_called_cannot_act_on_the_terminal(archiver: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, raising(SourceError("nothing in \x1b]0;owned\x07\u202e\x9b31m.zip can be read")))
    done = archiver("status")
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(done.err)
    assert ".zip can be read" in done.err


def test_problems_of_a_configuration_come_one_a_line(archiver: Caller, tmp_path: Path) -> None:
    (tmp_path / "archiver.toml").write_text("[agency]\ncolour = 1\n[sealing]\nrecipients = []\n")
    done = archiver("status", config=tmp_path / "archiver.toml")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n  ") >= 3


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["--no-such-option"],
        [],
        ["import"],
        ["import", "x.zip"],
        ["search", "--limit", "0"],
        ["search", "--limit", "x"],
        ["search", "--from", "yesterday"],
        ["retrieve", "R000001"],
        ["unseal", "R000001"],
        ["show"],
    ],
)
def test_a_call_that_cannot_work_ends_with_2_and_says_so_on_standard_error(
    archiver: Caller, config: Path, words: list[str]
) -> None:
    done = archiver(*words, config=config)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_without_a_configuration_a_command_says_how_to_make_one(
    archiver: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = archiver("status")
    assert done.code == 2
    assert "archiver init" in done.err


def test_before_the_first_run_looking_up_says_there_is_nothing(archiver: Caller, tmp_path: Path) -> None:
    assert archiver("init", tmp_path / "a").code == 0
    config = tmp_path / "a" / "archiver.toml"
    for words in (["search", "x"], ["status"], ["show", "R000001"], ["verify"]):
        done = archiver(*words, config=config)
        assert done.code in (0, 1, 2), words
        assert "Traceback" not in done.err


def test_a_reader_that_goes_away_changes_nothing_of_the_exit_code(config: Path, tmp_path: Path) -> None:
    given = tmp_path / "given.jsonl"
    line = json.dumps({"id": 1, "messages": [{"text": "kia ora " * 500}]})
    given.write_text(f"{line}\n" * 200)
    for words, expected in ((("search", "--json"), 0), (("redact",), 0)):
        reading, writing = os.pipe()
        with given.open("rb") as stdin:
            child = subprocess.Popen(
                command(*words, config=config), stdin=stdin, stdout=writing, stderr=subprocess.PIPE, env=environment()
            )
        os.close(reading)
        os.close(writing)
        _, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (expected, b""), words


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_the_output_is_said_once(config: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("search", "--json", config=config),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count(b"No space left") == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_another_encoding_is_no_reason_to_fail(config: Path, tmp_path: Path, encoding: str) -> None:
    given = json.dumps({"id": "Māori", "messages": [{"text": "tēnā koe 😀"}]}, ensure_ascii=False)
    done = subprocess.run(
        command("redact", config=config),
        input=given.encode(),
        capture_output=True,
        env={**environment(), "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["messages"][0]["text"] == "tēnā koe 😀"


def test_python_m_archiver_and_the_script_are_the_same() -> None:
    script = Path(sys.executable).parent / "archiver"
    one = subprocess.run([script, "--version"], capture_output=True, check=True).stdout
    assert one == subprocess.run(command("--version"), capture_output=True, check=True).stdout


# --- what is printed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad", ["\x1b[31m", "\x9b31m", "\x07", "\r", "\x00", "\u202e", "\u2066", "\u061c", "\ud800", "\x7f"]
)
def test_one_line_of_captured_text_stays_one_harmless_line(bad: str) -> None:
    shown = safe(f"Jo{bad}Example")
    assert bad[0] not in shown
    assert shown.encode()
    assert len(shown.splitlines()) == 1


def test_a_line_break_in_a_name_forges_no_line() -> None:
    assert safe("Jo\nR000009  Somebody Else\u2028x") == "Jo R000009  Somebody Else x"


def test_macrons_emoji_and_joiners_are_printed_as_they_are() -> None:
    text = "Māori whānau 👩\u200d👧 क\u094d\u200dष\tx"
    assert safe(text) == text


def test_json_is_exact_and_cannot_act_on_a_terminal() -> None:
    text = "a\x1b[31m\x9b31m\u202e\ud800\x7f\u2028Māori 😀"
    made = json_bytes({"text": text})
    assert json.loads(made) == {"text": text}
    assert not {"\x1b", "\x9b", "\u202e", "\x7f"} & set(made.decode())
    assert "Māori 😀" in made.decode()
