"""A rule pack tested by its own examples: what each rule says it matches goes, what it says it keeps stays whole."""

from __future__ import annotations

from archiver.errors import RedactionError
from archiver.model.rules import FormRule, LabelRule, PatternRule, RulePack
from archiver.redaction.contract import Message, Person, ThreadContext
from archiver.redaction.engine import Redactor


class _NoKeyer:
    """Examples need no keys: nothing of them is kept."""

    def key(self, purpose: str, value: str) -> str:
        return ""


def check_pack(pack: RulePack) -> tuple[str, ...]:
    """Every example of the pack that does not come out as it should, as one line each, naming its rule.

    Asked by `archiver doctor` and by the tests; a pack that fails is not fit for use.
    """
    redactor = Redactor(pack, _NoKeyer())
    context = ThreadContext(participants=(Person(display_name="", role="correspondent"),))
    problems: list[str] = []

    def redacted(text: str) -> str:
        thread = redactor.thread(context)
        result = thread.redact([Message(text=text)])[0].text
        if result.is_withheld:
            raise RedactionError("withheld")
        return result.text

    rules: tuple[LabelRule | FormRule | PatternRule, ...] = (*pack.labels, *pack.forms, *pack.patterns)
    for rule in rules:
        for example in rule.examples.match:
            before, _, rest = example.partition("{")
            value, closed, after = rest.partition("}")
            if not closed:
                problems.append(f"{rule.id}: a match example needs its value in braces: {example}")
                continue
            out = redacted(before + value + after)
            middle = out[len(before) : len(out) - len(after)] if after else out[len(before) :]
            if not (out.startswith(before) and out.endswith(after) and middle.startswith("[") and middle.endswith("]")):
                problems.append(f"{rule.id}: {example} came out as {out}")
        for example in rule.examples.keep:
            out = redacted(example)
            if out != example:
                problems.append(f"{rule.id}: {example} should stay and came out as {out}")
    return tuple(problems)
