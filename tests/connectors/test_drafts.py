"""Files on their way into a batch: fetched once, held in memory within bounds, and never lost without a word."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from archiver.model.attachment import HELD_BEFORE, Attachment, Held
from archiver.model.capture import Batch, CaptureMethod, Exchange, Gap, Media, Quarantined, Tally
from archiver.model.correspondent import Correspondent
from archiver.model.ids import ChannelId, ThreadKey
from archiver.model.record import Record, RecordKind, Thread, ThreadKind
from connectors.base import CaptureContext
from connectors.drafts import Draft, Links, MediaFetcher, Wanted
from connectors.side_by_side import AHEAD
from tests.connectors.meta.answers import NOW, graph, public

MIB = 1024 * 1024
EXCHANGE = Exchange(url="u", status=200, headers=(), body=b"{}", when=NOW)


def draft(number: str, *urls: str) -> Draft:
    record = Record(
        kind=RecordKind.MESSAGE,
        thread=Thread(key=ThreadKey("t"), kind=ThreadKind.PRIVATE),
        sender=Correspondent(),
        source_id=number,
        attachments=tuple(Attachment(name=f"file {place}") for place in range(len(urls))),
    )
    return Draft(record=record, wanted=tuple(Wanted(index=place, url=url) for place, url in enumerate(urls)))


BASE = Batch(
    channel=ChannelId("c"),
    captured=NOW,
    method=CaptureMethod.API,
    exchanges=(EXCHANGE,),
    quarantined=(Quarantined(source="s", place="p", reason="r"),),
    gaps=(Gap(reason="g", key="g"),),
    tallies=(Tally(name="n", value=1),),
    notes=("note",),
    cursor="there",
    edge="e",
)


class Served:
    """Files by path; what is an exception or a status is answered so."""

    def __init__(self, **files: Any) -> None:
        self.files = files
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.strip("/")
        self.asked.append(name)
        found = self.files.get(name, 404)
        if isinstance(found, Exception):
            raise found
        return httpx.Response(found) if isinstance(found, int) else httpx.Response(200, stream=httpx.ByteStream(found))


def read(media: Media) -> bytes:
    with media.open() as stream:
        return stream.read()


def fetch(
    served: Served,
    drafts: list[Draft],
    *,
    known: tuple[str, ...] = (),
    open_gaps: tuple[str, ...] = (),
    limit: int = 100 * MIB,
    links: Links | None = None,
    tallies: Counter[str] | None = None,
) -> list[Batch]:
    with graph(served) as opened:
        opened.http._resolver = public
        fetcher = MediaFetcher(
            opened.http, context(known, open_gaps, limit), Counter() if tallies is None else tallies, links=links
        )
        return list(fetcher.batches(drafts, BASE))


def context(known: tuple[str, ...], open_gaps: tuple[str, ...], limit: int) -> CaptureContext:
    return CaptureContext(
        cursors={},
        knows=lambda number: number in known,
        now=lambda: NOW,
        monotonic=lambda: 0.0,
        sleep=lambda seconds: None,
        deadline=1.0,
        stopping=lambda: False,
        open_gaps=open_gaps,
        media_limit=limit,
    )


def link(name: str) -> str:
    return f"https://cdn.example/{name}"


def test_a_batch_without_files_stays_as_it_is_but_for_its_records() -> None:
    (batch,) = fetch(Served(), [draft("1"), draft("2")])
    assert batch == replace(BASE, records=(draft("1").record, draft("2").record))
    assert fetch(Served(), []) == [BASE]


def test_files_come_with_their_records() -> None:
    (batch,) = fetch(Served(a=b"AAA", b=b"BB"), [draft("1", link("a"), link("b"))])
    (record,) = batch.records
    bodies = {}
    for media in batch.media:
        with media.open() as stream, media.open() as again:
            bodies[media.key] = stream.read()
            assert again.read() == bodies[media.key], "it can be opened more than once"
    assert [(bodies[a.key], a.size) for a in record.attachments] == [(b"AAA", 3), (b"BB", 2)]


def test_a_batch_that_grows_large_is_cut_and_each_part_can_stand_alone() -> None:
    served = Served(**{f"f{number}": bytes(6 * MIB) for number in range(7)})
    drafts = [draft(str(number), link(f"f{number}")) for number in range(7)]
    tallies: Counter[str] = Counter()
    parts = fetch(served, drafts, tallies=tallies)
    assert [len(part.records) for part in parts] == [3, 3, 1]
    assert all(part.exchanges == (EXCHANGE,) for part in parts)
    assert [part.cursor for part in parts] == [None, None, "there"], "the place moves with the last part"
    assert [len(part.gaps) + len(part.quarantined) + len(part.tallies) + len(part.notes) for part in parts] == [4, 0, 0]
    assert tallies == {"media_fetched": 7}


def test_parts_are_handed_over_before_the_next_large_files_are_fetched() -> None:
    served = Served(**{f"f{number}": bytes(20 * MIB) for number in range(3)})
    with graph(served) as opened:
        opened.http._resolver = public
        fetcher = MediaFetcher(opened.http, context((), (), 100 * MIB), Counter())
        batches = fetcher.batches([draft(str(number), link(f"f{number}")) for number in range(3)], BASE)
        first = next(batches)
        assert [media.name for media in first.media] == ["file 0"]
        # Found to be large beside the others, then asked for alone: the others wait for their turn.
        assert Counter(served.asked) == {"f0": 2, "f1": 1, "f2": 1}
        assert [len(batch.media) for batch in batches] == [1, 1, 0]
        assert Counter(served.asked) == {"f0": 2, "f1": 2, "f2": 2}


def test_small_files_are_fetched_a_few_at_a_time_and_stand_in_their_order() -> None:
    together = threading.Barrier(AHEAD)

    class Slow(Served):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            together.wait(10)
            return super().__call__(request)

    names = [f"f{number}" for number in range(2 * AHEAD)]
    served = Slow(**{name: name.encode() for name in names})
    (batch,) = fetch(served, [draft(name, link(name)) for name in names])
    assert sorted(served.asked) == names
    assert [record.source_id for record in batch.records] == names
    assert [read(media) for media in batch.media] == [name.encode() for name in names]


def test_a_file_that_says_it_is_too_large_is_not_read() -> None:
    read = False

    class Told(Served):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            def body() -> Iterator[bytes]:
                nonlocal read
                read = True
                yield b""

            return httpx.Response(200, headers={"content-length": str(10 * MIB)}, content=body())

    (batch,) = fetch(Told(), [draft("1", link("a"))], limit=MIB)
    assert not read
    assert [a.held for a in batch.records[0].attachments] == [Held.TOO_LARGE]


def test_what_is_held_is_not_fetched_again() -> None:
    served = Served(a=b"AAA")
    (batch,) = fetch(served, [draft("1", link("a"))], known=("1",))
    assert served.asked == []
    assert [(a.held, a.reason) for a in batch.records[0].attachments] == [(Held.MISSING, HELD_BEFORE)]


def test_what_failed_before_is_tried_again_and_closes_its_gap() -> None:
    served = Served(a=b"AAA", b=b"BB")
    (batch,) = fetch(served, [draft("1", link("a"), link("b"))], known=("1",), open_gaps=("media:1:1",))
    assert served.asked == ["b"]
    assert batch.closed_gaps == ("media:1:1",)


@pytest.mark.parametrize(
    ("answer", "held"),
    [
        (403, Held.EXPIRED),
        (404, Held.EXPIRED),
        (410, Held.EXPIRED),
        (500, Held.REFUSED),
        (httpx.ReadError("x"), Held.REFUSED),
        (bytes(200), Held.TOO_LARGE),
    ],
)
def test_what_cannot_be_had_says_why_and_is_a_gap(answer: object, held: Held) -> None:
    tallies: Counter[str] = Counter()
    (batch,) = fetch(Served(a=answer, b=b"B"), [draft("1", link("a"), link("b"))], limit=100, tallies=tallies)
    first, second = batch.records[0].attachments
    assert (first.held, bool(first.reason), first.key) == (held, True, "")
    assert second.key == "media:1:1"
    assert [gap.key for gap in batch.gaps] == ["g", "media:1:0"]
    assert tallies == {"media_fetched": 1, "media_not_fetched": 1}


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/a", "https://[::1]/a", "javascript:alert(1)", "https://", "", "https://a b/"]
)
def test_a_link_that_must_not_be_followed_is_refused(url: str) -> None:
    served = Served()
    (batch,) = fetch(served, [draft("1", url)])
    assert batch.records[0].attachments[0].held is Held.REFUSED
    assert served.asked == []


class Better:
    """Another link, before or after."""

    def __init__(self, better: str = "", fresh: str = "") -> None:
        self._better = better
        self._fresh = fresh

    def better(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return self._better, (replace(EXCHANGE, url="better"),)

    def fresh(self, draft: Draft, wanted: Wanted) -> tuple[str, tuple[Exchange, ...]]:
        return self._fresh, (replace(EXCHANGE, url="fresh"),)


def test_the_full_size_is_taken_before_the_preview_and_the_preview_when_there_is_none() -> None:
    served = Served(small=b"s", large=b"LARGE")
    (batch,) = fetch(served, [draft("1", link("small"))], links=Better(better=link("large")))
    assert batch.records[0].attachments[0].size == 5
    assert [exchange.url for exchange in batch.exchanges] == ["u", "better"], "what was asked on the way is kept too"
    (batch,) = fetch(served, [draft("1", link("small"))], links=Better(better=link("gone")))
    assert batch.records[0].attachments[0].size == 1


def test_a_fresh_link_is_asked_for_once_after_an_expired_one() -> None:
    served = Served(old=403, new=b"NEW")
    (batch,) = fetch(served, [draft("1", link("old"))], links=Better(fresh=link("new")))
    assert batch.records[0].attachments[0].size == 3
    assert served.asked == ["old", "new"]
    served = Served(old=403, new=403)
    (batch,) = fetch(served, [draft("1", link("old"))], links=Better(fresh=link("new")))
    assert batch.records[0].attachments[0].held is Held.EXPIRED
    assert served.asked == ["old", "new"]


def test_an_empty_answer_is_not_the_file_and_a_fresh_link_is_asked_for() -> None:
    (batch,) = fetch(Served(old=b"", new=b"AAA"), [draft("1", link("old"))], links=Better(fresh=link("new")))
    assert [read(media) for media in batch.media] == [b"AAA"]
    (batch,) = fetch(Served(old=b""), [draft("1", link("old"))])
    assert batch.media == ()
    assert [gap.key for gap in batch.gaps][-1:] == ["media:1:0"]


def test_a_file_that_the_platform_says_is_empty_is_one() -> None:
    made = draft("1", link("old"))
    empty = replace(made, record=replace(made.record, attachments=(Attachment(name="a.txt", size=0),)))
    (batch,) = fetch(Served(old=b""), [empty])
    assert [read(media) for media in batch.media] == [b""]
