"""The people of a thread: the words by which a text may name them, of their screen names and handles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.redaction.contract import Person
from archiver.redaction.lexicon import SMALL, NameLists
from archiver.redaction.view import fold

PIECE = re.compile(r"[a-z]+")
_WHOLE = re.compile("[a-z']+")
_LONG_VOWEL = re.compile("([aeiouAEIOU])\u0304")
_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "mum",
        "mom",
        "dad",
        "mummy",
        "daddy",
        "the",
        "and",
        "nz",
        "family",
        "whanau",
        "page",
        "official",
        "xx",
        "xo",
        "jp",
        "qsm",
        "phd",
    }
)
_WHERE = frozenset({"in", "on", "at", "from", "of", "via", "near", "outta", "nr"})
_JOINING = _WHERE | {
    "for",
    "with",
    "by",
    "to",
    "as",
    "is",
    "it",
    "its",
    "me",
    "my",
    "not",
    "no",
    "vs",
    "or",
    "us",
    "we",
}


@dataclass(frozen=True, slots=True)
class KnownName:
    """A word of a name that is known in this conversation: whose it is, and whether it is an ordinary word too."""

    value: str
    person: str
    ordinary: bool
    listed: bool = False  # on the lists of names, though it may be an ordinary word too
    place: bool = False  # a place too
    proper: bool = False  # a place, a firm or a day and no name: a capital says nothing
    word: bool = False  # of a screen name, and nothing but a word


def known_words(lists: NameLists, persons: Sequence[Person]) -> dict[str, KnownName]:
    """Every word of the participants' names and handles, save the agency's, by which a text may name them."""
    found: dict[str, KnownName] = {}
    for person in persons:
        if person.role == "agency":
            continue
        whole = fold(person.display_name).low
        parts = [part for part in PIECE.findall(whole) if len(part) > 1]
        joined = " ".join(PIECE.findall(whole))
        compact = {"".join(PIECE.findall(piece)) for piece in whole.split() if not piece.isalpha()}
        doubled = {"".join(PIECE.findall(piece)) for piece in fold(_doubled(person.display_name)).low.split()}
        beside, alone = _beside(lists, whole), set(_WHOLE.findall(whole))
        for part in [*parts, *sorted(compact - set(parts)), *sorted(doubled - compact - set(parts))]:
            if len(part) < 2 or part in SMALL or part in _TITLES or part in beside:
                continue
            ordinary = part in lists.ordinary or part in lists.never or len(part) < 3
            listed = lists.is_listed(part)
            word = not listed and part in alone and lists.is_plain(part) and part not in lists.greetings
            place, proper = part in lists.located, part in lists.proper
            found.setdefault(part, KnownName(part, joined, ordinary or word, listed, place, proper, word))
    return found


def _beside(lists: NameLists, whole: str) -> set[str]:
    """The words of a screen name that name nobody: what joins the others, a street's type amid it, and where someone says to
    live or belong: "Chris from Rotary", "Edith on Elm Street", "hungry in Huntly"."""
    words = PIECE.findall(whole)
    found = {word for word in words if word in _JOINING}
    found.update(word for place, word in enumerate(words[:-1]) if place and word in lists.street_types)
    place = next((at for at, word in enumerate(words) if at and word in _WHERE), len(words))
    for word in words[place + 1 :]:
        if word in lists.located or (words[place] != "of" and not lists.clear(word)):
            found.add(word)
    return found - set(words[: min(place, 1)])


def _doubled(name: str) -> str:
    """The name with long vowels as two letters, as some write them: Hēmi, Heemi."""
    flat = unicodedata.normalize("NFD", name)
    return _LONG_VOWEL.sub(lambda match: match[1] + match[1].lower(), flat)


def known_handles(persons: Sequence[Person]) -> tuple[str, ...]:
    """The handles of the participants, save the agency's, and display names that are handles; longest first."""
    found = set()
    for person in persons:
        if person.role == "agency":
            continue
        for name in (person.handle, person.display_name):
            low = fold(name).low.strip().lstrip("@")
            if len(low) >= 4 and " " not in low and (name == person.handle or not low.isalpha()):
                found.add(low)
    return tuple(sorted(found, key=len, reverse=True))
