"""What looks like a name of a person and is none: shops, agencies, places of two words, greetings, people in public life,
cyclones and the parties of a published case. It is kept before any rule for names looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Set

from archiver.model.rules import RulePack
from archiver.redaction.spans import Mask

_PIECE = re.compile(r"[a-z]+")
_THEIRS = re.compile(r"(?<![a-z])(?:my|our|his|her|im|i'm|i am|this is|name is|name) (?:[a-z-]+ ){0,2}$")
_STORM = re.compile(r"(?<![a-z])(?:cyclone|hurricane|typhoon|hmnzs) ([a-z]+)(?![a-z])")
_GOODS = frozenset({"washing", "washer", "fridge", "freezer", "dryer", "oven", "dishwasher", "tv", "heat", "model"})
_STORMS = frozenset({"cyclone", "hurricane", "typhoon", "hmnzs"})
_CASE = re.compile(r"([a-z'-]+(?: [a-z'-]+)?) v\.? ([a-z'-]+(?: [a-z'-]+){0,3}) (?=\[[0-9]{4}\]|\([0-9]{4}\))")
_MODEL = re.compile(
    r"(?<![a-z])([a-z]+) "
    r"(?=[a-z]{1,4}-?[0-9]{2,5}[a-z]{0,2} (?:washing|washer|fridge|freezer|dryer|oven|dishwasher|tv|heat|model))"
)


class Lookalikes:
    """Keeps lookalikes by the word lists of a pack."""

    def __init__(self, pack: RulePack) -> None:
        self._brands: dict[str, list[str]] = {}
        self._public = frozenset(pack.words("public_people"))
        for brand in (*pack.words("not_people"), *self._public):
            self._brands.setdefault(_PIECE.findall(brand)[0], []).append(brand)

    def keep(self, low: str, mask: Mask, words: Set[str], own: Collection[str]) -> None:
        """Nothing takes the lookalikes in a text of these `words`; `own` names outweigh them."""
        if not _STORMS.isdisjoint(words):
            for storm in _STORM.finditer(low):
                mask.keep(*storm.span(1))
        if not _GOODS.isdisjoint(words):
            for model in _MODEL.finditer(low):
                mask.keep(*model.span(1))  # "the Simpson SWF1015 washing machine"
        if "v" in words and ("[" in low or "(" in low):
            for case in _CASE.finditer(low):
                mask.keep(*case.span(1))
                mask.keep(*case.span(2))
        for word in self._brands.keys() & words if not words.isdisjoint(self._brands) else ():
            for brand in self._brands[word]:
                place = low.find(brand)
                if place >= 0 and own and all(part in own or len(part) < 3 for part in _PIECE.findall(brand)):
                    continue
                while place >= 0:
                    end = place + len(brand)
                    apart = not low[place - 1 : place].isalnum() and not low[end : end + 1].isalpha()
                    meant = brand in self._public and _THEIRS.search(low, max(0, place - 30), place)
                    if apart and not meant and mask.is_free(place, end):
                        mask.keep(place, end)
                    place = low.find(brand, end)
