"""Strings out of JSON made fit to be kept: what is not text becomes a visible mark."""

from __future__ import annotations

import re

from connectors.fields import Fields, text_of
from connectors.honesty import UNFIT_MARK

_UNFIT = re.compile("[\x00\ud800-\udfff]")


def fit(text: str) -> str:
    """The string without NUL and halves of surrogate pairs, which no database and no file takes."""
    return _UNFIT.sub(UNFIT_MARK, text) if not text.isascii() or "\x00" in text else text


def words_of(fields: Fields, *names: str) -> str:
    """The first of the named fields that is a string and not empty, fit to be kept; "" when none is."""
    return fit(text_of(fields, *names))
