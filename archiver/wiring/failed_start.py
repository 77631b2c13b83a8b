"""A run that could not begin: no rooms were open, so nobody would be told. What of the configuration can be read decides where.

A report is kept and notice given, once while the same thing stands; signs of life are not: whoever watches those notices too.
A person at a terminal is told there and needs no notice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets as random_source
import shutil
import tomllib
from pathlib import Path
from typing import Any

from archiver.errors import AlreadyRunning, ArchiverError, ConfigError
from archiver.model.ids import RunId
from archiver.pipeline.notices import news
from archiver.pipeline.report import RunReport
from archiver.pipeline.reports.facts import Disk, facts
from archiver.pipeline.reports.folder import FOLDER, keep
from archiver.pipeline.reports.gather import Gathered
from archiver.pipeline.reports.problems import OPERATIONS, START_SCOPE, Problem, of_error
from archiver.pipeline.reports.state import START, State
from archiver.store import Store
from archiver.vault.durable import make_folders
from archiver.vault.secrets import Secrets
from archiver.wiring.telling import notify, start_mark
from archiver.wiring.values import clock, database_url, software
from config.settings import NOTICE_KINDS, Agency, Archive, Notices, Settings
from config.sources import load

LONG = dt.timedelta(hours=6)
"""A run that has been at work for so long while others found the archive locked is news."""


def tell_failed_start(config: Path, error: Exception) -> list[str]:
    """Keep a report and give notice of what kept a run from beginning; a line for each target that did not take it. Raises
    nothing of ours: the failure itself is what the caller goes on to tell."""
    settings = _readable(config)
    if settings is None:
        return []
    try:
        now = clock()()
        problem = _problem(config, error, now)
        return _tell(settings, problem, error, now) if problem else []
    except ArchiverError as trouble:
        return [f"the failure could not be told: {trouble}"]


def _readable(config: Path) -> Settings | None:
    """The settings; else as much of them as says where to tell, and nothing more. None when not even that."""
    try:
        return load(config)
    except ConfigError:
        pass
    try:
        values = tomllib.loads(config.read_text(encoding="utf-8-sig"))
        notices = Notices.model_validate(values.get("notices", {}))
    except (OSError, ValueError):  # not TOML, not UTF-8, or a table of notices that cannot be used
        return None
    name, zone, path = (
        _text(values, *key) for key in (("agency", "name"), ("agency", "timezone"), ("archive", "path"))
    )
    try:
        agency = Agency(name=name or "The", timezone=zone or Agency.model_fields["timezone"].default)
    except ValueError:
        agency = Agency(name=name or "The")
    return Settings.model_construct(
        agency=agency,
        archive=Archive(path=path or Archive().path),
        notices=notices,
        home=config.resolve().parent,
    )


def _text(values: dict[str, Any], table: str, key: str) -> str:
    inner = values.get(table)
    value = inner.get(key) if isinstance(inner, dict) else None
    return value if isinstance(value, str) else ""


def _problem(config: Path, error: Exception, now: dt.datetime) -> Problem | None:
    if isinstance(error, AlreadyRunning):
        hours = _held_for(config, now) / dt.timedelta(hours=1)
        if hours < LONG / dt.timedelta(hours=1):
            return None
        what = f"the run could not begin: another one has held the archive for {hours:.0f} hours"
        do = "see whether it still works; when its process is gone, the next run goes on by itself"
        return Problem(
            key="start:locked", kind="failure", what=what, who=OPERATIONS, do=do, parts=("long",), scope=START_SCOPE
        )
    code = error.code if isinstance(error, ArchiverError) else "program"
    known = of_error(code, channel="", owner="", outcome="failed", scope=START_SCOPE)
    return None if known is None else dataclasses.replace(known, what=f"the run could not begin: {known.what}")


def _held_for(config: Path, now: dt.datetime) -> dt.timedelta:
    """How long the newest run that has not ended has been at work."""
    with Store.open(database_url(load(config)), read_only=True) as store:
        newest = next(iter(store.runs(1, until=now)), None)
    return now - newest.started if newest is not None and newest.finished is None else dt.timedelta(0)


def _tell(settings: Settings, problem: Problem, error: Exception, now: dt.datetime) -> list[str]:
    folder = settings.archive_path / FOLDER
    state, page, failures = State.load(folder), None, []
    fresh, told = news(
        state.told.get(START, {}), [problem], {START_SCOPE}, kinds=NOTICE_KINDS, now=now, again_after=None
    )
    try:
        # A disk that refuses may be what is to be told.
        if settings.archive_path.parent.is_dir():
            make_folders(folder)
            page = _report(settings, folder, problem, error, now) if fresh.fresh else None
            state.told[START] = told
    except ArchiverError as trouble:
        failures.append(f"the report could not be kept: {trouble}")
    # Without keys there is none to make a target's mark with; the setting it came from will do.
    failures += notify(
        settings,
        lambda target: start_mark(target.name),
        state,
        Gathered(problems=(problem,), scopes=frozenset({START_SCOPE})),
        now=now,
        headline="",
        page=page,
    )
    try:
        if folder.is_dir():
            state.save(folder)
    except ArchiverError as trouble:
        failures.append(f"what was told could not be written down: {trouble}")
    return failures


def _report(settings: Settings, folder: Path, problem: Problem, error: Exception, now: dt.datetime) -> Path:
    code = error if isinstance(error, ArchiverError) else ArchiverError()
    report = RunReport(
        run=RunId(f"{now:%Y%m%dT%H%M%SZ}-{random_source.token_hex(3)}"),
        kind="run",
        started=now,
        finished=now,
        error=code,
    )
    usage = shutil.disk_usage(folder)
    told = facts(
        report,
        (problem,),
        {},
        Disk(total=usage.total, free=usage.free, days_left=None),
        agency=settings.agency.name,
        software=software(),
        config_digest="",
        rules="",
    )
    told["headline"] = problem.what[:1].upper() + problem.what[1:]
    try:
        keys = Secrets.load(settings.key_file) if hasattr(settings, "secrets") else None
    except ArchiverError:
        keys = None
    return keep(folder, told, None, keys, now=now, zone=settings.agency.zone)
