"""Direct messages of an X archive: every event kept or named, oldest first, nothing encrypted dropped."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State, ThreadKind
from connectors.honesty import STRANGE
from connectors.x.archive import importer
from tests.connectors.export_sources import MemorySource, channel, one, take
from tests.connectors.x_archive.making import ANYTHING, GROUP, KIM, ME, PAIR, SAM, manifest, read, script

FIRST = 1753100000000000000


def message(number: int, **more: Any) -> dict[str, Any]:
    """The message that was sent `number` seconds after 03:04:00."""
    return {
        "messageCreate": {
            "recipientId": ME,
            "senderId": SAM,
            "id": str(FIRST + number),
            "createdAt": f"2024-02-01T03:{4 + number // 60:02d}:{number % 60:02d}.678Z",
            "text": f"number {number}",
            "mediaUrls": [],
            "urls": [],
            "reactions": [],
            "editHistory": [],
            **more,
        }
    }


def conversation(*events: Any, number: str = PAIR) -> dict[str, Any]:
    return {"dmConversation": {"conversationId": number, "messages": list(events)}}


def archive(*conversations: Any, **files: object) -> MemorySource:
    return one(
        {
            "data/manifest.js": manifest(),
            "data/direct-messages.js": script("direct_messages", list(conversations)),
            **{f"data/{name}": content for name, content in files.items()},
        }
    )


def test_messages_come_oldest_first_with_the_live_platform_s_ids() -> None:
    taken = read(archive(conversation(*(message(n) for n in reversed(range(100))))), batch_size=30)
    assert taken.texts == [f"number {n}" for n in range(100)]
    record = taken.records[0]
    assert (record.source_id, record.thread.key, record.thread.kind) == (str(FIRST), PAIR, ThreadKind.PRIVATE)
    assert (record.sender.platform_id, record.sender.role) == (SAM, Role.CORRESPONDENT)
    assert [(person.name, person.role) for person in record.recipients] == [("Example Agency", Role.AGENCY)]
    assert record.sent is not None
    assert (record.sent.source, record.place) == (
        "2024-02-01T03:04:00.678Z",
        "data/direct-messages.js [0].messages[99]",
    )


def test_a_giant_conversation_is_read_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.oldest_first import oldest_first
    from connectors.x import archive_conversations

    monkeypatch.setattr(
        archive_conversations, "oldest_first", lambda first, again: oldest_first(first, again, budget=9_000)
    )
    source = archive(
        conversation(message(7), number="1-2"),
        conversation(*(message(n) for n in reversed(range(60)))),
        conversation(message(8), number="3-4"),
    )
    assert read(source).texts == ["number 7", *(f"number {n}" for n in range(60)), "number 8"]
    assert source.opened["data/direct-messages.js"] > 3


def test_parts_are_read_and_a_conversation_they_share_is_brought_together() -> None:
    taken = read(
        archive(
            conversation(message(3), message(2)),
            conversation(message(9), number="1-2"),
            **{
                "direct-messages-part1.js": script("direct_messages", [conversation(message(1), message(0))], 1),
                "direct-messages-part2.js": script("direct_messages", [conversation(message(5), number="7-8")], 2),
            },
        )
    )
    pair = [record.text for record in taken.records if record.thread.key == PAIR]
    assert pair == ["number 0", "number 1", "number 2", "number 3"]
    assert sorted(taken.texts) == sorted([*pair, "number 5", "number 9"])


def test_media_lie_beside_under_the_message_s_id() -> None:
    url = f"https://ton.twitter.com/dm/{FIRST}/1753100000000000001/AbCd.jpg"
    source = archive(
        conversation(message(0, mediaUrls=[url, url.replace("AbCd", "Gone")])),
        **{f"direct_messages_media/{FIRST}-AbCd.jpg": b"a picture"},
    )
    held, missing = read(source).records[0].attachments
    assert (held.held, held.size, held.media_type) == (Held.SEALED, 9, "image/jpeg")
    assert (missing.held, missing.name) == (Held.MISSING, "Gone.jpg")


def test_links_reactions_and_edits_are_kept() -> None:
    (record,) = read(
        archive(
            conversation(
                message(
                    0,
                    urls=[{"url": "https://t.co/abc", "expanded": "https://example.org/a", "display": "example.org/a"}],
                    reactions=[{"senderId": ME, "reactionKey": "agree", "eventId": "1", "createdAt": "x"}],
                    editHistory=[{"createdAtSec": "1", "editedText": "earlier"}],
                )
            )
        )
    ).records
    assert (record.links[0].url, record.links[0].resolved) == ("https://t.co/abc", "https://example.org/a")
    assert (record.reactions[0].value, record.reactions[0].by) == ("agree", "Example Agency")
    assert record.edited
    assert record.notes == ("edited; 1 earlier versions stay in the sealed original",)


def test_every_event_of_a_group_is_kept() -> None:
    at = "2024-02-01T03:00:0{}.000Z"
    group = conversation(
        {"messageCreate": {"senderId": KIM, "id": "1753100000000000009", "createdAt": at.format(5), "text": "Hi all"}},
        {"participantsLeave": {"userIds": [SAM], "createdAt": at.format(4)}},
        {"conversationNameUpdate": {"initiatingUserId": SAM, "name": "Example group", "createdAt": at.format(3)}},
        {"participantsJoin": {"initiatingUserId": SAM, "userIds": [KIM], "createdAt": at.format(2)}},
        {"joinConversation": {"initiatingUserId": SAM, "participantsSnapshot": [ME, SAM], "createdAt": at.format(1)}},
        {
            "welcomeMessageCreate": {
                "senderId": SAM,
                "id": "1753100000000000001",
                "createdAt": at.format(0),
                "text": "Hello",
            }
        },
        number=GROUP,
    )
    taken = read(one({"data/direct-messages-group.js": script("direct_messages_group", [group])}))
    assert [(record.kind.value, record.text) for record in taken.records] == [
        ("message", "Hello"),
        ("notice", ""),
        ("notice", ""),
        ("notice", "Example group"),
        ("notice", ""),
        ("message", "Hi all"),
    ]
    assert [record.notes[0] for record in taken.records[:5]] == [
        "an automatic welcome message",
        "the account joined a conversation of 2 people",
        "1 people joined",
        "the conversation was given this name",
        "1 people left",
    ]
    thread = taken.records[0].thread
    assert (thread.kind, thread.key, thread.title) == (ThreadKind.GROUP, GROUP, "Example group")
    assert {person.platform_id for person in thread.participants} == {ME, SAM, KIM}


def test_an_unknown_event_is_quarantined_and_counted_never_dropped() -> None:
    unknown = {"holdCreate": {"createdAt": "2024-02-01T03:04:05.678Z", "text": "secret words"}}
    taken = read(archive(conversation(message(1), unknown, message(0))))
    assert taken.texts == ["number 0", "number 1"]
    assert [(each.place, each.reason) for each in taken.quarantined] == [
        ("[0].messages[1]", "an event of a kind that is not known here")
    ]
    assert taken.tallies["events:holdCreate"] == 1


def test_encrypted_messages_are_recorded_as_unreadable_in_their_conversation() -> None:
    def event(number: int, **detail: Any) -> dict[str, Any]:
        return {
            "messageEvent": {
                "sequenceId": str(FIRST + number),
                "messageId": "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
                "senderId": SAM,
                "conversationId": f"{ME}:{SAM}",
                "conversationToken": "abc",
                "createdAtMsec": str(1706756645678 + number),
                "detail": detail,
            }
        }

    events = [
        event(0, messageCreateEvent={"contents": "AAAA", "conversationKeyVersion": "1"}),
        event(1, conversationKeyChangeEvent={}),
        event(2, markConversationReadEvent={}),
        event(3, somethingNewEvent={}),
    ]
    taken = read(archive(**{"message-event.js": script("message_event", events), "key-registry.js": b"window = []"}))
    assert [(record.kind, record.state, record.thread.key) for record in taken.records] == [
        (RecordKind.MESSAGE, State.UNREADABLE, PAIR),
        (RecordKind.NOTICE, State.UNREADABLE, PAIR),
    ]
    assert taken.tallies["encrypted_messages_unreadable"] == 2
    assert taken.tallies["encrypted_events:conversationKeyChangeEvent"] == 1
    assert taken.tallies["encrypted_events:markConversationReadEvent"] == 1
    assert any("encrypted by X Chat" in note for note in taken.notes)


def test_messages_that_only_the_headers_know_are_a_gap() -> None:
    def header(number: int) -> dict[str, Any]:
        return {"messageCreate": {"id": str(FIRST + number), "senderId": SAM, "recipientId": ME, "createdAt": "x"}}

    taken = read(
        archive(
            conversation(message(1), message(0)),
            **{
                "direct-message-headers.js": script(
                    "direct_message_headers", [conversation(header(3), header(2), header(1), header(0))]
                )
            },
        )
    )
    (gap,) = taken.gaps
    assert gap.reason == "2 messages are listed in the archive's headers without their text"
    assert gap.start is not None
    assert gap.start.year == 2024
    assert taken.tallies["messages_listed_in_headers"] == 4


def test_a_correspondent_is_named_where_own_posts_mention_them() -> None:
    post = {
        "tweet": {
            "id_str": "1753000000000000001",
            "created_at": "Thu Feb 01 03:04:05 +0000 2024",
            "full_text": "Kia ora @sam_example",
            "entities": {"user_mentions": [{"id_str": SAM, "screen_name": "sam_example", "name": "Sam Example"}]},
        }
    }
    taken = read(archive(conversation(message(0)), **{"tweets.js": script("tweets", [post])}))
    sender = taken.records[-1].sender
    assert (sender.name, sender.handle, sender.platform_id) == ("Sam Example", "sam_example", SAM)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8, 0.97])
def test_a_truncated_file_gives_what_stands_before_the_break_and_one_entry(at: float) -> None:
    whole = script("direct_messages", [conversation(*(message(n) for n in reversed(range(30))))])
    taken = read(
        one(
            {
                "data/direct-messages.js": whole[: int(len(whole) * at)],
                "data/direct-messages-group.js": script(
                    "direct_messages_group", [conversation(message(40), number=GROUP)]
                ),
            }
        )
    )
    mine = [record.text for record in taken.records if record.thread.kind is ThreadKind.PRIVATE]
    assert mine == [f"number {n}" for n in range(30 - len(mine), 30)]
    assert mine
    assert len(taken.quarantined) == 1
    assert "number 40" in taken.texts


def test_a_spoiled_message_costs_only_itself() -> None:
    whole = script("direct_messages", [conversation(message(2), "HERE", message(0))]).replace(b'"HERE"', b"{nonsense}")
    taken = read(one({"data/direct-messages.js": whole}))
    assert taken.texts == ["number 0", "number 2"]
    assert [each.place for each in taken.quarantined] == ["[0].messages[1]"]


@pytest.mark.parametrize(
    "path", ["data/direct-message.js", "twitter-2024/data/direct-messages.js", "direct-messages.js"]
)
def test_older_names_wrapping_folders_and_single_files_are_found(path: str) -> None:
    source = one({path: script("direct_messages", [conversation(message(0))])})
    assert importer().detect(source) is not None
    assert read(source).texts == ["number 0"]


def test_the_manifest_leads_to_files_of_other_names_and_says_what_is_absent() -> None:
    types = {
        "directMessages": {
            "files": [
                {"fileName": "data/dm-new-name.js", "globalName": "YTD.direct_messages.part0", "count": "2"},
                {"fileName": "data/dm-new-name-part1.js", "globalName": "YTD.direct_messages.part1", "count": "5"},
            ]
        }
    }
    taken = read(
        one(
            {
                "data/manifest.js": manifest(
                    dataTypes=types,
                    archiveInfo={"isPartialArchive": True, "generationDate": "2026-02-01T00:00:00.000Z"},
                ),
                "data/dm-new-name.js": script("direct_messages", [conversation(message(0))]),
            }
        )
    )
    assert taken.texts == ["number 0"]
    assert {gap.reason for gap in taken.gaps} == {
        "the archive's manifest names a file that is not there",
        "1 items that the archive's manifest counts are not in data/dm-new-name.js",
    }
    assert any("one part of an archive" in note for note in taken.notes)


def test_another_account_s_archive_is_told_of() -> None:
    taken = take(importer(), archive(conversation(message(0))), channel("x", account="777"))
    assert any("another account" in note for note in taken.notes)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
@settings(max_examples=150, deadline=None)
def test_anything_anywhere_is_accounted_for(event: Any, whole: Any, encrypted: Any, about: Any) -> None:
    taken = read(
        archive(
            conversation(message(2), event, message(0)),
            whole,
            **{
                "direct-messages-group.js": script("direct_messages_group", whole),
                "direct-messages-part1.js": script("direct_messages", [conversation(event), whole], 1),
                "message-event.js": script("message_event", [encrypted, whole]),
                "direct-message-headers.js": script("direct_message_headers", [whole, conversation(event)]),
                "account.js": script("account", about),
                "manifest.js": b"window.__THAR_CONFIG = " + json.dumps(about).encode(),
            },
        )
    )
    assert {"number 0", "number 2"} <= set(taken.texts)


@given(
    st.dictionaries(st.sampled_from(["text", "mediaUrls", "urls", "reactions", "editHistory", "recipientId"]), ANYTHING)
)
@settings(max_examples=100, deadline=None)
def test_a_message_with_id_and_time_is_always_a_record(fields: dict[str, Any]) -> None:
    taken = read(archive(conversation(message(0, **fields))))
    (record,) = taken.records
    assert [each.reason for each in taken.quarantined] == [note for note in record.notes if note == STRANGE]


@pytest.mark.parametrize("strange", [{"text": {"words": "x"}}, {"text": "", "newKind": {"words": "x"}}])
def test_content_of_an_unknown_kind_is_quarantined_beside_its_record(strange: dict[str, Any]) -> None:
    taken = read(archive(conversation(message(0, **strange), message(1, text=""))))
    assert [record.state for record in taken.records] == [State.UNREADABLE] * 2
    assert [(each.place, each.reason) for each in taken.quarantined] == [("[0].messages[0]", STRANGE)]
