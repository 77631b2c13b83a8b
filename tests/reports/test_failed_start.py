"""A run that cannot begin is told where the configuration says, once, and gives no sign of life."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from archiver.model.ids import RunId
from archiver.pipeline.lock import archive_lock
from archiver.store import Store
from tests.e2e.archives import call, new_archive


class Hook:
    """A target of notices on loopback; `told` are their bodies."""

    def __init__(self) -> None:
        self.told: list[str] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.told.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def config(tmp_path: Path, hook: Hook) -> Path:
    made = new_archive(tmp_path / "a", formats='["xlsx"]')
    address = made.parent / "secrets" / "hook"
    address.write_text(hook.url)
    address.chmod(0o600)
    made.write_text(made.read_text().replace("urls = []", 'urls = ["file:secrets/hook"]'))
    assert call("run", config=made).returncode == 0
    assert hook.told == []
    return made


def reports(config: Path) -> list[Path]:
    return sorted((config.parent / "archive" / "reports").glob("*Z-*.json"))


def heartbeat(config: Path) -> bytes:
    return (config.parent / "archive" / "reports" / "heartbeat.json").read_bytes()


def test_a_configuration_that_cannot_be_used_is_told_once_and_taken_back_once(config: Path, hook: Hook) -> None:
    well, alive = config.read_text(), heartbeat(config)
    config.write_text(well + '\n[channels.wrong]\nplatform = "facebook"\ntoken = "a-secret-typed-in"\n')
    for command in ("run", "schedule"):
        done = call(command, config=config)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    [told] = hook.told
    assert json.loads(told)["message"].startswith("New:\n- the run could not begin: the configuration cannot be used")
    assert "archiver doctor" in told
    assert "a-secret-typed-in" not in told
    assert heartbeat(config) == alive
    assert len(reports(config)) == 2, "one of the run that went well, one of both that could not begin"
    [report] = [told for path in reports(config) if (told := json.loads(path.read_text()))["outcome"] == "failed"]
    assert (report["exit_code"], report["error"]) == (2, "configuration")
    assert [item["who"] for item in report["to_do"]] == ["Operations"]
    assert "a-secret-typed-in" not in json.dumps(report)

    config.write_text(well)
    assert call("run", config=config).returncode == 0
    assert len(hook.told) == 2
    assert "Resolved" in hook.told[1]
    assert "could not begin" in hook.told[1]
    index = (config.parent / "archive" / "reports" / "index.html").read_text()
    assert all(f"{path.stem}.html" in index for path in reports(config)), "that of the failed start too"
    assert index.count("badge failed") == 1
    assert call("run", config=config).returncode == 0
    assert len(hook.told) == 2


def test_a_missing_key_file_is_told(config: Path, hook: Hook) -> None:
    key = config.parent / "secrets" / "archiver.key"
    key.rename(key.with_suffix(".away"))
    assert call("run", config=config).returncode == 2
    assert call("run", "--due", config=config, clock="2026-02-09T01:15:00+13:00").returncode == 2
    assert len(hook.told) == 1
    key.with_suffix(".away").rename(key)
    assert call("run", config=config).returncode == 0
    assert "Resolved" in hook.told[1]


def test_an_archive_that_is_held_is_told_only_when_it_is_held_for_long(config: Path, hook: Hook) -> None:
    database = f"sqlite:///{config.parent / 'archive' / 'archive.db'}"
    with archive_lock(config.parent / "archive"):
        assert call("run", config=config).returncode == 75
        assert hook.told == []
        with Store.open(database) as store:
            store.begin_run(RunId("20260204T000000Z-0a0b0c"), "run", dt.datetime(2026, 2, 4, tzinfo=dt.UTC))
        later = "2026-02-09T01:15:00+13:00"
        assert call("run", config=config, clock=later).returncode == 75
        assert call("run", config=config, clock=later).returncode == 75
    [told] = hook.told
    assert "another one has held the archive for" in told


def test_a_file_that_says_nothing_of_whom_to_tell_tells_nobody_and_still_says_why(config: Path, hook: Hook) -> None:
    config.write_text("[agency\nname = ")
    done = call("run", config=config)
    assert done.returncode == 2
    assert "not valid TOML" in done.stderr
    assert hook.told == []


def test_a_notice_that_is_not_taken_is_said_and_tried_again(config: Path, hook: Hook) -> None:
    address = config.parent / "secrets" / "hook"
    address.write_text("json://127.0.0.1:9/hook")
    config.write_text(config.read_text() + "\n[nonsense]\n")
    done = call("run", config=config)
    assert "the notice was not taken" in done.stderr
    address.write_text(hook.url)
    assert call("run", config=config).returncode == 2
    assert len(hook.told) == 1
