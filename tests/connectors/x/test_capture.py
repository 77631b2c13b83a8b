"""Nights of captures from the simulated X: everything is taken once, and nothing goes missing silently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archiver.errors import CredentialError, PlatformUnavailable, RateLimited
from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State, ThreadKind
from connectors.base import Connector
from connectors.simulators import Fault, Simulation, simulate
from connectors.simulators.x_objects import snowflake
from connectors.x.client import connector
from connectors.x.options import XOptions
from tests.connectors.nights import Clock, MemoryArchive, channel, night


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with simulate(platforms=("x",)) as running:
        yield running


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


def x(sim: Simulation, **options: object) -> Connector:
    chosen = XOptions(**options)  # type: ignore[arg-type]
    account = channel("x", sim.simulator("x").account_id)
    return connector(account, sim.token("x"), sim.base_url("x"), options=chosen)


class Waiting(Clock):
    """A clock on which X's limits begin anew when somebody waits long enough."""

    def __init__(self, sim: Simulation) -> None:
        super().__init__()
        self._sim = sim

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._sim.simulator("x").renew_limits()


def shown_messages(sim: Simulation) -> set[str]:
    since = sim.world.now.timestamp() - 30 * 86400
    return {
        snowflake(m.at, m.number) for c in sim.account("x").conversations for m in c.shown if m.at.timestamp() > since
    }


def shown_posts(sim: Simulation) -> set[str]:
    return set(sim.simulator("x").shown_ids())


def test_one_night_takes_every_post_mention_and_message(sim: Simulation, archive: MemoryArchive) -> None:
    account = sim.account("x")
    sim.world.say(sim.world.converse(account, account.people[0], account.people[1]), "Hello, the two of you")
    run = night(x(sim), archive, sim)
    assert run.error is None
    assert shown_posts(sim) | shown_messages(sim) <= archive.records.keys()
    assert not run.quarantined
    assert {record.kind for record in archive.records.values()} == set(RecordKind)
    listed = [record for record in run.records if record.kind in (RecordKind.MESSAGE, RecordKind.NOTICE)]
    assert run.tallies["messages_listed"] == len(listed) - run.tallies["encrypted_messages_unreadable"]


def test_a_second_run_adds_nothing(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    held = dict(archive.records)
    run = night(x(sim), archive, sim)
    assert run.error is None
    assert archive.records.keys() == held.keys()
    assert not run.absences
    assert [gap for gap in run.gaps if gap.key != "messages:before-first-capture"] == []


def test_what_a_night_reads_again_is_bounded_by_the_overlap(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    sim.forget_requests()
    night(x(sim, overlap=5, recheck_days=0), archive, sim)
    paths = [request.path.rsplit("/", 1)[-1] for request in sim.requests("x")]
    assert paths.count("dm_events") == paths.count("tweets") == paths.count("mentions") == 1


@pytest.mark.parametrize("stop_after", range(1, 12))
def test_a_run_killed_anywhere_leaves_nothing_out(sim: Simulation, archive: MemoryArchive, stop_after: int) -> None:
    night(x(sim), archive, sim, kill_after=stop_after)
    for conversation in sim.account("x").conversations[:3]:
        sim.world.say(conversation, "written between the runs")
    night(x(sim), archive, sim, kill_after=stop_after)
    run = night(x(sim), archive, sim)
    assert run.error is None
    assert shown_posts(sim) | shown_messages(sim) <= archive.records.keys()


def test_three_nights_find_what_is_new_edited_and_deleted(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    for _ in range(3):
        sim.advance()
        run = night(x(sim), archive, sim)
        assert run.error is None
        assert shown_messages(sim) - archive.records.keys() == set()
        assert shown_posts(sim) - archive.records.keys() == set()


def test_a_deleted_post_is_gone_by_the_word_of_x_alone(sim: Simulation, archive: MemoryArchive) -> None:
    post = sim.world.publish(sim.account("x"), "Soon deleted")
    hidden = sim.world.publish(sim.account("x"), "Soon not shown")
    night(x(sim), archive, sim)
    post.removed = sim.world.now
    number = snowflake(hidden.at, hidden.number)
    sim.advance()
    sim.simulator("x").protected.add(number)
    hidden.removed = sim.world.now
    run = night(x(sim, overlap=1), archive, sim)
    told = {absence.source_id: absence.affirmed for absence in run.absences}
    assert told[snowflake(post.at, post.number)] is True
    assert told[number] is False


def test_an_edit_is_a_version_of_the_first(sim: Simulation, archive: MemoryArchive) -> None:
    post = sim.world.publish(sim.account("x"), "Before")
    night(x(sim), archive, sim)
    post.text, post.edited = "Before (updated)", sim.world.now
    sim.advance()
    run = night(x(sim), archive, sim)
    first = snowflake(post.at, post.number)
    versions = [record for record in run.records if record.version_of == first]
    edited = next(record for record in versions if record.source_id != first)
    assert edited.edited
    assert edited.edited_at is not None
    assert edited.text == "Before (updated)"


def test_versions_made_before_the_first_capture_are_fetched_too(sim: Simulation, archive: MemoryArchive) -> None:
    post = sim.world.publish(sim.account("x"), "One (updated)")
    post.edited = sim.world.now
    run = night(x(sim), archive, sim)
    first = snowflake(post.at, post.number)
    assert {record.source_id for record in run.records if record.version_of == first} >= {first}
    assert archive.records[first].text == "One"


def test_both_vocabularies_work_and_the_choice_is_remembered(sim: Simulation, archive: MemoryArchive) -> None:
    sim.simulator("x").dialect = "post"
    run = night(x(sim), archive, sim)
    assert run.error is None
    assert shown_posts(sim) | shown_messages(sim) <= archive.records.keys()
    assert all(record.sender.platform_id for record in archive.records.values())
    sim.forget_requests()
    night(x(sim), archive, sim)
    assert not [request for request in sim.requests("x") if "tweet.fields" in request.query]


def test_people_bear_their_names_and_the_account_is_the_agency(sim: Simulation, archive: MemoryArchive) -> None:
    account = sim.account("x")
    sim.world.say(sim.world.converse(account, account.people[0], account.people[1]), "Hello, the two of you")
    night(x(sim), archive, sim)
    senders = {record.sender for record in archive.records.values()}
    agency = [sender for sender in senders if sender.role is Role.AGENCY]
    assert len(agency) == 1
    assert agency[0].handle == "example_agency"[:15]
    assert any(sender.name == "Mere Tūhoe" for sender in senders)
    threads = [record.thread for record in archive.records.values() if record.thread.kind is ThreadKind.PRIVATE]
    assert all(len(thread.participants) == 2 for thread in threads)
    assert any(record.thread.kind is ThreadKind.GROUP for record in archive.records.values())


def test_files_come_with_their_records_and_a_video_in_its_best_form(sim: Simulation, archive: MemoryArchive) -> None:
    run = night(x(sim), archive, sim)
    assert run.tallies["media_fetched"] == len(archive.files) > 0
    paths = [request.path for request in sim.requests("media")]
    assert not [path for path in paths if path.startswith("/low/") or path.endswith(".m3u8")]
    assert all("authorization" not in request.headers for request in sim.requests("media"))


def test_a_file_that_cannot_be_had_is_a_gap_and_the_record_stays(sim: Simulation, archive: MemoryArchive) -> None:
    sim.fail("media", Fault.UNAVAILABLE, times=1000)
    run = night(x(sim), archive, sim)
    assert run.error is None
    assert not archive.files
    refused = [a for record in archive.records.values() for a in record.attachments]
    assert refused
    assert {a.held for a in refused} == {Held.REFUSED}
    assert any(gap.edge == "media" for gap in run.gaps)


def test_encrypted_messages_are_counted_and_recorded_as_unreadable(sim: Simulation, archive: MemoryArchive) -> None:
    run = night(x(sim), archive, sim)
    secret = sim.account("x").conversations[7]
    unreadable = [archive.records[snowflake(m.at, m.number)] for m in secret.messages]
    assert {record.state for record in unreadable} == {State.UNREADABLE}
    assert run.tallies["encrypted_messages_unreadable"] == len(secret.messages)
    assert any("encrypted" in note for note in run.notes)
    assert any(b"encoded_event" in exchange.body for exchange in run.exchanges)
    again = night(x(sim), archive, sim)
    assert again.tallies["encrypted_messages_unreadable"] == 0


def test_what_the_window_no_longer_shows_is_a_gap(sim: Simulation, archive: MemoryArchive) -> None:
    first = night(x(sim), archive, sim)
    (before,) = [gap for gap in first.gaps if gap.edge == "messages"]
    assert before.end is not None
    assert (sim.world.now - before.end).days == 30
    sim.advance(40)
    run = night(x(sim), archive, sim)
    (gap,) = [gap for gap in run.gaps if gap.edge == "messages"]
    assert gap.start is not None
    assert gap.end is not None
    assert (gap.end - gap.start).days == 10


def test_a_list_that_falls_silent_is_an_incident_until_it_speaks_again(sim: Simulation, archive: MemoryArchive) -> None:
    night(x(sim), archive, sim)
    posts = sim.account("x").posts
    kept, sim.account("x").posts = posts, []
    run = night(x(sim), archive, sim)
    assert {gap.key for gap in run.gaps} >= {"posts:silence", "mentions:silence"}
    assert all(absence.affirmed for absence in run.absences)
    sim.account("x").posts = kept
    night(x(sim), archive, sim)
    assert "posts:silence" not in archive.gaps


def test_reads_and_their_price_are_counted(sim: Simulation, archive: MemoryArchive) -> None:
    run = night(x(sim), archive, sim)
    assert run.tallies["reads_message"] == run.tallies["messages_listed"]
    assert run.tallies["estimated_cost_microdollars"] == (
        run.tallies["reads_message"] * 10_000 + run.tallies["reads_post"] * 5_000 + run.tallies["reads_person"] * 10_000
    )
    assert any("USD" in note for note in run.notes)


def test_the_limit_is_obeyed_before_it_is_hit(sim: Simulation, archive: MemoryArchive) -> None:
    sim.simulator("x").limits["dm_events"] = 1
    clock = Waiting(sim)
    run = night(x(sim), archive, sim, clock=clock)
    assert run.error is None
    assert sum(clock.slept) >= 900
    assert 429 not in {exchange.status for exchange in run.exchanges}
    assert shown_messages(sim) <= archive.records.keys()


def test_a_limit_beyond_the_runs_time_leaves_the_place_and_the_other_lists_go_on(
    sim: Simulation, archive: MemoryArchive
) -> None:
    sim.simulator("x").limits["dm_events"] = 1
    run = night(x(sim), archive, sim, budget_s=600)
    assert isinstance(run.error, RateLimited)
    assert run.error.until is not None
    assert shown_posts(sim) <= archive.records.keys()
    sim.simulator("x").renew_limits()
    sim.simulator("x").limits["dm_events"] = 15
    assert night(x(sim), archive, sim).error is None
    assert shown_messages(sim) <= archive.records.keys()


def test_used_up_money_stops_at_once_and_is_no_fault_of_the_token(sim: Simulation, archive: MemoryArchive) -> None:
    for name in ("usage_capped", "no_credits"):
        sim.fail("x", name, path="dm_events")
        sim.forget_requests()
        clock = Clock()
        run = night(x(sim), archive, sim, clock=clock)
        assert isinstance(run.error, PlatformUnavailable)
        assert not isinstance(run.error, RateLimited)
        assert "credits" in str(run.error)
        assert clock.slept == []
        assert not [request for request in sim.requests("x") if request.path.endswith("/tweets")]


def test_a_part_that_may_not_be_read_is_a_gap_and_the_others_go_on(sim: Simulation, archive: MemoryArchive) -> None:
    sim.fail("x", "forbidden", path="dm_events")
    run = night(x(sim), archive, sim)
    assert isinstance(run.error, CredentialError)
    assert "messages" in str(run.error)
    assert "messages:permission" in archive.gaps
    assert shown_posts(sim) <= archive.records.keys()
    again = night(x(sim), archive, sim)
    assert again.error is None
    assert "messages:permission" not in archive.gaps


def test_another_accounts_token_is_refused(sim: Simulation, archive: MemoryArchive) -> None:
    run = night(connector(channel("x", "42"), sim.token("x"), sim.base_url("x")), archive, sim)
    assert isinstance(run.error, CredentialError)
    assert not archive.records


def test_no_token_reaches_what_is_kept(sim: Simulation, archive: MemoryArchive) -> None:
    run = night(x(sim), archive, sim)
    for exchange in run.exchanges:
        assert sim.token("x").encode() not in exchange.body
        assert sim.token("x") not in exchange.url + repr(exchange.headers)


def test_health_tells_a_good_token_from_a_refused_one(sim: Simulation) -> None:
    assert x(sim).health().valid
    sim.simulator("x").access.expire()
    health = connector(channel("x", "42"), "old", sim.base_url("x")).health()
    assert not health.valid
    assert "docs/channels/x.md" in health.detail
