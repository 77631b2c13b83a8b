"""Makes the generated conversations of a half from its phrases, people, places and harmless talk, by a seed.

A half reads only its own files. Half of its conversations hold nothing that must go.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from archiver.redaction import Person
from tests.redaction.corpus.cases import Case
from tests.redaction.independent_c.markup import read
from tests.redaction.independent_c.values import Values

HERE = Path(__file__).parent
AGENCY = Person(display_name="Work and Income", handle="workandincomenz", role="agency")
_SLOT = re.compile(r"\{([A-Za-z0-9.]+)\}")
_PROTECTED = re.compile(r"(\{[^{}]*\})")
_EMOJI = ("😭", "🙏🏽", "👍", "😂", "🤷🏽‍♀️", "❤️", "🙄")


def sections(file: str) -> dict[str, list[str]]:
    """The lines of a list file under their headings."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\[[a-z_]+\]", line):
            current = found.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            current.append(line)
    return found


class Half:
    """One half's lists, and the conversations made from them."""

    def __init__(self, name: str, seed: int) -> None:
        self._name = name
        self._source = Random(f"{name}{seed}")
        self._people = sections(f"people_{name}.txt")
        self._phrases = sections(f"phrases_{name}.txt")
        self._clean = sections(f"clean_{name}.txt")

    def cases(self, count: int) -> list[Case]:
        """So many conversations, every second one clean; each phrase comes up before any comes again."""
        flat = [(kind, line) for kind, lines in self._phrases.items() for line in lines]
        queue: list[tuple[str, str]] = []
        made = []
        for number in range(count):
            chosen: list[tuple[str, str]] = []
            if number % 2 == 0:
                if len(queue) < 2:
                    queue += self._source.sample(flat, len(flat))
                chosen = [queue.pop() for _ in range(self._source.choice((1, 1, 2)))]
            made.append(self._case(f"{self._name}{number:04d}", chosen))
        return made

    def _case(self, name: str, chosen: list[tuple[str, str]]) -> Case:
        source = self._source
        values = Values(source, self._people)
        pseudonym = any(kind == "name_self" for kind, _ in chosen) and not any(
            re.search(r"\{[Ppl]\}", line) for _, line in chosen
        )
        shown = source.choice(self._people["pseudonym"]) if pseudonym else values.whole
        if pseudonym:
            chosen = chosen[:1] if chosen[0][0] == "name_self" else chosen[1:]
        lines: list[str] = []
        talk = self._talk(2 if chosen else source.randint(3, 7))
        for kind, phrase in chosen:
            lines += talk[:1] + self._exchange(kind, phrase, values)
            talk = talk[1:]
        lines += talk
        people = (Person(display_name=shown), AGENCY)
        messages, labels = [], []
        for place, line in enumerate(lines):
            agency = line.startswith("a:")
            text = line[2:].strip() if agency else line
            message, found = read(text.replace("\\n", "\n"), agency=agency, place=place, case=name)
            messages.append(message)
            labels += found
        return Case(people=people, messages=tuple(messages), labels=tuple(labels))

    def _talk(self, size: int) -> list[str]:
        """Harmless messages: openings, questions and answers, and what comes up in passing."""
        lines: list[str] = []
        while len(lines) < size:
            said = self._source.choice(self._clean["talk"]).split(" // ")
            lines += [line if line.startswith("a:") else self._manner(line) for line in said]
        return lines

    def _exchange(self, kind: str, phrase: str, values: Values) -> list[str]:
        said = []
        values.begin(kind)
        for line in phrase.split(" // "):
            filled = _SLOT.sub(lambda found: values.fill(kind, found[1]), line)
            said.append(filled if line.startswith("a:") else self._manner(filled))
        return said

    def _manner(self, line: str) -> str:
        """The habits of a hurried writer, outside the labelled values."""
        roll = self._source.random()
        if roll > 0.3 or "http" in line:
            return line
        pieces = _PROTECTED.split(line)
        for at in range(0, len(pieces), 2):
            piece = pieces[at]
            if roll < 0.06:
                piece = piece.replace("\\n", "\n").upper().replace("\n", "\\n")
            elif roll < 0.16:
                piece = piece.lower()
            elif roll < 0.21:
                piece = re.sub(r"([.,!?]) (?=[A-Za-z])", r"\1", piece)
            elif roll < 0.24 and at == len(pieces) - 1:
                piece += self._source.choice((" ", "")) + self._source.choice(_EMOJI)
            elif roll < 0.26 and at > 0:
                piece = re.sub(r"^ ", f" {self._source.choice(_EMOJI)} ", piece)
            elif roll < 0.28:
                piece = piece.replace(" is ", " its ").replace(" you ", " u ")
            elif at == len(pieces) - 1:
                piece += self._source.choice(("!!!", "...", " lol", " pls", " ty"))
            pieces[at] = piece
        return "".join(pieces)
