"""An X account's archive: manifest, posts with a long one, an edit and a deletion, direct messages, encrypted events."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from connectors.samples.files import Files, picture
from connectors.samples.world import AGENCY, HANDLE, Line, Post, Talk, World

ACCOUNT = "2244990001"
_EPOCH_MS = 1_288_834_974_657


def files(world: World) -> Files:
    """The archive's files."""
    made: dict[str, bytes] = {}
    talks = world.talks("x")
    tweets: list[object] = [_tweet(post) for post in reversed(world.posts("x"))]
    first = world.posts("x")[0]
    tweets.append(_mention(first, talks[:-1] or talks))
    long = (
        "He pānui roa: from March our offices keep new hours, and a letter with the details is on its way to everyone who "
        "has an appointment. Please bring it along, arrive ten minutes early, and tell us if you need an interpreter or a "
        "quiet room; we will have both ready. Questions? Call us on 0800 555 010 at any time of the day."
    )
    at = first.at + dt.timedelta(days=1)
    tweets.append(_tweet(Post(number=90, text=long[:270] + "… https://t.co/long", at=at)))
    note = {
        "noteTweetId": _id(at, 91),
        "createdAt": _iso(at),
        "updatedAt": _iso(at),
        "core": {"text": long, "urls": []},
    }
    made["data/note-tweet.js"] = _script("note_tweet", [{"noteTweet": note}])
    gone = _tweet(Post(number=92, text="Posted by mistake, sorry!", at=at + dt.timedelta(hours=1)))
    gone["tweet"]["deleted_at"] = _iso(at + dt.timedelta(hours=2))
    made["data/deleted-tweets.js"] = _script("deleted_tweets", [gone])
    made["data/tweets.js"] = _script("tweets", tweets)
    for post in world.posts("x"):
        if post.picture:
            made[f"data/tweets_media/{_id(post.at, post.number)}-Post{post.number}.png"] = picture(50 * post.number)
    conversations = []
    for talk in talks:
        for line in talk.lines:
            for name in line.files:
                made[f"data/direct_messages_media/{_message_id(talk, line)}-{name}"] = picture(120)
        conversations.append(
            {
                "dmConversation": {
                    "conversationId": _pair(talk),
                    "messages": [_message(talk, line) for line in reversed(talk.lines)],
                }
            }
        )
    made["data/direct-messages.js"] = _script("direct_messages", conversations)
    made["data/message-event.js"] = _script("message_event", [_encrypted(talks[-1])])
    counts = {
        "tweets": ("tweets", len(tweets)),
        "deletedTweets": ("deleted-tweets", 1),
        "noteTweet": ("note-tweet", 1),
        "directMessages": ("direct-messages", len(conversations)),
        "messageEvent": ("message-event", 1),
    }
    made["data/manifest.js"] = _manifest(counts)
    return made


def _manifest(counts: dict[str, tuple[str, int]]) -> bytes:
    types = {
        word: {
            "files": [
                {"fileName": f"data/{name}.js", "globalName": f"YTD.{name.replace('-', '_')}.part0", "count": str(n)}
            ]
        }
        for word, (name, n) in counts.items()
    }
    about = {
        "userInfo": {"accountId": ACCOUNT, "userName": HANDLE, "displayName": AGENCY},
        "archiveInfo": {
            "sizeBytes": "100000",
            "generationDate": "2026-02-03T00:00:00.000Z",
            "isPartialArchive": False,
            "maxPartSizeBytes": "53687091200",
        },
        "dataTypes": types,
    }
    return b"window.__THAR_CONFIG = " + json.dumps(about, indent=2).encode()


def _script(name: str, value: object) -> bytes:
    return f"window.YTD.{name}.part0 = ".encode() + json.dumps(value, indent=2, ensure_ascii=False).encode()


def _tweet(post: Post) -> dict[str, Any]:
    number = _id(post.at, post.number)
    made: dict[str, Any] = {
        "id": number,
        "id_str": number,
        "created_at": post.at.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "full_text": post.text.replace("&", "&amp;"),
        "display_text_range": ["0", str(len(post.text))],
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "favorite_count": str(post.number % 7),
        "retweet_count": str(post.number % 3),
        "lang": "en",
        "source": '<a href="https://x.com">X Web App</a>',
        "edit_info": {
            "initial": {
                "editTweetIds": [number],
                "editableUntil": _iso(post.at),
                "editsRemaining": "5",
                "isEditEligible": False,
            }
        },
    }
    if post.picture:
        url = f"https://pbs.twimg.com/media/Post{post.number}.png"
        made["extended_entities"] = {"media": [{"id_str": number, "media_url_https": url, "type": "photo"}]}
    return {"tweet": made}


def _mention(post: Post, talks: Sequence[Talk]) -> dict[str, Any]:
    called = " ".join(f"@{talk.handle}" for talk in talks)
    made = _tweet(
        Post(number=93, text=f"{called} Kia ora, we have sent you a message.", at=post.at + dt.timedelta(hours=3))
    )
    made["tweet"]["entities"]["user_mentions"] = [
        {"id_str": _number(talk), "screen_name": talk.handle, "name": talk.people[0], "indices": ["0", "9"]}
        for talk in talks
    ]
    made["tweet"] |= {
        "in_reply_to_status_id_str": _id(post.at + dt.timedelta(hours=2), 9),
        "in_reply_to_user_id_str": _number(talks[0]),
        "in_reply_to_screen_name": talks[0].handle,
    }
    return made


def _message(talk: Talk, line: Line) -> dict[str, Any]:
    ours, theirs = ACCOUNT, _number(talk)
    from_us = line.sender == AGENCY
    return {
        "messageCreate": {
            "recipientId": theirs if from_us else ours,
            "senderId": ours if from_us else theirs,
            "id": _message_id(talk, line),
            "createdAt": _iso(line.at),
            "text": line.text,
            "mediaUrls": [f"https://ton.twitter.com/dm/{_message_id(talk, line)}/1/{name}" for name in line.files],
            "urls": [],
            "reactions": [],
            "editHistory": [],
        }
    }


def _encrypted(talk: Talk) -> dict[str, Any]:
    last = talk.lines[-1].at + dt.timedelta(days=1)
    return {
        "messageEvent": {
            "sequenceId": _id(last, 1),
            "messageId": "5f0d4c1e-8b1a-4c55-9e0a-2f6f0a7d3b11",
            "senderId": _number(talk),
            "conversationId": _pair(talk).replace("-", ":"),
            "conversationToken": "token",
            "createdAtMsec": str(int(last.timestamp() * 1000)),
            "detail": {"messageCreateEvent": {"contents": "bm90IHJlYWRhYmxl", "conversationKeyVersion": "1"}},
            "messageEventSignature": {},
        }
    }


def _pair(talk: Talk) -> str:
    return "-".join(sorted((ACCOUNT, _number(talk)), key=int))


def _number(talk: Talk) -> str:
    return str(1_400_000_000_000_000_000 + talk.number)


def _message_id(talk: Talk, line: Line) -> str:
    return _id(line.at, talk.number)


def _id(at: dt.datetime, number: int) -> str:
    return str((int(at.timestamp() * 1000) - _EPOCH_MS) << 22 | number)


def _iso(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
