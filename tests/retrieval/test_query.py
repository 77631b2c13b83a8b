"""Anything a reader types is harmless, and means what they would expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import UsageError
from archiver.retrieval.query import as_prefixes, parse
from archiver.store.finding import Phrase


def test_words_phrases_prefixes_and_exclusions() -> None:
    query = parse('Benefit "kia ora" whang* -Letter')
    assert query.words == ("benefit", "kia", "ora", "whang")
    assert Phrase(("kia", "ora")) in query.wanted.groups[1]
    assert query.wanted.groups[2][0] == Phrase(("whang",), is_prefix=True)
    assert Phrase(("letter",)) in query.wanted.excluded


def test_a_long_vowel_is_found_in_either_spelling() -> None:
    for typed in ("Māori", "Maori", "Maaori", "MĀORI"):
        (group,) = parse(typed).wanted.groups
        assert {"maori", "maaori"} <= {phrase.words[0] for phrase in group}


def test_a_record_number_is_recognised() -> None:
    assert parse(" r000042 ").number == "R000042"
    assert parse("R42").number == ""


def test_nothing_typed_looks_for_nothing() -> None:
    assert parse("  ").is_empty


@pytest.mark.parametrize("typed", ["***", '"', "-", "()", '"" -', "%_\\"])
def test_what_holds_no_word_is_no_error_and_not_a_search_for_everything(typed: str) -> None:
    assert parse(typed).is_wordless
    assert not parse("kia").is_wordless
    assert not parse(" ").is_wordless


@pytest.mark.parametrize("typed", ["-letter", '-"a b"'])
def test_leaving_out_alone_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UsageError, match="at least one word"):
        parse(typed)


@pytest.mark.parametrize("typed", ["a " * 33, "x" * 2001])
def test_too_much_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UsageError, match="at most"):
        parse(typed)


def test_when_widened_single_words_become_beginnings() -> None:
    wider = as_prefixes(parse('whan "kia ora"').wanted)
    assert all(phrase.is_prefix for phrase in wider.groups[0])
    assert wider.groups[1] == (Phrase(("kia", "ora")),)


@given(st.text(max_size=60))
def test_words_that_reach_the_index_are_letters_and_digits_alone(typed: str) -> None:
    try:
        query = parse(typed)
    except UsageError:
        return
    for phrase in [phrase for group in query.wanted.groups for phrase in group] + list(query.wanted.excluded):
        assert phrase.words
        assert all(word and all(char.isalnum() for char in word) for word in phrase.words)
