"""Names that something announces: a word for a relative or an office, an answer to "what is your name?", a signature, "X here".

Where one name is announced, those joined to it by commas, "and" or brackets go too. Every cue is data of the pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.model.rules import RulePack
from archiver.redaction.cues import Cues, alternatives
from archiver.redaction.name_reader import WORD, NameReader
from archiver.redaction.name_words import NameWords
from archiver.redaction.spans import Mask
from archiver.redaction.view import View, fold

_PIECE = re.compile(r"[a-z]+")
_LINK = re.compile(
    r"(?P<own>'?s)?(?P<name> (?:full |first |real |legal )?(?:names?|nickname|ingoa|igoa|hingoa)(?:'?s)?(?![a-z]))?"
    r"(?P<is> (?:is|are|was|were|being|ko|o|a|e|also)(?![a-z]))?"
    r"(?P<called>,? (?:whos? |who is |is )?(?:called|named|aka|known as)(?![a-z]))?"
    r"(?P<sign> ?[,:(=-]+ ?| ?\n)?(?P<more> ?(?:(?:he is|she is|its|it's|called|named|aka|name is)) )?"
    r"[^a-z0-9\n.!?;]{0,4}(?:(?:mr|mrs|ms|miss|dr)\.? )?"
)
_WHOSE = re.compile(
    r"(?<![a-z])(?:my|our|his|her|hers|their|your|ur|me|mi|m|taku|toku|aku|oku|tana|tona|ana|ona|to|tou|taua|te|nga|hoku|heku|'?eku"
    r"|la'?u|lo'?u|lona|lana|the|this|that|other|older|younger|new|old|late)[ -](?:[a-z'-]+ ){0,2}(?:[a-z]+-(?:[a-z]+-)?)?$"
)
_IN_LAW = re.compile(r"in[ -]$")
_AGE = (
    r" ?\([^()\n]{0,20}\)| ?,? ?(?:aged? |dob |born )?(?:[0-9]{1,4}[/. -][0-9]{1,2}[/. -][0-9]{2,4}|[0-9]{1,2})"
    r"(?: ?(?:yrs?|yo|y/o|years old|months?|mths?)(?![a-z]))?"
)
_JOIN = re.compile(
    rf"(?:{_AGE})?(?: ?(?:,|&|\+|;|/)(?: ?(?:and|n|my|or)(?![a-z]))? ?| (?:and|n|me|or) (?:my )?| ?\n ?[-*]? ?)"
)
_CAPITAL_BEFORE = re.compile(r"(?<![A-Za-z'-])[A-Z][A-Za-z'-]*$")
_AGED = re.compile(rf"(?:{_AGE}) ")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "mx"})
_TITLE = re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss|dr|mx)\.? {1,2}(?=[a-z])")
_SHORT = re.compile(r"[a-z]{2}(?![a-z'])")
_WITH_LETTERS = re.compile(r"(?:(?:mr|mrs|ms|miss|dr)\.? )?((?:[a-z]\.? ){1,3})(?=[a-z]{3})")
_TOLD = re.compile(r"[ \n]{0,2}[:=\"'(-]?[ ]?[\"'(]?(?=[a-z])")
_HERE_OR_FROM = re.compile(r"[^a-z0-9\n]{1,4}(?:here|from|speaking|again|calling|texting|messaging|who|and i)(?![a-z])")
_OPENER = re.compile(
    r"[^a-z0-9]*(?:(?:yes|yeah|yep|yup|yip|ok|okay|sure|hi|hello|hey|kia ora|ora|ae|umm?|oh|sorry|thanks|its|it's|it is|thats"
    r"|that's|that is|hes|shes|he's|she's|he is|she is|they are|theyre|they're|there is|im|i'm|i am|this is|you're speaking with"
    r"|speaking with|speaking to|(?:his|her|their|my|the) (?:full )?names?(?: is|'s| are)?|names? (?:is|are)"
    r"|ko|o|just|only|me|myself|mr|mrs|ms|miss|dr|one|two|three|four|no worries)(?![a-z])[^a-z0-9]{1,4}){0,4}"
)
_LETTERED = re.compile(r"[b-hj-mp-tv-z]\.? ([a-z'-]{3,24})[^a-z0-9]*")
_BARE = re.compile(r"[^a-z0-9]*$")
_ANSWERED = re.compile(
    r"[^a-z0-9]*$| ?[,(\n:;-]| ?(?:dob|born|aged?|and|here|speaking|x+|thanks|please|[0-9])(?![a-z])"
)
_SIGN = re.compile(r"(?:^|\n)[^a-z0-9\n]{0,3}(?:[~*-]+ ?|x{1,4}[ ,]{1,2}|xo+x? )(?=[a-z])")
_SIGNED = re.compile(r"(?:[^a-z0-9]*|[ ,]*x{1,4}[^a-z0-9]*)(?:$|\n)")
_HERE = re.compile(
    r"[^a-z0-9\n]{0,4}(?:here|speaking|btw|again here|calling|texting|messaging)(?! (?:to|about|me))(?![a-z])"
)
_BEGIN = re.compile(
    r"(?:^|[\n.!?,] ?|(?<![a-z])(?:hi|hello|hey|hiya|there|team|ora|koe|koutou|morena|malo|lelei|talofa|lava|bula|vinaka|orana"
    r"|yeah|yep|yes|no|ok|this is|its|it's|im|i'm|morning|afternoon|evening) )(?=[a-z])"
)
_KO = re.compile(r"(?<![a-z])(?:ko|o|na|naku) (?=[a-z])")
_KO_END = re.compile(r" (?:ahau|au|taku|toku|hoku|haku|heku|lo'?u|la'?u|a'u|tenei)(?![a-z])")
_OWN = frozenset({"ahau", "au", "taku", "toku", "hoku", "haku", "u", "lou", "lau", "tenei"})
_SIGNS = frozenset("-~*xX ")
_PRESENT = frozenset({"here", "speaking", "btw", "calling", "texting", "messaging"})
_JOINED = frozenset({"name.given", "name.relation", "name.answer"})
_GROWING = frozenset({"name.given", "name.relation", "name.answer", "name.introduced", "name.signed", "name.titled"})
_STRANGE = frozenset({"name.given", "name.relation", "name.answer", "name.introduced"})


class Announced:
    """Finds announced names by the cues and lists of a pack."""

    def __init__(self, pack: RulePack, words: NameWords, cues: Cues) -> None:
        self._cues = cues
        self._dealt = alternatives(pack.words("person_words"))
        self._dealt_words = frozenset(_PIECE.findall(cue)[0] for cue in pack.words("person_words"))
        self._intro = alternatives(pack.words("plain_intros"))
        self._words = words
        self._reader = NameReader(words.lists)
        phrases = [tuple(_PIECE.findall(fold(cue).low)) for cue in (*pack.words("family"), *pack.words("roles"))]
        self._single = frozenset(parts[0] for parts in phrases if len(parts) == 1)
        self._several: dict[str, list[str]] = {}
        for parts in phrases:
            if len(parts) > 1 and parts[-1] not in self._single:
                self._several.setdefault(parts[-1], []).append(" ".join(parts[:-1]))
        self.kin = frozenset(self._single | self._several.keys())
        self.cues = self.kin | _PRESENT | _TITLES | self._dealt_words.intersection(pack.words("person_triggers"))
        self._sign_words = frozenset(_PIECE.findall(fold(cue).low)[-1] for cue in pack.words("sign_offs"))

    def find(self, view: View, mask: Mask, words: set[str], *, asked: bool) -> None:
        """Take every announced name of a text of these `words`; `asked`: it answers a question for a name."""
        if asked:
            self._answer(view, mask)
        kin = self.kin & words
        if kin:
            self._relations(view, mask, kin)
        if not _PRESENT.isdisjoint(words):
            self._present(view, mask)
        if ("ko" in words or "o" in words or "na" in words) and not _OWN.isdisjoint(words):
            self._te_reo(view, mask)
        if not _TITLES.isdisjoint(words):
            self._titled(view, mask)
        if not self._dealt_words.isdisjoint(words):
            self._dealt_with(view, mask)
        low = view.low
        if "this is " in low or "im " in low or "i'm " in low or "i am " in low or "its " in low or "it's " in low:
            self._plainly(view, mask)
        if low[:1] in _SIGNS or "\n" in low:
            self._signature(view, mask)
        if not self._sign_words.isdisjoint(words) and not view.text[-40:].islower():
            self._signed_off(view, mask)

    def grown(self, view: View, mask: Mask) -> None:
        """Make found names whole: surnames in small letters after them, and names joined to them."""
        for span in list(mask.spans):
            if span.rule not in _GROWING:
                continue
            end = self._reader.extended(view, span.start, span.end, unknown=span.rule in _STRANGE)
            if end > span.end and not self._words.is_street(view, end) and mask.grow(span, end):
                span.value = " ".join(_PIECE.findall(view.low[span.start : end]))
            if span.rule in _JOINED:
                self._joined(view, mask, span.end, span.rule)

    def _take(self, view: View, mask: Mask, start: int, end: int, rule: str, confidence: float) -> bool:
        return (
            end > start
            and not self._words.is_street(view, end)
            and self._words.take(view, mask, start, end, rule, confidence)
        )

    def _joined(self, view: View, mask: Mask, end: int, rule: str) -> None:
        """Take the names that commas, "and" and the like join to one that ends at `end`."""
        for _ in range(8):
            join = _JOIN.match(view.low, end) or _AGED.match(view.low, end)
            if join is None:
                return
            start = join.end()
            upto = self._reader.read(view, start, sure=False, listed=True)
            if (
                not upto
                and view.text[start : start + 1].islower()
                and _CAPITAL_BEFORE.search(view.text, max(0, end - 26), end)
            ):
                return  # "Niamh Pascual, crad number": names are typed alike
            if not upto and "\n" not in join.group() and join.group() != "/":
                upto = self._reader.read(view, start, sure=True)
                upto = (
                    upto
                    if upto and self._reader.stopped(view.low, upto) and not self._reader.plain_at(view, start)
                    else 0
                )
            if not upto or not self._take(view, mask, join.end(), upto, rule, 0.85):
                return
            end = upto

    def _relations(self, view: View, mask: Mask, kin: Iterable[str]) -> None:
        low = view.low
        for word in sorted(kin, key=lambda found: (low.find(found), found)):
            place = low.find(word)
            while place >= 0:
                end = place + len(word)
                if not low[place - 1 : place].isalpha() and (
                    low[end : end + 1] == "s" or not low[end : end + 1].isalpha()
                ):
                    self._relation(view, mask, word, place, end)
                place = low.find(word, end)

    def _relation(self, view: View, mask: Mask, word: str, place: int, end: int) -> None:
        low = view.low
        if low[end : end + 1] == "'" and low[end + 1 : end + 2] != "s":
            return  # "Ma'asi"
        if word not in self._single and not any(
            _spaced(low[max(0, place - 40) : place]).endswith(before + " ") for before in self._several[word]
        ):
            return
        link = _LINK.match(low, end)
        if link is None or link.end() >= len(low) or not (link.end() > end + 1 or low[end : end + 1] in " ("):
            return
        if link.end() == end or low[link.end() - 1].isalnum():
            return
        start = link.end()
        whose = _WHOSE.search(low, max(0, place - 45), place) is not None
        told = bool(link["name"] or link["called"] or link["more"])
        if link["sign"] and "\n" in link["sign"] and not told and not link["is"]:
            return
        capital = view.text[start].isupper()
        bracket = (link["sign"] or "").strip() == "("
        upto = self._reader.read(view, start, sure=told and whose, listed=not (told or whose or bracket or capital))
        if not upto and not link["sign"] and not link["own"]:
            upto = self._reader.wordy(view, start, whose=whose)
        if upto and not told and not self._reader.is_given(view, start):
            # A word on no list of first names: with a capital, and where it may end.
            if not capital or (link["sign"] and not bracket and not (whose and self._reader.stopped(low, upto))):
                return
        elif not upto and whose and not link["sign"] and not link["own"] and not capital and word[-1] != "s":
            upto = self._reader.stranger(view, start)
        if upto and self._take(view, mask, start, upto, "name.relation", 0.85):
            self._joined(view, mask, upto, "name.relation")

    def _answer(self, view: View, mask: Mask) -> None:
        """Take the names of a text that answers a question for them: all of it, or those it begins with."""
        low = view.low
        if len(low) > 200:
            return
        opener = _OPENER.match(low)
        start = opener.end() if opener else 0
        alone = WORD.match(low, start)
        if alone and _BARE.match(low, alone.end()) and self._reader.is_given(view, start):
            self._take(view, mask, start, alone.end(), "name.answer", 0.85)
            return
        upto = self._reader.read(view, start, sure=True)
        if not upto:
            lettered = _LETTERED.fullmatch(low, start)  # "s whaiti"
            if lettered and not self._reader.lists.is_plain(lettered[1]):
                self._take(view, mask, start, lettered.end(1), "name.answer", 0.85)
            return
        bare = _BARE.match(low, upto) is not None or _HERE_OR_FROM.match(low, upto) is not None
        if not (bare or self._reader.is_given(view, start) or view.text[start].isupper()):
            return
        whole = " " in low[start:upto] or not self._reader.plain_at(view, start)
        if (bare or _ANSWERED.match(low, upto) or (whole and self._reader.stopped(low, upto))) and self._take(
            view, mask, start, upto, "name.answer", 0.9
        ):
            self._joined(view, mask, upto, "name.answer")

    def _signature(self, view: View, mask: Mask) -> None:
        """Take a name that stands alone after a dash, a tilde or kisses, at a line's beginning and to its end."""
        for sign in _SIGN.finditer(view.low):
            start = sign.end()
            if not view.text[start].isupper():
                continue
            upto = self._reader.read(view, start, sure=True)
            if upto and _SIGNED.match(view.low, upto):
                self._take(view, mask, start, upto, "name.signed", 0.85)

    def _signed_off(self, view: View, mask: Mask) -> None:
        """Take a name with a capital that stands between a closing word and the end: "thanks, Mo", "ngā mihi\nHope"."""
        low = view.low
        tokens = [(match.group(), *match.span()) for match in _PIECE.finditer(low, max(0, len(low) - 70))]
        for place in range(max(1, len(tokens) - 5), len(tokens)):
            start = tokens[place][1]
            gap = low[tokens[place - 1][2] : start]
            if not view.text[start].isupper() or gap.strip(" ,.!\n-~") or len(gap) > 4 or not gap:
                continue
            if "sign_offs" not in self._cues.before(low, tokens, place):
                continue
            upto = self._reader.read(view, start, sure="\n" in gap or "," in gap)
            if upto and _SIGNED.match(low, upto) and self._take(view, mask, start, upto, "name.signed", 0.9):
                return

    def given(self, view: View, mask: Mask, start: int) -> bool:
        """Take the name that follows words that say a name comes: "my name is", "goes by"."""
        gap = _TOLD.match(view.low, start)
        if gap is None or gap.end() == start:
            return False
        upto, begin = self._reader.read(view, gap.end(), sure=True), gap.end()
        lettered = None if upto else _WITH_LETTERS.match(view.low, begin)  # "account name: mr d tuheke"
        if lettered:
            upto, begin = self._reader.read(view, lettered.end(), sure=True), lettered.start(1)
            if self._reader.plain_at(view, lettered.end()):
                return False
        return bool(upto) and self._take(view, mask, begin, upto, "name.given", 0.97)

    def _titled(self, view: View, mask: Mask) -> None:
        """Take a listed surname in small letters after "mr" and the like."""
        for title in _TITLE.finditer(view.low):
            upto = self._reader.read(view, title.end(), sure=True)
            short = _SHORT.match(view.low, title.end())  # "landlord mr wu"
            if not upto and short and short[0] in self._reader.lists.last and short[0] not in self._reader.lists.never:
                self._take(view, mask, title.end(), short.end(), "name.titled", 0.85)
            elif upto and not self._reader.plain_at(view, title.end()):
                self._take(view, mask, title.end(), upto, "name.titled", 0.9)

    def _dealt_with(self, view: View, mask: Mask) -> None:
        """Take whom someone spoke to or lives with: a listed first name, or a word with a capital that is none we know."""
        for cue in self._dealt.finditer(view.low):
            start = cue.end()
            upto = self._reader.read(view, start, sure=False)
            named = upto and (self._reader.is_given(view, start) or view.text[start].isupper())
            if named and self._reader.stopped(view.low, upto):
                self._take(view, mask, start, upto, "name.dealt-with", 0.85)

    def _plainly(self, view: View, mask: Mask) -> None:
        """Take "this is shontelle from ...", "im shontelle rewi": unlisted names in small letters."""
        for cue in self._intro.finditer(view.low):
            start = cue.end()
            upto = self._reader.read(view, start, sure=True)
            if not upto or (self._reader.plain_at(view, start) and not self._reader.is_whole(view, start, upto)):
                continue
            if " " in view.low[start:upto] or self._reader.is_given(view, start) or _HERE_OR_FROM.match(view.low, upto):
                self._take(view, mask, start, upto, "name.introduced", 0.85)

    def _present(self, view: View, mask: Mask) -> None:
        """Take "X here", "X speaking" where X begins a sentence or follows a greeting."""
        for begin in _BEGIN.finditer(view.low):
            start = begin.end()
            upto = self._reader.read(view, start, sure=False, listed=True)
            if upto and _HERE.match(view.low, upto):
                self._take(view, mask, start, upto, "name.introduced", 0.85)

    def _te_reo(self, view: View, mask: Mask) -> None:
        """Take "ko X ahau", "ko X toku ingoa", "o X lo'u igoa"."""
        for begin in _KO.finditer(view.low):
            start = begin.end()
            upto = self._reader.read(view, start, sure=True)
            if upto and _KO_END.match(view.low, upto):
                self._take(view, mask, start, upto, "name.introduced", 0.9)


def _spaced(words: str) -> str:
    return words.replace("-", " ").replace("'", " ")
