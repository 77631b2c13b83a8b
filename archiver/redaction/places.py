"""Where someone lives: street addresses, PO boxes, private bags, rural delivery and coordinates.

A suburb, a town or a postcode alone is kept; an office's address in the agency's own message is, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction.keep import Public, street_form
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_UNIT = (
    r"(?:(?:flat|unit|apt|apartment|suite|room|rm|villa|level|lvl|shop|lot|f|u|whare)"
    r"(?:[ .]{0,2}[0-9]{1,4}[a-z]?|[ .]{1,2}[a-h](?=[ ,/]))[ ,/-]{1,3}|lot )?"
)
_NUMBER = r"[0-9]{1,5} ?[a-z]?(?:[ ]?[/-][ ]?[0-9]{1,5}[a-z]?)?"
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"  # noqa: E501 - one pattern
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_SAID_WORDS = frozenset((_ONES + "|" + _TENS).split("|"))
_PO = re.compile(
    r"(?<![a-z])(?:p\.? ?o\.? ?b(?:ox|x)|post(?:al)? ?box|pouaka poutapeta|private bag|p/bag)"
    r"[ .:#]{0,3}[0-9]{1,5}(?:[ -]?[0-9]{2,4})?(?![0-9])"
)
_RD = re.compile(r"(?<![a-z0-9])(?<!(?<![a-z])i[ .])r\.? ?d\.? ?(?:no\.? ?)?[0-9]{1,2}(?![0-9a-z])")
_MOVED = re.compile(r"(?<![a-z])(?:from|to|into|at|address|address is|live|living|lives|house is) $")
# "RD1" is the form for a review of a decision, too.
_FORM_AFTER = re.compile(r"[,:]? (?:form|\(?review|of decision)(?![a-z])")
_FORM_BEFORE = re.compile(r"(?<![a-z])forms?(?: is| called| an?| the| number)* $")
_WORDS3 = re.compile(
    r"(///[a-z]{2,24}\.[a-z]{2,24}\.[a-z]{2,24})(?![a-z.])"
    r"|(?<![a-z])(?:what3words|what 3 words|w3w)(?: is| address|:)* ?:? ?/{0,3}([a-z]{2,24}\.[a-z]{2,24}\.[a-z]{2,24})(?![a-z.])"
)
_LABELLED = re.compile(
    r"(?<![0-9a-z.,$])(?<![0-9][ ./-])"
    + _UNIT
    + r"([0-9]{1,5} ?[a-z]?(?:[ ]?[/-][ ]?[0-9]{1,5}[a-z]?)?),?[ \n]{1,2}((?:[a-z][a-z'-]{1,20}[ ]?){1,4})"
)
_SUBURB = re.compile(
    r"(?:,[ ]?|[ ]|[ ]?\n)((?:(?:mt|st|te|o|new|the|upper|lower|north|south|east|west)[ .]{1,2})?[A-Za-z][A-Za-z'-]{2,20}(?: [A-Z][A-Za-z'-]{2,20}){0,2})"  # noqa: E501 - one pattern
)
_POSTCODE = re.compile(r"[ ,\n]{1,3}(?:nz |aotearoa |new zealand )?([0-9]{4})(?![0-9/:])")
_LINE_END = re.compile(r"[ .,]*(?:\n|$)")
_LOWER_TAIL = re.compile(r"(?:[ ,]{1,2}[a-z][a-z'-]{1,20}){1,5}[ ,]{1,2}[0-9]{4}(?![0-9/:])")
_PAIR = re.compile(
    r"(?<![0-9.])-?(?:3[3-9]|4[0-8]|52)\.[0-9]{2,16} ?°? ?[s]?[ ,;/|]{1,3}(?:long?(?:itude)?:? ?)?e?-?1[67][0-9]\.[0-9]{2,16}(?: ?°)?(?: ?[ew](?![a-z]))?(?![0-9])"  # noqa: E501 - one pattern
    r"|(?<![0-9.])1[67][0-9]\.[0-9]{2,16} ?°? ?[ew]?[ ,;/|]{1,3}-?(?:3[3-9]|4[0-8])\.[0-9]{2,16} ?°? ?s?(?![0-9])"
    r"|(?<![0-9.])(?:3[3-9]|4[0-8]) ?[°d][ ]?[0-9]{1,2}(?:\.[0-9]+)? ?['m]?[ ]?(?:[0-9]{1,2}(?:\.[0-9]+)? ?(?:\"|''|s)?)? ?s?[ ,;/]{0,3}1[67][0-9] ?[°d][ ]?[0-9]{1,2}(?:\.[0-9]+)? ?['m]?[ ]?(?:[0-9]{1,2}(?:\.[0-9]+)? ?(?:\"|''|s)?)? ?[ew]?"  # noqa: E501 - one pattern
    r"|(?:lat(?:itude)?)[ :=]{1,3}-?[0-9]{1,2}\.[0-9]{2,16}[ ,;&]{1,3}(?:lon|lng|long|longitude)[ :=]{1,3}-?[0-9]{1,3}\.[0-9]{2,16}"  # noqa: E501 - one pattern
)


class Places:
    """Finds addresses and coordinates by the street types and cues of a pack."""

    def __init__(self, pack: RulePack, public: Public) -> None:
        self.types: Mapping[str, str] = pack.table("street_types")
        self._plain = frozenset(pack.table("street_plain"))
        self._stop = frozenset(pack.words("street_stop"))
        self._stop_names = frozenset(pack.words("street_stop_names"))
        self._towns = frozenset(pack.words("towns"))
        self._not_suburb = frozenset(pack.words("not_suburb"))
        self._openers = frozenset(pack.words("answer_openers"))
        self._cues = tuple(pack.words("address_cues"))
        self._office = re.compile("|".join(re.escape(word) for word in pack.words("office_words")) or "(?!)")
        self._yours = re.compile("|".join(re.escape(word) for word in pack.words("your_address_words")) or "(?!)")
        self._public = public
        types = "|".join(sorted(self.types, key=len, reverse=True))
        self._street = re.compile(
            rf"(?<![0-9a-z.$]){_UNIT}(?P<num>{_NUMBER}),?[ \n]{{1,2}}"
            rf"(?P<name>(?:[a-z][a-z'.-]{{0,22}}[ ]{{1,2}}){{1,5}}?)(?P<type>{types})(?![a-z])(?! (?:{types})(?![a-z]))(?! o(?: [a-z'-]{{2,20}}){{1,2}} (?:{types})(?![a-z]))\.?(?: (?:north|south|east|west|extension|ext)(?![a-z]))?"  # noqa: E501 - one pattern
            rf"(?:(?<!\.) [0-9]{{1,3}}(?![0-9]))?"
        )
        self._said = re.compile(
            rf"(?<![a-z-])(?P<num>(?:(?:{_TENS})[ -])?(?:{_ONES})|{_TENS})(?: [b-h])? (?P<name>(?:[a-z][a-z'.-]{{1,22}} ){{1,3}}?)(?P<type>{types})(?![a-z])"  # noqa: E501 - one pattern
        )
        self._lone = re.compile(
            rf"(?<![0-9a-z.$]){_UNIT}(?P<num>{_NUMBER}) (?P<type>broadway|esplanade|promenade|the (?:terrace|esplanade|parade|strand|mall|square|crescent|rise|quay|boulevard))(?![a-z])"  # noqa: E501 - one pattern
        )
        towns = "|".join(sorted(map(re.escape, self._towns), key=len, reverse=True)) or "(?!)"
        self._town = re.compile(
            rf"(?:,? |,? ?\n)(?:{towns})(?![a-z'-])(?:,? (?:{towns})(?![a-z'-]))?(?:,? [0-9]{{4}}(?![0-9/:]))?"
        )
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

    def detect(self, view: View, mask: Mask, role: str, words: Set[str], *, asked: bool) -> None:
        """Take the addresses of a text of these words. `asked` says that one was asked for just before."""
        low = view.low
        if not self._type_words.isdisjoint(words):
            for match in self._street.finditer(low):
                self._street_match(view, mask, match, role, asked=asked)
            if not _SAID_WORDS.isdisjoint(words):
                for match in self._said.finditer(low):
                    self._said_match(view, mask, match, role, asked=asked)
        if "the " in low or "broadway" in low or "esplanade" in low or "promenade" in low:
            for match in self._lone.finditer(low):
                self._take(view, mask, match.start(), match.end(), "address.street", 0.9, role)
        if "box" in low or "bag" in low or "bx" in low or "pouaka" in low:
            for match in _PO.finditer(low):
                self._take(view, mask, match.start(), match.end(), "address.po-box", 0.97, role)
        if "rd" in words or "r" in words:
            for match in _RD.finditer(low):
                text = view.text[match.start() : match.end()]
                if _FORM_AFTER.match(low, match.end()) or _FORM_BEFORE.search(
                    low, max(0, match.start() - 16), match.start()
                ):
                    continue
                if text[0].isupper() or self._cued(low, match.start()):
                    self._take(view, mask, match.start(), match.end(), "address.rural", 0.85, role)
        if asked or (not self._cue_words.isdisjoint(words) and self._cue.search(low)):
            for match in _LABELLED.finditer(low):
                if not self._cued(low, match.start()) and not (asked and self._answers(low, match.start())):
                    continue
                self._labelled(view, mask, match, role)

    def coordinates(self, view: View, mask: Mask) -> None:
        """Take pairs of coordinates that lie in New Zealand, decimal or in degrees."""
        for match in _PAIR.finditer(view.low):
            text = match.group()
            value = re.sub(r"[^0-9.,-]", "", text)
            text = text.rstrip()
            if sum(char.isdigit() for char in text) >= 9:
                mask.take(
                    Span(
                        match.start(),
                        match.start() + len(text),
                        Kind.COORDINATES,
                        "coordinates",
                        value,
                        0.97,
                        "coordinates of a place in New Zealand",
                    )
                )

    def words3(self, view: View, mask: Mask) -> None:
        """Take the three words by which a square of the earth is named."""
        for match in _WORDS3.finditer(view.low):
            start, end = match.span(match.lastindex or 0)
            value = re.sub(r"[^a-z]", "", match.group())
            mask.take(Span(start, end, Kind.COORDINATES, "coordinates.words", value, 0.9, "three words for a place"))

    def _answers(self, low: str, start: int) -> bool:
        """Whether nothing but small words stands before `start`: the text begins with the address that was asked for."""
        return start <= 24 and all(word in self._openers for word in re.findall(r"[a-z]+", low[:start]))

    def _near_home(self, low: str, start: int) -> bool:
        return self._home.search(low, max(0, start - 30), start) is not None

    def _cued(self, low: str, start: int) -> bool:
        return self._cue.search(low, max(0, start - 45), start) is not None

    def _street_match(self, view: View, mask: Mask, match: re.Match[str], role: str, *, asked: bool) -> None:
        low = view.low
        name, kind = match["name"], match["type"]
        words = name.replace(".", " ").split()
        start, end = match.span()
        if not mask.is_free(start, end):
            end = match.end("type")  # the figures behind it are another's: "3 Kauri Street 20 june"
        capital = view.text[match.start("name")].isupper()
        unit = "/" in match["num"] or match["num"][-1].isalpha() or not low[start].isdigit()
        cued = asked or unit or self._cued(low, start) or self._near_home(low, start)
        # "Bell Block Court": in capitals, or where an address was announced, some of these words are names too.
        named = view.text[match.start("name") : match.end("name")].istitle() or view.text[start:end].isupper()
        if any(word in self._stop and not ((named or cued) and word in self._stop_names) for word in words):
            return
        if kind not in self._plain and not (capital and view.text[match.start("type")].isupper()) and not cued:
            return
        if kind in {"st", "dr", "rd"} and not capital and not cued and len(words) == 1 and len(words[0]) < 3:
            return
        if kind == "dr" and low[match.end("type") : match.end("type") + 1] == "." and not cued:
            return
        self._take(view, mask, start, end, "address.street", 0.97 if capital or cued else 0.85, role)

    def _said_match(self, view: View, mask: Mask, match: re.Match[str], role: str, *, asked: bool) -> None:
        """An address whose number is a word: with capitals in name and type alone, for "one way street" is none."""
        low = view.low
        if any(word in self._stop for word in match["name"].split()) or not mask.is_free(match.start(), match.end()):
            return
        if not (view.text[match.start("name")].isupper() and view.text[match.start("type")].isupper()):
            moved = _MOVED.search(low, max(0, match.start() - 16), match.start()) is not None
            if not (match["type"] in self._plain and (asked or moved)):
                return
        # "One Tree Hill Road" is a street's name: a number with a capital wants an address announced, or nothing before it.
        opens = view.text[match.start("num")].isupper()
        if opens and not (asked or self._cued(low, match.start())):
            return
        self._take(view, mask, match.start(), match.end(), "address.street", 0.85, role)

    def _labelled(self, view: View, mask: Mask, match: re.Match[str], role: str) -> None:
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
        self._take(view, mask, match.start(), end, "address.labelled", 0.85, role)

    def _take(self, view: View, mask: Mask, start: int, end: int, rule: str, confidence: float, role: str) -> None:
        low = view.low
        head = low[start:end]
        if self._public.has_address(head):
            mask.keep(start, self._tail(view, end))
            return
        around = low[max(0, start - 80) : start]
        if (
            role == "agency"
            and self._office.search(low[max(0, start - 80) : end + 60])
            and not self._yours.search(around)
        ):
            mask.keep(start, self._tail(view, end))
            return
        end = self._tail(view, end)
        while end > start and low[end - 1] in " ,.\n":
            end -= 1
        mask.take(
            Span(
                start,
                end,
                Kind.ADDRESS,
                rule,
                street_form(head, self.types),
                confidence,
                "the form of a postal address",
            )
        )

    def _tail(self, view: View, end: int) -> int:
        """Where the address ends with the suburb, town, rural delivery and postcode that follow it."""
        text, low = view.text, view.low
        for _ in range(4):
            rural = _RD.match(low, end + (1 if low[end : end + 1] == " " else 2 if low[end : end + 2] == ", " else 0))
            if rural:
                end = rural.end()
                continue
            postcode = _POSTCODE.match(low, end)
            if postcode and not ("19" <= postcode[1][:2] <= "20" and low[end : end + 1] != ","):
                return postcode.end()
            suburb = _SUBURB.match(text, end)
            if suburb is None:
                break
            first = suburb[1].split()[0]
            broken = text[end : end + 2].lstrip(" ").startswith("\n")
            told = text[end] == "," or _POSTCODE.match(low, suburb.end()) is not None
            if not told:  # without a comma only a town of the list, or a line of its own
                told = suburb[1].lower() in self._towns or (broken and _LINE_END.match(low, suburb.end()) is not None)
                if not told and suburb[1].split()[0].lower() in self._towns:
                    end = suburb.start(1) + len(suburb[1].split()[0])
                    continue
            if not told or not first[0].isupper() or first.lower() in self._not_suburb:
                break
            end = suburb.end()
        else:
            return end
        town = self._town.match(low, end)
        if town:
            end = town.end()
        lower = _LOWER_TAIL.match(low, end)
        if lower and not any(
            word in self._stop or word in self._not_suburb for word in re.findall(r"[a-z]+", lower.group())
        ):
            return lower.end()
        return end
