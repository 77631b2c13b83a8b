"""A form that digits may have without any label, ready to run: how many, grouped how, and with which check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.model.rules import FormRule
from archiver.redaction.checks import CHECKS
from archiver.redaction.digits import Atom, Run


class Form:
    """One form rule with its expression, its groups and its check."""

    def __init__(self, rule: FormRule) -> None:
        self.rule = rule
        self.digits = re.compile(rule.digits)
        self.groups = frozenset(group for group in rule.groups if not group.startswith("!"))
        self.not_groups = frozenset(group[1:] for group in rule.groups if group.startswith("!"))
        self.check = CHECKS.get(rule.check)
        self.wants_plus = rule.check == "phone"


LONGEST = 19
"""Digits of the longest form."""


class FormBook:
    """Every form of a pack."""

    def __init__(self, rules: Sequence[FormRule]) -> None:
        self._forms = [Form(rule) for rule in rules]

    def of(self, run: Run, start: int, end: int) -> Form | None:
        """The form of the atoms [start, end) of a run, if they have one."""
        atoms = run.atoms[start:end]
        digits = "".join(atom.digits for atom in atoms)
        if not 8 <= len(digits) <= LONGEST:
            return None
        shape = "-".join(str(len(atom.digits)) for atom in atoms)
        plus = run.plus and start == 0
        for form in self._forms:
            if "*" not in form.groups and shape not in form.groups:
                continue
            if shape in form.not_groups and not digits.startswith("02"):
                continue
            if form.wants_plus and not (plus or digits.startswith("00")):
                continue
            if form.digits.fullmatch(digits) and (
                form.check is None or form.check("+" + digits if plus and form.wants_plus else digits)
            ):
                return form
        return None

    def is_checked(self, run: Run) -> bool:
        """Whether the whole of a run has a form, and its check digits fit."""
        form = self.of(run, 0, len(run.atoms))
        return form is not None and form.check is not None

    def has(self, digits: str) -> bool:
        """Whether bare digits have a form of their own (a phone, a card, a bank account, an IRD number)."""
        form = self.of(Run([Atom(0, len(digits), digits)], [], plus=False, lead=0), 0, 1)
        return form is not None and form.rule.kind is not None
