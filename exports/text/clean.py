"""Make what cannot be seen visible, before it is laid out.

Controls, directional overrides, zero-width and filler characters, lone surrogates and noncharacters are shown as
`[U+XXXX]`: a record must not hide anything, and nothing in it may reorder what stands around it. Joiners (U+200C,
U+200D) and variation selectors stay, because scripts and emoji need them; so do the tags of a regional flag.
"""

from __future__ import annotations

import regex

_HIDDEN = (
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
)
_FLAG = r"\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_UNSEEN = regex.compile(f"({_FLAG})|[{_HIDDEN}]")
_TAB = "    "


def visible(text: str) -> str:
    """The text with CRLF and CR as LF, tabs as four spaces, and every unseen character as its code in brackets."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = text.replace("\t", _TAB)
    return _UNSEEN.sub(_shown, text) if _UNSEEN.search(text) else text


def code_of(character: str) -> str:
    """How a character is named where it cannot be shown: `[U+202E]`."""
    return f"[U+{ord(character):04X}]"


def _shown(match: regex.Match[str]) -> str:
    return str(match.group(1) or code_of(match.group()))
