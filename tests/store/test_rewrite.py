"""Stricter redaction replaces stored text everywhere, and the bytes on the disk no longer hold what it replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from archiver.errors import StorageError
from archiver.model.attachment import RedactedAttachment
from archiver.model.capture import LearnedValue
from archiver.model.ids import RecordNumber, ThreadKey
from archiver.model.record import RedactedLink, RedactedQuote, RedactedReaction, ThreadKind
from archiver.model.redaction import Kind, RedactedText
from archiver.retrieval.search import search
from archiver.store import Edition, PublishedFile, Store
from tests.store.world import (
    CHANNEL,
    GAP,
    NOW,
    RUN,
    ZONE,
    batch,
    context,
    keyed,
    marked,
    message,
    person,
    texts,
    thread,
)

SECRET = "zebrafinch"
CLEAN = marked("[NAME 1]", "[NAME 1]", Kind.NAME, SECRET)
KEY = ThreadKey("t1")


def _fill(store: Store) -> None:
    dirty = RedactedText(text=f"my {SECRET} friend")
    record = message(
        dirty,
        source="a",
        subject=dirty,
        links=(RedactedLink(url=dirty, resolved=dirty, title=dirty),),
        attachments=(RedactedAttachment(name=dirty, alt_text=dirty),),
        quote=RedactedQuote(text=dirty, sender=dirty),
        reactions=(RedactedReaction(value=RedactedText(text="+"), by=dirty),),
        permalink=dirty,
    )
    store.accept(batch(record, *(message(f"filler {n}", source=f"f{n}") for n in range(50))), RUN)
    store.accept(batch(message(f"{SECRET} again", source="a"), captured="2026-05-02 00:00"), RUN)
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)


def _rewrite(store: Store) -> int:
    changes = [(ref, CLEAN) for ref, found in store.thread_texts(CHANNEL, KEY) if SECRET in found.text]
    assert len(changes) == 12
    learned = [LearnedValue(thread=KEY, kind=Kind.NAME, value_key=keyed(SECRET), number=1)]
    return store.rewrite_texts(CHANNEL, KEY, changes, learned, RUN, "newer rules", at=NOW)


def test_every_state_and_every_field_is_made_stricter(store: Store) -> None:
    _fill(store)
    assert _rewrite(store) == 12
    assert not any(SECRET in found.text for _, found in store.thread_texts(CHANNEL, KEY))
    entry = next(e for e in store.view(RecordNumber("R000001"), context()).entries if e.earlier)
    assert entry.record.text == CLEAN
    assert entry.earlier[0].record.links[0].title == CLEAN
    assert search(store, SECRET).hits == ()
    assert [hit.record for hit in search(store, "name").hits] == ["R000001"]
    assert store.thread_context(CHANNEL, KEY).learned[0].number == 1
    (hit,) = store.volumes_with_identifier([keyed(SECRET)])
    assert (hit.number, hit.records, hit.times) == ("R000001", 1, 11)
    assert list(store.events())[-1].detail == {"reason": "newer rules", "records": 1, "texts": 12}


def test_writing_the_same_texts_again_is_no_news(store: Store) -> None:
    _fill(store)
    same = list(store.thread_texts(CHANNEL, KEY))
    before = list(store.events())
    assert store.rewrite_texts(CHANNEL, KEY, same, [], RUN, "newer rules") == 0
    assert list(store.events()) == before


def test_a_published_record_gets_an_edition_that_says_so(store: Store) -> None:
    _fill(store)
    number = RecordNumber("R000001")
    heading = store.view(number, context()).heading
    edition = Edition(
        number=number,
        edition=1,
        status=heading.status,
        title=heading.title,
        content_sha256=heading.content_sha256,
        files=(PublishedFile(path="a.pdf", sha256="0", size=1, format="pdf"),),
        made=NOW,
        rules="r",
        software="s",
        messages=heading.messages,
    )
    store.publish(edition, RUN)
    _rewrite(store)
    assert store.pending(None, gap=GAP, now=NOW) == (number,)
    later = store.view(number, context()).heading
    assert [change.what for change in later.changes] == ["redaction made stricter"]
    assert later.content_sha256 != heading.content_sha256


def test_references_of_another_thread_or_none_are_refused(store: Store) -> None:
    _fill(store)
    store.accept(batch(message("other", source="o", where=thread("t2", ThreadKind.PRIVATE, person("Ana")))), RUN)
    ((other, _),) = store.thread_texts(CHANNEL, ThreadKey("t2"))
    for ref in (other, "nonsense", "1/9/text", "1/1/nowhere"):
        with pytest.raises(StorageError, match="stored text|named"):
            store.rewrite_texts(CHANNEL, KEY, [(ref, CLEAN)], [], RUN, "r")


def test_nothing_of_the_earlier_text_is_left_in_the_files_of_the_database(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        _fill(store)
        assert SECRET.encode() in _bytes(tmp_path), "the search must be able to find it"
        _rewrite(store)
        store.scrub()
        assert SECRET.encode() not in _bytes(tmp_path)
        assert "[NAME 1]" in texts(store.view(RecordNumber("R000001"), context()).entries)
    assert SECRET.encode() not in _bytes(tmp_path)


def _bytes(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir())).lower()


def test_nothing_of_the_earlier_text_is_left_in_the_tables_of_postgresql(fresh_postgres_url: str) -> None:
    with Store.open(fresh_postgres_url) as store:
        _fill(store)
        assert _in_pages(store)
        _rewrite(store)
        store.scrub()
        assert not _in_pages(store)


def _in_pages(store: Store) -> bool:
    """Whether the word stands in any file of the database, as its superuser reads them."""
    store.database.housekeep("CHECKPOINT")
    with store.database.read() as connection:
        relations = (
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't', 'i') AND relfilenode > 0"
        )
        for path in connection.execute(text(relations)).scalars().all():
            held = connection.execute(text("SELECT pg_read_binary_file(:path)"), {"path": path}).scalar_one()
            if SECRET.encode() in bytes(held).lower():
                return True
    return False
