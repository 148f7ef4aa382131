"""Account ids, places of AWS, addresses, references to secrets, durations and shares, as the configuration has them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from cli.config.sources import refuse_secret
from engine.errors import ConfigError
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


def _address(text: str) -> str:
    try:
        refuse_secret(text)
    except ConfigError as error:
        raise ValueError(f"{error.message}: {error.hint}") from error
    return text


def _form(pattern: str, problem: str) -> AfterValidator:
    """Return what refuses a text of another form: these are joined to one text, in which each must stay what it is."""
    form = re.compile(pattern)

    def checked(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError(problem)
        return text

    return AfterValidator(checked)


Region = Annotated[str, _form(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}", "a region is for example eu-west-1")]
Profile = Annotated[str, _form(r"[A-Za-z0-9_.+=,@ -]*", "a profile has letters, digits, spaces and _.+=,@- only")]
Role = Annotated[
    str,
    _form(
        r"(?:(?:arn:aws[a-z-]*:iam::\d{12}:role/)?[\w+=,.@/-]{1,200})?",
        "a role is a name, or arn:aws:iam::ACCOUNT:role/NAME",
    ),
]
VarFile = Annotated[str, _form(r"[^,]+\.tfvars(?:\.json)?", "a file of variables is named *.tfvars or *.tfvars.json")]
Address = Annotated[str, AfterValidator(_address)]
