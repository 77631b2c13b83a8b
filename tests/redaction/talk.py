"""Short ways to write a conversation in a test: a string is the correspondent's, a tuple ("agency", text) the agency's."""

from __future__ import annotations

from archiver.redaction import Message, MessageResult, Person, Redactor, ThreadContext

PEOPLE = (
    Person(display_name="Wiremu Tamihana", handle="wiremu.t"),
    Person(display_name="Example Agency", role="agency"),
)


def messages(*lines: str | tuple[str, str]) -> list[Message]:
    made = []
    for place, line in enumerate(lines):
        if isinstance(line, tuple):
            made.append(Message(text=line[1], role="agency", sender="agency", id=str(place)))
        else:
            made.append(Message(text=line, role="correspondent", sender="wiremu", id=str(place)))
    return made


def talk(redactor: Redactor, *lines: str | tuple[str, str], people: tuple[Person, ...] = PEOPLE) -> list[MessageResult]:
    return redactor.thread(ThreadContext(participants=people)).redact(messages(*lines))


def texts(redactor: Redactor, *lines: str | tuple[str, str]) -> list[str]:
    return [result.text.text for result in talk(redactor, *lines)]


def one(redactor: Redactor, text: str) -> str:
    return texts(redactor, text)[0]
