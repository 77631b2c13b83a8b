"""What every live connector must do, whatever its platform: a subclass names the platform, makes the connector and says
which troubles its simulator knows.

Bring `simulators/<platform>.py`, then inherit `ConnectorContract`; its tests come with it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import pytest

from archiver.errors import CredentialError, PlatformUnavailable, RateLimited, Stopped
from archiver.model.attachment import Held
from archiver.model.capture import Exchange
from archiver.model.channel import Channel
from archiver.model.record import RecordKind, State
from connectors.base import Connector
from connectors.http import Bounds
from connectors.simulators import Fault, Simulation, simulate
from connectors.simulators.world import Account
from tests.connectors.nights import Clock, MemoryArchive, Night, channel, night

QUICK = Bounds(read_s=0.5, connect_s=0.5, total_s=5.0, attempts=2, body=8 * 1024 * 1024)


class ConnectorContract:
    """Inherit, set the class variables, write `make` and the `expected_*` methods."""

    platform: ClassVar[str]
    quiet_requests: ClassVar[int]
    """At most so many requests in a night in which nothing happened."""
    credential_troubles: ClassVar[tuple[tuple[str, str], ...]]
    """(trouble of the simulator, words that must stand in the error)."""
    throttles: ClassVar[tuple[object, ...]]
    under_way: ClassVar[int] = 1
    """How many requests may be under way when the platform begins to throttle."""

    first_gaps: ClassVar[int] = 0
    """Gaps that the first night honestly leaves."""

    settle_nights: ClassVar[int] = 0
    """How many nights later a comment is seen at the latest, where a removal in the same night hid it in the counts."""

    def make(self, to: Channel, token: str, base_url: str, bounds: Bounds | None = None) -> Connector:
        raise NotImplementedError

    def expected_messages(self, account: Account) -> Counter[str]:
        """Texts of the messages that a first capture can get."""
        return Counter(fit(m.text) for c in account.conversations for m in c.shown if not m.unsupported)

    def expected_comments(self, account: Account) -> Counter[str]:
        return Counter(c.text for p in account.shown_posts for c in p.shown_comments)

    def expected_posts(self, account: Account) -> Counter[str]:
        return Counter(p.text for p in account.shown_posts)

    def fill_limit(self, sim: Simulation, percent: int) -> None:
        """Let the platform's limit headers say that so much is used."""
        raise NotImplementedError

    # --- fixtures ---------------------------------------------------------------------------------------------------

    @pytest.fixture
    def sim(self) -> Iterator[Simulation]:
        with simulate(seed=7, platforms=(self.platform,)) as running:
            yield running

    @pytest.fixture
    def archive(self) -> MemoryArchive:
        return MemoryArchive()

    def connector(self, sim: Simulation, bounds: Bounds | None = None) -> Connector:
        account = str(sim.simulator(self.platform).account_id)
        to = channel(self.platform, account)
        return self.make(to, sim.token(self.platform), sim.base_url(self.platform), bounds)

    # --- what is captured -------------------------------------------------------------------------------------------

    def test_the_first_night_captures_all_that_the_platform_shows(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        result = night(self.connector(sim), archive, sim)
        account = sim.account(self.platform)
        assert result.error is None
        assert readable(archive, RecordKind.MESSAGE) == self.expected_messages(account)
        assert readable(archive, RecordKind.COMMENT) == self.expected_comments(account)
        assert archive.texts(RecordKind.POST) == self.expected_posts(account)
        assert len(result.gaps) == self.first_gaps
        assert result.quarantined == []

    def test_every_file_is_fetched_once_and_whole(self, sim: Simulation, archive: MemoryArchive) -> None:
        night(self.connector(sim), archive, sim)
        wanted = [a for record in archive.records.values() for a in record.attachments if a.key]
        assert wanted
        assert {a.key for a in wanted} == set(archive.files)
        assert all(len(archive.files[a.key]) == a.size for a in wanted)
        asked = Counter(request.path for request in sim.requests("media"))
        assert {path: times for path, times in asked.items() if times > 1} == {}

    def test_a_night_in_which_nothing_happened_asks_little_and_adds_nothing(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        connector = self.connector(sim)
        night(connector, archive, sim)
        sim.forget_requests()
        again = night(connector, archive, sim)
        assert (again.new, again.changed, again.absences, again.gaps) == ([], [], [], [])
        assert sim.requests("media") == ()
        assert len(sim.requests(self.platform)) <= self.quiet_requests

    def test_nothing_new_is_missed_over_a_week(self, sim: Simulation, archive: MemoryArchive) -> None:
        connector = self.connector(sim)
        for _ in range(7):
            assert night(connector, archive, sim).error is None
            sim.advance()
        for quiet in range(self.settle_nights + 1):
            later = sim.world.now + dt.timedelta(days=quiet)
            night(connector, archive, sim, now=lambda later=later: later)  # type: ignore[misc]
        account = sim.account(self.platform)
        held = set(archive.records)
        fresh = MemoryArchive()
        night(connector, fresh, sim)
        assert set(fresh.records) <= held
        assert archive.texts(RecordKind.POST) >= self.expected_posts(account)

    def test_absence_is_never_called_deletion(self, sim: Simulation, archive: MemoryArchive) -> None:
        connector = self.connector(sim)
        for _ in range(5):
            night(connector, archive, sim)
            sim.advance()
        night(connector, archive, sim)
        assert archive.absent
        assert not any(absence.affirmed for absence in archive.absent.values())
        assert all(record.state is not State.DELETED for record in archive.records.values())
        assert set(archive.absent) <= set(archive.records)

    def test_ids_are_strings_times_are_utc_and_every_record_came_in_an_answer(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        result = night(self.connector(sim), archive, sim)
        for batch in result.batches:
            assert batch.channel == f"test-{self.platform}"
            for record in batch.records:
                assert isinstance(record.source_id, str)
                assert record.source_id
                assert isinstance(record.thread.key, str)
        asked = [request.path for request in sim.requests(self.platform)]
        sealed = Counter(
            exchange.url.partition("?")[0].removeprefix(sim.base_url(self.platform)) for exchange in unique(result)
        )
        assert Counter(asked) == sealed

    @pytest.mark.parametrize("days", [-400, -2, 2, 400])
    def test_a_clock_that_is_wrong_loses_nothing(self, sim: Simulation, archive: MemoryArchive, days: int) -> None:
        connector = self.connector(sim)
        night(connector, archive, sim)
        sim.advance()
        wrong = sim.world.now + dt.timedelta(days=days)
        astray = night(connector, archive, sim, now=lambda: wrong)
        right = MemoryArchive()
        night(connector, right, sim)
        assert astray.error is None
        private = {number for number, record in right.records.items() if record.kind is not RecordKind.COMMENT}
        assert private <= set(archive.records)

    # --- secrets ----------------------------------------------------------------------------------------------------

    def test_the_token_stands_in_nothing_that_is_kept_or_logged(
        self, sim: Simulation, archive: MemoryArchive, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        connector = self.connector(sim)
        result = night(connector, archive, sim)
        token = sim.token(self.platform)
        kept = repr(
            [(b.exchanges, b.gaps, b.notes, b.quarantined, b.cursor, b.tallies, b.records) for b in result.batches]
        )
        for form in forms(token):
            assert form not in kept
            assert form not in caplog.text
            assert form not in repr(connector)

    def test_the_token_goes_to_the_channels_own_address_alone(self, sim: Simulation, archive: MemoryArchive) -> None:
        night(self.connector(sim), archive, sim)
        sent = repr(sim.requests("media"))
        assert sim.requests("media")
        assert all(form not in sent for form in forms(sim.token(self.platform)))

    # --- stopping and going on --------------------------------------------------------------------------------------

    @pytest.mark.parametrize("batches", [1, 3, 9, 20, 37])
    def test_a_run_that_is_killed_anywhere_is_made_good_by_the_next(
        self, sim: Simulation, archive: MemoryArchive, batches: int
    ) -> None:
        connector = self.connector(sim)
        night(connector, archive, sim, kill_after=batches)
        assert night(connector, archive, sim).error is None
        whole = MemoryArchive()
        night(connector, whole, sim)
        assert set(archive.records) == set(whole.records)
        assert set(archive.files) == set(whole.files)

    def test_a_signal_stops_it_after_the_current_answer(self, sim: Simulation, archive: MemoryArchive) -> None:
        result = night(self.connector(sim), archive, sim, stop_after=4)
        assert isinstance(result.error, Stopped)
        assert len(result.batches) <= 14

    def test_when_its_time_is_used_up_it_says_so_and_the_next_run_goes_on(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        connector = self.connector(sim)
        short = night(connector, archive, sim, clock=Clock(step=1.0), budget_s=40)
        assert [gap.key for gap in short.gaps if gap.edge == "channel"] == ["budget"]
        for _ in range(100):
            if "budget" not in archive.gaps:
                break
            night(connector, archive, sim, clock=Clock(step=1.0), budget_s=150)
        assert "budget" not in archive.gaps
        assert readable(archive, RecordKind.MESSAGE) == self.expected_messages(sim.account(self.platform))
        assert readable(archive, RecordKind.COMMENT) == self.expected_comments(sim.account(self.platform))

    def test_it_stops_before_a_limit_is_full_and_goes_on_when_there_is_room(
        self, sim: Simulation, archive: MemoryArchive
    ) -> None:
        connector = self.connector(sim)
        self.fill_limit(sim, 85)
        result = night(connector, archive, sim)
        assert isinstance(result.error, RateLimited)
        assert result.error.until is not None
        assert result.error.until > sim.world.now
        assert len(sim.requests(self.platform)) <= 2
        self.fill_limit(sim, 10)
        assert night(connector, archive, sim).error is None
        assert archive.texts(RecordKind.POST) == self.expected_posts(sim.account(self.platform))

    # --- faults -----------------------------------------------------------------------------------------------------

    def test_each_refused_token_is_named_and_ends_the_run(self, sim: Simulation) -> None:
        for trouble, words in self.credential_troubles:
            archive = MemoryArchive()
            sim.heal(self.platform)
            sim.fail(self.platform, trouble, after=3, times=99)
            result = night(self.connector(sim), archive, sim)
            assert isinstance(result.error, CredentialError), trouble
            assert words in str(result.error)
            assert all(form not in str(result.error) for form in forms(sim.token(self.platform)))
            assert result.batches, "what came before it stays"

    def test_nothing_more_is_asked_once_the_platform_throttles(self, sim: Simulation) -> None:
        for trouble in self.throttles:
            archive = MemoryArchive()
            sim.heal(self.platform)
            sim.forget_requests()
            sim.fail(self.platform, trouble, after=5, times=99)  # type: ignore[arg-type]
            result = night(self.connector(sim), archive, sim)
            assert isinstance(result.error, RateLimited), trouble
            assert 6 <= len(sim.requests(self.platform)) <= 5 + self.under_way, trouble

    @pytest.mark.parametrize(
        "fault",
        [Fault.RESET, Fault.RESET_MID_BODY, Fault.TRUNCATED, Fault.HTML, Fault.EMPTY, Fault.UNAVAILABLE, Fault.STALL],
    )
    @pytest.mark.parametrize("after", [0, 7])
    def test_a_fault_that_passes_costs_nothing(
        self, sim: Simulation, archive: MemoryArchive, fault: Fault, after: int
    ) -> None:
        sim.fail(self.platform, fault, after=after)
        clock = Clock()
        result = night(self.connector(sim, QUICK), archive, sim, clock=clock)
        assert result.error is None
        assert len(result.gaps) == self.first_gaps
        assert readable(archive, RecordKind.MESSAGE) == self.expected_messages(sim.account(self.platform))
        assert len(clock.slept) >= 1

    @pytest.mark.parametrize("fault", [Fault.RESET, Fault.UNAVAILABLE, Fault.HTML, Fault.TRUNCATED])
    def test_a_platform_that_stays_broken_ends_the_run_and_what_came_before_stays(
        self, sim: Simulation, archive: MemoryArchive, fault: Fault
    ) -> None:
        connector = self.connector(sim, QUICK)
        sim.fail(self.platform, fault, after=6, times=10_000)
        result = night(connector, archive, sim)
        assert isinstance(result.error, PlatformUnavailable)
        held = set(archive.records)
        sim.heal(self.platform)
        assert night(self.connector(sim), archive, sim).error is None
        assert held <= set(archive.records)
        assert readable(archive, RecordKind.MESSAGE) == self.expected_messages(sim.account(self.platform))
        assert {gap.edge for gap in archive.gaps.values()} <= {"messages", "replies"}

    @pytest.mark.parametrize("fault", [Fault.REDIRECT, Fault.BOMB])
    def test_an_answer_that_leads_away_or_grows_without_end_is_not_taken(
        self, sim: Simulation, archive: MemoryArchive, fault: Fault
    ) -> None:
        sim.fail(self.platform, fault, after=3, times=10_000)
        result = night(self.connector(sim, QUICK), archive, sim)
        assert result.error is not None or result.gaps

    @pytest.mark.parametrize("fault", [Fault.RESET, Fault.HTML], ids=lambda fault: fault.name.lower())
    def test_a_file_that_cannot_be_had_is_a_finding_and_the_record_stays(
        self, sim: Simulation, archive: MemoryArchive, fault: Fault
    ) -> None:
        sim.fail("media", fault, times=10_000)
        result = night(self.connector(sim), archive, sim)
        lost = [a for record in result.records for a in record.attachments if a.held is Held.REFUSED]
        assert result.error is None
        assert lost
        assert {gap.edge for gap in result.gaps} >= {"media"}
        assert all(attachment.reason for attachment in lost)
        assert not archive.files

    def test_a_file_that_fails_once_is_had_all_the_same(self, sim: Simulation, archive: MemoryArchive) -> None:
        sim.fail("media", Fault.RESET)
        result = night(self.connector(sim), archive, sim)
        assert result.error is None
        assert not [gap for gap in result.gaps if gap.edge == "media"]

    # --- the token and the limits of the platform ---------------------------------------------------------------------

    def test_a_good_token_is_healthy(self, sim: Simulation) -> None:
        health = self.connector(sim).health()
        assert health.valid
        assert health.missing_scopes == ()

    def test_a_refused_token_is_not(self, sim: Simulation) -> None:
        account = str(sim.simulator(self.platform).account_id)
        broken = self.make(channel(self.platform, account), "not-the-token", sim.base_url(self.platform))
        health = broken.health()
        assert not health.valid
        assert health.detail
        assert "not-the-token" not in health.detail

    def test_it_says_what_the_platform_never_gives(self, sim: Simulation) -> None:
        sentences = self.connector(sim).cannot()
        assert sentences
        assert all(sentence.endswith(".") for sentence in sentences)


def readable(archive: MemoryArchive, kind: RecordKind) -> Counter[str]:
    """Texts of the records whose content the platform gave."""
    hidden = (State.UNREADABLE, State.OUTSIDE_WINDOW)
    return Counter(r.text for r in archive.records.values() if r.kind is kind and r.state not in hidden)


def fit(text: str) -> str:
    """A text as a record holds it."""
    return text.replace("\x00", "\ufffd")


def unique(result: Night) -> list[Exchange]:
    """Each exchange once, though a batch that was cut repeats its own."""
    found: dict[int, Exchange] = {}
    for exchange in result.exchanges:
        found[id(exchange)] = exchange
    return list(found.values())


def forms(token: str) -> tuple[str, ...]:
    """The ways in which a token may stand in something."""
    from urllib.parse import quote

    return (token, quote(token, safe=""), quote(token, safe="").lower(), quote(quote(token, safe=""), safe=""))
