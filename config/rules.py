"""Reads rule packs: TOML files and word lists under config/rules, checked against a schema before anything uses them.

A pack is a folder with pack.toml and any number of further .toml and .txt files. Every problem of every file is gathered
and reported at once. Nothing here judges text; whether a pack passes its own examples is asked of archiver.redaction.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from archiver.errors import ConfigError
from archiver.model.redaction import Kind
from archiver.model.rules import Examples, FormRule, LabelRule, PatternRule, RulePack

CHECKS = frozenset({"", "ird", "nhi", "bank", "luhn", "tfn", "medicare", "phone", "iban", "date"})
NEEDS = frozenset({"label", "digit", "capital"})
_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)+")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}")
_TOP = frozenset({"pack", "label", "form", "pattern", "list", "table"})


def load_packs(countries: Iterable[str] = ("nz",), local: Iterable[Path] = ()) -> RulePack:
    """The shipped packs of `countries` and then the agency's `local` folders, as one pack.

    Raises ConfigError with every problem found, each naming its file and rule.
    """
    shipped = resources.files("config").joinpath("rules")
    reader = _Reader()
    for country in countries:
        reader.folder(shipped.joinpath(country), country)
    reader.local = True
    for folder in local:
        reader.folder(folder, folder.name)
    return reader.finish()


def packs_digest(countries: Iterable[str] = ("nz",), local: Iterable[Path] = ()) -> str:
    """SHA-256 over every file of the packs: it changes with any of their words, version or no version."""
    digest = hashlib.sha256()
    shipped = resources.files("config").joinpath("rules")
    for folder in (*(shipped.joinpath(country) for country in countries), *local):
        for entry in sorted(folder.iterdir(), key=lambda item: item.name) if folder.is_dir() else ():
            if entry.name.endswith((".toml", ".txt")):
                content = entry.read_bytes()
                digest.update(f"{entry.name} {len(content)}\n".encode("utf-8", "surrogateescape"))
                digest.update(content)
    return digest.hexdigest()


class _Reader:
    """Gathers rules and problems over several folders."""

    def __init__(self) -> None:
        self.local = False
        self.problems: list[str] = []
        self.versions: list[str] = []
        self.ids: set[str] = set()
        self.labels: list[LabelRule] = []
        self.forms: list[FormRule] = []
        self.patterns: list[PatternRule] = []
        self.lists: dict[str, list[str]] = {}
        self.tables: dict[str, dict[str, str]] = {}

    def finish(self) -> RulePack:
        if self.problems:
            raise ConfigError(
                "the rule packs cannot be used:\n" + "\n".join(self.problems), problems=tuple(self.problems)
            )
        return RulePack(
            version="+".join(self.versions),
            labels=tuple(self.labels),
            forms=tuple(self.forms),
            patterns=tuple(self.patterns),
            lists={name: tuple(dict.fromkeys(words)) for name, words in self.lists.items()},
            tables=self.tables,
        )

    def folder(self, folder: Path | Traversable, name: str) -> None:
        if not folder.is_dir():
            self.problems.append(f"{name}: there is no such rule pack")
            return
        head = len(self.versions)
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            where = f"{name}/{entry.name}"
            if entry.name.endswith(".txt"):
                words = (line.split("#")[0].strip() for line in entry.read_text(encoding="utf-8").splitlines())
                self.lists.setdefault(entry.name[:-4], []).extend(word for word in words if word)
            elif entry.name.endswith(".toml"):
                try:
                    self._file(tomllib.loads(entry.read_text(encoding="utf-8")), where)
                except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                    self.problems.append(f"{where}: {error}")
        if len(self.versions) != head + 1:
            self.problems.append(f"{name}: exactly one file must hold [pack] with name and version")

    def _file(self, data: Mapping[str, object], where: str) -> None:
        for key in data.keys() - _TOP:
            self.problems.append(f"{where}: unknown key {key}")
        head = data.get("pack")
        if isinstance(head, dict):
            fields = _Fields(head, f"{where}: pack", self.problems)
            name, version = fields.text("name"), fields.text("version")
            fields.text("note", "")
            fields.done()
            if not _VERSION.fullmatch(version):
                self.problems.append(f"{where}: pack.version must look like 2026.1")
            self.versions.append(f"{name}/{version}")
        for table, build in (("label", self._label), ("form", self._form), ("pattern", self._pattern)):
            entries = data.get(table, [])
            if not isinstance(entries, list):
                self.problems.append(f"{where}: [[{table}]] must be an array of tables")
                continue
            for entry in entries:
                if isinstance(entry, dict):
                    build(_Fields(entry, f"{where}: {table} {entry.get('id', '?')}", self.problems))
        for name, words in _mapping(data.get("list", {})).items():
            if isinstance(words, list) and all(isinstance(word, str) for word in words):
                self.lists.setdefault(name, []).extend(words)
            else:
                self.problems.append(f"{where}: list.{name} must be an array of strings")
        for name, table_ in _mapping(data.get("table", {})).items():
            if isinstance(table_, dict) and all(isinstance(value, str) for value in table_.values()):
                self.tables.setdefault(name, {}).update(table_)
            else:
                self.problems.append(f"{where}: table.{name} must map words to strings")

    def _label(self, fields: _Fields) -> None:
        rule = LabelRule(
            id=self._id(fields),
            kind=fields.kind(),
            words=fields.texts("words"),
            reason=fields.text("reason"),
            lengths=fields.numbers("lengths"),
            minimum=fields.number("minimum", 6),
            maximum=fields.number("maximum", 20),
            confidence=fields.real("confidence", 0.98),
            examples=fields.examples(),
        )
        if not rule.words:
            fields.problem("words must not be empty")
        fields.done()
        self.labels.append(rule)

    def _form(self, fields: _Fields) -> None:
        rule = FormRule(
            id=self._id(fields),
            kind=fields.kind(),
            digits=fields.regex("digits"),
            reason=fields.text("reason"),
            groups=fields.texts("groups") or ("*",),
            check=fields.one_of("check", CHECKS),
            confidence=fields.real("confidence", 0.9),
            examples=fields.examples(),
        )
        fields.done()
        self.forms.append(rule)

    def _pattern(self, fields: _Fields) -> None:
        needs = fields.texts("needs")
        for need in set(needs) - NEEDS:
            fields.problem(f"needs: unknown {need}")
        rule = PatternRule(
            id=self._id(fields),
            kind=fields.kind(),
            regex=fields.regex("regex"),
            reason=fields.text("reason"),
            group=fields.number("group", 0),
            needs=needs,
            local=self.local,
            check=fields.one_of("check", CHECKS),
            confidence=fields.real("confidence", 0.9),
            examples=fields.examples(),
        )
        fields.done()
        self.patterns.append(rule)

    def _id(self, fields: _Fields) -> str:
        name = fields.text("id")
        if not _ID.fullmatch(name):
            fields.problem("id must be dotted small letters, as in nz.phone.mobile")
        if name in self.ids:
            fields.problem("id is used twice")
        self.ids.add(name)
        return name


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


class _Fields:
    """One table of a pack file: each field is asked for once, and what was not asked for is a problem."""

    def __init__(self, values: Mapping[str, object], where: str, problems: list[str]) -> None:
        self._values = dict(values)
        self._where = where
        self._problems = problems

    def problem(self, text: str) -> None:
        self._problems.append(f"{self._where}: {text}")

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.pop(name, default)
        if isinstance(value, str):
            return value
        self.problem(f"{name} is missing" if value is None else f"{name} must be a string")
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._values.pop(name, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        self.problem(f"{name} must be an array of strings")
        return ()

    def number(self, name: str, default: int) -> int:
        value = self._values.pop(name, default)
        if isinstance(value, int):
            return value
        self.problem(f"{name} must be a whole number")
        return default

    def numbers(self, name: str) -> tuple[int, ...]:
        value = self._values.pop(name, [])
        if isinstance(value, list) and all(isinstance(item, int) for item in value):
            return tuple(int(item) for item in value)
        self.problem(f"{name} must be an array of whole numbers")
        return ()

    def real(self, name: str, default: float) -> float:
        value = self._values.pop(name, default)
        if isinstance(value, int | float) and 0 < value <= 1:
            return float(value)
        self.problem(f"{name} must be above 0 and at most 1")
        return default

    def kind(self) -> Kind | None:
        value = self._values.pop("kind", None)
        if value == "keep":
            return None
        try:
            return Kind(str(value))
        except ValueError:
            self.problem(f"kind must be keep or one of {', '.join(Kind)}")
            return None

    def regex(self, name: str) -> str:
        pattern = self.text(name)
        try:
            re.compile(pattern)
        except re.error as error:
            self.problem(f"{name}: {error}")
        return pattern

    def one_of(self, name: str, allowed: frozenset[str]) -> str:
        value = self.text(name, "")
        if value not in allowed:
            self.problem(f"{name}: unknown {value}")
        return value

    def examples(self) -> Examples:
        fields = _Fields(_mapping(self._values.pop("examples", {})), f"{self._where} examples", self._problems)
        found = Examples(match=fields.texts("match"), keep=fields.texts("keep"))
        fields.done()
        if not found.match and not found.keep:
            self.problem("a rule needs examples that must match and must stay")
        return found

    def done(self) -> None:
        for key in self._values:
            self.problem(f"unknown key {key}")
