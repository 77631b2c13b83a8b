"""What the shipped alert rules flag, what they leave alone, and how well, on the half of the set they never saw."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from archiver.errors import ConfigError
from archiver.model.alerts import AlertKind, AlertPack, AlertRule
from archiver.pipeline.phrases import Phrase, words_of
from archiver.pipeline.watch import Watch
from config.alerts import load_alert_packs

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch(load_alert_packs())


def labelled(name: str) -> list[tuple[set[str], str]]:
    found = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kinds, _, text = line.partition("\t")
            found.append((set(kinds.split("+")) - {"none"}, text))
    return found


def score(watch: Watch, name: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    hit, missed, false = Counter[str](), Counter[str](), Counter[str]()
    for wanted, text in labelled(name):
        got = {rule.kind.value for rule in watch.flags(text)}
        hit.update(wanted & got)
        missed.update(wanted - got)
        false.update(got - wanted)
    return hit, missed, false


def test_every_message_the_rules_were_written_against_is_judged_right(watch: Watch) -> None:
    _, missed, false = score(watch, "write.txt")
    assert not missed
    assert not false


def test_on_the_measured_half_nine_in_ten_are_flagged_and_few_others(watch: Watch) -> None:
    hit, missed, false = score(watch, "measure.txt")
    assert hit.total() / (hit.total() + missed.total()) >= 0.9
    for kind in AlertKind:
        assert hit[kind] / (hit[kind] + missed[kind]) >= 0.8, kind
    harmless = sum(not wanted for wanted, _ in labelled("measure.txt"))
    assert false.total() <= 0.1 * harmless


def test_both_languages_stand_in_both_halves() -> None:
    for name in ("write.txt", "measure.txt"):
        text = (HERE / name).read_text(encoding="utf-8")
        assert "whakamomori" in text
        assert "suicid" in text


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO KILL MYSELF",
        "i want 2 die... i want to kill\u200b myself",
        "Kei te whakamomori ahau",
        "kei te WHAKAMOMORI",
    ],
)
def test_case_and_macrons_do_not_matter(watch: Watch, text: str) -> None:
    assert [rule.kind for rule in watch.flags(text)] == [AlertKind.WELLBEING]


def test_curly_apostrophes_are_apostrophes(watch: Watch) -> None:
    assert watch.flags("I don\u2019t want to live anymore")
    assert watch.flags("I can\u02bct go on like this")


def test_a_phrase_does_not_reach_over_a_sentence(watch: Watch) -> None:
    assert not watch.flags("Who will I kill time with? Myself, I prefer the library.")


def test_the_longest_message_takes_no_time_worth_speaking_of(watch: Watch) -> None:
    hostile = "want to [to] like this " * 20_000
    began = time.process_time()
    watch.flags(hostile)
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("kill|hurt .. myself", "I will hurt only myself", True),
        ("kill .. myself", "kill one two three four five myself", False),
        ("over* [the] counter", "overdue counter", True),
        ("at [the] gate", "at the gate", True),
        ("at [the] gate", "at a gate", False),
    ],
)
def test_the_notation_means_what_its_page_says(phrase: str, text: str, stands: bool) -> None:
    words = words_of(text)
    assert any(Phrase(phrase).at(words, place) for place in range(len(words))) is stands


@pytest.mark.parametrize("phrase", ["", "..", "Kill", "kill (me|you)", "a ..", ".. a", "[a] b", "pīrangi"])
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError):
        Phrase(phrase)


def rule(**changes: object) -> AlertRule:
    values: dict[str, object] = {
        "id": "own",
        "kind": AlertKind.THREAT,
        "language": "en",
        "reason": "ours",
        "phrases": ("tar and feather",),
        "match": ("tar and feather him",),
        "keep": ("tar the road",),
    }
    return AlertRule(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"match": ("nothing of it",)}, {"keep": ("tar and feather you",)}, {"phrases": ("Tar",)}]
)
def test_a_rule_that_fails_its_own_examples_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="own"):
        Watch(AlertPack(version="t", rules=(rule(**changes),)))


def test_a_kind_that_is_switched_off_is_not_flagged() -> None:
    quiet = Watch(load_alert_packs(), [AlertKind.THREAT])
    assert not quiet.flags("I want to kill myself")
    assert quiet.flags("I'm going to kill you all")


def test_every_problem_of_a_local_pack_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        'extra = 1\n[pack]\nname = "own"\nversion = "x"\n[[rule]]\nid = "A B"\nkind = "gossip"\nlanguage = "fr"\n'
        'reason = ""\nphrases = []\nmatch = "one"\nkeep = []\nodd = 1\n'
    )
    with pytest.raises(ConfigError) as caught:
        load_alert_packs([tmp_path])
    told = "\n".join(caught.value.problems)
    for words in ("extra", "version", "id:", "kind:", "language:", "reason:", "phrases:", "match:", "keep:", "odd"):
        assert words in told


def test_a_local_pack_adds_to_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[pack]\nname = "own"\nversion = "2026.1"\n[[rule]]\nid = "pier"\nkind = "threat"\nlanguage = "en"\n'
        'reason = "the pier"\nphrases = ["sink the pier"]\nmatch = ["we will sink the pier"]\nkeep = ["walk the pier"]\n'
    )
    pack = load_alert_packs([tmp_path])
    assert pack.version.endswith("own/2026.1")
    assert [one.id for one in Watch(pack).flags("we will sink the pier")] == ["pier"]
