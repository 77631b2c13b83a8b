"""Text to search words, the same for both engines: no accents, no case, words of letters and digits alone.

The engines' own word splitting differs (addresses, hyphens, emoji, macrons); after this folding nothing is left for
them to differ about. The text itself is never changed by it.
"""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 200_000
"""Search covers this much of a record's text: PostgreSQL holds at most a megabyte of words for one row."""

_ASCII = str.maketrans({code: " " for code in range(128) if not chr(code).isalnum()})
_HASHTAG = re.compile(r"#(\w+)")
_CASE_BORDER = re.compile(r"(?<=[^\W\d_])(?=[A-ZĀĒĪŌŪ][^\WA-ZĀĒĪŌŪ\d_])|(?<=[a-zāēīōū])(?=[A-ZĀĒĪŌŪ])")
_NOT_WORD = re.compile(r"[\W_]+")
# Scripts written without blanks: each sign is a word, and a query of several signs is a phrase.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
)
_PICTURE = re.compile("[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff]")
_LONGEST_WORD = 200
_MOST_BYTES = 400_000


def fold(text: str) -> str:
    """The words of a text, separated by blanks. A hashtag gives its whole and, at the end, its parts."""
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS]
    if "#" in text:
        text = _with_hashtag_parts(text)
    if text.isascii():
        folded = text.lower().translate(_ASCII)
    else:
        # Folding a sign may compose another accent (the Turkish dotted I does), so they are dropped twice.
        text = _without_accents(_without_accents(text).casefold())
        folded = text.translate(_ASCII) if text.isascii() else _fold_signs(text)
    words = folded.split()
    if len(folded) > _LONGEST_WORD:
        words = [word[:_LONGEST_WORD] for word in words]
    return " ".join(words)


def _without_accents(text: str) -> str:
    text = unicodedata.normalize("NFKD", text)
    # By sign and not by place: a text has few different accents, and most of its characters are plain.
    for char in set(text):
        if char > "\x7f" and unicodedata.combining(char):
            text = text.replace(char, "")
    return text


def _fold_signs(text: str) -> str:
    text = _PICTURE.sub(lambda found: f" u{ord(found.group()):x} ", text)
    folded = _NOT_WORD.sub(" ", _UNSPACED.sub(r" \1 ", text))
    if len(folded) > _MOST_BYTES // 4:
        folded = folded.encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")
    return folded


def _with_hashtag_parts(text: str) -> str:
    parts = []
    for found in _HASHTAG.finditer(unicodedata.normalize("NFC", text)):
        split = _CASE_BORDER.sub(" ", found.group(1)).replace("_", " ")
        if " " in split:
            parts.append(split)
    return f"{text} {' '.join(parts)}" if parts else text


_VOWELS = "aeiou"
_MOST_SPELLINGS = 12


def spellings(word: str) -> tuple[str, ...]:
    """A folded word as it may also be written in te reo Māori, itself first: long vowels are written with a macron
    (folded to one vowel) or doubled, by habit of the place."""
    found = {word: None}
    if len(word) >= 3 and word.isascii() and word.isalpha():
        found[re.sub(r"([aeiou])\1", r"\1", word)] = None
        for place, char in enumerate(word):
            doubled_already = word[place + 1 : place + 2] == char or (place and word[place - 1] == char)
            if char in _VOWELS and not doubled_already:
                found[word[: place + 1] + word[place:]] = None
    return tuple(found)[:_MOST_SPELLINGS]
