"""Posts, media lists and comments of Facebook's export, in every form of every era."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from archiver.model.attachment import Held
from archiver.model.correspondent import Role
from archiver.model.record import RecordKind, ThreadKind
from connectors.facebook.archive import importer
from connectors.honesty import STRANGE
from tests.connectors.export_sources import MemorySource, Taken, broken_letters, channel, one, take
from tests.connectors.meta_anything import ANYTHING

FACEBOOK = channel("facebook")
SECOND = 1_706_756_645
POSTS = "this_profile's_activity_across_facebook/posts/profile_posts_1.json"


def post(number: int, text: str = "", **more: Any) -> dict[str, Any]:
    return {
        "timestamp": SECOND + number,
        "title": "Example Agency updated its status.",
        "data": [{"post": text or f"number {number}"}],
        **more,
    }


def read(source: MemorySource) -> Taken:
    taken = take(importer(), source, FACEBOOK)
    assert taken.adds_up(), taken.tallies
    return taken


@pytest.mark.parametrize(
    "path",
    [
        "posts/your_posts_1.json",
        "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json",
        "your_activity_across_facebook/posts/your_posts_2.json",
        POSTS,
        "facebook-example-2024-02-01-AbC/" + POSTS,
    ],
)
def test_posts_are_found_under_every_root(path: str) -> None:
    source = one({path: [post(1)]})
    detected = importer().detect(source)
    assert detected is not None
    assert detected.score == 0.9
    (record,) = read(source).records
    assert (record.kind, record.text, record.thread.kind) == (RecordKind.POST, "number 1", ThreadKind.POST)
    assert (record.sender.role, record.sender.platform_id) == (Role.AGENCY, "100200300400500")
    assert record.sent is not None
    assert record.sent.utc.timestamp() == SECOND + 1


def test_a_post_keeps_media_links_places_and_when_it_was_touched() -> None:
    (record,) = read(
        one(
            {
                POSTS: [
                    {
                        "timestamp": SECOND,
                        "title": broken_letters("Example Agency added a photo — Wānaka"),
                        "data": [{"post": broken_letters("Tēnā koutou")}, {"update_timestamp": SECOND + 7200}],
                        "attachments": [
                            {
                                "data": [
                                    {
                                        "media": {
                                            "uri": "this_profile's_activity_across_facebook/posts/media/a.jpg",
                                            "creation_timestamp": SECOND,
                                            "title": "An office",
                                            "description": "The new office",
                                            "media_metadata": {},
                                        }
                                    },
                                    {"external_context": {"url": "https://example.org/a", "name": "Opening hours"}},
                                    {"place": {"name": "Example Street office", "url": "https://example.org/map"}},
                                    {"text": "Said once more"},
                                ]
                            }
                        ],
                        "tags": [{"name": "Kim Example"}],
                    }
                ],
                "this_profile's_activity_across_facebook/posts/media/a.jpg": b"a picture",
            }
        )
    ).records
    assert record.text == "Tēnā koutou\nSaid once more"
    assert record.subject == "Example Agency added a photo — Wānaka"
    assert [(link.url, link.title) for link in record.links] == [
        ("https://example.org/a", "Opening hours"),
        ("https://example.org/map", "Example Street office"),
    ]
    assert (record.attachments[0].held, record.attachments[0].alt_text) == (Held.SEALED, "The new office")
    assert record.notes == ("last touched 2024-02-01T05:04:05Z, which need not be an edit",)
    assert [person.name for person in record.recipients] == ["Kim Example"]


def test_the_form_of_labels_is_read_in_a_known_language_and_in_none() -> None:
    def labelled(label: str, number: int) -> dict[str, Any]:
        return {
            "timestamp": SECOND + number,
            "media": [],
            "label_values": [
                {"label": broken_letters(label), "value": broken_letters(f"Kia ora, nō {number}")},
                {"label": "URL", "value": "https://example.org/p", "href": "https://example.org/p"},
                {"label": "Created", "timestamp_value": SECOND + number},
            ],
            "fbid": "900800700",
        }

    known, unknown = read(one({POSTS: [labelled("Beschreibung", 1), labelled("Teksti", 2)]})).records
    assert (known.text, known.notes, known.links[0].url) == ("Kia ora, nō 1", (), "https://example.org/p")
    assert unknown.text == "Kia ora, nō 2"
    assert unknown.notes == ("its fields were told apart by their form, not by their labels",)


def test_a_list_of_videos_says_nothing_new_of_a_video_that_a_post_brought() -> None:
    video = {"uri": "posts/media/v.mp4", "creation_timestamp": SECOND, "title": "", "description": "number 1"}
    alone = {"uri": "posts/media/w.mp4", "creation_timestamp": SECOND + 9, "title": "Tour", "description": "Another"}
    taken = read(
        one(
            {
                "posts/videos.json": {"videos_v2": [video, alone]},
                "posts/profile_posts_1.json": [post(1, attachments=[{"data": [{"media": video}]}])],
            }
        )
    )
    assert taken.texts == ["number 1", "Another"]
    assert taken.tallies["media_listed_again"] == 1


def test_an_album_is_read_with_the_comments_under_its_pictures() -> None:
    comment = {"timestamp": SECOND + 60, "comment": "Looks good", "author": "Sam Example"}
    album = {
        "name": "Offices",
        "photos": [
            {"uri": "posts/media/a.jpg", "creation_timestamp": SECOND, "title": "Offices", "comments": [comment]}
        ],
        "last_modified_timestamp": SECOND,
    }
    picture, under = read(one({"posts/album/0.json": album})).records
    assert (picture.kind, picture.attachments[0].name, picture.subject) == (RecordKind.POST, "a.jpg", "Offices")
    assert (under.kind, under.text, under.sender.name) == (RecordKind.COMMENT, "Looks good", "Sam Example")
    assert under.thread == picture.thread


def test_own_comments_are_read_and_say_that_their_post_is_not_told() -> None:
    comments = {
        "comments_v2": [
            {
                "timestamp": SECOND,
                "title": "Example Agency replied to Sam Example's comment.",
                "data": [{"comment": {"timestamp": SECOND, "comment": "We open at 9", "author": "Example Agency"}}],
            },
            {
                "timestamp": SECOND + 5,
                "title": "Example Agency commented in a group.",
                "data": [
                    {
                        "comment": {
                            "timestamp": SECOND + 5,
                            "comment": "",
                            "author": "Example Agency",
                            "group": "Example group",
                        }
                    }
                ],
                "attachments": [{"data": [{"media": {"uri": "posts/media/c.jpg"}}]}],
            },
        ]
    }
    source = one({"this_profile's_activity_across_facebook/comments_and_reactions/comments.json": comments})
    first, second = read(source).records
    assert (first.kind, first.text, first.sender.role) == (RecordKind.COMMENT, "We open at 9", Role.AGENCY)
    assert first.subject == "Example Agency replied to Sam Example's comment."
    assert "does not say which post" in first.notes[0]
    assert (second.recipients[0].name, second.attachments[0].held) == ("Example group", Held.MISSING)


def test_two_posts_of_one_second_both_stay_and_a_second_export_adds_none() -> None:
    once = [post(1), post(1), post(2)]
    taken = read(MemorySource({"a.zip": {POSTS: once}, "b.zip": {POSTS: [post(3), *once]}}))
    assert sorted(taken.texts) == ["number 1", "number 1", "number 2", "number 3"]
    assert len({record.thread.key for record in taken.records}) == 4
    assert taken.tallies["repeated_in_another_file"] == 3


def test_files_of_other_matters_are_counted_not_read() -> None:
    taken = read(one({POSTS: [post(1)], "ads_information/advertisers.json": {"custom_audiences_v2": []}}))
    assert taken.tallies["files_left_unread"] == 1
    assert any("stay sealed" in note for note in taken.notes)


@pytest.mark.parametrize("spoiled", ["{nonsense}", "7", "{}", '{"timestamp": "soon"}', '{"what": 1}'])
def test_one_bad_post_costs_only_itself(spoiled: str) -> None:
    import json

    body = json.dumps([post(1), "HERE", post(2)]).replace('"HERE"', spoiled)
    taken = read(one({POSTS: body.encode(), POSTS.replace("_1.", "_2."): b"["}))
    assert taken.texts == ["number 1", "number 2"]
    assert len(taken.quarantined) == 2


@given(ANYTHING, ANYTHING)
@settings(max_examples=200, deadline=None)
def test_anything_anywhere_is_accounted_for(anything: Any, whole: Any) -> None:
    taken = read(
        one(
            {
                POSTS: [post(1), anything, post(2)],
                "posts/album/0.json": whole,
                "posts/videos.json": {"videos_v2": [anything]},
                "comments_and_reactions/comments.json": {"comments_v2": anything},
                "personal_information/profile_information/profile_information.json": whole,
            }
        )
    )
    assert {"number 1", "number 2"} <= set(taken.texts)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("posts/other_people's_posts_to_your_profile.json", [{"timestamp": 1, "data": [{"post": "kia ora"}]}]),
        ("posts/archived.json", [{"timestamp": 1, "label_values": [{"label": "Text", "value": "kia ora"}]}]),
        ("messages/other/lost.json", {"threads": [{"sender_name": "Sam Example", "content": "kia ora"}]}),
    ],
)
def test_words_in_a_file_of_an_unknown_name_are_told_of(path: str, content: Any) -> None:
    root = "this_profile's_activity_across_facebook"
    quiet = {f"{root}/settings/language.json": {"language_v2": []}, f"{root}/posts/places.json": [{"place": "x"}]}
    taken = read(one({f"{root}/{POSTS}": [post(1)], f"{root}/{path}": content, **quiet}))
    assert taken.texts == ["number 1"]
    (left,) = taken.quarantined
    assert "not read" in left.reason
    assert left.source.startswith(f"{root}/")


def test_a_post_of_an_unknown_kind_is_quarantined_beside_its_record() -> None:
    strange = {"timestamp": 1_706_756_645, "data": [{"reel": {"words": "kia ora"}}]}
    taken = read(one({POSTS: [strange, {"timestamp": 1_706_756_646, "data": [{"update_timestamp": 1}]}]}))
    assert len(taken.records) == 2
    assert [(each.place, each.reason) for each in taken.quarantined] == [("[0]", STRANGE)]
