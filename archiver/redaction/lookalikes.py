"""What looks like a name of a person and is none: shops, agencies, places of two words, greetings, people in public life,
cyclones and the parties of a published case. It is kept before any rule for names looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set

from archiver.model.rules import RulePack
from archiver.redaction.spans import Mask
from archiver.redaction.view import View

_PIECE = re.compile(r"[a-z]+")
_THEIRS = re.compile(r"(?<![a-z])(?:my|our|his|her|im|i'm|i am|this is|name is|name) (?:[a-z-]+ ){0,2}$")
_STORM = re.compile(r"(?<![a-z])(?:cyclone|hurricane|typhoon|hmnzs) ([a-z]+)(?![a-z])")
# Offices of public life: who holds one is named for it.
_OFFICE = re.compile(
    r"(?<![a-z])(?:mayor|prime minister|governor-general|governor general|premier|pope|hon\.?|rt hon\.?) "
    r"([a-z'-]{2,20}(?: [a-z'-]{3,20})?)"
)
_OFFICES = frozenset({"mayor", "minister", "governor", "premier", "pope", "hon"})
_GOODS = frozenset({"washing", "washer", "fridge", "freezer", "dryer", "oven", "dishwasher", "tv", "heat", "model"})
_STORMS = frozenset({"cyclone", "hurricane", "typhoon", "hmnzs"})
_GIVEN = frozenset({"te aroha", "te puea", "te ata", "te arawa", "te kahui", "te tiriti", "tane mahuta"})
_SURNAME = re.compile(r" ([A-Z][a-z]+)(?![a-z])")
_CLAIMED = re.compile(r"(?<![a-z])(?:i am|i'm|im|my|name is|this is) $")
_CASE = re.compile(r"([a-z'-]+(?: [a-z'-]+)?) v\.? ([a-z'-]+(?: [a-z'-]+){0,3}) (?=\[[0-9]{4}\]|\([0-9]{4}\))")
_MODEL = re.compile(
    r"(?<![a-z])([a-z]+) "
    r"(?=[a-z]{1,4}-?[0-9]{2,5}[a-z]{0,2} (?:washing|washer|fridge|freezer|dryer|oven|dishwasher|tv|heat|model))"
)


class Lookalikes:
    """Keeps lookalikes by the word lists of a pack."""

    def __init__(self, pack: RulePack) -> None:
        self._brands: dict[str, list[str]] = {}
        self._surnames = frozenset(
            word.lower() for word in (*pack.words("surnames"), *pack.words("surnames_census"))
        ) - frozenset(pack.words("institutions"))
        self._public = frozenset(pack.words("public_people"))
        for brand in (*pack.words("not_people"), *self._public):
            self._brands.setdefault(_PIECE.findall(brand)[0], []).append(brand)

    def _is_name(self, view: View, start: int, end: int) -> bool:
        """Whether a given name that is a place too stands with a surname."""
        surname = _SURNAME.match(view.text, end)
        return surname is not None and surname[1].lower() in self._surnames

    def keep(self, view: View, mask: Mask, words: Set[str], own: Collection[str]) -> None:
        """Nothing takes the lookalikes in a text of these `words`; `own` names outweigh them."""
        low, text = view.low, view.text
        if not _STORMS.isdisjoint(words):
            for storm in _STORM.finditer(low):
                mask.keep(*storm.span(1))
        if not _OFFICES.isdisjoint(words):
            for office in _OFFICE.finditer(low):
                end = office.end()
                if not text[office.start(1)].isupper() or _CLAIMED.search(
                    low, max(0, office.start() - 12), office.start()
                ):
                    continue
                second = low.find(" ", office.start(1), end)
                if second > 0 and not text[second + 1].isupper():
                    end = second
                if not (own and all(part in own for part in _PIECE.findall(low, office.start(1), end))):
                    mask.keep(office.start(), end)
        if not _GOODS.isdisjoint(words):
            for model in _MODEL.finditer(low):
                mask.keep(*model.span(1))  # "the Simpson SWF1015 washing machine"
        if "v" in words and ("[" in low or "(" in low):
            for case in _CASE.finditer(low):
                mask.keep(*case.span(1))
                mask.keep(*case.span(2))
        for word in sorted(self._brands.keys() & words) if not words.isdisjoint(self._brands) else ():
            for brand in self._brands[word]:
                place = low.find(brand)
                if place >= 0 and own and all(part in own or len(part) < 3 for part in _PIECE.findall(brand)):
                    continue
                while place >= 0:
                    end = place + len(brand)
                    apart = not low[place - 1 : place].isalnum() and not low[end : end + 1].isalpha()
                    meant = brand in self._public and _THEIRS.search(low, max(0, place - 30), place) is not None
                    if brand in _GIVEN and self._is_name(view, place, end):
                        meant = True  # "ko Te Aroha Muru ahau"
                    if apart and not meant and mask.is_free(place, end):
                        mask.keep(place, end)
                    place = low.find(brand, end)
