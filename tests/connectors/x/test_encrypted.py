"""Encrypted conversations when X is odd: what cannot be walked to its end is a gap, and no other is the worse for it."""

from __future__ import annotations

import httpx
import pytest

from archiver.errors import ArchiverError, PlatformChanged, PlatformUnavailable
from archiver.model.record import State
from connectors.x.client import connector
from tests.connectors.nights import MemoryArchive, Night, channel, night

ACCOUNT = "2244990001"
LIST = "/2/chat/conversations"


class Chats:
    """An X with nothing but encrypted conversations, each with one event. `loops` names what goes round in a circle, `status`
    what is answered for a conversation."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.loops: set[str] = set()
        self.status: dict[str, int] = {}
        self.extra: list[object] = []
        self.updated: dict[str, str] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/2/users/me":
            return httpx.Response(200, json={"data": {"id": ACCOUNT, "name": "Agency", "username": "agency"}})
        if path == LIST:
            data = [{"id": name, "updated_at": self.updated.get(name, "2026-01-31")} for name in self.names]
            return self._page([*data, *self.extra], "list")
        if path.startswith(LIST):
            name = path.split("/")[4]
            if self.status.get(name):
                return httpx.Response(self.status[name], json={"title": "no"})
            event = {"id": f"e{name}", "sender_id": "1", "conversation_id": name, "created_at": "2026-01-31T00:00:00Z"}
            return self._page([event], name)
        return httpx.Response(200, json={"meta": {"result_count": 0}})

    def _page(self, data: list[object], name: str) -> httpx.Response:
        token = {"next_token": "again"} if name in self.loops else {}
        return httpx.Response(200, json={"data": data, "meta": {"result_count": len(data), **token}})

    def night(self, archive: MemoryArchive) -> Night:
        live = connector(channel("x", ACCOUNT), "a-token", "https://x.example", transport=httpx.MockTransport(self))
        return night(live, archive)


def test_pages_that_go_round_are_a_gap_until_the_list_has_an_end() -> None:
    chats, archive = Chats("1-2", "1-3"), MemoryArchive()
    chats.loops = {"list", "1-3"}
    assert chats.night(archive).error is None
    assert {"encrypted:circle", "encrypted:1-3"} <= set(archive.gaps)
    assert {record.state for record in archive.records.values()} == {State.UNREADABLE}
    chats.loops.clear()
    chats.night(archive)
    assert not [key for key in archive.gaps if key.startswith("encrypted")]


@pytest.mark.parametrize(("status", "ending"), [(500, PlatformUnavailable), (418, PlatformChanged)])
def test_one_that_is_not_answered_for_costs_no_other_and_many_end_the_run(
    status: int, ending: type[ArchiverError]
) -> None:
    chats, archive = Chats("1-2", "1-3", "1-4", "1-5", "1-6"), MemoryArchive()
    chats.status = {"1-2": status}
    assert chats.night(archive).error is None
    assert "encrypted:1-2" in archive.gaps
    assert set(archive.records) == {"e1-3", "e1-4", "e1-5", "e1-6"}
    chats.status.clear()
    chats.night(archive)
    assert "e1-2" in archive.records
    assert "encrypted:1-2" not in archive.gaps
    chats.status = dict.fromkeys(chats.names, status)
    chats.updated = dict.fromkeys(chats.names, "2026-02-01")
    assert isinstance(chats.night(archive).error, ending)


def test_a_list_that_falls_silent_is_an_incident() -> None:
    chats, archive = Chats("1-2", "1-3"), MemoryArchive()
    chats.night(archive)
    chats.names = ()
    for _ in range(2):
        chats.night(archive)
        assert "encrypted:silence" in archive.gaps
    chats.names = ("1-2", "1-3")
    chats.night(archive)
    assert "encrypted:silence" not in archive.gaps


def test_a_conversation_without_an_id_is_quarantined() -> None:
    chats, archive = Chats("1-2"), MemoryArchive()
    chats.extra = [{"updated_at": "2026-01-31"}]
    assert [each.reason for each in chats.night(archive).quarantined] == ["an encrypted conversation without an id"]
    assert set(archive.records) == {"e1-2"}
