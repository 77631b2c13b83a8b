"""Words beside a number that say what it is: looked up by phrase, with one slip of the finger allowed in longer words.

The nearest label wins; a label before a number binds closer than one after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from archiver.model.redaction import Kind
from archiver.model.rules import LabelRule

_WORD = re.compile(r"[a-z]+")
_ABBREVIATIONS = re.findall("[a-z]+", "no num nbr ph tel mob acc acct ref id my rego reg lic nhi swn ird nsn")
_NO_ABBREVIATION = "".join(rf"(?<!\b{word})" for word in _ABBREVIATIONS) + r"(?<!\.[a-z])"  # "d.o.b. 3/4/87"
_STOP = re.compile(_NO_ABBREVIATION + r"[.!;]\s+(?=[a-z])|\n\s*\n")
_STOP_AFTER = re.compile(r"[.!?;]\s|\n|\s/\s")
SENTENCE = re.compile(_NO_ABBREVIATION + r"[.!?]\s")
_HEADS = re.compile(r"[ :#.=-]*(?:[a-z]{1,3}[ -]?)?")
_REACH = 70
WEAK_LABELS = frozenset(
    {
        "call",
        "home",
        "text",
        "txt",
        "ring",
        "contact",
        "no",
        "number",
        "from",
        "by",
        "signal",
        "call me",
        "text me",
        "ring me",
        "id",
        "bank",
        "ref",
        "reference",
    }
)
"""Labels that ask for nothing by themselves: "call", "number"."""
_NUMBER_WORDS = ("number", "no", "num", "nbr")
_NO_NUMBER = frozenset({"is", "to", "on", "me", "into", "id", "as", "by", "from", "in"})
_ON_THE = ("on the ", "on my ", "on your ", "in the ", "on this ", "on that ")
_REMEMBERED = 50_000
_COMMON = frozenset("aist")  # letters that stand alone in talk that names no label: "i", "it's"


@dataclass(frozen=True, slots=True)
class Found:
    """A label in a text: its rule, where its words start and end, and how many words stand between it and the number."""

    rule: LabelRule
    start: int
    end: int
    distance: int

    def heads_another(self, low: str, ceiling: int) -> bool:
        """Whether the next number, at `ceiling`, follows the label at once: in "re 891897 version 204" it speaks of that one."""
        return ceiling < len(low) and _HEADS.fullmatch(low, self.end, ceiling) is not None


class _Canonical(dict[str, str]):
    """Word -> the label word that it is or is a slip of, else itself; worked out once a word."""

    def __init__(self, nearest: Callable[[str], str]) -> None:
        super().__init__()
        self._nearest = nearest

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        known = self[word] = self._nearest(word)
        return known


class LabelBook:
    """Every label phrase of a pack, by its words and run together."""

    def __init__(self, rules: Sequence[LabelRule], fillers: Iterable[str], known_words: Iterable[str]) -> None:
        self.rules = tuple(rules)
        self._phrases: dict[tuple[str, ...], LabelRule] = {}
        vocabulary: set[str] = set()
        personal: set[str] = set()  # only towards these is a slip read: "like" must not keep a number as "likes" does
        for rule in rules:
            for parts in _spelt(rule):
                self._phrases.setdefault(parts, rule)
                vocabulary.update(parts)
                if len(parts) > 1 and len("".join(parts)) > 4:
                    joined = "".join(parts)
                    self._phrases.setdefault((joined,), rule)
                    vocabulary.add(joined)
                    parts = (*parts, joined)
                if rule.kind is not None:
                    personal.update(parts)
        first: dict[str, set[int]] = {}
        last: dict[str, set[int]] = {}
        for parts in self._phrases:
            first.setdefault(parts[0], set()).add(len(parts))
            last.setdefault(parts[-1], set()).add(len(parts))
        self._sizes_from = {word: tuple(sorted(sizes, reverse=True)) for word, sizes in first.items()}
        self._sizes_to = {word: tuple(sorted(sizes, reverse=True)) for word, sizes in last.items()}
        self.fillers = frozenset(fillers)
        self._vocabulary = vocabulary
        self._real = frozenset(known_words) | self.fillers
        self._deletes: dict[str, str] = {}
        self._personal = personal
        for word in sorted(personal, key=lambda word: (-len(word), word)):
            if len(word) >= 5:
                for short in _shortened(word):
                    self._deletes[short] = word
        self.canonical = _Canonical(self._nearest).__getitem__
        """The label word that a word is or is a slip of; else the word."""

    def _nearest(self, word: str) -> str:
        if word in self._vocabulary or len(word) < 4 or word in self._real or len(word) > 40:
            return word
        candidates = {self._deletes[short] for short in (word, *_shortened(word)) if short in self._deletes}
        candidates |= {short for short in _shortened(word) if short in self._personal and len(short) >= 5}
        near = [candidate for candidate in candidates if _one_slip(word, candidate)]
        return min(near, key=lambda candidate: (abs(len(candidate) - len(word)), candidate), default=word)

    def before(self, low: str, start: int, floor: int, *, dates: bool = False, but_on: bool = False) -> Found | None:
        """The label nearest before `start`, looking back no further than `floor`, a sentence's end or 70 characters.

        Labels that speak of dates alone count only with `dates`. With `but_on` a label that says no more than where the number
        is printed is passed over: "my member number on the form is ...".
        """
        begin = max(floor, start - _REACH)
        if begin > floor and begin > 0 and low[begin - 1].isalpha() and low[begin].isalpha():
            begin = max(floor, low.rfind(" ", floor, begin) + 1)
        for stop in _STOP.finditer(low, begin, start):
            begin = stop.end()
        tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(low, begin, start)]
        if not tokens:
            return None
        canon = [self.canonical(word) for word, _, _ in tokens]
        distance = 0
        for last in range(len(canon), 0, -1):
            word = canon[last - 1]
            if word == "case" and canon[last - 2 : last - 1] == ["in"]:
                continue  # "my ird in case: ..."
            for size in self._sizes_to.get(word, ()):
                rule = self._phrases.get(tuple(canon[last - size : last])) if size <= last else None
                if rule is not None and (dates or rule.maximum):
                    if but_on and rule.kind is None and low.endswith(_ON_THE, 0, tokens[last - size][1]):
                        return self.before(low, tokens[last - size][1], floor, dates=dates)
                    return Found(rule, tokens[last - size][1], tokens[last - 1][2], distance)
            distance += word not in self.fillers
        return None

    def after(self, low: str, end: int, ceiling: int) -> Found | None:
        """The label after `end`, with nothing but small words between ("... is my client number")."""
        begin, stop = end, min(ceiling, end + _REACH)
        broken = _STOP_AFTER.search(low, begin, stop)
        if broken:
            stop = broken.start()
        tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(low, begin, stop)][:12]
        canon = [self.canonical(word) for word, _, _ in tokens]
        for first, word in enumerate(canon):
            for size in self._sizes_from.get(word, ()):
                parts = tuple(canon[first : first + size])
                rule = self._phrases.get(parts) if len(parts) == size else None
                if rule is not None and parts not in _WEAK_AFTER:
                    return Found(rule, tokens[first][1], tokens[first + size - 1][2], first)
            if word not in self.fillers:
                return None
        return None

    def alone(self, low: str) -> LabelRule | None:
        """The rule of the label that a text is, with nothing after it, where it says whose number: "is my nhi"."""
        found = self.after(low, 0, len(low))
        if found is None or found.rule.kind in {None, Kind.NUMBER} or _WORD.search(low, found.end):
            return None
        return found.rule

    def every(self, low: str) -> list[Found]:
        """Every label in a text, longest first at each place, in order."""
        canon = list(map(self.canonical, _WORD.findall(low)))
        sizes_from, phrases = self._sizes_from, self._phrases
        found: list[tuple[LabelRule, int, int]] = []
        done = 0
        for place in [place for place, word in enumerate(canon) if word in sizes_from]:
            if place < done:
                continue
            for size in sizes_from[canon[place]]:
                parts = tuple(canon[place : place + size])
                rule = phrases.get(parts) if len(parts) == size else None
                if rule is not None and not self._goes_on(canon, place + 1, place + size):
                    done = place + size
                    found.append((rule, place, done - 1))
                    break
        if not found:
            return []
        tokens = [match.span() for match in _WORD.finditer(low)]
        return [Found(rule, tokens[first][0], tokens[last][1], 0) for rule, first, last in found]

    def _goes_on(self, canon: Sequence[str], start: int, end: int) -> bool:
        """Whether a label that begins in [start, end) ends after it: "taku nama" is no label in "taku nama hauora"."""
        return any(
            end < place + size <= len(canon) and tuple(canon[place : place + size]) in self._phrases
            for place in range(start, end)
            for size in self._sizes_from.get(canon[place], ())
        )

    def topic(self, low: str, kind: Kind, total: int) -> LabelRule | None:
        """A label of the kind anywhere in a text, whose values may have `total` digits."""
        rules = (found.rule for found in self.every(low))
        return next((rule for rule in rules if rule.kind is kind and total in rule.lengths), None)

    def is_word(self, letters: str) -> bool:
        """Whether letters are a word that people know, or may belong to a label: no code begins with it."""
        return letters in self._real or letters in self._vocabulary

    def names_any(self, words: Iterable[str]) -> bool:
        """Whether any of these canonical words may belong to a label: a cheap question before the dearer ones."""
        return not self._vocabulary.isdisjoint(words)

    def keys(self, kinds: Collection[Kind | None], *, but: Collection[str] = ()) -> frozenset[str]:
        """Words without which no label of these kinds stands in a text: the rarest of each. Labels in `but` are left out."""
        return frozenset(
            max(parts, key=lambda word: (word not in self.fillers and word not in _COMMON, len(word)))
            for parts, rule in self._phrases.items()
            if rule.kind in kinds and " ".join(parts) not in but
        )


_WEAK_AFTER = frozenset({("call",), ("text",), ("txt",), ("ring",), ("contact",), ("no",), ("number",), ("from",), ("by",), ("signal",), ("card",), ("id",), ("call", "me"), ("text", "me"), ("ring", "me"), ("nama",)})  # fmt: skip  # noqa: E501


def _spelt(rule: LabelRule) -> Iterator[tuple[str, ...]]:
    """The phrases of a rule, those of a person's values with each word for "number" at their end."""
    written = [tuple(_WORD.findall(phrase)) for phrase in rule.words]
    yield from written
    if rule.kind is None or rule.kind is Kind.NUMBER:
        return
    for parts in written:
        stem = parts[:-1] if parts[-1] in _NUMBER_WORDS else parts
        if stem and stem[-1] not in _NO_NUMBER and len("".join(stem)) > 1:
            yield from ((*stem, word) for word in _NUMBER_WORDS)


def _shortened(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _one_slip(left: str, right: str) -> bool:
    """One letter dropped, added or swapped with its neighbour; in words of seven letters and more, one changed."""
    if left == right:
        return True
    if len(left) == len(right):
        differ = [place for place in range(len(left)) if left[place] != right[place]]
        if len(differ) == 1:
            return len(left) >= 7
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and left[differ[0]] == right[differ[1]]
            and left[differ[1]] == right[differ[0]]
        )
    short, long = sorted((left, right), key=len)
    return len(long) - len(short) == 1 and short in _shortened(long)
