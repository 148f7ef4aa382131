"""Account ids, references to secrets, and durations and percentages as the configuration has them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from engine.gates.settings import parse_time
from engine.model.moment import parse_duration

_ACCOUNT = re.compile(r"\d{12}")
_REFERENCE = re.compile(r"(?:env:[A-Za-z_][A-Za-z0-9_]*|file:.+)")


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


def text_schema(example: str) -> WithJsonSchema:
    """Return the JSON Schema of a value that people write as text."""
    return WithJsonSchema({"type": "string", "examples": [example]})


Duration = Annotated[timedelta, BeforeValidator(parse_duration), text_schema("26h")]
AccountId = Annotated[str, BeforeValidator(parse_account), text_schema("111122223333")]
SecretReference = Annotated[str, BeforeValidator(parse_reference), text_schema("env:DRIFTGATE_SIGNING_KEY")]
Moment = Annotated[datetime, BeforeValidator(parse_time), WithJsonSchema({"type": "string", "format": "date-time"})]
