"""One text judged: which parts of it are identifiers, given the rules, the question just asked and the names known.

Order matters: links and what is to be kept come first, then what a label or a check makes sure, names last. Nothing is decided
twice: what one rule kept or took, no later rule may take.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.around import Clock, Surroundings
from archiver.redaction.births import take_births
from archiver.redaction.codes import take_codes
from archiver.redaction.compile import Compiled
from archiver.redaction.coordinates import may_hold, take_coordinates, take_words3
from archiver.redaction.dates import read_dates
from archiver.redaction.digits import Atom, Run, enumerators, read_atoms, runs
from archiver.redaction.handles import NO_NAMES
from archiver.redaction.initials import initialled
from archiver.redaction.people import handles_in, mentioned
from archiver.redaction.recoded import take_known
from archiver.redaction.said_dates import may_tell_date
from archiver.redaction.screen_names import KnownName
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View, fold

WORD = re.compile(r"[a-z]+")
_FIGURES = "0123456789"
_FIGURES_AND_DOTS = frozenset("0123456789.")
_LINKISH = re.compile(r"://|www\.|\.[a-z]{2,12}/")
_SPOKEN_MAIL = re.compile(r"\((?:at|a|@)\)|\[(?:at|@)\]|\{at\}|<at>|a@t|(?<![a-z])dot(?![a-z])")


@dataclass(slots=True)
class Judged:
    """What came of a text: the view, the values in it, the runs of digits that stayed, its words, and the view before number
    words became digits."""

    view: View
    spans: list[Span]
    runs: list[Run] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    plain: View | None = None


def judge(
    rules: Compiled, text: str, around: Surroundings, clock: Callable[[], Clock], extra: Sequence[Span] = ()
) -> Judged:
    """Find every value in `text`. `extra` holds spans that are sure already. `clock` is asked for only when there is
    something to look at."""
    plain = view = fold(text)
    low = view.low
    words = set(WORD.findall(low))
    digits = sum(map(low.count, _FIGURES))
    spoken_words = rules.spoken.words & words
    if spoken_words and (digits or len(spoken_words) > 1 or len(low) > 24) and _may_speak(low, spoken_words, digits):
        spoken = rules.spoken.replaced(view)
        if spoken is not view:
            view, low = spoken, spoken.low
            words |= set(WORD.findall(low))
            digits = sum(map(low.count, _FIGURES))
    has_at = "@" in low
    asked = around.asked
    candidates: frozenset[str] | set[str] = frozenset()
    mentions = named = False
    if around.redact_names:
        candidates = rules.names.candidates(view.text, words)
        named = (
            bool(candidates)
            or not rules.names.triggers.isdisjoint(words)
            or Kind.NAME in asked
            or rules.names.opens(low)
        )
        mentions = not around.names.keys().isdisjoint(words)
    own_handle = any(handle in low for handle in around.handles)
    handles = has_at or own_handle or "_" in low or not rules.handles.cue_words.isdisjoint(words)
    handles = handles or Kind.HANDLE in asked or "live:" in low or ("#" in low and digits > 3)
    handles = handles or (mentions and rules.handles.may_be_made_of_names(low))
    spoken_mail = not _MAIL_WORDS.isdisjoint(words) and (
        _SPOKEN_MAIL.search(low) is not None
        or (" at " in low and ("." in low or "," in low or not _MAIL.isdisjoint(words)))
    )
    plates = not _PLATE_WORDS.isdisjoint(words) or Kind.PLATE in asked
    said = not digits and bool(spoken_words) and rules.places.says(words)
    tells_date = not digits and may_tell_date(low, words, rules.month_words)
    if not (
        digits
        or said
        or tells_date
        or has_at
        or named
        or mentions
        or handles
        or spoken_mail
        or plates
        or rules.always
        or "/" in low
        or extra
    ):
        return Judged(view, _NONE, _NO_RUNS, words, plain)
    mask = Mask(len(low))
    timer = clock()
    for span in extra:
        mask.take(Span(span.start, span.end, span.kind, span.rule, span.value, span.confidence, span.reason))
    for pattern in rules.local_keeps:
        for start, end in pattern.spans(low, timer.check):
            if mask.is_free(start, end):
                mask.keep(start, end)
    if may_hold(low, digits):
        take_coordinates(view, mask)
    if ("/" in low or "www." in low) and _LINKISH.search(low):
        rules.links.take(view, mask)
    if "///" in low or ("3" in low and ("what3" in low or "w3w" in low or "what 3 w" in low)):
        take_words3(view, mask)
    if has_at or spoken_mail:
        rules.mail.take(view, mask)
    left = _NO_RUNS
    if digits:
        left = _with_digits(rules, view, mask, around, timer, words, digits)
    elif tells_date:
        take_births(rules, view, mask, read_dates(low, rules.months, figures=0), around)
    if said:
        rules.places.detect(view, mask, around, words)
    if not digits and (plates or rules.always):
        canon = set(map(rules.labels.canonical, words))
        take_codes(rules, view, mask, around, timer, canon, digits=0, labelled=True)
    if handles:
        rules.handles.take(view, mask, words, around.names if mentions else NO_NAMES, asked=Kind.HANDLE in asked)
        if own_handle:
            handles_in(low, mask, around.handles)
    if named or mentions:
        rules.names.keep_known(view, mask, words, around.names)
    if mentions:
        mentioned(view, mask, around.names, rules.names.addressed, rules.names.lists.offices)
    if named:
        if candidates:
            initialled(view, mask, rules.names.lists, rules.names.lists.street_types)
        rules.names.introduced(view, mask, words, candidates, asked=Kind.NAME in asked)
        rules.names.told(view, mask, words, candidates, around.role)
        if candidates:
            rules.names.pairs(view, mask, candidates)
            rules.names.owners(view, mask, words)
    if around.redact_names and (named or mentions):
        rules.names.completed(view, mask)
    timer.check()
    return Judged(view, mask.spans, left, words, plain)


def _may_speak(low: str, spoken: Iterable[str], digits: int) -> bool:
    """Whether the number words of a text can make up a number, with its figures or without: three, or six digits in all."""
    count = sum(map(low.count, spoken))
    return count >= 3 or count + digits >= 6


def _with_digits(
    rules: Compiled, view: View, mask: Mask, around: Surroundings, timer: Clock, words: set[str], digits: int
) -> list[Run]:
    """What a text with digits may hold: coordinates, dates, codes, addresses and numbers. Returns the runs that stay."""
    low = view.low
    canon = set(map(rules.labels.canonical, words))
    labelled = rules.labels.names_any(canon)
    if digits >= 5 and "\n" in low:
        for start, end in enumerators(low):
            if mask.is_free(start, end):
                mask.keep(start, end)
    atoms = read_atoms(low)
    if digits >= 5:
        if "." in low and _FILE.search(low):
            for match in rules.file_names.finditer(low):
                if mask.is_free(match.start(), match.end()):
                    mask.keep(match.start(), match.end())
        _keep(rules, low, mask, atoms, around.asked, labelled=labelled)
    months = not rules.month_words.isdisjoint(words)
    if digits >= 4 or months:
        dates = read_dates(low, rules.months if months else _NO_MONTHS, figures=digits)
        if dates:
            take_births(rules, view, mask, dates, around)
    if digits >= 2 or labelled or around.asked:
        take_codes(rules, view, mask, around, timer, canon | words, digits=digits, labelled=labelled)
    timer.check()
    if not rules.places.words.isdisjoint(words) or Kind.ADDRESS in around.asked:
        rules.places.detect(view, mask, around, words)
        timer.check()
    if digits < 5:
        left = runs(low, mask.bytes, atoms) if len(low) < 200 else _NO_RUNS
    else:
        left = rules.numbers.detect(low, mask, around.asked, around.known, around.spare, labelled=labelled, atoms=atoms)
    known = around.known if around.known_codes else None
    if known is not None:
        if around.may_know is None or around.may_know(low, words):
            take_known(low, mask, known, around.openings, _ELSEWHERE)
        _known_dates(mask, low, known, rules.months if months else _NO_MONTHS, digits)
    return left


_NO_MONTHS: dict[str, str] = {}
_NONE: list[Span] = []
_NO_RUNS: list[Run] = []
_BEFORE, _BEYOND = 40, 30
_FILE = re.compile(r"\.[a-z]{1,4}[0-9]?(?![a-z0-9])")
_MAIL_WORDS = frozenset({"at", "dot", "a", "t"})
_MAIL = frozenset({"email", "gmail", "hotmail", "yahoo", "outlook", "xtra", "imera", "com", "nz", "icloud", "mail"})
_PLATE_WORDS = frozenset({"plate", "plates", "rego", "numberplate", "registration", "reg", "pereti"})


def _keep(
    rules: Compiled, low: str, mask: Mask, atoms: Sequence[Atom], asked: Sequence[Kind], *, labelled: bool
) -> None:
    """Keep what the pack keeps, round every run of digits that is long enough to be taken for something."""
    done = 0
    every = runs(low, mask.bytes, atoms)
    for run in every:
        if run.end <= done or sum(len(atom.digits) for atom in run.atoms) < 5:
            continue
        start, done = max(0, run.start - _BEFORE), min(len(low), run.end + _BEYOND)
        sure = labelled and _is_sure(rules, low, run)
        told = sure or (bool(asked) and _is_answer(rules, low, run, asked))
        for match in rules.keep.finditer(low, start, done):
            begin, end = match.span()
            if any(begin <= each.start < end < each.end and _has_form(rules, each) for each in every):
                continue  # "M 027 555 0199": a mobile in a card of one's own, not the form M027
            if told and begin < run.end and end > run.start:
                if sure and (begin > run.start or end < run.end):
                    continue  # its label says what it is; that a part of it looks like something else says nothing
                if _FIGURES_AND_DOTS.issuperset(match.group()):
                    continue  # nor that all of it could be a version's number: "ird 48.0.6014.5"
            if mask.is_free(begin, end):
                mask.keep(begin, end)


def _has_form(rules: Compiled, run: Run) -> bool:
    return rules.numbers.forms.of(run, 0, len(run.atoms)) is not None


def _is_sure(rules: Compiled, low: str, run: Run) -> bool:
    """Whether a label stands right before the run and the run has as many digits as that label's values have."""
    label = rules.labels.before(low, run.start, 0)
    total = sum(len(atom.digits) for atom in run.atoms)
    return label is not None and label.rule.kind is not None and label.distance == 0 and total in label.rule.lengths


def _is_answer(rules: Compiled, low: str, run: Run, asked: Sequence[Kind]) -> bool:
    """Whether a text is nothing but the answer to the question just asked: a run as long as a value that was asked for."""
    total = sum(len(atom.digits) for atom in run.atoms)
    return (
        len(low) < 80
        and any(rule.kind in asked and total in rule.lengths for rule in rules.labels.rules)
        and rules.no_letters.issuperset(WORD.findall(low[: run.start] + " " + low[run.end :]))
    )


def _known_dates(mask: Mask, low: str, known: Callable[[str], bool], months: Mapping[str, str], digits: int) -> None:
    """Take dates found elsewhere in the conversation; they need a label the first time."""
    if not months and digits < 4:
        return  # too few for a date in figures
    for date in read_dates(low, months, compact=True):
        value = values.date(*date.value)
        if known(value):
            mask.free(date.start, date.end)
            mask.take(Span(date.start, date.end, Kind.BIRTH_DATE, "known.date", value, 0.95, _ELSEWHERE))


_ELSEWHERE = "found elsewhere in this conversation"


def judge_known(
    rules: Compiled,
    text: str,
    names: Mapping[str, KnownName],
    known: Callable[[str], bool],
    clock: Callable[[], Clock],
    extra: Sequence[Span] = (),
) -> Judged:
    """Find only values that are known already, in a text that was judged before."""
    view = fold(text)
    mask = Mask(len(view.low))
    clock().check()
    for span in extra:
        mask.take(Span(span.start, span.end, span.kind, span.rule, span.value, span.confidence, span.reason))
    named = not rules.month_words.isdisjoint(WORD.findall(view.low))
    digits = sum(map(view.low.count, _FIGURES))
    take_known(view.low, mask, known, None, _ELSEWHERE)
    _known_dates(mask, view.low, known, rules.months if named else _NO_MONTHS, digits)
    rules.numbers.known_only(view.low, mask, known)
    if names:
        rules.names.keep_known(view, mask, set(WORD.findall(view.low)), names)
        mentioned(view, mask, names, rules.names.addressed, rules.names.lists.offices)
        if any(span.kind is Kind.NAME for span in mask.spans):
            rules.names.completed(view, mask)  # "Jo Example", when only "Jo" was learned since
    return Judged(view, mask.spans)
