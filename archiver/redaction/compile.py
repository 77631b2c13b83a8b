"""A rule pack made ready to run, once.

Patterns of a pack run under a clock (the `regex` module's time-out), for a pack may be written by anyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import regex

from archiver.model.redaction import Kind
from archiver.model.rules import PatternRule, RulePack
from archiver.redaction.checks import CHECKS
from archiver.redaction.keep import Public
from archiver.redaction.labels import LabelBook
from archiver.redaction.names import Names
from archiver.redaction.numbers import Numbers
from archiver.redaction.places import Places
from archiver.redaction.view import SpokenNumbers
from archiver.redaction.web import Web


class CompiledPattern:
    """A pattern rule with its expression and its check. A local one runs under a clock; ours are known to be linear."""

    __slots__ = ("_ours", "_theirs", "capital", "check", "digit", "label", "rule")

    def __init__(self, rule: PatternRule) -> None:
        self.rule = rule
        self._ours = None if rule.local else re.compile(rule.regex)
        self._theirs = regex.compile(rule.regex, regex.VERSION0) if rule.local else None
        self.check = CHECKS.get(rule.check)
        self.label = "label" in rule.needs
        self.capital = "capital" in rule.needs
        self.digit = "digit" in rule.needs

    def spans(self, low: str, seconds: float) -> Iterator[tuple[int, int]]:
        """Where the pattern matches. TimeoutError when a local pattern takes longer than `seconds`."""
        if self._ours is not None:
            for match in self._ours.finditer(low):
                yield match.span(self.rule.group)
        elif self._theirs is not None:
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
        self.web = Web(pack, self.public)
        self.spoken = SpokenNumbers(pack.table("number_words"), pack.table("number_tens"), pack.table("number_times"))
        self.months = pack.table("months")
        self.month_words = frozenset(part for month in self.months for part in month.split("-"))
        said = [*pack.table("ordinals"), *pack.table("number_words")]
        self.day_words = re.compile(
            r"(?<![a-z])(?:(?:twenty|thirty)[ -])?(?:"
            + "|".join(map(re.escape, said))
            + r") (?:day )?(?:of |o )?(?:the )?$"
        )
        patterns = [CompiledPattern(rule) for rule in pack.patterns]
        ours = [f"(?:{rule.regex})" for rule in pack.patterns if rule.kind is None and not rule.local]
        self.keep = re.compile("|".join(ours) or "(?!)")
        self.local_keeps = [pattern for pattern in patterns if pattern.rule.kind is None and pattern.rule.local]
        self.codes = sorted((p for p in patterns if p.rule.kind is not None), key=lambda p: -p.rule.confidence)
        self.always = any(not pattern.digit and not pattern.label for pattern in self.codes)
        # No code begins with these: "is 1234" is a word and a number.
        self.no_letters = (
            self.labels.fillers | frozenset(pack.words("connectors")) | frozenset(pack.words("street_stop"))
        )
        self.connectors = frozenset(pack.words("connectors"))
        self.requests = frozenset(pack.words("request_words"))
        self.asks = {
            Kind.NAME: pack.words("ask_name"),
            Kind.ADDRESS: pack.words("ask_address"),
            Kind.EMAIL: pack.words("ask_email"),
            Kind.HANDLE: pack.words("ask_handle"),
        }
        self.circumstances = pack.words("circumstances")
        circumstance_words = {phrase for phrase in self.circumstances if " " not in phrase}
        self.circumstance_words = frozenset(circumstance_words)
        self.circumstance_openers = frozenset(phrase.split()[0] for phrase in self.circumstances if " " in phrase)
        self.circumstance_phrases = tuple(phrase for phrase in self.circumstances if " " in phrase)
        self.label_words = frozenset(word for rule in pack.labels for phrase in rule.words for word in phrase.split())
