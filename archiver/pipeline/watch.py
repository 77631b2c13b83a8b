"""Spots messages that may need a person at once: evaluated in memory on the clear text, remembered without it.

A rule that fails its own examples is refused before anything is captured. What is flagged is a possibility, nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from archiver.errors import ConfigError
from archiver.model.alerts import RULE_PREFIX, AlertKind, AlertPack, AlertRule
from archiver.model.capture import ReviewItem
from archiver.model.correspondent import Role
from archiver.model.record import Record, RecordKind, RedactedRecord
from archiver.pipeline.phrases import Phrase, places, sentence, words_of

_REMEMBERED = 20_000
"""Words whose phrases are remembered; then the memory begins again."""


@dataclass(frozen=True, slots=True)
class _Rule:
    rule: AlertRule
    unless: tuple[Phrase, ...]


_NONE: Sequence[tuple[Phrase, _Rule]] = ()


class Watch:
    """Compiled rules. Raises ConfigError with every problem: a phrase that is none, an example that does not hold."""

    def __init__(self, pack: AlertPack, kinds: Collection[AlertKind] = tuple(AlertKind)) -> None:
        self.version = pack.version
        self._by_word: dict[str, list[tuple[Phrase, _Rule]]] = defaultdict(list)
        self._by_beginning: dict[int, dict[str, list[tuple[Phrase, _Rule]]]] = defaultdict(lambda: defaultdict(list))
        self._candidates: dict[str, Sequence[tuple[Phrase, _Rule]]] = {}
        problems: list[str] = []
        rules = [rule for rule in pack.rules if rule.kind in kinds]
        for rule in rules:
            self._add(rule, problems)
        if not problems:
            problems = [problem for rule in rules for problem in self._examples(rule)]
        if problems:
            raise ConfigError("the alert rules cannot be used:\n" + "\n".join(problems), problems=tuple(problems))

    def flags(self, text: str) -> tuple[AlertRule, ...]:
        """The first rule of each kind that the text meets, in the order of kinds."""
        found: dict[AlertKind, AlertRule] = {}
        for rule in self._hits(text):
            found.setdefault(rule.kind, rule)
        return tuple(found[kind] for kind in AlertKind if kind in found)

    def items(self, records: Sequence[Record], redacted: Sequence[RedactedRecord]) -> tuple[ReviewItem, ...]:
        """What the store is to remember of a batch: clear records and their twins in the same order."""
        return tuple(
            ReviewItem(
                record_key=twin.key,
                reason=rule.reason,
                rule=f"{RULE_PREFIX}{rule.kind.value}:{rule.id}",
                confidence=1.0,
            )
            for record, twin in zip(records, redacted, strict=True)
            if record.kind is not RecordKind.NOTICE and record.sender.role not in (Role.AGENCY, Role.SYSTEM)
            for rule in self.flags(f"{record.subject}\n{record.text}" if record.subject else record.text)
        )

    def _add(self, rule: AlertRule, problems: list[str]) -> None:
        try:
            compiled = _Rule(rule, tuple(map(Phrase, rule.unless)))
            for phrase in map(Phrase, rule.phrases):
                words, beginnings = phrase.first
                for word in words:
                    self._by_word[word].append((phrase, compiled))
                for beginning in beginnings:
                    self._by_beginning[len(beginning)][beginning].append((phrase, compiled))
        except ValueError as error:
            problems.append(f"{rule.id}: {error}")

    def _hits(self, text: str) -> Iterator[AlertRule]:
        words = words_of(text)
        for place, word in enumerate(words):
            candidates = self._candidates.get(word)
            if candidates is None:
                candidates = self._candidates_of(word)
            for phrase, compiled in candidates:
                if phrase.at(words, place) and not self._is_excused(compiled, words, place):
                    yield compiled.rule

    def _candidates_of(self, word: str) -> Sequence[tuple[Phrase, _Rule]]:
        """The phrases that may begin with this word; most words come again, and most begin none."""
        found = list(self._by_word.get(word, ()))
        for length, beginnings in self._by_beginning.items():
            found += beginnings.get(word[:length], ())
        if len(self._candidates) >= _REMEMBERED:
            self._candidates.clear()
        self._candidates[word] = found or _NONE
        return found

    def _is_excused(self, compiled: _Rule, words: Sequence[str], place: int) -> bool:
        if not compiled.unless:
            return False
        around = sentence(words, place)
        return any(next(places(phrase, around), None) is not None for phrase in compiled.unless)

    def _examples(self, rule: AlertRule) -> Iterator[str]:
        for text in rule.match:
            if rule.id not in {hit.id for hit in self._hits(text)}:
                yield f"{rule.id}: its example {text!r} is not flagged by it"
        for text in rule.keep:
            if rule.id in {hit.id for hit in self._hits(text)}:
                yield f"{rule.id}: its example {text!r} is flagged and must not be"
