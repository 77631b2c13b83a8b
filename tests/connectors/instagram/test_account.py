"""An Instagram account's nights on the simulator: both logins, the window of 20, carousels, replies, stories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from archiver.errors import ConfigError, RateLimited
from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State
from connectors.base import Connector
from connectors.instagram.client import connector
from connectors.simulators import Reply, Request, Simulation, simulate
from connectors.simulators.instagram import InstagramSimulator
from connectors.simulators.world import Account
from tests.connectors.nights import MemoryArchive, channel, night


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with simulate(seed=3, platforms=("instagram",)) as running:
        yield running


@pytest.fixture
def live(sim: Simulation) -> Connector:
    return connector(channel("instagram", platform(sim).account_id), sim.token("instagram"), sim.base_url("instagram"))


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


@pytest.fixture
def account(sim: Simulation) -> Account:
    return sim.account("instagram")


def platform(sim: Simulation) -> InstagramSimulator:
    found = sim.simulator("instagram")
    assert isinstance(found, InstagramSimulator)
    return found


def outside(archive: MemoryArchive) -> list[str]:
    return [number for number, record in archive.records.items() if record.state is State.OUTSIDE_WINDOW]


# --- the window of 20 ---------------------------------------------------------------------------------------------------


def test_messages_beyond_the_window_exist_and_are_a_gap_not_a_deletion(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    result = night(live, archive, sim)
    inbox = [c for c in account.conversations if c.folder == "inbox"]
    beyond = {platform(sim).message_id(m): m for c in inbox for m in c.shown[:-20]}
    assert set(outside(archive)) == set(beyond)
    assert all(archive.records[number].sent is not None for number in beyond)
    assert not any(record.state is State.DELETED for record in archive.records.values())
    assert sorted(int(gap.reason.split()[0]) for gap in result.gaps) == [25, 95]
    assert all("import the account's export" in gap.reason for gap in result.gaps)
    assert all(gap.start and gap.end and gap.start < gap.end for gap in result.gaps)


def test_messages_that_are_listed_out_of_order_are_the_same_window(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    for conversation in account.conversations:
        for number, message in enumerate(conversation.shown):
            message.at += dt.timedelta(seconds=number)
    night(live, archive, sim)
    simulator, answer = platform(sim), platform(sim).answer

    def turned(request: Request) -> Reply:
        reply = answer(request)
        whole = reply.value if isinstance(reply.value, dict) else {}
        listed = whole.get("messages")
        if isinstance(listed, dict):
            value = {**whole, "messages": {**listed, "data": listed["data"][::-1]}}
            return Reply(value=value, headers=reply.headers)
        return reply

    simulator.answer = turned  # type: ignore[method-assign]
    other = MemoryArchive()
    night(live, other, sim)
    assert set(outside(other)) == set(outside(archive))
    assert other.records.keys() == archive.records.keys()


def test_what_lies_outside_is_not_asked_for_and_not_reported_twice(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(live, archive, sim)
    sim.world.say(account.conversations[1], "one more")
    sim.forget_requests()
    result = night(live, archive, sim)
    assert [record.text for record in result.new] == ["one more"]
    assert result.gaps == []
    details = [r for r in sim.requests("instagram") if "reactions" in r.query.get("fields", "")]
    assert len(details) == 1


def test_a_busy_day_that_overruns_the_window_is_found_out(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(live, archive, sim)
    for number in range(31):
        sim.world.say(account.conversations[0], f"busy {number}")
    result = night(live, archive, sim)
    (gap,) = result.gaps
    assert gap.reason.startswith("11 messages had left, since the last capture, the 20 newest")
    assert "capture more often" in gap.reason
    texts = [record.text for record in result.new if record.state is State.PRESENT]
    assert texts == [f"busy {number}" for number in range(11, 31)]
    assert sum(record.state is State.OUTSIDE_WINDOW for record in result.new) == 11
    assert night(live, archive, sim).gaps == []


def test_a_message_denied_within_the_window_is_outside_too_and_never_deleted(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    number = platform(sim).message_id(account.conversations[0].shown[-1])
    sim.fail("instagram", "message_gone", path=number)
    result = night(live, archive, sim)
    assert archive.records[number].state is State.OUTSIDE_WINDOW
    assert len(result.gaps) == 3


def test_a_message_taken_back_is_no_longer_listed(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(live, archive, sim)
    conversation = account.conversations[0]
    removed = conversation.shown[-2]
    removed.removed = sim.world.now
    sim.world.say(conversation, "and on")
    result = night(live, archive, sim)
    assert [(a.source_id, a.affirmed) for a in result.absences] == [(platform(sim).message_id(removed), False)]


def test_throttling_in_the_middle_of_details_keeps_those_that_came(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    for number in range(20):
        sim.world.say(account.conversations[0], f"busy {number}")
    number_of_tenth = platform(sim).message_id(account.conversations[0].shown[-10])
    sim.fail("instagram", "custom_limit", path=number_of_tenth, times=99)
    result = night(live, archive, sim)
    assert isinstance(result.error, RateLimited)
    assert {f"busy {number}" for number in range(10)} <= {record.text for record in archive.records.values()}
    sim.heal("instagram")
    night(live, archive, sim)
    assert {f"busy {number}" for number in range(20)} <= {record.text for record in archive.records.values()}


# --- logins -------------------------------------------------------------------------------------------------------------


def test_a_pages_token_reads_the_account_through_the_page(sim: Simulation, archive: MemoryArchive) -> None:
    platform(sim).mode = "facebook"
    live = connector(channel("instagram", platform(sim).account_id), sim.token("instagram"), sim.base_url("instagram"))
    result = night(live, archive, sim)
    assert result.error is None
    assert archive.texts(RecordKind.MESSAGE)
    assert archive.texts(RecordKind.POST)
    asked = {request.path for request in sim.requests("instagram")}
    assert "/v25.0/100200300400500/conversations" in asked
    health = live.health()
    assert health.valid
    assert "instagram_manage_messages" in health.missing_scopes


def test_the_token_of_another_account_is_refused_before_anything_is_taken(
    sim: Simulation, archive: MemoryArchive
) -> None:
    for mode in ("instagram", "facebook"):
        platform(sim).mode = mode
        wrong = connector(channel("instagram", "17841499999"), sim.token("instagram"), sim.base_url("instagram"))
        result = night(wrong, archive, sim)
        assert isinstance(result.error, ConfigError)
        assert archive.records == {}


def test_the_end_of_instagrams_own_token_is_told_as_something_to_do(live: Connector) -> None:
    health = live.health()
    assert health.valid
    assert health.expires is None
    assert "60 days" in health.detail


# --- posts, stories, comments -------------------------------------------------------------------------------------------


def test_a_carousel_is_one_post_with_all_its_files(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    media = tuple(sim.world.medium(kind) for kind in ("image", "video", "image"))
    sim.world.publish(account, "three at once", media=media)
    night(live, archive, sim)
    (post,) = [record for record in archive.records.values() if record.text == "three at once"]
    assert [a.name for a in post.attachments] == ["picture", "film", "picture"]
    assert [archive.files[a.key] for a in post.attachments] == [medium.body for medium in media]
    assert post.sender.role is Role.AGENCY


def test_a_file_that_the_platform_withholds_is_recorded_as_withheld(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    medium = sim.world.medium()
    platform(sim).withheld.add(medium.number)
    sim.world.publish(account, "flagged", media=(medium,))
    night(live, archive, sim)
    (post,) = [record for record in archive.records.values() if record.text == "flagged"]
    assert [a.held for a in post.attachments] == [Held.NOT_EXPORTED]
    assert any("withholds" in note for note in post.notes)


def test_a_story_is_caught_while_it_lasts_and_its_end_is_no_absence(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(live, archive, sim)
    sim.advance()
    result = night(live, archive, sim)
    stories = [r for r in result.new if "published as: story" in r.notes]
    assert len(stories) == 1
    sim.advance()
    later = night(live, archive, sim)
    assert stories[0].source_id not in {absence.source_id for absence in later.absences}


def test_replies_beyond_the_first_few_are_asked_for(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    post = next(post for post in account.shown_posts if post.author is account.agency)
    top = sim.world.comment(account, post, "a question to many")
    for number in range(8):
        sim.world.comment(account, post, f"reply {number}", parent=top)
    night(live, archive, sim)
    replies = [record for record in archive.records.values() if record.text.startswith("reply ")]
    (question,) = [record for record in archive.records.values() if record.text == "a question to many"]
    assert {record.text for record in replies} == {f"reply {number}" for number in range(8)}
    assert {record.parent for record in replies} == {question.source_id}


def test_more_comments_counted_than_given_is_this_platforms_way_and_both_numbers_are_kept(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    result = night(live, archive, sim)
    counted, fetched = result.tallies["comments_counted"], result.tallies["comments_given"]
    assert counted > fetched
    assert fetched == sum(record.kind is RecordKind.COMMENT for record in archive.records.values())
    assert not any(gap.edge == "comments" for gap in result.gaps)


def test_messages_switched_off_by_the_owner_cost_the_messages_alone(
    sim: Simulation, live: Connector, archive: MemoryArchive
) -> None:
    sim.fail("instagram", "messages_off", path="/conversations", times=99)
    result = night(live, archive, sim)
    assert result.error is None
    (gap,) = result.gaps
    assert "switched off access to messages" in gap.reason
    assert archive.texts(RecordKind.POST)


def test_an_edit_shows_when_it_moves_its_conversation_and_a_denial_then_changes_nothing(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(live, archive, sim)
    edited, denied = account.conversations[0].shown[-1], account.conversations[0].shown[-2]
    edited.text, edited.edited = "another wording", sim.world.now
    sim.fail("instagram", "message_gone", path=platform(sim).message_id(denied))
    result = night(live, archive, sim)
    assert [record.text for record in result.changed] == ["another wording"]
    assert result.gaps == []
    assert archive.records[platform(sim).message_id(denied)].state is not State.OUTSIDE_WINDOW


def test_posts_that_all_vanish_at_once_are_an_incident(
    sim: Simulation, live: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(live, archive, sim)
    kept, account.posts[:] = account.posts[:], []
    (gap,) = night(live, archive, sim).gaps
    assert gap.reason == "the platform listed 0 posts, before 12"
    account.posts[:] = kept
    night(live, archive, sim)
    assert "silence:posts" not in archive.gaps


def test_the_agencys_end_bears_its_name_and_is_known_by_its_handle_too(
    sim: Simulation, live: Connector, archive: MemoryArchive
) -> None:
    night(live, archive, sim)
    ours = {record.sender for record in archive.records.values() if record.sender.role is Role.AGENCY}
    assert {(person.name, person.handle) for person in ours} == {("Example Agency", "example_agency")}


def test_a_messages_file_that_failed_is_asked_for_each_night_until_it_comes(
    sim: Simulation, live: Connector, archive: MemoryArchive
) -> None:
    sim.fail("media", Reply(status=403, body=b"URL signature expired", content_type="text/plain"), times=9999)
    night(live, archive, sim)
    messages = [record for record in archive.records.values() if record.kind is RecordKind.MESSAGE]
    lost = {f"media:{record.source_id}:{at}" for record in messages for at in range(len(record.attachments))}
    assert lost & set(archive.gaps)
    sim.heal("media")
    assert not lost & {gap.key for gap in night(live, archive, sim).gaps}
    assert not lost & set(archive.gaps)
