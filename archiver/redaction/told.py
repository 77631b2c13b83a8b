"""Names told by where they stand: beside a number or a date, in brackets after one, in a count of children, before "that's my
name", after "she is", joined to another by "and".

A word with a capital counts as a name here when it is on the lists of names or on no list at all.
"""

from __future__ import annotations

import re
from collections.abc import Set

from archiver.model.redaction import Kind
from archiver.redaction.lexicon import NameLists
from archiver.redaction.name_words import NameWords
from archiver.redaction.spans import Mask
from archiver.redaction.view import View

_WORD = r"[A-Z](?:'[A-Z])?[a-z'][a-z']{0,23}(?:[A-Z][a-z]{1,20})?(?:-[A-Za-z][a-z]{1,20})?"
_JOINER = (
    r"(?:[Tt]e|[Vv]an|[Vv]an [Dd]er|[Dd]e|[Aa]h|[Bb]in|[Aa]l|[Ee]l"
    r"|[Ll]e|[Ll]a|[Dd]a|[Dd]i|[Dd]os|[Dd]as|[Dd]el|[Vv]on|[Aa]bu)"
)
_FULL = re.compile(
    rf"(?:[A-Z]\.? ){{0,3}}(?:{_JOINER} )?{_WORD}(?: (?:{_JOINER}[ -]|[A-Z]\.? )?{_WORD}){{0,3}}(?![A-Za-z])"
)
_ONE = re.compile(_WORD)
_CLAUSE = re.compile(
    r"(?:^|\n|[.!?:;,] {1,2}|[0-9][.)] "
    r"|(?<![a-z])(?:yes|yeah|yea|yep|ok|okay|its|it's|ae|oh|um|and|kids|hers?|his) )[~*-]{0,2}(?=[a-z])"
)
_TAIL = re.compile(
    r"[ ,(:;*~-]{0,3}(?P<told>(?:(?:for real|fr|no joke|seriously|yes) )?"
    r"(?:thats|that's|that is|is) (?:my|me|his|her|him)(?: (?:full |real |legal )?names?)?(?![a-z])"
    r"|for real|no joke|not a joke|no not|not the|btw|here(?![a-z])|no lie|swear)"
)
_WEAK_TAILS = frozenset({"btw", "not the", "no not", "here"})
_INITIAL_ENDS, _ENUMERATING = frozenset(" ."), frozenset("0123456789-*")
_TOLD = frozenset({"thats", "that", "is", "real", "joke", "btw", "here", "lie", "swear", "not"})
_DATED = re.compile(
    r"[ ,(:;-]{1,3}(?:dob:? |born |b\. ?)?"
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{1,2} [a-z]{3,9} [0-9]{2,4})(?![0-9])"
)
_BARE_END = re.compile(r"[^a-z0-9]*$")
_INITIALS = re.compile(r"(?:[B-HJ-Z]\.? |[A-Z]\.? ?[A-Z]\.? )")
_GAP = re.compile(r"[ ,(:;~.-]{1,4}")
_COUNT = r"first|second|third|fourth|1st|2nd|3rd|4th|eldest|oldest|youngest|middle|older|younger|other"
_COUNTED = re.compile(rf"(?<![a-z])(?:{_COUNT})(?: one| is| was|'s|s)?[ :,-]{{1,2}}(?=[a-z])")
_COUNTS = frozenset(re.findall("[a-z]+", _COUNT))
_BRACKET = re.compile(r"\(([A-Z][a-z'-]{1,20}(?: [A-Z][a-z'-]{1,20}){0,2})\)")
_PERSON = re.compile(
    r"(?<![a-z])(?:he|she|who|they|he's|she's|this|name|him|her|me|me is|my name|under|is|was|with|by|to|for|and|cc|called|named"
    r"|asked|tell|told|clients?|students?|patients?|tenant|employee|worker) (?=[a-z])"
)
_FULL_STOPS = re.compile(
    r"\s*(?:$|[,.!?;:)(\n]|[^\x00-\x7f]|(?:and|or|is|was|has|had|here|from|who|he|she|they|needs?|have|are|were|both|got|gets|said|says|at|in|on|for"
    r"|to|works|can|will|because|but|about|so|with|signed|my|our|not|too|as|did|does|wants|called|rang|moved|lives|lived|will|would|should|still|also"
    r"|please|thx|thanks|again|now|then|when|if|that|which|whose|died|passed)(?![a-z]))"
)
_ENDS = re.compile(r"\s*(?:$|[,;)\n]|[.!]\s*$|[^\x00-\x7f])")
_JOINED_BEFORE = re.compile(r"(?<![A-Za-z@#'.-])([A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?)(?:( and | & | n )|, )$")
_JOINED_AFTER = re.compile(
    r"(?: \(?[0-9./-]{1,10}\)?)?(?:( and | & | n |, and )|, | [0-9][.)] )((?:Te )?[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?)"
    r"(?![A-Za-z])"
)
_KIN_TALE = re.compile(r"(?<![a-z'-])(?P<name>[a-z]{3,20})(?: is| was|s|'s) (?:my|our) (?P<kin>[a-z]+)(?![a-z])")
_KIN_BRACKET = re.compile(
    r"(?<![A-Za-z])(?P<name>[A-Z][a-z'-]{2,20}(?: [A-Z][a-z'-]{2,20})?) "
    r"\((?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]he) (?P<kin>[a-z]+)"
)
_OWNED = re.compile(
    r"(?<![A-Za-z@#'-])([A-Z][a-z]{2,20}(?:-[A-Z][a-z]{1,20})?)(?:'s (?:dob|date of birth|birth|birthday|name|full name|surname"
    r"|client|ird|nhi|number|phone|file|address|mum|mother|dad|father|son|daughter|partner|wife|husband|kids|baby)"
    r"| family| whanau)(?![a-z])"
)
_SMALL_LEAD = re.compile(r"([a-z]{3,20}(?: [a-z]{3,20}){1,2})(?=[ ,(:;-]{1,3})")
_SMALL_SAYS = re.compile(
    r"(?<![a-z])(?:say|says|tell|told|ask|that|said|her|him|them|you|u|if) (?P<name>[a-z]{3,20}) "
    r"(?:told (?:u|you|me|us)|said|says|from|sent|is the one|rang)(?![a-z])"
)
_POSSESSIONS = frozenset(
    {
        "dob",
        "birth",
        "birthday",
        "name",
        "surname",
        "client",
        "ird",
        "nhi",
        "number",
        "phone",
        "file",
        "address",
        "mum",
        "mother",
    }
    | {"dad", "father", "son", "daughter", "partner", "wife", "husband", "kids", "baby", "family", "whanau"}
)
_SAYING = frozenset({"told", "said", "says", "from", "sent", "rang"})
_SMALLS = frozenset(
    {"dos", "das", "del", "von", "abu", "te", "van", "der", "de", "ah", "bin", "al", "el", "le", "la", "da", "di"}
)
_NO_OWNERS = frozenset({Kind.NAME, Kind.ADDRESS, Kind.EMAIL, Kind.LINK_TOKEN, Kind.COORDINATES})
_PIECE = re.compile(r"[a-z']+")


class Told:
    """Finds names by where they stand."""

    def __init__(self, lists: NameLists, words: NameWords, kin: Set[str]) -> None:
        self._lists = lists
        self._words = words
        self._kin = kin

    def find(self, view: View, mask: Mask, words: set[str], candidates: Set[str]) -> None:
        """Take the names of a text that its signs, its numbers and its other words single out; `candidates` are those of its
        words that could be a name."""
        low, text = view.low, view.text
        if text.islower():
            if mask.spans or "/" in low or "." in low:
                self._small_lead(view, mask)
        elif candidates:
            if not text.isupper():
                alone = text[1:2] in _INITIAL_ENDS or text[0] in _ENUMERATING
                if alone or mask.spans or len(candidates) > 1 or not _TOLD.isdisjoint(words):
                    self._clauses(view, mask)
                if len(candidates) > 1:
                    self._people(view, mask)
            if not _POSSESSIONS.isdisjoint(words):
                for owned in _OWNED.finditer(text):
                    if self._lists.namelike(owned[1].lower()):
                        self._words.take(view, mask, *owned.span(1), "name.relation", 0.8)
            if "(" in text:
                self._bracketed(view, mask)
            if not _COUNTS.isdisjoint(words):
                self._counted(view, mask)
            self._after_number(view, mask)
        if ("my" in words or "our" in words) and not self._kin.isdisjoint(words):
            for tale in _KIN_TALE.finditer(low):
                if tale["kin"] in self._kin and self._is_given(tale["name"]):
                    self._words.take(view, mask, *tale.span("name"), "name.relation", 0.85)
            for tale in _KIN_BRACKET.finditer(text) if "(" in text else ():
                if tale["kin"] in self._kin and all(map(self._may_name, self._parts(view, *tale.span("name")))):
                    self._words.take(view, mask, *tale.span("name"), "name.relation", 0.85)
        if not _SAYING.isdisjoint(words):
            for said in _SMALL_SAYS.finditer(low):
                if self._is_given(said["name"]):
                    self._words.take(view, mask, *said.span("name"), "name.dealt-with", 0.8)

    def joined(self, view: View, mask: Mask) -> None:
        """Take listed first names that "and" or a comma joins to a name that was found: "Mele and Viliami"."""
        for span in list(mask.spans):
            if span.kind is not Kind.NAME or not view.text[span.start].isupper():
                continue
            before = _JOINED_BEFORE.search(view.text, max(0, span.start - 30), span.start)
            if before and (self._is_first(before[1].lower()) or (before[2] and self._lists.unknown(before[1].lower()))):
                self._words.take(view, mask, *before.span(1), "name.relation", 0.8)
            after = _JOINED_AFTER.match(view.text, span.end)
            if after and (
                after[2].startswith("Te ")
                or (self._is_first(after[2].lower()) and (after[1] or after[2].lower() not in self._lists.located))
                or (after[1] and self._lists.unknown(after[2].lower()) and _FULL_STOPS.match(view.low, after.end()))
            ):
                self._words.take(view, mask, *after.span(2), "name.relation", 0.8)

    def _clauses(self, view: View, mask: Mask) -> None:
        """Take names that open a clause: before "that's my name", before a date or a value, and whole where a name may end."""
        named = _names_in(mask)
        for begin in _CLAUSE.finditer(view.low):
            start = begin.end()
            full = _FULL.match(view.text, start) if view.text[start].isupper() else None
            if full is None or not mask.is_free(start, full.end()):
                continue
            end = full.end()
            words = self._parts(view, start, end)
            tail = _TAIL.match(view.low, end)
            if tail is not None:
                if self._is_told(words, tail["told"]):
                    self._words.take(view, mask, start, end, "name.given", 0.9)
            elif self._is_person(words) and self._number_next(view, mask, end, named):
                self._words.take(view, mask, start, end, "name.beside", 0.8)
            elif self._all_names(words) and _FULL_STOPS.match(view.low, end):
                initials = not start and _BARE_END.match(view.low, end) and _INITIALS.match(view.text)
                if len(words) > 1 or initials:
                    self._words.take(view, mask, start, end, "name.pair", 0.8)

    def _is_told(self, words: list[str], tail: str) -> bool:
        """Whether words before "that's my name" and the like are a name: any two, none of them plain before a weaker one."""
        lists = self._lists
        if len(words) > 1:
            return tail not in _WEAK_TAILS or not any(
                word in lists.firm and word not in lists.located for word in words
            )
        return all(map(self._may_name if tail not in _WEAK_TAILS else lists.unknown, words)) and tail != "btw"

    @staticmethod
    def _number_next(view: View, mask: Mask, end: int, named: Set[int]) -> bool:
        """Whether a date or a value that was taken, and is none of the names that begin at `named`, stands right after `end`."""
        if _DATED.match(view.low, end):
            return True
        gap = _GAP.match(view.low, end)
        if gap is None or gap.end() >= len(view.low) or mask.bytes[gap.end()] != 2:
            return False
        return gap.end() not in named

    def _people(self, view: View, mask: Mask) -> None:
        """Take words with capitals that stand on no list, after "she is", "for me", "to", and where a name may end."""
        for cue in _PERSON.finditer(view.low):
            start = cue.end()
            full = _FULL.match(view.text, start) if view.text[start].isupper() else None
            if full is None or not mask.is_free(start, full.end()) or not _FULL_STOPS.match(view.low, full.end()):
                continue
            words = self._parts(view, start, full.end())
            if len(words) > 1 and self._all_names(words):
                self._words.take(view, mask, start, full.end(), "name.pair", 0.8)

    def _bracketed(self, view: View, mask: Mask) -> None:
        """Take names in brackets after a value: "170931483 (Beau)"."""
        for match in _BRACKET.finditer(view.text):
            place = match.start() - (view.text[match.start() - 1 : match.start()] == " ")
            if place > 0 and mask.bytes[place - 1] == 2 and all(map(self._may_name, self._parts(view, *match.span(1)))):
                self._words.take(view, mask, *match.span(1), "name.beside", 0.8)

    def _counted(self, view: View, mask: Mask) -> None:
        """Take the names of a count: "first Poppy, second Flynn"."""
        for count in _COUNTED.finditer(view.low):
            found = _ONE.match(view.text, count.end())
            if found and all(map(self._may_name, self._parts(view, *found.span()))):
                self._words.take(view, mask, *found.span(), "name.relation", 0.8)

    def _after_number(self, view: View, mask: Mask) -> None:
        """Take a name with a capital between a value and the end, or the comma, after it: "021 555 0199 Devonte"."""
        for span in list(mask.spans):
            gap = None if span.kind in _NO_OWNERS else _GAP.match(view.low, span.end)
            full = _FULL.match(view.text, gap.end()) if gap else None
            if gap is None or full is None or not mask.is_free(*full.span()) or not _ENDS.match(view.low, full.end()):
                continue
            words = self._parts(view, *full.span())
            if self._is_person(words) or (len(words) == 1 and self._lists.unknown(words[0]) and "." not in gap.group()):
                self._words.take(view, mask, *full.span(), "name.beside", 0.8)

    def _small_lead(self, view: View, mask: Mask) -> None:
        """Take words in small letters that open a text before a date or a value: each of the lists of names or on no list."""
        lead = _SMALL_LEAD.match(view.low)
        if lead is None or not mask.is_free(*lead.span(1)):
            return
        words = lead[1].split(" ")
        fits = all(map(self._may_name, words)) and any(map(self._lists.namelike, words))
        if fits and self._number_next(view, mask, lead.end(1), _names_in(mask)):
            self._words.take(view, mask, *lead.span(1), "name.beside", 0.8)

    def _parts(self, view: View, start: int, end: int) -> list[str]:
        """The words of a name without its particles and initials; of one with hyphens those that are a name and nothing else."""
        found: list[str] = []
        for whole in view.low[start:end].split(" "):
            parts = [part for part in _PIECE.findall(whole) if len(part) > 1 and part not in _SMALLS]
            clear = [part for part in parts if self._lists.namelike(part)] if len(parts) > 1 else []
            found += clear or parts
        return found

    def _is_given(self, word: str) -> bool:
        """Whether a small word is a first name, though it may be another word too; "will", "may" and "can" are none."""
        lists = self._lists
        return word in lists.first and word not in lists.never and word not in lists.located and len(word) > 2

    def _is_first(self, word: str) -> bool:
        return self._may_name(word) and word in self._lists.first

    def _may_name(self, word: str) -> bool:
        """Whether a word with a capital may name someone: of the lists though ordinary too, or on no list."""
        lists = self._lists
        word = word.replace("'", "")
        if word in lists.labels:
            return False  # "Reg 16A"
        return lists.unknown(word) or (
            lists.is_listed(word)
            and word not in lists.never
            and word not in lists.countries
            and not lists.is_town(word)
        )

    def _all_names(self, words: list[str]) -> bool:
        """Whether words with capitals are a name wherever they stand: one at least is nothing else, no other is plain."""
        lists = self._lists
        last = len(words) - 1
        if words and words[last] in lists.institutions and words[0] not in lists.first:
            return False  # "Hagley Park"
        return any(map(lists.namelike, words)) and all(
            lists.namelike(word)
            or ((word in lists.first or (place == last and word in lists.last)) and word not in lists.never)
            for place, word in enumerate(words)
        )

    def _is_person(self, words: list[str]) -> bool:
        """Whether words with capitals beside a number are a name: each may be one, and one of them is a listed first name, or
        they are two and more; a town may be the first name where nothing but names follow."""
        if len(words) > 1 and words[0] in self._lists.located:
            return all(map(self._lists.namelike, words[1:]))  # "Rangiora Te Whata"
        if not words or not all(map(self._may_name, words)):
            return False
        return len(words) > 1 or words[0] in self._lists.first


def _names_in(mask: Mask) -> Set[int]:
    """Where the names that were found so far begin."""
    return {span.start for span in mask.spans if span.kind is Kind.NAME}
