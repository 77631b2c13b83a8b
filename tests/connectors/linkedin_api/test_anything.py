"""Whatever JSON comes, LinkedIn's parsers give a record or say why there is none; they never fail."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model.capture import Quarantined
from connectors.drafts import Draft
from connectors.fields import fields_of
from connectors.linkedin.parse_api import Ends, comment_of, post_of
from connectors.linkedin.parse_notifications import Notice, notice_of
from tests.connectors.nights import channel

ENDS = Ends(channel("linkedin", "1"))
_KNOWN = (
    "half \ud83d",
    "urn:li:share:1",
    "urn:li:comment:(urn:li:activity:5,1)",
    1769900000000,
    "COMMENT_EDIT",
    "COMMENT_DELETE",
    "IMAGE",
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(_KNOWN)
_NAMES = st.sampled_from(
    [
        *("id", "author", "commentary", "publishedAt", "createdAt", "lastModifiedAt", "content", "media", "multiImage"),
        *("images", "article", "source", "title", "poll", "options", "text", "voteCount", "reshareContext", "parent"),
        *(
            "lifecycleState",
            "lifecycleStateInfo",
            "isEditedByAuthor",
            "commentUrn",
            "object",
            "actor",
            "created",
            "time",
        ),
        *("lastModified", "message", "url", "type", "entity", "image", "likesSummary", "totalLikes", "parentComment"),
        *("action", "decoratedGeneratedActivity", "comment", "share", "owner", "sourcePost", "generatedActivity"),
        *("reactionSummaries", "commentSummary", "count", "downloadUrl", "altText", "carousel", "cards"),
    ]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=8), max_leaves=25
)
OBJECTS = st.dictionaries(_NAMES, ANYTHING, max_size=12)
WHOLE = OBJECTS.map(
    lambda made: {
        **made,
        "id": "urn:li:share:1",
        "publishedAt": 1769900000000,
        "commentUrn": "urn:li:comment:(urn:li:activity:5,1)",
        "created": {"time": 1769900000000},
        "lastModifiedAt": 1769900000000,
    }
)


@settings(max_examples=100, deadline=None)
@given(ANYTHING | WHOLE, OBJECTS)
def test_a_post_or_a_comment_of_any_shape(value: object, social: dict[str, object]) -> None:
    for made in (
        post_of(value, ENDS, fields_of(social), source="posts", place="p"),
        comment_of(value, ENDS, "urn:li:share:1", source="comments", place="p"),
    ):
        assert isinstance(made, (Draft, Quarantined))
        if isinstance(made, Draft):
            assert "\\ud83d" not in repr(made.record)
            assert all(0 <= wanted.index < len(made.record.attachments) for wanted in made.wanted)
    assert isinstance(notice_of(value, ENDS, source="notifications", place="p"), (Notice, Quarantined))
