"""Signs of life after each run: the heartbeat file, the textfile for a monitor, the call to a watcher."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
import responses

from archiver.errors import ConfigError, StorageError
from archiver.model.ids import ChannelId
from archiver.store import Store
from archiver.wiring.sending import call, heartbeat_address
from config.settings import Settings
from tests.reports.making import NOW, RUN, report, tell, well
from tests.scheduler.nightly import write_run


def test_after_each_run_there_are_signs_of_life(
    settings: Settings, far_end: responses.RequestsMock, tmp_path: Path
) -> None:
    beat = settings.heartbeat.model_copy(update={"prometheus": "metrics/archiver.prom"})
    (tmp_path / "metrics").mkdir()
    tell(settings.model_copy(update={"heartbeat": beat}), report())
    value = json.loads((settings.archive_path / "reports" / "heartbeat.json").read_text())
    assert (value["run"], value["outcome"], value["exit_code"]) == (RUN, "partial", 3)
    text = (tmp_path / "metrics" / "archiver.prom").read_text()
    assert f"archiver_last_run_timestamp_seconds {(NOW + dt.timedelta(seconds=432)).timestamp():.9e}"[:50] in text
    assert 'archiver_token_days_left{channel="harbour-facebook"} 11.4' in text
    assert 'archiver_last_run_records{channel="harbour-whatsapp",what="quarantined"} 3.0' in text


def test_a_channel_that_fails_still_shows_after_another_ones_run(
    settings: Settings, far_end: responses.RequestsMock, tmp_path: Path
) -> None:
    beat = settings.heartbeat.model_copy(update={"prometheus": "archiver.prom"})
    with Store.open(f"sqlite:///{settings.archive_path / 'archive.db'}") as store:
        write_run(store, "2026-06-01T12:15:00Z", channel=ChannelId("harbour-x"), error="credentials")
        write_run(store, "2026-06-01T13:05:00Z", channel=ChannelId("harbour-facebook"))
    tell(settings.model_copy(update={"heartbeat": beat}), well())
    value = json.loads((settings.archive_path / "reports" / "heartbeat.json").read_text())
    assert (value["exit_code"], value["failing"]) == (0, {"harbour-x": "credentials"})
    text = (tmp_path / "archiver.prom").read_text()
    assert 'archiver_channel_failing{channel="harbour-x"} 1.0' in text
    assert 'archiver_channel_failing{channel="harbour-facebook"} 0.0' in text


def test_a_textfile_that_cannot_be_written_is_a_warning(settings: Settings, far_end: responses.RequestsMock) -> None:
    beat = settings.heartbeat.model_copy(update={"prometheus": "nowhere/archiver.prom"})
    made = tell(settings.model_copy(update={"heartbeat": beat}), report())
    assert len(made.warnings) == 1
    assert "archiver.prom" in made.warnings[0]


class _Answering(http.server.BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []
    status: ClassVar[int] = 200

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def watcher() -> Iterator[str]:
    _Answering.asked, _Answering.status = [], 200
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_watcher_is_called_after_a_run_that_went_through_and_not_after_a_failed_one(
    settings: Settings, watcher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHER", f"{watcher}/ping/abc")
    quiet = settings.notices.model_copy(update={"urls": ()})
    beat = settings.heartbeat.model_copy(update={"url": "env:WATCHER"})
    changed = settings.model_copy(update={"heartbeat": beat, "notices": quiet})
    assert tell(changed, well()).warnings == []
    assert _Answering.asked == ["/ping/abc"]
    tell(changed, report(error=StorageError("the disk is full")))
    assert _Answering.asked == ["/ping/abc"]
    _Answering.status = 500
    assert tell(changed, well()).warnings == ["heartbeat.url: nothing answered well"]


def test_a_watcher_is_not_called_in_clear_over_the_network(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://watch.example.govt.nz/x", "file:///etc/passwd", "ftp://127.0.0.1/"):
        monkeypatch.setenv("WATCHER", address)
        beat = settings.heartbeat.model_copy(update={"url": "env:WATCHER"})
        with pytest.raises(ConfigError, match="https address"):
            heartbeat_address(settings.model_copy(update={"heartbeat": beat}))
    assert call("http://127.0.0.1:9/") is False
