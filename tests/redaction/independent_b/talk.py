"""A case, the lists that cases are made from, and a conversation while it is being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.redaction.independent_b.markup import Message

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One conversation: who is in it, what was said, and whether it holds anything that must go."""

    name: str
    participants: tuple[dict[str, str], ...]
    messages: tuple[Message, ...]
    clean: bool


def sections(file: str) -> dict[str, list[str]]:
    """The lines of a list file under their headings; a phrase that ends without {v} goes on in the next line."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            current = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            if current and line == "{v}" and current[-1][-1] not in "}0123456789" and "{v}" not in current[-1]:
                current[-1] += "\n{v}"
            else:
                current.append(line)
    return found


@dataclass(slots=True)
class Talk:
    """A conversation while it is being written."""

    source: Random
    half: int
    first: str
    last: str
    lines: list[tuple[str, str]] = field(default_factory=list)

    def pick(self, lines: Sequence[str]) -> str:
        return self.source.choice(lines[self.half :: 2] if len(lines) > 3 else lines)

    def say(self, sender: str, text: str) -> None:
        self.lines.append((sender, text))
