"""Instagram's export: the same threads, and posts, stories, reels and comments in each of their forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, State, ThreadKind
from connectors.facebook.archive import importer as facebook_importer
from connectors.instagram.archive import importer
from tests.connectors.export_sources import MemorySource, Taken, broken_letters, channel, one, take
from tests.connectors.meta_anything import ANYTHING

INSTAGRAM = channel("instagram", account="17841400000000001")
SECOND = 1_706_756_645
ROOT = "your_instagram_activity"
POSTS = f"{ROOT}/media/posts_1.json"
COMMENTS = f"{ROOT}/comments/post_comments_1.json"


def medium(name: str, number: int = 0, title: str = "") -> dict[str, Any]:
    return {
        "uri": f"media/posts/202402/{name}",
        "creation_timestamp": SECOND + number,
        "title": broken_letters(title),
        "media_metadata": {"photo_metadata": {"exif_data": []}},
        "cross_post_source": {"source_app": "FB"},
    }


def read(source: MemorySource) -> Taken:
    taken = take(importer(), source, INSTAGRAM)
    assert taken.adds_up(), taken.tallies
    return taken


@pytest.mark.parametrize(
    "root", [f"{ROOT}/messages/inbox", "messages/inbox", f"instagram-x-2024/{ROOT}/messages/message_requests"]
)
def test_threads_are_read_as_facebook_s_are(root: str) -> None:
    messages = [
        {
            "sender_name": "Sam",
            "timestamp_ms": SECOND * 1000 + 2000,
            "share": {"link": "https://www.instagram.com/p/AbC/"},
        },
        {"sender_name": "Sam", "timestamp_ms": SECOND * 1000 + 1000, "content": "Liked a message"},
        {"sender_name": "Example Agency", "timestamp_ms": SECOND * 1000, "content": broken_letters("Tēnā koe")},
    ]
    thread = {"participants": [{"name": "Sam"}, {"name": "Example Agency"}], "messages": messages, "title": "Sam"}
    source = one({f"{root}/sam_178123/message_1.json": thread})
    assert importer().detect(source) is not None
    taken = read(source)
    assert taken.texts == ["Tēnā koe", "Liked a message", ""]
    assert taken.records[2].links[0].url == "https://www.instagram.com/p/AbC/"
    assert (taken.records[0].thread.key, taken.records[0].thread.kind) == ("178123", ThreadKind.PRIVATE)
    assert taken.records[0].sender.role is Role.AGENCY


def test_the_two_kinds_of_export_are_told_apart() -> None:
    mine = one({POSTS: []})
    theirs = one({"your_facebook_activity/posts/your_posts_1.json": []})
    assert importer().detect(mine) is not None
    assert facebook_importer().detect(mine) is None
    assert importer().detect(theirs) is None
    assert importer().detect(one({"holiday.jpg": b"x"})) is None


@pytest.mark.parametrize("path", [POSTS, "content/posts_1.json", f"instagram-x/{POSTS}"])
def test_a_post_is_its_caption_and_all_its_media(path: str) -> None:
    source = one(
        {
            path: [
                {"media": [medium("a.jpg", title="Kia ora, whānau")]},
                {
                    "media": [medium("b.jpg", 5, "First"), medium("c.mp4", 5, "Second")],
                    "title": broken_letters("Two of them — ka pai"),
                    "creation_timestamp": SECOND + 5,
                },
            ],
            "media/posts/202402/a.jpg": b"a picture",
        }
    )
    single, several = read(source).records
    assert (single.text, single.attachments[0].held, single.attachments[0].alt_text) == (
        "Kia ora, whānau",
        Held.SEALED,
        "",
    )
    assert several.text == "Two of them — ka pai"
    assert [(each.alt_text, each.held) for each in several.attachments] == [
        ("First", Held.MISSING),
        ("Second", Held.MISSING),
    ]
    assert (single.kind, single.sender.platform_id) == (RecordKind.POST, "17841400000000001")


def test_stories_reels_archived_and_deleted_posts_say_what_they_are() -> None:
    taken = read(
        one(
            {
                f"{ROOT}/media/stories.json": {"ig_stories": [medium("s.jpg", 1)]},
                f"{ROOT}/media/reels.json": {"ig_reels_media": [{"media": [medium("r.mp4", 2, "A reel")]}]},
                f"{ROOT}/media/archived_posts.json": {
                    "ig_archived_post_media": [{"media": [medium("o.jpg", 3, "Old")]}]
                },
                f"{ROOT}/media/recently_deleted_content.json": {
                    "ig_recently_deleted_media": [{"media": [medium("d.jpg", 4, "Gone")]}]
                },
                f"{ROOT}/media/profile_photos.json": {"ig_profile_picture": [medium("p.jpg", 5)]},
            }
        )
    )
    found = {record.notes[0].removeprefix("published as: "): record for record in taken.records}
    assert set(found) == {"story", "reel", "archived", "deleted"}
    assert found["deleted"].state is State.DELETED
    assert taken.tallies["files_left_unread"] == 1


def test_comments_of_the_first_form() -> None:
    listed = {
        "title": "sam_example",
        "media_list_data": [],
        "string_list_data": [{"href": "https://www.instagram.com/p/AbC/", "value": "Thanks", "timestamp": SECOND}],
    }
    (record,) = read(one({COMMENTS: {"comments_media_comments": [listed]}})).records
    assert (record.kind, record.text, record.recipients[0].handle) == (RecordKind.COMMENT, "Thanks", "sam_example")
    assert record.links[0].url == "https://www.instagram.com/p/AbC/"


@pytest.mark.parametrize(
    ("labels", "noted"),
    [
        (("Comment", "Media Owner", "Time"), False),
        (("Opmerking", "Eigenaar van media", "Tijd"), False),
        (("Commentaire", "Propriétaire du média", "Heure"), False),
        (("Kommentti", "Median omistaja", "Aika"), True),
    ],
)
def test_comments_of_the_second_form_in_any_language(labels: tuple[str, str, str], noted: bool) -> None:
    comment, owner, time = (str(broken_letters(label)) for label in labels)
    mapped = {
        "media_list_data": [{"uri": ""}],
        "string_map_data": {
            comment: {"href": "", "value": broken_letters("Ngā mihi"), "timestamp": 0},
            owner: {"href": "", "value": "sam_example", "timestamp": 0},
            time: {"href": "", "value": "", "timestamp": SECOND},
        },
    }
    (record,) = read(one({COMMENTS: [mapped]})).records
    assert (record.text, record.recipients[0].handle) == ("Ngā mihi", "sam_example")
    assert record.sent is not None
    assert record.sent.utc.timestamp() == SECOND
    assert any("by their order" in note for note in record.notes) is noted


def test_comments_of_the_third_form() -> None:
    entries = [
        {"label": "Comment", "value": "Ka pai"},
        {"label": "Media Owner", "value": "sam_example"},
        {"label": "Time", "timestamp_value": SECOND},
    ]
    (record,) = read(one({f"{ROOT}/comments/reels_comments.json": [{"label_values": entries, "fbid": "1"}]})).records
    assert (record.text, record.recipients[0].handle) == ("Ka pai", "sam_example")


def test_web_pages_are_named_with_advice() -> None:
    source = one(
        {f"{ROOT}/messages/inbox/sam_178123/message_1.html": b"<html>", f"{ROOT}/media/posts_1.html": b"<html>"}
    )
    detected = importer().detect(source)
    assert detected is not None
    assert detected.kind == "Instagram export as web pages (HTML)"
    taken = read(source)
    assert len(taken.quarantined) == 2
    assert taken.quarantined[1].source == f"{ROOT}/messages/inbox/…_178123/message_1.html"


@pytest.mark.parametrize("spoiled", ["{nonsense}", "7", "{}", '{"media": []}', '{"title": "no time"}'])
def test_one_bad_post_costs_only_itself(spoiled: str) -> None:
    body = json.dumps([{"media": [medium("a.jpg", 1, "one")]}, "HERE", {"media": [medium("b.jpg", 2, "two")]}])
    taken = read(one({POSTS: body.replace('"HERE"', spoiled).encode(), COMMENTS: b'[{"string_map_data": {"a'}))
    assert taken.texts == ["one", "two"]
    assert len(taken.quarantined) == 2


@given(ANYTHING, ANYTHING)
@settings(max_examples=200, deadline=None)
def test_anything_anywhere_is_accounted_for(anything: Any, whole: Any) -> None:
    taken = read(
        one(
            {
                POSTS: [{"media": [medium("a.jpg", 1, "one")]}, anything],
                f"{ROOT}/media/stories.json": {"ig_stories": [anything]},
                f"{ROOT}/media/reels.json": whole,
                COMMENTS: [anything, {"string_map_data": anything}, {"label_values": anything}],
                "personal_information/personal_information/personal_information.json": whole,
            }
        )
    )
    assert "one" in taken.texts
