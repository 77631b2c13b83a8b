"""As many words from a place on as look like a name of a person, taken; or none of them."""

from __future__ import annotations

import re

from archiver.model.redaction import Kind
from archiver.redaction.lexicon import SMALL, NameLists
from archiver.redaction.people import with_okina
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_PIECE = re.compile(r"[a-z]+")
_NAME = r"[a-z][a-z'.]{0,24}(?:-[a-z]{2,24}){0,2}"
_WORDS_ON = re.compile(rf"{_NAME}(?: {{1,2}}{_NAME}){{0,4}}")
_NEXT_WORD = re.compile(r" ([a-z]+)")
_SURE = frozenset({"name.given", "name.relation", "name.titled", "name.answer"})
_END = re.compile(r"[\s.,!?)x~:;\-'\"]*(?:\n|$)")


def words_from(view: View, start: int) -> str:
    """The words from `start` that could make up one name: letters with single spaces between."""
    match = _WORDS_ON.match(view.low, start)
    return view.text[start : match.end()] if match else ""


class NameWords:
    """Takes names word by word, by the lists of a pack."""

    def __init__(self, lists: NameLists) -> None:
        self.lists = lists

    def is_street(self, view: View, end: int) -> bool:
        """Whether the word that follows makes a street of it: "Victoria Street", "Kauri Rd"."""
        following = _NEXT_WORD.match(view.low, end)
        return following is not None and following[1] in self.lists.street_types

    def take_words(
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
        listed_only: bool = False,
    ) -> bool:
        """Take as many of the words from `start` as look like a name. `strict` wants a listed first name or a capital."""
        lists, end, count = self.lists, start, 0
        for word in re.finditer(r"[A-Za-z][A-Za-z'.-]*", text):
            raw = word.group().rstrip(".-'")
            flat = raw.lower()
            is_capital = raw[0].isupper()
            core = flat[:-2] if flat.endswith("'s") else flat
            particle = (
                core in SMALL
                and text[word.end() + 1 : word.end() + 2].isupper()
                and (count > 0 or (raw == "Te" and (rule in _SURE or self._is_given(text, word.end()))))
            )
            ruled_out = core in lists.never and not particle
            if ruled_out and not lists.is_name_despite(text, word.end(), core, is_capital, count, strict, listed_only):
                break
            listed = core in lists.first or core in lists.last or core.split("-")[0] in lists.first
            plain = core not in lists.ordinary and core not in lists.places
            if count == 0 and particle:
                pass  # "my koro Te Ariki": the word after it is the name
            elif count == 0:
                if raw.isupper() and core in lists.acronyms and not view.text.isupper():
                    return False  # "OSCAR subsidy"
                if strict and not listed and raw.isupper() and len(raw) > 1 and not view.text.isupper():
                    return False  # "I'm EPOA for mum"
                if core in lists.countries and not lists.two_capitals(text, word.end(), ""):
                    return False
                if listed_only:
                    given = core in lists.first or core.split("-")[0] in lists.first
                    ok = (is_capital or plain) and (given or lists.two_capitals(text, word.end(), core))
                elif strict:
                    ok = (is_capital and (listed or not self._is_common(view, start, core))) or (
                        listed and core in lists.first and plain and len(core) > 2 and not capital
                    )
                else:
                    ok = is_capital or (listed and plain) or (len(core) > 1 and plain and core not in SMALL)
                if not ok or len(core) < 2:
                    return False
            else:
                if not (
                    is_capital
                    or (core in SMALL and count < 3)
                    or (listed and not strict and len(core) > 2 and (plain or core in lists.last))
                    or (core in lists.last and plain and len(core) > 3)
                ):
                    break
                if core in lists.street_plain and core not in lists.last:
                    return False
                if is_capital and core in lists.places and not listed:
                    break
            if particle or (count and core in SMALL and not is_capital):
                count += 1
                continue
            end = start + word.start() + (len(raw) - 2 if flat.endswith("'s") else len(raw))
            count += 1
            if count >= 4 or (word.group().endswith(".") and len(raw) > 2):
                break
        if count == 0 or end <= start or self.is_street(view, end) or (ended and not _END.match(view.low, end)):
            return False
        return self.take(view, mask, start, end, rule, confidence)

    def _is_given(self, text: str, end: int) -> bool:
        """Whether a listed first name follows "Te", and no town begins so: "from Te Ariki", but "from Te Aroha"."""
        following = _NEXT_WORD.match(text.lower(), end)
        return (
            following is not None and following[1] in self.lists.first and not self.lists.is_town(f"te {following[1]}")
        )

    def _is_common(self, view: View, start: int, core: str) -> bool:
        """Whether a capital says nothing: the text is all in capitals, or the word is known to be no name."""
        if (
            core in self.lists.places
            or core in self.lists.proper
            or (core in self.lists.located and core not in self.lists.first)
        ):
            return True
        return len(view.text) > 12 and view.text.isupper()

    @staticmethod
    def take(view: View, mask: Mask, start: int, end: int, rule: str, confidence: float) -> bool:
        if view.text[max(0, start - 3) : start] == "Te " and (start == 3 or not view.low[start - 4].isalnum()):
            start -= 3
        value = " ".join(_PIECE.findall(view.low[start:end]))
        start = with_okina(view, start)
        return mask.take(Span(start, end, Kind.NAME, rule, value, confidence, "a name of a person"))
