"""Reads alert packs: TOML files under config/alerts and an agency's own folder, checked before anything uses them.

Every problem of every file is gathered and reported at once. Whether a rule passes its own examples is asked where the
rules are compiled.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from archiver.errors import ConfigError
from archiver.model.alerts import AlertKind, AlertPack, AlertRule

_ID = re.compile(r"[a-z][a-z0-9-]{1,60}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}")
_LANGUAGES = frozenset({"en", "mi"})
_TEXTS = ("phrases", "unless", "match", "keep")
_FIELDS = frozenset({"id", "kind", "language", "reason", *_TEXTS})


def load_alert_packs(local: Iterable[Path] = ()) -> AlertPack:
    """The shipped packs and then those of the `local` folders, as one. Raises ConfigError with every problem found."""
    problems: list[str] = []
    versions: list[str] = []
    rules: dict[str, AlertRule] = {}
    folders: list[Path | Traversable] = [resources.files("config").joinpath("alerts"), *local]
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"{folder.name}: there is no such folder of alert packs")
            continue
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            if entry.name.endswith(".toml"):
                _file(entry, f"{folder.name}/{entry.name}", versions, rules, problems)
    if problems:
        raise ConfigError("the alert packs cannot be used:\n" + "\n".join(problems), problems=tuple(problems))
    return AlertPack(version="+".join(versions), rules=tuple(rules.values()))


def _file(
    entry: Path | Traversable, where: str, versions: list[str], rules: dict[str, AlertRule], problems: list[str]
) -> None:
    try:
        data = tomllib.loads(entry.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{where}: {error}")
        return
    problems += (f"{where}: unknown key {key}" for key in sorted(data.keys() - {"pack", "rule"}))
    head, listed = data.get("pack"), data.get("rule")
    if not isinstance(head, dict) or not _VERSION.fullmatch(str(head.get("version"))) or not head.get("name"):
        problems.append(f"{where}: [pack] with name and a version like 2026.1 is needed")
    else:
        problems += (f"{where}: pack: unknown key {key}" for key in sorted(head.keys() - {"name", "version", "note"}))
        versions.append(f"{head['name']}/{head['version']}")
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.append(f"{where}: [[rule]] tables are needed")
        return
    for item in listed:
        rule = _rule(item, f"{where}: rule {item.get('id', '?')}", problems)
        if rule is None:
            continue
        if rule.id in rules:
            problems.append(f"{where}: rule {rule.id}: the id is used twice")
        rules[rule.id] = rule


def _rule(item: dict[str, object], where: str, problems: list[str]) -> AlertRule | None:
    found = [f"unknown key {key}" for key in sorted(item.keys() - _FIELDS)]
    name, language, reason = item.get("id"), item.get("language"), item.get("reason")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        found.append("id: small letters, digits and dashes are expected")
    if item.get("kind") not in set(AlertKind):
        found.append(f"kind: one of {', '.join(AlertKind)} is expected")
    if language not in _LANGUAGES:
        found.append("language: en or mi is expected")
    if not isinstance(reason, str) or not reason:
        found.append("reason: a few words are expected")
    texts = {key: _strings(item.get(key, []), key, found) for key in _TEXTS}
    found += (f"{key}: at least one is needed" for key in ("phrases", "match", "keep") if not texts[key])
    problems += (f"{where}: {problem}" for problem in found)
    if found:
        return None
    return AlertRule(
        id=str(name), kind=AlertKind(str(item["kind"])), language=str(language), reason=str(reason), **texts
    )


def _strings(value: object, key: str, problems: list[str]) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(text, str) and text for text in value):
        return tuple(map(str, value))
    problems.append(f"{key}: an array of strings is expected")
    return ()
