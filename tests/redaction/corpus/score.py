"""Recall, over-redaction, look-alikes kept and clean messages touched, measured from outside: from redacted texts alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from archiver.model.redaction import RedactedText
from archiver.redaction import Redactor, ThreadContext
from tests.redaction.corpus.cases import Case


@dataclass
class Score:
    found: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    keepable: int = 0
    harmless: int = 0
    taken: int = 0
    clean: int = 0
    touched: int = 0
    misses: list[str] = field(default_factory=list)
    excess: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(1, sum(self.total.values()))

    @property
    def over(self) -> float:
        return self.taken / max(1, self.harmless)

    @property
    def kept_share(self) -> float:
        return self.kept / max(1, self.keepable)

    @property
    def touched_share(self) -> float:
        return self.touched / max(1, self.clean)

    def table(self) -> str:
        """The figures by kind, as lines of a table."""
        lines = [f"{'kind':<12} {'values':>7} {'found':>7} {'recall':>7}"]
        for kind in sorted(self.total):
            lines.append(
                f"{kind:<12} {self.total[kind]:>7} {self.found[kind]:>7} {self.found[kind] / self.total[kind]:>7.3f}"
            )
        lines.append(f"{'all':<12} {sum(self.total.values()):>7} {sum(self.found.values()):>7} {self.recall:>7.4f}")
        lines.append(f"over-redaction of harmless letters and digits: {self.over:.4f}")
        lines.append(f"look-alikes kept whole: {self.kept_share:.4f} of {self.keepable}")
        lines.append(f"clean messages touched: {self.touched_share:.4f} of {self.clean}")
        return "\n".join(lines)


def covered(original: str, redacted: RedactedText) -> list[bool]:
    """Which characters of the original are gone, read off the redacted text and its marks."""
    flags = [False] * len(original)
    if not redacted.marks:
        return flags
    if redacted.is_withheld:
        return [True] * len(original)
    pattern, place = "", 0
    for mark in redacted.marks:
        pattern += re.escape(redacted.text[place : mark.start]) + "(.+?)"
        place = mark.end
    match = re.fullmatch(pattern + re.escape(redacted.text[place:]), original, re.DOTALL)
    assert match is not None, "the redacted text is not the original with tokens in it"
    for group in range(1, len(redacted.marks) + 1):
        for at in range(*match.span(group)):
            flags[at] = True
    return flags


def measure(redactor: Redactor, cases: Iterable[Case]) -> Score:
    score = Score()
    for case in cases:
        thread = redactor.thread(ThreadContext(participants=case.people))
        results = thread.redact(case.messages)
        for place, (message, result) in enumerate(zip(case.messages, results, strict=True)):
            gone = covered(message.text, result.text)
            labelled = [False] * len(message.text)
            mine = [label for label in case.labels if label.message == place]
            for label in mine:
                span = [at for at in range(label.start, label.end) if message.text[at].isalnum()]
                if label.kind == "keep":
                    score.keepable += 1
                    if not any(gone[at] for at in span):
                        score.kept += 1
                    else:
                        score.excess.append(f"{label.kind}: {message.text!r} -> {result.text.text!r}")
                    continue
                for at in range(label.start, label.end):
                    labelled[at] = True
                score.total[label.kind] += 1
                if sum(gone[at] for at in span) >= 0.9 * len(span) and all(
                    gone[at] for at in span if message.text[at].isdigit()
                ):
                    score.found[label.kind] += 1
                else:
                    score.misses.append(f"{label.kind}: {message.text!r} -> {result.text.text!r}")
            free = [at for at, char in enumerate(message.text) if char.isalnum() and not labelled[at]]
            score.harmless += len(free)
            wrong = sum(gone[at] for at in free)
            score.taken += wrong
            if not any(labelled):
                score.clean += 1
                if wrong:
                    score.touched += 1
            if wrong:
                score.excess.append(f"over: {message.text!r} -> {result.text.text!r}")
    return score
