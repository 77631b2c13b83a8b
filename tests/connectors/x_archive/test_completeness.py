"""Which parts of a live capture an archive makes good: only what it holds whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.connectors.export_sources import Taken, one
from tests.connectors.x_archive.making import ME, PAIR, SAM, manifest, read, script

MESSAGE = {
    "messageCreate": {
        "id": "1753100000000000002",
        "senderId": SAM,
        "recipientId": ME,
        "text": "Kia ora",
        "createdAt": "2024-02-01T03:04:05.678Z",
    }
}
TALK = [{"dmConversation": {"conversationId": PAIR, "messages": [MESSAGE]}}]
POST = [
    {"tweet": {"id_str": "1753000000000000001", "created_at": "Thu Feb 01 03:04:05 +0000 2024", "full_text": "Open"}}
]


def taken(*, posts: int = 1, messages: int = 1, talk: Any = TALK, **more: Any) -> Taken:
    def files(name: str, script_name: str, count: int) -> dict[str, Any]:
        return {"files": [{"fileName": f"data/{name}", "globalName": f"YTD.{script_name}.part0", "count": str(count)}]}

    types = {
        "tweets": files("tweets.js", "tweets", posts),
        "directMessages": files("direct-messages.js", "direct_messages", messages),
    }
    return read(
        one(
            {
                "data/manifest.js": manifest(**{"dataTypes": types, **more}),
                "data/tweets.js": script("tweets", POST),
                "data/direct-messages.js": script("direct_messages", talk),
            }
        )
    )


def covered(found: Taken) -> dict[str, dt.datetime]:
    return {part.edge: part.until for batch in found.batches for part in batch.covered}


def test_a_whole_archive_covers_posts_and_messages_until_it_was_made() -> None:
    made = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    assert covered(taken()) == {"posts": made, "messages": made}


@pytest.mark.parametrize(
    "odd",
    [
        {"posts": 2},
        {"messages": 2},
        {
            "talk": [*TALK, {"dmConversation": {"conversationId": PAIR, "messages": [{"messageCreate": {}}]}}],
            "messages": 2,
        },
        {"archiveInfo": {"generationDate": "2026-02-01T00:00:00.000Z", "isPartialArchive": True}},
        {"archiveInfo": {"isPartialArchive": False}},
        {"userInfo": {"accountId": "777", "userName": "somebody"}},
        {"dataTypes": {}},
    ],
)
def test_one_that_is_not_whole_covers_nothing(odd: dict[str, Any]) -> None:
    assert covered(taken(**odd)) == {}
