"""A reviewer's decision, checked and remembered: typed at a terminal or written into the workbook.

Words that are to be hidden are turned into a keyed hash at once; neither the store nor an error ever holds them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from archiver.errors import UsageError
from archiver.model.redaction import Kind
from archiver.pipeline.keys import Keyer
from archiver.redaction import place_key, standing
from archiver.store import Addition, QueueItem, Store, StoredReview

ADD = "add"
_CONFIRM, _REJECT = "confirm", "reject"
_ITEM = re.compile(r"[0-9]{1,12}")
_NAME = 100
CHECK_LENGTH = 12


class Answer(Protocol):
    """A line of the workbook, as typed."""

    @property
    def row(self) -> int: ...
    @property
    def item(self) -> str: ...
    @property
    def check(self) -> str: ...
    @property
    def decision(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def reviewer(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a workbook: how many lines were new decisions, how many were known, and what was refused and why."""

    decided: int
    known: int
    problems: tuple[str, ...]


def check_of(find: StoredReview) -> str:
    """Ties a line of the workbook to the text it is about."""
    return find.text_key[:CHECK_LENGTH]


class Deciding:
    """Takes decisions into the store. `now` gives the time (UTC) that is remembered with them."""

    def __init__(self, store: Store, keyer: Keyer, now: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._keyer = keyer
        self._now = now

    def decide(
        self, item: int, decision: str, who: str, *, span: tuple[int, int] | None = None, kind: str = ""
    ) -> None:
        """Remember one decision. `span` counts code points of the text as it stands. Raises UsageError."""
        found = self._store.review_item(item)
        name = _person(who)
        if decision == ADD:
            if span is None or not kind:
                raise UsageError("to add needs a span (START:END) and a kind")
            self._add(found, span, _kind(kind), name)
        elif span is not None or kind:
            raise UsageError("a span and a kind go with add alone")
        else:
            self._store.decide_find(item, decision, name, at=self._now())

    def _add(self, found: QueueItem, span: tuple[int, int], kind: Kind, who: str) -> None:
        addition = self._addition(found, span, kind)
        self._store.decide_find(found.find.id, ADD, who, addition=addition, at=self._now())

    def _addition(self, found: QueueItem, span: tuple[int, int], kind: Kind) -> Addition:
        text, (start, end) = found.text, span
        if not 0 <= start < end <= len(text.text):
            raise UsageError(f"the span lies outside the text, which has {len(text.text)} characters")
        if any(mark.start < end and start < mark.end for mark in text.marks):
            raise UsageError("a part of the span is redacted already; name what stands beside it")
        words = text.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
        if start >= end:
            raise UsageError("there is nothing but blanks in the span")
        words = text.text[start:end]
        return Addition(
            record_key=found.find.record_key,
            place=found.find.place,
            length=len(words),
            place_key=place_key(self._keyer, found.find.record_key, words),
            kind=kind,
        )

    # --- the workbook -------------------------------------------------------------------------------------------------

    def take(self, answers: Iterable[Answer], by: str = "") -> Taken:
        """Take a workbook's answers in. A line that cannot be used is named by its row and loses no other line; the same
        workbook again changes nothing. `by` signs lines without a reviewer."""
        decided = known = 0
        problems = []
        for answer in answers:
            try:
                if self._answer(answer, by):
                    decided += 1
                else:
                    known += 1
            except UsageError as error:
                problems.append(f"row {answer.row}: {error}")
        return Taken(decided=decided, known=known, problems=tuple(problems))

    def open_answers(self, answers: Iterable[Answer]) -> int:
        """How many lines bear an answer on something that is still open."""
        count = 0
        for answer in answers:
            try:
                found = self._item(answer)
            except UsageError:
                continue
            count += not found.find.decision
        return count

    def _item(self, answer: Answer) -> QueueItem:
        if not _ITEM.fullmatch(answer.item):
            raise UsageError("its item number cannot be read")
        found = self._store.review_item(int(answer.item))
        if answer.check != check_of(found.find):
            raise UsageError("it is not about the text that this item is about now")
        return found

    def _answer(self, answer: Answer, by: str) -> bool:
        found = self._item(answer)
        who = _person(answer.reviewer or by)
        decision = answer.decision or ADD
        if decision not in (_CONFIRM, _REJECT, ADD):
            raise UsageError("its decision is none of confirm, reject and add")
        if decision != ADD:
            if answer.words:
                raise UsageError(f"words to hide go with the decision {ADD}")
            if (found.find.decision, found.find.decided_by) == (decision, who):
                return False
            self._store.decide_find(found.find.id, decision, who, at=self._now())
            return True
        spans = self._spans(found, answer.words)
        additions = [self._addition(found, span, _kind(answer.kind)) for span in spans]
        done = self._store.decisions(found.find.channel).get((found.find.record_key, found.find.text_key))
        fresh = [a for a in dict.fromkeys(additions) if done is None or a not in done.hidden]
        for addition in fresh:
            self._store.decide_find(found.find.id, ADD, who, addition=addition, at=self._now())
        return bool(fresh)

    def _spans(self, found: QueueItem, words: str) -> list[tuple[int, int]]:
        pieces = [line.strip() for line in words.splitlines() if line.strip()]
        if not pieces:
            raise UsageError("to add needs the words to hide")
        whole = standing(found.text, words.strip())
        if whole:
            return list(whole)
        spans: list[tuple[int, int]] = []
        for number, piece in enumerate(pieces, start=1):
            places = standing(found.text, piece)
            if not places:
                which = "the words" if len(pieces) == 1 else f"stretch {number} of the words"
                raise UsageError(f"{which} to hide do not stand in the text (or are redacted already)")
            spans += places
        return spans


def _person(who: str) -> str:
    name = " ".join(who.split())
    if not name:
        raise UsageError("who decides must be named")
    if len(name) > _NAME or not name.isprintable():
        raise UsageError(f"the reviewer's name must be printable and at most {_NAME} characters")
    return name


def _kind(text: str) -> Kind:
    wanted = text.strip().casefold().replace(" ", "_")
    found = next((kind for kind in Kind if wanted in (kind.value, kind.label.casefold().replace(" ", "_"))), None)
    if found is None or found is Kind.WITHHELD:
        known = ", ".join(sorted(kind.value for kind in Kind if kind is not Kind.WITHHELD))
        raise UsageError(f"what is to be hidden is one of: {known}")
    return found
