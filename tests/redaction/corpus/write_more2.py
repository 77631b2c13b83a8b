"""Still more of the part that the rules are written on: answers to what the second measuring part showed weak, in cases of our own.

Never quote a figure from it.
"""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

from tests.redaction.corpus import typings
from tests.redaction.corpus.cases import Part

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MARAMA = ("Kohi-tātea", "Hui-tanguru", "Poutū-te-rangi", "Paenga-whāwhā", "Haratua", "Pipiri", "Hōngongoi", "Here-turi-kōkā", "Mahuru", "Whiringa-ā-nuku", "Whiringa-ā-rangi", "Hakihea")  # fmt: skip

TEMPLATES: dict[str, list[tuple[str, ...]]] = {
    "client": [
        ("c 1. <me>\n2. <client>\n3. no payment since Monday",), ("c my number with winz is <client>",), ("c s w n <client>",), ("c Tēnā koe\n1) <client>\n2) need a new card",), ("c the number for msd is <client>",),
        ("a What's your client number?", "c the vacancy <keep:AB-2024-77310> closed already", "c <client>"),
    ],
    "ird": [("c i r d number <ird>",), ("c ir no <ird>",), ("c nz tax number <ird>",), ("c irdd <ird>",)],
    "bank": [("c a/c no <bank>",), ("c nama peke: <bank>",), ("c pukete <bank>",), ("c a/c <bank> from friday",)],
    "phone": [("c spark number is <phone>",), ("c no luck, try dad <phone>",), ("c no reply? ring the neighbour <phone:land>",), ("c my id is on file, number <phone>",)],
    "nhi": [("c n.h.i. <nhi>",), ("c N.H.I. no. <nhi>",)],
    "licence": [("c driver lic no <licence>",), ("c lic <licence>",), ("c my drivers lic: <licence>",)],
    "plate": [("c rego. <plate>",), ("c the van's plate is <plate>",)],
    "nsn": [("c n s n <nsn>",)],
    "kiwisaver": [("c ks member number <kiwisaver>",), ("c kiwi saver account <kiwisaver>",)],
    "email": [("c its <email:spoken> no capitals",), ("c <email:odd> please",), ("c send me the form <email:spoken>",)],
    "address": [
        ("c home adress: <address:low>",), ("c bond for <address:low> is due",), ("c Address\n<address:full>",), ("c we got evicted from <address>",), ("c my addie is <address:low>",), ("c <address:full> thanks",), ("a Where do you live now?", "c out at <address>"),
    ],
    "birth": [
        ("c <client>, <birth>, <phone>",), ("c <me>\n<birth>\n<client>",), ("c d.o.b. <birth>",), ("c Rā whānau: <birth>",), ("a Your date of birth, please?", "c <keep:24/7> i get asked that", "c <birth>"), ("c <email>; <birth>; <client>",),
    ],
    "name": [
        ("a Thanks <first>.",), ("c this is <first>",), ("c Sorry! <first> here",), ("c spoke with <other>",), ("a What's your name?", "c <me>"), ("a Talofa <first>, all sorted.",), ("c it's <first> from yesterday",), ("a Mālō <first>!",), ("c ko <me> ahau",),
    ],
}  # fmt: skip

CLEAN: list[tuple[str, ...]] = [
    ("c is it a Hope scheme thing or what",), ("c there was a Mark up on it",), ("a May I have your name?", "c why tho, you know who it is"), ("a What's your name?", "c Black coffee and rain today"), ("c thanks will do",), ("c hi hope you had a good week",), ("c ok thanks mark me as there",),
    ("a What's your passport number?", "c that costs <keep:$215> to renew", "c <keep:60/40> who pays"), ("a What is your date of birth?", "c the hui is <keep:2nd of May>"), ("c our ref DOIA <keep:2526-0414>",), ("c position no <keep:1234571> looks good",), ("c got error <keep:0x8007000E> again",), ("c <keep:2,345,678> hits on the video",),
    ("c 1. no food\n2. no power\n3. no answer",), ("c <keep:2> km straight ahead",), ("c the aunty from Suva came over",), ("c mate in Timaru said <keep:$30>",), ("c link <keep:https://drive.example.com/view?usp=sharing>",), ("c from Otara to Manukau is <keep:15> mins",), ("c | Date | Amount |\n| <keep:03/04/2025> | <keep:$20.00> |\n| <keep:10/04/2025> | <keep:$35.00> |",), ("c steps: 1) ring 2) wait 3) wait more",), ("c is there a turn up at <keep:9>",), ("c <keep:100, 200, 300> whats next",), ("c senior staff never ring back",),
]  # fmt: skip

PART = Part(
    templates=TEMPLATES,
    clean=CLEAN,
    typings=(*typings.WRITE, *typings.WRITE_MORE),
    people=[("hope k", "hopek1"), ("ʻAna Fonokalafi", "anafono"), ("Omar Al-Farsi", "omar_f"), ("Jo-Anne Peka", "joannep"), ("Will Turei", "willturei"), ("Mark Senior", ""), ("Ihaia Te Awa", "ihaia.ta"), ("MOANA PURDIE", "moanap"), ("joy m", "joym_8"), ("Senior Tafuna", "srtafuna"), ("Kuʻulei Hopa", "kuuhopa")],
    others=["Mary-Ellen Tuhoro", "Petelo", "Rowena Skipworth", "Tiaki"],
    streets=["Long Block Road", "Rata Straight", "Mako Belt", "Pa Harakeke Lane", "Tarawera Vale", "Kotare Rise", "Short Street", "Miromiro Drv", "Te Kura Spur"],
    suburbs=["RD 3 Kaitaia", "R.D. 1, Wairoa", "Tokoroa", "Flaxmere Hastings", "Grey Lynn, Auckland"],
    dates=[lambda y, m, d: f"{d:02}/{m:02}/{y}" if y <= 2015 else f"{d:02}/{m:02}/{y - 20}", lambda y, m, d: f"{d} {_MONTHS[m - 1]} {min(y, 2014)}", lambda y, m, d: f"{d} {_MARAMA[m - 1]} {min(y, 2014)}", lambda y, m, d: f"{d:02}-{m:02}-{min(y, 2014)}"],
    domains=["xtra.co.nz", "gmail.com", "kura.example.school.nz", "hotmail.co.nz"],
    handles=["pania_of_hb", "rua.tekau", "big_hemi_64"],
    hosts=["example.org"],
)  # fmt: skip
