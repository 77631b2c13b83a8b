"""A form that digits may have without any label, ready to run: how many, grouped how, and with which check."""

from __future__ import annotations

import re

from archiver.model.rules import FormRule
from archiver.redaction.checks import CHECKS


class Form:
    """One form rule with its expression, its groups and its check."""

    def __init__(self, rule: FormRule) -> None:
        self.rule = rule
        self.digits = re.compile(rule.digits)
        self.groups = frozenset(group for group in rule.groups if not group.startswith("!"))
        self.not_groups = frozenset(group[1:] for group in rule.groups if group.startswith("!"))
        self.check = CHECKS.get(rule.check)
        self.wants_plus = rule.check == "phone"
