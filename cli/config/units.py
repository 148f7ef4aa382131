"""Durations, percentages and account ids as people write them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

_DURATION = re.compile(r"(\d{1,9})(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%")
_ACCOUNT = re.compile(r"\d{12}")
_REFERENCE = re.compile(r"(?:env:[A-Za-z_][A-Za-z0-9_]*|file:.+)")


def parse_duration(text: object) -> timedelta:
    """Return the duration of a text such as 500ms, 5s, 15m, 26h or 90d; raises ValueError."""
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("a duration is a number with ms, s, m, h or d, for example 26h")
    return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])


def parse_percent(text: object) -> float:
    """Return the share, 0 to 1, of a text such as 99% or 0.5%; raises ValueError."""
    match = _PERCENT.fullmatch(text) if isinstance(text, str) else None
    if match is None or float(match[1]) > 100:
        raise ValueError("a percentage is a number from 0 to 100 with %, for example 99%")
    return float(match[1]) / 100


def parse_account(text: object) -> str:
    """Return a 12-digit account id; raises ValueError also for a number, which YAML may have changed."""
    if isinstance(text, int):
        raise ValueError('an account id is a text: put it in quotes, for example "111122223333"')  # noqa: TRY004 - pydantic expects ValueError
    if not isinstance(text, str) or not _ACCOUNT.fullmatch(text):
        raise ValueError('an account id is 12 digits in quotes, for example "111122223333"')
    return text


def parse_reference(text: object) -> str:
    """Return a reference to a secret; raises ValueError for a literal one, without repeating it."""
    if not isinstance(text, str) or not _REFERENCE.fullmatch(text):
        raise ValueError("a secret is never written here: write env:NAME or file:PATH")
    return text


def _text_schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


Duration = Annotated[timedelta, BeforeValidator(parse_duration), _text_schema("26h")]
Percent = Annotated[float, BeforeValidator(parse_percent), _text_schema("99%")]
AccountId = Annotated[str, BeforeValidator(parse_account), _text_schema("111122223333")]
SecretReference = Annotated[str, BeforeValidator(parse_reference), _text_schema("env:DRIFTGATE_SIGNING_KEY")]
