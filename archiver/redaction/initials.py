"""Names of which the first part is a letter or two: "H. Walker", "Ms A Ngata", "J.R. Bennett".

The surname must be on the list, or after a title or a word like "to" on none; one that is an ordinary word too needs a title
before it or the end of a line after it, and a lone A or I is an article or a pronoun unless a full stop follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from archiver.model.redaction import Kind
from archiver.redaction.lexicon import NameLists
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_INITIALS = re.compile(
    r"(?<![A-Za-z0-9'@#])(?:(?P<title>Mr|Mrs|Ms|Miss|Dr|Mx|mr|mrs|ms|miss|dr)\.? )?"
    r"(?P<name>(?P<letters>(?:[A-Z]\.?[ ]?&[ ]?)?(?:(?:[A-Z]\.[ ]?){1,3}|[A-Z]{1,2} ))"
    r"(?P<last>(?:Te |Mc|O')?[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?))"
    r"(?![A-Za-z])"
)
_LINE_END = re.compile(r"[ .!]*(?:\n|$)")
_WORD_BEFORE = re.compile(r"([a-z]+)[ ,]{1,2}$")
_CUED = re.compile(
    r"(?<![a-z])(?:to|from|by|with|for|name|is|under|cc|attn|signed|regards|landlord|owner|tenant|dr|mr|mrs|ms):? $"
)
_LETTERED = frozenset(
    {"option", "plan", "vitamin", "area", "class", "part", "section", "grade", "block", "unit", "flat"}
)
_NO_INITIAL = frozenset({"A ", "I ", "US ", "NZ ", "UK ", "OK ", "PO ", "RD ", "ID ", "TV "})


def _signs(view: View, match: re.Match[str]) -> bool:
    """Whether an initial with a full stop stands at a line's start, or after a word that no letter follows as its number."""
    before = _WORD_BEFORE.search(view.low, max(0, match.start() - 20), match.start())
    return "." in match["letters"] and (before is None or before[1] not in _LETTERED)


def initialled(view: View, mask: Mask, lists: NameLists, street_types: Collection[str]) -> None:
    """Take initials with a listed surname."""
    for match in _INITIALS.finditer(view.text):
        last = match["last"].lower().removeprefix("te ")
        strange = last not in lists.last and lists.unknown(last)
        if not (
            last in lists.last
            or (strange and (match["title"] or _CUED.search(view.low, max(0, match.start() - 12), match.start())))
        ):
            continue
        if match["letters"] in _NO_INITIAL or (len(last) < 3 and not match["title"] and "." not in match["letters"]):
            continue
        letters = match["letters"].strip().lower()
        if len(letters) > 1 and "." not in letters and letters in lists.never | lists.greetings | {"ko"}:
            continue  # "MY NAME IS Ioane"
        if lists.is_town(last) and not match["title"] and "." not in letters:
            continue  # "at AA Manukau"
        plain = last not in lists.ordinary and last not in lists.never and last not in lists.places
        if not plain and not match["title"] and not (_LINE_END.match(view.text, match.end()) and _signs(view, match)):
            continue
        following = re.match(r" ([a-z]+)", view.low[match.end() : match.end() + 16])
        if following and following[1] in street_types:
            continue
        start, end = match.span("name")
        value = " ".join(re.findall(r"[a-z]+", view.low[start:end]))
        mask.take(Span(start, end, Kind.NAME, "name.initials", value, 0.85, "a surname with initials before it"))
