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
        ["truck {PMN507} trailer {4K72P}"],
        ["a 1998 Volvo V70, {LND588}"],
        ["and car i dont even own {jcf993}"],
        ["he took the car too {JYB-458}"],
        ["quad bike {8GKT2} lol"],
        ["car {M W C 960}"],
        ["the car did 300 km at 100 kmh, WOF was $450"],
        ["washing machine WA8560E3 and tv UA55TU8000 died"],
        ["i have only the number {A11604482}, is that enough"],
        ["Codice fiscale {PPSNMR71C52Z129K}."],
        ["PPS number {7743219TA}"],
        ["also my Irish bank {IE29 AIBK 9311 5212 3456 78}"],
        ["my Italian ID card {CA48213FF}"],
        ["from tonga retirement fund member {RF-20931}"],
        ["error CE-108255-1 on the console"],
        ["um my card {5236365367853472} and the 3 numbers on the back {417}"],
        ["born {Guy Fawkes 1959}"],
        ["te ra whanau o taku tama {rua tekau ma whitu o hakihea 2019}"],
        ["i am {27 Sept 1944}"],
        ["{twenty second of the sixth ninety four}"],
        ["birthday {12 of 5 2017}"],
        ["born {21st of august twenty nineteen}"],
        ["kids start school on Monday 3/2/2026"],
        ["on the benefit since 12/3/2004, married on 5/6/1999, letter dated 12 March 2005"],
        ["insta got {elijahtk_fakeacc} pretending me"],
        ["message me on insta instead {shonti.moff} please"],
        ["dm {ash.q.doyle}"],
        ["photo_of_licence.pdf and ERR_CONNECTION_RESET and _really_"],
        ["see my facebook for stuff.co.nz news at 10.30"],
        ["click winz-refund.example/{g8tpqr7paudg} is it real"],
        ["zoom.us/j/{84471920338}?pwd={Akrt9Lr66h6MfHma}"],
        ["yes.no/maybe and he.she/they"],
        ["oh {707.223.912}"],
        ["ph {oh 21 555 0199}"],
        ["Mine is {03-0252-0229285-00}. Two digits swapped"],
        ["ring the one ending 4471, {027 338 4471}"],
        ["a:Client number?", "i already gave u, scroll up {492}", "{511}", "{086}"],
        ["kiwisaver {1772545} am i in. got letter says {3904046}"],
        ["The form is RD1 and you have 3 months"],
        ["income? Reg 16A"],
        ["ref 26/04471, the complaint reference is C-26-01877"],
        ["go from {14B The Esplanade} to {3 Te Puni Street}. 20 june"],
        ["i have moved from {fourteen rimu street} to {twenty two b nikau place} ok"],
        ["it was something like {228 692 852}"],
        ["yeah {tg296592}"],
        ["i come in the Skyline, {CL 7349}, an old car"],
        ["old Nissan {XV959}"],
        ["my motorcycle rego is {7 3 K L M}"],
        ["the plate reads {kwe four one eight}"],
        ["use what3words ///{kettle.moonlit.grazing}"],
        ["Tonga pp {J118204} - cell {+676 7781 402}"],
        ["my Cook licence {CK 20418}"],
        ["my card number is this {1 4853 8671 1611 5256}, ok"],
        ["pay to: {12 - 3147 - 0298 831 - 000}"],
        ["Passport {CCC004182}, phone {+47 412 88 204}"],
        ["born {eleven November two thousand and fourteen}"],
        ["DOB: {30 / 10 / 1958}\nher sister {027 554 4041}"],
        ["TFN {577 988 340} if that matters"],
        ["my kiwisaver number on the form is {00980614}"],
        ["logged it as SR-402118, your request is LG-2025-0718, Reference INC0048813"],
        ["Consent RC240118, quote Q-20418, tracking LOL123456789NZ"],
        ["yeah the {021490758} one goes"],
        ["reddit u/{jojotane}"],
        ["my snap is {jojotane} and my insta is private"],
        ["she was born in {Feb 1971}"],
        ["Fiji passport {1184502}. Old one {N739204}"],
        ["{1999年8月15日}"],
        ["born {kotahi o Hakihea 2015}"],
        ["{16 Setema 1979}"],
        ["{1987 November 2}"],
        ["Pension ref. {81/204417/P}"],
        ["Aadhaar? I have {4417 9920 3358}"],
        ["UNHCR number {745-18C00442}"],
        ["{CIP-20418} is my cook islands pension"],
        ["SSS number {34-4182207-9} and PhilHealth {12-044182207-4}"],
        ["Passport {C4K8201TZ} / Licence {HJ407928} / NSN {120803262}"],
        ["home {3935416} in Tauranga"],
        ["my addy is {Flat B, 19 Otipua Rd Timaru}"],
        ["from {45 44 21 S, 168 26 36 E} to Gore"],
        ["we are at {V6QG+2X} here"],
        ["my insta {fran.moonchild} always online lol im {gabs.moonchild}"],
        ["discord is {hohepa#0442}, soundcloud is {hohepa-marino-685}"],
        ["numbers were 4 11 18 22 33 39, power 7"],
        ["written answer 4418 (2024): how many"],
        ["people born on or after 1 July 1977 need it"],
        ["ref 2024/118 and Ref DBT-300417 and INC0044182"],
        ["a Haier HRF520 fridge"],
        ["16 turning 17 soon"],
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
