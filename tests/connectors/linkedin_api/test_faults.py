"""Lists of LinkedIn that are long, odd or broken, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import unquote

import httpx
import pytest

from archiver.errors import ArchiverError, CredentialError, PlatformChanged, PlatformUnavailable, RateLimited
from archiver.model.record import RecordKind
from connectors.linkedin.client import connector
from tests.connectors.nights import MemoryArchive, Night, channel, night

BASE = "https://linkedin.example"
Answers = Callable[[httpx.Request], httpx.Response | None]


def capture(answers: Answers, archive: MemoryArchive | None = None, *, asked: list[str] | None = None) -> Night:
    """A night on a LinkedIn that is empty but for what `answers` says."""

    def handler(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(unquote(f"{request.url.path}?{request.url.query.decode()}"))
        given = answers(request)
        return given if given is not None else httpx.Response(200, json={"elements": [], "results": {}, "paging": {}})

    live = connector(channel("linkedin", "2414183"), "a-token", BASE, transport=httpx.MockTransport(handler))
    return night(live, archive or MemoryArchive())


def post(number: int) -> dict[str, object]:
    return {
        "id": f"urn:li:share:{number}",
        "author": "urn:li:organization:2414183",
        "commentary": f"post {number}",
        "publishedAt": 1769900000000 + number,
        "lastModifiedAt": 1769900000000 + number,
    }


def comment(number: int, replies: int = 0) -> dict[str, object]:
    return {
        "commentUrn": f"urn:li:comment:(urn:li:activity:5,{number})",
        "object": "urn:li:activity:5",
        "actor": "urn:li:person:A",
        "created": {"time": 1769900000000 + number},
        "message": {"text": f"comment {number}"},
        "commentsSummary": {"totalFirstLevelComments": replies},
    }


def listed(
    items: list[dict[str, object]], request: httpx.Request, *, size: int = 2, back: bool = False
) -> httpx.Response:
    """A page of a list; with `back` its link leads to the beginning again."""
    start = int(request.url.params.get("start", "0"))
    links = []
    if start + size < len(items) or back:
        following = 0 if back else start + size
        links.append({"rel": "next", "href": f"{request.url.path}?start={following}&count={size}"})
    return httpx.Response(200, json={"elements": items[start : start + size], "paging": {"links": links}})


def posts_only(count: int, **how: bool) -> Answers:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/rest/posts":
            return listed([post(number) for number in range(1, count + 1)], request, **how)
        return None

    return answers


def test_an_empty_page_is_a_complete_night() -> None:
    run = capture(lambda request: None)
    assert run.error is None
    assert not run.records
    assert not run.gaps


def test_a_list_is_walked_to_its_end_without_a_total() -> None:
    archive = MemoryArchive()
    assert capture(posts_only(7), archive).error is None
    assert sum(archive.texts(RecordKind.POST).values()) == 7


def test_a_link_that_leads_back_does_not_go_round_for_ever() -> None:
    asked: list[str] = []
    archive = MemoryArchive()
    assert capture(posts_only(3, back=True), archive, asked=asked).error is None
    assert sum(archive.texts(RecordKind.POST).values()) == 3
    assert len([each for each in asked if each.startswith("/rest/posts?")]) <= 4


def test_comments_and_replies_are_walked_page_by_page() -> None:
    parent = "urn:li:comment:(urn:li:activity:5,1)"

    def answers(request: httpx.Request) -> httpx.Response | None:
        path = unquote(request.url.path)
        if path == "/rest/posts":
            return listed([post(9)], request)
        if path == "/rest/socialActions/urn:li:share:9/comments":
            return listed([comment(1, replies=3), *(comment(number) for number in range(2, 6))], request)
        if path == f"/rest/socialActions/{parent}/comments":
            return listed([{**comment(number), "parentComment": parent} for number in (11, 12, 13)], request)
        return None

    archive = MemoryArchive()
    assert capture(answers, archive).error is None
    comments = [record for record in archive.records.values() if record.kind is RecordKind.COMMENT]
    assert len(comments) == 8
    assert sum(record.parent == parent for record in comments) == 3
    place = json.loads(archive.cursors["post:urn:li:share:9"])
    assert place["activity"] == "urn:li:activity:5"


def test_fewer_comments_than_are_counted_is_a_gap_until_they_are_there() -> None:
    counted = [2]

    def answers(request: httpx.Request) -> httpx.Response | None:
        path = unquote(request.url.path)
        if path == "/rest/posts":
            return listed([post(9)], request)
        if path == "/rest/socialMetadata":
            return httpx.Response(200, json={"results": {"urn:li:share:9": {"commentSummary": {"count": counted[0]}}}})
        if path.endswith("/comments"):
            return listed([comment(1)], request)
        return None

    archive = MemoryArchive()
    capture(answers, archive)
    assert "comments:urn:li:share:9:short" in archive.gaps
    counted[0] = 1
    capture(answers, archive)
    assert "comments:urn:li:share:9:short" not in archive.gaps


def test_what_is_refused_below_one_post_is_not_asked_for_below_all() -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/rest/posts":
            return listed([post(number) for number in range(1, 40)], request, size=100)
        if request.url.path.endswith("/comments"):
            return httpx.Response(403, json={"serviceErrorCode": 100, "code": "ACCESS_DENIED", "status": 403})
        return None

    asked: list[str] = []
    run = capture(answers, asked=asked)
    assert isinstance(run.error, CredentialError)
    assert "comments" in str(run.error)
    assert len([each for each in asked if "/comments" in each]) <= 8
    assert [gap.key for gap in run.gaps] == ["comments:refused"]


@pytest.mark.parametrize(
    ("status", "body", "ending"),
    [
        (401, {"serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN", "status": 401}, CredentialError),
        (401, {}, CredentialError),
        (403, {"serviceErrorCode": 100, "code": "ACCESS_DENIED", "status": 403}, CredentialError),
        (422, {"code": "UNPROCESSABLE_ENTITY", "status": 422}, PlatformChanged),
        (429, {"status": 429}, RateLimited),
        (500, {"status": 500}, PlatformUnavailable),
        (200, {"status": 500, "serviceErrorCode": 0}, PlatformChanged),
        (200, [1], PlatformChanged),
        (301, {}, PlatformChanged),
    ],
)
def test_every_error_body_has_its_ending_and_is_sealed(status: int, body: object, ending: type[ArchiverError]) -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(status, json=body) if request.url.path == "/rest/posts" else None

    run = capture(answers)
    assert type(run.error) is ending
    assert any(exchange.status == status for exchange in run.exchanges)
    assert "a-token" not in f"{run.error}{run.exchanges}"


@pytest.mark.parametrize("cursor", ["{", "[]", '{"walked":"x","ids":5,"count":"many"}', '{"until":"soon","mark":[]}'])
def test_a_cursor_that_cannot_be_read_counts_as_none(cursor: str) -> None:
    archive = MemoryArchive()
    archive.cursors.update({"posts": cursor, "notifications": cursor, "post:urn:li:share:1": cursor})
    assert capture(posts_only(2), archive).error is None
    assert sum(archive.texts(RecordKind.POST).values()) == 2


@pytest.mark.parametrize(
    ("address", "asked_there"),
    [
        ("https://media.licdn.example/dms/image/1?e=1&t=sig", True),
        ("https://linkedin.example/rest/somewhere", True),
        ("http://127.0.0.1:1/inside", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("//elsewhere.example/x", False),
    ],
)
def test_the_address_of_a_posts_file_is_asked_without_the_token_and_never_inside(
    address: str, asked_there: bool
) -> None:
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.url.path == "/rest/posts":
            content = {"media": {"id": "urn:li:image:C4E1"}}
            return httpx.Response(200, json={"elements": [{**post(1), "content": content}], "paging": {}})
        if request.url.path.startswith("/rest/images/"):
            return httpx.Response(200, json={"id": "urn:li:image:C4E1", "downloadUrl": address})
        if "/rest/" not in str(request.url) or str(request.url) == address:
            return httpx.Response(200, content=b"a picture")
        return httpx.Response(200, json={"elements": [], "results": {}, "paging": {}})

    def resolver(host: str, port: int) -> tuple[str, ...]:
        return (host,) if host[0].isdigit() else ("93.184.216.34",)

    live = connector(
        channel("linkedin", "2414183"), "a-token", BASE, transport=httpx.MockTransport(handler), resolver=resolver
    )
    archive = MemoryArchive()
    run = night(live, archive)
    assert run.error is None
    (file,) = next(record for record in archive.records.values() if record.kind is RecordKind.POST).attachments
    there = [request for request in requests if str(request.url) == address]
    assert bool(there) is asked_there
    assert all("authorization" not in request.headers for request in there)
    assert bool(file.key) is asked_there
    assert [gap.edge for gap in run.gaps] == ([] if asked_there else ["media"])


def test_a_list_that_fell_far_short_is_an_incident_until_a_person_accepts_it() -> None:
    archive = MemoryArchive()
    capture(posts_only(40), archive)
    for _ in range(2):
        capture(posts_only(5), archive)
        assert set(archive.gaps) == {"posts:silence"}
    archive.accept_gap("posts:silence")
    capture(posts_only(5), archive)
    capture(posts_only(5), archive)
    assert archive.gaps == {}


@pytest.mark.parametrize("what", ["posts", "organizationalEntityNotifications"])
def test_fewer_than_the_list_counts_is_a_gap(what: str) -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if not request.url.path.endswith(what):
            return None
        items = [post(number) for number in range(1, 4)] if what == "posts" else []
        return httpx.Response(200, json={"elements": items, "paging": {"links": [], "total": total}})

    archive, total = MemoryArchive(), 9
    capture(answers, archive)
    (key,) = archive.gaps
    assert ":short:" in key
    total = 3 if what == "posts" else 0
    capture(answers, archive)
    # A list of posts is whole again; what was once not notified may be notified no more.
    assert set(archive.gaps) == (set() if what == "posts" else {key})


def test_comments_are_held_against_the_lists_own_count_too() -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/rest/posts":
            return listed([post(1)], request)
        if request.url.path == "/rest/socialMetadata":
            return httpx.Response(403, json={"status": 403})
        if request.url.path.endswith("/comments"):
            return httpx.Response(200, json={"elements": [comment(1)], "paging": {"links": [], "total": 4}})
        return None

    archive = MemoryArchive()
    capture(answers, archive)
    assert set(archive.gaps) == {"comments:urn:li:share:1:short"}


@pytest.mark.parametrize("status", [500, 400])
def test_one_post_that_stays_broken_costs_no_other(status: int) -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/rest/posts":
            return listed([post(number) for number in range(1, 10)], request, size=100)
        if request.url.path.endswith("/comments"):
            if any(f"share:{number}/" in unquote(request.url.path) for number in failing):
                return httpx.Response(status, json={"status": status})
            number = int(unquote(request.url.path).split("share:")[1].split("/")[0])
            return listed([comment(number)], request)
        return None

    archive = MemoryArchive()
    failing: tuple[int, ...] = (1, 2)
    run = capture(answers, archive)
    assert run.error is None
    assert set(archive.gaps) == {"comments:urn:li:share:1", "comments:urn:li:share:2"}
    assert sum(archive.texts(RecordKind.COMMENT).values()) == 7
    failing = ()
    assert capture(answers, archive).error is None
    assert archive.gaps == {}
    assert sum(archive.texts(RecordKind.COMMENT).values()) == 9


@pytest.mark.parametrize(("status", "ending"), [(500, PlatformUnavailable), (400, PlatformChanged)])
@pytest.mark.parametrize("posts", [1, 9])
def test_comments_that_fail_below_all_posts_end_the_run(status: int, ending: type[ArchiverError], posts: int) -> None:
    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path == "/rest/posts":
            return listed([post(number) for number in range(1, posts + 1)], request, size=100)
        return httpx.Response(status, json={"status": status}) if request.url.path.endswith("/comments") else None

    assert isinstance(capture(answers).error, ending)


@pytest.mark.parametrize("what", ["/rest/posts", "/comments", "/rest/organizationalEntityNotifications"])
def test_a_page_that_comes_again_and_again_ends_its_list_and_is_told(what: str) -> None:
    asked: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith(what):
            items = [comment(1)] if what == "/comments" else [post(1)]
            return httpx.Response(
                200, json={"elements": items, "paging": {"links": [{"rel": "next", "href": "?start=0"}]}}
            )
        return listed([post(1)], request) if request.url.path == "/rest/posts" else None

    archive = MemoryArchive()
    capture(answers, archive, asked=asked)
    assert [key for key in archive.gaps if "circle" in key or "short" in key]
    assert len(asked) < 20
