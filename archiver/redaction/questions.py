"""The question just asked: "what is your client number?" makes a bare number in the next message a client number."""

from __future__ import annotations

import re

from archiver.model.redaction import Kind
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import Message
from archiver.redaction.judge import WORD
from archiver.redaction.labels import WEAK_LABELS
from archiver.redaction.view import View, fold

_REACH = 4
_LONGEST = 5000
"""Of a longer text its end is read."""
_ASKING = frozenset({"your", "what", "whats", "which", "provide", "confirm", "send", "tell", "supply", "need", "give", "share", "aha", "homai", "tukua", "to", "require", "enter", "reply", "pm", "dm"})  # fmt: skip  # noqa: E501
_DIGIT = re.compile(r"\d")
_FIGURES = re.compile(r"[0-9]{3}")
_WHEN = re.compile(
    r"[^a-z]*(?:and |so |ok |okay |hi |hello |kia ora )?(?:when|where)(?:'?s| (?:is|are|was|were|did|do|does)) "
)
_BARE_LENGTH = 90
_PLEASE = frozenset({"please", "pls", "plz", "plse", "koa"})
_OPEN_END = re.compile(r"(?:(?<![a-z])(?:is|its|it's|number|no|num|ko|are|dob)|[:=>-])\s*$")


def _asks_when(low: str) -> bool:
    return len(low) <= _BARE_LENGTH and low.find("whe", 0, 16) >= 0 and _WHEN.match(low) is not None


class Question:
    """What was last asked in a thread, by whom, and for how many messages it still counts."""

    def __init__(self, rules: Compiled) -> None:
        self._rules = rules
        self._kinds: tuple[Kind, ...] = ()
        self._sender = ""
        self._left = 0
        self._own: tuple[Kind, ...] = ()
        self._owner = ("", "")

    def asked(self, message: Message) -> tuple[Kind, ...]:
        """The kinds that this message may answer, to a question or to its sender's own unfinished line ("my dob is")."""
        if self._own and self._owner == (message.sender, message.role):
            return self._own
        if self._left and (message.sender != self._sender or not message.sender) and message.role != "agency":
            return self._kinds
        return ()

    def observe(self, message: Message, view: View | None = None, words: set[str] | None = None) -> None:
        """Take note of a message that was just read; `view` is its matching view and `words` are its words, if known."""
        text = message.text
        if view is None or view.source != text or len(text) > _LONGEST:
            text = text[-_LONGEST:]
            view = fold(text)
            words = None
        self._own = self._announced(view.low) if len(text) <= 120 else ()
        self._owner = (message.sender, message.role)
        if message.role == "agency" or "?" in message.text or self._is_label(view.low, words) or _asks_when(view.low):
            kinds = self._read(view.low, set(WORD.findall(view.low)) if words is None else words)
            if kinds:
                self._kinds, self._sender, self._left = kinds, message.sender, _REACH
                return
            if message.role == "agency":
                self._left = 0
                return
        if self._left:
            self._left -= 1

    def _announced(self, low: str) -> tuple[Kind, ...]:
        """The kind that a line which ends in a label announces."""
        if _DIGIT.search(low):
            return ()
        words = WORD.findall(low)
        if not words or (len(words) > 4 and not _OPEN_END.search(low)):
            return ()
        label = self._rules.labels.before(low, len(low), 0)
        if label is None or label.rule.kind is None or label.distance:
            return ()
        phrase = " ".join(WORD.findall(low[label.start : label.end]))
        return () if phrase in WEAK_LABELS or "?" in low else (label.rule.kind,)

    def _is_label(self, low: str, words: set[str] | None) -> bool:
        """Whether a text is nothing but labels with "your", "please" and the like: "Date of birth", "DOB and address pls"."""
        if len(low) > _BARE_LENGTH or not low:
            return False
        if words is None:
            words = set(WORD.findall(low))
        if not words - self._rules.quiet <= self._rules.label_words or _FIGURES.search(low):
            return False
        rest = words - self._rules.quiet
        nouns = not words.isdisjoint(self._rules.bare_asks) or not words.isdisjoint(self._rules.name_nouns)
        if not nouns and self._rules.label_words.isdisjoint(words):
            return False
        if not rest:
            return nouns or self._rules.may_ask(words)
        if not self._rules.may_ask(words):
            return False
        strong = False
        for found in self._rules.labels.every(low):
            if found.rule.kind is not None:
                said = WORD.findall(low[found.start : found.end])
                strong = strong or " ".join(said) not in WEAK_LABELS
                rest = rest.difference(said)
        return strong and not rest

    def _read(self, low: str, words: set[str]) -> tuple[Kind, ...]:
        bare = False
        if "?" not in low and _ASKING.isdisjoint(words) and words.isdisjoint(_PLEASE):
            bare = self._is_label(low, words)
            if not bare and not _asks_when(low):
                return ()
        kinds: list[Kind] = []
        if bare or not words.isdisjoint(_PLEASE):
            named = self._rules.bare_asks
            if not named.keys().isdisjoint(words) and (bare or self._is_label(low, words)):
                kinds += [kind for word, kind in named.items() if word in words and self._alone(low, word)]
        if not self._rules.label_words.isdisjoint(words) and self._rules.may_ask(words):
            for found in self._rules.labels.every(low):
                phrase = " ".join(WORD.findall(low[found.start : found.end]))
                if found.rule.kind is not None and phrase not in WEAK_LABELS:
                    kinds.append(found.rule.kind)
        for kind, phrases in self._rules.asks.items():
            for phrase in phrases:
                if phrase in low:
                    kinds.append(kind)
                    break
        if not self._rules.name_nouns.isdisjoint(words) and self._rules.name_nouns_not.isdisjoint(words):
            kinds.append(Kind.NAME)  # "and your partner's name?", "the names of the children please"
        return tuple(dict.fromkeys(kinds))

    @staticmethod
    def _alone(low: str, word: str) -> bool:
        """Whether the word stands somewhere that is not "email address"."""
        return re.search(rf"(?<![a-z])(?<!email )(?<!mail ){word}(?![a-z])", low) is not None
