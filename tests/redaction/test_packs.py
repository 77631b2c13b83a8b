"""Rule packs are data: the shipped one passes its own examples, a bad one is refused with every problem, a local one adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.errors import ConfigError
from archiver.model.rules import FormRule, LabelRule, PatternRule
from archiver.redaction import Redactor, check_pack
from config.rules import load_packs
from tests.redaction.conftest import TestKeyer
from tests.redaction.talk import one

LOCAL = """
[pack]
name = "agency"
version = "1.2"

[[pattern]]
id = "agency.reference"
kind = "local"
regex = 'qx-[a-z]{4}'
needs = []
reason = "a reference of the agency's own system"
[pattern.examples]
match = ["ref {QX-ABCD} please"]
keep = ["QX ABCD"]

[[pattern]]
id = "agency.office"
kind = "keep"
regex = '77 wharf road'
needs = []
reason = "an office"
[pattern.examples]
keep = ["we are at 77 Wharf Road"]

[list]
keep_phones = ["04 555 0100"]
"""


@pytest.fixture
def local(tmp_path: Path) -> Path:
    (tmp_path / "agency.toml").write_text(LOCAL, encoding="utf-8")
    return tmp_path


def test_every_rule_of_the_shipped_pack_passes_its_own_examples() -> None:
    assert check_pack(load_packs()) == ()


def test_every_shipped_rule_has_examples_both_ways() -> None:
    pack = load_packs()
    rules: list[LabelRule | FormRule | PatternRule] = [*pack.labels, *pack.forms, *pack.patterns]
    assert all(rule.examples.keep for rule in rules)
    assert all(rule.examples.match for rule in rules if rule.kind is not None)


def test_an_agency_adds_a_number_an_office_and_a_phone_without_a_programmer(local: Path) -> None:
    pack = load_packs(local=[local])
    assert check_pack(pack) == ()
    redactor = Redactor(pack, TestKeyer())
    assert (
        one(redactor, "ref QX-abcd, 04 555 0100, 77 Wharf Road and 79 Wharf Road")
        == "ref [AGENCY NUMBER 1], 04 555 0100, 77 Wharf Road and [ADDRESS 1]"
    )
    assert redactor.pack_version.endswith("+agency/1.2")


def test_a_bad_pack_is_refused_with_every_problem_at_once(local: Path) -> None:
    bad = (
        LOCAL.replace('kind = "local"', 'kind = "secret"')
        .replace("needs = []", 'needs = ["luck"]\ncolour = "red"')
        .replace('"1.2"', '"one"')
    )
    (local / "agency.toml").write_text(bad, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_packs(local=[local])
    problems = "\n".join(caught.value.problems)
    for word in ("kind must be", "unknown luck", "unknown key colour", "pack.version"):
        assert word in problems


def test_a_pattern_that_does_not_compile_or_a_broken_file_is_named(local: Path) -> None:
    (local / "broken.toml").write_text("[[pattern]\n", encoding="utf-8")
    (local / "agency.toml").write_text(LOCAL.replace("qx-[a-z]{4}", "qx-["), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_packs(local=[local])
    assert any("broken.toml" in problem for problem in caught.value.problems)
    assert any("agency.reference" in problem for problem in caught.value.problems)


def test_a_rule_that_fails_its_own_example_is_named(local: Path) -> None:
    (local / "agency.toml").write_text(LOCAL.replace("{QX-ABCD}", "{QX-1}"), encoding="utf-8")
    assert any(problem.startswith("agency.reference") for problem in check_pack(load_packs(local=[local])))
