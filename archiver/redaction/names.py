"""Names of people: those who take part, those who introduce or sign themselves, and those named beside a title or a relation.

A word is taken for a name only with a cue, a profile or a first name and surname together; and never in small letters when it
is an ordinary word too ("hope", "will", "aroha").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction.contract import Person
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View, fold

_PIECE = re.compile(r"[a-z]+")
_NAME = r"[a-z][a-z'.]{0,24}(?:-[a-z]{2,24}){0,2}"
_FOLLOW = re.compile(rf"[ \n]{{0,2}}[\"'(]?((?:{_NAME})(?: {{1,2}}{_NAME}){{0,4}})")
_END = re.compile(r"[\s.,!?)x~:;\-'\"]*(?:\n|$)")
_PAIR = re.compile(
    r"(?<![A-Za-z@#'.-])([A-Z][a-z]+(?:-[A-Z][a-z]+)?|[A-Z]{3,})(?: [A-Z]\.?| [A-Z][a-z]+)? ((?:Te |Mc|Mac|O'|Ma'|Ta'|Va'|Tu'|De |Van |Van Der |La |Le )?[A-Z][a-z']+(?:-[A-Z][a-z]+)?|[A-Z]{3,})(?![A-Za-z])"
)
_SOLE_NAME = re.compile(
    r"[\s~*_\"'(-]*([A-Za-z][A-Za-z'.-]{1,24}(?: {1,2}[A-Za-z][A-Za-z'.-]{0,24}){0,4})[\s.!,)~*_\"'x-]*$"
)
_TRAILING = re.compile(
    r"(?:^|\n|[.!?] {1,3}|  |[~–-] ?|\bx{1,4} ?)([A-Z][a-z'-]{1,20}(?: [A-Z][a-z'.-]{0,20}){0,3})[\s.!x~-]*$"
)
_SMALL = frozenset({"te", "de", "van", "von", "der", "da", "la", "le", "al", "bin", "o", "mc", "st", "ki", "i"})


@dataclass(frozen=True, slots=True)
class KnownName:
    """A word of a name that is known in this conversation: whose it is, and whether it is an ordinary word too."""

    value: str
    person: str
    ordinary: bool


class Names:
    """Finds names by the cues and lists of a pack."""

    def __init__(self, pack: RulePack) -> None:
        self.first = frozenset(_flat(pack.words("first_names")))
        self.last = frozenset(_flat(pack.words("surnames")))
        self.ordinary = frozenset(_flat(pack.words("ordinary")))
        self._not = frozenset(_flat(pack.words("not_names")))
        self._places = frozenset(pack.words("place_names"))
        self._name_cue = _cues(pack.words("name_words"), r"(?:[ ]?[:=-]| is| are| was)?")
        self._intro = _cues(pack.words("intro_words"), "")
        self._greeting = _cues(pack.words("greetings"), ",?")
        self._sign_off = _cues(
            pack.words("sign_offs"),
            r"(?: (?:and|from|again|so much|heaps|in advance|all|for your help|you))?[\s,.!~\-x]{0,4}",
        )
        self._title = _cues(pack.words("titles"), r"\.?")
        self._family = _cues(
            [
                f"{whose} {word}"
                for whose in ("my", "our", "his", "her", "their", "your", "taku", "toku", "tana", "tona", "te", "to")
                for word in pack.words("family")
            ],
            r"(?:'s name is| is called| named| called|,| is| ko|:|s name is)?",
        )
        cue_words = {
            word
            for name in ("name_words", "intro_words", "greetings", "sign_offs", "titles", "family")
            for cue in pack.words(name)
            for word in _PIECE.findall(fold(cue).low)
        }
        self.cue_words = frozenset(cue_words)

    def introduced(self, view: View, mask: Mask, *, asked: bool) -> None:
        """Take names after a cue, signed at the end, or given in answer to a question for one."""
        low = view.low
        if asked:
            sole = _SOLE_NAME.fullmatch(view.text)
            if sole:
                self._take_words(view, mask, sole.start(1), sole.group(1), "name.answer", 0.9, strict=False)
        for match in self._name_cue.finditer(low):
            self._following(view, mask, match.end(), "name.given", 0.97, strict=False)
        for match in self._intro.finditer(low):
            self._following(view, mask, match.end(), "name.introduced", 0.9, strict=True)
        for match in self._greeting.finditer(low):
            self._following(view, mask, match.end(), "name.greeted", 0.9, strict=True)
        for match in self._title.finditer(low):
            self._following(view, mask, match.end(), "name.titled", 0.93, strict=True, capital=True)
        for match in self._family.finditer(low):
            self._following(view, mask, match.end(), "name.relation", 0.85, strict=True)
        for match in self._sign_off.finditer(low):
            follow = _FOLLOW.match(low, match.end())
            if follow and _END.match(low, follow.end()):
                self._following(view, mask, match.end(), "name.signed", 0.92, strict=True, ended=True)
        trailing = _TRAILING.search(view.text[-120:])
        if trailing and len(view.text) > len(trailing.group(1)):
            start = max(0, len(view.text) - 120) + trailing.start(1)
            first = trailing.group(1).split()[0].lower()
            if first in self.first and first not in self.ordinary:
                self._take_words(view, mask, start, trailing.group(1), "name.signed", 0.85, strict=True)

    def pairs(self, view: View, mask: Mask) -> None:
        """Take a first name and a surname that stand together with capitals, both on the lists."""
        for match in _PAIR.finditer(view.text):
            first, last = match[1].lower().split("-")[0], match[2].lower()
            last_plain = last.split()[-1].split("-")[0]
            whole = last.replace(" ", "").replace("'", "")
            if first not in self.first or not (
                {last, last_plain, whole, last.replace("'", "")} & self.last
                or last.startswith(("mc", "mac", "o'", "te "))
            ):
                continue
            if first in self.ordinary and (last_plain in self.ordinary or last_plain in self._places):
                continue
            if first in self._places and last_plain in self._places:
                continue
            if last_plain in self._not or first in self._not:
                continue
            self._take(view, mask, match.start(), match.end(), "name.pair", 0.8)

    def _following(
        self,
        view: View,
        mask: Mask,
        start: int,
        rule: str,
        confidence: float,
        *,
        strict: bool,
        capital: bool = False,
        ended: bool = False,
    ) -> None:
        follow = _FOLLOW.match(view.low, start)
        if follow is None or (follow.start(1) == start and start and view.low[start - 1].isalnum()):
            return
        self._take_words(
            view,
            mask,
            follow.start(1),
            view.text[follow.start(1) : follow.end(1)],
            rule,
            confidence,
            strict=strict,
            capital=capital,
            ended=ended,
        )

    def _take_words(
        self,
        view: View,
        mask: Mask,
        start: int,
        text: str,
        rule: str,
        confidence: float,
        *,
        strict: bool,
        capital: bool = False,
        ended: bool = False,
    ) -> None:
        """Take as many of the words from `start` as look like a name. `strict` wants a listed first name or a capital."""
        end, count, surname = start, 0, False
        place = start
        for word in re.finditer(r"[A-Za-z][A-Za-z'.-]*", text):
            raw = word.group().rstrip(".-'")
            flat = raw.lower()
            is_capital = raw[0].isupper()
            core = flat[:-2] if flat.endswith("'s") else flat
            if core in self._not and not (count and is_capital and core in self.last and core not in self._places):
                break
            listed = core in self.first or core in self.last or core.split("-")[0] in self.first
            plain = core not in self.ordinary and core not in self._places
            if count == 0:
                if strict:
                    ok = (is_capital and (listed or not self._is_common(view, start, core))) or (
                        listed and core in self.first and plain and len(core) > 2 and not capital
                    )
                else:
                    ok = is_capital or (listed and plain) or (len(core) > 1 and plain and core not in _SMALL)
                if not ok or len(core) < 2:
                    return
            else:
                if not (
                    is_capital
                    or (core in _SMALL and count < 3)
                    or (listed and plain and not strict)
                    or (core in self.last and plain and len(core) > 3)
                ):
                    break
                if is_capital and core in self._places and not listed:
                    break
            if count and core in _SMALL and not is_capital:
                place = start + word.start() + len(raw)
                count += 1
                continue
            end = start + word.start() + (len(raw) - 2 if flat.endswith("'s") else len(raw))
            place = end
            count += 1
            surname = surname or core in self.last
            if count >= 4 or (word.group().endswith(".") and len(raw) > 2):
                break
        if count == 0 or end <= start:
            return
        if ended and not _END.match(view.low, end):
            return
        self._take(view, mask, start, end, rule, confidence)

    def _is_common(self, view: View, start: int, core: str) -> bool:
        """Whether a capital says nothing: the text is all in capitals, or the word is known to be no name."""
        if core in self._places:
            return True
        return len(view.text) > 12 and view.text.isupper()

    @staticmethod
    def _take(view: View, mask: Mask, start: int, end: int, rule: str, confidence: float) -> None:
        value = " ".join(_PIECE.findall(view.low[start:end]))
        mask.take(Span(start, end, Kind.NAME, rule, value, confidence, "a name of a person"))


def known_words(names: Names, persons: Sequence[Person]) -> dict[str, KnownName]:
    """Every word of the participants' names and handles, save the agency's, by which a text may name them."""
    found: dict[str, KnownName] = {}
    for person in persons:
        if person.role == "agency":
            continue
        whole = fold(person.display_name).low
        parts = [part for part in _PIECE.findall(whole) if len(part) > 1]
        joined = " ".join(_PIECE.findall(whole))
        compact = {"".join(_PIECE.findall(piece)) for piece in whole.split() if not piece.isalpha()}
        for part in [*parts, *sorted(compact - set(parts))]:
            if (
                len(part) < 2
                or part in _SMALL
                or part in _TITLES
                or (len(part) == 2 and len(parts) > 2 and part not in names.first)
            ):
                continue
            ordinary = part in names.ordinary or part in names._not or len(part) < 3
            found.setdefault(part, KnownName(part, joined, ordinary))
    return found


_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "sir", "the", "and", "nz", "family", "whanau", "page", "official", "xx", "xo"}
)


def mentioned(view: View, mask: Mask, known: dict[str, KnownName], *, rule: str = "name.participant") -> None:
    """Take the known names in a text: whole words; ordinary ones only with a capital and not just at a sentence's start."""
    low, text = view.low, view.text
    found: list[tuple[int, int, KnownName]] = []
    for match in _PIECE.finditer(low):
        name = known.get(match.group())
        if name is None and match.group().endswith("s") and match.start() > 0:
            name = None
        if name is None:
            continue
        start, end = match.span()
        if start and low[start - 1] in "@#/_" and low[start - 1] != "/":
            if low[start - 1] == "#":
                continue
        if (start and (low[start - 1].isdigit() or low[start - 1] == "_")) or (
            end < len(low) and (low[end] == "_" or low[end].isdigit())
        ):
            continue
        if name.ordinary and not _is_meant(text, low, start, end, found):
            continue
        if start > 1 and low[start - 2 : start] in {"o'", "d'"} and (start < 3 or not low[start - 3].isalnum()):
            start -= 2
        found.append((start, end, name))
    merged: list[tuple[int, int, KnownName]] = []
    for start, end, name in found:
        if (
            merged
            and merged[-1][2].person == name.person
            and re.fullmatch(
                r"[ -]{1,2}(?:[a-z]\.? |(?:te|de|van|von|der|da|la|le) ){0,2}|'", low[merged[-1][1] : start]
            )
        ):
            merged[-1] = (merged[-1][0], end, name)
        else:
            merged.append((start, end, name))
    for start, end, name in merged:
        value = " ".join(_PIECE.findall(low[start:end]))
        mask.take(Span(start, end, Kind.NAME, rule, value, 0.97, "a name of someone in this conversation"))


def _is_meant(text: str, low: str, start: int, end: int, found: Iterable[tuple[int, int, KnownName]]) -> bool:
    """Whether an ordinary word with a capital stands for the person: beside another part of the name, or not at a start."""
    if not text[start].isupper():
        return False
    if text[start:end].isupper() and end - start > 1 and text.isupper():
        return False
    if any(start - 3 <= other_end <= start for _, other_end, _ in found):
        return True
    before = low[:start].rstrip(" \"'(")
    at_start = not before or before[-1] in ".!?\n:;" or (start and low[start - 1] == "\n")
    if not at_start:
        return True
    after = low[end : end + 2]
    return not after or after[0] in ",.!?\n)-"


def _flat(words: Iterable[str]) -> Iterable[str]:
    return (word.lower() for word in words)


def _cues(words: Iterable[str], tail: str) -> re.Pattern[str]:
    flat = sorted({fold(word).low for word in words}, key=len, reverse=True)
    if not flat:
        return re.compile("(?!)")
    body = "|".join(re.escape(word).replace(r"\ ", r"[ ]{1,2}") for word in flat)
    return re.compile(rf"(?<![a-z0-9'#@_-])(?:{body})(?![a-z0-9_]){tail}")
