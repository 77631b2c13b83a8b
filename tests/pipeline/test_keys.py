"""Keys of a record: the same for the same record for ever, another for another, and never readable."""

from __future__ import annotations

import dataclasses

import pytest

from archiver.model.attachment import Attachment
from archiver.model.correspondent import Correspondent, Role
from archiver.model.digest import canonical_json
from archiver.model.ids import ThreadKey
from archiver.model.record import Count, Link, Quote, Reaction, Record, RecordKind, State
from archiver.model.time import Moment
from archiver.pipeline.keys import _content, _same_spelling, record_keys, stored_thread_key
from archiver.vault.secrets import Secrets
from tests.pipeline.bench import at, record

KEYS = Secrets(hmac_key=b"h" * 32, signing_key=b"s" * 32)
OTHER = Secrets(hmac_key=b"H" * 32, signing_key=b"s" * 32)


def test_the_same_record_has_the_same_keys_on_every_run() -> None:
    again = Secrets(hmac_key=b"h" * 32, signing_key=b"x" * 32)
    assert record_keys(record("kia ora"), KEYS) == record_keys(record("kia ora"), again)


def test_another_secret_gives_other_keys() -> None:
    one, other = (record_keys(record("kia ora"), keys) for keys in (KEYS, OTHER))
    assert not set(dataclasses.astuple(one)) & set(dataclasses.astuple(other))


def test_a_key_says_nothing_of_what_it_stands_for() -> None:
    for value in dataclasses.astuple(record_keys(record("client 421 873 906"), KEYS)):
        assert "421" not in value or len(value) >= 64
        assert "Mere" not in value


def test_the_platforms_id_names_a_record_within_its_kind() -> None:
    first = record_keys(record("a", source_id="7"), KEYS)
    assert first.key == record_keys(record("b", "2025-01-01 00:00", source_id="7"), KEYS).key
    post = record("a", source_id="7", kind=RecordKind.POST)
    assert first.key != record_keys(post, KEYS).key


@pytest.mark.parametrize(
    "change",
    [
        {"text": "kia ora!"},
        {"sent": Moment(utc=at("2026-01-13 09:02"))},
        {"sender": Correspondent(name="Sam Example")},
        {"occurrence": 1},
        {"kind": RecordKind.NOTICE},
    ],
)
def test_without_an_id_every_difference_makes_another_record(change: dict[str, object]) -> None:
    plain = record()
    assert record_keys(plain, KEYS).key != record_keys(dataclasses.replace(plain, **change), KEYS).key  # type: ignore[arg-type]


def test_parts_that_run_together_are_kept_apart() -> None:
    one = record("b", sender=Correspondent(name="A"), thread="tx")
    other = record("xb", sender=Correspondent(name="A"), thread="t")
    assert record_keys(one, KEYS).key != record_keys(other, KEYS).key


def test_spelling_and_line_ends_do_not_make_another_record() -> None:
    one = record("t\u0113n\u0101\r\nkoe ")
    other = record("te\u0304na\u0304\nkoe")
    assert record_keys(one, KEYS) == record_keys(other, KEYS)


def test_milliseconds_do_not_part_what_came_by_api_and_by_export() -> None:
    exact = dataclasses.replace(record(source_id="m1"), sent=Moment(utc=at("2026-01-13 09:01:05.250")))
    export = dataclasses.replace(record(), sent=Moment(utc=at("2026-01-13 09:01:05")))
    assert record_keys(exact, KEYS).match_key == record_keys(export, KEYS).match_key


def test_the_agency_is_one_sender_whatever_it_is_called() -> None:
    names = ("Harbour Board", "Harbour Board NZ")
    keys = {record_keys(record(sender=Correspondent(name=n, role=Role.AGENCY)), KEYS).match_key for n in names}
    assert len(keys) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "kia ora koe"},
        {"subject": "Re: form"},
        {"state": State.DELETED},
        {"edited": True},
        {"links": (Link(url="https://example.org/a"),)},
        {"attachments": (Attachment(name="a.pdf"),)},
        {"quote": Quote(text="what you said")},
    ],
)
def test_what_a_person_would_call_a_change_is_a_revision(change: dict[str, object]) -> None:
    plain = record(source_id="1")
    changed = dataclasses.replace(plain, **change)  # type: ignore[arg-type]
    assert record_keys(plain, KEYS).key == record_keys(changed, KEYS).key
    assert record_keys(plain, KEYS).content_key != record_keys(changed, KEYS).content_key


@pytest.mark.parametrize(
    "change",
    [
        {"counts": (Count(name="likes", value=5),)},
        {"reactions": (Reaction(value="LIKE"),)},
        {"permalink": "https://example.org/p?token=new"},
        {"notes": ("read in another order",)},
        {"place": "line 7"},
    ],
)
def test_what_grows_by_itself_is_none(change: dict[str, object]) -> None:
    plain: Record = record(source_id="1")
    assert record_keys(plain, KEYS) == record_keys(dataclasses.replace(plain, **change), KEYS)  # type: ignore[arg-type]


def test_a_thread_named_by_its_title_is_kept_as_a_keyed_hash() -> None:
    clear = ThreadKey("derived:whatsapp:+64 21 555 0199")
    kept = stored_thread_key(clear, KEYS)
    assert kept.startswith("derived:")
    assert "0199" not in kept
    assert kept == stored_thread_key(clear, KEYS) != stored_thread_key(clear, OTHER)
    assert stored_thread_key(ThreadKey("t_1002003004"), KEYS) == "t_1002003004"


@pytest.mark.parametrize(
    "text", ["kia ora", "", 'a "quoted" \\ word', "Ngā mihi\n\t\x01 ", "\u2028 \U0001f600 \x7f", "</x>"]
)
def test_a_bare_message_has_the_key_that_its_whole_content_gives(text: str) -> None:
    given = record(text)
    content = canonical_json(_content(given, _same_spelling(text))).decode()
    assert record_keys(given, KEYS).content_key == KEYS.key("content", content)
