"""What a rule pack says, as plain frozen data: the words, forms and patterns that redaction works by.

A pack is written in TOML under config/rules, read and schema-checked by config.rules, and compiled by
archiver.redaction. It holds no behaviour: a check is named (`ird`, `nhi`, `bank`, `luhn`, ...), never written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archiver.model.redaction import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Texts that a rule is tested by: in `match` the value stands in braces; a text in `keep` must stay whole."""

    match: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRule:
    """Words that say what the number beside them is. `kind` None means that the number is to be kept.

    `lengths` are the digit counts a value of this kind has; `minimum` is the smallest count worth redacting beside
    these words (a mistyped number is redacted all the same).
    """

    id: str
    kind: Kind | None
    words: tuple[str, ...]
    reason: str
    lengths: tuple[int, ...] = ()
    minimum: int = 6
    maximum: int = 20
    confidence: float = 0.98
    examples: Examples = field(default_factory=Examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRule:
    """A form that a run of digits may have without any label. `digits` is a pattern for all of its digits.

    `groups` lists the ways it may be grouped ("3-3-3"; "*" for any); `check` names a check that must pass.
    """

    id: str
    kind: Kind | None
    digits: str
    reason: str
    groups: tuple[str, ...] = ("*",)
    check: str = ""
    confidence: float = 0.9
    examples: Examples = field(default_factory=Examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule:
    """A regular expression over the matching view. `kind` None keeps what it matches from every other rule.

    `needs` gates the rule: `label` (a label of its kind, or a question for it, must stand near), `digit` (the text
    has digits), `capital` (the match must be typed in capitals), or nothing. `group` is the part that is taken.
    A `local` rule was written by the agency and runs under a clock.
    """

    id: str
    kind: Kind | None
    regex: str
    reason: str
    group: int = 0
    needs: tuple[str, ...] = ("digit",)
    local: bool = False
    check: str = ""
    confidence: float = 0.9
    examples: Examples = field(default_factory=Examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """Everything one set of packs says, later packs added to earlier ones. `version` names all of them."""

    version: str
    labels: tuple[LabelRule, ...] = ()
    forms: tuple[FormRule, ...] = ()
    patterns: tuple[PatternRule, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, name: str) -> tuple[str, ...]:
        """The list of that name; empty when no pack gives it."""
        return self.lists.get(name, ())

    def table(self, name: str) -> Mapping[str, str]:
        """The table of that name; empty when no pack gives it."""
        return self.tables.get(name, {})
