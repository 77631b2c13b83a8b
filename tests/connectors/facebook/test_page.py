"""A Page's nights on the simulator: what changes, what is refused, what goes missing, and what is said of it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from archiver.errors import ConfigError, CredentialError, PlatformChanged, PlatformUnavailable, RateLimited
from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State, ThreadKind
from connectors.base import Connector
from connectors.facebook.client import connector
from connectors.simulators import Fault, Reply, Request, Simulation, simulate
from connectors.simulators.facebook import FacebookSimulator
from connectors.simulators.world import Account
from tests.connectors.nights import MemoryArchive, channel, night


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with simulate(seed=3, platforms=("facebook",)) as running:
        yield running


@pytest.fixture
def page(sim: Simulation) -> Connector:
    return connector(channel("facebook", platform(sim).page_id), sim.token("facebook"), sim.base_url("facebook"))


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


@pytest.fixture
def account(sim: Simulation) -> Account:
    return sim.account("facebook")


def platform(sim: Simulation) -> FacebookSimulator:
    found = sim.simulator("facebook")
    assert isinstance(found, FacebookSimulator)
    return found


def paths(sim: Simulation, ending: str) -> list[str]:
    return [request.path for request in sim.requests("facebook") if request.path.endswith(ending)]


# --- what changes -----------------------------------------------------------------------------------------------------


def test_a_late_comment_on_an_old_post_is_found_the_same_night(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    sim.world.comment(account, account.shown_posts[-1], "Better late than never")
    sim.forget_requests()
    result = night(page, archive, sim)
    assert [record.text for record in result.new] == ["Better late than never"]
    assert len(paths(sim, "/comments")) == 1


def test_an_edit_that_moves_nothing_is_found_within_two_weeks(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    post = next(post for post in account.shown_posts if post.shown_comments)
    post.shown_comments[0].text = "quietly rewritten"
    found = []
    for days in range(1, 16):
        later = sim.world.now + dt.timedelta(days=days)
        found += night(page, archive, sim, now=lambda later=later: later).changed  # type: ignore[misc]
    assert [record.text for record in found] == ["quietly rewritten"]


def test_replies_know_what_they_answer_and_hidden_ones_are_marked(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    post = account.shown_posts[0]
    first = sim.world.comment(account, post, "a question")
    sim.world.comment(account, post, "an answer", parent=first, by_agency=True).hidden = True
    night(page, archive, sim)
    nodes = platform(sim).nodes
    question = archive.records[nodes.comment_id(post, first)]
    answer = next(record for record in archive.records.values() if record.text == "an answer")
    assert question.parent == nodes.post_id(post)
    assert answer.parent == question.source_id
    assert answer.thread.key == question.thread.key == nodes.post_id(post)
    assert (answer.state, answer.sender.role) == (State.HIDDEN, Role.AGENCY)


def test_a_hidden_post_is_still_captured_and_marked(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    post = next(post for post in account.shown_posts if post.author is account.agency)
    post.hidden = True
    night(page, archive, sim)
    assert archive.records[platform(sim).nodes.post_id(post)].state is State.HIDDEN


def test_a_message_taken_back_is_no_longer_returned_and_an_edited_one_changes(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    conversation = account.conversations[2]
    removed, edited = conversation.shown[-1], conversation.shown[-3]
    removed.removed = sim.world.now
    edited.text, edited.edited = "another wording", sim.world.now
    result = night(page, archive, sim)
    nodes = platform(sim).nodes
    assert [(a.source_id, a.affirmed) for a in result.absences] == [(nodes.message_id(removed), False)]
    assert [record.text for record in result.changed] == ["another wording"]
    assert archive.records[nodes.message_id(removed)].state is State.PRESENT


def test_one_new_message_in_a_long_conversation_asks_for_one_page(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    conversation = account.conversations[2]
    assert len(conversation.shown) > 100
    sim.world.say(conversation, "one more")
    sim.forget_requests()
    assert [record.text for record in night(page, archive, sim).new] == ["one more"]
    # The first page holds the new one; the second is filtered to nothing; the third is held already, and the count agrees.
    assert len(paths(sim, "/messages")) <= 3


def test_messages_out_of_order_lose_none_and_a_new_one_among_old_ones_is_found(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    simulator, answer = platform(sim), platform(sim).answer

    def shuffled(request: Request) -> Reply:
        reply = answer(request)
        if request.path.endswith("/messages") and isinstance(reply.value, dict):
            data = list(reply.value["data"])
            random.Random(len(data)).shuffle(data)
            return Reply(value={**reply.value, "data": data}, headers=reply.headers)
        return reply

    simulator.answer = shuffled  # type: ignore[method-assign]
    assert night(page, archive, sim).error is None
    held = sum(archive.texts(RecordKind.MESSAGE).values())
    assert held == sum(len(conversation.shown) for conversation in account.conversations)
    sim.world.say(account.conversations[2], "somewhere in between")
    assert [record.text for record in night(page, archive, sim).new] == ["somewhere in between"]


def test_when_the_count_does_not_agree_the_walk_goes_to_the_end(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    conversation = account.conversations[2]
    old = conversation.shown[0].at - dt.timedelta(days=3)
    sim.world.say(conversation, "older than all, and only now here", at=old)
    sim.world.say(conversation, "new")
    result = night(page, archive, sim)
    assert {record.text for record in result.new} == {"older than all, and only now here", "new"}


def test_a_thread_is_handed_over_oldest_first(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    result = night(page, archive, sim)
    key = platform(sim).nodes.conversation_id(account.conversations[2])
    times = [record.sent.utc for record in result.records if record.thread.key == key and record.sent]
    assert len(times) > 100
    assert times == sorted(times)


def test_every_folder_is_read_and_a_name_that_is_unknown_is_said_once(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    other = next(conversation for conversation in account.conversations if conversation.folder == "other")
    result = night(page, archive, sim)
    assert platform(sim).nodes.conversation_id(other) in {record.thread.key for record in result.records}
    assert result.notes == ["conversations: the platform knows no folder page_done"]
    assert night(page, archive, sim).notes == []


def test_groups_and_private_threads_are_told_apart(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    kinds = {str(record.thread.key): record.thread.kind for record in archive.records.values()}
    nodes = platform(sim).nodes
    assert kinds[nodes.conversation_id(account.conversations[3])] is ThreadKind.GROUP
    assert kinds[nodes.conversation_id(account.conversations[0])] is ThreadKind.PRIVATE


# --- what is refused ----------------------------------------------------------------------------------------------------


def test_a_permission_lost_on_one_list_costs_that_list_alone(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    sim.fail("facebook", "permission", path="/conversations", times=99)
    result = night(page, archive, sim)
    assert result.error is None
    assert {gap.key for gap in result.gaps} == {
        f"edge:conversations:{name}" for name in ("default", "other", "spam", "page_done")
    }
    assert archive.texts(RecordKind.POST)
    assert archive.texts(RecordKind.COMMENT)
    sim.heal("facebook")
    assert night(page, archive, sim).error is None
    assert archive.gaps == {}
    assert archive.texts(RecordKind.MESSAGE)


def test_a_refusal_that_a_person_has_accepted_is_not_reported_again_until_it_changes(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    def refused(trouble: str) -> list[str]:
        sim.heal("facebook")
        sim.fail("facebook", trouble, path="/tagged", times=99)
        return [gap.key for gap in night(page, archive, sim).gaps]

    assert refused("permission") == ["edge:tagged"]
    assert refused("permission") == ["edge:tagged"], "as long as nobody has looked at it"
    archive.accept_gap("edge:tagged")
    assert refused("permission") == []
    assert refused("no_capability") == ["edge:tagged"]
    sim.heal("facebook")
    assert night(page, archive, sim).gaps == []
    assert refused("permission") == ["edge:tagged"], "after it had worked again it is news"


def test_a_token_that_may_read_nothing_is_a_matter_for_the_operator(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    sim.fail("facebook", "permission", times=999)
    result = night(page, archive, sim)
    assert isinstance(result.error, CredentialError)
    assert result.gaps


def test_a_field_that_may_not_be_read_is_left_out_and_said(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    platform(sim).wire.refused = {"admin_creator"}
    result = night(page, archive, sim)
    assert (result.error, result.gaps) == (None, [])
    assert "published_posts: the platform refuses the field admin_creator; it was left out" in result.notes
    assert len(archive.texts(RecordKind.POST)) > 0


def test_pages_that_are_too_heavy_are_asked_for_in_smaller_ones(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    platform(sim).wire.heavy = True
    result = night(page, archive, sim)
    assert (result.error, result.gaps) == (None, [])
    assert sum(archive.texts(RecordKind.MESSAGE).values()) == sum(len(c.shown) for c in account.conversations)


def test_an_account_that_the_platform_does_not_know_is_the_configurations_fault(
    sim: Simulation, archive: MemoryArchive
) -> None:
    wrong = connector(channel("facebook", "999"), sim.token("facebook"), sim.base_url("facebook"))
    result = night(wrong, archive, sim)
    assert isinstance(result.error, ConfigError)
    assert "channels.test-facebook.account" in str(result.error)
    assert result.exchanges


def test_after_a_throttled_night_the_next_begins_with_what_was_left_over(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    sim.fail("facebook", "page_limit", path="/messages", after=1, times=99)
    assert isinstance(night(page, archive, sim).error, RateLimited)
    sim.heal("facebook")
    sim.forget_requests()
    assert night(page, archive, sim).error is None
    asked = [request.path.rpartition("/")[2] for request in sim.requests("facebook")]
    assert asked.index("published_posts") < asked.index("conversations")


def test_the_time_to_wait_is_what_the_platform_estimates(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    platform(sim).wire.load, platform(sim).wire.wait_minutes = 95, 42
    result = night(page, archive, sim)
    assert isinstance(result.error, RateLimited)
    assert result.error.until == sim.world.now + dt.timedelta(minutes=42)


# --- what goes missing --------------------------------------------------------------------------------------------------


def test_empty_comments_below_a_post_that_counts_some_are_a_fault_and_no_removal(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    post = next(post for post in account.shown_posts if len(post.shown_comments) > 1)
    sim.world.comment(account, post, "unseen")
    platform(sim).is_user_token = True
    result = night(page, archive, sim)
    number = platform(sim).nodes.post_id(post)
    assert f"comments:{number}" in {gap.key for gap in result.gaps}
    assert result.absences == []
    assert f"comments:{number}" in {gap.key for gap in night(page, archive, sim).gaps}, "asked for again every night"
    archive.accept_gap(f"comments:{number}")
    assert f"comments:{number}" not in {gap.key for gap in night(page, archive, sim).gaps}
    platform(sim).is_user_token = False
    sim.world.comment(account, post, "seen")
    assert {record.text for record in night(page, archive, sim).new} >= {"seen", "unseen"}


def test_a_sudden_silence_is_an_incident_until_it_ends_or_a_person_accepts_it(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    hidden, account.conversations[:] = account.conversations[:], []
    for _ in range(2):
        result = night(page, archive, sim)
        assert [gap.reason for gap in result.gaps] == ["the platform listed 0 conversations, before 8"]
        assert result.absences == []
    account.conversations[:] = hidden
    assert night(page, archive, sim).gaps == []
    assert archive.gaps == {}
    account.conversations[:] = hidden[:2]
    assert len(night(page, archive, sim).gaps) == 1
    archive.accept_gap("silence:conversations")
    assert night(page, archive, sim).gaps == []
    assert night(page, archive, sim).gaps == []


def test_a_conversation_that_leaves_the_lists_is_looked_for_by_its_id(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    moved, gone = account.conversations[6], account.conversations[7]
    moved.folder = "a folder of no name"
    sim.world.say(moved, "said where nobody looks")
    held = gone.shown
    account.conversations.remove(gone)
    result = night(page, archive, sim)
    assert [record.text for record in result.new] == ["said where nobody looks"]
    assert {absence.source_id for absence in result.absences} == {platform(sim).nodes.message_id(m) for m in held}
    assert not any(absence.affirmed for absence in result.absences)
    assert night(page, archive, sim).absences == []


def test_a_post_that_leaves_the_lists_is_asked_for_by_its_id_and_is_not_called_deleted(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    night(page, archive, sim)
    post = next(post for post in account.shown_posts if post.shown_comments)
    post.removed = sim.world.now
    absences = []
    for days in range(1, 16):
        later = sim.world.now + dt.timedelta(days=days)
        absences += night(page, archive, sim, now=lambda later=later: later).absences  # type: ignore[misc]
    number = platform(sim).nodes.post_id(post)
    assert number in {absence.source_id for absence in absences}
    assert len(absences) == 1 + len(post.comments)
    assert archive.records[number].state is State.PRESENT


def test_messages_that_are_counted_but_not_given_are_a_gap(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    number = platform(sim).nodes.conversation_id(account.conversations[4])
    sim.fail("facebook", Reply(value={"data": []}), path=f"{number}/messages")
    result = night(page, archive, sim)
    assert [gap.key for gap in result.gaps] == [f"conversation:{number}"]
    assert night(page, archive, sim).gaps == []
    assert archive.gaps == {}


def test_an_object_without_an_id_is_quarantined_and_the_rest_of_its_page_taken(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    number = platform(sim).nodes.conversation_id(account.conversations[4])
    good = {"id": "m_1", "created_time": "2026-01-01T00:00:00+0000", "message": "whole"}
    reply = Reply(value={"data": [{"message": "no id"}, 5, None, good, {"id": {"a": 1}}]})
    sim.fail("facebook", reply, path=f"{number}/messages")
    result = night(page, archive, sim)
    assert [each.reason for each in result.quarantined] == ["a message without an id"] * 4
    assert "m_1" in archive.records


def test_one_broken_conversation_does_not_keep_the_others_from_being_read(
    sim: Simulation, page: Connector, archive: MemoryArchive, account: Account
) -> None:
    number = platform(sim).nodes.conversation_id(account.conversations[4])
    sim.fail("facebook", Fault.HTML, path=f"{number}/messages", times=99)
    result = night(page, archive, sim)
    assert result.error is None
    assert [gap.key for gap in result.gaps] == [f"conversation:{number}"]
    assert any(b"Something went wrong" in exchange.body for exchange in result.exchanges), "kept as evidence"
    sim.heal("facebook")
    night(page, archive, sim)
    assert archive.gaps == {}


def test_three_lists_in_a_row_without_an_answer_end_the_run(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    sim.fail("facebook", "unavailable", path="/messages", times=9999)
    assert isinstance(night(page, archive, sim).error, PlatformUnavailable)


@pytest.mark.parametrize(
    "page_two",
    [
        {"data": [], "paging": {"next": "https://elsewhere.example/v25.0/1/conversations?folder=spam"}},
        {"conversations": []},
    ],
)
def test_a_folder_that_breaks_off_midway_is_a_gap_and_not_an_unknown_folder(
    sim: Simulation, page: Connector, archive: MemoryArchive, page_two: dict[str, object]
) -> None:
    folder = f"{sim.base_url('facebook')}/v25.0/{platform(sim).page_id}/conversations?platform=messenger&folder=spam"
    first = {"data": [], "paging": {"next": f"{folder}&after=1"}}
    sim.fail("facebook", Reply(value=page_two), path="/conversations", query="after=1")
    sim.fail("facebook", Reply(value=first), path="/conversations", query="folder=spam")
    result = night(page, archive, sim)
    assert "edge:conversations:spam" in archive.gaps
    assert not [note for note in result.notes if "spam" in note]
    night(page, archive, sim)
    assert archive.gaps == {}


def test_answers_in_a_shape_that_nobody_knows_are_not_blamed_on_the_token(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    sim.fail("facebook", Reply(value={"something": "else"}), path=f"/{platform(sim).page_id}/", times=99)
    assert isinstance(night(page, archive, sim).error, PlatformChanged)


# --- files --------------------------------------------------------------------------------------------------------------


def test_an_expired_link_is_asked_for_anew(sim: Simulation, page: Connector, archive: MemoryArchive) -> None:
    expired = Reply(status=403, body=b"URL signature expired", content_type="text/plain")
    sim.fail("media", expired, times=1)
    result = night(page, archive, sim)
    assert result.gaps == []
    assert all(a.held is not Held.EXPIRED for record in result.records for a in record.attachments)


def test_a_file_that_stays_expired_is_a_gap_and_is_tried_again_until_it_comes(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    sim.fail("media", Reply(status=403, body=b"URL signature expired", content_type="text/plain"), times=2)
    result = night(page, archive, sim)
    (gap,) = result.gaps
    (lost,) = [a for record in result.records for a in record.attachments if a.held is Held.EXPIRED]
    assert gap.edge == "media"
    assert lost.reason == "HTTP 403"
    assert gap.key.startswith("media:")
    sim.fail("media", Reply(status=403, body=b"URL signature expired", content_type="text/plain"), times=2)
    assert [each.key for each in night(page, archive, sim).gaps] == [gap.key], (
        "nothing moved, and it is asked for all the same"
    )
    again = night(page, archive, sim)
    assert (again.gaps, archive.gaps) == ([], {})
    assert gap.key in archive.files
    sim.forget_requests()
    night(page, archive, sim)
    assert sim.requests("media") == ()
    assert len(paths(sim, "/messages")) <= 1, "the conversation is walked in its turn alone"


def test_a_file_that_a_person_has_given_up_is_not_asked_for_any_more(
    sim: Simulation, page: Connector, archive: MemoryArchive
) -> None:
    gone = Reply(status=403, body=b"URL signature expired", content_type="text/plain")
    sim.fail("media", gone, times=2)
    (gap,) = night(page, archive, sim).gaps
    archive.accept_gap(gap.key)
    sim.forget_requests()
    night(page, archive, sim)
    assert sim.requests("media") == ()


def test_a_file_over_the_limit_is_recorded_as_such(sim: Simulation, page: Connector, archive: MemoryArchive) -> None:
    result = night(page, archive, sim, media_limit=40)
    held = {a.held for record in result.records for a in record.attachments}
    assert Held.TOO_LARGE in held
    assert archive.files, "smaller ones are taken all the same"
    assert all(len(body) <= 40 for body in archive.files.values())
