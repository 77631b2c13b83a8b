from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import create_engine

from archiver.integrity.chain import ChainLink, verify_chain
from archiver.model.event import Event, EventKind
from archiver.store import events, schema
from tests.integrity.conftest import WHEN


@pytest.fixture
def stored() -> list[Event]:
    """Events as the store wrote and read them."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        schema.event.create(connection)
        for number in range(1, 6):
            events.append(
                connection,
                EventKind.ACCESS,
                f"R{number:06d}",
                "Māia at the desk",
                WHEN + dt.timedelta(microseconds=1_234_567 * number),
                {"reason": "a request, “urgent”", "originals": [number, None, True]},
            )
        found = events.after(connection, 0)
    engine.dispose()
    return found


def test_what_the_store_wrote_is_a_whole_chain(stored: list[Event]) -> None:
    assert verify_chain(ChainLink.of(event) for event in stored) == (5, [])


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "R000009"},
        {"agent": "somebody else"},
        {"at": WHEN},
        {"detail": None},
        {"kind": EventKind.REVIEW},
        {"hash": "0" * 64},
        {"prev": "0" * 64},
    ],
)
def test_no_field_of_an_event_can_change_unseen(stored: list[Event], change: dict[str, object]) -> None:
    stored[2] = replace(stored[2], **change)  # type: ignore[arg-type]
    _, findings = verify_chain(ChainLink.of(event, record=event.subject) for event in stored)

    assert findings
    assert {str(one.kind) for one in findings} == {"chain_broken"}
    assert all(one.record and one.path == "events" for one in findings)
