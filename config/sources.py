"""Reads settings from the file, then the environment, and reports every problem at once, each with its key.

Input values never reach an error: a token pasted into the wrong key must not end up in a log.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, get_origin

from archiver.errors import ConfigError
from config.checks import problems_between

if TYPE_CHECKING:
    from config.settings import Settings

FILE_NAME = "archiver.toml"


def find_file(explicit: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The configuration file: the one given, else ARCHIVER_CONFIG's, else archiver.toml here."""
    return Path(explicit or environ.get("ARCHIVER_CONFIG") or FILE_NAME)


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `path`, overridden by variables such as ARCHIVER_ARCHIVE__DATABASE.

    Raises ConfigError with one line per problem."""
    from pydantic import ValidationError

    from config.settings import Settings

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"no configuration at {path}: `archiver init` makes one, --config names another") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {type(error).__name__}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    problems = _override(values, environ)
    if "home" in values:
        problems.append("home: unknown key")
    values["home"] = path.resolve().parent
    settings = None
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_line(item["loc"], item["type"], item["msg"]) for item in error.errors(include_input=False)]
        # A check of the whole is not made where a part fails: it would be the next run's surprise.
        problems += problems_between(values)
    if problems or settings is None:
        problems = list(dict.fromkeys(problems))
        listing = "".join(f"\n  {line}" for line in problems)
        raise ConfigError(f"{path} cannot be used:{listing}", problems=tuple(problems))
    return settings


def _line(loc: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in loc if part != "[key]")
    if kind == "extra_forbidden":
        return f"{key}: unknown key"
    if kind == "missing":
        return f"{key}: missing"
    message = message.removeprefix("Value error, ")
    # A message of a check of ours may begin with the whole key itself.
    return f"{key}: {message}" if key and not message.startswith(f"{key}.") else message


def _override(values: dict[str, object], environ: Mapping[str, str]) -> list[str]:
    """Put ARCHIVER_TABLE__KEY variables in place; a misspelt one would silently do nothing, so it is refused.

    A list is written as in the file, `["pdf", "docx"]`; a single word stands for a list of one."""
    from config.settings import Settings

    problems = []
    for name, value in sorted(environ.items()):
        table, separator, key = name.removeprefix("ARCHIVER_").lower().partition("__")
        if not name.startswith("ARCHIVER_") or not separator:
            continue
        field = Settings.model_fields.get(table)
        known = getattr(field.annotation, "model_fields", {}) if field else {}
        inner = values.setdefault(table, {}) if key in known else None
        if not isinstance(inner, dict):
            problems.append(f"{name}: no such setting")
            continue
        inner[key] = _list(value) if get_origin(known[key].annotation) is tuple else value
    return problems


def _list(text: str) -> object:
    if not text.lstrip().startswith("["):
        return [text] if text.strip() else []
    try:
        return tomllib.loads(f"list = {text}")["list"]
    except tomllib.TOMLDecodeError:
        return text
