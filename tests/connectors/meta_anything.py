"""Anything at all in the place of an object of Facebook's or Instagram's exports, made of the words they use."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_WORDS = (
    *(
        "timestamp",
        "title",
        "data",
        "post",
        "comment",
        "author",
        "group",
        "attachments",
        "media",
        "uri",
        "tags",
        "name",
    ),
    *(
        "creation_timestamp",
        "external_context",
        "url",
        "place",
        "text",
        "label_values",
        "label",
        "value",
        "href",
        "dict",
    ),
    *("timestamp_value", "fbid", "string_map_data", "string_list_data", "media_list_data", "description", "comments"),
    *("update_timestamp", "profile_v2", "full_name", "ig_stories", "vec", "poll", "options", "event", "x y"),
)

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(1_706_756_645)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=5),
    max_leaves=20,
)
