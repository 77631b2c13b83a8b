"""Typings that earlier rules cut short or took for something else: each line's braces hold what must go, all else stays."""

from __future__ import annotations

import re

import pytest

from archiver.redaction import Message, Person, Redactor, ThreadContext

_MARKED = re.compile(r"\{([^{}]*)\}")


@pytest.mark.parametrize(
    "lines",
    [
        ["licence # {m r 8 5 2 0 2 1}"],
        ["driver licence no. {re 891897}"],
        ["my licence is {123456}"],
        ["client number {418 226 907} version 204 of the form"],
        ["a:What is your passport number?", "hey yes {L H 6 9 5 8 0 1}"],
        ["a:What is your IRD number?", "{48.0.6014.5}"],
        ["my ird is {48.0.6014.5}"],
        ["a:Which version of the app is it?", "48.0.6014.5"],
        ["bank a/c: {O6-O828-O22O812-OO}"],
        ["i used {5, 2, 9, 1, 7, 2, 4, 7, 0, 9, 0, 1, 3, 1, 7, 5} to pay"],
        ["Client no: {six one double nine nought triple nine four}, DOB: {1943-08-23}"],
        ["baby was born {14/8/1984}, 3.4kg"],
        ["kiwisaver number {3217029}", "$0.00"],
        ["number on the back of my green card is {403 - 695 - 197}", "$2240 bond $560 rent"],
        ["quote no Q-118204 for the fridge"],
        ["Emial me {hvandermeulen@gmail dot com} thanks"],
        ["my email is {jo example ninety at gmail dot com}"],
        ["{shanelle dot example ninety at gmail dot com}"],
        ["i emailed them yesterday"],
    ],
)
def test_what_stands_in_braces_goes_whole_and_the_rest_stays(redactor: Redactor, lines: list[str]) -> None:
    people = (Person(display_name="Hohepa Marino"), Person(display_name="Example Agency", role="agency"))
    marked = [line.removeprefix("a:") for line in lines]
    messages = [
        Message(
            text=_MARKED.sub(r"\1", text),
            role="agency" if line.startswith("a:") else "correspondent",
            sender="agency" if line.startswith("a:") else "client",
            id=str(place),
        )
        for place, (line, text) in enumerate(zip(lines, marked, strict=True))
    ]
    results = redactor.thread(ThreadContext(participants=people)).redact(messages)
    wanted = [re.escape(_MARKED.sub("\0", text)).replace("\0", r"\[[A-Z -]+ [0-9]+\]") for text in marked]
    shown = [result.text.text for result in results]
    assert all(re.fullmatch(want, text) for want, text in zip(wanted, shown, strict=True)), shown
