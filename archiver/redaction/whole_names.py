"""Names of which a part was found, made whole: the surname that follows, the first name or the particle before."""

from __future__ import annotations

import re

from archiver.model.redaction import Kind
from archiver.redaction.cues import Cues
from archiver.redaction.lexicon import NameLists
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_PIECE = re.compile(r"[a-z]+")
_SURNAME_NEXT = re.compile(r" ((?:Te |van der |de |Mc|O')?[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)?)(?![A-Za-z])")
_FIRST_BEFORE = re.compile(r"(?<![A-Za-z@#'.-])([A-Z][a-z]+(?:-[A-Z][a-z]+)?) $")
_PARTICLE_BEFORE = re.compile(
    r"(?<![A-Za-z])((?:Te|Le|La|De|Du|Ah|[Vv]an|[Vv]on|[Vv]an der|[Vv]an de|Bin|Abu) |(?:Al|El)[- ])$"
)
_RUNNING = re.compile(r"[a-z,] $")
_GIVEN = frozenset({"name.given", "name.introduced", "name.relation", "name.answer", "name.titled"})
_ANNOUNCING = frozenset({"titles", "intro_words", "greetings", "family", "sign_offs"})
_NAME_STOPS = re.compile(r"\s*(?:$|[,.!?;:)\n]|(?:and|or|is|was|has|here|from|who|about|on|at|for)(?![a-z]))")


class Wholes:
    """Widens found names by the words with a capital beside them."""

    def __init__(self, lists: NameLists, cues: Cues) -> None:
        self._lists = lists
        self._cues = cues

    def complete(self, view: View, mask: Mask) -> None:
        """Make names whole of which a part was taken: a surname after it, a first name before it, with a capital."""
        for span in mask.spans:
            if span.kind is not Kind.NAME:
                continue
            after = _SURNAME_NEXT.match(view.text, span.end)
            if after and self._completes(
                view, after.start(1), after.end(1), given=span.rule in _GIVEN, titled=span.rule == "name.titled"
            ):
                self._widen(view, mask, span, span.start, after.end(1))
            particle = _PARTICLE_BEFORE.search(view.text, max(0, span.start - 10), span.start)
            if particle:
                self._widen(view, mask, span, particle.start(1), span.end)
            before = _FIRST_BEFORE.search(view.text, max(0, span.start - 40), span.start)
            if before and self._precedes(view, before.start(1), before[1].lower()):
                self._widen(view, mask, span, before.start(1), span.end)

    def _completes(self, view: View, start: int, end: int, *, given: bool, titled: bool) -> bool:
        """Whether the capitalised word that follows a name is its surname: on the list, or no word that we know; an ordinary
        one too where the name was `given` as one."""
        word = view.low[start:end].split(" ")[-1].removesuffix("'s")
        lists = self._lists
        if word in lists.ordinary or word in lists.places or word in lists.never:
            surname = word in lists.last or (given and word not in lists.firm)
            return surname and (titled or _NAME_STOPS.match(view.low, end) is not None)
        return lists.is_listed(word) or _NAME_STOPS.match(view.low, end) is not None

    def _precedes(self, view: View, start: int, word: str) -> bool:
        """Whether a capitalised word right before a surname is its first name: on the list, or where a cue announces a name."""
        lists = self._lists
        amid = _RUNNING.search(view.text, max(0, start - 2), start) is not None
        if word in lists.places or (word in lists.never and word not in lists.first):
            return False
        if word in lists.first or word.split("-")[0] in lists.first:
            return amid or word not in lists.ordinary
        if not amid or word in lists.ordinary:
            return False
        low = view.low
        tokens = [(match[0], *match.span()) for match in _PIECE.finditer(low, max(0, start - 40), start)]
        return bool(tokens) and not _ANNOUNCING.isdisjoint(self._cues.before(low, tokens, len(tokens)))

    @staticmethod
    def _widen(view: View, mask: Mask, span: Span, start: int, end: int) -> None:
        if mask.is_free(start, span.start) and mask.is_free(span.end, end):
            mask.bytes[start:end] = b"\x02" * (end - start)
            span.start, span.end = start, end
            span.value = " ".join(_PIECE.findall(view.low[start:end]))
