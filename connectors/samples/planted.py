"""Every private detail that the sample exports hold, and the contacts that must stay readable.

All are invented or published as test values: none was ever given to a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from archiver.model.redaction import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One detail: its kind, and how the sample of `platform` writes it. `other_forms` are the ways it is written again."""

    platform: str
    kind: Kind
    value: str
    other_forms: tuple[str, ...] = ()


PUBLIC_CONTACTS: tuple[str, ...] = (
    "0800 555 010",
    "hello@agency.example.govt.nz",
    "1 Example Street, Wellington",
    "@example_agency",
)
"""The agency's own contacts, which stand in the samples too: a configuration lists them, and they stay."""

PLANTED: tuple[Planted, ...] = (
    Planted(platform="facebook", kind=Kind.CLIENT_NUMBER, value="421 873 906", other_forms=("421873906",)),
    Planted(platform="facebook", kind=Kind.IRD, value="49-091-850", other_forms=("49091850",)),
    Planted(platform="facebook", kind=Kind.PHONE, value="021 555 0142", other_forms=("+64 21 555 0142",)),
    Planted(platform="facebook", kind=Kind.EMAIL, value="mere.kahotea@mail.example.nz"),
    Planted(platform="facebook", kind=Kind.ADDRESS, value="14 Kōwhai Street, Naenae"),
    Planted(platform="instagram", kind=Kind.NHI, value="ZAC5361", other_forms=("zac5361",)),
    Planted(platform="instagram", kind=Kind.BIRTH_DATE, value="17/08/1986"),
    Planted(platform="instagram", kind=Kind.PHONE, value="027 555 0178"),
    Planted(platform="x", kind=Kind.BANK, value="01-0902-0068389-00"),
    Planted(platform="x", kind=Kind.EMAIL, value="priya@raman.example.org"),
    Planted(platform="x", kind=Kind.CLIENT_NUMBER, value="538-204-117"),
    Planted(platform="linkedin", kind=Kind.PHONE, value="04 555 0163"),
    Planted(platform="linkedin", kind=Kind.IRD, value="128-436-111"),
    Planted(platform="whatsapp", kind=Kind.CARD, value="4111 1111 1111 1111"),
    Planted(platform="whatsapp", kind=Kind.ADDRESS, value="7B Rimu Road, Paraparaumu"),
    Planted(platform="whatsapp", kind=Kind.CLIENT_NUMBER, value="617 350 942"),
    Planted(platform="whatsapp", kind=Kind.NHI, value="ZBN77VL"),
)


def planted(platform: str, kind: Kind) -> Planted:
    """The one detail of that kind in that platform's sample. Raises KeyError when there is none."""
    for each in PLANTED:
        if each.platform == platform and each.kind is kind:
            return each
    raise KeyError((platform, kind))


def probes(platform: str = "") -> tuple[str, ...]:
    """Every string that must be found nowhere in an archive's readable files, database or logs."""
    found = [
        form
        for each in PLANTED
        if platform in ("", each.platform)
        for form in (each.value, *each.other_forms, _bare(each.value))
    ]
    return tuple(dict.fromkeys(found))


def _bare(value: str) -> str:
    """The value without what is between its digits; a text as it is."""
    bare = "".join(char for char in value if char not in " -")
    return bare if bare.isdigit() else value
