"""Names that are words too, or on no list, where a sentence leaves no doubt that a person is meant: signed in any typing,
"X again", "SURNAME, First", alone on a line, after a title, before an age, "can X act for me", "taku whaea, a X".

How far the name goes the reader says; here it is only said where one begins and what must follow it.
"""

from __future__ import annotations

import re
from collections.abc import Set

from archiver.redaction.lexicon import NameLists
from archiver.redaction.name_reader import NameReader
from archiver.redaction.name_words import NameWords
from archiver.redaction.spans import Mask
from archiver.redaction.view import View

_SIGNED = re.compile(
    r"(?<![a-z])(?:regards|faithfully|sincerely|yours truly|nga mihi(?: nui| mahana)?|naku(?: noa)?(?:,? na)?|signed(?: by)?)"
    r"(?: from)?"
    r"(?:[ ]*(?:[,:~-]?[ ]*\n?|[.!]?[ ]*\n)[ ~*-]{0,3})(?=[a-z])"
)
SIGNED_WORDS = frozenset({"regards", "faithfully", "sincerely", "truly", "mihi", "naku", "signed"})
_LETTERED = re.compile(r"(?:[a-z]\. ?|[b-hj-z] ){1,3}(?=[a-z]{3})")
_SIGNED_END = re.compile(r"[ ]*(?:$|[^a-z0-9\s'@_]|\n)| (?:and|x+|ps|here)(?![a-z])")
_AGAIN = re.compile(
    r"(?:^|[\n.!?] ?|(?<![a-z])(?:hi|hello|hey|ora|morena|talofa|bula|lelei|its|it's),? )"
    r"(?P<name>[a-z][a-z'-]{1,20}(?: [a-z][a-z'-]{1,20})?)(?=,? again,?(?: (?:sorry|here|from|with|about)|[\s.!]*(?:$|\n)))"
)
_SPEAKING = re.compile(
    r"(?:^|[\n.!?] ?|(?<![a-z])(?:hi|hello|hey|ora|morena|talofa|bula|lelei|its|it's|this is),? )"
    r"(?P<name>[a-z][a-z'-]{0,20}(?: [a-z][a-z'-]{0,20}){0,3}) speaking(?=[ ]*(?:$|[-.,!/;\n]))"
)
_NO_SPEAKERS = frozenset(
    [
        "english",
        "maori",
        "reo",
        "samoan",
        "tongan",
        "hindi",
        "mandarin",
        "cantonese",
        "korean",
        "arabic",
        "language",
        "native",
        "generally",
        "personally",
        "strictly",
        "technically",
        "financially",
        "honestly",
        "legally",
        "broadly",
        "roughly",
        "practically",
        "public",
        "i",
        "im",
        "am",
        "was",
        "is",
        "are",
        "be",
        "been",
        "not",
        "you",
        "we",
        "who",
        "someone",
        "nobody",
        "anyone",
        "still",
        "always",
        "just",
        "person",
        "people",
    ]
)
_OUT = re.compile(r"(?:^|[\n,.!] ?)(?P<name>[a-z]{3,20}) out[^a-z0-9]*$")
_LEADING = r"(?:(?:DE LA|VAN DER|VAN DE|VAN|VON|DER|DE|DU|DELA|DOS|LA|LE|TE|AH|AL|EL|BIN)[ -])?"
_SURNAME_FIRST = re.compile(
    rf"(?<![A-Za-z'-])(?P<last>{_LEADING}[A-Z][A-Z'-]{{1,24}}), "
    r"(?P<first>[A-Z][a-z'-]{1,20}(?: [A-Z][a-z'-]{1,20})?)(?![A-Za-z'])"
)
_TURNED = re.compile(r"[A-Z], [A-Z][a-z]")
_ALONE = re.compile(
    r"(?:^|[\n.!?] ?)(?P<name>[A-Za-z][A-Za-z'-]{0,24}(?:(?: {1,2}|\n)[A-Za-z][A-Za-z'-]{1,24}){1,3})[\s.!]*$"
)
_TITLED = re.compile(r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Mx|MR|MRS|MS)\.? {1,2}(?P<name>[A-Z][A-Za-z'-]{1,24})(?![A-Za-z])")
_TITLED_SMALL = re.compile(r"(?<![a-z])(?:mr|mrs)\.? (?P<name>[a-z]{2,24})(?![a-z'])")
_ACTING = re.compile(
    r"(?<![a-z])(?:can|could|may|let|want|get) (?P<name>[a-z][a-z'-]{1,24}(?: {1,2}[a-z][a-z'-]{1,24}){1,3}?)"
    r" (?:to )?(?:act|speak|talk|sign|deal|apply|collect|represent|answer)(?![a-z])"
)
_ACTS = frozenset({"act", "speak", "talk", "sign", "deal", "apply", "collect", "represent", "answer"})
_REO = re.compile(
    r"(?<![a-z])(?:taku|toku|tana|tona|aku|oku|ana|ona|tou|ta matou|to matou) (?P<kin>[a-z]+)(?: [a-z]+)?,? (?:a|ko) (?=[a-z])"
)
_REO_WORDS = frozenset({"taku", "toku", "tana", "tona", "aku", "oku", "ana", "ona", "tou", "matou"})
_AGED = re.compile(
    r"(?<![A-Za-z@#'-])(?P<name>[A-Z][a-z'-]{2,20}(?: [A-Z][a-z'-]{2,20})?)"
    r"(?:,? (?:is |was |just |turns |turned )?(?:aged? |born |b\. ?|dob:? )[0-9]"
    r"|,? \(?[0-9]{1,2} ?(?:yrs?|yo|y/o|years|mths?|months)(?: old)?(?! ago)(?![a-z]))"
)
_AGES = frozenset({"age", "aged", "born", "dob", "b", "yr", "yrs", "yo", "years", "mth", "mths", "months"})
TITLES = frozenset({"mr", "mrs", "ms", "mx"})
_LINE = re.compile(
    r"(?:^|[\n.!?;/] ?)(?:(?:just|its|it's|im|i'm|Just|Its|It's|Im|I'm|ko|Ko) )?"
    r"(?P<name>[A-Za-z][A-Za-z'-]{0,24}(?: {1,2}[A-Za-z][A-Za-z'-]{1,24}){1,3})(?=[ .!]*(?:\n|$)|[.!;,]? [-/]|[.!;,] )"
)
_JOINED = re.compile(r" (?:te|van|von|de|dela|dos|der|al|bin|ah) [a-z'-]{2,}$")
_LONGEST_ANSWER = 400
_PIECE = re.compile(r"[a-z']+")
_TELLING = SIGNED_WORDS | _ACTS | _REO_WORDS | _AGES | {"out", "again", "speaking"}
_LONGEST_ALONE = 80


class FullNames:
    """Finds names by what stands round them, by the lists of a pack."""

    def __init__(self, lists: NameLists, words: NameWords, kin: Set[str]) -> None:
        self._lists = lists
        self._words = words
        self._kin = kin
        self._reader = NameReader(lists)

    def turned(self, view: View, mask: Mask) -> None:
        """Take "SURNAME, First", before anyone takes either for a name of its own."""
        if _TURNED.search(view.text):
            for match in _SURNAME_FIRST.finditer(view.text):
                if self._is_listed_first(match["last"].lower(), match["first"].lower()):
                    self._words.take(view, mask, *match.span(), "name.pair", 0.85)

    def find(self, view: View, mask: Mask, words: Set[str], *, asked: bool) -> None:
        """Take the other such names of a text of these `words`; `asked`: it answers a question for a name."""
        if asked and len(view.text) <= _LONGEST_ANSWER:
            for line in _LINE.finditer(view.text):
                if self._is_alone(line["name"], asked=True):
                    self._words.take(view, mask, *line.span("name"), "name.answer", 0.85)
        if not _TELLING.isdisjoint(words):
            self._told(view, mask, words)
        if len(view.text) <= _LONGEST_ALONE:
            alone = _ALONE.search(view.text)
            if alone and self._is_alone(alone["name"]):
                self._words.take(view, mask, *alone.span("name"), "name.answer", 0.8)

    def _speaks(self, view: View, start: int, end: int) -> bool:
        """Whether the words before "speaking" are somebody's name: a listed or strange one, or capitals among small letters."""
        said = view.low[start:end].split(" ")
        if not _NO_SPEAKERS.isdisjoint(said):
            return False
        typed = view.text[start:end]
        lists = self._lists
        return typed.istitle() or any(word in lists.first or word in lists.last or lists.unknown(word) for word in said)

    def _told(self, view: View, mask: Mask, words: Set[str]) -> None:
        low, text = view.low, view.text
        if not SIGNED_WORDS.isdisjoint(words):
            self._signed(view, mask)
        if "out" in words:
            for match in _OUT.finditer(low):
                if match["name"] in self._lists.first and match["name"] not in self._lists.never:
                    self._words.take(view, mask, *match.span("name"), "name.signed", 0.8)
        if "speaking" in words:
            for match in _SPEAKING.finditer(low):
                if self._speaks(view, *match.span("name")):
                    self._words.take(view, mask, *match.span("name"), "name.introduced", 0.85)
        if "again" in words:
            for match in _AGAIN.finditer(low):
                if self._greets(view, *match.span("name")):
                    self._words.take(view, mask, *match.span("name"), "name.introduced", 0.85)
        if not _ACTS.isdisjoint(words):
            for match in _ACTING.finditer(low):
                if self._reader.read(view, match.start("name"), sure=False) == match.end("name"):
                    self._words.take(view, mask, *match.span("name"), "name.dealt-with", 0.85)
        if not _REO_WORDS.isdisjoint(words):
            for match in _REO.finditer(low):
                upto = self._reader.read(view, match.end(), sure=True) if match["kin"] in self._kin else 0
                if upto:
                    self._words.take(view, mask, match.end(), upto, "name.relation", 0.85)
        if not _AGES.isdisjoint(words):
            for match in _AGED.finditer(text):
                if self._may_be_aged(_PIECE.findall(match["name"].lower())):
                    self._words.take(view, mask, *match.span("name"), "name.beside", 0.8)

    def _signed(self, view: View, mask: Mask) -> None:
        """Take what stands after words that hardly anything but a name follows, to the end of the line or to a sign."""
        for sign in _SIGNED.finditer(view.low):
            start = sign.end()
            lettered = _LETTERED.match(view.low, start)
            upto = self._reader.read(view, lettered.end() if lettered else start, sure=True)
            if not upto or not _SIGNED_END.match(view.low, upto):
                continue
            parts = _PIECE.findall(view.low[start:upto])
            first = parts[0]
            if first in self._lists.greetings and first not in self._lists.first:
                continue  # "nga mihi, bula"
            if (
                lettered
                or len(parts) > 1
                or not self._reader.plain_at(view, start)
                or (view.text[start].isupper() and first in self._lists.first)
            ):
                self._words.take(view, mask, start, upto, "name.signed", 0.9)

    def _greets(self, view: View, start: int, end: int) -> bool:
        """Whether the words before "again" are a name: each listed, or with a capital and on no list."""
        lists, parts = self._lists, _PIECE.findall(view.low[start:end])
        if not all(
            (part in lists.first or part in lists.last or (view.text[start].isupper() and lists.unknown(part)))
            and part not in lists.never
            for part in parts
        ):
            return False
        return view.text[start].isupper() or parts[0] in lists.first

    def _is_listed_first(self, last: str, first: str) -> bool:
        """Whether a surname in capitals and a first name after its comma are a person, and no agency and whom it concerns."""
        lists = self._lists
        leading, _, name = last.rpartition(" ")
        name = name.replace("'", "")
        given = all(part in lists.first or lists.unknown(part) for part in re.split("[ -]", first.replace("'", "")))
        if not given or (name in lists.never and not leading) or (name in lists.located and name not in lists.last):
            return False
        known = first.split(" ")[0] in lists.first
        return bool(leading) or name in lists.last or (known and lists.namelike(name) and len(name) > 4)

    def titled(self, view: View, mask: Mask) -> None:
        """Take the word after a title whatever else it is: with a capital a surname, or no word of the firm ones."""
        lists = self._lists
        for match in _TITLED.finditer(view.text):
            word = match["name"].lower().replace("'", "")
            if (match["name"].isupper() and word not in lists.last and not view.text.isupper()) or mask.is_taken(
                match.end(), match.end() + 2
            ):
                continue  # a surname that was found will be made whole
            if word in lists.last or (word not in lists.firm and word not in lists.proper and not lists.is_town(word)):
                self._words.take(view, mask, *match.span("name"), "name.titled", 0.9)
        if not view.text.isupper():
            for match in _TITLED_SMALL.finditer(view.low):
                small = view.text[match.start("name")].islower()
                if small and match["name"] in lists.last and match["name"] not in lists.particles:
                    self._words.take(view, mask, *match.span("name"), "name.titled", 0.85)

    def _may_be_aged(self, parts: list[str]) -> bool:
        lists = self._lists
        if not parts or parts[0] in lists.never or parts[0] in lists.countries or parts[0] in lists.proper:
            return False
        return parts[0] in lists.first and all(part in lists.last or lists.namelike(part) for part in parts[1:])

    def _is_alone(self, typed: str, *, asked: bool = False) -> bool:
        """Whether all of a line is a name: a first name and surnames, of which one at least is nothing else."""
        lists = self._lists
        words = [word.replace("'", "") for word in typed.lower().split() if word not in lists.particles]
        if len(words) < 2 or lists.is_town(" ".join(words)) or words[-1] in lists.offices - lists.last:
            return False
        first, last = words[0].split("-")[0], words[-1].split("-")[-1]
        joined = _JOINED.search(typed.lower()) is not None  # "donna te aho"
        middle = all(lists.is_listed(word) or lists.unknown(word) for word in words[1:-1])
        if (
            not middle
            or (first in lists.firm and first not in lists.first)
            or first in lists.greetings
            or first in lists.located
        ):
            return False
        if asked and first in lists.first and lists.unknown(last) and len(last) > 4:
            return typed.islower() or typed.isupper() or typed.istitle()
        if joined and first in lists.first and lists.clear(first):
            return True
        if typed.islower():
            return first in lists.first and (
                (last in lists.last and lists.clear(last))
                or (lists.clear(first) and lists.unknown(last) and len(last) > 3)
            )
        if not all(word[0].isupper() for word in typed.split() if word not in lists.particles):
            return False
        if typed.isupper():
            return first in lists.first and last in lists.last and (lists.clear(first) or lists.clear(last))
        if first in lists.first:
            return lists.namelike(last) or (last in lists.last and (lists.clear(first) or last not in lists.never))
        strange = lists.namelike(first) and last in lists.last and last not in lists.wordy
        return strange and last not in lists.offices and last not in lists.located
