"""A person or body at either end of a message."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from archiver.model.redaction import EMPTY, RedactedText


class Role(enum.StrEnum):
    """Which end of the exchange this is."""

    AGENCY = "agency"
    CORRESPONDENT = "correspondent"
    OTHER = "other"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """As the platform names them: `name` as displayed ("" = not given), `handle` without @, `platform_id` its id."""

    name: str = ""
    handle: str = ""
    platform_id: str = ""
    role: Role = Role.CORRESPONDENT


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactedCorrespondent:
    """The same, fit to keep: the name stays (the policy puts it in titles), cleaned of numbers and addresses."""

    name: RedactedText = EMPTY
    handle: RedactedText = EMPTY
    platform_id: str = ""
    role: Role = Role.CORRESPONDENT


UNKNOWN_NAME = "Unknown correspondent"
"""How a correspondent without a name is titled."""
