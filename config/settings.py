"""What the operator may set. Frozen, unknown keys refused; nothing here holds a secret, only where one is found.

The TOML file is the contract of the program's users: a key is added freely and changed never.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from archiver.model.alerts import AlertKind
from config.channel import Channel
from config.checks import channel_id_problems, key_file_problem
from config.cron import parse_cron
from config.durations import parse_duration
from config.formats import check_format
from config.part import SECRET_REF, Part, SecretRef
from config.slots import NIGHT

NoticeKind = Literal["failure", "partial", "credential", "silence", "leak", "integrity", "disk", "alert", "unusual"]
NOTICE_KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)


class Agency(Part):
    """Who the archive belongs to, and what of it is public."""

    name: str = Field(min_length=1)
    timezone: str = "Pacific/Auckland"
    public_contacts: tuple[str, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("not a time zone this machine knows (for example Pacific/Auckland)") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of pages, titles and schedules."""
        return ZoneInfo(self.timezone)


class Archive(Part):
    """Where everything the program keeps lies, and in which formats records are written."""

    path: str = "archive"
    database: str = "sqlite"
    formats: tuple[Annotated[str, AfterValidator(check_format)], ...] = ("pdf", "xlsx")
    conversation_gap: str = "30d"
    access_status: str = "unclassified"

    @field_validator("formats")
    @classmethod
    def _some_format(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("at least one of pdf, xlsx, docx is needed")
        return tuple(dict.fromkeys(value))

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if (
            value == "sqlite"
            or SECRET_REF.fullmatch(value)
            or value.startswith(("postgresql://", "postgresql+psycopg://"))
        ):
            return value
        raise ValueError('"sqlite", postgresql://... or env:NAME holding such an address is expected')

    @field_validator("conversation_gap")
    @classmethod
    def _readable_gap(cls, value: str) -> str:
        parse_duration(value)
        return value

    @property
    def gap(self) -> dt.timedelta | None:
        """The silence that ends a conversation; None = never."""
        return parse_duration(self.conversation_gap)


class Sealing(Part):
    """The public keys that originals are sealed to."""

    recipients: tuple[str, ...] = Field(min_length=1)

    @field_validator("recipients")
    @classmethod
    def _public_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for recipient in value:
            if recipient.upper().startswith("AGE-SECRET-KEY"):
                raise ValueError(
                    "this is a PRIVATE key: it must never be on this machine; put the public key (age1...) here"
                )
            if not re.fullmatch(r"age1[a-z0-9]{20,2000}", recipient):
                raise ValueError("a public key looks like age1...")
        return tuple(dict.fromkeys(value))


class SecretsFile(Part):
    """Where the program's own keys lie: owner-only, outside the archive."""

    key_file: str = "secrets/archiver.key"


class Redaction(Part):
    """How texts are made fit to keep."""

    names: Literal["redact", "keep"] = "redact"
    local_rules: str = ""
    message_budget: float = Field(default=5.0, gt=0, le=60)


class Notices(Part):
    """Who is told, and of what. Each of `urls` says where an address is found: an address holds a password or token."""

    urls: tuple[SecretRef, ...] = ()
    on: tuple[NoticeKind, ...] = NOTICE_KINDS
    remind: str = "7d"

    @field_validator("urls")
    @classmethod
    def _no_blank(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(value):
            raise ValueError("env:NAME, file:PATH or credential:NAME is expected for each address")
        return value

    @field_validator("remind")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_duration(value)
        return value

    @property
    def again_after(self) -> dt.timedelta | None:
        """After how long a standing problem is told again; None = never."""
        return parse_duration(self.remind)


class Proof(Part):
    """The outside authority (RFC 3161) that says when a signed head existed, and the certificates it is trusted by."""

    timestamp_url: str = ""
    timestamp_roots: str = ""

    @field_validator("timestamp_url")
    @classmethod
    def _address(cls, value: str) -> str:
        # A stamp is signed and what is sent is a hash: many authorities answer over plain http.
        if value and not re.fullmatch(r"https?://[^\s/?#@]+(/\S*)?", value):
            raise ValueError("an address like https://tsa.example.org/tsr is expected, without user or password")
        return value

    @model_validator(mode="after")
    def _both(self) -> Proof:
        if self.timestamp_url and not self.timestamp_roots:
            raise ValueError("timestamp_roots is missing: a file of the authority's root certificates (PEM)")
        return self


class Heartbeat(Part):
    """Signs of life after each run, for a watcher that raises the alarm when they stop."""

    prometheus: str = ""
    url: SecretRef = ""

    @field_validator("prometheus")
    @classmethod
    def _textfile(cls, value: str) -> str:
        if value and not value.endswith(".prom"):
            raise ValueError("a path that ends in .prom is expected: the node exporter reads no other files")
        return value


class Alerts(Part):
    """Messages that may need a person at once."""

    kinds: tuple[AlertKind, ...] = tuple(AlertKind)
    local_rules: str = ""
    notify_within: str = "90d"

    @field_validator("notify_within")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_duration(value)
        return value

    @property
    def recent(self) -> dt.timedelta | None:
        """How old a message may be, when first seen, for a notice to be given; None = however old."""
        return parse_duration(self.notify_within)


class Schedule(Part):
    """When the night's work is done, in agency time; channels on "auto" hang their own times on it."""

    night: str = NIGHT

    @field_validator("night")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_cron(value)
        return value


class Limits(Part):
    """How long one channel may take in one run, and how large an attachment may be to be fetched."""

    channel_time: str = "4h"
    attachment_megabytes: int = Field(default=100, ge=1, le=10_000)

    @field_validator("channel_time")
    @classmethod
    def _some_time(cls, value: str) -> str:
        if parse_duration(value) is None:
            raise ValueError('a length of time like "4h" is expected')
        return value

    @property
    def budget_s(self) -> float:
        """Seconds after which a channel stops with its place kept."""
        return (parse_duration(self.channel_time) or dt.timedelta(hours=4)).total_seconds()


class Settings(BaseSettings):
    """The whole file. `home` is the folder it lies in; relative paths start there."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    agency: Agency
    archive: Archive = Archive()
    sealing: Sealing
    secrets: SecretsFile = SecretsFile()
    redaction: Redaction = Redaction()
    notices: Notices = Notices()
    heartbeat: Heartbeat = Heartbeat()
    proof: Proof = Proof()
    alerts: Alerts = Alerts()
    schedule: Schedule = Schedule()
    limits: Limits = Limits()
    channels: dict[str, Channel] = Field(default_factory=dict)
    home: Path = Path()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what config.sources gives: a variable called ARCHIVE or CHANNELS belongs to somebody else."""
        return (init_settings,)

    @field_validator("channels")
    @classmethod
    def _channel_ids(cls, value: dict[str, Channel]) -> dict[str, Channel]:
        problems = channel_id_problems(value)
        if problems:
            raise ValueError(problems[0])
        return value

    @model_validator(mode="after")
    def _secrets_outside(self) -> Settings:
        problem = key_file_problem(self.home, self.archive.path, self.secrets.key_file)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def archive_path(self) -> Path:
        """The archive folder, absolute."""
        return (self.home / self.archive.path).resolve()

    @property
    def key_file(self) -> Path:
        """The file of HMAC and signing keys, absolute."""
        return (self.home / self.secrets.key_file).resolve()

    @property
    def local_rules(self) -> Path | None:
        """The folder of the agency's own rule packs, absolute; None when there is none."""
        return (self.home / self.redaction.local_rules).resolve() if self.redaction.local_rules else None

    @property
    def local_alerts(self) -> Path | None:
        """The folder of the agency's own alert packs, absolute; None when there is none."""
        return (self.home / self.alerts.local_rules).resolve() if self.alerts.local_rules else None

    @property
    def stamp_roots(self) -> Path | None:
        """The file of the time stamp authority's root certificates, absolute; None when there is none."""
        return (self.home / self.proof.timestamp_roots).resolve() if self.proof.timestamp_roots else None

    @property
    def prometheus_file(self) -> Path | None:
        """Where the textfile for Prometheus is written, absolute; None when it is not."""
        return (self.home / self.heartbeat.prometheus).resolve() if self.heartbeat.prometheus else None
