"""The leak check: text read back from a written file is searched for what redaction should have taken out.

It looks for the exact values still in memory, in any typing, and lets the sure detectors loose on the rest. Our own
tokens, record numbers, dates, hashes, times and file names must not set it off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.compile import Compiled
from archiver.redaction.engine import Redactor
from archiver.redaction.spans import Mask
from archiver.redaction.view import fold

_TOKEN = re.compile(r"\[[A-Z]+(?: [A-Z]+)* [0-9]{1,6}\]|\[WITHHELD\]")
_OURS = re.compile(
    r"(?<![0-9a-zA-Z])[0-9a-fA-F]{32,128}(?![0-9a-zA-Z])"
    r"|(?<![0-9])(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?:[T ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"  # noqa: E501 - one pattern
    r"|(?<![0-9])[0-3]?[0-9] [A-Z][a-z]+ (?:19|20)[0-9]{2}(?:,? [0-2]?[0-9][:.][0-5][0-9](?: ?[ap]m)?)?"
    r"|(?:[Uu][Uu][Ii][Dd]:)?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
)
_DIGIT_OR_AT = re.compile(r"[0-9@]")
_SURE = frozenset(
    {Kind.CLIENT_NUMBER, Kind.IRD, Kind.NHI, Kind.BANK, Kind.CARD, Kind.PHONE, Kind.EMAIL, Kind.OVERSEAS_ID}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Something that should not be in a written file: in which text of it, where, by which rule. Never the value."""

    text: int
    start: int
    end: int
    kind: Kind
    rule: str


def scan_for_leaks(
    texts: Iterable[str],
    redactor: Redactor,
    *,
    values_in_clear: Sequence[str] = (),
    allowed: Sequence[str] = (),
) -> list[Leak]:
    """Search texts read back from a file. `values_in_clear` are values of this run, looked for in any typing;
    `allowed` are words of our own (record numbers, titles, the names in them) that may hold digits.
    """
    needles = _Needles(values_in_clear)
    own = re.compile("|".join(re.escape(word) for word in sorted(allowed, key=len, reverse=True)) or "(?!)")
    found: list[Leak] = []
    for place, text in enumerate(texts):
        blanked = text
        for pattern in (_TOKEN, _OURS, own):
            blanked = pattern.sub(lambda match: "\x00" * len(match.group()), blanked)
        found.extend(needles.search(place, blanked))
        found.extend(_detected(place, blanked, text, redactor.rules, redactor))
    return found


def _detected(place: int, text: str, whole: str, rules: Compiled, redactor: Redactor) -> Iterable[Leak]:
    """The detectors that are sure without a label, over one text; `whole` is the same before ours was blanked out."""
    view = fold(text)
    if view.low.isascii() and _DIGIT_OR_AT.search(view.low) is None:
        return
    mask = Mask(len(view.low))
    timer = redactor.clock()
    rules.mail.take(view, mask)
    low = fold(whole).low
    for match in rules.file_names.finditer(low) if len(low) == len(view.low) else ():
        if mask.is_free(match.start(), match.end()):
            mask.keep(
                match.start(), match.end()
            )  # the date in it was blanked out: it is known by its whole shape alone
    for match in rules.keep.finditer(view.low):
        if mask.is_free(match.start(), match.end()):
            mask.keep(match.start(), match.end())
    for pattern in rules.codes:
        if pattern.label or pattern.check is None:
            continue
        for begin, stop in pattern.spans(view.low, timer.check):
            if pattern.check(view.low[begin:stop]) and view.text[begin:stop].isupper():
                start, end = view.span(begin, stop)
                yield Leak(text=place, start=start, end=end, kind=pattern.rule.kind or Kind.LOCAL, rule=pattern.rule.id)
    rules.numbers.detect(view.low, mask, (), None)
    for span in mask.spans:
        if span.kind in _SURE and span.rule not in {"number.unlabelled", "number.long"}:
            start, end = view.span(span.start, span.end)
            yield Leak(text=place, start=start, end=end, kind=span.kind, rule=span.rule)


class _Needles:
    """Exact values, searched for with everything but letters and digits taken out of the text."""

    def __init__(self, clear: Sequence[str]) -> None:
        forms: set[str] = set()
        self._words: set[str] = set()
        for value in clear:
            squeezed = re.sub(r"[^a-z0-9]", "", fold(value).low)
            if any(char.isdigit() for char in squeezed) and len(squeezed) >= 6:
                forms.add(squeezed)
                forms.update(form for form in values.forms(value) if form.isdigit() and len(form) >= 6)
            elif len(squeezed) >= 4:
                self._words.add(" ".join(re.findall(r"[a-z]+", fold(value).low)))
        self._forms = forms
        self._pattern = re.compile("|".join(sorted(map(re.escape, forms), key=len, reverse=True)) or "(?!)")
        self._word_pattern = re.compile(
            r"(?<![a-z])(?:"
            + "|".join(sorted((word.replace(" ", r"[^a-z]{1,3}") for word in self._words), key=len, reverse=True))
            + r")(?![a-z])"
            if self._words
            else "(?!)"
        )

    def search(self, place: int, text: str) -> Iterable[Leak]:
        view = fold(text)
        if self._forms:
            squeezed, at = _squeeze(view.low)
            for match in self._pattern.finditer(squeezed):
                start, end = view.span(at[match.start()], at[match.end() - 1] + 1)
                yield Leak(text=place, start=start, end=end, kind=Kind.NUMBER, rule="leak.exact")
        if self._words:
            for match in self._word_pattern.finditer(view.low):
                start, end = view.span(match.start(), match.end())
                yield Leak(text=place, start=start, end=end, kind=Kind.NAME, rule="leak.exact")


def _squeeze(low: str) -> tuple[str, list[int]]:
    at = [place for place, char in enumerate(low) if char.isalnum() or char == "\x00"]
    return "".join(low[place] for place in at), at
