"""Where redaction begins: rules and key made ready once, then one ThreadRedaction for each thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal

from archiver.model.rules import RulePack
from archiver.redaction.around import Clock
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import Keyer, ThreadContext
from archiver.redaction.lookup import lookup_keys
from archiver.redaction.thread import ThreadRedaction


class Redactor:
    """Redacts threads by one rule pack and one key. Holds no value of any thread and may serve many in turn.

    `budget_s` is the time one message may take before it is withheld; `names="keep"` leaves names in the text.
    """

    def __init__(
        self,
        pack: RulePack,
        keyer: Keyer,
        *,
        public_contacts: Sequence[str] = (),
        names: Literal["redact", "keep"] = "redact",
        clock: Callable[[], float] = time.monotonic,
        budget_s: float = 10.0,
    ) -> None:
        self.rules = Compiled(pack, public_contacts)
        self.keyer = keyer
        self.redact_names = names == "redact"
        self._now = clock
        self._budget_s = budget_s

    @property
    def pack_version(self) -> str:
        """The names and versions of the packs, as every mark carries them."""
        return self.rules.version

    def clock(self) -> Clock:
        """A clock for one text, started now."""
        return Clock(self._budget_s, self._now)

    def lookup_keys(self, value: str) -> tuple[str, ...]:
        """The keyed hashes under which `value` may be remembered, whatever its kind and however it is typed: figures or
        words, months in either language, a street's type written out or not. RedactionError when a rule outlasts its time."""
        return lookup_keys(self.rules, value, self.keyer, self.clock)

    def thread(self, context: ThreadContext) -> ThreadRedaction:
        """Begin on a thread, with what is known of it."""
        return ThreadRedaction(self.rules, self.keyer, self.clock, context, redact_names=self.redact_names)
