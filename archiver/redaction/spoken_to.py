"""The name by which the agency speaks to someone, at the start or the end of its sentence: "All done Pare."

Places, firms, days and words that a small word governs ("in Clive.", "your Jobseeker.") are spoken to by nobody.
"""

from __future__ import annotations

import re

from archiver.redaction.lexicon import NameLists
from archiver.redaction.name_words import NameWords
from archiver.redaction.spans import Mask
from archiver.redaction.view import View

_SPEAKING = re.compile(
    r"(?<![A-Za-z])(?P<te>Te )?(?P<name>[A-Z][a-z'-]{1,20}(?: [A-Z][a-z'-]{1,20})?)"
    r"(?=[.!?](?:\s|$)|,? ?$| [^\x00-\x7f]"
    r"|, (?:you|your|we|i|can|could|please|do|did|are|have|bring|that|if|what|just|is|it|the|thanks)(?![a-z]))"
)
_OPENS = re.compile(
    r"(?:^|[\n.!?] {0,2}|(?<![a-z])(?:hi|hello|ora|thanks|sorry|ok|okay|yes|no|great|pai|lelei|talofa|bula|morena|koe),? )$"
)
_BEFORE = re.compile(r"([a-z]+)(, | )$")
_GOVERNING = frozenset(
    {
        "in", "at", "to", "from", "of", "on", "near", "via", "the", "a", "an", "is", "are", "was", "by", "for", "with", "and",
        "or", "as", "into", "use", "using", "call", "called", "see", "visit", "like", "your", "our", "their", "his", "her", "its",
        "this", "that", "than", "about", "after", "before", "until", "till", "since", "every", "each", "next", "last", "under",
        "through",        "named", "nga", "ki", "i", "kei", "o", "e", "ko", "he", "ka", "ask", "try", "contact", "phone", "not",
        "only",        "be",        "both", "either", "no", "any",
    }
)  # fmt: skip


class SpokenTo:
    """Finds whom the agency speaks to, by the lists of a pack."""

    def __init__(self, lists: NameLists, words: NameWords) -> None:
        self._lists = lists
        self._words = words

    def find(self, view: View, mask: Mask) -> None:
        """Take the names by which the agency speaks to someone."""
        text = view.text
        for match in _SPEAKING.finditer(text):
            start = match.start()
            follows = text[match.end() : match.end() + 1]
            opens = _OPENS.search(view.low, max(0, start - 10), start) is not None
            greeted = opens and start > 1 and view.low[start - 1] == " " and view.low[start - 2] not in ".!?"
            if opens and not greeted and follows not in {",", ""}:
                continue  # "Friday."
            if not opens:
                before = _BEFORE.search(text, max(0, start - 16), start)
                if before is None or follows == "," or (before[2] == " " and before[1] in _GOVERNING):
                    continue
            words = match["name"].lower().split(" ")
            if all(map(self._is_name, words)) or (match["te"] and greeted and len(words) == 1):
                self._words.take(view, mask, start, match.end(), "name.greeted", 0.85)

    def _is_name(self, word: str) -> bool:
        lists = self._lists
        return lists.namelike(word) or (word in lists.first and word not in lists.located and word not in lists.never)
