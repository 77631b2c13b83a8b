"""Text in PDF syntax: only ever as hexadecimal, so that nothing a stranger wrote can be markup or an operator."""

from __future__ import annotations


def hex_text(text: str) -> str:
    """A text string: `<FEFF…>`, UTF-16 with its mark. A lone surrogate becomes U+FFFD."""
    return "<FEFF" + utf16_hex(text) + ">"


def utf16_hex(text: str) -> str:
    """The UTF-16BE code units in upper-case hexadecimal. A lone surrogate becomes U+FFFD."""
    try:
        return text.encode("utf-16-be").hex().upper()
    except UnicodeEncodeError:
        cleaned = "".join("\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)
        return cleaned.encode("utf-16-be").hex().upper()
