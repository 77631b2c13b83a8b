"""What a person should look at: finds that are not sure, and messages with words of personal circumstances. Never a value."""

from __future__ import annotations

from archiver.model.redaction import Kind, Mark, RedactedText
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import Finding
from archiver.redaction.judge import Judged

UNSURE = 0.8
"""A mark less sure than this is for a person to look at."""

CIRCUMSTANCES = "circumstances"


def finding_of(mark: Mark, message: str, part: int) -> Finding:
    """A mark as something to look at."""
    return Finding(
        message=message,
        part=part,
        rule=mark.rule,
        kind=mark.kind,
        reason=mark.reason,
        start=mark.start,
        end=mark.end,
        confidence=mark.confidence,
    )


def tells_circumstances(rules: Compiled, judged: Judged) -> bool:
    """Whether the text has words of health, violence, debt, children and the like."""
    if not rules.circumstance_words.isdisjoint(judged.words):
        return True
    openers = rules.circumstance_phrases.keys() & judged.words
    return any(phrase in judged.view.low for opener in openers for phrase in rules.circumstance_phrases[opener])


def circumstances(message: str, part: int, redacted: RedactedText) -> Finding:
    """The whole text as something to look at."""
    return Finding(
        message=message,
        part=part,
        rule=CIRCUMSTANCES,
        kind=Kind.LOCAL,
        reason="words of personal circumstances",
        end=len(redacted.text),
        confidence=0.5,
    )
