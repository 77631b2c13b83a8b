"""What a platform never gives is said in one place: the record's last page and the connector say the same."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

from archiver.model.channel import Channel, Platform
from archiver.model.ids import ChannelId
from connectors import CONNECTORS
from connectors.cannot import CANNOT


def test_every_platform_has_its_sentences() -> None:
    assert set(CANNOT) == {platform.value for platform in Platform}
    for sentences in CANNOT.values():
        assert len(sentences) >= 4
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)
        assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("platform", sorted(CONNECTORS))
def test_a_live_connector_says_what_the_record_says(platform: str) -> None:
    module, _, name = CONNECTORS[platform].partition(":")
    channel = Channel(id=ChannelId("ours"), platform=platform, account="100", name="Example Agency")
    made = getattr(importlib.import_module(module), name)(channel, "token-of-nobody", "http://127.0.0.1:9")
    assert made.cannot() == CANNOT[platform]


def test_the_sentences_come_without_loading_a_connector() -> None:
    script = (
        "import sys, archiver.wiring.values; print([m for m in sys.modules if m.endswith('.client') or m == 'httpx'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
