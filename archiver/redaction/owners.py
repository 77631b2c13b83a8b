"""Names of whom a value belongs to: right before it, with a label or "born" between ("Kobe Example NSN 123456789", "Te Ao, born
..."), after it ("... for Idil"), behind "he is", "care of" and "the number of".

A word with a capital counts as a name here when it is on the lists of names and nothing else, or on no list at all; beside
another such word, and joined to a name that was found, a plain one may be.
"""

from __future__ import annotations

import re
from collections.abc import Set

from archiver.model.redaction import Kind
from archiver.redaction.lexicon import NameLists
from archiver.redaction.name_words import NameWords
from archiver.redaction.spans import Mask
from archiver.redaction.view import View

_WORD = r"[A-Z](?:'[A-Z])?[a-z'][a-z']{0,23}(?:-[A-Za-z][a-z]{1,20})?"
_JOINER = (
    r"(?:[Tt]e|[Vv]an|[Vv]on|[Dd]er|[Dd]en|[Dd]e|[Dd]os|[Dd]as|[Dd]el|[Dd]ella"
    r"|[Aa]h|[Bb]in|[Aa]l|[Ee]l|[Ll]e|[Ll]a|[Dd]a|[Dd]i|[Aa]bu)"
)
_NAME = rf"(?:[A-Z]\.? ){{0,2}}(?:{_JOINER} )?{_WORD}(?: (?:{_JOINER}[ -]|[A-Z]\.? )?{_WORD}){{0,3}}"
_BEFORE = re.compile(
    rf"(?<![A-Za-z'-])(?P<name>{_NAME})(?P<between>(?:[ ,(:;~–-]{{1,3}}[A-Za-z]{{2,12}}){{0,2}}[ ,(:;#~.–-]{{1,4}})$"
)
_AFTER = re.compile(
    rf"[ ,]{{1,2}}(?:is |are )?(?:for|of|goes to|belongs to|is) (?P<name>{_NAME})(?=\s*(?:$|[.,!?;\n)]))"
)
_CUED = re.compile(
    r"(?:(?<![A-Za-z])(?:[Hh]e|[Ss]he|[Tt]he (?:boy|girl|baby|other)(?: one)?|[Oo]ne|[Tt]win [0-9]|[Bb]ub|[Bb]aby)"
    r"(?: is|'s| was| called) "
    rf"|(?<![A-Za-z])c/o |(?<![A-Za-z])(?:[Cc]are of|[Aa]sk for|[Ll]ooking for) )(?P<name>{_NAME})(?![A-Za-z])"
)
_LABEL_OF = re.compile(rf"(?<![A-Za-z])(?P<label>[A-Za-z]{{2,10}}) (?:of|for) (?P<name>{_NAME})(?![A-Za-z'])")
_LAST = re.compile(rf"(?<![A-Za-z'-])(?P<name>{_WORD})(?P<between>[ ,(:;#~.–-]{{1,4}})$")
_SENTENCE_ENDS = re.compile(r"\s*(?:$|[.,!]\s)")
_PEOPLE = re.compile(r"(?:ish|ese|an|ic|i|ist|er)$")
_SOMEWHERE = re.compile(r"[A-Za-z] $")
_WINDOW = 72
_OWNED = frozenset(Kind) - {Kind.NAME, Kind.ADDRESS, Kind.LINK_TOKEN, Kind.COORDINATES, Kind.EMAIL, Kind.PLATE}
_PARTICLES = frozenset({"te", "van", "von", "der", "den", "de", "dos", "das", "del", "della", "ah", "bin", "al", "el", "le", "la", "da", "di", "abu"})  # fmt: skip  # noqa: E501
_PIECE = re.compile(r"[a-z']+")


class Owners:
    """Finds the names of those whom a value belongs to."""

    def __init__(self, lists: NameLists, words: NameWords) -> None:
        self._lists = lists
        self._words = words
        self._between = (
            lists.labels | lists.countries | {"born", "dob", "my", "her", "his", "on", "no", "is", "nz", "old", "new"}
        )

    def find(self, view: View, mask: Mask, words: Set[str]) -> None:
        """Take the names of owners in a text of these words, whose values are taken already."""
        text = view.text
        if text.islower() or text.isupper():
            return
        for span in list(mask.spans):
            if span.kind in _OWNED:
                self._before(view, mask, span.start)
                self._after(view, mask, span.end)
        if "is" in words or "c/o" in view.low or "ask" in words or "called" in words or "twin" in words:
            for cued in _CUED.finditer(text):
                start, end = cued.span("name")
                said = cued.group().lower().startswith(("he", "she", "one"))  # "she is Catholic"
                strange = _SENTENCE_ENDS.match(text, end) and not _PEOPLE.search(cued["name"])
                self._take(view, mask, start, end, stray=said and not strange and not mask.is_taken(end + 1, end + 2))
        if "of" in words or "for" in words:
            for of in _LABEL_OF.finditer(text):
                if of["label"].lower() in self._lists.labels:
                    self._take(view, mask, *of.span("name"))

    def _before(self, view: View, mask: Mask, start: int) -> None:
        begin = max(0, start - _WINDOW)
        text = view.text[begin:start]
        found = _BEFORE.search(text)
        if found is None:
            return
        between = _PIECE.findall(found["between"].lower())
        if not all(word in self._between for word in between):
            found = _LAST.search(text)  # the words between may be the name: "the wife Maricel LK580841"
            between = []
        if found is not None:
            stray = bool(between) or _SOMEWHERE.search(text, 0, found.start("name")) is not None
            self._take(view, mask, begin + found.start("name"), begin + found.end("name"), stray=stray)

    def _after(self, view: View, mask: Mask, end: int) -> None:
        found = _AFTER.match(view.text, end)
        if found is not None:
            self._take(view, mask, *found.span("name"))

    def _take(self, view: View, mask: Mask, start: int, end: int, *, stray: bool = False) -> None:
        """Take the words of [start, end) that may name someone, from the first that no rule has taken. `stray` says that one
        word on no list is as likely a place, a make or a people: "in Kisumu +254 ...", "our Pajero ABC123"."""
        joined = False
        while start < end and not mask.is_free(start, end):
            space = view.text.find(" ", start, end)
            if space < 0:
                return
            joined = mask.is_taken(start, space)
            start = space + 1
        parts = self._parts(view.low[start:end])
        if not parts or self._words.is_street(view, end) or parts[-1] in self._lists.institutions:
            return
        lists = self._lists
        if joined:
            fits = all(part not in lists.firm and part not in lists.places for part in parts)
        elif len(parts) > 1:
            fits = all(map(self._may_name, parts)) and any(map(lists.namelike, parts))
        else:
            listed = lists.clear(parts[0]) and parts[0] not in lists.located
            fits = listed or (not stray and lists.namelike(parts[0]) and not lists.is_town(parts[0]))
        if fits:
            self._words.take(view, mask, start, end, "name.owner", 0.75)

    def _parts(self, name: str) -> list[str]:
        pieces = (part.strip("'") for part in _PIECE.findall(name.lower()))
        return [part for part in pieces if len(part) > 1 and part not in _PARTICLES]

    def _may_name(self, word: str) -> bool:
        lists = self._lists
        return lists.namelike(word) or (
            lists.is_listed(word) and word not in lists.firm and word not in lists.countries and not lists.is_town(word)
        )
