"""Every word that a record carries goes through redaction: nothing of it can reach the store as it came."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from archiver.model.attachment import Attachment, Held
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Link, Quote, Reaction, Record, Thread, ThreadKind
from archiver.pipeline.desk import OwnDesk
from archiver.pipeline.redact import Memory, RecordRedactor
from archiver.redaction import Redactor
from archiver.store.texts import texts_of
from archiver.vault.secrets import Secrets
from config.rules import load_packs
from tests.pipeline.bench import AGENCY, MERE, record

KEYS = Secrets(hmac_key=b"h" * 32, signing_key=b"s" * 32)
PHONE, MAIL, CLIENT = "021 555 0199", "jo@example.org", "421 873 906"


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(load_packs(), KEYS, public_contacts=("0800 555 010",))


def desk(redactor: Redactor) -> OwnDesk:
    return OwnDesk(redactor, lambda key: (), dict)


@pytest.fixture
def redact(redactor: Redactor) -> Any:
    """Redacts records as a run does, with nothing remembered."""

    def called(*records: Record) -> Any:
        return RecordRedactor(desk(redactor), KEYS, remember=lambda key: Memory(), let_go=lambda key: None).redact(
            records
        )

    return called


def whole(value: object) -> str:
    """Everything in a redacted value, as text."""
    return json.dumps(dataclasses.asdict(value), default=str, ensure_ascii=False)  # type: ignore[call-overload]


@pytest.mark.parametrize("secret", [PHONE, MAIL, f"client number {CLIENT}"])
@pytest.mark.parametrize(
    "carry",
    [
        lambda s: {"text": s},
        lambda s: {"subject": f"about {s}"},
        lambda s: {"links": (Link(url=f"https://example.org/?q={s.replace(' ', '+')}", resolved="", title=""),)},
        lambda s: {"links": (Link(url="https://example.org/a", resolved=f"https://example.org/{s.replace(' ', '')}"),)},
        lambda s: {"links": (Link(url="https://example.org/a", title=f"Call {s}"),)},
        lambda s: {"attachments": (Attachment(name=f"{s}.pdf", held=Held.MISSING),)},
        lambda s: {"attachments": (Attachment(name="a.jpg", alt_text=f"a card that says {s}"),)},
        lambda s: {"quote": Quote(text=f"you said {s}")},
        lambda s: {"quote": Quote(text="x", sender=f"Jo {s}")},
        lambda s: {"reactions": (Reaction(value="LIKE", by=f"Jo {s}"),)},
        lambda s: {"reactions": (Reaction(value=f"call {s}"),)},
        lambda s: {"permalink": f"https://example.org/inbox/{s.replace(' ', '')}"},
        lambda s: {"recipients": (Correspondent(name=f"Jo {s}"),)},
        lambda s: {"recipients": (Correspondent(name="Jo", handle=s.replace(" ", "")),)},
        lambda s: {"thread": Thread(key=ThreadKey("t1"), kind=ThreadKind.GROUP, title=f"Call {s}")},
        lambda s: {
            "thread": Thread(
                key=ThreadKey("t1"), kind=ThreadKind.GROUP, participants=(Correspondent(name=f"Jo {s}"), AGENCY)
            )
        },
        lambda s: {"sender": Correspondent(name=f"Jo {s}", platform_id="5")},
    ],
)
def test_no_carrier_keeps_an_identifier(redact: Any, carry: Any, secret: str) -> None:
    made = redact(dataclasses.replace(record("kia ora"), **carry(secret))).records[0]
    flat = whole(made).replace(" ", "").replace("+", "")
    assert PHONE.replace(" ", "") not in flat
    assert MAIL not in flat
    assert CLIENT.replace(" ", "") not in flat


def test_a_carrier_stays_in_its_place(redact: Any) -> None:
    given = record(
        "text",
        subject="subject",
        links=(Link(url="https://example.org/1", title="one"), Link(url="https://example.org/2", title="two")),
        attachments=(Attachment(name="a.pdf", alt_text="first"), Attachment(name="b.jpg", alt_text="second")),
        quote=Quote(text="quoted", sender="Mere Example", source_id="9"),
        permalink="https://example.org/p/1",
        reactions=(Reaction(value="❤️", by="Mere Example", count=2),),
    )
    made = redact(given).records[0]
    assert made.subject.text == "subject"
    assert [(link.url.text, link.title.text) for link in made.links] == [
        ("https://example.org/1", "one"),
        ("https://example.org/2", "two"),
    ]
    assert [(a.name.text, a.alt_text.text) for a in made.attachments] == [("a.pdf", "first"), ("b.jpg", "second")]
    assert (made.quote.text.text, made.quote.source_id) == ("quoted", "9")
    assert made.permalink.text == "https://example.org/p/1"
    assert [(r.value.text, r.by.text, r.count) for r in made.reactions] == [("❤️", "Mere Example", 2)]


def test_a_record_without_carriers_stays_without(redact: Any) -> None:
    made = redact(record("kia ora")).records[0]
    assert (made.subject.text, made.links, made.attachments, made.quote, made.permalink.text) == ("", (), (), None, "")


def test_the_correspondents_name_stays_and_a_number_in_it_goes(redact: Any) -> None:
    made = redact(record("kia ora", sender=Correspondent(name=f"Jo {PHONE}", platform_id="5"))).records[0]
    assert made.sender.name.text.startswith("Jo")
    assert "0199" not in made.sender.name.text
    assert made.sender.platform_id == "5"


def test_one_value_has_one_token_through_all_that_a_thread_carries(redact: Any) -> None:
    made = redact(
        record(f"ring {PHONE}", "2026-01-13 09:01"),
        record("see the file", "2026-01-13 09:02", attachments=(Attachment(name=f"{PHONE}.pdf"),)),
        record("yes", "2026-01-13 09:03", quote=Quote(text=f"ring {PHONE}")),
    ).records
    assert "[PHONE 1]" in made[0].text.text
    assert "[PHONE 1]" in made[1].attachments[0].name.text
    assert "[PHONE 1]" in made[2].quote.text.text


def test_a_name_that_a_third_party_bears_is_taken_out_of_texts_and_stays_as_a_sender(redact: Any) -> None:
    other = Correspondent(name="Wiremu Sample", platform_id="77", role=Role.OTHER)
    given = dataclasses.replace(
        record("Wiremu Sample has my form"),
        thread=Thread(key=ThreadKey("t1"), kind=ThreadKind.GROUP, participants=(MERE, other, AGENCY)),
    )
    made = redact(given).records[0]
    assert "Wiremu" not in made.text.text


def test_the_agencys_own_contacts_stay(redact: Any) -> None:
    assert redact(record("ring 0800 555 010")).records[0].text.text == "ring 0800 555 010"


def test_results_stand_in_the_order_given_although_threads_are_read_by_time(redact: Any) -> None:
    given = [
        record("second", "2026-01-13 09:02", thread="a"),
        record("other", "2026-01-13 09:00", thread="b"),
        record("first", "2026-01-13 09:01", thread="a"),
    ]
    assert [made.text.text for made in redact(*given).records] == ["second", "other", "first"]


def test_a_question_is_answered_although_the_answer_came_first_in_the_batch(redact: Any) -> None:
    made = redact(
        record(CLIENT.replace(" ", ""), "2026-01-13 09:02"),
        record("What is your client number?", "2026-01-13 09:01", sender=AGENCY),
    ).records
    assert made[0].text.text == "[CLIENT NUMBER 1]"


def test_what_was_learned_is_handed_over_once_and_as_hashes(redactor: Redactor) -> None:
    working = RecordRedactor(desk(redactor), KEYS, remember=lambda key: Memory(), let_go=lambda key: None)
    first = working.redact([record(f"ring {PHONE}", "2026-01-13 09:01")])
    second = working.redact([record(f"again {PHONE}", "2026-01-13 09:02")])
    assert [value.kind.value for value in first.learned] == ["phone"]
    assert second.learned == ()
    assert "0199" not in whole(first.learned[0])


def test_who_is_quoted_keeps_their_name_where_they_take_part_and_only_there(redact: Any) -> None:
    made = redact(
        record("yes", quote=Quote(text="are you coming?", sender=MERE.name)),
        record("no", "2026-01-13 09:05", quote=Quote(text="who said that?", sender="Hemi Walker")),
    ).records
    assert made[0].quote.sender.text == MERE.name
    assert [place for place, _ in texts_of(made[0])] == ["text", "quote.text"]
    assert "Walker" not in made[1].quote.sender.text
    assert "quote.sender" in [place for place, _ in texts_of(made[1])]


def test_who_is_quoted_is_cleaned_of_numbers_as_a_sender_is(redact: Any) -> None:
    person = Correspondent(name=f"Jo {PHONE}", platform_id="5")
    made = redact(record("yes", sender=person, quote=Quote(text="hello", sender=person.name))).records[0]
    assert made.quote.sender == made.sender.name
    assert "0199" not in made.quote.sender.text
