"""Texts that hold YAML, read as the plain values that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any


class YamlError(ValueError):
    """A text is no YAML of plain values."""


def parse_yaml(text: str) -> Any:
    """Return the JSON value of a YAML 1.2 document; raises YamlError for everything that is not one.

    Anchors are refused: a short text with them can stand for one of any size.
    """
    if "&" in text:
        raise YamlError("anchors are not followed")
    from ruamel.yaml import YAML  # noqa: PLC0415 - few texts are YAML, and it takes a twentieth of a second
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    reader = YAML(typ="safe", pure=True)
    try:
        return _plain(reader.load(StringIO(text)))
    except (YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise YamlError("not YAML of plain values") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str | int | float | bool) for key in value):
            raise YamlError("a key is no text")
        if len({str(key) for key in value}) < len(value):
            raise YamlError("two keys are one as texts")
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool) or (isinstance(value, float) and value - value == 0):
        return value
    raise YamlError("not a plain value")
