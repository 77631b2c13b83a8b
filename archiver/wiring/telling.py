"""What follows a run: its report is kept, its signs of life are given, and who must act is told.

Nothing here can undo or fail what the run did: what goes wrong becomes a warning of the run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archiver.errors import ArchiverError, ConfigError, StorageError
from archiver.model.alerts import Alert
from archiver.model.ids import ChannelId
from archiver.pipeline.heartbeat import write_heartbeat, write_textfile
from archiver.pipeline.notices import Notice, compose, news
from archiver.pipeline.report import RunReport
from archiver.pipeline.reports.facts import Disk, Past, facts, headline
from archiver.pipeline.reports.folder import FOLDER, KEPT, keep
from archiver.pipeline.reports.gather import Gathered, of_run
from archiver.pipeline.reports.problems import SILENCE_LOOK_BACK_DAYS, START_SCOPE, Problem, of_disk, of_report
from archiver.pipeline.reports.state import START, Owed, State, days_until_full
from archiver.pipeline.reports.unusual import DAYS, of_identity, of_volume, seen_now
from archiver.store import Store
from archiver.store.alerts import alerts
from archiver.store.attempts import last_attempt
from archiver.store.lately import lately
from archiver.store.past import gaps_accepted, news_days, past_runs
from archiver.vault.durable import make_folders, storage, sweep_parts
from archiver.vault.secrets import Secrets
from archiver.wiring.ahead import remember
from archiver.wiring.sending import Target, addresses, call, check, heartbeat_address, send, targets
from archiver.wiring.values import channels, config_digest, software
from config.settings import Settings

_TARGET_PURPOSE = "notice target"


def teller(
    settings: Settings, store: Store, keys: Secrets, now: Callable[[], dt.datetime], rules: str
) -> Callable[[RunReport], None]:
    """What a run calls when it has ended and its row is written."""

    def tell(report: RunReport) -> None:
        try:
            _Teller(settings, store, keys, now(), rules).tell(report)
        except ArchiverError as error:
            report.warnings.append(f"the run's report could not be kept: {error}")

    return tell


@dataclass(slots=True)
class _Teller:
    settings: Settings
    store: Store
    keys: Secrets
    now: dt.datetime
    rules: str

    def tell(self, report: RunReport) -> None:
        folder = self.settings.archive_path / FOLDER
        with contextlib.suppress(StorageError):  # `keep` comes to the same end, and tells it
            make_folders(folder)
            # A run that was killed here had its row already: nothing else would tell of what it left half-written.
            sweep_parts(folder)
        zone, known = self.settings.agency.zone, channels(self.settings)
        state = State.load(folder)
        disk = self._disk(state)
        remember(self.store, state, self.now)
        past = Past(runs=past_runs(self.store.database, self.now - KEPT), accepted=gaps_accepted(self.store.database))
        active = {str(part.channel): self._active(part.channel) for part in report.channels}
        found = of_run(report, self.store, known, active, self._alerts(), now=self.now, zone=zone)
        full = of_disk(disk.days_left, disk.free_share)
        problems = (*found.problems, *self._unusual(report, state), *((full,) if full else ()))
        told = facts(
            report,
            problems,
            known,
            disk,
            agency=self.settings.agency.name,
            software=software(),
            config_digest=config_digest(self.settings),
            rules=self.rules,
        )
        success = {name: self.store.last_success(name, self.now) for name in known}
        failing = self._failing(success)
        page = None
        try:
            page = keep(folder, told, past, self.keys, now=self.now, zone=zone)
            write_heartbeat(folder, report, success, failing)
        except ArchiverError as error:
            # Told all the same: what refuses the report (a full disk) is what somebody must hear of.
            report.warnings.append(f"the run's report could not be kept: {error}")
            problems = (*problems, of_report())
        self._signs(report, told, success, failing)
        if report.exit_code < 128:
            # A run that was stopped on purpose tells nobody: the next one does the work and tells what it found.
            gathered = Gathered(problems=problems, scopes=found.scopes | {START_SCOPE})
            report.warnings += notify(
                self.settings, mark_by(self.keys), state, gathered, now=self.now, headline=headline(report), page=page
            )
        state.told.pop(START, None)
        try:
            state.save(folder)
        except ArchiverError as error:
            report.warnings.append(f"what was told could not be written down: {error}")

    def _failing(self, names: Iterable[ChannelId]) -> dict[ChannelId, str]:
        """The channels that were ever captured, each with the code of what stopped its last capture; "" where nothing did. A
        run of one channel says nothing of another that failed an hour ago, but whoever watches must see both."""
        with self.store.database.read() as connection:
            last = {name: last_attempt(connection, name, self.now) for name in names}
        return {name: each.error for name, each in last.items() if each is not None and each.error != "stopped"}

    def _active(self, channel: ChannelId) -> tuple[dt.date, ...]:
        zone = self.settings.agency.zone
        return news_days(self.store.database, channel, zone, until=self.now, look_back=SILENCE_LOOK_BACK_DAYS)

    def _alerts(self) -> tuple[Alert, ...]:
        """Those of messages that were recent when first seen: an old export's are listed, not told."""
        recent = self.settings.alerts.recent
        return tuple(
            alert
            for alert in alerts(self.store.database)
            if recent is None or (alert.sent or alert.seen) >= alert.seen - recent
        )

    def _unusual(self, report: RunReport, state: State) -> Iterator[Problem]:
        """Of live channels that brought something: what is far from usual. A run that brought nothing has nothing new."""
        zone, known = self.settings.agency.zone, channels(self.settings)
        first_day = self.now.astimezone(zone).date() - dt.timedelta(days=DAYS - 1)
        since = dt.datetime.combine(first_day, dt.time(), zone)
        for part in report.channels:
            counts = part.counts
            if report.kind != "run" or not (counts.new or counts.revised or part.taken_over):
                continue
            owner = known[part.channel].business_owner if part.channel in known else ""
            with self.store.database.read() as connection:
                seen = lately(connection, part.channel, since=since, until=self.now)
            yield from of_volume(part.channel, owner, seen, first_day)
            today = first_day + dt.timedelta(days=DAYS - 1)
            state.names[part.channel] = seen_now(state.names.get(part.channel, {}), seen, today)
            renamed = of_identity(part.channel, owner, state.names[part.channel], today)
            if renamed:
                yield renamed

    def _disk(self, state: State) -> Disk:
        with storage("measuring", self.settings.archive_path):
            usage = shutil.disk_usage(self.settings.archive_path)
        today = self.now.date()
        state.measure(today, usage.free)
        return Disk(total=usage.total, free=usage.free, days_left=days_until_full(state.disk, today))

    def _signs(
        self,
        report: RunReport,
        told: Mapping[str, Any],
        success: Mapping[ChannelId, dt.datetime | None],
        failing: Mapping[ChannelId, str],
    ) -> None:
        """Textfile and call; what fails is a warning."""
        path = self.settings.prometheus_file
        try:
            if path is not None:
                counts = Counter(gap.channel for gap in self.store.gaps())
                open_gaps = {name: counts[name] for name in success}
                write_textfile(path, told, success, open_gaps=open_gaps, failing=failing)
            address = heartbeat_address(self.settings)
        except ArchiverError as error:
            report.warnings.append(str(error))
            return
        if address and report.outcome in ("complete", "partial") and report.exit_code < 128 and not call(address):
            report.warnings.append("heartbeat.url: nothing answered well")


def start_mark(setting: str) -> str:
    """By what a target is remembered while runs cannot begin: the setting it comes from."""
    return f"{START}:{setting}"


def mark_by(keys: Secrets) -> Callable[[Target], str]:
    """By what a target is remembered: its address, as a keyed hash."""
    return lambda target: keys.key(_TARGET_PURPOSE, target.url)[:16]


def notify(
    settings: Settings,
    mark_of: Callable[[Target], str],
    state: State,
    found: Gathered,
    *,
    now: dt.datetime,
    headline: str,
    page: Path | None,
) -> list[str]:
    """Tell each target what is news for it; `state` remembers what it took. A line for each that did not take it."""
    if not settings.notices.urls:
        return []
    found_targets, problems = addresses(settings)
    failures = list(problems)
    for target in found_targets:
        mark, started = mark_of(target), start_mark(target.name)
        heard, after = news(
            # What it heard while runs could not begin is taken back by the first that can.
            {**state.told.get(started, {}), **state.told.get(mark, {})},
            found.problems,
            found.scopes,
            kinds=settings.notices.on,
            now=now,
            again_after=settings.notices.again_after,
        )
        if heard:
            where = str(page) if page else ""
            problem = check(target)
            if problem:
                failures.append(problem)
                continue
            notice = compose(heard, agency=settings.agency.name, headline=headline, report=where)
            if not send(target, notice):
                state.owed[mark] = Owed(title=notice.title, body=notice.body, told=after)
                failures.append(f"{target.name}: the notice was not taken; the next look and the next run try again")
                continue
        for known in (mark, started):
            state.owed.pop(known, None)
        state.told.pop(started, None)
        state.told[mark] = after
    return failures


def try_targets(settings: Settings) -> list[tuple[str, bool]]:
    """Send a test to every target: (setting, whether it was taken). Raises ConfigError when one cannot be used."""
    usable, problems = targets(settings)
    if problems:
        raise ConfigError("notices cannot be sent:\n" + "\n".join(problems), problems=problems)
    notice = Notice(
        title=f"{settings.agency.name} archive: a test",
        body="This is a test. Notices of the archive will come this way.",
    )
    return [(target.name, send(target, notice)) for target in usable]
