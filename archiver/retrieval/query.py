"""What a reader typed, to what is looked for. Anything typed is harmless: words are folded, quotes need not close.

benefit letter      both words, anywhere
"benefit letter"    next to each other
whang*              words that begin so
-letter             without that word
R000042             that record
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.errors import UsageError
from archiver.store.finding import Phrase, Wanted
from archiver.store.folding import fold, spellings

_MOST_TERMS = 32
_MOST_CHARACTERS = 2000
_TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')
_NUMBER = re.compile(r"[Rr]\d{6,}")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`wanted` for the full-text index; `words` are its plain folded words, to match names and to mark in a snippet;
    `number` is set when a record number was typed; `is_wordless` where something was, and no word is in it."""

    wanted: Wanted
    words: tuple[str, ...]
    number: str = ""
    is_wordless: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no words are looked for: the filters alone decide."""
        return not self.wanted.groups


def parse(typed: str) -> Query:
    """Read what was typed. Raises UsageError where it is too long or only leaves out, in words for the reader."""
    if len(typed) > _MOST_CHARACTERS:
        raise UsageError(f"a search takes at most {_MOST_CHARACTERS} characters")
    typed = typed.strip()
    if _NUMBER.fullmatch(typed):
        return Query(wanted=Wanted(), words=(), number=typed.upper())
    groups: list[tuple[Phrase, ...]] = []
    excluded: list[Phrase] = []
    words: list[str] = []
    for found in _TERM.finditer(typed.translate(_QUOTES)):
        is_phrase = found["phrase"] is not None
        said = found["phrase"] if is_phrase else found["word"]
        # Without its sign a hashtag is one word: its parts stand elsewhere in a text, so they make no phrase with it.
        folded = tuple(fold(said.replace("#", " ")).split())
        if not folded:
            continue
        if len(groups) + len(excluded) == _MOST_TERMS:
            raise UsageError(f"a search takes at most {_MOST_TERMS} words or phrases")
        is_prefix = not is_phrase and said.rstrip('"').endswith("*")
        alternatives = _alternatives(folded, is_prefix=is_prefix)
        if found["minus"]:
            excluded.extend(alternatives)
        else:
            groups.append(alternatives)
            words.extend(folded)
    if excluded and not groups:
        raise UsageError("a search needs at least one word to look for beside those to leave out")
    return Query(
        wanted=Wanted(groups=tuple(groups), excluded=tuple(excluded)),
        words=tuple(words),
        is_wordless=bool(typed and not groups),
    )


def _alternatives(words: tuple[str, ...], *, is_prefix: bool) -> tuple[Phrase, ...]:
    if len(words) > 1:
        return (Phrase(words, is_prefix),)
    return tuple(Phrase((spelling,), is_prefix) for spelling in spellings(words[0]))


def as_prefixes(wanted: Wanted) -> Wanted:
    """The same search with every single word taken as the beginning of one: for when nothing matched whole words."""
    groups = tuple(
        tuple(Phrase(phrase.words, is_prefix=True) if len(phrase.words) == 1 else phrase for phrase in group)
        for group in wanted.groups
    )
    return Wanted(groups=groups, excluded=wanted.excluded)
