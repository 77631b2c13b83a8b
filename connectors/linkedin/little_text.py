"""LinkedIn's "little text" -> what a reader sees. The text as it came stays in the sealed original.

Reserved characters are escaped by a backslash; mentions and hashtags are templates with a name in them.
"""

from __future__ import annotations

import re

_PART = re.compile(
    r"\\(?P<escaped>[|{}@\[\]()<>#\\*_~])"
    r"|@\[(?P<name>(?:\\.|[^\]\\]){0,500})\]\((?P<urn>urn:li:[^()\s]{1,200})\)"
    r"|\{hashtag\|(?:\\#|#|\\＃|＃)\|(?P<tag>(?:\\.|[^{}|\\]){1,300})\}",
    re.DOTALL,
)


def plain(text: str) -> str:
    """The text as LinkedIn shows it. What is no template and no escape is left as it is."""
    return _PART.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    if found["escaped"] is not None:
        return found["escaped"]
    if found["tag"] is not None:
        return "#" + plain(found["tag"])
    return plain(found["name"] or "")
