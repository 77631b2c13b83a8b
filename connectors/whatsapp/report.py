"""What an import says of a chat: every line accounted for, every assumption named, never a word of a message."""

from __future__ import annotations

from collections import Counter

from archiver.model.capture import Quarantined, Tally
from archiver.model.counted import counted
from archiver.model.record import ThreadKind
from connectors.base import ImportOptions
from connectors.whatsapp.chats import Chat
from connectors.whatsapp.lines import Lines
from connectors.whatsapp.parse import LineCount
from connectors.whatsapp.survey import Survey
from connectors.whatsapp.thread import Ends

_CAPS = (10_000, 40_000)
_NEAR_CAP = 100


def line_tallies(lines: Lines, count: LineCount, facts: Survey, counted: Counter[str]) -> tuple[Tally, ...]:
    """Figures of one chat. lines_read = lines_in_records + lines_before_first_message + lines_not_understood."""
    figures = {
        "lines_read": count.total,
        "lines_in_records": count.in_records,
        "lines_before_first_message": count.before,
        "lines_not_understood": count.not_understood,
        "lines_quoted": count.quoted + facts.strays,
        "encoding_repairs": lines.repairs,
        **{name: counted[name] for name in sorted(counted)},
    }
    return tuple(Tally(name=name, value=value) for name, value in figures.items())


def quarantined_lines(chat: Chat, lines: Lines, count: LineCount) -> list[Quarantined]:
    """The places of a chat that did not become records."""
    path = chat.shown
    found = []
    if count.before_at[0]:
        first, last = count.before_at
        place = f"line {first}" if first == last else f"lines {first} to {last}"
        found.append(Quarantined(source=path, place=place, reason="text above the first message"))
    for line in count.bad:
        reason = "a message whose date or time does not exist; its lines are not taken in"
        found.append(Quarantined(source=path, place=f"line {line}", reason=reason))
    for line in count.overflowed:
        reason = "a message longer than any that WhatsApp sends; the rest of it is not taken in"
        found.append(Quarantined(source=path, place=f"line {line}", reason=reason))
    if lines.repairs:
        reason = (
            f"{counted(lines.repairs, 'line')} held bytes that are no text: their letters are lost but for the original"
        )
        found.append(Quarantined(source=path, place=_lines(lines.repaired), reason=reason))
    for line in lines.cut:
        reason = "a line longer than any that WhatsApp writes; the rest of it is not taken in"
        found.append(Quarantined(source=path, place=f"line {line}", reason=reason))
    return found


def chat_notes(
    chat: Chat,
    facts: Survey,
    ends: Ends,
    lines: Lines,
    count: LineCount,
    counted: Counter[str],
    options: ImportOptions,
) -> tuple[str, ...]:
    """The assumptions and warnings of one chat, each one sentence. The chat is named by its file."""
    path = chat.shown
    form = facts.forms[0]
    notes = [
        f"{path}: written by {form.system}, {lines.encoding}, times to the {'second' if form.seconds else 'minute'}",
        *(f"{path}: dates read {decision.how}" for decision in facts.decisions),
        f"{path}: times read in the zone {options.zone.key}, as the export names none",
    ]
    if len(facts.forms) > 1:
        notes.append(f"{path}: lines begin in {len(facts.forms)} forms, as when exports of two phones are joined")
    if not ends.agency_seen:
        notes.append(
            f"{path}: no message bears the name of the channel's account, so none is known to be the agency's; "
            "check the channel's `account`"
        )
    if not ends.named:
        notes.append(f"{path}: the chat's name is told nowhere; give the file under the name that WhatsApp gave it")
    if facts.strays:
        where = _lines(facts.stray_lines)
        notes.append(f"{path}: {facts.strays} lines begin like messages in another form and are kept as text ({where})")
    if count.quoted:
        where = _lines(count.quoted_at)
        notes.append(
            f"{path}: {count.quoted} lines with a date but nobody's name are kept as text of the message above them "
            f"({where})"
        )
    for cap in _CAPS:
        if cap - _NEAR_CAP <= facts.messages <= cap + _NEAR_CAP:
            notes.append(
                f"{path}: it holds {facts.messages} messages, about as many as WhatsApp exports at most ({cap}): "
                "older ones may be missing"
            )
    if ends.thread.kind is ThreadKind.GROUP:
        notes.append(f"{path}: a group; who belonged to it at each time is not exported")
    if counted["attachments_missing"]:
        notes.append(f"{path}: {counted['attachments_missing']} attachments are named but not in the export")
    return tuple(notes)


def _lines(numbers: list[int] | tuple[int, ...]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"line {shown}" if len(numbers) == 1 else f"lines {shown}{', ...' if len(numbers) > 10 else ''}"
