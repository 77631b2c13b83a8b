"""All checks in their order, each on its own: what one cannot tell, the others still do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from archiver.errors import ConfigError
from archiver.pipeline.reports.folder import FOLDER
from archiver.pipeline.reports.state import State
from archiver.store import Store
from archiver.wiring import values
from archiver.wiring.ahead import is_old_news, run_ahead
from archiver.wiring.doctor import channels, database, keys, machine
from archiver.wiring.doctor.findings import Diagnosis, Finding, Level, fine, guarded, of_error
from archiver.wiring.registry import has_connector
from config.settings import Settings
from config.sources import load


def examine(config: Path, *, offline: bool = False) -> Diagnosis:
    """Look at everything. Raises nothing: a configuration that cannot be used is a finding too."""
    try:
        settings = load(config)
    except ConfigError as error:
        return Diagnosis(findings=tuple(of_error("configuration", str(config), error, "mend the configuration")))
    told = f"{len(settings.channels)} channels"
    return Diagnosis(findings=(fine("configuration", str(config), told), *_findings(settings, offline=offline)))


def _findings(settings: Settings, *, offline: bool) -> list[Finding]:
    now = values.clock()()
    plans = values.schedules(settings)
    found: list[Finding] = []
    found += guarded("keys", str(settings.key_file), lambda: keys.key_file(settings))
    found += guarded("recipients", "sealing.recipients", lambda: keys.recipients(settings))
    found += guarded("private key", "private key", lambda: keys.private_keys(settings))
    found += guarded("stamps", "proof.timestamp_roots", lambda: keys.stamps(settings))
    found += guarded("rules", "rule packs", lambda: keys.rules(settings))
    found += guarded("time zone", settings.agency.timezone, lambda: machine.zones(settings.agency.zone, now))
    found += guarded("folders", "folders", lambda: machine.folders(settings))
    found += guarded("disk", "disk", lambda: machine.disk(settings, now))
    found += guarded("fonts", "exports/fonts", machine.fonts)
    database_findings = guarded(
        "database", "database", lambda: database.database(settings, values.database_url(settings))
    )
    found += database_findings
    found += guarded("leftovers", str(settings.archive_path), lambda: database.leftovers(settings, now))
    found += guarded("schedule", "schedule.night", lambda: channels.night(plans, now))
    for channel in values.channels(settings).values():
        found += guarded("token", channel.id, partial(channels.channel, settings, channel, now, offline=offline))
    usable = all(finding.level is Level.OK for finding in database_findings)
    if usable and _exists(settings):
        found += guarded("runs", "runs", lambda: _of_store(settings))
    else:
        found += machine.clock(now, None)
    found += guarded("notices", "notices.urls", lambda: keys.notices(settings))
    return found


def _exists(settings: Settings) -> bool:
    is_sqlite = values.database_url(settings).startswith("sqlite")
    return not is_sqlite or (settings.archive_path / "archive.db").exists()


def _of_store(settings: Settings) -> list[Finding]:
    """What only the store can tell."""
    now = values.clock()()
    plans = values.schedules(settings)
    found: list[Finding] = []
    with Store.open(values.database_url(settings), read_only=True) as store:
        row = run_ahead(store, now)
        old = row is not None and is_old_news(row, State.load(settings.archive_path / FOLDER), now)
        found += machine.clock(now, row.started if row else None, old_news=old)
        found += guarded("runs", "runs", lambda: database.history(store, plans, now))
        for channel in values.channels(settings).values():
            if has_connector(settings, channel):
                found += guarded("schedule", channel.id, partial(channels.schedule, channel, store, plans, now))
    return found
