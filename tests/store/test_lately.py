"""Counts a day and the account's own names; and what a damaged file touches: the same on both engines."""

from __future__ import annotations

import datetime as dt

from archiver.model.ids import RunId
from archiver.model.record import RecordKind
from archiver.model.redaction import Kind
from archiver.store import Store
from archiver.store.affected import affected
from archiver.store.lately import lately
from tests.store.world import AGENCY, CHANNEL, GAP, NOW, ZONE, at, batch, marked, message, person

RUN = RunId("20260501T000000Z-0a0b0c")
SINCE = at("2026-02-01 00:00")
UNTIL = SINCE + dt.timedelta(days=10)


def filled(store: Store) -> None:
    renamed = person("Free Coins", AGENCY.platform_id, AGENCY.role)
    store.accept(
        batch(
            message("long ago", "2026-01-31 23:59", source="1"),
            message(marked("ring [PHONE 1]"), "2026-02-01 00:00", source="2"),
            message("again", "2026-02-01 23:59", source="3"),
            message("an answer", "2026-02-03 09:00", source="4", sender=AGENCY),
            message("claim yours", "2026-02-03 10:00", source="5", sender=renamed),
            message("joined", "2026-02-03 11:00", source="6", kind=RecordKind.NOTICE),
            message("no time", None, source="7"),
            message("too late", "2026-02-11 00:00", source="8"),
            origin="fb/2026/run.tar#000001-aa.age",
        ),
        RUN,
    )
    store.assign(CHANNEL, RUN, gap=GAP, zone=ZONE, now=NOW)


def test_counts_are_by_day_and_side_within_the_time_asked_for(store: Store) -> None:
    filled(store)
    with store.database.read() as connection:
        found = lately(connection, CHANNEL, since=SINCE, until=UNTIL)
    assert (dict(found.came), dict(found.went)) == ({0: 2}, {2: 2})
    assert found.names == {AGENCY.name.text, "Free Coins"}


def test_an_original_and_its_container_lead_to_records_and_kinds(store: Store) -> None:
    filled(store)
    with store.database.read() as connection:
        number = store.all_numbers()[0]
        for refs in (["fb/2026/run.tar"], ["fb/2026/run.tar#000001-aa.age"]):
            found = affected(connection, (), refs)
            assert (number in found.records, found.kinds, found.attachments) == (True, (Kind.PHONE,), False), refs
        assert affected(connection, [number], ()).kinds == (Kind.PHONE,)
        assert affected(connection, (), ["fb/2026/other.tar", "fb/2026/run"]).records == ()
