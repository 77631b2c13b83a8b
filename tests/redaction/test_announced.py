"""Names that something announces: relatives, offices, answers, signatures, lists; and the words beside them that stay."""

from __future__ import annotations

import re

import pytest

from archiver.redaction import Message, Person, Redactor, ThreadContext

PEOPLE = (
    Person(display_name="Quill Vantongeren", handle="quillv"),
    Person(display_name="Example Agency", role="agency"),
)

GOES = (
    "mum ({Lesieli}) said yes",
    "the other parent is {Kyle Bannister}",
    "my brother-in-law {Hone} stays sometimes",
    "my partner {pieter van der berg} is away",
    "my partner {harpreet vainikolo} lives with me",
    "my husband {D'Angelo} is away",
    "my mum {rose} gets super",
    "my mum {xanthi} is old",
    "MY SON {TYRELL} IS SICK",
    "kids: {Jaxon}, {Kruz} & {Paisley}",
    "my kids {jaxon} 5 {kruz} 3",
    "my kids names are {Jaxon}, {Kruz} and {Paisley-Mae}",
    "taku hoa rangatira ko {Mereana Toa}",
    "lo'u tina o {Malia}",
    "my case manager was {Shirlene Toa} at Porirua",
    "dr {pillay} signed it",
    "I spoke to {Shirlene} yesterday",
    "im ringing on behalf of {Ofa Taufa}",
    "- {Priyanka}",
    "xx {Jodes}",
    "cheers 👍 {Hoani}",
    "everyone calls me {Squeak}",
    "please call me {Dre}",
    "i go by {Manu}",
    "Hi there, {jae-won} here",
    "this is {shontelle rewi}",
    "ko {D'Arcy Fitzwilliam-Jones} ahau",
    "a: What is your partner's name? // {grace tupara}",
    "a: And your children's names? // {Jaxon}, {Kruz} and {Paisley-Mae}",
    "a: What are your children's names and ages? // {Jaxon} 5\n{Tyrell} 3",
    "a: Who is your landlord? // {Gavin Purdey}",
    "a: Can I please get your name? // {hope}",
    "its {jo_example} on instagram",
)
STAYS = (
    "my partner works at the warehouse",
    "my mum dosnt get super",
    "my son will be 5",
    "my kids school fees",
    "my landlord won't fix it",
    "call me back please",
    "call me asap",
    "payday its Tuesdays",
    "- Proof of income",
    "cheers mate",
    "thanks\nLove it",
    "is anyone here",
    "ko te mea kē",
    "Meitaki maata",
    "Harvey Norman wont take the card",
    "looked at trademe dot co and nothing",
    "what is the name of the grant",
    "nhi on bubs wristband",
    "a: And your partner's name? // dont have one",
    "a: What's the name of your employer? // Countdown",
    "a: What's your full name please? // hang on",
)


def _shown(redactor: Redactor, line: str) -> list[str]:
    messages = [
        Message(
            text=text.removeprefix("a: ").replace("{", "").replace("}", ""),
            role="agency" if text.startswith("a: ") else "correspondent",
            sender=text[:2] if text.startswith("a: ") else "c",
            id=str(place),
        )
        for place, text in enumerate(line.split(" // "))
    ]
    return [result.text.text for result in redactor.thread(ThreadContext(participants=PEOPLE)).redact(messages)]


@pytest.mark.parametrize("line", GOES)
def test_an_announced_name_goes_whole_and_nothing_else(redactor: Redactor, line: str) -> None:
    wanted = re.sub(r"\{[^}]*\}", "[]", line.split(" // ")[-1]).removeprefix("a: ")
    assert re.sub(r"\[[A-Z ]+ [0-9]+\]", "[]", _shown(redactor, line)[-1]) == wanted


@pytest.mark.parametrize("line", STAYS)
def test_words_beside_a_cue_stay(redactor: Redactor, line: str) -> None:
    assert _shown(redactor, line)[-1] == line.split(" // ")[-1]
