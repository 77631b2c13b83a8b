"""`archiver find-identifier` finds a value of every kind in any typing, through its keyed hash, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.agency import CLOCK, Agency, new_agency, take_in

VALUES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # kind: (what is written, the words around it, how it may be looked for)
    "client_number": (
        "421 873 906",
        "my client number is {}",
        (
            "421873906",
            "421-873-906",
            "４２１ ８７３ ９０６",
            "four two one eight seven three nine oh six",
            "whā rua tahi waru whitu toru iwa kore ono",
        ),
    ),
    "ird": (
        "49-091-850",
        "my IRD number is {}",
        ("49091850", "049091850", "49 091 850", "four nine oh nine one eight five oh"),
    ),
    "nhi": ("ZZZ0016", "my NHI is {}", ("zzz 0016", "ZZZ-0016", "Z Z Z 0 0 1 6")),
    "bank": (
        "12-3456-0012345-00",
        "pay into account {}",
        ("12 3456 0012345 000", "123456001234500", "12-3456-12345-0"),
    ),
    "card": ("4111 1111 1111 1111", "my card is {}", ("4111111111111111", "4111-1111-1111-1111")),
    "phone": (
        "021 555 0199",
        "ring me on {}",
        ("+64 21 555 0199", "0064215550199", "(021) 555-0199", "oh two one triple five oh one double nine"),
    ),
    "email": (
        "mere.k@example.org",
        "write to {}",
        ("Mere.K@Example.org", "mere.k at example dot org", "mere dot k at example dot org"),
    ),
    "address": (
        "12 Rimu Street, Naenae",
        "I live at {}",
        (
            "12 rimu st",
            "12 Rimu St.",
            "12 Rimu Street Naenae",
            "12 rimu st, naenae",
            "12 rimu street, Naenae, Lower Hutt 5011",
        ),
    ),
    "birth_date": (
        "3 March 1985",
        "my date of birth is {}",
        ("03/03/1985", "3rd March 1985", "1985-03-03", "te 3 o Poutūterangi 1985", "3 Maehe 85", "third of March 1985"),
    ),
    "licence": ("DA123456", "my driver licence is {}", ("da 123456", "DA-123456")),
    "passport": ("LM123456", "my passport number is {}", ("lm 123456", "LM-123456")),
    "plate": ("ABC123", "my rego is {}", ("abc 123", "ABC-123", "a b c 1 2 3")),
    "nsn": ("123 456 789", "my NSN is {}", ("123456789", "123-456-789")),
    "kiwisaver": ("AB12345678", "my KiwiSaver number is {}", ("ab 12345678",)),
    "overseas_id": ("123 456 782", "my TFN is {}", ("123456782", "123-456-782")),
    "handle": ("@mere_kk", "find me on Instagram {}", ("mere_kk", "@MERE_KK")),
    "coordinates": ("-41.28650, 174.77620", "we sleep at {}", ("-41.28650,174.77620",)),
    "overseas_phone": ("+676 77 45 123", "my cell in Tonga is {}", ("00676 7745123", "+676-7745-123")),
    "name": ("Hinemoa Parata", "my name is {}", ("hinemoa parata", "HINEMOA PARATA")),
    "number": ("7482910365", "the reference is {}", ("748 291 0365", "7482-910-365")),
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    """One conversation a kind, and one with none of them."""
    patch = pytest.MonkeyPatch()
    patch.setenv("ARCHIVER_CLOCK", CLOCK)
    folder: Path = tmp_path_factory.mktemp("kinds")
    agency = new_agency(folder / "agency")
    agency.rule()
    lines, kinds = "13/01/2026, 09:1{} - {}: {}\n", list(VALUES)
    for number, kind in enumerate(kinds):
        value, around, _ = VALUES[kind]
        who = f"Person{chr(65 + number)} Example"
        chat = lines.format(5, who, "kia ora") + lines.format(6, who, around.format(value))
        take_in(agency, chat + lines.format(7, "Harbour Assistance", "thanks"), who)
    take_in(agency, lines.format(5, "Nobody Else", "kia ora, open on Monday?"), "Nobody Else")
    patch.undo()
    return agency


@pytest.mark.parametrize("kind", list(VALUES))
def test_a_value_is_found_in_any_typing(many: Agency, kind: str) -> None:
    value, _, typings = VALUES[kind]
    wanted = f"R{list(VALUES).index(kind) + 1:06d}"
    assert many.holds(value) == [], "the value itself stands in the archive"
    for typed in (value, *typings):
        code, hits = many.answer("find-identifier", typed)
        assert (code, [hit["record"] for hit in hits]) == (0, [wanted]), (kind, typed)


@pytest.mark.parametrize("typed", ["421 873 907", "021 555 0198", "nobody@example.org", "Nobody Here", "ZZZ0024"])
def test_what_nobody_wrote_is_found_nowhere(many: Agency, typed: str) -> None:
    assert many.answer("find-identifier", typed) == (0, [])


def test_nothing_to_look_for_is_refused(many: Agency) -> None:
    assert many.call("find-identifier", " ")[0] == 2


BORNE: dict[str, tuple[str, ...]] = {
    "+64 21 555 0188": ("+64 21 555 0188", "0215550188", "021 555 0188", "(021) 555-0188", "0064215550188"),
    "Mere mere.kk@example.org": ("mere.kk@example.org", "Mere.KK@Example.org", "mere.kk at example dot org"),
}


@pytest.fixture(scope="module")
def borne(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    """Conversations with people whom the export names by a value that nobody writes; and one that is written too."""
    patch = pytest.MonkeyPatch()
    patch.setenv("ARCHIVER_CLOCK", CLOCK)
    agency = new_agency(tmp_path_factory.mktemp("borne") / "agency")
    agency.rule()
    for who in BORNE:
        take_in(agency, f"13/01/2026, 09:15 - {who}: kia ora, are you open?\n", who)
    take_in(agency, "13/01/2026, 09:15 - Sam Example: her number is 021 555 0188\n", "Sam Example")
    patch.undo()
    return agency


@pytest.mark.parametrize("who", list(BORNE))
def test_the_person_whose_name_bears_the_value_is_found_in_any_typing(borne: Agency, who: str) -> None:
    wanted = f"R{list(BORNE).index(who) + 1:06d}"
    for typed in BORNE[who]:
        code, hits = borne.answer("find-identifier", typed)
        assert code == 0
        found = {hit["record"]: (hit["mentions"], hit["in_name"]) for hit in hits}
        assert found[wanted] == (0, True), typed
        assert set(found) - {wanted} == ({"R000003"} if "555" in typed else set()), typed
        assert found.get("R000003", (1, False)) == (1, False)
    assert "0 mentions, in a name" in borne.call("find-identifier", BORNE[who][0])[1]


def test_a_value_that_no_name_bears_is_found_in_no_name(borne: Agency) -> None:
    assert borne.answer("find-identifier", "021 555 0187") == (0, [])
