"""Names of which a part was found, made whole: surnames after it, first names, particles and initials before it.

A neighbour belongs to the name when it has a capital as the name has and is no word we know, or when a hyphen joins it.
"""

from __future__ import annotations

import re

from archiver.model.redaction import Kind
from archiver.redaction.cues import Cues
from archiver.redaction.lexicon import SMALL, NameLists
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_PIECE = re.compile(r"[a-z]+")
_SURNAME_NEXT = re.compile(
    r"(?: {1,2}| ?\n ?)('?(?:[Tt]e |van der |[Vv]an |de |[Aa]h |[Aa]l[- ]|[Bb]in |Mc|Mac|O'|Fa'a?|Ma'|Ta'|Va'|Tu')?[A-Z][a-z]+(?:[A-Z][a-z]+)?(?:[-'][A-Z]?[a-z]+)?)(?![A-Za-z])"  # noqa: E501 - one pattern
)
_HYPHEN_NEXT = re.compile(r"-([A-Za-z][a-z']+(?:-[A-Z][a-z]+)?)(?![A-Za-z])")
_SHOUTED_NEXT = re.compile(
    r" ((?:(?:DE|TE|VAN|VON|DER|DU|DELA|DOS|LA|LE|AH|AL|EL|BIN)[ -]){0,2}[A-Z]{1,3}'[A-Z]{2,}|"
    r"(?:(?:DE|TE|VAN|VON|DER|DU|DELA|DOS|LA|LE|AH|AL|EL|BIN)[ -]){0,2}[A-Z]{2,}(?:-[A-Z]{3,})?)(?![A-Za-z'])"
)
_SMALL_NEXT = re.compile(r" ([a-z]{4,})(?:-[a-z]{3,})?(?=\s*(?:$|[,.!?;:(\n]|[0-9]))")
_SMALL_SURNAME = re.compile(
    r" {1,2}((?:van der |van de |van |von |der |den |de la |dela |de |dos |da |du |del |al |el |bin |ah |te )?)"
    r"([a-z]{2,}(?:'[a-z]+)?(?:-[a-z]{3,})?)(?![a-z'_@])"
)
_FIRST_BEFORE = re.compile(r"(?<![A-Za-z@#.-])(?<![A-Za-z]')([A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)?) {1,2}$")
_SHOUTED_BEFORE = re.compile(r"(?<![A-Za-z@#'.-])([A-Z]{3,}) $")
_SMALL_BEFORE = re.compile(r"(?<![A-Za-z@#'.-])([a-z]{3,}(?:-[a-z]{3,})?) $")
_HYPHEN_BEFORE = re.compile(r"(?<![A-Za-z@#'.-])([A-Z][a-z]+|[A-Z]{2,}|[Aa]l|[Ee]l)-$")
_INITIALS_BEFORE = re.compile(r"(?<![A-Za-z0-9'@#&.])((?:[B-HJ-Z]\.? |[AI]\. ?|[A-Z]\.){1,3})$")
_PARTICLE_BEFORE = re.compile(
    r"(?<![A-Za-z])((?:Te|Le|La|De|Du|Ah|[Vv]an|[Vv]on|[Vv]an der|[Vv]an de|Bin|Abu) |(?:Al|El)[- ])$"
)
_TITLE = re.compile(r"(?<![a-z])(?:mr|mrs|ms|miss|dr|mx)\.? $")
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "frau", "herr", "mevrouw", "meneer", "madame", "monsieur", "senor", "senora"})  # fmt: skip  # noqa: E501
_CUE_BEFORE = re.compile(r"(?<![a-z])(?:names?:?|of|am|i'?m|it'?s|is|called|named|ko|carer|on behalf of)[ :] ?$")
_RUNNING = re.compile(r"[a-z,] $")
_OPENS = re.compile(r"(?:^|[.!?\n,:] ?|[0-9] )$")
_GIVEN = frozenset({"name.given", "name.introduced", "name.relation", "name.answer", "name.titled"})
_ANNOUNCING = frozenset({"titles", "intro_words", "greetings", "family", "sign_offs"})
_NAME_STOPS = re.compile(
    r"\s*(?:$|[,.!?;:)(\n/*~<>|]|-+(?: |$)|[^\x00-\x7f]"
    r"|(?:and|or|is|was|has|had|here|from|who|about|on|at|for|said|says|told|can|act|speak|rang|called|needs|lives|lost|moved"
    r"|works|by the way|btw|again|not the|taku|toku|ahau|knows)(?![a-z]))"
)
_SMALL_STOPS = re.compile(
    r"\s*(?:$|[,.!?;:)(\n/*~<>|]|-+(?: |$)|[^\x00-\x7f]|(?:and|is|was|has|had|here|from|said|says|told|can|act|speak|rang"
    r"|lives|by the way|btw|on my|not the|taku|toku|ahau|knows)(?![a-z]))"
)
# The first letter of a surname after a first name: "Jo P.", "Jo P, 021 ..."; "A" and "I" are words.
_INITIAL_NEXT = re.compile(r" ([B-HJ-Z])(?:\.(?![a-z0-9])|(?=\s*(?:$|[,;:\n)])))|(?<=[a-z]) ([AI])\.(?=\s*$|\n)")
_LINE_ENDS = re.compile(r"[ .,!]*(?:\n|$)")
_MOST = 4


class Wholes:
    """Widens found names by the words beside them."""

    def __init__(self, lists: NameLists, cues: Cues) -> None:
        self._lists = lists
        self._cues = cues

    def complete(self, view: View, mask: Mask) -> None:
        """Make names whole of which a part was taken: what follows as a surname, what stands before as a first name."""
        for span in mask.spans:
            if span.kind is not Kind.NAME:
                continue
            for _ in range(_MOST):
                if not self._after(view, mask, span):
                    break
            for _ in range(_MOST):
                if not self._before(view, mask, span):
                    break

    def _after(self, view: View, mask: Mask, span: Span) -> bool:
        text, low = view.text, view.low
        joined = _HYPHEN_NEXT.match(text, span.end)
        if joined:
            word = joined[1].lower().split("-")[0]
            fits = (
                joined[1][0].isupper()
                or self._lists.clear(word)
                or self._lists.unknown(word)
                or word in self._lists.last
            )
            return fits and self._widen(view, mask, span, span.start, joined.end(1))
        after = _SURNAME_NEXT.match(text, span.end)
        initial = _INITIAL_NEXT.match(text, span.end) if after is None and text[span.start].isupper() else None
        if initial and view.low[span.start : span.end] in self._lists.first:
            return self._widen(view, mask, span, span.start, initial.end())
        if after and "\n" in after.group() and not self._ends_line(view, after.start(1), after.end(1)):
            return False
        if after:
            titled = span.rule == "name.titled" or _TITLE.search(low, max(0, span.start - 5), span.start) is not None
            return self._completes(
                view, span, after.start(1), after.end(1), given=span.rule in _GIVEN, titled=titled
            ) and self._widen(view, mask, span, span.start, after.end(1))
        typed = text[span.start : span.end]
        if typed.isupper():
            shouted = _SHOUTED_NEXT.match(text, span.end)
            return (
                shouted is not None
                and self._is_shouted(view, shouted)
                and self._widen(view, mask, span, span.start, shouted.end(1))
            )
        if typed.islower():
            small = None
            if _OPENS.search(text, max(0, span.start - 2), span.start):
                small = _SMALL_NEXT.match(low, span.end)  # "kyle sturrock 11/2/2003"
            if small is not None and (self._lists.unknown(small[1]) or self._lists.clear(small[1])):
                return self._widen(view, mask, span, span.start, small.end())
            small = _SMALL_SURNAME.match(low, span.end)
            if small is not None and text[small.start(2)].islower() and self._is_small(view, span, small):
                return self._widen(view, mask, span, span.start, small.end())
        return False

    def _ends_line(self, view: View, start: int, end: int) -> bool:
        """Whether a word on the line after a name is its surname: one and nothing else, or alone on its line."""
        word = view.low[start:end].rpartition(" ")[2].replace("'", "")
        if word in self._lists.last and self._lists.clear(word):
            return True
        alone = _LINE_ENDS.match(view.low, end) is not None
        return alone and word in self._lists.last and word not in self._lists.never

    def _is_shouted(self, view: View, match: re.Match[str]) -> bool:
        """Whether a word in capitals after a name in capitals is its surname."""
        lists, name = self._lists, match[1].lower()
        word = re.split("[ -]", name)[-1].replace("'", "") if not lists.namelike(name) else name.replace("'", "")
        if word in lists.never and word not in lists.last:
            return False
        if lists.namelike(word):
            return len(word) > 3 or word in lists.last
        return word in lists.last and _NAME_STOPS.match(view.low, match.end(1)) is not None

    def _is_small(self, view: View, span: Span, match: re.Match[str]) -> bool:
        """Whether a word in small letters after a name in small letters is its surname, though it may be a word too."""
        lists = self._lists
        particle, word = match[1], match[2].split("-")[0].replace("'", "")
        if word in lists.institutions or word in lists.street_types:
            return False
        if lists.clear(word) and word in lists.last:
            return True
        stops = _SMALL_STOPS.match(view.low, match.end()) is not None
        if lists.unknown(word):
            return len(word) > 3 and (stops or (bool(particle) and particle != "te "))
        if word not in lists.last or word in lists.located or not stops:
            return False
        return word not in lists.never or span.rule in _GIVEN or span.rule == "name.signed"

    def _before(self, view: View, mask: Mask, span: Span) -> bool:
        text, start = view.text, span.start
        if not start or text[start - 1] not in " -.":
            return False
        far = max(0, start - 40)
        found = _PARTICLE_BEFORE.search(text, max(0, start - 10), start) or _HYPHEN_BEFORE.search(text, far, start)
        if found:
            return self._widen(view, mask, span, found.start(1), span.end)
        found = _INITIALS_BEFORE.search(text, max(0, start - 9), start)
        if found and (self._is_surname(view, span) or ("." in found[1] and span.rule in _GIVEN)):
            return self._widen(view, mask, span, found.start(1), span.end)
        found = _FIRST_BEFORE.search(text, far, start)
        if found:
            return self._precedes(view, span, found.start(1), found[1].lower()) and self._widen(
                view, mask, span, found.start(1), span.end
            )
        typed = text[start : span.end]
        if typed.isupper() and len(typed) > 2:
            found = _SHOUTED_BEFORE.search(text, far, start)
            word = found[1].lower() if found else ""
            if found and (
                self._lists.clear(word)
                or (self._lists.unknown(word) and self._is_surname(view, span))
                or (word in self._lists.first and (span.rule == "name.participant" or self._is_surname(view, span)))
            ):
                return self._widen(view, mask, span, found.start(1), span.end)
        elif typed.islower() and span.rule == "name.participant" and self._is_surname(view, span):
            found = _SMALL_BEFORE.search(text, far, start)  # "jaxon ripia", of someone of the client's surname
            word = found[1].split("-")[0] if found else ""
            if found and (word in self._lists.first or self._lists.unknown(word)) and not self._lists.is_plain(word):
                return self._widen(view, mask, span, found.start(1), span.end)
        return False

    def _is_surname(self, view: View, span: Span) -> bool:
        """Whether a name that was found begins with what is no first name: its first name may stand before it."""
        words = _PIECE.findall(view.low, span.start, span.end)
        return bool(words) and (words[0] not in self._lists.first or words[0] in self._lists.last)

    def _completes(self, view: View, span: Span, start: int, end: int, *, given: bool, titled: bool) -> bool:
        """Whether the capitalised word that follows a name is its surname: on the list, or no word that we know; an ordinary
        one too where the name was `given` as one."""
        *particles, word = view.low[start:end].split(" ")
        word = word.removesuffix("'s").lstrip("'")
        lists = self._lists
        if (particles or view.low[span.start : span.end].split(" ")[-1] in SMALL) and view.text[span.start].isupper():
            return True  # "Sefo Ah Kau"
        if view.text[span.start : span.end].islower():
            return lists.clear(word.split("-")[0])
        if word in lists.ordinary or word in lists.places or word in lists.never or word in lists.institutions:
            surname = word in lists.last or (given and (word not in lists.firm or word in lists.reo))
            return surname and (titled or _NAME_STOPS.match(view.low, end) is not None)
        return titled or lists.is_listed(word) or lists.namelike(word) or _NAME_STOPS.match(view.low, end) is not None

    def _precedes(self, view: View, span: Span, start: int, word: str) -> bool:
        """Whether a capitalised word right before a surname is its first name: on the list, on no list at all, or where a cue
        announces a name."""
        lists = self._lists
        if word in _HONORIFICS:
            return False
        amid = _RUNNING.search(view.text, max(0, start - 2), start) is not None
        if word in lists.places and not (word in lists.first and self._is_surname(view, span)):
            return False
        if word in lists.greetings and _CUE_BEFORE.search(view.low, max(0, start - 12), start):
            return self._is_surname(view, span)  # "Name: Fa'afetai Parata"
        if word in lists.greetings or (word in lists.never and word not in lists.first):
            return False
        if word in lists.first or word.split("-")[0] in lists.first:
            return amid or word not in lists.ordinary or self._is_surname(view, span)
        if word in lists.ordinary:
            return False
        if lists.namelike(word) and self._is_surname(view, span):
            return True
        low = view.low
        tokens = [(match[0], *match.span()) for match in _PIECE.finditer(low, max(0, start - 40), start)]
        return amid and bool(tokens) and not _ANNOUNCING.isdisjoint(self._cues.before(low, tokens, len(tokens)))

    @staticmethod
    def _widen(view: View, mask: Mask, span: Span, start: int, end: int) -> bool:
        if not (mask.is_free(start, span.start) and mask.is_free(span.end, end)) or (start, end) == (
            span.start,
            span.end,
        ):
            return False
        mask.bytes[start:end] = b"\x02" * (end - start)
        span.start, span.end = start, end
        span.value = " ".join(_PIECE.findall(view.low[start:end]))
        return True
