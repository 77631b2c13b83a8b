"""Marks, tokens and redacted text: what they promise to those who print them."""

from __future__ import annotations

import dataclasses

import pytest

from archiver.model.capture import Counts
from archiver.model.channel import Channel, platform_name
from archiver.model.ids import ChannelId
from archiver.model.redaction import EMPTY, Kind, Mark, RedactedText


def test_every_kind_has_a_label_in_capitals_of_its_own() -> None:
    labels = [kind.label for kind in Kind]
    assert all(label == label.upper() and "_" not in label for label in labels)
    assert len(set(labels)) == len(labels)


def test_an_empty_text_is_false_and_a_withheld_one_says_so() -> None:
    assert not EMPTY
    mark = Mark(start=0, end=10, kind=Kind.WITHHELD, rule="budget", token="[WITHHELD]")
    assert RedactedText(text="[WITHHELD]", marks=(mark,)).is_withheld
    assert not RedactedText.trusted("a label").is_withheld


def test_counts_add_up_field_by_field() -> None:
    one = Counts(**{field.name: number for number, field in enumerate(dataclasses.fields(Counts), 1)})
    total = one + one
    assert [getattr(total, f.name) for f in dataclasses.fields(Counts)] == [
        2 * getattr(one, f.name) for f in dataclasses.fields(Counts)
    ]


def test_a_model_cannot_be_changed() -> None:
    channel = Channel(id=ChannelId("a"), platform="x", account="1", name="A")
    with pytest.raises(dataclasses.FrozenInstanceError):
        channel.name = "B"  # type: ignore[misc]


def test_an_unknown_platform_keeps_its_own_word() -> None:
    assert platform_name("facebook") == "Facebook"
    assert platform_name("x") == "X"
    assert platform_name("mastodon").lower() == "mastodon"
