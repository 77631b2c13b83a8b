"""Where someone lives: street addresses, PO boxes, private bags and rural delivery.

A suburb, a town or a postcode alone is kept; an office's address in the agency's own message is, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction.address_tail import RURAL, AddressTail
from archiver.redaction.around import Surroundings
from archiver.redaction.keep import Public, street_form
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_UNIT = (
    r"(?:(?:flat|unit|apt|apartment|suite|room|rm|villa|level|lvl|shop|lot|f|u|whare|house|townhouse|cottage|cabin|studio|block|floor|door|site)"
    r"(?:[ .]{0,2}[0-9]{1,4}[a-z]?|[ .]{1,2}[a-h](?=[ ,/]))[ ,/-]{1,3}|lot )?"
)
# "15th Avenue", "No. 3 Road".
_ORDINAL = r"[0-9]{1,3}(?:st|nd|rd|th) {1,2}|no\.? ?[0-9]{1,2} {1,2}"
_WORD = r"[a-z][a-z'.-]{0,22}(?:[ ]{1,2}|\n)"
# A letter that looks like a figure stands for one where it touches one: "l67", "9O7".
_FIGURES = "(?:[0-9][0-9oil|]{0,4}|[oil|]{1,2}[0-9][0-9oil|]{0,3})"
_NUMBER = rf"{_FIGURES} ?[a-z]?(?:[ ]?[/-][ ]?{_FIGURES}[a-z]?)?"
_LOOKALIKES = str.maketrans("oil|", "0111")
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"  # noqa: E501 - one pattern
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_SAID_WORDS = frozenset((_ONES + "|" + _TENS).split("|"))
_PO = re.compile(
    r"(?<![a-z])(?:p\.? ?o\.? ?b(?:ox|x)|post(?:al)? ?box|pouaka poutapeta|private bag|p/bag)"
    r"[ .:#]{0,3}[0-9]{1,5}(?:[ -]?[0-9]{2,4})?(?![0-9])"
)
_MOVED = re.compile(r"(?<![a-z])(?:from|to|into|at|address|address is|live|living|lives|house is) $")
# A sending, a visit or a stay right before a number: "send the forms to 80 kauri gr".
_SENT = re.compile(
    r"(?<![a-z])(?:sen[dt]|post(?:ed)?|mail(?:ed)?|deliver(?:ed|y)?|drop(?:ped)?|courier(?:ed)?|mov(?:ed|ing)|shift(?:ed|ing)?|visit(?:ed)?"
    r"|stay(?:s|ed|ing)?|liv(?:e|es|ed|ing)|rent(?:s|ed|ing)?|noho|landlord|tenant|tukuna|nuku)(?![a-z])"
    r"[^.!?\n0-9]{0,34} (?:to|at|from|in|ki|kei|i|of) $"
)
_PLACED = re.compile(r"(?:^|[\n.!?;:,(] ?|(?<![a-z])(?:at|to|from|kei|ki|ko|of|is|its|it's) )$")
_ALONE = re.compile(r"(?:(?:kei|it'?s|at|yes|ae|yep|hi|bula|talofa|kia ora|morena|malo)[ ,!.]{1,2}){0,3}")
_COUNTED = re.compile(r"[0-9][a-z]?,?[ \n]{1,2}$")
_GOES_ON = re.compile(
    r" (?:of|to|too|for|more|cases?|calls?|dates?|hearings?|orders?|through|around|up|down|ahead|off|out|back)(?![a-z])"
)
_LIKE_FIGURES = re.compile(r"(?<![0-9a-z])[oil|]{1,2}[0-9][0-9oil|]*|(?<![a-z])[0-9]+[oil|][0-9oil|]*(?![a-z])")
# "RD1" is the form for a review of a decision, too.
_FORM_AFTER = re.compile(r"[,:]? (?:form|\(?review|of decision)(?![a-z])")
_FORM_BEFORE = re.compile(r"(?<![a-z])forms?(?: is| called| an?| the| number)* $")
_LABELLED = re.compile(
    r"(?<![0-9a-z.,$])(?<![0-9][ ./-])" + _UNIT + rf"({_NUMBER}),?[ \n]{{1,2}}" + r"((?:[a-z][a-z'-]{1,20}[ ]?){1,4})"
)


class Places:
    """Finds addresses by the street types and cues of a pack."""

    def __init__(self, pack: RulePack, public: Public) -> None:
        self.types: Mapping[str, str] = pack.table("street_types")
        self._plain = frozenset(pack.table("street_plain"))
        self._stop = frozenset(pack.words("street_stop"))
        self._stop_names = frozenset(pack.words("street_stop_names"))
        self._openers = frozenset(pack.words("answer_openers"))
        self._cues = tuple(pack.words("address_cues"))
        offices = "|".join(map(re.escape, pack.words("office_words"))) or "(?!)"
        self._office = re.compile(rf"(?<![a-z])(?:{offices})")  # "avenue" is no venue
        self._yours = re.compile("|".join(re.escape(word) for word in pack.words("your_address_words")) or "(?!)")
        self._confirmed = re.compile("|".join(map(re.escape, pack.words("your_address_after"))) or "(?!)")
        self._not_streets = frozenset(pack.words("not_streets"))
        after = "|".join(map(re.escape, pack.words("address_cues_after"))) or "(?!)"
        self._after = re.compile(rf"[^.!?\n]{{0,40}}?(?<![a-z])(?:{after})(?![a-z])")
        self._public = public
        types = "|".join(sorted(self.types, key=len, reverse=True))
        self._street = re.compile(
            rf"(?<![0-9a-z.$]){_UNIT}(?P<num>{_NUMBER}),?[ \n]{{1,2}}"
            rf"(?P<name>(?:{_ORDINAL})(?:{_WORD}){{0,3}}?|(?:{_WORD}){{1,5}}?)(?P<type>{types})(?![a-z0-9])(?! (?:{types})(?![a-z0-9]))(?! o(?: [a-z'-]{{2,20}}){{1,2}} (?:{types})(?![a-z]))\.?(?: (?:north|south|east|west|extension|ext)(?![a-z]))?"  # noqa: E501 - one pattern
            rf"(?:(?<!\.) [0-9]{{1,3}}(?![0-9]))?"
        )
        self._said = re.compile(
            rf"(?<![a-z0-9-])(?:{_UNIT}|[0-9]{{1,4}}[a-z]? ?/ ?)(?P<num>(?:(?:{_ONES}|a) hundred (?:and )?)?(?:(?:(?:{_TENS})[ -])?(?:{_ONES})|{_TENS}))(?: ?[a-h])?,?[ \n]{{1,2}}(?P<name>(?:[a-z][a-z'.-]{{1,22}} {{1,2}}){{1,3}}?)(?P<type>{types})(?![a-z])"  # noqa: E501 - one pattern
        )
        self._lone = re.compile(
            rf"(?<![0-9a-z.$]){_UNIT}(?P<num>{_NUMBER}) (?P<type>broadway|esplanade|promenade|the (?:terrace|esplanade|parade|strand|mall|square|crescent|rise|quay|boulevard))(?![a-z])"  # noqa: E501 - one pattern
        )
        # In the text with its capitals: "RD1 Kauri Valley Rd", "at Kauri Avenue 132".
        named = rf"(?!State )(?:[A-Z][A-Za-z'-]{{1,22}} ){{1,3}}(?=[A-Z])(?i:{types})(?![A-Za-z0-9])"
        self._road = re.compile(rf",? {named}")
        self._numbered = re.compile(
            rf"(?<![A-Za-z])(?i:at|on|live|kei|from|of|address|to) ({named} (?:[Nn]o\.? ?)?([0-9]{{1,4}}[A-Za-z]?))"
            r"(?= ?(?:[.,;!?\n]|$))"
        )
        self._tail = AddressTail(pack)
        self._cue = re.compile(
            "(?<![a-z])(?:" + "|".join(re.escape(cue) for cue in self._cues) + r")(?![a-z])" if self._cues else "(?!)"
        )
        self._home = re.compile(
            r"(?<![a-z])(?:" + "|".join(map(re.escape, pack.words("street_cues") or ("(?!)",))) + r")(?![a-z])"
        )
        self._type_words = frozenset(re.findall(r"[a-z]+", kind)[0] for kind in self.types)
        self._cue_words = frozenset(re.findall(r"[a-z]+", cue)[0] for cue in self._cues)
        self.words = (
            frozenset(self.types)
            | {"box", "pobox", "bag", "pouaka", "bx", "r"}
            | {word for cue in self._cues for word in cue.split()}
        )

    def says(self, words: Set[str]) -> bool:
        """Whether a text of these words without figures may hold an address whose number is a word."""
        return not self._type_words.isdisjoint(words) and not _SAID_WORDS.isdisjoint(words)

    def detect(self, view: View, mask: Mask, around: Surroundings, words: Set[str]) -> None:
        """Take the addresses of a text of these words."""
        low, role, asked = view.low, around.role, Kind.ADDRESS in around.asked
        if "box" in low or "bag" in low or "bx" in low or "pouaka" in low:
            for match in _PO.finditer(low):
                self._take(view, mask, match.start(), match.end(), "address.po-box", 0.97, around)
        if not self._type_words.isdisjoint(words):
            if not _SAID_WORDS.isdisjoint(words):
                for match in self._said.finditer(low):
                    self._said_match(view, mask, match, around)
            for match in self._street.finditer(low):
                self._street_match(view, mask, match, around)
            for match in self._numbered.finditer(view.text) if role != "agency" else ():
                if not (len(match[2]) == 4 and match[2][:2] in {"19", "20"}):
                    self._take(view, mask, match.start(1), match.end(2), "address.street", 0.8, around)
        if "the " in low or "broadway" in low or "esplanade" in low or "promenade" in low:
            for match in self._lone.finditer(low):
                self._take(view, mask, match.start(), match.end(), "address.street", 0.9, around)
        if "rd" in words or "r" in words or "rural" in words:
            for match in RURAL.finditer(low):
                text = view.text[match.start() : match.end()]
                if _FORM_AFTER.match(low, match.end()) or _FORM_BEFORE.search(
                    low, max(0, match.start() - 16), match.start()
                ):
                    continue
                if text[0].isupper() or self._cued(low, match.start()):
                    road = self._road.match(view.text, match.end())
                    end = road.end() if road else match.end()
                    self._take(view, mask, match.start(), end, "address.rural", 0.85, around)
        if asked or (not self._cue_words.isdisjoint(words) and self._cue.search(low)):
            for match in _LABELLED.finditer(low):
                if not self._cued(low, match.start()) and not (asked and self._answers(low, match.start())):
                    continue
                self._labelled(view, mask, match, around)

    def _answers(self, low: str, start: int) -> bool:
        """Whether nothing but small words stands before `start`: the text begins with the address that was asked for."""
        return start <= 24 and all(word in self._openers for word in re.findall(r"[a-z]+", low[:start]))

    def _cued_after(self, low: str, end: int) -> bool:
        return self._after.match(low, end, end + 60) is not None

    def _form(self, low: str, start: int, end: int) -> str:
        """The street line as one word: a letter that stands for a figure is that figure."""
        text = low[start:end]
        return street_form(_LIKE_FIGURES.sub(lambda found: found[0].translate(_LOOKALIKES), text), self.types)

    def _near_home(self, low: str, start: int) -> bool:
        return self._home.search(low, max(0, start - 30), start) is not None

    def _cued(self, low: str, start: int) -> bool:
        return self._cue.search(low, max(0, start - 45), start) is not None

    def _street_match(self, view: View, mask: Mask, match: re.Match[str], around: Surroundings) -> None:
        low, asked = view.low, Kind.ADDRESS in around.asked
        name, kind = match["name"], match["type"]
        words = name.replace(".", " ").split()
        start, end = match.span()
        if match["num"].startswith("0") or f"{words[-1] if words else ''} {kind}" in self._not_streets:
            return
        if not mask.is_free(start, end):
            end = match.end("type")  # the figures behind it are another's: "3 Kauri Street 20 june"
        capital = view.text[match.start("name")].isupper() or name[0].isdigit()
        unit = (
            "/" in match["num"]
            or (match["num"][-1].isalpha() and match["num"][-1] not in "oil")
            or not low[match.start()].isdigit()
        )
        cued = asked or unit or self._cued(low, start) or self._near_home(low, start) or self._cued_after(low, end)
        # "Bell Block Court": in capitals, or where an address was announced, some of these words are names too.
        named = view.text[match.start("name") : match.end("name")].istitle() or view.text[start:end].isupper()
        if words[0] == "no" and words[1:2] and words[1].isdigit():
            words = words[2:]
        if any(word in self._stop and not ((named or cued) and word in self._stop_names) for word in words):
            return
        if "\n" in name and not (capital and view.text[match.start("type")].isupper()):
            return  # two lines: "I have 3 dogs\nstreet is quiet"
        if kind not in self._plain and not cued and not self._reads_as_street(view, match, around, capital=capital):
            return
        if kind in {"st", "dr", "rd"} and not capital and not cued and len(words) == 1 and len(words[0]) < 3:
            return
        if kind == "dr" and low[match.end("type") : match.end("type") + 1] == "." and not cued:
            return
        self._take(view, mask, start, end, "address.street", 0.97 if capital or cued else 0.85, around)

    def _reads_as_street(self, view: View, match: re.Match[str], around: Surroundings, *, capital: bool) -> bool:
        """Whether a type that is an ordinary word too, or a short form of one, ends a street's name all the same: by
        capitals, by what stands right before its number or by the town behind it."""
        low, kind, start = view.low, match["type"], match.start()
        typed = view.text[match.start("type")].isupper()
        short = self.types[kind] != kind
        if not (typed or short) and _GOES_ON.match(low, match.end("type")):
            return False  # "a 7 Samoan way of life"
        if capital and (typed or short):
            return True
        if around.known is not None and around.known(self._form(low, start, match.end("type"))):
            return True
        town = self._tail.town(low, match.end("type"))
        if town is not None and (capital or typed or short or not view.text[town.start() : town.end()].islower()):
            return True
        if _SENT.search(low, max(0, start - 60), start):
            return True
        return (capital or typed or short) and _PLACED.search(low, max(0, start - 8), start) is not None

    def _said_match(self, view: View, mask: Mask, match: re.Match[str], around: Surroundings) -> None:
        """An address whose number is a word: with capitals in name and type alone, for "one way street" is none."""
        low, asked = view.low, Kind.ADDRESS in around.asked
        if any(word in self._stop for word in match["name"].split()) or not mask.is_free(match.start(), match.end()):
            return
        start, kind = match.start(), match["type"]
        unit = start < match.start("num")
        if not unit and _COUNTED.search(low, max(0, start - 5), start):
            return  # "12 Twenty Second Avenue"
        capital = view.text[match.start("name")].isupper()
        if not unit and not (capital and view.text[match.start("type")].isupper()):
            likely = asked or self._cued(low, start) or self._cued_after(low, match.end())
            moved = likely or _MOVED.search(low, max(0, start - 16), start) is not None
            if not ((kind in self._plain and moved) or (self.types[kind] != kind and (capital or moved)) or likely):
                return
        # "One Tree Hill Road" is a street's name: a number with a capital wants an address announced, or nothing before it.
        opens = view.text[match.start("num")].isupper()
        if opens and not unit and not (asked or self._cued(low, start)):
            return
        self._take(view, mask, start, match.end(), "address.street", 0.85, around)

    def _labelled(self, view: View, mask: Mask, match: re.Match[str], around: Surroundings) -> None:
        words = match[2].split()
        kept: list[str] = []
        for word in words:
            if word in self._stop:
                break
            kept.append(word)
        if not kept or (len(kept[0]) < 3 and kept[0] not in {"te", "o", "mt", "st"}):
            return
        end = match.start(2) + len(match[2][: match[2].find(kept[-1]) + len(kept[-1])])
        if view.text[match.start(2)].isupper():
            count = 0
            place = match.start(2)
            for word in kept:
                at = view.low.find(word, place)
                if not view.text[at].isupper():
                    break
                count, place = count + 1, at + len(word)
            end = place if count else end
        self._take(view, mask, match.start(), end, "address.labelled", 0.85, around)

    def _take(
        self, view: View, mask: Mask, start: int, end: int, rule: str, confidence: float, around: Surroundings
    ) -> None:
        low = view.low
        head = low[start:end]
        if self._public.has_address(head):
            mask.keep(start, self._tail.end(view, end))
            return
        if around.role == "agency" and self._is_office(low, start, end, around):
            mask.keep(start, self._tail.end(view, end))
            return
        stop, end = end, self._tail.end(view, end)
        while end > start and low[end - 1] in " ,.\n":
            end -= 1
        mask.take(
            Span(
                start,
                end,
                Kind.ADDRESS,
                rule,
                self._form(low, start, stop),
                confidence,
                "the form of a postal address",
            )
        )

    def _is_office(self, low: str, start: int, end: int, around: Surroundings) -> bool:
        """Whether the agency speaks of an office of its own, and not of the address of the one it writes to. What the street
        is called says nothing: "Ferguson Court"."""
        before, after = low[max(0, start - 80) : start], low[end : end + 60]
        if self._yours.search(before) or self._confirmed.search(after):
            return False
        if around.known is not None and around.known(self._form(low, start, end)):
            return False
        if low.startswith(("level ", "lvl ", "ground "), start) or (
            _ALONE.fullmatch(low, 0, start) and "?" not in after
        ):
            return True
        return self._office.search(before) is not None or self._office.search(after) is not None
