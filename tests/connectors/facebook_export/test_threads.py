"""Conversations of Facebook's export: order over files and folders, every kind of message, nothing lost or silent."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State, ThreadKind
from connectors.facebook.archive import importer
from tests.connectors.export_sources import MemorySource, Taken, broken_letters, channel, one, take

FACEBOOK = channel("facebook")
INBOX = "your_facebook_activity/messages/inbox/samexample_1020"
TIME = 1_706_756_645_678


def message(number: int, **more: Any) -> dict[str, Any]:
    """The message that was sent `number` minutes after the first."""
    return {"sender_name": "Sam Example", "timestamp_ms": TIME + number * 60_000, "content": f"number {number}", **more}


def thread(*messages: Any, **more: Any) -> dict[str, Any]:
    """A thread file with its messages as given: newest first."""
    return {
        "participants": [{"name": "Sam Example"}, {"name": "Example Agency"}],
        "messages": list(messages),
        "title": "Sam Example",
        "is_still_participant": True,
        "thread_path": "inbox/samexample_1020",
        "magic_words": [],
        **more,
    }


def read(source: MemorySource, **more: Any) -> Taken:
    taken = take(importer(), source, FACEBOOK, **more)
    assert taken.adds_up(), taken.tallies
    return taken


def alone(single: dict[str, Any], **about: Any) -> Any:
    """The one record of a thread with one message."""
    (record,) = read(one({f"{INBOX}/message_1.json": thread(single, **about)})).records
    return record


@pytest.mark.parametrize(
    "root",
    [
        "messages/inbox",
        "your_facebook_activity/messages/inbox",
        "your_activity_across_facebook/messages/inbox",
        "this_profile's_activity_across_facebook/messages/inbox",
        "facebook-example-2024-02-01-AbC/your_facebook_activity/messages/archived_threads",
        "messages/filtered_threads",
        "messages/message_requests",
        "messages/e2ee_cutover",
        "inbox",
    ],
)
def test_threads_are_found_under_every_root_and_folder(root: str) -> None:
    source = one({f"{root}/samexample_1020/message_1.json": thread(message(1))})
    assert importer().detect(source) is not None
    (record,) = read(source).records
    assert (record.thread.key, record.thread.kind, record.text) == ("1020", ThreadKind.PRIVATE, "number 1")


def test_messages_come_oldest_first_over_files_sorted_as_numbers() -> None:
    files = {f"{INBOX}/message_{n}.json": thread(message(22 - 2 * n + 1), message(22 - 2 * n)) for n in range(1, 12)}
    taken = read(one(files), batch_size=5)
    assert taken.texts == [f"number {n}" for n in range(22)]
    assert max(len(batch.records) for batch in taken.batches) == 5


def test_a_file_out_of_order_is_put_in_order() -> None:
    shuffled = thread(message(3), message(5), message(1), message(4), message(2))
    assert read(one({f"{INBOX}/message_1.json": shuffled})).texts == [f"number {n}" for n in range(1, 6)]


def test_a_giant_file_is_read_in_stretches_and_still_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    from connectors.meta_export import thread_reader
    from connectors.oldest_first import oldest_first

    monkeypatch.setattr(thread_reader, "oldest_first", lambda first, again: oldest_first(first, again, budget=8_000))
    source = one({f"{INBOX}/message_1.json": thread(*(message(n) for n in reversed(range(100))))})
    assert read(source).texts == [f"number {n}" for n in range(100)]
    assert source.opened[f"{INBOX}/message_1.json"] > 5


def test_two_equal_messages_of_one_second_both_stay() -> None:
    source = one({f"{INBOX}/message_1.json": thread(message(1, timestamp_ms=TIME + 2), message(1, timestamp_ms=TIME))})
    taken = read(source)
    assert [record.occurrence for record in taken.records] == [0, 1]
    assert not any(record.source_id for record in taken.records)


def test_the_parts_of_one_export_add_up_and_each_batch_names_one_archive() -> None:
    taken = read(
        MemorySource(
            {
                "part-1.zip": {
                    f"{INBOX}/message_1.json": thread(message(2, photos=[{"uri": f"{INBOX}/photos/9.jpg"}]))
                },
                "part-2.zip": {f"{INBOX}/message_2.json": thread(message(1)), f"{INBOX}/photos/9.jpg": b"image"},
            }
        )
    )
    assert taken.texts == ["number 1", "number 2"]
    (picture,) = taken.records[1].attachments
    assert (picture.held, picture.reason) == (Held.SEALED, "it lies in part-2.zip")
    assert [batch.export for batch in taken.batches if batch.records] == ["part-2.zip", "part-1.zip"]


def test_overlapping_exports_given_together_hold_each_message_once() -> None:
    taken = read(
        MemorySource(
            {
                "january.zip": {f"{INBOX}/message_1.json": thread(message(2), message(2), message(1))},
                "june.zip": {f"{INBOX}/message_1.json": thread(message(3), message(2), message(2), message(1))},
            }
        )
    )
    assert taken.texts == ["number 1", "number 2", "number 2", "number 3"]
    assert [record.occurrence for record in taken.records] == [0, 0, 1, 0]
    assert taken.tallies["repeated_in_another_file"] == 3


def test_one_thread_in_two_folders_is_one_conversation() -> None:
    taken = read(
        one(
            {
                "messages/inbox/samexample_1020/message_1.json": thread(message(1)),
                "messages/e2ee_cutover/samexample_1020/message_1.json": thread(message(2), message(1)),
            }
        )
    )
    assert taken.texts == ["number 1", "number 2"]
    assert {record.thread.key for record in taken.records} == {"1020"}


def test_letters_are_repaired_where_that_is_valid_and_counted() -> None:
    people = broken_letters([{"name": "Zoë Māori-Example"}, {"name": "Example Agency"}])
    source = one(
        {
            f"{INBOX}/message_1.json": thread(
                {
                    "sender_name": broken_letters("Zoë Māori-Example"),
                    "timestamp_ms": TIME,
                    "content": broken_letters("Tēnā koe 😀"),
                    "reactions": [{"reaction": broken_letters("❤"), "actor": "Example Agency"}],
                },
                {"sender_name": "Example Agency", "timestamp_ms": TIME - 60_000, "content": "Tēnā koe — already right"},
                {"sender_name": "Example Agency", "timestamp_ms": TIME - 120_000, "content": "caf\u00e9 as Latin-1"},
                participants=people,
                title=broken_letters("Zoë Māori-Example"),
            )
        }
    )
    taken = read(source)
    assert taken.texts == ["café as Latin-1", "Tēnā koe — already right", "Tēnā koe 😀"]
    assert taken.records[2].sender.name == "Zoë Māori-Example"
    assert taken.records[2].reactions[0].value == "❤"
    assert taken.records[2].thread.title == "Zoë Māori-Example"
    assert taken.tallies["encoding_repairs"] == 5
    assert taken.tallies["encoding_left_as_it_was"] == 1


def test_half_a_surrogate_pair_and_nul_become_a_visible_mark() -> None:
    record = alone(message(1, content="a\ud800b\x00c"))
    assert record.text == "a\ufffdb\ufffdc"
    record.text.encode()


@pytest.mark.parametrize("field", ["photos", "videos", "gifs", "audio_files", "files"])
def test_media_are_found_and_measured_or_said_to_be_missing(field: str) -> None:
    source = one(
        {
            f"{INBOX}/message_1.json": thread(
                message(1, **{field: [{"uri": f"{INBOX}/{field}/a.jpg"}, {"uri": f"{INBOX}/{field}/gone.jpg"}]})
            ),
            f"{INBOX}/{field}/a.jpg": b"a picture",
        }
    )
    (record,) = read(source).records
    held, missing = record.attachments
    assert (held.held, held.size, held.member) == (Held.SEALED, 9, f"{INBOX}/{field}/a.jpg")
    assert held.sha256 == hashlib.sha256(b"a picture").hexdigest()
    assert (missing.held, missing.size, missing.name) == (Held.MISSING, None, "gone.jpg")


def test_media_are_found_when_the_folders_above_have_other_names() -> None:
    source = one(
        {
            f"facebook-x/{INBOX}/message_1.json": thread(
                message(1, photos=[{"uri": "messages/inbox/samexample_1020/photos/a.jpg"}])
            ),
            f"facebook-x/{INBOX}/photos/a.jpg": b"a picture",
        }
    )
    assert read(source).records[0].attachments[0].held is Held.SEALED


@pytest.mark.parametrize("uri", ["../../../../etc/passwd", "/etc/passwd", "", "..", "messages/inbox/x/../../a.jpg"])
def test_what_a_uri_says_is_never_used_as_a_path(uri: str) -> None:
    record = alone(message(1, photos=[{"uri": uri}]))
    assert all(attachment.held is Held.MISSING for attachment in record.attachments)


def test_media_on_the_net_is_a_link_only() -> None:
    record = alone(message(1, photos=[{"uri": "https://scontent.example.net/v/a.jpg?oh=SECRET&oe=66A1"}]))
    assert (record.attachments[0].held, record.attachments[0].name) == (Held.LINK_ONLY, "a.jpg")


def test_a_message_that_was_unsent_is_deleted_and_says_by_whom() -> None:
    record = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, "is_unsent": True})
    assert (record.state, record.kind) == (State.DELETED, RecordKind.MESSAGE)
    assert record.notes == ("unsent by its sender, according to the export",)


def test_a_message_of_which_only_sender_and_time_are_left_is_unreadable() -> None:
    assert alone({"sender_name": "Sam Example", "timestamp_ms": TIME}).state is State.UNREADABLE


@pytest.mark.parametrize("flag", ["is_geoblocked_for_viewer", "is_taken_down"])
def test_what_the_platform_blocks_is_unreadable_and_says_why(flag: str) -> None:
    record = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, flag: True})
    assert record.state is State.UNREADABLE
    assert record.notes[0].endswith("by the platform")
    assert alone(message(1, **{flag: True})).state is State.PRESENT


def test_a_share_keeps_its_link_and_its_words() -> None:
    share = {"link": "https://example.org/a", "share_text": "Opening hours", "original_content_owner": "Example Page"}
    (link,) = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, "share": share}).links
    assert (link.url, link.title) == ("https://example.org/a", "Example Page · Opening hours")


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"call_duration": 61, "missed": False}, "call of 61 seconds"),
        ({"call_duration": 0, "missed": True}, "missed call"),
        ({"type": "Subscribe", "users": [{"name": "Kim Example"}], "content": "Sam added Kim."}, "1 people joined"),
        ({"type": "Unsubscribe", "users": [{"name": "Kim Example"}]}, "1 people left"),
    ],
)
def test_lines_of_the_platform_s_own_are_notices(fields: dict[str, Any], note: str) -> None:
    record = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, **fields})
    assert (record.kind, record.state) == (RecordKind.NOTICE, State.PRESENT)
    assert note in record.notes
    if "users" in fields:
        assert [person.name for person in record.recipients] == ["Kim Example"]


def test_stickers_polls_and_brought_up_messages_are_kept() -> None:
    record = alone(message(1, sticker={"uri": "messages/stickers_used/1.png", "ai_stickers": []}))
    assert record.attachments[0].name == "1.png"
    poll = {
        "question": "Which day?",
        "options": [{"option": "Monday", "voters": [{"name": "Sam"}]}, {"option": "Friday"}],
    }
    assert alone(message(1, content="", poll=poll)).text == "Which day?\n- Monday (1)\n- Friday (0)"
    bumped = {"bumped_message": "the first question", "is_bumped": True}
    record = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, "bumped_message_metadata": bumped})
    assert record.quote is not None
    assert (record.quote.text, record.state) == ("the first question", State.PRESENT)


def test_unknown_fields_are_counted_by_name_unless_the_name_could_be_somebody_s_words() -> None:
    source = one(
        {f"{INBOX}/message_1.json": thread(message(1, new_thing={"a": 1}, **{"call me on 021 555 0123": "x"}))}
    )
    tallies = read(source).tallies
    assert tallies["unknown_field:new_thing"] == 1
    assert tallies["unknown_field:other"] == 1
    assert "021" not in str(tallies)


def test_a_message_of_an_unknown_kind_is_unreadable_not_empty() -> None:
    record = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, "hologram": {"id": 7}})
    assert record.state is State.UNREADABLE
    assert "not known here" in record.notes[0]


@pytest.mark.parametrize("name", ["Facebook user", "Facebook User", "Instagram User", ""])
def test_a_person_who_is_gone_has_no_name(name: str) -> None:
    source = one(
        {
            f"{INBOX}/message_1.json": thread(
                message(1, sender_name=name), participants=[{"name": name}, {"name": "Example Agency"}], title=name
            )
        }
    )
    (record,) = read(source).records
    assert (record.sender.name, record.sender.role, record.thread.title) == ("", Role.CORRESPONDENT, "")


def test_three_people_are_a_group() -> None:
    people = [{"name": "Sam Example"}, {"name": "Kim Example"}, {"name": "Example Agency"}]
    record = alone(message(1), participants=people)
    assert record.thread.kind is ThreadKind.GROUP
    assert [person.name for person in record.recipients] == ["Kim Example", "Example Agency"]


def test_an_encrypted_chat_s_export_is_read() -> None:
    source = one(
        {
            "messages/Sam Example_3.json": {
                "participants": ["Sam Example", "Example Agency"],
                "threadName": "Sam Example",
                "messages": [
                    {
                        "senderName": "Sam Example",
                        "text": broken_letters("Kia ora, tēnā koe"),
                        "timestamp": TIME,
                        "type": "Generic",
                        "isUnsent": False,
                        "media": [{"uri": "./media/a.jpeg"}],
                        "reactions": [{"actor": "Example Agency", "reaction": broken_letters("👍")}],
                    },
                    {"senderName": "Sam Example", "timestamp": TIME - 1000, "isUnsent": True, "media": [], "text": ""},
                ],
            },
            "messages/media/a.jpeg": b"jpeg",
            "messages/autofill_information.json": {"autofill_information_v2": {}},
        }
    )
    unsent, sent = read(source).records
    assert (unsent.state, sent.text, sent.reactions[0].value) == (State.DELETED, "Kia ora, tēnā koe", "👍")
    assert (sent.attachments[0].held, sent.thread.kind) == (Held.SEALED, ThreadKind.PRIVATE)
    assert "Sam" not in sent.place


def test_one_bad_message_costs_only_itself_and_its_place_is_told() -> None:
    body = json.dumps(thread(message(3), "HERE", message(1))).replace('"HERE"', '{"content": "secret words", nonsense}')
    taken = read(one({f"{INBOX}/message_1.json": body.encode()}))
    assert taken.texts == ["number 1", "number 3"]
    (bad,) = taken.quarantined
    assert (bad.place, bad.reason) == ("messages[1]", "not valid JSON")
    assert bad.source == "your_facebook_activity/messages/inbox/…_1020/message_1.json"


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_a_truncated_file_gives_what_stands_before_the_break_and_one_entry(at: float) -> None:
    whole = json.dumps(thread(*(message(n) for n in reversed(range(20))))).encode()
    broken, sibling = f"{INBOX}/message_1.json", "your_facebook_activity/messages/inbox/kim_77777/message_1.json"
    taken = read(MemorySource({"e.zip": {broken: whole[: int(len(whole) * at)], sibling: thread(message(50))}}))
    mine = [record for record in taken.records if record.thread.key == "1020"]
    assert 0 < len(mine) < 20
    assert [record.text for record in mine] == [f"number {n}" for n in range(20 - len(mine), 20)]
    assert len(taken.quarantined) == 1
    assert taken.tallies["files_damaged"] == 1
    assert "number 50" in taken.texts


def test_a_member_that_cannot_be_read_on_costs_only_itself() -> None:
    path = f"{INBOX}/message_1.json"
    whole = json.dumps(thread(message(2), message(1))).encode()
    taken = read(
        MemorySource(
            {"e.zip": {path: whole[:-120], INBOX.replace("sam", "kim") + "/message_1.json": thread(message(9))}},
            cut=[path],
        )
    )
    assert "damaged" in taken.quarantined[0].reason
    assert "number 9" in taken.texts


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b'{"messages": 7}', b"<!doctype html>", b"\xff\xfe{", b'{"a"']
)
def test_a_file_that_is_no_thread_is_one_entry(content: bytes) -> None:
    taken = read(one({f"{INBOX}/message_1.json": content}))
    assert taken.records == []
    assert len(taken.quarantined) == 1


def test_web_pages_are_named_with_advice_and_kept() -> None:
    source = one({f"{INBOX}/message_1.html": b"<html>", "your_facebook_activity/posts/your_posts_1.html": b"<html>"})
    detected = importer().detect(source)
    assert detected is not None
    assert "HTML" in detected.kind
    taken = read(source)
    assert len(taken.quarantined) == 2
    assert all("JSON" in each.reason for each in taken.quarantined)


def test_a_page_that_somebody_sent_is_media_not_a_conversation() -> None:
    source = one(
        {
            f"{INBOX}/message_1.json": thread(message(1, files=[{"uri": f"{INBOX}/files/form.html"}])),
            f"{INBOX}/files/form.html": b"<html>",
        }
    )
    taken = read(source)
    assert taken.quarantined == []
    assert taken.records[0].attachments[0].held is Held.SEALED


# --- who is the agency ---------------------------------------------------------------------------------------------


def roles(source: MemorySource, name: str) -> dict[str, Role]:
    taken = take(importer(), source, channel("facebook", name=name))
    return {person.name: person.role for record in taken.records for person in record.thread.participants}


def test_the_profile_file_says_who_the_agency_is() -> None:
    source = one(
        {
            f"{INBOX}/message_1.json": thread(message(1)),
            "personal_information/profile_information/profile_information.json": {
                "profile_v2": {"name": {"full_name": "Example Agency", "first_name": "Example"}}
            },
        }
    )
    assert roles(source, "Our page") == {"Sam Example": Role.CORRESPONDENT, "Example Agency": Role.AGENCY}


@pytest.mark.parametrize("name", ["Example Agency", "example agency", "Example Agency on Facebook"])
def test_else_the_channel_s_name_says_it(name: str) -> None:
    source = one({f"{INBOX}/message_1.json": thread(message(1))})
    assert roles(source, name)["Example Agency"] is Role.AGENCY


def test_else_the_participant_of_all_threads_is_the_agency() -> None:
    other = [{"name": "Kim Example"}, {"name": "Example Agency"}]
    source = one(
        {
            f"{INBOX}/message_1.json": thread(message(1)),
            "your_facebook_activity/messages/inbox/kim_2020/message_1.json": thread(message(1), participants=other),
        }
    )
    taken = take(importer(), source, channel("facebook", name="Our page"))
    agency = {person for record in taken.records for person in record.thread.participants if person.role is Role.AGENCY}
    assert [(person.name, person.platform_id) for person in agency] == [("Example Agency", "100200300400500")]
    assert "the agency's end is the one participant of all 2 conversations" in taken.notes


def test_without_evidence_nobody_is_the_agency_and_the_report_says_so() -> None:
    taken = take(importer(), one({f"{INBOX}/message_1.json": thread(message(1))}), channel("facebook", name="Our page"))
    assert {person.role for person in taken.records[0].thread.participants} == {Role.CORRESPONDENT}
    assert any("could not be found out" in note for note in taken.notes)


# --- whatever a file holds ------------------------------------------------------------------------------------------

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "sender_name",
                        "timestamp_ms",
                        "content",
                        "photos",
                        "uri",
                        "share",
                        "link",
                        "reactions",
                        "reaction",
                    ),
                    *(
                        "users",
                        "name",
                        "sticker",
                        "poll",
                        "options",
                        "call_duration",
                        "missed",
                        "is_unsent",
                        "messages",
                    ),
                    *("participants", "title", "type", "bumped_message_metadata", "timestamp", "media", "text", "x y"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(ANYTHING, ANYTHING)
@settings(max_examples=200, deadline=None)
def test_anything_in_the_place_of_a_message_or_a_file_is_accounted_for(anything: Any, whole: Any) -> None:
    source = one(
        {
            f"{INBOX}/message_1.json": thread(message(3), anything, message(1)),
            f"{INBOX}/message_2.json": whole,
            f"{INBOX.replace('1020', '3030')}/message_1.json": thread(
                message(1), participants=anything, title=anything
            ),
        }
    )
    taken = read(source)
    assert {"number 1", "number 3"} <= set(taken.texts)


@given(
    st.fixed_dictionaries(
        {"timestamp_ms": st.just(TIME), "sender_name": st.just("Sam Example")},
        optional=dict.fromkeys(
            ("content", "photos", "share", "reactions", "users", "sticker", "poll", "call_duration", "type", "media"),
            ANYTHING,
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_a_message_with_sender_and_time_is_always_a_record(fields: dict[str, Any]) -> None:
    taken = read(one({f"{INBOX}/message_1.json": thread(fields)}))
    (record,) = taken.records
    assert [each.reason for each in taken.quarantined] == [note for note in record.notes if "not known here" in note]


@pytest.mark.parametrize("folder", ["call me 021 555 0123", "callme_0215550123", "client_123456789", "Sam"])
def test_a_folder_s_name_never_reaches_keys_places_or_reports(folder: str) -> None:
    taken = read(one({f"messages/inbox/{folder}/message_1.json": thread(message(1), 7)}))
    (record,) = taken.records
    told = f"{record.thread.key} {record.place} {taken.quarantined} {taken.tallies} {taken.notes}"
    assert folder not in told
    assert folder.rpartition("_")[2] not in told


@pytest.mark.parametrize(
    "strange", [{"new_kind": {"words": "x"}}, {"content": ["x"]}, {"content": {"text": "x"}}, {"photos": {"uri": "x"}}]
)
def test_content_of_an_unknown_kind_is_quarantined_beside_its_record(strange: dict[str, Any]) -> None:
    taken = read(
        one({f"{INBOX}/message_1.json": thread({"sender_name": "Sam Example", "timestamp_ms": TIME, **strange})})
    )
    (record,), (place,) = taken.records, taken.quarantined
    assert record.state is State.UNREADABLE
    assert record.notes == (place.reason,)
    assert (place.place, "not known here" in place.reason) == ("messages[0]", True)


def test_a_message_that_holds_nothing_is_no_failure_to_understand() -> None:
    taken = read(one({f"{INBOX}/message_1.json": thread({"sender_name": "Sam Example", "timestamp_ms": TIME})}))
    assert taken.quarantined == []
    assert taken.records[0].notes == ("the export holds nothing but sender and time",)


def test_a_photo_without_a_file_is_a_missing_attachment() -> None:
    record = alone({"sender_name": "Sam Example", "timestamp_ms": TIME, "photos": [{"creation_timestamp": 1}]})
    assert record.state is State.PRESENT
    assert [(each.name, each.held) for each in record.attachments] == [("photo", Held.MISSING)]
