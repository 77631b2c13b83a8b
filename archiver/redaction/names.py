"""Names of people: those who take part, those who introduce or sign themselves, and those named beside a title or a relation.

A word is taken for a name only with a cue, a profile or a first name and surname together; and never in small letters when it
is an ordinary word too ("hope", "will", "aroha").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Set

from archiver.model.rules import RulePack
from archiver.redaction.announced import Announced
from archiver.redaction.cues import Cues
from archiver.redaction.full_names import SIGNED_WORDS, TITLES, FullNames
from archiver.redaction.lexicon import NameLists
from archiver.redaction.lookalikes import Lookalikes
from archiver.redaction.name_words import NameWords, words_from
from archiver.redaction.owners import Owners
from archiver.redaction.pairs import Pairs
from archiver.redaction.spans import Mask
from archiver.redaction.spoken_to import SpokenTo
from archiver.redaction.told import Told
from archiver.redaction.view import View, fold
from archiver.redaction.whole_names import Wholes

_PIECE = re.compile(r"[a-z]+")
_NAME = r"[a-z][a-z'.]{0,24}(?:-[a-z]{2,24}){0,2}"
_FOLLOW = re.compile(rf"[ \n]{{0,2}}[\"'(]?((?:{_NAME})(?: {{1,2}}{_NAME}){{0,4}})")
_SOLE_NAME = re.compile(
    r"[\s~*_\"'(-]*([A-Za-z][A-Za-z'.-]{1,24}(?: {1,2}[A-Za-z][A-Za-z'.-]{0,24}){0,4})[\s.!,)~*_\"'x-]*$"
)
_TRAILING = re.compile(
    r"(?:^|\n|[.!?] {1,3}|  |[~–-] ?|\bx{1,4} ?)([A-Z][a-z'-]{1,20}(?: [A-Z][a-z'.-]{0,20}){0,3})[\s.!x~-]*$"
)
_SPOKEN_TO = re.compile(r"[a-z], {1,2}([A-Z][a-z'-]{1,20})[.!?]{0,3}\s*$")
_SIGNED = re.compile(r"(?:^|\n|[~-])[ ]?$")
_END = re.compile(r"[\s.!x]*$")
_ADDRESSED_END = re.compile(r"[,.!?)\n]|$| (?:here|again|from|speaking)(?![a-z])|[^\x00-\x7f]| [^\x00-\x7f]")
_ARTICLE = re.compile(r"(?<![a-z])(?<!ki )(?<!kei )(?:an?|the) $")
_RUNS_ON = re.compile(r"[a-z]+ [a-z]")
_CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]+")
_OPENING = ("im ", "i'm ", "i am ")
_GAP = frozenset(" ,.:;!?\n~-'\"()*")
_IS = frozenset({"is", "was", "s", "called", "named", "name", "names", "are", "again"})


class Names:
    """Finds names by the cues and lists of a pack."""

    def __init__(self, pack: RulePack) -> None:
        self.lists = NameLists(pack)
        self._nameable = {word for word in self.lists.first - self.lists.ordinary if len(word) > 2}
        self._ruled_out = (self.lists.never | self.lists.places) - self.lists.first
        self._words = NameWords(self.lists)
        self._lookalikes = Lookalikes(pack)
        self._linking = frozenset(pack.words("name_linking"))
        self._cues = Cues(pack)
        self._announced = Announced(pack, self._words, self._cues)
        self.cues = self._announced.cues
        self._spoken_to = SpokenTo(self.lists, self._words)
        self._owners = Owners(self.lists, self._words)
        self._told = Told(self.lists, self._words, self._announced.kin)
        self._full = FullNames(self.lists, self._words, self._announced.kin)
        self._pairs = Pairs(self.lists, self._words)
        self._wholes = Wholes(self.lists, self._cues)
        self._name_cue = _cues(pack.words("name_words"), r"(?:[ ]?[:=-]| is| are| was)?")
        self.strong = frozenset(_telling(fold(cue).low, pack.words("cue_fillers")) for cue in pack.words("name_words"))
        self.triggers = self.strong | self.cues

    def candidates(self, text: str, words: set[str]) -> set[str]:
        """The words of a text that could be a name: on the list of first names, or with a capital and not ruled out."""
        found = self._nameable & words
        if not found and (
            not SIGNED_WORDS.isdisjoint(words) or (len(words) < 5 and text.replace(" ", "x")[:40].isalpha())
        ):
            found = set(self.lists.first & words) - self.lists.never  # "summer faleafa", "nga mihi, kiri janssen"
        ruled_out = self._ruled_out
        for word in _CAPITAL.findall(text):
            low = word.lower()
            if low not in ruled_out:
                found.add(low)
        return found

    @staticmethod
    def opens(low: str) -> bool:
        """Whether a text holds words by which people say who they are, even if no word of it is on a list."""
        if "call me" in low or "go by" in low or " told " in low:
            return True
        return "this is " in low or low.startswith(_OPENING) or " im " in low or " i'm " in low or " i am " in low

    def introduced(
        self, view: View, mask: Mask, words: set[str], candidates: frozenset[str] | set[str], *, asked: bool
    ) -> None:
        """Take names after a cue, signed at the end, or given in answer to a question for one."""
        low, text = view.low, view.text
        self._full.turned(view, mask)
        self._announced.find(view, mask, words, asked=asked)
        if asked:
            sole = _SOLE_NAME.fullmatch(text)
            given = self.lists.answer(sole.group(1)) if sole and len(sole.group(1)) < 60 else None
            if sole and given == "all":
                self._words.take(view, mask, sole.start(1), sole.end(1), "name.answer", 0.9)
            elif sole and given:
                self._words.take_words(view, mask, sole.start(1), sole.group(1), "name.answer", 0.9, strict=False)
        if not self.strong.isdisjoint(words) or "call me" in low or "go by" in low:
            for match in self._name_cue.finditer(low):
                if self._announced.given(view, mask, match.end()):
                    continue
                self._following(view, mask, match.end(), "name.given", 0.97, strict=False)
        self._full.find(view, mask, words, asked=asked)
        if not candidates:
            return
        tokens = [(match[0], *match.span()) for match in _PIECE.finditer(low)]
        for place, (word, start, _) in enumerate(tokens):
            if word in candidates and mask.is_free(start, start + 1):
                self._candidate(view, mask, tokens, place)
        spoken_to = _SPOKEN_TO.search(text[-60:])
        if spoken_to and spoken_to.group(1).lower() in self.lists.first:
            start = max(0, len(text) - 60) + spoken_to.start(1)
            self._words.take(view, mask, start, start + len(spoken_to.group(1)), "name.greeted", 0.85)
        trailing = _TRAILING.search(text[-120:])
        if trailing and len(text) > len(trailing.group(1)):
            start = max(0, len(text) - 120) + trailing.start(1)
            first = trailing.group(1).split()[0].lower()
            if first in self.lists.first and first not in self.lists.ordinary:
                self._words.take_words(view, mask, start, trailing.group(1), "name.signed", 0.85, strict=True)

    def keep_known(self, view: View, mask: Mask, words: set[str], own: Collection[str]) -> None:
        """Nothing takes what looks like a name and is none; `own` names outweigh it."""
        self._lookalikes.keep(view, mask, words, own)

    def addressed(self, low: str, start: int, end: int) -> bool:
        """Whether a word known as a name, though an ordinary one, is used as one: given as a name, greeted, or signed."""
        word = low[start:end]
        if len(word) < 3 or (word in self.lists.never and word not in self.lists.first):
            return False
        for match in self._name_cue.finditer(low, max(0, start - 40), start):
            if low[match.end() : start].strip(" ") == "":
                return True
        if _SIGNED.search(low, max(0, start - 4), start) and _END.match(low, end):
            return True
        if not _ADDRESSED_END.match(low, end):
            return False
        begin = max(0, start - 40)
        tokens = [(match.group(), match.start(), match.end()) for match in _PIECE.finditer(low, begin, start)]
        if not tokens or len(low[tokens[-1][2] : start]) > 2:
            return False
        cues = self._cues.before(low, tokens, len(tokens))
        return not {"greetings", "intro_words"}.isdisjoint(cues) or (
            "sign_offs" in cues and _END.match(low, end) is not None
        )

    def _candidate(self, view: View, mask: Mask, tokens: list[tuple[str, int, int]], place: int) -> None:
        """Take the word at `place` when a cue stands right before it."""
        low = view.low
        word, start, _ = tokens[place]
        if (
            start
            and low[start - 1] in "@#_/'-"
            and not (low[start - 1] == "-" and (start < 2 or not low[start - 2].isalnum()))
        ):
            return
        if (
            word in self.lists.ordinary
            and _ARTICLE.search(low, max(0, start - 8), start)
            and _RUNS_ON.match(low, start)
        ):
            return  # "is there a Grace period"
        last = place
        if place and tokens[place - 1][0] == "te" and view.text[max(0, start - 3) : start] == "Te ":
            last = place = place - 1  # "my koro Te Ariki ..."
            start = tokens[place][1]
        linked = True  # nothing but "is", "was", "called" so far between the cue and the name
        while last and place - last < 6:
            gap = low[tokens[last - 1][2] : tokens[last][1]]
            if not gap.isascii():
                gap = gap.encode("ascii", "ignore").decode()  # "Mrs 👍 Ngata"
            if len(gap) > 6 or not _GAP.issuperset(gap):
                return
            cues = self._cues.before(low, tokens, last)
            if cues and self._apply_cues(
                view, mask, cues, start, gap if last == place else "", direct=last == place, linked=linked
            ):
                return
            if tokens[last - 1][0] not in self._linking:
                break
            last -= 1
            linked = linked and tokens[last][0] in _IS
        # A name that opens a sentence and is followed by "here": "Hemi here, ..."
        if place == 0 or low[tokens[place - 1][2] : start].strip(" ") in {"!", ".", "?", ","}:
            tokens = tokens[place : place + 5]
            upto = next((n for n, (token, _, _) in enumerate(tokens[1:], 1) if token == "here"), 0)
            named = [token for token, begin, _ in tokens[:upto] if view.text[begin].isupper()]
            if upto and len(named) == upto and (upto > 1 or word in self.lists.first) and word not in self.lists.places:
                self._words.take(view, mask, start, tokens[upto - 1][2], "name.introduced", 0.85)

    def _apply_cues(
        self, view: View, mask: Mask, cues: set[str], start: int, gap: str, *, direct: bool, linked: bool
    ) -> bool:
        text = words_from(view, start)
        if (
            linked
            and not direct
            and "listed_words" in cues
            and self._words.take_words(view, mask, start, text, "name.dealt-with", 0.85, strict=True, listed_only=True)
        ):
            return True
        if direct:
            sentence = "." in gap.rstrip(". ") or "\n" in gap or "!" in gap or ". " in gap
            if (
                "titles" in cues
                and (not sentence or gap == ". ")
                and self._words.take_words(view, mask, start, text, "name.titled", 0.93, strict=True, capital=True)
            ):
                return True
            if (
                "listed_words" in cues
                and not sentence
                and self._words.take_words(
                    view, mask, start, text, "name.dealt-with", 0.85, strict=True, listed_only=True
                )
            ):
                return True
            if (
                "intro_words" in cues
                and not sentence
                and self._words.take_words(view, mask, start, text, "name.introduced", 0.9, strict=True)
            ):
                return True
            if (
                "greetings" in cues
                and not sentence
                and self._words.take_words(view, mask, start, text, "name.greeted", 0.9, strict=True)
            ):
                return True
        if "family" in cues and self._words.take_words(view, mask, start, text, "name.relation", 0.85, strict=True):
            return True
        return "sign_offs" in cues and self._words.take_words(
            view, mask, start, text, "name.signed", 0.92, strict=True, ended=True
        )

    def pairs(self, view: View, mask: Mask, candidates: Set[str]) -> None:
        """Take first names with surnames, of which one may be on no list, and first names that are nothing else."""
        if len(candidates) > 1 or not self.lists.last.isdisjoint(candidates):
            self._pairs.take(view, mask)
        alone = candidates & self.lists.alone
        if alone or "-" in view.text:
            self._pairs.lone(view, mask)
            self._pairs.small(view, mask, alone)

    def told(self, view: View, mask: Mask, words: set[str], candidates: Set[str], role: str) -> None:
        """Take names that are told by where they stand, and those by which the agency speaks to someone."""
        if not TITLES.isdisjoint(words):
            self._full.titled(view, mask)
        self._told.find(view, mask, words, candidates)
        if role == "agency" and candidates:
            self._spoken_to.find(view, mask)

    def completed(self, view: View, mask: Mask) -> None:
        """Make names whole of which a part was taken: what is joined to them, a surname after them, a first name before."""
        self._announced.grown(view, mask)
        self._wholes.complete(view, mask)
        self._told.joined(view, mask)

    def owners(self, view: View, mask: Mask, words: Set[str]) -> None:
        """Take the names of those whom the values of a text belong to."""
        self._owners.find(view, mask, words)

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
        self._words.take_words(
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


def _telling(cue: str, fillers: Collection[str]) -> str:
    """The last word of a cue that says something: "call" of "call me", "name" of "name is"."""
    words: list[str] = _PIECE.findall(cue)
    return next((word for word in reversed(words) if word not in fillers), "")


def _cues(words: Iterable[str], tail: str) -> re.Pattern[str]:
    flat = sorted({fold(word).low for word in words}, key=len, reverse=True)
    if not flat:
        return re.compile("(?!)")
    body = "|".join(re.escape(word).replace(r"\ ", r"[ ]{1,2}") for word in flat)
    return re.compile(rf"(?<![a-z0-9'#@_-])(?:{body})(?![a-z0-9_]){tail}")
