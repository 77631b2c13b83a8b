"""A thread redacted as a whole: its messages as they come in, and the texts stored earlier, before and after, in any typing.

What is stored only ever becomes stricter here: tokens and marks that stand stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archiver.model.redaction import Kind, RedactedText
from archiver.redaction.apply import apply, withheld
from archiver.redaction.around import Surroundings
from archiver.redaction.contract import Decided, Hidden, Message, Role
from archiver.redaction.decided import NOTHING_KEPT, apart, find, occurrences
from archiver.redaction.judge import WORD, judge, judge_known
from archiver.redaction.messages import MessageRedaction
from archiver.redaction.sieve import Sieve
from archiver.redaction.stored import hidden, merge
from archiver.redaction.view import fold

_DIGIT_OR_AT = re.compile(r"[0-9@]")

_OWN_FORM = frozenset({"handle.form", "handle.further"})
"""Rules that take a handle by its form alone."""


class ThreadRedaction(MessageRedaction):
    """Redacts one thread, batch by batch, in time order, and makes stricter what is stored of it."""

    def sweep(
        self, stored: Iterable[tuple[str, RedactedText]], kept: Mapping[str, frozenset[str]] = NOTHING_KEPT
    ) -> Iterator[tuple[str, RedactedText]]:
        """Of texts stored earlier, those that become stricter through values found in this run, with right offsets.

        `stored` holds (message id, text); only changed ones are yielded. Tokens and marks that stand stay as they are.
        `kept` holds, by message id, the keyed hashes of values that a person said are no identifiers there.
        """
        late = self._splits.late
        sieve = Sieve(self._tokens.values, self._rules.months) if self._weak else None
        for name, text in stored:
            if text.marks and text.is_withheld:
                continue
            blanked = hidden(text) if text.marks else text.text
            low = blanked.lower() if text.text.isascii() else fold(blanked).low
            if name not in late and low.isascii():
                words = set(WORD.findall(low))
                if (
                    self._new_names.keys().isdisjoint(words)
                    and self._weak.keys().isdisjoint(words)
                    and not (sieve is not None and _DIGIT_OR_AT.search(low) and sieve.passes(low, words))
                ):
                    continue
            judged = judge_known(
                self._rules, blanked, self._new_names, self._tokens.is_learned, self._clock, late.get(name, ())
            )
            self._spare(judged, kept.get(name, frozenset()))
            if judged.spans:
                yield name, merge(text, apply(judged.view, judged.spans, self._token, self._rules.version))

    def again(
        self, stored: Iterable[tuple[str, Role, RedactedText]], kept: Mapping[str, frozenset[str]] = NOTHING_KEPT
    ) -> Iterator[tuple[str, RedactedText]]:
        """Stored texts judged by the rules of today, in time order: those that become stricter. For a newer pack.

        `kept` as for `sweep`."""
        for name, role, text in stored:
            if text.is_withheld:
                continue
            spared = kept.get(name)
            decided = Decided(kept=tuple((0, key) for key in spared)) if spared else None
            message = Message(text=hidden(text), role=role, id=name, decided=decided)
            result = self.redact([message])[0].text
            if result.is_withheld:
                yield name, result
            elif result.marks:
                yield name, merge(text, result)

    def words(self, text: RedactedText, wanted: Sequence[Hidden]) -> tuple[tuple[str, Kind], ...]:
        """The words in a stored text that a person wants hidden, each with its kind. Clear: for `hide`, at once."""
        blanked = hidden(text)
        spans = find(blanked, wanted, self._keyer, self._clock())
        return tuple((blanked[span.start : span.end], span.kind) for span in spans)

    def hide(
        self, text: RedactedText, pieces: Sequence[tuple[str, Kind]], wanted: Sequence[Hidden] = ()
    ) -> RedactedText:
        """A stored text with these words hidden wherever they stand as whole words (case, macrons and blanks do not count),
        and what is `wanted` of this text. Tokens stay; what is hidden is known in the thread from here on: sweep after."""
        if text.is_withheld:
            return text
        blanked = hidden(text)
        spans = find(blanked, wanted, self._keyer, self._clock()) if wanted else []
        spans = apart([*spans, *occurrences(blanked, pieces)])
        return merge(text, self._hide(blanked, spans)) if spans else text

    def title(self, name: str) -> RedactedText:
        """A correspondent's name for a title: kept, but cleaned of numbers, addresses, e-mails, handles and links."""
        try:
            around = Surroundings(role="correspondent", redact_names=False, spare=7)
            judged = judge(self._rules, name, around, self._clock, ())
            # Who is known by a handle alone is called by it: only one beside a name is taken out.
            judged.spans = [span for span in judged.spans if span.rule not in _OWN_FORM]
            return self._applied(judged) if judged.spans else RedactedText(text=name)
        except Exception as error:  # noqa: BLE001 - as for a message: what cannot be judged is withheld
            return withheld(self._rules.version, "withheld", f"could not be judged ({type(error).__name__})")
