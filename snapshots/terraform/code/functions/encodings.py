"""Functions of encodings: https://developer.hashicorp.com/terraform/language/functions, the part on encodings."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from engine.jsontext.digest import JsonError, parse_json
from engine.model.secret import has_secret_anywhere
from snapshots.terraform.code.evaluation.values import (
    STRING,
    FailedError,
    UnknownError,
    as_list,
    as_map,
    as_text,
    is_whole,
    made_text,
)
from snapshots.terraform.code.functions.signature import Function

# What Go writes as an escape in JSON beside what JSON must.
_ESCAPED = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def _jsonencode(value: Any) -> str:
    if not is_whole(value):
        raise UnknownError(STRING)
    return "".join(_json(value))


def _json(value: Any) -> Iterator[str]:
    if value is None:
        yield "null"
    elif isinstance(value, str):
        yield _quoted(as_text(value))
    elif isinstance(value, list):
        for at, item in enumerate(as_list(value)):
            yield "," if at else "["
            yield from _json(item)
        yield "]" if value else "[]"
    elif isinstance(value, dict):
        for at, (name, item) in enumerate(sorted(as_map(value).items())):
            yield ("," if at else "{") + _quoted(as_text(name)) + ":"
            yield from _json(item)
        yield "}" if value else "{}"
    else:
        yield as_text(value)


def _quoted(text: str) -> str:
    if any(letter < " " and letter not in "\t\n\r" for letter in text) or "\x7f" in text:
        raise UnknownError(STRING)  # versions of Go write them in two ways
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPED)


def _jsondecode(value: Any) -> Any:
    text = as_text(value)
    try:
        told = parse_json(text.encode("utf-8", "surrogatepass"), name="value")
    except JsonError:  # of what is refused here, not all is by Terraform
        raise UnknownError from None
    if has_secret_anywhere(told):
        raise UnknownError
    return told


def _base64encode(value: Any) -> str:
    return base64.b64encode(as_text(value).encode()).decode()


def _base64decode(value: Any) -> str:
    text = as_text(value)
    try:
        return made_text(base64.b64decode(text.encode(), validate=True).decode())
    except UnicodeDecodeError:
        raise FailedError(STRING) from None
    except (binascii.Error, ValueError):
        raise UnknownError(STRING) from None


def _digest(name: str) -> Callable[[Any], str]:
    return lambda value: hashlib.new(name, as_text(value).encode(), usedforsecurity=False).hexdigest()


ENCODINGS = {
    "base64decode": Function(_base64decode, 1, 1, STRING),
    "base64encode": Function(_base64encode, 1, 1, STRING),
    "jsondecode": Function(_jsondecode, 1, 1),
    "jsonencode": Function(_jsonencode, 1, 1, STRING),
    "md5": Function(_digest("md5"), 1, 1, STRING),
    "sha1": Function(_digest("sha1"), 1, 1, STRING),
    "sha256": Function(_digest("sha256"), 1, 1, STRING),
}
