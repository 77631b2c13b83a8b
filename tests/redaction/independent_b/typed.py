"""How people type a number: grouped, glued, in words of two languages, with look-alikes and invisible signs.

Each function takes the digits and gives one typing. Nothing here knows what the number is.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MAORI = ("kore", "tahi", "rua", "toru", "whā", "rima", "ono", "whitu", "waru", "iwa")
SEPARATORS = (" ", "-", ".", "  ", "\u00a0", "–", " - ", "/", "_", "\u2009", ",", "‑", " . ")
LOOKALIKES = {"0": "Oo", "1": "lI", "5": "S", "8": "B"}


def grouped(source: Random, number: str) -> str:
    """Threes, twos or fours from one end, one separator throughout."""
    size = source.choice((3, 3, 3, 2, 4))
    separator = source.choice(SEPARATORS)
    if len(number) == 8 and size == 3:
        return separator.join((number[:2], number[2:5], number[5:]))
    return separator.join(number[start : start + size] for start in range(0, len(number), size))


def plain(source: Random, number: str) -> str:
    """Nothing between."""
    return number


def apart(source: Random, number: str) -> str:
    """Every digit by itself."""
    return source.choice((" ", " ", "-", ".", ", ")).join(number)


def oddly(source: Random, number: str) -> str:
    """Groups of no plan, separators of no plan."""
    parts: list[str] = []
    rest = number
    while rest:
        size = source.randint(1, 4) if len(rest) > 2 else len(rest)
        parts.append(rest[:size])
        rest = rest[size:]
    return "".join(
        part + (source.choice((" ", "-", " ", ".")) if place < len(parts) - 1 else "")
        for place, part in enumerate(parts)
    )


def broken(source: Random, number: str) -> str:
    """A line break inside."""
    place = source.choice((3, 4, 5))
    return f"{number[:place]}\n{number[place:]}"


def wide(source: Random, number: str) -> str:
    """Full-width, bold, circled or keycap digits."""
    way = source.randrange(4)
    if way == 0:
        return "".join(chr(0xFF10 + int(digit)) for digit in number)
    if way == 1:
        return "".join(chr(0x1D7CE + int(digit)) for digit in number)
    if way == 2:
        return "".join(f"{digit}\ufe0f\u20e3" for digit in number)
    return "".join(chr(0x245F + int(digit)) if digit != "0" else "\u24ea" for digit in number)


def unseen(source: Random, number: str) -> str:
    """Zero-width signs between the digits or the groups."""
    sign = source.choice(("\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u200c"))
    if source.random() < 0.5:
        return sign.join(number)
    return f"{number[:3]}{sign} {number[3:6]}{sign} {number[6:]}"


def alike(source: Random, number: str) -> str:
    """Letters for the digits they look like, never for all of them."""
    places = [place for place, digit in enumerate(number) if digit in LOOKALIKES]
    chosen = source.sample(places, min(len(places), source.choice((1, 2, 2))))
    signs = [source.choice(LOOKALIKES[digit]) if place in chosen else digit for place, digit in enumerate(number)]
    if source.random() < 0.5:
        return "".join(signs)
    return " ".join("".join(signs[start : start + 3]) for start in range(0, len(signs), 3))


def in_words(source: Random, number: str) -> str:
    """English number words, with oh for zero and double for two alike."""
    words: list[str] = []
    place = 0
    zero = source.choice(("oh", "zero", "o", "nought"))
    doubles = source.random() < 0.7
    while place < len(number):
        word = zero if number[place] == "0" else ENGLISH[int(number[place])]
        if doubles and number[place : place + 3] == number[place] * 3:
            words += ["triple", word]
            place += 3
        elif doubles and place + 1 < len(number) and number[place] == number[place + 1]:
            words += ["double", word]
            place += 2
        else:
            words.append(word)
            place += 1
    return source.choice((" ", " ", ", ", "-")).join(words)


def in_maori(source: Random, number: str) -> str:
    """Te reo number words, with macrons or without."""
    words = " ".join(MAORI[int(digit)] for digit in number)
    return words if source.random() < 0.5 else words.replace("ā", source.choice(("a", "aa")))


def mixed(source: Random, number: str) -> str:
    """Words for some digits, figures for the rest."""
    place = source.choice((3, 4))
    return f"{in_words(source, number[:place])} {number[place:]}"


COMMON: tuple[Callable[[Random, str], str], ...] = (plain, plain, grouped, grouped, grouped, grouped, apart, oddly)
RARE: tuple[Callable[[Random, str], str], ...] = (broken, wide, unseen, alike, in_words, in_maori, mixed)


def typed(source: Random, number: str, *, rare: float = 0.4) -> str:
    """One typing of the number, a rare one with the chance given."""
    return source.choice(RARE if source.random() < rare else COMMON)(source, number)


def phone_typed(source: Random, number: str, *, rare: float = 0.35) -> str:
    """A New Zealand phone number as phones and people write it."""
    if source.random() < rare:
        return source.choice((*RARE, apart, oddly))(source, number)
    mobile = number.startswith("02")
    prefix, rest = (number[:3], number[3:]) if mobile else (number[:2], number[2:])
    half = len(rest) // 2
    ways = (
        number,
        f"{prefix} {rest}",
        f"{prefix} {rest[:half]} {rest[half:]}",
        f"{prefix}-{rest[:half]}-{rest[half:]}",
        f"({prefix}) {rest[:half]} {rest[half:]}",
        f"{prefix}.{rest[:half]}.{rest[half:]}",
        f"+64{prefix[1:]}{rest}",
        f"+64 {prefix[1:]} {rest[:half]} {rest[half:]}",
        f"0064 {prefix[1:]} {rest[:half]} {rest[half:]}",
        f"+64 (0){prefix[1:]} {rest}",
        f"64{prefix[1:]}{rest}",
        f"{prefix}/{rest[:half]}/{rest[half:]}",
        f"{prefix}{rest[:half]} {rest[half:]}",
        f"{prefix} {rest[:half]}-{rest[half:]}",
    )
    return source.choice(ways)
