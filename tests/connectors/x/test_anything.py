"""Whatever JSON comes, X's parsers give a record or say why there is none; they never fail."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.capture import Quarantined
from connectors.drafts import Draft
from connectors.fields import fields_of
from connectors.x.includes import Includes
from connectors.x.parse_api import post_of
from connectors.x.parse_messages import encrypted_of, event_of
from connectors.x.people_api import People
from tests.connectors.nights import channel

_KNOWN = (
    "half \ud83d",
    "1753000000000000001",
    "2024-02-01T03:04:05.000Z",
    "replied_to",
    "retweeted",
    "3_5",
    "MessageCreate",
    "1-2",
    "0001",
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(_KNOWN)
_NAMES = st.sampled_from(
    [
        *(
            "id",
            "text",
            "created_at",
            "author_id",
            "conversation_id",
            "attachments",
            "media_keys",
            "poll_ids",
            "entities",
        ),
        *(
            "urls",
            "url",
            "expanded_url",
            "referenced_tweets",
            "referenced_posts",
            "type",
            "note_tweet",
            "edit_controls",
        ),
        *("edit_history_tweet_ids", "public_metrics", "like_count", "event_type", "dm_conversation_id", "sender_id"),
        *(
            "participant_ids",
            "media_key",
            "variants",
            "bit_rate",
            "content_type",
            "options",
            "label",
            "votes",
            "position",
        ),
        *("users", "media", "tweets", "polls", "includes", "withheld", "in_reply_to_user_id", "created_at_msec"),
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=8), max_leaves=25
)
OBJECTS = st.dictionaries(_NAMES, ANYTHING, max_size=12)
WHOLE = OBJECTS.map(
    lambda made: {
        **made,
        "id": "1753000000000000001",
        "created_at": "2024-02-01T03:04:05.000Z",
        "dm_conversation_id": "1-2",
        "event_type": "MessageCreate",
    }
)


def fitting(value: object) -> bool:
    """Whether every string in a record is text that can be written."""
    return "\\ud83d" not in repr(value)


@settings(max_examples=100, deadline=None)
@given(ANYTHING | WHOLE, OBJECTS)
def test_a_post_or_a_message_of_any_shape(value: object, beside: dict[str, object]) -> None:
    includes, people = Includes({"includes": beside}), People(channel("x", "1"))
    people.learn(includes.users)
    for made in (
        post_of(value, includes, people, source="posts", place="p"),
        event_of(value, includes, people, {}, source="messages", place="p"),
        encrypted_of(value, people, {}, source="encrypted", place="p"),
    ):
        assert isinstance(made, (Draft, Quarantined))
        if isinstance(made, Draft):
            assert made.record.source_id == fields_of(value).get("id")
            assert fitting(made.record)
            assert all(0 <= wanted.index < len(made.record.attachments) for wanted in made.wanted)
