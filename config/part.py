"""What every table of the configuration has in common: frozen, closed to unknown keys, and never a secret in an error."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

SECRET_REF = re.compile(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|credential:[A-Za-z0-9_.-]+)")


def _secret_ref(text: str) -> str:
    if text and not SECRET_REF.fullmatch(text):
        raise ValueError("a secret is never written here: use env:NAME, file:PATH or credential:NAME")
    return text


SecretRef = Annotated[str, AfterValidator(_secret_ref)]


class Part(BaseModel):
    """A table of the file: frozen, unknown keys refused, input values never in its errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)
