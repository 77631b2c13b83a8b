"""One value as a person types it into a search -> the keyed hashes under which a thread may remember it.

The value stands alone, without the talk round it that would say what it is: so it is read as the answer to a question for each
kind in turn. Number words, Māori months and a street's short type are then what they are in a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from archiver.model.redaction import Kind
from archiver.redaction import values
from archiver.redaction.around import Clock, Surroundings
from archiver.redaction.compile import Compiled
from archiver.redaction.contract import Keyer
from archiver.redaction.dates import read_dates
from archiver.redaction.judge import judge
from archiver.redaction.keep import street_form
from archiver.redaction.view import fold

_WORD = re.compile(r"[a-z]+")
_LONGEST = 300
"""Code points of a value that is read; nothing longer is one identifier."""
_AROUND = " .,;:!?\n\t"


def lookup_keys(rules: Compiled, value: str, keyer: Keyer, clock: Callable[[], Clock]) -> tuple[str, ...]:
    """The keyed hashes, whatever the kind and however it is typed; empty where nothing is in it. RedactionError when a rule
    outlasts its time."""
    if not values.forms(value):
        return ()
    found = dict.fromkeys((*values.forms(value), *_read(rules, value.strip()[:_LONGEST], clock)))
    return tuple(dict.fromkeys(keyer.key(values.PURPOSE, form) for form in found if form))


def _read(rules: Compiled, value: str, clock: Callable[[], Clock]) -> Iterator[str]:
    """What the rules make of a value by itself."""
    view = fold(value)
    spoken = rules.spoken.replaced(view)
    if spoken is not view:
        yield from values.forms(spoken.text)
    said = _WORD.sub(lambda word: rules.ordinals.get(word[0], word[0]), spoken.low)
    for low in dict.fromkeys((view.low, spoken.low, said)):
        for date in read_dates(low, rules.months, compact=True):
            yield values.date(*date.value)
    # An address is remembered without its suburb, a street's type written out.
    yield street_form(view.low, rules.places.types)
    yield street_form(view.low.split(",")[0].split("\n")[0], rules.places.types)
    for kind in (None, *Kind):
        around = Surroundings(asked=(kind,) if kind is not None else ())
        judged = judge(rules, value, around, clock)
        size = len(judged.view.low)
        for span in judged.spans:
            outside = judged.view.low[: span.start] + judged.view.low[span.end : size]
            if not outside.strip(_AROUND) or (span.kind is Kind.ADDRESS and not judged.view.low[: span.start].strip()):
                yield span.value
