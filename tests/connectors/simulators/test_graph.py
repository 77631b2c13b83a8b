"""The simulated Graph API is as unkind as the real one: what its defaults hide, how it pages, and what it refuses."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from connectors.simulators import Simulation, simulate


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulation]:
    with simulate(seed=2) as running:
        yield running


def ask(sim: Simulation, platform: str, path: str, **query: str) -> tuple[int, Any, dict[str, str]]:
    query.setdefault("access_token", sim.token(platform))
    url = f"{sim.base_url(platform)}/v25.0/{path}?{urlencode(query)}"
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status, json.load(answer), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), dict(error.headers)


def busiest(sim: Simulation) -> tuple[Any, str]:
    account = sim.account("facebook")
    post = max(account.shown_posts, key=lambda each: len(each.comments))
    return post, sim.simulator("facebook").nodes.post_id(post)


def walk(sim: Simulation, path: str, **query: str) -> list[Any]:
    _, value, _ = ask(sim, "facebook", path, **query)
    found = list(value["data"])
    while "next" in value["paging"]:
        with urllib.request.urlopen(value["paging"]["next"]) as answer:
            value = json.load(answer)
        found += value["data"]
    return found


def test_by_default_replies_and_comments_of_low_quality_are_left_out(sim: Simulation) -> None:
    post, number = busiest(sim)
    shown = walk(sim, f"{number}/comments")
    everything = walk(sim, f"{number}/comments", filter="stream", live_filter="no_filter", order="chronological")
    assert len(everything) == len(post.shown_comments) == 130
    assert len(shown) < 100
    times = [each["created_time"] for each in everything]
    assert times == sorted(times)
    assert [each["created_time"] for each in shown] != sorted(each["created_time"] for each in shown)


def test_only_fields_that_were_asked_for_come_and_unknown_ones_are_refused(sim: Simulation) -> None:
    _, number = busiest(sim)
    assert set(ask(sim, "facebook", number, fields="message,is_hidden")[1]) == {"id", "message", "is_hidden"}
    status, value, _ = ask(sim, "facebook", number, fields="nonsense")
    assert (status, value["error"]["code"]) == (400, 100)


def test_pages_are_short_and_empty_with_more_behind_them_and_next_bears_the_token(sim: Simulation) -> None:
    _, number = busiest(sim)
    sizes, value = (
        [],
        ask(sim, "facebook", f"{number}/comments", limit="30", filter="stream", live_filter="no_filter")[1],
    )
    while True:
        sizes.append(len(value["data"]))
        if "next" not in value["paging"]:
            break
        assert "access_token=EAA" in value["paging"]["next"]
        with urllib.request.urlopen(value["paging"]["next"]) as answer:
            value = json.load(answer)
    assert sizes[:4] == [30, 0, 28, 30]
    assert sum(sizes) == 130


def test_a_wrong_token_is_refused_and_limits_stand_in_the_headers(sim: Simulation) -> None:
    assert ask(sim, "facebook", "me", access_token="wrong")[1]["error"]["code"] == 190
    _, _, headers = ask(sim, "facebook", "me")
    assert json.loads(headers["X-App-Usage"])["call_count"] <= 100
    assert list(json.loads(headers["X-Business-Use-Case-Usage"])) == ["100200300400500"]


def test_details_of_the_21st_newest_message_are_denied_as_if_it_were_deleted(sim: Simulation) -> None:
    instagram = sim.simulator("instagram")
    messages = sim.account("instagram").conversations[1].shown[::-1]
    assert ask(sim, "instagram", instagram.message_id(messages[19]), fields="message")[0] == 200
    status, value, _ = ask(sim, "instagram", instagram.message_id(messages[20]), fields="message")
    assert status == 400
    assert "deleted" in value["error"]["message"]


def test_media_links_die_overnight() -> None:
    with simulate(seed=2, platforms=("facebook",)) as sim:
        account = sim.account("facebook")
        post = next(post for post in account.shown_posts if post.media and post.media[0].kind == "image")
        number = sim.simulator("facebook").nodes.post_id(post)
        value = ask(sim, "facebook", number, fields="attachments")[1]
        link = value["attachments"]["data"][0]["media"]["image"]["src"]
        with urllib.request.urlopen(link) as answer:
            assert answer.read() == post.media[0].body
        sim.advance()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(link)


def test_what_was_asked_is_remembered_without_tokens(sim: Simulation) -> None:
    ask(sim, "facebook", "me", input_token="secret")
    last = sim.requests("facebook")[-1]
    assert last.path == "/v25.0/me"
    assert "EAA" not in repr(last)
    assert "secret" not in repr(last)


def test_faults_wait_for_their_requests_and_then_are_over(sim: Simulation) -> None:
    sim.fail("facebook", "expired", path="/me", after=1, times=2)
    answers = [ask(sim, "facebook", "me")[0] for _ in range(4)]
    assert answers == [200, 400, 400, 200]
