"""Which dates are dates of birth: by the words beside them, or because one was asked for. Every other date is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.around import Surroundings
from archiver.redaction.compile import Compiled
from archiver.redaction.dates import FoundDate
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_WORD = re.compile(r"[a-z]+")
_SIGNS = "\n,;|\t"
_FIELDS = re.compile(r"[\n,;|\t]")
_ALONE = re.compile(r"[ ]*(?:[0-9]{1,2}[.)])?[ ]*(?:the )?[ ]*")
_FIELD = re.compile(
    r"[ ]*(?:[0-9]{1,2}[.)] )?[ *_`'\"<#]*"
    r"(?:[+(]{0,2}[0-9oil](?:[ ./()+_-]{0,3}[0-9oilsb]){7,15}|[^ @]{1,60}@[^ @]{3,60})[ *_`'\">]*"
)
_BROKEN_FIELD = re.compile(r"[\s,;|]{0,4}[0-9oil](?:[\s./()+_-]{0,3}[0-9oilsb]){7,15}[ ]*(?:$|[\n,;|])")
# A date in a list counts as one of birth up to this year; a later one is as likely of the agency's business.
_GROWN = 2015
_AND = re.compile(r"[\s,;&/]*(?:and|or|me)?[\s,]*(?:[a-z]+(?:'s)?[\s:,]{1,2}(?:is |was |on |born |born on )?)?")

_OLDEST, _LONG_AGO, _CHILD = 1915, 2009, 2025
_TOLD = ("birth-date", 0.95, "a date beside words for a birth")
_GUESSED = ("birth-date.guessed", 0.6, "a date of long ago, or beside a name")
_TURNS = re.compile(r"(?<![a-z])turn(?:s|ed|ing)? [0-9]{1,3} (?:years? old )?(?:on |this )?(?:the )?$")
_WRITTEN = re.compile(r"[0-9] ?[/.-] ?[0-9]|[a-z]")
_OR_YEAR = re.compile(r" (?:or|maybe|/) ?(?:19|20)[0-9]{2}(?![0-9])")
_CHILDREN = re.compile(
    r"(?<![a-z])(?:kids?|kiddos?|child(?:ren)?|sons?|daughters?|bab(?:y|ies)|twins?|tamariki|tamaiti|mokos?|mokopuna|tama|kotiro|pepi|tamasi'?i|newborn|stepson"
    r"|stepdaughter|grandson|granddaughter|grandkids|niece|nephew|boys?|girls?)(?![a-z])"
)
_NAMED = re.compile(
    r"(?:^|[^A-Za-z])(?!(?:Mon|Tues?|Wed|Thu|Fri|Sat|Sun|Due|Start|From|Until|By|On|Exp)[a-z]{0,6}[ ,:(-])"
    r"[A-Z][\w'-]{1,20}[ ,:(-]{1,3}$"
)
_HAPPENED = re.compile(
    r"(?<![a-z])(?:married|wedding|wed|separated|divorced|died|death|dead|passed|buried|funeral|tangi|arrived|came|come|landed|moved|lived|living|since|from|until|till|between"
    r"|act|treaty|tiriti|signed|war|battle|quake|earthquake|eruption|flood|built|opened|founded|established|published|printed|started|begins?|began|finished|retired|joined"
    r"|employed|enlisted|served|released|sentenced|injur(?:y|ed)|accident|crash|operation|surgery|diagnosed|photo|taken|dated|bought|sold|sent|paid|hired|licen[cs]ed?|issued|expired?s?"
    r"|granted|registered|settled|back|history|report|version|updated?|released?|concert|match|final|test|game|series|season)(?![a-z])"
)
_ANNIVERSARY = re.compile(r" (?:earthquake|quake|anniversary|budget|election|attacks?|floods?|act|war)(?![a-z])")
_WHEN = re.compile(
    r",? ?(?:is|was|thats|that's|that is|its|it's)?,? ?(?:when|the (?:day|date)) (?:that )?"
    r"(?:i|we|he|she|they|(?:my |our )?[a-z]{2,20}) (?:was|were|got|is) born(?![a-z])"
)
_IS = re.compile(r",? ?(?:is|was|'s|are|being) ")


def take_births(rules: Compiled, view: View, mask: Mask, dates: Sequence[FoundDate], around: Surroundings) -> None:
    low = view.low
    last_end, last_birth, business = 0, False, False
    for place, date in enumerate(dates):
        if not mask.is_free(date.start, date.end):
            if mask.is_kept(date.start, date.end) and _birth(rules, low, date, last_end, around):
                mask.free(date.start, date.end)
            else:
                continue
        ceiling = dates[place + 1].start if place + 1 < len(dates) else len(low)
        birth = _birth(rules, low, date, last_end, around, ceiling)
        guessed = not birth and _is_guessed(rules, view, date, last_end, around)
        before = rules.labels.before(low, date.start, last_end, dates=True) if around.asked else None
        if before is not None:
            business = before.rule.kind is None and before.distance <= 2
        elif business and date.start - last_end < 60:
            birth = False  # a column of dates, of which the first one's heading says that it is not of birth
        if not birth and last_birth and date.start - last_end < 24 and _AND.fullmatch(low, last_end, date.start):
            birth = True
        if birth or guessed:
            said = rules.day_words.search(low, max(0, date.start - 40), date.start) if date.said_month else None
            start = said.start() if said else date.start
            value = values.date(*date.value)
            rule, sure, reason = _TOLD if birth else _GUESSED
            other = _OR_YEAR.match(low, date.end)
            mask.take(Span(start, other.end() if other else date.end, Kind.BIRTH_DATE, rule, value, sure, reason))
        elif date.value[0] or date.end - date.start > 5:
            labelled = rules.labels.before(low, date.start, last_end, dates=True)
            numeric = low[date.start : date.end].replace(" ", "").replace(",", "").isdigit()
            short = numeric and date.end - date.start < 10  # three short groups with spaces are as likely a number
            named = labelled is not None and labelled.rule.kind is not None and labelled.distance <= 2
            if not short and not (numeric and (named or re.match(r" ?[0-9]", low[date.end : date.end + 2]))):
                mask.keep(date.start, date.end)
        last_end, last_birth = date.end, birth or guessed


def _is_guessed(rules: Compiled, view: View, date: FoundDate, floor: int, around: Surroundings) -> bool:
    """Whether a date that nothing calls one of birth is one all the same: given with a name that was asked for, right after
    a child's name, or of so long ago that few other things are dated so."""
    low, year = view.low, date.value[0]
    if around.role == "agency" or not year > _OLDEST:
        return False
    before = rules.labels.before(low, date.start, floor, dates=True)
    if before is not None and before.rule.kind is None and not before.rule.maximum and before.distance <= 4:
        return False  # a label that speaks of dates
    if _HAPPENED.search(low, max(floor, date.start - 32), date.start) or _ANNIVERSARY.match(low, date.end):
        return False
    if Kind.NAME in around.asked and year <= _CHILD:
        return True
    if not _WRITTEN.search(low, date.start, date.end) and low.strip(" .!") != low[date.start : date.end]:
        return False  # "09 24 56" is as likely a part of a number
    if year <= _CHILD and _CHILDREN.search(low) and _NAMED.search(view.text, max(0, date.start - 30), date.start):
        return True
    return year <= _LONG_AGO


def _birth(
    rules: Compiled, low: str, date: FoundDate, floor: int, around: Surroundings, ceiling: int | None = None
) -> bool:
    before = rules.labels.before(low, date.start, floor, dates=True)
    limit = ceiling if ceiling is not None else len(low)
    after = rules.labels.after(low, date.end, limit)
    named = after is not None and after.rule.kind is Kind.BIRTH_DATE
    if named and _IS.match(low, date.end):
        return True  # "... since the flood; 12/3/1987 is my date of birth"
    if before is not None and before.distance <= 5:
        if before.rule.kind is Kind.BIRTH_DATE:
            return True
        if before.rule.kind is None and before.distance <= 2:
            return False
    if _TURNS.search(low, max(0, date.start - 40), date.start):
        return True
    if named or _WHEN.match(low, date.end):
        return True
    if Kind.BIRTH_DATE in around.asked:
        if before is not None and before.rule.kind is None and before.distance <= 2:
            return False
        # Without a year only an answer of few words is taken for one: "3rd of November".
        return bool(date.value[0]) or rules.no_letters.issuperset(_WORD.findall(low[: date.start]))
    return before is None and 0 < date.value[0] <= _GROWN and _stands_in_list(low, date)


def _stands_in_list(low: str, date: FoundDate) -> bool:
    """Whether a date stands by itself among fields, one of which is a number of eight digits or more or an e-mail:
    "123 456 788, 04/07/67, 021 555 0199". Only asked for dates of long ago."""
    left = max(low.rfind(sign, 0, date.start) for sign in _SIGNS)
    ends = [end for end in (low.find(sign, date.end) for sign in _SIGNS) if end >= 0]
    right = min(ends, default=len(low))
    if (left < 0 and not ends) or not _ALONE.fullmatch(low[left + 1 : date.start] + low[date.end : right]):
        return False
    around = low[max(0, left - 80) : max(0, left)] + "\n" + low[right + 1 : right + 81]
    if any(_FIELD.fullmatch(field) for field in _FIELDS.split(around)):
        return True
    return _BROKEN_FIELD.match(low, right) is not None
