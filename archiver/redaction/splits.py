"""One number, or one e-mail address, in two or more messages of one sender: "my client number is 123 456", then "789".

The later part must stand bare or after a connecting word. A number that only its parts make up is redacted in each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import Message
from archiver.redaction.digits import Run, runs
from archiver.redaction.judge import WORD, Judged
from archiver.redaction.lettered import with_letters
from archiver.redaction.parted import Parted, Piece
from archiver.redaction.spans import Span

_MOST = 20
_PATIENCE = 2
_OPEN_END = re.compile(
    r"(?<![a-z])(?:is|its|it's|number|no|num|ko|was|be|starts with|starting|phone|mobile|dob)[\s.:\-=>]*$|:\s*$"
)

_BREAK = re.compile(r"\W*(?:$|[,.;/\n!?]|- |and )")
_THEN = frozenset({"then", "and", "rest", "is", "plus", "next", "second", "bit", "part", "a", "the"})
_GOING_ON = frozenset(
    {
        Kind.CLIENT_NUMBER,
        Kind.PHONE,
        Kind.IRD,
        Kind.BANK,
        Kind.CARD,
        Kind.NSN,
        Kind.KIWISAVER,
        Kind.OVERSEAS_ID,
        Kind.NUMBER,
    }
)
_MARKED = re.compile(r"[._0-9-]")
_MAIL_BEGINS = re.compile(r"(?:^|(?<=[ :\n]))([a-z0-9][a-z0-9._%+-]{1,63})(@?)\s*$")
_MAIL_ENDS = re.compile(r"\s*(@? ?[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,20}){0,3}\.(?:com|nz|net|org|au|uk))(?![a-z0-9])")


@dataclass(slots=True)
class _Open:
    """A number that may go on: its parts so far, and what it is."""

    sender: str
    role: str
    kind: Kind | None
    lengths: tuple[int, ...]
    parts: list[Piece] = field(default_factory=list)
    waited: int = 0

    @property
    def digits(self) -> str:
        return "".join(part.text for part in self.parts)


class Splits:
    """Follows the open number of a thread. Places count the messages of the current batch; -1 is an earlier one."""

    def __init__(self, rules: Compiled) -> None:
        self._rules = rules
        self._open: _Open | None = None
        self._mail: tuple[str, str, Piece] | None = None
        self._spans: dict[int, list[Span]] = {}
        self.late: dict[str, list[Span]] = {}
        self._parted = Parted(rules)
        self._told: tuple[str, str, Kind] | None = None

    def begin_batch(self) -> None:
        """The messages read so far belong to the past: their places no longer count."""
        self._spans = {}
        self._parted.begin_batch()
        if self._open is not None:
            self._open.parts = [part.past() for part in self._open.parts]
        if self._mail is not None:
            self._mail = (*self._mail[:2], self._mail[2].past())

    def spans_of(self, place: int) -> Sequence[Span]:
        """The parts of split numbers in a message of this batch."""
        return self._spans.get(place, ())

    def observe_tail(self, message: Message, judged: Judged, asked: Sequence[Kind], ends_in: Kind | None) -> None:
        """Take note of a stored message, and of which kind the token is that it ends in: its number may go on."""
        self.observe(-1, message, judged, asked)
        self._told = (message.sender, message.role, ends_in) if ends_in in _GOING_ON else None

    def _goes_on(self, place: int, message: Message, low: str, told: tuple[str, str, Kind]) -> dict[int, list[Span]]:
        """The rest of a number whose beginning an earlier run took for all of it: "then 789"."""
        every = runs(low, bytearray(len(low))) if told[:2] == (message.sender, message.role) else []
        before = WORD.findall(low, 0, every[0].start) if every else []
        if not before or not _THEN.issuperset(before) or _BREAK.match(low, every[0].end) is None:
            return {}
        if self._is_sum(low, every[0]) or len(every[0].digits) > 8:
            return {}
        start, end = self._place(low, every[0])
        piece = Piece(place, message.id, start, end, every[0].digits)
        return self._marked([piece], told[2], "number.split", values.number(piece.text))

    def observe(self, place: int, message: Message, judged: Judged, asked: Sequence[Kind]) -> dict[int, list[Span]]:
        """Take note of a judged message. Returns the places that must be judged again, with their parts."""
        low = judged.view.low
        told, self._told = self._told, None
        if told is not None and (rest := self._goes_on(place, message, low, told)):
            return rest
        if not judged.words and not judged.runs and not judged.spans and not low:
            return {}
        if self._mail is not None or "@" in low[-2:] or " " not in low:
            address = self._address(place, message, low, asked)
            if address:
                return address
        joined = self._parted.observe(place, message, judged, low, asked)
        named = self._named(message, judged, low)
        if named:
            self._open = None
            return named
        if joined is not None:
            self._open = None
            return self._marked(joined.pieces, joined.kind, "code.split", joined.value)
        opened = self._open
        if opened is not None and not opened.parts and (opened.sender, opened.role) != (message.sender, message.role):
            opened = self._open = None  # "we need your tax number." was no beginning of a number
        run = self._bare(judged, low) or (self._leading(judged, low, opened) if opened is not None else None)
        if opened is not None and (opened.sender, opened.role) != (message.sender, message.role):
            return {}  # someone else spoke between; the number may still go on
        if opened is not None and run is not None:
            opened.parts.append(Piece(place, message.id, *self._place(low, run), run.digits))
            opened.waited = 0
            if len(opened.digits) > _MOST:
                self._open = None
            else:
                done = self._join(opened)
                if done:
                    return done
                return {}
        elif opened is not None:
            opened.waited += 1
            if opened.waited >= _PATIENCE:
                self._open = None
        self._start(place, message, judged, low, run, asked)
        return {}

    def _address(self, place: int, message: Message, low: str, asked: Sequence[Kind]) -> dict[int, list[Span]]:
        """An e-mail address that was broken at its @: "jo.example@", then "gmail.com"."""
        begun, self._mail = self._mail, None
        if begun is not None and begun[:2] == (message.sender, message.role) and not begun[2].text.endswith("@"):
            said = self._rules.mail.provider_alone(low)
            if said is not None and (Kind.EMAIL in asked or _MARKED.search(begun[2].text)):
                part = Piece(place, message.id, *said, low[said[0] : said[1]])
                value = values.email(f"{begun[2].text}@{re.sub(r'^(?:at |@ ?)', '', part.text)}")
                return self._marked((begun[2], part), Kind.EMAIL, "email.split", value)
        end = _MAIL_ENDS.match(low) if begun is not None and begun[:2] == (message.sender, message.role) else None
        if begun is not None and end is not None and (begun[2].text.endswith("@") != end[1].startswith("@")):
            part = Piece(place, message.id, end.start(1), end.end(1), end[1])
            value = values.email(begun[2].text + end[1])
            return self._marked((begun[2], part), Kind.EMAIL, "email.split", value)
        ends = low.endswith(("@", "@ ")) or (begun is None and " " not in low)
        begin = _MAIL_BEGINS.search(low, max(0, len(low) - 70)) if ends and len(low) < 400 else None
        if begin is not None and (begin[2] or begin.group() == low):
            part = Piece(place, message.id, begin.start(), begin.end(2), begin[1] + begin[2])
            self._mail = (message.sender, message.role, part)
        return {}

    def _bare(self, judged: Judged, low: str) -> Run | None:
        """The one run of a message that holds nothing else but connecting words."""
        if len(low) > 80 or (judged.spans and len(judged.spans) > 1):
            return None
        if not judged.words <= self._rules.connectors and not self._rules.connectors.issuperset(WORD.findall(low)):
            return None  # number words are figures in the view
        found = judged.runs
        if judged.spans:
            if judged.spans[0].kind in {Kind.NAME, Kind.ADDRESS, Kind.EMAIL, Kind.BIRTH_DATE} or found:
                return None
            found = runs(low, bytearray(len(low)))
        if len(found) != 1 or not 1 <= len(found[0].digits) <= 12 or self._is_sum(low, found[0]):
            return None
        return found[0]

    def _place(self, low: str, run: Run) -> tuple[int, int]:
        return with_letters(low, run.start, run.end, self._rules.labels)

    @staticmethod
    def _is_sum(low: str, run: Run) -> bool:
        """Whether a run is a sum of money: never a part of a number that was split."""
        return low[: run.start].rstrip(" ").endswith(("$", "€", "£"))

    def _leading(self, judged: Judged, low: str, opened: _Open) -> Run | None:
        """A run that opens the message and, with the parts so far, makes up a whole number of the announced kind."""
        if opened.kind is None or not (judged.runs or judged.spans):
            return None
        every = runs(low, bytearray(len(low)))  # of what was taken too: it was not known to go on
        run = every[0] if every else None
        if run is None or any(not span.value.isdigit() for span in judged.spans if span.start < run.end):
            return None
        if not self._rules.connectors.issuperset(WORD.findall(low, 0, run.start)):
            return None
        if self._is_sum(low, run) or len(run.digits) < 2:
            return None
        alone = not judged.spans and len(low) <= 80 and len(WORD.findall(low, run.end, run.end + 80)) <= 4
        if not alone and _BREAK.match(low, run.end) is None:
            return None
        return run if len(opened.digits) + len(run.digits) in opened.lengths else None

    def _named(self, message: Message, judged: Judged, low: str) -> dict[int, list[Span]]:
        """The parts of a number that stood without a label, where a message says no more than what it was."""
        opened = self._open
        if opened is None or (opened.sender, opened.role) != (message.sender, message.role):
            return {}
        if opened.kind is not None or len(opened.parts) < 2 or judged.runs or judged.spans or len(low) > 80:
            return {}
        rule = self._rules.labels.alone(low)
        if rule is None or len(opened.digits) not in rule.lengths:
            return {}
        opened.kind, opened.lengths = rule.kind, rule.lengths
        return self._join(opened)

    def _start(
        self, place: int, message: Message, judged: Judged, low: str, bare: Run | None, asked: Sequence[Kind]
    ) -> None:
        every = judged.runs if not judged.spans else runs(low, bytearray(len(low)))
        if not every:
            open_ended = len(low) < 400 and _OPEN_END.search(low, max(0, len(low) - 24))
            label = self._rules.labels.before(low, len(low), 0) if open_ended else None
            if label is not None and label.rule.kind is not None and label.distance <= 2 and label.rule.lengths:
                self._open = _Open(message.sender, message.role, label.rule.kind, label.rule.lengths)
            return
        run = every[-1]
        if any(not span.value.isdigit() and span.start < run.end and span.end > run.start for span in judged.spans):
            return  # the digits of a plate, a date or an address open nothing
        total = len(run.digits)
        tail = WORD.findall(low[run.end : run.end + 60])
        if total > 14 or len(low) - run.end > 40 or any(word not in self._rules.connectors for word in tail):
            return
        floor = every[-2].end if len(every) > 1 else 0
        if self._is_sum(low, run):
            return
        label = self._rules.labels.before(low, run.start, floor)
        kind: Kind | None = None
        lengths: tuple[int, ...] = (8, 9, 10, 11, 15, 16)
        if label is not None and label.distance <= 3 and label.rule.kind is not None:
            kind, lengths = label.rule.kind, label.rule.lengths or lengths
        elif asked:
            ends = total >= 3 and not low[run.end :].strip(" .!?")
            if bare is None and not ends and not self._rules.no_letters.issuperset(WORD.findall(low[: run.start])):
                return  # "photos cost $25" answers nothing
            kind = asked[0]
            if kind is Kind.PLATE:
                return  # no figures alone are a plate
            lengths = next(
                (rule.lengths for rule in self._rules.labels.rules if rule.kind is kind and rule.lengths), lengths
            )
        elif bare is None or total < 2:
            return
        if total > 12 and kind is not Kind.BANK:
            return  # a bank's account may lack its suffix alone
        if total in lengths and total >= 8 and not (kind is Kind.BANK and total < 15):
            return  # whole already
        self._open = _Open(
            message.sender,
            message.role,
            kind,
            lengths,
            [Piece(place, message.id, *self._place(low, run), run.digits)],
        )

    def _join(self, opened: _Open) -> dict[int, list[Span]]:
        digits = opened.digits
        whole = len(digits) in opened.lengths
        if opened.kind is None:
            if not (len(opened.parts) > 1 and len(digits) in {8, 9, 10, 11, 15, 16} and self._has_form(digits)):
                return {}
        elif len(digits) < 6 or (len(opened.parts) == 1 and not whole):
            return {}
        kind = opened.kind or Kind.NUMBER
        value = values.account(digits) if kind is Kind.BANK else values.number(digits)
        changed = self._marked(opened.parts, kind, "number.split", value)
        if whole and (len(digits) >= 9 or len(digits) == max(opened.lengths)):
            self._open = None
        return changed

    def _marked(self, parts: Sequence[Piece], kind: Kind, rule: str, value: str) -> dict[int, list[Span]]:
        """Every part as a span of the one value; the places of this batch that must be judged again."""
        changed: dict[int, list[Span]] = {}
        for part in parts:
            span = Span(part.start, part.end, kind, rule, value, 0.85, "one value over several messages")
            if part.place >= 0:
                mine = self._spans.setdefault(part.place, [])
                mine[:] = [other for other in mine if other.start != span.start] + [span]
                changed[part.place] = mine
            else:
                earlier = self.late.setdefault(part.message, [])
                earlier[:] = [other for other in earlier if other.start != span.start] + [span]
        return changed

    def _has_form(self, digits: str) -> bool:
        return self._rules.numbers.forms.has(digits) or len(re.sub("[^0-9]", "", digits)) == 9
