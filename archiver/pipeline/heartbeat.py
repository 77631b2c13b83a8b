"""Signs of life: a file and a Prometheus textfile after every run, so that a watcher notices when they stop.

What is not running cannot complain: the alarm is raised by whoever reads these, when they grow old.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archiver.errors import StorageError
from archiver.model.ids import ChannelId
from archiver.model.time import iso_utc
from archiver.pipeline.report import RunReport
from archiver.vault.durable import write_whole

HEARTBEAT_NAME = "heartbeat.json"


def write_heartbeat(
    folder: Path,
    report: RunReport,
    last_success: Mapping[ChannelId, dt.datetime | None],
    failing: Mapping[ChannelId, str],
) -> None:
    """The newest run in a few lines, at a place that stays the same; and the channels whose own last capture something
    stopped, whichever run that was. Raises StorageError."""
    value: dict[str, Any] = {
        "run": report.run,
        "kind": report.kind,
        "outcome": report.outcome,
        "exit_code": int(report.exit_code),
        "finished": iso_utc(report.finished or report.started),
        "failing": {name: code for name, code in sorted(failing.items()) if code},
        "last_success": {name: iso_utc(when) if when else None for name, when in sorted(last_success.items())},
    }
    write_whole(folder / HEARTBEAT_NAME, json.dumps(value, indent=1).encode() + b"\n")


def write_textfile(
    path: Path,
    facts: Mapping[str, Any],
    last_success: Mapping[ChannelId, dt.datetime | None],
    *,
    open_gaps: Mapping[ChannelId, int],
    failing: Mapping[ChannelId, str],
) -> None:
    """Metrics for the node exporter, whole and in one step. Raises StorageError."""
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    registry = CollectorRegistry()

    def gauge(name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"archiver_{name}", about, labels, registry=registry)

    finished = dt.datetime.fromisoformat(facts["finished"])
    gauge("last_run_timestamp_seconds", "When the last run or import ended.").set(finished.timestamp())
    gauge("last_run_exit_code", "Exit code of the last run or import.").set(facts["exit_code"])
    gauge("last_run_duration_seconds", "How long it took.").set(facts["seconds"])
    gauge("records_withheld", "Records withheld by the last run.").set(facts["records"]["withheld"])
    counted = facts["reconciliation"]
    gauge("reconciliation_balanced", "1 when all figures were counted and add up.").set(
        int(counted["balanced"] and bool(counted["figures"]))
    )
    gauge("to_do", "Things that need a person.").set(len(facts["to_do"]))
    gauge("disk_free_bytes", "Free room on the archive's disk.").set(facts["disk"]["free"])
    success = gauge("last_success_timestamp_seconds", "When the channel was last captured completely.", "channel")
    for name, when in last_success.items():
        success.labels(name).set(when.timestamp() if when else 0)
    stopped = gauge("channel_failing", "1 when something stopped the channel's last capture.", "channel")
    for name, code in failing.items():
        stopped.labels(name).set(int(bool(code)))
    gaps = gauge("open_gaps", "Open gaps of the channel.", "channel")
    for name, count in open_gaps.items():
        gaps.labels(name).set(count)
    captured = gauge("last_run_records", "Records of the channel in the last run.", "channel", "what")
    days = gauge("token_days_left", "Days until the channel's token ends.", "channel")
    for part in facts["channels"]:
        for what in ("new", "revised", "gone", "quarantined"):
            captured.labels(part["channel"], what).set(part["counts"][what])
        ends = [value for key in ("expires", "data_access_expires") if (value := (part["token"] or {}).get(key))]
        if ends:
            left = dt.datetime.fromisoformat(min(ends)) - finished
            days.labels(part["channel"]).set(left / dt.timedelta(days=1))
    try:
        write_to_textfile(str(path), registry)
        path.chmod(0o644)
    except OSError as error:
        raise StorageError(f"writing {path}: {error.strerror or type(error).__name__}") from error
