"""Every field that is asked for exists in the platform's lists, and a refused one can be left out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from connectors.facebook import client, messenger
from connectors.facebook import parse as facebook
from connectors.instagram import parse as instagram
from connectors.meta.field_lists import name_of, names, split, without
from connectors.meta.messages import MESSAGE_FIELDS

LISTS = tomllib.loads((Path(__file__).parents[2] / "fixtures/meta/graph_fields.toml").read_text(encoding="utf-8"))

ASKED = [
    (facebook.PAGE_FIELDS, "Page", {}),
    (facebook.POST_FIELDS, "PagePost", {"attachments": "StoryAttachment"}),
    (facebook.COMMENT_FIELDS, "Comment", {}),
    (messenger.CONVERSATION_FIELDS, "UnifiedThread", {}),
    (MESSAGE_FIELDS, "Message", {"attachments": "MessageAttachment", "shares": "Share"}),
    (instagram.ME_FIELDS, "IGUserForIGOnlyAPI", {}),
    (instagram.PAGE_FIELDS, "Page", {}),
    (instagram.MEDIA_FIELDS, "IGMedia", {"children": "IGMedia"}),
    (instagram.COMMENT_FIELDS, "IGComment", {"replies": "IGComment"}),
    (instagram.CONVERSATION_FIELDS, "UnifiedThread", {}),
    (instagram.MESSAGE_FIELDS, "Message", {}),
]


@pytest.mark.parametrize(("fields", "kind", "inner"), ASKED)
def test_every_field_asked_for_exists(fields: str, kind: str, inner: dict[str, str]) -> None:
    unknown = []
    for outer, name in names(fields):
        if not name:
            unknown += [outer] if outer not in LISTS[kind]["names"] else []
        elif outer in inner:
            unknown += [f"{outer}.{name}"] if name not in LISTS[inner[outer]]["names"] else []
        else:
            assert name in ("id", "name"), f"{outer}.{name} is in no list"
    assert unknown == []
    assert len(split(fields)) == len({name_of(member) for member in split(fields)})


def test_every_edge_and_parameter_asked_for_exists() -> None:
    assert {edge.name for edge in client.SHAPE.edges} <= set(LISTS["Page"]["names"])
    assert {name for edge in client.SHAPE.edges for name in edge.params} <= set(LISTS["parameters"]["posts"])
    known = LISTS["parameters"]["comments"]
    assert all(client.COMMENT_PARAMS[name] in values for name, values in known.items())


def test_the_defaults_that_lose_comments_are_never_relied_on() -> None:
    assert client.COMMENT_PARAMS["filter"] == "stream"
    assert client.COMMENT_PARAMS["live_filter"] == "no_filter"
    assert client.COMMENT_PARAMS["order"] == "chronological"


def test_a_list_is_split_at_its_own_commas() -> None:
    assert split("id,a{b,c{d,e}},f.limit(0),g") == ["id", "a{b,c{d,e}}", "f.limit(0)", "g"]


@pytest.mark.parametrize(
    ("fields", "name", "left"),
    [
        ("id,a,b", "a", "id,b"),
        ("id,a{b,c},d", "a", "id,d"),
        ("id,a{b,c},d", "b", "id,a{c},d"),
        ("id,a{b},d", "b", "id,a,d"),
        ("id,comments.summary(true).limit(0)", "comments", "id"),
        ("id,from{id,name}", "id", "id,from{id,name}"),
        ("id,a", "z", "id,a"),
    ],
)
def test_a_refused_field_is_left_out_and_nothing_else(fields: str, name: str, left: str) -> None:
    assert without(fields, name) == left
