"""Identifiers with letters in them (NHI, licence, passport, plate, ...), by the patterns of the pack.

A pattern that needs a label is taken beside one, or as the answer to a question for one; others by check or capitals.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.around import Clock, Surroundings
from archiver.redaction.compile import Compiled
from archiver.redaction.labels import SENTENCE
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

WORD = re.compile(r"[a-z]+")
# Every pattern of ours that wants capitals wants two side by side, or one beside a figure.
_CAPITALS = re.compile(r"[A-Z] ?[A-Z]|[A-Z] ?[0-9]|[0-9][A-Z]")
_SURE = 0.8
_MONEY = frozenset("$£€")
_TOPICS = {Kind.PASSPORT: 6, Kind.KIWISAVER: 5, Kind.NHI: 2}
"""Kinds whose values have a form of their own in capitals and so many figures: a label anywhere in the text is enough."""
_OPENING_LETTERS = re.compile(r"[a-z]{3,}")
_OPENING_WORD = re.compile(r"([a-z]+)[ .-]")


def take_codes(
    rules: Compiled,
    view: View,
    mask: Mask,
    around: Surroundings,
    timer: Clock,
    words: Set[str],
    *,
    digits: int,
    labelled: bool,
) -> None:
    """Take the codes of a text. `words` are its words as labels know them, `digits` how many figures it has, `labelled`
    whether any of its words may belong to a label."""
    low = view.low
    labels: dict[Kind, list[int]] | None = None
    capitals: bool | None = None
    asked = around.asked
    if not labelled or rules.code_keys.isdisjoint(words):
        labels = {}
    timer.check()
    told = labels is None or not rules.code_kinds.isdisjoint(asked)
    for pattern in rules.codes if told else rules.bare_codes:
        rule, kind = pattern.rule, pattern.kind
        if digits < pattern.least or (pattern.digit and not digits):
            continue
        near = not pattern.near or kind in asked or not pattern.near.isdisjoint(words)
        if not near or not pattern.unless.isdisjoint(words):
            continue
        if pattern.capital and pattern.ours:
            if capitals is None:
                capitals = _CAPITALS.search(view.text) is not None
            if not capitals:
                continue
        places: list[int] = []
        if pattern.label:
            if not labelled and kind not in asked:
                continue
            if labels is None:
                labels = {}
                for found in rules.labels.every(low):
                    if found.rule.kind is not None:
                        labels.setdefault(found.rule.kind, []).append(found.end)
            places = labels.get(kind, [])
            if not places and kind not in asked:
                continue
        for start, end in pattern.spans(low, timer.check):
            if not mask.is_free(start, end) and (not pattern.label or mask.is_taken(start, end)):
                continue
            if pattern.label and low[start - 1 : start] in _MONEY:
                continue
            if pattern.capital and not view.text[start:end].isupper():
                continue
            if pattern.capital and not pattern.digit and low[start:end] in rules.known_words:
                continue  # "MY REGO IS ...": where all is in capitals they say nothing
            told = bool(places) and kind in _TOPICS and view.text[start].isupper()
            told = told and sum(map(str.isdigit, low[start:end])) >= _TOPICS[kind]
            if kind is Kind.NHI and told:
                told = _spelt(view.text[start:end]) and low[end : end + 1] not in {"-", "/"}
            if pattern.label and not told and not _near(low, start, end, places, rules, 0 if kind is Kind.PLATE else 2):
                # No label beside it: only an answer to the question just asked will do, and that is short.
                if kind not in asked or not mask.is_free(start, end):
                    continue
                if rules.keep.match(low, start) and low.strip(" .!") != low[start:end]:
                    continue  # a form's or a law's code, unless it is all that was answered
                weak = kind is Kind.PLATE and (
                    end - start < 5 or low[start:end].isalpha() or low[end + 1 : end + 2].isdigit()
                )  # "the A4 one", "NCEA level 2"
                if (kind is Kind.BIRTH_DATE or weak) and not rules.no_letters.issuperset(
                    WORD.findall(low[end : end + 60])
                ):
                    continue  # "24/7 care"
                other = rules.labels.before(low, start + _letters(low[start:end]), 0)
                if other is not None and not other.distance and other.rule.kind not in asked:
                    continue  # "s w n 123 456 788": its own label says what it is
                begin = _sentence_start(low, start)
                if start - begin > 60 or not rules.no_letters.issuperset(_words_before(low, mask, begin, start)):
                    continue
            if pattern.label and _is_of_another(rules, low, start, kind):
                continue
            letters = _OPENING_WORD.match(low, start, end)
            if (
                letters
                and letters.group(1) in rules.no_letters
                and not (
                    view.text[start : letters.end(1)].isupper() and (len(letters[1]) == 1 or not view.text.isupper())
                )
                and not _begin_a_code(low, start, letters.group(1), places, rules)
            ):
                continue
            if letters and rule.id.endswith("-small") and not rules.names.lists.unknown(letters.group(1)):
                continue
            if pattern.check is not None and not pattern.check(low[start:end]):
                continue
            if pattern.ours and not pattern.label and rule.confidence < _SURE and _is_the_agencys(rules, low, start):
                continue
            value = values.code(low[start:end])
            mask.free(start, end)  # a label beside it outweighs a form that would be kept
            mask.take(Span(start, end, kind, rule.id, value, rule.confidence, rule.reason))


def _spelt(code: str) -> bool:
    """Whether a code's letters are capitals that touch or stand one by one: not "I AM 2024"."""
    letters = re.findall("[A-Za-z]+", code)
    return code.isupper() and (len(letters[0]) == 3 or all(len(piece) == 1 for piece in letters))


def _begin_a_code(low: str, start: int, letters: str, labels: Sequence[int], rules: Compiled) -> bool:
    """Whether letters that are a word too begin a code: "licence no. re 123456" does, "licence is 123456" does not."""
    fillers = rules.labels.fillers
    return letters not in fillers and any(
        place <= start and fillers.issuperset(WORD.findall(low, place, start)) for place in labels
    )


def _is_of_another(rules: Compiled, low: str, start: int, kind: Kind) -> bool:
    """Whether a label right before a code is one of another kind: "my tfn is ..., visa 4111 1111 1111 1111"."""
    own = _OPENING_LETTERS.match(low, start)  # its label may be all of its letters: "NIN 447 1882 0093"
    label = rules.labels.before(low, start if own is None else own.end(), 0)
    if label is None or label.distance or label.rule.kind in {None, kind, Kind.NUMBER}:
        return False
    return (
        kind is not Kind.KIWISAVER or label.rule.kind is not Kind.BANK
    )  # banks run schemes: "KiwiSaver, ASB K 4417733"


def _is_the_agencys(rules: Compiled, low: str, start: int) -> bool:
    """Whether a label right before a code says that it is no person's: "error CE-108255", "model HRF420"."""
    label = rules.labels.before(low, start, 0)
    return label is not None and label.rule.kind is None and not WORD.search(low, label.end, start)


def _sentence_start(low: str, start: int) -> int:
    """Where the line or sentence begins that `start` stands in: "hello team" says nothing of the answer in the next line."""
    begin = low.rfind("\n", 0, start) + 1
    for stop in SENTENCE.finditer(low, begin, start):
        begin = stop.end()
    return begin


def _words_before(low: str, mask: Mask, begin: int, start: int) -> list[str]:
    """The words of a text in [begin, start) that no rule has taken: "old [plate] new"."""
    return [found.group() for found in WORD.finditer(low, begin, start) if mask.is_free(*found.span())]


def _letters(code: str) -> int:
    """How many characters stand before the first digit."""
    return next((place for place, char in enumerate(code) if char.isdigit()), 0)


def _near(low: str, start: int, end: int, labels: Sequence[int], rules: Compiled, reach: int) -> bool:
    """Whether a label stands shortly before the match, or after it with only small words between."""
    for place in labels[bisect_left(labels, start - 30) : bisect_right(labels, start)]:
        if not SENTENCE.search(low, place, start):
            between = WORD.findall(low[place:start])
            if sum(word not in rules.labels.fillers for word in between) <= reach:
                return True
    after = rules.labels.after(low, end, len(low))
    if after is None:
        return False
    place = bisect_left(labels, after.end)
    return place < len(labels) and labels[place] == after.end
