"""Writes an invented WhatsApp chat between a welfare agency and one client, in the form Android phones export.

    python -m bench.whatsapp_chat --messages 100000 --seed 1 chat.txt

Same count and seed, same bytes. Every person, number and address is made up; the numbers carry right check digits where
such numbers have one, so that redaction has its full work. About one message in twenty holds an identifier, in the ways
people type them. No line but a message's first holds " - ": other programs that read such files take that for a new
message.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

AGENCY = "Harbour Assistance"
CLIENT = "Aroha Example"
FIRST = dt.datetime(2023, 3, 6, 8, 0)  # noqa: DTZ001 - the export's own local time, which carries no zone
SPAN = dt.timedelta(days=730)
IDENTIFIER_SHARE = 0.05
OPENING_NOTICE = (
    "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read them."
)

_OPENERS = (
    "Kia ora,", "Hi there,", "Hello,", "Thanks for that.", "Ok,", "Mōrena,", "Sorry for the late reply,",
    "Just checking,", "Good afternoon,", "Ngā mihi,", "Yes,", "No worries,", "One more thing,", "Quick question:",
    "", "", "", "",
)  # fmt: skip
_CLIENT_LINES = (
    "can you tell me when my payment will go in this week",
    "I sent the {paper} on {weekday} but the app still says it is not there",
    "my hours changed again, I only have about {small} a week until the end of the month",
    "the landlord has put the rent up to ${money} from next month",
    "do I need to bring the {paper} to the appointment or is a photo enough",
    "I missed the call from your office, I was at {place}",
    "is the appointment on {weekday} at {clock} still on",
    "my son starts at a new school and the uniform is ${money}, is there any help with that",
    "the letter says my {benefit} stops on {weekday}, is that right?",
    "{who} from your {place} office said {who} would look at it, have you heard back from them",
    "{who} has moved out so it is only me and {who} and the kids now, about ${money} a week comes in",
    "my caseworker was {who} but I think they left in {weekday}'s reshuffle, reference {word}{money}",
    "I could not get through on the phone, waited over {small} minutes",
    "we moved house last week, what do I need to fill in",
    "thank you so much for your help today 😊",
    "that worked, cheers 👍",
    "the bus was late so I will be about {small} minutes behind",
    "can somebody ring me after {clock}, my phone is nearly flat",
    "how long does it take for the {benefit} to be looked at",
    "the form will not load on my phone, it just goes round and round",
    "ok",
    "thank you",
    "yes please",
)
_AGENCY_LINES = (
    "your {benefit} will be paid on {weekday} as usual",
    "please send us the {paper} when you have it, a clear photo is fine",
    "we have booked you in for {weekday} at {clock}, please bring your {paper}",
    "we can look at a one-off payment of up to ${money}, it has to be paid back at ${small} a week",
    "the {paper} has arrived and somebody will look at it within {small} working days",
    "please do not send private details here, use MyHarbour or come in to the office",
    "you can change your address in MyHarbour under Your details",
    "if your income changes, tell us before {weekday} so that we pay you the right amount",
    "{who} at the {place} office has your file now, ask for reference {word}{money} when you come in",
    "the office at {place} is open from 8:30am to 5pm, and from 9:30am on Wednesdays",
    "we tried to call you just now, we will try again at {clock}",
    "that is all done for you, ka kite anō",
    "you will get a letter about this, it can take {small} days",
)
_CLOSERS = ("", " Thanks", " Cheers", " 🙏", " Ngā mihi", " Please let me know.", "!", ".", " Sorry to be a pain.")
_FILL = {
    "paper": ("rent agreement", "bank statement", "medical certificate", "payslips", "birth certificate", "power bill"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "next week", "the 3rd", "tomorrow"),
    "small": ("5", "10", "12", "15", "20", "25", "30", "45"),
    "place": ("the hospital", "Porirua", "Ōtara", "the library", "work", "Whangārei", "Kaikohe", "school"),
    "clock": ("9am", "9.30", "10:15", "11 am", "1pm", "2:45pm", "half past three"),
    "benefit": (
        "Jobseeker payment",
        "accommodation supplement",
        "disability allowance",
        "childcare subsidy",
        "benefit",
    ),
}
_SLOT = re.compile(r"\{(\w+)\}")
_SYLLABLES = (
    "ta", "ma", "te", "a", "ra", "wi", "hō", "ne", "pa", "ki", "mē", "re", "ngā",
    "hu", "ia", "lo", "so", "fi", "le", "va", "tu", "sa", "mi", "nā", "ko", "ri",
)  # fmt: skip
_MEDIA = "<Media omitted>"  # what a phone writes when asked for the chat without its pictures


def chat_lines(messages: int, seed: int) -> Iterator[str]:
    """The lines of a chat of exactly `messages` messages (besides the opening notice), oldest first, no line ends."""
    random = Random(seed)
    moment = FIRST
    step_s = SPAN.total_seconds() * 15 / 24 / max(messages, 1)  # fifteen hours of a day are written in
    yield f"{moment:%d/%m/%Y, %H:%M} - {OPENING_NOTICE}"
    speaker = CLIENT
    for _ in range(messages):
        moment = _office_hours(moment + dt.timedelta(seconds=random.expovariate(1 / step_s)))
        if random.random() < 0.6:
            speaker = AGENCY if speaker == CLIENT else CLIENT
        first, *more = _body(random, speaker).split("\n")
        yield f"{moment:%d/%m/%Y, %H:%M} - {speaker}: {first}"
        yield from more


def write_chat(path: Path, *, messages: int, seed: int) -> None:
    """Write the chat as UTF-8 with Unix line ends, replacing what is there."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in chat_lines(messages, seed))


def _office_hours(moment: dt.datetime) -> dt.datetime:
    """Nobody writes between ten at night and seven; so no message falls into a daylight-saving change either."""
    if moment.hour < 7:
        return moment.replace(hour=7)
    if moment.hour >= 22:
        return (moment + dt.timedelta(days=1)).replace(hour=7)
    return moment


def _body(random: Random, speaker: str) -> str:
    if random.random() < 0.02:
        return _MEDIA
    if random.random() < IDENTIFIER_SHARE:
        return random.choice(_IDENTIFIERS)(random)
    lines = _CLIENT_LINES if speaker == CLIENT else _AGENCY_LINES
    parts = [_sentence(random, lines) for _ in range(random.choice((1, 1, 1, 2, 2)))]
    joint = "\n" if len(parts) > 1 and random.random() < 0.2 else " "
    opener = random.choice(_OPENERS)
    closer = random.choice(_CLOSERS) if random.random() < 0.6 else ""
    return f"{opener} {joint.join(parts)}{closer}".lstrip()


def _sentence(random: Random, lines: tuple[str, ...]) -> str:
    return _SLOT.sub(lambda slot: _filling(random, slot[1]), random.choice(lines))


def _filling(random: Random, slot: str) -> str:
    if slot == "money":
        return str(random.randrange(12, 900))
    if slot in ("who", "word"):  # thousands of different words, as a long chat has; no cache should hold them all
        made = "".join(random.choice(_SYLLABLES) for _ in range(random.choice((2, 3, 3))))
        return made.capitalize() if slot == "who" else made
    return random.choice(_FILL[slot])


# --- identifiers, as people type them -------------------------------------------------------------------------------


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _grouped(random: Random, parts: tuple[str, ...]) -> str:
    return random.choice((" ", "-", "", ".")).join(parts)


def _client_number(random: Random) -> str:
    number = _grouped(random, (_digits(random, 3), _digits(random, 3), _digits(random, 3)))
    return random.choice(
        ("my client number is {}", "client no {}", "SWN {} thanks", "its {} if you need to look me up", "Number: {}")
    ).format(number)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _ird(random: Random) -> str:
    while True:
        base = f"{random.randrange(1_000_000, 14_000_000):08d}"
        for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
            check = -_weighted(base, weights) % 11
            if check < 10:
                whole = base.lstrip("0") + str(check)
                number = _grouped(random, (whole[:-6], whole[-6:-3], whole[-3:]))
                return random.choice(
                    ("my IRD is {}", "ird number {}", "IRD: {}", "{} is what inland revenue gave me")
                ).format(number)


def _nhi(random: Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    while True:
        head = "Z" + "".join(random.choice(letters) for _ in range(2)) + _digits(random, 3)
        values = [letters.index(c) + 1 if c in letters else int(c) for c in head]
        total = sum(value * weight for value, weight in zip(values, (7, 6, 5, 4, 3, 2), strict=True))
        if total % 11:
            number = head + str((11 - total % 11) % 10)
            return random.choice(("my NHI is {}", "the hospital wrote NHI {} on the form", "nhi {}")).format(number)


def _bank_account(random: Random) -> str:
    weights = (0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1)
    while True:
        bank = random.choice(("01", "02", "03", "06", "12", "38"))
        account = f"{bank}0{_digits(random, 3)}0{_digits(random, 6)}"
        if int(account[6:]) < 990_000 and _weighted(account, weights) % 11 == 0:
            number = _grouped(random, (account[:2], account[2:6], account[6:13], random.choice(("00", "000", "01"))))
            return random.choice(("please pay it into {}", "new account {}", "my bank account is {}")).format(number)


def _card(random: Random) -> str:
    body = "4" + _digits(random, 14)
    doubled = sum(sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(body))
    number = body + str(-doubled % 10)
    return f"the card is {_grouped(random, (number[:4], number[4:8], number[8:12], number[12:]))} exp 04/27"


def _phone(random: Random) -> str:
    rest = (_digits(random, 3), _digits(random, 4))
    number = random.choice(("021 ", "+64 27 ", "0064 22 ", "027", "(04) ", "022-")) + random.choice(
        (" ".join(rest), "".join(rest), "-".join(rest))
    )
    return random.choice(("ring me on {}", "my new number is {}", "txt {} pls", "{} is my mums phone")).format(number)


def _email(random: Random) -> str:
    user = random.choice(("aroha", "sam.example", "j_tester", "whanau.example")) + _digits(
        random, random.choice((0, 2, 4))
    )
    host = random.choice(("example.com", "example.co.nz", "mail.example.nz", "example.org"))
    at = random.choice(("@", "@", "@", " at ", "[at]"))
    return random.choice(("email me at {}", "send it to {} please", "{}")).format(user + at + host)


def _address(random: Random) -> str:
    street = random.choice(("Kōwhai Street", "Example Rd", "Tui Place", "Rata Ave", "Harbour Tce"))
    town = random.choice(("Porirua", "Ōtara", "Dunedin", "Whangārei", "Lower Hutt"))
    number = f"{random.choice(('', '', '2/', 'Flat 3, '))}{random.randrange(1, 240)}{random.choice(('', '', 'A', 'b'))}"
    return random.choice(("we live at {}, {} now", "new address is {}, {}", "post it to {}\n{}")).format(
        f"{number} {street}", town
    )


def _birth_date(random: Random) -> str:
    day = dt.date(1950, 1, 1) + dt.timedelta(days=random.randrange(23_000))
    written = day.strftime(random.choice(("%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%d-%m-%Y", "%d %b %y")))
    return random.choice(("my date of birth is {}", "DOB {}", "born {}", "his birthday is {}")).format(written)


_IDENTIFIERS: tuple[Callable[[Random], str], ...] = (
    _client_number, _client_number, _ird, _nhi, _bank_account, _card, _phone, _phone, _email, _address, _birth_date,
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Write an invented WhatsApp chat in Android's export form.")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    write_chat(given.out, messages=given.messages, seed=given.seed)


if __name__ == "__main__":
    main()
