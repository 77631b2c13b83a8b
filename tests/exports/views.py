"""Views for exporter tests and benches with everything a record can have.

`rich_view` and `posts_view` hold every feature once, `scripts_view` every script, `hostile_view` what breaks writers;
`long_view` streams any number of messages without holding them. The factories behind them can be had from here too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from archiver.model.attachment import Held
from archiver.model.conversation import Change, Entry, FileKind, RecordView, Status
from archiver.model.correspondent import Role
from archiver.model.ids import RecordNumber, ThreadKey
from archiver.model.record import (
    Count,
    RecordKind,
    RedactedLink,
    RedactedQuote,
    RedactedReaction,
    RedactedRecord,
    RedactedThread,
    Revision,
    State,
    ThreadKind,
)
from archiver.model.redaction import Kind, RedactedText
from archiver.model.time import Assumption, Moment, Precision
from tests.exports.factories import (
    AGENCY,
    AUCKLAND,
    CHANNEL,
    HANA,
    STAMP,
    START,
    make_attachment,
    make_correspondent,
    make_entry,
    make_heading,
    make_index_row,
    make_record,
    make_view,
    moment,
    number_from,
    redacted,
)

__all__ = [
    "AGENCY",
    "AUCKLAND",
    "CHANNEL",
    "HANA",
    "HOSTILE",
    "SCRIPTS",
    "STAMP",
    "START",
    "Streamed",
    "hostile_view",
    "long_view",
    "make_attachment",
    "make_correspondent",
    "make_entry",
    "make_heading",
    "make_index_row",
    "make_record",
    "make_view",
    "moment",
    "number_from",
    "posts_view",
    "redacted",
    "rich_view",
    "scripts_view",
]

SCRIPTS: tuple[tuple[str, str], ...] = (
    ("macrons", "Kia ora koutou, ngā mihi o te tau hou; kei te pēhea koe?"),
    ("glottal marks", "Fa\u02bbafetai lava, \u02bbofa atu, Talofa lava fa\u2018amolemole"),
    ("Chinese", "您好，我想询问一下补助金的申请。謝謝您的幫助！"),
    ("Japanese", "こんにちは。カタカナとひらがな、漢字も読めますか。"),
    ("Korean", "안녕하세요, 지원금 신청에 대해 문의드립니다."),
    ("Arabic", "مرحبا، أريد أن أسأل عن الطلب رقم 12 (عاجل)"),
    ("Hebrew", "שלום, רציתי לשאול על הבקשה שלי 34 בבקשה"),
    ("Hindi", "नमस्ते, मुझे आवेदन के बारे में पूछना है। क्षत्रिय"),
    ("Tamil", "வணக்கம், என் விண்ணப்பம் பற்றி கேட்க விரும்புகிறேன்"),
    ("Thai", "สวัสดีค่ะ ขอสอบถามเรื่องการสมัคร"),
    ("emoji", "Thanks 😀 👩\u200d👩\u200d👧\u200d👦 👍🏽 🇳🇿 ❤️ 1️⃣"),
    ("mixed directions", "The word שלום means peace, and مرحبا means hello."),
    ("maths and symbols", "½ ≤ ∑ → ☎ ✓ 𝒜 𝔹"),
)
HOSTILE: tuple[str, ...] = (
    '=HYPERLINK("http://198.51.100.7/x","click")',
    "{=1+1}",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "<b>bold</b> <img src='/etc/passwd'/> &amp; <script>alert(1)</script>",
    "mailto:someone@example.invalid",
    "internal:Record!A1",
    "00123",
    "a\x00b\x07c\x1bd\x85e",
    "lone \ud83d surrogate \udc00 here",
    "one\r\ntwo\rthree\nfour\tfive",
    "\u202eright to left override\u202c \u200bzero width \ufeffbom \uffff nonchar",
    "]]> --> ${x} {{x}} %s %PDF (paren) \\( \\)",
    "",
    "   leading and trailing blanks   ",
)


def rich_view(**heading: Any) -> RecordView:
    """A conversation with every feature: edits, deletions, attachments, reactions, quotes, links, marks, notices."""
    first = make_record("Kia ora, I am asking about my payment. My number is [CLIENT NUMBER 1], call [PHONE 1].")
    seen = dt.datetime(2026, 2, 2, 3, 0, tzinfo=dt.UTC)
    edited = make_record(
        "Can you also tell me when [CLIENT NUMBER 1] is next paid? I moved to [ADDRESS 1].",
        minutes=4,
        edited=True,
        edited_at=moment(9),
    )
    before = make_record("Can you also tell me when I am next paid?", minutes=4)
    quote = RedactedQuote(text=first.text, sender=HANA.name, source_id=first.source_id)
    call = make_record(
        "Missed voice call", minutes=70, kind=RecordKind.NOTICE, sender=make_correspondent("", "", role=Role.SYSTEM)
    )
    answer = make_record(
        "Kia ora Hana,\nplease never send numbers here. See our page.\n\nNgā mihi",
        minutes=64,
        sender=AGENCY,
        quote=quote,
        received=moment(64.05),
        links=(
            RedactedLink(
                url=RedactedText.trusted("https://agency.example/help?ref=1&lang=mi"),
                resolved=RedactedText.trusted("https://agency.example/help"),
                title=RedactedText.trusted("Help & support"),
            ),
        ),
        reactions=(RedactedReaction(value=RedactedText.trusted("❤️"), by=HANA.name),),
    )
    files = make_record(
        "",
        minutes=75,
        attachments=(
            make_attachment("Letter from [NAME 1].pdf"),
            make_attachment("IMG_0001.jpg", media_type="image/jpeg", size=2_400_113, alt_text=redacted("A front door")),
            make_attachment("clip.mp4", media_type="video/mp4", size=None, sha256="", held=Held.EXPIRED, original=""),
            make_attachment(
                "voice.ogg", media_type="audio/ogg", held=Held.TOO_LARGE, reason="limit 100 MB", original=""
            ),
        ),
    )
    entries = [
        make_entry(first),
        make_entry(
            edited,
            earlier=(Revision(number=1, record=before, first_seen=seen, last_seen=seen + dt.timedelta(hours=2)),),
        ),
        make_entry(answer),
        make_entry(call),
        make_entry(files),
        make_entry(
            make_record("I will delete this one.", minutes=80),
            gone_since=dt.datetime(2026, 2, 4, 1, 0, tzinfo=dt.UTC),
            gone_reason="deleted by its sender",
            gone_affirmed=True,
        ),
        make_entry(
            make_record("This one is simply not returned any more.", minutes=82),
            gone_since=dt.datetime(2026, 2, 5, 1, 0, tzinfo=dt.UTC),
            gone_reason="no longer returned by the platform",
        ),
        make_entry(make_record("", minutes=90, state=State.UNREADABLE)),
        make_entry(make_record("", minutes=91, state=State.DELETED)),
        make_entry(make_record("[WITHHELD: the text could not be judged]", minutes=95)),
        make_entry(make_record("No time is known for this.", minutes=None, notes=("The export gives no time.",))),
        make_entry(
            make_record(
                "A day later, and after the clocks went back.",
                sent=Moment(
                    utc=dt.datetime(2026, 4, 4, 14, 30, tzinfo=dt.UTC),
                    source="5/04/2026, 2:30 am",
                    precision=Precision.MINUTE,
                    assumption=Assumption.FOLD,
                ),
                place="line 12",
                subject=redacted("About [IRD NUMBER 1]"),
            ),
            origin="export:originals/agency-facebook/import-7.age",
        ),
    ]
    values: dict[str, Any] = {
        "formerly": ("Hana Example",),
        "edition": 2,
        "completeness": ("Messages between 2026-02-10 and 2026-02-12 could not be fetched.",),
        "changes": (
            Change(what="text changed", entry=2, when=dt.datetime(2026, 2, 20, tzinfo=dt.UTC)),
            Change(what="deleted by its sender", entry=6, when=dt.datetime(2026, 2, 21, tzinfo=dt.UTC)),
        ),
    }
    return make_view(entries=entries, **(values | heading))


def posts_view(**heading: Any) -> RecordView:
    """A month of posts: two posts with comment threads, counts, media, an edit, a hidden and a gone comment."""
    root = RedactedThread(key=ThreadKey("p_1"), kind=ThreadKind.POST)
    tama = make_correspondent("Tama Example", "", platform_id="9000002")
    post = make_record(
        "Our offices close at noon on Friday.\nHe pānui tēnei.",
        kind=RecordKind.POST,
        thread=root,
        sender=AGENCY,
        recipients=(),
        permalink=RedactedText.trusted("https://social.example/agency/posts/1"),
        counts=(Count(name="likes", value=120), Count(name="shares", value=8), Count(name="comments", value=4)),
        reactions=(RedactedReaction(value=RedactedText.trusted("👍"), count=100),),
        attachments=(make_attachment("poster.png", media_type="image/png", alt_text=redacted("A closed door")),),
    )
    second = make_record(
        "New opening hours from March.", minutes=9000, kind=RecordKind.POST, thread=root, sender=AGENCY, recipients=()
    )

    def comment(text: str, minutes: float, **given: Any) -> RedactedRecord:
        return make_record(text, minutes=minutes, kind=RecordKind.COMMENT, thread=root, recipients=(), **given)

    gone = dt.datetime(2026, 2, 6, 1, 0, tzinfo=dt.UTC)
    before = comment("When exactly??", 15)
    entries = [
        make_entry(post),
        make_entry(
            comment("When exactly? My number is [PHONE 1].", 15, edited=True),
            depth=1,
            earlier=(Revision(number=1, record=before, first_seen=gone, last_seen=gone),),
        ),
        make_entry(comment("At noon. Please do not post numbers.", 30, sender=AGENCY), depth=2),
        make_entry(comment("Thanks!", 33), depth=3),
        make_entry(comment("Something rude", 40, sender=tama, state=State.HIDDEN), depth=1),
        make_entry(
            comment("Not here any more", 50, sender=tama),
            depth=1,
            gone_since=gone,
            gone_reason="deleted",
            gone_affirmed=True,
        ),
        make_entry(second),
    ]
    values: dict[str, Any] = {
        "number": RecordNumber("R000043"),
        "kind": FileKind.POSTS,
        "title": "Example Agency on Facebook posts 2026-02",
        "correspondents": (),
        "access_status": "Open",
        "business_activity": "Telling the public",
        "status": Status.OPEN,
    }
    return make_view(entries=entries, **(values | heading))


def scripts_view(**heading: Any) -> RecordView:
    """One message for every script the agency meets."""
    return make_view([f"{name}: {sample}" for name, sample in SCRIPTS], **heading)


def hostile_view(**heading: Any) -> RecordView:
    """One message for every text meant to break a writer."""
    return make_view(HOSTILE, **heading)


@dataclass(frozen=True)
class Streamed:
    """Entries made anew on each iteration, as the store's pages are; never all held at once."""

    count: int
    make: Callable[[int], Entry]

    def __iter__(self) -> Iterator[Entry]:
        return (self.make(at) for at in range(self.count))


_LINES = (
    "Kia ora, I would like to ask about my payment this week please.",
    "Thank you for your message. We will look into it and reply tomorrow.",
    "My number is [CLIENT NUMBER 1] and you can ring [PHONE 1] in the morning.",
    "Please do not send personal details here.\nUse the form on our page instead.",
    "ok 👍",
    "I have sent the letter with the form, it should be with you by Thursday, and the landlord has one too, so please "
    "tell me whether that is enough or whether I have to come in again with the papers from last year.",
)


def long_view(messages: int, **heading: Any) -> RecordView:
    """A conversation of any length in constant memory, one message every seven minutes."""
    texts = [redacted(line) for line in _LINES]
    seen = dt.datetime(2026, 2, 2, 3, 0, tzinfo=dt.UTC)
    thread = RedactedThread(key=ThreadKey("t_1"), kind=ThreadKind.PRIVATE)

    def make(at: int) -> Entry:
        sender, other = (AGENCY, HANA) if at % 2 else (HANA, AGENCY)
        record = RedactedRecord(
            key=f"k{at}",
            kind=RecordKind.MESSAGE,
            thread=thread,
            sender=sender,
            recipients=(other,),
            content_key=f"c{at}",
            text_key=f"t{at}",
            match_key=f"m{at}",
            source_id=f"m_{at}",
            sent=moment(7 * at),
            text=texts[at % len(texts)],
        )
        return Entry(number=at + 1, record=record, first_seen=seen, origin="api:originals/agency-facebook/run-1.age")

    counted = messages // len(texts)
    values: dict[str, Any] = {
        "messages": messages,
        "ended": moment(7 * max(messages - 1, 0)).utc,
        "marks": ((Kind.CLIENT_NUMBER, counted), (Kind.PHONE, counted)),
    }
    return RecordView(heading=make_heading((), **(values | heading)), entries=Streamed(messages, make))
