"""A rule pack made ready to run, once.

Patterns of a pack run under a clock (the `regex` module's time-out), for a pack may be written by anyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import regex

from archiver.model.redaction import Kind
from archiver.model.rules import PatternRule, RulePack
from archiver.redaction.checks import CHECKS
from archiver.redaction.handles import Handles
from archiver.redaction.keep import Public
from archiver.redaction.labels import WEAK_LABELS, LabelBook
from archiver.redaction.links import Links
from archiver.redaction.mail import Mail
from archiver.redaction.names import Names
from archiver.redaction.numbers import Numbers
from archiver.redaction.places import Places
from archiver.redaction.view import SpokenNumbers

WORD = re.compile(r"[a-z]+")
NONE: frozenset[str] = frozenset()


class CompiledPattern:
    """A pattern rule with its expression and its check. A local one runs under a clock; ours are known to be linear."""

    __slots__ = (
        "_ours",
        "_theirs",
        "capital",
        "check",
        "digit",
        "kind",
        "label",
        "least",
        "near",
        "ours",
        "rule",
        "unless",
    )

    def __init__(
        self, rule: PatternRule, least: int = 0, near: frozenset[str] = NONE, unless: frozenset[str] = NONE
    ) -> None:
        self.rule = rule
        self.near = near  # one of these words stands somewhere in the text; any text will do where there are none
        self.unless = unless  # and none of these
        self.ours = not rule.local
        self.least = least  # so many figures the whole text must have
        self._ours = None if rule.local else re.compile(rule.regex)
        self._theirs = regex.compile(rule.regex, regex.VERSION0) if rule.local else None
        self.check = CHECKS.get(rule.check)
        self.kind = rule.kind or Kind.LOCAL
        self.label = "label" in rule.needs
        self.capital = "capital" in rule.needs
        self.digit = "digit" in rule.needs

    def spans(self, low: str, clock: Callable[[], float]) -> Iterable[tuple[int, int]]:
        """Where the pattern matches. TimeoutError when a local pattern takes longer than the `clock` has left."""
        if self._ours is not None:
            first = self._ours.search(low)
            return () if first is None else self._from(self._ours, low, first.start())
        return self._timed(low, clock())

    def _from(self, ours: re.Pattern[str], low: str, start: int) -> Iterator[tuple[int, int]]:
        for match in ours.finditer(low, start):
            yield match.span(self.rule.group)

    def _timed(self, low: str, seconds: float) -> Iterator[tuple[int, int]]:
        if self._theirs is not None:
            for found in self._theirs.finditer(low, timeout=seconds):
                yield found.span(self.rule.group)


class Compiled:
    """Everything a pack says, ready to run. Shared by every thread of a run; holds no value of any thread."""

    def __init__(self, pack: RulePack, public_contacts: Iterable[str] = ()) -> None:
        self.version = pack.version
        self.public = Public(pack, public_contacts)
        self.names = Names(pack)
        real_words = set(self.names.lists.first) | set(pack.words("street_stop")) | set(pack.words("not_misspelt"))
        self.labels = LabelBook(pack.labels, pack.words("fillers"), real_words)
        self.numbers = Numbers(self.labels, pack.forms, self.public)
        self.places = Places(pack, self.public)
        self.mail = Mail(pack, self.public)
        self.handles = Handles(pack, self.public)
        self.links = Links(pack, self.public)
        self.spoken = SpokenNumbers(pack.table("number_words"), pack.table("number_tens"), pack.table("number_times"))
        self.months = pack.table("months")
        # A month is read from its first word on: "whiringa-a-nuku" begins with "whiringa", not with "a".
        self.month_words = frozenset(month.split("-")[0] for month in self.months)
        self.ordinals = pack.table("ordinals")
        said = [*self.ordinals, *pack.table("number_words")]
        self.day_words = re.compile(
            r"(?<![a-z])(?:(?:twenty|thirty)[ -])?(?:"
            + "|".join(map(re.escape, said))
            + r") (?:day )?(?:of |o )?(?:the )?$"
        )
        least = pack.table("code_digits")
        near, unless = (
            {rule: frozenset(pack.words(words)) for rule, words in pack.table(table).items()}
            for table in ("code_near", "code_unless")
        )
        patterns = [
            CompiledPattern(rule, int(least.get(rule.id, "0")), near.get(rule.id, NONE), unless.get(rule.id, NONE))
            for rule in pack.patterns
        ]
        ours = [
            f"(?:{rule.regex})"
            for rule in pack.patterns
            if rule.kind is None and not rule.local and ".file-name" not in rule.id
        ]
        self.keep = re.compile("|".join(ours) or "(?!)")
        named = [f"(?:{rule.regex})" for rule in pack.patterns if rule.kind is None and ".file-name" in rule.id]
        self.file_names = re.compile("|".join(named) or "(?!)")
        self.local_keeps = [pattern for pattern in patterns if pattern.rule.kind is None and pattern.rule.local]
        self.codes = sorted((p for p in patterns if p.rule.kind is not None), key=lambda p: -p.rule.confidence)
        self.bare_codes = [pattern for pattern in self.codes if not pattern.label]
        self.code_kinds = frozenset(pattern.kind for pattern in self.codes if pattern.label)
        self.code_keys = self.labels.keys({p.rule.kind for p in self.codes if p.label})
        self.always = any(not pattern.digit and not pattern.label for pattern in self.codes)
        # No code begins with these: "is 1234" is a word and a number.
        self.no_letters = (
            self.labels.fillers
            | frozenset(pack.words("connectors"))
            | frozenset(pack.words("street_stop"))
            | frozenset(pack.words("answer_openers"))
        )
        self.connectors = frozenset(pack.words("connectors"))
        self.requests = frozenset(pack.words("request_words"))
        self.asks = {
            Kind.NAME: pack.words("ask_name"),
            Kind.ADDRESS: pack.words("ask_address"),
            Kind.EMAIL: pack.words("ask_email"),
            Kind.HANDLE: pack.words("ask_handle"),
        }
        # A question that is nothing but a label: the words that make one without a label, and those beside it that say nothing.
        bare = ((Kind.ADDRESS, "bare_address"), (Kind.EMAIL, "bare_email"))
        self.bare_asks = {word: kind for kind, name in bare for word in pack.words(name)}
        self.polite = frozenset(pack.words("polite"))
        self.quiet = self.polite | self.bare_asks.keys() | frozenset(pack.words("name_nouns"))
        self.name_nouns = frozenset(pack.words("name_nouns"))
        self.name_nouns_not = frozenset(pack.words("ask_name_not"))
        self.circumstances = pack.words("circumstances")
        circumstance_words = {phrase for phrase in self.circumstances if " " not in phrase}
        self.circumstance_words = frozenset(circumstance_words)
        self.circumstance_phrases: dict[str, list[str]] = {}
        for phrase in self.circumstances:
            if " " in phrase:
                self.circumstance_phrases.setdefault(WORD.findall(phrase)[0], []).append(phrase)
        every = frozenset(Kind)
        self._asking = self.labels.keys(every, but=WEAK_LABELS)
        self._weak = self.labels.keys(every)
        self.known_words = self.names.lists.never | self.labels.fillers
        self.label_words = frozenset(word for rule in pack.labels for phrase in rule.words for word in phrase.split())

    def may_ask(self, words: set[str]) -> bool:
        """Whether a text of these words may hold a label that asks for something: a cheap question before the dear one.

        A weak label ("number") that is mistyped is no longer told from others: it may."""
        canonical = self.labels.canonical
        return not (
            self._asking.isdisjoint(map(canonical, words))
            and self._weak.isdisjoint(map(canonical, words - WEAK_LABELS))
        )
