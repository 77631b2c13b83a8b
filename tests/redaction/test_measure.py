"""The figures of docs/redaction.md, measured anew: recall by kind, over-redaction, look-alikes kept, clean messages touched.

The thresholds are those a privacy officer was promised. `python -m tests.redaction.test_measure` prints the table.
"""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor
from config.rules import load_packs
from tests.redaction.conftest import CONTACTS, TestKeyer
from tests.redaction.corpus import measure as measured
from tests.redaction.corpus import write, write_more, write_more2
from tests.redaction.corpus.cases import Part, build
from tests.redaction.corpus.score import Score, measure
from tests.redaction.independent_b import measured as third

_EACH, _SEED = 100, 31


def _score(redactor: Redactor, part: Part, seed: int = _SEED, each: int = _EACH) -> Score:
    return measure(redactor, build(part, seed, each))


@pytest.fixture(scope="module")
def unseen(redactor: Redactor) -> Score:
    return _score(redactor, measured.PART)


def test_half_of_the_measured_conversations_are_clean() -> None:
    cases = build(measured.PART, _SEED, _EACH)
    assert sum(case.is_clean for case in cases) * 2 == len(cases)


def test_recall_over_all_kinds_is_at_least_99_percent(unseen: Score) -> None:
    assert unseen.recall >= 0.99, unseen.table()


def test_recall_in_each_kind_is_at_least_95_percent(unseen: Score) -> None:
    low = {kind: unseen.found[kind] / total for kind, total in unseen.total.items() if total >= 50}
    assert min(low.values()) >= 0.95, unseen.table()


def test_less_than_one_percent_of_harmless_letters_and_digits_goes(unseen: Score) -> None:
    assert unseen.over < 0.01, unseen.table()


def test_98_percent_of_harmless_look_alikes_stay_whole(unseen: Score) -> None:
    assert unseen.kept_share >= 0.98, unseen.table()


def test_less_than_5_percent_of_clean_messages_are_touched(unseen: Score) -> None:
    assert unseen.touched_share < 0.05, unseen.table()


@pytest.mark.parametrize(
    "part", [write.PART, write_more.PART, write_more2.PART], ids=["write", "write_more", "write_more2"]
)
def test_the_parts_that_rules_are_written_on_hardly_miss(redactor: Redactor, part: Part) -> None:
    score = _score(redactor, part, seed=1, each=40)
    assert score.recall >= 0.99, "\n".join(score.misses[:20])
    assert score.over < 0.005, "\n".join(score.excess[:20])


if __name__ == "__main__":
    made = Redactor(load_packs(), TestKeyer(), public_contacts=CONTACTS)
    print(f"measured on {_EACH} conversations a kind and as many clean ones, seed {_SEED}, pack {made.pack_version}")
    print(_score(made, measured.PART).table())
    halves = Redactor(load_packs(), TestKeyer(), public_contacts=third.CONTACTS)
    for half in "ab":
        print(f"third hand, half {half.upper()}")
        print(third.score(halves, half).table())
