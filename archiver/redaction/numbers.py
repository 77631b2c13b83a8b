"""Which runs of digits are identifiers: by a label before or after, by the question just asked, or by their own form.

The label decides the kind, never the check digit: people turn two digits round. A run of eight digits and more without any
label goes too, unless it is a list, a count or a public number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from archiver.model.redaction import Kind
from archiver.model.rules import FormRule, LabelRule
from archiver.redaction import values
from archiver.redaction.digits import Atom, Run, is_list, is_thousands, runs
from archiver.redaction.forms import LONGEST, FormBook
from archiver.redaction.keep import Public
from archiver.redaction.labels import Found, LabelBook
from archiver.redaction.lettered import hanging, with_letters
from archiver.redaction.spans import Mask, Span

_ELSEWHERE = "found elsewhere in this conversation"
_JOINED = re.compile(r"[\s,;&/+-]*(?:and|or|also|plus|then|me|ranei|,|&|/|\+)?[\s,]*(?:the other is |also )?")
_PREFIX = re.compile(r"[ :#.]{0,3}[a-z]{1,5}[ /-]?")  # of a file's number: "vacancy VN-2025-10452"
# Kinds whose values people type with a comma and a space between the groups.
_DICTATED = frozenset({Kind.CLIENT_NUMBER, Kind.IRD, Kind.PHONE, Kind.NSN, Kind.BANK, Kind.CARD})
_LETTERED = frozenset({Kind.KIWISAVER, Kind.PASSPORT, Kind.LICENCE, Kind.OVERSEAS_ID})
Known = Callable[[str], bool]


def _is_enumerated(gaps: Sequence[str]) -> bool:
    """Whether commas stand between some groups of digits and not between others: they part numbers there."""
    commas = sum("," in gap for gap in gaps)
    return 0 < commas < len(gaps)


class Numbers:
    """Judges runs of digits by the labels and forms of a pack."""

    def __init__(self, book: LabelBook, forms: Sequence[FormRule], public: Public) -> None:
        self._book = book
        self.forms = FormBook(forms)
        self._public = public
        self._rule_of: dict[Kind, LabelRule] = {}
        for rule in book.rules:
            if rule.kind is not None:
                self._rule_of.setdefault(rule.kind, rule)

    def detect(
        self,
        low: str,
        mask: Mask,
        asked: Sequence[Kind],
        known: Known | None,
        spare: int = 8,
        *,
        labelled: bool = True,
        atoms: Sequence[Atom] | None = None,
    ) -> list[Run]:
        """Take every identifier among the runs of `low`; the runs that stay are returned, for their parts may belong
        to a number split over messages. `spare` is how many digits a run without any label may have at most, less one.
        """
        found = runs(low, mask.bytes, atoms)
        left: list[Run] = []
        floor = 0
        last: LabelRule | None = None
        last_end = -1
        for place, run in enumerate(found):
            total = sum(len(atom.digits) for atom in run.atoms)
            if total < 5:
                left.append(run)
                continue
            if (
                total <= LONGEST
                and self._keeps(run, 0, len(run.atoms))
                and not self._outweighed(low, run, total, floor)
            ):
                mask.keep(run.lead, run.end)
                last, last_end, floor = None, run.end, run.end
                continue
            ceiling = found[place + 1].start if place + 1 < len(found) else len(low)
            label = self._label(low, run, total, floor, ceiling) if labelled else None
            if label is None and last is not None and _JOINED.fullmatch(low, last_end, run.start):
                label = last
            if label is None and asked and total >= 6 and not is_thousands(run):
                label = self._asked(asked, total)
                listed = label is not None and label.kind not in _DICTATED and is_list(run.atoms, run.gaps)
                if listed or (
                    label is not None and total not in label.lengths and self.forms.of(run, 0, len(run.atoms))
                ):
                    label = None
            if label is None and labelled and 6 <= total <= 7 and len(run.atoms) == 1:
                label = self._book.topic(low, Kind.KIWISAVER, total)
            if label and label.kind is Kind.NUMBER and is_list(run.atoms, run.gaps):
                label = None  # "the numbers were 4 11 18 22 33 39"
            if not self._judge(low, run, total, label, mask, known, spare):
                left.append(run)
            last, last_end = label, run.end
            floor = run.end
        return left

    def _outweighed(self, low: str, run: Run, total: int, floor: int) -> bool:
        """Whether a label right before a run says that it is no phone, though it has the form of a public one."""
        label = self._book.before(low, run.start, floor)
        if label is None or label.distance or label.rule.kind in {None, Kind.PHONE}:
            return False
        return total in label.rule.lengths and not self._public.has_number(run.digits)

    def known_only(self, low: str, mask: Mask, known: Known) -> None:
        """Take the runs, or stretches of them, whose digits are known."""
        for run in runs(low, mask.bytes):
            place = 0
            while place < len(run.atoms):
                digits, found = "", 0
                for end in range(place + 1, min(len(run.atoms), place + LONGEST) + 1):
                    digits += run.atoms[end - 1].digits
                    if len(digits) >= 5 and (known(values.number(digits)) or known(values.account(digits))):
                        found = end
                if found:
                    self._take(run, place, found, Kind.NUMBER, "known.number", _ELSEWHERE, 0.95, mask)
                place = found or place + 1

    def _asked(self, asked: Sequence[Kind], total: int) -> LabelRule | None:
        rules = [self._rule_of[kind] for kind in asked if kind in self._rule_of]
        return next((rule for rule in rules if total in rule.lengths), next(iter(rules), None))

    def _label(self, low: str, run: Run, total: int, floor: int, ceiling: int) -> LabelRule | None:
        before = self._book.before(low, run.start, floor, but_on=True)
        if before is not None and self._binds(before, total, 5):
            if before.distance == 0:
                return before.rule
            after = self._book.after(low, run.end, ceiling)
            if after is not None and self._binds(after, total, 5) and not after.heads_another(low, ceiling):
                return after.rule
            prefixed = before.rule.kind is None and _PREFIX.fullmatch(low, before.end, run.start) is not None
            return before.rule if total < 8 or before.rule.kind is not None or prefixed else None
        after = self._book.after(low, run.end, ceiling)
        if after is not None and self._binds(after, total, 5) and after.rule.kind is not None:
            # "690 009 783 and the licence ...": a label of other lengths, behind "and", is of what follows
            return after.rule if total in after.rule.lengths or " and " not in low[run.end : after.start] else None
        return None

    @staticmethod
    def _binds(found: Found, total: int, reach: int) -> bool:
        rule = found.rule
        if rule.kind is None:
            return total <= rule.maximum and found.distance <= 2
        most = rule.maximum if rule.kind is Kind.BIRTH_DATE else max(rule.maximum, 20)  # a phone behind a date of birth
        return rule.minimum <= total <= most and found.distance <= (reach if total >= 8 else 3)

    def _judge(
        self, low: str, run: Run, total: int, label: LabelRule | None, mask: Mask, known: Known | None, spare: int
    ) -> bool:
        if label is not None and label.kind is None:
            mask.keep(run.start, run.end)
            return True
        atoms, place, took = run.atoms, 0, False
        if label is not None and 13 <= total <= LONGEST and total not in label.lengths and self.forms.is_checked(run):
            label = None  # a card's number or an account, whole, whatever is spoken of beside it
        if label is not None and total >= label.minimum:
            end = self._labelled_end(run, total, label)
            rule = self._outranked(run, end, label)
            if end and (rule.kind is not Kind.PHONE or not self._keeps(run, 0, end)):
                self._take(run, 0, end, rule.kind or Kind.NUMBER, rule.id, rule.reason, rule.confidence, mask)
                took, place = True, end
            elif end:
                mask.keep(run.lead, atoms[end - 1].end)
                took, place = True, end
        return self._unlabelled(run, place, mask, known, spare) or took

    def _outranked(self, run: Run, end: int, label: LabelRule) -> LabelRule | FormRule:
        """The form of the digits, where a label only says "number", or speaks of values of another length."""
        if end and (label.kind is Kind.NUMBER or (label.kind is Kind.PHONE and run.count(end) not in label.lengths)):
            form = self.forms.of(run, 0, end)
            if form is not None and form.rule.kind in {Kind.PHONE, Kind.BANK, Kind.CARD}:
                return form.rule
        return label

    def _labelled_end(self, run: Run, total: int, label: LabelRule) -> int:
        """How many atoms belong to the labelled value: the longest stretch of a length its kind has, else all."""
        abroad = 11 <= total <= 15 and run.digits.startswith("00")  # no other number of the label's lengths begins so
        whole = label.kind is Kind.PHONE and (
            abroad or (total > 13 and self.forms.of(run, 0, len(run.atoms)) is not None)
        )
        if whole or (label.kind is Kind.CARD and 17 <= total <= 20):
            return len(run.atoms)  # "this 1 4111 ...": a digit too many, wherever it stands
        best, count = 0, 0
        for place, atom in enumerate(run.atoms, 1):
            count += len(atom.digits)
            if count in label.lengths:
                best = place
                if (
                    place < len(run.atoms)
                    and total - count >= 6
                    and ("\n" in run.gaps[place - 1] or "," in run.gaps[place - 1])
                ):
                    break
            if count > 20:
                break
        if best and total - sum(len(a.digits) for a in run.atoms[:best]) > 0 and label.kind is Kind.PHONE:
            for end in range(best, 0, -1):
                form = self.forms.of(run, 0, end)
                if form is not None and form.rule.kind in {Kind.PHONE, None}:
                    return end
        if best:
            rest = total - sum(len(atom.digits) for atom in run.atoms[:best])
            if 0 < rest < 5 and (run.gaps[best - 1].strip(" ") or total == len(run.atoms)):
                return len(run.atoms)  # "123/456/789_0", "1 2 3 4 5 6 7": a digit too many is a slip
            return best
        return len(run.atoms) if total <= 24 else 0

    def _keeps(self, run: Run, start: int, end: int) -> bool:
        digits = "".join(atom.digits for atom in run.atoms[start:end])
        if self._public.has_number(digits):
            return True
        form = self.forms.of(run, start, end)
        return form is not None and form.rule.kind is None

    def _unlabelled(self, run: Run, place: int, mask: Mask, known: Known | None, spare: int) -> bool:
        atoms, took = run.atoms, False
        pending: list[int] = []
        while place < len(atoms):
            end = self._strong_end(run, place, known)
            if end:
                took |= self._leftover(run, pending, mask, spare)
                pending = []
                if (
                    end == len(atoms) - 1
                    and len(atoms[end].digits) == 1
                    and 15 <= run.count(end) - run.count(place) <= 18
                ):
                    end += 1  # sixteen digits told one by one, of which fifteen pass for a card by chance
                took |= self._take_form(run, place, end, mask)
                place = end + hanging(run, end, mask)
            else:
                pending.append(place)
                place += 1
        return self._leftover(run, pending, mask, spare) or took

    def _strong_end(self, run: Run, start: int, known: Known | None) -> int:
        """The end of the longest stretch from `start` that has a form of its own or was found before; 0 where none."""
        atoms = run.atoms
        ends: list[tuple[int, str]] = []
        digits = ""
        for end in range(start + 1, min(len(atoms), start + LONGEST) + 1):
            digits += atoms[end - 1].digits
            if len(digits) > LONGEST:
                break
            if len(digits) >= 5:
                ends.append((end, digits))
        window = atoms[start : start + LONGEST + 1]
        spread = sum(len(atom.digits) > 1 for atom in window) <= (len(window) > 8)  # "double oh" among them
        if spread and start and len(atoms[start - 1].digits) == 1:
            return 0  # nor where it begins
        for end, digits in reversed(ends):
            if spread and end < len(atoms):
                break  # digit by digit there is no telling where one number ends, save at the end of all
            if self._public.has_number(digits) or (known is not None and known(values.number(digits))):
                return end
            if len(digits) >= 8 and not _is_enumerated(run.gaps[start : end - 1]):
                form = self.forms.of(run, start, end)
                checked = form is not None and form.check is not None and len(digits) >= 13
                if form is not None and (checked or not is_list(atoms[start:end], run.gaps[start : end - 1])):
                    return end
        return 0

    def _take_form(self, run: Run, start: int, end: int, mask: Mask) -> bool:
        if self._public.has_number("".join(atom.digits for atom in run.atoms[start:end])):
            mask.keep(run.atoms[start].start, run.atoms[end - 1].end)
            return True
        form = self.forms.of(run, start, end)
        if form is None:
            self._take(run, start, end, Kind.NUMBER, "known.number", _ELSEWHERE, 0.95, mask)
            return True
        if form.rule.kind is None:
            mask.keep(run.atoms[start].start, run.atoms[end - 1].end)
            return True
        self._take(run, start, end, form.rule.kind, form.rule.id, form.rule.reason, form.rule.confidence, mask)
        return True

    def _leftover(self, run: Run, places: list[int], mask: Mask, spare: int) -> bool:
        """Atoms in a row that fit no form: a number all the same where there are eight digits and more."""
        if not places:
            return False
        atoms = [run.atoms[place] for place in places]
        total, start, end = sum(len(atom.digits) for atom in atoms), places[0], places[-1] + 1
        if total < spare or is_list(atoms, run.gaps[start : end - 1]):
            return False
        kind = Kind.CLIENT_NUMBER if total == 9 else Kind.NUMBER
        self._take(run, start, end, kind, "number.unlabelled", "eight digits or more without a label", 0.7, mask)
        return True

    def _take(
        self, run: Run, start: int, end: int, kind: Kind, rule: str, reason: str, confidence: float, mask: Mask
    ) -> None:
        atoms = run.atoms[start:end]
        digits = "".join(atom.digits for atom in atoms)
        value = values.number(digits)
        if kind is Kind.BANK:
            groups = [atom.digits for atom in atoms]
            grouped = len(groups) == 4 and len(groups[0]) == 2 and len(groups[1]) == 4
            value = values.grouped_account(groups) if grouped else values.account(digits)
        begin, stop = atoms[0].start if start else run.lead, atoms[-1].end
        if kind is not Kind.PHONE:
            begin, stop = with_letters(run.low, begin, stop, self._book, apart=kind in _LETTERED)
        mask.take(Span(begin, stop, kind, rule, value, confidence, reason))
