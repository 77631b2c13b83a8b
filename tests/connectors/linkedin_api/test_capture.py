"""Nights of captures from the simulated LinkedIn: edits and deletions as notified, the rest by walking."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.errors import ConfigError, CredentialError, PlatformChanged, PlatformUnavailable, RateLimited
from archiver.model.attachment import Attachment, Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind
from config.token_file import token_file
from connectors.base import Connector
from connectors.linkedin.client import connector
from connectors.linkedin.options import LinkedInOptions, sunset_note
from connectors.side_by_side import AHEAD
from connectors.simulators import Simulation, simulate
from connectors.simulators.world import Comment, Post
from tests.connectors.nights import MemoryArchive, channel, night


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with simulate(platforms=("linkedin",)) as running:
        yield running


@pytest.fixture
def archive() -> MemoryArchive:
    return MemoryArchive()


def linkedin(sim: Simulation, secret: str = "", **options: object) -> Connector:
    chosen = LinkedInOptions(**options)  # type: ignore[arg-type]
    account = channel("linkedin", sim.simulator("linkedin").account_id)
    return connector(account, secret or sim.token("linkedin"), sim.base_url("linkedin"), options=chosen)


def commented(sim: Simulation, text: str = "A first word") -> tuple[Post, Comment, str]:
    account = sim.account("linkedin")
    post = sim.world.publish(account, "Watch this post")
    comment = sim.world.comment(account, post, text)
    return post, comment, sim.simulator("linkedin").comment_urn(post, comment)


def test_comments_stand_below_their_post_and_replies_below_their_comment(
    sim: Simulation, archive: MemoryArchive
) -> None:
    night(linkedin(sim), archive, sim)
    comments = [record for record in archive.records.values() if record.kind is RecordKind.COMMENT]
    posts = {number for number, record in archive.records.items() if record.kind is RecordKind.POST}
    assert {record.thread.key for record in comments} <= posts
    replies = [record for record in comments if record.parent not in posts]
    assert replies
    assert all(archive.records[record.parent].thread.key == record.thread.key for record in replies)


def test_members_are_known_by_their_urn_and_the_page_is_the_agency(sim: Simulation, archive: MemoryArchive) -> None:
    night(linkedin(sim), archive, sim)
    for record in archive.records.values():
        if record.sender.role is Role.AGENCY:
            assert record.sender.platform_id.startswith("urn:li:organization:")
        else:
            assert record.sender.platform_id.startswith("urn:li:person:")
            assert record.sender.name == ""
    assert all(r.sender.role is Role.AGENCY for r in archive.records.values() if r.kind is RecordKind.POST)


def test_reactions_and_comments_are_counted_with_each_post(sim: Simulation, archive: MemoryArchive) -> None:
    night(linkedin(sim), archive, sim)
    posts = [record for record in archive.records.values() if record.kind is RecordKind.POST]
    for record in posts:
        assert {"likes": 5, "loves": 2}.items() <= {count.name: count.value for count in record.counts}.items()


def files_of(archive: MemoryArchive) -> list[Attachment]:
    return [a for r in archive.records.values() if r.kind is RecordKind.POST for a in r.attachments]


def test_a_posts_files_are_asked_for_by_name_and_fetched_without_the_token(
    sim: Simulation, archive: MemoryArchive
) -> None:
    night(linkedin(sim), archive, sim)
    files = files_of(archive)
    assert len(files) > 1
    assert all(file.key in archive.files and file.platform_id.startswith("urn:li:") for file in files)
    media = {medium.body for post in sim.account("linkedin").posts for medium in post.media}
    assert {archive.files[file.key] for file in files} <= media
    asked = [r for r in sim.requests("linkedin") if r.path.startswith(("/rest/images/", "/rest/videos/"))]
    assert len(asked) == len(files)
    assert sim.token("linkedin") not in repr(sim.requests("media"))


def test_where_it_may_not_ask_for_files_one_gap_says_so_until_it_may(sim: Simulation, archive: MemoryArchive) -> None:
    simulator = sim.simulator("linkedin")
    simulator.files_allowed = False
    result = night(linkedin(sim), archive, sim)
    assert result.error is None
    files = files_of(archive)
    kinds = {file.platform_id.split(":")[2] for file in files}
    assert {gap.key for gap in result.gaps} == {f"files:{kind}" for kind in kinds}
    assert {a.held for a in files} == {Held.NOT_EXPORTED}
    assert all("tells this application no address" in a.reason for a in files)
    asked = [r for r in sim.requests("linkedin") if r.path.startswith(("/rest/images/", "/rest/videos/"))]
    assert len(asked) <= AHEAD * len(kinds), "after a refusal it is not asked for all"
    simulator.files_allowed = True
    again = night(linkedin(sim), archive, sim)
    assert archive.gaps == {}
    assert again.new == []
    assert all(file.key in archive.files for file in files_of(archive))


def test_a_file_that_linkedin_does_not_find_is_a_finding_of_its_own(sim: Simulation, archive: MemoryArchive) -> None:
    sim.fail("linkedin", "gone", path="/rest/images/", times=1)
    result = night(linkedin(sim), archive, sim)
    assert [gap.edge for gap in result.gaps] == ["media"]
    assert [a.held for a in files_of(archive) if not a.key] == [Held.EXPIRED]
    night(linkedin(sim), archive, sim)
    assert archive.gaps == {}


def test_a_day_whose_requests_are_used_up_while_files_are_asked_for_loses_none(
    sim: Simulation, archive: MemoryArchive
) -> None:
    sim.simulator("linkedin").daily = 4
    result = night(linkedin(sim), archive, sim)
    assert isinstance(result.error, RateLimited)
    assert archive.texts(RecordKind.POST)
    sim.simulator("linkedin").daily = None
    assert night(linkedin(sim), archive, sim).error is None
    assert archive.gaps == {}
    assert all(file.key in archive.files for file in files_of(archive))


def test_an_edited_comment_is_its_new_text(sim: Simulation, archive: MemoryArchive) -> None:
    _, comment, urn = commented(sim)
    night(linkedin(sim), archive, sim)
    comment.text, comment.edited = "Another word", sim.world.now + dt.timedelta(hours=1)
    sim.advance()
    run = night(linkedin(sim), archive, sim)
    changed = next(record for record in run.changed if record.source_id == urn)
    assert changed.edited
    assert changed.edited_at is not None
    assert changed.text == "Another word"


def test_a_text_that_only_a_notification_told_is_kept_before_the_one_there_is_now(
    sim: Simulation, archive: MemoryArchive
) -> None:
    post, comment, urn = commented(sim)
    night(linkedin(sim), archive, sim)
    objects = sim.simulator("linkedin")._objects
    real = objects.notifications
    comment.text, comment.edited = "Second thoughts", sim.world.now + dt.timedelta(hours=1)

    def notifications(now: dt.datetime) -> Iterator[tuple[dt.datetime, dict[str, object]]]:
        yield from real(now)
        words, comment.text = comment.text, "A word in between"
        yield objects_notification(objects, post, comment, now - dt.timedelta(hours=2))
        comment.text = words

    objects.notifications = notifications
    sim.advance()
    run = night(linkedin(sim), archive, sim)
    told = [record.text for record in run.records if record.source_id == urn]
    assert told == ["A word in between", "Second thoughts"]
    again = night(linkedin(sim), archive, sim)
    assert [record.text for record in again.records if record.source_id == urn] in ([], ["Second thoughts"])


def objects_notification(
    objects: object, post: Post, comment: Comment, at: dt.datetime
) -> tuple[dt.datetime, dict[str, object]]:
    return at, objects._notification(post, comment, "COMMENT_EDIT", at)  # type: ignore[attr-defined]


def test_a_deleted_comment_is_gone_by_notification_and_not_before(sim: Simulation, archive: MemoryArchive) -> None:
    _, comment, urn = commented(sim)
    night(linkedin(sim), archive, sim)
    sim.simulator("linkedin").notifications_allowed = False
    comment.removed = sim.world.now + dt.timedelta(hours=1)
    sim.advance()
    run = night(linkedin(sim), archive, sim)
    assert isinstance(run.error, CredentialError)
    assert archive.absent[urn].affirmed is False
    sim.simulator("linkedin").notifications_allowed = True
    night(linkedin(sim), archive, sim)
    assert archive.absent[urn].affirmed is True


def test_a_post_that_is_not_found_is_absent_and_never_called_deleted(sim: Simulation, archive: MemoryArchive) -> None:
    post, _, _ = commented(sim)
    night(linkedin(sim), archive, sim)
    post.removed = sim.world.now
    run = night(linkedin(sim), archive, sim)
    told = {absence.source_id: absence.affirmed for absence in run.absences}
    assert told[sim.simulator("linkedin").post_urn(post)] is False
    again = night(linkedin(sim), archive, sim)
    assert again.absences == []


def test_a_page_that_falls_silent_is_an_incident(sim: Simulation, archive: MemoryArchive) -> None:
    night(linkedin(sim), archive, sim)
    sim.account("linkedin").posts.clear()
    night(linkedin(sim), archive, sim)
    assert "posts:silence" in archive.gaps


def test_without_counts_and_notifications_young_posts_are_walked_all_the_same(
    sim: Simulation, archive: MemoryArchive
) -> None:
    simulator = sim.simulator("linkedin")
    simulator.counts_allowed = simulator.notifications_allowed = False
    post, _, _ = commented(sim)
    first = night(linkedin(sim), archive, sim)
    assert isinstance(first.error, CredentialError)
    assert "notifications" in str(first.error)
    assert "notifications:refused" in archive.gaps
    late = simulator.comment_urn(post, sim.world.comment(sim.account("linkedin"), post, "A late word"))
    night(linkedin(sim), archive, sim)
    assert late in archive.records


def test_notifications_older_than_their_sixty_days_are_a_gap(sim: Simulation, archive: MemoryArchive) -> None:
    night(linkedin(sim), archive, sim)
    sim.advance(70)
    run = night(linkedin(sim), archive, sim)
    (gap,) = [gap for gap in run.gaps if gap.edge == "notifications"]
    assert gap.start is not None
    assert gap.end is not None
    assert (gap.end - gap.start).days == 10


@pytest.mark.parametrize(
    ("trouble", "ending"),
    [
        ("version", ConfigError),
        ("internal", PlatformUnavailable),
        ("error_in_200", PlatformChanged),
        ("unprocessable", PlatformChanged),
    ],
)
def test_each_trouble_ends_as_it_should(
    sim: Simulation, archive: MemoryArchive, trouble: str, ending: type[Exception]
) -> None:
    sim.fail("linkedin", trouble, path="/rest/posts", times=99)
    run = night(linkedin(sim), archive, sim)
    assert type(run.error) is ending
    assert [exchange.status for exchange in run.exchanges]


def test_an_ageing_version_is_told_before_it_ends(sim: Simulation, archive: MemoryArchive) -> None:
    assert not any("version" in note for note in night(linkedin(sim), archive, sim).notes)
    old = night(linkedin(sim, version="202504"), archive, sim)
    assert isinstance(old.error, ConfigError)
    assert any("10 months old" in note for note in old.notes)
    assert sunset_note("202607", dt.datetime(2027, 4, 1, tzinfo=dt.UTC)) == ""
    assert "twelve" in sunset_note("202607", dt.datetime(2027, 5, 1, tzinfo=dt.UTC))


def test_urns_are_encoded_and_structured_parameters_are_not(sim: Simulation, archive: MemoryArchive) -> None:
    run = night(linkedin(sim), archive, sim)
    paths = [request.path for request in sim.requests("linkedin")]
    assert any("urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A" in path for path in paths)
    assert all(request.headers["x-restli-protocol-version"] == "2.0.0" for request in sim.requests("linkedin"))
    assert run.error is None


def test_a_token_that_ends_is_renewed_and_kept(sim: Simulation, archive: MemoryArchive, tmp_path: Path) -> None:
    simulator = sim.simulator("linkedin")
    secret = json.dumps(
        {
            "kind": "oauth2",
            "client_id": simulator.client[0],
            "client_secret": simulator.client[1],
            "access_token": simulator.token,
            "refresh_token": simulator.refresh_token,
        }
    )
    (tmp_path / "token").write_text(secret)
    (tmp_path / "token").chmod(0o600)
    simulator.expire()
    account = channel("linkedin", simulator.account_id)
    keeper = token_file("file:token", key="k", home=tmp_path)
    live = connector(account, secret, sim.base_url("linkedin"), keeper=keeper)
    run = night(live, archive, sim)
    assert run.error is None
    assert json.loads((tmp_path / "token").read_text())["access_token"] == simulator.token
    assert live.health().expires is not None
    assert simulator.client[1] not in repr(run.batches)


def test_the_end_of_a_consent_is_told_where_the_secret_tells_it(sim: Simulation) -> None:
    end = {"kind": "bearer", "access_token": sim.token("linkedin"), "expires_at": "2027-01-31T00:00:00Z"}
    assert linkedin(sim, json.dumps(end)).health().expires == dt.datetime(2027, 1, 31, tzinfo=dt.UTC)
    assert linkedin(sim).health().expires is None
