"""What surrounds a text that is judged: the time it may take, who wrote it, what was asked, what is known already."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field

from archiver.errors import RedactionError
from archiver.model.redaction import Kind
from archiver.redaction.screen_names import KnownName


class Clock:
    """Stops work on one text that takes too long."""

    __slots__ = ("_deadline", "_now", "budget")

    def __init__(self, budget_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self.budget = budget_s
        self._now = now
        self._deadline = now() + budget_s

    def check(self) -> float:
        """Seconds left; RedactionError when none are."""
        left = self._deadline - self._now()
        if left <= 0:
            raise RedactionError("the text took longer to judge than it may")
        return left


@dataclass(slots=True)
class Surroundings:
    """What is known beside the text: who wrote it, what was asked before it, which names and values belong here."""

    role: str = "correspondent"
    asked: tuple[Kind, ...] = ()
    names: Mapping[str, KnownName] = field(default_factory=dict)
    handles: tuple[str, ...] = ()
    known: Callable[[str], bool] | None = None
    may_know: Callable[[str, Set[str]], bool] | None = None
    known_codes: bool = True
    openings: Set[str] | None = None
    """With what the known codes open, where that is known; see `recoded.typings`."""
    redact_names: bool = True
    spare: int = 8
