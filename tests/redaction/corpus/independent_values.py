"""How a second person types values: their own typings, forms of address, dates, links and names. Nothing is shared with the
parts the rules were written on save the check digits."""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up
# fmt: off

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from tests.redaction.corpus import values

Typed = Callable[[random.Random, str], str]
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_REO = ("kore", "tahi", "rua", "toru", "whā", "rima", "ono", "whitu", "waru", "iwa")
_WRAPS = (("**", "**"), ("`", "`"), ("“", "”"), ("<", ">"), ("#", ""), ("(", ")"), ("_", "_"), ("[", "]"), ("…", "…"), ("👉 ", " 👈"))


def cut(number: str, sizes: tuple[int, ...]) -> list[str]:
    """The number in groups of these sizes, the rest in the last."""
    parts, at = [], 0
    for size in sizes:
        if at < len(number):
            parts.append(number[at : at + size])
            at += size
    if at < len(number):
        parts.append(number[at:])
    return parts


def _joined(separator: str) -> Typed:
    return lambda rng, number: separator.join(cut(number, (3, 3, 3)))


def _shifted(zero: int) -> Typed:
    return lambda rng, number: "".join(chr(zero + int(d)) for d in number)


def _circled(rng: random.Random, number: str) -> str:
    return "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(d)] for d in number)


def _alike(table: Mapping[str, str]) -> Typed:
    return lambda rng, number: number[0] + "".join(table.get(d, d) for d in number[1:])


def _hidden(mark: str) -> Typed:
    return lambda rng, number: mark.join(cut(number, (3, 3, 3)))


def _dictated(rng: random.Random, number: str) -> str:
    """As a telephone writes down what it hears: groups with commas, now and then a figure, "oh" and "double"."""
    groups = []
    for part in cut(number, (3, 3, 3)):
        said, at = [], 0
        while at < len(part):
            if at + 1 < len(part) and part[at] == part[at + 1]:
                said.append("double " + _WORDS[int(part[at])])
                at += 2
                continue
            said.append("oh" if part[at] == "0" else part[at] if rng.random() < 0.1 else _WORDS[int(part[at])])
            at += 1
        groups.append(" ".join(said))
    return rng.choice((", ", " ", "... ", " - ")).join(groups)


def _wrapped(rng: random.Random, number: str) -> str:
    before, after = rng.choice(_WRAPS)
    return before + rng.choice((number, " ".join(cut(number, (3, 3, 3))))) + after


def _mixed(rng: random.Random, number: str) -> str:
    parts = cut(number, rng.choice(((3, 3, 3), (2, 3, 4), (4, 5), (1, 4, 4), (3, 2, 2, 2), (2, 2, 2, 2))))
    out = parts[0]
    for part in parts[1:]:
        out += rng.choice((" ", "-", ".", " - ", "/", "  ")) + part
    return out


TYPINGS: tuple[Typed, ...] = (
    *(lambda rng, number: number,) * 5, *(_joined(" "),) * 4, *(_joined("-"),) * 2, _joined("."), _joined("/"), _joined("_"), _joined(","), _joined(", "), _joined("  "), _joined("\u00a0"), _joined("\u2009"), _joined("\u2013"), _joined(" – "), _joined("\n"), _joined(" \n "), _joined("+"), _joined(" | "), _joined("•"),
    lambda rng, number: " ".join(number), lambda rng, number: "-".join(number), lambda rng, number: ".".join(number), lambda rng, number: ", ".join(number), lambda rng, number: "\n".join(number),
    _shifted(0xFF10), _shifted(0x1D7EC), _shifted(0x1D7CE), _circled, _shifted(0x0966), lambda rng, number: "".join(d + "\ufe0f\u20e3" for d in number), lambda rng, number: " ".join(d + "\ufe0f\u20e3" for d in number),
    _hidden("\u200d"), _hidden("\u200b"), _hidden("\u2060"), _hidden("\u00ad"), _hidden("\u200c "), lambda rng, number: "\u200b".join(number),
    _alike({"0": "O"}), _alike({"0": "o"}), _alike({"1": "l"}), _alike({"1": "I"}), _alike({"1": "|"}), _alike({"5": "S"}), _alike({"8": "B"}), _alike({"0": "O", "1": "l", "5": "S"}),
    _dictated, _dictated, lambda rng, number: " ".join(_WORDS[int(d)] for d in number), lambda rng, number: "-".join(_WORDS[int(d)] for d in number), lambda rng, number: " ".join(_REO[int(d)] for d in number), lambda rng, number: ", ".join(_REO[int(d)] for d in number).replace("ā", "a"),
    _wrapped, _wrapped, _mixed, _mixed, _mixed,
)


class _Digits:
    """`d(3)`: three digits."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def __call__(self, count: int) -> str:
        return values.digits(self._rng, count)


def phone(rng: random.Random, typing: Typed) -> str:
    number = values.mobile(rng)
    return rng.choice((
        lambda: typing(rng, number), lambda: typing(rng, number), lambda: " ".join(cut(number, (3, 3, 4))), lambda: "-".join(cut(number, (3, 3, 4))), lambda: f"+64{number[1:]}", lambda: f"+64 {number[1:3]} {number[3:]}", lambda: f"0064-{number[1:3]}-{number[3:6]}-{number[6:]}",
        lambda: f"+64(0){number[1:3]} {number[3:6]} {number[6:]}", lambda: f"64.{number[1:3]}.{number[3:6]}.{number[6:]}", lambda: f"({number[:3]}){number[3:]}", lambda: f"{number[:3]}/{number[3:]}", lambda: number[1:],
    ))()


def landline(rng: random.Random) -> str:
    number = values.landline(rng)
    a, b, c = number[:2], number[2:5], number[5:]
    return rng.choice((number, f"{a} {b}{c}", f"({a}){b}-{c}", f"{a}-{b} {c}", f"+64 {a[1]} {b}{c}", f"0064 {a[1]} {b} {c}", f"{a}.{b}.{c}", f"({a}) {b} {c}", f"{a}  {b}  {c}"))


def abroad(rng: random.Random) -> str:
    d = _Digits(rng)
    return rng.choice((f"+61 4{d(2)} {d(3)} {d(3)}", f"+614{d(8)}", f"+685 7{d(6)}", f"00685 7{d(2)} {d(4)}", f"+676 7{d(2)} {d(4)}", f"+679 9{d(2)} {d(4)}", f"+682 5{d(1)} {d(3)}", f"+91 98{d(3)} {d(5)}", f"+44 7{d(3)} {d(6)}", f"+86 13{d(1)} {d(4)} {d(4)}", f"0061-4{d(2)}-{d(3)}-{d(3)}"))


def bank(rng: random.Random) -> str:
    groups = list(values.bank_groups(rng))
    if rng.random() < 0.2:
        groups[2] = groups[2].lstrip("0")
        return "-".join(groups)
    if rng.random() < 0.1:
        return f"bank {groups[0]} branch {groups[1]} account {groups[2]} suffix {groups[3]}"
    return rng.choice(("-", "-", " ", "/", ".", "", " - ", "–", "  ", "\n", "_")).join(groups)


def card(rng: random.Random, typing: Typed) -> str:
    number = values.card(rng)
    return rng.choice((number, " ".join(cut(number, (4, 4, 4, 4))), "-".join(cut(number, (4, 4, 4, 4))), ".".join(cut(number, (4, 4, 4, 4))), "\n".join(cut(number, (4, 4, 4, 4))), "\u00a0".join(cut(number, (4, 4, 4, 4))), " ".join(cut(number, (8, 8))), typing(rng, number)))


def ird(rng: random.Random, typing: Typed) -> str:
    number = values.ird(rng)
    return rng.choice(("-".join(cut(number, (2, 3, 3) if len(number) == 8 else (3, 3, 3))), " ".join(cut(number, (2, 3, 3) if len(number) == 8 else (3, 3, 3))), number, typing(rng, number), typing(rng, number)))


def coded(rng: random.Random, code: str) -> str:
    """A number that begins with letters, as typed."""
    at = next((n for n, char in enumerate(code) if char.isdigit()), 0) or 3
    return rng.choice((code, code, code.lower(), code[:at] + " " + code[at:], code[:at] + "-" + code[at:], code[:at].lower() + " " + code[at:].lower(), code[:at] + "." + code[at:], code[:at] + "\u200b" + code[at:]))


def plate(rng: random.Random) -> str:
    code = values.plate(rng)
    own = code[0].isdigit() or code in ("A2ATL", "K9MUM", "B1GFSH")
    return rng.choice((code, code.lower(), code.title())) if own else coded(rng, code)


def licence(rng: random.Random) -> str:
    code = values.licence(rng)
    return rng.choice((coded(rng, code), coded(rng, code), f"{code} version 104", f"{code[:2]} {code[2:5]} {code[5:]}", " ".join(code), f"{code}/104"))


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_MARAMA = ("Kohitātea", "Hui-tanguru", "Poutūterangi", "Paenga-whāwhā", "Haratua", "Pipiri", "Hōngongoi", "Here-turi-kōkā", "Mahuru", "Whiringa-ā-nuku", "Whiringa-ā-rangi", "Hakihea")


def birth(rng: random.Random) -> str:
    year, month, day = values.birth(rng)
    name, th = _MONTHS[month - 1], "th" if day not in (1, 2, 3, 21, 22, 23) else {1: "st", 2: "nd", 3: "rd"}[day % 10]
    return rng.choice((
        f"{day}/{month}/{year}", f"{day:02}/{month:02}/{year % 100:02}", f"{day:02}-{month:02}-{year}", f"{day}.{month}.{year % 100:02}", f"{day:02}{month:02}{year}", f"{year}-{month:02}-{day:02}", f"{day:02} {month:02} {year}", f"{day}{th} {name} {year}", f"{day}{th} of {name.lower()} {year}", f"{name[:3]} {day}{th} {year}",
        f"{name} the {day}{th}, {year}", f"the {day}{th} of {name} '{year % 100:02}", f"{day} {name[:3].lower()} {year % 100:02}", f"{day} {_MARAMA[month - 1]} {year}", f"{day} o {_MARAMA[month - 1].lower()} {year}", f"{day}\\{month}\\{year}", f"{day}, {month}, {year}", f"{day:02}/{name[:3]}/{year}", f"{day}{name[:3]}{year}",
    ))


STREETS = ("Te Mārama Street", "Hīnau Rd", "Whakatū Place", "Ngāio Crescent", "Tōtara Ave", "Papatuanuku Lane", "Kahikatea Drive", "O'Rorke Road", "St Andrews St", "Old Taupo Rd", "Bell Block Court", "Taiaha Cres", "Waerenga-a-hika Road", "Mt Wellington Highway", "Lady Ruby Drive", "Pōhutukawa Rise", "Riddiford St", "Tāwhai Grove", "Buckland Tce", "Te Rapa Straight", "Moana Parade", "Gloucester Close", "Whangapāraoa Rd", "Pah Road", "Ō-Rongo Way", "Beach Boulevard", "Hood St", "Tamahere Drv", "Alma Mews", "Kaimai View")
_PLACES = ("Ōtāhuhu, Auckland 1062", "Flaxmere 4120", "Phillipstown, Christchurch", "Rānui 0612", "Hāwera", "Tokoroa 3420", "Whanganui East", "RD 2, Kaikohe 0472", "R.D.1 Ōpōtiki", "Kelston")


def address(rng: random.Random, form: str) -> str:
    street, number = rng.choice(STREETS), str(rng.randrange(1, 900)) + rng.choice(("", "", "", "", "A", "c"))
    head = rng.choice((number, number, number, f"{rng.randrange(1, 30)}/{number}", f"Unit {rng.randrange(1, 9)}, {number}", f"flat {rng.randrange(1, 9)} {number}", f"{rng.randrange(1, 9)}b/{number}", f"Apt {rng.randrange(1, 30)}, {number}"))
    whole = f"{head} {street}"
    if form == "full":
        return whole + rng.choice((", ", " ", "\n")) + rng.choice(_PLACES)
    if form == "flat":
        return whole.lower().translate(str.maketrans("āēīōū", "aeiou"))
    return rng.choice((whole, whole, whole.upper(), whole.replace("ā", "aa").replace("ō", "oo")))


def box(rng: random.Random) -> str:
    return rng.choice(("PO Box {}", "P O Box {}", "p.o. box {}", "POBox {}", "Private Bag {}", "PO BOX {}", "pouaka poutāpeta {}")).format(values.digits(rng, 5))


def coordinates(rng: random.Random) -> str:
    south, east = values.coordinates(rng)
    s, e = south[1:], east
    return rng.choice((
        f"{south}, {east}", f"{south},{east}", f"lat {south} long {east}", f"Lat: {south}, Lng: {east}", f"{s[:2]}°{s[3:5]}'12.4\"S {e[:3]}°{e[4:6]}'40.1\"E", f"S{s[:2]} {s[3:5]}.{s[5:]}1 E{e[:3]} {e[4:6]}.{e[5:]}7", f"({south} {east})", f"{s} S, {e} E", f"{south}/{east}",
    ))


def link(rng: random.Random) -> tuple[str, str, str]:
    """A link with a token, as (what stays, the token, what stays)."""
    token = values.token(rng)
    return rng.choice((
        ("https://my.msd.govt.nz/session/", token, ""), ("http://share.example.com/?t=", token, "&utm_source=sms"), ("www.example.org/reset-password/", token, ""), ("https://drive.example.com/file/d/", token, "/view?usp=sharing"), ("https://chat.whatsapp.com/", token, ""),
        ("https://wa.me/", "64" + values.mobile(rng)[1:], ""), ("https://www.facebook.com/profile.php?id=", "1000" + values.digits(rng, 11), ""), ("https://maps.app.goo.gl/", token[:17], ""), ("example.com/u/confirm?email=1&key=", token, ""), ("https://t.example.net/#access_token=", token, ""),
    ))


PEOPLE: tuple[tuple[str, str], ...] = (
    ("Tāne Waaka", "tanewaaka"), ("Shontelle Pickering", "shontelle.p"), ("Fa'afetai Leota", "faafetai_l"), ("ʻOfa Taumoepeau", ""), ("Gemma Hope", "gemhope"), ("Mark Rose", "markr77"), ("Hope Wharepapa", "hopewhare"), ("Junior Seumanutafa", "jnr_s"), ("Nguyễn Thị Lan", "lan.nguyen"), ("Mohammed Al-Rashid", "mo_rashid"), ("Dhruv Chaudhary", "dhruvc"), ("Xiu Ying Huang", ""), ("Bronwyn Tait-Jamieson", "bronnietj"), ("Tui Rolleston", "tui.rolleston"), ("Māia Ruwhiu", "maiaruwhiu"), ("Seán Byrne", "seanbyrne1"), ("Kahurangi Pōtiki", "kahu_p"), ("Angela Brown 🌸", "angiebrown"), ("MERE TE AO", "mereteao"), ("grace p", "gracep03"), ("Te Rina Kauwhata", "terinak"), ("Lavinia Fonua", "lavinia.fonua"), ("Dylan Faith", "dylanfaith"), ("Rawinia Moana Hēnare", "rawinia.mh"), ("Jaxxon Quill", "jaxxonq"), ("Ana-Lise Vaega", "analise_v"),
)
OTHERS = ("Piripi", "Leilani Fuimaono", "Craig Dobson", "Ngahuia", "Tyrone Mahuika", "Siosaia", "Brenda Vercoe", "Manpreet", "Aperahama Nuku", "Kelly-Anne Marsh", "Zhang Wei", "Hine")
HANDLES = ("shaz.n.the.kids", "t0mmo_nz", "mz_kahu_84", "ur.mate.dave", "queen_b_otara", "sefa685", "nan.of.nine", "blk_fern_22", "_kiwi_dad_")
DOMAINS = ("gmail.com", "xtra.co.nz", "outlook.co.nz", "yahoo.com", "hotmail.co.nz", "gmail.con", "gamil.com", "icloud.com", "trust.example.org.nz", "school.example.nz", "2degrees.nz")


def email(rng: random.Random, name: str, form: str) -> str:
    folded = [part.lower() for part in name.split() if part.isascii() and part.replace("-", "").isalpha()] or ["whanau"]
    local = rng.choice((".".join(folded), folded[0] + values.digits(rng, 2), rng.choice(HANDLES), folded[-1] + "_whanau", folded[0][0] + folded[-1]))
    domain = rng.choice(DOMAINS)
    if form == "said":
        return local.replace(".", " dot ").replace("_", " underscore ") + rng.choice((" at ", " @ ", " (at) ", " [at] ", " At ")) + domain.replace(".", rng.choice((" dot ", " dot ", ".", " . ")))
    if form == "odd":
        return rng.choice((f"{local}@ {domain}", f"{local} @{domain}", f"{local}＠{domain}", f"{local}@{domain.replace('.', ',', 1)}", f"{local}{{at}}{domain}", f"mailto:{local}@{domain}", f"{local}@\u200b{domain}", f"{local}@{domain}.", f"<{local}@{domain}>", f"{local.upper()}@{domain.upper()}", f"{local}@{domain.replace('.', ' .', 1)}"))
    return f"{local}@{domain}"


def overseas(rng: random.Random, form: str) -> str:
    d = _Digits(rng)
    if form == "tfn":
        return rng.choice((f"{d(3)} {d(3)} {d(3)}", d(9), f"{d(3)}-{d(3)}-{d(3)}"))
    if form == "crn":
        return rng.choice((f"{d(3)} {d(3)} {d(3)}{rng.choice('ACHJKLSTVX')}", f"{d(9)}{rng.choice('ACHJKLSTVX')}", f"{d(3)}-{d(3)}-{d(3)}-{rng.choice('ACHJKLSTVX')}"))
    if form == "nino":
        return rng.choice((f"QQ {d(2)} {d(2)} {d(2)} C", f"QQ{d(6)}C", f"qq{d(6)}c", f"JG-{d(2)}-{d(2)}-{d(2)}-A"))
    return rng.choice((f"2{d(3)} {d(5)} {d(1)}", f"3{d(9)}", f"2{d(3)}-{d(5)}-{d(1)}"))
