"""Conversations written after the rules had been mended, and run once: values in {braces} must go, look-alikes in <angles> stay."""

# ruff: noqa: E501 - tables of data: an entry a line reads better than one broken up

from __future__ import annotations

CONVERSATIONS: tuple[tuple[str, ...], ...] = (
    ("c gidday, {Hohepa Marino} here, they cut me off on <Friday 7 March>. number they gave me was {602 118 934}", "a Kia ora {Hohepa}, sorry to hear that. What's a good number to ring?", "c same as b4 {0274419086}"),
    ("c client no. is six oh two, double one eight, nine three four", "a Thanks, found it."),
    ("c my mate reckons u need my {602-118.934} and where i stay: {7b Totara Tce}, Castlecliff", "c not the <$312.40> one"),
    ("a Could you confirm your IRD number and bank account?", "c {49-091-850}", "c {01-0902-0068389-00} its a kiwibank... nah anz"),
    ("c dob is {the 9th of Haratua 1979}, swn {602118934}", "c letter said <28/02/2025>"),
    ("c they want my NHI, its {zac5361}, and the doc at <Hastings> said ok",),
    ("c passport expired, no {LH 204 881}. New one in <6 weeks>?",),
    ("c DL {EK418204 ver 103}. car {NTX482} warrant is due <12/06/2025>",),
    ("c email's {marino_hohepa79@xtra.co.nz} or {hohepa dot marino at gmail dot com}",),
    ("c insta: {hohepa.m_79}", "c tiktok is {@marinoboi}"),
    ("c my sis in Logan {+61 4 1882 0917} has power of attorney",),
    ("c nsn {0138820417} for studylink, they pay <$283.66> a wk",),
    ("c kiwisaver member number is {KW4418820}", "a You can ask your provider about hardship; it takes <10 working days>."),
    ("c parked up at {-38.68231, 176.07122} with the kids",),
    ("c https://files.example.org/s/{q7Rk2Lm9Tz4Xa1}/view",),
    ("c Ngā mihi,\n{Hohepa M}",),
    ("c Afio mai, o a'u o {Sefo Tavita}, my wife {Lagi} is sick",),
    ("c {PO BOX 5512}, or drop it at {Unit 3/118 Puriri St}",),
    ("c old aussie CRN {204 881 167K}",),
    ("c visa {4111-1111 1111-1111} got skimmed at <2:40am>",),
    ("a Your case number is <20253317>. Ring <0800 559 009> if it changes.", "c ok cheers"),
    ("c is <s 64A> or <section 11B> the one, like in <[2022] NZHC 814>?",),
    ("c Summer jobs start <1 December>, will the benefit stop",),
    ("c hope yous are good, may need the <IR330> again",),
)  # fmt: skip
