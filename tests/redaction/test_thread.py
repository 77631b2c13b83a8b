"""The conversation as a whole: questions, numbers in parts, one value one token, before and after, across runs."""

from __future__ import annotations

import pytest

from archiver.model.redaction import Kind, RedactedText
from archiver.redaction import KnownValue, Message, Person, Redactor, ThreadContext, lookup_keys
from tests.redaction.conftest import TestKeyer
from tests.redaction.talk import PEOPLE, messages, talk, texts


def test_a_question_makes_the_bare_answer_what_was_asked_for(redactor: Redactor) -> None:
    assert texts(redactor, ("agency", "What is your client number?"), "123456") == [
        "What is your client number?",
        "[CLIENT NUMBER 1]",
    ]
    assert texts(redactor, ("agency", "And your date of birth please?"), "12/3/87")[1] == "[BIRTH DATE 1]"
    assert texts(redactor, "12/3/24")[0] == "12/3/24"


def test_a_number_in_two_messages_goes_in_both(redactor: Redactor) -> None:
    found = texts(redactor, "my swn starts 7011", "and then 08436", "thanks")
    assert found == ["my swn starts [CLIENT NUMBER 1]", "and then [CLIENT NUMBER 1]", "thanks"]


def test_a_number_whose_first_part_is_stored_is_swept_there(redactor: Redactor) -> None:
    tail = messages("my client number is 123")
    thread = redactor.thread(ThreadContext(participants=PEOPLE, tail=tuple(tail)))
    [later] = thread.redact([Message(text="456 788", sender="wiremu", id="9")])
    assert later.text.text == "[CLIENT NUMBER 1]"
    [(name, swept)] = list(thread.sweep([("0", RedactedText(text="my client number is 123"))]))
    assert (name, swept.text) == ("0", "my client number is [CLIENT NUMBER 1]")


def test_one_value_has_one_token_in_every_typing(redactor: Redactor) -> None:
    found = texts(
        redactor,
        "021 555 0199",
        "+64 21 555 0199",
        "O215550199",
        "zero two one five five five zero one nine nine",
        "09 555 0123",
    )
    assert found == ["[PHONE 1]"] * 4 + ["[PHONE 2]"]


def test_what_is_found_late_goes_from_earlier_messages_too(redactor: Redactor) -> None:
    found = texts(redactor, "ABC123 is outside", "its the one from 12/3/1987", "rego abc 123, my dob is 12 March 1987")
    assert found[0] == "[NUMBER PLATE 1] is outside"
    assert found[1] == "its the one from [BIRTH DATE 1]"


def test_a_self_introduced_name_goes_everywhere(redactor: Redactor) -> None:
    found = texts(redactor, "Bronwyn said so", "my name is Bronwyn Paewai", "Ms Paewai again")
    assert found[0] == "[NAME 1] said so"
    assert "Paewai" not in "".join(found)


def test_participants_names_go_in_parts_and_without_accents(redactor: Redactor) -> None:
    people = (Person(display_name="Hēmi Ngātai"), Person(display_name="Example Agency", role="agency"))
    found = [
        r.text.text
        for r in talk(redactor, ("agency", "Kia ora Hemi"), "HEMI NGATAI here", "it's Ngātai", people=people)
    ]
    assert found == ["Kia ora [NAME 1]", "[NAME 1] here", "it's [NAME 1]"]


def test_a_name_that_is_an_ordinary_word_goes_only_where_the_person_is_meant(redactor: Redactor) -> None:
    people = (Person(display_name="Hope Young"),)
    found = [
        r.text.text
        for r in talk(redactor, "I hope so", "Hope you are well", "thanks, Hope", "hope young", people=people)
    ]
    assert found == ["I hope so", "Hope you are well", "thanks, [NAME 1]", "[NAME 1]"]


def test_names_stay_when_configured_to_stay(keyer: TestKeyer) -> None:
    from config.rules import load_packs

    kept = Redactor(load_packs(), keyer, names="keep")
    assert texts(kept, "Ngā mihi, Wiremu Tamihana 021 555 0199") == ["Ngā mihi, Wiremu Tamihana [PHONE 1]"]


def test_batches_of_one_thread_share_tokens_and_runs_do_through_keyed_hashes(redactor: Redactor) -> None:
    first = redactor.thread(ThreadContext(participants=PEOPLE))
    first.redact(messages("rego ABC123", "021 555 0199"))
    assert first.redact(messages("021-555-0199"))[0].text.text == "[PHONE 1]"
    second = redactor.thread(ThreadContext(participants=PEOPLE, known=first.learned))
    found = [
        result.text.text
        for result in second.redact(messages("new one 022 555 0111", "old 0215550199", "ABC 123 again"))
    ]
    assert found == ["new one [PHONE 2]", "old [PHONE 1]", "[NUMBER PLATE 1] again"]


def test_names_of_earlier_runs_are_known_by_their_hash(redactor: Redactor) -> None:
    first = redactor.thread(ThreadContext(participants=PEOPLE))
    first.redact(messages("my partner's name is Xanthe Quillfeather"))
    second = redactor.thread(ThreadContext(participants=PEOPLE, known=first.learned))
    assert "Quillfeather" not in second.redact(messages("so Quillfeather went home"))[0].text.text


@pytest.mark.parametrize(
    "lines",
    [
        ("My name is Hēmi Wākā", "Hēmi rang", "hemi rang", "HĒMI", "Hēmi Wākā here", "hēmi wākā rang"),
        ("my name is Hemi Walker", "Hemi Walker was there", "hemi walker rang", "thanks, Walker", "a walker came by"),
        ("my son is called Grace Young", "the grace period", "Grace Young was here", "Grace said", "thanks, Grace"),
        ("my daughter Aroha-Jane O'Brien lives here", "Aroha-Jane went", "O'Brien went", "aroha", "Aroha O'Brien"),
        ("My wife is called Te Rina Parata", "rina", "Te Rina Parata came", "te rina parata", "Parata"),
    ],
)
def test_run_after_run_hides_a_name_as_one_run_does(redactor: Redactor, lines: tuple[str, ...]) -> None:
    known: tuple[KnownValue, ...] = ()
    found = []
    for message in messages(*lines):
        thread = redactor.thread(ThreadContext(participants=PEOPLE, known=known))
        found.append(thread.redact([message])[0].text.text)
        known += thread.learned
    assert found == texts(redactor, *lines)
    assert "[NAME 1]" in found[0]


def test_sweep_makes_earlier_texts_stricter_and_keeps_their_tokens(redactor: Redactor) -> None:
    first = redactor.thread(ThreadContext(participants=PEOPLE))
    stored = first.redact(messages("021 555 0199 about abc123 please", "nothing here"))
    later = redactor.thread(ThreadContext(participants=PEOPLE, known=first.learned))
    later.redact(messages("my rego is abc 123"))
    swept = dict(later.sweep([(str(n), result.text) for n, result in enumerate(stored)]))
    assert list(swept) == ["0"]
    text = swept["0"]
    assert text.text == "[PHONE 1] about [NUMBER PLATE 1] please"
    assert [text.text[mark.start : mark.end] for mark in text.marks] == [mark.token for mark in text.marks]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("my client number is 123 456 789", "123-456-789"),
        ("ird 123456789", ["client", "123 456 789"][1]),
        ("021 555 0199", "+64 21 555 0199"),
        ("acct 01-0902-0068389-00", "01 0902 0068389 000"),
        ("dob 12/3/1987", "12 March 1987"),
        ("nhi zac5361", "ZAC 5361"),
        ("Jo@Example.com", "jo @ example.com"),
        ("rego abc 123", "ABC123"),
        ("its Wiremu here", "wiremu"),
        ("I live at 14 Rimu St", "14 rimu street"),
        ("insta: jo_smith88", "@jo_smith88"),
    ],
)
def test_find_identifier_finds_a_value_in_another_typing(
    redactor: Redactor, keyer: TestKeyer, typed: str, asked: str
) -> None:
    thread = redactor.thread(ThreadContext(participants=PEOPLE))
    thread.redact(messages(typed))
    assert {known.value_key for known in thread.learned} & set(lookup_keys(asked, keyer))


def test_no_clear_value_is_in_what_is_remembered(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext(participants=PEOPLE))
    result = thread.redact(messages("swn 123456789, call 021 555 0199"))
    assert not any(value in repr((thread.learned, result)) for value in ("123456789", "0215550199", "555 0199"))


def test_every_other_text_of_a_message_is_redacted_by_the_same_values(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext(participants=PEOPLE))
    [result] = thread.redact(
        [Message(text="see attached", more=("licence AB123456.jpg", "Wiremu's form.pdf", "IMG_20240312_101010.jpg"))]
    )
    assert [more.text for more in result.more] == [
        "licence [LICENCE 1].jpg",
        "[NAME 1]'s form.pdf",
        "IMG_20240312_101010.jpg",
    ]


def test_a_title_keeps_the_name_and_loses_numbers(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext(participants=PEOPLE))
    assert thread.title("Jo Tamihana 021 555 0199").text == "Jo Tamihana [PHONE 1]"
    assert thread.title("Wiremu Tamihana").text == "Wiremu Tamihana"


def test_personal_circumstances_and_unsure_finds_are_findings_without_values(redactor: Redactor) -> None:
    found = talk(redactor, "he hits me and I have cancer", "it says DA123456 on it")
    assert [finding.rule for finding in found[0].findings] == ["circumstances"]
    [unsure] = found[1].findings
    assert unsure.kind is Kind.LICENCE
    assert unsure.confidence < 0.8
    assert "123456" not in repr(unsure)


def test_a_newer_pack_makes_stored_texts_stricter(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext(participants=PEOPLE))
    stored = [
        ("1", "correspondent", RedactedText(text="call 021 555 0199 now")),
        ("2", "agency", RedactedText(text="ok")),
    ]
    assert [(name, text.text) for name, text in thread.again(stored)] == [("1", "call [PHONE 1] now")]  # type: ignore[arg-type]


def test_people_met_later_go_like_the_others_and_spoil_nothing_found_after_them(redactor: Redactor) -> None:
    thread = redactor.thread(ThreadContext(participants=PEOPLE))
    thread.meet([Person(display_name="Sefina Tuala", handle="sefina_t")])
    found = [
        r.text.text for r in thread.redact(messages("Bronwyn and Tuala", "ask sefina_t", "my name is Bronwyn Paewai"))
    ]
    assert not any(name in " ".join(found) for name in ("Bronwyn", "Tuala", "sefina", "Paewai"))


@pytest.mark.parametrize("name", ["jo_example88", "sam.kahu", "xX_tane_Xx"])
def test_a_title_keeps_the_handle_of_one_who_has_no_other_name(redactor: Redactor, name: str) -> None:
    thread = redactor.thread(ThreadContext(participants=(Person(display_name=name),)))
    assert thread.title(name).text == name


def test_a_stored_token_begins_no_number(redactor: Redactor) -> None:
    first = redactor.thread(ThreadContext(participants=PEOPLE))
    asked = first.redact(messages(("agency", "Your date of birth and your client number?"), "3/4/81"))
    tail = (
        Message(text=asked[0].text.text, role="agency", sender="agency", id="0"),
        Message(text=asked[1].text.text, role="correspondent", sender="correspondent", id="1"),
    )
    later = redactor.thread(ThreadContext(participants=PEOPLE, known=first.learned, tail=tail))
    [result] = later.redact(messages("531770248"))
    assert result.text.text == "[CLIENT NUMBER 1]"


def test_a_name_learned_by_half_in_a_later_run_goes_whole_from_earlier_texts(redactor: Redactor) -> None:
    first = redactor.thread(ThreadContext(participants=PEOPLE))
    [stored] = first.redact(messages("Jonathan Bexley"))
    assert stored.text.text == "Jonathan Bexley"
    later = redactor.thread(ThreadContext(participants=PEOPLE, known=first.learned))
    later.redact(messages(("agency", "Thank you Jonathan. Any other details?")))
    [(_, swept)] = later.sweep([("0", stored.text)])
    assert "Bexley" not in swept.text
