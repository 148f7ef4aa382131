"""What a reader of a tool's result files declares; `snapshots.measurements.registry` has all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from engine.model.measurement import Measure, Measurement
from snapshots.redaction.redact import Redactor


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file of an unknown tool, as far as it could be parsed: a JSON document, or the root of an XML document.

    Of lines of JSON, `document` is the first one and `lines` is true.
    """

    document: Any = None
    lines: bool = False
    root: Element | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader of one kind of result file.

    `kind` is the word of `--result KIND=PATH` and of the configuration, `name` what such a file is called, `measures`
    what it tells. `recognises` tells by its structure whether a file is one, whatever its version; no two readers
    recognise one file. `read` makes a measurement of the bytes of a file of at most `max_bytes`, and raises
    UnreadableResultError for what is none: the registry turns that into a gap.
    """

    kind: str
    name: str
    measures: tuple[Measure, ...]
    max_bytes: int
    recognises: Callable[[Sample], bool]
    read: Callable[[bytes, str, Redactor], Measurement]
