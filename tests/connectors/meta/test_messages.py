"""Messages, posts, comments and media of any shape: read where they can be, never an error, nothing lost silently."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.attachment import Held
from archiver.model.capture import Quarantined
from archiver.model.correspondent import Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, State, Thread, ThreadKind
from archiver.pipeline.keys import record_keys
from connectors.drafts import Draft
from connectors.facebook.archive import importer
from connectors.facebook.parse import read_comment, read_post
from connectors.instagram.parse import read_comments, read_media
from connectors.meta.ends import Ends
from connectors.meta.messages import read_message
from tests.connectors.export_sources import broken_letters, channel, one, take

ACCOUNT = "100200300400500"
THREAD = Thread(key=ThreadKey("t_1"), kind=ThreadKind.PRIVATE)
SAM = {"name": "Sam Example", "id": "5566778899", "email": "5566778899@facebook.com"}
US = {"name": "Example Agency", "id": ACCOUNT}
SIGNED = "https://cdn.example/v/a.jpg?_nc_cat=1&oh=00_Af&oe=66A1B2C3"


def ends() -> Ends:
    made = Ends(ACCOUNT)
    made.know(name="Example Agency", handle="example_agency")
    return made


def message(**fields: Any) -> Record:
    return draft(**fields).record


def draft(**fields: Any) -> Draft:
    value = {"id": "m_1", "created_time": "2024-02-01T03:04:05+0000", "from": SAM, **fields}
    read = read_message(value, THREAD, ends(), source="messages", place="p")
    assert isinstance(read, Draft)
    return read


def test_a_message_is_read() -> None:
    read = message(
        message="Please see the letter", to={"data": [US]}, reactions={"data": [{"reaction": "❤", "users": [US]}]}
    )
    assert (read.text, read.sender.name, read.sender.role) == (
        "Please see the letter",
        "Sam Example",
        Role.CORRESPONDENT,
    )
    assert [(person.role, person.platform_id) for person in read.recipients] == [(Role.AGENCY, ACCOUNT)]
    assert [(reaction.value, reaction.by) for reaction in read.reactions] == [("❤", "Example Agency")]
    assert read.sent is not None
    assert read.sent.utc.isoformat() == "2024-02-01T03:04:05+00:00"


@pytest.mark.parametrize(
    ("attachment", "url"),
    [
        ({"image_data": {"url": "i", "preview_url": "p"}}, "i"),
        ({"image_data": {"preview_url": "p"}}, "p"),
        ({"video_data": {"url": "v", "preview_url": "p"}}, "v"),
        ({"file_url": "f", "mime_type": "application/pdf"}, "f"),
        ({"generic_template": {"title": "t", "media_url": "m"}}, "m"),
    ],
)
def test_every_kind_of_attachment_has_its_file(attachment: dict[str, Any], url: str) -> None:
    read = draft(message="", attachments={"data": [{"id": "7", "name": "n", **attachment}]})
    assert [(wanted.index, wanted.url) for wanted in read.wanted] == [(0, url)]
    assert read.record.state is State.PRESENT


def test_a_sticker_and_a_shared_post_are_files_too_and_their_dying_links_are_not_kept() -> None:
    read = draft(sticker="https://cdn/s.png", shares={"data": [{"id": "1", "link": SIGNED, "name": "a post"}]})
    assert [a.name for a in read.record.attachments] == ["sticker", "shared post"]
    assert [(link.url, link.title) for link in read.record.links] == [("https://cdn.example/v/a.jpg", "a post")]
    assert [wanted.url for wanted in read.wanted] == ["https://cdn/s.png", SIGNED]


def test_an_ordinary_shared_link_stays_whole_and_is_no_file() -> None:
    read = draft(shares={"data": [{"link": "https://example.org/?a=1&b=2"}]})
    assert [link.url for link in read.record.links] == ["https://example.org/?a=1&b=2"]
    assert read.wanted == ()


def test_an_attachment_without_a_link_is_recorded_as_not_given() -> None:
    read = message(message="", attachments={"data": [{"id": "7", "name": "voice"}]})
    assert [(a.name, a.held) for a in read.attachments] == [("voice", Held.NOT_EXPORTED)]


@pytest.mark.parametrize("fields", [{"is_unsupported": True}, {"message": ""}, {}, {"message": 5}, {"message": None}])
def test_a_message_without_content_exists_and_is_unreadable(fields: dict[str, Any]) -> None:
    read = message(**fields)
    assert read.state is State.UNREADABLE
    assert read.notes


def test_an_answer_to_a_story_says_so_and_keeps_the_story() -> None:
    read = draft(message="nice", story={"reply_to": {"link": SIGNED, "id": "179"}})
    assert read.record.quote is not None
    assert read.record.quote.source_id == "179"
    assert [wanted.url for wanted in read.wanted] == [SIGNED]


@pytest.mark.parametrize(
    "time", ["", "yesterday", "2024-02-01", "0000-00-00T00:00:00+0000", None, [], {}, 10**30, True, "9" * 50]
)
def test_an_odd_time_leaves_the_time_open_and_the_message_whole(time: object) -> None:
    read = message(message="whole", created_time=time)
    assert (read.text, read.sent) == ("whole", None)
    assert "its time could not be read" in read.notes


@pytest.mark.parametrize(
    "time", ["0001-01-05T00:00:00+0000", "9999-12-20T23:59:59+0000", "2050-01-01T00:00:00-1100", 1700000000]
)
def test_a_time_that_is_far_off_is_still_a_time(time: object) -> None:
    assert message(created_time=time).sent is not None


def test_ids_become_strings_and_what_is_no_text_becomes_a_mark() -> None:
    read = draft(id=2**70, message="a\x00b\ud800c", **{"from": {"id": 5566778899, "name": "S\x00m"}}).record
    assert read.source_id == str(2**70)
    assert (read.sender.platform_id, read.sender.name) == ("5566778899", "S\ufffdm")
    assert read.text == "a\ufffdb\ufffdc"


@pytest.mark.parametrize("number", [None, "", [], {}, True, 1.5, "x" * 5000])
def test_without_an_id_nothing_can_be_made_of_it(number: object) -> None:
    read = read_message({"id": number, "message": "x"}, THREAD, ends(), source="messages", place="p[3]")
    assert read == Quarantined(source="messages", place="p[3]", reason="a message without an id")


def test_a_message_by_api_and_the_same_by_export_are_known_as_one() -> None:
    text = "Kia ora koutou, kei te pēhea? 😀\nnga mihi"
    by_api = message(message=text)
    thread = {
        "participants": [{"name": "Sam Example"}, {"name": "Example Agency"}],
        "messages": [{"sender_name": "Sam Example", "timestamp_ms": 1706756645123, "content": text}],
        "title": "Sam Example",
        "thread_path": "inbox/samexample_1",
    }
    path = "your_facebook_activity/messages/inbox/samexample_1/message_1.json"
    (by_export,) = take(importer(), one({path: broken_letters(thread)}), channel("facebook")).records

    class Plain:
        def key(self, purpose: str, value: str) -> str:
            return f"{purpose}/{value}"

    assert record_keys(by_api, Plain()).match_key == record_keys(by_export, Plain()).match_key


# --- posts --------------------------------------------------------------------------------------------------------------


def post(**fields: Any) -> Draft:
    read = read_post(
        {"id": "1_2", "created_time": "2024-02-01T03:04:05+0000", "from": US, **fields},
        ends(),
        source="feed",
        place="p",
    )
    assert isinstance(read, Draft)
    return read


def test_an_album_is_its_pictures_and_a_film_its_film_and_still() -> None:
    def photo(n: str) -> dict[str, Any]:
        return {"media_type": "photo", "target": {"id": n}, "media": {"image": {"src": f"https://cdn/{n}"}}}

    film = {"media_type": "video", "target": {"id": "9"}, "media": {"image": {"src": "https://cdn/still"}}}
    album = {
        "media_type": "album",
        "media": {"image": {"src": "https://cdn/1"}},
        "subattachments": {"data": [photo("1"), photo("2")]},
    }
    read = post(attachments={"data": [album, film]})
    assert [(a.name, a.platform_id) for a in read.record.attachments] == [
        ("picture", "1"),
        ("picture", "2"),
        ("film", "9"),
        ("preview", "9"),
    ]
    assert [(wanted.kind, wanted.node, wanted.url) for wanted in read.wanted][2:] == [
        ("video", "9", ""),
        ("photo", "", "https://cdn/still"),
    ]


def test_a_shared_link_is_a_link_with_its_title_and_preview() -> None:
    share = {
        "type": "share",
        "title": "News",
        "unshimmed_url": "https://example.org/a",
        "url": "https://l.example/x",
        "media": {"image": {"src": "https://cdn/p"}},
    }
    read = post(attachments={"data": [share]})
    assert [(link.url, link.title) for link in read.record.links] == [("https://example.org/a", "News")]
    assert [a.name for a in read.record.attachments] == ["preview"]


def test_a_post_says_what_the_platform_says_of_it() -> None:
    record = post(
        message="m", story="updated their cover photo", is_hidden=True, is_published=False, is_expired=True,
        backdated_time="2020-01-01T00:00:00+0000", shares={"count": 4}, comments={"data": [], "summary": {"total_count": 12}},
        to={"data": [SAM]}, permalink_url="https://www.facebook.com/1_2",
    ).record  # fmt: skip
    assert record.state is State.HIDDEN
    assert record.subject == "updated their cover photo"
    assert {(count.name, count.value) for count in record.counts} == {("comments", 12), ("shares", 4)}
    assert [person.name for person in record.recipients] == ["Sam Example"]
    assert {"not published", "expired", "shown under another date: 2020-01-01T00:00:00Z"} <= set(record.notes)


def test_an_author_who_is_not_named_is_nobody_in_particular() -> None:
    read = read_comment({"id": "2_3", "message": "x"}, "1_2", ends(), place="p")
    assert isinstance(read, Draft)
    assert (read.record.sender.name, read.record.sender.role) == ("", Role.CORRESPONDENT)
    assert any("does not name its author" in note for note in read.record.notes)


# --- anything at all ----------------------------------------------------------------------------------------------------

_WORDS = (
    "id created_time from to message attachments data image_data video_data url preview_url shares link sticker story"
    " reply_to reactions reaction users is_unsupported media image src target subattachments media_type type title"
    " timestamp caption children owner username replies text parent_id comments summary total_count paging next"
    " generic_template name"
)
_NAMES = st.sampled_from(tuple(re.findall(r"\w+", _WORDS)))
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES | st.text(max_size=4), inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(value=st.dictionaries(_NAMES, _ANY, max_size=10))
def test_nothing_that_can_come_is_an_error(value: dict[str, Any]) -> None:
    someone = ends()
    found: list[object] = [
        read_message(value, THREAD, someone, source="messages", place="p"),
        read_post(value, someone, source="feed", place="p"),
        read_comment(value, "1_2", someone, place="p"),
        read_media(value, someone, source="media", place="p"),
        *read_comments(value, "1", someone, place="p"),
    ]
    someone.thread(value)
    assert all(isinstance(each, Draft | Quarantined) for each in found)
    for each in found:
        if isinstance(each, Draft):
            assert each.record.source_id
            assert all(wanted.index < len(each.record.attachments) for wanted in each.wanted)
