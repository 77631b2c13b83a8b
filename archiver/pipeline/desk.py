"""Where the threads of a channel are redacted: in this process, or at a desk in a process of its own beside it.

What is handed over and what comes back are plain values, so that both ways give the same. Work is done in the order it was
handed in. Clear text travels between the two processes in memory alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from archiver.model.ids import ChannelId, ThreadKey
from archiver.model.redaction import Kind, RedactedText
from archiver.redaction import (
    KnownValue,
    Message,
    MessageResult,
    Person,
    Redactor,
    ThreadContext,
    ThreadRedaction,
)
from archiver.store import Store

Texts = Callable[[ThreadKey], Iterable[tuple[str, RedactedText]]]
"""The stored texts of a thread, each with its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A batch's messages of one thread, in time order. `context` opens a thread that is not open; `names` are to be cleaned
    as titles are, after the messages."""

    key: ThreadKey
    context: ThreadContext | None
    people: tuple[Person, ...]
    messages: tuple[Message, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it. A result of None: nothing was found in the message, and it has no other texts; it stands as it came.
    `learned` are values the store does not know yet; `news` grows with what earlier texts of the thread may hold too."""

    results: tuple[MessageResult | None, ...]
    names: tuple[RedactedText, ...]
    learned: tuple[KnownValue, ...]
    news: int


class Desk(Protocol):
    """Redacts the threads of one channel."""

    def submit(self, work: Sequence[Handed]) -> Callable[[], Sequence[Done]]:
        """Hand work in; what is returned waits for it, and raises what went wrong."""
        ...

    def sweep(self, key: ThreadKey) -> Sequence[tuple[str, RedactedText]]:
        """Of a thread's stored texts those that become stricter by what was found since it was opened."""
        ...

    def close(self, key: ThreadKey) -> None:
        """Forget a thread."""
        ...


class OwnDesk:
    """A desk in this process. `texts` reads a thread's stored texts; `kept` what people said is no identifier."""

    def __init__(self, redactor: Redactor, texts: Texts, kept: Callable[[], Mapping[str, frozenset[str]]]) -> None:
        self._redactor = redactor
        self._texts = texts
        self._kept = kept
        self._open: dict[ThreadKey, ThreadRedaction] = {}
        self._told: dict[ThreadKey, int] = {}

    def submit(self, work: Sequence[Handed]) -> Callable[[], Sequence[Done]]:
        done = self.redact(work)
        return lambda: done

    def redact(self, work: Sequence[Handed]) -> list[Done]:
        """The work, done now."""
        return [self._redact(handed) for handed in work]

    def sweep(self, key: ThreadKey) -> list[tuple[str, RedactedText]]:
        return list(self._open[key].sweep(self._texts(key), self._kept()))

    def close(self, key: ThreadKey) -> None:
        self._open.pop(key, None)
        self._told.pop(key, None)

    def found(self, key: ThreadKey) -> tuple[KnownValue, ...]:
        """Every value found in an open thread, whether the store knew it or not."""
        return self._open[key].found

    def hidden_words(self, key: ThreadKey) -> tuple[tuple[str, Kind], ...]:
        """Words of an open thread that people wanted hidden. Clear: for this process alone."""
        return self._open[key].hidden_words

    def _redact(self, handed: Handed) -> Done:
        if handed.context is not None:
            self._open[handed.key] = self._redactor.thread(handed.context)
            self._told[handed.key] = 0
        thread = self._open[handed.key]
        thread.meet(handed.people)
        results = tuple(
            None if _stands(message, result) else result
            for message, result in zip(handed.messages, thread.redact(handed.messages), strict=True)
        )
        names = tuple(thread.title(name) for name in handed.names)
        learned = thread.learned[self._told[handed.key] :]
        self._told[handed.key] += len(learned)
        return Done(results=results, names=names, learned=learned, news=thread.news)


def own_desk(redactor: Redactor, store: Store, channel: ChannelId) -> OwnDesk:
    """A desk in this process over what the store holds of a channel."""
    return OwnDesk(redactor, partial(store.thread_texts, channel), partial(store.kept, channel))


def _stands(message: Message, result: MessageResult) -> bool:
    return not (result.text.marks or result.findings or result.more or result.text.text != message.text)
