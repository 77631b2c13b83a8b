"""A first name and a surname that stand together with capitals, of which one may be on no list: "Leanne Croft", "Tuks Broughton".

A pair that goes on with a word for an office, a school or a firm is theirs, and so is one of which a word is a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.redaction.lexicon import NameLists
from archiver.redaction.name_words import NameWords
from archiver.redaction.spans import Mask
from archiver.redaction.view import View

_PAIR = re.compile(
    r"(?<![A-Za-z@#'.-])([A-Z][a-z]+(?:-[A-Z]?[a-z]+)?|[A-Z]{3,})(?: [A-Z]\.?| [A-Z][a-z]+)? ((?:Te |Mc|Mac|O'|Ma'|Ta'|Va'|Tu'|[Dd]e |[Vv]an |[Vv]an [Dd]er |La |Le |[Aa]l-|El-)?[A-Z][a-z']+(?:[A-Z][a-z]+)?(?:-[A-Z][a-z]+)?|[A-Z]{3,})(?![A-Za-z])"  # noqa: E501 - one pattern
)
_LONE = re.compile(
    r"(?<![A-Za-z0-9@#'./_-])([A-Z][a-z]{2,20}(?:-[A-Z][a-z]{1,20})?|[A-Z][a-z]{1,5}-[A-Za-z][a-z]{1,5})"
    r"(?:'s(?! [A-Z]))?(?![A-Za-z0-9'_@/-])"
)
_STEM = re.compile(r"(?:te |mc|mac|o'|de |van der |van |la |le |al-|el-)")
_NEXT = re.compile(r" ?[&-]? ?([A-Za-z]+)")
_LAST_WORD = re.compile(r"([A-Za-z]+)[ ,]*$")
_SMALL = re.compile(r" ([a-z]{3,})(?![a-z'_@-])")
_SMALL_BEFORE = re.compile(r"(?<![A-Za-z'])([a-z]+) $")
_SMALL_AFTER = re.compile(r" ([a-z]+)(?![a-z])")
_CLOSES = re.compile(r"\s*(?:$|[,;:(]|[0-9]|(?:dob|born|ird|client)(?![a-z]))")
_APART = re.compile(r"(?:'s)?(?![a-z0-9'_@-]|[./][a-z0-9])")
_BEFORE = frozenset(" \n(\"',.!?:;&+*~>")
_TE_REO = frozenset(
    {
        "te",
        "nga",
        "o",
        "a",
        "i",
        "ki",
        "he",
        "ko",
        "e",
        "na",
        "no",
        "ka",
        "me",
        "kei",
        "mo",
        "hei",
        "ai",
        "au",
        "koe",
        "nui",
        "mai",
        "atu",
        "ana",
    }
)
_WHERE = frozenset({"at", "in", "near", "to", "from", "via", "around"})
_VERBAL = re.compile(r"(?:ing|ed|s|ly|er|al|ic|ive|ous|tion|ment)$")
_RUNS_ON = re.compile(r"\s*(?:$|[^A-Za-z\s])|\s?\n| [a-z]")


class Pairs:
    """Finds first names with surnames by the lists of a pack."""

    def __init__(self, lists: NameLists, words: NameWords) -> None:
        self._lists = lists
        self._words = words

    def take(self, view: View, mask: Mask) -> None:
        """Take a first name and a surname that stand together, one of them on the lists and the other there or nowhere."""
        match = _PAIR.search(view.text)
        while match is not None:
            if self._is_person(view, match) and self._words.take(
                view, mask, match.start(), match.end(), "name.pair", 0.8
            ):
                match = _PAIR.search(view.text, match.end())
            else:
                match = _PAIR.search(view.text, match.end(1))

    def lone(self, view: View, mask: Mask) -> None:
        """Take a first name with a capital that is no word and no place, wherever it stands."""
        lists, text = self._lists, view.text
        for match in _LONE.finditer(text):
            word = match[1].lower()
            if not (self._given(word) or self._amid(view, match, word)) or not mask.is_free(*match.span(1)):
                continue
            if self.is_institution(view, match.end()):
                continue
            following = _NEXT.match(text, match.end())
            if following and following[1][0].isupper() and following[1].lower() not in lists.never:
                continue  # two words with capitals: what they are says the pair
            before = _LAST_WORD.search(text, max(0, match.start() - 20), match.start())
            beside = f"{before[1].lower()} {word}" if before else word
            if lists.is_town(beside) or (following and lists.is_town(f"{word} {following[1].lower()}")):
                continue  # "Grey Lynn", "Glen Eden"
            if before and before[1] == "te":
                continue  # "a te Ratu"
            if (
                before
                and before[1][0].isupper()
                and before.end() == match.start()
                and not lists.is_plain(before[1].lower())
            ):
                continue
            self._words.take(view, mask, match.start(), match.end(1), "name.alone", 0.8)

    def small(self, view: View, mask: Mask, candidates: Iterable[str]) -> None:
        """Take first names that are no word of any tongue in small letters, wherever they stand, and surnames after them."""
        for word in sorted(candidates):
            if word not in self._lists.telling:
                continue
            place = view.low.find(word)
            while place >= 0:
                end = place + len(word)
                if (
                    view.text[place].islower()
                    and _APART.match(view.low, end)
                    and (not place or view.low[place - 1] in _BEFORE)
                    and mask.is_free(place, end)
                    and not self.is_institution(view, end)
                ):
                    upto = end
                    following = _SMALL.match(view.low, end)
                    if following and (
                        (following[1] in self._lists.last and self._lists.clear(following[1]))
                        or (self._lists.unknown(following[1]) and _CLOSES.match(view.low, following.end()))
                    ):
                        upto = following.end()
                    begin = place - 3 if view.low[max(0, place - 4) : place] in {"te ", " te "} else place
                    self._words.take(view, mask, begin, upto, "name.alone", 0.8)
                place = view.low.find(word, end)

    def is_institution(self, view: View, end: int) -> bool:
        """Whether the word after `end` makes an office, a firm or a street of what stands before it."""
        following = _NEXT.match(view.low, end)
        return (following is not None and following[1] in self._lists.institutions) or self._words.is_street(view, end)

    def _amid(self, view: View, match: re.Match[str], word: str) -> bool:
        """Whether a name that is a word of another tongue too stands with its capital amid an English sentence."""
        if word not in self._lists.amid:
            return False
        before, after = (
            _SMALL_BEFORE.search(view.text, max(0, match.start() - 20), match.start()),
            _SMALL_AFTER.match(view.text, match.end()),
        )
        beside = [found[1] for found in (before, after) if found]
        if before is not None and before[1] in _WHERE and word in self._lists.located:
            return False  # "the pool at Moana"
        english = self._lists.never
        return before is not None and all(small in english and small not in _TE_REO for small in beside)

    def _given(self, word: str) -> bool:
        lists = self._lists
        first, _, second = word.partition("-")
        if second != first and second in lists.syllables and first in lists.syllables:
            return True  # "Ji-hoon", "Mei-Ling"
        if second and first in lists.first and second in lists.first and second not in lists.located:
            return first not in lists.months  # "Aria-Rose", though both are words
        return first in lists.first and lists.clear(first) and lists.namelike(word)

    def _is_person(self, view: View, match: re.Match[str]) -> bool:
        lists = self._lists
        first, last = match[1].lower(), match[2].lower()
        if self._words.is_street(view, match.end()):
            return False
        if last in lists.institutions:
            # "King Edward Park", "Cornwall Park": a surname only after a first name with no capital before it.
            before = _LAST_WORD.search(view.text, max(0, match.start() - 20), match.start())
            if (
                last not in lists.last
                or first not in lists.first
                or (before and before[1][0].isupper() and before.end() == match.start())
            ):
                return False
        if lists.is_pair(first.split("-")[0], last):
            return True
        if match[1].isupper() or match[2].isupper() or self.is_institution(view, match.end()):
            return False
        last = last[_STEM.match(last).end() :] if _STEM.match(last) else last  # type: ignore[union-attr]
        last = last.split("-")[0].replace("'", "")
        if lists.is_town(f"{first} {last}"):
            return False
        if self._given(first) or (first in lists.first and first in lists.ordinary and first not in lists.located):
            clear = self._given(first)
            if lists.unknown(last) or (lists.clear(last) and clear):
                return True
            # "Leanne Croft": a surname that is an English word, beside a first name that is none.
            return clear and last in lists.english and _RUNS_ON.match(view.text, match.end()) is not None
        if first in lists.english and not _VERBAL.search(first):
            # "Blade Munro": an English word before a word that is a surname and nothing else.
            return lists.is_surname(last) and lists.clear(last) and _RUNS_ON.match(view.text, match.end()) is not None
        if lists.namelike(first):
            return lists.is_surname(last) or (last in lists.first and lists.clear(last))
        return False
