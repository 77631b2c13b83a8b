"""The words of names: first names, surnames, those that are ordinary words too, and those that are never a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.model.rules import RulePack

_CAPITAL_NEXT = re.compile(r" ([A-Z][a-z'-]+)")
_SURNAME_ENDS = re.compile(r"$| (?:and|from|here|is|was|has|again)(?![a-z])")
_NAME_STOPS = re.compile(
    r"\s*(?:$|[^A-Za-z0-9\s'])|\s?\n| (?:and|or|is|was|has|here|from|who|btw|please|thanks|x+|but|again|speaking)(?![a-z])"
)
_NAME_ENDS = re.compile(r" (?:here|again|toku|taku|ahau|au|speaking)(?![a-z])")
_CUES = (
    "greetings",
    "sign_offs",
    "titles",
    "family",
    "intro_words",
    "listed_words",
    "name_words",
    "name_linking",
    "polite",
    "fillers",
)
_WORD = re.compile(r"[a-z]+")
_JOINING = frozenset({"al", "el", "te", "o", "d", "mc"})
SMALL = frozenset({"te", "de", "van", "von", "der", "da", "la", "le", "al", "bin", "o", "mc", "st", "ki", "i", "ah"})


class NameLists:
    """What the lists of a pack say of one word, in small letters and without macrons."""

    def __init__(self, pack: RulePack) -> None:
        self.first = frozenset(_flat((*pack.words("first_names"), *pack.words("first_names_census"))))
        self.last = frozenset(_flat((*pack.words("surnames"), *pack.words("surnames_census"))))
        self.ordinary = frozenset(_flat(pack.words("ordinary")))
        listed = self.first | self.last
        self.common = frozenset(word for word in _flat(pack.words("common")) if word not in listed)
        labels = {word for rule in pack.labels for phrase in rule.words for word in phrase.split()}
        self.firm = frozenset(_flat(pack.words("not_names"))) | self.common | (labels - listed)
        # Words that a name in capitals may be all the same, where it is given as one: "everyone calls me Squeak".
        self.english = frozenset(_flat(pack.words("english"))) - listed - self.firm
        self.never = self.firm | self.english
        self.wordy = frozenset(pack.words("word_surnames"))
        self.last |= self.wordy  # they stay words: names only beside a first name, or after a title
        self.places = frozenset(pack.words("place_names"))
        self.street_types = frozenset(pack.table("street_types"))
        self.street_plain = frozenset(pack.table("street_plain"))
        self.particles = frozenset(pack.words("name_particles"))
        self.followers = frozenset(pack.words("name_followers"))
        self.months = frozenset(pack.table("months"))
        self._towns = frozenset(pack.words("towns"))
        self.institutions = frozenset(pack.words("institutions"))
        self.offices = self.institutions | self.street_types
        self.labels = labels
        self.acronyms = frozenset(pack.words("acronyms"))
        self.syllables = frozenset(pack.words("name_syllables"))
        self.amid = frozenset(pack.words("amid_names"))
        self.countries = frozenset(pack.words("countries"))
        somewhere = self.places | {town for town in self._towns if " " not in town} | self.countries
        # Words that are written with a capital whatever they stand for: places, firms, days. `located` ones may name people too.
        self.located = somewhere
        self.proper = (somewhere | frozenset(pack.words("firms")) | frozenset(pack.words("capitals"))) - listed
        self.reo = frozenset(pack.words("reo"))
        self.greetings = frozenset(cue for cue in pack.words("greetings") if " " not in cue)
        cues = {word for name in _CUES for cue in pack.words(name) for word in _WORD.findall(cue)} - listed
        self._words = (
            cues
            | self.greetings
            | self.never
            | self.ordinary
            | somewhere
            | self.proper
            | self.reo
            | self.institutions
            | labels
        )
        # First names that are no word of any tongue here: in small letters too they name someone, whatever stands round them.
        self.telling = frozenset(word for word in self.first - self._words if len(word) > 3 and word.isalpha())
        kin = {word for cue in pack.words("family") for word in _WORD.findall(cue)}
        self.telling -= kin | frozenset(pack.words("reo_names")) | self.greetings
        self.alone = (self.first - self._words) | self.amid

    def is_listed(self, word: str) -> bool:
        """Whether a word is a first name or a surname of the lists."""
        return word in self.first or word in self.last

    def is_ordinary(self, word: str) -> bool:
        """Whether a word counts as a name only where it looks like one: an ordinary word too, or on no list."""
        return word in self.ordinary or not self.is_listed(word)

    def unknown(self, word: str) -> bool:
        """Whether a word stands on no list at all: no name, no word of a language, no place and no firm."""
        if word in self._words or word in self.first or word in self.last or len(word) < 3:
            return False
        return word.isalpha() and not (word[-1] == "s" and word[:-1] in self._words)

    def is_plain(self, word: str) -> bool:
        """Whether a word is an ordinary one, a place, a firm or no name at all."""
        return word in self._words

    def clear(self, word: str) -> bool:
        """Whether a word is a name of the lists and nothing else."""
        return (word in self.first or word in self.last) and word not in self._words

    def namelike(self, word: str) -> bool:
        """Whether a word with a capital may be a part of a name: one of the lists and nothing else, or on no list; of a word
        with hyphens, each part."""
        parts = word.replace("'", "").split("-")
        return all(self.clear(part) or self.unknown(part) or (part in _JOINING and len(parts) > 1) for part in parts)

    def answer(self, text: str) -> str:
        """What an answer of bare words to "what is your name?" holds: "all" of it is a name, a name may "begin" it, or ""."""
        words = [word.strip(".,'").lower() for word in text.split()]
        listed = [self.is_listed(word) for word in words]
        if len(words) > 1 and all(listed) and any(word not in self.ordinary for word in words):
            return "all"
        if len(words) < 3 or sum(word[0].isupper() for word in text.split()) > 1:
            return "begin"
        return "begin" if listed[0] and words[0] not in self.ordinary else ""

    def is_pair(self, first: str, last: str) -> bool:
        """Whether a first name of the list and a surname of the list make up a person, and no place or plain words."""
        plain = last.split()[-1].split("-")[0]
        forms = {last, plain, last.replace("'", ""), last.replace(" ", "").replace("'", "")}
        if first not in self.first or not (forms & self.last or last.startswith(("mc", "mac", "o'", "te "))):
            return False
        if f"{first} {last}" in self._towns:
            return False
        if first in self.ordinary and first not in self.amid and (plain in self.ordinary or plain in self.places):
            return False
        if first in self.places and plain in self.places:
            return False
        return plain not in self.never and (first not in self.never or self.is_surname(plain))

    def is_name_despite(
        self, text: str, end: int, core: str, is_capital: bool, count: int, strict: bool, listed_only: bool
    ) -> bool:
        """Whether a word that is ruled out is a name all the same: a listed surname after a first name, or a listed first
        name that a surname follows or that was given as a name."""
        if core in self.english and is_capital and (count or not strict):
            return not listed_only and _NAME_STOPS.match(text, end) is not None
        if not is_capital or core in self.places:
            return False
        if count:
            return core in self.last
        following = _CAPITAL_NEXT.match(text, end)
        if core in self.common:  # "my name is Cash Warren"
            return not strict and following is not None and self.is_surname(following[1].lower())
        if core not in self.first:
            return False
        if following is not None:
            surname = following[1].lower()
            if self.is_surname(surname) or (not listed_only and surname in self.first and surname not in self.never):
                return True
            unknown = surname not in self.never and surname not in self.ordinary and surname not in self.places
            if (
                (unknown or not strict)
                and surname not in self.never
                and (not strict or (not listed_only and _SURNAME_ENDS.match(text, following.end())))
            ):
                return True
        if core in self.months and listed_only:
            return False
        return end == len(text) or _NAME_ENDS.match(text, end) is not None

    def two_capitals(self, text: str, end: int, core: str) -> bool:
        """Whether a capitalised surname follows the word that ends at `end`."""
        following = _CAPITAL_NEXT.match(text, end)
        return following is not None and self.is_surname(following[1].lower()) and core not in self.places

    def is_town(self, words: str) -> bool:
        """Whether these words are a town or a suburb."""
        return words in self._towns

    def is_surname_too(self, word: str) -> bool:
        """Whether a word is a surname, though it may be an ordinary word or a place too."""
        return word in self.last and word not in self.never

    def is_surname(self, word: str) -> bool:
        """Whether a word is a surname and nothing else."""
        return word in self.last and word not in self.never and word not in self.ordinary and word not in self.places


def _flat(words: Iterable[str]) -> Iterable[str]:
    return (word.lower() for word in words)
