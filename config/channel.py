"""What the operator may set for one channel."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from config.checks import LOOPBACK
from config.cron import parse_cron
from config.part import Part, SecretRef
from config.platforms import check_platform


class Channel(Part):
    """One channel. `token` says where its secret is found, never what it is."""

    platform: Annotated[str, AfterValidator(check_platform)]
    account: str = Field(min_length=1)
    name: str = Field(min_length=1)
    business_owner: str = Field(min_length=1)
    business_activity: str = "Communications: enquiries and engagement on social media"
    token: SecretRef = ""
    base_url: str = ""
    capture: str = "auto"
    post_images: bool = False
    options: dict[str, bool | int | str] = Field(default_factory=dict)

    @field_validator("base_url")
    @classmethod
    def _scheme_and_host(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", value):
            raise ValueError("scheme and host only are expected, for example https://graph.facebook.com")
        if value.startswith("http://") and not LOOPBACK.fullmatch(value):
            raise ValueError(
                "plain http would show the token to the network: https is expected (http only for this machine)"
            )
        return value.rstrip("/")

    @field_validator("capture")
    @classmethod
    def _schedule(cls, value: str) -> str:
        if value != "auto":
            parse_cron(value)
        return value
