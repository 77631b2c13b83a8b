"""The messages of a thread as they come in: a question makes the next message an answer, a number may come in two messages,
and what was found once in a batch is redacted in all of it.

Memory holds the batch and the thread's values; time grows with the number of messages. What cannot be judged is withheld.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archiver.model.redaction import Kind, RedactedText
from archiver.redaction.apply import apply, withheld
from archiver.redaction.around import Clock, Surroundings
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import (
    Decided,
    Finding,
    Keyer,
    KnownValue,
    Message,
    MessageResult,
    Person,
    Role,
    ThreadContext,
)
from archiver.redaction.decided import apart, as_typed, find, is_wide, occurrences
from archiver.redaction.findings import UNSURE, circumstances, finding_of, tells_circumstances
from archiver.redaction.judge import WORD, Judged, judge
from archiver.redaction.needles import Needles
from archiver.redaction.questions import Question
from archiver.redaction.recall import Recall
from archiver.redaction.screen_names import KnownName, known_handles, known_words
from archiver.redaction.spans import ALWAYS_SEEN, CODED, Span
from archiver.redaction.splits import Splits
from archiver.redaction.stored import hidden, merge
from archiver.redaction.tokens import TokenBook
from archiver.redaction.view import fold

_TOKEN = re.compile(r"\[[A-Z][A-Z -]*[A-Z] [0-9]+\]")
_LAST_TOKEN = re.compile(r"\[([A-Z][A-Z -]*[A-Z]) [0-9]+\][ .…]*$")
_KIND_OF = {kind.label: kind for kind in Kind}


@dataclass(slots=True)
class _Slot:
    """A message of the batch: what came out so far, how many values and names were known when it had been judged, and its
    text as rules see it with its words, where they are all there is."""

    message: Message
    result: MessageResult
    asked: tuple[Kind, ...]
    weak: int
    names: int
    words: set[str] | None
    low: str


def _words(text: str) -> set[str]:
    return set(WORD.findall(fold(text).low))


class MessageRedaction:
    """A thread while its messages come in, batch by batch, in time order. Used as ThreadRedaction."""

    def __init__(
        self, rules: Compiled, keyer: Keyer, clock: Callable[[], Clock], context: ThreadContext, *, redact_names: bool
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._redact_names = redact_names
        self._keyer = keyer
        self._tokens = TokenBook(keyer, context.known, context.numbered)
        self._names: dict[str, KnownName] = known_words(rules.names.lists, context.participants) if redact_names else {}
        self._handles = known_handles(context.participants)
        self._new_names: dict[str, KnownName] = {}
        self._met: set[Person] = set(context.participants)
        self._weak: dict[str, int] = {}
        self._weak_order: list[str] = []
        self._name_order: list[str] = []
        self._has_codes = any(value.kind in CODED for value in context.known)
        self._question = Question(rules)
        self._splits = Splits(rules)
        self._recall = Recall(self._tokens, rules.names.lists)
        self._hidden_words: dict[tuple[str, Kind], None] = dict.fromkeys(context.hidden_words)
        for message in context.tail:
            self._observe_tail(message)

    @property
    def learned(self) -> tuple[KnownValue, ...]:
        """The values found since the start that the store did not know, as keyed hashes, in the order they were found."""
        return tuple(self._tokens.learned.values())

    @property
    def hidden_words(self) -> tuple[tuple[str, Kind], ...]:
        """Words that people wanted hidden, with their kinds. Clear: for the thread's context in the same process alone."""
        return tuple(self._hidden_words)

    @property
    def found(self) -> tuple[KnownValue, ...]:
        """Every value found since the start, whether the store knew it or not."""
        return self._tokens.found

    def meet(self, people: Sequence[Person]) -> None:
        """Know these participants from here on, in later batches and in the sweep over earlier texts."""
        if not self._redact_names:
            return
        strangers = [person for person in people if person not in self._met]
        if strangers:
            self._met.update(strangers)
            self._handles = tuple(sorted({*self._handles, *known_handles(strangers)}, key=len, reverse=True))
            for word, name in known_words(self._rules.names.lists, strangers).items():
                if word not in self._names:
                    self._names[word] = self._new_names[word] = name

    @property
    def news(self) -> int:
        """Grows whenever something was found that earlier texts of the thread may hold too."""
        return len(self._new_names) + len(self._weak) + len(self._hidden_words)

    def redact(self, messages: Sequence[Message]) -> list[MessageResult]:
        """Redact a batch. Results stand in the messages' order; a message that cannot be judged is withheld."""
        slots: list[_Slot] = []
        self._splits.begin_batch()
        for place, message in enumerate(messages):
            asked = self._question.asked(message)
            result, judged = self._message(message, asked, ())
            words, low = None, ""
            if judged is not None and judged.plain is not None and not message.more:
                words, low = judged.words, judged.plain.low
            slots.append(_Slot(message, result, asked, len(self._weak), len(self._name_order), words, low))
            if judged is not None:
                self._observe(slots, place, judged)
        self._second_pass(slots)
        return [slot.result for slot in slots]

    def _observe(self, slots: Sequence[_Slot], place: int, judged: Judged) -> None:
        """Take note of a judged message for those that follow; where that fails, the message is withheld."""
        slot = slots[place]
        try:
            self._question.observe(slot.message, judged.plain, judged.words)
            joined = self._splits.observe(place, slot.message, judged, slot.asked)
        except Exception as error:  # noqa: BLE001 - what cannot be judged in its place is withheld like any other text
            slot.result = self._withheld(slot.message, error)
            return
        for other, spans in joined.items():
            slots[other].result, _ = self._message(slots[other].message, slots[other].asked, spans)

    def _withheld(self, message: Message, error: Exception) -> MessageResult:
        reason = f"could not be judged ({type(error).__name__})"
        finding = Finding(message=message.id, part=0, rule="withheld", kind=Kind.WITHHELD, reason=reason, end=10)
        text = withheld(self._rules.version, "withheld", reason)
        return MessageResult(text=text, more=tuple(text for _ in message.more), findings=(finding,))

    def _second_pass(self, slots: Sequence[_Slot]) -> None:
        """Messages that hold a value found only later in the batch are judged again, knowing it."""
        if not slots:
            return
        first = slots[0].names
        order = {name: place for place, name in enumerate(self._name_order[first:], first)}
        needles = Needles(self._weak_order, slots[0].weak)
        late = order.keys()
        for place, slot in enumerate(slots):
            if slot.weak >= len(self._weak) and slot.names >= len(self._name_order):
                break
            texts = (slot.message.text, *slot.message.more)
            lows = (slot.low,) if slot.words is not None else [fold(text).low for text in texts]
            again = any(needles.found(low, slot.weak) for low in lows) or (
                slot.names < len(self._name_order)
                and any(
                    order[word] >= slot.names
                    for words in ([slot.words] if slot.words is not None else map(_words, texts))
                    for word in late & words
                )
            )
            if again and not slot.result.text.is_withheld:
                slot.result, _ = self._message(slot.message, slot.asked, self._splits.spans_of(place))

    def _message(
        self, message: Message, asked: tuple[Kind, ...], extra: Sequence[Span]
    ) -> tuple[MessageResult, Judged | None]:
        findings: list[Finding] = []
        text, judged = self._text(message, 0, message.text, asked, extra, findings)
        if not message.more:
            return MessageResult(text=text, findings=tuple(findings)), judged
        more = tuple(
            self._text(message, part, other, (), (), findings)[0] for part, other in enumerate(message.more, 1)
        )
        return MessageResult(text=text, more=more, findings=tuple(findings)), judged

    def _text(
        self,
        message: Message,
        part: int,
        text: str,
        asked: tuple[Kind, ...],
        extra: Sequence[Span],
        findings: list[Finding],
    ) -> tuple[RedactedText, Judged | None]:
        try:
            before, decided = None, message.decided
            given = self._given_in(text, part, decided) if decided is not None or self._hidden_words else ()
            if given:
                before = self._hide(text, given)
                text = hidden(before)
            if self._tokens.has_stored_names and self._redact_names:
                self._recall.names(text, self._names)
            judged = judge(self._rules, text, self._around(message.role, asked), self._clock, extra)
            if decided is not None:
                self._spare(judged, decided.kept_in(part))
            redacted = self._applied(judged) if judged.spans else RedactedText(text=text)
            if before is not None:
                redacted = merge(before, redacted)
        except Exception as error:  # noqa: BLE001 - whatever a rule raises, its text is withheld and never passed on
            reason = f"could not be judged ({type(error).__name__})"
            findings.append(
                Finding(message=message.id, part=part, rule="withheld", kind=Kind.WITHHELD, reason=reason, end=10)
            )
            return withheld(self._rules.version, "withheld", reason), None
        for mark in redacted.marks:
            if mark.confidence < UNSURE:
                findings.append(finding_of(mark, message.id, part))
        if message.role != "agency" and tells_circumstances(self._rules, judged):
            findings.append(circumstances(message.id, part, redacted))
        return redacted, judged

    def _spare(self, judged: Judged, kept: frozenset[str]) -> None:
        """Leave out what a person said is no identifier here."""
        if kept:
            judged.spans = [span for span in judged.spans if self._tokens.key(span.value) not in kept]

    def _given(self, span: Span) -> tuple[str, str]:
        """The token and key of a span that a person gave; from here on its value is known in the thread."""
        found = self._token(span)
        self._learn(span)
        return found

    def _given_in(self, text: str, part: int, decided: Decided | None) -> Sequence[Span]:
        """What people want hidden in a text: what was decided about it, and words that were to go from another of the
        thread."""
        wanted = [item for item in decided.hidden if item.part == part] if decided is not None else []
        spans = find(text, wanted, self._keyer, self._clock()) if wanted else []
        for span in spans:
            words = text[span.start : span.end]
            if is_wide(words):
                self._hidden_words[words, span.kind] = None
        return apart([*spans, *occurrences(text, tuple(self._hidden_words))])

    def _hide(self, text: str, spans: Sequence[Span]) -> RedactedText:
        return apply(as_typed(text), spans, self._given, self._rules.version)

    def _around(self, role: Role, asked: tuple[Kind, ...]) -> Surroundings:
        remembers = self._tokens.remembers
        return Surroundings(
            role=role,
            asked=asked,
            names=self._names,
            handles=self._handles,
            known=self._tokens.is_known if remembers else None,
            may_know=self._tokens.may_know,
            known_codes=self._has_codes,
            openings=self._tokens.openings,
            redact_names=self._redact_names,
        )

    def _applied(self, judged: Judged) -> RedactedText:
        redacted = apply(judged.view, judged.spans, self._token, self._rules.version)
        for span in judged.spans:
            self._learn(span)
        return redacted

    def _token(self, span: Span) -> tuple[str, str]:
        name = self._names.get(span.value.partition(" ")[0]) if span.kind is Kind.NAME else None
        return self._tokens.token(span, name)

    def _learn(self, span: Span) -> None:
        if span.kind is Kind.NAME:
            self._learn_name(span.value)
        elif span.value not in self._weak and span.kind not in ALWAYS_SEEN:
            self._weak[span.value] = len(self._weak)
            self._weak_order.append(span.value)
            if not span.value.isdigit():
                self._has_codes = True

    def _learn_name(self, value: str) -> None:
        parts = value.split()
        owner = next((self._names[part].person for part in parts if part in self._names), value)
        for part in parts:
            if part in self._names or len(part) < 3:
                continue
            known = KnownName(part, owner, self._rules.names.lists.is_ordinary(part))
            self._names[part] = self._new_names[part] = known
            self._name_order.append(part)
            self._tokens.alias(value, part)

    def _observe_tail(self, message: Message) -> None:
        # A token's number is no figure of the text: "[BIRTH DATE 1]" begins no number that goes on in the next message.
        told = _LAST_TOKEN.search(message.text)
        kind = _KIND_OF.get(told[1]) if told is not None else None
        message = dataclasses.replace(message, text=_TOKEN.sub(lambda token: "\x00" * len(token[0]), message.text))
        self._question.observe(message)
        try:
            judged = judge(self._rules, message.text, self._around(message.role, ()), self._clock, ())
        except Exception:  # noqa: BLE001 - a stored text that cannot be judged again only gives no context
            return
        self._splits.observe_tail(message, judged, self._question.asked(message), kind)
