"""Paging: a list ends where there is no `next`, is asked for less when it is too much, and cannot go round for ever."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from archiver.errors import PlatformUnavailable
from connectors.meta.graph import CONVERSATION_INTERVAL_S, Page
from connectors.meta.limits import usage
from connectors.meta.troubles import Kind
from tests.connectors.meta.answers import BASE, TOKEN, Respond, graph
from tests.connectors.nights import Clock


def pages(respond: Respond, fields: str = "id,a,b{c,d}", **options: Any) -> list[Page]:
    with graph(respond) as opened:
        return list(opened.pages("1/feed", fields, **options))


def link(after: int | str) -> str:
    return f"{BASE}/v25.0/1/feed?access_token={TOKEN}&fields=id,a,b{{c,d}}&limit=100&after={after}"


def listed(*numbers: int, then: int | str | None = None) -> dict[str, Any]:
    return {"data": [{"id": str(n)} for n in numbers], "paging": {} if then is None else {"next": link(then)}}


def ids(found: list[Page]) -> list[str]:
    return [item["id"] for page in found for item in page.items]  # type: ignore[index]


def test_short_and_empty_pages_with_a_next_do_not_end_a_list() -> None:
    answers = {None: listed(1, then=1), "1": listed(then=2), "2": listed(then=3), "3": listed(2)}
    found = pages(lambda request: answers[request.url.params.get("after")])
    assert ids(found) == ["1", "2"]
    assert [page.more for page in found] == [True, True, True, False]
    assert all(page.trouble is None for page in found)


def test_each_answer_comes_with_the_page_it_made_and_without_the_token() -> None:
    answers = {None: listed(1, then=1), "1": listed(2)}
    found = pages(lambda request: answers[request.url.params.get("after")])
    assert [len(page.exchanges) for page in found] == [1, 1]
    assert TOKEN not in repr([page.exchanges for page in found])


def test_a_next_that_was_there_before_ends_the_walk_with_a_trouble() -> None:
    answers = {None: listed(1, then=1), "1": listed(2, then=2), "2": listed(3, then=1)}
    found = pages(lambda request: answers[request.url.params.get("after")])
    assert ids(found) == ["1", "2", "3"]
    assert found[-1].trouble is not None
    assert "circle" in found[-1].trouble.reason


def test_a_page_that_comes_twice_is_bearable_but_not_for_ever() -> None:
    def respond(request: httpx.Request) -> Any:
        after = int(request.url.params.get("after", 0))
        return listed(1, 2, then=after + 1)

    found = pages(respond)
    assert len(found) < 10
    assert found[-1].trouble is not None
    once = {None: listed(1, then=1), "1": listed(1, then=2), "2": listed(2)}
    assert ids(pages(lambda request: once[request.url.params.get("after")])) == ["1", "1", "2"]


def test_empty_pages_without_end_are_given_up() -> None:
    found = pages(lambda request: listed(then=int(request.url.params.get("after", 0)) + 1))
    assert len(found) <= 52
    assert found[-1].trouble is not None


@pytest.mark.parametrize("code", [1, 2])
def test_when_it_is_too_much_the_page_is_halved(code: int) -> None:
    asked: list[int] = []

    def respond(request: httpx.Request) -> Any:
        limit = int(request.url.params["limit"])
        asked.append(limit)
        if limit > 25:
            message = "Please reduce the amount of data you're asking for" if code == 1 else "unexpected"
            return httpx.Response(500, json={"error": {"code": code, "message": message}})
        return listed(1)

    found = pages(respond)
    assert ids(found) == ["1"]
    assert list(dict.fromkeys(asked)) == [100, 50, 25]
    assert asked.count(100) == (1 if code == 1 else 5), "an unexplained failure is first asked again"
    assert len(found[0].exchanges) == 3, "the refusals are kept beside the answer"


def test_halving_goes_on_in_the_middle_of_a_list() -> None:
    def respond(request: httpx.Request) -> Any:
        if request.url.params.get("after") is None:
            return listed(1, then=1)
        if int(request.url.params["limit"]) > 10:
            return httpx.Response(500, json={"error": {"code": 1, "message": "reduce the amount of data"}})
        return listed(2)

    assert ids(pages(respond)) == ["1", "2"]


def test_what_stays_too_much_for_one_alone_is_a_trouble() -> None:
    respond: Respond = lambda request: httpx.Response(  # noqa: E731
        500, json={"error": {"code": 1, "message": "reduce the amount of data"}}
    )
    (page,) = pages(respond)
    assert page.trouble is not None
    assert page.trouble.kind is Kind.TOO_MUCH


def test_a_refused_field_is_left_out_told_and_not_asked_for_again() -> None:
    asked: list[str] = []

    def respond(request: httpx.Request) -> Any:
        asked.append(request.url.params["fields"])
        for name in ("via", "story"):
            if name in request.url.params["fields"]:
                message = f"(#100) Tried accessing nonexisting field ({name}) on node type (X)"
                return httpx.Response(400, json={"error": {"code": 100, "message": message}})
        return listed(1)

    with graph(respond) as opened:
        (first,) = opened.pages("1/feed", "id,via,to{name,story}")
        (second,) = opened.pages("1/feed", "id,via,to{name,story}")
    assert (first.dropped, second.dropped) == (("via", "story"), ())
    assert asked == ["id,via,to{name,story}", "id,to{name,story}", "id,to{name}", "id,to{name}"]


def test_a_next_link_to_another_host_is_not_followed() -> None:
    value = {"data": [{"id": "1"}], "paging": {"next": "https://elsewhere.example/v25.0/1/feed?after=1"}}
    asked: list[str] = []

    def respond(request: httpx.Request) -> Any:
        asked.append(request.url.host)
        return value

    found = pages(respond)
    assert ids(found) == ["1"]
    assert set(asked) == {"graph.example"}
    assert found[-1].trouble is not None
    assert "another host" in found[-1].trouble.reason


@pytest.mark.parametrize("value", [{"data": {"id": "1"}}, {"data": None}, {"something": 1}, {}, {"data": "text"}])
def test_a_list_in_another_shape_is_a_trouble_with_its_evidence(value: Any) -> None:
    (page,) = pages(lambda request: value)
    assert page.trouble is not None
    assert page.trouble.kind is Kind.CHANGED
    assert page.exchanges[0].body


@pytest.mark.parametrize("paging", [None, [], "text", {"next": 5}, {"next": None}, {"next": ["x"]}])
def test_odd_paging_ends_a_list(paging: Any) -> None:
    (page,) = pages(lambda request: {"data": [{"id": "1"}], "paging": paging})
    assert (page.more, page.trouble) == (False, None)


def test_items_of_any_type_are_handed_on() -> None:
    (page,) = pages(lambda request: {"data": [5, None, {"id": 1}, "x", [1]], "summary": {"total_count": "7"}})
    assert page.items == (5, None, {"id": 1}, "x", [1])
    assert page.total == 7


def test_an_edge_that_stays_broken_ends_with_what_it_sent() -> None:
    (page,) = pages(lambda request: httpx.Response(200, content=b"<html>Sorry</html>"))
    assert page.trouble is not None
    assert "HTML instead of JSON" in page.trouble.reason
    assert page.exchanges[0].body == b"<html>Sorry</html>"


def test_a_connection_that_stays_broken_is_raised() -> None:
    def respond(request: httpx.Request) -> Any:
        raise httpx.ReadError("reset")

    with pytest.raises(PlatformUnavailable):
        pages(respond)


def test_calls_to_conversations_are_two_a_second() -> None:
    clock = Clock()
    with graph(lambda request: {"id": "1"}, clock) as opened:
        for _ in range(5):
            opened.node("t_1", "id", paced=True)
        opened.node("1", "id")
    assert sum(clock.slept) == pytest.approx(4 * CONVERSATION_INTERVAL_S)


# --- limits -----------------------------------------------------------------------------------------------------------


def test_the_fullest_of_all_limits_counts() -> None:
    headers = {
        "x-app-usage": '{"call_count":28,"total_time":85,"total_cputime":25}',
        "x-business-use-case-usage": '{"1":[{"type":"pages","call_count":12,"estimated_time_to_regain_access":0}]}',
    }
    assert usage(headers, ["1"]).percent == 85
    assert usage(headers, ["1"]).is_near_limit


def test_limits_of_other_accounts_do_not_stop_this_one() -> None:
    headers = {
        "x-business-use-case-usage": '{"1":[{"call_count":12}],"2":[{"call_count":99,"estimated_time_to_regain_access":7}]}'
    }
    assert usage(headers, ["1"]).percent == 12
    assert usage(headers, ["3"]).percent == 99, "where ours is not named, all count"


def test_the_time_to_wait_is_the_longest_told_else_an_hour() -> None:
    told = '{"1":[{"call_count":100,"estimated_time_to_regain_access":19},{"estimated_time_to_regain_access":"25"}]}'
    assert usage({"x-business-use-case-usage": told}, ["1"]).wait.total_seconds() == 25 * 60
    assert usage({}, ["1"]).wait.total_seconds() == 3600
    absurd = '{"1":[{"estimated_time_to_regain_access":99999999999}]}'
    assert usage({"x-business-use-case-usage": absurd}, ["1"]).wait.total_seconds() == 24 * 3600


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '{"1": 5}', '{"1":[5]}', '{"call_count": null}', "[" * 100_000])
def test_odd_headers_say_nothing(text: str) -> None:
    assert usage({"x-app-usage": text, "x-business-use-case-usage": text}, ["1"]).percent == 0


def test_a_next_link_is_followed_as_it_is_for_it_may_lead_to_an_edge_with_other_fields() -> None:
    asked: list[dict[str, str]] = []

    def respond(request: httpx.Request) -> Any:
        asked.append(dict(request.url.params))
        if request.url.path.endswith("/messages"):
            return listed(2)
        inner = {"data": [{"id": "1"}], "paging": {"next": f"{BASE}/v25.0/t/messages?fields=id&limit=25&after=x"}}
        return {"messages": inner, "id": "t"}

    with graph(respond) as opened:
        assert ids(list(opened.pages_within("t", "messages"))) == ["1", "2"]
    assert asked[0]["fields"] == "messages"
    assert (asked[1]["fields"], asked[1]["limit"], asked[1]["after"]) == ("id", "25", "x")


def test_a_refusal_that_names_no_field_is_tried_without_those_that_need_rights() -> None:
    asked: list[str] = []

    def respond(request: httpx.Request) -> Any:
        asked.append(request.url.params["fields"])
        if "admin_creator" in asked[-1]:
            return httpx.Response(403, json={"error": {"code": 200, "message": "(#200) Missing Permissions"}})
        return listed(1)

    (page,) = pages(respond, "id,admin_creator,message")
    assert (ids([page]), page.dropped) == (["1"], ("admin_creator",))
    assert asked == ["id,admin_creator,message", "id,message"]


def test_a_list_that_is_refused_either_way_blames_no_field() -> None:
    refusal = {"error": {"code": 10, "message": "(#10) no"}}
    (page,) = pages(lambda request: httpx.Response(403, json=refusal), "id,admin_creator,message")
    assert page.trouble is not None
    assert (page.trouble.kind, page.dropped, len(page.exchanges)) == (Kind.PERMISSION, (), 2)
