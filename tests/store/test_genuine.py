"""A word changed in the database is found and its record named; what the program itself changes is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from archiver.model.capture import CaptureMethod
from archiver.model.ids import RecordNumber
from archiver.model.record import State
from archiver.model.redaction import RedactedText
from archiver.store import Edition, PublishedFile, Store, schema
from archiver.store.genuine import Doubt, Examined, examine
from tests.store.world import CHANNEL, GAP, NOW, RUN, ZONE, batch, context, marked, message

FIRST, SECOND = RecordNumber("R000001"), RecordNumber("R000002")


def doubts(store: Store) -> list[Doubt]:
    with store.database.read() as connection:
        return list(examine(connection, Examined()))


def named(store: Store) -> set[str]:
    found = doubts(store)
    assert not any("rent" in doubt.what or "Aroha" in doubt.what for doubt in found), "words of a correspondent"
    return {doubt.number for doubt in found}


def change(store: Store, statement: Any) -> None:
    with store.database.write() as connection:
        assert connection.execute(statement).rowcount != 0


def publish(store: Store) -> None:
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)
    for number in store.pending(CHANNEL, gap=GAP, now=NOW):
        heading = store.view(number, context()).heading
        file = PublishedFile(path=f"records/{number} {heading.edition}.pdf", sha256="ab", size=3, format="pdf")
        edition = Edition(
            number=number,
            edition=heading.edition,
            status=heading.status,
            title=heading.title,
            content_sha256=heading.content_sha256,
            files=(file,),
            made=NOW,
            rules="nz-core 1",
            software="archiver 1",
            messages=heading.messages,
        )
        store.publish(edition, RUN)


@pytest.fixture
def held(store: Store) -> Store:
    """Two published records; the first has an edited message."""
    rent = message("the rent is $450", source="a")
    store.accept(batch(rent, message("thanks", "2026-02-01 01:20", source="b")), RUN)
    store.accept(batch(message("later", "2026-04-20 00:00", source="c")), RUN)
    edited = replace(rent, text=RedactedText(text="the rent is $460"), content_key="other", text_key="other")
    store.accept(batch(edited, captured="2026-05-02 00:00"), RUN)
    publish(store)
    assert doubts(store) == []
    return store


def _other(body: bytes) -> bytes:
    assert b"$4" in body
    return body.replace(b"$4", b"$9")


@pytest.mark.parametrize("table", [schema.record, schema.revision], ids=["newest", "earlier"])
def test_a_changed_word_of_any_state_is_found_in_its_record(held: Store, table: Any) -> None:
    with held.database.read() as connection:
        body = next(row for row in connection.execute(select(table.c.body)).scalars() if b"rent" in row)
    change(held, update(table).where(table.c.body == body).values(body=_other(body)))
    assert named(held) == {FIRST}


@pytest.mark.parametrize("column", ["state", "parent", "kind"])
def test_a_changed_column_that_the_digest_covers_is_found(held: Store, column: str) -> None:
    table = schema.record
    change(held, update(table).where(table.c.source_id == "c").values({column: "hidden"}))
    assert named(held) == {SECOND}


def test_a_changed_digest_is_found_though_the_body_is_whole(held: Store) -> None:
    table = schema.record
    change(held, update(table).where(table.c.source_id == "b").values(digest=b"x" * 32))
    found = doubts(held)
    assert {doubt.number for doubt in found} == {FIRST}
    assert len(found) == 2, "the state, and the edition whose content it was"


def test_a_changed_editions_digest_is_found_by_the_content_and_by_the_event(held: Store) -> None:
    table = schema.edition
    change(held, update(table).where(table.c.volume_id == 2).values(content_sha256="0" * 64))
    assert {doubt.number for doubt in doubts(held)} == {SECOND}
    assert len(doubts(held)) == 2
    change(held, update(schema.volume).values(dirty=True))
    assert len(doubts(held)) == 1, "what waits for its next edition is still held against the event log"


def test_a_message_taken_out_or_put_in_is_found(held: Store) -> None:
    table = schema.record
    with held.database.read() as connection:
        row = dict(connection.execute(select(table).where(table.c.source_id == "b")).mappings().one())
    change(held, insert(table).values({**row, "id": 999, "key": "forged"}))
    assert named(held) == {FIRST}
    with held.database.write() as connection:
        for other in (schema.provenance, schema.alias, schema.mention, schema.fulltext):
            connection.execute(delete(other).where(other.c.record_id == row["id"]))
    change(held, delete(table).where(table.c.id.in_([999, row["id"]])))
    assert named(held) == {FIRST}


def test_an_edition_taken_out_of_the_database_is_found(held: Store) -> None:
    change(held, update(schema.volume).where(schema.volume.c.id == 2).values(edition=0))
    change(held, delete(schema.edition).where(schema.edition.c.volume_id == 2))
    assert {doubt.what for doubt in doubts(held)} == {"edition 1 was published, but is not in the database"}


def test_a_changed_correspondent_is_found_in_their_records(held: Store) -> None:
    table = schema.person
    change(held, update(table).where(table.c.name == "Aroha Ngata").values(name="Someone Else"))
    assert named(held) == {FIRST, SECOND}


def test_a_sweep_a_tombstone_and_a_fold_are_no_finding(held: Store) -> None:
    texts = [
        (ref, marked("the rent is [PHONE 1]")) for ref, text in held.thread_texts(CHANNEL, _KEY) if "$" in text.text
    ]
    assert held.rewrite_texts(CHANNEL, _KEY, texts, [], RUN, "late find", at=NOW) == 2
    held.scrub()
    assert doubts(held) == []
    gone = message("later", "2026-04-20 00:00", source="c", state=State.DELETED)
    held.accept(batch(gone, captured="2026-05-03 00:00"), RUN)
    held.accept(
        batch(message("thanks", "2026-02-01 01:20"), method=CaptureMethod.EXPORT, captured="2026-05-04 00:00"), RUN
    )
    assert doubts(held) == [], "before the next editions"
    publish(held)
    assert doubts(held) == []


def test_a_parent_that_no_text_column_can_hold_is_no_finding(store: Store) -> None:
    store.accept(batch(message("a reply", source="r", parent="p\0\ud800")), RUN)
    publish(store)
    assert doubts(store) == []


_KEY = message().thread.key
