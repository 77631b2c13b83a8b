"""What an unwell or odd X answers, and what becomes of it: the right ending, and nothing lost silently."""

from __future__ import annotations

import email.utils
import json
from collections.abc import Callable

import httpx
import pytest

from archiver.errors import ArchiverError, CredentialError, PlatformChanged, PlatformUnavailable, RateLimited
from connectors.x.client import connector
from connectors.x.options import XOptions
from tests.connectors.nights import Clock, MemoryArchive, Night, channel, night

ACCOUNT = "2244990001"
BASE = "https://x.example"
ME = {"data": {"id": ACCOUNT, "name": "Agency", "username": "agency", "created_at": "2026-01-20T00:00:00.000Z"}}
Answers = Callable[[httpx.Request], httpx.Response | None]


def capture(
    answers: Answers,
    archive: MemoryArchive | None = None,
    clock: Clock | None = None,
    *,
    asked: list[str] | None = None,
) -> Night:
    """A night on an X that is empty but for what `answers` says."""

    def handler(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(f"{request.url.path}?{request.url.query.decode()}")
        given = answers(request)
        if given is not None:
            return given
        if request.url.path == "/2/users/me":
            return httpx.Response(200, json=ME)
        return httpx.Response(200, json={"meta": {"result_count": 0}})

    live = connector(
        channel("x", ACCOUNT),
        "a-token",
        BASE,
        transport=httpx.MockTransport(handler),
        options=XOptions(encrypted=False),
    )
    return night(live, archive or MemoryArchive(), clock=clock)


def event(number: int) -> dict[str, object]:
    return {
        "id": str(number),
        "event_type": "MessageCreate",
        "text": f"message {number}",
        "created_at": "2026-01-31T00:00:00.000Z",
        "dm_conversation_id": "1-2244990001",
        "sender_id": "1",
    }


def messages(*pages: list[int], loop: bool = False, extra: dict[str, object] | None = None) -> Answers:
    """Pages of messages by their ids; with `loop` the last page leads to the first again."""

    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/2/dm_events":
            return None
        at = int(request.url.params.get("pagination_token", "p0")[1:])
        meta: dict[str, object] = {"result_count": len(pages[at])}
        if at + 1 < len(pages) or loop:
            meta["next_token"] = f"p{(at + 1) % len(pages)}"
        data = [event(number) for number in pages[at]]
        return httpx.Response(200, json={**({"data": data} if data else {}), "meta": meta, **(extra or {})})

    return answers


def refuse(path: str, status: int, body: object, headers: dict[str, str] | None = None) -> Answers:
    def answers(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(status, json=body, headers=headers) if request.url.path == path else None

    return answers


def test_an_empty_account_is_a_complete_night() -> None:
    run = capture(lambda request: None)
    assert run.error is None
    assert not run.records
    assert not run.gaps
    assert not run.quarantined


def test_empty_and_short_pages_with_another_behind_them_are_walked_on() -> None:
    archive = MemoryArchive()
    run = capture(messages([9, 8], [], [7], [], [6, 5]), archive)
    assert run.error is None
    assert set(archive.records) == {"9", "8", "7", "6", "5"}


def test_pages_that_come_twice_and_out_of_order_give_each_message_once() -> None:
    archive = MemoryArchive()
    run = capture(messages([7, 9, 8], [9, 8, 7], [5, 6, 6]), archive)
    assert run.error is None
    assert len(run.new) == len(archive.records) == 5


def test_marks_that_go_round_in_a_circle_end_the_walk_and_are_told() -> None:
    asked: list[str] = []
    run = capture(messages([9, 8], [7, 6], loop=True), asked=asked)
    assert len([each for each in asked if each.startswith("/2/dm_events")]) <= 4
    assert "messages:circle" in {gap.key for gap in run.gaps}


def test_endless_empty_pages_end_the_walk_and_are_told() -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/2/dm_events":
            return None
        token = int(request.url.params.get("pagination_token", "0")) + 1
        return httpx.Response(200, json={"meta": {"result_count": 0, "next_token": str(token)}})

    assert "messages:circle" in {gap.key for gap in capture(answers).gaps}


def test_a_count_that_does_not_fit_its_page_is_a_gap() -> None:
    run = capture(messages([9], extra={"meta": {"result_count": 5}}))
    assert any(gap.key.startswith("messages:count:") for gap in run.gaps)


def test_objects_that_are_none_are_quarantined_and_the_rest_stays() -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/2/dm_events":
            return None
        odd = [None, 5, "x", {"id": 9}, {**event(3), "created_at": "soon"}, {**event(4), "text": 7, "entities": "no"}]
        return httpx.Response(200, json={"data": [event(8), *odd], "meta": {"result_count": 7}})

    archive = MemoryArchive()
    run = capture(answers, archive)
    assert run.error is None
    assert set(archive.records) == {"8", "4"}
    assert len(run.quarantined) == 5


def test_what_beside_the_data_could_not_be_given_is_counted() -> None:
    problem = {
        "resource_type": "user",
        "type": "https://api.x.com/2/problems/resource-not-found",
        "parameter": "sender_id",
    }
    assert capture(messages([9], extra={"errors": [problem]})).tallies["partial_errors:resource-not-found"] == 1


@pytest.mark.parametrize(
    ("status", "body", "ending"),
    [
        (200, {"errors": [{"code": 131, "message": "Internal error"}]}, PlatformChanged),
        (200, {"title": "Invalid", "type": "about:blank"}, PlatformChanged),
        (200, [1, 2], PlatformChanged),
        (400, {"errors": [{"parameters": {"max_results": ["500"]}, "message": "no"}]}, PlatformChanged),
        (401, {"title": "Unauthorized", "status": 401}, CredentialError),
        (403, {"type": "https://api.twitter.com/2/problems/client-forbidden"}, CredentialError),
        (403, {"type": "https://api.twitter.com/2/problems/usage-capped"}, PlatformUnavailable),
        (429, {"type": "https://api.x.com/2/problems/usage-capped"}, PlatformUnavailable),
        (402, {"title": "CreditsDepleted"}, PlatformUnavailable),
        (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, RateLimited),
        (500, {"type": "https://api.x.com/2/problems/internal-error"}, PlatformUnavailable),
        (504, {}, PlatformUnavailable),
        (302, {}, PlatformChanged),
    ],
)  # fmt: skip
def test_every_error_body_has_its_ending_and_is_sealed(status: int, body: object, ending: type[ArchiverError]) -> None:
    run = capture(refuse("/2/dm_events", status, body, {"location": "https://elsewhere.example/"}))
    assert type(run.error) in (ending, *ending.__subclasses__())
    assert (ending is not PlatformUnavailable) or not isinstance(run.error, RateLimited)
    assert any(exchange.status == status for exchange in run.exchanges)
    assert "a-token" not in str(run.error)


def test_an_unknown_parameter_is_asked_for_in_the_other_words_once_and_no_more() -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path != "/2/dm_events":
            return None
        name = "tweet.fields" if "tweet.fields" in request.url.params else "post.fields"
        return httpx.Response(400, json={"errors": [{"parameters": {name: ["x"]}, "message": f"unknown [{name}]"}]})

    asked: list[str] = []
    run = capture(answers, asked=asked)
    assert isinstance(run.error, PlatformChanged)
    assert len([each for each in asked if each.startswith("/2/dm_events")]) == 2


def test_a_page_mark_that_has_died_starts_the_walk_anew() -> None:
    archive = MemoryArchive()
    archive.cursors["messages"] = json.dumps(
        {"token": "dead", "top": "9", "begun": "2026-02-01T10:00:00Z", "count": 2, "mark": ""}
    )

    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/2/dm_events" and request.url.params.get("pagination_token") == "dead":
            body = {
                "errors": [{"parameters": {"pagination_token": ["dead"]}, "message": "[pagination_token] is not valid"}]
            }
            return httpx.Response(400, json=body)
        return messages([9, 8])(request)

    assert capture(answers, archive).error is None
    assert set(archive.records) == {"9", "8"}


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"mark":5,"token":[],"recent":"x"}', '{"dialect":"klingon"}'])
def test_a_cursor_that_cannot_be_read_counts_as_none(cursor: str) -> None:
    archive = MemoryArchive()
    archive.cursors.update({"messages": cursor, "posts": cursor})
    assert capture(messages([9]), archive).error is None
    assert set(archive.records) == {"9"}


def test_the_wait_is_measured_on_the_platforms_own_clock() -> None:
    # X's clock is a day ahead of ours: its window still begins anew in a hundred seconds.
    ahead = 1_770_000_000 + 86_400
    headers = {
        "date": email.utils.formatdate(ahead, usegmt=True),
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": str(ahead + 100),
    }
    served = messages([9], [8])

    def answers(request: httpx.Request) -> httpx.Response | None:
        given = served(request)
        if given is not None:
            given.headers.update(headers)
        return given

    clock = Clock()
    assert capture(answers, clock=clock).error is None
    assert sum(clock.slept) == pytest.approx(102, abs=1)


def test_where_x_does_not_say_how_long_the_pauses_double() -> None:
    left = [3]

    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/2/dm_events" and left[0]:
            left[0] -= 1
            return httpx.Response(429, json={"title": "Too Many Requests"})
        return messages([9])(request)

    clock = Clock()
    assert capture(answers, clock=clock).error is None
    assert sum(clock.slept) == 60 + 120 + 240
