"""Reads a name word by word from where one is announced, however it is typed: small letters, apostrophes, hyphens, particles.

It says only how far a name goes; who announced it, and whether that is enough, its callers say. A word that the pack holds for
an ordinary one is never read as a name in small letters.
"""

from __future__ import annotations

import re

from archiver.redaction.lexicon import NameLists
from archiver.redaction.view import View

WORD = re.compile(r"[a-z]+(?:'[a-z]+)*(?:-[a-z]+(?:'[a-z]+)*)*")
_PIECE = re.compile(r"[a-z]+")
_INITIAL = re.compile(r"[a-z]\.? ")
_GAP = re.compile(r"\.? {1,2}")
_NEXT = re.compile(r" {1,2}([a-z]+)(?![a-z'])")
_STOPS = re.compile(r"\s*(?:$|[^a-z0-9\s'])|[ ]*\n| {1,2}[0-9]")
_ENDS = re.compile(
    r"\s*(?:$|[^a-z0-9\s'@_])|[ ]*\n| {1,2}[0-9]"
    r"| (?:and|here|taku|toku|ahau|by the way|on my|btw|not the|speaking|again)(?![a-z])"
)
_CONTRACTED = re.compile(r"(?:n't|'(?:ll|re|ve|d|m|s))$")
_DOES = re.compile(r" (?:is|was|has|had|gets|lives|lived|needs|said|says|works|died|passed|moved|told)(?![a-z])")
_FORMED = re.compile(r"(?:ing|ed|ly|ness|tion|ment|ful|less|able|ible|ous|nt|ies)$")
_BEFORE = re.compile(r"([A-Za-z]+)[^A-Za-z]*$")
_AFTER = re.compile(r"[^A-Za-z]*([A-Za-z]+)")
_LONGEST = 6


class NameReader:
    """How far a name goes in a text, by the lists of a pack."""

    def __init__(self, lists: NameLists) -> None:
        self.lists = lists
        self._particles = lists.particles
        self._followers = lists.followers

    def read(self, view: View, start: int, *, sure: bool, listed: bool = False) -> int:
        """The end of the name that begins at `start`, or 0 when none does. `sure`: a word on no list will do, in small
        letters too; `listed`: the first word must be a listed first name."""
        low = view.low
        place, end, first_capital, shouted = start, 0, False, False
        pending = False
        for count in range(_LONGEST):
            if count and not pending and _INITIAL.match(low, place) and end and view.text[place].isupper():
                gap = _INITIAL.match(low, place)
                if gap and self._next(view, gap.end(), first_capital=first_capital, shouted=shouted, near=True):
                    place = gap.end()
            found = WORD.match(low, place)
            if found is None:
                break
            word = found.group()
            core = word[:-2] if word.endswith("'s") else word
            if core in self._particles and found.end() + 1 < len(low) and self._follows(view, found.end(), sure=sure):
                pending = True
            elif count == 0 or not end:
                if not self._first(
                    view, found.start(), found.end(), core, sure=sure or pending, listed=listed and not pending
                ):
                    break
                end = found.start() + len(core)
                typed = view.text[found.start() : end]
                first_capital = self._capital(view, found.start(), end)
                shouted = typed.isupper() and len(typed) > 1
                pending = False
            else:
                if not self._next(view, place, first_capital=first_capital, shouted=shouted, near=sure or pending):
                    break
                end = found.start() + len(core)
                pending = False
            if core != word:
                break
            following = _GAP.match(low, found.end())
            if following is None or (following.group()[0] == "." and len(word) > 1):
                break
            place = following.end()
        return end

    def extended(self, view: View, start: int, end: int, *, unknown: bool) -> int:
        """The end of a name of which [start, end) is known: further surnames, in small letters too. `unknown`: a word on
        no list will do where the name stops after it."""
        low = view.low
        typed = view.text[start:end]
        capital, shouted = self._capital(view, start, end), typed.isupper() and len(typed) > 1
        for _ in range(3):
            gap = _GAP.match(low, end)
            if gap is None or gap.group()[0] == ".":
                break
            place, upto = gap.end(), 0
            for _ in range(3):
                found = WORD.match(low, place)
                if found is None:
                    break
                if found.group() in self._particles and self._follows(view, found.end(), sure=unknown):
                    place = found.end() + 1
                    continue
                if self._next(view, place, first_capital=capital, shouted=shouted, near=unknown):
                    word = found.group()
                    upto = found.start() + len(word[:-2] if word.endswith("'s") else word)
                break
            if not upto:
                break
            end = upto
        return end

    def stranger(self, view: View, start: int) -> int:
        """The end of a name of words on no list, in small letters, after a relation; or 0. A further name must follow, or one
        of the words that follow a person: "my partner xanthi petrakis", "my mum xanthi is"."""
        first = WORD.match(view.low, start)
        if first is None or not self._first(view, start, first.end(), first.group(), sure=True, listed=False):
            return 0
        end = self.extended(view, start, first.end(), unknown=True)
        after = _NEXT.match(view.low, end)
        if end > first.end() or (after is not None and after[1] in self._followers):
            return end
        return 0

    def wordy(self, view: View, start: int, *, whose: bool) -> int:
        """The end of a name after a relation that is an ordinary word too, or 0: in small letters before what people do
        ("aunty awhina is"), with a capital where it stops ("my sister Blessing, ...")."""
        found, lists = WORD.match(view.low, start), self.lists
        if found is None:
            return 0
        core, end = found[0], found.end()
        if view.text[start].islower():
            return end if core in lists.first and core not in lists.never and _DOES.match(view.low, end) else 0
        capital = whose and core in lists.english and view.text[start + 1].islower() and core not in lists.located
        return end if capital and _STOPS.match(view.low, end) else 0

    def is_given(self, view: View, start: int) -> bool:
        """Whether a first name of the lists begins at `start`, after "te" and the like too."""
        found = WORD.match(view.low, start)
        if found is not None and found.group() in self._particles:
            found = WORD.match(view.low, found.end() + 1)
        return found is not None and self.known(found.group().removesuffix("'s"))[0]

    def is_whole(self, view: View, start: int, end: int) -> bool:
        """Whether [start, end) is a listed first name with a surname: one that is nothing else, or after which the name ends."""
        words = view.low[start:end].replace("'", "").split(" ")
        lists = self.lists
        return (
            len(words) > 1
            and words[0] in lists.first
            and words[-1] in lists.last
            and (lists.clear(words[-1]) or (words[0] not in lists.never and _ENDS.match(view.low, end) is not None))
        )

    def plain_at(self, view: View, start: int) -> bool:
        """Whether the word at `start` is an ordinary one, a place or no name at all."""
        found = WORD.match(view.low, start)
        return found is None or (found.group() not in self._particles and self.plain(found.group().removesuffix("'s")))

    def known(self, core: str) -> tuple[bool, bool]:
        """Whether a word, or one written together or in parts, is a first name of the lists, and whether a surname."""
        lists = self.lists
        forms = {core, core.replace("'", ""), core.replace("-", ""), core.replace("-", " ")}
        parts = core.split("-")
        given = not forms.isdisjoint(lists.first) or (len(parts) > 1 and parts[0] in lists.first)
        last = not forms.isdisjoint(lists.last) or (len(parts) > 1 and all(part in lists.last for part in parts))
        if "'" in core and core[:2] in {"o'", "d'"}:
            last = True
        return given, last

    def plain(self, core: str) -> bool:
        """Whether a word is an ordinary one, a place or no name at all."""
        lists = self.lists
        return (
            core in lists.ordinary
            or core in lists.places
            or core in lists.never
            or core in lists.proper
            or (core in lists.located and core not in lists.first)
            or len(core) < 3
        )

    def _capital(self, view: View, start: int, end: int) -> bool:
        """Whether a capital says something here: not where all round it stands in capitals."""
        typed = view.text[start:end]
        if not typed[:1].isupper():
            return False
        if not typed.isupper() or len(typed) == 1:
            return True
        before = _BEFORE.search(view.text, max(0, start - 30), start)
        if before is not None and len(before[1]) > 1:
            return not before[1].isupper()
        after = _AFTER.match(view.text, end)
        return after is None or not after[1].isupper()

    def _first(self, view: View, start: int, end: int, core: str, *, sure: bool, listed: bool) -> bool:
        lists = self.lists
        if _CONTRACTED.search(core):
            return False
        given, last = self.known(core)
        plain = self.plain(core)
        if core in lists.never and core not in lists.first:
            capital = core in lists.english and sure and self._capital(view, start, end)
            return capital and (_STOPS.match(view.low, end) is not None or self._surname_next(view, end))
        typed = view.text[start:end]
        if typed.isupper() and 1 < len(typed) < 6 and not (given or last) and not view.text.isupper():
            return False  # "dad's USA", "I'm EPOA"
        if self._capital(view, start, end):
            if given:
                return core not in lists.places or self._surname_next(view, end)
            if listed:
                return False
            return not plain and (last or "'" in core or "-" in core or not _FORMED.search(core) or sure)
        if given and not plain:
            return True
        if given and sure and not listed and core in lists.never:
            following = WORD.match(low := view.low, end + 1)  # "my name is summer faleafa"
            if following is None or low[end] != " ":
                return False
            surname = following[0] in lists.last and lists.clear(following[0])
            return surname or (core in lists.ordinary and self._strange(view, following))
        if given and core not in lists.never:
            following = WORD.match(view.low, end + 1)
            if following and sure and self._strange(view, following):
                return True  # "name: aroha papadopoulos"
            if following and self.known(following.group())[1] and self.stopped(view.low, following.end()):
                return True  # "my partner rose king and I"
            if following and sure and (lists.clear(following.group()) or lists.is_surname_too(following.group())):
                return True  # "my name is tui ngawai cooper"
            if listed:
                return False
            after = _NEXT.match(view.low, end)
            return _STOPS.match(view.low, end) is not None if after is None else after[1] in self._followers
        if listed or plain:
            return False
        if last:
            return len(core) > 2
        return sure and len(core) > 2 and not _FORMED.search(core)

    def _strange(self, view: View, found: re.Match[str]) -> bool:
        """Whether a word on no list, after which a name may end, may be the surname of a first name that is a word too."""
        word = found[0].replace("'", "")
        return len(word) > 4 and self.lists.unknown(word) and _ENDS.match(view.low, found.end()) is not None

    def _surname_next(self, view: View, end: int) -> bool:
        found = WORD.match(view.low, end + 1)
        return found is not None and view.text[found.start()].isupper() and found.group() in self.lists.last

    def _follows(self, view: View, end: int, *, sure: bool) -> bool:
        """Whether a word that a particle could belong to follows it: with a capital, or listed, or known nowhere."""
        found = WORD.match(view.low, end + 1)
        if found is None or view.low[end] not in " -":
            return False
        core = found.group()
        if core in self._particles:
            return self._follows(view, found.end(), sure=sure)
        if self._capital(view, found.start(), found.end()):
            return core not in self.lists.never or core in self.lists.last or self._surname_next(view, found.end())
        given, last = self.known(core)
        return (given or last or sure) and core not in self.lists.never and len(core) > 2

    def _next(self, view: View, start: int, *, first_capital: bool, shouted: bool, near: bool) -> bool:
        """Whether the word at `start` goes on with a name. `near`: where the name was announced as one."""
        lists, low = self.lists, view.low
        found = WORD.match(low, start)
        if found is None:
            return False
        end = found.end()
        word = found.group()
        core = word[:-2] if word.endswith("'s") else word
        if _CONTRACTED.search(core):
            return False
        given, last = self.known(core)
        typed = view.text[start:end]
        if first_capital and not shouted and typed.isupper() and len(typed) > 2:
            return False  # "Malakai HIS"
        if self._capital(view, start, end):
            if core in lists.never:
                return (core in lists.last or core in lists.english) and self.stopped(low, end)
            if core in lists.places or core in lists.street_plain:
                return last and self.stopped(low, end)
            return True
        if (last or given) and not self.plain(core):
            return True
        if near and (given or last) and core not in lists.never:
            following = WORD.match(low, end + 1)  # "whetu marama cooper"
            if following and following.group() in lists.last and following.group() not in lists.never:
                return True
        if last and core not in lists.never and (len(core) > 2 or near):
            return self.stopped(low, end)
        if near and last and not first_capital and _ENDS.match(low, end):
            return True  # "my name's yuki north by the way"
        if not near or len(core) < 4 or self.plain(core) or _FORMED.search(core):
            return False
        return self.stopped(low, end)

    def stopped(self, low: str, end: int) -> bool:
        """Whether the name may end at `end`: nothing follows, a sign, or an ordinary word."""
        if low[end : end + 2] == "'s" or _STOPS.match(low, end):
            return True
        following = _NEXT.match(low, end)
        if following is None:
            return False
        return following[1] in self.lists.never or (self.lists.is_listed(following[1]) and not self.plain(following[1]))
