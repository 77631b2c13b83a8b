"""Posts of an X archive: whole texts, threads, edits, what was deleted; the live platform's ids throughout."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State
from tests.connectors.export_sources import MemorySource, Taken, one
from tests.connectors.x_archive.making import ANYTHING, manifest, read, script

FIRST = 1753000000000000000


def post(number: int, **more: Any) -> dict[str, Any]:
    return {
        "tweet": {
            "id": str(FIRST + number),
            "id_str": str(FIRST + number),
            "created_at": f"Thu Feb 01 03:04:{number:02d} +0000 2024",
            "full_text": f"number {number}",
            "display_text_range": ["0", "34"],
            "entities": {"hashtags": [], "urls": [], "user_mentions": []},
            "favorite_count": "3",
            "retweet_count": "0",
            "lang": "en",
            "source": '<a href="https://x.com">X</a>',
            **more,
        }
    }


def archive(*posts: Any, **files: object) -> MemorySource:
    return one(
        {
            "data/manifest.js": manifest(),
            "data/tweets.js": script("tweets", list(posts)),
            **{f"data/{name}": content for name, content in files.items()},
        }
    )


def alone(**more: Any) -> Any:
    (record,) = read(archive(post(1, **more))).records
    return record


def test_posts_come_oldest_first_with_the_live_platform_s_ids() -> None:
    taken = read(archive(*(post(n) for n in reversed(range(30)))))
    assert taken.texts == [f"number {n}" for n in range(30)]
    record = taken.records[0]
    assert (record.source_id, record.thread.key, record.kind) == (str(FIRST), str(FIRST), RecordKind.POST)
    assert (record.sender.role, record.sender.handle) == (Role.AGENCY, "example_agency")
    assert record.sent is not None
    assert record.sent.utc.isoformat() == "2024-02-01T03:04:00+00:00"
    assert [(count.name, count.value) for count in record.counts] == [("likes", 3), ("reposts", 0)]
    assert record.permalink == f"https://x.com/example_agency/status/{FIRST}"


def test_escapes_are_undone_and_short_links_resolved() -> None:
    urls = [{"url": "https://t.co/abc", "expanded_url": "https://example.org/a", "display_url": "example.org/a"}]
    record = alone(full_text="Q &amp; A &lt;3 https://t.co/abc", entities={"urls": urls})
    assert record.text == "Q & A <3 https://t.co/abc"
    assert (record.links[0].url, record.links[0].resolved) == ("https://t.co/abc", "https://example.org/a")


def test_an_item_without_its_wrapper_is_read() -> None:
    assert read(archive(post(1)["tweet"])).texts == ["number 1"]


def test_replies_are_comments_in_the_thread_of_the_oldest_post_they_lead_to() -> None:
    taken = read(
        archive(
            post(3, in_reply_to_status_id_str=str(FIRST + 2), in_reply_to_user_id_str="2244990001"),
            post(2, in_reply_to_status_id_str=str(FIRST + 1), in_reply_to_user_id_str="2244990001"),
            post(1),
            post(
                0,
                in_reply_to_status_id_str="1752000000000000000",
                in_reply_to_user_id_str="9988776655",
                in_reply_to_screen_name="sam_example",
            ),
        )
    )
    answer, root, second, third = taken.records
    assert {root.thread.key, second.thread.key, third.thread.key} == {str(FIRST + 1)}
    assert [record.kind for record in (root, second, third)] == [
        RecordKind.POST,
        RecordKind.COMMENT,
        RecordKind.COMMENT,
    ]
    assert third.parent == str(FIRST + 2)
    assert (answer.thread.key, answer.recipients[0].handle) == ("1752000000000000000", "sam_example")


def test_a_circle_of_replies_ends() -> None:
    taken = read(
        archive(post(1, in_reply_to_status_id_str=str(FIRST + 2)), post(2, in_reply_to_status_id_str=str(FIRST + 1)))
    )
    assert len(taken.records) == 2


def test_a_deleted_post_says_so_and_when() -> None:
    source = archive(
        post(2),
        post(1),
        **{"deleted-tweets.js": script("deleted_tweets", [post(1, deleted_at="2024-02-02T00:00:00.000Z")])},
    )
    taken = read(source)
    assert [(record.text, record.state) for record in taken.records] == [
        ("number 2", State.PRESENT),
        ("number 1", State.DELETED),
    ]
    assert taken.records[1].notes == ("deleted 2024-02-02T00:00:00Z, according to the archive",)


def test_a_long_text_is_joined_to_the_post_that_begins_like_it() -> None:
    long = "Tēnā koutou. " + "Our offices close early on Friday & open again on Monday. " * 8
    note = {
        "noteTweet": {
            "noteTweetId": "1753000000000000500",
            "createdAt": "2024-02-01T03:04:06.000Z",
            "updatedAt": "2024-02-01T03:04:06.000Z",
            "lifecycle": {"value": "Published"},
            "core": {"text": long, "urls": [{"shortUrl": "https://t.co/x", "expandedUrl": "https://example.org"}]},
        }
    }
    lonely = {
        "noteTweet": {"noteTweetId": "7", "createdAt": "2020-01-01T00:00:00.000Z", "core": {"text": "No post of mine"}}
    }
    cut = long.replace("&", "&amp;")[:270] + "… https://t.co/abc"
    taken = read(
        archive(
            post(6, full_text="Something else"),
            post(5, full_text=cut),
            **{"note-tweet.js": script("note_tweet", [note, lonely, {"noteTweet": {}}])},
        )
    )
    assert taken.texts == [long, "Something else", "No post of mine"]
    assert taken.records[0].links[0].resolved == "https://example.org"
    assert taken.tallies["long_texts_joined"] == 1
    assert taken.tallies["long_texts_alone"] == 1
    assert len(taken.quarantined) == 1


def test_a_short_post_does_not_take_the_long_text_of_its_neighbour() -> None:
    note = {
        "noteTweet": {
            "noteTweetId": "7",
            "createdAt": "2024-02-01T03:04:04.000Z",
            "core": {"text": "Kia ora koutou all"},
        }
    }
    taken = read(archive(post(1, full_text="Kia ora"), **{"note-tweet.js": script("note_tweet", [note])}))
    assert taken.texts == ["Kia ora", "Kia ora koutou all"]


def test_every_version_of_an_edited_post_names_the_first() -> None:
    first, second = str(FIRST + 1), str(FIRST + 2)
    initial = {"editTweetIds": [first, second], "editableUntil": "2024-02-01T04:04:05.000Z", "editsRemaining": "4"}
    taken = read(
        archive(
            post(2, edit_info={"edit": {"initialTweetId": first, "editControlInitial": initial}}),
            post(1, edit_info={"initial": initial}),
            post(0, edit_info={"initial": {"editTweetIds": [str(FIRST)]}}),
        )
    )
    assert [(record.version_of, record.edited) for record in taken.records] == [
        ("", False),
        (first, False),
        (first, True),
    ]


def test_media_of_a_post_are_found_a_video_under_its_best_address() -> None:
    media = [
        {"id_str": "5", "media_url_https": "https://pbs.twimg.com/media/Abc.jpg", "ext_alt_text": "A map"},
        {
            "media_url_https": "https://pbs.twimg.com/thumb.jpg",
            "video_info": {
                "variants": [
                    {"bitrate": "1", "content_type": "video/mp4", "url": "https://video.twimg.com/low.mp4?tag=1"},
                    {"bitrate": "9", "content_type": "video/mp4", "url": "https://video.twimg.com/high.mp4?tag=1"},
                    {"content_type": "application/x-mpegURL", "url": "https://video.twimg.com/x.m3u8"},
                ]
            },
        },
        {"media_url_https": "https://pbs.twimg.com/media/Gone.jpg"},
    ]
    number = FIRST + 1
    source = archive(
        post(1, extended_entities={"media": media}),
        **{
            f"tweets_media/{number}-Abc.jpg": b"abc",
            f"tweets_media/{number}-high.mp4": b"video",
            f"tweets_media/{number}-other.png": b"more",
        },
    )
    attachments = read(source).records[0].attachments
    assert [(each.name.rpartition("-")[2], each.held) for each in attachments] == [
        ("Abc.jpg", Held.SEALED),
        ("high.mp4", Held.SEALED),
        ("Gone.jpg", Held.MISSING),
        ("other.png", Held.SEALED),
    ]
    assert attachments[0].alt_text == "A map"


def test_parts_older_names_and_headers_are_read() -> None:
    source = one(
        {
            "data/tweet.js": script("tweet", [post(9)]),
            "data/tweets-part10.js": script("tweets", [post(1)], 10),
            "data/tweets-part2.js": script("tweets", [post(2)], 2),
            "data/tweet-headers.js": script(
                "tweet_headers", [{"tweet": {"tweet_id": str(FIRST + n), "user_id": "1"}} for n in (1, 2, 9, 10)]
            ),
        }
    )
    taken = read(source)
    assert taken.texts == ["number 1", "number 2", "number 9"]
    assert [gap.reason for gap in taken.gaps] == ["1 posts are listed in the archive's headers without their text"]


@pytest.mark.parametrize("spoiled", ['{"tweet": {"id_str": "1"}}', "7", "{nonsense}", '{"tweet": {"created_at": "x"}}'])
def test_one_bad_post_costs_only_itself(spoiled: str) -> None:
    body = script("tweets", [post(2), "HERE", post(1)]).replace(b'"HERE"', spoiled.encode())
    taken = read(one({"data/tweets.js": body}))
    assert taken.texts == ["number 1", "number 2"]
    assert [each.place for each in taken.quarantined] == ["[1]"]


def test_two_archives_given_together_are_both_read() -> None:
    taken: Taken = read(
        MemorySource(
            {
                "a.zip": {"data/tweets.js": script("tweets", [post(1)])},
                "b.zip": {"data/tweets.js": script("tweets", [post(2)])},
            }
        )
    )
    assert {batch.export: [record.text for record in batch.records] for batch in taken.batches if batch.records} == {
        "a.zip": ["number 1"],
        "b.zip": ["number 2"],
    }


@given(
    ANYTHING,
    st.dictionaries(
        st.sampled_from(
            ["full_text", "entities", "extended_entities", "edit_info", "favorite_count", "in_reply_to_status_id_str"]
        ),
        ANYTHING,
    ),
)
@settings(max_examples=150, deadline=None)
def test_anything_anywhere_is_accounted_for(anything: Any, fields: dict[str, Any]) -> None:
    taken = read(
        archive(
            post(3, **fields),
            anything,
            post(1),
            **{
                "deleted-tweets.js": script("deleted_tweets", [anything]),
                "note-tweet.js": script("note_tweet", [anything, {"noteTweet": anything}]),
                "tweet-headers.js": script("tweet_headers", [anything, {"tweet": anything}]),
                "community-tweet.js": script("community_tweet", anything),
            },
        )
    )
    assert "number 1" in taken.texts
    assert str(FIRST + 3) in {record.source_id for record in taken.records}


def test_words_in_a_file_of_an_unknown_name_are_told_of() -> None:
    quiet = {"data/like.js": script("like", [{"like": {"tweetId": "1", "fullText": "x"}}])}
    taken = read(
        one(
            {
                "data/manifest.js": manifest(),
                "data/circle-tweets.js": script("circle_tweets", [{"tweet": {"id_str": "1", "full_text": "kia ora"}}]),
                "assets/app.js": b'x = {"full_text": 1}',
                **quiet,
            }
        )
    )
    (left,) = taken.quarantined
    assert (left.source, "not read" in left.reason) == ("data/circle-tweets.js", True)
