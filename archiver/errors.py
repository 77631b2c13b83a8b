"""The whole exception tree and its exit codes, by who acts next.

    ArchiverError                     1   finished with something that needs a person
    ├── ConfigError                   2   the operator mends the configuration or the call
    │   └── UsageError                2   the call's words are off
    ├── SourceError                   1   an import's file cannot be used as it is (the rest goes on)
    │   └── DateOrderUnproved         2   day and month cannot be told apart: the operator must say
    ├── CredentialError               3   the operator renews a token
    ├── PlatformUnavailable           4   wait: the next run resumes
    │   └── RateLimited               4   wait until the platform's window passes
    ├── PlatformChanged               1   a developer looks: the platform answered in an unknown shape
    ├── StorageError                  1   the disk or the database refused; nothing is lost
    ├── IntegrityError                5   stop, keep the evidence
    ├── LeakFound                     6   a written file held what redaction removed: its release is stopped
    ├── RedactionError                1   a text could not be judged and is withheld
    ├── AlreadyRunning               75   another run holds the lock
    └── Stopped                 130/143   a signal asked us to stop; the place is kept

A message never holds a secret, a correspondent's words or a value that redaction removes: facts ride as attributes.
"""

from __future__ import annotations

import datetime as dt
import enum


class ExitCode(enum.IntEnum):
    """What a command tells its caller. The worst one of a run wins, by `severity`."""

    OK = 0
    GAPS = 1
    CONFIG = 2
    CREDENTIALS = 3
    UNAVAILABLE = 4
    INTEGRITY = 5
    LEAK = 6
    LOCKED = 75
    INTERRUPTED = 130
    TERMINATED = 143

    @property
    def severity(self) -> int:
        """Rank used by `worst`: a leak outranks an integrity finding, which outranks every other ending."""
        return _SEVERITY.index(self)


_SEVERITY = (
    ExitCode.OK,
    ExitCode.GAPS,
    ExitCode.UNAVAILABLE,
    ExitCode.CREDENTIALS,
    ExitCode.CONFIG,
    ExitCode.LOCKED,
    ExitCode.INTERRUPTED,
    ExitCode.TERMINATED,
    ExitCode.INTEGRITY,
    ExitCode.LEAK,
)


def worst(*codes: ExitCode) -> ExitCode:
    """The exit code that wins when several things ended differently; OK when nothing is given."""
    return max(codes, key=lambda code: code.severity, default=ExitCode.OK)


class ArchiverError(Exception):
    """Anything the archiver says on purpose. `code` is the stable word used in JSON reports."""

    exit_code: ExitCode = ExitCode.GAPS
    code = "error"


class ConfigError(ArchiverError):
    """The configuration cannot be used; `problems` holds one line per problem, each with its key."""

    exit_code = ExitCode.CONFIG
    code = "configuration"

    def __init__(self, message: str, *, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class UsageError(ConfigError):
    """The command was called in a way that cannot work."""

    code = "usage"


class SourceError(ArchiverError):
    """A file of an import cannot be used as it is; `path` names it, `place` says where in it."""

    code = "source"

    def __init__(self, message: str, *, path: str = "", place: str = "") -> None:
        super().__init__(message)
        self.path = path
        self.place = place


class DateOrderUnproved(SourceError):
    """Day and month cannot be told apart from the data; the operator must give the order."""

    exit_code = ExitCode.CONFIG
    code = "date_order"


class CredentialError(ArchiverError):
    """A token is refused, expired or lacks a right: a person renews it."""

    exit_code = ExitCode.CREDENTIALS
    code = "credentials"


class PlatformUnavailable(ArchiverError):
    """The platform does not answer usefully now; the next run resumes from the kept place."""

    exit_code = ExitCode.UNAVAILABLE
    code = "unavailable"


class RateLimited(PlatformUnavailable):
    """The platform throttles; `until` is when it may be asked again (UTC), where it said so."""

    code = "rate_limited"

    def __init__(self, message: str, *, until: dt.datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class PlatformChanged(ArchiverError):
    """The platform answered in a shape this connector does not know; the answer is kept, sealed."""

    code = "platform_changed"


class StorageError(ArchiverError):
    """The disk or the database refused (full, read-only, locked); what was accepted before stays."""

    code = "storage"


class IntegrityError(ArchiverError):
    """What we hold is not what we wrote down; nothing is changed, evidence stays."""

    exit_code = ExitCode.INTEGRITY
    code = "integrity"


class LeakFound(ArchiverError):
    """A written file still held what redaction removes; it is withheld."""

    exit_code = ExitCode.LEAK
    code = "leak"


class RedactionError(ArchiverError):
    """A text could not be judged; it is withheld, never passed on."""

    code = "redaction"


class AlreadyRunning(ArchiverError):
    """Another run holds the lock of this channel or archive."""

    exit_code = ExitCode.LOCKED
    code = "locked"


class Stopped(ArchiverError):
    """A signal asked us to stop; the place is kept and the next run goes on from it."""

    exit_code = ExitCode.TERMINATED
    code = "stopped"

    def __init__(self, message: str = "stopped by a signal", *, interrupted: bool = False) -> None:
        super().__init__(message)
        self.exit_code = ExitCode.INTERRUPTED if interrupted else ExitCode.TERMINATED
