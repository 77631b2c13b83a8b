"""X's objects, in both vocabularies and every shape that its documents show, become records; what cannot is quarantined."""

from __future__ import annotations

import pytest

from archiver.model.capture import Quarantined
from archiver.model.record import Record, RecordKind, State, ThreadKind
from connectors.drafts import Draft
from connectors.x.includes import Includes, address_of
from connectors.x.parse_api import post_of
from connectors.x.parse_messages import MessageMedia, encrypted_of, event_of
from connectors.x.people_api import People
from tests.connectors.nights import channel

LONG = "Long words. " * 40
USERS = [
    {"id": "2244990001", "name": "Example Agency", "username": "ExampleNZ"},
    {"id": "9988776655", "name": "Sam Example", "username": "sam"},
]


def people() -> People:
    made = People(channel("x", "2244990001"))
    made.owner(dict(USERS[0]))
    made.learn([dict(user) for user in USERS])
    return made


def post(value: dict[str, object], **includes: object) -> Record:
    whole = {"id": "1753000000000000001", "created_at": "2024-02-01T03:04:05.000Z", "author_id": "2244990001", **value}
    made = post_of(whole, Includes({"includes": includes}), people(), source="posts", place="data[0]")
    assert isinstance(made, Draft)
    return made.record


def message(value: dict[str, object], **includes: object) -> Draft:
    whole = {
        "id": "1753100000000000002",
        "event_type": "MessageCreate",
        "created_at": "2024-02-01T03:04:05.000Z",
        "dm_conversation_id": "2244990001-9988776655",
        "sender_id": "9988776655",
        **value,
    }
    made = event_of(whole, Includes({"includes": includes}), people(), {}, source="messages", place="data[0]")
    assert isinstance(made, Draft)
    return made


# --- posts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", ["note_tweet", "note_post"])
def test_a_long_post_is_whole(note: str) -> None:
    assert post({"text": LONG[:270] + "…", note: {"text": LONG}}).text == LONG


@pytest.mark.parametrize(
    ("field", "beside"), [("referenced_tweets", "tweets"), ("referenced_posts", "posts")]
)  # fmt: skip
def test_a_repost_is_whole_and_a_quote_is_shown(field: str, beside: str) -> None:
    original = {"id": "17", "author_id": "9988776655", "text": "cut…", "note_tweet": {"text": LONG}}
    reposted = post({"text": "RT @sam: cut…", field: [{"type": "retweeted", "id": "17"}]}, **{beside: [original]})
    assert reposted.text == f"RT @sam: {LONG}"
    quoted = post({"text": "See this", field: [{"type": "quoted", "id": "17"}]}, **{beside: [original]})
    assert quoted.quote is not None
    assert (quoted.quote.text, quoted.quote.sender, quoted.quote.source_id) == (LONG, "Sam Example", "17")
    missing = post({"text": "RT @gone: cut…", field: [{"type": "retweeted", "id": "18"}]})
    assert missing.text == "RT @gone: cut…"
    assert missing.notes


def test_a_reply_is_a_comment_in_its_conversation() -> None:
    record = post(
        {
            "text": "Yes",
            "conversation_id": "5",
            "in_reply_to_user_id": "9988776655",
            "referenced_tweets": [{"type": "replied_to", "id": "6"}],
        }
    )
    assert (record.kind, record.parent, record.thread.key) == (RecordKind.COMMENT, "6", "5")
    assert record.recipients[0].name == "Sam Example"


def test_characters_are_as_the_author_wrote_them() -> None:
    assert post({"text": "A &amp; B &lt;c&gt; &amp;amp; \x00"}).text == "A & B <c> &amp; \ufffd"


@pytest.mark.parametrize("field", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_an_edit_names_the_first_of_its_chain(field: str) -> None:
    edited = post({"text": "b", field: ["1752999999000000000", "1753000000000000001"]})
    assert (edited.version_of, edited.edited) == ("1752999999000000000", True)
    assert edited.edited_at is not None
    first = post({"text": "a", field: ["1753000000000000001", "1753000000000000009"]})
    assert (first.version_of, first.edited) == ("1753000000000000001", False)
    assert post({"text": "a", field: ["1753000000000000001"]}).version_of == ""


def test_a_poll_is_its_choices_and_votes() -> None:
    options = [{"position": 2, "label": "No", "votes": 1}, {"position": 1, "label": "Yes", "votes": 4}]
    record = post({"text": "Well?", "attachments": {"poll_ids": ["9"]}}, polls=[{"id": "9", "options": options}])
    assert record.subject == "Poll: Yes / No"
    assert {count.name: count.value for count in record.counts}["votes for choice 1"] == 4


def test_links_tell_where_they_lead_and_a_picture_is_no_link() -> None:
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://example.org/a", "title": "A page"},
        {"url": "https://t.co/p", "expanded_url": "https://x.com/i/photo/1", "media_key": "3_1"},
    ]
    (link,) = post({"text": "t", "entities": {"urls": urls}}).links
    assert (link.url, link.resolved, link.title) == ("https://t.co/a", "https://example.org/a", "A page")


def test_the_best_file_of_a_video_is_an_mp4() -> None:
    variants = [
        {"content_type": "application/x-mpegURL", "url": "https://v.example/a.m3u8"},
        {"content_type": "video/mp4", "bit_rate": 10, "url": "https://v.example/low.mp4"},
        {"content_type": "video/mp4", "bit_rate": 20, "url": "https://v.example/high.mp4?t=1"},
    ]
    assert address_of({"variants": variants}) == "https://v.example/high.mp4?t=1"
    medium = {"media_key": "7_5", "type": "video", "variants": variants}
    record = post({"text": "v", "attachments": {"media_keys": ["7_5", "3_6"]}}, media=[medium])
    assert [(a.name, a.media_type, a.platform_id) for a in record.attachments] == [
        ("high.mp4", "video/mp4", "5"),
        ("medium 3_6", "", "6"),
    ]
    assert record.attachments[1].reason


@pytest.mark.parametrize(
    "broken",
    [None, [], "x", 5, {}, {"id": "a", "created_at": "2024-02-01T03:04:05.000Z"}, {"id": "1", "created_at": "today"}],
)
def test_what_is_no_post_is_quarantined(broken: object) -> None:
    assert isinstance(post_of(broken, Includes({}), people(), source="posts", place="p"), Quarantined)


@pytest.mark.parametrize(
    "odd",
    [
        {"attachments": [], "entities": 5, "public_metrics": "x", "referenced_tweets": {}},
        {"attachments": {"media_keys": [None, 5]}, "edit_history_tweet_ids": [1, None]},
        {"entities": {"urls": [None, {"url": 5}]}, "public_metrics": {"like_count": -1, "reply_count": "many"}},
        {"something_new": {"deep": [[[]]]}, "text": None},
    ],
)
def test_wrong_types_and_unknown_fields_survive(odd: dict[str, object]) -> None:
    assert post({"text": "t", **odd}).source_id == "1753000000000000001"


def test_times_may_carry_another_offset() -> None:
    made = post({"text": "t", "created_at": "2024-01-31T19:04:05-08:00"})
    assert made.sent is not None
    assert made.sent.utc.isoformat() == "2024-02-01T03:04:05+00:00"


# --- messages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["entities", "top"])
def test_a_message_has_its_ends_and_links_wherever_they_stand(where: str) -> None:
    urls = [{"url": "https://t.co/abc", "expanded_url": "https://example.org/a"}]
    record = message(
        {"text": "Thank you", **({"entities": {"urls": urls}} if where == "entities" else {"urls": urls})}
    ).record
    assert record.thread.kind is ThreadKind.PRIVATE
    assert {person.name for person in record.thread.participants} == {"Example Agency", "Sam Example"}
    assert [person.name for person in record.recipients] == ["Example Agency"]
    assert record.links[0].resolved == "https://example.org/a"


def test_who_joined_and_left_is_a_notice() -> None:
    value: dict[str, object] = {
        "event_type": "ParticipantsLeave",
        "participant_ids": ["5544332211"],
        "dm_conversation_id": "1753090000000000000",
    }
    record = message(value).record
    assert (record.kind, record.notes, record.thread.kind) == (RecordKind.NOTICE, ("1 people left",), ThreadKind.GROUP)


def test_a_shared_post_is_shown_with_the_message() -> None:
    beside = {"id": "17", "author_id": "2244990001", "text": "Our offices close"}
    record = message({"text": "", "referenced_posts": [{"id": "17"}]}, posts=[beside]).record
    assert record.quote is not None
    assert record.quote.text == "Our offices close"
    assert record.state is State.PRESENT


def test_a_message_without_anything_is_said_to_be_so() -> None:
    record = message({}).record
    assert record.state is State.UNREADABLE
    assert record.notes


@pytest.mark.parametrize(
    "change", [{"event_type": "Reaction"}, {"id": None}, {"created_at": 5}, {"dm_conversation_id": ""}]
)
def test_events_that_are_not_understood_are_quarantined(change: dict[str, object]) -> None:
    whole = {
        "id": "1",
        "event_type": "MessageCreate",
        "created_at": "2024-02-01T03:04:05.000Z",
        "dm_conversation_id": "1-2",
        **change,
    }
    assert isinstance(event_of(whole, Includes({}), people(), {}, source="messages", place="p"), Quarantined)


def test_a_messages_file_has_a_second_way_on_the_platforms_own_host() -> None:
    media = [{"media_key": "3_3", "type": "photo", "url": "https://ton.example/i/dm/1753100000000000002/33/AbCd.jpg"}]
    draft = message({"text": "see", "attachments": {"media_keys": ["3_3"]}}, media=media)
    (wanted,) = draft.wanted
    assert wanted.authorised
    assert MessageMedia().fresh(draft, wanted)[0] == "2/dm_conversations/media/1753100000000000002/33/AbCd.jpg"


@pytest.mark.parametrize("time", [{"created_at": "2024-02-01T03:04:05.000Z"}, {"created_at_msec": "1706756645000"}])
def test_an_encrypted_event_is_recorded_as_unreadable(time: dict[str, str]) -> None:
    value = {
        "id": "9",
        "sender_id": "9988776655",
        "conversation_id": "2244990001:9988776655",
        "encoded_event": "AA",
        **time,
    }
    made = encrypted_of(value, people(), {}, source="encrypted", place="p")
    assert isinstance(made, Draft)
    assert (made.record.state, made.record.text) == (State.UNREADABLE, "")
    assert made.record.thread.key == "2244990001-9988776655"
