"""What a platform shows through its interface and gives again in its export is kept once, and fills what was missing."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from archiver.cli import main
from archiver.errors import ExitCode
from archiver.model.attachment import Held, file_gap
from archiver.model.conversation import FileKind
from archiver.model.ids import ChannelId
from archiver.model.record import RecordKind, RedactedRecord, State, ThreadKind
from archiver.pipeline.intake import import_export
from archiver.pipeline.report import ChannelReport
from archiver.store import schema
from archiver.store.entries import Reader
from archiver.wiring.running import open_parts
from config.settings import Settings
from connectors.samples.meta import as_json
from connectors.simulators import Simulation
from connectors.simulators.wire import Reply
from connectors.simulators.world import Person

Run = Callable[[Settings], dict[str, ChannelReport]]
INSTAGRAM, FACEBOOK = ChannelId("our-instagram"), ChannelId("our-facebook")


def stored(settings: Settings, channel: ChannelId) -> list[RedactedRecord]:
    """The newest state of every record of a channel."""
    with open_parts(settings) as parts, parts.store.database.read() as connection:
        table = schema.record
        query = select(table.c.id).join(schema.channel, schema.channel.c.id == table.c.channel_id)
        numbers = list(connection.execute(query.where(schema.channel.c.name == channel)).scalars())
        channel_id = connection.execute(
            select(schema.channel.c.id).where(schema.channel.c.name == channel)
        ).scalar_one()
        return Reader(connection, channel_id).records(numbers)


def instagram_export(sim: Simulation, target: Path) -> Path:
    """The account's own export: every private exchange by display names, as the platform writes it."""
    account = sim.account("instagram")
    with zipfile.ZipFile(target, "w") as made:
        profile = {"string_map_data": {"Name": {"value": account.agency.name}}}
        place = "personal_information/personal_information/personal_information.json"
        made.writestr(place, as_json({"profile_user": [profile]}))
        for conversation in account.conversations:
            messages = [
                {"sender_name": m.sender.name, "timestamp_ms": int(m.at.timestamp() * 1000) + 321}
                | ({"content": m.text} if m.text else {})
                for m in reversed(conversation.shown)
            ]
            names = [person.name for person in conversation.people]
            people = [{"name": name} for name in (*names, account.agency.name)]
            place = f"your_instagram_activity/messages/inbox/t_{conversation.number}/message_1.json"
            made.writestr(place, as_json({"participants": people, "messages": messages, "title": ", ".join(names)}))
    return target


def test_instagrams_export_fills_what_lay_outside_the_window_and_doubles_nothing(
    configured: Callable[..., Settings],
    sim: Simulation,
    run_night: Run,
    tmp_path: Path,
) -> None:
    settings = configured()
    assert run_night(settings)["our-instagram"].exit_code is ExitCode.GAPS
    before = [r for r in stored(settings, INSTAGRAM) if r.kind is RecordKind.MESSAGE]
    outside = sum(record.state is State.OUTSIDE_WINDOW for record in before)
    assert outside > 0
    export = instagram_export(sim, tmp_path / "instagram.zip")
    with open_parts(settings) as parts:
        report = import_export(parts, [export], INSTAGRAM)
        assert report.channels[0].error is None
        assert [b for b in report.balances if not b.holds] == []
        assert [gap for gap in parts.store.gaps(INSTAGRAM) if gap.gap.key.startswith("window:")] == []
    after = [r for r in stored(settings, INSTAGRAM) if r.kind is RecordKind.MESSAGE]
    assert [record for record in after if record.state is State.OUTSIDE_WINDOW] == []
    kept = [record for record in after if record.thread.kind is ThreadKind.PRIVATE]
    private = [c for c in sim.account("instagram").conversations if len(c.people) == 1]
    shown = Counter(message.at.replace(microsecond=0) for each in private for message in each.shown)
    assert Counter(record.sent.utc.replace(microsecond=0) for record in kept if record.sent) == shown
    quiet = run_night(settings)["our-instagram"]
    assert (quiet.counts.new, quiet.counts.revised, quiet.error) == (0, 0, None)
    with open_parts(settings) as parts:
        again = import_export(parts, [export], INSTAGRAM).channels[0]
    assert (again.counts.new, again.counts.revised) == (0, 0)


def test_one_known_by_handle_alone_has_a_file_an_index_line_and_a_search_by_it(
    configured: Callable[..., Settings],
    sim: Simulation,
    run_night: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = configured()
    talk = sim.world.converse(sim.account("instagram"), Person(number=987002, name="Sunny", handle="sunny.days_88"))
    sim.world.say(talk, "Is this the right place?")
    run_night(settings)
    assert (
        main(["--config", str(tmp_path / "archiver.toml"), "search", "--correspondent", "sunny.days_88", "--json"]) == 0
    )
    (hit,) = json.loads(capsys.readouterr().out)
    assert hit["correspondent"] == "@sunny.days_88"
    (path,) = hit["files"]
    assert Path(path).name.startswith("@sunny.days_88 2026-02-0")
    assert (settings.archive_path / path).is_file()
    with open_parts(settings) as parts:
        rows = [
            row for row in parts.store.index_rows() if row.channel == INSTAGRAM and row.kind is FileKind.CONVERSATION
        ]
    assert "@sunny.days_88" in {row.correspondent for row in rows}
    assert [row.title for row in rows if row.title.startswith("Unknown")] == []


def test_a_picture_that_failed_one_night_and_came_the_next_is_held(
    configured: Callable[..., Settings], sim: Simulation, run_night: Run
) -> None:
    settings = configured()
    failing = Reply(status=500, body=b"", content_type="text/plain")
    sim.fail("media", failing, times=10_000)
    first = run_night(settings)
    assert all(report.tallies["media_not_fetched"] > 0 for report in first.values())
    for channel in (FACEBOOK, INSTAGRAM):
        assert [a for r in stored(settings, channel) for a in r.attachments if a.held is Held.SEALED] == []
    sim.heal("media")
    second = run_night(settings)
    for channel in (FACEBOOK, INSTAGRAM):
        assert second[channel].counts.revised == 0
        posts = [record for record in stored(settings, channel) if record.kind is RecordKind.POST]
        # What the platform gives no link to is no failure of that night.
        files = [a for post in posts for a in post.attachments if a.held is not Held.NOT_EXPORTED]
        assert files
        assert [a for a in files if a.held is not Held.SEALED or not a.original or len(a.sha256) != 64] == []
        with open_parts(settings) as parts:
            open_gaps = {gap.gap.key for gap in parts.store.gaps(channel)}
        assert open_gaps.isdisjoint(file_gap(post.source_id, n) for post in posts for n in range(len(post.attachments)))


def test_an_edited_post_keeps_its_picture_and_gets_the_new_one_the_next_night(
    configured: Callable[..., Settings], sim: Simulation, run_night: Run
) -> None:
    settings = configured()
    account = sim.account("facebook")
    post = sim.world.publish(account, "Our new office", media=(sim.world.medium(),))
    run_night(settings)
    post.text, post.media = "Our new office, from two sides", [*post.media, sim.world.medium()]
    edited = run_night(settings)["our-facebook"]
    assert edited.counts.revised == 1
    assert [gap.reason for gap in edited.gaps if gap.edge == "media"] == [
        "1 files came with changes of known records: the next capture asks for them"
    ]

    def held() -> list[Held]:
        (found,) = [r for r in stored(settings, FACEBOOK) if r.text.text == post.text]
        return [attachment.held for attachment in found.attachments]

    assert held() == [Held.SEALED, Held.MISSING]
    run_night(settings)
    assert held() == [Held.SEALED, Held.SEALED]


def test_one_who_changes_name_in_the_middle_is_found_by_both(
    configured: Callable[..., Settings],
    sim: Simulation,
    run_night: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = configured()
    account = sim.account("facebook")
    person = Person(number=987001, name="Ngaire Hoani", handle="ngaire_h")
    talk = sim.world.converse(account, person)
    sim.world.say(talk, "Is my form complete?")
    run_night(settings)
    sim.advance()
    renamed = Person(number=987001, name="Ngaire Walker", handle="ngaire_h")
    talk.people[:] = [renamed]
    sim.world.say(talk, "I have sent the rest now")
    run_night(settings)
    found = []
    for name in ("Ngaire Hoani", "ngaire walker"):
        code = main(["--config", str(tmp_path / "archiver.toml"), "search", "--correspondent", name, "--json"])
        assert code == 0
        (hit,) = json.loads(capsys.readouterr().out)
        found.append((hit["record"], hit["correspondent"]))
        assert hit["files"]
        assert all("Ngaire Walker" in Path(path).name for path in hit["files"])
        assert all((settings.archive_path / path).is_file() for path in hit["files"])
    assert found[0] == found[1]
    with open_parts(settings) as parts:
        (row,) = [row for row in parts.store.index_rows() if row.number == found[0][0]]
    assert (row.correspondent, row.formerly) == ("Ngaire Walker", ("Ngaire Hoani",))
