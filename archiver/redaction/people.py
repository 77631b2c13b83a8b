"""Where a text names the people of a thread.

Whole words only; a name that is an ordinary word too needs a capital and a sign that the person is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice

from archiver.model.redaction import Kind
from archiver.redaction.lexicon import SMALL
from archiver.redaction.screen_names import PIECE, KnownName
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View


def handles_in(low: str, mask: Mask, handles: Sequence[str]) -> None:
    """Take the participants' handles where they stand as words of their own, with or without an @."""
    for handle in handles:
        place = low.find(handle)
        while place >= 0:
            end = place + len(handle)
            while low[end : end + 1] == "_" or (low[end - 1] == "_" and low[end : end + 1].isalnum()):
                end += 1
            start = place - 1 if low[place - 1 : place] == "@" else place
            apart = not (low[start - 1 : start] or " ").isalnum() and not (low[end : end + 1] or " ").isalnum()
            if apart and (not handle.isalpha() or start < place):
                value = re.sub(r"[^a-z0-9]", "", handle)
                mask.take(Span(start, end, Kind.HANDLE, "handle.participant", value, 0.95, "a participant's handle"))
            place = low.find(handle, max(end, place + 1))


_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_BETWEEN = re.compile(r"[ -]{1,2}(?:[a-z]\.? |(?:te|de|van|von|der|da|la|le|al|el|bin|abu)[ -]){0,2}|'")
_OKINA = frozenset("\u02bb\u02bc")
_MONTHS = frozenset({"january", "april", "may", "june", "july", "august"})
_IN_MONTH = re.compile(
    r"(?<![a-z])(?:in|on|since|from|next|last|this|by|until|till|til|of|to|early|late|mid|before|after|during|or|and"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?)[ -]$"
)
_DAY = re.compile(r" (?:[0-9]|or |and )")
_DETERMINED = re.compile(r"(?<![a-z])(?:an?|the|any|no|some|this|that|of) $")
_HERE = re.compile(r" here(?:$|[,.!]| from| again)")
_GOES_ON = re.compile(r" [a-z]")
_OWNS = re.compile(r"'s(?![a-z0-9'])")
_THING = re.compile(
    r"(?<![a-z])(?:an?|the|any|no|some|this|that|these|those|of|my|our|your|ur|his|her|their|each|every|one|first|last"
    r"|next|new|old|big|power|water|gas|phone|internet|medical|hospital|electricity|rates|rent|vet|dental) $"
)
_PAID = re.compile(
    r"'s (?:payments?|pay|rent|bills?|rates|budget|increase|statement|appointment|meeting|figures|instal)"
)
_SPOKEN_WITH = re.compile(
    r"(?<![a-z])(?:(?P<told>tell|told|ask|asked)|(?:ring|rang|call|called|text|texted|txt|msg)) $"
)
_WHAT = re.compile(r" (?:to|that|if|about|how|when|what|where|why|i|im|i'm|we|she|he)(?![a-z])|[,.!?)\n]|$")
_BACK = re.compile(r" (?:to|on|back|again|about)(?![a-z])|[,.!?)\n]|$")
_APOSTROPHE = re.compile(r"'([a-z]{1,20})(?![a-z])")
_DOES = re.compile(r" (?:is|was|would|has|will|wants|needs|said|says|isn't|isnt|hasn't|hasnt)(?![a-z])")
_HELPERS = frozenset({"will", "may", "can"})
_LOCATING = re.compile(r"(?<![a-z])(?:in|at|near|around|via|outside|of|from|to) $")
_WITHIN = re.compile(r"(?<![a-z])(?:in|at|near|around|via|outside) $")
_GREETED = re.compile(
    r"(?<![a-z])(?:hi|hiya|hello|hey|dear|ora|koe|morena|talofa|lelei|bula|lava|thanks|thank you|cheers|sorry|worries|great|pai"
    r"|its|it's|im|i'm|this is|name is|[a-z],)[ ]$"
)
_NEXT_WORD = re.compile(r" ([a-z]+)")
# "the ferry to Russell", "Gore is open": the place and not the one who has its name.
_MOVING = re.compile(
    r"(?<![a-z])(?:ferry|bus|train|drive|drove|driving|comes? out|came out|go|going|goes|moved?|moving|trip|flight|road) to $"
)
_OPEN = re.compile(r" (?:is|isn't|isnt) (?:open|closed|shut|the closest|closest|the nearest|nearest)(?![a-z])")
# "Tram 178", "Ward 7B": a number of something, and no telephone and no date.
_NUMBERED = re.compile(r" [0-9]{1,3}[a-z]?(?![a-z0-9]|[ ./-]?[0-9])")
_CAPITAL_BEFORE = re.compile(r"(?:[a-z,] [A-Z][A-Za-z]*|[0-9]) $")
_CAPITAL_AFTER = re.compile(r" [A-Z][a-z]")
Addressed = Callable[[str, int, int], bool]
_Hit = tuple[int, int, KnownName]


def mentioned(
    view: View,
    mask: Mask,
    known: Mapping[str, KnownName],
    addressed: Addressed | None = None,
    institutions: Collection[str] = (),
) -> None:
    """Take the known names in a text: whole words, and an ordinary word only where the person is meant: with a capital, or
    where `addressed` finds a greeting or an introduction right before it."""
    low, text = view.low, view.text
    hits: list[_Hit] = []
    for match in PIECE.finditer(low):
        name = known.get(match.group())
        if name is None:
            continue
        start, end = match.span()
        before, after = low[start - 1 : start], low[end : end + 1]
        if before in {"#", "_"} or before.isdigit() or after == "_" or after.isdigit():
            continue
        if low[max(0, start - 2) : start] in {"o'", "d'"} and not low[start - 3 : start - 2].isalnum():
            start -= 2
        hits.append((start, end, name))
    merged: list[_Hit] = []
    plain: list[bool] = []  # nothing but words that are ordinary ones too
    for start, end, name in hits:
        last = merged[-1] if merged else None
        if last and last[2].person == name.person and _BETWEEN.fullmatch(low, last[1], start):
            merged[-1] = (last[0], end, name)
            # "hope young" is a person though both are words; "kia ora" is none, whatever someone calls themself.
            plain[-1] = plain[-1] and name.ordinary and not (last[2].listed and name.listed)
        else:
            merged.append((start, end, name))
            plain.append(name.ordinary)
    for (start, end, name), ordinary in zip(merged, plain, strict=True):
        if low[max(0, start - 3) : start] == "te " and name.person.find("te " + low[start:end]) >= 0:
            start -= 3
        title = name.person.partition(" ")[0]
        if title in _HONORIFICS and f"{title} {low[start:end]}" == name.person and low.endswith(f"{title} ", 0, start):
            start -= len(title) + 1  # "Mrs Example" is all that this one is called
        whole = len(name.person) > end - start and low.startswith(name.person, start)
        if whole and not low[start + len(name.person) : start + len(name.person) + 1].isalnum():
            end = start + len(name.person)  # "grace p", where a letter alone is no word to look for
        elif (low[start:end] == name.value and _is_elsewhere(text, low, start, end, name, institutions)) or (
            ordinary
            and (not _is_meant(text, low, start, end) or _is_thing(text, low, start, end, name))
            and not _is_theirs(text, low, start, end, name)
            and (addressed is None or not addressed(low, start, end))
        ):
            continue
        rest = _APOSTROPHE.match(low, end)
        if rest and name.person.find(f"{name.value} {rest[1]}") >= 0:
            end = rest.end()  # "Pua'i"
        value = " ".join(PIECE.findall(low[start:end]))
        start = with_okina(view, start)
        mask.take(
            Span(start, end, Kind.NAME, "name.participant", value, 0.97, "a name of someone in this conversation")
        )


def _is_elsewhere(text: str, low: str, start: int, end: int, name: KnownName, institutions: Collection[str]) -> bool:
    """Whether a word of a name stands for a place, a firm or a day instead: "from Tuakau", "Victoria Street", "2nd Tuesday"."""
    following = _NEXT_WORD.match(low, end)
    office = following is not None and following[1] in institutions and text[start].isupper()
    if following and office and (text[following.start(1)].isupper() or name.place):
        return True
    if name.proper:
        return _GREETED.search(low, max(0, start - 12), start) is None
    if not name.place:
        return False
    where = _WITHIN if name.listed else _LOCATING
    if where.search(low, max(0, start - 9), start) or _MOVING.search(low, max(0, start - 16), start):
        return True
    return _OPEN.match(low, end) is not None


def _is_thing(text: str, low: str, start: int, end: int, name: KnownName) -> bool:
    """Whether an ordinary word with a capital is a thing with a number ("Tram 178"), or, where it is no name of the lists, a
    part of something longer: "the Auckland Marathon", "0800 BATMAN"."""
    if _NUMBERED.match(low, end):
        return _GREETED.search(low, max(0, start - 12), start) is None
    if not name.word or low[start:end] != name.value:
        return False
    before = _CAPITAL_BEFORE.search(text, max(0, start - 20), start)
    if before is not None and _GREETED.search(low, max(0, start - 12), start) is None:
        return True
    return _CAPITAL_AFTER.match(text, end) is not None


def is_whole_name(low: str, start: int, known: Mapping[str, KnownName]) -> bool:
    """Whether a known name of two words or more begins at `start`, as in "@Jo Example look": a mention, and no handle."""
    words: list[re.Match[str]] = []
    for match in islice(PIECE.finditer(low, start), 5):
        if words and low[words[-1].end() : match.start()] not in {" ", "-", "'"}:
            break
        words.append(match)
    if len(words) < 2 or (words[0].group() not in known and words[0].group() not in SMALL):
        return False
    following = next((match.group() for match in words[1:] if match.group() not in SMALL), "")
    return following in known


def with_okina(view: View, start: int) -> int:
    """Where a name starts that may begin with a glottal stop: its sign belongs to the name."""
    if start and view.low[start - 1] == "'" and view.source[view.span(start - 1, start)[0]] in _OKINA:
        return start - 1
    return start


def _is_theirs(text: str, low: str, start: int, end: int, name: KnownName) -> bool:
    """Whether an ordinary word that is a name too has something ("Rose's school", "aroha's bro") or is spoken with ("tell
    aroha to ring"): only a listed first name, and in small letters only where it is no thing ("the power bill's due")."""
    word = low[start:end]
    if not name.listed or len(word) < 3 or name.person.partition(" ")[0] != word:
        return False  # "King's Birthday", "what's up" are no one's, whatever someone calls themself
    if _OWNS.match(low, end):
        if word in _MONTHS and _PAID.match(low, end):
            return False
        if text[start].isupper():
            return _DETERMINED.search(low, max(0, start - 6), start) is None
        return word not in _MONTHS and _THING.search(low, max(0, start - 14), start) is None
    verb = _SPOKEN_WITH.search(low, max(0, start - 8), start)
    if verb is None or word in _HELPERS or word in _MONTHS:
        return False
    return (_WHAT if verb["told"] else _BACK).match(low, end) is not None


def _is_meant(text: str, low: str, start: int, end: int) -> bool:
    """Whether an ordinary word that is a name too stands for the person: it has a capital, and not just because a
    sentence begins with it."""
    if _HERE.match(low, end) and not low[max(0, start - 3) : start].rstrip(" '(")[-1:].isalnum():
        return True  # "grace here, ..."
    if not text[start].isupper() or (text.isupper() and end - start > 1):
        return False
    words = PIECE.findall(low, start, end)
    if len(words) > 1:  # "Grace Young" is a person, "Kia ora" is none
        return all(
            text[match.start()].isupper() for match in PIECE.finditer(low, start, end) if match.group() not in SMALL
        )
    if words and words[0] in _MONTHS and (_IN_MONTH.search(low, max(0, start - 10), start) or _DAY.match(low, end)):
        return False  # "in May", "May 4"
    place = start
    while place and low[place - 1] in " \"'(":
        place -= 1
    if _DETERMINED.search(low, max(0, start - 6), start) and _GOES_ON.match(low, end):
        return False  # "the Grace period"
    at_start = not place or low[place - 1] in ".!?\n:;"
    if at_start and _DOES.match(low, end) and len(words) == 1 and words[0] not in _MONTHS | _HELPERS:
        return True
    return not at_start or low[end : end + 1] in {"", ",", ".", "!", "?", "\n", ")", "-"}
