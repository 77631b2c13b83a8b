"""Runs of digits as people type them: grouped anyhow, over a line's end, with O for 0 and l for 1.

A run is a chain of atoms with nothing but separators between them. Whether it is an identifier is judged in numbers.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_ATOM = re.compile(
    r"[0-9][0-9oil|sb]*"
    r"|(?<![a-z0-9])[oil|]{1,6}[0-9][0-9oil|sb]*"
    r"|(?<=[0-9][ ._/-])[o](?=[ ._/-][0-9])"
    r"|(?<=[0-9][ ._/-])o{2,4}(?![a-z0-9])"
    r"|(?<=[0-9][ ._/-])[sb][0-9][0-9oil|sb]*"
    r"|(?<![a-z0-9])[sb](?:[0-9]{2,}(?=[ ._/-][0-9]{3})|[0-9]{7})[0-9oil|sb]*"
)
_PLAIN_ATOM = re.compile(r"[0-9][0-9oil|sb]*")
_NOUGHTS = re.compile(r"[0-9][ ._/-]o{2,4}(?![a-z0-9])")
_OPENERS = frozenset("oil|sb")
_GROUP_BEFORE = re.compile(r"[0-9oil|sb]{3}[ ._/-]$")  # "021 426 36B": the third group of three
_GOES_ON = re.compile(r"[ \n]?[-._/,|:*][ \n]?[0-9]|[ ]{1,3}[0-9]")
_LOOKALIKES = str.maketrans("oil|sb", "011158")
_SEPARATORS = frozenset(" \t\n\r-._/,|:()+~*'\"\\#")
_MAX_GAP = 5
_TOLD = frozenset({8, 9, 10, 11, 15, 16})
_OPENING = re.compile(r"(?:\+ ?\(?|\(\+? ?)$")


@dataclass(slots=True)
class Atom:
    """Digits that touch each other; [start, end) in the view."""

    start: int
    end: int
    digits: str


@dataclass(slots=True)
class Run:
    """Atoms in a chain, with the text that stands between each two. `plus` tells of a + before it.

    `lead` is where its opening + or bracket stands, if it has one; `low` is the text it stands in.
    """

    atoms: list[Atom]
    gaps: list[str]
    plus: bool
    lead: int
    low: str = ""

    @property
    def start(self) -> int:
        return self.atoms[0].start

    @property
    def end(self) -> int:
        return self.atoms[-1].end

    def count(self, end: int) -> int:
        """How many digits the first `end` atoms have."""
        return sum(len(atom.digits) for atom in self.atoms[:end])

    @property
    def digits(self) -> str:
        return "".join(atom.digits for atom in self.atoms)


_ENUMERATOR = re.compile(r"^[ \t>*|-]{0,4}([0-9]{1,2})[.)](?=[ \t])", re.MULTILINE)


def enumerators(low: str) -> list[tuple[int, int]]:
    """Where lines are counted: "1. ... 2. ...". One alone, or out of order, is no counting."""
    found = [(match.start(1), match.end(1), int(match[1])) for match in _ENUMERATOR.finditer(low)]
    counted: list[tuple[int, int]] = []
    for place, (start, end, number) in enumerate(found):
        near = (*found[max(0, place - 1) : place], *found[place + 1 : place + 2])
        if any(abs(number - other) == 1 for _, _, other in near):
            counted.append((start, end))
    return counted


def _atom_matches(low: str) -> Iterable[re.Match[str]]:
    """What _ATOM matches; where no letter can open or be an atom, from a search that is three times as quick."""
    if "oo" in low and _NOUGHTS.search(low):
        return _ATOM.finditer(low)  # a group of nothing but noughts: "O6-O828-O22O812-OO"
    plain = list(_PLAIN_ATOM.finditer(low))
    end = -2
    for match in plain:
        start = match.start()
        if start - end == 3 or low[start - 1 : start] in _OPENERS:
            return _ATOM.finditer(low)
        end = match.end()
    return plain


def read_atoms(low: str) -> list[Atom]:
    """Digits that touch each other, with letters that stand for digits among them."""
    found: list[Atom] = []
    size = len(low)
    for match in _atom_matches(low):
        start, end = match.span()
        token = match.group()
        if not token.isdigit():
            if end < size and low[end].isalpha():
                while end > start and not low[end - 1].isdigit():
                    end -= 1
            real = sum(char.isdigit() for char in low[start:end])
            if end - start < 5 or real * 3 < end - start:
                # A short token's last letter is a unit ("90s", "10l") more often than a digit, save O.
                goes_on = _GOES_ON.match(low, end) is not None
                grouped = 3 <= end - start <= 4 and _GROUP_BEFORE.search(low, max(0, start - 5), start) is not None
                while end > start and low[end - 1] in ("sb" if goes_on else "sbil|") and not grouped:
                    end -= 1
            if end <= start:
                continue
            token = low[start:end].translate(_LOOKALIKES)
        found.append(Atom(start, end, token))
    return found


def runs(low: str, taken: bytearray, atoms: Sequence[Atom] | None = None) -> list[Run]:
    """The chains of digits in `low` that `taken` leaves free, in order; from its `atoms`, if they were read before."""
    found: list[Run] = []
    current: Run | None = None
    for atom in read_atoms(low) if atoms is None else atoms:
        if taken.find(1, atom.start, atom.end) >= 0 or taken.find(2, atom.start, atom.end) >= 0:
            current = None
            continue
        if current is not None:
            gap = low[current.end : atom.start]
            if (
                len(gap) <= _MAX_GAP
                and _SEPARATORS.issuperset(gap)
                and not (_begins_a_phone(current, gap, atom) or _is_year_in_brackets(low, atom))
            ):
                current.atoms.append(atom)
                current.gaps.append(gap)
                continue
        opening = _OPENING.search(low, max(0, atom.start - 3), atom.start)
        lead = opening.start() if opening else atom.start
        if opening and opening.group() == "(" and low.find(")", atom.end, atom.end + 5) < 0:
            lead = atom.start
        current = Run([atom], [], plus=opening is not None and "+" in opening.group(), lead=lead, low=low)
        found.append(current)
    return found


def _begins_a_phone(run: Run, gap: str, atom: Atom) -> bool:
    """Whether a mobile's prefix stands behind a comma after few digits: "the one ending 4471, 027 338 4471"."""
    if "," not in gap or atom.digits[:2] != "02" or not (len(atom.digits) == 3 or len(atom.digits) > 8):
        return False
    return 3 < sum(len(before.digits) for before in run.atoms) <= 5


def _is_year_in_brackets(low: str, atom: Atom) -> bool:
    """Whether an atom is a year in brackets: "written question 4418 (2024)"."""
    return (
        low[atom.start - 1 : atom.start] == "("
        and low[atom.end : atom.end + 1] == ")"
        and len(atom.digits) == 4
        and atom.digits[:2] in {"19", "20"}
    )


def is_thousands(run: Run) -> bool:
    """Whether a run reads as a count of things: "1,234,567"."""
    rest = run.atoms[1:]
    return (
        len(run.atoms[0].digits) < 3
        and bool(rest)
        and all(len(atom.digits) == 3 for atom in rest)
        and all(gap == "," for gap in run.gaps)
    )


def is_list(atoms: list[Atom], gaps: list[str]) -> bool:
    """Years, counting, or numbers with a comma and a space between: several numbers, not one."""
    if len(atoms) < 2:
        return False
    if all(len(atom.digits) == 4 and atom.digits[:2] in {"19", "20"} for atom in atoms):
        return True
    commas = len(atoms) >= 3 and all("," in gap and (" " in gap or "\n" in gap) for gap in gaps)
    if commas and len(atoms) == 3 and all(len(atom.digits) == 3 for atom in atoms):
        return all(atom.digits[0] != "0" for atom in atoms)  # "446, 026, 367" counts nothing
    drawn = [int(atom.digits) for atom in atoms if len(atom.digits) <= 2]
    if len(drawn) == len(atoms) >= 5 and all(one < other for one, other in pairwise(drawn)):
        return True  # a lottery's numbers
    single = all(len(atom.digits) == 1 for atom in atoms)
    told = len(atoms) >= 5 and all(len(atom.digits) < 4 and len(set(atom.digits)) == 1 for atom in atoms)
    if commas and not (told and sum(len(atom.digits) for atom in atoms) in _TOLD):
        return True  # ... while a number may be told digit by digit ("double seven"), if these do not count up
    if len(atoms) >= 4 and all(len(atom.digits) < 5 for atom in atoms):
        steps = {int(later.digits) - int(earlier.digits) for earlier, later in pairwise(atoms)}
        return len(steps) == 1 and steps != {0} and (commas or not (single and len(atoms) == 9))
    return False
