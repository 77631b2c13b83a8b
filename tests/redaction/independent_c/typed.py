"""How people type a number: the separators, look-alikes, invisible characters and words that turn up in messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_REO = ("kore", "tahi", "rua", "toru", "whā", "rima", "ono", "whitu", "waru", "iwa")


def _shift(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c in "0123456789" else c for c in text)


def _circled(text: str) -> str:
    return "".join("⓪" if c == "0" else chr(0x245F + int(c)) for c in text)


def _odd(text: str, source: Random) -> str:
    at, pieces = 0, []
    while at < len(text):
        size = source.choice((2, 2, 3, 4))
        pieces.append(text[at : at + size])
        at += size
    if len(pieces[-1]) == 1:
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    return source.choice(" -.").join(pieces)


def words(text: str, source: Random) -> str:
    """The number as it is said aloud, with doubles and triples."""
    said, at = [], 0
    nought = source.choice(("oh", "zero", "o"))
    while at < len(text):
        word = nought if text[at] == "0" else _WORDS[int(text[at])]
        run = 3 if text[at : at + 3] == text[at] * 3 else 2 if text[at : at + 2] == text[at] * 2 else 1
        said.append({1: "", 2: "double ", 3: "triple "}[run] + word)
        at += run
    return " ".join(said)


def _heard(groups: Sequence[str], source: Random) -> str:
    """What a phone makes of a number said aloud: words for one group, figures for the others."""
    chosen = source.randrange(len(groups))
    return " ".join(words(group, source) if at == chosen else group for at, group in enumerate(groups))


def _look(groups: Sequence[str], source: Random) -> str:
    text = source.choice(("", " ", "-")).join(groups)
    if "0" in text:
        return text.replace("0", source.choice("Oo"))
    return (
        text.replace("1", source.choice("lI|"), 1) if not text.startswith("1") else text[0] + text[1:].replace("1", "l")
    )


_RARE: tuple[Callable[[Sequence[str], Random], str], ...] = (
    lambda groups, source: "  ".join(groups),
    lambda groups, source: "\u00a0".join(groups),
    lambda groups, source: "\u2009".join(groups),
    lambda groups, source: "–".join(groups),
    lambda groups, source: "_".join(groups),
    lambda groups, source: "/".join(groups),
    lambda groups, source: ", ".join(groups),
    lambda groups, source: " - ".join(groups),
    lambda groups, source: " . ".join(groups),
    lambda groups, source: " ".join("".join(groups)),
    lambda groups, source: "-".join("".join(groups)),
    lambda groups, source: "\n".join((" ".join(groups[:-1]), groups[-1])),
    lambda groups, source: _shift(" ".join(groups), "０"),
    lambda groups, source: _shift("".join(groups), "𝟎"),
    lambda groups, source: _shift("".join(groups), "𝟬"),
    lambda groups, source: _circled("".join(groups)),
    lambda groups, source: "\u200d".join("".join(groups)),
    lambda groups, source: "\u200b".join(groups),
    lambda groups, source: "\u2060".join(groups),
    lambda groups, source: "\u00ad".join(groups),
    lambda groups, source: "".join(c + "\ufe0f\u20e3" for c in "".join(groups)),
    lambda groups, source: " ".join(_REO[int(c)] for c in "".join(groups)),
    lambda groups, source: words("".join(groups), source),
    lambda groups, source: words("".join(groups), source).capitalize(),
    lambda groups, source: ", ".join(words(group, source) for group in groups),
    lambda groups, source: _odd("".join(groups), source),
    _look,
    _look,
    _heard,
)


def typed(groups: Sequence[str], source: Random, *, plain: float = 0.6) -> str:
    """The number in one of its typings; `plain` is the share of everyday ones."""
    if source.random() < plain:
        return source.choice(("", " ", " ", "-", ".", "")).join(groups)
    return source.choice(_RARE)(groups, source)


def typed_phone(groups: Sequence[str], source: Random) -> str:
    """A phone in the ways of its own: country prefix, brackets, dashes, or as any number."""
    start, *rest = groups
    roll = source.random()
    if roll < 0.3:
        prefix = source.choice(("+64 ", "+64", "0064 ", "64 ", "+64 (0)", "(+64) ", "0064", "+64-"))
        return prefix + source.choice((" ", "", "-")).join((start[1:], *rest))
    if roll < 0.45:
        return f"({start}) " + source.choice((" ", "", "-")).join(rest)
    if roll < 0.5:
        return source.choice(("/", "-", ". ")).join((start, "".join(rest)))
    return typed(groups, source, plain=0.55)
