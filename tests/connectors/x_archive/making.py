"""Files of an X archive as X writes them, and anything at all in their place."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from connectors.x.archive import importer
from tests.connectors.export_sources import MemorySource, Taken, channel, take

ME, SAM, KIM = "2244990001", "9988776655", "5544332211"
PAIR, GROUP = f"{ME}-{SAM}", "1753090000000000000"


def script(name: str, value: object, part: int = 0) -> bytes:
    return f"window.YTD.{name}.part{part} = ".encode() + json.dumps(value, indent=1).encode()


def manifest(**more: Any) -> bytes:
    body = {
        "userInfo": {"accountId": ME, "userName": "example_agency", "displayName": "Example Agency"},
        "archiveInfo": {"sizeBytes": "1", "generationDate": "2026-02-01T00:00:00.000Z", "isPartialArchive": False},
        "dataTypes": {},
        **more,
    }
    return b"window.__THAR_CONFIG = " + json.dumps(body).encode()


def read(source: MemorySource, **more: Any) -> Taken:
    taken = take(importer(), source, channel("x", account=ME), **more)
    assert taken.adds_up(), taken.tallies
    return taken


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from([ME, PAIR, "2024-02-01T03:04:05Z"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("dmConversation", "messages", "conversationId", "messageCreate", "joinConversation", "createdAt"),
                    *(
                        "senderId",
                        "id",
                        "text",
                        "mediaUrls",
                        "urls",
                        "reactions",
                        "participantsSnapshot",
                        "userIds",
                        "name",
                    ),
                    *(
                        "messageEvent",
                        "detail",
                        "messageCreateEvent",
                        "createdAtMsec",
                        "sequenceId",
                        "editHistory",
                        "x y",
                    ),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)
