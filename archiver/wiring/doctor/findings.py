"""What the doctor found: how serious, about what, and what to do."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from archiver.errors import ArchiverError, ConfigError, ExitCode, worst


class Level(enum.StrEnum):
    """How serious."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `advice` is what to do, "" when there is nothing; `code` what it alone would end with."""

    check: str
    level: Level
    subject: str
    detail: str
    advice: str = ""
    code: ExitCode = ExitCode.OK

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return {
            "check": self.check,
            "level": self.level.value,
            "subject": self.subject,
            "detail": self.detail,
            "advice": self.advice,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """All findings, in the order of the checks."""

    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> ExitCode:
        """The worst of all."""
        return worst(*(finding.code for finding in self.findings))

    def as_json(self) -> dict[str, Any]:
        """For --json."""
        return {
            "ok": self.exit_code is ExitCode.OK,
            "exit_code": int(self.exit_code),
            "findings": [finding.as_json() for finding in self.findings],
        }


def fine(check: str, subject: str, detail: str) -> Finding:
    """Nothing to do."""
    return Finding(check=check, level=Level.OK, subject=subject, detail=detail)


def warn(check: str, subject: str, detail: str, advice: str) -> Finding:
    """It works, and a person has something to do."""
    return Finding(check=check, level=Level.WARNING, subject=subject, detail=detail, advice=advice, code=ExitCode.GAPS)


def wrong(check: str, subject: str, detail: str, advice: str, code: ExitCode = ExitCode.CONFIG) -> Finding:
    """It does not work like this."""
    return Finding(check=check, level=Level.ERROR, subject=subject, detail=detail, advice=advice, code=code)


def of_error(check: str, subject: str, error: ArchiverError, advice: str) -> Iterator[Finding]:
    """An error of ours as findings: one for each problem of a configuration."""
    lines = error.problems if isinstance(error, ConfigError) and error.problems else (str(error),)
    for line in lines:
        yield wrong(check, subject, line, advice, error.exit_code)


def guarded(check: str, subject: str, look: Callable[[], Iterable[Finding]]) -> tuple[Finding, ...]:
    """A check that cannot be made is a finding, and the others go on."""
    try:
        return tuple(look())
    except ArchiverError as error:
        return tuple(of_error(check, subject, error, "mend what is named, then ask again"))
    except Exception as error:  # noqa: BLE001 - the doctor must tell of everything else even if one check breaks
        told = f"this could not be checked ({type(error).__name__})"
        return (wrong(check, subject, told, "report this to the maintainers", ExitCode.GAPS),)
